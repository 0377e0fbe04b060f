"""Reads of the outbox."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ColumnElement, and_, or_, select

from reporter.base.db import session
from reporter.mail.models import Mail


def by_id(mail_id: int) -> Mail | None:
    return session().get(Mail, mail_id)


def anything_due(now: datetime) -> bool:
    """Whether a mail's time has come that no other worker holds."""
    return session().scalar(select(Mail.id).where(is_due(now)).limit(1)) is not None


def is_due(now: datetime) -> ColumnElement[bool]:
    """The condition for it; a lease that ended belonged to a worker that was killed."""
    free = or_(Mail.leased_until.is_(None), Mail.leased_until <= now)
    return and_(Mail.state == "due", Mail.next_at <= now, free)
