"""A mail that waits, or was sent."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Index, LargeBinary, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from reporter.base.db import Base, Moment


class Mail(Base):
    """One message to one recipient. While it is due the whole message is kept as bytes: what is retried is the same,
    to the byte. Once it is sent, or failed for good, they are blanked."""

    __tablename__ = "mail"
    __table_args__ = (Index("ix_mail_state_next_at", "state", "next_at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    message_id: Mapped[str] = mapped_column(String(120), unique=True)
    # Names what the mail is about ("digest:agglo:2026-11-23T06:00:00Z"): a second one with this name is not written.
    name: Mapped[str | None] = mapped_column(String(120), unique=True)
    recipient: Mapped[str] = mapped_column(String(254))
    message: Mapped[bytes] = mapped_column(LargeBinary)
    # due -> sent | failed
    state: Mapped[str] = mapped_column(String(6), default="due")
    attempts: Mapped[int] = mapped_column(default=0)
    next_at: Mapped[datetime] = mapped_column(Moment)
    leased_until: Mapped[datetime | None] = mapped_column(Moment)
    # What the server said last, whether it took the mail or not.
    reply: Mapped[str] = mapped_column(Text, default="")
    created_at: Mapped[datetime] = mapped_column(Moment)
    sent_at: Mapped[datetime | None] = mapped_column(Moment)
