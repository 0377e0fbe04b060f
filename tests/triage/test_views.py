import re
from datetime import date, timedelta
from io import BytesIO

import pytest
from sqlalchemy import update

from reporter.base import clock
from reporter.base.db import session, transaction
from reporter.forwarding import actions as forwarding
from reporter.forwarding.models import Forward
from reporter.forwarding.rules import NO_ADDRESS, SILENCE
from reporter.places.rules import Coordinates
from reporter.reports.models import Report
from reporter.reports.queries import by_id
from reporter.reports.rules import EVENTS
from reporter.reports.writes import add_event
from reporter.triage import actions
from reporter.triage.rules import Move
from tests.triage.conftest import agent_named
from tests.triage.making import BASTIDE, GRAZAILLES, jpeg, make


def path_of(report, below=""):
    return f"/agents/signalements/{report.reference}{below}"


def hidden(page):
    """The version and the last event that a report's page carries."""
    return {name: re.search(rf'name="{name}" value="(\d+)"', page.text)[1] for name in ("version", "seen")}


def fresh(report):
    session().expire_all()
    return by_id(report.id, whole=True)


def test_the_queue_shows_what_waits_and_leads_to_it(nadia):
    needle, done = make("needle", photos=1), make("tags")
    actions.move(done.id, Move(to="resolved", text="Nettoyé."), version=1, agent_id=1, now=clock.now())
    page = nadia.get("/agents/").text
    assert f'href="{path_of(needle)}"' in page
    assert f"/agents/photos/{needle.reference}/1/small.jpg" in page
    assert "Seringue" in page
    assert "Urgent" in page
    assert "Ville de Carcassonne" in page
    assert done.reference not in page


def test_filters_in_the_address_choose_and_stay_chosen(nadia):
    make("tags")
    bins = make("bins", at=BASTIDE)
    page = nadia.get("/agents/?quartier=bastide&categorie=bins").text
    assert page.count("rows__row") >= 1
    assert bins.reference in page
    assert '<option value="bastide" selected>' in page
    assert '<option value="bins" selected>' in page
    assert page.count('class="rows__link"') == 1


def test_an_old_bookmark_still_shows_a_list_and_says_what_is_left_out(nadia):
    report = make()
    page = nadia.get("/agents/?quartier=atlantis&page=zero")
    assert page.status_code == 200
    assert report.reference in page.text
    assert "n’est pas appliqué (quartier)" in page.text


def test_empty_lists_say_what_to_do(nadia):
    assert "Tout est traité" in nadia.get("/agents/").text
    assert "Rien ne correspond" in nadia.get("/agents/?q=introuvable").text
    assert "Cette page est vide" in nadia.get("/agents/?page=4").text
    assert "Rien à transmettre" in nadia.get("/agents/a-transmettre").text


def test_a_second_page_is_reached_and_left(nadia):
    for _ in range(101):
        make("tags")
    first, second = nadia.get("/agents/?categorie=tags").text, nadia.get("/agents/?categorie=tags&page=2").text
    assert "/agents/?categorie=tags&amp;page=2" in first
    assert first.count('class="rows__link"') == 100
    assert second.count('class="rows__link"') == 1
    assert "Page précédente" in second


def test_what_a_resident_wrote_is_shown_as_text(nadia):
    report = make(
        details="<script>alert(1)</script> {{ 7*7 }} \u202eإسم 🗑", email="a@exemple.fr", phone="06 00 00 00 01"
    )
    page = nadia.get(path_of(report)).text
    assert "&lt;script&gt;alert(1)&lt;/script&gt; {{ 7*7 }} \u202eإسم 🗑" in page
    assert "<script>alert" not in page
    assert "a@exemple.fr" in page
    assert "06 00 00 00 01" in page


