"""What is built once at start and found with `current(...)`: the territory's data, the album, the post office."""

from __future__ import annotations

from typing import Any

from flask import Flask

from reporter.base.current import install
from reporter.base.settings import Settings
from reporter.base.territory import Fault, TerritoryFault, stop_at
from reporter.categories.rules import Catalogue
from reporter.partners.rules import Directory
from reporter.photos.album import Album
from reporter.routing.rules import Rulebook

# Read from the territory's folder: each has `load(folder)`.
TERRITORY_PARTS: tuple[type[Any], ...] = (Catalogue, Directory, Rulebook)


def install_all(app: Flask, settings: Settings) -> None:
    """Reads the territory and opens the doors. Raises TerritoryFault with every fault of the town's data."""
    _install_territory(app, settings)
    install(app, Album.open(settings))


def _install_territory(app: Flask, settings: Settings) -> None:
    faults: list[Fault] = []
    for part in TERRITORY_PARTS:
        try:
            install(app, part.load(settings.territory))
        except TerritoryFault as fault:
            faults += fault.faults
    stop_at(faults)
