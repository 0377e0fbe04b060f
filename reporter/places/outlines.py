"""neighbourhoods.geojson: the neighbourhoods' core and wide outlines, the town's and the Agglo's."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from reporter.base.territory import Fault
from reporter.places.facts import FILE as FACTS_FILE
from reporter.places.facts import Facts, Named
from reporter.places.geojson import Area, read_areas
from reporter.places.landmarks import FILE as LANDMARKS_FILE
from reporter.places.landmarks import Landmark
from reporter.places.polygons import Outline
from reporter.places.rules import Coordinates, Neighbourhood, distance

FILE = "neighbourhoods.geojson"
KINDS = ("core", "wide", "town", "agglo")


@dataclass(frozen=True, kw_only=True)
class Outlines:
    """Every outline of a territory. `cores` and `wides` by slug; `geometries` are the cores as GeoJSON."""

    cores: Mapping[str, Outline]
    wides: Mapping[str, Outline]
    geometries: Mapping[str, Mapping[str, Any]]
    lines: Mapping[str, int]
    town: Outline
    agglo: Outline

    def neighbourhood(self, named: Named) -> Neighbourhood:
        """The value that the rest of the program knows, with its inner point and radius."""
        x, y = self.cores[named.slug].inner_point()
        inner = Coordinates(latitude=y, longitude=x)
        corners = [corner for ring in self.wides[named.slug].rings for corner in ring]
        radius = max(distance(inner, Coordinates(latitude=lat, longitude=lon)) for lon, lat in corners)
        return Neighbourhood(
            slug=named.slug, name=named.name, served=named.served, inner_point=inner, radius=round(radius, 1)
        )

    def check(self, facts: Facts, landmarks: list[Landmark], folder: Path, faults: list[Fault]) -> None:
        """Notes what lies where it cannot: mostly longitude and latitude exchanged."""
        for slug, core in self.cores.items():
            if not self.town.contains(*core.inner_point()):
                faults.append(
                    Fault(str(folder / FILE), self.lines[slug], f"the core of {slug!r} lies outside the town")
                )
        if not self.agglo.contains(*self.town.inner_point()):
            faults.append(Fault(str(folder / FILE), self.lines["town"], "the town lies outside the Agglo"))
        for commune in facts.communes:
            if not self.agglo.contains(commune.centre.longitude, commune.centre.latitude):
                message = f"the centre of {commune.name} lies outside the Agglo's outline"
                faults.append(Fault(str(folder / FACTS_FILE), commune.line, message))
        for landmark in landmarks:
            if landmark.point and not self.agglo.contains(landmark.point.longitude, landmark.point.latitude):
                message = f"{landmark.name!r} lies outside the Agglo: are latitude and longitude in this order?"
                faults.append(Fault(str(folder / LANDMARKS_FILE), landmark.line, message))


def read_outlines(folder: Path, slugs: set[str], faults: list[Fault]) -> Outlines:
    """The folder's outlines; `slugs` are the neighbourhoods that exist. Usable only when no fault was added."""
    path = folder / FILE
    known = len(faults)
    found: dict[tuple[str, str], Area] = {}
    areas = read_areas(path, faults)
    unreadable = len(faults) > known
    for area in areas:
        kind, slug = str(area.properties.get("outline")), str(area.properties.get("neighbourhood") or "")
        message = _fault(kind, slug, slugs)
        if not message and (kind, slug) in found:
            message = f"this outline is already on line {found[kind, slug].line}"
        if message:
            faults.append(Fault(str(path), area.line, message))
        else:
            found[kind, slug] = area
    # What cannot be read is one fault, not another one for the outline that it may be.
    if not unreadable:
        wanted = [(kind, slug) for slug in sorted(slugs) for kind in ("core", "wide")] + [("town", ""), ("agglo", "")]
        for kind, slug in wanted:
            if (kind, slug) not in found:
                faults.append(Fault(str(path), 1, f"there is no {kind} outline{f' of {slug!r}' if slug else ''}"))
    return _outlines(found)


def _fault(kind: str, slug: str, slugs: set[str]) -> str:
    if kind not in KINDS:
        return f'"outline" must be one of {", ".join(KINDS)}, not {kind!r}'
    if kind in ("town", "agglo"):
        return f'a {kind} outline has no "neighbourhood"' if slug else ""
    if slug not in slugs:
        return f"unknown neighbourhood {slug!r}; territory.toml has {', '.join(sorted(slugs)) or 'none'}"
    return ""


def _outlines(found: Mapping[tuple[str, str], Area]) -> Outlines:
    nowhere = Outline([[(0.0, 0.0), (0.0, 0.0)]])
    town, agglo = found.get(("town", "")), found.get(("agglo", ""))
    return Outlines(
        cores={slug: area.outline for (kind, slug), area in found.items() if kind == "core"},
        wides={slug: area.outline for (kind, slug), area in found.items() if kind == "wide"},
        geometries={slug: area.geometry for (kind, slug), area in found.items() if kind == "core"},
        lines={slug or kind: area.line for (kind, slug), area in found.items() if kind != "wide"},
        town=town.outline if town else nowhere,
        agglo=agglo.outline if agglo else nowhere,
    )
