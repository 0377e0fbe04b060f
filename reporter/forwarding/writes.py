"""Opening, rewriting and taking back forwards, inside the caller's transaction; nothing here commits."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from sqlalchemy import update

from reporter.base.current import current
from reporter.base.db import session
from reporter.base.words import Wording
from reporter.forwarding import queries
from reporter.forwarding.models import Forward
from reporter.forwarding.rules import (
    ARRIVED,
    CALL,
    DIGEST,
    LEAD,
    PAGE,
    PENDING,
    AnswerName,
    first_channels,
    next_channel,
    patience_ends,
)
from reporter.mail.models import Mail
from reporter.partners.rules import Directory, Partner
from reporter.reports.models import Report
from reporter.routing.rules import Choice, Decision

DEMO = "demo"


def open_forwards(report: Report, decision: Decision, *, now: datetime) -> list[Forward]:
    """One forward per partner and first channel: held until the author's edit window ends, else due now.

    A demo report's are written as settled at once: nothing of it is ever sent.
    """
    opened = [forward for choice in decision.choices for forward in _open(report, choice, (), now=now)]
    session().flush()
    return opened


def open_for(report: Report, choice: Choice, *, now: datetime, channels: Iterable[str] = ()) -> list[Forward]:
    """The forwards for one choice; `channels` instead of the partner's first ones when a channel follows another."""
    opened = _open(report, choice, channels, now=now)
    session().flush()
    return opened


def _open(report: Report, choice: Choice, channels: Iterable[str], *, now: datetime) -> list[Forward]:
    if report.source == DEMO:
        return settle_for_demo(report, Decision(lead=None, informed=(choice,)), now=now)
    partner = partner_of(choice.partner)
    opened = []
    for channel in tuple(channels) or first_channels(partner.usable_channels):
        forward = _row(report, choice, channel, now=now)
        _schedule(forward, report, partner, now=now)
        session().add(forward)
        opened.append(forward)
    return opened


def reroute(report: Report, decision: Decision, *, now: datetime) -> list[Forward]:
    """After an edit in the window: held forwards that no longer fit are withdrawn, new ones opened, the others kept.

    Kept ones follow the report's window (an urgent category ends it) and carry the new rule. Gives all that stand.
    """
    standing = {(f.partner, f.role): f for f in queries.of_report(report.id) if f.state != "withdrawn"}
    wanted: dict[tuple[str, str], Choice] = {(choice.partner, choice.role): choice for choice in decision.choices}
    for forward in queries.of_report(report.id):
        choice = wanted.get((forward.partner, forward.role))
        if forward.state != "held":
            continue
        if choice is None:
            take_back(forward)
        else:
            forward.rule = choice.rule
            _schedule(forward, report, partner_of(forward.partner), now=now)
    for key, choice in wanted.items():
        if key not in standing:
            open_for(report, choice, now=now)
    session().flush()
    return [f for f in queries.of_report(report.id) if f.state != "withdrawn"]


def withdraw(report: Report, *, now: datetime) -> None:
    """Takes back all that has not left: the author withdrew the report, or an agent closed it. Mails already in the
    outbox leave."""
    for forward in queries.of_report(report.id):
        if forward.state in PENDING and forward.mail_id is None:
            take_back(forward)
        forward.next_at = None
    report.updated_at = now


def settle_resolved(report: Report) -> None:
    """The report is resolved: its lead has nothing more to do, nobody phones anybody, and no silence counts. Partners
    who are only informed by mail or digest still hear of it."""
    for forward in queries.of_report(report.id):
        if forward.role != LEAD and forward.channel not in (CALL, PAGE):
            continue
        forward.next_at = None
        if forward.state in PENDING and forward.mail_id is None:
            take_back(forward)


def open_again(report: Report, *, now: datetime) -> list[Forward]:
    """The report was reopened: a new forward to the lead who had it last; none where nobody was ever in charge."""
    leads = [f for f in queries.of_report(report.id) if f.role == LEAD and f.answer != "declined"]
    if not leads:
        return []
    return open_for(report, Choice(partner=leads[-1].partner, role="lead", rule=leads[-1].rule), now=now)


def take_back(forward: Forward) -> None:
    """A forward that is not needed any more."""
    forward.state, forward.next_at = "withdrawn", None


def settle_for_demo(
    report: Report,
    decision: Decision,
    *,
    now: datetime,
    answer: AnswerName | None = None,
    answered_at: datetime | None = None,
    answer_on: date | None = None,
    note: str = "",
    waits: bool = False,
) -> list[Forward]:
    """Forwards of a demo report as if all had happened at `now`: no mail, nothing to do later.

    answer, answered_at, answer_on, note: what the lead said, if anything. waits: whoever must be phoned was not
    phoned yet, and stands on the hand-over list. The report itself is moved by the caller.
    """
    opened = []
    for choice in decision.choices:
        for channel in first_channels(partner_of(choice.partner).usable_channels):
            forward = _row(report, choice, channel, now=now)
            by_hand = channel in (CALL, PAGE)
            forward.state = "to_hand_over" if by_hand and waits else "handed_over" if by_hand else "sent"
            forward.sent_at = None if by_hand else now
            forward.handed_over_at = now if forward.state == "handed_over" else None
            if choice.role == LEAD and answer:
                forward.answer, forward.answered_at = answer, answered_at or now
                forward.answer_on, forward.answer_note = answer_on, note
            session().add(forward)
            opened.append(forward)
    session().flush()
    return opened


def mark_in_digest(forward_ids: Iterable[int], mail: Mail) -> None:
    """These forwards go with that digest: they become `sent` when its mail is sent, and fail with it."""
    session().execute(
        update(Forward)
        .where(Forward.id.in_(list(forward_ids)), Forward.state == "due", Forward.mail_id.is_(None))
        .values(mail_id=mail.id)
        .execution_options(synchronize_session="fetch")
    )


def forget_patience(report_id: int, partner: str) -> None:
    """That partner spoke: no channel of theirs is tried because of silence, and nobody needs to phone them."""
    for forward in queries.of_report(report_id):
        if forward.partner != partner:
            continue
        if forward.state in PENDING and forward.mail_id is None:
            take_back(forward)
        elif forward.state in ARRIVED or forward.mail_id is not None:
            forward.next_at = None


def waits_until(forward: Forward, report: Report, partner: Partner, *, since: datetime) -> datetime | None:
    """When the next channel is tried if nobody answers (UTC); None: never."""
    if forward.role != LEAD or next_channel(partner.usable_channels, forward.channel) is None:
        return None
    return patience_ends(since, urgent=report.urgent)


def partner_of(slug: str) -> Partner:
    """The partner of a row. One that the territory no longer has is without channels: it goes to the call list."""
    return current(Directory).get(slug) or Partner(slug=slug, name=slug, does=Wording({"fr": ""}))


def _row(report: Report, choice: Choice, channel: str, *, now: datetime) -> Forward:
    return Forward(
        report_id=report.id, partner=choice.partner, role=choice.role, channel=channel, rule=choice.rule, created_at=now
    )


def _schedule(forward: Forward, report: Report, partner: Partner, *, now: datetime) -> None:
    """Held until the window ends, else due at once. A digest has its own hour: only the lead's patience is noted."""
    if report.held_until and report.held_until > now:
        forward.state, forward.next_at = "held", report.held_until
    elif forward.channel == DIGEST:
        forward.state, forward.next_at = "due", waits_until(forward, report, partner, since=now)
    else:
        forward.state, forward.next_at = "due", now
