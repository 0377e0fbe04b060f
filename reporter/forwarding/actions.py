"""The worker's round over the forwards; an agent's phone call; a partner's answer."""

from __future__ import annotations

from datetime import datetime

import structlog
from sqlalchemy import update

from reporter.base.current import current
from reporter.base.db import end_read, session, transaction
from reporter.base.errors import Invalid, NotFound, Refusal
from reporter.base.jobs import LEASE, next_try
from reporter.base.words import N_
from reporter.forwarding import answers, dispatch, queries
from reporter.forwarding.models import Forward
from reporter.forwarding.rules import EMAIL, MOST_TRIES, Answer
from reporter.mail.models import Mail
from reporter.mail.rules import Inline
from reporter.photos.album import Album
from reporter.reports import queries as reports
from reporter.reports.models import Report

log = structlog.get_logger()

BATCH = 100
MAX_TO = 120


def run(now: datetime) -> int:
    """Moves every forward whose time has come, each in a transaction of its own: one that fails delays no other.

    Gives how many were moved. Safe to run twice, at once, and to be killed.
    """
    moved = 0
    for forward_id in _claim(now):
        try:
            _step(forward_id, _pictures(forward_id), now)
            moved += 1
        except Exception as fault:
            log.exception("forward failed", forward=forward_id, kind=type(fault).__name__)
            _postpone(forward_id, fault, now)
    for forward_id in queries.with_settled_mail(now, limit=BATCH):
        try:
            _settle(forward_id, now)
            moved += 1
        except Exception as fault:
            log.exception("forward not settled", forward=forward_id, kind=type(fault).__name__)
            _postpone(forward_id, fault, now)
    return moved


def hand_over(forward_id: int, *, agent_id: int, to: str, now: datetime) -> Report:
    """Notes that an agent passed a forward on by phone or page, and to whom. Gives its report.

    Raises NotFound; Conflict when somebody did it before; Invalid (field "to") without a name.
    """
    to = " ".join(to.split())
    if not to:
        raise Invalid(N_("Notez à qui vous avez parlé, ou par quelle page vous avez transmis."), field="to")
    with transaction():
        forward, report = _for_change(forward_id)
        dispatch.handed_over(forward, report, agent_id=agent_id, to=to[:MAX_TO], now=now)
    return report


def answer(forward_id: int, given: Answer, *, now: datetime) -> Forward:
    """Notes what a partner answered, moves the report by it, and passes on what was declined.

    The same answer again changes nothing. Raises NotFound, Gone (taken back, or withdrawn by its author), Conflict
    (something else after `done` or `declined`), Invalid (fields "date", "to", "note").
    """
    with transaction():
        forward, report = _for_change(forward_id)
        answers.note(forward, report, given, now=now)
    return forward


def _claim(now: datetime) -> list[int]:
    """Takes what is ripe for this worker. The usual look, which finds nothing, writes nothing."""
    if not queries.ripe(now, limit=1):
        return []
    with transaction():
        ids = queries.ripe(now, limit=BATCH, lock=True)
        session().execute(update(Forward).where(Forward.id.in_(ids)).values(leased_until=now + LEASE))
    return ids


def _pictures(forward_id: int) -> tuple[Inline, ...]:
    """The small photos for a mail, read before the transaction: the album may lie behind a network."""
    forward = queries.by_id(forward_id)
    if forward is None or forward.channel != EMAIL or forward.mail_id is not None or forward.attempts >= MOST_TRIES:
        return ()
    report = reports.by_id(forward.report_id, whole=True)
    photos = [(photo.position, photo.key) for photo in report.photos if photo.kind == "before"] if report else []
    end_read()
    pictures = []
    for position, key in photos:
        try:
            pictures.append(Inline(name=f"photo-{position}", content=current(Album).read(key, "small")))
        except Refusal as missing:
            # The mail says more than the photo, and its page shows the photo as soon as it can.
            log.warning("photo left out", forward=forward_id, position=position, code=missing.code)
    return tuple(pictures)


def _step(forward_id: int, pictures: tuple[Inline, ...], now: datetime) -> None:
    with transaction():
        forward, report = _for_change(forward_id)
        if forward.next_at is not None and forward.next_at <= now:
            dispatch.step(forward, report, pictures, now=now)


def _settle(forward_id: int, now: datetime) -> None:
    with transaction():
        forward, report = _for_change(forward_id)
        mail = session().get(Mail, forward.mail_id, populate_existing=True) if forward.mail_id else None
        if mail:
            dispatch.settle(forward, report, mail, now=now)


def _postpone(forward_id: int, fault: Exception, now: datetime) -> None:
    with transaction():
        forward, _ = _for_change(forward_id)
        forward.attempts += 1
        forward.last_error = type(fault).__name__
        forward.leased_until = next_try(forward.attempts, now)


def _for_change(forward_id: int) -> tuple[Forward, Report]:
    found = queries.for_change(forward_id)
    if found is None:
        raise NotFound(N_("Cette transmission n’existe plus."))
    return found
