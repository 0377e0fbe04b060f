from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reporter.base.errors import Conflict, Invalid
from reporter.reports.rules import MOVES, STATUSES
from reporter.triage import rules
from reporter.triage.rules import Filters, Move, Stale, check_move, check_version, deadline, moves_from, read_filters

NOW = datetime(2026, 11, 23, 8, 30, tzinfo=UTC)
TODAY = date(2026, 11, 23)


def read(**values):
    return read_filters(values, neighbourhoods={"grazailles", "bastide"}, categories={"bulky", "bins"})


def test_an_empty_address_asks_for_what_is_open_the_urgent_first():
    assert read() == Filters(order="urgent", page=1)
    assert read().open_only
    assert not read().narrowed


def test_every_filter_is_read():
    filters = read(quartier="bastide", categorie="bins", statut="planned", agent="12", q="  rue  de Verdun ", page="3")
    assert filters == Filters(
        neighbourhood="bastide", category="bins", status="planned", agent="12", text="rue de Verdun", page=3
    )
    assert filters.narrowed


def test_what_names_nothing_known_is_left_out_and_listed():
    filters = read(quartier="atlantis", categorie="'; DROP", statut="réglé", agent="moi", ordre="random()", page="-3")
    assert filters.ignored == ("agent", "quartier", "categorie", "statut", "ordre")
    assert not filters.narrowed
    assert filters.page == 1


@given(st.dictionaries(st.sampled_from(["quartier", "categorie", "statut", "agent", "q", "ordre", "page"]), st.text()))
def test_any_address_gives_filters_that_can_be_used(values):
    filters = read(**values)
    assert 1 <= filters.page <= rules.LAST_PAGE
    assert filters.agent in ("", "none") or int(filters.agent) >= 0
    assert len(filters.text) <= rules.MAX_QUERY
    assert "\x00" not in filters.text


def test_only_what_is_open_is_ordered_by_urgency():
    assert [read(statut=status).open_only for status in ("", "overdue", "urgent", *STATUSES)] == [
        True, True, True, True, True, True, True, False, False, True,
    ]  # fmt: skip
    assert not read(statut="all").open_only


@pytest.mark.parametrize(("hours", "used", "late"), [(0, 0, False), (12, 50, False), (24, 100, True), (48, 100, True)])
def test_a_deadline_uses_up_until_it_is_late(hours, used, late):
    ends = deadline(NOW, NOW + timedelta(hours=24), now=NOW + timedelta(hours=hours))
    assert ends is not None
    assert (ends.used, ends.late) == (used, late)


def test_without_a_target_there_is_no_deadline():
    assert deadline(NOW, None, now=NOW) is None


def test_agents_move_by_the_table_and_never_to_forwarded():
    for status in STATUSES:
        assert set(moves_from(status)) == set(MOVES[status]) - {"forwarded"}


def test_the_first_move_offered_is_the_next_sensible_one():
    firsts = {status: moves_from(status)[0] for status in STATUSES}
    assert firsts == {
        "received": "acknowledged", "forwarded": "acknowledged", "acknowledged": "planned", "planned": "resolved",
        "resolved": "reopened", "closed": "reopened", "reopened": "acknowledged",
    }  # fmt: skip


def refused(move, status="received"):
    with pytest.raises(Invalid) as caught:
        check_move(move, status=status, today=TODAY)
    return caught.value.field


def test_a_planned_day_is_today_or_later_and_within_a_year():
    assert refused(Move(to="planned")) == "date"
    assert refused(Move(to="planned", on=date(2026, 11, 22))) == "date"
    assert refused(Move(to="planned", on=date(2062, 11, 23))) == "date"
    check_move(Move(to="planned", on=TODAY), status="received", today=TODAY)


def test_the_resident_reads_what_was_done():
    assert refused(Move(to="resolved")) == "text"
    assert refused(Move(to="resolved", text="x" * 1001)) == "text"
    check_move(Move(to="resolved", text="Enlevés ce matin."), status="planned", today=TODAY)


def test_a_closure_says_why():
    assert refused(Move(to="closed", text="Rien.")) == "reason"
    assert refused(Move(to="closed", text="Rien.", reason="withdrawn")) == "reason"
    assert refused(Move(to="closed", text="Voir là-bas.", reason="elsewhere")) == "service"
    assert refused(Move(to="closed", text="Déjà là.", reason="duplicate")) == "duplicate"
    assert refused(Move(to="closed", reason="nothing_found")) == "text"
    check_move(Move(to="closed", reason="nothing_found", text="Rien vu."), status="received", today=TODAY)


def test_what_the_table_does_not_allow_is_a_conflict_and_what_is_no_status_is_invalid():
    with pytest.raises(Conflict):
        check_move(Move(to="acknowledged"), status="resolved", today=TODAY)
    assert refused(Move(to="forwarded")) == "status"
    assert refused(Move(to="done")) == "status"


def test_another_version_is_stale():
    check_version(seen=3, now=3)
    with pytest.raises(Stale):
        check_version(seen=2, now=3)
