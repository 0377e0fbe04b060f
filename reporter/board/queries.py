"""Reads of what is public: no text, contact, address or exact position is ever fetched here."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import CTE, ColumnElement, Integer, Row, Select, and_, func, literal, or_, select
from sqlalchemy.orm import InstrumentedAttribute

from reporter.base.clock import PARIS
from reporter.base.current import current
from reporter.base.db import session
from reporter.board.rules import (
    DEEPEST,
    GRID_ZOOMS,
    MOST_CELLS,
    NEARBY_M,
    NEARBY_RESOLVED,
    NEARBY_SHOWN,
    PAGE_SIZE,
    Cluster,
    Filters,
    Lead,
    PublicPhoto,
    PublicReport,
    Square,
    Step,
    Tile,
    cell_shift,
    precision,
)
from reporter.categories.rules import Catalogue
from reporter.forwarding.models import Forward
from reporter.forwarding.queries import LEADS_NOW
from reporter.places.quadkey import decode, nearby_ranges, tile, tile_range
from reporter.places.rules import IN_TOWN, Coordinates, distance
from reporter.reports.models import Event, Report, ReportPhoto
from reporter.reports.rules import HIDDEN_REASONS, OPEN, is_vague, parse_reference

# `setting` only says how coarse the position is, `accuracy` whether more than the neighbourhood is known at all.
PUBLIC: tuple[ColumnElement[Any] | InstrumentedAttribute[Any], ...] = (
    Report.id, Report.reference, Report.category, Report.neighbourhood, Report.zone, Report.commune, Report.created_at,
    Report.status, Report.closing_reason, Report.planned_on, Report.me_too, Report.public_quadkey, Report.setting,
    Report.location_source, Report.accuracy, Report.duplicate_of,
)  # fmt: skip
SHOWN = or_(Report.status != "closed", Report.closing_reason.not_in(HIDDEN_REASONS))
# Of a crowd at one corner the newest are looked at.
NEARBY_LOOKED_AT = 200


_KEY = Report.public_quadkey


def newest(filters: Filters) -> tuple[list[PublicReport], bool]:
    """The asked page of the list, newest first, and whether another one follows."""
    ids = _listed(filters).offset((filters.page - 1) * PAGE_SIZE).limit(PAGE_SIZE + 1).subquery()
    query = select(*PUBLIC).join(ids, ids.c.id == Report.id).order_by(Report.created_at.desc(), Report.id.desc())
    rows = session().execute(query).all()
    return _with_leads_and_photos(map(_public, rows[:PAGE_SIZE])), len(rows) > PAGE_SIZE


def shown(reference: str) -> PublicReport | None:
    """What is public of the report of that reference; a hidden one too: ask rules.is_public."""
    parsed = parse_reference(reference)
    row = session().execute(select(*PUBLIC).where(Report.reference == parsed)).first() if parsed else None
    return _with_leads_and_photos([_public(row)])[0] if row else None


def history(report_id: int) -> list[Step]:
    """The public moves of a report, oldest first, without anything that somebody wrote."""
    query = select(Event.at, Event.status, Event.partner, Event.phone, Event.on, Event.reason).where(
        Event.report_id == report_id, Event.kind == "status", Event.public
    )
    rows = session().execute(query.order_by(Event.id))
    return [
        Step(day=_day(at), status=status or "received", partner=partner, phone=phone, on=on, reason=reason)
        for at, status, partner, phone, on, reason in rows
    ]


def public_reference(report_id: int) -> str | None:
    """The reference of a report, when it is shown to the public."""
    return session().scalar(select(Report.reference).where(Report.id == report_id, SHOWN))


def square(asked: Tile, filters: Filters) -> Square:
    """What a map tile shows: one row a cell, and the single reports among them."""
    shift = cell_shift(asked.zoom)
    first, last = tile_range(zoom=asked.zoom, x=asked.x, y=asked.y)
    # PostgreSQL shifts a bigint by an integer, not by a bigint.
    cell = Report.public_quadkey.bitwise_rshift(literal(shift, Integer)).label("cell")
    query = (
        select(cell, func.count(), func.min(Report.id), func.min(_KEY), func.max(_KEY))
        .where(Report.public_quadkey.between(first, last), Report.zone.in_(IN_TOWN), SHOWN, *_asked(filters))
        .group_by(cell)
        .order_by(cell)
        .limit(MOST_CELLS)
    )
    cells = session().execute(query).all()
    singles = [report_id for _, count, report_id, _, _ in cells if count == 1]
    rows = session().execute(select(*PUBLIC).where(Report.id.in_(singles)).order_by(Report.id)) if singles else ()
    return Square(
        clusters=tuple(_cluster(low, high, count, asked.zoom, shift) for _, count, _, low, high in cells if count > 1),
        points=tuple(map(_public, rows)),
    )


def nearby(point: Coordinates, *, category: str | None, now: datetime) -> list[tuple[float, PublicReport]]:
    """Likely duplicates with their distance in metres, nearest first.

    All of it is reckoned from the snapped positions: asking from many points tells no more than the page does.
    """
    reach = max(NEARBY_M.values())
    ranges = nearby_ranges(latitude=point.latitude, longitude=point.longitude, metres=reach)
    inside = _inside(*ranges)
    query = (
        select(*PUBLIC)
        .join(inside, inside.c.id == Report.id)
        .where(
            or_(Report.status.in_(OPEN), and_(Report.status == "resolved", Report.closed_at >= now - NEARBY_RESOLVED))
        )
    )
    if category:
        query = query.where(Report.category == category)
    rows = session().execute(query.order_by(Report.created_at.desc()).limit(NEARBY_LOOKED_AT))
    found = [(distance(point, _point(report)), report) for report in map(_public, rows)]
    found = [(metres, report) for metres, report in found if metres <= NEARBY_M[report.precision_m]]
    found = sorted(found, key=lambda pair: pair[0])[:NEARBY_SHOWN]
    reports = _with_leads_and_photos([report for _, report in found])
    return [(metres, report) for (metres, _), report in zip(found, reports, strict=True)]


def photo(report_id: int, number: int) -> PublicPhoto | None:
    """The report's photo of that number, when an agent released it."""
    return next((found for found in _photos([report_id]).get(report_id, ()) if found.number == number), None)


