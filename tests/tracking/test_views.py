"""The private page, as its author reads it and acts on it."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from reporter.accounts.models import Agent
from reporter.base.clock import add_working_days
from reporter.base.db import session, transaction
from reporter.forwarding import actions as forwarding
from reporter.forwarding.models import Forward
from reporter.forwarding.queries import in_charge
from reporter.forwarding.rules import Answer
from reporter.mail.models import Mail
from reporter.reports.models import Event, Report
from reporter.reports.rules import EVENTS
from reporter.reports.writes import add_event, move
from tests.intake.conftest import BASTIDE, NOW, TREBES, Submit, all_of, jpeg, point, statements, text_of
from tests.intake.pages import fields_of
from tests.tracking.conftest import LATER, NEXT_WEEK, SOON

pytestmark = pytest.mark.usefixtures("clock")


def page_of(client: FlaskClient, report: Report, rest: str = "") -> str:
    answer = client.get(f"/suivi/{report.tracking_token}{rest}")
    assert answer.status_code == 200
    return " ".join(answer.text.split())


def act(client: FlaskClient, report: Report, verb: str, **data: str) -> Any:
    return client.post(f"/suivi/{report.tracking_token}/{verb}", data=data)


def agent() -> int:
    with transaction() as current:
        someone = Agent(email="m@exemple.fr", role="mediator", fs_uniquifier="x", created_at=NOW)
        current.add(someone)
        current.flush()
        return someone.id


def lead_of(report: Report) -> Forward:
    return in_charge(report.id)[0]


def moved(report: Report, to: str, **how: Any) -> None:
    with transaction() as current:
        row = current.scalars(select(Report).where(Report.id == report.id)).one()
        move(row, to, now=SOON, actor="partner:ville", **how)


class TestNobodyElseFindsIt:
    @pytest.mark.parametrize("rest", ["", "/modification", "/photos/1/small.jpg"])
    def test_no_cache_no_search_engine_no_other_site(self, client: FlaskClient, submit: Submit, rest: str) -> None:
        report = submit(photos=(jpeg(),)).report
        answer = client.get(f"/suivi/{report.tracking_token}{rest}")
        assert answer.status_code == 200
        assert answer.headers["Cache-Control"] == "no-store"
        assert "noindex" in answer.headers["X-Robots-Tag"]
        assert answer.headers["Referrer-Policy"] == "no-referrer"

    @pytest.mark.parametrize("rest", ["", "/modification", "/photos/1/small.jpg"])
    def test_a_wrong_address_says_nothing_and_is_kept_nowhere_either(
        self, client: FlaskClient, submit: Submit, rest: str
    ) -> None:
        submit(photos=(jpeg(),))
        answer = client.get(f"/suivi/{'x' * 22}{rest}")
        assert answer.status_code == 404
        assert answer.headers["Cache-Control"] == "no-store"
        assert answer.headers["Referrer-Policy"] == "no-referrer"

    @pytest.mark.parametrize("verb", ["modification", "retrait", "reouverture", "oubli"])
    def test_nothing_is_changed_by_looking_or_from_another_site(
        self, app: Flask, client: FlaskClient, submit: Submit, verb: str
    ) -> None:
        report = submit(email="a@exemple.fr").report
        if verb != "modification":
            assert client.get(f"/suivi/{report.tracking_token}/{verb}").status_code == 405
        app.config["WTF_CSRF_ENABLED"] = True
        forged = {"category": "tags", "setting": "street", "details": ""}
        assert act(client, report, verb, **forged).status_code == 400
        (kept,) = all_of(Report)
        assert (kept.status, kept.category, kept.email) == ("received", "bulky", "a@exemple.fr")

    def test_over_https_a_browser_that_names_no_origin_may_act(self, app: Flask, submit: Submit) -> None:
        # The page says no-referrer: its own forms come without one.
        app.config["WTF_CSRF_ENABLED"] = True
        report = submit().report
        browser = app.test_client()
        page = browser.get(f"/suivi/{report.tracking_token}", base_url="https://localhost").text
        token = fields_of(page)["csrf_token"][0]
        answer = browser.post(
            f"/suivi/{report.tracking_token}/retrait", data={"csrf_token": token}, base_url="https://localhost"
        )
        assert answer.status_code == 303


class TestWhatItSays:
    def test_right_after_sending_it_is_the_receipt(self, client: FlaskClient, submit: Submit, clock: Any) -> None:
        report = submit().report
        page = page_of(client, report)
        assert re.search(rf"<strong[^>]* data-reference>{report.reference}</strong>", page)
        for words in ("Votre signalement est bien enregistré", "Suivre", "Partager", "Signaler autre chose"):
            assert words in page
        clock.move_to(NOW + timedelta(hours=1))
        page = page_of(client, report)
        assert "bien enregistré" not in page
        assert f"data-reference>{report.reference}<" in page

    def test_all_that_was_typed_is_there_as_it_was_typed(self, client: FlaskClient, submit: Submit) -> None:
        typed = '<b>Un</b> canapé & "deux" {{ 7 * 7 }} \'; DROP TABLE report; -- 😀 \u202egnol\nrue'
        report = submit(details=typed, address="12 <i>rue</i> d’Ulm", email="a@exemple.fr").report
        raw = client.get(f"/suivi/{report.tracking_token}").text
        escaped = (
            "&lt;b&gt;Un&lt;/b&gt; canapé &amp; &#34;deux&#34; {{ 7 * 7 }} &#39;; DROP TABLE report; -- 😀 \u202egnol"
        )
        assert f"{escaped}\nrue</blockquote>" in raw
        assert "12 &lt;i&gt;rue&lt;/i&gt; d’Ulm" in raw
        assert "<b>Un" not in raw

    def test_while_held_it_will_be_sent_and_is_not(self, client: FlaskClient, submit: Submit) -> None:
        page = page_of(client, submit().report)
        assert "Sera transmis à la Ville de Carcassonne à 9 h 40." in page
        assert "Transmis à" not in page
        assert "0800 66 66 41" in page

    def test_whom_one_phones_is_said_to_be_phoned(self, client: FlaskClient, submit: Submit, clock: Any) -> None:
        report = submit().report
        clock.move_to(LATER)
        forwarding.run(LATER)
        page = page_of(client, report)
        assert "Reçu, sera transmis par téléphone à la Ville de Carcassonne." in page
        assert "Transmis à" not in page
        forwarding.hand_over(lead_of(report).id, agent_id=agent(), to="standard", now=LATER)
        assert "Transmis à la Ville de Carcassonne" in page_of(client, report)

    def test_what_was_sent_is_sent(self, client: FlaskClient, submit: Submit, clock: Any) -> None:
        report = submit(setting="residence").report
        clock.move_to(LATER)
        forwarding.run(LATER)
        page = page_of(client, report)
        assert "Transmis à la Régie de quartiers le 23 novembre 2026 à 9 h 50." in page
        elsewhere = client.get(f"/suivi/{report.tracking_token}?lang=en").text
        assert "Régie de quartiers" in elsewhere
        assert "la Régie de quartiers" not in elsewhere

    def test_what_was_passed_on_says_to_whom(self, client: FlaskClient, submit: Submit, clock: Any) -> None:
        report = submit(category="bins").report
        clock.move_to(LATER)
        forwarding.answer(lead_of(report).id, Answer(answer="declined"), now=LATER)
        story = page_of(client, report).split("Ce qui s’est passé")[1]
        assert "Passé à la Régie de quartiers" in story

    def test_a_syringe_leaves_at_once_and_warns(self, client: FlaskClient, submit: Submit) -> None:
        page = page_of(client, submit(category="needle").report)
        assert "Part sans attendre vers la Ville de Carcassonne." in page
        assert "Ne touchez pas" in page
        assert "modification" not in page

    def test_another_communes_problem_is_its_town_halls(self, client: FlaskClient, submit: Submit) -> None:
        page = page_of(client, submit(coordinates=point(TREBES)).report)
        assert "C’est à Trèbes. Contactez sa mairie." in page
        assert "Elle seule peut agir. Nous gardons votre signalement" in page
        assert "Jusque-là" not in page
        assert re.search(r"<dt>Commune</dt><dd><bdi>Trèbes", page)
        assert "<dt>Quartier</dt>" not in page

    def test_the_story_is_told_in_order_with_the_words_of_those_who_acted(
        self, client: FlaskClient, submit: Submit, clock: Any
    ) -> None:
        report = submit(setting="residence").report
        clock.move_to(LATER)
        forwarding.run(LATER)
        forwarding.answer(lead_of(report).id, Answer(answer="done", note="Enlevé ce matin <ok>"), now=LATER)
        story = page_of(client, report).split("Ce qui s’est passé")[1]
        told = [
            story.index(words) for words in ("Reçu", "Transmis à la Régie de quartiers", "Résolu", "Enlevé ce matin")
        ]
        assert told == sorted(told)
        assert "&lt;ok&gt;" in story

    def test_what_is_not_for_the_author_is_not_told(self, client: FlaskClient, submit: Submit) -> None:
        """Of what can happen, only moves, what was passed on for good, and what the author did."""
        report = submit().report
        with transaction():
            row = session().get_one(Report, report.id)
            for kind in EVENTS[1:]:
                add_event(row, kind, now=SOON, actor="agent:1", partner="Covaldem 11", reason=None, text="entre nous")
        session().expire_all()
        story = page_of(client, report).split("Ce qui s’est passé")[1]
        assert story.count("timeline__entry") == 1
        assert "entre nous" not in story

    def test_a_problem_of_another_service_says_of_which(self, client: FlaskClient, submit: Submit) -> None:
        report = submit().report
        moved(report, "closed", reason="elsewhere", partner="Centre d’action sociale")
        session().expire_all()
        page = page_of(client, report)
        assert page.count("transmis à l’équipe du centre d’action sociale") == 2
        act(client, report, "oubli", text_too="1")
        assert page_of(client, report).count("transmis à l’équipe du centre d’action sociale") == 2

    def test_what_colleagues_noted_among_themselves_is_not_told(self, client: FlaskClient, submit: Submit) -> None:
        report = submit().report
        with transaction() as current:
            current.add(Event(report_id=report.id, at=SOON, kind="note", text="voisin difficile", actor="agent:1"))
        assert "voisin difficile" not in page_of(client, report)

    def test_a_duplicate_names_the_first_one(self, client: FlaskClient, submit: Submit) -> None:
        first, second = submit().report, submit().report
        moved(second, "closed", reason="duplicate")
        with transaction() as current:
            current.get_one(Report, second.id).duplicate_of = first.id
        assert first.reference in page_of(client, second)

    def test_photos_have_a_route_of_their_own(self, client: FlaskClient, submit: Submit) -> None:
        report = submit(photos=(jpeg(), jpeg(colour="navy"))).report
        page = page_of(client, report)
        sources = re.findall(r'src="(/suivi/[^"]+/photos/\d/small\.jpg)"', page)
        assert len(sources) == 2
        for source in sources:
            answer = client.get(source)
            assert (answer.status_code, answer.mimetype) == (200, "image/jpeg")
        base = f"/suivi/{report.tracking_token}/photos"
        for wrong in ("/3/small.jpg", "/0/small.jpg", "/1/huge.jpg", "/1/..%2Fsmall.jpg"):
            assert client.get(base + wrong).status_code == 404

    def test_it_costs_the_same_however_long_the_story(self, client: FlaskClient, submit: Submit) -> None:
        report = submit(photos=(jpeg(), jpeg(colour="navy"))).report
        with statements() as short:
            page_of(client, report)
        for day in range(5):
            moved(report, "planned", on=(NOW + timedelta(days=day + 1)).date())
        with statements() as long:
            page_of(client, report)
        counted = [len([each for each in seen if each.startswith("SELECT")]) for seen in (short, long)]
        assert counted[0] == counted[1] <= 4


class TestCorrecting:
    def test_the_form_shows_what_there_is(self, client: FlaskClient, submit: Submit) -> None:
        report = submit(details="Un <canapé>", setting="residence").report
        sent = fields_of(client.get(f"/suivi/{report.tracking_token}/modification").text)
        assert (sent["category"], sent["setting"], sent["details"]) == (["bulky"], ["residence"], ["Un <canapé>"])
        assert sent["address"] == [""]

    def test_a_correction_changes_the_page(self, client: FlaskClient, submit: Submit) -> None:
        report = submit(email="a@exemple.fr").report
        answer = act(client, report, "modification", category="bulky", setting="residence", details="Dans le hall")
        assert answer.status_code == 303
        page = page_of(client, report)
        for words in ("est corrigé", "Régie de quartiers", "Dans le hall", "Corrigé par vous"):
            assert words in page
        assert len(all_of(Mail)) == 2

    def test_a_faulty_one_comes_back_with_what_was_typed(self, client: FlaskClient, submit: Submit) -> None:
        report = submit(details="avant").report
        answer = act(client, report, "modification", category="volcano", setting="street", details="après",
                     address="zzz qqq xxx")  # fmt: skip
        assert answer.status_code == 422
        assert fields_of(answer.text)["details"] == ["après"]
        answer = act(client, report, "modification", category="bulky", setting="street", details="après",
                     address="zzz qqq xxx")  # fmt: skip
        assert answer.status_code == 422
        assert "Nous ne trouvons pas cette adresse" in answer.text
        assert all_of(Report)[0].details == "avant"

    def test_what_has_left_cannot_be_corrected(self, client: FlaskClient, submit: Submit, clock: Any) -> None:
        report = submit().report
        clock.move_to(LATER)
        assert client.get(f"/suivi/{report.tracking_token}/modification").status_code == 303
        assert "/modification" not in page_of(client, report)
        assert act(client, report, "modification", category="tags", setting="street").status_code == 409
        assert act(client, report, "retrait").status_code == 409
        assert all_of(Report)[0].category == "bulky"

    def test_taken_back_it_is_over(self, client: FlaskClient, submit: Submit) -> None:
        report = submit().report
        assert act(client, report, "retrait").status_code == 303
        page = page_of(client, report)
        assert "Vous l’avez retiré : personne ne le reçoit." in page
        assert "/retrait" not in page
        assert "/reouverture" not in page
        assert act(client, report, "reouverture").status_code == 409


class TestStillThere:
    @pytest.mark.parametrize(("status", "how"), [
        ("resolved", {}), ("closed", {"reason": "nothing_found"}), ("closed", {"reason": "not_handled"}),
    ])  # fmt: skip
    def test_it_opens_again_and_the_lead_gets_it_anew(
        self, client: FlaskClient, submit: Submit, clock: Any, status: str, how: dict[str, str]
    ) -> None:
        report = submit(setting="residence").report
        clock.move_to(LATER)
        forwarding.run(LATER)
        moved(report, status, **how)
        clock.move_to(NEXT_WEEK)
        assert "toujours là" in page_of(client, report)
        assert act(client, report, "reouverture", note="Il y a même un matelas").status_code == 303
        forwarding.run(NEXT_WEEK)
        (kept,) = all_of(Report)
        leads = [f for f in all_of(Forward) if f.role == "lead"]
        assert kept.status == "forwarded"
        assert kept.due_at == add_working_days(NEXT_WEEK, 2)
        assert [(f.partner, f.state, f.created_at) for f in leads] == [
            ("regie", "sent", NOW), ("regie", "sent", NEXT_WEEK),
        ]  # fmt: skip
        notes = [event for event in all_of(Event) if event.kind == "note"]
        assert [(event.text, event.public) for event in notes] == [("Il y a même un matelas", False)]

    @pytest.mark.parametrize("status", ["received", "acknowledged", "planned"])
    def test_what_is_open_cannot_be_opened(self, client: FlaskClient, submit: Submit, status: str) -> None:
        report = submit().report
        if status != "received":
            moved(report, status)
        assert "/reouverture" not in page_of(client, report)
        assert act(client, report, "reouverture").status_code == 409

    def test_what_was_off_topic_stays_closed(self, client: FlaskClient, submit: Submit) -> None:
        report = submit().report
        moved(report, "closed", reason="off_topic")
        assert act(client, report, "reouverture").status_code == 409

    def test_a_text_too_long_is_refused(self, client: FlaskClient, submit: Submit) -> None:
        report = submit().report
        moved(report, "resolved")
        assert act(client, report, "reouverture", note="x" * 1001).status_code == 422
        assert all_of(Report)[0].status == "resolved"


class TestForgetMe:
    def test_contacts_and_the_mails_to_them_go_and_the_report_stays(self, client: FlaskClient, submit: Submit) -> None:
        report = submit(email="a@exemple.fr", phone="06 12 34 56 78", details="Un canapé").report
        act(client, report, "modification", category="bulky", setting="residence", details="Un canapé")
        assert len(all_of(Mail)) == 2
        assert act(client, report, "oubli").status_code == 303
        (kept,) = all_of(Report)
        assert (kept.email, kept.phone, kept.details, kept.status) == (None, None, "Un canapé", "received")
        assert all_of(Mail) == []
        assert "a@exemple.fr" not in page_of(client, report)
        assert "effacées" in page_of(client, report)

    def test_words_go_too_when_asked(self, client: FlaskClient, submit: Submit) -> None:
        report = submit(details="Chez Paul", address="12 rue d’Ulm", email="a@exemple.fr").report
        moved(report, "resolved")
        act(client, report, "reouverture", note="Paul ne répond pas")
        act(client, report, "oubli", text_too="1")
        (kept,) = all_of(Report)
        assert (kept.details, kept.address) == ("", "")
        assert "Paul" not in " ".join(event.text for event in all_of(Event))

    def test_another_reports_mails_stay(self, client: FlaskClient, submit: Submit) -> None:
        mine, other = submit(email="a@exemple.fr").report, submit(email="a@exemple.fr").report
        act(client, mine, "oubli")
        (mail,) = all_of(Mail)
        assert other.reference in text_of(mail)


class TestFindingItAgain:
    def test_number_and_code_lead_there_however_they_are_typed(self, client: FlaskClient, submit: Submit) -> None:
        report = submit(coordinates=point(BASTIDE)).report
        page = page_of(client, report)
        assert report.short_code in page
        number = report.reference.removeprefix("JR-").lower()
        for typed in (report.reference, number, f" jr {number}"):
            answer = client.post("/suivi", data={"reference": typed, "code": f" {report.short_code.lower()} "})
            assert answer.status_code == 303
            assert answer.headers["Location"] == f"/suivi/{report.tracking_token}"

    def test_a_wrong_code_and_a_wrong_number_are_answered_alike(self, client: FlaskClient, submit: Submit) -> None:
        report = submit().report
        wrong_code = client.post("/suivi", data={"reference": report.reference, "code": "000000"})
        wrong_number = client.post("/suivi", data={"reference": "JR-000000", "code": report.short_code})
        nothing = client.post("/suivi", data={})
        for answer in (wrong_code, wrong_number, nothing):
            assert answer.status_code == 422
            assert "ne vont pas ensemble" in answer.text
            assert report.tracking_token not in answer.text

    def test_the_page_to_ask_is_there(self, client: FlaskClient) -> None:
        assert {"reference", "code"} <= set(fields_of(client.get("/suivi").text))


class TestGuessing:
    @pytest.fixture
    def environ(self, environ: dict[str, str]) -> dict[str, str]:
        return {**environ, "RATE_LIMIT": "on"}

    def test_five_wrong_codes_in_an_hour_are_enough(self, client: FlaskClient, submit: Submit, clock: Any) -> None:
        report = submit().report
        right = {"reference": report.reference, "code": report.short_code}
        for _ in range(6):
            assert client.post("/suivi", data=right).status_code == 303
        for _ in range(5):
            assert client.post("/suivi", data={**right, "code": "000000"}).status_code == 422
        refused = client.post("/suivi", data=right)
        assert refused.status_code == 429
        assert int(refused.headers["Retry-After"]) > 0
        clock.move_to(NOW + timedelta(hours=2))
        session().rollback()
        assert client.post("/suivi", data=right).status_code == 303

    def test_five_wrong_codes_for_one_report_are_enough_from_however_many_addresses(
        self, client: FlaskClient, submit: Submit, clock: Any
    ) -> None:
        report, other = submit().report, submit().report

        def tries(number: int, reference: str, code: str) -> int:
            data = {"reference": reference, "code": code}
            return client.post("/suivi", data=data, environ_base={"REMOTE_ADDR": f"192.0.2.{number}"}).status_code

        spellings = [report.reference, report.reference.lower(), report.reference[3:], f" {report.reference} "]
        assert [tries(n, spellings[n % 4], "000000") for n in range(5)] == [422] * 5
        assert tries(77, report.reference, report.short_code) == 429
        assert tries(78, other.reference, other.short_code) == 303
        # What is no reference is nobody's: one person's slips of the pen stop nobody else.
        assert [tries(100 + n, "?", "000000") for n in range(7)] == [422] * 7
