"""What an agent's decision means for a report and its forwards, inside the caller's transaction."""

from __future__ import annotations

from datetime import datetime

from reporter.base.current import current
from reporter.base.db import session
from reporter.base.errors import Invalid, NotFound
from reporter.base.words import N_
from reporter.forwarding import queries as forwards
from reporter.forwarding import writes as forwarding
from reporter.forwarding.rules import ARRIVED, LEAD
from reporter.partners.rules import Directory
from reporter.reports import writes as reports
from reporter.reports.models import Report
from reporter.reports.queries import WHOLE
from reporter.triage.rules import Move, check_version


def fresh(report_id: int, *, version: int | None = None) -> Report:
    """The report as it is now, with photos and events, locked until the transaction ends.

    Raises NotFound, or Stale when it is no longer in the version that the agent looked at.
    """
    report = session().get(Report, report_id, with_for_update=True, populate_existing=True, options=WHOLE)
    if report is None:
        raise NotFound(N_("Ce signalement n’existe pas ou n’existe plus."))
    if version is not None:
        check_version(seen=version, now=report.version)
    return report


def move(report: Report, decided: Move, *, now: datetime, actor: str) -> None:
    """Moves the report as decided (rules.check_move has looked at it), and its forwards with it."""
    service = current(Directory).get(decided.service) if decided.reason == "elsewhere" else None
    if decided.reason == "elsewhere" and service is None:
        raise Invalid(N_("Choisissez le service à qui vous l’avez transmis."), field="service")
    if decided.to == "closed":
        if decided.duplicate_of == report.id:
            raise Invalid(N_("C’est le numéro de ce signalement. Indiquez celui du premier."), field="duplicate")
        report.duplicate_of = decided.duplicate_of if decided.reason == "duplicate" else None
    reports.move(
        report, decided.to, now=now, actor=actor, reason=decided.reason, on=decided.on, text=decided.text,
        partner=service.name if service else None, phone=(service.phone or None) if service else None,
    )  # fmt: skip
    if decided.photo:
        position = max((photo.position for photo in report.photos), default=-1) + 1
        reports.add_photo(report, decided.photo, kind="after", position=position)
    _tell_forwards(report, now=now)


def _tell_forwards(report: Report, *, now: datetime) -> None:
    """Closed: nothing more leaves. Resolved: nobody needs to act or to be phoned. Reopened: the lead gets it again.
    Else nobody asks the lead again for silence."""
    if report.status == "closed":
        forwarding.withdraw(report, now=now)
    elif report.status == "resolved":
        forwarding.settle_resolved(report)
    elif report.status == "reopened":
        forwarding.open_again(report, now=now)
    else:
        for forward in forwards.of_report(report.id):
            if forward.role == LEAD and forward.state in ARRIVED:
                forward.next_at = None
