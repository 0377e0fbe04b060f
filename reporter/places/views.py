"""Where a point lies, and where a name is: JSON for the form's map and address field."""

from __future__ import annotations

from dataclasses import replace

from flask import Blueprint, Response, jsonify, request

from reporter.base.current import current
from reporter.base.limits import limiter
from reporter.places import forms
from reporter.places.gazetteer import Gazetteer
from reporter.places.geocoder import Geocoder
from reporter.places.shapes import found_json, place_json

bp = Blueprint("places", __name__, url_prefix="/api/places")


@bp.get("/locate")
@limiter.limit("120 per minute")
def locate() -> Response:
    """Neighbourhood, zone and commune of a point; its address if it is already known. Never waits for a network."""
    point = forms.coordinates(request.args)
    place = current(Gazetteer).locate(point)
    return _private(jsonify(place_json(replace(place, address=current(Geocoder).known_address(point)))))


@bp.get("/search")
@limiter.limit("120 per minute")
def search() -> Response:
    """Places by name, best first; an empty list when nothing is near."""
    found = current(Geocoder).search(forms.search_text(request.args))
    return _private(jsonify([found_json(each) for each in found]))


def _private(response: Response) -> Response:
    # Where somebody stands is nothing for a shared cache.
    response.cache_control.no_store = True
    return response
