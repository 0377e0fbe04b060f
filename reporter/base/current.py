"""What the running application was built with, found by its type: `current(Settings)`, `current(Gazetteer)` …"""

from __future__ import annotations

from typing import TypeVar, cast

from flask import Flask, current_app

T = TypeVar("T")


def install(app: Flask, value: object, kind: type | None = None) -> None:
    """Makes `value` the application's one value of its type (or of `kind`, its base class)."""
    app.extensions[kind or type(value)] = value  # type: ignore[index]


def current(kind: type[T]) -> T:
    """The application's value of that type. KeyError: the shell did not install one."""
    return cast("T", current_app.extensions[kind])  # type: ignore[index]
