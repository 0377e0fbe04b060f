"""Reads for digests: which windows there were, and what one tells."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, and_, func, or_, select

from reporter.base.db import session
from reporter.digests.models import Digest, Unsubscription
from reporter.digests.rules import Line, Reply, Window
from reporter.forwarding.models import Forward
from reporter.forwarding.queries import LEADS_NOW
from reporter.forwarding.rules import DIGEST
from reporter.forwarding.writes import DEMO
from reporter.reports.models import Event, Report, ReportPhoto
from reporter.reports.rules import HIDDEN_REASONS, OPEN, is_vague

# No contact and nothing that a resident wrote.
COLUMNS: tuple[Any, ...] = (
    Report.id, Report.reference, Report.category, Report.urgent, Report.neighbourhood, Report.zone, Report.commune,
    Report.address, Report.latitude, Report.longitude, Report.location_source, Report.accuracy, Report.created_at,
    Report.due_at, Report.status, Report.closing_reason, Report.planned_on, Report.closed_at,
    Forward.id.label("forward_id"),
)  # fmt: skip
# Databases take only so many values in one statement.
BATCH = 5_000


def last_end(partner: str) -> datetime | None:
    """Up to when that partner's windows are done; None before the first."""
    return session().scalar(select(func.max(Digest.window_end)).where(Digest.partner == partner))


def told_until(partner: str) -> datetime | None:
    """The end of the last window that had a mail, or the installation: the next mail tells all since then."""
    told = or_(Digest.mail_id.is_not(None), Digest.window_start == Digest.window_end)
    return session().scalar(select(func.max(Digest.window_end)).where(Digest.partner == partner, told))


def lock(partner: str) -> None:
    """Lets one process after the other write that partner's windows (PostgreSQL; SQLite has one writer anyway)."""
    session().scalars(
        select(Digest.id).where(Digest.partner == partner).order_by(Digest.id).limit(1).with_for_update()
    ).all()


def unsubscription(partner: str) -> Unsubscription | None:
    return session().get(Unsubscription, partner)


def is_demo_town() -> bool:
    """Whether there are reports, and all are made up: nobody is to hear of such a town, not even that it is quiet."""
    oldest = session().scalar(select(Report.source).order_by(Report.id).limit(1))
    if oldest != DEMO:
        return False
    return session().scalar(select(Report.id).where(Report.source != DEMO).limit(1)) is None


def waiting(window: Window) -> list[int]:
    """The forwards that this window brings for the first time. What was reported later waits for the next one."""
    query = select(Forward.id).join(Report, Report.id == Forward.report_id)
    return list(session().scalars(query.where(*_for(window), _fresh(window)).order_by(Forward.id)))


def lines(window: Window) -> list[Line]:
    """All that is fresh, still open, or was reopened, answered or ended within the window; each report once."""
    found: dict[int, Line] = {}
    touched = Report.updated_at > window.since
    for condition in (Report.status.in_(OPEN), touched, _fresh(window)):
        query = select(*COLUMNS).join(Forward, Forward.report_id == Report.id)
        for row in session().execute(query.where(*_for(window), condition).order_by(Forward.id)):
            found[row.id] = _line(row, window)
    fresh = set(waiting(window))
    ids = list(found)
    reopened, replies = _reopened(ids, window), _replies(ids, window)
    told = [
        replace(
            line,
            fresh=line.forward_id in fresh,
            reopened=line.report_id in reopened,
            replies=tuple(replies.get(line.report_id, ())),
        )
        for line in found.values()
    ]
    return [line for line in told if line.open or line.fresh or line.reopened or line.ended or line.replies]


def forwards(ids: Iterable[int]) -> dict[int, Forward]:
    return {row.id: row for row in session().scalars(select(Forward).where(Forward.id.in_(list(ids))))}


def first_photos(report_ids: Sequence[int]) -> dict[int, str]:
    """The key of each report's first photo from its author."""
    query = select(ReportPhoto.report_id, ReportPhoto.key).where(
        ReportPhoto.report_id.in_(report_ids), ReportPhoto.kind == "before"
    )
    rows = session().execute(query.order_by(ReportPhoto.position.desc()))
    return {row.report_id: row.key for row in rows}


def leads(report_ids: Sequence[int]) -> dict[int, str]:
    """Who leads each report now: a partner's slug."""
    found: dict[int, str] = {}
    for some in _batches(report_ids):
        query = select(Forward.report_id, Forward.partner).where(Forward.report_id.in_(some), LEADS_NOW)
        found |= {row.report_id: row.partner for row in session().execute(query.order_by(Forward.id))}
    return found


def _for(window: Window) -> tuple[ColumnElement[bool], ...]:
    return (
        Forward.partner == window.partner,
        Forward.channel == DIGEST,
        Forward.state != "withdrawn",
        # Its author may still take it back: it is told next time.
        or_(Forward.state != "held", Forward.next_at <= window.end),
        Report.source != DEMO,
        Report.created_at <= window.end,
        or_(Report.status != "closed", Report.closing_reason.not_in(HIDDEN_REASONS)),
    )


def _fresh(window: Window) -> ColumnElement[bool]:
    return and_(Forward.mail_id.is_(None), Forward.state.in_(("held", "due")))


def _batches(ids: Sequence[int]) -> Iterator[Sequence[int]]:
    return (ids[first : first + BATCH] for first in range(0, len(ids), BATCH))


def _line(row: Row[Any], window: Window) -> Line:
    return Line(
        report_id=row.id,
        forward_id=row.forward_id,
        reference=row.reference,
        category=row.category,
        urgent=row.urgent,
        neighbourhood=row.neighbourhood,
        zone=row.zone,
        commune=row.commune,
        address=row.address,
        latitude=row.latitude,
        longitude=row.longitude,
        vague=is_vague(row.location_source, row.accuracy),
        created_at=row.created_at,
        due_at=row.due_at,
        status=row.status,
        closing_reason=row.closing_reason,
        planned_on=row.planned_on if row.status == "planned" else None,
        ended=row.status not in OPEN and bool(row.closed_at) and window.since < row.closed_at <= window.end,
    )


def _reopened(report_ids: Sequence[int], window: Window) -> set[int]:
    found: set[int] = set()
    for some in _batches(report_ids):
        query = select(Event.report_id).where(Event.report_id.in_(some), Event.status == "reopened")
        found.update(session().scalars(query.where(Event.at > window.since, Event.at <= window.end)))
    return found


def _replies(report_ids: Sequence[int], window: Window) -> dict[int, list[Reply]]:
    found: dict[int, list[Reply]] = {}
    for some in _batches(report_ids):
        query = select(Forward).where(Forward.report_id.in_(some), Forward.answered_at > window.since)
        for row in session().scalars(query.where(Forward.answered_at <= window.end).order_by(Forward.answered_at)):
            reply = Reply(partner=row.partner, answer=row.answer or "", on=row.answer_on)
            found.setdefault(row.report_id, []).append(reply)
    return found
