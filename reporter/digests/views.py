"""A partner's link to end the digests. GET shows a button; only POST changes, and mail programs may POST by themselves
(RFC 8058): the link is the authority, so no cookie and no CSRF token."""

from __future__ import annotations

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from reporter.base import clock
from reporter.base.csrf import protection
from reporter.base.limits import limiter
from reporter.digests import actions
from reporter.digests.links import read

bp = Blueprint("digests", __name__)


@bp.get("/desabonnement/<token>")
def unsubscribe(token: str) -> ResponseReturnValue:
    partner = read(token)
    return _page(token, partner.name, stopped=actions.is_stopped(partner))


@bp.post("/desabonnement/<token>")
@protection.exempt
@limiter.limit("20 per hour")
def change(token: str) -> ResponseReturnValue:
    partner = read(token)
    if request.form.get("resume"):
        actions.resume(partner, now=clock.now())
    else:
        actions.stop(partner, now=clock.now())
    return _page(token, partner.name, stopped=actions.is_stopped(partner))


def _page(token: str, name: str, *, stopped: bool) -> ResponseReturnValue:
    page = render_template("digests/unsubscribe.html", token=token, name=name, stopped=stopped)
    return page, {"Cache-Control": "no-store", "Referrer-Policy": "no-referrer"}
