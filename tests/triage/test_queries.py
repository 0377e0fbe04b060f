from datetime import timedelta

import pytest

from reporter.accounts import actions as accounts
from reporter.base import clock
from reporter.base.db import transaction
from reporter.reports import writes
from reporter.reports.queries import by_id
from reporter.triage import actions, queries
from reporter.triage.rules import Filters, Move
from tests.triage.conftest import agent_named
from tests.triage.making import BASTIDE, make

pytestmark = pytest.mark.usefixtures("app")


def references(now=None, **filters):
    return [row.reference for row in queries.queue(Filters(**filters), now=now or clock.now()).rows]


def end(report, status="resolved"):
    with transaction():
        writes.move(by_id(report.id), status, now=clock.now(), actor="system", reason="nothing_found")


def test_what_is_open_comes_urgent_first_then_newest():
    now = clock.now()
    old, needle, new, ended = (
        make("bulky", now=now - timedelta(days=3)), make("needle", now=now - timedelta(days=2)),
        make("tags", now=now - timedelta(days=1)), make("tags", now=now),
    )  # fmt: skip
    end(ended)
    assert references() == [needle.reference, new.reference, old.reference]
    assert references(order="newest") == [new.reference, needle.reference, old.reference]
    assert references(status="resolved") == [ended.reference]
    assert references(status="all")[0] == ended.reference


def test_the_nearest_deadline_comes_first_and_none_comes_last():
    now = clock.now()
    tags, needle = make("tags", now=now), make("needle", now=now)
    without = make("tags", now=now - timedelta(days=60), due_at=None)
    assert references(order="deadline") == [needle.reference, tags.reference, without.reference]


def test_each_filter_narrows():
    tags, bins = make("tags"), make("bins", at=BASTIDE)
    assert references(neighbourhood="bastide") == [bins.reference]
    assert references(category="tags") == [tags.reference]
    assert references(category="tags", neighbourhood="bastide") == []
    assert references(status="planned") == []
    assert set(references(status="received")) == {tags.reference, bins.reference}


def test_overdue_is_what_is_open_and_past_its_target():
    late, late_but_done, fresh = (
        make("needle", now=clock.now() - timedelta(days=1)), make("needle", now=clock.now() - timedelta(days=1)),
        make("needle"),
    )  # fmt: skip
    end(late_but_done)
    assert references(status="overdue") == [late.reference]
    assert set(references(status="urgent")) == {late.reference, fresh.reference}


def test_reports_are_found_by_their_agent_or_by_having_none():
    accounts.create("nadia@exemple.fr", now=clock.now())
    nadia = agent_named("nadia").id
    mine, other = make(), make()
    actions.assign(mine.id, to=nadia, version=1, agent_id=nadia, now=clock.now())
    assert references(agent=str(nadia)) == [mine.reference]
    assert references(agent="none") == [other.reference]
    assert queries.counts(now=clock.now(), agent_id=nadia)["mine"] == 1


def test_a_reference_is_found_however_it_is_typed_and_whatever_is_filtered():
    report = make()
    end(report)
    code = report.reference[3:]
    for typed in (report.reference, code.lower(), f"jr {code[:3]} {code[3:]}"):
        assert references(text=typed, neighbourhood="bastide") == [report.reference]
    assert references(text="JR-ZZZZZZ") == []


def test_words_are_found_with_or_without_accents_in_address_and_details():
    report = make(details="Un frigo devant l’École Jean-Jaurès")
    make(details="Un matelas")
    for typed in ("ecole", "ÉCOLE frigo", "jean-jaures", "Jaurès"):
        assert references(text=typed) == [report.reference], typed
    for typed in ("ecole matelas", "zz%", "écu", "a", "%%", "__"):
        assert references(text=typed) == [], typed


def test_pages_follow_one_another_without_gap_or_repeat():
    now = clock.now()
    made = [make("tags", now=now - timedelta(minutes=number)).reference for number in range(103)]
    first, second = queries.queue(Filters(), now=now), queries.queue(Filters(page=2), now=now)
    assert first.more
    assert not second.more
    assert [row.reference for row in (*first.rows, *second.rows)] == made


def test_rows_know_their_first_photo_and_who_leads():
    report = make("bins", photos=2)
    page = queries.queue(Filters(), now=clock.now())
    assert page.photos == {report.id: 1}
    assert page.leads == {report.id: ("covaldem", "due")}
    assert make("tags").id not in page.photos


def test_counts_say_what_waits():
    make("needle", now=clock.now() - timedelta(days=1))
    done = make("tags")
    make("tags")
    end(done)
    counted = queries.counts(now=clock.now(), agent_id=1)
    assert (counted["open"], counted["overdue"], counted["urgent"], counted["received"]) == (2, 1, 1, 2)
    assert "resolved" not in counted


def test_a_photo_has_a_key_and_no_other_number_has_one():
    report = make(photos=1)
    assert queries.photo_key(report.reference, 1)
    assert queries.photo_key(report.reference, 2) is None
    assert queries.photo_key("JR-000000", 1) is None


def test_events_since_are_those_that_the_agent_has_not_seen():
    report = make()
    seen = queries.events_after(report.id, 0)[-1].id
    actions.move(report.id, Move(to="acknowledged"), version=1, agent_id=1, now=clock.now())
    assert [event.status for event in queries.events_after(report.id, seen)] == ["acknowledged"]
