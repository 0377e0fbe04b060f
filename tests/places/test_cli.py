from __future__ import annotations

import json

import pytest


@pytest.mark.parametrize(
    ("latitude", "longitude", "slug", "zone"),
    [
        ("43.22713", "2.35541", "grazailles", "core"),
        ("43.2109", "2.3511", "bastide", "core"),
        ("43.6045", "1.444", None, "outside"),
        ("43.2", "-4.2", None, "outside"),
        ("-43.2", "-4.2", None, "outside"),
    ],
)
def test_locate_prints_json(app, latitude, longitude, slug, zone):
    result = app.test_cli_runner().invoke(args=["places", "locate", latitude, longitude])
    place = json.loads(result.output)
    assert (place["neighbourhood"] and place["neighbourhood"]["slug"], place["zone"]) == (slug, zone)


@pytest.mark.parametrize("point", [("143", "2"), ("43", "nan"), ("north", "2")])
def test_locate_refuses_what_is_no_point(app, point):
    result = app.test_cli_runner().invoke(args=["places", "locate", *point])
    assert result.exit_code == 2


def test_search_prints_json_with_its_accents(app):
    result = app.test_cli_runner().invoke(args=["places", "search", "jules sauzede"])
    assert json.loads(result.output)[0]["label"] == "Rue Jules-Sauzède"
    assert "Sauzède" in result.output
