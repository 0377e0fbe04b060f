"""When a digest is due, what is news, and in which order it is told. PARTNERS.md, "The digest"."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from reporter.base.clock import PARIS, at, is_working_day
from reporter.reports.rules import OPEN

HOUR = time(7)
# The sections in their order, and how many lines the mail shows of each; the attached table has all.
SHOWN = {"urgent": 40, "new": 60, "answered": 30, "open": 15, "ended": 30, "outside": 15}
# Small photos inside one mail: so many, and so many bytes together; a mailbox refuses what is too heavy.
MOST_PICTURES = 60
MOST_PICTURE_BYTES = 5_000_000


@dataclass(frozen=True, kw_only=True)
class Window:
    """What one digest covers: since (excluded) the last mail, up to and including its end. UTC."""

    partner: str
    since: datetime
    end: datetime


@dataclass(frozen=True, kw_only=True)
class Reply:
    """What a partner (a slug) answered within the window."""

    partner: str
    answer: str
    on: date | None

    @property
    def status(self) -> str | None:
        """The status that a report has by this answer; None where it moves none."""
        return {"accepted": "acknowledged", "planned": "planned", "done": "resolved"}.get(self.answer)


@dataclass(frozen=True, kw_only=True)
class Line:
    """One report of a digest. Slugs, degrees, UTC; `fresh`: in no digest before; the others within the window."""

    report_id: int
    forward_id: int
    reference: str
    category: str
    urgent: bool
    neighbourhood: str | None
    zone: str
    commune: str
    address: str
    latitude: float
    longitude: float
    vague: bool
    created_at: datetime
    due_at: datetime | None
    status: str
    closing_reason: str | None
    planned_on: date | None
    fresh: bool = False
    reopened: bool = False
    ended: bool = False
    replies: tuple[Reply, ...] = ()

    @property
    def inside(self) -> bool:
        """Whether it lies in the town: only there is anybody asked to act, and counted (PARTNERS.md, routing row 3)."""
        return self.zone in ("core", "wide", "town")

    @property
    def open(self) -> bool:
        return self.status in OPEN

    def overdue(self, end: datetime) -> bool:
        """Still open at the window's end, and its target missed by then."""
        return self.open and self.due_at is not None and self.due_at < end

    def age(self, end: datetime) -> int:
        """Days since it was reported, as people count them: yesterday evening is one."""
        return (end.astimezone(PARIS).date() - self.created_at.astimezone(PARIS).date()).days


@dataclass(frozen=True, kw_only=True)
class Section:
    """Lines of one kind; `left_out`: how many more are in the attached table alone."""

    slug: str
    lines: tuple[Line, ...]
    left_out: int


@dataclass(frozen=True, kw_only=True)
class Count:
    """Figures of one neighbourhood (None: elsewhere in the town), or of all."""

    neighbourhood: str | None
    new: int
    open: int
    overdue: int
    ended: int


def last_scheduled(now: datetime) -> datetime:
    """The last 7:00 in Paris of a working day, at or before `now` (UTC)."""
    day = now.astimezone(PARIS).date()
    if at(day, HOUR) > now:
        day -= timedelta(days=1)
    while not is_working_day(day):
        day -= timedelta(days=1)
    return at(day, HOUR)


def next_scheduled(now: datetime) -> datetime:
    """The next 7:00 in Paris of a working day, after `now` (UTC)."""
    day = now.astimezone(PARIS).date()
    while not is_working_day(day) or at(day, HOUR) <= now:
        day += timedelta(days=1)
    return at(day, HOUR)


def always_sent(day: date) -> bool:
    """Whether a digest leaves on that day even without news: Monday; a public holiday hands it to the next working day
    of its week."""
    monday = day - timedelta(days=day.weekday())
    before = (monday + timedelta(days=n) for n in range(day.weekday()))
    return is_working_day(day) and not any(is_working_day(earlier) for earlier in before)


def must_send(window: Window) -> bool:
    """Whether an hour at which a digest always leaves lies in the window, news or not."""
    day = window.since.astimezone(PARIS).date()
    last = window.end.astimezone(PARIS).date()
    while day <= last:
        if window.since < at(day, HOUR) <= window.end and always_sent(day):
            return True
        day += timedelta(days=1)
    return False


def is_news(lines: Iterable[Line], end: datetime) -> bool:
    """Whether something is new, reopened or overdue."""
    return any(line.fresh or line.reopened or line.overdue(end) for line in lines)


def section_of(line: Line) -> str:
    """The one section that tells of a line: the first that fits."""
    if not line.inside:
        return "outside"
    if line.urgent and (line.open or line.fresh):
        return "urgent"
    if line.fresh or line.reopened:
        return "new"
    if line.replies and line.open:
        return "answered"
    return "open" if line.open else "ended"


def arrange(lines: Iterable[Line], *, neighbourhoods: Sequence[str], categories: Sequence[str]) -> list[Section]:
    """The sections that have something to say: new by neighbourhood then category, outside the town what is fresh
    before the rest, all others oldest first.

    neighbourhoods, categories: slugs in the order of the town's pages; the rest follows by commune.
    """
    kept: dict[str, list[Line]] = {slug: [] for slug in SHOWN}
    for line in sorted(lines, key=lambda line: (line.created_at, line.report_id)):
        kept[section_of(line)].append(line)
    order = {slug: number for number, slug in enumerate(neighbourhoods)}
    tiles = {slug: number for number, slug in enumerate(categories)}

    def by_place(line: Line) -> tuple[int, str, int]:
        place = order.get(line.neighbourhood or "", len(order))
        return place, line.commune, tiles.get(line.category, len(tiles))

    kept["new"].sort(key=by_place)
    kept["outside"].sort(key=lambda line: not line.fresh)
    return [
        Section(slug=slug, lines=tuple(found[: SHOWN[slug]]), left_out=max(len(found) - SHOWN[slug], 0))
        for slug, found in kept.items()
        if found
    ]


def counts(lines: Iterable[Line], end: datetime, *, neighbourhoods: Sequence[str]) -> list[Count]:
    """One row for each neighbourhood that has any, one for the rest of the town, and last the sum.

    Reports from outside the town count nowhere; their own section tells of them.
    """
    inside = [line for line in lines if line.inside]
    rows = [
        _count([line for line in inside if line.neighbourhood == slug], end, slug) for slug in (*neighbourhoods, None)
    ]
    return [row for row in rows if row.new or row.open or row.ended] + [_count(inside, end, None)]


def _count(lines: list[Line], end: datetime, neighbourhood: str | None) -> Count:
    return Count(
        neighbourhood=neighbourhood,
        new=sum(line.fresh for line in lines),
        open=sum(line.open for line in lines),
        overdue=sum(line.overdue(end) for line in lines),
        ended=sum(line.ended for line in lines),
    )
