"""Links, mails and browsers of agents."""

from __future__ import annotations

import email
import email.policy
import re
from email.message import EmailMessage

from sqlalchemy import select

from reporter.base.db import session
from reporter.mail.models import Mail


def mails() -> list[EmailMessage]:
    """All messages of the outbox, oldest first."""
    rows = session().scalars(select(Mail.message).order_by(Mail.id))
    return [email.message_from_bytes(row, _class=EmailMessage, policy=email.policy.default) for row in rows]


def link_in(message: EmailMessage) -> str:
    """The path of the sign-in link in a mail's text."""
    part = message.get_body(("plain",))
    assert part is not None
    found = re.search(r"http://localhost(/agents/connexion/\S+)", part.get_content())
    assert found, part.get_content()
    return found[1]
