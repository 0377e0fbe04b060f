"""The rooms that have pages or commands. Delete a room's folder and its line here, and the feature is gone."""

from __future__ import annotations

from click import Command
from flask import Flask

from reporter.accounts import cli as accounts_cli
from reporter.accounts import views as accounts
from reporter.board import api as board
from reporter.demo import cli as demo_cli
from reporter.digests import cli as digests_cli
from reporter.digests import views as digests
from reporter.forwarding import cli as forwarding_cli
from reporter.forwarding import views as forwarding
from reporter.intake import views as intake
from reporter.mail import cli as mail_cli
from reporter.partners import views as partners
from reporter.places import cli as places_cli
from reporter.places import views as places
from reporter.tracking import views as tracking
from reporter.triage import views as triage
from reporter.web import commands, pages, serving, territory_commands

BLUEPRINTS = (
    pages.bp,
    places.bp,
    intake.bp,
    tracking.bp,
    board.bp,
    partners.bp,
    forwarding.bp,
    digests.bp,
    accounts.bp,
    triage.bp,
)
COMMANDS: tuple[Command, ...] = (
    serving.serve,
    commands.worker,
    mail_cli.group,
    forwarding_cli.group,
    digests_cli.group,
    demo_cli.group,
    accounts_cli.group,
    places_cli.group,
    territory_commands.group,
)


def register(app: Flask) -> None:
    """Adds every room's pages and command groups to the application."""
    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)
    for group in COMMANDS:
        app.cli.add_command(group)
