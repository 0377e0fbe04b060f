"""What becomes of a forward when its time comes, inside the caller's transaction; nothing here commits."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from sqlalchemy import select

from reporter.accounts.queries import coordinator_addresses
from reporter.base.db import session
from reporter.forwarding import emails, queries
from reporter.forwarding.models import Forward
from reporter.forwarding.rules import (
    CALL,
    DIGEST,
    EMAIL,
    INBOX,
    LEAD,
    MOST_TRIES,
    NO_ADDRESS,
    PAGE,
    SILENCE,
    UNWRITTEN,
    WAITING,
    check_state,
    next_channel,
)
from reporter.forwarding.writes import open_for, partner_of, take_back, waits_until
from reporter.mail.models import Mail
from reporter.mail.rules import Inline, Letter
from reporter.mail.writes import put, rewrite
from reporter.partners.rules import Partner
from reporter.reports.models import Report
from reporter.reports.rules import ENDED, is_public
from reporter.reports.writes import move
from reporter.routing.rules import Choice

# What a mail's name begins with: one mail per forward, whatever happens.
MAIL_NAME = "forward"


def step(forward: Forward, report: Report, pictures: tuple[Inline, ...], *, now: datetime) -> None:
    """Does what is due for this forward: sends it on its channel, or tries the next one when patience is over."""
    forward.leased_until = None
    partner = partner_of(forward.partner)
    queued = forward.channel == DIGEST and forward.state == "due"
    if forward.state in ("held", "due") and forward.mail_id is None and not queued:
        _leave(forward, report, partner, pictures, now)
    else:
        _fall_back(forward, report, partner, SILENCE, now)


def settle(forward: Forward, report: Report, mail: Mail, *, now: datetime) -> None:
    """Its mail was taken by the mail server, or refused for good."""
    if forward.state != "due":
        return
    partner = partner_of(forward.partner)
    if mail.state == "sent":
        _sent(forward, report, partner, mail.sent_at or now, now)
        return
    check_state(forward.state, "failed")
    forward.state, forward.last_error = "failed", mail.reply
    if not _fall_back(forward, report, partner, mail.reply, now) and report.status not in ENDED:
        # A digest brings many forwards: one warning for its one mail.
        _warn(emails.failed, f"failed:{mail.id}", forward, report, partner, now)


def handed_over(forward: Forward, report: Report, *, agent_id: int, to: str, now: datetime) -> None:
    """An agent passed it on by phone or page. Raises Conflict when it does not wait for that."""
    check_state(forward.state, "handed_over")
    partner = partner_of(forward.partner)
    forward.state, forward.handed_over_at, forward.handed_over_by, forward.handed_over_to = (
        "handed_over", now, agent_id, to,
    )  # fmt: skip
    forward.next_at = waits_until(forward, report, partner, since=now)
    _say_forwarded(forward, report, partner, now, actor=f"agent:{agent_id}")


def forget_text(report: Report) -> None:
    """The author took back what they wrote: mails to partners that have not left are written again without it, and
    without the photos, which their page shows.
    """
    session().flush()
    for forward in [f for f in queries.of_report(report.id) if f.channel == EMAIL and f.mail_id]:
        mail = session().get_one(Mail, forward.mail_id, with_for_update=True, populate_existing=True)
        # With its photos, which whoever forgets has not read.
        found = queries.for_change(forward.id)
        if found and mail.state == "due":
            partner = replace(partner_of(forward.partner), email=mail.recipient)
            rewrite(mail, emails.to_partner(*found, partner, ()))


def _leave(forward: Forward, report: Report, partner: Partner, pictures: tuple[Inline, ...], now: datetime) -> None:
    if _pointless(forward, report):
        take_back(forward)
    elif forward.channel == INBOX:
        _sent(forward, report, partner, now, now)
    elif forward.channel == EMAIL and forward.attempts >= MOST_TRIES:
        _give_up(forward, report, partner, now)
    elif forward.channel == EMAIL:
        _post(forward, report, partner, pictures, now)
    elif forward.channel == DIGEST:
        forward.state, forward.next_at = "due", waits_until(forward, report, partner, since=now)
    elif forward.channel in (CALL, PAGE):
        check_state(forward.state, "to_hand_over")
        forward.state, forward.next_at = "to_hand_over", waits_until(forward, report, partner, since=now)
        if report.urgent:
            _warn(emails.urgent_call, f"urgent:{forward.id}", forward, report, partner, now)
    else:
        raise LookupError(f"no way to send on the channel {forward.channel!r}")


def _pointless(forward: Forward, report: Report) -> bool:
    """A lead has nothing to do with what is over; those informed still hear of it, unless nobody may."""
    if forward.role == LEAD:
        return report.status in ENDED
    return not is_public(report.status, report.closing_reason)


def _post(forward: Forward, report: Report, partner: Partner, pictures: tuple[Inline, ...], now: datetime) -> None:
    if not partner.email:
        # The address was taken out of the territory's data during the edit window.
        forward.state, forward.last_error = "failed", NO_ADDRESS
        _fall_back(forward, report, partner, forward.last_error, now)
        return
    name = f"{MAIL_NAME}:{forward.id}"
    mail = put(emails.to_partner(forward, report, partner, pictures), now=now, name=name)
    mail = mail or session().scalars(select(Mail).where(Mail.name == name)).one()
    forward.state, forward.mail_id, forward.attempts = "due", mail.id, forward.attempts + 1
    forward.next_at = waits_until(forward, report, partner, since=now)


def _give_up(forward: Forward, report: Report, partner: Partner, now: datetime) -> None:
    """Its mail could not be written, again and again: the lead is tried by the next channel, as after a refusal."""
    check_state(forward.state, "failed")
    forward.state, forward.last_error = "failed", UNWRITTEN
    if not _fall_back(forward, report, partner, UNWRITTEN, now) and report.status not in ENDED:
        _warn(emails.failed, f"unwritten:{forward.id}", forward, report, partner, now)


def _sent(forward: Forward, report: Report, partner: Partner, at: datetime, now: datetime) -> None:
    check_state(forward.state, "sent")
    forward.state, forward.sent_at = "sent", at
    # Meanwhile a partner, or an agent for them, may have said that somebody is at work.
    quiet = report.status in WAITING and not forward.answer
    forward.next_at = waits_until(forward, report, partner, since=at) if quiet else None
    _say_forwarded(forward, report, partner, now, actor="system")


def _say_forwarded(forward: Forward, report: Report, partner: Partner, now: datetime, *, actor: str) -> None:
    if forward.role == LEAD and report.status in ("received", "reopened"):
        move(report, "forwarded", now=now, actor=actor, partner=partner.name, phone=partner.phone or None)


def _fall_back(forward: Forward, report: Report, partner: Partner, why: str, now: datetime) -> bool:
    """Opens the next channel of a lead who did not speak. False: nothing more is tried, somebody should know."""
    forward.next_at = None
    if forward.role != LEAD or report.status in ENDED:
        return False
    same = [f for f in queries.of_report(report.id) if f.partner == forward.partner and f.role == LEAD]
    if any(f.id > forward.id or _spoke_since(forward, f) for f in same):
        # They spoke, or were tried again already: by the next channel, or because the report was reopened.
        return True
    channel = next_channel(partner.usable_channels, forward.channel)
    if channel is None:
        return False
    if forward.state == "to_hand_over":
        forward.state = "failed"
    forward.last_error = forward.last_error or why
    open_for(report, Choice(partner=forward.partner, role="lead", rule=forward.rule), now=now, channels=(channel,))
    return True


def _spoke_since(forward: Forward, other: Forward) -> bool:
    """Whether `other` was answered while `forward` stood: what was said before a reopening says nothing of it."""
    if other.answer is None or other.answered_at is None:
        return False
    return other.id == forward.id or other.answered_at > forward.created_at


def _warn(
    write: Callable[..., Letter], about: str, forward: Forward, report: Report, partner: Partner, now: datetime
) -> None:
    """One mail to each coordinator; each only once about that."""
    for number, recipient in enumerate(coordinator_addresses()):
        put(write(forward, report, partner, recipient=recipient), now=now, name=f"{about}:{number}")
