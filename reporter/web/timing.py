"""With LOG_LEVEL=DEBUG each answer says its cost: `Server-Timing: app;dur=12.3, db;desc="7"` (ms, statements)."""

from __future__ import annotations

from time import perf_counter
from typing import Any

from flask import Flask, Response, g, has_request_context
from sqlalchemy import event

from reporter.base.current import current
from reporter.base.db import db
from reporter.base.settings import Settings


def set_up(app: Flask) -> None:
    """Counts the statements and the time of each request, when the log level asks for it."""
    with app.app_context():
        if current(Settings).log_level != "DEBUG":
            return
        event.listen(db.engine, "before_cursor_execute", _count)
    # Before everything else, and after it.
    app.before_request_funcs.setdefault(None, []).insert(0, _begin)
    app.after_request(_say)


def _begin() -> None:
    g.began, g.statements = perf_counter(), 0


def _count(*_args: Any) -> None:
    if has_request_context():
        g.statements = g.get("statements", 0) + 1


def _say(response: Response) -> Response:
    if "began" in g:
        spent = (perf_counter() - g.began) * 1000
        response.headers["Server-Timing"] = f'app;dur={spent:.1f}, db;desc="{g.statements}"'
    return response
