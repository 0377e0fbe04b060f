"""The demo town's plan: which reports, when, where, and how each of them went. The same for the same moment."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from random import Random
from typing import Literal
from uuid import NAMESPACE_URL, UUID, uuid5

from reporter.base.clock import PARIS, at, is_working_day
from reporter.categories.rules import Category
from reporter.demo import texts
from reporter.reports.rules import LocationSource, Setting

COUNT = 300
DAYS = 90
# Nothing is newer than this, so that everything has happened already.
AT_LEAST = timedelta(minutes=25)
# The first ones are of the last day and a half: whoever looks today sees news. Some of them wait to be phoned through.
FRESH = 26
UNPHONED = 14
# Only younger ones may still be without an answer.
PATIENT = timedelta(days=24)
# Photos drawn for each pictogram; the first of them exists a second time, as the place looked afterwards.
VARIANTS = 3
AFTERWARDS = 0

WEIGHTS = {
    "bulky": 30, "dumping": 22, "bins": 14, "street-dirt": 12, "tags": 6, "damage": 5, "pests": 5, "vehicle": 4,
    "needle": 3,
}  # fmt: skip
HOURS = (7, 8, 8, 9, 10, 11, 12, 12, 13, 14, 15, 16, 17, 17, 18, 18, 19, 20, 21)
LANGUAGES = ("fr",) * 26 + ("ar", "ar", "tr", "tr", "es", "en")
SOURCES: tuple[LocationSource, ...] = (
    "gps", "gps", "gps", "gps", "gps", "gps", "pin", "pin", "photo", "photo", "address", "neighbourhood",
)  # fmt: skip
ACCURACY: dict[str, tuple[float, float]] = {"gps": (4, 40), "photo": (5, 25), "pin": (5, 15), "address": (15, 30)}

What = Literal["accepted", "planned", "done", "closed", "reopened"]


@dataclass(frozen=True, kw_only=True)
class Step:
    """Something that happened to a report after it was forwarded."""

    what: What
    at: datetime
    on: date | None = None
    reason: str | None = None
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class Plan:
    """One report and its story, all of it before now. `spot`: which of the neighbourhood's places, None: anywhere."""

    number: int
    category: Category
    neighbourhood: str
    spot: int | None
    setting: Setting
    location_source: LocationSource
    accuracy: float
    details: str
    language: str
    created_at: datetime
    # How long until it was phoned through, where it must be phoned; None: not yet.
    phoned_after: timedelta | None
    steps: tuple[Step, ...]
    variants: tuple[int, ...]
    photos_public: bool
    me_too: int
    duplicate_of: int | None = None

    @property
    def request_id(self) -> UUID:
        return request_id(self.number)


def request_id(number: int) -> UUID:
    """By this the database knows that the report of that number is there already."""
    return uuid5(NAMESPACE_URL, f"je-remarque:demo:{number}")


def plan(categories: Sequence[Category], neighbourhoods: Sequence[str], *, now: datetime) -> list[Plan]:
    """COUNT reports over the last DAYS days, oldest first, in these neighbourhoods (slugs, the busiest first)."""
    plans = [_one(number, categories, neighbourhoods, now) for number in range(COUNT)]
    return _with_duplicates(sorted(plans, key=lambda one: (one.created_at, one.number)))


def _one(number: int, categories: Sequence[Category], neighbourhoods: Sequence[str], now: datetime) -> Plan:
    rng = Random(f"demo {number}")  # noqa: S311 - a plan, not a secret
    category = rng.choices(categories, [WEIGHTS.get(c.icon, 5) for c in categories])[0]
    if number % 100 == 0:
        # One of the urgent ones is fresh.
        category = next((c for c in categories if c.urgent), category)
    created_at = _created(rng, number, now)
    source = rng.choice(SOURCES)
    text, language = texts.details(rng, category.icon, rng.choice(LANGUAGES))
    age = now - created_at
    photos = rng.choices((0, 1, 2, 3), (14, 66, 15, 5))[0]
    # Whoever waits for weeks is the exception everywhere.
    silent = rng.random() < 0.09 and age < PATIENT and not category.urgent
    story = [] if silent else _urgent(rng, created_at) if category.urgent else _story(rng, category, created_at)
    steps = tuple(step for step in story if step.at <= now - timedelta(minutes=5))
    first = rng.randrange(VARIANTS)
    return Plan(
        number=number,
        category=category,
        neighbourhood=rng.choices(neighbourhoods, range(len(neighbourhoods) + 2, 2, -1))[0],
        spot=rng.randrange(10) if rng.random() < 0.55 else None,
        setting=_setting(rng, category.icon),
        location_source=source,
        accuracy=round(rng.uniform(*ACCURACY.get(source, (10, 30)))),
        details=text if rng.random() < 0.86 else "",
        language=language,
        created_at=created_at,
        phoned_after=None
        if number < UNPHONED
        else timedelta(hours=rng.uniform(0.1, 0.4) if category.urgent else rng.uniform(0.4, 5)),
        steps=() if number < UNPHONED else steps,
        variants=tuple((first + n) % VARIANTS for n in range(photos)),
        photos_public=category.photo_public and age > timedelta(days=1) and rng.random() < 0.5,
        me_too=rng.choice((0, 0, 0, 0, 1, 1, 2, 3, 5, 8)) if age > timedelta(days=1) else 0,
    )


