"""Absolute addresses of a report's pages (CONTRACT.md fixes the paths), for JSON and mails: they need no request."""

from __future__ import annotations

from reporter.base.current import current
from reporter.base.settings import Settings
from reporter.reports.models import Report


def tracking(report: Report) -> str:
    """The private page. Whoever has this address may read it: it goes to the author alone."""
    return f"{current(Settings).public_url}/suivi/{report.tracking_token}"


def public(report: Report) -> str:
    """The page that everybody may see."""
    return f"{current(Settings).public_url}/signalements/{report.reference}"