def test_a_report_tells_who_has_it_by_which_rule_and_where_it_lies(nadia):
    report = make("bulky", photos=1)
    forwarding.run(clock.now())
    page = nadia.get(path_of(report)).text
    for words in ("Ville de Carcassonne", "Responsable", "Téléphone", "À transmettre", "Régie de quartiers", "Informé"):
        assert words in page
    assert "7 · dans la rue" in page
    assert "geo:43.22713,2.35541" in page
    assert '<circle class="sketch__point"' in page
    assert "sketch__quarter--here" in page


def test_the_history_says_all_that_can_happen_in_words(nadia):
    report = make("bins")
    with transaction():
        row = session().get_one(Report, report.id)
        for kind in EVENTS[1:]:
            add_event(row, kind, now=clock.now(), actor="partner:covaldem", partner="Régie de quartiers", text="1",
                reason="declined" if kind == "answer" else None)  # fmt: skip
        add_event(row, "answer", now=clock.now(), actor="partner:regie", partner="Régie de quartiers",
            reason="planned", on=date(2099, 1, 7))  # fmt: skip
    session().expire_all()
    titles = re.findall(r'<p class="timeline__title">(.*?)</p>', " ".join(nadia.get(path_of(report)).text.split()))
    assert titles == [
        "Reçu", "Réponse de la Régie de quartiers : Pas pour nous", "Passé à la Régie de quartiers", "Remarque",
        "Corrigé par son auteur", "Confié à 1", "Photo 1 rendue publique", "Photo 1 retirée du public",
        "Coordonnées effacées à la demande de leur auteur",
        "Réponse de la Régie de quartiers : Intervention prévue le 7 janvier 2099",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("state", "error", "says"),
    [
        ("failed", "550 5.1.1 no such user", "Ce que le serveur de courrier a répondu : 550 5.1.1 no such user"),
        ("failed", NO_ADDRESS, "Aucune adresse e-mail n’est enregistrée."),
        ("sent", SILENCE, "Pas de réponse dans le délai."),
        ("due", "OperationalError", "Une erreur de notre côté a retardé l’envoi. Il est réessayé."),
        ("sent", "OperationalError", None),
    ],
)
def test_what_went_wrong_with_a_forward_is_said_in_words(nadia, state, error, says):
    report = make("bins")
    with transaction() as write:
        write.execute(update(Forward).values(state=state, last_error=error))
    page = nadia.get(path_of(report)).text
    if says:
        assert says in page.replace("\u00a0", " ").replace("\u202f", " ")
    else:
        assert "receipt__error" not in page
    assert "OperationalError" not in page


def test_a_place_that_nobody_here_leads_says_whose_it_is(nadia):
    report = make("bulky", at=Coordinates(latitude=43.19, longitude=2.55))
    assert f"ce lieu dépend de {report.commune}" in nadia.get(path_of(report)).text


def test_a_long_history_takes_no_more_queries_than_a_short_one(nadia, statements):
    short, long = make(photos=1), make(photos=5)
    for number in range(12):
        actions.show_photo(long.id, 1, public=number % 2 == 0, agent_id=1, now=clock.now())
    asked = []
    for report in (short, long):
        statements.clear()
        nadia.get(path_of(report))
        asked.append(len(statements))
    # The agent, the report, its photos, its events, its forwards, the names of agents.
    assert asked == [5, 6]


def test_every_answer_of_the_desk_is_kept_by_no_cache(nadia):
    report = make()
    for path in ("/agents/", path_of(report), "/agents/a-transmettre", path_of(report) + "0"):
        assert nadia.get(path).headers["Cache-Control"] == "no-store", path


def test_an_unknown_report_is_not_found(nadia):
    answer = nadia.get("/agents/signalements/JR-ZZZZZZ")
    assert answer.status_code == 404
    assert "Aucun signalement ne porte ce numéro" in answer.text
    main = answer.text.partition("<main")[2].partition("</main>")[0]
    assert 'href="/agents/"' in main
    assert "Signaler un problème" not in main


