"""What is built once at start and found with `current(...)`: the territory's data, the album, the post office."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from flask import Flask

from reporter.base.current import install
from reporter.base.settings import Settings
from reporter.base.territory import Fault, TerritoryFault, stop_at
from reporter.base.wakeups import Bell, open_bell
from reporter.categories import reading as categories
from reporter.mail.actions import Resting
from reporter.mail.transport import PostOffice, open_office
from reporter.partners import reading as partners
from reporter.photos.album import Album
from reporter.places import reading as places
from reporter.places.gazetteer import Gazetteer
from reporter.places.geocoder import Geocoder
from reporter.routing import reading as routing

# Each reads its part of the territory's folder.
TERRITORY_PARTS: tuple[Callable[[Path], object], ...] = (places.load, categories.load, partners.load, routing.load)


def install_all(app: Flask, settings: Settings) -> None:
    """Reads the territory and opens the doors. Raises TerritoryFault with every fault of the town's data."""
    for part in read_territory(settings.territory):
        install(app, part)
    install(app, Geocoder(settings, app.extensions[Gazetteer]))  # type: ignore[index]
    install(app, Album.open(settings))
    install(app, open_office(settings), PostOffice)
    install(app, Resting())
    install(app, open_bell(settings), Bell)


def read_territory(folder: Path) -> list[object]:
    """The gazetteer, categories, partners and rules of a territory. Raises TerritoryFault with the faults of all."""
    faults: list[Fault] = []
    values: list[object] = []
    for load in TERRITORY_PARTS:
        try:
            values.append(load(folder))
        except TerritoryFault as fault:
            faults += fault.faults
    stop_at(faults)
    return values
