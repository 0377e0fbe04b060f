"""A report comes in, whole or not at all."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from threading import Barrier, Thread
from uuid import uuid4

import pytest
from flask import Flask

from reporter.base.clock import PARIS
from reporter.base.current import current
from reporter.base.db import session
from reporter.base.errors import Faults, Invalid, Unavailable
from reporter.forwarding.models import Forward
from reporter.intake import actions, emails
from reporter.mail.models import Mail
from reporter.photos.album import Album
from reporter.photos.darkroom import develop
from reporter.places.gazetteer import Gazetteer
from reporter.reports import writes as reports_writes
from reporter.reports.models import Report, ReportPhoto
from reporter.routing.rules import OutsideTerritory
from tests.intake.conftest import (
    BASTIDE,
    GRAZAILLES,
    NOW,
    TOULOUSE,
    TREBES,
    Submit,
    all_of,
    jpeg,
    point,
    statements,
    text_of,
    written,
)  # fmt: skip

NOTHING = {"report": 0, "event": 0, "report_photo": 0, "forward": 0, "mail": 0}
ELSEWHERE = {"coordinates": None}


def test_all_that_was_sent_is_kept(submit: Submit) -> None:
    text = "Un <b>canapé</b> & {{ 7 * 7 }}\n'; DROP TABLE report; -- 😀 \u202e"
    name = uuid4()
    made = submit(details=text, accuracy=12.5, location_source="gps", email="a@exemple.fr", phone="06 12 34 56 78",
                  language="ar", client_request_id=name)  # fmt: skip
    (kept,) = all_of(Report)
    assert made.created
    assert (kept.category, kept.setting, kept.details) == ("bulky", "street", text)
    assert (kept.latitude, kept.longitude, kept.accuracy, kept.location_source) == (43.22713, 2.35541, 12.5, "gps")
    assert (kept.neighbourhood, kept.zone, kept.commune) == ("grazailles", "core", "Carcassonne")
    assert (kept.email, kept.phone, kept.language, kept.source) == ("a@exemple.fr", "06 12 34 56 78", "ar", "web")
    assert (kept.status, kept.client_request_id, kept.created_at) == ("received", str(name), NOW)


def test_the_forwards_follow_the_rules_and_wait_for_the_edit_window(submit: Submit) -> None:
    made = submit()
    assert [(f.partner, f.role, f.channel) for f in made.forwards] == [
        ("ville", "lead", "call"), ("agglo", "informed", "digest"), ("regie", "informed", "inbox"),
    ]  # fmt: skip
    assert {f.state for f in all_of(Forward)} == {"held"}
    assert made.report.held_until == NOW + timedelta(minutes=10)
    # Two working days.
    assert made.report.due_at == NOW + timedelta(days=2)


def test_a_syringe_leaves_at_once(submit: Submit) -> None:
    made = submit(category="needle")
    assert made.report.held_until is None
    assert made.report.urgent
    assert {f.state for f in made.forwards} == {"due"}
    assert made.report.due_at == NOW + timedelta(hours=2)


def test_without_an_edit_window_everything_leaves_at_once(
    environ: dict[str, str], request: pytest.FixtureRequest
) -> None:
    environ["EDIT_WINDOW_S"] = "0"
    made = request.getfixturevalue("submit")()
    assert made.report.held_until is None
    assert {f.state for f in made.forwards} == {"due"}


def test_another_communes_report_is_kept_for_nobody_in_charge_and_nobody_late(submit: Submit) -> None:
    made = submit(coordinates=point(TREBES))
    assert (made.report.zone, made.report.status, made.report.commune) == ("agglo", "received", "Trèbes")
    assert [(f.partner, f.role) for f in made.forwards] == [("agglo", "informed")]
    assert made.report.due_at is None


def test_a_report_from_far_away_is_refused_and_nothing_is_written(submit: Submit) -> None:
    with pytest.raises(OutsideTerritory):
        submit(coordinates=point(TOULOUSE), email="a@exemple.fr", photos=(jpeg(),))
    assert written() == NOTHING


def test_swapped_coordinates_are_told_from_a_place_that_is_far_away(submit: Submit) -> None:
    here = point(GRAZAILLES)
    with pytest.raises(Invalid) as refused:
        submit(coordinates=type(here)(latitude=here.longitude, longitude=here.latitude))
    assert (refused.value.field, refused.value.code) == ("location", "swapped")


class TestTheFirstSourceThatNamesAPlaceIsBelieved:
    def test_the_forms_point_before_the_photos(self, submit: Submit) -> None:
        made = submit(photos=(jpeg(at=BASTIDE),), address="rue Buffon")
        assert (made.report.neighbourhood, made.report.location_source) == ("grazailles", "pin")

    def test_a_photos_point_before_the_address(self, submit: Submit) -> None:
        made = submit(**ELSEWHERE, photos=(jpeg(), jpeg(at=GRAZAILLES, colour="navy")), address="place Carnot")
        assert (made.report.neighbourhood, made.report.location_source) == ("grazailles", "photo")
        assert made.report.latitude == pytest.approx(43.22713, abs=1e-6)

    def test_an_address_before_the_neighbourhood(self, submit: Submit) -> None:
        quarter = current(Gazetteer).neighbourhood("ozanam")
        made = submit(**ELSEWHERE, address="Mairie de Carcassonne", neighbourhood=quarter)
        assert (made.report.neighbourhood, made.report.location_source) == ("bastide", "address")
        assert made.report.address == "Mairie de Carcassonne"

    def test_the_neighbourhood_when_nobody_knows_the_address(self, submit: Submit) -> None:
        quarter = current(Gazetteer).neighbourhood("ozanam")
        assert quarter
        made = submit(**ELSEWHERE, address="derrière le grand pin", neighbourhood=quarter)
        assert (made.report.neighbourhood, made.report.location_source) == ("ozanam", "neighbourhood")
        assert made.report.accuracy == quarter.radius
        assert made.report.address == "derrière le grand pin"

    def test_a_photo_from_elsewhere_does_not_overrule_what_was_written(self, submit: Submit) -> None:
        made = submit(**ELSEWHERE, photos=(jpeg(at=TOULOUSE),), address="rue Buffon")
        assert (made.report.neighbourhood, made.report.location_source) == ("grazailles", "address")
        with pytest.raises(OutsideTerritory):
            submit(**ELSEWHERE, photos=(jpeg(at=TOULOUSE),))


def test_a_street_known_by_its_quarter_alone_is_kept_in_the_middle_of_it(submit: Submit) -> None:
    quarter = current(Gazetteer).neighbourhood("grazailles")
    assert quarter
    made = submit(**ELSEWHERE, address="12 rue Buffon")
    kept = made.report
    assert (kept.latitude, kept.longitude) == (quarter.inner_point.latitude, quarter.inner_point.longitude)
    assert (kept.accuracy, kept.location_source, kept.address) == (quarter.radius, "address", "12, Rue Buffon")


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("rue dulme", "Rue d'Ulm"),
        ("12 rue dulme", "12, Rue d'Ulm"),
        ("rue dulme 12 bis", "12 bis, Rue d'Ulm"),
        ("rue dulme 12, 11000 Carcassonne", "12, Rue d'Ulm"),
        ("rue dulme 12 Carcassonne", "12, Rue d'Ulm"),
        ("rue de belfort", "rue de belfort"),
        ("25 rue de belfort", "25 rue de Belfort"),
        ("Hlm la conte", "Hlm la conte"),
    ],
)
def test_partners_read_the_recognised_name_of_the_place(submit: Submit, typed: str, kept: str) -> None:
    assert submit(**ELSEWHERE, address=typed).report.address == kept


@pytest.mark.parametrize(
    ("address", "code"), [("", "missing"), ("zzz qqq xxx", "not_found"), ("Carcassonne", "not_found")]
)
def test_without_a_place_nothing_is_written(submit: Submit, address: str, code: str) -> None:
    with pytest.raises(Invalid) as refused:
        submit(**ELSEWHERE, address=address, photos=(jpeg(),))
    assert (refused.value.field, refused.value.code) == ("location", code)
    assert written() == NOTHING


def test_photos_are_kept_in_their_order_and_the_same_one_once(submit: Submit) -> None:
    first, second = jpeg(), jpeg(colour="navy")
    made = submit(photos=(first, jpeg(), second))
    rows = all_of(ReportPhoto)
    assert [row.position for row in rows] == [0, 1]
    expected = [develop(file, max_bytes=10**7).key for file in (jpeg(), jpeg(colour="navy"))]
    assert [row.key for row in rows] == expected
    for row in rows:
        assert current(Album).read(row.key, "small")[:2] == b"\xff\xd8"
        assert (row.report_id, row.width, row.height, row.public) == (made.report.id, 640, 480, False)


def test_one_file_that_is_no_photo_stops_the_report(submit: Submit) -> None:
    fake = type(jpeg())(b"MZ not a photo")
    with pytest.raises(Faults) as refused:
        submit(photos=(jpeg(), fake, type(fake)(b"")))
    assert [fault.field for fault in refused.value.refusals] == ["photos", "photos"]
    assert written() == NOTHING


def test_when_photos_cannot_be_kept_nothing_is_written(submit: Submit, environ: dict[str, str]) -> None:
    uploads = Path(environ["UPLOADS"])
    uploads.rmdir()
    uploads.write_text("a file where the folder should be")
    with pytest.raises(Unavailable):
        submit(photos=(jpeg(),))
    assert written() == NOTHING


@pytest.mark.parametrize("broken", ["acknowledgement", "open_forwards"])
def test_whatever_breaks_nothing_is_half_written(submit: Submit, monkeypatch: pytest.MonkeyPatch, broken: str) -> None:
    def fails(*_: object, **__: object) -> None:
        raise OSError("broken")

    monkeypatch.setattr(emails if broken == "acknowledgement" else actions, broken, fails)
    with pytest.raises(OSError):
        submit(email="a@exemple.fr", photos=(jpeg(),))
    assert written() == NOTHING


class TestTheAcknowledgement:
    def test_says_what_the_law_asks_for(self, submit: Submit) -> None:
        made = submit(email="a@exemple.fr")
        (mail,) = all_of(Mail)
        assert mail.recipient == "a@exemple.fr"
        for kind in ("plain", "html"):
            said = text_of(mail, kind)
            for fact in (
                made.report.reference, "23 novembre 2026 à 9 h 30", "Ville de Carcassonne", "0800 66 66 41",
                "Sera transmis à la Ville de Carcassonne à 9 h 40", f"http://localhost/suivi/{made.report.tracking_token}",
            ):  # fmt: skip
                assert fact in said, (kind, fact)
            assert "Transmis à" not in said

    def test_names_the_town_hall_where_nobody_here_is_in_charge(self, submit: Submit) -> None:
        submit(coordinates=point(TREBES), email="a@exemple.fr")
        assert "C’est à Trèbes. Contactez sa mairie." in text_of(all_of(Mail)[0])

    def test_is_not_written_for_somebody_who_gave_no_address(self, submit: Submit) -> None:
        submit(phone="06 12 34 56 78")
        assert all_of(Mail) == []

    def test_of_what_leaves_at_once_does_not_promise_time_to_correct(self, submit: Submit) -> None:
        submit(category="needle", email="a@exemple.fr")
        assert "corriger" not in text_of(all_of(Mail)[0])


class TestTheSameRequestAgain:
    def test_gives_the_same_report_whatever_else_it_carries(self, submit: Submit) -> None:
        name = uuid4()
        first = submit(client_request_id=name)
        again = submit(client_request_id=name, category="needle", coordinates=point(TOULOUSE), details="autre",
                       photos=(type(jpeg())(b"no photo"),), email="b@exemple.fr")  # fmt: skip
        assert (again.created, again.report.id) == (False, first.report.id)
        assert [(f.partner, f.role) for f in again.forwards] == [(f.partner, f.role) for f in first.forwards]
        assert written() == {"report": 1, "event": 1, "report_photo": 0, "forward": 3, "mail": 0}

    def test_at_the_same_moment_makes_one_report(self, both_databases: str, app: Flask, submit: Submit) -> None:
        name, together = uuid4(), Barrier(8)
        outcomes = []

        def send() -> None:
            with app.app_context():
                together.wait()
                outcome = submit(client_request_id=name, email="a@exemple.fr")
                outcomes.append((outcome.report.reference, outcome.created))
                session().remove()

        _at_once(8, send)
        assert len(outcomes) == 8
        assert len({reference for reference, _ in outcomes}) == 1
        assert sorted(created for _, created in outcomes) == [False] * 7 + [True]
        assert written() == {"report": 1, "event": 1, "report_photo": 0, "forward": 3, "mail": 1}


def test_480_reports_from_8_threads_are_480_rows(both_databases: str, app: Flask, submit: Submit) -> None:
    references = []

    def send() -> None:
        with app.app_context():
            for _ in range(60):
                references.append(submit().report.reference)
                session().remove()

    _at_once(8, send)
    assert len(set(references)) == 480
    assert written() == {"report": 480, "event": 480, "report_photo": 0, "forward": 1440, "mail": 0}


def test_a_reference_that_is_taken_is_made_anew(submit: Submit, monkeypatch: pytest.MonkeyPatch) -> None:
    taken = submit().report.reference
    offered = iter([taken, taken, "JR-000000"])
    monkeypatch.setattr(reports_writes, "new_reference", lambda: next(offered))
    assert submit().report.reference == "JR-000000"
    assert written()["report"] == 2


def test_a_report_without_photo_or_mail_costs_few_statements(submit: Submit) -> None:
    submit()
    with statements() as seen:
        submit(client_request_id=uuid4())
    asked = [statement for statement in seen if not statement.startswith(("BEGIN", "COMMIT", "ROLLBACK", "PRAGMA"))]
    # Was it made before; the report; its event; one insert for each partner.
    assert len(asked) <= 6, "\n".join(asked)


def test_times_that_people_read_are_those_of_paris(submit: Submit) -> None:
    summer = NOW.replace(month=7)
    made = submit(email="a@exemple.fr", now=summer)
    assert made.report.created_at.astimezone(PARIS).hour == 10
    assert "à 10 h 30" in text_of(all_of(Mail)[0])


def _at_once(threads: int, call) -> None:
    faults: list[BaseException] = []

    def guarded() -> None:
        try:
            call()
        except BaseException as fault:
            faults.append(fault)

    running = [Thread(target=guarded) for _ in range(threads)]
    for thread in running:
        thread.start()
    for thread in running:
        thread.join()
    assert not faults
