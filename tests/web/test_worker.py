"""The worker's threads: a slow or broken job delays no other."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from datetime import datetime
from itertools import pairwise

import pytest
from flask import Flask
from sqlalchemy import text

from reporter.base import clock
from reporter.base.db import session
from reporter.web import worker
from reporter.web.schedule import JOBS, Job
from reporter.web.worker import _Loop


@pytest.fixture
def stopping(monkeypatch: pytest.MonkeyPatch) -> Iterator[threading.Event]:
    """An end of this test's own: the real one is for the whole process."""
    event = threading.Event()
    monkeypatch.setattr(worker, "STOPPING", event)
    yield event
    event.set()


def until(happens: Callable[[], bool], seconds: float = 5) -> None:
    end = time.monotonic() + seconds
    while not happens():
        assert time.monotonic() < end, "it did not happen in time"
        time.sleep(0.005)


def start(app: Flask, run: Callable[[datetime], object], every_s: float = 0.01) -> _Loop:
    loop = _Loop(app, Job(name="test", run=run, every_s=every_s))
    loop.thread.start()
    return loop


def end(stopping: threading.Event, *loops: _Loop) -> None:
    stopping.set()
    worker._end(list(loops))
    assert not any(loop.thread.is_alive() for loop in loops)


def test_a_job_that_hangs_delays_no_other(app: Flask, stopping: threading.Event) -> None:
    hanging, ran = threading.Event(), []
    slow = start(app, lambda now: hanging.wait(10))
    quick = start(app, ran.append)
    until(lambda: len(ran) > 5)
    hanging.set()
    end(stopping, slow, quick)


def test_a_job_that_fails_is_run_again_with_a_session_of_its_own(app: Flask, stopping: threading.Event) -> None:
    tried: list[int] = []

    def fail(now: datetime) -> None:
        tried.append(1)
        session().execute(text("SELECT * FROM no_such_table" if len(tried) == 1 else "SELECT 1"))

    loop = start(app, fail)
    until(lambda: len(tried) > 2)
    end(stopping, loop)


def test_a_job_that_keeps_failing_is_tried_less_and_less_often(app: Flask, stopping: threading.Event) -> None:
    tried: list[float] = []

    def fail(now: datetime) -> None:
        tried.append(time.monotonic())
        raise LookupError

    loop = start(app, fail)
    until(lambda: len(tried) == 5)
    end(stopping, loop)
    waits = [later - earlier for earlier, later in pairwise(tried)]
    assert waits[3] > 4 * waits[0]


def test_the_bell_wakes_the_quick_jobs_only(app: Flask, stopping: threading.Event) -> None:
    quick_ran: list[datetime] = []
    slow_ran: list[datetime] = []
    quick = start(app, quick_ran.append, every_s=1)
    slow = start(app, slow_ran.append, every_s=1000)
    until(lambda: len(quick_ran) == len(slow_ran) == 1)
    worker._ring([quick, slow])
    until(lambda: len(quick_ran) == 2, seconds=0.8)
    assert len(slow_ran) == 1
    end(stopping, quick, slow)


def test_every_job_of_the_table_finds_nothing_to_do_on_an_empty_town(app: Flask) -> None:
    assert len({job.name for job in JOBS}) == len(JOBS)
    for job in JOBS:
        job.run(clock.now())
