"""The board from outside: what pages, JSON and tiles say, and what they never say."""

from __future__ import annotations

import json
import re
from datetime import UTC, date, datetime

import pytest
from flask import Flask
from flask.testing import FlaskClient

from reporter.base.db import session, transaction
from reporter.places.quadkey import tile
from reporter.reports.models import Report, ReportPhoto
from reporter.reports.rules import snap
from tests.board import making
from tests.board.making import BASTIDE, GRAZAILLES, TREBES

NEARBY = f"/api/reports/nearby?latitude={GRAZAILLES.latitude}&longitude={GRAZAILLES.longitude}"


def _release(reference: str) -> None:
    with transaction():
        for photo in session().query(ReportPhoto).join(Report).filter(Report.reference == reference):
            photo.public = True


def _everything_public(client: FlaskClient, reference: str) -> dict[str, str]:
    paths = [
        "/signalements",
        "/signalements?quartier=grazailles&page=1",
        f"/signalements/{reference}",
        f"/signalements/{reference}?lang=ar",
        f"/api/reports/{reference}",
        NEARBY,
    ]
    paths += [f"/carte/{zoom}/{_at(zoom)}.json" for zoom in (10, 15, 17, 20)]
    return {path: client.get(path).get_data(as_text=True) for path in paths}


def _at(zoom: int) -> str:
    public = snap(GRAZAILLES, setting="residence")
    x, y = tile(latitude=public.latitude, longitude=public.longitude, zoom=zoom)
    return f"{x}/{y}"


def test_nothing_that_is_private_is_in_any_public_answer(client: FlaskClient) -> None:
    written = making.report(
        setting="residence",
        details="Le canapé de Mme Untel, 3e étage",
        photos=(making.photo(),),
        now=datetime(2026, 11, 20, 10, 37, 41, tzinfo=UTC),
    )
    making.move(written, "closed", "reopened", reason="not_handled", text="Appelez Mme Untel au 04 00 00 00 00")
    with transaction():
        session().merge(written).address = "14 rue des Lilas"
    private = [
        "Untel", "Lilas", "resident@example.org", "6 00 00 00 00", "04 00 00 00 00", written.tracking_token,
        written.short_code,
        str(written.latitude), str(written.longitude), f"{written.latitude:.4f}", f"{written.longitude:.4f}",
        str(written.quadkey), str(written.public_quadkey), "10:37", "11:37", "11 h 37", making.photo().key,
    ]  # fmt: skip
    answers = _everything_public(client, written.reference)
    assert sum(written.reference in body for body in answers.values()) >= 8
    found = [(path, secret) for path, body in answers.items() for secret in private if secret in body]
    assert found == []


def test_every_position_that_is_given_out_is_the_snapped_one(client: FlaskClient) -> None:
    written = making.report(setting="residence")
    answers = _everything_public(client, written.reference)
    given = {
        (float(latitude), float(longitude))
        for body in answers.values()
        for latitude, longitude in re.findall(r'"latitude":\s*([\d.]+),\s*"longitude":\s*([\d.]+)', body)
    }
    known = client.get(f"/api/reports/{written.reference}").get_json()
    assert given == {(known["latitude"], known["longitude"])}
    assert known["precision_m"] == 200


def test_a_resolved_report_credits_who_resolved_it_and_not_who_leads(client: FlaskClient) -> None:
    written = making.report(BASTIDE, category="bins", lead="covaldem")
    making.move(written, "resolved", partner="Carcassonne Agglo")
    page = client.get(f"/signalements/{written.reference}").get_data(as_text=True)
    assert page.count("Résolu selon Carcassonne Agglo") == 2
    for path in ("/signalements", f"/signalements/{written.reference}"):
        assert "Suivi par" not in client.get(path).get_data(as_text=True)


def test_the_list_shows_what_where_when_and_who(client: FlaskClient) -> None:
    written = making.report(BASTIDE, category="bins", lead="covaldem", state="to_hand_over")
    page = client.get("/signalements").get_data(as_text=True)
    assert f"/signalements/{written.reference}" in page
    assert "Bastide" in page
    assert "20 novembre 2026" in page
    assert "Sera transmis par téléphone à Covaldem 11" in page


def test_in_a_sentence_a_service_has_its_article_and_alone_its_name(client: FlaskClient) -> None:
    making.report(BASTIDE, lead="ville", state="held")
    making.report(GRAZAILLES, lead="ville", state="sent")
    page = client.get("/signalements").get_data(as_text=True)
    assert "Sera transmis à la Ville de Carcassonne" in page
    assert re.search(r"En charge\s: Ville de Carcassonne", page)


