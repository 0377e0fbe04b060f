from __future__ import annotations

from math import cos, degrees, radians, sin

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reporter.places import quadkey
from reporter.places.rules import EARTH_RADIUS_M, Coordinates, distance

LATITUDES = st.floats(-85, 85)
LONGITUDES = st.floats(-180, 180)


@given(LATITUDES, LONGITUDES, st.integers(0, 26))
def test_the_range_of_a_points_tile_holds_its_quadkey(latitude, longitude, zoom):
    x, y = quadkey.tile(latitude=latitude, longitude=longitude, zoom=zoom)
    first, last = quadkey.tile_range(zoom=zoom, x=x, y=y)
    assert first <= quadkey.encode(latitude=latitude, longitude=longitude) <= last


@given(LATITUDES, LONGITUDES, LATITUDES, LONGITUDES, st.integers(1, 26))
def test_a_point_of_another_tile_is_not_in_the_range(latitude, longitude, other_latitude, other_longitude, zoom):
    here = quadkey.tile(latitude=latitude, longitude=longitude, zoom=zoom)
    there = quadkey.tile(latitude=other_latitude, longitude=other_longitude, zoom=zoom)
    first, last = quadkey.tile_range(zoom=zoom, x=here[0], y=here[1])
    inside = first <= quadkey.encode(latitude=other_latitude, longitude=other_longitude) <= last
    assert inside == (here == there)


@given(st.floats(-80, 80), st.floats(-179, 179), st.floats(1, 5000), st.floats(0, 360), st.floats(0, 1))
def test_the_ranges_nearby_cover_the_circle(latitude, longitude, metres, bearing, part):
    reach = degrees(metres * part / EARTH_RADIUS_M)
    north = latitude + reach * cos(radians(bearing))
    east = longitude + reach * sin(radians(bearing)) / cos(radians(latitude))
    here, there = (Coordinates(latitude=a, longitude=o) for a, o in ((latitude, longitude), (north, east)))
    if distance(here, there) > metres:
        return
    key = quadkey.encode(latitude=north, longitude=east)
    ranges = list(quadkey.nearby_ranges(latitude=latitude, longitude=longitude, metres=metres))
    assert any(first <= key <= last for first, last in ranges)
    assert len(ranges) <= 9


def test_tiles_are_numbered_as_web_maps_do():
    # The example of OpenStreetMap's own page on tile names.
    assert quadkey.tile(latitude=35.6590699, longitude=139.7006793, zoom=18) == (232798, 103246)
    assert quadkey.tile_range(zoom=1, x=1, y=0) == (4**25, 2 * 4**25 - 1)
    assert quadkey.tile_range(zoom=1, x=0, y=1) == (2 * 4**25, 3 * 4**25 - 1)


def test_a_tiles_corner_is_where_the_tile_begins():
    x, y = quadkey.tile(latitude=43.2131, longitude=2.3512, zoom=16)
    north, west = quadkey.corner(x=x, y=y, zoom=16)
    south, east = quadkey.corner(x=x + 1, y=y + 1, zoom=16)
    assert south < 43.2131 <= north
    assert west <= 2.3512 < east
    assert quadkey.tile(latitude=north - 1e-7, longitude=west + 1e-7, zoom=16) == (x, y)


@pytest.mark.parametrize("latitude", [90.0, -90.0])
def test_the_poles_have_a_quadkey(latitude):
    assert 0 <= quadkey.encode(latitude=latitude, longitude=180.0) < 4**26
