"""Exactly one mail per partner and window: nothing twice, nothing lost, nothing of the demo."""

from __future__ import annotations

import threading
from dataclasses import replace
from datetime import date, timedelta

import pytest
from flask import Flask
from structlog.testing import capture_logs

from reporter.accounts.models import Agent
from reporter.base.current import current, install
from reporter.base.db import db, session, transaction
from reporter.base.errors import Invalid
from reporter.digests import actions, queries
from reporter.digests.models import Digest
from reporter.digests.rules import Window
from reporter.forwarding import actions as forwarding
from reporter.forwarding import queries as forwards
from reporter.forwarding import writes as forward_writes
from reporter.forwarding.rules import Answer
from reporter.mail.models import Mail
from reporter.partners.rules import Directory, Partner
from reporter.photos.album import Album
from tests.digests.conftest import (
    BASTIDE,
    FRIDAY,
    INSTALLED,
    MONDAY,
    RECIPIENT,
    attached,
    body,
    mails,
    move,
    photo,
    release,
    report,
    windows,
)

LATER = INSTALLED + timedelta(hours=2)
TUESDAY = MONDAY + timedelta(days=1)
WEDNESDAY = MONDAY + timedelta(days=2)


def endings(**arguments: object) -> list[str]:
    return [outcome.ending for outcome in actions.send(**arguments)]  # type: ignore[arg-type]


def digest_state(report_id: int) -> str:
    db.session.expire_all()
    (forward,) = [f for f in forwards.of_report(report_id) if f.partner == "agglo"]
    return forward.state


def test_opening_the_windows_twice_opens_one(town: Partner) -> None:
    actions.open_windows(LATER)
    (row,) = windows()
    assert row.window_start == row.window_end == INSTALLED


def test_what_is_new_is_told_once(town: Partner) -> None:
    written = report(LATER)
    assert endings(now=FRIDAY) == ["sent"]
    assert endings(now=FRIDAY) == ["done"]
    assert endings(now=FRIDAY + timedelta(hours=3)) == ["done"]
    (message,) = mails()
    assert message["To"] == RECIPIENT
    assert written.reference in body(message)
    assert actions.due(MONDAY) == 1
    monday = mails()[1]
    assert "Aucun nouveau signalement" in body(monday)
    assert "Les plus anciens encore ouverts" in body(monday)


def test_the_mail_leaves_at_once_whatever_the_windows_end(town: Partner) -> None:
    report(LATER)
    assert endings(now=MONDAY, end=LATER + timedelta(minutes=1)) == ["sent"]
    assert db.session.scalars(db.select(Mail)).one().next_at == MONDAY
    assert windows()[-1].window_end == LATER + timedelta(minutes=1)


def test_a_window_never_ends_in_the_future(town: Partner) -> None:
    report(LATER, held=timedelta(minutes=10))
    before = len(windows())
    with pytest.raises(Invalid, match="au plus tard maintenant"):
        actions.send(now=LATER, end=LATER + timedelta(seconds=1))
    assert (mails(), len(windows())) == ([], before)


def test_one_partners_fault_holds_up_nobody_else(app: Flask, town: Partner) -> None:
    directory = current(Directory)
    broken = replace(town, slug="broken", email="an address@that the outbox refuses")
    install(app, replace(directory, partners=(broken, *directory)))
    actions.open_windows(INSTALLED)
    report(LATER)
    with capture_logs() as said, pytest.raises(RuntimeError, match="broken"):
        actions.due(MONDAY)
    assert [message["To"] for message in mails()] == [RECIPIENT]
    assert endings(now=MONDAY) == ["failed", "done"]
    assert {"event": "digest failed", "partner": "broken", "kind": "Invalid", "log_level": "error"} in said
    assert "an address" not in repr(said)


def test_the_worker_alone_begins_the_first_window(app: Flask) -> None:
    assert actions.due(FRIDAY) == 0
    assert [(row.window_start, row.window_end) for row in windows()] == [(FRIDAY, FRIDAY)]
    assert actions.due(FRIDAY + timedelta(seconds=5)) == 0
    assert len(windows()) == 1
    report(FRIDAY + timedelta(hours=1))
    assert actions.due(MONDAY) == 1


def test_before_the_first_working_hour_there_is_nothing_to_send(town: Partner) -> None:
    report(LATER)
    assert endings(now=LATER + timedelta(hours=1)) == ["done"]
    assert mails() == []


def test_a_day_without_news_is_quiet_and_monday_is_not(town: Partner) -> None:
    assert endings(now=FRIDAY) == ["quiet"]
    assert endings(now=FRIDAY) == ["done"]
    assert endings(now=MONDAY) == ["sent"]
    assert endings(now=TUESDAY) == ["quiet"]
    assert len(mails()) == 1


