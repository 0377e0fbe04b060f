"""Leases: how several workers share rows in a table, and none is lost when one is killed; and how a worker ends."""

from __future__ import annotations

from datetime import datetime, timedelta
from threading import Event

LEASE = timedelta(minutes=2)
# After each failure wait longer; the last step repeats.
BACKOFF = tuple(timedelta(minutes=m) for m in (1, 5, 15, 60, 180, 360))

# Set once when this process was asked to end: long rounds finish what they have begun, and begin nothing more.
STOPPING = Event()


def next_try(attempts: int, now: datetime) -> datetime:
    """When to try again after `attempts` failures (1 or more), UTC."""
    return now + BACKOFF[min(attempts, len(BACKOFF)) - 1]
