"""The answer page, as a partner and as a mail scanner meets it."""

from __future__ import annotations

import io
from datetime import timedelta
from email import message_from_bytes, policy
from html import unescape

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from PIL import Image

from reporter.base.current import current
from reporter.base.db import transaction
from reporter.forwarding import actions, links, writes
from reporter.forwarding.models import Forward
from reporter.photos.album import Album
from reporter.photos.darkroom import develop
from reporter.reports.models import Report
from reporter.reports.rules import PhotoRef
from reporter.reports.writes import move
from tests.forwarding.conftest import NOW, TO_REGIE, TO_VILLE, OpenReport, mails, mails_end


@pytest.fixture(autouse=True)
def _today() -> object:
    with time_machine.travel(NOW, tick=False):
        yield


def jpeg() -> io.BytesIO:
    file = io.BytesIO()
    Image.linear_gradient("L").resize((640, 480)).convert("RGB").save(file, "JPEG")
    file.seek(0)
    return file


def photo() -> PhotoRef:
    developed = develop(jpeg(), max_bytes=10**7)
    current(Album).keep(developed)
    return PhotoRef(key=developed.key, width=developed.width, height=developed.height)


@pytest.fixture
def sent(opened: OpenReport) -> tuple[Report, Forward, str]:
    """A report that the inbox has; with the path of its answer page."""
    report = opened(TO_REGIE, photos=(photo(),))
    actions.run(NOW)
    forward = opened.lead(report)
    return report, forward, f"/reponse/{links.answer_token(forward)}"


Sent = tuple[Report, Forward, str]


def test_opening_a_link_shows_the_report_and_changes_nothing(
    client: FlaskClient, sent: Sent, opened: OpenReport
) -> None:
    report, _, path = sent
    for answer in ("accepted", "planned", "done", "declined", "nonsense"):
        page = client.get(f"{path}?answer={answer}")
        assert page.status_code == 200
        text = unescape(page.text)
        assert report.reference in text
        assert "Un canapé & <deux> matelas" in text
        assert "<deux>" not in page.text
        assert ('value="nonsense"' in page.text) is False
        assert (f'value="{answer}" id=' in page.text and "checked" in page.text) is (answer != "nonsense")
    assert opened.status(report) == "forwarded"
    assert opened.lead(report).answer is None


def test_the_page_never_shows_how_to_reach_the_resident(client: FlaskClient, sent: Sent) -> None:
    text = client.get(sent[2]).text
    assert "06 00 00 00 99" not in text
    assert "habitante@example.org" not in text


def test_the_page_is_nobody_elses(client: FlaskClient, sent: Sent) -> None:
    headers = client.get(sent[2]).headers
    assert headers["Referrer-Policy"] == "no-referrer"
    assert headers["Cache-Control"] == "no-store"
    assert "noindex" in headers["X-Robots-Tag"]


def test_an_answer_needs_no_cookie_and_no_csrf_token(app: Flask, sent: Sent, opened: OpenReport) -> None:
    assert app.config.get("WTF_CSRF_ENABLED", True)
    answered = app.test_client().post(sent[2], data={"answer": "accepted"})
    assert answered.status_code == 200
    assert "Merci, votre réponse est enregistrée" in answered.text
    assert opened.status(sent[0]) == "acknowledged"


def test_from_accepted_to_planned_to_done(client: FlaskClient, sent: Sent, opened: OpenReport) -> None:
    report, _, path = sent
    assert client.post(path, data={"answer": "accepted"}).status_code == 200
    page = client.post(path, data={"answer": "planned", "date": "2026-11-27"})
    assert page.status_code == 200
    assert "27 novembre 2026" in page.text
    assert client.post(path, data={"answer": "done", "note": "Enlevé\r\nce matin"}).status_code == 200
    assert opened.status(report) == "resolved"
    assert opened.lead(report).answer_note == "Enlevé\nce matin"


def test_whoever_declined_reads_to_whom_it_went(client: FlaskClient, sent: Sent) -> None:
    assert "Passé à" not in client.get(sent[2]).text
    client.post(sent[2], data={"answer": "declined", "to": "ville"})
    assert "Passé à la Ville de Carcassonne" in client.get(sent[2]).text.replace("\u00a0", " ")


@pytest.mark.parametrize(("last", "other"), [("done", "accepted"), ("done", "declined"), ("declined", "done")])
def test_after_the_last_word_the_same_is_200_and_another_409(
    client: FlaskClient, sent: Sent, opened: OpenReport, last: str, other: str
) -> None:
    report, forward, path = sent
    assert client.post(path, data={"answer": last, "to": "ville"}).status_code == 200
    before = opened.states(report)
    again = client.post(path, data={"answer": last, "to": "ville"})
    assert again.status_code == 200
    refused = client.post(path, data={"answer": other})
    assert refused.status_code == 409
    assert "définitive" in refused.text
    assert opened.states(report) == before
    assert [f.answer for f in opened.forwards(report) if f.id == forward.id] == [last]
    assert client.get(path).status_code == 200