def _created(rng: Random, number: int, now: datetime) -> datetime:
    if number < FRESH:
        return now - AT_LEAST - timedelta(hours=36) * (number / FRESH) ** 1.4
    day = (now - timedelta(days=1 + (DAYS - 2) * rng.random() ** 1.2)).astimezone(PARIS).date()
    moment = at(day, time(rng.choice(HOURS), rng.randrange(60), rng.randrange(60)))
    return min(max(moment, now - timedelta(days=DAYS)), now - AT_LEAST)


def _setting(rng: Random, icon: str) -> Setting:
    weights = {"bulky": (9, 8, 2), "bins": (9, 8, 2), "pests": (4, 9, 2), "damage": (9, 5, 2)}.get(icon, (12, 3, 2))
    settings: tuple[Setting, ...] = ("street", "residence", "unknown")
    return rng.choices(settings, weights)[0]


def _story(rng: Random, category: Category, created_at: datetime) -> list[Step]:
    """How it would go on, however long that takes; the caller drops what has not happened yet."""
    days = max(1, category.target_days)
    moment = created_at + timedelta(hours=rng.uniform(5.5, 30))
    if rng.random() < 0.09:
        reason = rng.choice(("nothing_found", "nothing_found", "not_handled", "elsewhere"))
        return [_step(rng, "closed", moment + timedelta(days=days * rng.uniform(0.5, 1.5)), reason=reason)]
    steps = []
    if rng.random() < 0.8:
        steps.append(_step(rng, "accepted", moment))
        moment = steps[-1].at
    if rng.random() < 0.5:
        on = _working_day(moment + timedelta(days=rng.uniform(1, 2 + days)))
        steps.append(_step(rng, "planned", moment + timedelta(hours=rng.uniform(1, 20)), on=on))
        moment = max(steps[-1].at, at(on, time(7))) + timedelta(hours=rng.uniform(2, 30))
    else:
        moment += timedelta(days=rng.uniform(0.2, 1 + days))
    steps.append(_step(rng, "done", moment))
    if rng.random() < 0.05:
        steps.append(_step(rng, "reopened", steps[-1].at + timedelta(days=rng.uniform(1, 6))))
        if rng.random() < 0.6:
            steps.append(_step(rng, "done", steps[-1].at + timedelta(days=rng.uniform(1, 4))))
    return steps


def _urgent(rng: Random, created_at: datetime) -> list[Step]:
    """Within hours, by night as well."""
    accepted = created_at + timedelta(minutes=rng.uniform(40, 90))
    done = accepted + timedelta(hours=rng.uniform(0.5, 4))
    moments: tuple[tuple[What, datetime], ...] = (("accepted", accepted), ("done", done))
    return [Step(what=what, at=moment, note=rng.choice(texts.ANSWERS[what])) for what, moment in moments]


def _step(rng: Random, what: What, moment: datetime, *, on: date | None = None, reason: str | None = None) -> Step:
    """At an hour at which people work."""
    local = moment.astimezone(PARIS)
    day = _working_day(moment) if what != "reopened" else local.date()
    hour = min(max(local.hour, 8), 17)
    if day != local.date():
        hour = rng.randint(8, 16)
    at_work = (
        max(at(day, time(hour, local.minute)), moment) if day == local.date() else at(day, time(hour, local.minute))
    )
    return Step(what=what, at=at_work, on=on, reason=reason, note=rng.choice(texts.ANSWERS[reason or what]))


def _working_day(moment: datetime) -> date:
    day = moment.astimezone(PARIS).date()
    while not is_working_day(day):
        day += timedelta(days=1)
    return day


def _with_duplicates(plans: list[Plan]) -> list[Plan]:
    """Every eleventh is the same as one of the days before, if there is such a one, and closed as that."""
    done: list[Plan] = []
    for one in plans:
        earlier = next((p for p in reversed(done[-40:]) if _same(p, one)), None) if one.number % 11 == 5 else None
        done.append(_repeating(one, earlier) if earlier and one.steps else one)
    return done


def _repeating(one: Plan, earlier: Plan) -> Plan:
    note = texts.ANSWERS["duplicate"][0]
    closed = replace(one.steps[0], what="closed", on=None, reason="duplicate", note=note)
    return replace(one, duplicate_of=earlier.number, setting=earlier.setting, steps=(closed,))


def _same(earlier: Plan, one: Plan) -> bool:
    return (
        earlier.category == one.category
        and earlier.neighbourhood == one.neighbourhood
        and earlier.duplicate_of is None
        and one.created_at - earlier.created_at < timedelta(days=6)
    )
