"""`serve`: makes the installation ready, then runs the web and its worker until either is told to stop."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable
from typing import Any

import click
from flask import Flask, current_app
from flask_migrate import upgrade
from sqlalchemy.exc import OperationalError
from waitress.server import create_server

from reporter.accounts import actions as accounts
from reporter.base import clock
from reporter.base.current import current
from reporter.base.settings import ROOT, Settings
from reporter.demo import queries as demo_queries
from reporter.digests import actions as digests

WEB_THREADS = 8
# A worker that dies is started again, but not in a tight circle.
RESTART_AFTER_S = 2.0
GRACE_S = 15
# Bytes: a handful of photos as telephones make them.
READ_BEYOND = 100_000_000


@click.command("serve")
@click.option("--demo", is_flag=True, help="Fill a demo town first; nothing of it is ever sent.")
def serve(demo: bool) -> None:
    """Migrates, opens the digest's first window, prints the addresses, and serves until Ctrl-C."""
    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]
    settings = current(Settings)
    try:
        prepare(demo=demo)
    except OperationalError as fault:
        # The driver's first line: it names the server, and no password.
        raise click.ClickException(f"the database cannot be used: {str(fault.orig).partition(chr(10))[0]}") from fault
    stopped = threading.Event()
    worker = threading.Thread(target=_keep_worker, args=(stopped,), name="worker's keeper")
    try:
        server = create_server(app, host=settings.host, port=settings.port, threads=WEB_THREADS, **_limits(app))
    except OSError as fault:
        where = f"{settings.host}, port {settings.port}"
        raise click.ClickException(f"cannot listen on {where}: {fault.strerror}; PORT chooses another port") from fault
    worker.start()
    _on_signals(stopped, server.close)
    click.echo(f"\n  {settings.public_url}\n")
    link = accounts.first_link(now=clock.now())
    if link:
        click.echo(f"  Sign in as the first agent (once, within 24 hours):\n  {link}\n")
    try:
        server.run()
    finally:
        stopped.set()
        worker.join()


def _limits(app: Flask) -> dict[str, Any]:
    """Bodies over a few hundred kilobytes wait in a temporary file; slow senders occupy no thread.

    What is too large for the application but not by far is still read: it says so in the reader's words.
    """
    largest = app.config["MAX_CONTENT_LENGTH"] + READ_BEYOND
    return {"max_request_body_size": largest, "inbuf_overflow": 524_288, "channel_timeout": 120, "ident": None}


def prepare(*, demo: bool) -> None:
    """Brings the database up to date, opens the first digest windows, fills the demo town if asked."""
    upgrade()
    digests.open_windows(clock.now())
    if demo:
        from reporter.demo import actions as demo_town

        demo_town.fill(clock.now())
    look_for_demo_reports()


def look_for_demo_reports() -> None:
    """Asks once for all pages: a demo town stays one when it is served again without --demo."""
    current_app.config["DEMO_TOWN"] = demo_queries.is_filled()


def _on_signals(stopped: threading.Event, close: Callable[[], None]) -> None:
    def stop(_number: int, _frame: object) -> None:
        stopped.set()
        close()
        raise SystemExit(0)

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, stop)


def _keep_worker(stopped: threading.Event) -> None:
    """Runs the worker as a process of its own, starts it again when it dies, and ends it with the web."""
    command = [sys.executable, "-m", "flask", "--app", "wsgi", "worker", "--with-parent", str(os.getpid())]
    while not stopped.is_set():
        process = subprocess.Popen(command, cwd=ROOT, env=os.environ, start_new_session=True)  # noqa: S603
        while process.poll() is None and not stopped.wait(0.2):
            pass
        if process.poll() is None:
            process.terminate()
            try:
                process.wait(GRACE_S)
            except subprocess.TimeoutExpired:
                process.kill()
        else:
            stopped.wait(RESTART_AFTER_S)
