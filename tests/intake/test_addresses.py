"""The worker finds the street of a report that came with a point alone."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from reporter.base.current import current
from reporter.base.db import transaction
from reporter.intake import actions
from reporter.places.gazetteer import Gazetteer
from reporter.places.geocoder import Geocoder
from reporter.places.rules import Coordinates
from reporter.reports.models import Report
from reporter.reports.writes import ADDRESS_TRIES, put_at
from tests.intake.conftest import BASTIDE, NOW, Submit, all_of, point
from tests.places.conftest import StandIn, feature, stand_in

__all__ = ["stand_in"]
SOON = NOW + timedelta(minutes=3)
HERE = feature("4 Rue d’Ulm 11000 Carcassonne", kind="housenumber", longitude=2.35541, latitude=43.22713, score=1.0)


@pytest.fixture
def environ(environ: dict[str, str], stand_in: StandIn) -> dict[str, str]:
    stand_in.features = [{**HERE, "properties": {**HERE["properties"], "distance": 3}}]
    return {**environ, "GEOCODER_URL": stand_in.url}


def test_no_request_waits_for_it(submit: Submit, stand_in: StandIn) -> None:
    made = submit()
    assert stand_in.asked == []
    assert (made.report.address, made.report.address_next_at) == ("", NOW)


def test_it_is_filled_in_once(submit: Submit, stand_in: StandIn) -> None:
    submit()
    assert actions.fill_addresses(NOW) == 1
    (kept,) = all_of(Report)
    assert "4 Rue d’Ulm" in kept.address
    assert (kept.address_next_at, kept.version) == (None, 1)
    assert actions.fill_addresses(NOW) == 0
    assert len(stand_in.asked) == 1


def test_what_the_author_wrote_stays(submit: Submit, stand_in: StandIn) -> None:
    made = submit()
    with transaction() as session:
        session.merge(made.report).address = "devant l’école"
    actions.fill_addresses(NOW)
    assert all_of(Report)[0].address == "devant l’école"
    assert submit(address="devant l’école").report.address_next_at is None


@pytest.mark.parametrize("status", [200, 503])
def test_the_street_of_the_old_place_is_not_put_on_a_report_that_was_moved_meanwhile(
    submit: Submit, stand_in: StandIn, monkeypatch: pytest.MonkeyPatch, status: int
) -> None:
    made = submit()
    address_of = Geocoder.address_of

    def while_its_author_moves_it(geocoder: Geocoder, at: Coordinates) -> str:
        with transaction() as session:
            row = session.scalars(select(Report).where(Report.id == made.report.id)).one()
            put_at(row, current(Gazetteer).locate(point(BASTIDE)), setting="street")
            row.address_next_at = SOON
        return address_of(geocoder, at)

    stand_in.status = status
    monkeypatch.setattr(Geocoder, "address_of", while_its_author_moves_it)
    actions.fill_addresses(NOW)
    (kept,) = all_of(Report)
    assert (kept.address, kept.address_next_at, kept.address_attempts) == ("", SOON, 0)
    monkeypatch.undo()
    stand_in.status = 200
    stand_in.asked.clear()
    actions.fill_addresses(SOON)
    assert len(stand_in.asked) == 1
    assert all_of(Report)[0].address_next_at is None


def test_a_service_that_does_not_answer_is_asked_later_and_given_up_one_day(submit: Submit, stand_in: StandIn) -> None:
    submit()
    stand_in.status = 503
    moment = NOW
    for attempt in range(1, ADDRESS_TRIES):
        assert actions.fill_addresses(moment) == 0
        (kept,) = all_of(Report)
        assert kept.address_attempts == attempt
        assert kept.address_next_at > moment
        assert actions.fill_addresses(kept.address_next_at - timedelta(seconds=1)) == 0
        assert all_of(Report)[0].address_attempts == attempt
        moment = kept.address_next_at
    actions.fill_addresses(moment)
    assert all_of(Report)[0].address_next_at is None


def test_two_workers_do_not_ask_for_the_same_one(submit: Submit, stand_in: StandIn) -> None:
    submit()
    assert [report.id for report in actions._claim(NOW)] == [1]
    assert actions._claim(NOW) == []


def test_an_address_is_searched_online_where_the_town_does_not_know_it(submit: Submit) -> None:
    made = submit(coordinates=None, address="4 allée des Tilleuls")
    assert (made.report.latitude, made.report.longitude) == (43.22713, 2.35541)
    assert (made.report.location_source, made.report.neighbourhood) == ("address", "grazailles")