def _listed(filters: Filters) -> Select[Any]:
    query = select(Report.id).where(SHOWN, *_asked(filters))
    if filters.tile:
        first, last = tile_range(zoom=filters.tile.zoom, x=filters.tile.x, y=filters.tile.y)
        query = query.where(Report.id.in_(select(_inside((first, last)).c.id)))
    return query.order_by(Report.created_at.desc(), Report.id.desc())


def _inside(*ranges: tuple[int, int]) -> CTE:
    """The reports in these ranges of public quadkeys. Found first, whatever else is asked: few lie in one place."""
    inside = or_(*(Report.public_quadkey.between(first, last) for first, last in ranges))
    return select(Report.id).where(inside).cte("inside").prefix_with("MATERIALIZED")


def _asked(filters: Filters) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    if filters.neighbourhood:
        conditions.append(Report.neighbourhood == filters.neighbourhood)
    if filters.category:
        conditions.append(Report.category == filters.category)
    if filters.statuses:
        conditions.append(Report.status.in_(filters.statuses))
    return conditions


def _public(row: Row[Any]) -> PublicReport:
    latitude, longitude = decode(row.public_quadkey)
    return PublicReport(
        id=row.id,
        reference=row.reference,
        category=row.category,
        neighbourhood=row.neighbourhood,
        zone=row.zone,
        commune=row.commune,
        day=_day(row.created_at),
        status=row.status,
        closing_reason=row.closing_reason,
        planned_on=row.planned_on if row.status == "planned" else None,
        me_too=row.me_too,
        latitude=round(latitude, 5),
        longitude=round(longitude, 5),
        precision_m=precision(row.setting),
        approximate=is_vague(row.location_source, row.accuracy),
        duplicate_of=row.duplicate_of,
    )


def _with_leads_and_photos(reports: Iterable[PublicReport]) -> list[PublicReport]:
    reports = list(reports)
    ids = [report.id for report in reports]
    leads, photos = (_leads(ids), _photos(ids)) if ids else ({}, {})
    return [replace(report, lead=leads.get(report.id), photos=photos.get(report.id, ())) for report in reports]


def _leads(ids: Sequence[int]) -> dict[int, Lead]:
    """Each report's lead as it is now."""
    query = select(Forward.report_id, Forward.partner, Forward.state).where(Forward.report_id.in_(ids), LEADS_NOW)
    return {
        report_id: Lead(partner=partner, state=state)
        for report_id, partner, state in session().execute(query.order_by(Forward.id))
    }


def _photos(ids: Sequence[int]) -> dict[int, tuple[PublicPhoto, ...]]:
    # Whatever was released: of some categories no photo is ever public, of one that the town no longer has neither.
    query = (
        select(ReportPhoto)
        .join(Report, Report.id == ReportPhoto.report_id)
        .where(ReportPhoto.report_id.in_(ids), ReportPhoto.public)
        .where(Report.category.in_(current(Catalogue).showing_photos))
        .order_by(ReportPhoto.position)
    )
    found: dict[int, tuple[PublicPhoto, ...]] = {}
    for row in session().scalars(query):
        photo = PublicPhoto(number=row.position + 1, key=row.key, kind=row.kind, width=row.width, height=row.height)
        found[row.report_id] = (*found.get(row.report_id, ()), photo)
    return found


def _cluster(low: int, high: int, count: int, zoom: int, shift: int) -> Cluster:
    """A cell's reports, shown midway between the first and the last of them along the curve, not in an empty corner.

    Deep in the map a cell is one snapped position, alone in its tile.
    """
    (north, west), (south, east) = decode(low), decode(high)
    latitude, longitude = (north + south) / 2, (west + east) / 2
    depth = zoom + GRID_ZOOMS if shift else DEEPEST
    x, y = tile(latitude=latitude, longitude=longitude, zoom=depth)
    return Cluster(
        latitude=round(latitude, 5), longitude=round(longitude, 5), count=count, tile=Tile(zoom=depth, x=x, y=y)
    )


def _point(report: PublicReport) -> Coordinates:
    return Coordinates(latitude=report.latitude, longitude=report.longitude)


def _day(moment: datetime) -> date:
    return moment.astimezone(PARIS).date()
