"""The report, in a real browser: with scripts and without, by thumb and by keyboard, in French and in Arabic."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Page, expect
from sqlalchemy import select

from reporter.base.db import session
from reporter.reports.models import Report
from tests.browser.axe import violations
from tests.browser.conftest import Visit
from tests.browser.test_pages import sideways
from tests.intake.conftest import GRAZAILLES, TOULOUSE, jpeg

HERE = {"latitude": float(GRAZAILLES["latitude"]), "longitude": float(GRAZAILLES["longitude"]), "accuracy": 12}
FAR = {"latitude": float(TOULOUSE["latitude"]), "longitude": float(TOULOUSE["longitude"]), "accuracy": 12}
SENT = "Votre signalement est bien enregistré"


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    path = tmp_path / "IMG_1.jpg"
    path.write_bytes(jpeg().getvalue())
    return path


def choose(page: Page, name: str, value: str) -> None:
    """A tap on a tile."""
    page.locator(f'.tile:has([name="{name}"][value="{value}"])').click()


def send(page: Page) -> None:
    page.get_by_role("button", name="Envoyer mon signalement").click()


def reports() -> list[Report]:
    session().rollback()
    return list(session().scalars(select(Report).order_by(Report.id)))


@pytest.mark.parametrize(
    ("language", "width", "dark"), [("fr", 360, False), ("fr", 1280, True), ("ar", 360, True), ("fr", 320, False)]
)
def test_everybody_can_use_it_and_it_fits(visit: Visit, language: str, width: int, dark: bool) -> None:
    page = visit("/signaler?category=needle", width=width, height=640, language=language, dark=dark)
    for fold in page.locator("details.fold").all():
        fold.evaluate("fold => { fold.open = true }")
    assert sideways(page) == []
    assert violations(page) == []
    # Past the scripts, as a browser without them would.
    page.locator("form.report__form").evaluate("form => form.submit()")
    expect(page.locator("#errors")).to_be_visible()
    assert sideways(page) == []
    assert violations(page) == []


def test_it_mirrors_itself_in_arabic(visit: Visit) -> None:
    def first_tile_is_right_of_second(language: str) -> bool:
        page = visit("/signaler", language=language)
        boxes = [page.locator(".tile").nth(number).bounding_box() for number in (0, 1)]
        assert boxes[0]
        assert boxes[1]
        return boxes[0]["x"] > boxes[1]["x"]

    assert [first_tile_is_right_of_second(language) for language in ("fr", "ar")] == [False, True]


def test_nine_tiles_stand_three_by_three_and_a_thumb_finds_them(visit: Visit) -> None:
    page = visit("/signaler", height=640)
    boxes = [tile.bounding_box() for tile in page.locator(".categories .tile").all()]
    assert len(boxes) == 9
    assert all(box and box["width"] >= 48 and box["height"] >= 48 for box in boxes)
    assert len({round(box["x"]) for box in boxes if box}) == 3
    assert len({round(box["y"]) for box in boxes if box}) == 3
    expect(page.get_by_role("button", name="Envoyer mon signalement")).to_be_in_viewport()


@pytest.mark.parametrize("language", ["fr", "en", "es", "ar", "tr"])
def test_every_word_of_a_tile_fits_into_it_whole(visit: Visit, language: str) -> None:
    page = visit("/signaler", language=language)
    broken = page.evaluate(
        """() => {
          const found = [];
          for (const tile of document.querySelectorAll(".categories .tile")) {
            const box = tile.getBoundingClientRect();
            const texts = document.createTreeWalker(tile, NodeFilter.SHOW_TEXT);
            while (texts.nextNode()) {
              for (const word of texts.currentNode.data.matchAll(/\\S+/g)) {
                const range = document.createRange();
                range.setStart(texts.currentNode, word.index);
                range.setEnd(texts.currentNode, word.index + word[0].length);
                const lines = [...range.getClientRects()];
                const outside = (line) => line.left < box.left || line.right > box.right;
                if (lines.length > 1 || lines.some(outside)) found.push(word[0]);
              }
            }
          }
          return found;
        }"""
    )
    assert broken == []


def test_without_scripts_it_is_all_open_and_can_be_sent(visit: Visit, app: Flask, photo: Path) -> None:
    page = visit("/signaler", javascript=False)
    expect(page.get_by_label("Votre précision")).to_be_visible()
    expect(page.get_by_label("Votre e-mail")).to_be_visible()
    expect(page.get_by_role("button", name="Utiliser ma position")).to_be_hidden()
    page.get_by_label("Prendre une photo").set_input_files(photo)
    page.get_by_label("Adresse ou lieu connu").fill("rue Buffon")
    choose(page, "category", "needle")
    expect(page.get_by_text("Ne touchez pas.").first).to_be_visible()
    choose(page, "category", "dumping")
    expect(page.get_by_text("Ne touchez pas.").first).to_be_hidden()
    choose(page, "setting", "street")
    page.get_by_label("Votre précision").fill("Des sacs")
    send(page)
    expect(page.get_by_role("heading", name=SENT)).to_be_visible()
    (report,) = reports()
    expect(page.locator("[data-reference]")).to_have_text(report.reference)
    assert (report.neighbourhood, report.category, report.details) == ("grazailles", "dumping", "Des sacs")
    expect(page.locator(".photos img")).to_have_count(1)


def test_without_scripts_a_refusal_keeps_the_photo_and_leads_to_the_fault(
    visit: Visit, app: Flask, photo: Path
) -> None:
    page = visit("/signaler", javascript=False)
    page.get_by_label("Prendre une photo").set_input_files(photo)
    choose(page, "category", "dumping")
    send(page)
    page.get_by_role("link", name="Dites où c’est").click()
    expect(page.locator("#location")).to_be_in_viewport()
    kept = page.get_by_role("img", name="Photo 1")
    expect(kept).to_be_visible()
    assert kept.evaluate("picture => picture.naturalWidth") == 400
    page.get_by_label("Ou le quartier").select_option("Ozanam")
    send(page)
    expect(page.get_by_role("heading", name=SENT)).to_be_visible()
    expect(page.locator(".photos img")).to_have_count(1)


def test_the_keyboard_alone_sends_a_report(visit: Visit, app: Flask) -> None:
    page = visit("/signaler", width=1280)
    press = page.keyboard.press
    page.get_by_label("Adresse ou lieu connu").focus()
    page.keyboard.type("rue bufon")
    options = page.get_by_role("listbox", name="Propositions").get_by_role("option")
    expect(options.first).to_contain_text("Rue Buffon")
    press("ArrowDown")
    expect(options.first).to_have_attribute("aria-selected", "true")
    press("Enter")
    expect(page.get_by_label("Adresse ou lieu connu")).to_have_value("Rue Buffon")
    expect(options.first).to_be_hidden()
    press("Tab")
    expect(page.get_by_label("Ou le quartier")).to_be_focused()
    press("Tab")
    expect(page.get_by_role("button", name="Écouter cette question").nth(2)).to_be_focused()
    press("Tab")
    expect(page.locator("#category")).to_be_focused()
    press("Space")
    press("ArrowRight")
    expect(page.locator('[name="category"][value="dumping"]')).to_be_checked()
    press("Tab")
    press("Tab")
    press("ArrowLeft")
    expect(page.locator('[name="setting"][value="residence"]')).to_be_checked()
    for _ in range(2):
        press("Tab")
        press("Enter")
        press("Tab")
        expect(page.locator("#details, #email").and_(page.locator(":focus"))).to_have_count(1)
        press("Shift+Tab")
        press("Enter")
    page.get_by_role("button", name="Envoyer mon signalement").focus()
    press("Enter")
    expect(page.get_by_role("heading", name=SENT)).to_be_visible()
    (report,) = reports()
    assert (report.category, report.setting, report.neighbourhood) == ("dumping", "residence", "grazailles")
    assert (report.location_source, report.address) == ("address", "Rue Buffon")


def test_the_button_says_what_is_missing(visit: Visit, app: Flask) -> None:
    page = visit("/signaler")
    said = page.locator('[data-part="missing"]')
    expect(said).to_have_text("Il manque : le lieu et ce que vous voyez.")
    choose(page, "category", "tags")
    expect(said).to_have_text("Il manque : le lieu.")
    send(page)
    expect(page.get_by_label("Adresse ou lieu connu")).to_be_focused()
    expect(page.get_by_role("alert")).to_contain_text("Dites où c’est")
    page.get_by_label("Ou le quartier").select_option("Bastide")
    expect(page.get_by_role("alert")).to_have_count(0)
    expect(said).to_have_text("Tout est prêt.")
    assert reports() == []


def test_what_is_missing_is_said_in_our_words_and_nothing_is_uploaded(visit: Visit, app: Flask, photo: Path) -> None:
    page = visit("/signaler")
    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.url) if request.method == "POST" else None)
    page.get_by_label("Prendre une photo").set_input_files(photo)
    said, alert = page.locator('[data-part="missing"]'), page.get_by_role("alert")
    expect(said).to_have_text("Il manque : le lieu et ce que vous voyez.")
    send(page)
    expect(alert).to_contain_text("Dites où c’est")
    page.get_by_label("Ou le quartier").select_option("Bastide")
    send(page)
    expect(alert).to_have_text("Choisissez ce que vous voyez.")
    expect(page.locator("#category")).to_be_focused()
    choose(page, "category", "tags")
    page.get_by_text("Être prévenu(e) (facultatif)").click()
    page.get_by_label("Votre e-mail").fill("nom@")
    expect(said).to_have_text("Il reste un point à corriger plus haut.")
    send(page)
    expect(alert).to_contain_text("n’est pas valable")
    expect(page.get_by_label("Votre e-mail")).to_be_focused()
    assert sent == []
    page.get_by_label("Votre e-mail").fill("")
    expect(said).to_have_text("Tout est prêt.")
    send(page)
    expect(page.get_by_role("heading", name=SENT)).to_be_visible()


def test_a_photo_that_says_where_it_was_taken_is_place_enough(visit: Visit, app: Flask, tmp_path: Path) -> None:
    there = tmp_path / "IMG_3.jpg"
    there.write_bytes(jpeg(at=GRAZAILLES).getvalue())
    page = visit("/signaler?category=tags")
    page.get_by_label("Prendre une photo").set_input_files(there)
    expect(page.locator('[data-part="missing"]')).to_have_text("Tout est prêt.")
    send(page)
    expect(page.get_by_role("heading", name=SENT)).to_be_visible()
    assert reports()[0].location_source == "photo"


def test_the_bar_is_not_content_while_a_refused_field_is_as_it_was(visit: Visit) -> None:
    page = visit("/signaler?latitude=43.22713&longitude=2.35541&category=tags")
    # The browser finds nothing wrong with it, the server does.
    page.get_by_text("Être prévenu(e) (facultatif)").click()
    page.get_by_label("Votre e-mail").fill("nom@exemple")
    send(page)
    expect(page.locator("#errors")).to_be_visible()
    said = page.locator('[data-part="missing"]')
    expect(said).to_have_text("Il reste un point à corriger plus haut.")
    page.get_by_label("Votre e-mail").fill("nom@exemple.fr")
    expect(said).to_have_text("Tout est prêt.")


def test_a_position_to_less_than_a_metre_says_no_metres(visit: Visit) -> None:
    page = visit("/signaler", geolocation={**HERE, "accuracy": 0.3}, permissions=["geolocation"])
    page.get_by_role("button", name="Utiliser ma position").click()
    expect(page.locator('[data-part="name"]')).to_have_text("Grazailles")
    expect(page.locator('[data-part="how"]')).to_have_text("")


def test_the_phones_position_is_shown_as_a_place(visit: Visit, app: Flask) -> None:
    page = visit("/signaler", geolocation=HERE, permissions=["geolocation"])
    page.get_by_role("button", name="Utiliser ma position").click()
    expect(page.locator('[data-part="found"]')).to_contain_text("Grazailles")
    expect(page.locator('[data-part="found"]')).to_contain_text("à 12 m près")
    expect(page.get_by_role("button", name="Corriger")).to_be_focused()
    expect(page.get_by_label("Adresse ou lieu connu")).to_be_hidden()
    choose(page, "category", "tags")
    send(page)
    expect(page.get_by_role("heading", name=SENT)).to_be_visible()
    (report,) = reports()
    assert (report.latitude, report.longitude, report.accuracy) == (43.22713, 2.35541, 12)
    assert report.location_source == "gps"


def test_a_position_can_be_corrected(visit: Visit, app: Flask) -> None:
    page = visit("/signaler", geolocation=HERE, permissions=["geolocation"])
    page.get_by_role("button", name="Utiliser ma position").click()
    page.get_by_role("button", name="Corriger").click()
    expect(page.get_by_label("Adresse ou lieu connu")).to_be_focused()
    page.keyboard.type("collège Varsovie")
    page.get_by_role("listbox", name="Propositions").get_by_role("option").first.click()
    expect(page.locator('[data-part="found"]')).to_contain_text("Collège Varsovie")
    choose(page, "category", "tags")
    send(page)
    expect(page.get_by_role("heading", name=SENT)).to_be_visible()
    (report,) = reports()
    assert (report.latitude, report.location_source) == (43.213776, "address")


def test_a_position_far_away_is_not_taken(visit: Visit) -> None:
    page = visit("/signaler", geolocation=FAR, permissions=["geolocation"])
    page.get_by_role("button", name="Utiliser ma position").click()
    expect(page.locator('[data-part="said"]')).to_contain_text("hors du territoire")
    expect(page.locator('[name="latitude"]')).to_have_value("")


def test_a_phone_that_tells_no_position_leaves_the_other_ways(visit: Visit) -> None:
    page = visit("/signaler", permissions=[])
    page.get_by_role("button", name="Utiliser ma position").click()
    expect(page.locator('[data-part="said"]')).to_contain_text("Écrivez l’adresse")


def test_photos_are_seen_and_can_be_taken_out(visit: Visit, app: Flask, photo: Path, tmp_path: Path) -> None:
    other = tmp_path / "IMG_2.jpg"
    other.write_bytes(jpeg(colour="navy").getvalue())
    page = visit("/signaler")
    picker = page.get_by_label("Prendre une photo")
    picker.set_input_files(photo)
    picker.set_input_files(other)
    expect(page.get_by_role("img", name="Photo 1")).to_be_visible()
    expect(page.get_by_role("img", name="Photo 2")).to_be_visible()
    page.get_by_role("button", name="Retirer la photo 1").click()
    expect(page.get_by_role("img", name="Photo 2")).to_have_count(0)
    assert violations(page) == []
    page.get_by_label("Ou le quartier").select_option("Bastide")
    choose(page, "category", "tags")
    send(page)
    expect(page.get_by_role("heading", name=SENT)).to_be_visible()
    expect(page.locator(".photos img")).to_have_count(1)


def test_too_many_and_too_heavy_photos_are_refused_before_they_are_sent(
    visit: Visit, app: Flask, photo: Path, tmp_path: Path
) -> None:
    heavy = tmp_path / "heavy.jpg"
    heavy.write_bytes(photo.read_bytes() + bytes(20_000_001))
    page = visit("/signaler?latitude=43.22713&longitude=2.35541&category=tags")
    picker, refused = page.get_by_label("Prendre une photo"), page.locator('[data-part="refused"]')
    picker.set_input_files([heavy, photo])
    expect(refused).to_contain_text("Cette photo dépasse 20 Mo.")
    expect(page.get_by_role("img", name="Photo 1")).to_be_visible()
    expect(page.get_by_role("img", name="Photo 2")).to_have_count(0)
    picker.set_input_files([photo] * 5)
    expect(refused).to_contain_text("5 photos au plus")
    expect(page.get_by_role("img", name="Photo 5")).to_be_visible()
    assert page.evaluate("document.querySelector('#photos').files.length") == 5
    assert violations(page) == []


@pytest.mark.parametrize("javascript", [True, False])
def test_who_sent_too_much_comes_back_to_what_they_typed(
    visit: Visit, app: Flask, photo: Path, javascript: bool
) -> None:
    app.config["MAX_CONTENT_LENGTH"] = 100
    page = visit("/signaler", javascript=javascript)
    page.get_by_label("Prendre une photo").set_input_files(photo)
    page.get_by_label("Adresse ou lieu connu").fill("rue Buffon")
    choose(page, "category", "tags")
    send(page)
    expect(page.get_by_role("heading", name="Envoi trop lourd")).to_be_visible()
    if javascript:
        page.wait_for_load_state("networkidle")
        page.get_by_role("link", name="Revenir au formulaire").click()
    else:
        page.go_back()
    expect(page.get_by_label("Adresse ou lieu connu")).to_have_value("rue Buffon")
    expect(page.locator('[name="category"][value="tags"]')).to_be_checked()
    app.config["MAX_CONTENT_LENGTH"] = None
    send(page)
    expect(page.get_by_role("heading", name=SENT)).to_be_visible()
    (report,) = reports()
    assert (report.category, report.neighbourhood) == ("tags", "grazailles")
    expect(page.locator(".photos img")).to_have_count(1)


def test_a_double_tap_makes_one_report(visit: Visit, app: Flask) -> None:
    page = visit("/signaler?latitude=43.22713&longitude=2.35541&category=tags")
    page.get_by_role("button", name="Envoyer mon signalement").dblclick()
    expect(page.get_by_role("heading", name=SENT)).to_be_visible()
    assert len(reports()) == 1


def test_going_back_and_sending_again_makes_another_report(visit: Visit, app: Flask) -> None:
    page = visit("/signaler?latitude=43.22713&longitude=2.35541&category=tags")
    send(page)
    expect(page.get_by_role("heading", name=SENT)).to_be_visible()
    page.go_back()
    choose(page, "category", "bins")
    send(page)
    expect(page.get_by_role("heading", name=SENT)).to_be_visible()
    assert [report.category for report in reports()] == ["tags", "bins"]


def test_a_question_is_read_aloud_on_a_tap_and_silent_on_the_next(visit: Visit) -> None:
    page = visit("/signaler?category=needle")
    page.evaluate("() => { speechSynthesis.speak = (speech) => { window.heard = [speech.lang, speech.text] } }")
    button = page.get_by_role("button", name="Écouter cette question").nth(2)
    button.click()
    expect(button).to_have_attribute("aria-pressed", "true")
    language, text = page.evaluate("heard")
    assert language == "fr"
    assert text.startswith("Que voyez-vous ?. Encombrants. ")
    assert "Ne touchez pas" in text
    assert "Meubles, matelas" not in text
    button.click()
    expect(button).to_have_attribute("aria-pressed", "false")
