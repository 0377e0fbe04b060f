"""`accounts create`: an agent and a sign-in link, from the server's terminal."""

from __future__ import annotations

import click
from flask.cli import AppGroup

from reporter.accounts import actions
from reporter.accounts.rules import ROLES
from reporter.base import clock
from reporter.base.errors import Invalid

group = AppGroup("accounts", help="Agents and how they sign in.")


@group.command("create")
@click.argument("email")
@click.option("--role", type=click.Choice(ROLES), help="Default: mediator; an agent who is known keeps theirs.")
def create(email: str, role: str | None) -> None:
    """Makes an agent, or takes the one with that address, and prints a link that signs them in once within 24 hours."""
    try:
        click.echo(actions.create(email, role, now=clock.now()))
    except Invalid as refusal:
        raise click.BadParameter(str(refusal)) from refusal
