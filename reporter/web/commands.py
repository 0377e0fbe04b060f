"""`worker`: sends, forwards and fills in, until it is told to stop."""

from __future__ import annotations

import click
from flask import Flask, current_app
from flask.cli import with_appcontext

from reporter.web import worker as work


@click.command("worker")
@click.option(
    "--with-parent", type=int, metavar="PID", help="End as well when this process, which started it, is gone."
)
@with_appcontext
def worker(with_parent: int | None) -> None:
    """Does what is due until Ctrl-C or SIGTERM: mails, forwards, digests, addresses. Several may run at once."""
    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]
    work.run(app, with_parent=with_parent)
