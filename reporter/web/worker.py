"""The worker: one thread a job, so that a slow one delays no other. All it knows stands in tables: it may be killed."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Iterable
from threading import Event, Thread

import structlog
from flask import Flask

from reporter.base import clock, wakeups
from reporter.base.jobs import STOPPING
from reporter.web.schedule import JOBS, Job

log = structlog.get_logger()

# How long jobs may finish what they have begun.
GRACE_S = 10.0
# A job that keeps failing is tried less and less often, up to this.
LONGEST_PAUSE_S = 60.0


def run(app: Flask, *, with_parent: int | None = None, jobs: Iterable[Job] = JOBS) -> None:
    """Works until SIGTERM or SIGINT; `with_parent`: also until that process, which started it, is gone
    (its id is given: it may be gone before we could look).

    For a process's main thread: it listens to signals.
    """
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda _number, _frame: STOPPING.set())
    loops = [_Loop(app, job) for job in jobs]
    for loop in loops:
        loop.thread.start()
    log.info("worker started", jobs=[loop.job.name for loop in loops])
    with app.app_context():
        while not STOPPING.is_set():
            if wakeups.wait(wakeups.LONGEST_S):
                _ring(loops)
            if with_parent and os.getppid() != with_parent:
                STOPPING.set()
    _end(loops)
    log.info("worker ended")


class _Loop:
    """One job, again and again, in a thread of its own."""

    def __init__(self, app: Flask, job: Job) -> None:
        self._app, self.job = app, job
        self.bell = Event()
        # Daemons: after GRACE_S a job that hangs does not keep the process; its leases run out by themselves.
        self.thread = Thread(target=self._work, name=job.name, daemon=True)

    def _work(self) -> None:
        pause = self.job.first_after_s
        failures = 0
        while True:
            self.bell.wait(pause)
            self.bell.clear()
            if STOPPING.is_set():
                return
            failures = 0 if self._once() else failures + 1
            pause = min(self.job.every_s * 2**failures, max(LONGEST_PAUSE_S, self.job.every_s))

    def _once(self) -> bool:
        """Runs the job in a context and a session of its own; whether it ended well."""
        try:
            with self._app.app_context():
                self.job.run(clock.now())
        except Exception as fault:
            log.exception("job failed", job=self.job.name, kind=type(fault).__name__)
            return False
        return True


def _ring(loops: list[_Loop]) -> None:
    """Wakes the jobs that look every second: the others have their own pace."""
    for loop in loops:
        if loop.job.every_s <= wakeups.LONGEST_S:
            loop.bell.set()


def _end(loops: list[_Loop]) -> None:
    until = time.monotonic() + GRACE_S
    for loop in loops:
        loop.bell.set()
    for loop in loops:
        loop.thread.join(max(0.0, until - time.monotonic()))