def test_a_reference_is_understood_as_people_type_it(nadia):
    report = make()
    assert nadia.get(f"/agents/signalements/{report.reference.lower()}").status_code == 200


def test_photos_are_served_and_asked_for_again_only_by_name(nadia):
    report = make(photos=1)
    path = f"/agents/photos/{report.reference}/1/small.jpg"
    answer = nadia.get(path)
    assert (answer.status_code, answer.mimetype) == (200, "image/jpeg")
    assert answer.data.startswith(b"\xff\xd8")
    assert answer.headers["Cache-Control"] == "private, no-cache"
    again = nadia.get(
        f"/agents/photos/{report.reference}/1/small.jpg", headers={"If-None-Match": answer.headers["ETag"]}
    )
    assert (again.status_code, again.data) == (304, b"")
    for wrong in ("2/small", "1/huge", "0/small"):
        assert nadia.get(f"/agents/photos/{report.reference}/{wrong}.jpg").status_code == 404


def test_what_waits_says_for_what_and_until_when(nadia):
    page = nadia.get(path_of(make(held=True))).text
    assert re.search(r'L’habitant peut encore corriger</strong> <span class="muted">jusqu’au ', page)
    waiting = make()
    forwarding.run(clock.now())
    page = nadia.get(path_of(waiting)).text
    assert re.search(r'récapitulatif</strong> <span class="muted">\(en attente depuis le ', page)


def test_reasons_begin_with_a_capital_and_what_one_needs_stands_below_it(nadia):
    page = nadia.get(path_of(make())).text
    assert "Déjà signalé</span>" in re.sub(r"\s+</span>", "</span>", page)
    order = ['"elsewhere"', '"closed-service"', '"duplicate"', '"closed-duplicate"', '"nothing_found"']
    assert sorted(order, key=page.index) == order


def test_a_move_is_made_with_what_the_page_carried(nadia):
    report = make()
    page = nadia.get(path_of(report))
    answer = nadia.post(path_of(report, "/statut"), data={"status": "acknowledged", "text": "On y va.", **hidden(page)})
    assert (answer.status_code, answer.location) == (303, path_of(report))
    assert fresh(report).status == "acknowledged"
    assert fresh(report).events[-1].actor == f"agent:{agent_named('nadia').id}"
    after = nadia.get(path_of(report)).text
    assert "C’est enregistré" in after
    assert "On y va." in after


def test_resolved_keeps_a_photo_of_afterwards(nadia):
    report = make()
    data = {"status": "resolved", "text": "Enlevés.", "version": "1", "photo": (BytesIO(jpeg(5)), "apres.jpg")}
    assert nadia.post(path_of(report, "/statut"), data=data).status_code == 303
    assert [photo.kind for photo in fresh(report).photos] == ["after"]
    assert nadia.get(f"/agents/photos/{report.reference}/1/large.jpg").status_code == 200


@pytest.mark.parametrize(
    ("fields", "status", "says"),
    [
        ({"status": "planned", "date": ""}, 422, "Indiquez le jour prévu"),
        ({"status": "planned", "date": "31/12/2026"}, 422, "Cette date n’existe pas"),
        (
            {"status": "closed", "reason": "duplicate", "duplicate": "JR-ZZZZZZ"},
            422,
            "Aucun signalement ne porte ce numéro",
        ),
        ({"status": "closed", "reason": "autre"}, 422, "Choisissez le motif"),
        ({"status": "reopened"}, 409, "n’est plus possible"),
        ({"status": "deleted"}, 422, "Choisissez ce que devient"),
    ],
)
def test_a_refused_move_says_why_and_keeps_what_was_typed(nadia, fields, status, says):
    report = make()
    answer = nadia.post(path_of(report, "/statut"), data={"text": "Déjà <b>écrit</b>", "version": "1", **fields})
    assert answer.status_code == status
    assert says in answer.text
    assert "Déjà &lt;b&gt;écrit&lt;/b&gt;" in answer.text
    assert fresh(report).status == "received"


