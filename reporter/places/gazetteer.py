"""The town's places: in which neighbourhood, zone and commune a point lies, and where a name is. No network."""

from __future__ import annotations

from math import cos, inf, radians
from typing import Any

from reporter.base.words import fold
from reporter.places.facts import Commune, Facts
from reporter.places.index import LONGEST, Index
from reporter.places.landmarks import Landmark
from reporter.places.outlines import Outlines
from reporter.places.rules import Coordinates, Found, Neighbourhood, Place, Zone, distance

# Outside the Agglo the nearest commune is named when its centre is within this (PARTNERS.md, routing row 1).
NAMED_WITHIN_M = 15_000
# How near a neighbourhood is that is only named among other words (100: the very name): all else is nearer.
WITHIN = 40.0


class Gazetteer:
    """One town, read once; answers from memory and never changes."""

    def __init__(self, facts: Facts, outlines: Outlines, landmarks: list[Landmark]) -> None:
        self.facts = facts
        self.town = facts.name
        self._outlines = outlines
        self.neighbourhoods: tuple[Neighbourhood, ...] = tuple(
            outlines.neighbourhood(named) for named in facts.neighbourhoods
        )
        self._by_slug = {neighbourhood.slug: neighbourhood for neighbourhood in self.neighbourhoods}
        self._cores = [(outlines.cores[n.slug], n) for n in self.neighbourhoods]
        self._wides = [(outlines.wides[n.slug], n) for n in self.neighbourhoods]
        self._centres = [_centre(commune) for commune in facts.communes]
        self._other_centres = [_centre(commune) for commune in facts.communes if commune.insee != facts.insee]
        self._landmarks = tuple(landmarks)
        self._founds: list[Found] = []
        self._index = self._build_index(landmarks)

    def locate(self, c: Coordinates) -> Place:
        """Where a point lies, decided in this order: core, wide, town, Agglo, outside (PARTNERS.md, Place data).

        In the Agglo the commune is the one whose centre is nearest, the town's own left out; outside, that one only
        if it is within 15 km, else "".
        """
        x, y = c.longitude, c.latitude
        outlines = self._outlines
        for outline, neighbourhood in self._cores:
            if outline.contains(x, y):
                return self._in_town(c, neighbourhood, "core")
        for outline, neighbourhood in self._wides:
            if outline.contains(x, y):
                return self._in_town(c, neighbourhood, "wide")
        if outlines.town.contains(x, y):
            return self._in_town(c, None, "town")
        if outlines.agglo.contains(x, y):
            commune = self._nearest(c, self._other_centres).name
            return Place(coordinates=c, neighbourhood=None, zone="agglo", commune=commune, commune_nearest=True)
        commune, metres = self.nearest_commune(c)
        near = metres <= NAMED_WITHIN_M
        return Place(
            coordinates=c,
            neighbourhood=None,
            zone="outside",
            commune=commune if near else "",
            commune_nearest=near,
        )

    def search(self, text: str, limit: int = 8) -> list[Found]:
        """Landmarks, streets, neighbourhoods and communes by name, best first, two typos forgiven; else nothing.

        A street known only by its quarter, and a neighbourhood, come without coordinates. A commune comes with its
        centre. House numbers are not known, so they are passed over for streets. Where nothing is found, a
        neighbourhood named within the text is.
        """
        return [found for found, _ in self.ranked(text, limit)]

    def ranked(self, text: str, limit: int = 8) -> list[tuple[Found, float]]:
        """As `search`, each with how near it is to what was typed: 100 is the very name."""
        ranked = [(self._founds[number], score) for number, score in self._index.find(text, limit)]
        return ranked or self._neighbourhood_within(text)[:limit]

    def neighbourhood(self, slug: str) -> Neighbourhood | None:
        """The neighbourhood of that slug, served or not; None when there is none."""
        return self._by_slug.get(slug)

    def nearest_commune(self, c: Coordinates, *, town_too: bool = True) -> tuple[str, float]:
        """Name of the commune whose centre is nearest, and the metres to it; `town_too` False leaves the town out."""
        commune = self._nearest(c, self._centres if town_too else self._other_centres)
        return commune.name, distance(c, commune.centre)

    def nearest_landmark(self, c: Coordinates, *, within_m: float) -> Landmark | None:
        """The landmark with a point that lies nearest, when it is no more than that many metres away."""
        near = [(distance(c, known.point), known) for known in self._landmarks if known.point]
        metres, landmark = min(near, key=lambda one: one[0], default=(inf, None))
        return landmark if metres <= within_m else None

    def outlines(self) -> dict[str, Any]:
        """The cores of all neighbourhoods as a GeoJSON FeatureCollection; properties slug, name, served."""
        return {
            "type": "FeatureCollection",
            "features": [
                {
                    "type": "Feature",
                    "properties": {"slug": n.slug, "name": n.name, "served": n.served},
                    "geometry": self._outlines.geometries[n.slug],
                }
                for n in self.neighbourhoods
            ],
        }

    def _neighbourhood_within(self, text: str) -> list[tuple[Found, float]]:
        typed = f" {fold(text[:LONGEST])} "
        names = ((name, named) for named in self.facts.neighbourhoods for name in (named.name, *named.also))
        inside = [(len(name), named) for name, named in names if name and f" {fold(name)} " in typed]
        if not inside:
            return []
        _, named = max(inside, key=lambda pair: pair[0])
        quarter = self._by_slug[named.slug]
        return [(Found(label=named.name, kind="neighbourhood", coordinates=None, neighbourhood=quarter), WITHIN)]

    def _in_town(self, c: Coordinates, neighbourhood: Neighbourhood | None, zone: Zone) -> Place:
        return Place(coordinates=c, neighbourhood=neighbourhood, zone=zone, commune=self.town)

    @staticmethod
    def _nearest(c: Coordinates, centres: list[tuple[float, float, Commune]]) -> Commune:
        # Flat reckoning is enough to tell which is nearest; the metres are then reckoned on the sphere.
        x, y, squeeze = c.longitude, c.latitude, cos(radians(c.latitude)) ** 2
        squares = [(east - x) * (east - x) * squeeze + (north - y) * (north - y) for east, north, _ in centres]
        return centres[squares.index(min(squares))][2]

    def _build_index(self, landmarks: list[Landmark]) -> Index:
        names: list[tuple[str, int]] = []

        def add(found: Found, *known_as: str) -> None:
            names.extend((name, len(self._founds)) for name in known_as if name)
            self._founds.append(found)

        for landmark in landmarks:
            point = landmark.point
            quarter = self.locate(point).neighbourhood if point else self._by_slug[landmark.neighbourhood]
            add(
                Found(label=landmark.name, kind=landmark.kind, coordinates=point, neighbourhood=quarter),
                landmark.name,
                landmark.address,
                *landmark.also,
            )
        for named in self.facts.neighbourhoods:
            quarter = self._by_slug[named.slug]
            add(
                Found(label=named.name, kind="neighbourhood", coordinates=None, neighbourhood=quarter),
                named.name,
                *named.also,
            )
        for commune in self.facts.communes:
            add(Found(label=commune.name, kind="commune", coordinates=commune.centre, neighbourhood=None), commune.name)
        return Index(names, town=self.town)


def _centre(commune: Commune) -> tuple[float, float, Commune]:
    return commune.centre.longitude, commune.centre.latitude, commune
