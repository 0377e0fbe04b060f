"""The public list and its map in a browser: with and without JavaScript, on a phone and a desk, for everybody."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from reporter.base.db import db
from reporter.web.static_files import exists
from tests.board import making
from tests.browser.conftest import Visit

# Best practice as well as WCAG 2.1 A and AA.
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "best-practice"]}

pytestmark = pytest.mark.browser
needs_map = pytest.mark.skipif(not exists("node_modules/leaflet/dist/leaflet.js"), reason="npm's packages are missing")


def _faults(page: object) -> list[str]:
    found = Axe().run(page, options=RULES).response["violations"]
    return [f"{violation['id']}: {violation['nodes'][0]['html']}" for violation in found]


@pytest.mark.parametrize("dark", [False, True])
@pytest.mark.parametrize(("width", "language"), [(360, "fr"), (1280, "fr"), (360, "ar")])
def test_list_and_page_are_open_to_everybody(visit: Visit, width: int, language: str, dark: bool) -> None:
    making.many(30)
    written = making.report()
    db.session.remove()
    for path in (
        "/signalements",
        "/signalements?statut=reopened&quartier=nowhere",
        f"/signalements/{written.reference}",
    ):
        page = visit(path, width=width, language=language, dark=dark)
        assert _faults(page) == []
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), f"{path} scrolls sideways"


@needs_map
@pytest.mark.parametrize(("width", "dark"), [(360, True), (1280, False)])
def test_the_map_opens_with_outlines_and_leads_to_a_report(visit: Visit, width: int, dark: bool) -> None:
    making.many(20)
    written = making.report(category="tags")
    db.session.remove()
    page = visit("/signalements?categorie=tags&quartier=grazailles", width=width, dark=dark)
    assert page.locator("script[src*=leaflet]").count() == 0
    page.get_by_role("button", name="Voir la carte").click()
    expect(page.locator("path.map__outline")).to_have_count(6)
    expect(page.get_by_text("La Conte", exact=True).first).to_be_attached()
    assert _faults(page) == []
    marker = page.get_by_role("button", name="Tags, Reçu").last
    marker.focus()
    page.keyboard.press("Enter")
    link = page.get_by_role("link", name="Voir ce signalement")
    expect(link).to_be_visible()
    # It fades in: what is half there has no contrast yet.
    page.wait_for_timeout(400)
    assert _faults(page) == []
    link.click()
    page.wait_for_url(f"**/signalements/{written.reference}")


@needs_map
def test_a_cluster_that_cannot_be_parted_leads_to_its_reports_in_the_list(visit: Visit) -> None:
    references = {making.report().reference for _ in range(3)}
    making.report(making.BASTIDE)
    db.session.remove()
    page = visit("/signalements?quartier=grazailles", width=1280, height=900)
    page.get_by_role("button", name="Voir la carte").click()
    for _ in range(8):
        cluster = page.get_by_role("button", name="Signalements ici : 3")
        expect(cluster).to_be_visible()
        cluster.focus()
        page.keyboard.press("Enter")
        page.wait_for_timeout(400)
        if page.get_by_role("link", name="Voir dans la liste").count():
            break
    page.get_by_role("link", name="Voir dans la liste").click()
    page.wait_for_url("**tuile=**")
    shown = page.locator(".board__card .card__link")
    expect(shown).to_have_count(3)
    assert {shown.nth(n).get_attribute("href").rpartition("/")[2] for n in range(3)} == references  # type: ignore[union-attr]


@needs_map
def test_a_report_is_shown_in_its_square_never_at_its_door(visit: Visit) -> None:
    written = making.report(setting="residence")
    db.session.remove()
    page = visit(f"/signalements/{written.reference}", width=1280)
    page.get_by_role("button", name="Voir la carte").click()
    expect(page.locator("path.map__square")).to_have_count(1)
    assert str(round(written.latitude, 4)) not in page.content()
    assert _faults(page) == []


def test_without_javascript_the_list_is_filtered_and_turned(visit: Visit) -> None:
    making.many(60)
    db.session.remove()
    page = visit("/signalements", javascript=False)
    assert page.get_by_role("button", name="Voir la carte").count() == 0
    page.get_by_role("link", name="Page suivante").click()
    expect(page.get_by_text("Page 2", exact=True)).to_be_visible()
    page.get_by_label("Catégorie").select_option("bins")
    page.get_by_role("button", name="Afficher").click()
    titles = page.locator(".board__card .card__link")
    assert titles.count() > 0
    assert all("Bac ou colonne" in titles.nth(n).inner_text() for n in range(titles.count()))


def test_me_too_is_one_tap_without_javascript(visit: Visit) -> None:
    written = making.report()
    db.session.remove()
    page = visit(f"/signalements/{written.reference}", javascript=False)
    page.get_by_role("button", name="Moi aussi, je le vois").click()
    expect(page.get_by_text("Merci. Les agents voient")).to_be_visible()
    expect(page.get_by_text("1 autre habitant le voit aussi.")).to_be_visible()
    assert page.get_by_role("button", name="Moi aussi, je le vois").count() == 0
