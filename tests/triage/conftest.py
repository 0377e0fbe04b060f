"""Agents who are signed in, and how many queries a page takes."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event

from reporter.accounts import actions, queries
from reporter.accounts.models import Agent
from reporter.base import clock
from reporter.base.db import db

AsAgent = Callable[..., FlaskClient]


@pytest.fixture
def as_agent(app: Flask) -> AsAgent:
    """`as_agent("nadia")` is the browser of nadia@exemple.fr, signed in by a link; CSRF is off here."""
    app.config["WTF_CSRF_ENABLED"] = False

    def sign_in(name: str = "nadia", role: str = "mediator") -> FlaskClient:
        link = actions.create(f"{name}@exemple.fr", role, now=clock.now())
        browser = app.test_client()
        assert browser.post(link.removeprefix("http://localhost")).status_code == 303
        return browser

    return sign_in


@pytest.fixture
def nadia(as_agent: AsAgent) -> FlaskClient:
    """A mediator's browser."""
    return as_agent()


def agent_named(name: str) -> Agent:
    found = queries.by_email(f"{name}@exemple.fr")
    assert found is not None
    return found


@pytest.fixture
def statements(app: Flask) -> Iterator[list[str]]:
    """Every statement that is sent from now on; clear it before what is counted."""
    sent: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        if not statement.startswith("BEGIN"):
            sent.append(statement)

    event.listen(db.engine, "before_cursor_execute", note)
    yield sent
    event.remove(db.engine, "before_cursor_execute", note)
