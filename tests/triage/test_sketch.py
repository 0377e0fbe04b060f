import pytest

from reporter.places.rules import Coordinates
from reporter.triage.sketch import HEIGHT, WIDTH, sketch

SQUARE = [[2.34, 43.20], [2.36, 43.20], [2.36, 43.22], [2.34, 43.22], [2.34, 43.20]]
FAR = [[[2.50 + lon / 10, 43.30 + lat / 10] for lon, lat in ((0, 0), (0.1, 0), (0.1, 0.1), (0, 0))]]


def feature(slug, geometry):
    return {"properties": {"slug": slug, "name": slug.title(), "served": True}, "geometry": geometry}


OUTLINES = {
    "features": [
        feature("here", {"type": "Polygon", "coordinates": [SQUARE]}),
        feature("far", {"type": "MultiPolygon", "coordinates": [FAR]}),
    ]
}


def drawn(latitude, longitude, **also):
    values = {"accuracy": None, "neighbourhood": "here", **also}
    return sketch(OUTLINES, Coordinates(latitude=latitude, longitude=longitude), **values)


def test_the_middle_of_a_neighbourhood_is_the_middle_of_the_drawing():
    middle = drawn(43.21, 2.35)
    assert (middle.x, middle.y) == (WIDTH / 2, HEIGHT / 2)


def test_north_is_up_and_east_is_right():
    middle, north, east = drawn(43.21, 2.35), drawn(43.215, 2.35), drawn(43.21, 2.355)
    assert north.y < middle.y
    assert north.x == middle.x
    assert east.x > middle.x


def test_a_kilometre_is_as_long_in_both_directions():
    metres = 500
    middle = drawn(43.21, 2.35)
    north = middle.y - drawn(43.21 + metres / 111_320, 2.35).y
    east = drawn(43.21, 2.35 + metres / 111_320 / 0.7289).x - middle.x
    assert north == pytest.approx(east, rel=0.01)
    assert drawn(43.21, 2.35, accuracy=metres).radius == pytest.approx(north, rel=0.01)


def test_what_lies_wholly_outside_is_not_drawn_and_the_one_here_is_marked():
    assert [(shape.name, shape.here) for shape in drawn(43.21, 2.35).shapes] == [("Here", True)]


def test_a_point_outside_all_neighbourhoods_is_inside_the_drawing():
    out = drawn(43.10, 2.20, neighbourhood=None)
    assert 0 < out.x < WIDTH
    assert 0 < out.y < HEIGHT
    assert len(out.shapes) == 2
