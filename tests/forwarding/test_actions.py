"""From held to the partner: what the worker's round does, and what silence and refusals lead to."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from email import message_from_bytes, policy

import pytest
import time_machine
from flask import Flask

from reporter.accounts.models import Agent
from reporter.base.clock import add_working_days
from reporter.base.db import transaction
from reporter.base.errors import Conflict, Invalid, NotFound
from reporter.base.jobs import next_try
from reporter.forwarding import actions, queries, writes
from reporter.forwarding.rules import MOST_TRIES, UNWRITTEN, Answer
from reporter.mail.rules import Letter
from reporter.mail.writes import put
from reporter.reports.models import Report
from reporter.reports.writes import move
from reporter.routing.rules import Choice, Decision
from tests.forwarding.conftest import (
    AGGLO,
    NOW,
    TO_COVALDEM,
    TO_REGIE,
    TO_VILLE,
    VILLE,
    OpenReport,
    mails,
    mails_end,
    set_partner,
    waiting_for_digest,
)

WINDOW = NOW + timedelta(minutes=10)
AFTER = WINDOW + timedelta(seconds=1)
# Two days later, a Wednesday.
AGAIN = NOW + timedelta(days=2)


def test_nothing_moves_before_the_window_ends(opened: OpenReport, with_emails: None) -> None:
    report = opened(TO_VILLE, held_until=WINDOW)
    assert actions.run(WINDOW - timedelta(seconds=1)) == 0
    assert opened.states(report) == [("ville", "email", "held"), ("agglo", "digest", "held")]
    assert mails() == []


def test_the_inbox_has_it_at_once_and_the_report_says_to_whom(opened: OpenReport) -> None:
    report = opened(TO_REGIE, held_until=WINDOW)
    assert actions.run(AFTER) == 2
    assert opened.states(report) == [("regie", "inbox", "sent"), ("agglo", "digest", "due")]
    said = opened.history(report, "status")[-1]
    assert (said.status, said.partner, said.public) == ("forwarded", "Régie de quartiers", True)


def test_an_email_is_forwarded_only_when_the_server_took_it(opened: OpenReport, with_emails: None) -> None:
    report = opened(TO_VILLE, held_until=WINDOW)
    actions.run(AFTER)
    assert [mail.recipient for mail in mails()] == ["proprete@ville.example"]
    assert opened.lead(report).state == "due"
    assert opened.status(report) == "received"
    actions.run(AFTER)
    assert len(mails()) == 1
    mails_end("sent", at=AFTER)
    actions.run(AFTER + timedelta(seconds=5))
    assert (opened.lead(report).state, opened.lead(report).sent_at) == ("sent", AFTER)
    assert opened.status(report) == "forwarded"


def test_a_call_waits_for_an_agent_and_the_report_stays_received(opened: OpenReport) -> None:
    report = opened(TO_VILLE)
    actions.run(NOW)
    assert opened.lead(report).state == "to_hand_over"
    assert opened.status(report) == "received"
    assert [r.reference for _, r in queries.to_hand_over()] == [report.reference]


def test_handing_over_says_who_told_whom_and_moves_the_report(opened: OpenReport, coordinator: Agent) -> None:
    report = opened(TO_VILLE)
    actions.run(NOW)
    forward = opened.lead(report)
    actions.hand_over(forward.id, agent_id=coordinator.id, to="  Mme   Martin, accueil ", now=NOW)
    forward = opened.lead(report)
    assert (forward.state, forward.handed_over_to, forward.handed_over_by, forward.handed_over_at) == (
        "handed_over", "Mme Martin, accueil", coordinator.id, NOW,
    )  # fmt: skip
    said = opened.history(report, "status")[-1]
    assert (said.status, said.partner, said.phone) == ("forwarded", "Ville de Carcassonne", "0800 66 66 41")
    assert queries.to_hand_over() == []
    with pytest.raises(Conflict):
        actions.hand_over(forward.id, agent_id=coordinator.id, to="Mme Martin", now=NOW)


def test_handing_over_needs_a_name_and_a_forward(opened: OpenReport, coordinator: Agent) -> None:
    report = opened(TO_VILLE)
    actions.run(NOW)
    with pytest.raises(Invalid) as refused:
        actions.hand_over(opened.lead(report).id, agent_id=coordinator.id, to="  ", now=NOW)
    assert refused.value.field == "to"
    with pytest.raises(NotFound):
        actions.hand_over(987, agent_id=coordinator.id, to="Mme Martin", now=NOW)


def test_silence_for_three_working_days_leads_to_the_next_channel_and_at_last_to_the_phone(
    opened: OpenReport, with_emails: None
) -> None:
    report = opened(TO_COVALDEM)
    actions.run(NOW)
    mails_end("sent")
    actions.run(NOW)
    # Monday 9:30 to Thursday 9:30.
    over = add_working_days(NOW, 3)
    assert actions.run(over - timedelta(minutes=1)) == 0
    actions.run(over)
    actions.run(over)
    page = opened.lead(report)
    assert opened.states(report)[-1] == ("covaldem", "page", "to_hand_over")
    assert page.rule == "5 · bac ou colonne : Covaldem 11"
    actions.run(add_working_days(over, 3))
    actions.run(add_working_days(over, 3))
    assert opened.states(report) == [
        ("covaldem", "email", "sent"), ("agglo", "digest", "due"), ("covaldem", "page", "failed"),
        ("covaldem", "call", "to_hand_over"),
    ]  # fmt: skip
    assert actions.run(NOW + timedelta(days=300)) == 0


def test_an_urgent_report_waits_two_hours_and_then_coordinators_are_mailed_once(
    opened: OpenReport, with_emails: None, coordinator: Agent
) -> None:
    report = opened(TO_VILLE, urgent=True, category="needle")
    actions.run(NOW)
    mails_end("sent")
    actions.run(NOW)
    over = NOW + timedelta(hours=2)
    assert actions.run(over - timedelta(seconds=1)) == 0
    actions.run(over)
    actions.run(over)
    actions.run(over + timedelta(minutes=1))
    assert opened.lead(report).state == "to_hand_over"
    assert [m.recipient for m in mails()] == ["proprete@ville.example", "coordination@regie.example"]


def test_an_answer_ends_the_wait(opened: OpenReport, with_emails: None) -> None:
    report = opened(TO_VILLE)
    actions.run(NOW)
    mails_end("sent")
    actions.run(NOW)
    actions.answer(opened.lead(report).id, Answer(answer="accepted"), now=NOW)
    assert actions.run(NOW + timedelta(days=30)) == 0


def reopened_after_an_answer(opened: OpenReport) -> Report:
    """The City said it was done; two days later it lies there again, and the City has it by mail a second time."""
    report = opened(TO_VILLE)
    actions.run(NOW)
    mails_end("sent")
    actions.run(NOW)
    actions.answer(opened.lead(report).id, Answer(answer="done"), now=NOW + timedelta(hours=1))
    with transaction():
        found = queries.for_change(opened.lead(report).id)
        assert found
        move(found[1], "reopened", now=AGAIN, actor="author")
        writes.open_again(found[1], now=AGAIN)
    actions.run(AGAIN)
    return report


def test_silence_after_a_reopening_leads_to_the_phone_whatever_was_said_before(
    opened: OpenReport, with_emails: None
) -> None:
    report = reopened_after_an_answer(opened)
    mails_end("sent", at=AGAIN)
    actions.run(AGAIN)
    over = add_working_days(AGAIN, 3)
    actions.run(over - timedelta(minutes=1))
    assert queries.to_hand_over() == []
    actions.run(over)
    actions.run(over)
    assert [r.reference for _, r in queries.to_hand_over()] == [report.reference]


def test_a_mail_refused_after_a_reopening_leads_to_the_phone(opened: OpenReport, with_emails: None) -> None:
    report = reopened_after_an_answer(opened)
    mails_end("failed", "550 no")
    actions.run(AGAIN)
    actions.run(AGAIN)
    assert [r.reference for _, r in queries.to_hand_over()] == [report.reference]


def test_the_inbox_never_falls_back(opened: OpenReport) -> None:
    report = opened(TO_REGIE)
    actions.run(NOW)
    assert actions.run(NOW + timedelta(days=60)) == 0
    assert opened.lead(report).channel == "inbox"


def test_a_refused_mail_to_the_lead_goes_on_to_the_next_channel(
    opened: OpenReport, with_emails: None, coordinator: Agent
) -> None:
    report = opened(TO_VILLE)
    actions.run(NOW)
    mails_end("failed", "550 5.1.1 no such user")
    actions.run(NOW)
    actions.run(NOW)
    assert opened.states(report) == [
        ("ville", "email", "failed"), ("agglo", "digest", "due"), ("ville", "call", "to_hand_over"),
    ]  # fmt: skip
    assert opened.forwards(report)[0].last_error == "550 5.1.1 no such user"
    assert len(mails()) == 1


def test_a_refused_mail_to_an_informed_partner_warns_the_coordinators_and_nothing_else(
    opened: OpenReport, with_emails: None, coordinator: Agent
) -> None:
    informed = Choice(partner="ville", role="informed", rule="X")
    report = opened(Decision(lead=None, informed=(informed,)))
    actions.run(NOW)
    mails_end("failed", "550 no")
    actions.run(NOW)
    actions.run(NOW + timedelta(days=30))
    assert opened.states(report) == [("ville", "email", "failed")]
    assert [m.recipient for m in mails()] == ["proprete@ville.example", "coordination@regie.example"]


def test_an_informed_partner_who_is_silent_is_left_alone(opened: OpenReport, with_emails: None) -> None:
    informed = Choice(partner="ville", role="informed", rule="X")
    report = opened(Decision(lead=None, informed=(informed,)))
    actions.run(NOW)
    mails_end("sent")
    actions.run(NOW)
    assert actions.run(NOW + timedelta(days=30)) == 0
    assert opened.states(report) == [("ville", "email", "sent")]
    assert opened.status(report) == "received"


def test_a_lead_who_gets_a_digest_is_phoned_when_no_digest_brought_it(app: Flask, opened: OpenReport) -> None:
    lead = Choice(partner="agglo", role="lead", rule="X")
    report = opened(Decision(lead=lead, informed=()), held_until=WINDOW)
    actions.run(AFTER)
    assert [f.id for f in waiting_for_digest("agglo")] == [opened.lead(report).id]
    late = add_working_days(AFTER, 3)
    actions.run(late)
    actions.run(late)
    assert opened.states(report)[-1] == ("agglo", "call", "to_hand_over")


def test_what_a_digest_took_along_is_sent_with_it(opened: OpenReport) -> None:
    report = opened(TO_VILLE)
    with transaction():
        waiting = waiting_for_digest("agglo")
        mail = put(Letter(recipient="digest@agglo.example", subject="s", text="t", html="h"), now=NOW)
        assert mail
        writes.mark_in_digest([f.id for f in waiting], mail)
    assert waiting_for_digest("agglo") == []
    actions.run(NOW)
    assert ("agglo", "digest", "due") in opened.states(report)
    mails_end("sent")
    actions.run(NOW)
    assert ("agglo", "digest", "sent") in opened.states(report)
    assert opened.status(report) == "received"


def test_a_refused_digest_warns_each_coordinator_once_however_much_was_in_it(
    opened: OpenReport, coordinator: Agent
) -> None:
    for _ in range(3):
        opened(TO_REGIE)
    with transaction():
        mail = put(Letter(recipient="digest@agglo.example", subject="s", text="t", html="h"), now=NOW)
        assert mail
        writes.mark_in_digest([f.id for f in waiting_for_digest("agglo")], mail)
    mails_end("failed", "550 no")
    actions.run(NOW)
    assert [m.recipient for m in mails()][1:] == ["coordination@regie.example"]


def test_what_was_closed_meanwhile_goes_to_no_lead(opened: OpenReport, with_emails: None) -> None:
    report = opened(TO_VILLE, held_until=WINDOW)
    with transaction():
        move(report, "closed", now=NOW, actor="agent:1", reason="off_topic")
    actions.run(AFTER)
    assert {state for _, _, state in opened.states(report)} == {"withdrawn"}
    assert mails() == []


def test_a_missing_address_found_late_leads_to_the_phone(app: Flask, opened: OpenReport, with_emails: None) -> None:
    report = opened(TO_VILLE, held_until=WINDOW)
    set_partner(app, "ville", email="")
    actions.run(AFTER)
    actions.run(AFTER)
    assert opened.states(report)[-1] == ("ville", "call", "to_hand_over")
    assert mails() == []


def test_the_coordinators_read_whose_mailbox_refused_what(app: Flask, opened: OpenReport, coordinator: Agent) -> None:
    set_partner(app, "ville", email="proprete@ville.example")
    report = opened(Decision(lead=None, informed=(replace(VILLE, role="informed"),)))
    actions.run(NOW)
    mails_end("failed", "550 no")
    actions.run(NOW)
    assert mails()[-1].recipient == coordinator.email
    told = message_from_bytes(mails()[-1].message, policy=policy.default)
    assert told["Subject"] == f"Message refusé par la Ville de Carcassonne · {report.reference}"
    sentence = (
        f"Le signalement {report.reference} n’est pas arrivé : la messagerie de la Ville de Carcassonne l’a refusé."
    )
    for kind in ("plain", "html"):
        assert sentence in told.get_body((kind,)).get_content()  # type: ignore[union-attr]


def test_one_forward_that_breaks_delays_no_other_and_is_tried_again(
    app: Flask, opened: OpenReport, with_emails: None
) -> None:
    broken = opened(TO_VILLE)
    fine = opened(TO_COVALDEM)
    # An address that got past the territory's check, but is none.
    set_partner(app, "ville", email="pas une adresse@ville.example")
    actions.run(NOW)
    assert [m.recipient for m in mails()] == ["collecte@covaldem.example"]
    assert (opened.lead(broken).attempts, opened.lead(broken).last_error) == (1, "Invalid")
    assert opened.lead(fine).mail_id
    set_partner(app, "ville", email="proprete@ville.example")
    assert actions.run(NOW + timedelta(seconds=30)) == 0
    actions.run(NOW + timedelta(minutes=1))
    assert len(mails()) == 2


def rounds_until_given_up() -> datetime:
    """The worker tries, waits, tries again, until it does so no more."""
    now = NOW
    for tries in range(1, MOST_TRIES + 1):
        actions.run(now)
        now = next_try(tries, now)
    actions.run(now)
    return now


def test_a_lead_to_whom_no_mail_can_be_written_is_phoned_in_the_end(
    app: Flask, opened: OpenReport, with_emails: None
) -> None:
    report = opened(Decision(lead=VILLE, informed=()))
    set_partner(app, "ville", email="pas une adresse@ville.example")
    over = rounds_until_given_up()
    assert over - NOW < timedelta(hours=2)
    actions.run(over)
    assert opened.states(report) == [("ville", "email", "failed"), ("ville", "call", "to_hand_over")]
    assert opened.forwards(report)[0].last_error == UNWRITTEN
    assert actions.run(over + timedelta(days=30)) == 0


def test_coordinators_hear_of_an_informed_partner_to_whom_no_mail_can_be_written(
    app: Flask, opened: OpenReport, with_emails: None, coordinator: Agent
) -> None:
    report = opened(Decision(lead=None, informed=(replace(VILLE, role="informed"),)))
    set_partner(app, "ville", email="pas une adresse@ville.example")
    actions.run(rounds_until_given_up())
    assert opened.states(report) == [("ville", "email", "failed")]
    (mail,) = mails()
    assert mail.recipient == coordinator.email
    told = message_from_bytes(mail.message, policy=policy.default)
    assert told["Subject"] == f"Message non envoyé à la Ville de Carcassonne · {report.reference}"
    for kind in ("plain", "html"):
        text = told.get_body((kind,)).get_content()  # type: ignore[union-attr]
        assert "notre message pour la Ville de Carcassonne n’a pas pu être écrit." in text
        assert "Réponse du serveur" not in text


def test_no_silence_is_counted_once_an_agent_noted_that_somebody_is_at_work(
    opened: OpenReport, with_emails: None
) -> None:
    report = opened(TO_VILLE)
    actions.run(NOW)
    with transaction():
        found = queries.for_change(opened.lead(report).id)
        assert found
        move(found[1], "acknowledged", now=NOW, actor="agent:1")
    mails_end("sent")
    actions.run(NOW)
    assert (opened.lead(report).state, opened.lead(report).next_at) == ("sent", None)
    actions.run(NOW + timedelta(days=11))
    assert queries.to_hand_over() == []


def test_two_workers_at_once_write_one_mail(app: Flask, opened: OpenReport, with_emails: None) -> None:
    opened(TO_VILLE)
    ids = actions._claim(NOW)
    assert len(ids) == 1
    # The second worker comes while the first one is at work: nothing is left for it until the lease ends.
    assert actions.run(NOW) == 0
    assert mails() == []
    # The first one was killed.
    assert actions.run(NOW + timedelta(minutes=3)) == 1
    actions.run(NOW + timedelta(minutes=3))
    assert len(mails()) == 1


def test_the_same_rules_hold_on_both_databases(both_databases: str, opened: OpenReport, with_emails: None) -> None:
    report = opened(Decision(lead=VILLE, informed=(AGGLO,)))
    actions.run(NOW)
    mails_end("failed", "550 no")
    actions.run(NOW)
    actions.run(NOW)
    assert opened.states(report)[-1] == ("ville", "call", "to_hand_over")


def test_forward_run_is_a_command(app: Flask, opened: OpenReport) -> None:
    report = opened(TO_REGIE)
    with time_machine.travel(NOW):
        answer = app.test_cli_runner().invoke(args=["forward", "run"])
    assert (answer.exit_code, answer.output) == (0, "1 moved\n")
    assert opened.status(report) == "forwarded"
