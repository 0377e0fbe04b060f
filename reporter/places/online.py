"""Guards a call to a service on the network: 2 seconds at most, few at once, left alone after failures."""

from __future__ import annotations

import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from threading import BoundedSemaphore
from typing import TypeVar

from reporter.places.breaker import Breaker

TIMEOUT_S = 2.0
# Whoever comes when so many are already waiting is told at once that it is down, rather than wait as well.
AT_ONCE = 4

T = TypeVar("T")


class GeocoderDown(Exception):
    """The online geocoder is not set, does not answer, answers rubbish, or is being left alone. Try later."""


class Guard:
    """One for each service, shared by threads."""

    def __init__(self) -> None:
        self._breaker = Breaker()
        self._slots = BoundedSemaphore(AT_ONCE)
        self._threads = ThreadPoolExecutor(AT_ONCE, thread_name_prefix="geocoder")

    def call(self, ask: Callable[[], T]) -> T:
        """What `ask` returns. Raises GeocoderDown when it fails or takes too long, or is not to be asked now.

        A failure may say in `retry_after` (seconds) how long to leave the service alone.
        """
        if not self._slots.acquire(blocking=False):
            raise GeocoderDown("busy")
        if not self._breaker.allows(time.monotonic()):
            self._slots.release()
            raise GeocoderDown("left alone after failures")
        # In a thread of its own: a socket's timeout alone does not stop a server that sends byte after byte.
        future: Future[T] = self._threads.submit(ask)
        future.add_done_callback(lambda _: self._slots.release())
        try:
            answer = future.result(TIMEOUT_S)
        except Exception as error:
            self._breaker.failed(time.monotonic(), rest_s=getattr(error, "retry_after", None))
            raise GeocoderDown(type(error).__name__) from error
        self._breaker.succeeded()
        return answer
