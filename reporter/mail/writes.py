"""Changes of the outbox, inside the caller's transaction; nothing here commits."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from reporter.base.current import current
from reporter.base.db import session
from reporter.base.settings import Settings
from reporter.mail import post
from reporter.mail.models import Mail
from reporter.mail.rules import Letter


def put(letter: Letter, *, now: datetime, name: str | None = None, next_at: datetime | None = None) -> Mail | None:
    """Puts a letter into the outbox, to leave at `next_at` (default: now). Nothing leaves if the caller rolls back.

    name: what it is about; None comes back, and nothing is written, when a mail of that name is there already.
    """
    if name and session().scalar(select(Mail.id).where(Mail.name == name)):
        return None
    sender = current(Settings).mail_from
    message_id = post.new_message_id(sender)
    mail = Mail(
        message_id=message_id,
        name=name,
        recipient=letter.recipient,
        message=post.pack(letter, sender=sender, message_id=message_id, now=now),
        next_at=next_at or now,
        created_at=now,
    )
    try:
        with session().begin_nested():
            session().add(mail)
    except IntegrityError:
        # Another process wrote that name between our look and now.
        return None
    return mail
