"""Changes of the outbox, inside the caller's transaction; nothing here commits."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import replace
from datetime import datetime

from sqlalchemy import delete, select, true, update
from sqlalchemy.exc import IntegrityError

from reporter.base import wakeups
from reporter.base.current import current
from reporter.base.db import session
from reporter.base.jobs import LEASE, next_try
from reporter.base.settings import Settings
from reporter.mail import post
from reporter.mail.models import Mail
from reporter.mail.queries import is_due
from reporter.mail.rules import Letter
from reporter.mail.transport import Parcel, Result

# With the waits of base.jobs that is two days: after them the mail has failed.
MOST_ATTEMPTS = 12


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
    wakeups.ring_after_commit()
    return mail


def rewrite(mail: Mail, letter: Letter) -> None:
    """Another text in a mail that has not left: its recipient, its Message-ID and its date stay. Later it changes
    nothing."""
    if mail.state == "due":
        sender = current(Settings).mail_from
        letter = replace(letter, recipient=mail.recipient)
        mail.message = post.pack(letter, sender=sender, message_id=mail.message_id, now=mail.created_at)


def take(now: datetime, *, limit: int, but: Collection[int] = ()) -> list[Parcel]:
    """Leases up to `limit` due mails to this worker: nobody else sends them until the lease ends.

    Oldest first, but those that were put off before come last: what a server does not want delays nothing new.
    `but`: ids of those that this worker has under way.
    """
    if limit < 1:
        return []
    free = Mail.id.not_in(but) if but else true()
    due = select(Mail).where(is_due(now), free).order_by(Mail.attempts, Mail.next_at, Mail.id).limit(limit)
    taken = due.with_for_update(skip_locked=True).execution_options(populate_existing=True)
    mails = list(session().scalars(taken))
    for mail in mails:
        mail.leased_until = now + LEASE
    return [
        Parcel(
            mail_id=mail.id,
            message_id=mail.message_id,
            recipient=mail.recipient,
            message=mail.message,
            created_at=mail.created_at,
        )
        for mail in mails
    ]


def hold(mail_ids: Collection[int], *, now: datetime) -> None:
    """Leases them anew: whoever has them under way is alive, however slow the server is."""
    still_due = update(Mail).where(Mail.id.in_(mail_ids), Mail.state == "due")
    session().execute(still_due.values(leased_until=now + LEASE).execution_options(synchronize_session=False))


def note(mail_id: int, result: Result, *, now: datetime) -> None:
    """Keeps what the server said, and plans the next attempt if there is one; ends the lease."""
    mail = session().get(Mail, mail_id, with_for_update=True, populate_existing=True)
    if mail is None or mail.state != "due":
        return
    mail.leased_until, mail.reply = None, result.reply
    if result.ending == "unreachable":
        # No fault of this mail's: it leaves as soon as any mail does.
        return
    mail.attempts += 1
    if result.ending == "sent":
        mail.state, mail.sent_at = "sent", now
    elif result.ending == "refused" or mail.attempts >= MOST_ATTEMPTS:
        mail.state = "failed"
    else:
        mail.next_at = next_try(mail.attempts, now)
    if mail.state != "due":
        # Nothing sends it again: what it said is not kept here.
        mail.message = b""


def forget(names: Iterable[str]) -> None:
    """Deletes the mails of those names, whether they have left or not."""
    session().execute(delete(Mail).where(Mail.name.in_(list(names))))
