"""What the author gets by mail."""

from __future__ import annotations

from collections.abc import Sequence

from reporter.base.current import current
from reporter.categories.rules import Catalogue
from reporter.forwarding.models import Forward
from reporter.mail.paper import compose
from reporter.mail.rules import Letter
from reporter.partners.rules import Directory
from reporter.places.gazetteer import Gazetteer
from reporter.reports import links
from reporter.reports.models import Report


def acknowledgement(report: Report, forwards: Sequence[Forward], *, changed: bool = False) -> Letter:
    """Says that a report is recorded: reference, day and hour, who is in charge with phone and address.

    That is what CRPA R112-11-1 asks of an acknowledgement. changed: the author has corrected it since the last one.
    Raises Invalid when the report's e-mail is none.
    """
    lead = next((forward for forward in forwards if forward.role == "lead"), None)
    neighbourhood = current(Gazetteer).neighbourhood(report.neighbourhood) if report.neighbourhood else None
    return compose(
        "acknowledgement",
        recipient=report.email or "",
        language=report.language,
        report=report,
        changed=changed,
        category=current(Catalogue).get(report.category),
        place=neighbourhood.name if neighbourhood else report.commune,
        lead=lead,
        partner=current(Directory).get(lead.partner) if lead else None,
        tracking_url=links.tracking(report),
    )
