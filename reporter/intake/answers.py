"""What a program gets for a report that it sent (CONTRACT.md, JSON)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from reporter.base.current import current
from reporter.forwarding.models import Forward
from reporter.partners.rules import Directory
from reporter.places.gazetteer import Gazetteer
from reporter.reports import links
from reporter.reports.models import Report


def as_json(report: Report, forwards: Sequence[Forward]) -> dict[str, Any]:
    """The report with absolute addresses, and who gets it: the lead first, held ones included."""
    neighbourhood = current(Gazetteer).neighbourhood(report.neighbourhood) if report.neighbourhood else None
    return {
        "reference": report.reference,
        "status": report.status,
        "tracking_url": links.tracking(report),
        "public_url": links.public(report),
        "neighbourhood": {"slug": neighbourhood.slug, "name": neighbourhood.name} if neighbourhood else None,
        "zone": report.zone,
        "forwarded_to": [_forward(forward) for forward in forwards],
    }


def _forward(forward: Forward) -> dict[str, Any]:
    partner = current(Directory).get(forward.partner)
    return {
        "slug": forward.partner,
        "name": partner.name if partner else forward.partner,
        "role": forward.role,
        "channel": forward.channel,
        "phone": (partner.phone if partner else "") or None,
    }
