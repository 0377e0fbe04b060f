"""The one index of space: a whole number that interleaves the Web-Mercator tile x and y at zoom 26 (52 bits).

A map tile z/x/y is a contiguous range of it; clusters are `GROUP BY quadkey >> k`; "nearby" is the ranges of the
neighbouring cells, then an exact distance.
"""

from __future__ import annotations

from collections.abc import Iterator
from math import asinh, atan, cos, degrees, pi, radians, sinh, tan

ZOOM = 26
EARTH_CIRCUMFERENCE_M = 40_075_016.686
# Web Mercator ends there.
MAX_LATITUDE = 85.05112878


def tile(*, latitude: float, longitude: float, zoom: int = ZOOM) -> tuple[int, int]:
    """Tile x, y at `zoom` that holds the point (degrees, WGS 84)."""
    size = 1 << zoom
    latitude = max(-MAX_LATITUDE, min(MAX_LATITUDE, latitude))
    x = int((longitude + 180) / 360 * size)
    y = int((1 - asinh(tan(radians(latitude))) / pi) / 2 * size)
    return min(max(x, 0), size - 1), min(max(y, 0), size - 1)


def corner(*, x: int, y: int, zoom: int) -> tuple[float, float]:
    """Latitude and longitude (degrees) of a tile's north-west corner."""
    size = 1 << zoom
    return degrees(atan(sinh(pi * (1 - 2 * y / size)))), x / size * 360 - 180


def encode(*, latitude: float, longitude: float) -> int:
    """The quadkey of a point (degrees, WGS 84)."""
    x, y = tile(latitude=latitude, longitude=longitude)
    return _spread(x) | _spread(y) << 1


def decode(quadkey: int) -> tuple[float, float]:
    """Latitude and longitude (degrees) of the middle of a quadkey's cell, some 40 cm wide."""
    size = 1 << ZOOM
    x, y = _gather(quadkey) + 0.5, _gather(quadkey >> 1) + 0.5
    return degrees(atan(sinh(pi * (1 - 2 * y / size)))), x / size * 360 - 180


def tile_range(*, zoom: int, x: int, y: int) -> tuple[int, int]:
    """First and last quadkey inside a map tile, both included."""
    shift = 2 * (ZOOM - zoom)
    first = (_spread(x) | _spread(y) << 1) << shift
    return first, first + (1 << shift) - 1


def nearby_ranges(*, latitude: float, longitude: float, metres: float) -> Iterator[tuple[int, int]]:
    """Ranges of quadkeys that together cover the circle: nine cells at least as wide as its radius."""
    cell_at = EARTH_CIRCUMFERENCE_M * cos(radians(latitude))
    zoom = ZOOM
    while zoom > 0 and cell_at / (1 << zoom) < metres:
        zoom -= 1
    x, y = tile(latitude=latitude, longitude=longitude, zoom=zoom)
    last = (1 << zoom) - 1
    for near_x in (x - 1, x, x + 1):
        for near_y in (y - 1, y, y + 1):
            if 0 <= near_x <= last and 0 <= near_y <= last:
                yield tile_range(zoom=zoom, x=near_x, y=near_y)


def _spread(number: int) -> int:
    """Puts a zero between each two bits of a 26-bit number."""
    number = (number | number << 16) & 0x0000FFFF0000FFFF
    number = (number | number << 8) & 0x00FF00FF00FF00FF
    number = (number | number << 4) & 0x0F0F0F0F0F0F0F0F
    number = (number | number << 2) & 0x3333333333333333
    return (number | number << 1) & 0x5555555555555555


def _gather(number: int) -> int:
    """Takes every other bit, the undoing of `_spread`."""
    number &= 0x5555555555555555
    number = (number | number >> 1) & 0x3333333333333333
    number = (number | number >> 2) & 0x0F0F0F0F0F0F0F0F
    number = (number | number >> 4) & 0x00FF00FF00FF00FF
    number = (number | number >> 8) & 0x0000FFFF0000FFFF
    return (number | number >> 16) & 0x00000000FFFFFFFF
