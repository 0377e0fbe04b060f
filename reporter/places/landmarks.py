"""landmarks.csv: points that people name, and streets of which only the quarter is known."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from pathlib import Path

from reporter.base.errors import Invalid
from reporter.base.territory import Fault, read_text
from reporter.base.words import fold
from reporter.places.rules import Coordinates

FILE = "landmarks.csv"
COLUMNS = ["name", "kind", "address", "latitude", "longitude", "neighbourhood", "also", "source"]
KINDS = ("street", "address", "place", "school", "health", "service", "housing")


@dataclass(frozen=True, kw_only=True)
class Landmark:
    """A name that can be searched. Without a point it has the slug of its neighbourhood."""

    name: str
    kind: str
    address: str
    point: Coordinates | None
    neighbourhood: str
    also: tuple[str, ...]
    line: int


def read_landmarks(folder: Path, slugs: set[str], faults: list[Fault]) -> list[Landmark]:
    """The folder's landmarks; `slugs` are the neighbourhoods that exist. Faulty lines are left out and noted."""
    path = folder / FILE
    text = read_text(path, faults)
    if text is None:
        return []
    reader = csv.reader(text.splitlines(keepends=True), strict=True)
    found: list[Landmark] = []
    lines: dict[str, int] = {}
    try:
        if next(reader, None) != COLUMNS:
            faults.append(Fault(str(path), 1, f"the first line must be {','.join(COLUMNS)}"))
            return []
        for row in reader:
            try:
                landmark = _landmark(row, reader.line_num, slugs)
                first = lines.setdefault(f"{landmark.kind} {fold(landmark.name)}", landmark.line)
                if first != landmark.line:
                    raise ValueError(f"{landmark.name!r} is already on line {first}")
                found.append(landmark)
            except ValueError as error:
                faults.append(Fault(str(path), reader.line_num, str(error)))
    except csv.Error as error:
        faults.append(Fault(str(path), reader.line_num, f"is not CSV: {error}"))
    return found


def _landmark(row: list[str], line: int, slugs: set[str]) -> Landmark:
    if len(row) != len(COLUMNS):
        raise ValueError(f"must have {len(COLUMNS)} columns, not {len(row)}")
    name, kind, address, latitude, longitude, neighbourhood, also, _source = (cell.strip() for cell in row)
    if not fold(name):
        raise ValueError("the name must not be empty")
    if kind not in KINDS:
        raise ValueError(f"unknown kind {kind!r}; known are {', '.join(KINDS)}")
    if neighbourhood and neighbourhood not in slugs:
        raise ValueError(f"unknown neighbourhood {neighbourhood!r}; known are {', '.join(sorted(slugs))}")
    point = _point(latitude, longitude) if latitude or longitude else None
    if point is None and not neighbourhood:
        raise ValueError("needs latitude and longitude, or else a neighbourhood")
    if point and neighbourhood:
        raise ValueError("has a point, which tells its neighbourhood: leave that column empty")
    others = tuple(other.strip() for other in also.split("|") if other.strip())
    return Landmark(
        name=name, kind=kind, address=address, point=point, neighbourhood=neighbourhood, also=others, line=line
    )


def _point(latitude: str, longitude: str) -> Coordinates:
    try:
        return Coordinates(latitude=float(latitude), longitude=float(longitude))
    except (ValueError, Invalid):
        raise ValueError(f"{latitude!r}, {longitude!r} is not a latitude and a longitude in degrees") from None
