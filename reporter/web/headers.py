"""Security headers of every answer. The script nonce is new for each page."""

from __future__ import annotations

import secrets
from urllib.parse import urlsplit

from flask import Flask, Response, g

from reporter.base.current import current
from reporter.base.settings import Settings


def set_up(app: Flask) -> None:
    """Adds the headers, and `csp_nonce()` for templates."""
    app.jinja_env.globals["csp_nonce"] = nonce
    app.after_request(_add)


def nonce() -> str:
    """This answer's nonce, for the rare inline script."""
    if "csp_nonce" not in g:
        g.csp_nonce = secrets.token_urlsafe(12)
    return str(g.csp_nonce)


def _add(response: Response) -> Response:
    tiles = urlsplit(current(Settings).tiles_url)
    origin = f"{tiles.scheme}://{tiles.netloc}" if tiles.netloc else ""
    script = f"'self' 'nonce-{g.csp_nonce}'" if "csp_nonce" in g else "'self'"
    response.headers.setdefault(
        "Content-Security-Policy",
        f"default-src 'self'; script-src {script}; style-src 'self'; img-src 'self' data: blob: {origin}; "
        "object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'",
    )
    response.headers.setdefault("X-Content-Type-Options", "nosniff")
    response.headers.setdefault("Referrer-Policy", "same-origin")
    response.headers.setdefault("Cross-Origin-Opener-Policy", "same-origin")
    response.headers.setdefault("Permissions-Policy", "geolocation=(self), camera=(self), microphone=()")
    if current(Settings).public_url.startswith("https://"):
        response.headers.setdefault("Strict-Transport-Security", "max-age=31536000")
    return response