@pytest.mark.parametrize(
    ("fields", "says"),
    [
        ({}, "Choisissez une des quatre réponses"),
        ({"answer": "maybe"}, "Choisissez une des quatre réponses"),
        ({"answer": "planned"}, "Indiquez le jour prévu"),
        ({"answer": "planned", "date": "demain"}, "Écrivez la date ainsi"),
        ({"answer": "planned", "date": "2026-11-22"}, "Ce jour est déjà passé"),
        ({"answer": "planned", "date": "9999-12-31"}, "trop éloigné"),
        ({"answer": "declined", "to": "mediaction"}, "Choisissez un service de la liste"),
        ({"answer": "declined", "to": "x" * 5000}, "Choisissez un service de la liste"),
        ({"answer": "declined"}, "Indiquez quel service"),
        ({"answer": "accepted", "note": "x" * 1001}, "trop long"),
    ],
)
def test_a_wrong_answer_is_422_says_why_and_moves_nothing(
    client: FlaskClient, sent: Sent, opened: OpenReport, fields: dict[str, str], says: str
) -> None:
    page = client.post(sent[2], data=fields)
    assert page.status_code == 422
    assert says in unescape(page.text)
    assert opened.status(sent[0]) == "forwarded"
    assert opened.lead(sent[0]).answer is None


def test_what_was_typed_is_kept_when_something_is_wrong(client: FlaskClient, sent: Sent) -> None:
    page = client.post(sent[2], data={"answer": "planned", "note": "<b>Équipe & camion</b>"})
    assert "&lt;b&gt;Équipe &amp; camion&lt;/b&gt;" in page.text


def test_forged_is_404_and_expired_410(client: FlaskClient, sent: Sent) -> None:
    path = sent[2]
    assert client.get("/reponse/forged").status_code == 404
    assert client.post(path + "x", data={"answer": "done"}).status_code == 404
    with time_machine.travel(NOW + timedelta(days=91)):
        assert client.get(path).status_code == 410
        assert client.post(path, data={"answer": "done"}).status_code == 410
        assert client.get(f"{path}/photo/0/small.jpg").status_code == 410


def test_a_withdrawn_report_is_410(client: FlaskClient, sent: Sent) -> None:
    with transaction():
        move(sent[0], "closed", now=NOW, actor="author", reason="withdrawn")
        writes.withdraw(sent[0], now=NOW)
    assert client.get(sent[2]).status_code == 410
    assert client.get(f"{sent[2]}/photo/0/small.jpg").status_code == 410


def test_photos_are_shown_by_the_tokens_right_only(client: FlaskClient, sent: Sent, opened: OpenReport) -> None:
    path = sent[2]
    for size, longest in (("small", 400), ("large", 640)):
        answer = client.get(f"{path}/photo/0/{size}.jpg")
        assert answer.mimetype == "image/jpeg"
        assert max(Image.open(io.BytesIO(answer.data)).size) == longest
    assert f"{path}/photo/0/small.jpg" in client.get(path).text
    assert client.get(f"{path}/photo/1/small.jpg").status_code == 404
    assert client.get(f"{path}/photo/0/huge.jpg").status_code == 404
    assert client.get("/reponse/forged/photo/0/small.jpg").status_code == 404


def test_a_photo_from_afterwards_comes_with_done(client: FlaskClient, sent: Sent) -> None:
    path = sent[2]
    page = client.post(path, data={"answer": "done", "photo": (jpeg(), "apres.jpg")})
    assert page.status_code == 200
    assert f"{path}/photo/1/small.jpg" in page.text
    assert client.get(f"{path}/photo/1/large.jpg").mimetype == "image/jpeg"


def test_a_file_that_is_no_photo_is_refused_and_the_answer_waits(
    client: FlaskClient, sent: Sent, opened: OpenReport
) -> None:
    page = client.post(sent[2], data={"answer": "done", "photo": (io.BytesIO(b"%PDF-1.7"), "bon.pdf")})
    assert page.status_code == 422
    assert 'href="#photo"' in page.text
    assert opened.lead(sent[0]).answer is None


def test_an_empty_file_field_is_no_photo(client: FlaskClient, sent: Sent, opened: OpenReport) -> None:
    assert client.post(sent[2], data={"answer": "done", "photo": (io.BytesIO(b""), "")}).status_code == 200
    assert opened.status(sent[0]) == "resolved"


def test_the_partners_mail_carries_all_of_it_and_its_links_work(
    client: FlaskClient, opened: OpenReport, with_emails: None
) -> None:
    report = opened(TO_VILLE, photos=(photo(),))
    actions.run(NOW)
    (mail,) = mails()
    message = message_from_bytes(mail.message, policy=policy.default)
    text = message.get_body(("plain",)).get_content()  # type: ignore[union-attr]
    html = message.get_body(("html",)).get_content()  # type: ignore[union-attr]
    assert message["Subject"] == f"Encombrants · 3 rue des Lices · {report.reference}"
    for shown in (report.reference, "3 rue des Lices", "Dans la rue", "43.21740, 2.37150", "mlat=43.21740"):
        assert shown in text
        assert shown in html
    assert "Un canapé & <deux> matelas" in text
    assert "Un canapé &amp; &lt;deux&gt; matelas" in html
    assert "06 00 00 00 99" not in text + html
    assert "habitante@example.org" not in text + html
    assert 'src="cid:photo-0"' in html
    (picture,) = [part for part in message.walk() if part.get_content_type() == "image/jpeg"]
    assert picture["Content-ID"] == "<photo-0>"
    mails_end("sent")
    for answer in ("accepted", "planned", "done", "declined"):
        (link,) = [word for word in text.split() if word.endswith(f"?answer={answer}")]
        assert link in unescape(html)
        assert client.get(link.removeprefix("http://localhost")).status_code == 200
