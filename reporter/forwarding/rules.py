"""How a report reaches a partner: channels, patience, and what each answer moves. DESIGN.md, section 5."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Literal

from reporter.base.clock import PARIS, add_working_days
from reporter.base.errors import Conflict, Invalid
from reporter.base.words import N_
from reporter.reports.rules import PhotoRef

LEAD, INFORMED = "lead", "informed"
INBOX, EMAIL, DIGEST, PAGE, CALL = "inbox", "email", "digest", "page", "call"
# From where a forward may go to where.
MOVES: dict[str, tuple[str, ...]] = {
    "held": ("due", "sent", "to_hand_over", "failed", "withdrawn"),
    "due": ("sent", "to_hand_over", "failed", "withdrawn"),
    "sent": (),
    "to_hand_over": ("handed_over", "failed", "withdrawn"),
    "handed_over": (),
    "failed": (),
    "withdrawn": (),
}
# Not yet with the partner, and still meant to get there.
PENDING = ("held", "due", "to_hand_over")
# The partner has it.
ARRIVED = ("sent", "handed_over")
# Those that may have something to do when their time comes.
AWAKE = ("held", "due", "sent", "to_hand_over", "handed_over")

# A lead partner who has not answered by then is tried by the next channel.
PATIENCE_WORKING_DAYS = 3
PATIENCE_URGENT = timedelta(hours=2)
# A mail that could not be written so many times (within an hour and a half, by base.jobs.BACKOFF) never will be.
MOST_TRIES = 4
LINK_LIFE = timedelta(days=90)

AnswerName = Literal["accepted", "planned", "done", "declined"]
ANSWERS: tuple[AnswerName, ...] = ("accepted", "planned", "done", "declined")
ANSWER_NAMES: dict[AnswerName, str] = {
    "accepted": N_("Pris en charge"),
    "planned": N_("Prévu le …"),
    "done": N_("Résolu"),
    "declined": N_("Pas pour nous"),
}
# After one of these only the same answer is heard.
FINAL = ("done", "declined")
_STATUS_OF = {"accepted": "acknowledged", "planned": "planned", "done": "resolved"}
# Nobody has said yet that they are at work on it.
WAITING = ("received", "forwarded", "reopened")
_RANK = {"received": 0, "forwarded": 0, "reopened": 0, "acknowledged": 1, "planned": 2, "resolved": 3}
_ANSWER_RANK = {None: 0, "accepted": 1, "planned": 2, "done": 3, "declined": 3}
# Why a channel came to nothing, besides what a mail server answers.
SILENCE = N_("Pas de réponse dans le délai.")
UNWRITTEN = N_("Notre message n’a pas pu être écrit.")
NO_ADDRESS = N_("Aucune adresse e-mail n’est enregistrée.")
MAX_NOTE = 1000
LATEST_PLAN = timedelta(days=731)


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What a partner said. `on`: the planned day. `to`: whose it is, a slug, or empty. `photo`: afterwards."""

    answer: AnswerName
    on: date | None = None
    to: str = ""
    note: str = ""
    photo: PhotoRef | None = None


def check_state(now: str, to: str) -> None:
    """Raises Conflict when the table does not allow the move."""
    if to not in MOVES.get(now, ()):
        raise Conflict(N_("Cette transmission a changé entre-temps. Relisez la page, puis recommencez."), field="state")


def first_channels(usable: Sequence[str]) -> tuple[str, ...]:
    """The channels to open with. The inbox and e-mail go together; without any channel it is the call list."""
    if INBOX in usable:
        return tuple(channel for channel in usable if channel in (INBOX, EMAIL))
    return tuple(usable[:1]) or (CALL,)


def next_channel(usable: Sequence[str], tried: str) -> str | None:
    """The channel after the one tried; the last is always the call list. None: there is none, or the agents have it.

    What lies in the inbox never falls back: the agents read it.
    """
    if INBOX in usable:
        return None
    order = [*usable, *(() if CALL in usable else (CALL,))]
    following = order[order.index(tried) + 1 :] if tried in order else [CALL]
    return following[0] if following and tried != CALL else None


def patience_ends(since: datetime, *, urgent: bool) -> datetime:
    """When a lead partner without an answer is tried by the next channel (UTC): 3 working days, urgent 2 hours."""
    return since + PATIENCE_URGENT if urgent else add_working_days(since, PATIENCE_WORKING_DAYS)


def check_answer(answer: Answer, *, today: date) -> None:
    """Raises Invalid, with its field, when an answer lacks what it needs. `today` in Paris."""
    if answer.answer == "planned":
        if answer.on is None:
            raise Invalid(N_("Indiquez le jour prévu pour l’intervention."), field="date")
        if answer.on < today:
            raise Invalid(N_("Ce jour est déjà passé. Indiquez un jour à venir."), field="date")
        if answer.on > today + LATEST_PLAN:
            raise Invalid(N_("Ce jour est trop éloigné. Vérifiez l’année."), field="date")
    if len(answer.note) > MAX_NOTE:
        raise Invalid(N_("Ce message est trop long : 1 000 caractères au plus."), field="note")


def is_new(previous: str | None, answer: Answer, *, previous_on: date | None) -> bool:
    """Whether the answer replaces what this partner said before; otherwise it is only noted.

    The same one twice, or an earlier one after a later, replaces nothing; another planned day does.
    Raises Conflict when something else follows `done` or `declined`.
    """
    if previous in FINAL and previous != answer.answer:
        raise Conflict(
            N_("Votre réponse était définitive. Pour la changer, prévenez les médiateurs qui suivent ce signalement."),
            field="answer",
        )
    if previous == answer.answer == "planned":
        return answer.on != previous_on
    return previous != answer.answer and _ANSWER_RANK[answer.answer] >= _ANSWER_RANK[previous]


def moved_to(status: str, answer: Answer, *, planned_on: date | None) -> str | None:
    """The status that an answer moves a report to, forward only; None: it moves nothing.

    From received, forwarded, acknowledged, planned or reopened; a planned intervention may get another day.
    """
    target = _STATUS_OF.get(answer.answer)
    if target is None or status not in _RANK:
        return None
    if target == status == "planned":
        return target if answer.on != planned_on else None
    return target if _RANK[target] > _RANK[status] else None


def local_day(moment: datetime) -> date:
    """The day in Paris."""
    return moment.astimezone(PARIS).date()
