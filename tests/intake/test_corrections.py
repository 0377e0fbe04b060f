"""While a report is held its author may correct it, or take it back."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from reporter.base.current import current
from reporter.base.db import transaction
from reporter.base.errors import Conflict, Invalid, NotFound
from reporter.categories.rules import Catalogue
from reporter.forwarding.actions import run
from reporter.forwarding.models import Forward
from reporter.forwarding.queries import in_charge
from reporter.intake import actions
from reporter.intake.rules import Correction
from reporter.mail.models import Mail
from reporter.places.gazetteer import Gazetteer
from reporter.reports.models import Event, Report, ReportPhoto
from reporter.reports.rules import snap
from reporter.routing.rules import OutsideTerritory
from tests.intake.conftest import BASTIDE, NOW, TREBES, Submit, all_of, jpeg, point, text_of

SOON = NOW + timedelta(minutes=3)
TOO_LATE = NOW + timedelta(minutes=10)


def correction(*, category: str = "bulky", **changes: Any) -> Correction:
    found = current(Catalogue).get(category)
    assert found
    return Correction(**{"category": found, "setting": "street", "details": "", **changes})


def correct(report: Report, *, now: datetime = SOON, **changes: Any) -> Report:
    return actions.correct(report.tracking_token, correction(**changes), now=now)


def partners(report: Report) -> list[tuple[str, str, str]]:
    return [(f.partner, f.role, f.state) for f in in_charge(report.id)]


def test_words_and_choices_change_and_the_history_says_so(submit: Submit) -> None:
    made = submit(details="un canape").report
    correct(made, category="dumping", setting="street", details="Un canapé et des sacs")
    (kept,) = all_of(Report)
    assert (kept.category, kept.details, kept.neighbourhood) == ("dumping", "Un canapé et des sacs", "grazailles")
    assert (kept.latitude, kept.longitude, kept.location_source) == (43.22713, 2.35541, "pin")
    assert [(event.kind, event.actor) for event in all_of(Event)] == [("status", "author"), ("edit", "author")]


def test_a_changed_lead_rewrites_the_held_forwards_and_is_told_by_mail(submit: Submit) -> None:
    made = submit(email="a@exemple.fr").report
    assert partners(made)[0] == ("ville", "lead", "held")
    correct(made, setting="residence")
    assert partners(made) == [("regie", "lead", "held"), ("agglo", "informed", "held")]
    assert {(f.partner, f.role): f.state for f in all_of(Forward)}[("ville", "lead")] == "withdrawn"
    first, second = all_of(Mail)
    assert "Ville de Carcassonne" in text_of(first)
    assert "est corrigé. Sera transmis à la Régie de quartiers à 9 h 40." in text_of(second)
    assert "Régie de quartiers" in text_of(second, "html")


def test_a_photo_that_was_shown_is_hidden_where_photos_are_never_public(submit: Submit) -> None:
    made = submit(category="dumping", photos=(jpeg(),)).report
    with transaction() as session:
        session.scalars(select(ReportPhoto)).one().public = True
    correct(made, category="bulky")
    assert all_of(ReportPhoto)[0].public
    correct(made, category="vehicle")
    assert not all_of(ReportPhoto)[0].public
    assert ("photo_hidden", "1") in [(event.kind, event.text) for event in all_of(Event)]


def test_the_same_lead_is_not_told_again(submit: Submit) -> None:
    made = submit(email="a@exemple.fr").report
    correct(made, category="dumping", details="des sacs")
    assert len(all_of(Mail)) == 1
    assert partners(made)[0] == ("ville", "lead", "held")


def test_there_and_back_leaves_one_lead(submit: Submit) -> None:
    made = submit(email="a@exemple.fr").report
    correct(made, setting="residence")
    correct(made, setting="street")
    assert [each for each in partners(made) if each[1] == "lead"] == [("ville", "lead", "held")]
    assert len(all_of(Mail)) == 3


def test_what_turns_out_to_be_a_syringe_leaves_at_once(submit: Submit) -> None:
    made = submit().report
    correct(made, category="needle")
    (kept,) = all_of(Report)
    assert (kept.held_until, kept.urgent) == (None, True)
    assert kept.due_at == NOW + timedelta(hours=2)
    assert {state for _, _, state in partners(made)} == {"due"}
    with pytest.raises(Conflict):
        correct(made, category="bulky")


def test_another_place_moves_it_for_the_public_too(submit: Submit) -> None:
    made = submit(accuracy=4.0).report
    before = made.public_quadkey
    correct(made, address="collège Varsovie")
    (kept,) = all_of(Report)
    assert (kept.latitude, kept.longitude, kept.accuracy) == (43.213776, 2.34774, None)
    assert (kept.location_source, kept.address) == ("address", "Collège Varsovie")
    assert kept.public_quadkey != before
    correct(made, neighbourhood=current(Gazetteer).neighbourhood("ozanam"))
    (kept,) = all_of(Report)
    assert (kept.neighbourhood, kept.location_source) == ("ozanam", "neighbourhood")


def test_a_residence_is_hidden_better_than_a_street(submit: Submit) -> None:
    made = submit(coordinates=point(BASTIDE)).report
    before = made.public_quadkey
    assert snap(point(BASTIDE), setting="street") != snap(point(BASTIDE), setting="residence")
    correct(made, setting="residence")
    assert all_of(Report)[0].public_quadkey != before


def test_an_unknown_address_changes_nothing(submit: Submit) -> None:
    made = submit(details="avant").report
    with pytest.raises(Invalid) as refused:
        correct(made, details="après", address="zzz qqq xxx")
    assert refused.value.field == "location"
    assert all_of(Report)[0].details == "avant"


def test_into_another_commune_nobody_is_in_charge_any_more(submit: Submit) -> None:
    made = submit(email="a@exemple.fr").report
    correct(made, address="Trèbes")
    (kept,) = all_of(Report)
    assert (kept.zone, kept.commune, kept.due_at) == ("agglo", "Trèbes", None)
    assert partners(made) == [("agglo", "informed", "held")]
    assert "C’est à Trèbes" in text_of(all_of(Mail)[-1])


@pytest.mark.parametrize("act", ["correct", "withdraw"])
class TestTooLate:
    def attempt(self, act: str, report: Report, now: datetime) -> None:
        if act == "correct":
            correct(report, now=now, details="après")
        else:
            actions.withdraw(report.tracking_token, now=now)

    def test_when_the_window_has_ended(self, submit: Submit, act: str) -> None:
        made = submit().report
        with pytest.raises(Conflict):
            self.attempt(act, made, TOO_LATE)
        assert all_of(Report)[0].status == "received"

    def test_when_it_has_left_although_this_clock_is_behind(self, submit: Submit, act: str) -> None:
        made = submit().report
        run(TOO_LATE)
        with pytest.raises(Conflict):
            self.attempt(act, made, SOON)
        assert all_of(Report)[0].details == ""

    def test_when_somebody_has_moved_it(self, submit: Submit, act: str) -> None:
        from reporter.reports.writes import move

        made = submit().report
        with transaction() as session:
            move(session.merge(made), "acknowledged", now=SOON, actor="agent:1")
        with pytest.raises(Conflict):
            self.attempt(act, made, SOON)

    def test_what_leaves_at_once_never(self, submit: Submit, act: str) -> None:
        made = submit(category="needle").report
        with pytest.raises(Conflict):
            self.attempt(act, made, NOW)

    def test_and_nobody_elses(self, submit: Submit, act: str) -> None:
        submit()
        with pytest.raises(NotFound):
            self.attempt(act, Report(tracking_token="x" * 22), SOON)


def test_taken_back_it_reaches_nobody(submit: Submit) -> None:
    made = submit(email="a@exemple.fr").report
    actions.withdraw(made.tracking_token, now=SOON)
    (kept,) = all_of(Report)
    assert (kept.status, kept.closing_reason, kept.closed_at) == ("closed", "withdrawn", SOON)
    assert {f.state for f in all_of(Forward)} == {"withdrawn"}
    run(TOO_LATE)
    assert {f.state for f in all_of(Forward)} == {"withdrawn"}
    assert all_of(Report)[0].status == "closed"


def test_a_correction_that_is_refused_leaves_the_old_forwards(submit: Submit, monkeypatch: pytest.MonkeyPatch) -> None:
    made = submit(coordinates=point(TREBES)).report

    def outside(*_: object, **__: object) -> None:
        raise OutsideTerritory("ici", None)

    monkeypatch.setattr("reporter.intake.writes.decide_for", outside)
    with pytest.raises(OutsideTerritory):
        correct(made, details="après")
    assert all_of(Report)[0].details == ""
    assert partners(made) == [("agglo", "informed", "held")]
