"""The form, and its twin for programs."""

from __future__ import annotations

from collections.abc import Sequence

from flask import Blueprint, Response, jsonify, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from reporter.base import clock
from reporter.base.csrf import protection
from reporter.base.current import current
from reporter.base.errors import Faults, Refusal, TooLarge, Unavailable
from reporter.base.limits import limiter
from reporter.base.settings import Settings
from reporter.categories.rules import Catalogue
from reporter.intake import actions, answers, fields, forms, photos, refill, rules
from reporter.intake.actions import Outcome
from reporter.intake.forms import PlainForm, ReportForm
from reporter.partners.rules import Directory
from reporter.places.gazetteer import Gazetteer
from reporter.places.rules import Place
from reporter.reports.rules import MAX_DETAILS, PhotoRef

bp = Blueprint("intake", __name__)
# From one address, form and API together: a mediator on a round does not reach it, a script does at once. A form that
# comes back to be corrected uses up none of it, only of the larger limit on all attempts.
a_few = limiter.shared_limit(
    "30 per hour", scope="intake", deduct_when=lambda response: response.status_code in (201, 303)
)
attempts = limiter.shared_limit("150 per hour", scope="intake attempts")


@bp.get("/signaler")
def form() -> Response:
    return _page(refill.prefilled())


@bp.post("/signaler")
@protection.exempt  # ReportForm.forged looks at its token, and nothing that was typed is lost
@a_few
@attempts
def send() -> ResponseReturnValue:
    moment = clock.now()
    form = ReportForm(formdata=request.form)
    if repeated := actions.already(forms.request_id_of(form)):
        return _to_tracking(repeated)
    kept, faults = refill.kept_photos(form, now=moment)
    photo_point, most = None, current(Settings).max_photos
    try:
        streams, room = forms.photo_streams(), max(most - len(kept), 0)
        taken = photos.take(streams[:room])
        kept, photo_point = kept + taken.photos, taken.point
        if "forget_point" in request.form:
            refill.set_point(form, None)
            return _page(form, kept=kept)
        faults += [*form.forged(), *taken.faults, *([rules.too_many_photos(most)] if len(streams) > room else [])]
        submission = forms.read(form, kept=kept, photo_point=photo_point, earlier=faults)
        return _to_tracking(actions.submit(submission, now=moment))
    except Refusal as refusal:
        refusals = refusal.refusals if isinstance(refusal, Faults) else [refusal]
        refill.ready_again(form, refusals, photo_point=photo_point)
        return _page(form, refusals, kept=kept), _status(refusals)


@bp.post("/api/reports")
@protection.exempt  # anonymous and without a cookie: there is nothing to forge
@a_few
@attempts
def create() -> ResponseReturnValue:
    form = PlainForm(formdata=request.form)
    try:
        outcome = actions.submit(forms.read(form, streams=forms.photo_streams()), now=clock.now())
    except Faults:
        # What a repeated request carries is ignored, faults included.
        repeated = actions.already(forms.request_id_of(form))
        if repeated is None:
            raise
        outcome = repeated
    return jsonify(answers.as_json(outcome.report, outcome.forwards)), 201 if outcome.created else 200


@bp.get("/signaler/photos/<token>.jpg")
def photo(token: str) -> Response:
    response = make_response(photos.thumbnail(token, now=clock.now()))
    response.mimetype = "image/jpeg"
    response.headers["Cache-Control"] = "private, max-age=3600"
    response.headers["X-Robots-Tag"] = "noindex"
    return response


def _page(form: ReportForm, refusals: Sequence[Refusal] = (), *, kept: Sequence[PhotoRef] = ()) -> Response:
    """The form with what was typed. Never kept by the browser: going back to it must not send the same report again."""
    moment = clock.now()
    shown = [refill.shown(refusal) for refusal in refusals]
    page = render_template(
        "intake/form.html",
        typed=form.typed,
        refusals=shown,
        faults={refusal.field: refusal for refusal in reversed(shown)},
        place=_place(form),
        kept=[photos.token(photo, now=moment) for photo in kept],
        categories=list(current(Catalogue)),
        neighbourhoods=[(n.slug, n.name) for n in current(Gazetteer).neighbourhoods],
        emergency=current(Directory).emergency,
        max_photos=current(Settings).max_photos,
        max_photo_mb=current(Settings).max_photo_mb,
        max_photo_bytes=current(Settings).max_photo_mb * photos.MEGABYTE,
        max_details=MAX_DETAILS,
    )
    response = make_response(page)
    response.headers["Cache-Control"] = "no-store"
    return response


def _status(refusals: Sequence[Refusal]) -> int:
    kinds = {TooLarge: 413, Unavailable: 503}
    return next((kinds[type(refusal)] for refusal in refusals if type(refusal) in kinds), 422)


def _place(form: ReportForm) -> Place | None:
    """Where the form's point lies, to be shown in words."""
    try:
        point = fields.coordinates(form.text("latitude"), form.text("longitude"))
    except Refusal:
        return None
    return current(Gazetteer).locate(point) if point else None


def _to_tracking(outcome: Outcome) -> ResponseReturnValue:
    return redirect(url_for("tracking.show", token=outcome.report.tracking_token), 303)
