"""`territory check` and `territory import-neighbourhoods`: the town's data, seen whole."""

from __future__ import annotations

from pathlib import Path
from typing import NoReturn

import click
from flask.cli import AppGroup

from reporter.base.current import current
from reporter.base.settings import Settings
from reporter.base.territory import TerritoryFault
from reporter.places.official import import_outlines
from reporter.web.parts import read_territory

group = AppGroup("territory", help="The town's data: its outlines, names, categories, partners and rules.")


@group.command("check")
@click.argument(
    "folder", metavar="[DIR]", required=False, type=click.Path(path_type=Path, exists=True, file_okay=False)
)
def check(folder: Path | None) -> None:
    """Names every fault with its file and line; DIR is another town's folder. Ends with 1 when there is one.

    With faults in the town that is set (TERRITORY) no command can start: then each of them says the same.
    """
    folder = folder or current(Settings).territory
    try:
        read_territory(folder)
    except TerritoryFault as fault:
        _refuse(fault)
    click.echo(f"{folder}: no fault found")


@group.command("import-neighbourhoods")
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--name-field", required=True, help="The property that holds the neighbourhood's name.")
@click.option("--outline", "kind", type=click.Choice(["core", "wide"]), default="core", show_default=True)
def import_neighbourhoods(file: Path, name_field: str, kind: str) -> None:
    """Puts the outlines of an official GeoJSON FILE (WGS 84) in place of the drawn ones. Restart afterwards."""
    try:
        done = import_outlines(file, name_field=name_field, kind=kind, folder=current(Settings).territory)
    except TerritoryFault as fault:
        _refuse(fault)
    click.echo(f"replaced: {', '.join(done.replaced)}")
    click.echo(f"kept as drawn: {', '.join(done.kept) or 'none'}")
    click.echo(f"in the file, but no neighbourhood of ours: {', '.join(done.unknown) or 'none'}")


def _refuse(refused: TerritoryFault) -> NoReturn:
    for fault in refused.faults:
        click.echo(str(fault))
    raise SystemExit(1)
