"""The author's private page: whoever has its address may read and act; nothing of it is kept or shown elsewhere."""

from __future__ import annotations

from collections.abc import Sequence
from hmac import compare_digest

from flask import Blueprint, Response, flash, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_limiter.util import get_remote_address

from reporter.base import clock
from reporter.base.current import current
from reporter.base.errors import Faults, Invalid, NotFound, Refusal
from reporter.base.limits import limiter
from reporter.base.tokens import heard
from reporter.base.words import N_
from reporter.categories.rules import Catalogue
from reporter.intake import actions as intake
from reporter.photos.album import Album
from reporter.photos.rules import SIZES
from reporter.places.gazetteer import Gazetteer
from reporter.reports import queries as reports
from reporter.reports.models import Report
from reporter.reports.rules import MAX_DETAILS, parse_reference
from reporter.tracking import actions, forms
from reporter.tracking.forms import Typed
from reporter.tracking.showing import shown

bp = Blueprint("tracking", __name__, url_prefix="/suivi")
some = limiter.shared_limit("60 per hour", scope="tracking")


def missed(response: Response) -> bool:
    """Whether a try to open a report counts: only those that failed do."""
    return response.status_code != 303


def asked_for() -> str:
    """Tries are counted for each report too: guessing its code from many addresses is no faster. What can be no
    reference opens nothing, and counts for its sender alone.
    """
    parsed = parse_reference(forms.key(request.form)[0])
    return f"report:{parsed}" if parsed else f"address:{get_remote_address()}"


@bp.after_request
def keep_private(response: Response) -> Response:
    """No cache keeps it, no search engine lists it, no other site learns its address."""
    response.headers["Cache-Control"] = "no-store"
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    response.headers["Referrer-Policy"] = "no-referrer"
    return response


@bp.get("")
def find() -> str:
    return _find("", None)


@bp.post("")
@limiter.limit("5 per hour", deduct_when=missed)
@limiter.limit("5 per hour", key_func=asked_for, deduct_when=missed)
def look_up() -> ResponseReturnValue:
    reference, code = forms.key(request.form)
    report = reports.by_reference(reference)
    # One answer for a wrong number and a wrong code: it says of neither whether it exists.
    if report is None or not compare_digest(heard(code).encode(), report.short_code.encode()):
        fault = Invalid(
            N_("Ce numéro et ce code ne vont pas ensemble. Recopiez-les tels qu’ils étaient affichés à l’envoi."),
            field="reference",
        )
        return _find(reference, fault), 422
    return redirect(url_for(".show", token=report.tracking_token), 303)


@bp.get("/<token>")
def show(token: str) -> str:
    return render_template("tracking/show.html", page=shown(_found(token), now=clock.now()), max_note=MAX_DETAILS)


@bp.get("/<token>/photos/<int:number>/<size>.jpg")
def photo(token: str, number: int, size: str) -> Response:
    keys = {row.position + 1: row.key for row in _found(token).photos}
    if size not in SIZES or number not in keys:
        raise NotFound(N_("Cette photo n’existe pas ou n’existe plus."))
    response = make_response(current(Album).read(keys[number], size))
    response.mimetype = "image/jpeg"
    return response


@bp.get("/<token>/modification")
def edit(token: str) -> ResponseReturnValue:
    page = shown(_found(token), now=clock.now())
    if not page.may_correct:
        return redirect(url_for(".show", token=token), 303)
    return _edit(page.report, forms.as_it_is(page.report))


@bp.post("/<token>/modification")
@some
def correct(token: str) -> ResponseReturnValue:
    typed = forms.typed_correction()
    try:
        intake.correct(token, forms.read_correction(typed), now=clock.now())
    except Invalid as refusal:
        return _edit(_found(token), typed, [refusal]), 422
    except Faults as faults:
        return _edit(_found(token), typed, faults.refusals), 422
    flash(gettext("Votre signalement est corrigé."), "ok")
    return redirect(url_for(".show", token=token), 303)


@bp.post("/<token>/retrait")
@some
def withdraw(token: str) -> ResponseReturnValue:
    intake.withdraw(token, now=clock.now())
    flash(gettext("Votre signalement est retiré : personne ne le recevra."), "ok")
    return redirect(url_for(".show", token=token), 303)


@bp.post("/<token>/reouverture")
@some
def reopen(token: str) -> ResponseReturnValue:
    actions.reopen(token, note=forms.note(), now=clock.now())
    flash(gettext("C’est noté : le problème est toujours là. Le service chargé est prévenu à nouveau."), "ok")
    return redirect(url_for(".show", token=token), 303)


@bp.post("/<token>/oubli")
@some
def forget(token: str) -> ResponseReturnValue:
    actions.forget(token, text_too=forms.text_too(), now=clock.now())
    flash(gettext("C’est effacé. Votre signalement, lui, suit son cours."), "ok")
    return redirect(url_for(".show", token=token), 303)


def _found(token: str) -> Report:
    report = reports.by_token(token, whole=True)
    if report is None:
        raise NotFound(N_("Ce lien de suivi n’est pas complet. Ouvrez-le à nouveau depuis votre message."))
    return report


def _find(reference: str, fault: Refusal | None) -> str:
    return render_template("tracking/find.html", reference=reference, refusals=[fault] if fault else [])


def _edit(report: Report, typed: Typed, refusals: Sequence[Refusal] = ()) -> str:
    neighbourhood = current(Gazetteer).neighbourhood(report.neighbourhood) if report.neighbourhood else None
    return render_template(
        "tracking/edit.html",
        report=report,
        typed=typed,
        refusals=refusals,
        faults={refusal.field: refusal for refusal in reversed(refusals)},
        place=report.address or (neighbourhood.name if neighbourhood else report.commune),
        categories=list(current(Catalogue)),
        neighbourhoods=[(n.slug, n.name) for n in current(Gazetteer).neighbourhoods],
        max_details=MAX_DETAILS,
    )
