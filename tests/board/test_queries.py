"""What is read for the list, the map and "nearby": public only, and as much work among many as among few."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from functools import partial

import pytest
from flask import Flask
from sqlalchemy import select

from reporter.base.db import session, transaction
from reporter.board import queries
from reporter.board.rules import Filters, Tile
from reporter.forwarding.models import Forward
from reporter.places.quadkey import tile
from reporter.places.rules import Coordinates, distance
from reporter.reports import writes
from reporter.reports.models import Report
from tests.board import making
from tests.board.making import BASTIDE, GRAZAILLES, NOW, TREBES


def _tile(point: Coordinates, zoom: int) -> Tile:
    x, y = tile(latitude=point.latitude, longitude=point.longitude, zoom=zoom)
    return Tile(zoom=zoom, x=x, y=y)


def test_the_newest_report_comes_first(app: Flask) -> None:
    old = making.report(now=NOW - timedelta(days=2))
    new = making.report()
    reports, more = queries.newest(Filters())
    assert [report.reference for report in reports] == [new.reference, old.reference]
    assert not more


def test_pages_follow_each_other_without_gap_or_double(app: Flask) -> None:
    making.many(60)
    pages = [queries.newest(Filters(page=page)) for page in (1, 2, 3)]
    references = [report.reference for reports, _ in pages for report in reports]
    assert [more for _, more in pages] == [True, True, False]
    assert len(references) == len(set(references)) == 60


@pytest.mark.parametrize("reason", ["withdrawn", "off_topic"])
def test_a_hidden_report_is_in_no_list_map_or_nearby(app: Flask, reason: str) -> None:
    written = making.move(making.report(), "closed", reason=reason)
    assert queries.newest(Filters()) == ([], False)
    square = queries.square(_tile(GRAZAILLES, 15), Filters())
    assert (square.clusters, square.points) == ((), ())
    assert queries.nearby(GRAZAILLES, category=None, now=NOW) == []
    assert queries.public_reference(written.id) is None


def test_filters_narrow_the_list_together(app: Flask) -> None:
    wanted = making.move(making.report(BASTIDE, category="bins"), "resolved")
    making.report(BASTIDE, category="bins")
    making.move(making.report(GRAZAILLES, category="bins"), "resolved")
    making.move(making.report(BASTIDE), "resolved")
    reports, _ = queries.newest(Filters(neighbourhood="bastide", category="bins", status="resolved"))
    assert [report.reference for report in reports] == [wanted.reference]


def test_the_list_can_be_one_square_of_the_map(app: Flask) -> None:
    here = making.report(GRAZAILLES)
    making.report(BASTIDE)
    reports, _ = queries.newest(Filters(tile=_tile(GRAZAILLES, 16)))
    assert [report.reference for report in reports] == [here.reference]


def test_reports_at_one_corner_are_one_cluster_that_leads_to_exactly_them(app: Flask) -> None:
    references = {making.report(GRAZAILLES).reference for _ in range(3)}
    making.report(BASTIDE)
    for zoom in (15, 17, 19):
        (cluster,) = queries.square(_tile(GRAZAILLES, zoom), Filters()).clusters
        assert cluster.count == 3
        reports, _ = queries.newest(Filters(tile=cluster.tile))
        assert {report.reference for report in reports} == references


def test_a_single_report_is_a_point_of_its_own(app: Flask) -> None:
    making.report(GRAZAILLES)
    making.report(BASTIDE)
    square = queries.square(_tile(GRAZAILLES, 12), Filters())
    assert {point.neighbourhood for point in square.points} == {"grazailles", "bastide"}
    filtered = queries.square(_tile(GRAZAILLES, 12), Filters(neighbourhood="bastide"))
    assert [point.neighbourhood for point in filtered.points] == ["bastide"]


def test_the_map_counts_every_public_report_once_at_each_zoom(app: Flask) -> None:
    making.many(300)
    shown = sum(1 for page in range(1, 14) for _ in queries.newest(Filters(page=page))[0])
    for zoom in (10, 13, 15):
        first, last = (
            _tile(Coordinates(latitude=43.26, longitude=2.28), zoom),
            _tile(Coordinates(latitude=43.17, longitude=2.44), zoom),
        )
        squares = [
            queries.square(Tile(zoom=zoom, x=x, y=y), Filters())
            for x in range(first.x, last.x + 1)
            for y in range(first.y, last.y + 1)
        ]
        outside = sum(not report.in_town for page in range(1, 14) for report in queries.newest(Filters(page=page))[0])
        counted = sum(sum(cluster.count for cluster in square.clusters) + len(square.points) for square in squares)
        assert counted == shown - outside


def test_a_report_outside_the_town_has_its_page_and_counts_nowhere(app: Flask) -> None:
    written = making.report(TREBES, lead=None)
    assert queries.newest(Filters())[0][0].commune == "Trèbes"
    square = queries.square(_tile(TREBES, 12), Filters())
    assert (square.clusters, square.points) == ((), ())
    assert queries.shown(written.reference) is not None


def test_nearby_finds_the_same_corner_nearest_first_and_not_the_next_street(app: Flask) -> None:
    here = making.report(GRAZAILLES)
    close = making.report(Coordinates(latitude=GRAZAILLES.latitude + 0.0006, longitude=GRAZAILLES.longitude))
    making.report(Coordinates(latitude=GRAZAILLES.latitude + 0.004, longitude=GRAZAILLES.longitude))
    found = queries.nearby(GRAZAILLES, category="bulky", now=NOW)
    assert [report.reference for _, report in found] == [here.reference, close.reference]
    assert found[0][0] < found[1][0] <= 100
    assert queries.nearby(GRAZAILLES, category="bins", now=NOW) == []


def test_nearby_leaves_out_what_was_closed_or_resolved_long_ago(app: Flask) -> None:
    just = making.move(making.report(), "resolved", now=NOW - timedelta(days=6))
    making.move(making.report(), "resolved", now=NOW - timedelta(days=8))
    making.move(making.report(), "closed", reason="nothing_found")
    found = queries.nearby(GRAZAILLES, category="bulky", now=NOW)
    assert [report.reference for _, report in found] == [just.reference]


def test_nearby_answers_the_same_wherever_in_its_square_a_report_lies(app: Flask) -> None:
    """Else one could ask from many points and find the door: the distances would tell."""
    middle = queries.shown(making.report(setting="residence").reference)
    assert middle is not None
    answers = []
    for step in range(5):
        session().execute(Report.__table__.delete())
        session().commit()
        moved = Coordinates(latitude=middle.latitude + step * 0.0002, longitude=middle.longitude - step * 0.0002)
        making.report(moved, setting="residence")
        ((metres, report),) = queries.nearby(GRAZAILLES, category="bulky", now=NOW)
        answers.append((metres, report.latitude, report.longitude))
    assert len(set(answers)) == 1


def test_moving_a_report_moves_its_public_position_too(app: Flask) -> None:
    written = making.report(setting="street")
    with transaction():
        row = session().merge(written)
        writes.put_at(row, making.new(BASTIDE).place, setting="residence")
    report = queries.shown(written.reference)
    assert report is not None
    assert (report.neighbourhood, report.precision_m) == ("bastide", 200)
    there = Coordinates(latitude=report.latitude, longitude=report.longitude)
    assert distance(BASTIDE, there) < 145


def test_the_work_is_the_same_among_a_thousand_reports_and_five_thousand(app: Flask, statements: list[str]) -> None:
    def cost() -> dict[str, int]:
        costs = {}
        for name, ask in {
            "list": lambda: queries.newest(Filters(neighbourhood="bastide")),
            "far": lambda: queries.newest(Filters(page=20)),
            "tile": lambda: queries.square(_tile(BASTIDE, 16), Filters()),
            "nearby": lambda: queries.nearby(BASTIDE, category=None, now=NOW),
        }.items():
            statements.clear()
            ask()
            costs[name] = len(statements)
        return costs

    making.many(1000)
    few = cost()
    making.many(4000, seed=8)
    assert cost() == few
    assert few == {"list": 3, "far": 3, "tile": 2, "nearby": 3}


def test_list_map_and_nearby_answer_alike_on_both_databases(both_databases: str, app: Flask) -> None:
    references = {making.report(GRAZAILLES).reference for _ in range(3)}
    single = making.report(BASTIDE)
    for zoom in (12, 16, 18):
        (cluster,) = queries.square(_tile(GRAZAILLES, zoom), Filters(neighbourhood="grazailles")).clusters
        assert cluster.count == 3
        (point,) = queries.square(_tile(BASTIDE, zoom), Filters(neighbourhood="bastide")).points
        assert point.reference == single.reference
    reports, more = queries.newest(Filters(tile=_tile(GRAZAILLES, 16), status="open", category="bulky"))
    assert {report.reference for report in reports} == references
    assert not more
    assert {report.reference for _, report in queries.nearby(GRAZAILLES, category="bulky", now=NOW)} == references


def test_list_and_map_are_read_along_an_index(app: Flask, plans: Callable[[Callable[[], object]], str]) -> None:
    making.many(50)
    assert "ix_report_newest" in plans(lambda: queries.newest(Filters()))
    assert "COVERING INDEX ix_report_public_map" in plans(lambda: queries.square(_tile(BASTIDE, 13), Filters()))
    narrow = [Filters(neighbourhood="bastide"), Filters(category="bins"), Filters(status="closed")]
    for asked in [*narrow, Filters(neighbourhood="bastide", category="bins"), Filters(tile=_tile(BASTIDE, 16))]:
        assert "INDEX ix_report_" in plans(partial(queries.newest, asked))
    assert "INDEX ix_report_public_map" in plans(lambda: queries.nearby(BASTIDE, category=None, now=NOW))


def test_whoever_declined_is_no_longer_said_to_lead(app: Flask) -> None:
    written = making.report(lead="ville")
    with transaction():
        forward = session().scalars(select(Forward)).one()
        forward.answer = "declined"
        session().add(
            Forward(report_id=written.id, partner="regie", role="lead", channel="inbox", state="sent",
                    rule="passé par la Ville", created_at=NOW)
        )  # fmt: skip
    shown = queries.shown(written.reference)
    assert shown
    assert shown.lead
    assert shown.lead.partner == "regie"
    with transaction():
        session().scalars(select(Forward).where(Forward.partner == "regie")).one().answer = "declined"
    shown = queries.shown(written.reference)
    assert shown
    assert shown.lead is None
