"""The table of moves, the names of reports, and how public positions are snapped."""

from __future__ import annotations

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reporter.base.errors import Conflict, Invalid
from reporter.places.rules import Coordinates, distance
from reporter.reports import rules

ALLOWED = {
    "received": "forwarded acknowledged planned resolved closed",
    "forwarded": "acknowledged planned resolved closed",
    "acknowledged": "planned resolved closed",
    "planned": "planned resolved closed",
    "resolved": "reopened closed",
    "closed": "reopened",
    "reopened": "forwarded acknowledged planned resolved closed",
}


@pytest.mark.parametrize(("before", "after"), list(product(rules.STATUSES, rules.STATUSES)))
def test_a_report_moves_by_the_table_and_not_otherwise(before: str, after: str) -> None:
    if after in ALLOWED[before].split():
        rules.check_move(before, after, reason="nothing_found")
    else:
        with pytest.raises(Conflict):
            rules.check_move(before, after, reason="nothing_found")


@pytest.mark.parametrize("reason", [None, "", "because"])
def test_closing_needs_a_known_reason(reason: str | None) -> None:
    with pytest.raises(Invalid):
        rules.check_move("received", "closed", reason=reason)


@pytest.mark.parametrize("typed", ["JR-7K4P2Q", "jr7k4p2q", " jr 7k4p2q ", "7K4P2Q", "7k4-p2q"])
def test_a_reference_is_understood_as_people_write_it(typed: str) -> None:
    assert rules.parse_reference(typed) == "JR-7K4P2Q"


@pytest.mark.parametrize("typed", ["", "JR-", "JR-7K4P2", "JR-7K4P2Q9", "7K4P2!", "XX-7K4P2Q"])
def test_what_cannot_be_a_reference_is_none(typed: str) -> None:
    assert rules.parse_reference(typed) is None


@given(st.text())
def test_any_text_is_a_reference_or_none(text: str) -> None:
    parsed = rules.parse_reference(text)
    assert parsed is None or rules.parse_reference(parsed) == parsed


def test_new_references_are_understood() -> None:
    for _ in range(100):
        reference = rules.new_reference()
        assert rules.parse_reference(reference) == reference


@pytest.mark.parametrize(("setting", "metres"), [("street", 50), ("residence", 200), ("unknown", 200)])
@given(st.floats(42, 44), st.floats(1, 4))
def test_snapping_moves_a_point_at_most_half_a_diagonal_and_not_again(
    setting: str, metres: int, latitude: float, longitude: float
) -> None:
    point = Coordinates(latitude=latitude, longitude=longitude)
    snapped = rules.snap(point, setting=setting)
    assert distance(point, snapped) <= metres * 0.72 + 1
    assert rules.snap(snapped, setting=setting) == snapped


def test_neighbours_of_one_square_are_not_told_apart() -> None:
    middle = rules.snap(Coordinates(latitude=43.2141, longitude=2.3521), setting="street")
    moved = Coordinates(latitude=middle.latitude + 0.0001, longitude=middle.longitude - 0.0001)
    assert rules.snap(moved, setting="street") == middle


@pytest.mark.parametrize(("source", "accuracy", "vague"), [
    ("neighbourhood", None, True), ("neighbourhood", 80.0, True), ("address", 150.0, True), ("address", 149.9, False),
    ("address", None, False), ("gps", 2000.0, False), ("pin", None, False), ("photo", None, False),
])  # fmt: skip
def test_a_position_is_vague_where_only_the_neighbourhood_is_known(
    source: str, accuracy: float | None, vague: bool
) -> None:
    assert rules.is_vague(source, accuracy) is vague
