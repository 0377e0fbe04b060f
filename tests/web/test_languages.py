"""In which language a page answers."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from flask import Flask, render_template_string
from flask.testing import FlaskClient

from reporter.base.words import Wording
from reporter.web import languages

MOMENT = datetime(2026, 11, 22, 13, 32, tzinfo=UTC)


def language_of(client: FlaskClient, path: str = "/", **headers: str) -> str:
    html = client.get(path, headers={name.replace("_", "-"): value for name, value in headers.items()}).get_data(
        as_text=True
    )
    return html.partition('<html lang="')[2][:2]


@pytest.mark.parametrize(
    ("accepted", "expected"),
    [
        ("", "fr"),
        ("ar", "ar"),
        ("tr-TR,tr;q=0.9,en;q=0.8", "tr"),
        ("de,en;q=0.5", "en"),
        ("de", "fr"),
        ("es-419", "es"),
    ],
)
def test_the_browser_says_which_language_it_wants(client: FlaskClient, accepted: str, expected: str) -> None:
    assert language_of(client, Accept_Language=accepted) == expected


def test_a_choice_wins_over_the_browser_and_is_remembered(client: FlaskClient) -> None:
    assert language_of(client, "/?lang=ar", Accept_Language="en") == "ar"
    assert language_of(client, "/confidentialite", Accept_Language="en") == "ar"
    assert language_of(client, "/?lang=es", Accept_Language="en") == "es"
    assert language_of(client, "/", Accept_Language="en") == "es"


@pytest.mark.parametrize("wanted", ["de", "", "AR", "../fr", "fr' --"])
def test_a_language_that_we_do_not_speak_changes_nothing(client: FlaskClient, wanted: str) -> None:
    answer = client.get("/", query_string={"lang": wanted}, headers={"Accept-Language": "en"})
    assert '<html lang="en"' in answer.get_data(as_text=True)
    assert "langue=" not in answer.headers.get("Set-Cookie", "")


def test_a_page_is_kept_apart_by_language(client: FlaskClient) -> None:
    vary = client.get("/").headers.get("Vary", "")
    assert "Accept-Language" in vary
    assert "Cookie" in vary


def test_programs_get_no_cookie(client: FlaskClient) -> None:
    assert "Set-Cookie" not in client.get("/api/places/locate?latitude=43.2&longitude=2.3&lang=en").headers


def test_days_and_hours_are_said_in_paris_as_the_language_says_them(app: Flask) -> None:
    source = "{{ moment | day }} {{ moment | hour }} {{ name | said }}"
    name = Wording({"fr": "Où ?", "en": "Where?"})
    for language, expected in [
        ("fr", "22 novembre 2026 14 h 32 Où\u00a0?"),
        ("en", "22 November 2026 14:32 Where?"),
    ]:
        with app.test_request_context(f"/?lang={language}"):
            assert render_template_string(source, moment=MOMENT, name=name) == expected
            assert languages.direction() == "ltr"


@pytest.mark.parametrize("path", ["/agents/connexion", "/reponse/forged", "/desabonnement/forged"])
def test_what_agents_and_partners_read_is_in_french_alone(client: FlaskClient, path: str) -> None:
    page = client.get(f"{path}?lang=ar", headers={"Accept-Language": "ar"}).text
    assert '<html lang="fr" dir="ltr">' in page
    assert "lang=ar" not in page
