"""`mail deliver`: sends what is due, once, without the worker."""

from __future__ import annotations

import click
from flask.cli import AppGroup

from reporter.base import clock
from reporter.mail import actions

group = AppGroup("mail", help="The outbox.")


@group.command("deliver")
def deliver() -> None:
    """Sends all mail whose time has come, and says how many were taken."""
    click.echo(f"{actions.deliver(clock.now())} sent")
