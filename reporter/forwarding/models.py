"""One row per report, partner and channel tried."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from reporter.base.db import Base, Moment


class Forward(Base):
    """A report on its way to one partner.

    State: held -> due -> sent | to_hand_over -> handed_over | failed | withdrawn (an edit or a withdrawal during the
    edit window took it back).
    """

    __tablename__ = "forward"
    __table_args__ = (
        Index("ix_forward_state_next_at", "state", "next_at"),
        Index("ix_forward_partner_created_at", "partner", "created_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    report_id: Mapped[int] = mapped_column(ForeignKey("report.id", ondelete="CASCADE"), index=True)
    partner: Mapped[str] = mapped_column(String(40))
    role: Mapped[str] = mapped_column(String(8))
    channel: Mapped[str] = mapped_column(String(10))
    state: Mapped[str] = mapped_column(String(12))
    # Why this partner: the rule's number and words, as they were that day.
    rule: Mapped[str] = mapped_column(String(200))
    attempts: Mapped[int] = mapped_column(default=0)
    # held: when the edit window ends; due: when to try; sent, to_hand_over (lead): when to fall back.
    next_at: Mapped[datetime | None] = mapped_column(Moment)
    leased_until: Mapped[datetime | None] = mapped_column(Moment)
    last_error: Mapped[str] = mapped_column(Text, default="")
    mail_id: Mapped[int | None] = mapped_column(ForeignKey("mail.id"), index=True)
    created_at: Mapped[datetime] = mapped_column(Moment)
    sent_at: Mapped[datetime | None] = mapped_column(Moment)
    # Who read the report out on the phone, to whom and when.
    handed_over_at: Mapped[datetime | None] = mapped_column(Moment)
    handed_over_by: Mapped[int | None] = mapped_column(ForeignKey("agent.id"))
    handed_over_to: Mapped[str] = mapped_column(String(120), default="")
    answer: Mapped[str | None] = mapped_column(String(10))
    answered_at: Mapped[datetime | None] = mapped_column(Moment)
    answer_on: Mapped[date | None]
    answer_note: Mapped[str] = mapped_column(Text, default="")
