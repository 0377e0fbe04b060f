"""Answers of the online geocoder, kept so that the same question is asked once."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import JSON, String
from sqlalchemy.orm import Mapped, mapped_column

from reporter.base.db import Base, Moment

# So long an answer stands; then the question is asked again.
KEPT = timedelta(days=30)


class GeocoderAnswer(Base):
    """One question to the online geocoder (search or reverse, folded) and what it said."""

    __tablename__ = "geocoder_answer"

    question: Mapped[str] = mapped_column(String(300), primary_key=True)
    answer: Mapped[Any] = mapped_column(JSON)
    asked_at: Mapped[datetime] = mapped_column(Moment, index=True)
