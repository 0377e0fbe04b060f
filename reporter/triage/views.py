"""The desk: the queue, one report, what agents decide on it."""

from __future__ import annotations

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from sqlalchemy.orm.exc import StaleDataError

from reporter.accounts import queries as agents
from reporter.accounts.security import private, the_agent
from reporter.base import clock
from reporter.base.current import current
from reporter.base.errors import Conflict, Invalid, NotFound, Refusal, TooLarge, Unavailable
from reporter.base.settings import Settings
from reporter.base.words import N_
from reporter.categories.rules import Catalogue
from reporter.forwarding import actions as handing_over
from reporter.forwarding import queries as forwarding
from reporter.photos.album import Album
from reporter.photos.darkroom import develop
from reporter.photos.rules import SIZES, Size
from reporter.places.gazetteer import Gazetteer
from reporter.reports import queries as reports
from reporter.reports.models import Report
from reporter.reports.rules import CLOSING_REASONS, PhotoRef
from reporter.triage import actions, forms, queries, showing
from reporter.triage.calls import grouped
from reporter.triage.forms import TypedMove
from reporter.triage.rules import (
    LAST_PAGE,
    MIN_QUERY,
    REASONS,
    SEARCHED,
    Filters,
    Move,
    Stale,
    check_move,
    check_version,
    read_filters,
)
from reporter.triage.story import Entry, actors_in, entries, story

bp = Blueprint("triage", __name__, url_prefix="/agents")
MEGABYTE = 1_000_000
# More than anybody phones in a morning; the next ones follow when these are done.
CALLS_A_PAGE = 100


@bp.after_request
def _private(response: Response) -> Response:
    return private(response)


@bp.get("/")
def queue() -> str:
    now, me, team = clock.now(), the_agent(), agents.active()
    filters = _filters()
    page = queries.queue(filters, now=now)
    return render_template(
        "triage/queue.html",
        filters=filters,
        lines=showing.lines(page, agents={agent.id: agent.shown_name for agent in team}, now=now),
        more=page.more and filters.page < LAST_PAGE,
        cut=page.more and filters.page == LAST_PAGE,
        views=showing.views(counted := queries.counts(now=now, agent_id=me.id)),
        here=gettext(showing.VIEW_NAMES[filters.status]),
        mine=showing.count_words(counted["mine"]),
        me=me,
        team=team,
        quarters=showing.quarters(),
        categories=showing.categories(),
        orders=showing.ORDER_NAMES,
        searched=SEARCHED,
        too_short=0 < len(filters.text) < MIN_QUERY,
    )


@bp.get("/signalements/<reference>")
def report(reference: str) -> str:
    return _page(_find(reference, whole=True))


@bp.post("/signalements/<reference>/statut")
def move(reference: str) -> ResponseReturnValue:
    found, typed, now = _find(reference), forms.typed_move(), clock.now()
    try:
        decided = _with_photo(forms.read_move(typed), found)
        actions.move(found.id, decided, version=forms.version(), agent_id=the_agent().id, now=now)
    except StaleDataError:
        return _again(reference, typed, Stale())
    except Refusal as refusal:
        return _again(reference, typed, refusal)
    flash(gettext("C’est enregistré. L’habitant le voit sur sa page de suivi."), "ok")
    return _back(reference)


@bp.post("/signalements/<reference>/agent")
def assign(reference: str) -> ResponseReturnValue:
    found, me = _find(reference), the_agent()
    to = forms.number("agent", default=0) or None
    try:
        actions.assign(found.id, to=to, version=forms.version(), agent_id=me.id, now=clock.now())
    except (Stale, StaleDataError):
        return _again(reference, TypedMove(), Stale())
    flash(gettext("Ce signalement est à vous.") if to == me.id else gettext("C’est enregistré."), "ok")
    return _back(reference)


@bp.post("/signalements/<reference>/photos/<int:number>")
def show_photo(reference: str, number: int) -> ResponseReturnValue:
    found, public = _find(reference), forms.text("public") == "1"
    actions.show_photo(found.id, number, public=public, agent_id=the_agent().id, now=clock.now())
    flash(gettext("La photo est publique.") if public else gettext("La photo n’est plus publique."), "ok")
    return _back(reference)


