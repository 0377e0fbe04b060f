"""Hours of Paris in winter and summer, and working days in France."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reporter.base import clock


def test_a_time_without_a_zone_is_in_paris() -> None:
    assert clock.parse("2026-07-01T07:00") == datetime(2026, 7, 1, 5, tzinfo=UTC)
    assert clock.parse("2026-12-01T07:00") == datetime(2026, 12, 1, 6, tzinfo=UTC)
    assert clock.parse("2026-12-01T07:00Z") == datetime(2026, 12, 1, 7, tzinfo=UTC)


def test_iso_is_utc_with_a_z() -> None:
    assert clock.iso(clock.parse("2026-07-01T07:00")) == "2026-07-01T05:00:00Z"


@pytest.mark.parametrize(
    "holiday",
    [date(2026, 1, 1), date(2026, 4, 6), date(2026, 5, 1), date(2026, 5, 14), date(2026, 7, 14), date(2026, 12, 25)],
)
def test_public_holidays_are_no_working_days(holiday: date) -> None:
    assert not clock.is_working_day(holiday)


def test_three_working_days_skip_a_weekend_and_a_holiday() -> None:
    # Friday 10 July 2026; Tuesday 14 is a holiday: Monday, Wednesday, Thursday.
    start = clock.at(date(2026, 7, 10), time(9))
    assert clock.add_working_days(start, 3) == clock.at(date(2026, 7, 16), time(9))


def test_the_hour_in_paris_stays_across_the_clock_change() -> None:
    friday = clock.at(date(2026, 3, 27), time(9))
    assert clock.add_working_days(friday, 1) == clock.at(date(2026, 3, 30), time(9))


@given(st.datetimes(datetime(2020, 1, 1), datetime(2040, 1, 1), timezones=st.just(UTC)), st.integers(1, 30))
def test_working_days_end_on_a_working_day_and_never_earlier(moment: datetime, days: int) -> None:
    later = clock.add_working_days(moment, days)
    assert clock.is_working_day(later.astimezone(clock.PARIS).date())
    assert later - moment > timedelta(days=days) - timedelta(hours=2)
    assert clock.add_working_days(moment, days - 1) < later
