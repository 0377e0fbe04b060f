"""What changes agents and signs them in: one action, one transaction."""

from __future__ import annotations

from datetime import datetime
from urllib.parse import quote, urlsplit

from reporter.accounts import emails, queries, writes
from reporter.accounts.models import Agent
from reporter.accounts.queries import usable
from reporter.accounts.rules import (
    ADMIN,
    LINK_BY_MAIL,
    LINK_PRINTED,
    MAX_LIVE_LINKS,
    MEDIATOR,
    SIGN_IN_PATH,
    check_role,
    clean_email,
    first_email,
)
from reporter.base.current import current
from reporter.base.db import transaction
from reporter.base.settings import Settings
from reporter.mail import writes as outbox


def create(email: str, role: str | None = None, *, now: datetime) -> str:
    """The absolute sign-in link (24 hours, once) of the agent with that address, who is created if unknown.

    `role` None: a new agent becomes mediator, a known one keeps its role. Somebody who asks for a known agent by
    name on the server wants it to work: it is made active again. Raises Invalid (email, role).
    """
    email = clean_email(email)
    with transaction():
        agent = queries.by_email(email) or writes.add(email, role or MEDIATOR, now=now)
        agent.role = check_role(role or agent.role)
        agent.active = True
        return address(writes.open_link(agent, lifetime=LINK_PRINTED, now=now))


def first_link(now: datetime) -> str | None:
    """A sign-in link for `script/server` to print as long as nobody has ever signed in; makes the first admin."""
    with transaction():
        if queries.anybody_signed_in():
            return None
        agent = queries.oldest_active()
        if agent is None:
            host = urlsplit(current(Settings).public_url).hostname
            agent = writes.add(first_email(host), ADMIN, now=now)
        return address(writes.open_link(agent, lifetime=LINK_PRINTED, now=now))


def ask_link(email: str, *, way_back: str, language: str, now: datetime) -> None:
    """Mails a sign-in link (30 minutes) if an active agent has that address; the caller cannot tell.

    The mail is drafted either way, so that the answer takes as long for a stranger. Raises Invalid for what is no
    address at all.
    """
    email = clean_email(email)
    with transaction():
        agent = queries.by_email(email)
        known = agent is not None and agent.active and queries.live_links(agent.id, now=now) < MAX_LIVE_LINKS
        token = writes.open_link(agent, lifetime=LINK_BY_MAIL, now=now) if agent and known else "x" * 22
        letter = emails.sign_in(email, address(token, way_back=way_back), language=language)
        if known:
            outbox.put(letter, now=now)


def use_link(token: str, *, now: datetime) -> Agent:
    """Uses the link up and gives its agent. Of two at once one wins.

    Raises NotFound (forged, mistyped, of an agent who left) or Gone (used, expired).
    """
    with transaction():
        link, agent = usable(token, now=now, lock=True)
        link.used_at = now
        return agent


def address(token: str, *, way_back: str = "") -> str:
    """The absolute address of a link's page."""
    follow = f"?next={quote(way_back, safe='/')}" if way_back else ""
    return f"{current(Settings).public_url}{SIGN_IN_PATH}/{token}{follow}"
