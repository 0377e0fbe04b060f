"""The desk's reads on PostgreSQL: what SQLite forgives is not forgiven there."""

from datetime import timedelta

import pytest

from reporter.accounts import actions as accounts
from reporter.base import clock
from reporter.base.db import db
from reporter.triage import actions, queries
from reporter.triage.rules import EVERYTHING, ORDERS, OVERDUE, URGENT, Filters, Move
from tests.triage.conftest import agent_named
from tests.triage.making import BASTIDE, make

pytestmark = pytest.mark.postgresql


@pytest.fixture
def environ(environ, postgresql_url):
    return environ | {"DATABASE_URL": postgresql_url}


def test_the_queue_reads_the_same_on_postgresql(app):
    assert db.engine.dialect.name == "postgresql"
    now = clock.now()
    accounts.create("nadia@exemple.fr", now=now)
    nadia = agent_named("nadia").id
    needle = make("needle", now=now - timedelta(days=1), photos=1)
    bins = make("bins", at=BASTIDE, details="Devant l’École", address="Rue Ésope")
    done = make("tags")
    actions.move(done.id, Move(to="resolved", text="Nettoyé."), version=1, agent_id=nadia, now=now)
    actions.assign(bins.id, to=nadia, version=1, agent_id=nadia, now=now)

    def found(**filters):
        return [row.reference for row in queries.queue(Filters(**filters), now=now).rows]

    assert [found(order=order) for order in ORDERS] == [
        [needle.reference, bins.reference], [bins.reference, needle.reference], [needle.reference, bins.reference],
    ]  # fmt: skip
    assert found(status=OVERDUE) == found(status=URGENT) == [needle.reference]
    assert len(found(status=EVERYTHING)) == 3
    assert found(neighbourhood="bastide", category="bins", status="received") == [bins.reference]
    assert found(agent=str(nadia)) == found(text="ecole esope") == found(text=bins.reference) == [bins.reference]
    assert found(agent="none") == [needle.reference]
    counted = queries.counts(now=now, agent_id=nadia)
    assert (counted["open"], counted["overdue"], counted["urgent"], counted["mine"]) == (2, 1, 1, 1)
