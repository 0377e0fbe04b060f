"""Signing in by a link, and signing out. All that a stranger may open of the desk."""

from __future__ import annotations

from flask import Blueprint, Response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import get_locale

from reporter.accounts import actions, queries, security
from reporter.accounts.rules import LINK_BY_MAIL, SIGN_IN_PATH, local_path
from reporter.base import clock
from reporter.base.errors import Gone, Invalid, NotFound, Refusal
from reporter.base.limits import limiter

bp = Blueprint("accounts", __name__, url_prefix=SIGN_IN_PATH)
MINUTES = int(LINK_BY_MAIL.total_seconds() // 60)


@bp.after_request
def _private(response: Response) -> Response:
    # The address of a link's page is a key: no site that it leads to may learn it.
    response.headers["Referrer-Policy"] = "no-referrer"
    return security.private(response)


@bp.get("")
def sign_in() -> ResponseReturnValue:
    way_back = local_path(request.args.get("next"))
    if security.signed_in():
        return redirect(way_back, 303)
    return _form(way_back)


@bp.post("")
@limiter.limit("10 per hour")
def ask_link() -> ResponseReturnValue:
    email, way_back = request.form.get("email", ""), local_path(request.form.get("next"))
    try:
        actions.ask_link(email, way_back=way_back, language=_language(), now=clock.now())
    except Invalid as refusal:
        return _form(way_back, email=email, refusal=refusal), 422
    return redirect(url_for("accounts.sent"), 303)


@bp.get("/envoye")
def sent() -> ResponseReturnValue:
    return render_template("accounts/sent.html", minutes=MINUTES)


@bp.get("/<token>")
def confirm(token: str) -> ResponseReturnValue:
    """Shows a button and changes nothing: mail scanners open links."""
    way_back = local_path(request.args.get("next"))
    try:
        queries.usable(token, now=clock.now())
    except (NotFound, Gone) as refusal:
        return _no_link(refusal, way_back)
    return render_template("accounts/confirm.html", token=token, way_back=way_back)


@bp.post("/<token>")
@limiter.limit("30 per hour")
def use_link(token: str) -> ResponseReturnValue:
    way_back = local_path(request.form.get("next"))
    try:
        agent = actions.use_link(token, now=clock.now())
    except (NotFound, Gone) as refusal:
        return _no_link(refusal, way_back)
    security.sign_in(agent)
    return redirect(way_back, 303)


@bp.post("/sortie")
def sign_out() -> ResponseReturnValue:
    security.sign_out()
    return redirect(url_for("accounts.sign_in"), 303)


def _no_link(refusal: Refusal, way_back: str) -> ResponseReturnValue:
    if security.signed_in():
        # The link was opened a second time in the browser that it signed in.
        return redirect(way_back, 303)
    return _form(way_back, refusal=refusal), 410 if isinstance(refusal, Gone) else 404


def _form(way_back: str, *, email: str = "", refusal: Refusal | None = None) -> str:
    return render_template("accounts/sign_in.html", way_back=way_back, email=email, refusal=refusal)


def _language() -> str:
    locale = get_locale()
    return locale.language if locale else "fr"
