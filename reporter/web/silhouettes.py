"""The outline of a neighbourhood as a small picture: GeoJSON in, the path of an SVG out."""

from __future__ import annotations

from collections.abc import Iterator
from math import cos, radians
from typing import Any

BOX = 96
MARGIN = 4


def path(geometry: dict[str, Any]) -> str:
    """The `d` of an SVG path in a box of 96 by 96: a GeoJSON Polygon or MultiPolygon, north up, as large as it fits."""
    rings = [[(longitude, latitude) for longitude, latitude, *_ in ring] for ring in _rings(geometry)]
    points = [point for ring in rings for point in ring]
    west, east = min(x for x, _ in points), max(x for x, _ in points)
    south, north = min(y for _, y in points), max(y for _, y in points)
    # A degree of longitude is shorter than one of latitude, by the cosine.
    narrow = cos(radians((south + north) / 2))
    scale = (BOX - 2 * MARGIN) / (max((east - west) * narrow, north - south) or 1)
    left = (BOX - (east - west) * narrow * scale) / 2
    top = (BOX - (north - south) * scale) / 2
    return "".join(
        "M"
        + "L".join(f"{left + (x - west) * narrow * scale:.1f} {top + (north - y) * scale:.1f}" for x, y in ring)
        + "Z"
        for ring in rings
    )


def _rings(geometry: dict[str, Any]) -> Iterator[list[list[float]]]:
    polygons = geometry["coordinates"] if geometry["type"] == "MultiPolygon" else [geometry["coordinates"]]
    for polygon in polygons:
        yield from polygon
