"""Changes of windows and unsubscriptions, inside the caller's transaction; nothing here commits."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select

from reporter.base.db import session
from reporter.digests.models import Digest, Unsubscription
from reporter.digests.rules import Window
from reporter.forwarding.models import Forward
from reporter.forwarding.rules import check_state
from reporter.forwarding.writes import mark_in_digest, partner_of, waits_until
from reporter.mail.models import Mail
from reporter.partners.rules import Partner
from reporter.reports.models import Report


def install(partner: str, *, now: datetime) -> None:
    """The first window of that partner begins now."""
    session().add(Digest(partner=partner, window_start=now, window_end=now))


def close_window(window: Window, *, start: datetime, reports: int, mail: Mail | None) -> None:
    """The window is told, or had nothing to tell."""
    row = Digest(
        partner=window.partner,
        window_start=start,
        window_end=window.end,
        reports=reports,
        mail_id=mail.id if mail else None,
    )
    session().add(row)


def hand_to(mail: Mail, forward_ids: Sequence[int], *, now: datetime) -> None:
    """These forwards go with that mail; those whose edit window ends within the digest's are released for it."""
    held = select(Forward, Report).join(Report).where(Forward.id.in_(forward_ids), Forward.state == "held")
    for forward, report in session().execute(held):
        check_state(forward.state, "due")
        forward.state = "due"
        forward.next_at = waits_until(forward, report, partner_of(forward.partner), since=now)
    session().flush()
    mark_in_digest(forward_ids, mail)


def unsubscribe(partner: Partner, *, now: datetime) -> None:
    session().merge(Unsubscription(partner=partner.slug, recipient=partner.email, at=now))


def subscribe(row: Unsubscription) -> None:
    session().delete(row)
