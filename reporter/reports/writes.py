"""Changes of a report, inside the caller's transaction; nothing here commits."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import ColumnElement, update

from reporter.base import tokens
from reporter.base.current import current
from reporter.base.db import session
from reporter.base.jobs import next_try
from reporter.categories.rules import Catalogue, target
from reporter.places.quadkey import encode
from reporter.places.rules import Coordinates, Place
from reporter.reports.models import Event, Report, ReportPhoto
from reporter.reports.rules import ENDED, EVENTS, NewReport, PhotoRef, Setting, check_move, new_reference, snap

# As wide as its column.
MAX_ADDRESS = 200
# Spread over some ten hours by base.jobs.BACKOFF.
ADDRESS_TRIES = 6


def record(new: NewReport, *, now: datetime, actor: str = "author") -> Report:
    """Writes a report with its photos and its first event; gives it back with an id, a reference and a token.

    Raises IntegrityError when its client_request_id was used (or, once in a billion, its reference is taken).
    """
    point = new.place.coordinates
    report = Report(
        reference=new_reference(),
        tracking_token=tokens.secret(),
        short_code=tokens.sayable(6),
        client_request_id=str(new.client_request_id) if new.client_request_id else None,
        category=new.category,
        setting=new.setting,
        details=new.details,
        latitude=point.latitude,
        longitude=point.longitude,
        quadkey=encode(latitude=point.latitude, longitude=point.longitude),
        public_quadkey=_public_quadkey(point, new.setting),
        accuracy=new.accuracy,
        location_source=new.location_source,
        address=new.place.address,
        address_next_at=new.address_next_at,
        neighbourhood=new.place.neighbourhood.slug if new.place.neighbourhood else None,
        zone=new.place.zone,
        commune=new.place.commune,
        due_at=new.due_at,
        urgent=new.urgent,
        held_until=new.held_until,
        language=new.language,
        source=new.source,
        email=new.email,
        phone=new.phone,
        created_at=now,
        updated_at=now,
        photos=[_photo(photo, position, "before") for position, photo in enumerate(new.photos)],
        events=[Event(at=now, kind="status", status="received", public=True, actor=actor)],
    )
    session().add(report)
    session().flush()
    return report


def put_at(report: Report, place: Place, *, setting: Setting) -> None:
    """Moves a report to another place, or to another setting at the same one: both decide what the public sees."""
    point = place.coordinates
    report.latitude, report.longitude = point.latitude, point.longitude
    report.quadkey = encode(latitude=point.latitude, longitude=point.longitude)
    report.public_quadkey = _public_quadkey(point, setting)
    report.setting = setting
    report.neighbourhood = place.neighbourhood.slug if place.neighbourhood else None
    report.zone, report.commune, report.address = place.zone, place.commune, place.address


def add_photo(report: Report, photo: PhotoRef, *, kind: str, position: int) -> None:
    """Adds a photo ("before" or "after") at that position of the report."""
    row = _photo(photo, position, kind)
    row.report_id = report.id
    session().add(row)


def add_event(
    report: Report,
    kind: str,
    *,
    now: datetime,
    actor: str,
    public: bool = False,
    status: str | None = None,
    reason: str | None = None,
    partner: str | None = None,
    phone: str | None = None,
    on: date | None = None,
    text: str = "",
) -> None:
    """Adds one line to the history. `kind` is one of rules.EVENTS, `partner` its name in words, `actor` as in
    models.Event. LookupError: no page has words for that kind.
    """
    if kind not in EVENTS:
        raise LookupError(f"no page has words for an event {kind!r}")
    session().add(
        Event(
            report_id=report.id, at=now, kind=kind, status=status, reason=reason, public=public,
            partner=partner, phone=phone, on=on, text=text, actor=actor,
        )
    )  # fmt: skip
    report.updated_at = now


def move(
    report: Report,
    to: str,
    *,
    now: datetime,
    actor: str,
    reason: str | None = None,
    partner: str | None = None,
    phone: str | None = None,
    on: date | None = None,
    text: str = "",
) -> None:
    """Moves a report by the table, and says so in its public history.

    `text` is what the resident reads with it; `on` the planned day. Reopened, it has its category's time again.
    Raises Conflict or Invalid (rules.check_move).
    """
    check_move(report.status, to, reason=reason)
    report.status = to
    report.closing_reason = reason if to == "closed" else None
    report.planned_on = on if to == "planned" else report.planned_on
    report.closed_at = now if to in ENDED else None
    if to == "reopened" and report.due_at:
        category = current(Catalogue).get(report.category)
        report.due_at = target(category, now) if category else None
    add_event(
        report, "status", now=now, actor=actor, public=True,
        status=to, reason=reason, partner=partner, phone=phone, on=on, text=text,
    )  # fmt: skip


def assign(report: Report, agent_id: int | None, *, name: str, now: datetime, actor: str) -> None:
    """Gives the report to an agent (`name` as colleagues read it), or to nobody; colleagues see it in its history."""
    report.assigned_to = agent_id
    add_event(report, "assignment", now=now, actor=actor, text=name)


def show_photo(report: Report, photo: ReportPhoto, *, public: bool, now: datetime, actor: str) -> None:
    """An agent's decision whether strangers may see a photo."""
    photo.public = public
    kind = "photo_shown" if public else "photo_hidden"
    add_event(report, kind, now=now, actor=actor, text=str(photo.position + 1))


