"""The form and its twin for programs, as they answer."""

from __future__ import annotations

import re
from datetime import timedelta
from io import BytesIO
from math import ceil
from pathlib import Path
from uuid import uuid4

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from PIL import Image
from werkzeug.test import TestResponse

from reporter.reports.models import Report, ReportPhoto
from tests.intake.conftest import (
    BASTIDE,
    GRAZAILLES,
    NOW,
    OZANAM,
    TOULOUSE,
    TREBES,
    all_of,
    fields,
    jpeg,
    post,
    statements,
    written,
)  # fmt: skip
from tests.intake.pages import fields_of

NO_POINT = {"latitude": None, "longitude": None}


class TestForPrograms:
    @time_machine.travel(NOW, tick=False)
    def test_a_report_answers_all_that_the_contract_names(self, client: FlaskClient) -> None:
        answer = post(client, category="bulky", setting="street", **OZANAM)
        (report,) = all_of(Report)
        assert answer.status_code == 201
        assert answer.json == {
            "reference": report.reference,
            "status": "received",
            "tracking_url": f"http://localhost/suivi/{report.tracking_token}",
            "public_url": f"http://localhost/signalements/{report.reference}",
            "neighbourhood": {"slug": "ozanam", "name": "Ozanam"},
            "zone": "core",
            "forwarded_to": [
                {
                    "slug": "ville", "name": "Ville de Carcassonne", "role": "lead", "channel": "call",
                    "phone": "0800 66 66 41",
                },
                {"slug": "agglo", "name": "Carcassonne Agglo", "role": "informed", "channel": "digest", "phone": None},
                {"slug": "regie", "name": "Régie de quartiers", "role": "informed", "channel": "inbox", "phone": None},
            ],
        }  # fmt: skip

    def test_the_services_own_lead_what_is_theirs(self, client: FlaskClient) -> None:
        answer = post(client, category="bins", setting="unknown", **BASTIDE).json
        assert (answer["forwarded_to"][0]["slug"], answer["neighbourhood"]["slug"]) == ("covaldem", "bastide")
        answer = post(client, setting="residence").json
        assert answer["forwarded_to"][0]["slug"] == "regie"
        answer = post(client, **TREBES).json
        assert (answer["neighbourhood"], answer["zone"]) == (None, "agglo")
        assert [each["slug"] for each in answer["forwarded_to"]] == ["agglo"]

    def test_the_same_request_again_answers_200_and_the_same(self, client: FlaskClient) -> None:
        name = str(uuid4())
        first = post(client, client_request_id=name)
        again = post(client, client_request_id=name.upper(), category="needle", **TOULOUSE)
        bad = post(client, client_request_id=name, category="volcano", email="x", photos=(BytesIO(b"x"), "a.jpg"))
        assert (first.status_code, again.status_code, bad.status_code) == (201, 200, 200)
        assert first.json == again.json == bad.json
        assert written()["report"] == 1

    def test_a_photo_says_where_when_nothing_else_does(self, client: FlaskClient, environ: dict[str, str]) -> None:
        answer = post(client, **NO_POINT, photos=(jpeg(at=GRAZAILLES), "IMG_1.jpg"))
        assert answer.json["neighbourhood"]["slug"] == "grazailles"
        (report,) = all_of(Report)
        assert report.location_source == "photo"
        kept = list(Path(environ["UPLOADS"]).rglob("*.jpg"))
        assert len(kept) == 2
        assert not any(Image.open(file).getexif() for file in kept)

    def test_several_photos_come_under_one_name(self, client: FlaskClient) -> None:
        five = [(jpeg(colour=f"#{number}{number}0000"), f"{number}.jpg") for number in range(5)]
        assert post(client, photos=five).status_code == 201
        assert [row.position for row in all_of(ReportPhoto)] == [0, 1, 2, 3, 4]

    def test_a_file_field_left_empty_is_no_photo(self, client: FlaskClient) -> None:
        assert post(client, photos=(BytesIO(b""), "")).status_code == 201

    def test_empty_fields_count_as_absent(self, client: FlaskClient) -> None:
        empty = dict.fromkeys(("accuracy", "location_source", "address", "neighbourhood", "setting", "details"), "")
        empty |= dict.fromkeys(("email", "phone", "language", "client_request_id", "photos"), "")
        assert post(client, **empty).status_code == 201
        (report,) = all_of(Report)
        assert (report.setting, report.location_source, report.language) == ("unknown", "pin", "fr")
        assert (report.email, report.phone, report.client_request_id) == (None, None, None)

    def test_the_language_is_the_one_asked_for(self, client: FlaskClient) -> None:
        client.post("/api/reports", data=fields(), headers={"Accept-Language": "tr, en;q=0.5"})
        client.post("/api/reports", data=fields(language="ar"), headers={"Accept-Language": "tr"})
        assert [report.language for report in all_of(Report)] == ["tr", "ar"]

    def test_it_needs_no_token_and_leaves_no_cookie(self, app: Flask) -> None:
        app.config["WTF_CSRF_ENABLED"] = True
        stranger = app.test_client()
        good, bad = stranger.post("/api/reports", data=fields()), stranger.post("/api/reports", data={})
        assert (good.status_code, bad.status_code) == (201, 422)
        assert "Set-Cookie" not in good.headers
        assert "Set-Cookie" not in bad.headers

    def test_a_report_costs_few_statements(self, client: FlaskClient) -> None:
        post(client)
        with statements() as seen:
            post(client, client_request_id=str(uuid4()))
        assert len([each for each in seen if each.startswith(("SELECT", "INSERT", "UPDATE"))]) <= 6, "\n".join(seen)


