"""Whether each part works, asked cheaply: no network besides the database and the queue, no scan."""

from __future__ import annotations

import os
from datetime import datetime, timedelta

from sqlalchemy import func, select, text
from sqlalchemy.exc import SQLAlchemyError

from reporter.base.current import current
from reporter.base.db import session
from reporter.base.settings import Settings
from reporter.base.wakeups import Bell
from reporter.mail.models import Mail

# Without these the web cannot serve.
NEEDED = frozenset({"database"})
# Due mail leaves within seconds; after this long nobody is sending it.
LATE_AFTER = timedelta(minutes=5)


def components(now: datetime) -> dict[str, dict[str, str]]:
    """Name to {"state", "kind"}. States: ok, down, late (mail waits that should have left), unchecked (far away)."""
    settings = current(Settings)
    database = _database(settings)
    return {
        "database": database,
        "storage": _storage(settings),
        "mail": _mail(settings, now, database["state"]),
        "queue": _queue(settings),
    }


def _database(settings: Settings) -> dict[str, str]:
    kind = settings.database_url.partition(":")[0].partition("+")[0]
    try:
        session().execute(text("SELECT 1"))
    except SQLAlchemyError:
        session().rollback()
        return {"state": "down", "kind": kind}
    return {"state": "ok", "kind": kind}


def _storage(settings: Settings) -> dict[str, str]:
    if settings.storage_url:
        return {"state": "unchecked", "kind": settings.storage_url.partition(":")[0]}
    return {"state": "ok" if os.access(settings.uploads, os.W_OK) else "down", "kind": "folder"}


def _queue(settings: Settings) -> dict[str, str]:
    """Only wake-ups and shared limits need it: while it is down the worker looks by itself."""
    if not settings.queue_url:
        return {"state": "ok", "kind": "tables"}
    works = current(Bell).works()  # type: ignore[type-abstract]
    return {"state": "ok" if works else "down", "kind": settings.queue_url.partition(":")[0]}


def _mail(settings: Settings, now: datetime, database: str) -> dict[str, str]:
    kind = settings.smtp_url.partition(":")[0] or "folder"
    if database != "ok":
        return {"state": "unchecked", "kind": kind}
    try:
        oldest = session().scalar(select(func.min(Mail.next_at)).where(Mail.state == "due"))
    except SQLAlchemyError:
        session().rollback()
        return {"state": "down", "kind": kind}
    return {"state": "late" if oldest and now - oldest > LATE_AFTER else "ok", "kind": kind}
