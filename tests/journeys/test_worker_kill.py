"""A worker killed in the middle of 200 deliveries loses none, and doubles none but the same to the byte."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select, update

from reporter.base import clock
from reporter.base.db import db, transaction
from reporter.base.settings import ROOT
from reporter.mail import writes
from reporter.mail.actions import AT_ONCE
from reporter.mail.models import Mail
from reporter.mail.rules import Letter
from tests.mail.conftest import Server

MAILS = 200


@pytest.fixture
def slow_server(environ: dict[str, str]) -> Iterator[Server]:
    """A mail server that takes 20 ms over a message: there is a middle to be killed in."""
    with Server(pause_s=0.02) as server:
        environ["SMTP_URL"] = server.url
        yield server


@contextmanager
def worker(environ: dict[str, str], *options: str) -> Iterator[subprocess.Popen[bytes]]:
    """`script/manage worker` as a process of its own, killed at the end if it still runs."""
    command = [sys.executable, "-m", "flask", "--app", "wsgi", "worker", *options]
    process = subprocess.Popen(command, cwd=ROOT, env={**os.environ, **environ}, stderr=subprocess.DEVNULL)
    try:
        yield process
    finally:
        process.kill()
        process.wait(10)


def until(happens: Callable[[], bool], seconds: float = 20) -> None:
    end = time.monotonic() + seconds
    while not happens():
        assert time.monotonic() < end, "it did not happen in time"
        time.sleep(0.02)


def count(state: str) -> int:
    db.session.rollback()
    return db.session.scalar(select(func.count()).select_from(Mail).where(Mail.state == state)) or 0


def test_two_hundred_mails_arrive_although_the_worker_is_killed_in_the_middle(
    both_databases: str, slow_server: Server, environ: dict[str, str], app: Flask
) -> None:
    now = clock.now()
    with transaction():
        for number in range(MAILS):
            letter = Letter(recipient=f"v{number}@example.org", subject="s", text="t", html="<p>t</p>")
            assert writes.put(letter, now=now)
    written = set(db.session.scalars(select(Mail.message_id)))
    db.session.rollback()

    with worker(environ) as first:
        until(lambda: len(slow_server.taken) >= MAILS // 4)
        first.send_signal(signal.SIGKILL)
        first.wait(10)
    taken_before = len(slow_server.taken)
    assert taken_before < MAILS
    assert count("sent") <= taken_before
    with transaction() as session:
        # What was under way is leased to the dead worker. Two minutes pass.
        left = session.scalars(select(Mail.id).where(Mail.state == "due", Mail.leased_until.is_not(None))).all()
        assert 1 <= len(left) <= AT_ONCE
        passed = {"leased_until": clock.now() - timedelta(seconds=1)}
        session.execute(update(Mail).where(Mail.id.in_(left)).values(passed))

    with worker(environ) as second:
        until(lambda: count("sent") == MAILS)
        second.send_signal(signal.SIGTERM)
        assert second.wait(15) == 0

    arrived = Counter(slow_server.message_ids)
    assert set(arrived) == written
    doubled = [message_id for message_id, times in arrived.items() if times > 1]
    assert len(doubled) <= AT_ONCE
    assert max(arrived.values()) <= 2


def test_due_mail_leaves_within_five_seconds_of_its_time(
    slow_server: Server, environ: dict[str, str], app: Flask
) -> None:
    with worker(environ) as process:
        with transaction():
            writes.put(Letter(recipient="a@example.org", subject="s", text="t", html="h"), now=clock.now())
        until(lambda: len(slow_server.taken) == 1)
        letter = Letter(recipient="b@example.org", subject="s", text="t", html="h")
        due = clock.now() + timedelta(seconds=2)
        with transaction():
            writes.put(letter, now=clock.now(), next_at=due)
        until(lambda: len(slow_server.taken) == 2)
        assert timedelta(0) <= clock.now() - due < timedelta(seconds=5)
        process.send_signal(signal.SIGINT)
        assert process.wait(15) == 0


@pytest.mark.parametrize("when", ["once it works", "before it could look"])
def test_a_worker_ends_with_the_process_that_started_it(environ: dict[str, str], app: Flask, when: str) -> None:
    start = (
        "import os, subprocess, sys, time\n"
        "command = [sys.executable, '-m', 'flask', '--app', 'wsgi', 'worker', '--with-parent', str(os.getpid())]\n"
        "p = subprocess.Popen(command)\n"
        "print(p.pid, flush=True)\n"
        "time.sleep(60)\n"
    )
    parent = subprocess.Popen(
        [sys.executable, "-c", start],
        cwd=ROOT, env={**os.environ, **environ}, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert parent.stdout
    assert parent.stderr
    child = int(parent.stdout.readline())
    try:
        if when == "once it works":
            assert any("worker started" in line for line in parent.stderr)
        assert runs(child)
        parent.kill()
        parent.wait(10)
        until(lambda: not runs(child), 15)
    finally:
        if runs(child):
            os.kill(child, signal.SIGKILL)


def runs(pid: int) -> bool:
    """Whether that process still works (a zombie, whom nobody here is the parent of, does not)."""
    try:
        with open(f"/proc/{pid}/stat") as stat:
            return stat.read().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False
