"""What partners read in their mail."""

from __future__ import annotations

from email import message_from_bytes, policy

from reporter.forwarding import actions
from tests.forwarding.conftest import NOW, TO_VILLE, OpenReport, mails


def test_the_mail_promises_no_fewer_clicks_than_an_answer_takes(opened: OpenReport, with_emails: None) -> None:
    opened(TO_VILLE)
    actions.run(NOW)
    (mail,) = mails()
    message = message_from_bytes(mail.message, policy=policy.default)
    for kind in ("plain", "html"):
        text = " ".join(message.get_body((kind,)).get_content().split())  # type: ignore[union-attr]
        assert "Un clic ouvre la réponse, un second l’envoie" in text.replace("\u00a0", " ")
