"""Every route against every role, as the table of permissions says. New routes are tested by being there."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.routing import Rule

from reporter.accounts import actions, queries
from reporter.accounts.rules import RANK, ROLES
from reporter.base import clock
from reporter.web import permissions
from reporter.web.permissions import ANYONE, ROUTES

STRANGER = "stranger"
VALUES = {"IntegerConverter": 1, "PathConverter": "app.css"}
GUARDED = ("GET", "POST", "PUT", "PATCH", "DELETE")


@pytest.fixture
def browsers(app: Flask) -> dict[str, str | None]:
    """What the session of each person refers to."""
    app.config["WTF_CSRF_ENABLED"] = False
    people: dict[str, str | None] = {STRANGER: None}
    for role in ROLES:
        actions.create(f"{role}@exemple.fr", role, now=clock.now())
        agent = queries.by_email(f"{role}@exemple.fr")
        assert agent is not None
        people[role] = agent.fs_uniquifier
    return people


def browser(app: Flask, reference: str | None) -> FlaskClient:
    client = app.test_client()
    if reference:
        with client.session_transaction() as session:
            session["_user_id"] = reference
    return client


def addresses(app: Flask) -> Iterator[tuple[str, str, str]]:
    """Endpoint, method and a path for each route."""
    with app.test_request_context():
        for rule in app.url_map.iter_rules():
            for method in sorted(set(GUARDED) & (rule.methods or set())):
                yield rule.endpoint, method, path_of(rule)


def path_of(rule: Rule) -> str:
    values = {name: VALUES.get(type(converter).__name__, "x") for name, converter in rule._converters.items()}
    built = rule.build(values)
    assert built is not None
    return built[1]


def refused(app: Flask, person: str, reference: str | None, method: str, path: str) -> str | None:
    """How the guard turned somebody away: "sign in", "forbidden", or None when it let them through."""
    answer = browser(app, reference).open(path, method=method)
    if answer.status_code == 303 and answer.location.startswith("/agents/connexion") and person == STRANGER:
        return "sign in"
    return "forbidden" if answer.status_code in (401, 403) else None


def expected(needed: str, person: str) -> str | None:
    if needed == ANYONE:
        return None
    if person == STRANGER:
        return "sign in"
    return None if RANK[person] >= RANK[needed] else "forbidden"


def test_every_route_is_in_the_table_and_the_table_names_no_other(app):
    assert {rule.endpoint for rule in app.url_map.iter_rules()} == set(ROUTES)
    assert set(ROUTES.values()) <= {ANYONE, *ROLES}


def test_of_the_desk_a_stranger_may_open_what_lies_under_sign_in_alone(app):
    for endpoint, _method, path in addresses(app):
        desk = path.startswith("/agents") and not path.startswith("/agents/connexion")
        assert (ROUTES[endpoint] != ANYONE) == desk, path


def test_every_cell_is_as_the_table_says(app, browsers):
    cells = 0
    for endpoint, method, path in addresses(app):
        # Signing out answers everybody with the way to the sign-in page.
        if endpoint == "accounts.sign_out":
            continue
        for person, reference in browsers.items():
            # A stranger has no form of ours to send, and is turned away all the same as the table says.
            app.config["WTF_CSRF_ENABLED"] = person == STRANGER
            assert refused(app, person, reference, method, path) == expected(ROUTES[endpoint], person), (
                f"{person} {method} {path}"
            )
            cells += 1
    assert cells >= 4 * len(ROUTES) - 4


@pytest.mark.parametrize("needed", ROLES)
def test_a_role_opens_what_asks_for_it_and_all_below(app, browsers, monkeypatch, needed):
    monkeypatch.setitem(permissions.ROUTES, "triage.queue", needed)
    for person, reference in browsers.items():
        assert refused(app, person, reference, "GET", "/agents/") == expected(needed, person), person


def test_a_route_that_is_not_in_the_table_answers_nobody(app, browsers, monkeypatch):
    monkeypatch.delitem(permissions.ROUTES, "pages.home")
    for person, reference in browsers.items():
        assert browser(app, reference).get("/").status_code == 403, person


def test_an_agent_who_left_is_a_stranger(app, browsers):
    from reporter.base.db import transaction

    with transaction():
        agent = queries.by_email("admin@exemple.fr")
        assert agent is not None
        agent.active = False
    assert refused(app, STRANGER, browsers["admin"], "GET", "/agents/") == "sign in"


def test_a_stranger_is_led_back_to_the_page_they_wanted(app, browsers):
    answer = browser(app, None).get("/agents/?quartier=bastide")
    assert answer.location == "/agents/connexion?next=/agents/?quartier%3Dbastide"
    assert browser(app, None).post("/agents/a-transmettre/1").location == "/agents/connexion"


@pytest.mark.parametrize(("method", "path"), [
    ("GET", "/agents"), ("GET", "/agents/nulle-part"), ("POST", "/agents/nulle-part"), ("DELETE", "/agents/"),
])  # fmt: skip
def test_a_stranger_does_not_learn_which_pages_the_desk_has(app, browsers, method, path):
    app.config["WTF_CSRF_ENABLED"] = True
    assert refused(app, STRANGER, None, method, path) == "sign in"
    assert browser(app, browsers["admin"]).open(path, method=method).status_code in (308, 400, 404, 405)


@pytest.mark.parametrize("path", ["/nulle-part", "/agentsx", "/agents/connexion/x/y"])
def test_elsewhere_what_is_not_there_is_404_for_everybody(app, browsers, path):
    assert {browser(app, reference).get(path).status_code for reference in browsers.values()} == {404}
