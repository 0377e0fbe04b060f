"""Reads of forwards."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import selectinload

from reporter.base.db import session
from reporter.forwarding.models import Forward
from reporter.forwarding.rules import AWAKE, LEAD
from reporter.mail.models import Mail
from reporter.reports import queries as reports
from reporter.reports.models import Report

# The forwards that say who leads now, the last one of a report: not taken back, not declined.
LEADS_NOW = and_(Forward.role == LEAD, Forward.state != "withdrawn", func.coalesce(Forward.answer, "") != "declined")


def by_id(forward_id: int) -> Forward | None:
    return session().get(Forward, forward_id)


def for_change(forward_id: int) -> tuple[Forward, Report] | None:
    """The forward and its report (with its photos) as they are now, locked until the transaction ends."""
    report_id = session().scalar(select(Forward.report_id).where(Forward.id == forward_id))
    if report_id is None:
        return None
    # The report first: whoever changes any of its forwards waits here.
    report = session().get(
        Report, report_id, with_for_update=True, populate_existing=True, options=[selectinload(Report.photos)]
    )
    forward = session().get(Forward, forward_id, with_for_update=True, populate_existing=True)
    return (forward, report) if forward and report else None


def with_report(forward_id: int) -> tuple[Forward, Report] | None:
    """The forward and its report with photos and history, for reading."""
    forward = by_id(forward_id)
    report = reports.by_id(forward.report_id, whole=True) if forward else None
    return (forward, report) if forward and report else None


def of_report(report_id: int) -> list[Forward]:
    """All forwards of a report, oldest first, with those that failed or were taken back."""
    return list(session().scalars(select(Forward).where(Forward.report_id == report_id).order_by(Forward.id)))


def in_charge(report_id: int) -> list[Forward]:
    """Who has the report, or will get it: the lead first, then those informed; one forward a partner."""
    return in_charge_among(of_report(report_id))


def in_charge_among(forwards: Sequence[Forward]) -> list[Forward]:
    """Of a report's forwards (oldest first), those that say who has it now: the last lead, then the informed ones."""
    standing = [f for f in forwards if f.state != "withdrawn" and f.answer != "declined"]
    leads = [f for f in standing if f.role == LEAD]
    lead_partner = leads[-1].partner if leads else None
    chosen: dict[str, Forward] = {}
    for forward in standing:
        if forward.partner == lead_partner and forward.role != LEAD:
            continue
        if forward.role == LEAD and forward.partner != lead_partner:
            continue
        shown = chosen.get(forward.partner)
        # Inbox and e-mail go together and the inbox is said; a fallback takes the place of what it replaces.
        if shown is None or not (shown.channel == "inbox" and forward.channel == "email"):
            chosen[forward.partner] = forward
    return sorted(chosen.values(), key=lambda f: (f.role != LEAD, f.id))


def to_hand_over(*, limit: int = 100, offset: int = 0) -> list[tuple[Forward, Report]]:
    """The hand-over list: what somebody must pass on by phone or page, while the report is open. Urgent first, then
    oldest first."""
    rows = session().execute(
        select(Forward, Report)
        .join(Report, Report.id == Forward.report_id)
        .where(Forward.state == "to_hand_over", Report.closed_at.is_(None))
        .order_by(Report.urgent.desc(), Forward.id)
        .limit(limit)
        .offset(offset)
    )
    return [(forward, report) for forward, report in rows]


def count_to_hand_over() -> int:
    """How many wait on the hand-over list."""
    query = select(func.count()).select_from(Forward).join(Report, Report.id == Forward.report_id)
    return session().scalar(query.where(Forward.state == "to_hand_over", Report.closed_at.is_(None))) or 0


def ripe(now: datetime, *, limit: int, lock: bool = False) -> list[int]:
    """The forwards whose time has come and that no other worker holds, oldest first; `lock` for whoever takes them."""
    query = (
        select(Forward.id)
        .where(Forward.state.in_(AWAKE), Forward.next_at <= now, _free(now))
        .order_by(Forward.next_at, Forward.id)
        .limit(limit)
    )
    return list(session().scalars(query.with_for_update(skip_locked=True) if lock else query))


def with_settled_mail(now: datetime, *, limit: int) -> list[int]:
    """The forwards whose mail was taken or refused by now."""
    return list(
        session().scalars(
            select(Forward.id)
            .join(Mail, Mail.id == Forward.mail_id)
            .where(Forward.state == "due", Mail.state.in_(("sent", "failed")), _free(now))
            .order_by(Forward.id)
            .limit(limit)
        )
    )


def _free(now: datetime) -> ColumnElement[bool]:
    return or_(Forward.leased_until.is_(None), Forward.leased_until <= now)
