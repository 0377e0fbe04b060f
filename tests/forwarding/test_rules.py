"""Channels, patience, and what answers move."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reporter.base.errors import Conflict, Invalid
from reporter.forwarding.rules import (
    ANSWERS,
    MOVES,
    Answer,
    check_answer,
    check_state,
    first_channels,
    is_new,
    moved_to,
    next_channel,
    patience_ends,
)
from reporter.reports.rules import STATUSES, check_move

TODAY = date(2026, 11, 23)
CHANNELS = ("inbox", "email", "digest", "page", "call")


@pytest.mark.parametrize(
    ("usable", "first"),
    [
        (("email", "page", "call"), ("email",)),
        (("inbox", "email"), ("inbox", "email")),
        (("inbox",), ("inbox",)),
        (("digest",), ("digest",)),
        ((), ("call",)),
    ],
)
def test_the_first_channel_is_tried_and_the_inbox_goes_with_email(
    usable: tuple[str, ...], first: tuple[str, ...]
) -> None:
    assert first_channels(usable) == first


@given(st.lists(st.sampled_from(CHANNELS), unique=True))
def test_every_lead_ends_in_the_inbox_or_on_the_call_list(usable: list[str]) -> None:
    tried = list(first_channels(usable))
    while (channel := next_channel(usable, tried[-1])) is not None:
        assert channel not in tried
        tried.append(channel)
    assert "inbox" in tried or tried[-1] == "call"


def test_a_channel_that_was_taken_out_of_the_data_leads_to_the_phone() -> None:
    assert next_channel(("page", "call"), "email") == "call"


def test_patience_is_three_working_days_and_two_hours_for_a_needle() -> None:
    friday = datetime(2026, 11, 20, 15, 0, tzinfo=UTC)
    assert patience_ends(friday, urgent=False) == datetime(2026, 11, 25, 15, 0, tzinfo=UTC)
    assert patience_ends(friday, urgent=True) == friday + timedelta(hours=2)
    # Christmas is a Friday in 2026.
    assert patience_ends(datetime(2026, 12, 23, 9, 0, tzinfo=UTC), urgent=False) == datetime(
        2026, 12, 29, 9, 0, tzinfo=UTC
    )


@given(st.sampled_from([*MOVES, "nonsense"]), st.sampled_from([*MOVES, "nonsense"]))
def test_a_state_moves_by_the_table_only(now: str, to: str) -> None:
    if to in MOVES.get(now, ()):
        check_state(now, to)
    else:
        with pytest.raises(Conflict):
            check_state(now, to)


@pytest.mark.parametrize(
    ("status", "answer", "to"),
    [
        ("received", "accepted", "acknowledged"),
        ("received", "done", "resolved"),
        ("forwarded", "accepted", "acknowledged"),
        ("forwarded", "planned", "planned"),
        ("acknowledged", "accepted", None),
        ("acknowledged", "planned", "planned"),
        ("planned", "accepted", None),
        ("planned", "done", "resolved"),
        ("resolved", "accepted", None),
        ("resolved", "planned", None),
        ("resolved", "done", None),
        ("closed", "done", None),
        ("reopened", "accepted", "acknowledged"),
        ("reopened", "done", "resolved"),
        ("forwarded", "declined", None),
    ],
)
def test_answers_move_the_report_forward_only(status: str, answer: str, to: str | None) -> None:
    on = TODAY if answer == "planned" else None
    assert moved_to(status, Answer(answer=answer, on=on), planned_on=None) == to  # type: ignore[arg-type]


def test_a_planned_intervention_may_get_another_day_but_not_the_same_again() -> None:
    assert moved_to("planned", Answer(answer="planned", on=TODAY), planned_on=TODAY) is None
    assert moved_to("planned", Answer(answer="planned", on=TODAY + timedelta(days=1)), planned_on=TODAY) == "planned"


@given(st.sampled_from(STATUSES), st.sampled_from(ANSWERS))
def test_no_answer_asks_for_a_move_that_the_records_table_forbids(status: str, answer: str) -> None:
    target = moved_to(status, Answer(answer=answer, on=TODAY), planned_on=None)  # type: ignore[arg-type]
    if target:
        check_move(status, target)


@pytest.mark.parametrize(
    ("previous", "answer", "new"),
    [
        (None, "accepted", True), (None, "declined", True),
        ("accepted", "accepted", False), ("accepted", "planned", True), ("accepted", "done", True),
        ("accepted", "declined", True),
        ("planned", "accepted", False), ("planned", "done", True),
        ("done", "done", False), ("declined", "declined", False),
    ],
)  # fmt: skip
def test_what_is_the_same_or_earlier_replaces_nothing(previous: str | None, answer: str, new: bool) -> None:
    assert is_new(previous, Answer(answer=answer), previous_on=None) is new  # type: ignore[arg-type]


@pytest.mark.parametrize("previous", ["done", "declined"])
@pytest.mark.parametrize("answer", ANSWERS)
def test_after_the_last_word_another_one_is_a_conflict(previous: str, answer: str) -> None:
    if previous == answer:
        assert not is_new(previous, Answer(answer=answer), previous_on=None)  # type: ignore[arg-type]
    else:
        with pytest.raises(Conflict):
            is_new(previous, Answer(answer=answer, on=TODAY), previous_on=None)  # type: ignore[arg-type]


@pytest.mark.parametrize("on", [None, TODAY - timedelta(days=1), TODAY + timedelta(days=800), date(9999, 12, 31)])
def test_planned_needs_a_day_that_is_still_to_come(on: date | None) -> None:
    with pytest.raises(Invalid) as refused:
        check_answer(Answer(answer="planned", on=on), today=TODAY)
    assert refused.value.field == "date"


def test_a_note_has_an_end() -> None:
    check_answer(Answer(answer="done", note="x" * 1000), today=TODAY)
    with pytest.raises(Invalid) as refused:
        check_answer(Answer(answer="done", note="x" * 1001), today=TODAY)
    assert refused.value.field == "note"
