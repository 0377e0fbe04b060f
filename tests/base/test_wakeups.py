"""The bell between whoever writes something that is due and the worker."""

from __future__ import annotations

import socket
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask import Flask

from reporter.base import wakeups
from reporter.base.db import transaction
from reporter.base.wakeups import NoBell, RedisBell


@pytest.fixture(scope="module")
def redis_url(needs: Callable[[str], str], tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A Redis server of this test's own."""
    program = needs("redis-server")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    folder: Path = tmp_path_factory.mktemp("redis")
    command = [program, "--port", str(port), "--bind", "127.0.0.1", "--save", "", "--dir", str(folder)]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    try:
        _wait_for(port)
        yield f"redis://127.0.0.1:{port}/0"
    finally:
        process.terminate()
        process.wait(10)


def _wait_for(port: int) -> None:
    until = time.monotonic() + 10
    while time.monotonic() < until:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.02)
    raise RuntimeError("redis-server did not start")


def test_a_ring_in_one_process_wakes_whoever_waits_in_another(redis_url: str) -> None:
    here, there = RedisBell(redis_url), RedisBell(redis_url)
    threading.Timer(0.1, there.ring).start()
    began = time.monotonic()
    assert here.wait(1)
    assert time.monotonic() - began < 0.6


def test_many_rings_wake_once(redis_url: str) -> None:
    bell = RedisBell(redis_url)
    for _ in range(50):
        bell.ring()
    assert bell.works()
    assert bell.wait(1)
    assert not bell.wait(0.1)


def test_nobody_rings_and_the_worker_looks_by_itself_within_a_second(redis_url: str) -> None:
    for bell in (NoBell(), RedisBell(redis_url)):
        began = time.monotonic()
        assert not bell.wait(60)
        assert time.monotonic() - began < 2.5


@pytest.mark.parametrize("port", ["closed_port", "silent_port"])
def test_a_queue_that_is_away_costs_a_wake_up_and_nothing_else(request: pytest.FixtureRequest, port: str) -> None:
    bell = RedisBell(f"redis://127.0.0.1:{request.getfixturevalue(port)}/0")
    began = time.monotonic()
    bell.ring()
    assert time.monotonic() - began < 1
    assert not bell.works()
    assert not bell.wait(0.1)
    assert not bell.wait(1)
    assert time.monotonic() - began < 6


def test_it_rings_once_when_all_is_written_and_not_when_nothing_is(app: Flask) -> None:
    rung: list[bool] = []

    class Counting(NoBell):
        def ring(self) -> None:
            rung.append(True)

    app.extensions[wakeups.Bell] = Counting()
    with transaction():
        wakeups.ring_after_commit()
        wakeups.ring_after_commit()
        assert rung == []
    assert rung == [True]
    with pytest.raises(LookupError), transaction():
        _fail()
    assert rung == [True]


def _fail() -> None:
    wakeups.ring_after_commit()
    raise LookupError
