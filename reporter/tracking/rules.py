"""What an author may still do with a report, and when."""

from __future__ import annotations

from datetime import datetime, timedelta

from reporter.base.errors import Conflict
from reporter.base.words import N_
from reporter.reports.rules import HIDDEN_REASONS

# So long after sending, the page begins as the confirmation that was asked for.
FRESH = timedelta(minutes=15)


def is_fresh(status: str, created_at: datetime, now: datetime) -> bool:
    """Whether the author has just sent it, as far as one can tell: the page then says first that it has arrived."""
    return status in ("received", "forwarded") and now < created_at + FRESH


def may_reopen(status: str, closing_reason: str | None) -> bool:
    """Whether "it is still there" makes sense: done or closed, and neither taken back nor off topic."""
    return status == "resolved" or (status == "closed" and closing_reason not in HIDDEN_REASONS)


def check_reopen(status: str, closing_reason: str | None) -> None:
    """Raises Conflict where may_reopen says no."""
    if not may_reopen(status, closing_reason):
        raise Conflict(N_("Ce signalement est déjà suivi : il n’y a rien à rouvrir."))
