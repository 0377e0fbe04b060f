"""Reads a GeoJSON file of areas so that every fault has its line."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from math import isfinite
from pathlib import Path
from typing import Any

from reporter.base.territory import Fault, read_text
from reporter.places.polygons import Outline, Position, Ring

_FEATURES = re.compile(r'"features"\s*:\s*\[')
_BETWEEN = re.compile(r"[\s,]*")


@dataclass(frozen=True, kw_only=True)
class Area:
    """One feature: its properties, its geometry as it was written, its outline, its line in the file."""

    properties: Mapping[str, Any]
    geometry: Mapping[str, Any]
    outline: Outline
    line: int


def read_areas(path: Path, faults: list[Fault]) -> list[Area]:
    """The Polygon and MultiPolygon features of a FeatureCollection; whatever is not one becomes a fault."""
    text = read_text(path, faults)
    if text is None:
        return []
    try:
        collection = json.loads(text)
    except json.JSONDecodeError as error:
        faults.append(Fault(str(path), error.lineno, f"is not JSON: {error.msg}"))
        return []
    except RecursionError:
        faults.append(Fault(str(path), 1, "is not GeoJSON: nested too deeply"))
        return []
    features = collection.get("features") if isinstance(collection, dict) else None
    if not isinstance(features, list) or collection.get("type") != "FeatureCollection":
        faults.append(Fault(str(path), 1, 'is not GeoJSON: must be a "FeatureCollection" with "features"'))
        return []
    areas = []
    for feature, line in zip(features, _lines(text, len(features)), strict=True):
        try:
            areas.append(_area(feature, line))
        except ValueError as error:
            faults.append(Fault(str(path), line, str(error)))
    return areas


def _lines(text: str, count: int) -> list[int]:
    """The line on which each feature begins; 1 where it cannot be told."""
    start = _FEATURES.search(text)
    at = start.end() if start else 0
    decoder = json.JSONDecoder()
    lines: list[int] = []
    while len(lines) < count:
        between = _BETWEEN.match(text, at)
        at = between.end() if between else at
        try:
            _, end = decoder.raw_decode(text, at)
        except json.JSONDecodeError:
            return lines + [1] * (count - len(lines))
        lines.append(text.count("\n", 0, at) + 1)
        at = end
    return lines


def _area(feature: Any, line: int) -> Area:
    if not isinstance(feature, dict) or not isinstance(feature.get("geometry"), dict):
        raise ValueError('each feature must be an object with "properties" and a "geometry"')
    properties, geometry = feature.get("properties"), feature["geometry"]
    if not isinstance(properties, dict):
        raise ValueError('the feature has no "properties"')
    kind, coordinates = geometry.get("type"), geometry.get("coordinates")
    if kind not in ("Polygon", "MultiPolygon") or not isinstance(coordinates, list) or not coordinates:
        raise ValueError(f"the geometry must be a Polygon or a MultiPolygon, not {kind!r}")
    polygons = [coordinates] if kind == "Polygon" else coordinates
    if not all(isinstance(polygon, list) and polygon for polygon in polygons):
        raise ValueError("each polygon must be a list of rings")
    outline = Outline([_ring(ring) for polygon in polygons for ring in polygon])
    return Area(properties=properties, geometry=geometry, outline=outline, line=line)


def _ring(ring: Any) -> Ring:
    if not isinstance(ring, list) or len(ring) < 4:
        raise ValueError("a ring needs at least four positions")
    positions = [_position(position) for position in ring]
    if positions[0] != positions[-1]:
        raise ValueError("a ring must end where it begins")
    if len(set(positions)) < 3 or len({x for x, _ in positions}) < 2 or len({y for _, y in positions}) < 2:
        raise ValueError("a ring must enclose an area")
    return positions


def _position(position: Any) -> Position:
    numbers = position[:2] if isinstance(position, list) else []
    if len(numbers) < 2 or any(isinstance(n, bool) or not isinstance(n, int | float) for n in numbers):
        raise ValueError(f"a position must be [longitude, latitude], not {position!r}")
    x, y = float(numbers[0]), float(numbers[1])
    if not (isfinite(x) and isfinite(y) and -180 <= x <= 180 and -90 <= y <= 90):
        raise ValueError(f"a position must be [longitude, latitude] in degrees, not {position!r}")
    return x, y
