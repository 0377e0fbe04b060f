"""Opening, rewriting and taking back forwards."""

from __future__ import annotations

from datetime import timedelta

from flask import Flask

from reporter.base.db import transaction
from reporter.forwarding import queries, writes
from reporter.forwarding.models import Forward
from reporter.routing.rules import Choice, Decision
from tests.forwarding.conftest import (
    AGGLO,
    NOW,
    REGIE,
    TO_COVALDEM,
    TO_REGIE,
    TO_VILLE,
    MakeReport,
    set_partner,
    waiting_for_digest,
)

WINDOW = NOW + timedelta(minutes=10)


def brief(forwards: list[Forward]) -> list[tuple[str, str, str, str]]:
    return [(f.partner, f.role, f.channel, f.state) for f in forwards]


def test_forwards_are_held_until_the_window_ends_and_keep_their_rule(app: Flask, make_report: MakeReport) -> None:
    report = make_report(held_until=WINDOW)
    with transaction():
        opened = writes.open_forwards(report, TO_VILLE, now=NOW)
    assert brief(opened) == [("ville", "lead", "call", "held"), ("agglo", "informed", "digest", "held")]
    assert {f.next_at for f in opened} == {WINDOW}
    assert [f.rule for f in opened] == ["7 · dans la rue : la Ville", "A · toujours : l’Agglo"]


def test_without_a_window_they_are_due_at_once_and_the_digest_waits_for_its_hour(
    app: Flask, make_report: MakeReport
) -> None:
    report = make_report()
    with transaction():
        lead, told = writes.open_forwards(report, TO_VILLE, now=NOW)
    assert (lead.state, lead.next_at) == ("due", NOW)
    assert (told.state, told.next_at) == ("due", None)
    assert [f.id for f in waiting_for_digest("agglo")] == [told.id]


def test_the_inbox_and_an_email_go_together(app: Flask, with_emails: None, make_report: MakeReport) -> None:
    report = make_report()
    with transaction():
        opened = writes.open_forwards(report, TO_REGIE, now=NOW)
    assert brief(opened)[:2] == [("regie", "lead", "inbox", "due"), ("regie", "lead", "email", "due")]
    assert [f.channel for f in queries.in_charge(report.id)] == ["inbox", "digest"]


def test_a_partner_without_any_channel_is_put_on_the_call_list(app: Flask, make_report: MakeReport) -> None:
    set_partner(app, "ville", channels=())
    report = make_report()
    with transaction():
        opened = writes.open_forwards(report, TO_VILLE, now=NOW)
    assert opened[0].channel == "call"


def test_nobody_in_charge_means_only_informed_forwards(app: Flask, make_report: MakeReport) -> None:
    report = make_report()
    with transaction():
        opened = writes.open_forwards(report, Decision(lead=None, informed=(AGGLO,)), now=NOW)
    assert brief(opened) == [("agglo", "informed", "digest", "due")]


def test_an_edit_that_changes_the_lead_rewrites_the_held_forwards(app: Flask, make_report: MakeReport) -> None:
    report = make_report(held_until=WINDOW)
    with transaction():
        writes.open_forwards(report, TO_VILLE, now=NOW)
    with transaction():
        standing = writes.reroute(report, TO_REGIE, now=NOW + timedelta(minutes=2))
    assert brief(standing) == [("agglo", "informed", "digest", "held"), ("regie", "lead", "inbox", "held")]
    assert [f.partner for f in queries.of_report(report.id) if f.state == "withdrawn"] == ["ville"]
    assert [f.partner for f in queries.in_charge(report.id)] == ["regie", "agglo"]


def test_an_edit_to_an_urgent_category_ends_the_wait(app: Flask, make_report: MakeReport) -> None:
    report = make_report(held_until=WINDOW)
    later = NOW + timedelta(minutes=2)
    with transaction():
        writes.open_forwards(report, TO_VILLE, now=NOW)
    urgent = Decision(lead=Choice(partner="ville", role="lead", rule="4 · seringue"), informed=(AGGLO,))
    with transaction():
        report.held_until = None
        standing = writes.reroute(report, urgent, now=later)
    assert brief(standing) == [("ville", "lead", "call", "due"), ("agglo", "informed", "digest", "due")]
    assert (standing[0].rule, standing[0].next_at) == ("4 · seringue", later)


def test_an_edit_that_changes_nothing_adds_nothing(app: Flask, make_report: MakeReport) -> None:
    report = make_report(held_until=WINDOW)
    with transaction():
        before = [f.id for f in writes.open_forwards(report, TO_VILLE, now=NOW)]
    with transaction():
        assert [f.id for f in writes.reroute(report, TO_VILLE, now=NOW)] == before
    assert len(queries.of_report(report.id)) == 2


def test_a_withdrawn_report_goes_to_nobody(app: Flask, make_report: MakeReport) -> None:
    report = make_report(held_until=WINDOW)
    with transaction():
        writes.open_forwards(report, TO_COVALDEM, now=NOW)
    with transaction():
        writes.withdraw(report, now=NOW)
    assert {f.state for f in queries.of_report(report.id)} == {"withdrawn"}
    assert queries.ripe(NOW + timedelta(days=30), limit=10) == []
    assert queries.in_charge(report.id) == []


def test_nothing_of_a_demo_report_is_ever_due(app: Flask, with_emails: None, make_report: MakeReport) -> None:
    report = make_report(source="demo")
    with transaction():
        writes.settle_for_demo(report, TO_COVALDEM, now=NOW, answer="done", answered_at=NOW)
        # A demo report that somebody reopens is settled as well.
        writes.open_forwards(report, Decision(lead=REGIE, informed=()), now=NOW)
    rows = queries.of_report(report.id)
    assert {f.state for f in rows} == {"sent"}
    assert {f.next_at for f in rows} == {None}
    assert {f.mail_id for f in rows} == {None}
    assert (rows[0].partner, rows[0].answer) == ("covaldem", "done")


def test_a_demo_report_can_wait_on_the_hand_over_list(app: Flask, make_report: MakeReport) -> None:
    report = make_report(source="demo")
    with transaction():
        writes.settle_for_demo(report, TO_VILLE, now=NOW, waits=True)
    assert [(f.partner, r.id) for f, r in queries.to_hand_over()] == [("ville", report.id)]
