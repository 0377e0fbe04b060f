"""Je remarque: residents report a cleanliness problem, and it reaches whoever can act."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from flask import Flask


def create_app(environ: Mapping[str, str] | None = None) -> Flask:
    """The application, set up from `environ` (default: the process's environment).

    Imported late, so that rules load without Flask.
    """
    from reporter.web.app import create_app as create

    return create(environ)
