"""Changes of a report that is still held, inside the caller's transaction; nothing here commits."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from reporter.base.current import current
from reporter.base.errors import NotFound
from reporter.base.words import N_
from reporter.categories.rules import target
from reporter.forwarding import queries as forwarding
from reporter.intake.location import Located
from reporter.intake.rules import Correction, has_left, may_correct
from reporter.places.gazetteer import Gazetteer
from reporter.places.geocoder import Geocoder
from reporter.places.rules import Place
from reporter.reports import queries as reports
from reporter.reports.models import Report
from reporter.reports.writes import add_event, put_at, show_photo
from reporter.routing.queries import decide_for
from reporter.routing.rules import Decision


def held(token: str, *, now: datetime) -> Report:
    """The report of that tracking token, locked, while its author may change it. Raises NotFound, Conflict."""
    report = reports.for_change(token)
    if report is None:
        raise NotFound(N_("Ce lien de suivi n’est pas complet. Ouvrez-le à nouveau depuis votre message."))
    left = any(forward.state not in ("held", "withdrawn") for forward in forwarding.of_report(report.id))
    if left or not may_correct(report.status, report.held_until, now):
        raise has_left()
    return report


def apply(report: Report, correction: Correction, located: Located | None, *, now: datetime) -> Decision:
    """Puts the correction into the report, and decides anew who gets it. Raises OutsideTerritory."""
    category = correction.category
    place = located.place if located else _place_of(report)
    decision = decide_for(place, category=category, setting=correction.setting)
    put_at(report, place, setting=correction.setting)
    report.category, report.urgent, report.details = category.slug, category.urgent, correction.details
    report.due_at = target(category, report.created_at) if decision.lead else None
    if located:
        report.accuracy, report.location_source = located.accuracy, located.source
        report.address_next_at = now if current(Geocoder).online and not place.address else None
    if category.skips_edit_window:
        report.held_until = None
    add_event(report, "edit", now=now, actor="author")
    if not category.photo_public:
        for photo in reports.shown_photos(report.id):
            show_photo(report, photo, public=False, now=now, actor="author")
    return decision


def _place_of(report: Report) -> Place:
    return replace(current(Gazetteer).locate(reports.point_of(report)), address=report.address)
