"""The queue among twenty thousand reports: a constant number of queries, indexes for each, and quick."""

import time
from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import insert, text

from reporter.base import clock
from reporter.base.db import session
from reporter.forwarding.models import Forward
from reporter.reports.models import Report, ReportPhoto
from reporter.reports.rules import OPEN
from reporter.triage import queries
from reporter.triage.rules import Filters

REPORTS = 20_000
# Measured on two cores: 14 ms with all of the page; a busy machine that runs other tests gets ten times that.
PATIENCE_S = 0.15
CATEGORIES = ("bulky", "dumping", "bins", "street-dirt", "needle", "tags", "damage", "vehicle", "pests")
QUARTERS = ("grazailles", "la-conte", "ozanam", "bastide", None)


@pytest.fixture
def crowd(nadia: FlaskClient) -> FlaskClient:
    """A mediator's browser, on a desk with twenty thousand reports of which a third are open."""
    now = clock.now()
    reports, forwards, photos = [], [], []
    for number in range(1, REPORTS + 1):
        made, is_open = now - timedelta(minutes=20 * (REPORTS - number)), number % 3 == 0
        reports.append(
            {
                "id": number, "reference": f"JR-{number:06d}", "tracking_token": f"{number:022d}",
                "short_code": "ABC123", "category": CATEGORIES[number % 9], "latitude": 43.21, "longitude": 2.35,
                "quadkey": number, "public_quadkey": number, "location_source": "gps", "zone": "core",
                "details": "Des sacs au pied du mur", "address": f"{number % 90} rue de Verdun",
                "neighbourhood": QUARTERS[number % 5], "commune": "Carcassonne",
                "status": OPEN[number % 5] if is_open else "resolved", "urgent": number % 9 == 4,
                "due_at": made + timedelta(days=3), "created_at": made, "updated_at": made,
                "closed_at": None if is_open else made + timedelta(days=1), "version": 1,
            }
        )  # fmt: skip
        forwards.append(
            {"report_id": number, "partner": "ville", "role": "lead", "channel": "call", "state": "handed_over",
             "rule": "7", "created_at": made}
        )  # fmt: skip
        if number % 2:
            key = f"{number:032x}"
            photos.append({"report_id": number, "key": key, "position": 0, "width": 640, "height": 480})
    for model, rows in ((Report, reports), (Forward, forwards), (ReportPhoto, photos)):
        session().execute(insert(model.__table__), rows)
    session().commit()
    return nadia


def test_a_page_of_the_queue_costs_the_same_whatever_is_asked(crowd, statements):
    counted = {}
    paths = (
        "/agents/", "/agents/?page=40", "/agents/?statut=all&page=50", "/agents/?ordre=deadline",
        "/agents/?statut=overdue&quartier=bastide&categorie=tags", "/agents/?q=verdun", "/agents/?q=rien+de+tel",
        "/agents/?agent=none&statut=received", "/agents/?q=JR-000123",
    )  # fmt: skip
    for path in paths:
        took = []
        for _ in range(3):
            statements.clear()
            begun = time.perf_counter()
            page = crowd.get(path)
            took.append(time.perf_counter() - begun)
            assert page.status_code == 200
        counted[path] = len(statements)
        # The best of three: the others may have waited for a neighbour on this machine.
        assert min(took) < PATIENCE_S, path
    # The agent, the team, the page's ids, its rows, photos and leads, the counts: of an empty page three less.
    assert set(counted.values()) == {7, 4}
    assert counted["/agents/"] == 7


def test_the_page_and_its_counts_read_indexes_of_open_reports_alone(crowd, statements):
    asked = [
        (lambda: queries.queue(Filters(), now=clock.now()), "ix_report_open_urgent"),
        (lambda: queries.queue(Filters(neighbourhood="bastide"), now=clock.now()), "ix_report_open_urgent"),
        (lambda: queries.queue(Filters(order="deadline"), now=clock.now()), "ix_report_open_due"),
    ]
    for ask, index in asked:
        plan = plan_of(ask)
        assert f"USING INDEX {index}" in plan
        assert "TEMP B-TREE" not in plan
    plan = plan_of(lambda: queries.counts(now=clock.now(), agent_id=1))
    assert "SCAN report |" not in plan
    assert plan.count("SEARCH report") + plan.count("SCAN report USING INDEX ix_report_open") == 9


def plan_of(ask):
    """How SQLite reads for the first statement of a call."""
    from sqlalchemy import event

    from reporter.base.db import db

    sent = []

    def note(_connection, _cursor, statement, parameters, *_rest):
        sent.append((statement, parameters))

    event.listen(db.engine, "before_cursor_execute", note)
    ask()
    event.remove(db.engine, "before_cursor_execute", note)
    statement, parameters = next(pair for pair in sent if not pair[0].startswith("BEGIN"))
    rows = session().connection().exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters)
    return " | ".join(str(row[-1]) for row in rows)


def test_counts_stop_at_a_thousand(crowd):
    counted = queries.counts(now=clock.now(), agent_id=1)
    assert counted["open"] == 1000
    assert session().scalar(text("SELECT count(*) FROM report WHERE closed_at IS NULL")) > 6000
    assert "999+" in crowd.get("/agents/").text
