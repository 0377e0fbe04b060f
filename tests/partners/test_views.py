from __future__ import annotations

import re
from collections import Counter
from html.parser import HTMLParser

import pytest
from flask.testing import FlaskClient

from reporter.base.settings import TERRITORIES
from reporter.base.words import LANGUAGES
from reporter.partners.reading import load

DIRECTORY = load(TERRITORIES / "carcassonne")


class Page(HTMLParser):
    """What the tests ask of a page: its ids, its links, how deep its folded parts are nested, its text."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.links: list[str] = []
        self.words: list[str] = []
        self.depth = self.deepest = 0
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        self.ids += [values["id"] or ""] if "id" in values else []
        self.links += [values["href"] or ""] if tag == "a" else []
        self.depth += tag == "details"
        self.deepest = max(self.deepest, self.depth)

    def handle_endtag(self, tag: str) -> None:
        self.depth -= tag == "details"

    def handle_data(self, data: str) -> None:
        self.words.append(data)

    @property
    def text(self) -> str:
        return " ".join(" ".join(self.words).split())


@pytest.fixture
def page(client: FlaskClient) -> Page:
    answer = client.get("/qui-fait-quoi?lang=fr")
    assert answer.status_code == 200
    return Page(answer.text)


@pytest.mark.parametrize("slug", DIRECTORY.slugs)
def test_every_partner_is_there_with_all_that_is_known_of_it(page: Page, slug: str) -> None:
    partner = DIRECTORY.get(slug)
    assert partner
    assert f"service-{slug}" in page.ids
    texts = [partner.service, partner.does, partner.for_whom, partner.where, partner.hours, partner.note]
    for text in (partner.name, partner.phone, partner.address, *(str(text) for text in texts if text)):
        assert text in page.text


def test_what_is_not_known_is_said(client: FlaskClient) -> None:
    html = client.get("/qui-fait-quoi?lang=fr").text
    card = html[html.index('id="service-cas"') :]
    text = Page(card[: card.index("</article>")]).text
    assert text.endswith("Non communiqué : lieu · horaires · téléphone")
    card = html[html.index('id="service-mediaction"') :]
    assert Page(card[: card.index("</article>")]).text.endswith("Non communiqué : lieu · téléphone")


def test_numbers_are_called_with_a_tap_and_the_collector_s_page_is_a_link(page: Page) -> None:
    for number in ("112", "18", "15", "17", "0800666641", "0468119700"):
        assert f"tel:{number}" in page.links
    assert "https://www.facebook.com/Covaldem11" in page.links
    assert "/signaler" in page.links


def test_danger_comes_before_everything_but_the_title_and_the_form_is_not_the_way(page: Page) -> None:
    danger = page.text.index("Danger immédiat ? Appelez, ne remplissez pas de formulaire.")
    assert danger < page.text.index("Ce n’est pas un problème de propreté ?") < page.text.index("Ville de Carcassonne")


def test_no_address_to_which_reports_are_sent_is_shown_in_any_language(client: FlaskClient) -> None:
    secret = [partner.email for partner in DIRECTORY if partner.email]
    assert secret
    for language in LANGUAGES:
        text = client.get(f"/qui-fait-quoi?lang={language}").text
        assert not any(address in text for address in secret)
        assert "@" not in re.sub(r"<style.*?</style>|<script.*?</script>", "", text, flags=re.DOTALL)


def test_the_orientation_unfolds_without_a_script_two_questions_deep(page: Page) -> None:
    assert page.deepest >= 2
    assert "Qui est votre bailleur ?" in page.text
    assert "#service-mediaction" in page.links


def test_every_link_inside_the_page_leads_somewhere_and_no_id_is_there_twice(page: Page) -> None:
    inside = [link[1:] for link in page.links if link.startswith("#")]
    assert len(inside) > 5
    assert set(inside) <= set(page.ids)
    assert [name for name, times in Counter(page.ids).items() if times > 1] == []


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", "Tuesday to Saturday, in the evening and early at night."),
        ("es", "De martes a sábado, por la tarde y a primera hora de la noche."),
        ("ar", "من الثلاثاء إلى السبت، مساءً وفي أول الليل."),
        ("tr", "Salıdan cumartesiye, akşam ve gecenin ilk saatleri."),
    ],
)
def test_the_town_s_texts_are_said_in_the_reader_s_language(client: FlaskClient, language: str, words: str) -> None:
    html = client.get(f"/qui-fait-quoi?lang={language}").text
    assert words in html
    assert f'dir="{"rtl" if language == "ar" else "ltr"}"' in html


def test_only_reading_is_possible(client: FlaskClient) -> None:
    rules = [rule for rule in client.application.url_map.iter_rules() if rule.endpoint.startswith("partners.")]
    assert rules
    assert all((rule.methods or set()) <= {"GET", "HEAD", "OPTIONS"} for rule in rules)
