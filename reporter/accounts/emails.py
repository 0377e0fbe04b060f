"""The mail with a sign-in link."""

from __future__ import annotations

from reporter.accounts.rules import LINK_BY_MAIL
from reporter.mail.paper import compose
from reporter.mail.rules import Letter


def sign_in(email: str, link: str, *, language: str) -> Letter:
    """A letter to that address with the link, which says how many minutes it lasts."""
    minutes = int(LINK_BY_MAIL.total_seconds() // 60)
    return compose("sign_in", recipient=email, language=language, link=link, minutes=minutes)
