"""A report as its author sees it: values for the page, so that templates neither ask nor decide."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from flask_babel import get_locale, gettext

from reporter.base.current import current
from reporter.base.words import Wording
from reporter.categories.rules import Catalogue, Category
from reporter.forwarding import queries as forwarding
from reporter.forwarding.models import Forward
from reporter.intake.rules import may_correct
from reporter.partners.rules import Directory, Partner
from reporter.places.gazetteer import Gazetteer
from reporter.reports import links
from reporter.reports import queries as reports
from reporter.reports.models import Event, Report, ReportPhoto
from reporter.reports.rules import CLOSING_REASONS, is_vague
from reporter.tracking.rules import is_fresh, may_reopen

# Lines of the history that concern the author: what everybody may know, and what they did themselves.
TOLD = ("status", "passed_on", "edit", "forgotten")


@dataclass(frozen=True, kw_only=True)
class Step:
    """One line of the story. `status` says to what it moved; `partner` is what a sentence calls it; `reason` is in
    words."""

    kind: str
    moment: datetime
    status: str
    partner: Wording | None
    on: date | None
    reason: str | None
    text: str


@dataclass(frozen=True, kw_only=True)
class Shown:
    """The private page of one report. `informed` are names; `original`: the reference of what it is a duplicate of."""

    report: Report
    category: Category | None
    neighbourhood: str | None
    vague: bool
    lead: Forward | None
    partner: Partner | None
    informed: tuple[str, ...]
    steps: tuple[Step, ...]
    photos: tuple[ReportPhoto, ...]
    fresh: bool
    may_correct: bool
    may_reopen: bool
    reason: str | None
    original: str | None
    public_url: str


def shown(report: Report, *, now: datetime) -> Shown:
    """The page of a report that was read with its photos and events: two more queries, three for a duplicate."""
    forwards = forwarding.in_charge(report.id)
    lead = next((forward for forward in forwards if forward.role == "lead"), None)
    neighbourhood = current(Gazetteer).neighbourhood(report.neighbourhood) if report.neighbourhood else None
    original = reports.by_id(report.duplicate_of) if report.duplicate_of else None
    reference = original.reference if original else None
    steps = tuple(_step(event, reference) for event in report.events if _concerns_author(event))
    closings = [step.reason for step in steps if step.status == "closed"]
    return Shown(
        report=report,
        category=current(Catalogue).get(report.category),
        neighbourhood=neighbourhood.name if neighbourhood else None,
        vague=is_vague(report.location_source, report.accuracy),
        lead=lead,
        partner=current(Directory).get(lead.partner) if lead else None,
        informed=tuple(_name(forward) for forward in forwards if forward.role == "informed"),
        steps=steps,
        photos=tuple(report.photos),
        fresh=is_fresh(report.status, report.created_at, now),
        may_correct=may_correct(report.status, report.held_until, now),
        may_reopen=may_reopen(report.status, report.closing_reason),
        reason=closings[-1] if closings and report.status == "closed" else None,
        original=reference,
        public_url=links.public(report),
    )


def _name(forward: Forward) -> str:
    partner = current(Directory).get(forward.partner)
    return partner.name if partner else forward.partner


def _concerns_author(event: Event) -> bool:
    return event.kind in TOLD and (event.public or event.actor == "author")


def _reason(event: Event, original: str | None) -> str | None:
    """Why it was closed, in words. `original`: the reference under which it goes on."""
    if event.reason == "elsewhere" and event.partner:
        called = current(Directory).called(event.partner).to(get_locale().language)
        return gettext("transmis à %(partner)s", partner=called)
    if event.reason == "duplicate" and original:
        return gettext("déjà signalé (%(reference)s)", reference=original)
    return gettext(CLOSING_REASONS[event.reason]) if event.reason else None


def _step(event: Event, original: str | None) -> Step:
    return Step(
        kind=event.kind,
        moment=event.at,
        status=event.status or "",
        partner=current(Directory).called(event.partner) if event.partner else None,
        on=event.on,
        reason=_reason(event, original),
        text=event.text,
    )