def test_what_is_no_photo_is_refused_with_its_sentence_and_the_text_is_kept(nadia):
    report = make()
    data = {"status": "resolved", "text": "Enlevés.", "version": "1", "photo": (BytesIO(b"MZ not a photo"), "x.jpg")}
    answer = nadia.post(path_of(report, "/statut"), data=data)
    assert answer.status_code == 422
    assert 'aria-describedby="resolved-photo-error"' in answer.text
    assert "Enlevés." in answer.text
    assert fresh(report).status == "received"


def test_the_second_of_two_agents_sees_what_the_first_did_and_keeps_their_text(nadia, as_agent):
    report, paul = make(), as_agent("paul")
    carried = hidden(nadia.get(path_of(report)))
    paul.post(path_of(report, "/statut"), data={"status": "acknowledged", "text": "J’y suis.", **carried})
    answer = nadia.post(path_of(report, "/statut"), data={"status": "resolved", "text": "Tout est parti.", **carried})
    assert answer.status_code == 409
    assert "a changé pendant que vous l’aviez sous les yeux" in answer.text
    assert re.search(r"Pris en charge.*paul", answer.text, re.DOTALL)
    assert "Tout est parti." in answer.text
    assert fresh(report).status == "acknowledged"
    again = {"status": "resolved", "text": "Tout est parti.", **hidden(answer)}
    assert nadia.post(path_of(report, "/statut"), data=again).status_code == 303
    assert fresh(report).status == "resolved"


def test_a_text_whose_move_has_become_impossible_can_still_be_copied(nadia, as_agent):
    report, paul = make(), as_agent("paul")
    carried = hidden(nadia.get(path_of(report)))
    paul.post(path_of(report, "/statut"), data={"status": "resolved", "text": "Fait.", **carried})
    answer = nadia.post(path_of(report, "/statut"), data={"status": "acknowledged", "text": "On y va.", **carried})
    assert answer.status_code == 409
    assert re.search(r'id="kept-text"[^>]*>\s*On y va\.', answer.text)


def test_an_agent_takes_a_report(nadia):
    report = make()
    answer = nadia.post(
        path_of(report, "/agent"), data={"agent": str(agent_named("nadia").id), **hidden(nadia.get(path_of(report)))}
    )
    assert answer.status_code == 303
    assert fresh(report).assigned_to == agent_named("nadia").id
    stale = nadia.post(path_of(report, "/agent"), data={"agent": "", "version": "1"})
    assert stale.status_code == 409


def test_a_photo_is_shown_to_the_public_and_hidden_again(nadia):
    report = make(photos=1)
    for public in ("1", "0"):
        answer = nadia.post(path_of(report, "/photos/1"), data={"public": public})
        assert answer.status_code == 303
        assert fresh(report).photos[0].public is (public == "1")
    vehicle = make("vehicle", photos=1)
    assert "Rendre publique" not in nadia.get(path_of(vehicle)).text
    assert nadia.post(path_of(vehicle, "/photos/1"), data={"public": "1"}).status_code == 403


def test_nothing_changes_without_the_forms_token(app, nadia):
    report = make(photos=1)
    app.config["WTF_CSRF_ENABLED"] = True
    for below in ("/statut", "/agent", "/photos/1"):
        answer = nadia.post(path_of(report, below), data={"status": "acknowledged", "version": "1", "public": "1"})
        assert answer.status_code == 400
    assert (fresh(report).version, fresh(report).status) == (1, "received")


