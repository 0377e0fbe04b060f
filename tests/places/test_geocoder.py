from __future__ import annotations

import socket
import time
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from reporter.base import clock
from reporter.base.current import current
from reporter.base.db import session, transaction
from reporter.places import breaker
from reporter.places.geocoder import Geocoder, GeocoderDown
from reporter.places.models import KEPT, GeocoderAnswer
from reporter.places.online import TIMEOUT_S
from reporter.places.rules import Coordinates
from tests.places.conftest import VERDUN, feature

HERE = Coordinates(latitude=43.2131, longitude=2.3512)


@pytest.fixture
def environ(environ, stand_in):
    return environ | {"GEOCODER_URL": stand_in.url + "/"}


@pytest.fixture
def geocoder(app) -> Geocoder:
    return current(Geocoder)


def kept() -> int:
    return session().scalar(select(func.count()).select_from(GeocoderAnswer)) or 0


def test_an_address_that_the_town_does_not_know_is_asked_online_in_the_services_own_words(geocoder, stand_in):
    found = geocoder.search("12  rue de Verdun")
    assert stand_in.asked == [
        ("/geocodage/search", {"q": "12 rue de Verdun", "citycode": "11069", "limit": "5", "autocomplete": "1"})
    ]
    assert (found[0].label, found[0].kind) == ("12 Rue de Verdun 11000 Carcassonne", "address")
    assert (found[0].coordinates, found[0].neighbourhood.slug) == (HERE, "bastide")
    # The same street without its point has given way.
    assert "Rue de Verdun" not in [each.label for each in found]


def test_a_sure_point_of_the_town_is_not_asked_online(geocoder, stand_in):
    assert geocoder.search("rue d'Ulm")[0].label == "Rue d'Ulm"
    assert stand_in.asked == []


def test_a_misspelt_name_of_the_town_is_asked_online_and_the_better_answer_is_first(geocoder, stand_in):
    stand_in.features = [
        feature("Rue d'Ulysse 11000 Carcassonne", kind="street", longitude=2.35, latitude=43.21, score=0.96)
    ]
    assert [found.label for found in geocoder.search("rue d'ulys")] == ["Rue d'Ulysse 11000 Carcassonne", "Rue d'Ulm"]


def test_the_same_question_is_asked_once(geocoder, stand_in):
    first = geocoder.search("12 rue de Verdun")
    assert geocoder.search("12, RUE de  verdun") == first
    assert len(stand_in.asked) == 1
    assert kept() == 1


def test_no_answer_is_kept_as_well(geocoder, stand_in):
    stand_in.features = []
    assert geocoder.search("avenue inconnue") == geocoder.search("avenue inconnue") == []
    assert len(stand_in.asked) == 1


def test_an_old_answer_is_asked_again_and_forgotten(geocoder, stand_in):
    geocoder.search("12 rue de Verdun")
    geocoder.search("3 avenue inconnue")
    with transaction() as write:
        for row in write.scalars(select(GeocoderAnswer)):
            row.asked_at = clock.now() - KEPT - timedelta(seconds=1)
    geocoder.search("12 rue de Verdun")
    assert len(stand_in.asked) == 3
    assert kept() == 1


def test_guesses_and_answers_outside_the_agglo_are_left_out(geocoder, stand_in):
    stand_in.features = [
        feature("Rue de Verdun 31000 Toulouse", kind="street", longitude=1.444, latitude=43.6045, score=0.9),
        feature("Rue de Vesoul 11000 Carcassonne", kind="street", longitude=2.35, latitude=43.21, score=0.3),
    ]
    assert geocoder.search("9 rue de la lune") == []


def test_two_letters_are_not_asked_online(geocoder, stand_in):
    geocoder.search("ab")
    assert stand_in.asked == []


@pytest.mark.parametrize(
    "trouble",
    [
        {"status": 500, "body": b"<html>oops</html>"},
        {"status": 503, "body": b""},
        {"body": b"<html>not json</html>"},
        {"body": b"\xff\xfe\x00"},
        {"body": b"[1, 2]"},
        {"body": b'{"features": [{"geometry": null, "properties": {}}]}'},
        {"body": b'{"features": [{"geometry": {"coordinates": [999, 43]}, "properties": {"label": "x"}}]}'},
        {"body": b'{"features": [' + b"1," * 600_000 + b"1]}"},
    ],
)
def test_trouble_online_leaves_the_towns_own_answers(geocoder, stand_in, trouble):
    for name, value in trouble.items():
        setattr(stand_in, name, value)
    assert [found.label for found in geocoder.search("12 rue de Verdun")] == ["Rue de Verdun"]
    with pytest.raises(GeocoderDown):
        geocoder.address_of(HERE)
    assert len(stand_in.asked) == 2
    assert kept() == 0


