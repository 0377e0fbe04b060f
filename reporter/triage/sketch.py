"""A small map without tiles: the neighbourhoods' outlines and one point, as numbers for an SVG."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import cos, radians
from typing import Any

from reporter.places.rules import Coordinates
from reporter.reports.rules import METRES_PER_DEGREE

# Units of the drawing, about pixels.
WIDTH, HEIGHT = 320, 240
# Around what must be seen, as a share of it.
MARGIN = 0.2
# The width of a letter of a name.
LETTER = 6.0
# Metres: a drawing of less would be a point in a void.
LEAST_M = 600.0


@dataclass(frozen=True, kw_only=True)
class Shape:
    """A neighbourhood: its outline as SVG path data, where its name stands, and whether the report lies in it."""

    name: str
    path: str
    x: float
    y: float
    here: bool


@dataclass(frozen=True, kw_only=True)
class Sketch:
    """The drawing in units. x, y: the report; radius: how far from there it may really be (units)."""

    shapes: tuple[Shape, ...]
    x: float
    y: float
    radius: float
    width: int = WIDTH
    height: int = HEIGHT


def sketch(
    outlines: Mapping[str, Any], point: Coordinates, *, accuracy: float | None, neighbourhood: str | None
) -> Sketch:
    """Draws GeoJSON outlines (Gazetteer.outlines) and a point, close enough to see where in its neighbourhood it is.

    accuracy: metres. neighbourhood: the slug of the one that the point lies in, or None.
    """
    features = outlines["features"]
    here = [f for f in features if f["properties"]["slug"] == neighbourhood]
    seen = [corner for f in here or features for ring in rings(f["geometry"]) for corner in ring]
    frame = _Frame([*seen, (point.longitude, point.latitude)])
    x, y = frame.place(point.longitude, point.latitude)
    return Sketch(
        shapes=tuple(shape for shape in (_shape(f, frame, here=f in here) for f in features) if shape),
        x=x,
        y=y,
        radius=round((accuracy or 0) * frame.units_per_metre, 1),
    )


def rings(geometry: Mapping[str, Any]) -> Iterator[Sequence[Sequence[float]]]:
    """All rings of a GeoJSON Polygon or MultiPolygon, as corners (longitude, latitude)."""
    polygons = [geometry["coordinates"]] if geometry["type"] == "Polygon" else geometry["coordinates"]
    for polygon in polygons:
        yield from polygon


class _Frame:
    """From degrees to units: what must be seen, in the middle, as large as it can be."""

    def __init__(self, corners: Iterable[Sequence[float]]) -> None:
        longitudes, latitudes = zip(*((corner[0], corner[1]) for corner in corners), strict=True)
        self._middle = ((min(longitudes) + max(longitudes)) / 2, (min(latitudes) + max(latitudes)) / 2)
        self._squeeze = cos(radians(self._middle[1]))
        across = (max(longitudes) - min(longitudes)) * METRES_PER_DEGREE * self._squeeze
        along = (max(latitudes) - min(latitudes)) * METRES_PER_DEGREE
        self.units_per_metre = (1 - 2 * MARGIN) * min(WIDTH / max(across, LEAST_M), HEIGHT / max(along, LEAST_M))

    def place(self, longitude: float, latitude: float) -> tuple[float, float]:
        scale = METRES_PER_DEGREE * self.units_per_metre
        x = WIDTH / 2 + (longitude - self._middle[0]) * self._squeeze * scale
        return round(x, 1), round(HEIGHT / 2 - (latitude - self._middle[1]) * scale, 1)


def _shape(feature: Mapping[str, Any], frame: _Frame, *, here: bool) -> Shape | None:
    """The outline in units; None when all of it lies outside the drawing."""
    drawn = [[frame.place(corner[0], corner[1]) for corner in ring] for ring in rings(feature["geometry"])]
    corners = [corner for ring in drawn for corner in ring]
    left, right = max(min(x for x, _ in corners), 0), min(max(x for x, _ in corners), WIDTH)
    top, bottom = max(min(y for _, y in corners), 0), min(max(y for _, y in corners), HEIGHT)
    if left >= right or top >= bottom:
        return None
    path = " ".join("M" + " L".join(f"{x:g} {y:g}" for x, y in ring) + " Z" for ring in drawn)
    name = feature["properties"]["name"]
    # In the middle of what is seen of it, and never cut off by the edge.
    half = min(WIDTH / 2, len(name) * LETTER / 2 + 4)
    x = min(max((left + right) / 2, half), WIDTH - half)
    y = min(max((top + bottom) / 2, 14), HEIGHT - 6)
    return Shape(name=name, path=path, x=round(x, 1), y=round(y, 1), here=here)
