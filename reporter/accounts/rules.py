"""Roles and what each may do; what a sign-in link, an address and a way back must look like."""

from __future__ import annotations

import hashlib
from datetime import datetime, timedelta

from reporter.base.errors import Gone, Invalid
from reporter.base.words import N_
from reporter.mail.rules import checked_address

MEDIATOR, COORDINATOR, ADMIN = "mediator", "coordinator", "admin"
# Each role may do all that the ones before it may (PARTNERS.md, "Decisions").
RANK = {MEDIATOR: 1, COORDINATOR: 2, ADMIN: 3}
ROLES = tuple(RANK)
ROLE_NAMES = {MEDIATOR: N_("Médiation"), COORDINATOR: N_("Coordination"), ADMIN: N_("Administration")}

# What somebody may do, and the least role that may do it.
CAPABILITIES = {
    "reports": MEDIATOR,
    "rules": COORDINATOR,
    "partners": COORDINATOR,
    "digests": COORDINATOR,
    "posters": COORDINATOR,
    "exports": COORDINATOR,
    "accounts": ADMIN,
    "mail": ADMIN,
    "audit": ADMIN,
}

# By mail: long enough for a slow mail server, short enough for a mailbox left open.
LINK_BY_MAIL = timedelta(minutes=30)
# Printed on the server's terminal, for somebody who has the machine anyway.
LINK_PRINTED = timedelta(hours=24)
# More than these wait unused for one agent: no further mail, whoever asks.
MAX_LIVE_LINKS = 5
SIGN_IN_PATH = "/agents/connexion"
HOME_PATH = "/agents/"
MAX_PATH = 2000


def may(role: str, capability: str) -> bool:
    """Whether a role may do that; an unknown role may do nothing. KeyError: no such capability."""
    return RANK.get(role, 0) >= RANK[CAPABILITIES[capability]]


def check_role(role: str) -> str:
    """The role, when there is one of that name. Raises Invalid (field role)."""
    if role not in RANK:
        raise Invalid(N_("Le rôle doit être mediator, coordinator ou admin."), field="role")
    return role


def clean_email(text: str) -> str:
    """An agent's address in lower case: phones capitalise what agents type. Raises Invalid (field email)."""
    return checked_address(text, field="email").lower()


def hash_token(token: str) -> str:
    """What is kept of a link's token (SHA-256, hex): 128 random bits need no salt."""
    return hashlib.sha256(token.encode()).hexdigest()


def check_link(*, used: bool, expires_at: datetime, now: datetime) -> None:
    """Raises Gone with the sentence for the agent when a link was used or has expired."""
    if used:
        raise Gone(N_("Ce lien a déjà servi : il ne sert qu’une fois. Demandez-en un nouveau ci-dessous."), code="used")
    if expires_at <= now:
        raise Gone(N_("Ce lien a expiré. Demandez-en un nouveau ci-dessous."), code="expired")


def local_path(wanted: str | None) -> str:
    """Where to go after signing in: a path of this site, else the queue. Never another site, however it is spelled."""
    if not wanted or not wanted.startswith("/") or wanted.startswith("//") or len(wanted) > MAX_PATH:
        return HOME_PATH
    # Browsers read a backslash as a slash, and skip line ends and tabs.
    if "\\" in wanted or any(ord(c) < 32 or ord(c) == 127 for c in wanted):
        return HOME_PATH
    return HOME_PATH if wanted.startswith(SIGN_IN_PATH) else wanted


def first_email(host: str | None) -> str:
    """The address of the first agent, made up from the host of PUBLIC_URL: agent@carcassonne.example."""
    try:
        return clean_email(f"agent@{host or 'localhost'}")
    except Invalid:
        return "agent@localhost"
