"""Who does what, in a real browser: the way to the right door, with a thumb and without scripts."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.browser.conftest import Visit

PATH = "/qui-fait-quoi"


def test_two_taps_lead_to_the_right_door_without_a_script(visit: Visit) -> None:
    page = visit(PATH, javascript=False)
    door = page.get_by_role("link", name="Tout savoir sur : MEDIACTION")
    assert not door.is_visible()
    page.get_by_text("Du bruit, un conflit entre voisins, un hall occupé").click()
    page.get_by_text("Habitat Audois, Alogéa, Marcou Habitat", exact=True).click()
    assert door.is_visible()
    door.click()
    service = page.locator("#service-mediaction")
    assert service.get_by_text("Du mardi au samedi, en soirée et en début de nuit.").is_visible()
    box = service.bounding_box()
    assert box
    assert 0 <= box["y"] < 800


@pytest.mark.parametrize(("language", "width", "dark"), [("fr", 360, False), ("fr", 1280, True), ("ar", 320, False)])
def test_it_fits_the_screen_and_everybody_can_use_it(visit: Visit, language: str, width: int, dark: bool) -> None:
    page = visit(PATH, width=width, language=language, dark=dark)
    for question in page.locator("details").all():
        question.evaluate("part => { part.open = true }")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    for number in page.locator("main a[href^='tel:']").all():
        box = number.bounding_box()
        assert box
        assert box["height"] >= 48
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()
