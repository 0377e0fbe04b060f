"""What a change leaves in the record."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import uuid4

import pytest
from flask import Flask
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm.exc import StaleDataError

from reporter.base.db import db, session, transaction
from reporter.base.errors import Conflict
from reporter.places.quadkey import encode
from reporter.reports import queries, writes
from reporter.reports.models import Report
from reporter.reports.rules import PhotoRef
from tests.board.making import GRAZAILLES, NOW, new

LATER = NOW + timedelta(hours=3)


def recorded(**fields: object) -> Report:
    with transaction():
        return writes.record(new(**fields), now=NOW)  # type: ignore[arg-type]


def read(report: Report) -> Report:
    session().expire_all()
    found = queries.by_id(report.id, whole=True)
    assert found
    return found


@pytest.mark.postgresql
def test_a_report_is_kept_with_its_place_photos_and_first_event(both_databases: str, app: Flask) -> None:
    photos = tuple(PhotoRef(key=f"{n}" * 32, width=1600, height=1200) for n in range(3))
    report = read(recorded(photos=photos, details="Sacs\n<b>éventrés</b> 🗑 \u202e"))
    assert (report.neighbourhood, report.zone, report.commune) == ("grazailles", "core", "Carcassonne")
    assert report.quadkey == encode(latitude=GRAZAILLES.latitude, longitude=GRAZAILLES.longitude)
    assert report.details == "Sacs\n<b>éventrés</b> 🗑 \u202e"
    assert [(p.key[0], p.position, p.public) for p in report.photos] == [
        ("0", 0, False),
        ("1", 1, False),
        ("2", 2, False),
    ]
    assert [(e.kind, e.status, e.public, e.at) for e in report.events] == [("status", "received", True, NOW)]


def test_an_event_that_no_page_has_words_for_is_not_written(app: Flask) -> None:
    report = recorded()
    with pytest.raises(LookupError, match="telepathy"), transaction():
        writes.add_event(report, "telepathy", now=LATER, actor="system")


@pytest.mark.postgresql
def test_one_request_makes_one_report(both_databases: str, app: Flask) -> None:
    request = uuid4()
    recorded(client_request_id=request)
    with pytest.raises(IntegrityError):
        recorded(client_request_id=request)
    found = queries.by_request_id(request)
    assert found
    assert session().query(Report).count() == 1


def test_a_move_is_told_in_the_public_history_with_its_own_words(app: Flask) -> None:
    report = recorded()
    with transaction():
        writes.move(report, "planned", now=LATER, actor="agent:1", partner="Service", phone="04", on=date(2026, 12, 1))
    planned = read(report)
    last = planned.events[-1]
    assert (planned.status, planned.planned_on, planned.updated_at) == ("planned", date(2026, 12, 1), LATER)
    assert (last.status, last.public, last.partner, last.phone, last.on) == (
        "planned", True, "Service", "04", date(2026, 12, 1),
    )  # fmt: skip


def test_an_ended_report_says_when_and_a_reopened_one_no_longer(app: Flask) -> None:
    report = recorded()
    with transaction():
        writes.move(report, "closed", now=LATER, actor="agent:1", reason="nothing_found")
    assert (read(report).closed_at, read(report).closing_reason) == (LATER, "nothing_found")
    with transaction():
        writes.move(report, "reopened", now=LATER, actor="author")
    assert (read(report).closed_at, read(report).closing_reason) == (None, None)


def test_a_move_that_the_table_does_not_allow_leaves_nothing(app: Flask) -> None:
    report = recorded()
    with pytest.raises(Conflict), transaction():
        writes.move(report, "reopened", now=LATER, actor="author")
    assert (read(report).status, len(report.events)) == ("received", 1)


def test_of_two_who_change_the_same_version_the_second_is_told(app: Flask) -> None:
    report = recorded()
    with db.engine.connect().execution_options(writes=True) as other, other.begin():
        other.exec_driver_sql("UPDATE report SET version = version + 1")
    with pytest.raises(StaleDataError), transaction():
        writes.move(report, "acknowledged", now=LATER, actor="agent:1")


def test_me_too_counts_without_making_another_version(app: Flask) -> None:
    report = recorded()
    for _ in range(3):
        with transaction():
            writes.count_me_too(report.id)
    assert (read(report).me_too, read(report).version) == (3, 1)
