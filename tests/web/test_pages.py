"""Home, what the law asks for, errors, the page of components."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from reporter import create_app
from reporter.accounts import actions as accounts
from reporter.base import clock
from reporter.base.current import current
from reporter.base.settings import TERRITORIES
from reporter.categories.rules import Catalogue
from reporter.partners.rules import Directory
from reporter.places.gazetteer import Gazetteer

LAW = ["/confidentialite", "/accessibilite", "/mentions-legales"]


def text_of(client: FlaskClient, path: str, status: int = 200) -> str:
    """The words of a page on one line, tags and double spaces left out."""
    answer = client.get(path)
    assert answer.status_code == status
    return " ".join(re.sub(r"<[^>]+>", " ", answer.get_data(as_text=True)).split()).replace("&#39;", "’")


def test_home_shows_what_the_town_has(app: Flask, client: FlaskClient) -> None:
    text = text_of(client, "/")
    html = client.get("/").get_data(as_text=True)
    assert current(Gazetteer).town in text
    for neighbourhood in current(Gazetteer).neighbourhoods:
        assert (f"/signalements?quartier={neighbourhood.slug}" in html) == neighbourhood.served
    for category in current(Catalogue):
        assert f'href="/signaler?category={category.slug}"' in html
    for line in current(Directory).emergency:
        assert f'href="tel:{line.number}"' in html
    for partner in current(Directory).forwardable:
        assert (partner.name in text) == (partner.channels != ("digest",))


def test_no_page_shows_where_a_partner_receives_its_mail(app: Flask, client: FlaskClient) -> None:
    addresses = [partner.email for partner in current(Directory) if partner.email]
    assert addresses
    for path in ["/", "/qui-fait-quoi", *LAW]:
        assert not [address for address in addresses if address in client.get(path).get_data(as_text=True)]


def test_what_the_town_has_not_said_is_said_to_be_missing(client: FlaskClient) -> None:
    for path, facts in zip(LAW, [2, 1, 5], strict=True):
        assert text_of(client, path).count("à compléter par la collectivité") == facts


def test_what_the_town_has_said_is_on_the_pages(tmp_path: Path, environ: dict[str, str]) -> None:
    town = tmp_path / "town"
    shutil.copytree(TERRITORIES / "carcassonne", town)
    file = town / "territory.toml"
    keys = re.findall(r'^(\w+) = ""$', file.read_text(), re.MULTILINE)
    assert len(keys) == 8
    file.write_text(re.sub(r'^(\w+) = ""$', r'\1 = "la-\1"', file.read_text(), flags=re.MULTILINE))
    app = create_app({**environ, "TERRITORY": str(town)})
    shown = "".join(text_of(app.test_client(), path) for path in LAW)
    assert [key for key in keys if f"la-{key}" not in shown] == []
    assert "à compléter" not in shown


def test_the_declaration_of_accessibility_says_what_the_law_wants(client: FlaskClient) -> None:
    text = text_of(client, "/accessibilite")
    assert "État de conformité : non conforme" in text
    assert "Libre réponse 71120" in text
    assert "https://formulaire.defenseurdesdroits.fr/" in client.get("/accessibilite").get_data(as_text=True)
    for path in ["/", *LAW]:
        assert '<a href="/accessibilite">Accessibilité\u00a0: non conforme</a>' in client.get(path).get_data(
            as_text=True
        )


def test_the_fines_are_those_of_the_law(client: FlaskClient) -> None:
    text = text_of(client, "/mentions-legales")
    for article, amount in [("R634-2", "135 €"), ("R635-8", "1 500 €"), ("L541-3", "15 000 €")]:
        assert re.search(rf"{amount}[^.€]*{article}", text)


def test_the_sources_of_the_data_are_told_in_the_readers_language(client: FlaskClient) -> None:
    said = {
        language: text_of(client, f"/mentions-legales?lang={language}") for language in ("fr", "en", "es", "ar", "tr")
    }
    assert "Contours des quartiers prioritaires 2015" in said["fr"]
    assert "Outlines of the priority neighbourhoods" in said["en"]
    assert "Contornos de los barrios prioritarios" in said["es"]
    assert "حدود الأحياء ذات الأولوية" in said["ar"]
    assert "2015 öncelikli mahalle" in said["tr"]


@pytest.mark.parametrize("status", [400, 403, 404, 405, 409, 410, 413, 418, 422, 429, 500, 502, 503])
def test_every_error_says_what_to_do_next(app: Flask, status: int) -> None:
    with app.test_request_context("/"):
        html = app.jinja_env.get_template("pages/error.html").render(status=status, text="Une phrase.")
    main = html[html.index("<main") : html.index("</main>")]
    assert "Une phrase." in main
    assert len(re.findall(r'<a class="button', main)) == 2
    assert len(re.findall(r"<p", main)) >= 2
    assert '<meta name="robots" content="noindex">' in html


def test_a_page_that_is_not_there_answers_in_words(client: FlaskClient) -> None:
    assert "Page introuvable" in text_of(client, "/nulle-part", status=404)


def test_the_components_are_for_agents_and_show_without_a_fault(app: Flask, client: FlaskClient) -> None:
    assert client.get("/agents/composants").status_code == 303
    link = accounts.first_link(now=clock.now())
    assert link
    client.post(link.removeprefix("http://localhost"))
    for language in ("fr", "ar"):
        text = text_of(client, f"/agents/composants?lang={language}")
        assert "status-reopened" in text
        assert "Cette adresse e-mail est incomplète." in text
