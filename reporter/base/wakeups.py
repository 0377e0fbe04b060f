"""Wakes the worker at once when there is something to do. The truth stays in tables: a lost wake-up costs a second.

The door to huey and redis: a Redis queue carries the wake-ups when QUEUE_URL is set; without it the worker just looks
often.
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
# A queue that does not answer must not hold up a resident's request: so long for connecting, and for each answer.
REDIS_TIMEOUT_S = 0.5


class Bell(Protocol):
    """Rung by whoever wrote something that is due; heard by one worker."""

    def ring(self) -> None:
        """Never raises: the worker looks by itself soon."""

    def wait(self, seconds: float) -> bool:
        """Returns when it rings (True), or after that many seconds, at most LONGEST_S (False)."""

    def works(self) -> bool:
        """Whether it would be heard; takes at most about REDIS_TIMEOUT_S."""


class NoBell:
    """One machine: the worker looks every second."""

    def __init__(self) -> None:
        self._never = Event()

    def ring(self) -> None:
        pass

    def wait(self, seconds: float) -> bool:
        return self._never.wait(min(seconds, LONGEST_S))

    def works(self) -> bool:
        return True


class RedisBell:
    """Several machines: a queue in Redis, never longer than one entry for long."""

    def __init__(self, url: str) -> None:
        # Whoever rings is in a hurry; whoever waits reads for as long as nobody rings.
        self._ringing, self._waiting = _queue(url, REDIS_TIMEOUT_S), _queue(url, LONGEST_S + REDIS_TIMEOUT_S)

    def ring(self) -> None:
        try:
            if not self._ringing.queue_size():
                self._ringing.enqueue(b"1")
        except Exception as fault:
            log.warning("wake-up lost", kind=type(fault).__name__)

    def wait(self, seconds: float) -> bool:
        try:
            if seconds < LONGEST_S:
                time.sleep(max(seconds, 0))
                return bool(self._waiting.queue_size() and self._waiting.dequeue())
            return self._waiting.dequeue() is not None
        except Exception as fault:
            log.warning("no wake-ups", kind=type(fault).__name__)
            time.sleep(min(seconds, LONGEST_S))
            return False

    def works(self) -> bool:
        try:
            return bool(self._ringing.conn.ping())
        except Exception:
            return False


def redis_options(timeout_s: float = REDIS_TIMEOUT_S) -> dict[str, Any]:
    """How we speak to Redis: it is tried once, and waited for that long (seconds)."""
    from redis.backoff import NoBackoff
    from redis.retry import Retry

    return {
        "socket_connect_timeout": REDIS_TIMEOUT_S,
        "socket_timeout": timeout_s,
        "retry": Retry(NoBackoff(), 0),
    }


def _queue(url: str, timeout_s: float) -> Any:
    from huey import RedisHuey
    from redis import ConnectionPool

    pool = ConnectionPool.from_url(url, **redis_options(timeout_s))
    return RedisHuey(NAME, connection_pool=pool, blocking=True, read_timeout=LONGEST_S).storage


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
