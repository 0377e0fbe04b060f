"""`digests send`: closes a window now, without the worker."""

from __future__ import annotations

from datetime import datetime

import click
from flask.cli import AppGroup

from reporter.base import clock
from reporter.digests import actions
from reporter.digests.links import recipients
from reporter.digests.rules import next_scheduled
from reporter.mail.actions import deliver
from reporter.partners.rules import Partner

group = AppGroup("digests", help="The partners' daily mail.")


def _moment(_context: object, _option: object, text: str | None) -> datetime | None:
    try:
        moment = clock.parse(text) if text else None
    except ValueError as fault:
        raise click.BadParameter("not a moment; write it like 2026-11-23T07:00") from fault
    if moment and moment > clock.now():
        raise click.BadParameter("this moment is still to come; a window ends now at the latest")
    return moment


def _partner(_context: object, _option: object, slug: str | None) -> Partner | None:
    if slug is None:
        return None
    known = {partner.slug: partner for partner in recipients()}
    if slug not in known:
        raise click.BadParameter(f"no such partner gets digests; these do: {', '.join(known) or 'none'}")
    return known[slug]


@group.command("send")
@click.option("--partner", metavar="SLUG", callback=_partner, help="Only this one.")
@click.option("--now", "end", metavar="ISO", callback=_moment, help="The window's end; default: the last working 7:00.")
def send(partner: Partner | None, end: datetime | None) -> None:
    """Closes the window and sends its mail at once; a window that was closed before is not sent again."""
    now = clock.now()
    actions.open_windows(now)
    outcomes = actions.send(now=now, end=end, partner=partner)
    for outcome in outcomes:
        click.echo(f"{outcome.partner}: {_words(outcome, now)}")
    if any(outcome.ending == "sent" for outcome in outcomes):
        deliver(clock.now())
    if any(outcome.ending == "failed" for outcome in outcomes):
        raise click.ClickException("not every digest could be written; the log names the kind of fault")


def _words(outcome: actions.Outcome, now: datetime) -> str:
    end = outcome.end.astimezone(clock.PARIS).isoformat(timespec="minutes")
    following = next_scheduled(now).astimezone(clock.PARIS).isoformat(timespec="minutes")
    return {
        "sent": f"sent, window until {end}, reports: {outcome.reports}",
        "quiet": f"nothing new until {end}; the next one is due at {following}",
        "done": f"nothing to send: windows are closed up to {end} or later; the next one is due at {following}",
        "stopped": "unsubscribed",
        "failed": "could not be written; it is tried again at the next run",
    }[outcome.ending]
