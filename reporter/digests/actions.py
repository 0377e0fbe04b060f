"""Exactly one mail per partner and window; and a partner who wants none."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

import structlog
from sqlalchemy.exc import IntegrityError

from reporter.accounts.queries import coordinator_addresses
from reporter.base import clock
from reporter.base.current import current
from reporter.base.db import end_read, session, transaction
from reporter.base.errors import Invalid, Refusal
from reporter.base.words import N_
from reporter.digests import emails, queries, writes
from reporter.digests.links import recipients
from reporter.digests.rules import (
    MOST_PICTURE_BYTES,
    MOST_PICTURES,
    Line,
    Window,
    is_news,
    last_scheduled,
    must_send,
)
from reporter.mail.rules import Inline
from reporter.mail.writes import put
from reporter.partners.rules import Partner
from reporter.photos.album import Album

log = structlog.get_logger()

# sent: a mail waits in the outbox. quiet: nothing to say. done: that window, or a later one, was closed before.
# stopped: the address wants no digests. failed: nothing was written; the next run tries again.
Ending = Literal["sent", "quiet", "done", "stopped", "failed"]
# An author who takes a report back while the mail is written has it written again.
TRIES = 5


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """What became of one partner's window."""

    partner: str
    end: datetime
    ending: Ending
    reports: int = 0


def open_windows(now: datetime) -> None:
    """At installation, and when a partner is new: the first window begins. Those that have begun stay."""
    new = [partner.slug for partner in recipients() if queries.last_end(partner.slug) is None]
    if new:
        with transaction():
            for slug in new:
                if queries.last_end(slug) is None:
                    writes.install(slug, now=now)


def due(now: datetime) -> int:
    """For the worker, at any time: begins first windows, sends the digests whose hour has come; gives how many.

    A missed one comes once. RuntimeError, once all others are sent, when one could not be written.
    """
    open_windows(now)
    outcomes = send(now=now)
    failed = [outcome.partner for outcome in outcomes if outcome.ending == "failed"]
    if failed:
        raise RuntimeError(f"no digest could be written for: {', '.join(failed)}")
    return sum(outcome.ending == "sent" for outcome in outcomes)


def send(*, now: datetime, end: datetime | None = None, partner: Partner | None = None) -> list[Outcome]:
    """Closes the window that ends at `end` (default: the last scheduled hour) for that partner, or for all of them.

    The mail leaves at once. Running it twice, or twice at once, sends one; killed in between, it has done nothing. A
    partner whose first window has not begun has nothing to be told (open_windows). What goes wrong with one partner is
    logged, and its outcome says so; the others get theirs. Raises Invalid for an end that lies ahead: what happens
    until then could not be told any more.
    """
    end = end or last_scheduled(now)
    if end > now:
        raise Invalid(
            N_("Un récapitulatif s’arrête au plus tard maintenant. Choisissez une heure passée."), field="end"
        )
    return [_close_alone(one, end, now) for one in ([partner] if partner else recipients())]


def stop(partner: Partner, *, now: datetime) -> None:
    """No more digests to the partner's address; coordinators are told. Twice is once."""
    with transaction():
        row = queries.unsubscription(partner.slug)
        if row is None or row.recipient != partner.email:
            writes.unsubscribe(partner, now=now)
            _tell_coordinators(partner, now, again=False)


def resume(partner: Partner, *, now: datetime) -> None:
    """Digests again; the next one tells what was missed."""
    with transaction():
        row = queries.unsubscription(partner.slug)
        if row is not None:
            writes.subscribe(row)
            _tell_coordinators(partner, now, again=True)


def is_stopped(partner: Partner) -> bool:
    """Whether the partner's address, as it is now, wants no digests."""
    row = queries.unsubscription(partner.slug)
    return row is not None and row.recipient == partner.email


def _close_alone(partner: Partner, end: datetime, now: datetime) -> Outcome:
    try:
        return _close(partner, end, now)
    except Exception as fault:
        session().rollback()
        # Not the fault's words: they may hold the address.
        log.error("digest failed", partner=partner.slug, kind=type(fault).__name__)
        return Outcome(partner=partner.slug, end=end, ending="failed")


def _close(partner: Partner, end: datetime, now: datetime) -> Outcome:
    for _ in range(TRIES):
        start, since = queries.last_end(partner.slug), queries.told_until(partner.slug)
        if start is None or since is None or end <= start:
            return Outcome(partner=partner.slug, end=end, ending="done")
        if is_stopped(partner):
            return Outcome(partner=partner.slug, end=end, ending="stopped")
        window = Window(partner=partner.slug, since=since, end=end)
        outcome = _tell(partner, window, start, now)
        if outcome:
            log.info("digest", partner=partner.slug, ending=outcome.ending, reports=outcome.reports)
            return outcome
    raise RuntimeError("what a digest tells changed while it was written, again and again")


def _tell(partner: Partner, window: Window, start: datetime, now: datetime) -> Outcome | None:
    """Writes the window down, with its mail if there is one. None: meanwhile something changed."""
    fresh = queries.waiting(window)
    lines = queries.lines(window)
    says = is_news(lines, window.end) or (must_send(window) and not queries.is_demo_town())
    letter = emails.digest(partner, window, lines, _pictures(lines)) if says else None
    try:
        with transaction():
            queries.lock(partner.slug)
            if queries.last_end(partner.slug) != start or queries.waiting(window) != fresh:
                return None
            name = f"digest:{partner.slug}:{clock.iso(window.end)}"
            mail = put(letter, now=now, name=name) if letter else None
            if mail:
                session().flush()
                writes.hand_to(mail, fresh, now=now)
            writes.close_window(window, start=start, reports=len(lines) if mail else 0, mail=mail)
    except IntegrityError:
        # Another process closed this window between our look and now.
        return None
    return Outcome(
        partner=partner.slug, end=window.end, ending="sent" if mail else "quiet", reports=len(lines) if mail else 0
    )


def _pictures(lines: Sequence[Line]) -> tuple[Inline, ...]:
    """The small photos of the lines that the mail shows, read before the transaction: the album may be far away."""
    shown = [line.report_id for section in emails.sections(lines) for line in section.lines]
    keys = queries.first_photos(shown)
    end_read()
    return tuple(_within_reason(_read((report_id, keys[report_id]) for report_id in shown if report_id in keys)))


def _read(wanted: Iterator[tuple[int, str]]) -> Iterator[Inline]:
    for report_id, key in wanted:
        try:
            yield Inline(name=f"photo-{report_id}", content=current(Album).read(key, "small"))
        except Refusal as missing:
            # The line says more than its photo, and its page shows the photo as soon as it can.
            log.warning("photo left out", report=report_id, code=missing.code)


def _within_reason(pictures: Iterator[Inline]) -> Iterator[Inline]:
    heavy = 0
    for number, picture in enumerate(pictures):
        heavy += len(picture.content)
        if number >= MOST_PICTURES or heavy > MOST_PICTURE_BYTES:
            return
        yield picture


def _tell_coordinators(partner: Partner, now: datetime, *, again: bool) -> None:
    for recipient in coordinator_addresses():
        put(emails.stopped(partner, at=now, recipient=recipient, again=again), now=now)
