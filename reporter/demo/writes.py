"""One report of the demo with all that happened to it, inside the caller's transaction; nothing here commits.

Its forwards are written as settled: there is nothing to send now or later, and no address to send it to.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from reporter.categories.rules import target
from reporter.demo.rules import AFTERWARDS, Plan, Step
from reporter.demo.studio import Shot
from reporter.forwarding.models import Forward
from reporter.forwarding.rules import AnswerName
from reporter.forwarding.writes import open_again, partner_of, settle_for_demo
from reporter.partners.rules import Partner
from reporter.places.rules import Place
from reporter.reports.models import Report
from reporter.reports.rules import NewReport, PhotoRef
from reporter.reports.writes import add_event, add_photo, move, record, show_photo
from reporter.routing.queries import decide_for
from reporter.routing.rules import Decision

STATUS_OF = {"accepted": "acknowledged", "planned": "planned", "done": "resolved"}
SYSTEM, AUTHOR = "system", "author"


def write(
    one: Plan,
    place: Place,
    photos: Mapping[Shot, PhotoRef],
    *,
    window: timedelta,
    now: datetime,
    original: Report | None,
) -> Report:
    """Records it, and lets it go through its steps. `original`: what it is a duplicate of."""
    decision = decide_for(place, category=one.category, setting=one.setting)
    report = record(_new(one, place, decision, photos, window), now=one.created_at)
    report.me_too = one.me_too
    report.duplicate_of = original.id if original else None
    lead = _forward(report, one, decision, window, now)
    if one.photos_public:
        for photo in report.photos:
            show_photo(report, photo, public=True, now=one.created_at + timedelta(hours=5), actor=SYSTEM)
    if lead:
        for step in one.steps:
            _go(report, lead, step, one, photos)
    return report


def _new(one: Plan, place: Place, decision: Decision, photos: Mapping[Shot, PhotoRef], window: timedelta) -> NewReport:
    vague = one.location_source == "neighbourhood"
    return NewReport(
        category=one.category.slug,
        setting=one.setting,
        details=one.details,
        place=place,
        accuracy=place.neighbourhood.radius if place.neighbourhood and vague else one.accuracy,
        location_source=one.location_source,
        urgent=one.category.urgent,
        due_at=target(one.category, one.created_at) if decision.lead else None,
        held_until=one.created_at + window if window and not one.category.skips_edit_window else None,
        language=one.language,
        source="demo",
        client_request_id=one.request_id,
        photos=tuple(photos[one.category.icon, variant, False] for variant in one.variants),
    )


def _forward(report: Report, one: Plan, decision: Decision, window: timedelta, now: datetime) -> Partner | None:
    """Settles the forwards and says so in the history; the partner in charge, if any."""
    answers = [step for step in one.steps if step.what in STATUS_OF]
    last = answers[-1] if answers else None
    sent_at = report.held_until or one.created_at
    forwards = settle_for_demo(
        report, decision, now=sent_at,
        answer=_answer(last), answered_at=last.at if last else None, answer_on=last.on if last else None,
        note=last.note if last else "", waits=one.phoned_after is None,
    )  # fmt: skip
    lead = next((forward for forward in forwards if forward.role == "lead"), None)
    if lead is None:
        return None
    partner = partner_of(lead.partner)
    if lead.state != "to_hand_over":
        _say_forwarded(report, partner, _arrived(lead, one, sent_at, now))
    return partner


def _arrived(lead: Forward, one: Plan, sent_at: datetime, now: datetime) -> datetime:
    """When the lead had it: at once, or when somebody phoned; in any case before it was answered."""
    if lead.state != "handed_over" or one.phoned_after is None:
        return sent_at
    lead.handed_over_at = min([sent_at + one.phoned_after, now, *(step.at for step in one.steps[:1])])
    return lead.handed_over_at


def _say_forwarded(report: Report, partner: Partner, at: datetime) -> None:
    move(report, "forwarded", now=at, actor=SYSTEM, partner=partner.name, phone=partner.phone or None)


def _go(report: Report, partner: Partner, step: Step, one: Plan, photos: Mapping[Shot, PhotoRef]) -> None:
    if step.what == "closed":
        move(report, "closed", now=step.at, actor=SYSTEM, reason=step.reason, text=step.note)
        return
    if step.what == "reopened":
        move(report, "reopened", now=step.at, actor=AUTHOR, text=step.note)
        open_again(report, now=step.at)
        _say_forwarded(report, partner, step.at)
        return
    actor, phone = f"partner:{partner.slug}", partner.phone or None
    add_event(
        report, "answer", now=step.at, actor=actor, reason=step.what, partner=partner.name, on=step.on, text=step.note
    )
    to = STATUS_OF[step.what]
    move(report, to, now=step.at, actor=actor, partner=partner.name, phone=phone, on=step.on, text=step.note)
    if step.what == "done" and step is one.steps[-1] and one.variants[:1] == (AFTERWARDS,):
        add_photo(report, photos[one.category.icon, AFTERWARDS, True], kind="after", position=len(one.variants))


def _answer(step: Step | None) -> AnswerName | None:
    return step.what if step and step.what in ("accepted", "planned", "done") else None
