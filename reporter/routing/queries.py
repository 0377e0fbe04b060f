"""The decision for a place, by the rules of the running application's territory."""

from __future__ import annotations

from reporter.base.current import current
from reporter.categories.rules import Category
from reporter.places.gazetteer import Gazetteer
from reporter.places.rules import Place
from reporter.routing.conditions import Case, Nearest
from reporter.routing.rules import Decision, Rulebook, decide


def decide_for(place: Place, *, category: Category, setting: str) -> Decision:
    """Who gets a report of this category at this place; `setting` is street, residence or unknown.

    Raises OutsideTerritory (field "location", code "outside") where nobody of this territory can act.
    """
    case = Case(
        category=category.slug,
        group=category.group,
        setting=setting,
        zone=place.zone,
        neighbourhood_slug=place.neighbourhood.slug if place.neighbourhood else None,
        nearest=_nearest(place) if place.zone == "outside" else None,
    )
    return decide(current(Rulebook), case)


def _nearest(place: Place) -> Nearest:
    commune, metres = current(Gazetteer).nearest_commune(place.coordinates)
    return Nearest(commune=commune, metres=metres)
