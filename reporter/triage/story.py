"""One report as the desk tells it: what and where, photos, who has it, what they said, what to do now, its history."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from flask import url_for
from flask_babel import format_date, gettext

from reporter.accounts import queries as agents
from reporter.base.current import current
from reporter.base.words import N_
from reporter.categories.rules import Catalogue, Category
from reporter.forwarding import queries as forwarding
from reporter.forwarding.models import Forward
from reporter.forwarding.rules import ANSWER_NAMES, DIGEST, LEAD, NO_ADDRESS, PENDING, SILENCE, UNWRITTEN
from reporter.forwarding.showing import SETTING_NAMES, map_url
from reporter.partners.rules import Directory, Partner
from reporter.places.gazetteer import Gazetteer
from reporter.reports import queries as reports
from reporter.reports.models import Event, Report
from reporter.reports.rules import CLOSING_REASONS, is_public
from reporter.triage import showing
from reporter.triage.rules import Deadline, deadline, moves_from
from reporter.triage.sketch import Sketch, sketch

# What happened, by kind of event; a move of status is named by its status.
KIND_ICONS = {
    "assignment": "person", "answer": "mail", "passed_on": "send", "edit": "edit", "note": "edit",
    "photo_shown": "eye", "photo_hidden": "lock", "forgotten": "trash",
}  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Receipt:
    """One forward, in words: to whom, why, by what way, how far it got, and what they said.

    at: since when it stands as it does; of a held one, until when. waits: for its partner's next digest.
    """

    forward_id: int
    partner: str
    role: str
    channel: str
    state: str
    state_name: str
    rule: str
    at: datetime
    waits: bool
    by: str
    to: str
    answer: str
    answered_at: datetime | None
    answer_note: str
    error: str
    hand_over: bool


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One line of the history. `kind` and `status` choose the sentence in the template."""

    kind: str
    icon: str
    status: str | None
    at: datetime
    who: str
    partner: str | None
    on: date | None
    reason: str | None
    text: str
    public: bool


@dataclass(frozen=True, kw_only=True)
class Picture:
    number: int
    small: str
    large: str
    width: int
    height: int
    after: bool
    public: bool


@dataclass(frozen=True, kw_only=True)
class Story:
    """All that the page shows of a report."""

    report: Report
    category: Category | None
    category_name: str
    place: str
    setting: str
    map_url: str
    sketch: Sketch
    photos: tuple[Picture, ...]
    photos_may_be_public: bool
    receipts: tuple[Receipt, ...]
    led: bool
    entries: tuple[Entry, ...]
    moves: tuple[str, ...]
    services: tuple[Partner, ...]
    agent: str
    reason: str | None
    public: bool
    original: str | None
    deadline: Deadline | None
    seen: int


def story(report: Report, *, now: datetime) -> Story:
    """Tells a report that was read with its photos and events: five further queries at most."""
    forwards = forwarding.of_report(report.id)
    names = agents.names_of(_agents_in(report, forwards))
    original = reports.by_id(report.duplicate_of) if report.duplicate_of else None
    category = current(Catalogue).get(report.category)
    reference = original.reference if original else None
    return Story(
        report=report,
        category=category,
        category_name=showing.category_words(report.category),
        place=showing.place_words(neighbourhood=report.neighbourhood, zone=report.zone, commune=report.commune),
        setting=gettext(SETTING_NAMES[report.setting]),
        map_url=map_url(reports.point_of(report)),
        sketch=sketch(
            current(Gazetteer).outlines(),
            reports.point_of(report),
            accuracy=report.accuracy,
            neighbourhood=report.neighbourhood,
        ),
        photos=tuple(_pictures(report)),
        photos_may_be_public=bool(category and category.photo_public),
        receipts=tuple(_receipt(forward, names, is_open=report.closed_at is None) for forward in forwards),
        led=any(forward.role == LEAD for forward in forwards),
        entries=entries(report.events, names, original=reference),
        moves=moves_from(report.status),
        services=current(Directory).partners,
        agent=names.get(report.assigned_to, "") if report.assigned_to else "",
        reason=_closing(report.events, reference) if report.status == "closed" else None,
        public=is_public(report.status, report.closing_reason),
        original=reference,
        deadline=deadline(report.created_at, report.due_at, now=now) if report.closed_at is None else None,
        seen=max((event.id for event in report.events), default=0),
    )


def entries(events: Sequence[Event], names: Mapping[int, str], *, original: str | None) -> tuple[Entry, ...]:
    """The history in words, oldest first."""
    return tuple(
        Entry(
            kind=event.kind,
            icon=f"status-{event.status}" if event.status else KIND_ICONS.get(event.kind, "info"),
            status=event.status,
            at=event.at,
            who=who(event.actor, names),
            partner=_called(event),
            on=event.on,
            reason=_answer(event.reason, event.on) if event.kind == "answer" else _reason(event, original),
            text=event.text,
            public=event.public,
        )
        for event in events
    )


