"""Reads the town's places: `territory.toml`, `neighbourhoods.geojson` and `landmarks.csv`, held against each other."""

from __future__ import annotations

from pathlib import Path

from reporter.base.territory import Fault, stop_at
from reporter.places.facts import read_facts
from reporter.places.gazetteer import Gazetteer
from reporter.places.landmarks import read_landmarks
from reporter.places.outlines import read_outlines


def load(folder: Path) -> Gazetteer:
    """The gazetteer of a territory's folder. Raises TerritoryFault with every fault of its three files."""
    faults: list[Fault] = []
    facts = read_facts(folder, faults)
    slugs = {named.slug for named in facts.neighbourhoods}
    outlines = read_outlines(folder, slugs, faults)
    landmarks = read_landmarks(folder, slugs, faults)
    stop_at(faults)
    outlines.check(facts, landmarks, folder, faults)
    stop_at(faults)
    return Gazetteer(facts, outlines, landmarks)
