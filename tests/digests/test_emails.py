"""The mail itself: everything a partner needs, nothing about residents, light enough for every mailbox."""

from __future__ import annotations

import csv
import re
from datetime import timedelta
from email.message import EmailMessage
from html.parser import HTMLParser
from io import StringIO

import pytest
from flask.testing import FlaskClient

from reporter.base.current import current
from reporter.digests import actions
from reporter.forwarding import actions as forwarding
from reporter.forwarding import queries as forwards
from reporter.forwarding.rules import Answer
from reporter.partners.rules import Directory, Partner
from reporter.places.rules import Coordinates
from tests.digests.conftest import (
    BASTIDE,
    FRIDAY,
    GRAZAILLES,
    INSTALLED,
    MONDAY,
    OZANAM,
    attached,
    body,
    mails,
    photo,
    report,
)

TREBES = Coordinates(latitude=43.2106, longitude=2.4414)
LATER = INSTALLED + timedelta(hours=2)
PLACES = (GRAZAILLES, BASTIDE, OZANAM)
CATEGORIES = ("bulky", "dumping", "bins", "street-dirt", "tags", "damage", "vehicle", "pests")


class Addresses(HTMLParser):
    """Everything that a mail program would fetch by itself, and everything one may follow."""

    def __init__(self) -> None:
        super().__init__()
        self.fetched: list[str] = []
        self.followed: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        for name, value in attrs:
            if name in ("src", "background", "poster") or (tag == "link" and name == "href"):
                self.fetched.append(value or "")
            elif name == "href":
                self.followed.append(value or "")


def said(message: EmailMessage, kind: str) -> str:
    """A part's text with plain spaces and line ends."""
    return body(message, kind).replace("\u00a0", " ").replace("\r\n", "\n")


def addresses(html: str) -> Addresses:
    found = Addresses()
    found.feed(html)
    return found


def test_a_row_has_all_that_a_partner_needs(town: Partner) -> None:
    written = report(LATER, OZANAM, category="dumping", photos=(photo(),), address="12 rue d’Ulm")
    actions.send(now=FRIDAY)
    (message,) = mails()
    (forward,) = [f for f in forwards.of_report(written.id) if f.partner == "agglo"]
    for kind in ("html", "plain"):
        text = body(message, kind).replace("\u00a0", " ")
        for words in (
            "Dépôt sauvage",
            "12 rue d’Ulm",
            "signalé hier",
            "Ozanam",
            written.reference,
            "Ville de Carcassonne",
        ):
            assert words in text, (kind, words)
        for answer, words in {
            "accepted": "Pris en charge", "planned": "Prévu le …", "done": "Résolu", "declined": "Pas pour nous",
        }.items():  # fmt: skip
            assert re.search(rf"http://localhost/reponse/[^\"\s]+\?answer={answer}", text)
            assert words in text
        assert "mlat=43.20750" in text.replace("&amp;", "&")
    tokens = set(re.findall(r"/reponse/([^?\"\s<]+)", body(message)))
    assert len(tokens) == 1
    assert forward.id


def test_the_links_answer_for_the_partner_and_looking_at_them_changes_nothing(
    town: Partner, client: FlaskClient
) -> None:
    written = report(LATER)
    actions.send(now=FRIDAY)
    link = re.findall(r"http://localhost(/reponse/[^\"]+\?answer=accepted)", body(mails()[0]))[0]
    for kind in ("html", "plain"):
        assert "Un clic ouvre la réponse, un second l’envoie" in " ".join(body(mails()[0], kind).split())
    assert client.get(link).status_code == 200
    assert client.get(f"/api/reports/{written.reference}").get_json()["status"] == "received"
    client.post(link.partition("?")[0], data={"answer": "accepted"})
    assert client.get(f"/api/reports/{written.reference}").get_json()["status"] == "acknowledged"


def test_no_contact_and_nothing_a_resident_wrote_is_in_it(town: Partner) -> None:
    report(LATER, details="Chez Mme Untel, 3e gauche", email="habitante@example.org", phone="06 00 00 00 99")
    actions.send(now=FRIDAY)
    (message,) = mails()
    content = body(message) + body(message, "plain") + attached(message)[1].decode()
    for private in ("Untel", "habitante", "00 00 99", "/suivi/"):
        assert private not in content


def test_the_table_lists_everything_and_runs_nothing(town: Partner) -> None:
    report(LATER, address="=HYPERLINK(evil)")
    for _ in range(70):
        report(LATER)
    actions.send(now=FRIDAY)
    (message,) = mails()
    name, content = attached(message)
    assert name == "signalements-2026-11-20.csv"
    assert content.startswith(b"\xef\xbb\xbf")
    rows = list(csv.DictReader(StringIO(content.decode("utf-8-sig"), newline=""), delimiter=";"))
    assert len(rows) == 71
    assert {row["Adresse"] for row in rows} == {"'=HYPERLINK(evil)", ""}
    assert {row["Rubrique"] for row in rows} == {"Nouveaux"}
    assert "et 11 autres, dans le fichier joint." in body(message).replace("\u00a0", " ")


