"""What is built once at start and found with `current(...)`: the territory's data, the album, the post office."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from flask import Flask

from reporter.base.current import install
from reporter.base.settings import Settings
from reporter.base.territory import Fault, TerritoryFault, stop_at
from reporter.base.wakeups import Bell, open_bell
from reporter.categories.rules import Catalogue
from reporter.mail.actions import Resting
from reporter.mail.transport import PostOffice, open_office
from reporter.partners.rules import Directory
from reporter.photos.album import Album
from reporter.places.gazetteer import Gazetteer
from reporter.places.geocoder import Geocoder
from reporter.routing.rules import Rulebook

# Read from the territory's folder: each has `load(folder)`.
TERRITORY_PARTS: tuple[type[Any], ...] = (Gazetteer, Catalogue, Directory, Rulebook)


def install_all(app: Flask, settings: Settings) -> None:
    """Reads the territory and opens the doors. Raises TerritoryFault with every fault of the town's data."""
    for part in read_territory(settings.territory):
        install(app, part)
    install(app, Geocoder(settings, app.extensions[Gazetteer]))  # type: ignore[index]
    install(app, Album.open(settings))
    install(app, open_office(settings), PostOffice)
    install(app, Resting())
    install(app, open_bell(settings), Bell)


def read_territory(folder: Path) -> list[Any]:
    """One value of each of TERRITORY_PARTS. Raises TerritoryFault with the faults of all of them together."""
    faults: list[Fault] = []
    values = []
    for part in TERRITORY_PARTS:
        try:
            values.append(part.load(folder))
        except TerritoryFault as fault:
            faults += fault.faults
    stop_at(faults)
    return values
