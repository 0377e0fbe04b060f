"""The decision for a place, by the rules of the running application's territory."""

from __future__ import annotations

from reporter.base.current import current
from reporter.categories.rules import Category
from reporter.places.rules import Place
from reporter.routing.conditions import Case
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
        nearest_commune=place.commune if place.zone == "outside" else "",
    )
    return decide(current(Rulebook), case)
