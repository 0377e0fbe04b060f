from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reporter.places.gazetteer import Gazetteer
from reporter.places.reading import load
from reporter.places.rules import Coordinates, distance


def at(latitude: float, longitude: float) -> Coordinates:
    return Coordinates(latitude=latitude, longitude=longitude)


@pytest.mark.parametrize(
    ("latitude", "longitude", "slug", "zone"),
    [
        (43.22713, 2.35541, "grazailles", "core"),
        (43.2109, 2.3511, "bastide", "core"),
        (43.2177, 2.3696, "la-conte", "core"),
        (43.2130, 2.3741, "ozanam", "core"),
        (43.2092, 2.3338, "viguier-saint-jacques", "core"),
        (43.2259, 2.3402, "fleming-la-reille", "core"),
        (43.2330, 2.3690, "grazailles", "wide"),
        (43.2062, 2.3000, None, "town"),
    ],
)
def test_points_of_carcassonne_are_in_their_neighbourhood(carcassonne, latitude, longitude, slug, zone):
    place = carcassonne.locate(at(latitude, longitude))
    assert (place.neighbourhood and place.neighbourhood.slug, place.zone) == (slug, zone)
    assert (place.commune, place.commune_nearest) == ("Carcassonne", False)


def test_toulouse_is_outside_and_no_commune_is_named(carcassonne):
    place = carcassonne.locate(at(43.6045, 1.444))
    assert (place.zone, place.neighbourhood, place.commune) == ("outside", None, "")


def test_just_outside_the_agglo_the_nearest_commune_is_named(carcassonne):
    place = carcassonne.locate(at(43.2653, 2.11))
    assert (place.zone, place.commune, place.commune_nearest) == ("outside", "Raissac-sur-Lampy", True)


def test_in_the_agglo_the_nearest_centre_names_the_commune_but_never_the_towns(carcassonne):
    place = carcassonne.locate(at(43.2053, 2.4597))
    assert (place.zone, place.commune, place.commune_nearest) == ("agglo", "Trèbes", True)
    # Just over the border: the town's own centre is the nearest, but its outline says that this is not the town.
    border = at(43.2316, 2.34)
    assert carcassonne.nearest_commune(border)[0] == "Carcassonne"
    assert carcassonne.locate(border).commune == "Villemoustaussou"


def test_a_point_in_the_core_wins_over_a_wide_outline(town):
    in_haut_bourg = at(48.512, -4.2025)
    # The wide outline of Les Docks, which comes first in the file, now covers the whole of Haut-Bourg.
    town.change("neighbourhoods.geojson", "[-4.2, 48.505], [-4.225, 48.505]", "[-4.1, 48.54], [-4.225, 48.54]")
    gazetteer = load(town.folder)
    assert gazetteer._outlines.wides["docks"].contains(-4.2025, 48.512)
    place = gazetteer.locate(in_haut_bourg)
    assert (place.neighbourhood.slug, place.zone) == ("haut-bourg", "core")


def test_another_town_is_located_by_its_own_data(port_imaginaire):
    assert port_imaginaire.town == "Port-Imaginaire"
    hole = port_imaginaire.locate(at(48.52, -4.195))
    assert (hole.neighbourhood.slug, hole.zone) == ("haut-bourg", "wide")
    for longitude in (-4.178, -4.165):  # both islands of one outline
        assert port_imaginaire.locate(at(48.492, longitude)).neighbourhood.slug == "ile-aux-mouettes"
    strait = port_imaginaire.locate(at(48.492, -4.172))
    assert strait.zone == "wide"
    assert port_imaginaire.locate(at(48.483, -4.24)).zone == "town"
    assert port_imaginaire.locate(at(48.56, -4.2)).commune == "Saint-Fictif"
    assert port_imaginaire.locate(at(43.22713, 2.35541)).zone == "outside"


@given(st.floats(43.0, 43.45), st.floats(2.1, 2.75))
def test_the_nearest_commune_is_the_nearest_by_distance(latitude, longitude):
    gazetteer = _carcassonne()
    here = at(latitude, longitude)
    for town_too in (True, False):
        name, metres = gazetteer.nearest_commune(here, town_too=town_too)
        others = [c for c in gazetteer.facts.communes if town_too or c.insee != gazetteer.facts.insee]
        assert metres == pytest.approx(min(distance(here, commune.centre) for commune in others), rel=1e-3)
        assert name in {commune.name for commune in others}


def test_inner_points_lie_in_their_core_and_the_radius_reaches_every_corner(carcassonne, port_imaginaire):
    for gazetteer in (carcassonne, port_imaginaire):
        for neighbourhood in gazetteer.neighbourhoods:
            place = gazetteer.locate(neighbourhood.inner_point)
            assert (place.neighbourhood, place.zone) == (neighbourhood, "core")
            corners = [
                distance(neighbourhood.inner_point, at(latitude, longitude))
                for ring in gazetteer._outlines.wides[neighbourhood.slug].rings
                for longitude, latitude in ring
            ]
            assert max(corners) == pytest.approx(neighbourhood.radius, abs=0.1)


