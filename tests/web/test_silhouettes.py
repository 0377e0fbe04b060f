"""A neighbourhood's outline as a small picture."""

from __future__ import annotations

import re
from math import cos, radians

import pytest
from flask import Flask

from reporter.base.current import current
from reporter.places.gazetteer import Gazetteer
from reporter.web.silhouettes import BOX, MARGIN, path

NORTH = 0.01
EAST = NORTH / cos(radians(43.005))
SQUARE = [[2.0, 43.0], [2.0 + EAST, 43.0], [2.0 + EAST, 43.0 + NORTH], [2.0, 43.0 + NORTH], [2.0, 43.0]]


def points(drawn: str) -> list[tuple[float, float]]:
    return [(float(x), float(y)) for x, y in re.findall(r"(-?[\d.]+) (-?[\d.]+)", drawn)]


def test_a_square_on_the_ground_is_a_square_with_north_up() -> None:
    south_west, south_east, north_east, *_ = points(path({"type": "Polygon", "coordinates": [SQUARE]}))
    assert south_west == (MARGIN, BOX - MARGIN)
    assert south_east == (BOX - MARGIN, BOX - MARGIN)
    assert north_east == (BOX - MARGIN, MARGIN)


def test_a_long_outline_fills_the_box_one_way_and_is_centred_the_other() -> None:
    tall = [[x, 43.0 + (y - 43.0) * 4] for x, y in SQUARE]
    xs, ys = zip(*points(path({"type": "Polygon", "coordinates": [tall]})), strict=True)
    assert (min(ys), max(ys)) == (MARGIN, BOX - MARGIN)
    assert min(xs) + max(xs) == pytest.approx(BOX)
    assert max(xs) - min(xs) == pytest.approx((BOX - 2 * MARGIN) / 4, rel=0.01)


def test_several_parts_and_holes_are_each_a_closed_line() -> None:
    drawn = path({"type": "MultiPolygon", "coordinates": [[SQUARE, SQUARE], [SQUARE]]})
    assert drawn.count("M") == drawn.count("Z") == 3


def test_every_neighbourhood_of_the_town_stays_in_the_box(app: Flask) -> None:
    for feature in current(Gazetteer).outlines()["features"]:
        drawn = points(path(feature["geometry"]))
        assert len(drawn) > 3
        assert all(0 <= value <= BOX for point in drawn for value in point)
