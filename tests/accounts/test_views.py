import re

import pytest
from flask import Flask

from reporter.accounts import actions, queries
from reporter.base import clock
from reporter.base.db import transaction
from tests.accounts.conftest import link_in, mails


@pytest.fixture
def link(app: Flask) -> str:
    """The path of a fresh link of nadia@exemple.fr, a mediator."""
    return actions.create("nadia@exemple.fr", "mediator", now=clock.now()).removeprefix("http://localhost")


def csrf_in(page: str) -> str:
    found = re.search(r'name="csrf_token" value="([^"]+)"', page)
    assert found
    return found[1]


def signed_in_as(client) -> str | None:
    """The session's reference to an agent, as the cookie has it."""
    with client.session_transaction() as session:
        return session.get("_user_id")


def test_known_or_not_the_answer_is_the_same(client, link):
    answers = []
    for email in ("nadia@exemple.fr", "inconnu@exemple.fr"):
        answer = client.post("/agents/connexion", data={"email": email}, follow_redirects=True)
        answers.append((answer.status_code, answer.text))
    assert answers[0] == answers[1]
    assert "Si cette adresse est connue, un lien vient de partir" in answers[0][1]
    assert [mail["To"] for mail in mails()] == ["nadia@exemple.fr"]


def test_what_is_no_address_is_said_and_stays_in_its_field(client):
    answer = client.post("/agents/connexion", data={"email": "nadia<b>"})
    assert answer.status_code == 422
    assert 'value="nadia&lt;b&gt;"' in answer.text
    assert 'aria-invalid="true"' in answer.text


def test_opening_a_link_changes_nothing(client, link):
    for _ in range(3):
        assert client.get(link).status_code == 200
        assert client.head(link).status_code == 200
    assert signed_in_as(client) is None
    assert client.post(link).status_code == 303


def test_a_mailed_link_signs_in_and_leads_back(client, link):
    client.post("/agents/connexion", data={"email": "nadia@exemple.fr", "next": "/agents/a-transmettre"})
    page = client.get(link_in(mails()[0]))
    assert 'name="next" value="/agents/a-transmettre"' in page.text
    answer = client.post(link_in(mails()[0]).partition("?")[0], data={"next": "/agents/a-transmettre"})
    assert (answer.status_code, answer.location) == (303, "/agents/a-transmettre")
    agent = queries.by_email("nadia@exemple.fr")
    assert agent is not None
    assert signed_in_as(client) == agent.fs_uniquifier


@pytest.mark.parametrize("elsewhere", ["https://ailleurs.example/", "//ailleurs.example", "/\\ailleurs.example"])
def test_signing_in_never_leads_to_another_site(client, link, elsewhere):
    assert client.post(link, data={"next": elsewhere}).location == "/agents/"


def test_a_used_an_expired_and_a_forged_link_say_how_to_get_another(client, app, link):
    client.post(link)
    stranger = app.test_client()
    for path, status, says in ((link, 410, "a déjà servi"), ("/agents/connexion/forged", 404, "n’est pas valable")):
        for answer in (stranger.get(path), stranger.post(path)):
            assert answer.status_code == status
            assert says in answer.text
            assert 'name="email"' in answer.text
    assert signed_in_as(stranger) is None


def test_a_used_link_opened_again_by_its_agent_leads_on(client, link):
    client.post(link)
    answer = client.get(link + "?next=/agents/a-transmettre")
    assert (answer.status_code, answer.location) == (303, "/agents/a-transmettre")


def test_signing_in_starts_a_new_session(client, link):
    with client.session_transaction() as session:
        session["planted"] = "by somebody else"
    client.post(link)
    with client.session_transaction() as session:
        assert "planted" not in session
        assert session.permanent


def test_signing_out_ends_the_session(client, link):
    client.post(link)
    assert client.get("/agents/connexion").status_code == 303
    assert client.post("/agents/connexion/sortie").location == "/agents/connexion"
    assert signed_in_as(client) is None
    assert client.get("/agents/connexion").status_code == 200


def test_an_agent_who_left_is_signed_in_nowhere(client, link):
    client.post(link)
    with transaction():
        queries.by_email("nadia@exemple.fr").active = False
    assert client.get("/agents/connexion").status_code == 200


def test_a_new_session_reference_ends_all_sessions(client, link):
    client.post(link)
    with transaction():
        queries.by_email("nadia@exemple.fr").fs_uniquifier = "another"
    assert client.get("/agents/connexion").status_code == 200


def test_no_parameter_header_or_body_signs_anybody_in(client, link):
    reference = queries.by_email("nadia@exemple.fr").fs_uniquifier
    for path, headers in (
        (f"/agents/connexion?auth_token={reference}", {}),
        ("/agents/connexion", {"Authentication-Token": reference}),
    ):
        assert client.get(path, headers=headers).status_code == 200


def test_these_pages_are_kept_by_no_cache_and_name_no_referrer(client, link):
    for path in ("/agents/connexion", "/agents/connexion/envoye", link):
        answer = client.get(path)
        assert answer.headers["Cache-Control"] == "no-store"
        assert answer.headers["Referrer-Policy"] == "no-referrer"
        assert "noindex" in answer.headers["X-Robots-Tag"]


def test_forms_need_their_token(app, link):
    assert app.config.get("WTF_CSRF_ENABLED", True)
    browser = app.test_client()
    for path in ("/agents/connexion", link, "/agents/connexion/sortie"):
        assert browser.post(path, data={"email": "nadia@exemple.fr"}).status_code == 400
    token = csrf_in(browser.get(link).text)
    assert browser.post(link, data={"csrf_token": token}).status_code == 303


class TestOverHttps:
    @pytest.fixture
    def environ(self, environ):
        return environ | {"PUBLIC_URL": "https://propre.exemple.fr"}

    def test_a_link_signs_in_although_its_page_names_no_referrer(self, app):
        site = {"base_url": "https://propre.exemple.fr"}
        link = actions.create("nadia@exemple.fr", now=clock.now()).removeprefix("https://propre.exemple.fr")
        browser = app.test_client()
        token = csrf_in(browser.get(link, **site).text)
        answer = browser.post(link, data={"csrf_token": token}, **site)
        assert answer.status_code == 303
        cookie = next(value for value in answer.headers.getlist("Set-Cookie") if value.startswith("je_remarque="))
        assert {"Secure", "HttpOnly", "SameSite=Lax"} <= {part.strip() for part in cookie.split(";")}


class TestWithLimits:
    @pytest.fixture
    def environ(self, environ):
        return environ | {"RATE_LIMIT": "on"}

    def test_asking_for_links_has_a_limit(self, client):
        answers = [client.post("/agents/connexion", data={"email": "x@exemple.fr"}).status_code for _ in range(11)]
        assert answers[:10] == [303] * 10
        assert answers[10] == 429
