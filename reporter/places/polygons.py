"""Outlines: is a point inside, and which point is surely inside. Plain ray casting over bounding boxes.

Positions are (longitude, latitude), as in GeoJSON; degrees, WGS 84.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from math import cos, hypot, radians
from operator import itemgetter

Position = tuple[float, float]
Ring = Sequence[Position]
# How finely inner_point looks: cells a side, then so many rounds around the best one.
_GRID, _ROUNDS = 14, 5


class Outline:
    """The area of one or more polygons, holes taken out (even-odd rule over all rings)."""

    __slots__ = ("_bands", "_scale", "east", "north", "rings", "south", "west")

    def __init__(self, rings: Sequence[Ring]) -> None:
        self.rings = tuple(tuple(ring) for ring in rings)
        self.west = min(x for ring in rings for x, _ in ring)
        self.east = max(x for ring in rings for x, _ in ring)
        self.south = min(y for ring in rings for _, y in ring)
        self.north = max(y for ring in rings for _, y in ring)
        # Horizontal bands, each with the edges that touch it: a ray meets only those of its own band.
        edges = list(self._edges())
        count = max(1, len(edges))
        self._scale = count / (self.north - self.south or 1.0)
        bands: list[list[tuple[float, float, float, float]]] = [[] for _ in range(count + 1)]
        for edge in edges:
            for band in range(self._band(edge[0]), self._band(edge[1]) + 1):
                bands[band].append(edge)
        self._bands = tuple(tuple(band) for band in bands)

    def contains(self, x: float, y: float) -> bool:
        """Whether the point lies inside; of two areas that share an edge, a point on it lies in one only."""
        if not (self.west <= x <= self.east and self.south <= y <= self.north):
            return False
        inside = False
        for low, high, at_low, slope in self._bands[int((y - self.south) * self._scale)]:
            if low <= y < high and x < at_low + (y - low) * slope:
                inside = not inside
        return inside

    def inner_point(self) -> Position:
        """A point inside, about as far from the edges as possible: the best of a grid, then of finer ones around it."""
        squeeze = cos(radians((self.south + self.north) / 2))
        step_x, step_y = (self.east - self.west) / _GRID, (self.north - self.south) / _GRID
        x, y = (self.west + self.east) / 2, (self.south + self.north) / 2
        depth = self._depth(x, y, squeeze)
        reach = _GRID // 2
        for _ in range(_ROUNDS):
            centre_x, centre_y = x, y
            for i in range(-reach, reach + 1):
                for j in range(-reach, reach + 1):
                    at_x, at_y = centre_x + i * step_x, centre_y + j * step_y
                    here = self._depth(at_x, at_y, squeeze)
                    if here > depth:
                        x, y, depth = at_x, at_y, here
            step_x, step_y, reach = step_x / 3, step_y / 3, 2
        return x, y

    def _band(self, y: float) -> int:
        return int((y - self.south) * self._scale)

    def _edges(self) -> Iterator[tuple[float, float, float, float]]:
        """Each edge that is not horizontal: its low and high y, x at the low end, x gained per y."""
        for ring in self.rings:
            for ends in pairwise(ring):
                (x1, y1), (x2, y2) = sorted(ends, key=itemgetter(1))
                if y1 < y2:
                    yield y1, y2, x1, (x2 - x1) / (y2 - y1)

    def _depth(self, x: float, y: float, squeeze: float) -> float:
        """Degrees of latitude from the point to the nearest edge; -1 outside."""
        if not self.contains(x, y):
            return -1.0
        return min(
            _to_edge(x, y, x1, y1, x2, y2, squeeze) for ring in self.rings for (x1, y1), (x2, y2) in pairwise(ring)
        )


def _to_edge(x: float, y: float, x1: float, y1: float, x2: float, y2: float, squeeze: float) -> float:
    run, rise = (x2 - x1) * squeeze, y2 - y1
    to_x, to_y = (x - x1) * squeeze, y - y1
    length = run * run + rise * rise
    along = max(0.0, min(1.0, (to_x * run + to_y * rise) / length)) if length else 0.0
    return hypot(to_x - along * run, to_y - along * rise)