class TestLimits:
    @pytest.fixture
    def environ(self, environ: dict[str, str]) -> dict[str, str]:
        return {**environ, "RATE_LIMIT": "on"}

    def test_after_thirty_in_an_hour_an_address_is_asked_to_wait(self, client: FlaskClient) -> None:
        answers = [post(client) for _ in range(29)] + [client.post("/signaler", data=fields())]
        assert {answer.status_code for answer in answers} == {201, 303}
        for refused in (post(client), client.post("/signaler", data=fields())):
            assert refused.status_code == 429
            assert int(refused.headers["Retry-After"]) > 0
            assert "Trop de demandes" in refused.text
        page = client.post("/signaler", data=fields()).text
        assert "Retour" in page
        assert '<a class="button button--primary" href="/signaler"' in page
        refused = post(client)
        message = refused.json["errors"][0]["message"]
        wait = re.search(r"Réessayez dans (\d+) min", message)
        assert wait
        # The sentence was written a moment before the header.
        seconds = int(refused.headers["Retry-After"])
        assert ceil(seconds / 60) <= int(wait[1]) <= ceil((seconds + 5) / 60)
        assert written()["report"] == 30

    def test_forms_that_come_back_use_up_attempts_alone(self, client: FlaskClient) -> None:
        assert {post(client, category="volcano").status_code for _ in range(149)} == {422}
        assert post(client).status_code == 201
        assert post(client).status_code == 429


