"""Words and values for templates: the queue's rows, what filters offer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from flask import url_for
from flask_babel import get_locale, gettext

from reporter.base.current import current
from reporter.base.words import N_, Wording
from reporter.categories.rules import Catalogue
from reporter.partners.rules import Directory
from reporter.places.gazetteer import Gazetteer
from reporter.reports.rules import STATUS_NAMES
from reporter.triage.queries import QueuePage
from reporter.triage.rules import EVERYTHING, MOST_COUNTED, OVERDUE, URGENT, deadline

IN_TOWN = ("core", "wide", "town")
# Where a forward stands, for agents.
STATE_NAMES = {
    "held": N_("L’habitant peut encore corriger"),
    "due": N_("Envoi en cours"),
    "sent": N_("Envoyé"),
    "to_hand_over": N_("À transmettre"),
    "handed_over": N_("Transmis par un agent"),
    "failed": N_("Échec"),
    "withdrawn": N_("Annulé"),
}
CHANNEL_NAMES = {
    "inbox": N_("Espace agents"),
    "email": N_("E-mail"),
    "digest": N_("Récapitulatif par e-mail"),
    "page": N_("Message sur leur page"),
    "call": N_("Téléphone"),
}
ROLE_NAMES = {"lead": N_("Responsable"), "informed": N_("Informé")}
VIEW_NAMES = {
    "": N_("À traiter"),
    OVERDUE: N_("En retard"),
    URGENT: N_("Urgents"),
    **STATUS_NAMES,
    EVERYTHING: N_("Tous"),
}
ORDER_NAMES = {
    "urgent": N_("Urgents, puis récents"),
    "newest": N_("Plus récents"),
    "deadline": N_("Échéance la plus proche"),
}


@dataclass(frozen=True, kw_only=True, slots=True)
class Line:
    """One row of the queue, in words."""

    href: str
    reference: str
    photo: str | None
    category: str
    icon: str
    place: str
    quarter: str
    created_at: datetime
    age: str
    urgent: bool
    used: int | None
    late: bool
    deadline: str
    lead: str
    to_hand_over: bool
    agent: str
    status: str


def lines(page: QueuePage, *, agents: Mapping[int, str], now: datetime) -> list[Line]:
    """The rows of a page of the queue. `agents`: names by id."""
    queue = url_for("triage.queue")
    category_of, partners = current(Catalogue).get, current(Directory).get
    names = {c.slug: said(c.name) for c in current(Catalogue)}
    quarters = {n.slug: n.name for n in current(Gazetteer).neighbourhoods}
    elsewhere, other, spans = gettext("Autre quartier"), gettext("Autre problème"), Spans.spoken()
    shown = []
    for row in page.rows:
        category = category_of(row.category)
        ends = deadline(row.created_at, row.due_at, now=now) if row.closed_at is None else None
        partner, state = page.leads.get(row.id, ("", ""))
        known = partners(partner)
        number = page.photos.get(row.id)
        shown.append(
            Line(
                href=f"{queue}signalements/{row.reference}",
                reference=row.reference,
                photo=f"{queue}photos/{row.reference}/{number}/small.jpg" if number else None,
                category=names.get(row.category) or other,
                icon=category.icon if category else "generic",
                place=row.address,
                quarter=quarters.get(row.neighbourhood) or (elsewhere if row.zone in IN_TOWN else row.commune),
                created_at=row.created_at,
                age=spans.span(now - row.created_at),
                urgent=row.urgent,
                used=ends.used if ends else None,
                late=ends.late if ends else False,
                deadline=spans.until(ends.left) if ends else "",
                lead=known.name if known else partner,
                to_hand_over=state == "to_hand_over" and row.closed_at is None,
                agent=agents.get(row.assigned_to, "") if row.assigned_to else "",
                status=row.status,
            )
        )
    return shown


def views(counted: Mapping[str, int]) -> list[tuple[str, str, str]]:
    """The saved views: value of `statut`, name, how many (only of what is open; what has ended is not counted)."""
    shown = []
    for value, name in VIEW_NAMES.items():
        count = counted.get(value or "open")
        shown.append((value, gettext(name), "" if count is None else count_words(count)))
    return shown


def count_words(count: int) -> str:
    """A count as it is shown: 999+ from a thousand on."""
    return f"{MOST_COUNTED}+" if count > MOST_COUNTED else str(count)


def place_words(*, neighbourhood: str | None, zone: str, commune: str) -> str:
    """The neighbourhood, else that it is another one, else the commune."""
    found = current(Gazetteer).neighbourhood(neighbourhood) if neighbourhood else None
    if found:
        return found.name
    return gettext("Autre quartier") if zone in IN_TOWN else commune


@dataclass(frozen=True, kw_only=True, slots=True)
class Spans:
    """How lengths of time are said, looked up once: a page of the queue says two hundred of them."""

    minutes: str
    hours: str
    days: str
    late: str
    left: str

    @classmethod
    def spoken(cls) -> Spans:
        """In the reader's language."""
        return cls(
            minutes=gettext("%(num)d min"),
            hours=gettext("%(num)d h"),
            days=gettext("%(num)d j"),
            late=gettext("En retard de %(time)s"),
            left=gettext("Encore %(time)s"),
        )

    def span(self, time: timedelta) -> str:
        """A length of time in one number: 12 min, 5 h, 3 j."""
        minutes = max(0, int(time.total_seconds() // 60))
        if minutes < 60:
            return self.minutes % {"num": minutes}
        if minutes < 48 * 60:
            return self.hours % {"num": minutes // 60}
        return self.days % {"num": minutes // (24 * 60)}

    def until(self, left: timedelta) -> str:
        """How long until a deadline, or since it."""
        if left <= timedelta(0):
            return self.late % {"time": self.span(-left)}
        return self.left % {"time": self.span(left)}


def span(time: timedelta) -> str:
    """A length of time in one number: 12 min, 5 h, 3 j."""
    return Spans.spoken().span(time)


def left_words(left: timedelta) -> str:
    """How long until a deadline, or since it."""
    return Spans.spoken().until(left)


def said(wording: Wording) -> str:
    """A text of the territory in the reader's language."""
    return wording.to(get_locale().language)


def capital(words: str) -> str:
    """The words as a choice begins them: with a capital."""
    return words[:1].upper() + words[1:]


def category_words(slug: str) -> str:
    category = current(Catalogue).get(slug)
    return said(category.name) if category else gettext("Autre problème")


def category_icon(slug: str) -> str:
    category = current(Catalogue).get(slug)
    return category.icon if category else "generic"


def partner_words(slug: str) -> str:
    partner = current(Directory).get(slug)
    return partner.name if partner else slug


def quarters() -> list[tuple[str, str]]:
    return [(n.slug, n.name) for n in current(Gazetteer).neighbourhoods]


def categories() -> list[tuple[str, Any]]:
    return [(category.slug, said(category.name)) for category in current(Catalogue)]
