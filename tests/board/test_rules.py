"""What the public sees: tiles, cells, filters; and that a snapped position cannot be undone."""

from __future__ import annotations

from math import cos, radians

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reporter.board.forms import filters
from reporter.board.rules import DEEPEST, MOST_CELLS, POSITIONS_FROM, cell_shift, parse_tile, precision
from reporter.places.quadkey import decode, encode, tile_range
from reporter.places.rules import Coordinates, distance
from reporter.reports.rules import SETTINGS, snap

points = st.builds(
    Coordinates, latitude=st.floats(min_value=-70, max_value=70), longitude=st.floats(min_value=-179.9, max_value=179.9)
)
settings = st.sampled_from(SETTINGS)


@given(points, settings)
def test_a_snapped_position_is_within_half_a_diagonal_of_its_square(point: Coordinates, setting: str) -> None:
    half_diagonal = precision(setting) * 2**0.5 / 2
    # 3 m: positions are written with five decimals, and METRES_PER_DEGREE is a mean.
    assert distance(point, snap(point, setting=setting)) <= half_diagonal * 1.01 + 3


@given(points, settings, st.floats(min_value=-0.45, max_value=0.45), st.floats(min_value=-0.45, max_value=0.45))
def test_every_point_of_a_square_has_the_same_public_position(
    point: Coordinates, setting: str, east: float, north: float
) -> None:
    middle = snap(point, setting=setting)
    metres = precision(setting)
    step = metres / 111_320
    other = Coordinates(
        latitude=middle.latitude + north * step,
        longitude=max(-180.0, min(180.0, middle.longitude + east * step / cos(radians(middle.latitude)))),
    )
    assert snap(other, setting=setting) == middle


@given(points)
def test_a_quadkey_decodes_to_within_its_own_cell(point: Coordinates) -> None:
    quadkey = encode(latitude=point.latitude, longitude=point.longitude)
    latitude, longitude = decode(quadkey)
    assert encode(latitude=latitude, longitude=longitude) == quadkey
    assert distance(point, Coordinates(latitude=latitude, longitude=longitude)) < 0.6


@given(points, st.integers(min_value=0, max_value=DEEPEST))
def test_a_cell_lies_in_one_tile_and_a_tile_holds_sixteen_of_them(point: Coordinates, zoom: int) -> None:
    shift = cell_shift(zoom)
    quadkey = encode(latitude=point.latitude, longitude=point.longitude)
    first, last = tile_range(zoom=zoom, x=0, y=0)
    if zoom < POSITIONS_FROM:
        assert (last - first + 1) >> shift == 16
    else:
        assert quadkey >> shift == quadkey


def test_more_snapped_positions_than_a_tile_can_hold_are_not_expected() -> None:
    # The widest tile in which positions stand alone, at the equator.
    side = 40_075_017 / 2**POSITIONS_FROM
    assert (side // 50 + 1) ** 2 + (side // 200 + 1) ** 2 <= MOST_CELLS


@pytest.mark.parametrize(
    "tile", [(-1, 0, 0), (0, 1, 0), (0, 0, 1), (5, 32, 0), (5, -1, 3), (DEEPEST + 1, 0, 0), (99, 0, 0), (3, 8, 8)]
)
def test_a_tile_outside_of_the_map_is_none(tile: tuple[int, int, int]) -> None:
    assert parse_tile(*tile) is None


def test_the_last_tile_of_a_zoom_is_one() -> None:
    assert str(parse_tile(5, 31, 31)) == "5/31/31"


KNOWN = {"neighbourhoods": {"grazailles"}, "categories": {"bins"}}


def test_known_filters_are_taken_as_they_are() -> None:
    asked, faults = filters(
        {"quartier": "grazailles", "categorie": "bins", "statut": "open", "page": "3", "tuile": "16/33196/24030"},
        **KNOWN,
    )
    assert not faults
    assert (asked.neighbourhood, asked.category, asked.page, str(asked.tile)) == (
        "grazailles",
        "bins",
        3,
        "16/33196/24030",
    )
    assert "reopened" in asked.statuses
    assert "resolved" not in asked.statuses


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("quartier", "nowhere"),
        ("categorie", "Bins"),
        ("statut", "closed' OR 1=1 --"),
        ("page", "0"),
        ("page", "-1"),
        ("page", "101"),
        ("page", "1e3"),
        ("page", "²"),
        ("page", "9" * 40),
        ("tuile", "15/1/1"),
        ("tuile", "16/1"),
        ("tuile", "16/999999/1"),
        ("tuile", "a/b/c"),
    ],
)
def test_an_unknown_value_is_said_and_left_out(field: str, value: str) -> None:
    asked, faults = filters({field: value, "categorie": "bins"} if field != "categorie" else {field: value}, **KNOWN)
    assert [fault.field for fault in faults] == [field]
    assert asked.category == ("bins" if field != "categorie" else None)
    assert (asked.page, asked.tile, asked.neighbourhood, asked.status) == (1, None, None, None)


@given(st.dictionaries(st.sampled_from(["quartier", "categorie", "statut", "page", "tuile"]), st.text(max_size=40)))
def test_no_address_breaks_the_list(args: dict[str, str]) -> None:
    asked, _ = filters(args, **KNOWN)
    assert 1 <= asked.page <= 100
