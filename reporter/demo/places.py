"""Where the demo's reports lie: random points inside the neighbourhoods' cores, some places again and again."""

from __future__ import annotations

from collections.abc import Iterable
from math import cos, radians
from random import Random

from reporter.places.gazetteer import Gazetteer
from reporter.places.rules import Coordinates

METRES_PER_DEGREE = 111_320
# Around a place that comes back, and around what a duplicate repeats.
NEAR_M = 12.0


class Sites:
    """Draws points of one gazetteer; the same for the same neighbourhood and seed."""

    def __init__(self, gazetteer: Gazetteer) -> None:
        self._gazetteer = gazetteer
        self._boxes = {
            feature["properties"]["slug"]: _box(_positions(feature["geometry"]["coordinates"]))
            for feature in gazetteer.outlines()["features"]
        }

    def point(self, slug: str, *, spot: int | None, seed: str) -> Coordinates:
        """A point in the core of that neighbourhood; near its place number `spot`, if that is given."""
        rng = Random(f"point {seed}")  # noqa: S311 - a place on a map
        if spot is None:
            return self._anywhere(slug, rng)
        return self.near(self._anywhere(slug, Random(f"spot {slug} {spot}")), slug, rng)  # noqa: S311

    def near(self, middle: Coordinates, slug: str, rng: Random) -> Coordinates:
        """A point within NEAR_M, or the middle itself where that would leave the core."""
        north, east = (rng.uniform(-NEAR_M, NEAR_M) * 0.7 for _ in range(2))
        moved = Coordinates(
            latitude=middle.latitude + north / METRES_PER_DEGREE,
            longitude=middle.longitude + east / METRES_PER_DEGREE / cos(radians(middle.latitude)),
        )
        return moved if self._inside(moved, slug) else middle

    def _anywhere(self, slug: str, rng: Random) -> Coordinates:
        west, south, east, north = self._boxes[slug]
        for _ in range(500):
            point = Coordinates(latitude=rng.uniform(south, north), longitude=rng.uniform(west, east))
            if self._inside(point, slug):
                return point
        neighbourhood = self._gazetteer.neighbourhood(slug)
        if neighbourhood is None:
            raise LookupError(slug)
        return neighbourhood.inner_point

    def _inside(self, point: Coordinates, slug: str) -> bool:
        place = self._gazetteer.locate(point)
        return place.zone == "core" and place.neighbourhood is not None and place.neighbourhood.slug == slug


def _positions(coordinates: list[object]) -> Iterable[tuple[float, float]]:
    """All longitudes and latitudes of a GeoJSON geometry, however deep."""
    for item in coordinates:
        if isinstance(item, list) and item and isinstance(item[0], (int, float)):
            yield float(item[0]), float(item[1])
        elif isinstance(item, list):
            yield from _positions(item)


def _box(positions: Iterable[tuple[float, float]]) -> tuple[float, float, float, float]:
    points = list(positions)
    xs, ys = [x for x, _ in points], [y for _, y in points]
    return min(xs), min(ys), max(xs), max(ys)
