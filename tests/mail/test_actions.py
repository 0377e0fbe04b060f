"""Delivery to a real mail server on loopback, and into the folder."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from email import message_from_bytes
from pathlib import Path
from threading import Thread

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select
from structlog.testing import capture_logs

from reporter import create_app
from reporter.base.current import current
from reporter.base.db import Base, db, transaction
from reporter.base.jobs import LEASE
from reporter.mail import actions, transport, writes
from reporter.mail.models import Mail
from reporter.mail.rules import Letter
from reporter.mail.transport import PostOffice
from tests.mail.conftest import NOW, Server

Make = Callable[..., Letter]
MINUTE = timedelta(minutes=1)


@pytest.fixture
def smtp(server: Server, environ: dict[str, str]) -> Server:
    """Ask for it before `app`."""
    environ["SMTP_URL"] = server.url
    return server


def put(letter: Letter, **named: object) -> None:
    with transaction():
        assert writes.put(letter, now=NOW, **named)  # type: ignore[arg-type]


def rows() -> dict[str, Mail]:
    db.session.expire_all()
    return {mail.recipient.partition("@")[0]: mail for mail in db.session.scalars(select(Mail))}


def test_what_is_due_leaves_and_the_servers_words_are_kept(smtp: Server, app: Flask, letter: Make) -> None:
    put(letter("voisin@example.org"))
    put(letter("plus-tard@example.org"), next_at=NOW + MINUTE)
    assert actions.deliver(NOW) == 1
    assert [address for address, _ in smtp.taken] == ["voisin@example.org"]
    mail = rows()["voisin"]
    assert (mail.state, mail.reply, mail.attempts) == ("sent", "250 taken", 1)
    assert mail.sent_at
    assert smtp.message_ids == [mail.message_id]
    assert actions.deliver(NOW) == 0
    assert actions.deliver(NOW + MINUTE) == 1


def test_a_mail_of_the_same_name_is_written_once(app: Flask, letter: Make) -> None:
    with transaction():
        assert writes.put(letter(), now=NOW, name="digest:agglo:1")
        assert writes.put(letter(), now=NOW, name="digest:agglo:1") is None
        assert writes.put(letter(), now=NOW)
    assert len(list(db.session.scalars(select(Mail)))) == 2


def test_what_is_rolled_back_is_not_sent(smtp: Server, app: Flask, letter: Make) -> None:
    with transaction() as session:
        writes.put(letter(), now=NOW)
        session.rollback()
    assert actions.deliver(NOW) == 0
    assert smtp.taken == []


def test_one_connection_carries_many_messages(smtp: Server, app: Flask, letter: Make) -> None:
    for number in range(40):
        put(letter(f"v{number}@example.org"))
    assert actions.deliver(NOW) == 40
    assert len(set(smtp.message_ids)) == 40
    assert smtp.connections <= actions.AT_ONCE


def test_451_comes_again_later_with_the_same_message_id(smtp: Server, app: Flask, letter: Make) -> None:
    put(letter("busy-1@example.org"))
    assert actions.deliver(NOW) == 0
    mail = rows()["busy-1"]
    assert (mail.state, mail.attempts, mail.reply) == ("due", 1, "451 4.3.0 try again")
    assert actions.deliver(NOW + timedelta(seconds=50)) == 0
    assert smtp.taken == []
    assert actions.deliver(NOW + MINUTE + timedelta(seconds=1)) == 1
    assert smtp.message_ids == [mail.message_id]


def test_550_fails_for_good_with_the_servers_words(smtp: Server, app: Flask, letter: Make) -> None:
    put(letter("refused-1@example.org"))
    put(letter("voisin@example.org"))
    assert actions.deliver(NOW) == 1
    assert (rows()["refused-1"].state, rows()["refused-1"].reply) == (
        "failed",
        "550 5.1.1 no refused-1@example.org here",
    )
    assert actions.deliver(NOW + timedelta(days=1)) == 0


def test_what_a_mail_said_is_kept_only_as_long_as_it_may_leave_again(smtp: Server, app: Flask, letter: Make) -> None:
    for name in ("voisin", "refused-1", "busy-1"):
        put(letter(f"{name}@example.org", text="Chez Paul, au deuxième"))
    actions.deliver(NOW)
    assert {name: (mail.state, b"Chez Paul" in mail.message) for name, mail in rows().items()} == {
        "voisin": ("sent", False), "refused-1": ("failed", False), "busy-1": ("due", True),
    }  # fmt: skip
    assert (rows()["voisin"].message, rows()["refused-1"].message) == (b"", b"")


def test_a_mail_written_again_is_the_same_mail_and_one_that_has_left_stays_blank(
    smtp: Server, app: Flask, letter: Make
) -> None:
    put(letter(text="Chez Paul"))
    before = rows()["voisin"]
    with transaction():
        writes.rewrite(before, letter("autre@example.org", text="Rien"))
    after = message_from_bytes(rows()["voisin"].message)
    assert (after["To"], after["Message-ID"]) == ("voisin@example.org", before.message_id)
    assert b"Chez Paul" not in rows()["voisin"].message
    assert actions.deliver(NOW) == 1
    with transaction():
        writes.rewrite(rows()["voisin"], letter(text="Trop tard"))
    assert rows()["voisin"].message == b""


def test_a_server_that_hangs_up_after_the_message_gets_the_same_one_again(
    smtp: Server, app: Flask, letter: Make
) -> None:
    put(letter("drop-1@example.org"))
    assert actions.deliver(NOW) == 0
    assert rows()["drop-1"].state == "due"
    assert actions.deliver(NOW + MINUTE + timedelta(seconds=1)) == 1
    assert smtp.message_ids == [rows()["drop-1"].message_id] * 2


def test_silence_over_many_recipients_delays_no_other(
    smtp: Server, app: Flask, letter: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(transport, "TIMEOUT_S", 2.5)
    for number in range(6):
        put(letter(f"silent-{number}@example.org"))
    for number in range(10):
        put(letter(f"voisin-{number}@example.org"))
    began = time.monotonic()
    arrived: list[float] = []
    monkeypatch.setattr(smtp, "taken", _Noting(arrived, began))
    assert actions.deliver(NOW) == 10
    assert len(arrived) == 10
    assert max(arrived) < 2.0
    silent = rows()["silent-0"]
    assert (silent.state, silent.attempts) == ("due", 1)


@pytest.fixture
def short_lease(monkeypatch: pytest.MonkeyPatch) -> timedelta:
    """A lease much shorter than what a slow server takes for a message."""
    lease = timedelta(seconds=0.4)
    monkeypatch.setattr(writes, "LEASE", lease)
    monkeypatch.setattr(actions, "LEASE", lease)
    return lease


@pytest.fixture
def slow(environ: dict[str, str]) -> Iterator[Server]:
    """A server that thinks for four leases. Ask for it before `app`."""
    with Server(pause_s=1.6) as server:
        environ["SMTP_URL"] = server.url
        yield server


def test_a_server_slower_than_a_lease_gets_one_copy(
    slow: Server, app: Flask, letter: Make, short_lease: timedelta
) -> None:
    put(letter())
    assert actions.deliver(NOW) == 1
    assert slow.message_ids == [rows()["voisin"].message_id]
    # Nor is a second one on its way.
    assert slow.connections == 1


def test_another_worker_leaves_alone_what_a_slow_server_still_thinks_about(
    slow: Server, app: Flask, letter: Make, short_lease: timedelta
) -> None:
    put(letter())
    other: list[object] = []

    def deliver_too() -> None:
        # Three leases after the first worker began.
        time.sleep(1.2)
        with app.app_context():
            other.append(actions.deliver(NOW + timedelta(seconds=1.2)))

    second = Thread(target=deliver_too)
    second.start()
    assert actions.deliver(NOW) == 1
    second.join()
    assert other == [0]
    assert (len(slow.taken), slow.connections) == (1, 1)


def test_a_worker_that_slept_through_its_leases_does_not_take_what_it_has_under_way(app: Flask, letter: Make) -> None:
    put(letter())
    with transaction():
        (parcel,) = writes.take(NOW, limit=9)
    with transaction():
        assert writes.take(NOW + LEASE, limit=9, but=(parcel.mail_id,)) == []


class _Noting(list[tuple[str, str]]):
    """Notes the second of each message's arrival."""

    def __init__(self, arrived: list[float], began: float) -> None:
        super().__init__()
        self._arrived, self._began = arrived, began

    def append(self, taken: tuple[str, str]) -> None:
        self._arrived.append(time.monotonic() - self._began)
        super().append(taken)


