"""The hand-over list: whom to call or write to, and what to say, word for word."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from flask import url_for
from flask_babel import force_locale, gettext

from reporter.base.current import current
from reporter.forwarding.models import Forward
from reporter.forwarding.rules import PAGE
from reporter.forwarding.showing import map_url
from reporter.partners.rules import Directory, Partner
from reporter.places.gazetteer import Gazetteer
from reporter.places.landmarks import Landmark
from reporter.reports import links
from reporter.reports.models import Report
from reporter.reports.queries import point_of
from reporter.reports.rules import is_vague
from reporter.triage import showing

# Metres from which a landmark no longer tells where something is.
NEAR_M = 150.0


@dataclass(frozen=True, kw_only=True)
class Task:
    """One report to pass on. `says`: sentences to read out, or to copy into the partner's page."""

    forward_id: int
    reference: str
    href: str
    category: str
    icon: str
    urgent: bool
    age: str
    late: bool
    by_page: bool
    map_url: str
    says: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Tasks:
    """All that waits for one partner, the most urgent first. `opening` begins a call; "" where nobody is phoned."""

    partner: str
    called: str
    phone: str
    phone_name: str
    hours: str
    page_url: str
    opening: str
    tasks: tuple[Task, ...]


def grouped(waiting: Sequence[tuple[Forward, Report]], *, now: datetime) -> list[Tasks]:
    """The list by partner, in the order in which it comes (urgent first, then oldest).

    What is read out or written to a partner is in French, whatever the agent reads.
    """
    by_partner: dict[str, list[Task]] = {}
    for forward, report in waiting:
        by_partner.setdefault(forward.partner, []).append(_task(forward, report, now=now))
    return [_of(slug, tuple(tasks)) for slug, tasks in by_partner.items()]


def _of(slug: str, tasks: tuple[Task, ...]) -> Tasks:
    partner: Partner | None = current(Directory).get(slug)
    return Tasks(
        partner=partner.name if partner else slug,
        called=showing.said(partner.called) if partner else slug,
        phone=partner.phone if partner else "",
        phone_name=showing.said(partner.phone_name) if partner and partner.phone_name else "",
        hours=showing.said(partner.hours) if partner and partner.hours else "",
        page_url=partner.page_url if partner else "",
        opening=_opening() if any(not task.by_page for task in tasks) else "",
        tasks=tasks,
    )


def _task(forward: Forward, report: Report, *, now: datetime) -> Task:
    by_page = forward.channel == PAGE
    with force_locale("fr"):
        says = _letter(report, _place(report)) if by_page else _script(report)
    return Task(
        forward_id=forward.id,
        reference=report.reference,
        href=url_for("triage.report", reference=report.reference),
        category=showing.category_words(report.category),
        icon=showing.category_icon(report.category),
        urgent=report.urgent,
        age=showing.span(now - report.created_at),
        late=report.closed_at is None and report.due_at is not None and report.due_at <= now,
        by_page=by_page,
        map_url=map_url(point_of(report)),
        says=tuple(sentence for sentence in says if sentence),
    )


def _place(report: Report) -> str:
    """The place as one says it: address and neighbourhood; where nothing has a name, the point."""
    quarter = showing.place_words(neighbourhood=report.neighbourhood, zone=report.zone, commune=report.commune)
    if report.address:
        return gettext("%(address)s, %(quarter)s", address=report.address, quarter=quarter)
    if is_vague(report.location_source, report.accuracy):
        return gettext("%(quarter)s, position à préciser", quarter=quarter)
    point = f"{report.latitude:.5f}, {report.longitude:.5f}"
    return gettext("%(quarter)s, au point %(point)s", quarter=quarter, point=point)


def _opening() -> str:
    with force_locale("fr"):
        return gettext(
            "Bonjour, je vous appelle pour Je remarque : les habitants de %(town)s y signalent les problèmes "
            "de propreté. Puis-je noter votre nom ?",
            town=current(Gazetteer).town,
        )


def _script(report: Report) -> tuple[str, ...]:
    name = showing.category_words(report.category)
    return (
        gettext("Je vous signale un problème de propreté : %(category)s.", category=name[:1].lower() + name[1:]),
        *_spoken_place(report),
        _details(report),
        gettext("Le numéro du signalement est %(reference)s.", reference=report.reference),
        gettext("Quand pourrez-vous intervenir ?"),
    )


def _spoken_place(report: Report) -> tuple[str, ...]:
    """The place in sentences that one says on the telephone, without figures of a map."""
    known = current(Gazetteer).neighbourhood(report.neighbourhood) if report.neighbourhood else None
    vague = is_vague(report.location_source, report.accuracy)
    landmark = None if vague else current(Gazetteer).nearest_landmark(point_of(report), within_m=NEAR_M)
    return (
        gettext("C’est à %(commune)s, quartier %(quarter)s.", commune=report.commune, quarter=known.name)
        if known
        else gettext("C’est à %(commune)s.", commune=report.commune),
        gettext("L’adresse : %(address)s.", address=report.address) if report.address else "",
        gettext("Le repère le plus proche : %(landmark)s.", landmark=_landmark_words(landmark)) if landmark else "",
        ""
        if report.address or landmark
        else gettext("L’endroit exact reste à préciser.")
        if vague
        else gettext("Je peux vous envoyer l’endroit exact sur une carte."),
    )


def _landmark_words(landmark: Landmark) -> str:
    return f"{landmark.name}, {landmark.address}" if landmark.address else landmark.name


def _letter(report: Report, place: str) -> tuple[str, ...]:
    category = showing.category_words(report.category)
    return (
        gettext("Bonjour, un habitant signale : %(category)s. Le lieu : %(place)s.", category=category, place=place),
        _details(report),
        gettext("Signalement %(reference)s : %(link)s", reference=report.reference, link=links.public(report)),
        gettext("Pouvez-vous nous dire quand vous interviendrez ? Merci."),
    )


def _details(report: Report) -> str:
    return gettext("L’habitant précise : « %(details)s »", details=report.details) if report.details else ""
