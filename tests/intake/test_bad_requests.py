"""Whatever is wrong with a request, it is refused in French, to a program and on the page, and nothing is written."""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from flask import Flask, g
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select
from werkzeug.datastructures import MultiDict

from reporter import create_app
from reporter.base.db import Base, db, session
from reporter.reports.models import Report
from tests.intake.conftest import GRAZAILLES, OZANAM, TOULOUSE, fields, jpeg, written

ROOT = Path(__file__).parents[2]
NOTHING = {"report": 0, "event": 0, "report_photo": 0, "forward": 0, "mail": 0}
INJECTION = "'; DROP TABLE report; --"
NO_POINT = {"latitude": None, "longitude": None}


def files(count: int) -> list[tuple[BytesIO, str]]:
    return [(jpeg(colour=f"#0000{number:02x}"), f"{number}.jpg") for number in range(count)]


def spoken(html: str) -> str:
    """The page's text with plain spaces."""
    return html.replace("\xa0", " ").replace("\u202f", " ")


def twice(name: str, *values: str) -> MultiDict[str, Any]:
    data = MultiDict(fields())
    data.setlist(name, list(values))
    return data


# What is sent, and the field that the refusal names (None: none in particular).
BAD: dict[str, tuple[Any, str | None]] = {
    "nothing at all": ({}, "category"),
    "no category": (fields(category=None), "category"),
    "an empty category": (fields(category="  "), "category"),
    "an unknown category": (fields(category="volcano"), "category"),
    "a category with an injection": (fields(category=f"bulky{INJECTION}"), "category"),
    "a category with a null byte": (fields(category="bulky\0"), "category"),
    "a category of 10,000 characters": (fields(category="x" * 10_000), "category"),
    "no place": (fields(**NO_POINT), "location"),
    "an address that nobody knows": (fields(**NO_POINT, address="zzz qqq xxx www"), "location"),
    "an unknown neighbourhood": (fields(**NO_POINT, neighbourhood="montmartre"), "neighbourhood"),
    "a neighbourhood with an injection": (fields(**NO_POINT, neighbourhood=INJECTION), "neighbourhood"),
    "an address with a null byte": (fields(**NO_POINT, address="rue\0 Buffon"), "address"),
    "an address of 10,000 characters": (fields(**NO_POINT, address="x" * 10_000), "address"),
    "only a latitude": (fields(longitude=None), "longitude"),
    "only a longitude": (fields(latitude=None), "latitude"),
    "a latitude in words": (fields(latitude="quarante-trois"), "latitude"),
    "a latitude that is no number": (fields(latitude="NaN"), "latitude"),
    "an infinite longitude": (fields(longitude="inf"), "longitude"),
    "a latitude too big for a number": (fields(latitude="1e999"), "latitude"),
    "a latitude beyond the pole": (fields(latitude="91"), "latitude"),
    "a longitude beyond the date line": (fields(longitude="-180.5"), "longitude"),
    "a latitude with an injection": (fields(latitude=f"43.2{INJECTION}"), "latitude"),
    "latitude and longitude swapped": (
        fields(latitude=GRAZAILLES["longitude"], longitude=GRAZAILLES["latitude"]), "location",
    ),
    "a place far away": (fields(**TOULOUSE), "location"),
    "a negative accuracy": (fields(accuracy="-3"), "accuracy"),
    "an accuracy that is no number": (fields(accuracy="nan"), "accuracy"),
    "an infinite accuracy": (fields(accuracy="Infinity"), "accuracy"),
    "a huge accuracy": (fields(accuracy="1e12"), "accuracy"),
    "an unknown source of the point": (fields(location_source="satellite"), "location_source"),
    "a source that is our own conclusion": (fields(location_source="neighbourhood"), "location_source"),
    "an unknown setting": (fields(setting="in the air"), "setting"),
    "a setting with an injection": (fields(setting="street' OR '1'='1"), "setting"),
    "details of 10,000 characters": (fields(details="é" * 10_000), "details"),
    "details with a null byte": (fields(details="un\0canapé"), "details"),
    "an email without its domain": (fields(email="quelqu.un@"), "email"),
    "an email with another header": (fields(email="a@exemple.fr\r\nBcc: b@exemple.fr"), "email"),
    "an email with a script": (fields(email='"><script>alert(1)</script>@exemple.fr'), "email"),
    "an email with a template": (fields(email="{{config}}@exemple.fr"), "email"),
    "a phone number in words": (fields(phone="zéro six"), "phone"),
    "a phone number with an injection": (fields(phone=f"06 12 34 56 78{INJECTION}"), "phone"),
    "a language that we do not speak": (fields(language="tlh"), "language"),
    "a language with a path": (fields(language="../fr"), "language"),
    "a bad UUID": (fields(client_request_id="1234"), "client_request_id"),
    "a UUID with an injection": (
        fields(client_request_id=f"6f1c1a1e-0d5e-4c43-9a55-0e4a9a3c8a10{INJECTION}"), "client_request_id",
    ),
    "a category sent twice": (twice("category", "bulky", "bins"), "category"),
    "a latitude sent twice": (twice("latitude", "43.2", "43.3"), "latitude"),
    "6 photos": (fields(photos=files(6)), "photos"),
    "a photo that is a text": (fields(photos=(BytesIO(b"<html><script>"), "a.jpg")), "photos"),
    "a photo without a byte": (fields(photos=(BytesIO(b""), "a.jpg")), "photos"),
    "half a photo": (fields(photos=(BytesIO(jpeg(size=(1200, 900)).getvalue()[:2000]), "a.jpg")), "photos"),
    "a photo sent as a text": (fields(photos="a.jpg"), "photos"),
    "details sent as a file": (fields(details=(BytesIO(b"bonjour"), "a.txt")), "details"),
}  # fmt: skip