def count_me_too(report_id: int) -> None:
    """One more resident sees it. Counted by the database: it concerns no agent who has the report open."""
    session().execute(update(Report).where(Report.id == report_id).values(me_too=Report.me_too + 1))


def forget_author(report: Report, *, text_too: bool, now: datetime) -> None:
    """Deletes how to reach the author; `text_too`: and whatever they wrote, the address and their notes included."""
    report.email = report.phone = None
    if text_too:
        report.details = report.address = ""
        written = update(Event).where(Event.report_id == report.id, Event.actor == "author")
        session().execute(written.values(text="").execution_options(synchronize_session="fetch"))
    add_event(report, "forgotten", now=now, actor="author")


def hold_address(found: Sequence[Report], *, until: datetime) -> None:
    """Nobody else asks for the streets of these reports before then (UTC)."""
    _set_quietly([report.id for report in found], address_next_at=until)


def keep_address(report: Report, address: str, *, quadkey: int) -> None:
    """The street that the geocoder named for the point of `quadkey` ("": none near).

    Not if the author has written one meanwhile; of a report that was moved meanwhile it says nothing.
    """
    there = Report.quadkey == quadkey
    _set_quietly([report.id], there, Report.address == "", address=address[:MAX_ADDRESS])
    _set_quietly([report.id], there, address_next_at=None)


def ask_again_for_address(report: Report, *, quadkey: int, now: datetime) -> None:
    """The geocoder did not answer for the point of `quadkey`: later again, and after ADDRESS_TRIES no more."""
    attempts = report.address_attempts + 1
    later = next_try(attempts, now) if attempts < ADDRESS_TRIES else None
    _set_quietly([report.id], Report.quadkey == quadkey, address_attempts=attempts, address_next_at=later)


def _public_quadkey(point: Coordinates, setting: Setting) -> int:
    public = snap(point, setting=setting)
    return encode(latitude=public.latitude, longitude=public.longitude)


def _set_quietly(ids: Sequence[int], *conditions: ColumnElement[bool], **values: object) -> None:
    """Changes that concern no agent who has a report open: they do not count as another version of it."""
    session().execute(update(Report).where(Report.id.in_(ids), *conditions).values(**values))


def _photo(photo: PhotoRef, position: int, kind: str) -> ReportPhoto:
    return ReportPhoto(key=photo.key, position=position, kind=kind, width=photo.width, height=photo.height)