class TestTheForm:
    def test_is_complete_without_scripts(self, client: FlaskClient) -> None:
        answer = client.get("/signaler")
        page = answer.text
        assert answer.status_code == 200
        assert answer.headers["Cache-Control"] == "no-store"
        for name in ("photos", "address", "neighbourhood", "category", "setting", "details", "email", "phone"):
            assert f'name="{name}"' in page, name
        assert page.count('name="category"') == 9
        folds = re.findall(r'<details class="fold"[^>]*>', page)
        assert len(folds) == 2
        assert all(fold.endswith(" open>") for fold in folds)
        assert "Ne touchez pas" in page
        assert "112" in page

    def test_each_page_names_another_report(self, client: FlaskClient) -> None:
        names = {fields_of(client.get("/signaler").text)["client_request_id"][0] for _ in range(3)}
        assert len(names) == 3

    def test_what_the_address_says_is_filled_in(self, client: FlaskClient) -> None:
        page = client.get("/signaler?latitude=43.22713&longitude=2.35541&category=needle&poster=abc").text
        sent = fields_of(page)
        assert (sent["latitude"], sent["longitude"], sent["category"]) == (["43.22713"], ["2.35541"], ["needle"])
        assert sent["location_source"] == ["poster"]
        assert "Grazailles</strong>" in page

    @pytest.mark.parametrize(
        "query", ["latitude=nan&longitude=2", "latitude=43.6045&longitude=1.444", "category=volcano", "latitude=43.2"]
    )
    def test_what_the_address_says_wrongly_is_left_out(self, client: FlaskClient, query: str) -> None:
        answer = client.get(f"/signaler?{query}")
        sent = fields_of(answer.text)
        assert answer.status_code == 200
        assert "category" not in sent
        assert sent["latitude"] == sent["longitude"] == [""]
        assert 'id="errors"' not in answer.text

    def test_sending_it_leads_to_the_private_page(self, client: FlaskClient) -> None:
        sent = fields_of(client.get("/signaler").text)
        answer = client.post(
            "/signaler", data={**sent, "category": "tags", "setting": "street", "address": "rue Buffon"}
        )
        (report,) = all_of(Report)
        assert answer.status_code == 303
        assert answer.headers["Location"] == f"/suivi/{report.tracking_token}"
        assert (report.neighbourhood, report.category, report.source) == ("grazailles", "tags", "web")
        assert report.client_request_id == sent["client_request_id"][0]

    def test_a_second_tap_makes_no_second_report(self, client: FlaskClient) -> None:
        sent = {**fields_of(client.get("/signaler").text), "category": "tags", "neighbourhood": "bastide"}
        first, second = client.post("/signaler", data=sent), client.post("/signaler", data=sent)
        assert first.headers["Location"] == second.headers["Location"]
        assert written()["report"] == 1

    def test_a_refusal_keeps_every_choice_and_every_letter(self, client: FlaskClient) -> None:
        typed = {
            "category": "tags", "setting": "residence", "address": 'rue "Ulm" & <b>', "neighbourhood": "ozanam",
            "details": "\n  Un « tag » {{ 7*7 }}\nsur le mur", "email": "pas-une-adresse", "phone": "12",
        }  # fmt: skip
        answer = client.post("/signaler", data=typed)
        assert answer.status_code == 422
        again = fields_of(answer.text)
        assert {name: again[name][0] for name in typed} == typed
        for field in ("email", "phone"):
            assert f'href="#{field}"' in answer.text
            assert f'id="{field}-error"' in answer.text
        assert written()["report"] == 0

    def test_a_stale_token_loses_nothing_and_the_page_can_be_sent_again(self, app: Flask) -> None:
        browser = app.test_client()
        typed = {"category": "tags", "neighbourhood": "bastide", "details": "à garder", "csrf_token": "forged"}
        refused = browser.post("/signaler", data=typed)
        assert refused.status_code == 422
        assert "Rien n’est perdu" in refused.text
        assert written()["report"] == 0
        again = fields_of(refused.text)
        assert again["details"] == ["à garder"]
        assert browser.post("/signaler", data=again).status_code == 303
        assert written()["report"] == 1


