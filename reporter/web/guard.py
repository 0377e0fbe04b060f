"""Stands before every route and asks the table of permissions."""

from __future__ import annotations

from flask import Flask, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from reporter.base.errors import Forbidden
from reporter.base.words import N_
from reporter.web.permissions import ANYONE, RANK, ROUTES


def set_up(app: Flask) -> None:
    """Refuses what the table does not allow: strangers are led to the sign-in page, agents get 403."""
    app.before_request(_check)


def _check() -> ResponseReturnValue | None:
    if request.endpoint is None:
        # No such page: the router answers 404, but of the desk's a stranger does not even learn which there are.
        return None if not _is_desk(request.path) or current_user.is_authenticated else _to_sign_in()
    needed = ROUTES.get(request.endpoint)
    if needed == ANYONE:
        return None
    if needed is None:
        raise Forbidden(N_("Cette page n’est ouverte à personne."))
    if not current_user.is_authenticated:
        return _to_sign_in()
    if RANK.get(current_user.role, 0) < RANK[needed]:
        raise Forbidden(N_("Votre rôle ne permet pas d’ouvrir cette page."))
    return None


def _is_desk(path: str) -> bool:
    """Whether an address is the desk's; what a stranger may open of it lies under sign-in."""
    return f"{path}/".startswith("/agents/") and not f"{path}/".startswith("/agents/connexion/")


def _to_sign_in() -> ResponseReturnValue:
    way_back = request.full_path.rstrip("?") if request.method == "GET" else None
    return redirect(url_for("accounts.sign_in", next=way_back), 303)