def test_while_the_server_is_away_nothing_counts_as_an_attempt(environ: dict[str, str], letter: Make) -> None:
    with Server() as server:
        environ["SMTP_URL"] = server.url
    app = create_app(environ)
    with app.app_context():
        Base.metadata.create_all(db.engine)
        for number in range(8):
            put(letter(f"v{number}@example.org"))
        assert actions.deliver(NOW) == 0
        # It is left alone for a moment, then tried again.
        assert current(actions.Resting).until is not None
        assert {(m.state, m.attempts, m.leased_until) for m in rows().values()} == {("due", 0, None)}
        with Server() as back:
            app.extensions[PostOffice] = transport.SmtpOffice(back.url, sender="a@b.example")
            assert actions.deliver(NOW + timedelta(seconds=1)) == 0
            assert actions.deliver(NOW + timedelta(seconds=4)) == 8
            assert len(set(back.message_ids)) == 8
        db.session.remove()
        db.engine.dispose()


def test_a_mail_that_is_put_off_for_two_days_has_failed(app: Flask, letter: Make) -> None:
    put(letter())
    mail_id = rows()["voisin"].id
    now = NOW
    for _ in range(writes.MOST_ATTEMPTS):
        with transaction():
            (parcel,) = writes.take(now, limit=9)
            writes.note(parcel.mail_id, transport.Result(ending="again", reply="451 no"), now=now)
        now = db.session.get_one(Mail, mail_id).next_at
    assert rows()["voisin"].state == "failed"
    assert timedelta(hours=36) < now - NOW < timedelta(days=3)