@bp.get("/a-transmettre")
def calls() -> str:
    return _calls()


@bp.post("/a-transmettre/<int:forward_id>")
def hand_over(forward_id: int) -> ResponseReturnValue:
    try:
        done = handing_over.hand_over(forward_id, agent_id=the_agent().id, to=forms.text("to"), now=clock.now())
    except (Invalid, Conflict) as refusal:
        return _calls(refusal, forward_id), _status(refusal)
    flash(gettext("%(reference)s est noté comme transmis.", reference=done.reference), "ok")
    return redirect(url_for("triage.calls"), 303)


@bp.get("/photos/<reference>/<int:number>/<size>.jpg")
def photo(reference: str, number: int, size: str) -> Response:
    key = queries.photo_key(reference, number) if size in SIZES else None
    if key is None:
        raise NotFound(N_("Cette photo n’existe pas ou n’existe plus."))
    response = Response(mimetype="image/jpeg")
    response.set_etag(f"{key}-{size}")
    # The browser may keep it, and asks us each time whether its agent may still see it.
    response.headers["Cache-Control"] = "private, no-cache"
    response.make_conditional(request)
    if response.status_code != 304:
        response.set_data(current(Album).read(key, _size(size)))
    return response


def _filters() -> Filters:
    quarters = {n.slug for n in current(Gazetteer).neighbourhoods}
    return read_filters(request.args, neighbourhoods=quarters, categories=current(Catalogue).slugs)


def _find(reference: str, *, whole: bool = False) -> Report:
    found = reports.by_reference(reference, whole=whole)
    if found is None:
        raise NotFound(N_("Aucun signalement ne porte ce numéro. Vérifiez-le, ou cherchez-le dans la liste."))
    return found


def _with_photo(decided: Move, found: Report) -> Move:
    """The move with its photo developed and kept. What is refused anyway is refused before that."""
    check_version(seen=forms.version(), now=found.version)
    check_move(decided, status=found.status, today=clock.now().astimezone(clock.PARIS).date())
    stream = forms.photo() if decided.to == "resolved" else None
    if stream is None:
        return decided
    developed = develop(stream, max_bytes=current(Settings).max_photo_mb * MEGABYTE)
    current(Album).keep(developed)
    ref = PhotoRef(key=developed.key, width=developed.width, height=developed.height)
    return Move(**{**vars(decided), "photo": ref})


def _again(reference: str, typed: TypedMove, refusal: Refusal) -> ResponseReturnValue:
    """The page once more, with what was typed; when somebody else was first, with what they did."""
    found = _find(reference, whole=True)
    changed: tuple[Entry, ...] = ()
    if isinstance(refusal, Stale):
        events = queries.events_after(found.id, forms.number("seen", default=0))
        changed = entries(events, agents.names_of(actors_in(events)), original=None)
    return _page(found, typed=typed, refusal=refusal, changed=changed), _status(refusal)


def _status(refusal: Refusal) -> int:
    if isinstance(refusal, Conflict):
        return 409
    if isinstance(refusal, TooLarge):
        return 413
    return 503 if isinstance(refusal, Unavailable) else 422


def _page(
    found: Report, *, typed: TypedMove | None = None, refusal: Refusal | None = None, changed: tuple[Entry, ...] = ()
) -> str:
    now = clock.now()
    return render_template(
        "triage/report.html",
        story=story(found, now=now),
        typed=typed or TypedMove(),
        refusal=refusal,
        changed=changed,
        reasons=[(reason, showing.capital(gettext(CLOSING_REASONS[reason]))) for reason in REASONS],
        me=the_agent(),
        now=now,
        words=showing,
    )


def _calls(refusal: Refusal | None = None, refused: int = 0) -> str:
    waiting = forwarding.to_hand_over(limit=CALLS_A_PAGE)
    return render_template(
        "triage/calls.html",
        groups=grouped(waiting, now=clock.now()),
        count=forwarding.count_to_hand_over(),
        most=CALLS_A_PAGE,
        refusal=refusal,
        refused=refused,
    )


def _back(reference: str) -> ResponseReturnValue:
    return redirect(url_for("triage.report", reference=reference), 303)


def _size(size: str) -> Size:
    return "large" if size == "large" else "small"
