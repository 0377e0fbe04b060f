from __future__ import annotations

import pytest

from reporter.base.errors import Invalid
from reporter.places.rules import Coordinates, distance


@pytest.mark.parametrize(
    ("latitude", "longitude", "field"),
    [
        (90.1, 0, "latitude"),
        (-91, 0, "latitude"),
        (float("nan"), 0, "latitude"),
        (float("inf"), 0, "latitude"),
        (0, 180.5, "longitude"),
        (0, float("nan"), "longitude"),
        (0, float("-inf"), "longitude"),
    ],
)
def test_a_point_off_the_earth_is_refused_and_says_which_number(latitude, longitude, field):
    with pytest.raises(Invalid) as caught:
        Coordinates(latitude=latitude, longitude=longitude)
    assert caught.value.field == field


def test_coordinates_must_be_named():
    with pytest.raises(TypeError):
        Coordinates(43.2, 2.3)  # type: ignore[misc]


def test_distances_are_metres_on_the_sphere():
    paris = Coordinates(latitude=48.8566, longitude=2.3522)
    carcassonne = Coordinates(latitude=43.2122, longitude=2.3537)
    assert distance(paris, carcassonne) == pytest.approx(627_600, rel=0.002)
    assert distance(paris, paris) == 0
    antipode = Coordinates(latitude=-48.8566, longitude=2.3522 - 180)
    assert distance(paris, antipode) == pytest.approx(20_015_000, rel=0.001)
