"""`demo fill`: a town with something to show."""

from __future__ import annotations

import click
from flask.cli import AppGroup

from reporter.base import clock
from reporter.demo import actions

group = AppGroup("demo", help="A demo town; nothing of it is ever sent.")


@group.command("fill")
def fill() -> None:
    """Writes 300 reports over the last 90 days with photos drawn by the program. Safe to run again."""
    click.echo(f"{actions.fill(clock.now())} demo reports written")
