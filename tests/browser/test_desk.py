"""The desk in a real browser: open to everybody, by keyboard, narrow and wide, with and without scripts."""

from __future__ import annotations

from datetime import timedelta

import pytest
from axe_playwright_python.sync_playwright import Axe
from flask import Flask
from playwright.sync_api import Page

from reporter.accounts import actions as accounts
from reporter.base import clock
from reporter.base.db import db
from reporter.forwarding import actions as forwarding
from reporter.reports.models import Report
from tests.browser.conftest import Visit
from tests.triage.making import BASTIDE, make

RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "best-practice"]}
WIDTHS = (360, 390, 1280, 1366)


@pytest.fixture
def link(app: Flask) -> str:
    """The path of a sign-in link of a mediator."""
    link = accounts.create("nadia@exemple.fr", "mediator", now=clock.now())
    db.session.remove()
    return "/agents/connexion/" + link.rpartition("/")[2]


@pytest.fixture
def reports(app: Flask) -> list[Report]:
    """One of each kind that the desk shows in its own way."""
    now = clock.now()
    made = [
        make("bulky", details="Trois matelas et un frigo, depuis samedi", photos=2, address="12 rue d’Ulm"),
        make("needle", photos=1, now=now - timedelta(days=1)),
        make("bins", at=BASTIDE, details="n’importe-quoi-sans-espace" * 6),
        make("vehicle", setting="residence", email="habitant@exemple.fr", phone="06 00 00 00 01", language="ar"),
        make("tags", held=True),
    ]
    forwarding.run(clock.now())
    db.session.remove()
    return made


def signed_in(visit: Visit, link: str, **how: object) -> Page:
    page = visit(link, **how)
    page.get_by_role("button", name="Me connecter").click()
    page.wait_for_url("**/agents/")
    return page


def faults(page: Page) -> list[str]:
    found = Axe().run(page, options=RULES).response["violations"]
    return [f"{page.url} {violation['id']}: {violation['nodes'][0]['html']}" for violation in found]


def overflow(page: Page) -> int:
    return int(page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth"))


def path_of(report: Report) -> str:
    return f"/agents/signalements/{report.reference}"


def go(page: Page, path: str) -> None:
    page.goto(page.url.split("/agents")[0] + path)


@pytest.mark.parametrize(("width", "dark"), [(390, False), (1366, False), (1366, True)])
def test_every_page_of_the_desk_is_open_to_everybody(visit, link, reports, width, dark):
    door = visit("/agents/connexion", width=width, dark=dark)
    found = faults(door) + faults(visit(link, width=width, dark=dark))
    page = signed_in(visit, link, width=width, dark=dark)
    found += faults(page)
    for path in (
        "/agents/?q=introuvable",
        "/agents/a-transmettre",
        *(f"/agents/signalements/{r.reference}" for r in reports),
    ):
        go(page, path)
        page.evaluate("document.querySelectorAll('details').forEach((part) => { part.open = true })")
        found += faults(page)
    assert found == []


@pytest.mark.parametrize("language", ["fr", "ar"])
def test_no_page_scrolls_sideways(visit, link, reports, language):
    page = visit(link, language=language)
    page.locator("main form button[type=submit]").click()
    page.wait_for_url("**/agents/")
    for path in ("/agents/", "/agents/a-transmettre", *map(path_of, reports)):
        go(page, path)
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 800})
            assert overflow(page) <= 0, (path, width)


def test_touch_targets_are_as_large_as_a_thumb(visit, link, reports):
    page = signed_in(visit, link, width=390, has_touch=True, is_mobile=True)
    for path in ("/agents/", path_of(reports[0]), "/agents/a-transmettre"):
        go(page, path)
        small = page.evaluate(
            """() => [...document.querySelectorAll('main :is(button, summary, select, input[id]), .views a')]
                .filter((e) => e.checkVisibility() && e.getBoundingClientRect().height < 44).map((e) => e.outerHTML)"""
        )
        assert small == [], path


def test_a_report_is_reached_and_moved_by_keyboard_alone(visit, link, reports):
    page = signed_in(visit, link, width=1366)
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip-link"
    page.keyboard.press("Enter")
    for _ in range(60):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.classList.contains('rows__link')"):
            break
    # The urgent one is first.
    assert page.evaluate("document.activeElement.textContent") == "Seringue"
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/{reports[1].reference}")
    for _ in range(60):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.id") == "acknowledged-text":
            break
    page.keyboard.type("Une équipe part dans une heure.")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.get_by_text("C’est enregistré").wait_for()
    assert page.locator(".story__head .status").inner_text() == "Pris en charge"


def test_without_scripts_a_call_is_noted_and_an_agent_signs_out(visit, link, reports):
    page = signed_in(visit, link, javascript=False)
    page.get_by_role("link", name="À transmettre").click()
    assert page.locator(".task").count() == 3
    page.get_by_label("Nom de la personne jointe").first.fill("Mme Roux")
    page.get_by_role("button", name=f"Appelé pour {reports[1].reference}").click()
    page.get_by_text(f"{reports[1].reference} est noté comme transmis").wait_for()
    assert page.locator(".task").count() == 2
    page.get_by_role("button", name="Se déconnecter").click()
    page.wait_for_url("**/agents/connexion")
    go(page, "/agents/")
    assert page.url.endswith("/agents/connexion?next=/agents/")


def test_filters_stand_open_where_there_is_room_and_narrow_the_list(visit, link, reports):
    page = signed_in(visit, link, width=1366)
    page.get_by_label("Quartier").select_option("bastide")
    page.get_by_role("button", name="Appliquer").click()
    page.wait_for_url("**quartier=bastide**")
    assert page.locator(".rows__link").all_inner_texts() == ["Bac ou colonne"]
    page.set_viewport_size({"width": 390, "height": 800})
    page.reload()
    assert not page.get_by_label("Quartier").is_visible()


def test_the_message_for_a_page_is_copied(visit, link, reports):
    page = signed_in(visit, link, width=1366, permissions=["clipboard-read", "clipboard-write"])
    go(page, "/agents/a-transmettre")
    page.get_by_role("button", name="Copier").click()
    page.get_by_text("Copié").wait_for()
    assert reports[2].reference in page.evaluate("navigator.clipboard.readText()")


def test_the_desk_prints_what_is_read_out_and_a_line_for_the_name(visit, link, reports):
    page = signed_in(visit, link, width=1366)
    go(page, "/agents/a-transmettre")
    page.emulate_media(media="print")
    assert page.locator(".task__script").first.is_visible()
    assert not page.get_by_role("button", name="Se déconnecter").is_visible()
    assert page.locator(".task__done input[type=text]").first.is_visible()
