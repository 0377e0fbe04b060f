"""What every page leads to."""

from __future__ import annotations

import pytest
from flask import Flask
from flask.testing import FlaskClient

from reporter.web import navigation


@pytest.mark.parametrize(
    ("asked", "changes", "expected"),
    [
        ("/signalements", {"lang": "ar"}, "/signalements?lang=ar"),
        ("/signalements?lang=fr&page=2", {"lang": "ar"}, "/signalements?page=2&lang=ar"),
        ("/signalements?quartier=a&quartier=b&page=2", {"page": None}, "/signalements?quartier=a&quartier=b"),
        ("/signalements?page=2", {"page": None}, "/signalements"),
        ("/x?q=a%26b+c%C3%A9%22%3E", {"page": 3}, "/x?q=a%26b+c%C3%A9%22%3E&page=3"),
        ("/%3Cscript%3E", {"lang": "en"}, "/%3Cscript%3E?lang=en"),
    ],
)
def test_the_same_page_keeps_what_is_not_changed(
    app: Flask, asked: str, changes: dict[str, object], expected: str
) -> None:
    with app.test_request_context(asked):
        assert navigation.same_page(**changes) == expected


def test_every_main_page_is_there(app: Flask) -> None:
    pages = navigation.RESIDENTS + navigation.AGENTS
    assert [page.endpoint for page in pages if page.endpoint not in app.view_functions] == []
    with app.test_request_context("/"):
        paths = [page.path for page in pages]
    assert paths == ["/signaler", "/signalements", "/qui-fait-quoi", "/agents/", "/agents/a-transmettre"]


def test_nothing_leads_to_a_room_that_is_not_there(app: Flask, client: FlaskClient) -> None:
    assert "Les signalements</a>" in client.get("/confidentialite").get_data(as_text=True)
    del app.view_functions["board.index"]
    assert "Les signalements</a>" not in client.get("/confidentialite").get_data(as_text=True)


def test_the_page_where_we_are_says_so(client: FlaskClient) -> None:
    html = client.get("/qui-fait-quoi").get_data(as_text=True)
    assert '<a href="/qui-fait-quoi" aria-current="page">' in html
    assert html.count('aria-current="page"') == 1
