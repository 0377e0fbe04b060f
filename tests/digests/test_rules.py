"""When a digest is due: working days at seven in Paris, whatever the clocks and the calendar do; and what it tells."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reporter.base.clock import PARIS, is_working_day
from reporter.digests.rules import (
    SHOWN,
    Line,
    Reply,
    Window,
    always_sent,
    arrange,
    counts,
    is_news,
    last_scheduled,
    must_send,
    next_scheduled,
    section_of,
)

END = datetime(2026, 11, 23, 6, 0, tzinfo=UTC)
moments = st.datetimes(min_value=datetime(2025, 1, 1), max_value=datetime(2030, 1, 1)).map(
    lambda m: m.replace(tzinfo=UTC)
)


def paris(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=PARIS).astimezone(UTC)


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        ("2026-11-23T07:00", "2026-11-23T07:00"),  # a Monday, at the hour itself
        ("2026-11-23T06:59", "2026-11-20T07:00"),  # a minute before: Friday's
        ("2026-11-22T20:00", "2026-11-20T07:00"),  # a Sunday
        ("2026-03-30T07:00", "2026-03-30T07:00"),  # the Monday after clocks went forward
        ("2026-03-30T06:30", "2026-03-27T07:00"),
        ("2026-10-26T07:00", "2026-10-26T07:00"),  # the Monday after clocks went back
        ("2026-10-26T06:30", "2026-10-23T07:00"),
        ("2027-01-01T12:00", "2026-12-31T07:00"),  # New Year's Day, a Friday
        ("2026-04-06T12:00", "2026-04-03T07:00"),  # Easter Monday
        ("2026-07-14T12:00", "2026-07-13T07:00"),  # the 14th of July, a Tuesday
        ("2026-05-14T12:00", "2026-05-13T07:00"),  # Ascension
    ],
)
def test_the_last_hour_is_seven_in_paris_on_a_working_day(now: str, expected: str) -> None:
    assert last_scheduled(paris(now)) == paris(expected)


def test_seven_in_paris_is_five_in_summer_and_six_in_winter() -> None:
    assert last_scheduled(paris("2026-03-27T12:00")).hour == 6
    assert last_scheduled(paris("2026-03-30T12:00")).hour == 5
    assert last_scheduled(paris("2026-10-23T12:00")).hour == 5
    assert last_scheduled(paris("2026-10-26T12:00")).hour == 6


@given(moments)
def test_windows_follow_each_other_without_gap(now: datetime) -> None:
    last, following = last_scheduled(now), next_scheduled(now)
    assert last <= now < following
    assert last_scheduled(following) == following
    assert last_scheduled(following - timedelta(seconds=1)) == last
    assert is_working_day(last.astimezone(PARIS).date())


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (date(2026, 11, 23), True),  # Monday
        (date(2026, 11, 24), False),
        (date(2026, 11, 22), False),  # Sunday
        (date(2026, 4, 6), False),  # Easter Monday
        (date(2026, 4, 7), True),  # the Tuesday after it
        (date(2026, 4, 8), False),
        (date(2026, 7, 13), True),  # the Monday before the 14th of July
        (date(2026, 7, 15), False),
        (date(2029, 1, 1), False),  # New Year's Day, a Monday
        (date(2029, 1, 2), True),
    ],
)
def test_mondays_digest_always_leaves_and_a_holiday_hands_it_on(day: date, expected: bool) -> None:
    assert always_sent(day) is expected


@given(moments.map(lambda moment: moment.date()))
def test_every_week_with_a_working_day_has_exactly_one_that_always_leaves(day: date) -> None:
    week = [day - timedelta(days=day.weekday() - n) for n in range(7)]
    assert sum(map(always_sent, week)) == any(map(is_working_day, week))


@pytest.mark.parametrize(
    ("since", "end", "expected"),
    [
        ("2026-11-20T07:00", "2026-11-23T07:00", True),
        ("2026-11-20T07:00", "2026-11-23T06:59", False),
        ("2026-11-23T07:00", "2026-11-24T07:00", False),
        ("2026-11-23T07:00", "2026-11-27T07:00", False),
        ("2026-11-17T07:00", "2026-12-04T07:00", True),  # several were missed
        ("2026-04-03T07:00", "2026-04-06T23:00", False),
        ("2026-04-03T07:00", "2026-04-07T07:00", True),
    ],
)
def test_a_window_that_holds_a_mondays_hour_is_told_even_without_news(since: str, end: str, expected: bool) -> None:
    assert must_send(Window(partner="agglo", since=paris(since), end=paris(end))) is expected


LINE = Line(
    report_id=1, forward_id=1, reference="JR-000001", category="bulky", urgent=False, neighbourhood="ozanam",
    zone="core", commune="Carcassonne", address="", latitude=43.2, longitude=2.3, vague=False,
    created_at=END - timedelta(days=2), due_at=END - timedelta(hours=1), status="forwarded",
    closing_reason=None, planned_on=None,
)  # fmt: skip
REPLY = Reply(partner="ville", answer="accepted", on=None)


def test_overdue_is_open_and_past_its_target_at_the_windows_end() -> None:
    assert LINE.overdue(END)
    assert not LINE.overdue(END - timedelta(hours=1))
    assert not replace(LINE, status="resolved").overdue(END)
    assert not replace(LINE, due_at=None).overdue(END)


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"fresh": True, "due_at": None}, True),
        ({"reopened": True, "due_at": None}, True),
        ({}, True),  # overdue
        ({"due_at": None, "replies": (REPLY,)}, False),
        ({"status": "resolved", "ended": True}, False),
    ],
)
def test_news_is_what_is_new_reopened_or_overdue(changes: dict[str, object], expected: bool) -> None:
    assert is_news([replace(LINE, **changes)], END) is expected  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("changes", "section"),
    [
        ({"urgent": True, "fresh": True}, "urgent"),
        ({"urgent": True, "replies": (REPLY,)}, "urgent"),
        ({"urgent": True, "status": "resolved", "ended": True}, "ended"),
        ({"fresh": True, "status": "resolved", "ended": True}, "new"),
        ({"reopened": True, "status": "reopened"}, "new"),
        ({"replies": (REPLY,), "status": "acknowledged"}, "answered"),
        ({"replies": (REPLY,), "status": "resolved", "ended": True}, "ended"),
        ({}, "open"),
        ({"zone": "agglo", "urgent": True, "fresh": True}, "outside"),
    ],
)
def test_each_line_stands_in_the_first_section_that_fits(changes: dict[str, object], section: str) -> None:
    assert section_of(replace(LINE, **changes)) == section  # type: ignore[arg-type]


def test_sections_come_in_order_and_new_ones_by_neighbourhood_then_category() -> None:
    lines = [
        replace(LINE, report_id=1),
        replace(LINE, report_id=2, status="resolved", ended=True),
        replace(LINE, report_id=3, fresh=True, neighbourhood=None, commune="Carcassonne"),
        replace(LINE, report_id=4, fresh=True, neighbourhood="bastide", category="tags"),
        replace(LINE, report_id=5, fresh=True, neighbourhood="bastide", category="bulky"),
        replace(LINE, report_id=6, fresh=True, neighbourhood="ozanam"),
        replace(LINE, report_id=7, urgent=True),
        replace(LINE, report_id=8, replies=(REPLY,)),
    ]
    told = arrange(lines, neighbourhoods=["bastide", "ozanam"], categories=["bulky", "tags"])
    assert [section.slug for section in told] == ["urgent", "new", "answered", "open", "ended"]
    assert [line.report_id for line in told[1].lines] == [5, 4, 6, 3]


def test_a_section_shows_so_many_oldest_first_and_says_how_many_more() -> None:
    lines = [replace(LINE, report_id=n, created_at=END - timedelta(days=n)) for n in range(1, 41)]
    (section,) = arrange(lines, neighbourhoods=[], categories=[])
    assert len(section.lines) == SHOWN["open"]
    assert section.left_out == 40 - SHOWN["open"]
    assert section.lines[0].report_id == 40


def test_figures_are_counted_by_neighbourhood_and_leave_out_what_lies_outside_the_town() -> None:
    lines = [
        replace(LINE, report_id=1, fresh=True),
        replace(LINE, report_id=2, due_at=None),
        replace(LINE, report_id=3, neighbourhood=None, zone="town", status="resolved", ended=True),
        replace(LINE, report_id=4, neighbourhood=None, zone="agglo", commune="Trèbes", fresh=True),
    ]
    rows = counts(lines, END, neighbourhoods=["bastide", "ozanam"])
    assert [(row.neighbourhood, row.new, row.open, row.overdue, row.ended) for row in rows] == [
        ("ozanam", 1, 2, 1, 0),
        (None, 0, 0, 0, 1),
        (None, 1, 2, 1, 1),
    ]


@pytest.mark.parametrize(("end", "days"), [("2026-11-21T07:00", 0), ("2026-11-22T00:30", 1), ("2026-11-24T07:00", 3)])
def test_age_is_counted_in_days_of_the_calendar(end: str, days: int) -> None:
    assert replace(LINE, created_at=paris("2026-11-21T06:30")).age(paris(end)) == days
