"""Pages of no room in a real browser: read by axe, on narrow screens, mirrored, with large text, by keyboard."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser.axe import violations
from tests.browser.conftest import Visit

PAGES = {
    "home": "/",
    "privacy": "/confidentialite",
    "accessibility": "/accessibilite",
    "legal": "/mentions-legales",
    "error": "/cette-page-n-existe-pas",
}


@pytest.mark.parametrize("width", [360, 1280])
@pytest.mark.parametrize("language", ["fr", "ar"])
def test_axe_finds_nothing_on_any_page_in_light_and_dark(visit: Visit, language: str, width: int) -> None:
    for dark in (False, True):
        page = visit("/", width=width, language=language, dark=dark)
        for name, path in PAGES.items():
            page.goto(path)
            assert violations(page) == [], f"{name}, {language}, {width} px, {'dark' if dark else 'light'}"


def test_axe_finds_what_is_wrong(visit: Visit) -> None:
    page = visit("/")
    page.evaluate("document.querySelector('h1').innerHTML += '<img src=\"/static/icons/app.svg\">'")
    assert [fault.partition(":")[0] for fault in violations(page)] == ["image-alt"]


@pytest.mark.parametrize("language", ["fr", "ar"])
@pytest.mark.parametrize("text", [100, 200])
def test_no_page_scrolls_sideways_at_320_pixels_with_text_twice_as_large(
    visit: Visit, language: str, text: int
) -> None:
    page = visit("/", width=320, language=language)
    for path in PAGES.values():
        page.goto(path)
        page.evaluate("size => { document.documentElement.style.fontSize = size + '%' }", text)
        assert sideways(page) == [], path


def sideways(page: Page) -> list[str]:
    """What sticks out of the screen, for whoever has to mend it; empty when nothing does."""
    return page.evaluate(
        """() => {
            const box = (one) => one.getBoundingClientRect();
            const out = (one) => box(one).right > innerWidth + 1 || box(one).left < -1;
            const shown = (one) => one.checkVisibility() && getComputedStyle(one).position !== "absolute";
            const found = [...document.querySelectorAll("body *")].filter((one) => shown(one) && out(one));
            const names = found.map((one) => `${one.tagName}.${one.getAttribute("class")}`);
            return document.documentElement.scrollWidth > innerWidth ? [...names, "page"] : names;
        }"""
    )


def test_what_sticks_out_is_found(visit: Visit) -> None:
    page = visit("/", width=320)
    page.evaluate("document.querySelector('h1').style.whiteSpace = 'nowrap'")
    assert "page" in sideways(page)


def test_everything_one_taps_is_large_enough(visit: Visit) -> None:
    page = visit("/", width=360)
    small = page.evaluate(
        """() => [...document.querySelectorAll("a, button, summary")]
            .filter((one) => one.checkVisibility() && !one.closest("p, .skip-link, .home__neighbourhoods"))
            .map((one) => [one.textContent.trim(), one.getBoundingClientRect()])
            .filter(([, box]) => box.height < 47.5 || box.width < 44)
            .map(([text, box]) => `${text}: ${box.width} x ${box.height}`)"""
    )
    assert small == []


def test_the_language_is_chosen_without_javascript_and_kept(visit: Visit, live: str) -> None:
    page = visit("/confidentialite?x=1", javascript=False)
    expect(page.locator("html")).to_have_attribute("dir", "ltr")
    page.locator(".menu summary").click()
    page.get_by_role("link", name="العربية").click()
    assert page.url == f"{live}/confidentialite?x=1&lang=ar"
    expect(page.locator("html")).to_have_attribute("dir", "rtl")
    page.goto("/")
    expect(page.locator("html")).to_have_attribute("lang", "ar")


def test_the_page_mirrors_itself_in_arabic(visit: Visit) -> None:
    def edges(page: Page) -> tuple[float, float]:
        boxes = [page.locator(part).first.bounding_box() for part in (".header__home", ".menu")]
        assert boxes[0]
        assert boxes[1]
        return boxes[0]["x"], boxes[1]["x"]

    home, menu = edges(visit("/", width=1280, language="fr"))
    assert home < menu
    home, menu = edges(visit("/", width=1280, language="ar"))
    assert home > menu


def test_arabic_letters_are_never_slanted(visit: Visit) -> None:
    slants = [
        visit("/accessibilite", language=language)
        .locator("em.told__missing")
        .first.evaluate("word => getComputedStyle(word).fontStyle")
        for language in ("fr", "ar")
    ]
    assert slants == ["italic", "normal"]


def test_the_menu_closes_with_escape_and_gives_the_focus_back(visit: Visit) -> None:
    page = visit("/")
    summary = page.locator(".menu summary")
    summary.click()
    expect(page.locator(".menu")).to_have_attribute("open", "")
    page.keyboard.press("Tab")
    page.keyboard.press("Escape")
    expect(page.locator(".menu")).not_to_have_attribute("open", "")
    expect(summary).to_be_focused()


def test_the_keyboard_reaches_the_content_first(visit: Visit) -> None:
    page = visit("/")
    page.keyboard.press("Tab")
    skip = page.locator(".skip-link")
    expect(skip).to_be_focused()
    expect(skip).to_be_in_viewport()
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()


def test_the_focus_is_seen(visit: Visit) -> None:
    page = visit("/")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    style = page.evaluate(
        "() => { const s = getComputedStyle(document.activeElement); return [s.outlineStyle, s.outlineWidth] }"
    )
    assert style == ["solid", "3px"]


def test_nothing_moves_for_readers_who_want_no_motion(visit: Visit) -> None:
    page = visit("/", reduced_motion="reduce")
    assert (
        page.evaluate("getComputedStyle(document.querySelector('.button')).transitionDuration").split(", ")[0] == "0s"
    )


def test_the_home_page_leads_to_the_form(visit: Visit, live: str) -> None:
    page = visit("/", javascript=False)
    page.get_by_role("link", name="Signaler un problème").click()
    assert page.url == f"{live}/signaler"
    page.goto("/")
    page.get_by_role("link", name="Seringue").click()
    assert page.url == f"{live}/signaler?category=needle"


def test_paper_carries_the_text_and_nothing_to_press(visit: Visit) -> None:
    page = visit("/confidentialite")
    page.emulate_media(media="print")
    expect(page.locator("h1")).to_be_visible()
    expect(page.locator(".header")).to_be_hidden()


def test_pictures_take_the_readers_own_colours(visit: Visit) -> None:
    page = visit("/", forced_colors="active", dark=True)
    link, icon = page.evaluate(
        """() => {
            const colour = (one) => getComputedStyle(one).color;
            return [colour(document.querySelector(".home__more")), colour(document.querySelector(".tile .icon"))];
        }"""
    )
    assert icon == link
