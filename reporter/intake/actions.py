"""A report comes in; and the worker's afterthought, its street."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy.exc import IntegrityError

from reporter.base.current import current
from reporter.base.db import transaction
from reporter.base.errors import Faults
from reporter.base.jobs import LEASE
from reporter.base.settings import Settings
from reporter.categories.rules import target
from reporter.forwarding import queries as forwarding
from reporter.forwarding.models import Forward
from reporter.forwarding.writes import open_forwards, reroute
from reporter.forwarding.writes import withdraw as withdraw_forwards
from reporter.intake import emails, photos, writes
from reporter.intake.location import Located, locate, locate_again
from reporter.intake.rules import Correction, Submission, mail_names
from reporter.mail.writes import put
from reporter.places.geocoder import Geocoder, GeocoderDown
from reporter.reports import queries as reports
from reporter.reports import writes as reports_writes
from reporter.reports.models import Report
from reporter.reports.rules import NewReport, PhotoRef
from reporter.routing.queries import decide_for
from reporter.routing.rules import Decision

# A reference is one of 32^6: once in a long while it is taken, twice in a row never.
TRIES = 3
# Streets asked for in one go: at 2 seconds each, they fit into a lease.
AT_ONCE = 20


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """The report with its forwards (lead first). created False: this request had made it before."""

    report: Report
    forwards: tuple[Forward, ...]
    created: bool


def submit(submission: Submission, *, now: datetime) -> Outcome:
    """Records a report, opens its forwards and thanks its author: all of it, or nothing.

    A client_request_id that was used gives the report that it made; nothing else of the submission is looked at.
    Raises Faults (photos), Invalid (field "location": no place, or outside the territory), StorageDown.
    """
    if repeated := already(submission.client_request_id):
        return repeated
    taken = photos.take(submission.photos)
    if taken.faults:
        raise Faults(list(taken.faults))
    located = locate(submission, photo_point=submission.photo_point or taken.point)
    decision = decide_for(located.place, category=submission.category, setting=submission.setting)
    new = _new_report(submission, located, decision, submission.kept + taken.photos, now)
    for tries_left in reversed(range(TRIES)):
        try:
            return _write(new, submission, decision, now)
        except IntegrityError:
            # The same request at the same moment was first; else it was the reference, and the next one is free.
            if repeated := already(submission.client_request_id):
                return repeated
            if not tries_left:
                raise
    raise AssertionError("the last try returns or raises")


def already(client_request_id: UUID | None) -> Outcome | None:
    """What this request has made before, if it has."""
    report = reports.by_request_id(client_request_id) if client_request_id else None
    if report is None:
        return None
    return Outcome(report=report, forwards=tuple(forwarding.in_charge(report.id)), created=False)


def correct(token: str, correction: Correction, *, now: datetime) -> Report:
    """Changes a report that is still held, as its author says; a changed lead is told to them by mail.

    Raises NotFound, Conflict (it has left), Invalid (field "location": unknown, or outside the territory).
    """
    located = locate_again(correction)
    with transaction():
        report = writes.held(token, now=now)
        before = _lead(forwarding.in_charge(report.id))
        decision = writes.apply(report, correction, located, now=now)
        forwards = forwarding.in_charge_among(reroute(report, decision, now=now))
        if report.email and _lead(forwards) != before:
            letter = emails.acknowledgement(report, forwards, changed=True)
            put(letter, now=now, name=mail_names(report.reference, report.version)[-1])
    return report


def withdraw(token: str, *, now: datetime) -> Report:
    """Takes back a report that is still held: nobody gets it. Raises NotFound, Conflict (it has left)."""
    with transaction():
        report = writes.held(token, now=now)
        reports_writes.move(report, "closed", now=now, actor="author", reason="withdrawn")
        withdraw_forwards(report, now=now)
    return report


def fill_addresses(now: datetime) -> int:
    """Asks the online geocoder for the streets of reports that came with a point alone; how many were answered.

    For the worker: each question waits up to 2 seconds, outside of any transaction. Safe to run several times at once.
    """
    filled = 0
    for report in _claim(now):
        # Its author may move it while the geocoder thinks: the answer is for this point only.
        point, quadkey = reports.point_of(report), report.quadkey
        try:
            address: str | None = current(Geocoder).address_of(point)
        except GeocoderDown:
            address = None
        with transaction():
            if address is None:
                reports_writes.ask_again_for_address(report, quadkey=quadkey, now=now)
            else:
                reports_writes.keep_address(report, address, quadkey=quadkey)
        filled += address is not None
    return filled


def _claim(now: datetime) -> list[Report]:
    """The next reports whose street is asked for, kept from other workers for the length of a lease."""
    # The usual look finds nothing, and writes nothing.
    if not reports.without_address(now, limit=1):
        return []
    with transaction():
        found = reports.without_address(now, limit=AT_ONCE, lock=True)
        reports_writes.hold_address(found, until=now + LEASE)
    return found


def _new_report(
    submission: Submission, located: Located, decision: Decision, kept: tuple[PhotoRef, ...], now: datetime
) -> NewReport:
    category = submission.category
    window = timedelta(seconds=0 if category.skips_edit_window else current(Settings).edit_window_s)
    ask = current(Geocoder).online and not located.place.address
    return NewReport(
        category=category.slug,
        setting=submission.setting,
        details=submission.details,
        place=located.place,
        accuracy=located.accuracy,
        location_source=located.source,
        urgent=category.urgent,
        # Where nobody here is in charge, nobody here is late.
        due_at=target(category, now) if decision.lead else None,
        held_until=now + window if window else None,
        language=submission.language,
        source=submission.source,
        email=submission.email,
        phone=submission.phone,
        client_request_id=submission.client_request_id,
        address_next_at=now if ask else None,
        photos=kept,
    )


def _write(new: NewReport, submission: Submission, decision: Decision, now: datetime) -> Outcome:
    with transaction():
        report = reports_writes.record(new, now=now, actor=submission.actor)
        forwards = forwarding.in_charge_among(open_forwards(report, decision, now=now))
        if report.email:
            put(emails.acknowledgement(report, forwards), now=now, name=mail_names(report.reference, 0)[0])
    return Outcome(report=report, forwards=tuple(forwards), created=True)


def _lead(forwards: Sequence[Forward]) -> str | None:
    return next((forward.partner for forward in forwards if forward.role == "lead"), None)
