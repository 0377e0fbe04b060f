"""Reports in the town, written as intake writes them, and partners who can be reached by e-mail."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from flask import Flask

from reporter.base.current import current, install
from reporter.base.db import transaction
from reporter.partners.rules import Directory
from reporter.places.rules import Coordinates, Place
from reporter.reports.models import Report
from reporter.reports.rules import NewReport, PhotoRef
from reporter.reports.writes import record
from reporter.routing.rules import Choice, Decision

# A Monday, half past nine in Paris.
NOW = datetime(2026, 11, 23, 8, 30, tzinfo=UTC)
OZANAM = Coordinates(latitude=43.2174, longitude=2.3715)
PLACE = Place(coordinates=OZANAM, neighbourhood=None, zone="town", commune="Carcassonne", address="3 rue des Lices")
VILLE = Choice(partner="ville", role="lead", rule="7 · dans la rue : la Ville")
REGIE = Choice(partner="regie", role="lead", rule="6 · dans une résidence : la Régie de quartiers")
COVALDEM = Choice(partner="covaldem", role="lead", rule="5 · bac ou colonne : Covaldem 11")
AGGLO = Choice(partner="agglo", role="informed", rule="A · toujours : l’Agglo")
TO_VILLE = Decision(lead=VILLE, informed=(AGGLO,))
TO_REGIE = Decision(lead=REGIE, informed=(AGGLO,))
TO_COVALDEM = Decision(lead=COVALDEM, informed=(AGGLO,))

MakeReport = Callable[..., Report]


def write_report(*, photos: tuple[PhotoRef, ...] = (), **changes: object) -> Report:
    """Writes a report inside the caller's transaction; a test changes what it wants."""
    plain = {
        "category": "bulky", "setting": "street", "details": "Un canapé & <deux> matelas", "accuracy": 12.0,
        "location_source": "gps", "urgent": False, "due_at": None, "held_until": None, "language": "fr",
        "source": "web", "place": PLACE, "phone": "06 00 00 00 99", "email": "habitante@example.org",
        "photos": photos,
    }  # fmt: skip
    return record(NewReport(**{**plain, **changes}), now=NOW)  # type: ignore[arg-type]


@pytest.fixture
def make_report(app: Flask) -> MakeReport:
    """Makes a report that is already in the database."""

    def make(**changes: object) -> Report:
        with transaction():
            return write_report(**changes)  # type: ignore[arg-type]

    return make


@pytest.fixture
def with_emails(app: Flask) -> None:
    """The town after it has filled in e-mail addresses of the City, of Covaldem and of the Régie."""
    set_partner(app, "ville", email="proprete@ville.example")
    set_partner(app, "covaldem", email="collecte@covaldem.example")
    set_partner(app, "regie", email="equipe@regie.example")


def set_partner(app: Flask, slug: str, **changes: object) -> None:
    """Changes what the territory says of one partner, for this test's application."""
    directory = current(Directory)
    partners = tuple(replace(p, **changes) if p.slug == slug else p for p in directory)  # type: ignore[arg-type]
    install(app, replace(directory, partners=partners))
