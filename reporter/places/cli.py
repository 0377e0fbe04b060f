"""`places locate LAT LON` and `places search TEXT`: what the API says, from the terminal."""

from __future__ import annotations

import json
from typing import Any

import click
from flask.cli import AppGroup

from reporter.base.current import current
from reporter.base.errors import Invalid
from reporter.places.gazetteer import Gazetteer
from reporter.places.geocoder import Geocoder
from reporter.places.rules import Coordinates
from reporter.places.shapes import found_json, place_json

group = AppGroup("places", help="Where a point lies, and where a name is.")


# A longitude west of Greenwich begins with a minus and is no option.
@group.command("locate", context_settings={"ignore_unknown_options": True})
@click.argument("latitude", type=float)
@click.argument("longitude", type=float)
def locate(latitude: float, longitude: float) -> None:
    """Neighbourhood, zone and commune of a point in degrees, as JSON."""
    try:
        point = Coordinates(latitude=latitude, longitude=longitude)
    except Invalid as error:
        raise click.BadParameter(f"{error.field} is out of range", param_hint=error.field) from error
    _print(place_json(current(Gazetteer).locate(point)))


@group.command("search")
@click.argument("text")
def search(text: str) -> None:
    """Places of that name or address, best first, as JSON."""
    _print([found_json(found) for found in current(Geocoder).search(text)])


def _print(value: Any) -> None:
    click.echo(json.dumps(value, ensure_ascii=False, indent=2))
