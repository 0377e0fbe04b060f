"""Finding reports by what people have in hand, and by where they are."""

from __future__ import annotations

from flask import Flask

from reporter.base.db import transaction
from reporter.places.rules import Coordinates
from reporter.reports import queries, writes
from reporter.reports.models import Report
from tests.board.making import GRAZAILLES, NOW, new


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