def test_what_happened_on_a_quiet_day_is_told_by_the_next_mail(town: Partner) -> None:
    written = report(LATER, category="tags")
    assert endings(now=MONDAY) == ["sent"]
    (lead, *_) = forwards.of_report(written.id)
    forwarding.answer(lead.id, Answer(answer="planned", on=date(2026, 12, 1)), now=MONDAY + timedelta(hours=3))
    assert endings(now=TUESDAY) == ["quiet"]
    report(TUESDAY + timedelta(hours=1))
    assert endings(now=WEDNESDAY) == ["sent"]
    html = body(mails()[-1])
    assert "Réponses reçues" in html
    assert "Intervention prévue le 1 décembre 2026" in html.replace("\u00a0", " ")


def test_missed_windows_are_caught_up_with_one_mail(town: Partner) -> None:
    references = {report(LATER + timedelta(days=days)).reference for days in (0, 4, 8, 12)}
    assert actions.due(MONDAY + timedelta(days=14)) == 1
    (message,) = mails()
    assert all(reference in body(message) for reference in references)
    assert actions.due(MONDAY + timedelta(days=14, minutes=1)) == 0


def test_what_was_reported_after_the_hour_waits_for_the_next_one(town: Partner) -> None:
    early, late = report(LATER), report(FRIDAY + timedelta(minutes=1))
    assert endings(now=FRIDAY + timedelta(hours=2)) == ["sent"]
    assert early.reference in body(mails()[0])
    assert late.reference not in body(mails()[0])
    assert endings(now=MONDAY) == ["sent"]
    assert late.reference in body(mails()[1])


def test_a_report_that_its_author_may_still_take_back_waits(town: Partner) -> None:
    written = report(FRIDAY - timedelta(minutes=5), held=timedelta(minutes=10))
    report(LATER)
    assert endings(now=FRIDAY) == ["sent"]
    assert written.reference not in body(mails()[0])
    release(FRIDAY + timedelta(minutes=6))
    assert endings(now=MONDAY) == ["sent"]
    assert "1 nouveau signalement" in str(mails()[1]["Subject"])


def test_a_window_that_ends_after_the_edit_window_tells_a_held_report(town: Partner) -> None:
    written = report(LATER, held=timedelta(minutes=10))
    assert endings(now=FRIDAY, end=LATER + timedelta(minutes=10)) == ["sent"]
    assert written.reference in body(mails()[0])
    assert digest_state(written.id) == "due"
    assert endings(now=MONDAY) == ["sent"]
    assert "Aucun nouveau signalement" in body(mails()[1])


def test_a_report_taken_back_in_time_is_not_told(town: Partner) -> None:
    written = report(LATER, held=timedelta(minutes=10))
    with transaction():
        row = session().merge(written)
        forward_writes.withdraw(row, now=LATER)
    move(written, "closed", LATER, reason="withdrawn")
    assert endings(now=FRIDAY) == ["quiet"]


