"""A report, its photos and its history."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import BigInteger, ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from reporter.base.db import Base, Moment

_OPEN: dict[str, Any] = {"sqlite_where": text("closed_at IS NULL"), "postgresql_where": text("closed_at IS NULL")}


# Read only when asked for by name (queries.WHOLE); deleted by the database, with their report.
_CHILDREN: dict[str, Any] = {"lazy": "raise", "cascade": "save-update, merge, delete", "passive_deletes": True}


class Report(Base):
    """One report. Degrees and metres; moments in UTC; slugs for category, neighbourhood, status."""

    __tablename__ = "report"

    id: Mapped[int] = mapped_column(primary_key=True)
    reference: Mapped[str] = mapped_column(String(9), unique=True)
    tracking_token: Mapped[str] = mapped_column(String(22), unique=True)
    short_code: Mapped[str] = mapped_column(String(6))
    client_request_id: Mapped[str | None] = mapped_column(String(36), unique=True)

    category: Mapped[str] = mapped_column(String(40))
    setting: Mapped[str] = mapped_column(String(10), default="unknown")
    details: Mapped[str] = mapped_column(Text, default="")

    latitude: Mapped[float]
    longitude: Mapped[float]
    quadkey: Mapped[int] = mapped_column(BigInteger, index=True)
    # The quadkey of the snapped point (rules.snap): the only position that public pages ever read.
    public_quadkey: Mapped[int] = mapped_column(BigInteger)
    accuracy: Mapped[float | None]
    location_source: Mapped[str] = mapped_column(String(15))
    address: Mapped[str] = mapped_column(String(200), default="")
    # When the worker asks the online geocoder for the street; None: nothing to ask.
    address_next_at: Mapped[datetime | None] = mapped_column(Moment, index=True)
    address_attempts: Mapped[int] = mapped_column(default=0)
    neighbourhood: Mapped[str | None] = mapped_column(String(40))
    zone: Mapped[str] = mapped_column(String(10))
    commune: Mapped[str] = mapped_column(String(80))

    status: Mapped[str] = mapped_column(String(15), default="received")
    closing_reason: Mapped[str | None] = mapped_column(String(20))
    planned_on: Mapped[date | None]
    # When the target of its category is missed (PARTNERS.md), counted anew when it is reopened; None: nobody here is in
    # charge. Once it has ended (closed_at), it is overdue no more.
    due_at: Mapped[datetime | None] = mapped_column(Moment)
    urgent: Mapped[bool] = mapped_column(default=False)
    # The author may edit or withdraw until then; None: forwarded at once.
    held_until: Mapped[datetime | None] = mapped_column(Moment)
    language: Mapped[str] = mapped_column(String(2), default="fr")
    source: Mapped[str] = mapped_column(String(10), default="web")
    email: Mapped[str | None] = mapped_column(String(254))
    phone: Mapped[str | None] = mapped_column(String(30))
    duplicate_of: Mapped[int | None] = mapped_column(ForeignKey("report.id"), index=True)
    assigned_to: Mapped[int | None] = mapped_column(ForeignKey("agent.id"), index=True)
    me_too: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime] = mapped_column(Moment)
    # Indexed: what happened since some moment is read along it.
    updated_at: Mapped[datetime] = mapped_column(Moment, index=True)
    closed_at: Mapped[datetime | None] = mapped_column(Moment)
    # Counts the changes: two agents on one report notice each other.
    version: Mapped[int] = mapped_column(default=1)

    photos: Mapped[list[ReportPhoto]] = relationship(order_by="ReportPhoto.position", **_CHILDREN)
    events: Mapped[list[Event]] = relationship(order_by="Event.id", **_CHILDREN)

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - SQLAlchemy's own way
    __table_args__ = (
        # Both databases read an index backwards as well: newest first needs no order of its own.
        Index("ix_report_newest", "created_at", "id"),
        Index("ix_report_status_newest", "status", "created_at", "id"),
        Index("ix_report_neighbourhood_newest", "neighbourhood", "created_at", "id"),
        Index("ix_report_category_newest", "category", "created_at", "id"),
        Index("ix_report_neighbourhood_category_newest", "neighbourhood", "category", "created_at", "id"),
        # The agents' queue: its indexes hold the open reports alone, so that it costs the same after years.
        Index("ix_report_open_urgent", "urgent", "created_at", "id", **_OPEN),
        Index("ix_report_open_due", "due_at", "id", **_OPEN),
        # All that the public map counts by, so that it reads the index alone.
        Index(
            "ix_report_public_map", "public_quadkey", "status", "closing_reason", "category", "neighbourhood", "zone"
        ),
    )


class ReportPhoto(Base):
    """A photo of a report, by its key in the album. Public only after an agent's decision."""

    __tablename__ = "report_photo"
    __table_args__ = (UniqueConstraint("report_id", "position"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    report_id: Mapped[int] = mapped_column(ForeignKey("report.id", ondelete="CASCADE"), index=True)
    key: Mapped[str] = mapped_column(String(64), index=True)
    position: Mapped[int]
    # "before" from the resident, "after" from whoever resolved it.
    kind: Mapped[str] = mapped_column(String(6), default="before")
    width: Mapped[int]
    height: Mapped[int]
    public: Mapped[bool] = mapped_column(default=False)


class Event(Base):
    """One line of a report's history; rows are added, never changed.

    It carries its own words (partner's name, phone, date), so that it reads the same when they change.
    """

    __tablename__ = "event"

    id: Mapped[int] = mapped_column(primary_key=True)
    report_id: Mapped[int] = mapped_column(ForeignKey("report.id", ondelete="CASCADE"), index=True)
    at: Mapped[datetime] = mapped_column(Moment)
    # One of rules.EVENTS; for a move `status` says to what. `reason`: why it was closed, or what a partner answered.
    kind: Mapped[str] = mapped_column(String(20))
    status: Mapped[str | None] = mapped_column(String(15))
    reason: Mapped[str | None] = mapped_column(String(20))
    public: Mapped[bool] = mapped_column(default=False)
    partner: Mapped[str | None] = mapped_column(String(120))
    phone: Mapped[str | None] = mapped_column(String(30))
    on: Mapped[date | None]
    text: Mapped[str] = mapped_column(Text, default="")
    # Who: "author", "system", "partner:<slug>" or "agent:<id>".
    actor: Mapped[str] = mapped_column(String(60), default="system")
