"""What a partner's answer does to the report, and to whom it goes when it was not theirs."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from flask import Flask

from reporter.base.db import transaction
from reporter.base.errors import Conflict, Gone, Invalid, NotFound
from reporter.forwarding import actions, queries, writes
from reporter.forwarding.rules import Answer
from reporter.reports.rules import PhotoRef
from reporter.reports.writes import move
from reporter.routing.rules import Choice, Decision
from tests.forwarding.conftest import NOW, TO_COVALDEM, TO_REGIE, TO_VILLE, OpenReport, mails_end, set_partner

SOON = date(2026, 11, 27)
TOLD_REGIE = Choice(partner="regie", role="informed", rule="B")


def test_accepted_planned_done_tell_the_story_with_the_partners_words(opened: OpenReport, with_emails: None) -> None:
    report = opened(TO_VILLE)
    actions.run(NOW)
    mails_end("sent")
    actions.run(NOW)
    forward = opened.lead(report)
    actions.answer(forward.id, Answer(answer="accepted"), now=NOW)
    assert opened.status(report) == "acknowledged"
    actions.answer(forward.id, Answer(answer="planned", on=SOON), now=NOW)
    assert opened.status(report) == "planned"
    actions.answer(forward.id, Answer(answer="done", note="Canapé enlevé"), now=NOW)
    story = [(e.status, e.partner, e.on, e.text) for e in opened.history(report, "status")]
    name = "Ville de Carcassonne"
    assert story[1:] == [
        ("forwarded", name, None, ""), ("acknowledged", name, None, ""), ("planned", name, SOON, ""),
        ("resolved", name, None, "Canapé enlevé"),
    ]  # fmt: skip
    assert (opened.lead(report).answer, opened.lead(report).answer_note) == ("done", "Canapé enlevé")


def test_an_earlier_answer_after_a_later_one_is_noted_and_moves_nothing(opened: OpenReport) -> None:
    report = opened(TO_REGIE)
    actions.run(NOW)
    forward = opened.lead(report)
    actions.answer(forward.id, Answer(answer="planned", on=SOON), now=NOW)
    actions.answer(forward.id, Answer(answer="accepted", note="on y pense"), now=NOW)
    assert opened.status(report) == "planned"
    assert opened.lead(report).answer == "planned"
    noted = opened.history(report, "answer")
    assert [(e.reason, e.public) for e in noted] == [("planned", False), ("accepted", False)]


def test_another_day_moves_the_plan(opened: OpenReport) -> None:
    report = opened(TO_REGIE)
    actions.run(NOW)
    forward = opened.lead(report)
    actions.answer(forward.id, Answer(answer="planned", on=SOON), now=NOW)
    actions.answer(forward.id, Answer(answer="planned", on=SOON + timedelta(days=3)), now=NOW)
    assert [e.on for e in opened.history(report, "status")][-2:] == [SOON, SOON + timedelta(days=3)]
    assert opened.lead(report).answer_on == SOON + timedelta(days=3)


def test_done_twice_resolves_once_and_done_then_declined_is_a_conflict(opened: OpenReport) -> None:
    report = opened(TO_REGIE)
    actions.run(NOW)
    forward = opened.lead(report)
    actions.answer(forward.id, Answer(answer="done"), now=NOW)
    actions.answer(forward.id, Answer(answer="done"), now=NOW)
    with pytest.raises(Conflict):
        actions.answer(forward.id, Answer(answer="declined"), now=NOW)
    assert [e.status for e in opened.history(report, "status")] == ["received", "forwarded", "resolved"]


def test_an_informed_partners_answer_moves_the_report_as_well(opened: OpenReport) -> None:
    report = opened(TO_VILLE)
    actions.run(NOW)
    informed = opened.forwards(report)[1]
    actions.answer(informed.id, Answer(answer="accepted"), now=NOW)
    assert opened.status(report) == "acknowledged"
    assert opened.history(report, "status")[-1].partner == "Carcassonne Agglo"


def test_declined_by_the_lead_goes_to_the_partner_named_and_the_resident_reads_to_whom(
    opened: OpenReport, with_emails: None
) -> None:
    report = opened(TO_COVALDEM)
    actions.run(NOW)
    mails_end("sent")
    actions.run(NOW)
    actions.answer(opened.lead(report).id, Answer(answer="declined", to="ville", note="Voie publique"), now=NOW)
    actions.run(NOW)
    new = opened.lead(report)
    assert (new.partner, new.channel, new.state) == ("ville", "email", "due")
    assert new.rule == "décliné par Covaldem 11"
    assert [f.partner for f in queries.in_charge(report.id)] == ["ville", "agglo"]
    (said,) = opened.history(report, "passed_on")
    assert (said.partner, said.phone, said.public) == ("Ville de Carcassonne", "0800 66 66 41", True)
    (reason,) = opened.history(report, "answer")
    assert (reason.text, reason.public) == ("Voie publique", False)
    assert opened.status(report) == "forwarded"


def test_declined_without_a_name_goes_to_whom_the_territory_says(opened: OpenReport) -> None:
    report = opened(TO_VILLE)
    actions.run(NOW)
    actions.answer(opened.lead(report).id, Answer(answer="declined"), now=NOW)
    actions.run(NOW)
    assert (opened.lead(report).partner, opened.lead(report).state) == ("regie", "sent")
    # Nobody phones the partner who said no.
    assert queries.to_hand_over() == []


def test_whoever_takes_what_is_declined_must_say_to_whom_it_goes(opened: OpenReport) -> None:
    report = opened(TO_REGIE)
    actions.run(NOW)
    with pytest.raises(Invalid) as refused:
        actions.answer(opened.lead(report).id, Answer(answer="declined"), now=NOW)
    assert refused.value.field == "to"
    assert opened.lead(report).answer is None


@pytest.mark.parametrize("to", ["nobody", "ville", "mediaction", "../etc", "Régie"])
def test_it_only_goes_to_partners_who_receive_reports(opened: OpenReport, to: str) -> None:
    report = opened(TO_VILLE)
    actions.run(NOW)
    with pytest.raises(Invalid) as refused:
        actions.answer(opened.lead(report).id, Answer(answer="declined", to=to), now=NOW)
    assert refused.value.field == "to"
    assert len(opened.forwards(report)) == 2


def test_declined_by_an_informed_partner_only_adds_an_informed_forward(app: Flask, opened: OpenReport) -> None:
    set_partner(app, "covaldem", email="collecte@covaldem.example")
    report = opened(TO_VILLE)
    actions.run(NOW)
    actions.answer(opened.forwards(report)[1].id, Answer(answer="declined", to="covaldem"), now=NOW)
    added = opened.forwards(report)[-1]
    assert (added.partner, added.role) == ("covaldem", "informed")
    assert opened.lead(report).partner == "ville"
    assert [e.public for e in opened.history(report, "passed_on")] == [False]


def test_an_informed_partner_who_declines_tells_nobody_twice(opened: OpenReport) -> None:
    report = opened(Decision(lead=TO_VILLE.lead, informed=(*TO_VILLE.informed, TOLD_REGIE)))
    actions.run(NOW)
    agglo = opened.forwards(report)[1]
    actions.answer(agglo.id, Answer(answer="declined"), now=NOW)
    assert len(opened.forwards(report)) == 3


def test_declining_what_is_over_opens_nothing(opened: OpenReport) -> None:
    report = opened(TO_VILLE)
    actions.run(NOW)
    with transaction():
        move(report, "resolved", now=NOW, actor="agent:1")
    actions.answer(opened.lead(report).id, Answer(answer="declined"), now=NOW)
    assert len(opened.forwards(report)) == 2


def test_what_its_author_withdrew_is_gone(opened: OpenReport) -> None:
    report = opened(TO_VILLE)
    actions.run(NOW)
    forward = opened.lead(report)
    with transaction():
        move(report, "closed", now=NOW, actor="author", reason="withdrawn")
        writes.withdraw(report, now=NOW)
    with pytest.raises(Gone):
        actions.answer(forward.id, Answer(answer="accepted"), now=NOW)
    with pytest.raises(NotFound):
        actions.answer(4711, Answer(answer="accepted"), now=NOW)


def test_an_answer_by_mail_ends_the_call_that_was_to_be_made(opened: OpenReport, with_emails: None) -> None:
    report = opened(TO_VILLE, urgent=True)
    actions.run(NOW)
    mails_end("sent")
    actions.run(NOW)
    by_mail = opened.lead(report)
    late = NOW + timedelta(hours=2)
    actions.run(late)
    actions.run(late)
    assert len(queries.to_hand_over()) == 1
    actions.answer(by_mail.id, Answer(answer="accepted"), now=late)
    assert queries.to_hand_over() == []
    assert [f.channel for f in queries.in_charge(report.id)] == ["email", "digest"]


def test_nobody_phones_about_what_another_partner_resolved(opened: OpenReport) -> None:
    told_covaldem = Choice(partner="covaldem", role="informed", rule="B")
    report = opened(Decision(lead=TO_VILLE.lead, informed=(*TO_VILLE.informed, told_covaldem)))
    actions.run(NOW)
    assert [forward.partner for forward, _ in queries.to_hand_over()] == ["ville", "covaldem"]
    told = next(forward for forward in opened.forwards(report) if forward.partner == "agglo")
    actions.answer(told.id, Answer(answer="done"), now=NOW)
    assert (queries.to_hand_over(), queries.count_to_hand_over()) == ([], 0)
    assert "to_hand_over" not in {state for _, _, state in opened.states(report)}


def test_the_call_list_leaves_out_a_report_that_ended(opened: OpenReport) -> None:
    ended, still_open = opened(TO_VILLE), opened(TO_VILLE)
    actions.run(NOW)
    with transaction():
        move(ended, "resolved", now=NOW, actor="agent:1")
    assert [report.id for _, report in queries.to_hand_over()] == [still_open.id]
    assert queries.count_to_hand_over() == 1


def test_a_photo_from_afterwards_stands_behind_those_from_before(opened: OpenReport) -> None:
    report = opened(TO_REGIE, photos=(PhotoRef(key="a" * 32, width=4, height=3),))
    actions.run(NOW)
    after = PhotoRef(key="b" * 32, width=8, height=6)
    actions.answer(opened.lead(report).id, Answer(answer="done", photo=after), now=NOW)
    found = queries.for_change(opened.lead(report).id)
    assert found
    assert [(p.position, p.kind, p.key[0]) for p in found[1].photos] == [(0, "before", "a"), (1, "after", "b")]
