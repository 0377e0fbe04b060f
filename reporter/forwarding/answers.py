"""What a partner's answer changes, inside the caller's transaction; nothing here commits."""

from __future__ import annotations

from datetime import datetime

from reporter.base.current import current
from reporter.base.db import session
from reporter.base.errors import Gone, Invalid
from reporter.base.words import N_
from reporter.forwarding import queries
from reporter.forwarding.models import Forward
from reporter.forwarding.rules import LEAD, Answer, check_answer, is_new, local_day, moved_to
from reporter.forwarding.writes import forget_patience, open_for, partner_of, settle_resolved
from reporter.partners.rules import Directory, Partner
from reporter.reports.models import Report
from reporter.reports.rules import ENDED, is_public
from reporter.reports.writes import add_event, add_photo, move
from reporter.routing.rules import Choice


def note(forward: Forward, report: Report, given: Answer, *, now: datetime) -> None:
    """Keeps the answer, moves the report forward by it, and opens a forward for whoever a declined one belongs to.

    Raises Gone, Conflict, Invalid as actions.answer says.
    """
    check_open(forward, report)
    check_answer(given, today=local_day(now))
    new = is_new(forward.answer, given, previous_on=forward.answer_on)
    partner = partner_of(forward.partner)
    actor = f"partner:{partner.slug}"
    add_event(
        report, "answer", now=now, actor=actor,
        reason=given.answer, partner=partner.name, on=given.on, text=given.note,
    )  # fmt: skip
    if not new:
        return
    if given.answer == "declined":
        _pass_on(forward, report, partner, given, now)
    forward.answer, forward.answered_at = given.answer, now
    forward.answer_on, forward.answer_note = given.on, given.note
    forget_patience(report.id, partner.slug)
    target = moved_to(report.status, given, planned_on=report.planned_on)
    if target:
        move(
            report, target, now=now, actor=actor,
            partner=partner.name, phone=partner.phone or None, on=given.on, text=given.note,
        )  # fmt: skip
        if target == "resolved":
            settle_resolved(report)
    if given.photo:
        position = max((photo.position for photo in report.photos), default=-1) + 1
        add_photo(report, given.photo, kind="after", position=position)
        # Whoever reads the report next, in this request too, sees it.
        session().flush()
        session().expire(report, ["photos"])


def check_open(forward: Forward, report: Report) -> None:
    """Raises Gone when the author took the report back, or it no longer concerns this partner."""
    if forward.state == "withdrawn":
        raise Gone(N_("Ce signalement ne vous concerne plus : il a été corrigé par son auteur."))
    if not is_public(report.status, report.closing_reason):
        raise Gone(N_("Ce signalement a été retiré. Vous n’avez plus rien à faire."))


def takers(forward: Forward) -> list[Partner]:
    """To whom this partner may pass a report on."""
    return [p for p in current(Directory).forwardable if p.slug != forward.partner and p.usable_channels]


def default_taker(forward: Forward) -> Partner | None:
    """Who gets what this partner declines without saying whose it is; None when that is this partner."""
    default = current(Directory).takes_declined
    return default if default and default.slug in {p.slug for p in takers(forward)} else None


def passed_to(forward: Forward, report: Report) -> Partner | None:
    """To whom went what this partner declined, of a report read with its events. None: they did not, or to nobody."""
    if forward.answer != "declined":
        return None
    actor = f"partner:{forward.partner}"
    names = [event.partner for event in report.events if event.kind == "passed_on" and event.actor == actor]
    return next((p for p in current(Directory) if p.name == names[-1]), None) if names else None


def _pass_on(forward: Forward, report: Report, partner: Partner, given: Answer, now: datetime) -> None:
    taker = _taker(forward, given)
    if taker is None or report.status in ENDED:
        return
    has_it = any(f.partner == taker.slug for f in queries.in_charge(report.id))
    if forward.role != LEAD and has_it:
        return
    rule = f"décliné par {partner.called}"[:200]
    role = "lead" if forward.role == LEAD else "informed"
    open_for(report, Choice(partner=taker.slug, role=role, rule=rule), now=now)  # type: ignore[arg-type]
    add_event(
        report, "passed_on", now=now, actor=f"partner:{partner.slug}",
        public=forward.role == LEAD, partner=taker.name, phone=taker.phone or None,
    )  # fmt: skip


def _taker(forward: Forward, given: Answer) -> Partner | None:
    """Whose it is: the partner named, else the one who takes what is declined. Only an informed one may know nobody."""
    possible = {p.slug: p for p in takers(forward)}
    if given.to:
        if given.to not in possible:
            raise Invalid(N_("Choisissez un service de la liste, ou laissez « Je ne sais pas »."), field="to")
        return possible[given.to]
    default = default_taker(forward)
    if default is None and forward.role == LEAD:
        raise Invalid(N_("Indiquez quel service doit s’en occuper."), field="to")
    return default
