"""The link that ends a partner's digests: one click, from a mail program or a page, and back again."""

from __future__ import annotations

from dataclasses import replace

import pytest
from flask import Flask
from flask.testing import FlaskClient

from reporter.accounts.models import Agent
from reporter.base.current import current, install
from reporter.base.db import db
from reporter.digests import actions
from reporter.digests.links import unsubscribe_url
from reporter.partners.rules import Directory, Partner
from tests.digests.conftest import mails


@pytest.fixture
def path(town: Partner) -> str:
    return unsubscribe_url(town).removeprefix("http://localhost")


def stopped(partner: Partner) -> bool:
    db.session.expire_all()
    return actions.is_stopped(partner)


def test_looking_at_the_page_changes_nothing(client: FlaskClient, town: Partner, path: str) -> None:
    page = client.get(path)
    assert page.status_code == 200
    assert "Ne plus recevoir le récapitulatif" in page.get_data(as_text=True)
    client.head(path)
    assert not stopped(town)


def test_a_mail_program_unsubscribes_with_one_post(app: Flask, town: Partner, path: str, coordinator: Agent) -> None:
    """Without cookie or CSRF token, with protection on: RFC 8058."""
    answer = app.test_client().post(path, data={"List-Unsubscribe": "One-Click"})
    assert answer.status_code == 200
    assert "Set-Cookie" not in answer.headers
    assert stopped(town)
    (told,) = mails("")
    assert told["To"] == coordinator.email


def test_the_page_says_how_to_come_back_and_it_works(client: FlaskClient, town: Partner, path: str) -> None:
    page = client.post(path, data={"stop": "1"}).get_data(as_text=True)
    assert "Recevoir de nouveau le récapitulatif" in page
    assert stopped(town)
    client.post(path, data={"resume": "1"})
    assert not stopped(town)


def test_twice_is_once(client: FlaskClient, town: Partner, path: str, coordinator: Agent) -> None:
    client.post(path)
    client.post(path)
    assert stopped(town)
    assert len(mails("")) == 1


@pytest.mark.parametrize("token", ["x", "ImFnZ2xvIg", "ImFnZ2xvIg.AAAAAAAAAAAAAAAAAAAAAAAAAAA", "%00", "a" * 5000])
def test_a_forged_link_is_refused(client: FlaskClient, town: Partner, token: str) -> None:
    for answer in (client.get(f"/desabonnement/{token}"), client.post(f"/desabonnement/{token}")):
        assert answer.status_code == 404
    assert not stopped(town)


def test_the_link_of_a_former_address_is_worth_nothing_for_the_new_one(
    client: FlaskClient, app: Flask, town: Partner, path: str
) -> None:
    client.post(path)
    directory = current(Directory)
    moved = replace(town, email="pole@agglo.example")
    install(app, replace(directory, partners=tuple(moved if p.slug == town.slug else p for p in directory)))
    assert client.get(path).status_code == 404
    assert not stopped(moved)


def test_the_page_is_kept_by_nobody_and_tells_nobody_where_one_came_from(client: FlaskClient, path: str) -> None:
    headers = client.get(path).headers
    assert headers["Cache-Control"] == "no-store"
    assert headers["Referrer-Policy"] == "no-referrer"
    assert "noindex" in client.get(path).get_data(as_text=True)