@pytest.fixture(scope="module")
def refusing(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """One application for all of these: as nothing is ever written, none sees what another one sent."""
    folder = tmp_path_factory.mktemp("refusing")
    environ = {"INSTANCE": str(folder), "UPLOADS": str(folder), "RATE_LIMIT": "off", "SECRET_KEY": "tests only"}
    application = create_app(environ)
    application.config["WTF_CSRF_ENABLED"] = False
    application.teardown_request(lambda _error: vars(g).clear())
    with application.app_context():
        Base.metadata.create_all(db.engine)
        yield application
        db.session.remove()
        db.engine.dispose()


@pytest.fixture
def client(refusing: Flask) -> FlaskClient:
    return refusing.test_client()


@pytest.mark.parametrize("case", BAD)
def test_a_program_is_refused_in_french_with_the_field_at_fault(client: FlaskClient, case: str) -> None:
    data, field = BAD[case]
    answer = client.post("/api/reports", data=_fresh(data))
    assert answer.status_code == 422, answer.text
    errors = answer.json["errors"]
    assert field in {error["field"] for error in errors}
    for error in errors:
        assert set(error) == {"field", "code", "message"}
        assert error["code"].isascii()
        assert error["message"][0].isupper()
        assert error["message"].endswith(".")
    assert written() == NOTHING


@pytest.mark.parametrize("case", BAD)
def test_the_page_comes_back_with_what_was_typed(client: FlaskClient, case: str) -> None:
    data = _fresh(BAD[case][0])
    if not isinstance(data.get("details"), tuple):
        data.setdefault("details", "À garder : <i>")
    answer = client.post("/signaler", data=data)
    assert answer.status_code == 422
    assert 'id="errors"' in answer.text
    if data.get("details") == "À garder : <i>":
        assert "À garder : &lt;i&gt;</textarea>" in answer.text
    assert written() == NOTHING


def test_a_photo_of_25_megabytes_is_too_large(client: FlaskClient) -> None:
    for path in ("/api/reports", "/signaler"):
        heavy = BytesIO(jpeg().getvalue() + bytes(25_000_000))
        answer = client.post(path, data=fields(photos=(heavy, "a.jpg")))
        assert answer.status_code == 413
        assert "20 Mo" in answer.text
    assert written() == NOTHING


@pytest.mark.parametrize("path", ["/api/reports", "/signaler"])
def test_more_bytes_than_all_photos_together_are_too_large(
    refusing: Flask, client: FlaskClient, monkeypatch: pytest.MonkeyPatch, path: str
) -> None:
    monkeypatch.setitem(refusing.config, "MAX_CONTENT_LENGTH", 100_000)
    answer = client.post(path, data=fields(photos=(BytesIO(bytes(200_000)), "a.jpg")))
    assert answer.status_code == 413
    assert "trop lourd" in answer.text
    assert ("« Retour »" in spoken(answer.text)) is (path == "/signaler")
    assert ('<a class="button button--primary" href="/signaler"' in answer.text) is (path == "/signaler")
    assert written() == NOTHING


def test_a_text_of_megabytes_is_too_large(client: FlaskClient) -> None:
    answer = client.post("/api/reports", data={**fields(details="x" * 2_000_000), "photos": (jpeg(), "a.jpg")})
    assert answer.status_code == 413
    assert written() == NOTHING


@pytest.mark.parametrize(("body", "kind"), [
    (b'{"category": "bulky"}', "application/json"), (b"<report/>", "text/xml"), (b"category=bulky", "text/plain"),
    (b"\xff\xfe\x00", "application/octet-stream"),
])  # fmt: skip
def test_a_body_that_is_no_form_is_refused_with_how_to_send_it(client: FlaskClient, body: bytes, kind: str) -> None:
    answer = client.post("/api/reports", data=body, content_type=kind)
    assert answer.status_code == 422
    assert "no_form" in {error["code"] for error in answer.json["errors"]}


@pytest.mark.parametrize("body", [b"--x\r\nbroken", b"", b"--y--"])
def test_a_broken_multipart_body_is_refused(client: FlaskClient, body: bytes) -> None:
    answer = client.post("/api/reports", data=body, content_type="multipart/form-data; boundary=x")
    assert answer.status_code in (400, 422)
    assert answer.json["errors"]
    assert written() == NOTHING


def test_all_faults_are_told_at_once(client: FlaskClient) -> None:
    bad = fields(category="volcano", accuracy="-1", setting="x", email="x", phone="x", language="x", **NO_POINT)
    answer = client.post("/api/reports", data=bad)
    assert [error["field"] for error in answer.json["errors"]] == [
        "category", "accuracy", "setting", "email", "phone", "language", "location",
    ]  # fmt: skip


def test_faults_are_told_in_the_language_that_was_asked_for(app: Flask, tmp_path: Path) -> None:
    # Compiled here: what script/translate left in the tree may be of yesterday, or not there.
    compiled = tmp_path / "words/en/LC_MESSAGES/messages.mo"
    compiled.parent.mkdir(parents=True)
    with (ROOT / "reporter/translations/en/LC_MESSAGES/messages.po").open("rb") as source, compiled.open("wb") as file:
        write_mo(file, read_po(source, locale="en"))
    app.extensions["babel"].default_directories = [str(tmp_path / "words")]
    first = {
        language: app.test_client().post(f"/api/reports?lang={language}", data={}).json["errors"][0]["message"]
        for language in ("fr", "en")
    }
    assert first == {"fr": "Choisissez ce que vous voyez.", "en": "Choose what you see."}


def test_nobody_is_told_what_is_inside(client: FlaskClient) -> None:
    for data in (
        fields(category="{{ 7 * 7 }}"),
        fields(email="{{ config }}@x.fr"),
        fields(**OZANAM, setting="{{ 1 }}"),
    ):
        answer = client.post("/api/reports", data=data)
        assert answer.status_code == 422
        for leak in ("49", "Traceback", "sqlite", "werkzeug", str(ROOT)):
            assert leak not in answer.text


NAMES = ("latitude", "longitude", "accuracy", "location_source", "address", "neighbourhood", "setting", "details",
         "email", "phone", "language", "client_request_id", "photos", "kept", "csrf_token", "forget")  # fmt: skip


@given(st.dictionaries(st.sampled_from(NAMES), st.text(max_size=40)), st.sampled_from(["/api/reports", "/signaler"]))
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_text_in_any_field_breaks_its_reading(refusing: Flask, data: dict[str, str], path: str) -> None:
    answer = refusing.test_client().post(path, data={**data, "category": "volcano"})
    assert answer.status_code == 422


@given(st.text(max_size=60), st.text(max_size=60), st.sampled_from(["/api/reports", "/signaler"]))
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_words_break_a_report_that_is_written_sent_by_mail_and_shown(
    app: Flask, details: str, address: str, path: str
) -> None:
    app.config["WTF_CSRF_ENABLED"] = False
    client, before = app.test_client(), written()
    answer = client.post(path, data=fields(details=details, address=address, email="a@exemple.fr"))
    good = answer.status_code in (201, 303)
    # Only what cannot be a text, as the reading of the fields knows it, is refused.
    assert good or (answer.status_code == 422 and "\0" in details + address), answer.text
    after = written()
    assert {name: after[name] - before[name] > 0 for name in ("report", "forward", "mail")} == dict.fromkeys(
        ("report", "forward", "mail"), good
    )
    if good:
        (newest,) = session().scalars(select(Report).order_by(Report.id.desc()).limit(1))
        assert client.get(f"/suivi/{newest.tracking_token}").status_code == 200
        assert client.get(f"/signalements/{newest.reference}").status_code == 200


def _fresh(data: Any) -> Any:
    """The same again: a client empties and closes the files that it sends."""

    def copied(value: Any) -> Any:
        if isinstance(value, tuple):
            return BytesIO(value[0].getvalue()), value[1]
        return [copied(each) for each in value] if isinstance(value, list) else value

    if isinstance(data, MultiDict):
        return MultiDict(data)
    return {name: copied(value) for name, value in data.items()}
