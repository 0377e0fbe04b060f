"""`forward run`: moves what is due on its way, once, without the worker."""

from __future__ import annotations

import click
from flask.cli import AppGroup

from reporter.base import clock
from reporter.forwarding import actions

group = AppGroup("forward", help="Reports on their way to partners.")


@group.command("run")
def run() -> None:
    """Moves every forward whose time has come, and says how many. Mails wait in the outbox for `mail deliver`."""
    click.echo(f"{actions.run(clock.now())} moved")
