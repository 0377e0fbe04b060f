"""Stylesheets, scripts and icons as a browser gets them."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

import pytest
from flask import Flask
from flask.testing import FlaskClient

from reporter.web.static_files import STATIC, asset


def linked(client: FlaskClient) -> list[str]:
    """The addresses under /static of the home page."""
    html = client.get("/").get_data(as_text=True)
    return sorted({found.partition("#")[0] for found in re.findall(r'(?:src|href)="(/static/[^"]+)"', html)})


def test_whatever_a_page_links_is_there_and_kept_for_a_year(client: FlaskClient) -> None:
    addresses = linked(client)
    assert {urlsplit(address).path for address in addresses} >= {
        "/static/app.css",
        "/static/js/modules.js",
        "/static/icons/sprite.svg",
        "/static/icons/app.svg",
    }
    for address in addresses:
        answer = client.get(address)
        assert answer.status_code == 200
        assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"


def test_a_script_asked_for_by_its_plain_name_is_asked_for_again(client: FlaskClient) -> None:
    answer = client.get("/static/js/menu.js")
    assert answer.headers["Cache-Control"] == "no-cache"
    again = client.get("/static/js/menu.js", headers={"If-None-Match": answer.headers["ETag"]})
    assert again.status_code == 304


def test_the_stylesheet_is_all_sheets_with_the_layers_named_first(client: FlaskClient) -> None:
    answer = client.get("/static/app.css")
    assert answer.mimetype == "text/css"
    css = answer.get_data(as_text=True)
    assert css.index("@layer reset, tokens, base, components, rooms, print;") < css.index("{")
    for sheet in (STATIC / "css").glob("*.css"):
        assert sheet.read_text() in css


@pytest.mark.parametrize(
    "path",
    ["css/tokens.css", "../web/app.py", "..%2Fweb%2Fapp.py", "js/../../web/app.py", "nothing.js"],
)
def test_nothing_else_is_served(client: FlaskClient, path: str) -> None:
    assert client.get(f"/static/{path}").status_code == 404


def test_the_address_of_a_file_changes_with_its_content(app: Flask) -> None:
    with app.test_request_context():
        one, other = asset("icons/app.svg"), asset("icons/sprite.svg")
    assert one.split("v=")[1] != other.split("v=")[1]
