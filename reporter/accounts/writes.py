"""Changes of agents and links, inside the caller's transaction."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta

from sqlalchemy import delete

from reporter.accounts.models import Agent, SignInLink
from reporter.accounts.rules import check_role, hash_token
from reporter.base import tokens
from reporter.base.db import session


def add(email: str, role: str, *, now: datetime) -> Agent:
    """A new agent. Raises Invalid for a role that does not exist; the address is already cleaned."""
    agent = Agent(email=email, role=check_role(role), fs_uniquifier=secrets.token_hex(32), created_at=now)
    session().add(agent)
    session().flush()
    return agent


def open_link(agent: Agent, *, lifetime: timedelta, now: datetime) -> str:
    """A new sign-in link of that agent; gives its token back, which is kept nowhere. Clears away old unused ones."""
    session().execute(delete(SignInLink).where(SignInLink.used_at.is_(None), SignInLink.expires_at <= now))
    token = tokens.secret()
    session().add(SignInLink(token_hash=hash_token(token), agent_id=agent.id, expires_at=now + lifetime))
    return token
