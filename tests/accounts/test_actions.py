import threading
from datetime import timedelta

import pytest
from sqlalchemy import select

from reporter.accounts import actions, queries
from reporter.accounts.models import Agent, SignInLink
from reporter.accounts.rules import LINK_BY_MAIL, MAX_LIVE_LINKS
from reporter.base import clock
from reporter.base.db import db, session, transaction
from reporter.base.errors import Gone, Invalid, NotFound
from tests.accounts.conftest import link_in, mails

pytestmark = pytest.mark.usefixtures("app")


def token_of(link):
    return link.partition("?")[0].rpartition("/")[2]


def agent(email):
    found = queries.by_email(email)
    assert found is not None
    return found


def test_a_new_agent_gets_an_absolute_link_that_lasts_a_day():
    now = clock.now()
    link = actions.create("Nadia@exemple.fr", "coordinator", now=now)
    assert link.startswith("http://localhost/agents/connexion/")
    assert agent("nadia@exemple.fr").role == "coordinator"
    assert actions.use_link(token_of(link), now=now + timedelta(hours=23, minutes=59)).email == "nadia@exemple.fr"


def test_the_same_address_again_is_the_same_agent_with_a_new_link():
    first = actions.create("nadia@exemple.fr", "coordinator", now=clock.now())
    second = actions.create("NADIA@exemple.fr", now=clock.now())
    assert first != second
    assert [a.role for a in session().scalars(select(Agent))] == ["coordinator"]
    actions.create("nadia@exemple.fr", "admin", now=clock.now())
    assert agent("nadia@exemple.fr").role == "admin"


def test_without_a_role_a_new_agent_may_the_least():
    actions.create("nadia@exemple.fr", now=clock.now())
    assert agent("nadia@exemple.fr").role == "mediator"


@pytest.mark.parametrize(("email", "role"), [("nadia", "admin"), ("nadia@exemple.fr", "root")])
def test_a_wrong_address_or_role_writes_nothing(email, role):
    with pytest.raises(Invalid):
        actions.create(email, role, now=clock.now())
    assert session().scalars(select(Agent)).all() == []


def test_a_link_serves_once():
    token = token_of(actions.create("nadia@exemple.fr", now=clock.now()))
    actions.use_link(token, now=clock.now())
    with pytest.raises(Gone):
        actions.use_link(token, now=clock.now())


def test_of_two_who_use_a_link_at_once_one_wins(app):
    token, outcomes = token_of(actions.create("nadia@exemple.fr", now=clock.now())), []

    def use():
        with app.app_context():
            try:
                outcomes.append(actions.use_link(token, now=clock.now()).email)
            except Gone:
                outcomes.append("gone")
            finally:
                db.session.remove()

    threads = [threading.Thread(target=use) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["gone"] * 5 + ["nadia@exemple.fr"]


def test_a_forged_link_and_the_link_of_somebody_who_left_open_nothing():
    with pytest.raises(NotFound):
        actions.use_link("forged", now=clock.now())
    token = token_of(actions.create("nadia@exemple.fr", now=clock.now()))
    with transaction():
        agent("nadia@exemple.fr").active = False
    with pytest.raises(NotFound):
        actions.use_link(token, now=clock.now())


def test_the_token_itself_is_kept_nowhere():
    token = token_of(actions.create("nadia@exemple.fr", now=clock.now()))
    kept = session().scalars(select(SignInLink.token_hash)).one()
    assert token not in kept


def test_a_known_agent_is_mailed_a_link_of_half_an_hour():
    actions.create("nadia@exemple.fr", now=clock.now())
    now = clock.now()
    actions.ask_link("Nadia@exemple.fr", way_back="/agents/a-transmettre", language="fr", now=now)
    (mail,) = mails()
    assert mail["To"] == "nadia@exemple.fr"
    assert "30 minutes" in mail.get_body(("plain",)).get_content()
    assert link_in(mail).endswith("?next=/agents/a-transmettre")
    with pytest.raises(Gone):
        actions.use_link(token_of(link_in(mail)), now=now + LINK_BY_MAIL)
    assert actions.use_link(token_of(link_in(mail)), now=now + LINK_BY_MAIL - timedelta(seconds=1))


def test_nobody_else_is_mailed():
    actions.create("nadia@exemple.fr", now=clock.now())
    with transaction():
        agent("nadia@exemple.fr").active = False
    for email in ("inconnu@exemple.fr", "nadia@exemple.fr"):
        actions.ask_link(email, way_back="/agents/", language="fr", now=clock.now())
    assert mails() == []


def test_one_agent_is_not_flooded_with_links():
    actions.create("nadia@exemple.fr", now=clock.now() - timedelta(days=2))
    for _ in range(MAX_LIVE_LINKS + 3):
        actions.ask_link("nadia@exemple.fr", way_back="/agents/", language="fr", now=clock.now())
    assert len(mails()) == MAX_LIVE_LINKS
    actions.ask_link("nadia@exemple.fr", way_back="/agents/", language="fr", now=clock.now() + LINK_BY_MAIL)
    assert len(mails()) == MAX_LIVE_LINKS + 1


def test_the_first_link_makes_an_admin_and_comes_until_somebody_has_signed_in():
    first = actions.first_link(now=clock.now())
    again = actions.first_link(now=clock.now())
    assert first
    assert again
    assert first != again
    assert [(a.email, a.role) for a in session().scalars(select(Agent))] == [("agent@localhost", "admin")]
    actions.use_link(token_of(again), now=clock.now())
    assert actions.first_link(now=clock.now()) is None


def test_where_agents_are_the_first_link_makes_no_other():
    actions.create("nadia@exemple.fr", "mediator", now=clock.now())
    link = actions.first_link(now=clock.now())
    assert link
    assert actions.use_link(token_of(link), now=clock.now()).email == "nadia@exemple.fr"
    assert len(session().scalars(select(Agent)).all()) == 1


def test_coordinators_and_admins_who_work_here_are_warned():
    for email, role in [("m@exemple.fr", "mediator"), ("c@exemple.fr", "coordinator")]:
        actions.create(email, role, now=clock.now())
    for email, role in [("a@exemple.fr", "admin"), ("x@exemple.fr", "admin")]:
        actions.create(email, role, now=clock.now())
    with transaction():
        agent("x@exemple.fr").active = False
    assert queries.coordinator_addresses() == ["c@exemple.fr", "a@exemple.fr"]
