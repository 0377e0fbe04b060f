from __future__ import annotations

import pytest


def test_locate_says_neighbourhood_zone_commune_and_address(client):
    answer = client.get("/api/places/locate?latitude=43.22713&longitude=2.35541")
    assert answer.status_code == 200
    assert answer.json == {
        "neighbourhood": {"slug": "grazailles", "name": "Grazailles"},
        "zone": "core",
        "commune": "Carcassonne",
        "commune_nearest": False,
        "address": "",
    }
    assert answer.headers["Cache-Control"] == "no-store"


def test_locate_outside_has_no_neighbourhood(client):
    answer = client.get("/api/places/locate?latitude=43.6045&longitude=1.444")
    assert (answer.status_code, answer.json["neighbourhood"], answer.json["zone"]) == (200, None, "outside")


@pytest.mark.parametrize(
    ("query", "fields"),
    [
        ("", {"latitude", "longitude"}),
        ("latitude=43.2", {"longitude"}),
        ("latitude=&longitude=2.3", {"latitude"}),
        ("latitude=abc&longitude=2.3", {"latitude"}),
        ("latitude=43,2&longitude=2.3", {"latitude"}),
        ("latitude=nan&longitude=2.3", {"latitude"}),
        ("latitude=43.2&longitude=inf", {"longitude"}),
        ("latitude=43.2&longitude=1e400", {"longitude"}),
        ("latitude=243.2&longitude=2.3", {"latitude"}),
        ("latitude=43.2&longitude=%00", {"longitude"}),
        ("latitude=43.2;DROP&longitude=2.3", {"latitude"}),
    ],
)
def test_a_bad_point_is_refused_in_french_with_its_field(client, query, fields):
    answer = client.get(f"/api/places/locate?{query}")
    assert answer.status_code == 422
    assert {error["field"] for error in answer.json["errors"]} == fields
    assert all("latitude" in error["message"] or "longitude" in error["message"] for error in answer.json["errors"])


def test_search_answers_best_first_in_the_contracts_shape(client):
    answer = client.get("/api/places/search", query_string={"q": "rue d'ulm"})
    assert answer.status_code == 200
    assert answer.json[0] == {
        "label": "Rue d'Ulm",
        "latitude": 43.22713,
        "longitude": 2.355407,
        "kind": "street",
        "neighbourhood": {"slug": "grazailles", "name": "Grazailles"},
    }


def test_a_street_without_a_point_has_null_for_both_numbers(client):
    found = client.get("/api/places/search?q=rue+de+vredun").json[0]
    assert (found["label"], found["latitude"], found["longitude"]) == ("Rue de Verdun", None, None)
    assert found["neighbourhood"]["slug"] == "bastide"


def test_nonsense_finds_an_empty_list(client):
    answer = client.get("/api/places/search", query_string={"q": "<script>{{7*7}}\0' OR 1=1"})
    assert (answer.status_code, answer.json) == (200, [])


@pytest.mark.parametrize(
    ("query", "code"), [("", "missing"), ("q=", "missing"), ("q=+", "missing"), ("q=" + "a" * 201, "too_long")]
)
def test_a_bad_question_is_refused_in_french(client, query, code):
    answer = client.get(f"/api/places/search?{query}")
    assert answer.status_code == 422
    (error,) = answer.json["errors"]
    assert (error["field"], error["code"]) == ("q", code)
    assert error["message"] in (
        "Indiquez une rue, un lieu ou une commune.",
        "Ce texte est trop long : 200 caractères au plus.",
    )


class TestWithLimits:
    @pytest.fixture
    def environ(self, environ):
        return environ | {"RATE_LIMIT": "on"}

    def test_who_asks_too_often_is_told_when_to_come_back(self, client):
        answers = [client.get("/api/places/search?q=ulm") for _ in range(121)]
        assert {answer.status_code for answer in answers[:120]} == {200}
        assert answers[120].status_code == 429
        assert int(answers[120].headers["Retry-After"]) >= 1
