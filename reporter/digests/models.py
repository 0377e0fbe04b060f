"""Which windows were covered, and who asked for no more."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from reporter.base.db import Base, Moment


class Digest(Base):
    """A window (start excluded, end included, UTC) of one partner's digest. The next begins where this one ends.

    mail_id None: nothing to say in it (the next mail tells what else happened in it), or, with its start at its end,
    the row that marks the installation.
    """

    __tablename__ = "digest"
    __table_args__ = (UniqueConstraint("partner", "window_end"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    partner: Mapped[str] = mapped_column(String(40), index=True)
    window_start: Mapped[datetime] = mapped_column(Moment)
    window_end: Mapped[datetime] = mapped_column(Moment)
    reports: Mapped[int] = mapped_column(default=0)
    mail_id: Mapped[int | None] = mapped_column(ForeignKey("mail.id"), index=True)


class Unsubscription(Base):
    """A partner's address that wants no more digests (List-Unsubscribe). Another address of the partner gets them."""

    __tablename__ = "digest_unsubscription"

    partner: Mapped[str] = mapped_column(String(40), primary_key=True)
    recipient: Mapped[str] = mapped_column(String(254))
    at: Mapped[datetime] = mapped_column(Moment)