class TestPhotosOfARefusedForm:
    def refused(self, client: FlaskClient, **changes: object) -> TestResponse:
        data = {"photos": [(jpeg(), "a.jpg")], "details": "Un tas", **changes}
        answer = client.post("/signaler", data=data)
        assert answer.status_code == 422
        return answer

    def test_come_with_it_and_need_not_be_taken_again(self, client: FlaskClient) -> None:
        again = fields_of(self.refused(client, address="rue Buffon").text)
        assert len(again["kept"]) == 1
        assert written()["report_photo"] == 0
        answer = client.post(
            "/signaler", data={**again, "category": "dumping", "photos": (jpeg(colour="red"), "b.jpg")}
        )
        assert answer.status_code == 303
        assert len(all_of(ReportPhoto)) == 2

    def test_are_seen_on_it_by_nobody_else(self, client: FlaskClient) -> None:
        page = self.refused(client).text
        (source,) = re.findall(r'src="(/signaler/photos/[^"]+)"', page)
        shown = client.get(source)
        assert (shown.status_code, shown.mimetype) == (200, "image/jpeg")
        assert shown.headers["Cache-Control"].startswith("private")
        assert Image.open(BytesIO(shown.data)).size == (400, 300)
        assert client.get(source.replace(".jpg", "x.jpg")).status_code == 404

    def test_may_be_left_out(self, client: FlaskClient) -> None:
        again = fields_of(self.refused(client, address="rue Buffon").text)
        del again["kept"]
        assert client.post("/signaler", data={**again, "category": "dumping"}).status_code == 303
        assert all_of(ReportPhoto) == []

    def test_say_where_as_before(self, client: FlaskClient) -> None:
        page = self.refused(client, photos=[(jpeg(at=GRAZAILLES), "a.jpg")]).text
        again = fields_of(page)
        assert again["location_source"] == ["photo"]
        assert "Grazailles</strong>" in page
        assert client.post("/signaler", data={**again, "category": "dumping"}).status_code == 303
        (report,) = all_of(Report)
        assert (report.neighbourhood, report.location_source) == ("grazailles", "photo")

    def test_from_far_away_leave_room_for_the_right_place(self, client: FlaskClient) -> None:
        page = self.refused(client, category="dumping", photos=[(jpeg(at=TOULOUSE), "a.jpg")]).text
        again = fields_of(page)
        assert again["latitude"] == [""]
        assert client.post("/signaler", data={**again, "address": "rue Buffon"}).status_code == 303
        (report,) = all_of(Report)
        assert report.neighbourhood == "grazailles"

    def test_of_which_one_is_bad_keep_the_good_ones(self, client: FlaskClient) -> None:
        good, bad = (jpeg(), "a.jpg"), (BytesIO(b"not a photo"), "b.jpg")
        page = self.refused(client, category="dumping", neighbourhood="ozanam", photos=[good, bad]).text
        assert len(fields_of(page)["kept"]) == 1

    def test_count_with_the_new_ones(self, client: FlaskClient) -> None:
        four = [(jpeg(colour=f"#{number}{number}0000"), f"{number}.jpg") for number in range(4)]
        again = fields_of(self.refused(client, photos=four, neighbourhood="ozanam").text)
        two = [(jpeg(colour=f"#0000{number}{number}"), f"{number}.jpg") for number in range(2)]
        answer = client.post("/signaler", data={**again, "category": "dumping", "photos": two})
        assert answer.status_code == 422
        assert "5 photos au plus" in answer.text
        assert len(fields_of(answer.text)["kept"]) == 5

    def test_are_let_go_after_half_a_day(self, client: FlaskClient) -> None:
        with time_machine.travel(NOW, tick=False) as clock:
            again = fields_of(self.refused(client, neighbourhood="ozanam").text)
            clock.shift(timedelta(hours=12, minutes=1))
            answer = client.post("/signaler", data={**again, "category": "dumping"})
        assert answer.status_code == 422
        assert "Reprenez-la" in answer.text

    def test_cannot_be_claimed_by_a_name_made_up(self, client: FlaskClient) -> None:
        answer = post(client, "/signaler", kept="0123456789abcdef.forged")
        assert answer.status_code == 422
        assert written()["report"] == 0


def test_a_known_point_can_be_taken_out_of_the_form_without_scripts(client: FlaskClient) -> None:
    prefilled = fields_of(client.get("/signaler?latitude=43.22713&longitude=2.35541").text)
    answer = client.post("/signaler", data={**prefilled, "details": "à garder", "forget_point": "1"})
    again = fields_of(answer.text)
    assert answer.status_code == 200
    assert (again["latitude"], again["details"]) == ([""], ["à garder"])
    assert written()["report"] == 0
