"""The lines of a digest in words: for the mail, and for the table attached to it. In French: partners work in it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from reporter.base.clock import PARIS
from reporter.base.current import current
from reporter.base.settings import Settings
from reporter.base.words import N_, Wording
from reporter.categories.rules import Catalogue
from reporter.digests.rules import Line, section_of
from reporter.digests.sheet import table
from reporter.forwarding.links import answer_url
from reporter.forwarding.models import Forward
from reporter.forwarding.rules import ANSWER_NAMES, ANSWERS, FINAL, LINK_LIFE
from reporter.forwarding.showing import map_url
from reporter.forwarding.writes import partner_of
from reporter.places.gazetteer import Gazetteer
from reporter.places.rules import Coordinates
from reporter.reports.rules import CLOSING_REASONS, STATUS_NAMES

SECTION_NAMES = {
    "urgent": N_("Urgent"),
    "new": N_("Nouveaux"),
    "answered": N_("Réponses reçues"),
    "open": N_("Les plus anciens encore ouverts"),
    "ended": N_("Terminés"),
    "outside": N_("Hors de la ville, pour information"),
}
HEADER = (
    "Rubrique", "Numéro", "Urgent", "Problème", "Quartier", "Commune", "Adresse", "Position", "Signalé le",
    "Âge (jours)", "État", "Prévu le", "Motif", "En retard", "Responsable", "Page publique",
)  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Entry:
    """A line as the mail shows it. `who`: the name of who brought the status about, else of who leads. `lead_called`:
    the lead in a sentence. `replies`: partner's name, sentence, day, of answers that the status does not tell already.
    `answers`: words and address; empty when it has ended, when nobody here is in charge, when the links have expired,
    or when `said` (a sentence) tells that this partner is done with it."""

    reference: str
    page_url: str
    map_url: str
    category: Wording
    urgent: bool
    overdue: bool
    reopened: bool
    where: str
    quarter: str
    vague: bool
    age: int
    status: str
    planned_on: date | None
    reason: str | None
    who: str | None
    lead_called: str | None
    replies: tuple[tuple[str, str, date | None], ...]
    answers: tuple[tuple[str, str], ...]
    said: str | None
    picture: str | None


def entry(line: Line, forward: Forward, *, lead: str | None, picture: str | None, end: datetime) -> Entry:
    """picture: the name of the small photo inside the mail; lead: the slug of who leads."""
    alive = end < forward.created_at + LINK_LIFE
    concerned = line.inside or lead is not None
    offered = ANSWERS if alive and line.open and concerned and forward.answer not in FINAL else ()
    told = next((reply for reply in reversed(line.replies) if reply.status == line.status), None)
    who = told.partner if told else lead
    said_by_status = told is not None and told.partner == forward.partner
    final = forward.answer if forward.answer in FINAL and not said_by_status else None
    others = (r for r in line.replies if r != told and not (final and r.partner == forward.partner))
    return Entry(
        reference=line.reference,
        page_url=answer_url(forward) if alive else _public_url(line),
        map_url=map_url(Coordinates(latitude=line.latitude, longitude=line.longitude)),
        category=_category(line),
        urgent=line.urgent,
        overdue=line.overdue(end),
        reopened=line.reopened,
        where=line.address or quarter_name(line.neighbourhood) or line.commune,
        quarter=_group(line),
        vague=line.vague,
        age=line.age(end),
        status=line.status,
        planned_on=line.planned_on,
        reason=CLOSING_REASONS[line.closing_reason] if line.closing_reason else None,
        who=partner_of(who).name if who else None,
        lead_called=str(partner_of(lead).called) if lead else None,
        replies=tuple((partner_of(r.partner).name, ANSWER_NAMES[r.answer], r.on) for r in others),  # type: ignore[index]
        answers=tuple((ANSWER_NAMES[answer], answer_url(forward, answer)) for answer in offered),
        said=ANSWER_NAMES[final] if final else None,  # type: ignore[index]
        picture=picture,
    )


def quarter_name(slug: str | None) -> str:
    """The neighbourhood's name; empty when it is none, or no longer one of the town's."""
    neighbourhood = current(Gazetteer).neighbourhood(slug) if slug else None
    return neighbourhood.name if neighbourhood else ""


def sheet(lines: Iterable[Line], leads: Mapping[int, str], *, end: datetime) -> bytes:
    """The table with all lines, oldest first within their section."""
    order = {slug: number for number, slug in enumerate(SECTION_NAMES)}
    told = sorted(lines, key=lambda line: (order[section_of(line)], line.created_at, line.report_id))
    return table(HEADER, ([*_cells(line, leads.get(line.report_id), end)] for line in told))


def _cells(line: Line, lead: str | None, end: datetime) -> tuple[object, ...]:
    return (
        SECTION_NAMES[section_of(line)],
        line.reference,
        _yes(line.urgent),
        _category(line).to("fr"),
        quarter_name(line.neighbourhood),
        line.commune,
        line.address,
        f"{line.latitude:.5f}, {line.longitude:.5f}",
        line.created_at.astimezone(PARIS).strftime("%d/%m/%Y %H:%M"),
        line.age(end),
        STATUS_NAMES[line.status],
        line.planned_on.strftime("%d/%m/%Y") if line.planned_on else "",
        CLOSING_REASONS[line.closing_reason] if line.closing_reason else "",
        _yes(line.overdue(end)),
        partner_of(lead).name if lead else "",
        _public_url(line),
    )


def _category(line: Line) -> Wording:
    category = current(Catalogue).get(line.category)
    return category.name if category else Wording({"fr": line.category})


def _group(line: Line) -> str:
    """Under which heading a new report stands; "" is elsewhere in the town."""
    return quarter_name(line.neighbourhood) or ("" if line.zone == "town" else line.commune)


def _public_url(line: Line) -> str:
    return f"{current(Settings).public_url}/signalements/{line.reference}"


def _yes(truth: bool) -> str:
    return "oui" if truth else ""
