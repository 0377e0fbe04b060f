"""One transaction per action, and no write lost among threads."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from reporter.accounts.models import Agent
from reporter.base.db import end_read, session, transaction


def agent(number: int) -> Agent:
    now = datetime(2026, 1, 1, tzinfo=UTC)
    return Agent(email=f"{number}@example.org", role="mediator", fs_uniquifier=str(number), created_at=now)


def test_an_action_that_fails_writes_nothing(app: Flask) -> None:
    with pytest.raises(IntegrityError), transaction():
        session().add_all([agent(1), agent(1)])
    assert session().scalars(select(Agent)).all() == []


def test_actions_do_not_nest(app: Flask) -> None:
    with transaction(), pytest.raises(RuntimeError, match="inside an action"), transaction():
        pass


def test_an_action_after_a_nested_one_was_refused_works(app: Flask) -> None:
    with pytest.raises(RuntimeError), transaction(), transaction():
        pass
    with transaction():
        session().add(agent(1))
    assert session().scalars(select(Agent)).all()


def test_a_read_ends_before_the_network_is_waited_for(app: Flask) -> None:
    session().scalars(select(Agent)).all()
    assert session()().in_transaction()
    end_read()
    assert not session()().in_transaction()


def test_an_action_cannot_be_ended_halfway(app: Flask) -> None:
    def half() -> None:
        with transaction():
            session().add(agent(1))
            end_read()

    with pytest.raises(RuntimeError, match="inside an action"):
        half()
    assert session().scalars(select(Agent)).all() == []


@pytest.mark.postgresql
def test_moments_come_back_as_they_went_in(both_databases: str, app: Flask) -> None:
    with transaction():
        session().add(agent(1))
    session().expire_all()
    assert session().scalars(select(Agent)).one().created_at == datetime(2026, 1, 1, tzinfo=UTC)


def test_no_concurrent_change_is_lost(app: Flask) -> None:
    with transaction():
        session().add(agent(0))

    def add_a_letter(_: int) -> None:
        with app.app_context(), transaction():
            row = session().scalars(select(Agent)).one()
            row.name += "x"

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(add_a_letter, range(80)))
    session().expire_all()
    assert len(session().scalars(select(Agent)).one().name) == 80
