"""The whole matrix, written out by hand from PARTNERS.md: category × setting × place -> lead (its rule), informed."""

from __future__ import annotations

import pytest

from reporter.base.settings import TERRITORIES
from reporter.categories import reading as categories
from reporter.categories.rules import Catalogue
from reporter.routing import reading as routing
from reporter.routing.rules import Case, Rulebook, decide

# lead:rule +informed …, for a place in one of the six outlines | in the town, in none of them | in the Agglo.
MATRIX = """
bulky        street     ville:7 +agglo +regie     | ville:7 +agglo            | nobody +agglo
bulky        residence  regie:6 +agglo            | regie:6 +agglo            | nobody +agglo
bulky        unknown    regie:6 +agglo            | regie:6 +agglo            | nobody +agglo
dumping      street     ville:7 +agglo +regie     | ville:7 +agglo            | nobody +agglo
dumping      residence  regie:6 +agglo            | regie:6 +agglo            | nobody +agglo
dumping      unknown    regie:6 +agglo            | regie:6 +agglo            | nobody +agglo
bins         street     covaldem:5 +agglo         | covaldem:5 +agglo         | covaldem:2 +agglo
bins         residence  covaldem:5 +agglo +regie  | covaldem:5 +agglo +regie  | covaldem:2 +agglo
bins         unknown    covaldem:5 +agglo         | covaldem:5 +agglo         | covaldem:2 +agglo
street-dirt  street     ville:7 +agglo            | ville:7 +agglo            | nobody +agglo
street-dirt  residence  regie:6 +agglo            | regie:6 +agglo            | nobody +agglo
street-dirt  unknown    regie:6 +agglo            | regie:6 +agglo            | nobody +agglo
needle       street     ville:4 +agglo +regie     | ville:4 +agglo +regie     | nobody +agglo
needle       residence  ville:4 +agglo +regie     | ville:4 +agglo +regie     | nobody +agglo
needle       unknown    ville:4 +agglo +regie     | ville:4 +agglo +regie     | nobody +agglo
tags         street     ville:7 +agglo            | ville:7 +agglo            | nobody +agglo
tags         residence  regie:6 +agglo            | regie:6 +agglo            | nobody +agglo
tags         unknown    regie:6 +agglo            | regie:6 +agglo            | nobody +agglo
damage       street     ville:7 +agglo            | ville:7 +agglo            | nobody +agglo
damage       residence  regie:6 +agglo            | regie:6 +agglo            | nobody +agglo
damage       unknown    regie:6 +agglo            | regie:6 +agglo            | nobody +agglo
vehicle      street     ville:7 +agglo            | ville:7 +agglo            | nobody +agglo
vehicle      residence  regie:6 +agglo            | regie:6 +agglo            | nobody +agglo
vehicle      unknown    regie:6 +agglo            | regie:6 +agglo            | nobody +agglo
pests        street     ville:7 +agglo            | ville:7 +agglo            | nobody +agglo
pests        residence  regie:6 +agglo            | regie:6 +agglo            | nobody +agglo
pests        unknown    regie:6 +agglo            | regie:6 +agglo            | nobody +agglo
"""
OUTLINES = ["grazailles", "la-conte", "ozanam", "bastide", "viguier-saint-jacques", "fleming-la-reille"]
IN_AN_OUTLINE = [(zone, slug) for zone in ("core", "wide") for slug in OUTLINES]
PLACES = [IN_AN_OUTLINE, [("town", None)], [("agglo", None)]]
ROWS = [line.split(maxsplit=2) for line in MATRIX.strip().splitlines()]
CASES = [
    (category, setting, zone, slug, expected)
    for category, setting, cells in ROWS
    for places, expected in zip(PLACES, cells.split("|"), strict=True)
    for zone, slug in places
]


@pytest.fixture(scope="module")
def rulebook() -> Rulebook:
    return routing.load(TERRITORIES / "carcassonne")


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return categories.load(TERRITORIES / "carcassonne")


def test_the_table_above_has_every_category_in_every_setting(catalogue: Catalogue) -> None:
    settings = ("street", "residence", "unknown")
    assert [(row[0], row[1]) for row in ROWS] == [(slug, setting) for slug in catalogue.slugs for setting in settings]


@pytest.mark.parametrize(("category", "setting", "zone", "slug", "expected"), CASES)
def test_each_case_goes_where_the_partners_agreed(
    rulebook: Rulebook, catalogue: Catalogue, category: str, setting: str, zone: str, slug: str | None, expected: str
) -> None:
    group = next(entry.group for entry in catalogue if entry.slug == category)
    case = Case(category=category, group=group, setting=setting, zone=zone, neighbourhood_slug=slug)
    decision = decide(rulebook, case)
    lead, *informed = expected.split()
    if lead == "nobody":
        assert decision.lead is None
    else:
        assert decision.lead
        partner, number = lead.split(":")
        assert decision.lead.partner == partner
        assert decision.lead.rule.startswith(f"{number} · ")
    assert [f"+{choice.partner}" for choice in decision.informed] == informed
