"""Time: aware and UTC inside, Europe/Paris where people read it. Working days with French public holidays."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from zoneinfo import ZoneInfo

PARIS = ZoneInfo("Europe/Paris")


def now() -> datetime:
    """The present moment, UTC."""
    return datetime.now(UTC)


def parse(text: str) -> datetime:
    """An ISO 8601 moment as UTC; without a zone it is Europe/Paris. Raises ValueError."""
    moment = datetime.fromisoformat(text)
    return (moment if moment.tzinfo else moment.replace(tzinfo=PARIS)).astimezone(UTC)


def iso(moment: datetime) -> str:
    """UTC with a Z, to the second: 2026-11-22T06:00:00Z."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def at(day: date, hour: time) -> datetime:
    """The UTC moment of an hour in Paris on that day, in winter and in summer."""
    return datetime.combine(day, hour, PARIS).astimezone(UTC)


@cache
def _public_holidays(year: int) -> frozenset[date]:
    from holidays import country_holidays

    return frozenset(country_holidays("FR", years=year))


def is_working_day(day: date) -> bool:
    """Monday to Friday, and no French public holiday."""
    return day.weekday() < 5 and day not in _public_holidays(day.year)


def add_working_days(moment: datetime, days: int) -> datetime:
    """The moment `days` working days later, at the same hour in Paris; 0 days: the moment itself."""
    local = moment.astimezone(PARIS)
    day = local.date()
    while days > 0:
        day += timedelta(days=1)
        days -= is_working_day(day)
    return at(day, local.time())
