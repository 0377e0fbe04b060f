"""The partner's mail, and what coordinators are told when a report does not get through by itself."""

from __future__ import annotations

from reporter.base.current import current
from reporter.base.settings import Settings
from reporter.forwarding.links import answer_url
from reporter.forwarding.models import Forward
from reporter.forwarding.rules import ANSWER_NAMES, ANSWERS, DIGEST
from reporter.forwarding.showing import sheet
from reporter.mail.paper import compose
from reporter.mail.rules import Inline, Letter
from reporter.partners.rules import Partner
from reporter.reports.models import Report

# Partners and agents work in French.
LANGUAGE = "fr"


def to_partner(forward: Forward, report: Report, partner: Partner, pictures: tuple[Inline, ...]) -> Letter:
    """The report with its pictures and the four answers. The report was read with its photos.

    Raises Invalid when the partner's address is none.
    """
    return compose(
        "forward",
        recipient=partner.email,
        language=LANGUAGE,
        inline=pictures,
        sheet=sheet(report),
        partner=partner,
        lead=forward.role == "lead",
        page_url=answer_url(forward),
        answers=[(ANSWER_NAMES[answer], answer_url(forward, answer)) for answer in ANSWERS],
        pictures=[picture.name for picture in pictures],
    )


def urgent_call(forward: Forward, report: Report, partner: Partner, *, recipient: str) -> Letter:
    """Tells a coordinator that an urgent report waits for a phone call."""
    return compose(
        "urgent_call",
        recipient=recipient,
        language=LANGUAGE,
        sheet=sheet(report),
        partner=partner,
        report_url=_desk(f"signalements/{report.reference}"),
        list_url=_desk("a-transmettre"),
    )


def failed(forward: Forward, report: Report, partner: Partner, *, recipient: str) -> Letter:
    """Tells a coordinator that a partner's mail was refused, or never written, and that nothing else is tried."""
    return compose(
        "forward_failed",
        recipient=recipient,
        language=LANGUAGE,
        sheet=sheet(report),
        partner=partner,
        digest=forward.channel == DIGEST,
        refused=forward.mail_id is not None,
        reply=forward.last_error,
        report_url=_desk(f"signalements/{report.reference}"),
    )


def _desk(path: str) -> str:
    return f"{current(Settings).public_url}/agents/{path}"
