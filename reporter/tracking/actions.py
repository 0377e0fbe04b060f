"""What an author does with a report that has left. Correcting and withdrawing it before that is intake's."""

from __future__ import annotations

from datetime import datetime

from reporter.base.db import transaction
from reporter.base.errors import NotFound
from reporter.base.words import N_
from reporter.forwarding import dispatch
from reporter.forwarding.writes import open_again
from reporter.intake.rules import mail_names
from reporter.mail import writes as mails
from reporter.reports import queries as reports
from reporter.reports import writes
from reporter.reports.models import Report
from reporter.tracking.rules import check_reopen


def reopen(token: str, *, note: str, now: datetime) -> Report:
    """The problem is still there: the report is open again, and the lead gets it anew.

    note: the author's words, for those who work on it. Raises NotFound, Conflict (it is not at an end).
    """
    with transaction():
        report = _found(token)
        check_reopen(report.status, report.closing_reason)
        writes.move(report, "reopened", now=now, actor="author")
        if note:
            writes.add_event(report, "note", now=now, actor="author", text=note)
        open_again(report, now=now)
    return report


def forget(token: str, *, text_too: bool, now: datetime) -> Report:
    """Deletes the author's e-mail and phone, and the mails to them; with `text_too` also all that they wrote,
    in mails to partners that have not left too.

    The report itself stays: the problem is still in the street. Raises NotFound.
    """
    with transaction():
        report = _found(token)
        writes.forget_author(report, text_too=text_too, now=now)
        if text_too:
            dispatch.forget_text(report)
        mails.forget(mail_names(report.reference, report.version))
    return report


def _found(token: str) -> Report:
    report = reports.for_change(token)
    if report is None:
        raise NotFound(N_("Ce lien de suivi n’est pas complet. Ouvrez-le à nouveau depuis votre message."))
    return report
