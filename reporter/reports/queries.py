"""Reads of reports."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import selectinload
from sqlalchemy.orm.interfaces import ORMOption

from reporter.base.db import session
from reporter.places.rules import Coordinates
from reporter.reports.models import Report, ReportPhoto
from reporter.reports.rules import parse_reference

WHOLE: tuple[ORMOption, ...] = (selectinload(Report.photos), selectinload(Report.events))


def by_reference(reference: str, *, whole: bool = False) -> Report | None:
    """The report of that reference, as people write it; `whole`: with photos and events."""
    parsed = parse_reference(reference)
    return _one(Report.reference == parsed, whole=whole) if parsed else None


def by_token(token: str, *, whole: bool = False) -> Report | None:
    """The report of that tracking token."""
    return _one(Report.tracking_token == token, whole=whole)


def by_id(report_id: int, *, whole: bool = False) -> Report | None:
    return _one(Report.id == report_id, whole=whole)


def by_request_id(client_request_id: UUID) -> Report | None:
    """The report that this request has already made, if any."""
    return _one(Report.client_request_id == str(client_request_id), whole=False)


def for_change(token: str) -> Report | None:
    """The report of that tracking token as it is now, locked until the caller's transaction ends."""
    query = select(Report).where(Report.tracking_token == token).with_for_update()
    return session().scalar(query.execution_options(populate_existing=True))


def without_address(now: datetime, *, limit: int, lock: bool = False) -> list[Report]:
    """Reports whose street is to be asked for by now, longest waiting first; `lock`: until the caller commits."""
    query = select(Report).where(Report.address_next_at <= now).order_by(Report.address_next_at).limit(limit)
    return list(session().scalars(query.with_for_update(skip_locked=True) if lock else query))


def photo_keys_among(keys: Sequence[str]) -> set[str]:
    """Those of the keys that a report's photo has."""
    return set(session().scalars(select(ReportPhoto.key).where(ReportPhoto.key.in_(keys))))


def shown_photos(report_id: int) -> list[ReportPhoto]:
    """The photos of a report that an agent has made public."""
    query = select(ReportPhoto).where(ReportPhoto.report_id == report_id, ReportPhoto.public)
    return list(session().scalars(query.order_by(ReportPhoto.position)))


def point_of(report: Report) -> Coordinates:
    return Coordinates(latitude=report.latitude, longitude=report.longitude)


def _one(condition: object, *, whole: bool) -> Report | None:
    query = select(Report).where(condition)  # type: ignore[arg-type]
    return session().scalar(query.options(*WHOLE) if whole else query)
