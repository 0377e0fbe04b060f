"""The private page in a real browser."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import expect

from reporter.base import clock
from reporter.base.current import current
from reporter.base.db import session
from reporter.categories.rules import Catalogue
from reporter.intake import actions
from reporter.intake.rules import Submission
from reporter.reports.models import Report
from tests.browser.axe import violations
from tests.browser.conftest import Visit
from tests.browser.test_pages import sideways
from tests.intake.conftest import GRAZAILLES, jpeg, point

Sent = Callable[..., Report]


@pytest.fixture
def sent(app: Flask) -> Sent:
    """A report of this moment; `ago`: sent so long before."""

    def make(*, ago: timedelta = timedelta(), **changes: Any) -> Report:
        category = current(Catalogue).get("bulky")
        assert category
        plain: dict[str, Any] = {"category": category, "setting": "street", "coordinates": point(GRAZAILLES)}
        report = actions.submit(Submission(**{**plain, **changes}), now=clock.now() - ago).report
        session().commit()
        return report

    return make


@pytest.mark.parametrize(("language", "width", "dark"), [("fr", 360, False), ("fr", 1280, True), ("ar", 320, False)])
def test_everybody_can_use_it_and_it_fits(visit: Visit, sent: Sent, language: str, width: int, dark: bool) -> None:
    long = "Un canapé, un matelas et une très-très-très-longue-suite-de-mots-sans-espace-" * 3
    fresh = sent(photos=(jpeg(), jpeg(colour="navy")), details=long, email="a@exemple.fr", address="12 rue d’Ulm")
    old = sent(ago=timedelta(days=1), details=long)
    page = visit(f"/suivi/{fresh.tracking_token}", width=width, language=language, dark=dark)
    for path in (f"/{fresh.tracking_token}", f"/{fresh.tracking_token}/modification", f"/{old.tracking_token}", ""):
        page.goto(f"/suivi{path}")
        for fold in page.locator("details.fold").all():
            fold.evaluate("fold => { fold.open = true }")
        assert sideways(page) == [], path
        assert violations(page) == [], path


def test_the_number_is_seen_at_once_on_a_small_screen(visit: Visit, sent: Sent) -> None:
    page = visit(f"/suivi/{sent().tracking_token}", height=640)
    number = page.locator("[data-reference]")
    expect(number).to_be_in_viewport(ratio=1)
    assert number.evaluate("one => parseFloat(getComputedStyle(one).fontSize)") >= 32


def test_without_scripts_it_is_corrected_and_taken_back(visit: Visit, sent: Sent, live: str) -> None:
    report = sent(details="un canape")
    page = visit(f"/suivi/{report.tracking_token}", javascript=False)
    page.get_by_role("link", name="Corriger").click()
    page.locator('.tile:has([value="residence"])').click()
    page.get_by_label("Votre précision").fill("Un canapé dans le hall")
    page.get_by_role("button", name="Enregistrer la correction").click()
    expect(page).to_have_url(f"{live}/suivi/{report.tracking_token}")
    expect(page.get_by_text("Votre signalement est corrigé.")).to_be_visible()
    expect(page.locator(".partner__name")).to_have_text("Régie de quartiers")
    page.locator("summary", has_text="Retirer mon signalement").click()
    page.get_by_role("button", name="Retirer mon signalement").click()
    expect(page.get_by_text("Vous l’avez retiré : personne ne le reçoit.").first).to_be_visible()


def test_the_number_and_the_code_lead_back_to_it(visit: Visit, sent: Sent, live: str) -> None:
    report = sent()
    page = visit("/suivi", javascript=False)
    page.get_by_label("Numéro").fill(report.reference.lower())
    page.get_by_label("Code secret").fill(report.short_code)
    page.get_by_role("button", name="Ouvrir ma page de suivi").click()
    expect(page).to_have_url(f"{live}/suivi/{report.tracking_token}")


def test_what_is_shared_is_the_public_page_alone(visit: Visit, sent: Sent) -> None:
    report = sent()
    page = visit(f"/suivi/{report.tracking_token}")
    page.evaluate("() => { navigator.share = async (what) => { window.shared = what } }")
    page.get_by_role("link", name="Partager").click()
    shared = page.evaluate("shared")
    assert shared["url"].endswith(f"/signalements/{report.reference}")
    assert report.tracking_token not in str(shared)


def test_the_address_is_told_to_no_other_page(visit: Visit, sent: Sent) -> None:
    report = sent()
    page = visit(f"/suivi/{report.tracking_token}")
    with page.expect_request(re.compile("/signaler$")) as asked:
        page.get_by_role("link", name="Signaler autre chose").click()
    assert "referer" not in asked.value.all_headers()