class TestHandOver:
    @pytest.fixture
    def waiting(self, nadia):
        """A bulky item for the town's number, and a full bin for a partner's page."""
        reports = make("bulky", details="Un frigo"), make("bins"), make("needle")
        forwarding.run(clock.now())
        return reports

    def forward_ids(self, page):
        return [int(number) for number in re.findall(r'id="t-(\d+)"', page)]

    def test_the_list_says_whom_to_call_and_what_to_say_the_urgent_first(self, nadia, waiting):
        bulky, bins, needle = waiting
        page = nadia.get("/agents/a-transmettre").text
        assert 'href="tel:0800666641"' in page
        assert f"Le numéro du signalement est {bulky.reference}." in page
        assert "L’habitant précise : « Un frigo »" in page
        assert page.index(needle.reference) < page.index(bulky.reference)
        assert "https://www.facebook.com/Covaldem11" in page
        assert f"http://localhost/signalements/{bins.reference}" in page

    def test_nobody_is_phoned_about_what_has_ended(self, nadia):
        needle = make("needle", now=clock.now() - timedelta(days=20))
        with transaction() as write:
            write.execute(update(Forward).where(Forward.partner == "regie").values(channel="call"))
        forwarding.run(clock.now())
        assert nadia.get("/agents/a-transmettre").text.count("en retard") == 2
        done = Move(to="resolved", text="Ramassée.")
        actions.move(needle.id, done, version=fresh(needle).version, agent_id=1, now=clock.now())
        page = nadia.get("/agents/a-transmettre").text
        assert needle.reference not in page
        assert "en retard" not in page

    def test_the_place_is_said_in_names_and_its_point_is_a_link(self, nadia):
        make("needle", at=Coordinates(latitude=43.2244, longitude=2.3522), address="2 rue du Moulin")
        make("needle", at=GRAZAILLES)
        forwarding.run(clock.now())
        page = nadia.get("/agents/a-transmettre").text
        said = " ".join(re.findall(r'<blockquote class="task__script".*?</blockquote>', page, re.DOTALL))
        said = said.replace("\u00a0", " ")
        assert "Le repère le plus proche : Collège Simone Veil, 2 rue du Moulin de la Seigne." in said
        assert "quartier Grazailles." in said
        assert not re.search(r"4[0-9]\.[0-9]{3}", said)
        assert "mlat=43.22713" in page

    def test_what_is_said_is_french_whatever_the_agent_reads(self, nadia, waiting):
        page = nadia.get("/agents/a-transmettre?lang=ar").text
        assert f"Le numéro du signalement est {waiting[0].reference}." in page
        assert "Encombrants" in page

    def test_a_call_is_noted_with_the_name_of_who_answered(self, nadia, waiting):
        bulky, *_ = waiting
        page = nadia.get("/agents/a-transmettre").text
        ids = self.forward_ids(page)
        assert len(ids) == 3
        for forward_id in ids:
            answer = nadia.post(f"/agents/a-transmettre/{forward_id}", data={"to": "Mme Roux"})
            assert (answer.status_code, answer.location) == (303, "/agents/a-transmettre")
        assert "Rien à transmettre" in nadia.get("/agents/a-transmettre").text
        assert fresh(bulky).status == "forwarded"
        assert "Reçu par Mme Roux, transmis par nadia" in nadia.get(path_of(bulky)).text

    def test_a_call_without_a_name_is_refused_at_its_place(self, nadia, waiting):
        forward_id = self.forward_ids(nadia.get("/agents/a-transmettre").text)[0]
        answer = nadia.post(f"/agents/a-transmettre/{forward_id}", data={"to": "  "})
        assert answer.status_code == 422
        assert f'aria-describedby="to-{forward_id}-error"' in answer.text
        assert len(self.forward_ids(answer.text)) == 3

    def test_what_a_colleague_has_just_passed_on_is_said(self, nadia, waiting):
        forward_id = self.forward_ids(nadia.get("/agents/a-transmettre").text)[0]
        nadia.post(f"/agents/a-transmettre/{forward_id}", data={"to": "Mme Roux"})
        answer = nadia.post(f"/agents/a-transmettre/{forward_id}", data={"to": "M. Blanc"})
        assert answer.status_code == 409
        assert nadia.post("/agents/a-transmettre/99999", data={"to": "M. Blanc"}).status_code == 404
