"""What the reader gets when something breaks, and when the page that says so breaks as well."""

from __future__ import annotations

import pytest
from flask import Flask
from flask.testing import FlaskClient
from jinja2 import ChoiceLoader, DictLoader

SENTENCE = "Une erreur est survenue de notre côté."


@pytest.fixture
def broken_view(app: Flask) -> None:
    def fail() -> None:
        raise ZeroDivisionError

    app.view_functions["partners.directory"] = fail


@pytest.fixture
def broken_page(app: Flask) -> None:
    """The template of the error page cannot be rendered."""
    assert app.jinja_loader
    app.jinja_env.loader = ChoiceLoader([DictLoader({"pages/error.html": "{{ no_such_value }}"}), app.jinja_loader])


@pytest.mark.usefixtures("broken_view")
def test_what_breaks_is_said_in_the_readers_words(client: FlaskClient) -> None:
    answer = client.get("/qui-fait-quoi")
    assert answer.status_code == 500
    assert SENTENCE in answer.text
    assert "Internal Server Error" not in answer.text
    assert "stylesheet" in answer.text


@pytest.mark.usefixtures("broken_view", "broken_page")
def test_when_the_error_page_breaks_too_the_reader_still_gets_a_sentence(client: FlaskClient) -> None:
    answer = client.get("/qui-fait-quoi")
    assert answer.status_code == 500
    assert answer.mimetype == "text/html"
    assert '<html lang="fr" dir="ltr">' in answer.text
    assert SENTENCE in answer.text
    assert '<a href="/">Revenir à l’accueil</a>' in answer.text
    assert "default-src" in answer.headers["Content-Security-Policy"]


@pytest.mark.usefixtures("broken_page")
def test_a_page_that_is_not_there_says_so_or_at_least_that_something_broke(client: FlaskClient) -> None:
    answer = client.get("/nulle-part")
    assert (answer.status_code, SENTENCE in answer.text) == (500, True)


@pytest.mark.usefixtures("broken_view", "broken_page")
def test_the_last_page_speaks_the_readers_language(client: FlaskClient) -> None:
    page = client.get("/qui-fait-quoi?lang=ar").text
    assert '<html lang="ar" dir="rtl">' in page


@pytest.mark.usefixtures("broken_view", "broken_page")
@pytest.mark.parametrize("broken", ["gettext", "language", "direction"])
def test_without_translations_it_is_french(client: FlaskClient, monkeypatch: pytest.MonkeyPatch, broken: str) -> None:
    def fail(*_: object) -> str:
        raise OSError

    monkeypatch.setattr(f"reporter.web.errors.{broken}", fail)
    answer = client.get("/qui-fait-quoi")
    assert (answer.status_code, SENTENCE in answer.text) == (500, True)
    assert '<html lang="fr" dir="ltr">' in answer.text


@pytest.mark.usefixtures("broken_view")
def test_programs_get_json(app: Flask, client: FlaskClient) -> None:
    app.view_functions["places.locate"] = app.view_functions["partners.directory"]
    answer = client.get("/api/places/locate?latitude=43.2&longitude=2.3")
    assert answer.status_code == 500
    assert answer.get_json()["errors"][0]["code"] == "broken"
