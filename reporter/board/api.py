"""The board for programs: one report, likely duplicates, the map's tiles and the neighbourhoods' outlines."""

from __future__ import annotations

from typing import Any

from flask import Response, jsonify, request, url_for
from flask_babel import gettext

from reporter.base import clock
from reporter.base.current import current
from reporter.base.errors import Faults, Invalid, NotFound
from reporter.base.limits import limiter
from reporter.base.settings import Settings
from reporter.base.words import N_
from reporter.board import forms, queries, showing
from reporter.board.rules import Cluster, PublicReport, Step, parse_tile
from reporter.board.views import bp, find, read_filters
from reporter.categories.rules import Catalogue
from reporter.places.gazetteer import Gazetteer
from reporter.reports.rules import STATUS_NAMES

TILE_MAX_AGE_S = 30
OUTLINES_MAX_AGE_S = 3600


@bp.get("/api/reports/<reference>")
def api_show(reference: str) -> Response:
    report = find(reference)
    steps = queries.history(report.id)
    return jsonify({**_whole(report), "history": [_step(step) for step in steps]})


@bp.get("/api/reports/nearby")
@limiter.limit("120 per minute")
def api_nearby() -> Response:
    category = request.args.get("category") or None
    if category and current(Catalogue).get(category) is None:
        raise Invalid(N_("Cette catégorie n’existe pas."), field="category")
    found = queries.nearby(forms.point(request.args), category=category, now=clock.now())
    # To 10 metres: the position is no finer than that.
    return jsonify([{**_whole(report), "distance_m": round(metres, -1)} for metres, report in found])


@bp.get("/carte/<int:z>/<int:x>/<int:y>.json")
def tile(z: int, x: int, y: int) -> Response:
    asked = parse_tile(z, x, y)
    if asked is None:
        raise NotFound(N_("Ce carré de la carte n’existe pas."))
    filters, faults = read_filters()
    if faults:
        raise Faults(list(faults))
    square = queries.square(asked, filters)
    answer = {"clusters": [_cluster(found) for found in square.clusters], "points": [_point(p) for p in square.points]}
    return _kept(jsonify(answer), TILE_MAX_AGE_S)


@bp.get("/carte/quartiers.json")
def outlines() -> Response:
    return _kept(jsonify(current(Gazetteer).outlines()), OUTLINES_MAX_AGE_S)


def _kept(response: Response, seconds: int) -> Response:
    """With an ETag, and answered 304 to whoever has it already."""
    response.add_etag()
    response.cache_control.public = True
    response.cache_control.max_age = seconds
    response.make_conditional(request)
    return response


def _cluster(cluster: Cluster) -> dict[str, Any]:
    return {
        "latitude": cluster.latitude,
        "longitude": cluster.longitude,
        "count": cluster.count,
        "tile": str(cluster.tile),
    }


def _point(report: PublicReport) -> dict[str, Any]:
    return {
        "reference": report.reference,
        "category": report.category,
        "status": report.status,
        "day": report.day.isoformat(),
        "latitude": report.latitude,
        "longitude": report.longitude,
        "precision_m": report.precision_m,
    }


def _whole(report: PublicReport) -> dict[str, Any]:
    partner = showing.partner_of(report)
    neighbourhood = current(Gazetteer).neighbourhood(report.neighbourhood) if report.neighbourhood else None
    public_url = current(Settings).public_url + url_for("board.show", reference=report.reference)
    return {
        **_point(report),
        "category_name": showing.category_name(report.category),
        "status_name": gettext(STATUS_NAMES[report.status]),
        "neighbourhood": {"slug": neighbourhood.slug, "name": neighbourhood.name} if neighbourhood else None,
        "commune": report.commune,
        "zone": report.zone,
        "approximate": report.approximate,
        "closing_reason": report.closing_reason,
        "planned_on": report.planned_on.isoformat() if report.planned_on else None,
        "me_too": report.me_too,
        "in_charge": {"slug": partner.slug, "name": partner.name, "phone": partner.phone} if partner else None,
        "public_url": public_url,
        "photos": [f"{public_url}/photos/{photo.number}/large.jpg" for photo in report.photos],
    }


def _step(step: Step) -> dict[str, Any]:
    return {
        "day": step.day.isoformat(),
        "status": step.status,
        "partner": step.partner,
        "on": step.on.isoformat() if step.on else None,
        "reason": step.reason,
    }
