from __future__ import annotations

from itertools import pairwise
from math import cos, pi, sin

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reporter.places.polygons import Outline

SQUARE = [(0.0, 0.0), (4.0, 0.0), (4.0, 4.0), (0.0, 4.0), (0.0, 0.0)]
HOLE = [(1.0, 1.0), (3.0, 1.0), (3.0, 3.0), (1.0, 3.0), (1.0, 1.0)]
# A U: its middle is outside.
HORSESHOE = [(0.0, 0.0), (9.0, 0.0), (9.0, 9.0), (6.0, 9.0), (6.0, 2.0), (3.0, 2.0), (3.0, 9.0), (0.0, 9.0), (0.0, 0.0)]


def test_inside_outside_and_in_the_hole():
    outline = Outline([SQUARE, HOLE])
    assert outline.contains(0.5, 0.5)
    assert not outline.contains(2, 2)
    assert not outline.contains(4.5, 2)
    assert not outline.contains(2, -0.1)


def test_the_gap_of_a_horseshoe_is_outside():
    outline = Outline([HORSESHOE])
    assert outline.contains(1, 8)
    assert outline.contains(8, 8)
    assert not outline.contains(4.5, 5)


@given(st.floats(0, 4), st.floats(0, 4))
def test_of_two_areas_side_by_side_each_point_lies_in_one_only(x, y):
    left = Outline([[(0.0, 0.0), (2.0, 0.0), (1.5, 2.0), (2.0, 4.0), (0.0, 4.0), (0.0, 0.0)]])
    right = Outline([[(2.0, 0.0), (4.0, 0.0), (4.0, 4.0), (2.0, 4.0), (1.5, 2.0), (2.0, 0.0)]])
    if 0 < x < 4 and 0 < y < 4:
        assert left.contains(x, y) + right.contains(x, y) == 1


@given(st.lists(st.tuples(st.floats(0.2, 1), st.floats(0.01, 0.99)), min_size=3, max_size=40), st.data())
def test_a_star_holds_a_point_when_the_plain_rule_says_so(spokes, data):
    count = len(spokes)
    ring = [
        (radius * cos(2 * pi * (i + turn) / count), radius * sin(2 * pi * (i + turn) / count))
        for i, (radius, turn) in enumerate(spokes)
    ]
    ring.append(ring[0])
    outline = Outline([ring])
    x, y = data.draw(st.floats(-1, 1)), data.draw(st.floats(-1, 1))
    assert outline.contains(x, y) == plainly_inside(ring, x, y)


@pytest.mark.parametrize("rings", [[SQUARE], [SQUARE, HOLE], [HORSESHOE]])
def test_the_inner_point_is_inside_and_away_from_the_edges(rings):
    outline = Outline(rings)
    x, y = outline.inner_point()
    assert outline.contains(x, y)
    assert all(outline.contains(x + dx, y + dy) for dx in (-0.4, 0.4) for dy in (-0.4, 0.4))


def plainly_inside(ring: list[tuple[float, float]], x: float, y: float) -> bool:
    """Ray casting as every textbook has it, edge after edge."""
    inside = False
    for (x1, y1), (x2, y2) in pairwise(ring):
        if (y1 > y) != (y2 > y):
            low, high = ((x1, y1), (x2, y2)) if y1 < y2 else ((x2, y2), (x1, y1))
            if x < low[0] + (y - low[1]) * ((high[0] - low[0]) / (high[1] - low[1])):
                inside = not inside
    return inside