def test_after_failures_the_service_is_left_alone_and_then_tried_again(geocoder, stand_in, monkeypatch):
    stand_in.status = 500
    for number in range(breaker.FAILURES + 2):
        geocoder.search(f"{number} avenue inconnue")
    assert len(stand_in.asked) == breaker.FAILURES
    stand_in.status = 200
    later = time.monotonic() + breaker.REST_S + 1
    monkeypatch.setattr("reporter.places.online.time.monotonic", lambda: later)
    assert geocoder.search("12 rue de Verdun")[0].coordinates == HERE


def test_too_many_requests_is_heeded_at_once(geocoder, stand_in):
    stand_in.status, stand_in.headers = 429, {"Retry-After": "5"}
    for number in range(3):
        geocoder.search(f"{number} avenue inconnue")
    assert len(stand_in.asked) == 1


def test_a_question_that_the_service_refuses_is_no_failure_of_the_service(geocoder, stand_in):
    stand_in.status, stand_in.body = 400, b'{"code":400,"message":"Failed parsing query","detail":["q: invalid"]}'
    for number in range(breaker.FAILURES + 2):
        assert geocoder.search(f"{number} avenue inconnue") == []
    assert len(stand_in.asked) == breaker.FAILURES + 2


@pytest.mark.parametrize("how", ["delay", "drip"])
def test_a_slow_service_is_waited_for_two_seconds_at_most(geocoder, stand_in, how):
    stand_in.delay_s = 3 if how == "delay" else 0
    stand_in.drip = how == "drip"
    begin = time.monotonic()
    assert geocoder.search("12 rue de Verdun")[0].label == "Rue de Verdun"
    assert time.monotonic() - begin < TIMEOUT_S + 0.5


def test_a_service_that_is_down_costs_nothing_but_its_answer(geocoder, stand_in):
    stand_in.stop()
    assert geocoder.search("12 rue de Verdun")[0].label == "Rue de Verdun"


def test_a_point_has_an_address_when_one_is_near(geocoder, stand_in):
    stand_in.features = [VERDUN | {"properties": VERDUN["properties"] | {"distance": 12}}]
    assert geocoder.known_address(HERE) == ""
    assert geocoder.address_of(HERE) == "12 Rue de Verdun 11000 Carcassonne"
    assert stand_in.asked == [
        ("/geocodage/reverse", {"lat": "43.213100", "lon": "2.351200", "index": "address", "limit": "1"})
    ]
    assert geocoder.address_of(HERE) == geocoder.known_address(HERE) == "12 Rue de Verdun 11000 Carcassonne"
    assert len(stand_in.asked) == 1


def test_a_far_address_or_none_is_no_address(geocoder, stand_in):
    stand_in.features = [VERDUN | {"properties": VERDUN["properties"] | {"distance": 400}}]
    assert geocoder.address_of(HERE) == ""
    stand_in.features = []
    assert geocoder.address_of(Coordinates(latitude=43.2, longitude=2.3)) == ""


def test_nothing_is_asked_inside_an_action(geocoder, stand_in):
    with transaction():
        with pytest.raises(RuntimeError):
            geocoder.search("12 rue de Verdun")
        with pytest.raises(RuntimeError):
            geocoder.address_of(HERE)
    assert stand_in.asked == []


def test_no_database_transaction_is_open_while_the_network_is_waited_for(geocoder, monkeypatch):
    open_then: list[bool] = []
    asked = geocoder._guard.call

    def call(ask):
        open_then.append(session()().in_transaction())
        return asked(ask)

    monkeypatch.setattr(geocoder._guard, "call", call)
    geocoder.search("12 rue de Verdun")
    assert open_then == [False]


class TestWithoutTheSetting:
    @pytest.fixture
    def environ(self, tmp_path):
        return {"INSTANCE": str(tmp_path), "UPLOADS": str(tmp_path), "SECRET_KEY": "tests", "RATE_LIMIT": "off"}

    def test_no_network_is_ever_used(self, geocoder, monkeypatch):
        def refuse(*_: object, **__: object) -> None:
            raise AssertionError("network")

        monkeypatch.setattr(socket.socket, "connect", refuse)
        monkeypatch.setattr(socket, "getaddrinfo", refuse)
        assert not geocoder.online
        assert geocoder.search("12 rue de Verdun")[0].label == "Rue de Verdun"
        assert geocoder.known_address(HERE) == ""
        with pytest.raises(GeocoderDown):
            geocoder.address_of(HERE)
