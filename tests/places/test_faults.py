"""Every fault of the three files of places is named with its file and line."""

from __future__ import annotations

import pytest

from reporter.places.reading import load

TOML, OUTLINES, LANDMARKS = "territory.toml", "neighbourhoods.geojson", "landmarks.csv"


@pytest.mark.parametrize(
    ("file", "old", "new", "message"),
    [
        (TOML, 'slug = "docks"', 'slug = "Les Docks"', "slug: 'Les Docks' must be made of"),
        (TOML, "served = true", "served = 1", "served: must be true or false"),
        (TOML, "zoom = 13", "zoom = 99", "zoom: must be a whole number from 1 to 20"),
        (TOML, "zoom = 13", "zom = 13", "unknown key 'zom'"),
        (TOML, 'licence = "Domaine public"', "", "'licence' is missing"),
        (TOML, "latitude = 48.505\nlong", "latitude = 98.505\nlong", "latitude: must be a number from -90 to 90"),
        (TOML, "latitude = 48.505\nlong", "latitude = nan\nlong", "latitude: must be a number from -90 to 90"),
        (TOML, 'insee = "99001"\n', 'insee = "99009"\n', "no commune of the Agglo has the town's code"),
        (TOML, "latitude = 48.56, longitude = -4.2", "latitude = -4.2, longitude = 48.56", "lies outside the Agglo"),
        (OUTLINES, '"outline": "core"', '"outline": "heart"', "must be one of core, wide, town, agglo"),
        (OUTLINES, '"neighbourhood": "haut-bourg"', '"neighbourhood": "haut"', "unknown neighbourhood 'haut'"),
        (OUTLINES, "[-4.25, 48.48]]]", "[-4.25, 48.49]]]", "a ring must end where it begins"),
        (OUTLINES, "[-4.21, 48.49]", "[-4.21]", "a position must be [longitude, latitude]"),
        (OUTLINES, "[-4.21, 48.49]", '["-4.21", 48.49]', "a position must be [longitude, latitude]"),
        (OUTLINES, "[-4.21, 48.49]", "[-4210000, 6200000]", "in degrees"),
        (OUTLINES, '"MultiPolygon"', '"Point"', "must be a Polygon or a MultiPolygon, not 'Point'"),
        (OUTLINES, "[-4.21, 48.49]", "[-4.21, 48.49", "is not JSON"),
        (LANDMARKS, "place,1 quai", "plaza,1 quai", "unknown kind 'plaza'"),
        (LANDMARKS, "48.4925", "48,4925", "must have 8 columns, not 9"),
        (LANDMARKS, "48.4925", "north", "is not a latitude and a longitude"),
        (LANDMARKS, "48.4925,-4.165", "-4.165,48.4925", "are latitude and longitude in this order?"),
        (LANDMARKS, "48.4925,-4.165", ",", "needs latitude and longitude, or else a neighbourhood"),
        (LANDMARKS, ",,,haut-bourg", ",,,le-haut-bourg", "unknown neighbourhood 'le-haut-bourg'"),
        (LANDMARKS, "48.4925,-4.165,", "48.4925,-4.165,docks", "leave that column empty"),
        (LANDMARKS, "Quai des Songes,street", ",street", "the name must not be empty"),
        (LANDMARKS, "Rue du 14-Brumaire,", "Rue de l'Utopie,", "is already on line 5"),
        (LANDMARKS, "name,kind", "nom,kind", "the first line must be name,kind"),
        (LANDMARKS, "Phare des Songes", '"Phare des Songes', "is not CSV"),
    ],
)
def test_a_fault_is_named_with_its_line(town, file, old, new, message):
    line = town.change(file, old, new)
    found = [fault for fault in town.faults(load) if message in fault[2]]
    assert found, town.faults(load)
    assert {fault[0] for fault in found} == {file}
    # A missing key is told on its table's line; a quotation that never ends, where the file does.
    if "is not CSV" not in message and "is missing" not in message:
        assert line in [fault[1] for fault in found]


def test_two_outlines_of_one_kind_and_none_of_another_are_both_told(town):
    line = town.change(OUTLINES, '"outline": "town"}', '"outline": "agglo"}')
    assert town.faults(load) == [
        (OUTLINES, 1, "there is no town outline"),
        (OUTLINES, line + 1, f"this outline is already on line {line}"),
    ]


def test_faults_of_all_three_files_come_together(town):
    town.change(TOML, "zoom = 13", "zoom = true")
    town.change(OUTLINES, '"outline": "core"', '"outline": "heart"')
    town.change(LANDMARKS, "place,1 quai", "plaza,1 quai")
    assert {fault[0] for fault in town.faults(load)} == {TOML, OUTLINES, LANDMARKS}


@pytest.mark.parametrize("file", [TOML, OUTLINES, LANDMARKS])
def test_a_missing_file_is_one_fault(town, file):
    (town.folder / file).unlink()
    assert (file, 1, "cannot be read: No such file or directory") in town.faults(load)


def test_a_neighbourhood_twice_or_without_outline_is_a_fault(town):
    line = town.add(TOML, '[[neighbourhood]]\nslug = "docks"\nname = "Haut Bourg"\nserved = true\n', before="[agglo]")
    faults = town.faults(load)
    assert (TOML, line, "the slug 'docks' is already on line 17") in faults
    assert any(fault[1] == line and "the name 'haut bourg' is already on line" in fault[2] for fault in faults)
    town.change(TOML, 'slug = "haut-bourg"', 'slug = "bas-bourg"')
    assert (OUTLINES, 1, "there is no core outline of 'bas-bourg'") in town.faults(load)


def test_a_core_outside_the_town_is_a_fault(town):
    core = "[[[-4.22, 48.49], [-4.21, 48.49], [-4.21, 48.5], [-4.22, 48.5], [-4.22, 48.49]]]"
    swapped = "[[[48.49, -4.22], [48.49, -4.21], [48.5, -4.21], [48.5, -4.22], [48.49, -4.22]]]"
    line = town.change(OUTLINES, core, swapped)
    assert (OUTLINES, line, "the core of 'docks' lies outside the town") in town.faults(load)
