"""`digests send`, to a real mail server: one mail for the window, however often it is run."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select

from reporter.base.db import db
from reporter.forwarding import actions as forwarding
from reporter.forwarding import queries as forwards
from reporter.mail import actions as mail
from reporter.mail.models import Mail
from reporter.partners.rules import Partner
from tests.digests.conftest import FRIDAY, INSTALLED, RECIPIENT, mails, report, windows
from tests.mail.conftest import Server

LATER = INSTALLED + timedelta(hours=2)


@pytest.fixture
def server(environ: dict[str, str]) -> Iterator[Server]:
    """A mail server on loopback; ask for it before `app`."""
    with Server() as running:
        environ["SMTP_URL"] = running.url
        yield running


def run(app: Flask, *arguments: str) -> str:
    result = app.test_cli_runner().invoke(args=["digests", "send", *arguments])
    assert result.exit_code == 0, result.output
    return result.output


def test_running_it_twice_sends_one_mail(server: Server, app: Flask, town: Partner) -> None:
    written = report(LATER)
    with time_machine.travel(FRIDAY + timedelta(minutes=1), tick=True):
        assert "agglo: sent" in run(app)
        assert "agglo: nothing to send" in run(app)
        mail.deliver(FRIDAY + timedelta(minutes=2))
        forwarding.run(FRIDAY + timedelta(minutes=2))
    assert [recipient for recipient, _ in server.taken] == [RECIPIENT]
    assert server.message_ids == list(db.session.scalars(select(Mail.message_id)))
    db.session.expire_all()
    assert {f.state for f in forwards.of_report(written.id) if f.partner == "agglo"} == {"sent"}


def test_the_end_of_the_window_can_be_named_in_paris_time(server: Server, app: Flask, town: Partner) -> None:
    report(LATER)
    with time_machine.travel(FRIDAY, tick=True):
        assert "sent, window until 2026-11-20T07:00+01:00, reports: 1" in run(app, "--now", "2026-11-20T07:00")
        assert "nothing to send" in run(app, "--now", "2026-11-20T06:00Z", "--partner", "agglo")
    assert windows()[-1].window_end == FRIDAY
    assert len(server.taken) == 1


def test_a_quiet_day_says_so(server: Server, app: Flask, town: Partner) -> None:
    with time_machine.travel(FRIDAY + timedelta(hours=1), tick=True):
        said = run(app)
    assert "nothing new" in said
    assert "the next one is due at 2026-11-23T07:00+01:00" in said
    assert server.taken == []


def test_on_a_machine_without_a_first_window_it_begins_now(server: Server, app: Flask) -> None:
    with time_machine.travel(FRIDAY + timedelta(hours=1), tick=True):
        assert "nothing to send" in run(app)
    assert len(windows()) == 1


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("--now", "tomorrow"), "not a moment"),
        (("--now", "2999-01-01T07:00"), "still to come"),
        (("--partner", "ville"), "these do: agglo"),
    ],
)
def test_what_cannot_be_is_said(app: Flask, town: Partner, arguments: tuple[str, str], words: str) -> None:
    result = app.test_cli_runner().invoke(args=["digests", "send", *arguments])
    assert result.exit_code == 2
    assert words in result.output
    assert mails() == []
