"""The plan of a demo town."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from reporter.base.clock import PARIS, is_working_day
from reporter.base.settings import TERRITORIES
from reporter.categories.reading import load
from reporter.demo.rules import COUNT, plan, request_id

CATEGORIES = list(load(TERRITORIES / "carcassonne"))
SLUGS = ["north", "south"]
moments = st.datetimes(datetime(2026, 1, 1), datetime(2028, 12, 31), timezones=st.just(UTC))


@settings(max_examples=25, deadline=None)
@given(moments)
def test_whenever_it_is_filled_everything_has_happened_in_order(now: datetime) -> None:
    plans = plan(CATEGORIES, SLUGS, now=now)
    assert len(plans) == COUNT
    assert [one.created_at for one in plans] == sorted(one.created_at for one in plans)
    for one in plans:
        assert now - timedelta(days=90) <= one.created_at <= now - timedelta(minutes=25)
        at = [one.created_at, *(step.at for step in one.steps)]
        assert all(before < after for before, after in pairwise(at))
        assert at[-1] <= now
        for step in one.steps:
            assert step.on is None or (step.on >= step.at.astimezone(PARIS).date() and is_working_day(step.on))


@settings(max_examples=25, deadline=None)
@given(moments)
def test_there_is_news_of_today_and_something_still_to_phone(now: datetime) -> None:
    plans = plan(CATEGORIES, SLUGS, now=now)
    assert sum(1 for one in plans if now - one.created_at < timedelta(hours=24)) >= 10
    assert sum(1 for one in plans if one.phoned_after is None) >= 10
    assert any(one.category.urgent and now - one.created_at < timedelta(hours=1) for one in plans)


@settings(max_examples=10, deadline=None)
@given(moments)
def test_nobody_waits_for_weeks_and_what_is_urgent_is_done_within_hours(now: datetime) -> None:
    for one in plan(CATEGORIES, SLUGS, now=now):
        age = now - one.created_at
        if age > timedelta(days=24):
            assert one.steps
        if one.category.urgent and age > timedelta(hours=8) and one.phoned_after:
            assert one.steps[-1].what in ("done", "closed")
            assert one.steps[-1].at - one.created_at < timedelta(hours=8)


def test_the_same_moment_makes_the_same_town() -> None:
    now = datetime(2026, 11, 24, 9, tzinfo=UTC)
    assert plan(CATEGORIES, SLUGS, now=now) == plan(CATEGORIES, SLUGS, now=now)


def test_each_report_has_an_id_of_its_own_that_never_changes() -> None:
    assert len({request_id(number) for number in range(COUNT)}) == COUNT
    assert str(request_id(0)) == "315984bf-e066-5cfa-95a7-6a0c53e89112"
