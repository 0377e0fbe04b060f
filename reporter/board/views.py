"""The public list, one report's public page, and its photos."""

from __future__ import annotations

from hashlib import blake2s

from flask import Blueprint, Response, flash, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from reporter.base.current import current
from reporter.base.errors import Gone, Invalid, NotFound
from reporter.base.limits import limiter
from reporter.base.words import N_
from reporter.board import actions, forms, queries, showing
from reporter.board.rules import LAST_PAGE, Filters, PublicReport
from reporter.categories.rules import Catalogue
from reporter.photos.album import Album
from reporter.photos.rules import Size
from reporter.places.gazetteer import Gazetteer
from reporter.reports.rules import STATUSES, is_public

bp = Blueprint("board", __name__)

# The browser's own memory of "me too"; older ones make room.
SEEN, SEEN_AT_MOST = "moi_aussi", 100
# An agent may take a photo back: nobody keeps it for long.
PHOTO_MAX_AGE_S = 300
SIZES: dict[str, Size] = {"large": "large", "small": "small"}


@bp.get("/signalements")
def index() -> str:
    filters, faults = read_filters()
    reports, more = queries.newest(filters)
    return render_template(
        "board/index.html",
        filters=filters,
        faults=faults,
        reports=reports,
        more=more and filters.page < LAST_PAGE,
        cut=more and filters.page == LAST_PAGE,
        places={report.id: showing.place_name(report) for report in reports},
        partners={report.id: showing.partner_of(report) for report in reports},
        catalogue=current(Catalogue),
        quarters=showing.quarters(),
        categories=showing.categories(),
        statuses=STATUSES,
        map_data=showing.map_data(filters),
    )


@bp.get("/signalements/<reference>")
def show(reference: str) -> str:
    report = find(reference)
    original = queries.public_reference(report.duplicate_of) if report.duplicate_of else None
    entries = showing.entries(queries.history(report.id), original=original)
    return render_template(
        "board/show.html",
        report=report,
        category=current(Catalogue).get(report.category),
        place=showing.place_name(report),
        partner=showing.partner_of(report),
        entries=entries,
        reason=entries[-1]["reason"] if report.closing_reason and entries else None,
        original=original,
        said_so=report.id in session.get(SEEN, ()),
        around=showing.around(report),
        map_data=showing.map_data(Filters(), at=report),
    )


@bp.post("/signalements/<reference>/moi-aussi")
@limiter.limit("30 per hour")
def me_too(reference: str) -> ResponseReturnValue:
    report = find(reference)
    seen = session.get(SEEN, [])
    if report.id not in seen:
        actions.me_too(reference)
        session[SEEN] = [*seen, report.id][-SEEN_AT_MOST:]
        flash(gettext("Merci. Les agents voient combien d’habitants sont concernés."), "ok")
    return redirect(url_for("board.show", reference=report.reference), 303)


@bp.get("/signalements/<reference>/photos/<int:number>/<size>.jpg")
def photo(reference: str, number: int, size: str) -> Response:
    found = queries.photo(find(reference).id, number) if size in SIZES else None
    if found is None:
        raise NotFound(N_("Cette photo n’est pas publique."))
    response = Response(mimetype="image/jpeg")
    response.set_etag(blake2s(f"{found.key}-{size}".encode(), digest_size=8).hexdigest())
    response.cache_control.public = True
    response.cache_control.max_age = PHOTO_MAX_AGE_S
    response.make_conditional(request)
    if response.status_code != 304:
        response.set_data(current(Album).read(found.key, SIZES[size]))
    return response


def read_filters() -> tuple[Filters, list[Invalid]]:
    """The filters of this request's address, and what could not be used of it."""
    gazetteer, catalogue = current(Gazetteer), current(Catalogue)
    return forms.filters(
        request.args, neighbourhoods={n.slug for n in gazetteer.neighbourhoods}, categories=catalogue.slugs
    )


def find(reference: str) -> PublicReport:
    """The public report of that reference. Raises NotFound, or Gone when it was hidden."""
    report = queries.shown(reference)
    if report is None:
        raise NotFound(actions.UNKNOWN)
    if not is_public(report.status, report.closing_reason):
        raise Gone(actions.GONE)
    return report
