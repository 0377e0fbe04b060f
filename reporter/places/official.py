"""Official outlines in place of the drawn ones: matches features to neighbourhoods by name, rewrites the file."""

from __future__ import annotations

import json
import os
import shutil
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from reporter.base.territory import Fault, TerritoryFault, stop_at
from reporter.base.words import fold
from reporter.places.facts import FILE as FACTS_FILE
from reporter.places.facts import Facts, read_facts
from reporter.places.geojson import Area, read_areas
from reporter.places.landmarks import FILE as LANDMARKS_FILE
from reporter.places.outlines import FILE
from reporter.places.reading import load


@dataclass(frozen=True, kw_only=True)
class Imported:
    """What an import did: slugs replaced, slugs kept as they were, names in the file that no neighbourhood has."""

    replaced: tuple[str, ...]
    kept: tuple[str, ...]
    unknown: tuple[str, ...]


def import_outlines(file: Path, *, name_field: str, kind: str, folder: Path) -> Imported:
    """Puts the areas of a GeoJSON file in place of the neighbourhoods' outlines of that kind ("core" or "wide").

    name_field: the property that holds the name; it is compared with names and `also` of territory.toml without
    accents or punctuation. Several features of one name become one outline. Nothing is written when nothing matches,
    or when the result would not load: raises TerritoryFault.
    """
    faults: list[Fault] = []
    facts = read_facts(folder, faults)
    current = read_areas(folder / FILE, faults)
    official = read_areas(file, faults)
    by_name = _by_name(facts)
    polygons: defaultdict[str, list[Any]] = defaultdict(list)
    unknown: dict[str, None] = {}
    for area in official:
        name = area.properties.get(name_field)
        if not isinstance(name, str):
            faults.append(Fault(str(file), area.line, f"the feature has no text {name_field!r}"))
        elif slug := by_name.get(fold(name)):
            polygons[slug] += _polygons(area.geometry)
        else:
            unknown[name] = None
    if not faults and not polygons:
        known = ", ".join(named.name for named in facts.neighbourhoods)
        faults.append(Fault(str(file), 1, f"no {name_field!r} is the name of a neighbourhood; known are {known}"))
    stop_at(faults)
    _write(folder, [_renewed(area, kind, polygons, file.name) for area in current])
    slugs = [named.slug for named in facts.neighbourhoods]
    return Imported(
        replaced=tuple(slug for slug in slugs if slug in polygons),
        kept=tuple(slug for slug in slugs if slug not in polygons),
        unknown=tuple(unknown),
    )


def _by_name(facts: Facts) -> dict[str, str]:
    return {fold(name): named.slug for named in facts.neighbourhoods for name in (named.name, *named.also)}


def _polygons(geometry: Mapping[str, Any]) -> list[Any]:
    coordinates = geometry["coordinates"]
    return [coordinates] if geometry["type"] == "Polygon" else list(coordinates)


def _renewed(area: Area, kind: str, polygons: Mapping[str, list[Any]], basis: str) -> dict[str, Any]:
    properties, geometry = dict(area.properties), dict(area.geometry)
    slug = str(properties.get("neighbourhood"))
    if properties.get("outline") == kind and slug in polygons:
        parts = polygons[slug]
        properties["basis"] = basis
        geometry = (
            {"type": "Polygon", "coordinates": parts[0]}
            if len(parts) == 1
            else {"type": "MultiPolygon", "coordinates": parts}
        )
    return {"type": "Feature", "properties": properties, "geometry": geometry}


def _write(folder: Path, features: list[dict[str, Any]]) -> None:
    """Replaces the folder's outlines, one feature a line, once a trial of them has loaded. Raises TerritoryFault."""
    lines = ",\n".join(json.dumps(feature, ensure_ascii=False) for feature in features)
    with TemporaryDirectory() as scratch:
        trial = Path(scratch)
        for name in (FACTS_FILE, LANDMARKS_FILE):
            shutil.copy(folder / name, trial / name)
        (trial / FILE).write_text(f'{{"type": "FeatureCollection", "features": [\n{lines}\n]}}\n', encoding="utf-8")
        try:
            load(trial)
        except TerritoryFault as refused:
            # The trial's folder is gone when this is read: the real one is meant.
            raise TerritoryFault(
                Fault(str(folder / Path(fault.file).name), fault.line, fault.message) for fault in refused.faults
            ) from refused
        draft = folder / f"{FILE}.new"
        shutil.copy(trial / FILE, draft)
        os.replace(draft, folder / FILE)
