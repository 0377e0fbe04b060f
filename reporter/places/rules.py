"""Points and places as values."""

from __future__ import annotations

from dataclasses import dataclass
from math import asin, cos, isfinite, radians, sin, sqrt
from typing import Literal

from reporter.base.errors import Invalid
from reporter.base.words import N_

Zone = Literal["core", "wide", "town", "agglo", "outside"]
# Those that lie in the town itself. Outside of them a report is kept for its author, and counts in no figure
# (PARTNERS.md, routing 3).
IN_TOWN: tuple[Zone, ...] = ("core", "wide", "town")
EARTH_RADIUS_M = 6_371_008.8


@dataclass(frozen=True, kw_only=True, slots=True)
class Coordinates:
    """A point in degrees, WGS 84, always named: nobody swaps what has a name. Raises Invalid out of range."""

    latitude: float
    longitude: float

    def __post_init__(self) -> None:
        if not (isfinite(self.latitude) and -90 <= self.latitude <= 90):
            raise Invalid(N_("La latitude doit être un nombre entre -90 et 90."), field="latitude")
        if not (isfinite(self.longitude) and -180 <= self.longitude <= 180):
            raise Invalid(N_("La longitude doit être un nombre entre -180 et 180."), field="longitude")


@dataclass(frozen=True, kw_only=True, slots=True)
class Neighbourhood:
    """What pages and rules know of a neighbourhood; its outlines stay in the gazetteer."""

    slug: str
    name: str
    served: bool
    # A point surely inside the core, and the metres from it to the farthest corner of the wide outline.
    inner_point: Coordinates
    radius: float


@dataclass(frozen=True, kw_only=True, slots=True)
class Place:
    """Where a point lies: neighbourhood (None outside the six), zone, commune's name, street address if known.

    `commune_nearest`: the commune is only the one whose centre is nearest (outside the town), not a certainty.
    """

    coordinates: Coordinates
    neighbourhood: Neighbourhood | None
    zone: Zone
    commune: str
    address: str = ""
    commune_nearest: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class Found:
    """One answer of an address search. A street known only by its quarter has no coordinates of its own."""

    label: str
    kind: str
    coordinates: Coordinates | None
    neighbourhood: Neighbourhood | None


def distance(a: Coordinates, b: Coordinates) -> float:
    """Metres between two points along the earth's surface (haversine)."""
    lat_a, lat_b = radians(a.latitude), radians(b.latitude)
    half_lat, half_lon = (lat_b - lat_a) / 2, radians(b.longitude - a.longitude) / 2
    chord = sin(half_lat) ** 2 + cos(lat_a) * cos(lat_b) * sin(half_lon) ** 2
    return 2 * EARTH_RADIUS_M * asin(min(1.0, sqrt(chord)))
