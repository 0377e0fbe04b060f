"""A partner's answer page, opened from a mail. The token in its address is the authority: no cookie, no CSRF token."""

from __future__ import annotations

from typing import BinaryIO, cast

from flask import Blueprint, Response, render_template, request
from flask.typing import ResponseReturnValue

from reporter.accounts.security import private
from reporter.base import clock
from reporter.base.csrf import protection
from reporter.base.current import current
from reporter.base.errors import Conflict, Invalid, NotFound, Refusal, TooLarge, Unavailable
from reporter.base.limits import limiter
from reporter.base.settings import Settings
from reporter.base.words import N_
from reporter.forwarding import actions, answers, forms, links, queries
from reporter.forwarding.forms import Typed
from reporter.forwarding.models import Forward
from reporter.forwarding.rules import ANSWER_NAMES, ANSWERS, FINAL, LATEST_PLAN, MAX_NOTE, local_day
from reporter.forwarding.showing import sheet
from reporter.forwarding.writes import partner_of
from reporter.photos.album import Album
from reporter.photos.darkroom import develop
from reporter.photos.rules import SIZES, Size
from reporter.reports.models import Report
from reporter.reports.rules import PhotoRef

bp = Blueprint("forwarding", __name__, url_prefix="/reponse")
MEGABYTE = 1_000_000
CODES: dict[type[Refusal], int] = {Invalid: 422, TooLarge: 413, Conflict: 409, Unavailable: 503}


@bp.after_request
def _private(response: Response) -> Response:
    # The address is a key: no site that the page leads to may learn it.
    response.headers["Referrer-Policy"] = "no-referrer"
    return private(response)


@bp.get("/<token>")
def answer(token: str) -> str:
    """Shows, and changes nothing: mail scanners open every link."""
    forward, report = _found(token)
    chosen = request.args.get("answer", "")
    return _page(token, forward, report, Typed(answer=chosen if chosen in ANSWERS else ""))


@bp.post("/<token>")
@protection.exempt
@limiter.limit("120 per hour")
def send_answer(token: str) -> ResponseReturnValue:
    forward, _report = _found(token)
    typed = Typed.of(request.form)
    try:
        given = forms.parse(typed, photo=_photo() if typed.answer == "done" else None)
        actions.answer(forward.id, given, now=clock.now())
    except tuple(CODES) as refusal:
        code = next(code for kind, code in CODES.items() if isinstance(refusal, kind))
        return _page(token, *_found(token), typed, refusal=refusal), code
    return _page(token, *_found(token), Typed(), thanks=True)


@bp.get("/<token>/photo/<int:position>/<size>.jpg")
def photo(token: str, position: int, size: str) -> Response:
    """A photo of the report, for whoever may answer it."""
    _, report = _found(token)
    key = next((photo.key for photo in report.photos if photo.position == position), None)
    if key is None or size not in SIZES:
        raise NotFound(N_("Cette photo n’existe pas ou n’existe plus."))
    wanted: Size = "large" if size == "large" else "small"
    return Response(current(Album).read(key, wanted), mimetype="image/jpeg")


def _found(token: str) -> tuple[Forward, Report]:
    """The forward and the report that the token names. Raises NotFound or Gone."""
    found = queries.with_report(links.read(token, now=clock.now()))
    if found is None:
        raise NotFound(N_("Ce signalement n’existe plus."))
    answers.check_open(*found)
    return found


def _photo() -> PhotoRef | None:
    """The photo from afterwards, in the album. Raises Invalid or TooLarge (here as field "photo"), Unavailable."""
    file = request.files.get("photo")
    # Browsers send an empty one when none was chosen.
    if file is None or not file.filename:
        return None
    try:
        developed = develop(cast("BinaryIO", file.stream), max_bytes=current(Settings).max_photo_mb * MEGABYTE)
        current(Album).keep(developed)
    except Refusal as refusal:
        refusal.field = "photo"
        raise
    return PhotoRef(key=developed.key, width=developed.width, height=developed.height)


def _page(
    token: str, forward: Forward, report: Report, typed: Typed, *, refusal: Refusal | None = None, thanks: bool = False
) -> str:
    today = local_day(clock.now())
    return render_template(
        "forwarding/answer.html",
        token=token,
        forward=forward,
        partner=partner_of(forward.partner),
        report=report,
        sheet=sheet(report),
        photos=report.photos,
        names=ANSWER_NAMES,
        final=forward.answer in FINAL,
        takers=[(taker.slug, taker.name) for taker in answers.takers(forward)],
        taker=answers.default_taker(forward),
        passed_to=answers.passed_to(forward, report),
        typed=typed,
        refusal=refusal,
        thanks=thanks,
        first_day=today,
        last_day=today + LATEST_PLAN,
        max_note=MAX_NOTE,
    )