def test_what_another_worker_holds_is_left_to_it_until_its_lease_ends(
    both_databases: str, app: Flask, letter: Make
) -> None:
    put(letter())
    with transaction():
        assert len(writes.take(NOW, limit=9)) == 1
    with transaction():
        assert writes.take(NOW + LEASE - timedelta(seconds=1), limit=9) == []
    with transaction():
        assert len(writes.take(NOW + LEASE, limit=9)) == 1


def test_the_folder_gets_one_file_a_message_however_often_it_is_sent(
    app: Flask, environ: dict[str, str], letter: Make
) -> None:
    put(letter())
    with transaction():
        (parcel,) = writes.take(NOW, limit=1)
    office = current(PostOffice)  # type: ignore[type-abstract]
    office.send(parcel)
    # The worker was killed before it noted the first one.
    assert actions.deliver(NOW + LEASE) == 1
    (file,) = Path(environ["INSTANCE"], "outbox").iterdir()
    assert file.suffix == ".eml"
    assert message_from_bytes(file.read_bytes())["Message-ID"] == parcel.message_id
    assert file.parent.stat().st_mode & 0o077 == 0


def test_logs_name_no_recipient(smtp: Server, app: Flask, letter: Make) -> None:
    put(letter("refused-marie.dupont@example.org"))
    put(letter("jean.martin@example.org"))
    with capture_logs() as said:
        actions.deliver(NOW)
    assert sorted(line["ending"] for line in said) == ["refused", "sent"]
    assert "example.org" not in str(said)
    assert "dupont" not in str(said)


def test_mail_deliver_is_a_command(smtp: Server, app: Flask, letter: Make) -> None:
    put(letter())
    with time_machine.travel(NOW):
        answer = app.test_cli_runner().invoke(args=["mail", "deliver"])
    assert (answer.exit_code, answer.output) == (0, "1 sent\n")
    assert len(smtp.taken) == 1
