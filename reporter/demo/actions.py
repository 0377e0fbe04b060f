"""Filling the demo town."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from random import Random

from reporter.base.current import current
from reporter.base.db import transaction
from reporter.base.settings import Settings
from reporter.categories.rules import Catalogue
from reporter.demo import queries, writes
from reporter.demo.places import Sites
from reporter.demo.rules import AFTERWARDS, COUNT, Plan, plan
from reporter.places.gazetteer import Gazetteer
from reporter.places.rules import Coordinates, Place

# In the demo nobody waits longer than this for the end of the edit window, whatever the settings say.
LONGEST_WINDOW = timedelta(minutes=10)


def fill(now: datetime) -> int:
    """Writes those of the COUNT demo reports that are not there yet, with their photos; gives how many.

    Nothing of them is sent, now or later: they carry no address, and their forwards are settled. Raises StorageDown.
    """
    there = queries.written(range(COUNT))
    if len(there) == COUNT:
        return 0
    gazetteer = current(Gazetteer)
    served = [n.slug for n in gazetteer.neighbourhoods if n.served] or [n.slug for n in gazetteer.neighbourhoods]
    plans = plan(list(current(Catalogue)), served, now=now)
    missing = [one for one in plans if one.number not in there]
    # Pillow comes with the painter: a start whose town is full does without.
    from reporter.demo.studio import shoot

    photos = shoot(shot for one in missing for shot in _shots(one))
    places = _places(plans, gazetteer)
    window = min(timedelta(seconds=current(Settings).edit_window_s), LONGEST_WINDOW)
    with transaction():
        reports = dict(queries.written(range(COUNT)))
        for one in missing:
            if one.number not in reports:
                original = reports.get(one.duplicate_of) if one.duplicate_of is not None else None
                reports[one.number] = writes.write(
                    one, places[one.number], photos, window=window, now=now, original=original
                )
    return len(missing)


def _shots(one: Plan) -> list[tuple[str, int, bool]]:
    icon = one.category.icon
    afterwards = [(icon, AFTERWARDS, True)] if one.variants[:1] == (AFTERWARDS,) else []
    return [(icon, variant, False) for variant in one.variants] + afterwards


def _places(plans: list[Plan], gazetteer: Gazetteer) -> dict[int, Place]:
    """Where each lies; a duplicate beside what it repeats."""
    sites, points = Sites(gazetteer), dict[int, Coordinates]()
    found = {}
    for one in plans:
        rng = Random(f"near {one.number}")  # noqa: S311 - a place on a map
        neighbourhood = gazetteer.neighbourhood(one.neighbourhood)
        if one.duplicate_of is not None:
            point = sites.near(points[one.duplicate_of], one.neighbourhood, rng)
        elif one.location_source == "neighbourhood" and neighbourhood:
            point = neighbourhood.inner_point
        else:
            point = sites.point(one.neighbourhood, spot=one.spot, seed=str(one.number))
        points[one.number] = point
        found[one.number] = replace(gazetteer.locate(point), address="")
    return found