def test_forty_reports_stay_under_a_hundred_kilobytes(town: Partner) -> None:
    """Gmail cuts a message at 102 KB of HTML; addresses of the real world are longer than ours."""
    for number in range(40):
        report(LATER, PLACES[number % 3], category=CATEGORIES[number % 8], address="14 rue du Général-de-Gaulle")
    actions.send(now=FRIDAY)
    html = body(mails()[0])
    assert html.count("answer=accepted") == 40
    longer = html.replace("http://localhost", "https://je-remarque.une-assez-longue-agglo.fr")
    assert len(longer.encode()) < 100_000


def test_a_mail_program_fetches_nothing_from_anywhere(town: Partner) -> None:
    report(LATER, photos=(photo(),))
    actions.send(now=FRIDAY)
    found = addresses(body(mails()[0]))
    assert found.fetched
    assert all(address.startswith("cid:") for address in found.fetched)
    assert not re.search(r"url\(|@import|<script|<form", body(mails()[0]))
    hosts = {address.partition("//")[2].partition("/")[0] for address in found.followed}
    assert hosts == {"localhost", "www.openstreetmap.org"}


def test_outlook_gets_tables_and_styles_on_the_elements(town: Partner) -> None:
    report(LATER)
    actions.send(now=FRIDAY)
    html = body(mails()[0])
    cells = re.findall(r"<td[^>]*>", html)
    assert sum('style="' in cell for cell in cells) > len(cells) * 0.9
    assert not re.search(r"display:\s*(flex|grid)", html)
    assert "data-css-inline" not in html


def test_one_click_unsubscribes(town: Partner) -> None:
    report(LATER)
    actions.send(now=FRIDAY)
    (message,) = mails()
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert re.fullmatch(r"<http://localhost/desabonnement/[^>\s]+>", str(message["List-Unsubscribe"]))
    assert str(message["List-Unsubscribe"]).strip("<>") in body(message, "plain")


@pytest.mark.parametrize(
    ("state", "said"), [("declined", "Votre réponse : Pas pour nous"), ("done", "Résolu (Carcassonne Agglo)")]
)
def test_what_a_partner_is_done_with_has_no_more_buttons(town: Partner, state: str, said: str) -> None:
    written = report(LATER, category="tags")
    actions.send(now=FRIDAY)
    (forward,) = [f for f in forwards.of_report(written.id) if f.partner == "agglo"]
    forwarding.answer(forward.id, Answer(answer=state), now=FRIDAY + timedelta(hours=1))  # type: ignore[arg-type]
    actions.send(now=MONDAY)
    html = body(mails()[1])
    assert written.reference in html
    assert said in html.replace("\u00a0", " ")
    assert "answer=accepted" not in html


def test_headline_sections_and_figures_add_up_and_nobody_is_asked_about_what_lies_outside(town: Partner) -> None:
    for _ in range(2):
        report(LATER)
    outside = report(LATER, TREBES)
    actions.send(now=FRIDAY)
    (message,) = mails()
    assert message["Subject"].endswith("2 nouveaux signalements, 1 hors de la ville")
    for kind in ("html", "plain"):
        text = said(message, kind)
        assert "2 nouveaux signalements. 2 encore ouverts. Hors de la ville, pour information : 1." in text
        assert "Le signalement hors de la ville n’est pas compté ici." in text
        assert len(re.findall(r"\?answer=accepted", text)) == 2
        assert text.lower().rindex("hors de la ville, pour information") < text.index(outside.reference)
    plain = said(message, "plain")
    assert "Grazailles : 2 nouveaux, 2 ouverts\n" in plain
    assert "Ensemble : 2 nouveaux, 2 ouverts\n" in plain


def test_figures_in_words_agree_with_their_number(town: Partner) -> None:
    report(LATER)
    actions.send(now=FRIDAY)
    assert "Ensemble : 1 nouveau, 1 ouvert\n" in said(mails()[0], "plain")


def test_an_answer_that_the_status_tells_is_said_once(town: Partner) -> None:
    written = report(LATER)
    actions.send(now=FRIDAY)
    forwarding.run(FRIDAY)
    (lead,) = [f for f in forwards.of_report(written.id) if f.role == "lead"]
    forwarding.answer(lead.id, Answer(answer="accepted"), now=FRIDAY + timedelta(hours=1))
    actions.send(now=MONDAY)
    plain = said(mails()[1], "plain")
    assert "Pris en charge (Ville de Carcassonne)" in plain
    assert "Ville de Carcassonne : Pris en charge" not in plain


def test_links_that_have_expired_are_not_offered(town: Partner) -> None:
    written = report(LATER, category="vehicle")
    actions.send(now=FRIDAY)
    actions.send(now=MONDAY + timedelta(days=98))
    html = body(mails()[-1])
    assert written.reference in html
    assert "/reponse/" not in html
    assert f"http://localhost/signalements/{written.reference}" in html


def test_the_contacts_address_stands_in_the_territory_alone(town: Partner) -> None:
    report(LATER)
    actions.send(now=FRIDAY)
    partner = current(Directory).get("agglo")
    assert partner
    assert partner.email not in body(mails()[0])
