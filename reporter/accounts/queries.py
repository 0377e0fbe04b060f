"""Reads of agents and links."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import exists, func, select

from reporter.accounts.models import Agent, SignInLink
from reporter.accounts.rules import ADMIN, COORDINATOR, check_link, hash_token
from reporter.base.db import session
from reporter.base.errors import NotFound
from reporter.base.words import N_


def by_id(agent_id: int) -> Agent | None:
    return session().get(Agent, agent_id)


def by_email(email: str) -> Agent | None:
    """The agent of a cleaned address (rules.clean_email)."""
    return session().scalar(select(Agent).where(Agent.email == email))


def names_of(agent_ids: Iterable[int]) -> dict[int, str]:
    """How these agents are shown, in one query."""
    wanted = set(agent_ids)
    if not wanted:
        return {}
    return {agent.id: agent.shown_name for agent in session().scalars(select(Agent).where(Agent.id.in_(wanted)))}


def active() -> list[Agent]:
    """All agents who may sign in, by name."""
    return sorted(session().scalars(select(Agent).where(Agent.active)), key=lambda agent: agent.shown_name.casefold())


def coordinator_addresses() -> list[str]:
    """The addresses of active coordinators and admins: who is warned when something needs a person."""
    chosen = select(Agent.email).where(Agent.active, Agent.role.in_((COORDINATOR, ADMIN))).order_by(Agent.id)
    return list(session().scalars(chosen))


def oldest_active() -> Agent | None:
    return session().scalar(select(Agent).where(Agent.active).order_by(Agent.id).limit(1))


def anybody_signed_in() -> bool:
    """Whether any link was ever used on this installation."""
    return bool(session().scalar(select(exists().where(SignInLink.used_at.is_not(None)))))


def usable(token: str, *, now: datetime, lock: bool = False) -> tuple[SignInLink, Agent]:
    """The link of that token, and its agent; `lock` for whoever uses it up.

    Raises NotFound (forged, mistyped, of an agent who left) or Gone (used, expired).
    """
    link = session().get(SignInLink, hash_token(token), with_for_update=lock or None)
    agent = by_id(link.agent_id) if link else None
    if link is None or agent is None or not agent.active:
        raise NotFound(N_("Ce lien de connexion n’est pas valable. Demandez-en un nouveau ci-dessous."))
    check_link(used=link.used_at is not None, expires_at=link.expires_at, now=now)
    return link, agent


def live_links(agent_id: int, *, now: datetime) -> int:
    """How many of the agent's links could still be used."""
    live = select(func.count()).where(
        SignInLink.agent_id == agent_id, SignInLink.used_at.is_(None), SignInLink.expires_at > now
    )
    return session().scalar(live) or 0
