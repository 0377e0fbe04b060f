"""Wakes the worker at once when there is something to do. The truth stays in tables: a lost wake-up costs a second.

The door to huey, whose Redis queue carries the wake-ups when QUEUE_URL is set; without it the worker just looks often.
"""

from __future__ import annotations

import time
from threading import Event
from typing import Any, Protocol

import structlog

from reporter.base.current import current
from reporter.base.db import afterwards
from reporter.base.settings import Settings

log = structlog.get_logger()

NAME = "je-remarque"
# The longest that a worker sleeps, bell or no bell.
LONGEST_S = 1.0
# A queue that does not answer must not hold up a resident's request.
REDIS_TIMEOUT_S = 2.0


class Bell(Protocol):
    """Rung by whoever wrote something that is due; heard by one worker."""

    def ring(self) -> None:
        """Never raises: the worker looks by itself soon."""

    def wait(self, seconds: float) -> bool:
        """Returns when it rings (True), or after that many seconds, at most LONGEST_S (False)."""


class NoBell:
    """One machine: the worker looks every second."""

    def __init__(self) -> None:
        self._never = Event()

    def ring(self) -> None:
        pass

    def wait(self, seconds: float) -> bool:
        return self._never.wait(min(seconds, LONGEST_S))


class RedisBell:
    """Several machines: a queue in Redis, never longer than one entry for long."""

    def __init__(self, url: str) -> None:
        from huey import RedisHuey

        huey = RedisHuey(
            NAME,
            url=f"{url}{'&' if '?' in url else '?'}socket_connect_timeout={REDIS_TIMEOUT_S}",
            blocking=True,
            read_timeout=LONGEST_S,
        )
        self._queue: Any = huey.storage

    def ring(self) -> None:
        try:
            if not self._queue.queue_size():
                self._queue.enqueue(b"1")
        except Exception as fault:
            log.warning("wake-up lost", kind=type(fault).__name__)

    def wait(self, seconds: float) -> bool:
        try:
            if seconds < LONGEST_S:
                time.sleep(max(seconds, 0))
                return bool(self._queue.queue_size() and self._queue.dequeue())
            return self._queue.dequeue() is not None
        except Exception as fault:
            log.warning("no wake-ups", kind=type(fault).__name__)
            time.sleep(min(seconds, LONGEST_S))
            return False


def open_bell(settings: Settings) -> Bell:
    """The bell of these settings; nothing is connected yet."""
    return RedisBell(settings.queue_url) if settings.queue_url else NoBell()


def ring() -> None:
    """Wakes a worker now."""
    current(Bell).ring()  # type: ignore[type-abstract]


def wait(seconds: float) -> bool:
    """Waits for a wake-up, at most that many seconds and at most one; whether one came."""
    return current(Bell).wait(seconds)  # type: ignore[type-abstract]


def ring_after_commit() -> None:
    """Wakes a worker once the action in hand is written."""
    afterwards(ring)
