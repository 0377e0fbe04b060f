"""The queue's filters and orders, how late a report is, and what an agent's move must carry. All pure."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from reporter.base.errors import Conflict, Invalid
from reporter.base.words import N_
from reporter.reports.rules import CLOSING_REASONS, MOVES, OPEN, STATUSES, PhotoRef

ROWS_A_PAGE = 100
# A list is walked by its rows: whoever would walk further wants a filter.
LAST_PAGE = 50
# Words are looked for in this many reports of the chosen list, newest or most urgent first.
SEARCHED = 2000
# Counts stop there and say "999+", so that they cost the same however many there are.
MOST_COUNTED = 999
MIN_QUERY, MAX_QUERY = 2, 100

# Values of `statut` besides the statuses themselves. The queue without any filter is what is open.
EVERYTHING, OVERDUE, URGENT = "all", "overdue", "urgent"
NOBODY = "none"
# urgent: urgent ones first, then the newest. What has ended comes newest first in any case.
ORDERS = ("urgent", "newest", "deadline")

MAX_NOTE = 1000
LATEST_PLAN = timedelta(days=366)
# Closing reasons that an agent may give; only its author withdraws a report.
REASONS = tuple(reason for reason in CLOSING_REASONS if reason != "withdrawn")
# What is the next sensible thing to do with a report, by its status.
NEXT = {
    "received": "acknowledged",
    "forwarded": "acknowledged",
    "reopened": "acknowledged",
    "acknowledged": "planned",
    "planned": "resolved",
    "resolved": "reopened",
    "closed": "reopened",
}


@dataclass(frozen=True, kw_only=True)
class Filters:
    """What the queue's address asks for, as slugs; "" is no filter. `ignored`: parameters that name nothing known."""

    neighbourhood: str = ""
    category: str = ""
    status: str = ""
    agent: str = ""
    text: str = ""
    order: str = ORDERS[0]
    page: int = 1
    ignored: tuple[str, ...] = ()

    @property
    def open_only(self) -> bool:
        """Whether only open reports are asked for: the usual case, and the one that must stay quick for ever."""
        return self.status in ("", OVERDUE, URGENT, *OPEN)

    @property
    def narrowed(self) -> bool:
        """Whether anything is filtered at all."""
        return bool(self.neighbourhood or self.category or self.status or self.agent or self.text)


def read_filters(values: Mapping[str, str], *, neighbourhoods: Collection[str], categories: Collection[str]) -> Filters:
    """The filters of an address (`quartier`, `categorie`, `statut`, `agent`, `q`, `ordre`, `page`).

    What names nothing known is left out and listed, so that an old bookmark still shows a list, and says so.
    """
    ignored = []

    def chosen(name: str, known: Collection[str]) -> str:
        value = values.get(name, "").strip()
        if value and value not in known:
            ignored.append(name)
            return ""
        return value

    agent = values.get("agent", "").strip()
    if agent and agent != NOBODY and not (agent.isascii() and agent.isdecimal() and len(agent) < 10):
        ignored.append("agent")
        agent = ""
    page = values.get("page", "").strip()
    return Filters(
        neighbourhood=chosen("quartier", neighbourhoods),
        category=chosen("categorie", categories),
        status=chosen("statut", (EVERYTHING, OVERDUE, URGENT, *STATUSES)),
        agent=agent,
        text=" ".join(values.get("q", "").replace("\x00", "").split())[:MAX_QUERY],
        order=chosen("ordre", ORDERS) or ORDERS[0],
        page=min(max(int(page), 1), LAST_PAGE) if page.isascii() and page.isdecimal() and len(page) < 10 else 1,
        ignored=tuple(ignored),
    )


@dataclass(frozen=True, kw_only=True, slots=True)
class Deadline:
    """How much of its time a report has used: `used` from 0 to 100, what is left (negative: how late)."""

    used: int
    left: timedelta

    @property
    def late(self) -> bool:
        return self.left <= timedelta(0)


def deadline(created_at: datetime, due_at: datetime | None, *, now: datetime) -> Deadline | None:
    """The deadline of an open report; None when there is none to keep."""
    if due_at is None:
        return None
    whole = max(due_at - created_at, timedelta(seconds=1))
    return Deadline(used=min(100, max(0, int(100 * (now - created_at) / whole))), left=due_at - now)


class Stale(Conflict):
    """The agent decided on something that has changed since."""

    code = "stale"

    def __init__(self) -> None:
        super().__init__(N_("Ce signalement a changé pendant que vous l’aviez sous les yeux. Rien n’a été enregistré."))


def check_version(*, seen: int, now: int) -> None:
    """Raises Stale when the report is no longer in the version that the agent saw."""
    if seen != now:
        raise Stale


def moves_from(status: str) -> tuple[str, ...]:
    """Where an agent may move a report from there, the next sensible one first. `forwarded` is not theirs to set."""
    allowed = [to for to in MOVES.get(status, ()) if to != "forwarded"]
    following = NEXT.get(status)
    return tuple(sorted(allowed, key=lambda to: to != following))


@dataclass(frozen=True, kw_only=True)
class Move:
    """What an agent decided on a report. `text` is what the resident reads.

    reason: closed. service: a partner's slug, with reason "elsewhere". duplicate_of: a report's id, with "duplicate".
    """

    to: str
    text: str = ""
    on: date | None = None
    reason: str | None = None
    service: str = ""
    duplicate_of: int | None = None
    photo: PhotoRef | None = None


def check_move(move: Move, *, status: str, today: date) -> None:
    """Raises Invalid with its field when a move lacks what it needs, Conflict when the status does not allow it.

    `today` in Paris.
    """
    if move.to not in STATUSES or move.to in ("received", "forwarded"):
        raise Invalid(N_("Choisissez ce que devient le signalement."), field="status")
    if move.to not in moves_from(status):
        raise Conflict(N_("Ce changement n’est plus possible : le signalement a changé entre-temps."), field="status")
    if len(move.text) > MAX_NOTE:
        raise Invalid(N_("Ce message est trop long : 1 000 caractères au plus."), field="text")
    if move.to == "planned":
        _check_day(move.on, today)
    if move.to == "resolved" and not move.text:
        raise Invalid(N_("Dites en une phrase ce qui a été fait : l’habitant la lira."), field="text")
    if move.to == "closed":
        _check_closing(move)


def _check_day(on: date | None, today: date) -> None:
    if on is None:
        raise Invalid(N_("Indiquez le jour prévu pour l’intervention."), field="date")
    if on < today:
        raise Invalid(N_("Ce jour est déjà passé. Indiquez un jour à venir."), field="date")
    if on > today + LATEST_PLAN:
        raise Invalid(N_("Ce jour est trop éloigné. Vérifiez l’année."), field="date")


def _check_closing(move: Move) -> None:
    if move.reason not in REASONS:
        raise Invalid(N_("Choisissez le motif de clôture."), field="reason")
    if move.reason == "elsewhere" and not move.service:
        raise Invalid(N_("Choisissez le service à qui vous l’avez transmis."), field="service")
    if move.reason == "duplicate" and move.duplicate_of is None:
        raise Invalid(N_("Indiquez le numéro du premier signalement, par exemple JR-7K4P2Q."), field="duplicate")
    if not move.text:
        raise Invalid(N_("Expliquez en une phrase : l’habitant la lira."), field="text")
