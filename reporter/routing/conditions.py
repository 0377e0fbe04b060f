"""The case that a decision is about, the conditions of the rules, and all the kinds of case that can come up."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from itertools import product
from typing import get_args

from reporter.places.rules import Zone

SETTINGS = ("street", "residence", "unknown")
ZONES: tuple[str, ...] = get_args(Zone)
# Those of the town's zones that are a neighbourhood's.
IN_NEIGHBOURHOOD = ("core", "wide")
# Stands for every neighbourhood that no rule names.
ANY_OTHER = "-"


@dataclass(frozen=True, kw_only=True)
class Case:
    """What a decision looks at: slugs of the category, its group and the neighbourhood (None: in none), setting, zone.

    `nearest_commune`: for a point outside, the commune to name in the refusal; "" when none is near enough.
    """

    category: str
    group: str
    setting: str
    zone: str
    neighbourhood_slug: str | None = None
    nearest_commune: str = ""


@dataclass(frozen=True, kw_only=True)
class Condition:
    """When a rule matches. None: whatever it is. All that is given must be true."""

    zones: frozenset[str] | None = None
    categories: frozenset[str] | None = None
    groups: frozenset[str] | None = None
    settings: frozenset[str] | None = None
    neighbourhoods: frozenset[str] | None = None
    in_a_neighbourhood: bool | None = None

    def matches(self, case: Case) -> bool:
        """Whether the rule is about this case."""
        return (
            _among(case.zone, self.zones)
            and _among(case.category, self.categories)
            and _among(case.group, self.groups)
            and _among(case.setting, self.settings)
            and _among(case.neighbourhood_slug, self.neighbourhoods)
            and self.in_a_neighbourhood in (None, case.neighbourhood_slug is not None)
        )


@dataclass(frozen=True, kw_only=True)
class LeadRow:
    """A rule that says who is in charge: `partner`; nobody (None); or, with `refuse`, that it is not for here."""

    rule: str
    when: Condition
    partner: str | None = None
    refuse: bool = False


@dataclass(frozen=True, kw_only=True)
class InformedRow:
    """A rule that says who is told as well."""

    rule: str
    when: Condition
    partner: str


def every_case(categories: Iterable[tuple[str, str]], conditions: Iterable[Condition]) -> Iterator[Case]:
    """One case of each kind that these rules can tell apart; `categories` are pairs of slug and group."""
    named = {slug for condition in conditions for slug in condition.neighbourhoods or ()}
    places: list[tuple[str, str | None]] = list(product(IN_NEIGHBOURHOOD, sorted(named | {ANY_OTHER})))
    places += [(zone, None) for zone in ZONES if zone not in IN_NEIGHBOURHOOD]
    for (category, group), setting, (zone, neighbourhood) in product(categories, SETTINGS, places):
        yield Case(category=category, group=group, setting=setting, zone=zone, neighbourhood_slug=neighbourhood)


def _among(value: str | None, allowed: Collection[str] | None) -> bool:
    return allowed is None or value in allowed
