from __future__ import annotations

import json
from pathlib import Path

import pytest

from reporter.base.territory import TerritoryFault
from reporter.places.official import Imported, import_outlines
from reporter.places.reading import load
from reporter.places.rules import Coordinates

BASIN = [[[-4.219, 48.491], [-4.211, 48.491], [-4.211, 48.499], [-4.219, 48.499], [-4.219, 48.491]]]
HILL = [[[-4.204, 48.511], [-4.186, 48.511], [-4.186, 48.514], [-4.204, 48.514], [-4.204, 48.511]]]
SPUR = [[[-4.204, 48.527], [-4.186, 48.527], [-4.186, 48.529], [-4.204, 48.529], [-4.204, 48.527]]]


@pytest.fixture
def official(tmp_path):
    """Writes an official file: names with geometries."""

    def write(*rows: tuple[object, dict[str, object]]) -> Path:
        features = [
            json.dumps({"type": "Feature", "properties": {"nom_qp": name}, "geometry": geometry})
            for name, geometry in rows
        ]
        path = tmp_path / "qp.geojson"
        path.write_text('{"type": "FeatureCollection",\n"features": [\n' + ",\n".join(features) + "\n]}")
        return path

    return write


def polygon(coordinates: object) -> dict[str, object]:
    return {"type": "Polygon", "coordinates": coordinates}


def test_official_outlines_take_the_place_of_the_drawn_ones_and_the_rest_is_kept(town, official):
    before = load(town.folder)
    file = official(
        ("QUARTIER DU BASSIN", polygon(BASIN)),
        ("Haut - Bourg", {"type": "MultiPolygon", "coordinates": [HILL, SPUR]}),
        ("Ailleurs", polygon(BASIN)),
    )
    done = import_outlines(file, name_field="nom_qp", kind="core", folder=town.folder)
    assert done == Imported(replaced=("docks", "haut-bourg"), kept=("ile-aux-mouettes",), unknown=("Ailleurs",))
    after = load(town.folder)
    assert after.outlines()["features"][0]["geometry"] == polygon(BASIN)
    assert after.outlines()["features"][2] == before.outlines()["features"][2]
    edge = Coordinates(latitude=48.4905, longitude=-4.2195)
    assert (before.locate(edge).zone, after.locate(edge).zone) == ("core", "wide")
    text = (town.folder / "neighbourhoods.geojson").read_text()
    assert len(text.splitlines()) == 10
    assert '"basis": "qp.geojson"' in text


def test_parts_of_one_name_become_one_outline(town, official):
    file = official(("Haut-Bourg", polygon(HILL)), ("haut bourg", polygon(SPUR)))
    import_outlines(file, name_field="nom_qp", kind="core", folder=town.folder)
    gazetteer = load(town.folder)
    for latitude in (48.512, 48.528):
        assert gazetteer.locate(Coordinates(latitude=latitude, longitude=-4.2)).zone == "core"
    assert gazetteer.locate(Coordinates(latitude=48.52, longitude=-4.2)).zone == "wide"


def test_the_wide_outline_can_be_replaced_instead(town, official):
    core = load(town.folder).outlines()
    import_outlines(official(("Les Docks", polygon(BASIN))), name_field="nom_qp", kind="wide", folder=town.folder)
    gazetteer = load(town.folder)
    assert gazetteer.outlines() == core
    assert gazetteer.locate(Coordinates(latitude=48.487, longitude=-4.222)).zone == "town"


@pytest.mark.parametrize(
    ("rows", "line", "message"),
    [
        ([("Nulle part", polygon(BASIN))], 1, "is the name of a neighbourhood; known are Les Docks"),
        ([("Les Docks", polygon(BASIN)), (None, polygon(HILL))], 4, "has no text 'nom_qp'"),
        ([("Les Docks", {"type": "Point", "coordinates": [1, 2]})], 3, "must be a Polygon"),
        ([("Les Docks", polygon([[[650000, 6230000]] * 5]))], 3, "in degrees"),
    ],
)
def test_a_faulty_file_changes_nothing_and_says_why(town, official, rows, line, message):
    before = (town.folder / "neighbourhoods.geojson").read_bytes()
    with pytest.raises(TerritoryFault) as caught:
        import_outlines(official(*rows), name_field="nom_qp", kind="core", folder=town.folder)
    (fault,) = caught.value.faults
    assert (Path(fault.file).name, fault.line) == ("qp.geojson", line)
    assert message in fault.message
    assert (town.folder / "neighbourhoods.geojson").read_bytes() == before


def test_an_outline_that_cannot_be_this_towns_changes_nothing(town, official):
    before = (town.folder / "neighbourhoods.geojson").read_bytes()
    swapped = [[[y, x] for x, y in BASIN[0]]]
    with pytest.raises(TerritoryFault, match="lies outside the town"):
        import_outlines(official(("Les Docks", polygon(swapped))), name_field="nom_qp", kind="core", folder=town.folder)
    assert (town.folder / "neighbourhoods.geojson").read_bytes() == before
    assert sorted(p.name for p in town.folder.iterdir() if "geojson" in p.name) == ["neighbourhoods.geojson"]
