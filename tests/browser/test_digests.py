"""The digest as a mail program draws it, and the page behind its last link."""

from __future__ import annotations

import base64
import re
from dataclasses import replace
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from flask import Flask
from playwright.sync_api import Browser, expect

from reporter.base.current import current, install
from reporter.base.db import db
from reporter.digests import actions
from reporter.digests.links import unsubscribe_url
from reporter.partners.rules import Directory, Partner
from tests.browser.conftest import Visit
from tests.digests.conftest import BASTIDE, FRIDAY, INSTALLED, OZANAM, RECIPIENT, body, mails, photo, report

pytestmark = pytest.mark.browser


@pytest.fixture
def partner(app: Flask) -> Partner:
    directory = current(Directory)
    partners = tuple(replace(p, email=RECIPIENT) if p.slug == "agglo" else p for p in directory)
    install(app, replace(directory, partners=partners))
    actions.open_windows(INSTALLED)
    found = current(Directory).get("agglo")
    assert found
    return found


@pytest.mark.parametrize("dark", [False, True])
@pytest.mark.parametrize("width", [375, 700])
def test_the_mail_fits_its_window_and_asks_nothing_of_the_network(
    browser: Browser, partner: Partner, tmp_path: Path, width: int, dark: bool
) -> None:
    kept = photo()
    for number in range(8):
        report(INSTALLED, (BASTIDE, OZANAM)[number % 2], photos=(kept,), address="128 avenue du Général-de-Gaulle")
    report(INSTALLED, OZANAM, category="needle")
    actions.send(now=FRIDAY)
    (message,) = mails()
    pictures = {str(part["Content-ID"]).strip("<>"): part.get_payload(decode=True) for part in message.walk()}

    def inside(found: re.Match[str]) -> str:
        return "data:image/jpeg;base64," + base64.b64encode(pictures[found[1]]).decode()  # type: ignore[arg-type]

    shown = tmp_path / "mail.html"
    shown.write_text(re.sub(r"cid:([a-z0-9-]+)", inside, body(message)))
    asked: list[str] = []
    opened = browser.new_context(viewport={"width": width, "height": 900}, color_scheme="dark" if dark else "light")
    page = opened.new_page()
    page.on("request", lambda request: asked.append(request.url))
    page.goto(shown.as_uri())
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert [address for address in asked if not address.startswith(("file:", "data:"))] == []
    assert page.evaluate("[...document.images].every((image) => image.complete && image.naturalWidth > 0)")
    assert page.locator("img").count() == 8
    contrast = {"runOnly": ["color-contrast", "link-name", "image-alt", "list", "document-title", "html-has-lang"]}
    faults = Axe().run(page, options=contrast).response["violations"]
    assert [fault["nodes"][0]["html"] for fault in faults] == []
    opened.close()


def test_the_last_link_ends_the_digests_and_brings_them_back(partner: Partner, live: str, visit: Visit) -> None:
    path = unsubscribe_url(partner).removeprefix(live)
    db.session.remove()
    page = visit(path, javascript=False)
    page.get_by_role("button", name="Ne plus recevoir le récapitulatif").click()
    expect(page.get_by_text("Carcassonne Agglo ne recevra plus le récapitulatif.")).to_be_visible()
    page.get_by_role("button", name="Recevoir de nouveau le récapitulatif").click()
    expect(page.get_by_role("button", name="Ne plus recevoir le récapitulatif")).to_be_visible()
    visible = visit(path, width=360, dark=True)
    assert Axe().run(visible).response["violations"] == []