def test_neighbourhoods_are_found_by_slug_and_say_whether_they_are_served(carcassonne):
    served = [n.slug for n in carcassonne.neighbourhoods if n.served]
    assert served == ["grazailles", "la-conte", "ozanam", "bastide"]
    assert carcassonne.neighbourhood("fleming-la-reille").served is False
    assert carcassonne.neighbourhood("nowhere") is None


def test_outlines_are_geojson_with_longitude_first(carcassonne):
    collection = carcassonne.outlines()
    assert [f["properties"]["slug"] for f in collection["features"]] == [n.slug for n in carcassonne.neighbourhoods]
    ring = collection["features"][0]["geometry"]["coordinates"][0]
    assert all(2 < longitude < 3 and 43 < latitude < 44 for longitude, latitude in ring)


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("Rue d'Ulm", "Rue d'Ulm"),
        ("rue d’ulm", "Rue d'Ulm"),
        ("ulm", "Rue d'Ulm"),
        ("verdn", "Rue de Verdun"),
        ("12 bis, rue de Verdun 11000 Carcassonne", "Rue de Verdun"),
        ("75 r de verdun carcasonne", "Collège André Chénier"),
        ("pl carnot", "Place Carnot"),
        ("plce crnot", "Place Carnot"),
        ("sauzede", "Rue Jules-Sauzède"),
        ("rue du quatre septembre", "Rue du 4-Septembre"),
        ("rue du 4 septmbre", "Rue du 4-Septembre"),
        ("college chenier", "Collège André Chénier"),
        ("MAIRIE", "Mairie de Carcassonne"),
        ("jul", "Rue Jules-Sauzède"),
        ("trebes", "Trèbes"),
        ("villegaillhenc", "Villegailhenc"),
        ("la conte", "La Conte"),
        ("st jacques", "Le Viguier – Saint-Jacques"),
        ("25 rue de belfort", "25 rue de Belfort"),
        ("rue de belfort", "25 rue de Belfort"),
        ("rue dulme", "Rue d'Ulm"),
        ("rue dulme 12", "Rue d'Ulm"),
        ("rue d'Ulm 12 bis, 11000 Carcassonne", "Rue d'Ulm"),
        ("Hlm la conte", "La Conte"),
        ("derrière les garages de Grazailles", "Grazailles"),
    ],
)
def test_what_people_type_finds_the_place(carcassonne, text, label):
    assert carcassonne.search(text)[0].label == label


@pytest.mark.parametrize(
    "text",
    ["", "   ", "qwertyuiop", "xyz zzz", "rue", "de la", "🙂", "\0", "((((", "0", "rue du 5 septembre", "a" * 10_000],
)
def test_nonsense_finds_nothing(carcassonne, text):
    assert carcassonne.search(text) == []


def test_another_number_of_a_known_address_is_not_that_address(carcassonne):
    assert carcassonne.search("12 rue de belfort") == []
    assert carcassonne.search("rue de belfort 12") == []


def test_two_typos_are_forgiven_in_every_name_of_the_town(carcassonne):
    """Of each name, one letter is dropped and two are exchanged: it is still first, or as good as first."""
    missed = []
    for found in carcassonne._founds:
        letters = [i for i, c in enumerate(found.label) if c.isalpha()]
        if len(letters) < 8 or found.kind == "address":
            continue
        a, b = letters[len(letters) // 3], letters[2 * len(letters) // 3]
        typed = list(found.label)
        typed[b - 1], typed[b] = typed[b], typed[b - 1]
        del typed[a]
        if found.label not in [near.label for near in carcassonne.search("".join(typed))[:2]]:
            missed.append((found.label, "".join(typed)))
    assert missed == []


def test_a_street_known_by_its_quarter_has_a_neighbourhood_and_no_point(carcassonne):
    verdun = carcassonne.search("rue de verdun")[0]
    assert (verdun.kind, verdun.coordinates, verdun.neighbourhood.slug) == ("street", None, "bastide")
    ulm = carcassonne.search("rue d'ulm")[0]
    assert (ulm.coordinates, ulm.neighbourhood.slug) == (at(43.22713, 2.355407), "grazailles")


def test_the_answers_are_no_more_than_asked_for(carcassonne):
    assert len(carcassonne.search("rue de verdun", limit=1)) == 1
    assert len(carcassonne.search("centre medico social", limit=3)) == 3


def test_another_towns_streets_are_found_and_carcassonnes_are_not(port_imaginaire):
    assert port_imaginaire.search("12 rue de l'utopi, 99000 Port Imaginaire")[0].label == "Rue de l’Utopie"
    assert port_imaginaire.search("quartier du bassin")[0].label == "Les Docks"
    assert port_imaginaire.search("rue de verdun") == []


def test_a_point_is_located_in_far_less_than_a_millisecond(carcassonne):
    points = [at(43.03 + 0.4 * (i * 0.618 % 1), 2.12 + 0.59 * (i * 0.755 % 1)) for i in range(2000)]
    begin = time.perf_counter()
    for point in points:
        carcassonne.locate(point)
    assert (time.perf_counter() - begin) / len(points) < 0.000_5


_loaded: list[Gazetteer] = []


def _carcassonne() -> Gazetteer:
    """As the fixture; hypothesis wants none that it does not know."""
    from reporter.base.settings import TERRITORIES

    if not _loaded:
        _loaded.append(load(TERRITORIES / "carcassonne"))
    return _loaded[0]
