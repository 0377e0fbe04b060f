"""A circuit breaker: after some failures in a row the service is left alone for a while, then tried by one request."""

from __future__ import annotations

from threading import Lock

FAILURES = 3
REST_S = 60.0
LONGEST_REST_S = 600.0


class Breaker:
    """Shared by threads. `now` is a monotonic clock's seconds."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._failures = 0
        self._closed_until = 0.0
        self._trying = False

    def allows(self, now: float) -> bool:
        """Whether the service may be asked. After a rest one request tries; the others wait for how it went."""
        with self._lock:
            if self._failures < FAILURES:
                return True
            if now < self._closed_until or self._trying:
                return False
            self._trying = True
            return True

    def succeeded(self) -> None:
        """The service answered: all may ask again."""
        with self._lock:
            self._failures, self._trying = 0, False

    def failed(self, now: float, *, rest_s: float | None = None) -> None:
        """The service did not answer, or not usably. `rest_s`: it asked to be left alone for that long, so at once."""
        with self._lock:
            self._failures = FAILURES if rest_s is not None else self._failures + 1
            self._closed_until = now + min(rest_s or REST_S, LONGEST_REST_S)
            self._trying = False
