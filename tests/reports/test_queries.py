"""Finding reports by what people have in hand, and by where they are."""

from __future__ import annotations

from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from reporter.base.db import session, transaction
from reporter.places.rules import Coordinates, distance
from reporter.reports import queries, writes
from reporter.reports.models import Report
from tests.board.making import GRAZAILLES, NOW, new


def shifted(*, north_m: float = 0, east_m: float = 0) -> Coordinates:
    return Coordinates(
        latitude=GRAZAILLES.latitude + north_m / 111_195, longitude=GRAZAILLES.longitude + east_m / 81_000
    )


def recorded(point: Coordinates = GRAZAILLES, category: str = "bulky") -> Report:
    with transaction():
        return writes.record(new(point, category=category), now=NOW)


def test_a_report_is_found_by_its_reference_as_said_and_by_its_token(app: Flask) -> None:
    report = recorded()
    assert queries.by_reference(report.reference.lower().replace("-", " ")) is report
    assert queries.by_token(report.tracking_token) is report
    assert queries.by_reference("JR-000000") is None
    assert queries.by_reference("'; DROP TABLE report") is None
    assert queries.by_token("") is None


def test_near_ones_come_nearest_first_with_their_metres(app: Flask) -> None:
    far, near, beyond = (recorded(shifted(north_m=metres)) for metres in (30, 5, 60))
    found = queries.near(GRAZAILLES, metres=40)
    assert [row for _, row in found] == [near, far]
    assert [round(metres) for metres, _ in found] == [5, 30]
    assert beyond not in [row for _, row in found]


def test_near_ones_can_be_of_one_kind_and_state(app: Flask) -> None:
    bulky = recorded()
    recorded(category="tags")
    assert [row for _, row in queries.near(GRAZAILLES, metres=40, category="bulky")] == [bulky]
    assert queries.near(GRAZAILLES, metres=40, statuses=("closed",)) == []


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=30, deadline=None)
@given(st.floats(-80, 80), st.floats(-80, 80), st.sampled_from([10.0, 40.0, 75.0]))
def test_whoever_is_within_the_circle_is_found(app: Flask, north: float, east: float, metres: float) -> None:
    point = shifted(north_m=north, east_m=east)
    report = recorded(point)
    found = [row.id for _, row in queries.near(GRAZAILLES, metres=metres)]
    assert (report.id in found) == (distance(GRAZAILLES, point) <= metres)
    with transaction():
        session().delete(session().get(Report, report.id))
