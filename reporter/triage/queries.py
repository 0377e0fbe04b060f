"""Reads for the desk: the queue's page, its counts, one report's surroundings. The number of queries is constant."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Any

from sqlalchemy import ColumnElement, func, literal, select

from reporter.base.db import session
from reporter.base.words import fold
from reporter.forwarding.models import Forward
from reporter.forwarding.queries import LEADS_NOW
from reporter.reports.models import Event, Report, ReportPhoto
from reporter.reports.rules import OPEN, parse_reference
from reporter.triage.rules import (
    EVERYTHING,
    MIN_QUERY,
    MOST_COUNTED,
    NOBODY,
    OVERDUE,
    ROWS_A_PAGE,
    SEARCHED,
    URGENT,
    Filters,
)

# Letters that carry accents in our languages: LIKE takes any letter there, fold() decides.
_ACCENTED = "aceinouysg"
_COLUMNS = (
    Report.id, Report.reference, Report.category, Report.setting, Report.address, Report.neighbourhood, Report.commune,
    Report.zone, Report.status, Report.closing_reason, Report.planned_on, Report.due_at, Report.urgent,
    Report.assigned_to, Report.me_too, Report.created_at, Report.closed_at, Report.latitude, Report.longitude,
)  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class QueuePage:
    """One page of the queue: rows of the table's columns, first photo's number and lead partner by report id."""

    rows: Sequence[Any]
    more: bool
    photos: dict[int, int]
    leads: dict[int, tuple[str, str]]


def queue(filters: Filters, *, now: datetime) -> QueuePage:
    """The page of the queue that the filters ask for: four queries whatever they are."""
    ids = _ids(filters, now=now)
    shown = ids[:ROWS_A_PAGE]
    place = {report_id: position for position, report_id in enumerate(shown)}
    rows: Sequence[Any] = session().execute(select(*_COLUMNS).where(Report.id.in_(shown))).all() if shown else []
    return QueuePage(
        rows=sorted(rows, key=lambda row: place[row.id]),
        more=len(ids) > ROWS_A_PAGE,
        photos=_first_photos(shown),
        leads=_leads(shown),
    )


def counts(*, now: datetime, agent_id: int) -> dict[str, int]:
    """How many are open, overdue, urgent, in each open status, and this agent's ("mine"), in one query.

    Each is counted in an index, and no further than MOST_COUNTED + 1: what it costs does not grow with the table.
    """
    is_open = Report.closed_at.is_(None)
    wanted: dict[str, tuple[Any, ...]] = {
        "open": (is_open,),
        OVERDUE: (is_open, Report.due_at < now),
        URGENT: (is_open, Report.urgent),
        "mine": (is_open, Report.assigned_to == agent_id),
        **{status: (Report.status == status,) for status in OPEN},
    }
    columns = []
    for name, conditions in wanted.items():
        some = select(literal(1)).select_from(Report).where(*conditions).limit(MOST_COUNTED + 1).subquery()
        columns.append(select(func.count()).select_from(some).scalar_subquery().label(name))
    return dict(session().execute(select(*columns)).one()._mapping)


def photo_key(reference: str, number: int) -> str | None:
    """The album's key of a report's photo; `number` counts from 1."""
    parsed = parse_reference(reference)
    return session().scalar(
        select(ReportPhoto.key)
        .join(Report, Report.id == ReportPhoto.report_id)
        .where(Report.reference == parsed, ReportPhoto.position == number - 1)
    )


def events_after(report_id: int, seen: int) -> list[Event]:
    """What happened to a report after the event of that id."""
    return list(
        session().scalars(select(Event).where(Event.report_id == report_id, Event.id > seen).order_by(Event.id))
    )


def _ids(filters: Filters, *, now: datetime) -> Sequence[int]:
    """The ids of the page, and one more if there are more."""
    offset = (filters.page - 1) * ROWS_A_PAGE
    if not filters.text:
        page = _ordered(select(Report.id), filters, now=now).limit(ROWS_A_PAGE + 1).offset(offset)
        return session().scalars(page).all()
    reference = parse_reference(filters.text)
    if reference:
        # Whoever types a reference wants that report, whatever is filtered beside it.
        exact = session().scalars(select(Report.id).where(Report.reference == reference)).all()
        if exact:
            return exact
    return _search(filters, now=now)[offset : offset + ROWS_A_PAGE + 1]


def _search(filters: Filters, *, now: datetime) -> list[int]:
    """The ids whose address or details hold the words, accents or not, among the first SEARCHED of the list."""
    words = fold(filters.text).split()
    if not words or len("".join(words)) < MIN_QUERY:
        return []
    some = _ordered(select(Report.id, Report.address, Report.details), filters, now=now).limit(SEARCHED).subquery()
    rank = func.row_number().over()
    looked_at = select(some, rank.label("rank")).subquery()
    text = func.lower(looked_at.c.address + " " + looked_at.c.details)
    candidates = session().execute(
        select(looked_at).where(*(text.like(_pattern(word), escape="!") for word in words)).order_by(looked_at.c.rank)
    )
    found = (row.id for row in candidates if all(word in fold(f"{row.address} {row.details}") for word in words))
    return list(islice(found, filters.page * ROWS_A_PAGE + 1))


def _pattern(word: str) -> str:
    return "%" + "".join("_" if letter in _ACCENTED else letter for letter in word) + "%"


def _ordered(query: Any, filters: Filters, *, now: datetime) -> Any:
    """The reports that the filters let through, in their order."""
    if filters.open_only:
        query = query.where(Report.closed_at.is_(None), *(_walked(column, value) for column, value in _equal(filters)))
    else:
        query = query.where(*(column == value for column, value in _equal(filters)))
    if filters.status == OVERDUE:
        query = query.where(Report.due_at < now)
    if filters.status == URGENT:
        query = query.where(Report.urgent)
    if filters.agent == NOBODY:
        # As in _walked: most reports have no agent, so that an index on it would be of no use.
        query = query.where(func.coalesce(Report.assigned_to, 0) == 0)
    elif filters.agent:
        query = query.where(Report.assigned_to == int(filters.agent))
    if filters.open_only and filters.order == "deadline":
        return query.order_by(Report.due_at.asc().nulls_last(), Report.id)
    newest = (Report.created_at.desc(), Report.id.desc())
    return query.order_by(Report.urgent.desc(), *newest) if _urgent_first(filters) else query.order_by(*newest)


def _urgent_first(filters: Filters) -> bool:
    return filters.open_only and filters.order == "urgent"


def _equal(filters: Filters) -> list[tuple[Any, str]]:
    pairs = [(Report.neighbourhood, filters.neighbourhood), (Report.category, filters.category)]
    if filters.status not in ("", EVERYTHING, OVERDUE, URGENT):
        pairs.append((Report.status, filters.status))
    return [(column, value) for column, value in pairs if value]


def _walked(column: Any, value: str) -> ColumnElement[bool]:
    """Equality that no index serves: open reports are few and walked in their order, the others are never touched.

    Left to itself, SQLite takes all of a neighbourhood's reports since ever, and sorts them.
    """
    return column + "" == value


def _first_photos(report_ids: Sequence[int]) -> dict[int, int]:
    """The number (from 1) of each report's first photo."""
    if not report_ids:
        return {}
    rows = session().execute(
        select(ReportPhoto.report_id, func.min(ReportPhoto.position))
        .where(ReportPhoto.report_id.in_(report_ids))
        .group_by(ReportPhoto.report_id)
    )
    return {report_id: position + 1 for report_id, position in rows}


def _leads(report_ids: Sequence[int]) -> dict[int, tuple[str, str]]:
    """Partner and state of each report's last lead forward that still stands."""
    if not report_ids:
        return {}
    rows = session().execute(
        select(Forward.report_id, Forward.partner, Forward.state)
        .where(Forward.report_id.in_(report_ids), LEADS_NOW)
        .order_by(Forward.id)
    )
    return {report_id: (partner, state) for report_id, partner, state in rows}
