from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reporter.base.errors import Invalid
from reporter.base.settings import TERRITORIES
from reporter.routing.conditions import Case, Condition, InformedRow, LeadRow, every_case
from reporter.routing.reading import load
from reporter.routing.rules import OutsideTerritory, Rulebook, decide

CARCASSONNE = load(TERRITORIES / "carcassonne")
IMAGINARY = load(Path(__file__).parents[1] / "towns" / "port-imaginaire")
CATEGORIES = {
    "bulky": "bulky", "dumping": "litter", "bins": "litter", "street-dirt": "litter", "needle": "litter",
    "tags": "damage", "damage": "damage", "vehicle": "damage", "pests": "damage",
}  # fmt: skip
NEIGHBOURHOODS = ["grazailles", "la-conte", "ozanam", "bastide", "viguier-saint-jacques", "fleming-la-reille"]


def case(category: str = "tags", setting: str = "street", zone: str = "town", **more: str) -> Case:
    return Case(category=category, group=CATEGORIES[category], setting=setting, zone=zone, **more)


def in_town() -> st.SearchStrategy[Case]:
    places = st.one_of(
        st.tuples(st.sampled_from(["core", "wide"]), st.sampled_from(NEIGHBOURHOODS)), st.just(("town", None))
    )
    return st.builds(
        lambda category, setting, place: Case(
            category=category, group=CATEGORIES[category], setting=setting, zone=place[0], neighbourhood_slug=place[1]
        ),
        st.sampled_from(sorted(CATEGORIES)),
        st.sampled_from(["street", "residence", "unknown"]),
        places,
    )


@given(in_town())
def test_every_case_inside_the_town_has_one_lead_who_is_never_informed_as_well(one: Case) -> None:
    decision = decide(CARCASSONNE, one)
    assert decision.lead
    assert decision.lead.role == "lead"
    partners = [choice.partner for choice in decision.choices]
    assert len(partners) == len(set(partners))
    assert {choice.role for choice in decision.informed} == {"informed"}
    # The Agglo sees everything, and nobody but these four ever gets a report.
    assert "agglo" in partners
    assert set(partners) <= {"regie", "covaldem", "ville", "agglo"}
    assert all(choice.rule for choice in decision.choices)


conditions = st.builds(
    Condition,
    zones=st.none() | st.frozensets(st.sampled_from(["core", "wide", "town", "agglo"]), min_size=1),
    settings=st.none() | st.frozensets(st.sampled_from(["street", "residence", "unknown"]), min_size=1),
    categories=st.none() | st.frozensets(st.sampled_from(sorted(CATEGORIES)), min_size=1),
    in_a_neighbourhood=st.none() | st.booleans(),
)


@given(st.lists(conditions, max_size=6), st.lists(conditions, max_size=6), in_town())
def test_the_first_lead_row_that_matches_decides_whatever_the_rules_are(
    leads: list[Condition], told: list[Condition], one: Case
) -> None:
    rows = [LeadRow(rule=f"{n}", when=when, partner=f"p{n % 3}") for n, when in enumerate([*leads, Condition()])]
    others = tuple(InformedRow(rule=f"i{n}", when=when, partner=f"p{n % 3}") for n, when in enumerate(told))
    decision = decide(Rulebook(area="", lead=tuple(rows), informed=others), one)
    assert decision.lead
    first = int(decision.lead.rule)
    assert rows[first].when.matches(one)
    assert not any(row.when.matches(one) for row in rows[:first])
    expected = {row.partner for row in others if row.when.matches(one)} - {decision.lead.partner}
    assert {choice.partner for choice in decision.informed} == expected
    assert len(decision.informed) == len(expected)


def test_street_bulky_in_ozanam_goes_to_the_town_and_the_mediators_and_the_agglo_know() -> None:
    decision = decide(CARCASSONNE, case("bulky", "street", "core", neighbourhood_slug="ozanam"))
    assert decision.lead
    assert decision.lead.partner == "ville"
    assert {choice.partner for choice in decision.informed} == {"regie", "agglo"}


def test_bins_in_the_bastide_go_to_the_collector() -> None:
    decision = decide(CARCASSONNE, case("bins", "street", "core", neighbourhood_slug="bastide"))
    assert decision.lead
    assert decision.lead.partner == "covaldem"


def test_each_choice_keeps_the_words_of_its_rule() -> None:
    decision = decide(CARCASSONNE, case("needle", "residence", "wide", neighbourhood_slug="la-conte"))
    assert decision.lead
    assert decision.lead.rule == "4 · seringue, quel que soit le lieu : la Ville, tout de suite"
    assert [choice.rule[:4] for choice in decision.informed] == ["A · ", "C · "]


@pytest.mark.parametrize("category", sorted(CATEGORIES))
def test_outside_the_territory_everything_is_refused_and_the_near_commune_is_named(category: str) -> None:
    with pytest.raises(OutsideTerritory) as caught:
        decide(CARCASSONNE, case(category, zone="outside", nearest_commune="Trèbes"))
    assert isinstance(caught.value, Invalid)
    assert (caught.value.field, caught.value.code) == ("location", "outside")
    said = caught.value.message % caught.value.values
    assert said == (
        "Ce lieu est hors du territoire couvert (Carcassonne Agglo). La commune la plus proche est Trèbes : "
        "adressez-vous à sa mairie."
    )


def test_far_away_no_commune_is_named_but_what_to_do_is() -> None:
    with pytest.raises(OutsideTerritory) as caught:
        decide(CARCASSONNE, case(zone="outside"))
    said = caught.value.message % caught.value.values
    assert "Carcassonne Agglo" in said
    assert "Vérifiez la position" in said


def test_another_town_routes_by_rules_of_its_own() -> None:
    def lead_of(category: str, group: str, setting: str, zone: str, slug: str | None = None) -> tuple[str, list[str]]:
        one = Case(category=category, group=group, setting=setting, zone=zone, neighbourhood_slug=slug)
        decision = decide(IMAGINARY, one)
        return decision.lead.partner if decision.lead else "", [choice.partner for choice in decision.informed]

    weekly = "syndicat-des-brumes"
    assert lead_of("mazout", "quai", "street", "agglo") == ("capitainerie", [])
    assert lead_of("mazout", "quai", "street", "town") == ("capitainerie", ["gardiens", "balayeurs", weekly])
    assert lead_of("filets", "quai", "street", "core", "docks") == ("capitainerie", [weekly])
    assert lead_of("filets", "quai", "street", "wide", "ile-aux-mouettes") == ("gardiens", [weekly])
    assert lead_of("lanterne", "rue", "residence", "core", "docks") == ("balayeurs", ["capitainerie", weekly])
    assert lead_of("lanterne", "rue", "residence", "core", "haut-bourg") == ("balayeurs", [weekly])
    assert lead_of("lanterne", "rue", "street", "town") == ("balayeurs", [weekly])
    assert lead_of("poubelle-pleine", "rue", "unknown", "agglo") == ("", [])


def test_every_kind_of_case_is_looked_at_when_rules_are_read() -> None:
    named = Condition(neighbourhoods=frozenset({"docks"}))
    cases = list(every_case([("a", "x"), ("b", "y")], [named]))
    # 2 categories × 3 settings × (2 zones × (docks, any other) + town + agglo + outside)
    assert len(cases) == len(set(cases)) == 2 * 3 * (2 * 2 + 3)