def who(actor: str, names: Mapping[int, str]) -> str:
    """Who did it, in words: the author, an agent's name, a partner's, or nobody ("system")."""
    kind, _, key = actor.partition(":")
    if kind == "agent":
        return names.get(int(key), gettext("Un agent")) if key.isdecimal() else gettext("Un agent")
    if kind == "partner":
        return showing.partner_words(key)
    return gettext("L’auteur") if kind == "author" else gettext("Automatique")


def actors_in(events: Sequence[Event]) -> set[int]:
    """The ids of the agents who did something in these events."""
    keys = (event.actor.removeprefix("agent:") for event in events if event.actor.startswith("agent:"))
    return {int(key) for key in keys if key.isdecimal()}


def _agents_in(report: Report, forwards: Sequence[Forward]) -> set[int]:
    by_hand = {forward.handed_over_by for forward in forwards if forward.handed_over_by}
    return actors_in(report.events) | by_hand | ({report.assigned_to} if report.assigned_to else set())


def _called(event: Event) -> str | None:
    return showing.said(current(Directory).called(event.partner)) if event.partner else None


def _reason(event: Event, original: str | None) -> str | None:
    if event.reason == "elsewhere" and event.partner:
        return gettext("transmis à %(partner)s", partner=_called(event))
    if event.reason == "duplicate" and original:
        return gettext("déjà signalé (%(reference)s)", reference=original)
    return gettext(CLOSING_REASONS[event.reason]) if event.reason else None


def _answer(answer: Any, on: date | None) -> str:
    """What a partner answered, in words."""
    if answer == "planned" and on:
        return gettext("Intervention prévue le %(date)s", date=format_date(on, "long"))
    return gettext(ANSWER_NAMES[answer]) if answer else ""


def _closing(events: Sequence[Event], original: str | None) -> str | None:
    closings = [event for event in events if event.status == "closed"]
    return _reason(closings[-1], original) if closings else None


def _pictures(report: Report) -> list[Picture]:
    def address(number: int, size: str) -> str:
        return url_for("triage.photo", reference=report.reference, number=number, size=size)

    return [
        Picture(
            number=photo.position + 1,
            small=address(photo.position + 1, "small"),
            large=address(photo.position + 1, "large"),
            width=photo.width,
            height=photo.height,
            after=photo.kind == "after",
            public=photo.public and report.category in current(Catalogue).showing_photos,
        )
        for photo in report.photos
    ]


def _state_name(forward: Forward) -> str:
    if _waits_for_digest(forward):
        return N_("Partira avec le prochain récapitulatif")
    return showing.STATE_NAMES[forward.state]


def _waits_for_digest(forward: Forward) -> bool:
    return forward.channel == DIGEST and forward.state == "due" and forward.mail_id is None


def _at(forward: Forward) -> datetime:
    """Until when it is held, or since when it stands as it does."""
    if forward.state == "held" and forward.next_at:
        return forward.next_at
    return forward.handed_over_at or forward.sent_at or forward.created_at


def _trouble(forward: Forward) -> str:
    """What went wrong with a forward, in words; "" when nothing did, or it is over."""
    if forward.last_error in (SILENCE, NO_ADDRESS, UNWRITTEN):
        return gettext(forward.last_error)
    if forward.state == "failed" and forward.last_error:
        return gettext("Ce que le serveur de courrier a répondu : %(error)s", error=forward.last_error)
    if forward.state in PENDING and forward.last_error:
        return gettext("Une erreur de notre côté a retardé l’envoi. Il est réessayé.")
    return ""


def _receipt(forward: Forward, names: Mapping[int, str], *, is_open: bool) -> Receipt:
    partner = current(Directory).get(forward.partner)
    return Receipt(
        forward_id=forward.id,
        partner=partner.name if partner else forward.partner,
        role=gettext(showing.ROLE_NAMES[forward.role]),
        channel=gettext(showing.CHANNEL_NAMES.get(forward.channel, forward.channel)),
        state=forward.state,
        state_name=gettext(_state_name(forward)),
        rule=forward.rule,
        at=_at(forward),
        waits=_waits_for_digest(forward),
        by=names.get(forward.handed_over_by, "") if forward.handed_over_by else "",
        to=forward.handed_over_to,
        answer=_answer(forward.answer, forward.answer_on),
        answered_at=forward.answered_at,
        answer_note=forward.answer_note,
        error=_trouble(forward),
        hand_over=forward.state == "to_hand_over" and is_open,
    )