def test_an_empty_town_says_what_to_do_next(client: FlaskClient) -> None:
    assert "Aucun signalement pour le moment" in client.get("/signalements").get_data(as_text=True)


def test_filters_without_a_match_lead_back_to_all(client: FlaskClient) -> None:
    making.report()
    page = client.get("/signalements?statut=resolved").get_data(as_text=True)
    assert "Aucun signalement ne correspond" in page
    assert "JR-" not in page


def test_an_unknown_filter_is_said_and_the_rest_is_shown(client: FlaskClient) -> None:
    written = making.report()
    answer = client.get("/signalements?quartier=<script>&categorie=bulky")
    page = answer.get_data(as_text=True)
    assert answer.status_code == 200
    assert "Ce quartier n’existe pas" in page
    assert written.reference in page
    assert "<script>&" not in page


def test_a_page_after_the_last_leads_back(client: FlaskClient) -> None:
    making.report()
    assert "La liste s’arrête avant cette page" in client.get("/signalements?page=7").get_data(as_text=True)


def test_the_last_page_that_is_served_says_how_to_go_on(client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    making.many(60)
    monkeypatch.setattr("reporter.board.views.LAST_PAGE", 2)
    page = client.get("/signalements?page=2").get_data(as_text=True)
    assert "La liste s’arrête ici" in page
    assert "Page suivante" not in page


def test_the_public_page_tells_the_story_in_order(client: FlaskClient) -> None:
    written = making.report(BASTIDE)
    making.move(written, "forwarded", partner="Ville de Carcassonne")
    making.move(written, "planned", on=date(2026, 11, 25))
    making.move(written, "resolved")
    page = client.get(f"/signalements/{written.reference}").get_data(as_text=True)
    story = page[page.index("Ce qui s’est passé") :]
    words = ["Reçu", "Transmis à la Ville de Carcassonne", "Intervention prévue le 25 novembre 2026", "Résolu"]
    assert [story.index(word) for word in words] == sorted(story.index(word) for word in words)
    assert "0800 66 66 41" in page


def test_a_reference_is_found_as_people_write_it(client: FlaskClient) -> None:
    written = making.report()
    assert client.get(f"/signalements/{written.reference.lower()}").status_code == 200


def test_a_duplicate_leads_to_the_report_under_which_it_goes_on(client: FlaskClient) -> None:
    first, second = making.report(), making.report()
    with transaction():
        session().merge(second).duplicate_of = first.id
    making.move(second, "closed", reason="duplicate")
    page = client.get(f"/signalements/{second.reference}").get_data(as_text=True)
    assert f"déjà signalé ({first.reference})" in page
    assert f'href="/signalements/{first.reference}"' in page


@pytest.mark.parametrize(("source", "accuracy", "vague"), [
    ("neighbourhood", 420.0, True), ("address", 420.0, True), ("address", None, False), ("gps", 420.0, False),
])  # fmt: skip
def test_a_position_that_only_a_neighbourhood_tells_is_said_to_be_so(
    client: FlaskClient, source: str, accuracy: float | None, vague: bool
) -> None:
    written = making.report(lead=None, location_source=source, accuracy=accuracy)
    assert client.get(f"/api/reports/{written.reference}").json["approximate"] is vague
    assert ("Seul le quartier est connu" in client.get(f"/signalements/{written.reference}").text) is vague
    assert ("seul le quartier est connu" in client.get(f"/suivi/{written.tracking_token}").text) is vague


@pytest.mark.parametrize("reason", ["withdrawn", "off_topic"])
def test_a_hidden_report_is_gone_everywhere(client: FlaskClient, reason: str) -> None:
    written = making.report(photos=(making.photo(),))
    _release(written.reference)
    making.move(written, "closed", reason=reason)
    for path in ("/signalements/{}", "/api/reports/{}", "/signalements/{}/photos/1/small.jpg"):
        assert client.get(path.format(written.reference)).status_code == 410
    assert client.post(f"/signalements/{written.reference}/moi-aussi").status_code == 410
    assert written.reference not in client.get("/signalements").get_data(as_text=True)


@pytest.mark.parametrize("reference", ["JR-000000", "nothing", "JR-7K4P2Q'--", "%00"])
def test_an_unknown_reference_is_not_found(client: FlaskClient, reference: str) -> None:
    for path in ("/signalements/{}", "/api/reports/{}"):
        assert client.get(path.format(reference)).status_code == 404


def test_a_photo_is_served_only_after_an_agents_decision(client: FlaskClient) -> None:
    written = making.report(photos=(making.photo(),))
    path = f"/signalements/{written.reference}/photos/1/small.jpg"
    assert client.get(path).status_code == 404
    _release(written.reference)
    answer = client.get(path)
    assert (answer.status_code, answer.mimetype) == (200, "image/jpeg")
    assert answer.data[:2] == b"\xff\xd8"
    assert path in client.get("/signalements").get_data(as_text=True)
    again = client.get(path, headers={"If-None-Match": answer.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")


def test_a_photo_of_a_category_whose_photos_are_never_public_is_not_served_whatever_was_released(
    client: FlaskClient,
) -> None:
    written = making.report(category="vehicle", photos=(making.photo(),))
    _release(written.reference)
    assert client.get(f"/signalements/{written.reference}/photos/1/small.jpg").status_code == 404
    for path, text in _everything_public(client, written.reference).items():
        assert "/photos/" not in text, path


@pytest.mark.parametrize("rest", ["2/small", "0/small", "1/original", "1/..", "-1/small"])
def test_there_is_no_other_photo(client: FlaskClient, rest: str) -> None:
    written = making.report(photos=(making.photo(),))
    _release(written.reference)
    assert client.get(f"/signalements/{written.reference}/photos/{rest}.jpg").status_code == 404


def test_me_too_counts_once_a_browser(client: FlaskClient, app: Flask) -> None:
    written = making.report()
    path = f"/signalements/{written.reference}"
    answer = client.post(path + "/moi-aussi")
    assert (answer.status_code, answer.headers["Location"]) == (303, path)
    client.post(path + "/moi-aussi")
    assert client.get(f"/api/reports/{written.reference}").get_json()["me_too"] == 1
    page = client.get(path).get_data(as_text=True)
    assert "1 autre habitant le voit aussi" in page
    assert "c’est compté" in page
    app.test_client().post(path + "/moi-aussi")
    assert client.get(f"/api/reports/{written.reference}").get_json()["me_too"] == 2


def test_me_too_asks_for_the_page_token(app: Flask) -> None:
    written = making.report()
    assert app.test_client().post(f"/signalements/{written.reference}/moi-aussi").status_code == 400
    session().expire_all()
    assert session().get(Report, written.id).me_too == 0  # type: ignore[union-attr]


def test_me_too_is_for_what_is_still_open(client: FlaskClient) -> None:
    written = making.move(making.report(), "resolved")
    assert client.post(f"/signalements/{written.reference}/moi-aussi").status_code == 409
    assert "Signaler à nouveau" in client.get(f"/signalements/{written.reference}").get_data(as_text=True)


def test_me_too_is_limited(environ: dict[str, str], request: pytest.FixtureRequest) -> None:
    environ["RATE_LIMIT"] = "on"
    client = request.getfixturevalue("client")
    written = making.report()
    answers = [client.post(f"/signalements/{written.reference}/moi-aussi") for _ in range(31)]
    assert {answer.status_code for answer in answers[:30]} == {303}
    assert answers[30].status_code == 429
    assert answers[30].headers["Retry-After"]


def test_the_api_says_what_is_public_of_a_report(client: FlaskClient) -> None:
    written = making.report(lead="ville", state="held")
    known = client.get(f"/api/reports/{written.reference}").get_json()
    assert known["public_url"] == f"http://localhost/signalements/{written.reference}"
    assert known["neighbourhood"] == {"slug": "grazailles", "name": "Grazailles"}
    assert known["in_charge"]["slug"] == "ville"
    assert (known["day"], known["status"], known["zone"]) == ("2026-11-20", "received", "core")
    assert known["history"] == [
        {"day": "2026-11-20", "status": "received", "partner": None, "on": None, "reason": None}
    ]


def test_the_api_speaks_the_asked_language(client: FlaskClient) -> None:
    written = making.report()
    assert client.get(f"/api/reports/{written.reference}?lang=en").get_json()["category_name"] == "Bulky items"


def test_nearby_gives_rounded_metres_and_the_page_to_open(client: FlaskClient) -> None:
    written = making.report()
    (found,) = client.get(NEARBY + "&category=bulky").get_json()
    assert found["reference"] == written.reference
    assert found["distance_m"] % 10 == 0
    assert found["public_url"].endswith(written.reference)


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("latitude=43.2", "longitude"),
        ("longitude=2.3", "latitude"),
        ("latitude=NaN&longitude=2.3", "latitude"),
        ("latitude=43.2&longitude=inf", "longitude"),
        ("latitude=43,2&longitude=2.3", "latitude"),
        ("latitude=91&longitude=2.3", "latitude"),
        ("latitude=43.2&longitude=2.3&category=nothing", "category"),
    ],
)
def test_nearby_names_what_is_wrong(client: FlaskClient, query: str, field: str) -> None:
    answer = client.get(f"/api/reports/nearby?{query}")
    assert answer.status_code == 422
    assert [error["field"] for error in answer.get_json()["errors"]] == [field]


def test_a_tile_is_answered_with_an_etag_and_then_not_again(client: FlaskClient) -> None:
    making.report()
    path = f"/carte/15/{_at(15)}.json"
    answer = client.get(path)
    assert len(answer.get_json()["points"]) == 1
    assert "Cookie" not in answer.headers.get("Vary", "")
    again = client.get(path, headers={"If-None-Match": answer.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    making.report()
    assert client.get(path, headers={"If-None-Match": answer.headers["ETag"]}).status_code == 200


def test_a_tile_is_filtered_as_the_list_is(client: FlaskClient) -> None:
    making.report(category="bins")
    path = f"/carte/15/{_at(15)}.json"
    assert len(client.get(path + "?categorie=bins&quartier=grazailles&statut=open").get_json()["points"]) == 1
    for query in ("categorie=bulky", "quartier=bastide", "statut=resolved"):
        assert client.get(f"{path}?{query}").get_json() == {"clusters": [], "points": []}
    assert client.get(path + "?categorie=nothing").status_code == 422


@pytest.mark.parametrize(
    "square", ["0/1/0", "-1/0/0", "15/1/99999", "21/0/0", "a/b/c", "15/1", "15/1.5/2", "9" * 30 + "/0/0"]
)
def test_there_is_no_other_tile(client: FlaskClient, square: str) -> None:
    assert client.get(f"/carte/{square}.json").status_code == 404


def test_the_outlines_are_those_of_the_town(client: FlaskClient) -> None:
    answer = client.get("/carte/quartiers.json")
    slugs = {feature["properties"]["slug"] for feature in json.loads(answer.data)["features"]}
    assert {"grazailles", "la-conte", "ozanam", "bastide"} <= slugs
    assert client.get("/carte/quartiers.json", headers={"If-None-Match": answer.headers["ETag"]}).status_code == 304


def test_a_page_costs_the_same_queries_with_one_report_and_with_a_full_page(
    client: FlaskClient, statements: list[str]
) -> None:
    making.report(photos=(making.photo(),))
    statements.clear()
    client.get("/signalements")
    few = len(statements)
    making.many(40)
    statements.clear()
    client.get("/signalements")
    assert len(statements) == few <= 4


def test_a_report_from_outside_the_town_names_its_town_hall(client: FlaskClient) -> None:
    written = making.report(TREBES, lead=None)
    page = client.get(f"/signalements/{written.reference}").get_data(as_text=True)
    assert "C’est à Trèbes. Contactez sa mairie." in page


def test_the_map_button_needs_the_map_library(client: FlaskClient, app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(app.jinja_env.globals, "asset_exists", lambda path: False)
    assert 'data-module="map"' not in client.get("/signalements").get_data(as_text=True)


def test_the_background_is_named_to_the_browser_only_when_it_is_set(
    environ: dict[str, str], request: pytest.FixtureRequest
) -> None:
    environ["TILES_URL"] = "https://data.geopf.fr/wmts?TILEMATRIX={z}&TILEROW={y}&TILECOL={x}"
    app = request.getfixturevalue("app")
    page = app.test_client().get("/signalements")
    assert "https://data.geopf.fr" in page.headers["Content-Security-Policy"]
    if 'data-module="map"' in page.get_data(as_text=True):
        assert "© IGN" in page.get_data(as_text=True) or "\\u00a9 IGN" in page.get_data(as_text=True)


def test_the_month_of_a_late_evening_is_that_of_paris(client: FlaskClient) -> None:
    written = making.report(now=datetime(2026, 11, 30, 23, 30, tzinfo=UTC))
    assert client.get(f"/api/reports/{written.reference}").get_json()["day"] == "2026-12-01"
