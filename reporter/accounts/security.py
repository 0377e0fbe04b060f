"""The one door to Flask-Security and Flask-Login: who is signed in, signing in and out.

Flask-Security brings the session rules now, and passkeys, codes and recovery when they are switched on. Its own
pages stay off: its sign-in links put the address into the URL and sign in on GET, which mail scanners do.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any, cast

from flask import Flask, Response, session
from flask_login import current_user
from flask_security import Security, SQLAlchemyUserDatastore
from flask_security.utils import login_user, logout_user

from reporter.accounts.models import Agent
from reporter.base.db import db

# An agent who comes back within a week on the same device stays signed in.
SESSION_LIFETIME = timedelta(days=7)


class _Roles:
    """Flask-Security wants a class of roles; ours are one word on the agent."""

    name = ""


def set_up(app: Flask) -> None:
    """Makes `flask_login.current_user` work from the session cookie."""
    app.config.update(
        PERMANENT_SESSION_LIFETIME=SESSION_LIFETIME,
        # No code path takes a password or a token in place of the session.
        SECURITY_TOKEN_AUTHENTICATION_HEADER=None,
        SECURITY_CLI_USERS_NAME=None,
        SECURITY_CLI_ROLES_NAME=None,
        SECURITY_RETURN_GENERIC_RESPONSES=True,
    )
    store = cast("Any", SQLAlchemyUserDatastore)(db, Agent, _Roles)
    security = Security(app, store, register_blueprint=False)
    # Only the session says who is there: never a parameter, a header or a JSON body.
    security.login_manager.request_loader(None)
    # Its second identity (Flask-Principal) and its remember-me cookie, unused both, would open the session on every
    # answer: each map tile would then say `Vary: Cookie`, and no cache would keep it.
    security.principal.identity_loaders.clear()
    app.after_request_funcs[None].remove(security.login_manager._update_remember_cookie)


def sign_in(agent: Agent) -> None:
    """Signs the agent in on this browser, in a new session: nothing of the one before is kept."""
    session.clear()
    session.permanent = True
    login_user(cast("Any", agent), remember=False, authn_via=["link"])


def sign_out() -> None:
    """Ends the session on this browser."""
    logout_user()
    session.clear()


def signed_in() -> Agent | None:
    """The agent of this request, or None for a stranger."""
    return cast("Agent", current_user._get_current_object()) if current_user.is_authenticated else None


def the_agent() -> Agent:
    """The agent of this request; for pages that guard.py opens to agents only."""
    agent = signed_in()
    if agent is None:
        raise RuntimeError("an agents' page answered a stranger")
    return agent


def private(response: Response) -> Response:
    """Marks an agents' page: kept by no cache and found by no search engine."""
    response.headers.setdefault("Cache-Control", "no-store")
    response.headers.setdefault("X-Robots-Tag", "noindex, nofollow")
    return response
