"""What an author's wish changes beyond their page."""

from __future__ import annotations

from flask import Flask

from reporter.forwarding import actions as forwarding
from reporter.mail.models import Mail
from reporter.tracking import actions
from tests.forwarding.conftest import set_partner
from tests.intake.conftest import BASTIDE, Submit, all_of, letter, point, text_of
from tests.tracking.conftest import LATER


def test_a_mail_to_a_partner_that_has_not_left_is_written_again_without_the_words(app: Flask, submit: Submit) -> None:
    set_partner(app, "ville", email="proprete@ville.example")
    report = submit(details="Chez Paul", address="12 rue d’Ulm", coordinates=point(BASTIDE)).report
    forwarding.run(LATER)
    (waiting,) = all_of(Mail)
    before = letter(waiting)
    actions.forget(report.tracking_token, text_too=False, now=LATER)
    assert "Chez Paul" in text_of(all_of(Mail)[0])
    actions.forget(report.tracking_token, text_too=True, now=LATER)
    (mail,) = all_of(Mail)
    for kind in ("plain", "html"):
        assert "Paul" not in text_of(mail, kind)
        assert "Ulm" not in text_of(mail, kind)
        assert report.reference in text_of(mail, kind)
    assert mail.recipient == letter(mail)["To"] == "proprete@ville.example"
    assert [letter(mail)[name] for name in ("Message-ID", "Date")] == [before["Message-ID"], before["Date"]]
