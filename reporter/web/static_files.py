"""Stylesheets, scripts and icons: with their hash in the address (`asset`) a phone keeps them for a year.

Every stylesheet in static/css is one component; they reach the browser as one file, in the order of their names
inside each `@layer`.
"""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path

from flask import Flask, Response, abort, request, send_from_directory, url_for

from reporter.base.settings import ROOT

STATIC = ROOT / "reporter" / "static"
YEAR_S = 365 * 24 * 3600
STYLESHEET = "app.css"


def set_up(app: Flask) -> None:
    """Adds `/static/<path>` and `asset(path)` for templates."""
    app.add_url_rule("/static/<path:filename>", endpoint="static", view_func=_serve)
    app.jinja_env.globals.update(asset=asset, asset_exists=exists)


def asset(path: str) -> str:
    """The address of a static file, with its hash; "app.css" is all stylesheets together."""
    return url_for("static", filename=path, v=_fingerprint(path))


def exists(path: str) -> bool:
    """Whether the file is there: npm's packages may be missing, and pages work without them."""
    return (STATIC / path).is_file()


def _serve(filename: str) -> Response:
    if filename == STYLESHEET:
        response = Response(_stylesheet(), mimetype="text/css")
    elif filename.startswith("css/") or ".." in filename:
        abort(404)
    else:
        response = send_from_directory(STATIC, filename)
    if request.args.get("v"):
        response.cache_control.no_cache = None
        response.cache_control.public = True
        response.cache_control.max_age = YEAR_S
        response.cache_control.immutable = True
    else:
        # A script that another script asks for by its plain name: kept, and asked for again each time.
        response.cache_control.no_cache = True
    return response


@cache
def _stylesheet() -> str:
    return "\n".join(path.read_text() for path in sorted(Path(STATIC / "css").glob("*.css")))


@cache
def _fingerprint(path: str) -> str:
    content = _stylesheet().encode() if path == STYLESHEET else (STATIC / path).read_bytes()
    return hashlib.blake2s(content, digest_size=5).hexdigest()
