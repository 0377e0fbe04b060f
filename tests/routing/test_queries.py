from __future__ import annotations

import pytest
from flask import Flask

from reporter.base.current import current
from reporter.categories.rules import Catalogue, Category
from reporter.places.gazetteer import Gazetteer
from reporter.places.rules import Coordinates, Place
from reporter.routing.queries import decide_for
from reporter.routing.rules import OutsideTerritory

pytestmark = pytest.mark.usefixtures("app")


def category(slug: str) -> Category:
    found = current(Catalogue).get(slug)
    assert found is not None
    return found


def place(latitude: float, longitude: float) -> Place:
    return current(Gazetteer).locate(Coordinates(latitude=latitude, longitude=longitude))


def test_a_point_in_ozanam_becomes_a_decision(app: Flask) -> None:
    ozanam = current(Gazetteer).neighbourhood("ozanam")
    assert ozanam
    at = place(ozanam.inner_point.latitude, ozanam.inner_point.longitude)
    decision = decide_for(at, category=category("bulky"), setting="street")
    assert decision.lead
    assert decision.lead.partner == "ville"
    assert {choice.partner for choice in decision.informed} == {"regie", "agglo"}


def test_a_point_in_the_bastide_becomes_a_decision() -> None:
    decision = decide_for(place(43.2109, 2.3511), category=category("bins"), setting="street")
    assert decision.lead
    assert decision.lead.partner == "covaldem"


def test_in_another_commune_nobody_is_in_charge_of_a_tag() -> None:
    at = place(43.2053, 2.4597)
    assert (at.zone, at.commune) == ("agglo", "Trèbes")
    decision = decide_for(at, category=category("tags"), setting="street")
    assert decision.lead is None
    assert [choice.partner for choice in decision.informed] == ["agglo"]


def test_toulouse_is_refused_without_naming_a_commune_far_away() -> None:
    with pytest.raises(OutsideTerritory) as caught:
        decide_for(place(43.6045, 1.444), category=category("tags"), setting="street")
    assert caught.value.values["commune"] == ""


def test_just_outside_the_nearest_commune_is_named() -> None:
    # Bram, some 10 km west of the Agglo's last centres.
    at = place(43.2437, 2.1145)
    assert at.zone == "outside"
    with pytest.raises(OutsideTerritory) as caught:
        decide_for(at, category=category("tags"), setting="street")
    assert caught.value.values["commune"] in {"Alzonne", "Raissac-sur-Lampy"}
    assert "%(commune)s" in caught.value.message