def test_a_report_taken_back_while_the_mail_is_written_is_not_in_it(
    town: Partner, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept, gone = report(LATER), report(LATER)
    real = actions.emails.digest
    written: list[int] = []

    def slow(*arguments: object) -> object:
        letter = real(*arguments)  # type: ignore[arg-type]
        if not written:
            with transaction():
                forward_writes.withdraw(session().merge(gone), now=LATER)
            move(gone, "closed", LATER, reason="withdrawn")
        written.append(1)
        return letter

    monkeypatch.setattr(actions.emails, "digest", slow)
    assert endings(now=FRIDAY) == ["sent"]
    assert len(written) == 2
    assert kept.reference in body(mails()[0])
    assert gone.reference not in body(mails()[0])


def test_forwards_are_sent_when_the_mail_is(town: Partner) -> None:
    written = report(LATER)
    actions.send(now=FRIDAY)
    assert digest_state(written.id) == "due"
    with transaction():
        mail = db.session.scalars(db.select(Mail).where(Mail.name.startswith("digest:"))).one()
        mail.state, mail.sent_at = "sent", FRIDAY
    forwarding.run(FRIDAY + timedelta(seconds=5))
    assert digest_state(written.id) == "sent"


def test_nothing_of_the_demo_is_ever_told(town: Partner) -> None:
    written = report(LATER, source="demo")
    assert endings(now=FRIDAY) == ["quiet"]
    assert endings(now=MONDAY) == ["quiet"]
    real = report(MONDAY + timedelta(hours=1))
    assert endings(now=TUESDAY) == ["sent"]
    assert real.reference in body(mails()[0])
    assert written.reference not in body(mails()[0])
    assert written.reference not in attached(mails()[0])[1].decode()


def test_overdue_is_news_each_working_day_until_it_is_dealt_with(town: Partner) -> None:
    written = report(LATER, category="bins")
    assert endings(now=FRIDAY) == ["sent"]
    assert endings(now=MONDAY) == ["sent"]
    assert endings(now=TUESDAY) == ["sent"]
    assert "En retard" in body(mails()[-1])
    move(written, "resolved", TUESDAY + timedelta(hours=1))
    assert endings(now=WEDNESDAY) == ["quiet"]


def test_reopened_is_news(town: Partner) -> None:
    written = report(LATER, category="vehicle")
    move(written, "resolved", LATER)
    assert endings(now=MONDAY) == ["sent"]
    move(written, "reopened", MONDAY + timedelta(hours=1))
    assert endings(now=TUESDAY) == ["sent"]
    assert "Rouvert" in body(mails()[-1])


def test_one_partner_can_be_sent_alone(town: Partner) -> None:
    report(LATER)
    assert [outcome.partner for outcome in actions.send(now=FRIDAY, partner=town)] == ["agglo"]


def test_killed_before_the_end_it_has_done_nothing(town: Partner, monkeypatch: pytest.MonkeyPatch) -> None:
    written = report(LATER)
    before = len(windows())

    def die(*_arguments: object, **_named: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(actions.writes, "close_window", die)
        with pytest.raises(KeyboardInterrupt):
            actions.send(now=FRIDAY)
    assert (mails(), len(windows()), digest_state(written.id)) == ([], before, "due")
    assert endings(now=FRIDAY) == ["sent"]


@pytest.mark.usefixtures("both_databases")
def test_two_at_once_send_one(both_databases: str, app: Flask, town: Partner) -> None:
    for _ in range(3):
        report(LATER)
    start = threading.Barrier(4)
    ended: list[str] = []
    faults: list[BaseException] = []

    def run() -> None:
        with app.app_context():
            try:
                start.wait(10)
                ended.extend(endings(now=FRIDAY))
            except BaseException as fault:
                faults.append(fault)
            finally:
                db.session.remove()

    threads = [threading.Thread(target=run) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert faults == []
    assert sorted(ended) == ["done", "done", "done", "sent"]
    assert len(mails()) == 1
    assert [row.mail_id is not None for row in windows()] == [False, True]


def test_two_at_once_with_different_ends_tell_each_report_once(app: Flask, town: Partner) -> None:
    references = [report(LATER).reference for _ in range(3)]
    start = threading.Barrier(2)

    def run(minutes: int) -> None:
        with app.app_context():
            start.wait(10)
            actions.send(now=FRIDAY + timedelta(minutes=1), end=FRIDAY + timedelta(minutes=minutes))
            db.session.remove()

    threads = [threading.Thread(target=run, args=(minutes,)) for minutes in (0, 1)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    news = [message for message in mails() if "nouveaux signalements" in str(message["Subject"])]
    assert len(news) == 1
    assert all(reference in body(news[0]) for reference in references)


def test_photos_come_inside_the_mail(town: Partner) -> None:
    report(LATER, photos=(photo(), photo()))
    actions.send(now=FRIDAY)
    (message,) = mails()
    pictures = [part for part in message.walk() if part.get_content_type() == "image/jpeg"]
    assert len(pictures) == 1
    assert f'src="cid:{str(pictures[0]["Content-ID"]).strip("<>")}"' in body(message)
    assert pictures[0].get_payload(decode=True)[:2] == b"\xff\xd8"  # type: ignore[index]


def test_a_photo_that_cannot_be_read_holds_up_nothing(town: Partner) -> None:
    kept = photo()
    report(LATER, photos=(kept,))
    current(Album).remove(kept.key)
    assert endings(now=FRIDAY) == ["sent"]


def test_an_address_that_wants_no_more_is_left_alone_and_misses_nothing(town: Partner, coordinator: Agent) -> None:
    written = report(LATER)
    actions.stop(town, now=LATER)
    actions.stop(town, now=LATER)
    assert endings(now=FRIDAY) == ["stopped"]
    assert endings(now=MONDAY) == ["stopped"]
    actions.resume(town, now=MONDAY)
    assert endings(now=MONDAY) == ["sent"]
    assert written.reference in body(mails()[0])
    told = [str(message["Subject"]) for message in mails("") if str(message["To"]) == coordinator.email]
    assert told == [
        "Carcassonne Agglo ne reçoit plus le récapitulatif",
        "Carcassonne Agglo reçoit de nouveau le récapitulatif",
    ]


def test_the_work_does_not_grow_with_what_is_over(town: Partner, app: Flask) -> None:
    """Reports that ended before the window are not even read."""
    for _ in range(30):
        move(report(LATER), "resolved", LATER)
    actions.send(now=FRIDAY)
    report(FRIDAY + timedelta(hours=1), BASTIDE)
    window = Window(partner="agglo", since=FRIDAY, end=MONDAY)
    assert [line.neighbourhood for line in queries.lines(window)] == ["bastide"]


def test_a_digest_row_says_how_many_reports_it_told(town: Partner) -> None:
    report(LATER)
    report(LATER)
    actions.send(now=FRIDAY)
    row = db.session.scalars(db.select(Digest).where(Digest.mail_id.is_not(None))).one()
    assert (row.reports, row.window_start, row.window_end) == (2, INSTALLED, FRIDAY)
