"""Keeps what the online geocoder answers, so that the same question is asked once."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import delete
from sqlalchemy.exc import IntegrityError

from reporter.base.db import transaction
from reporter.places.models import KEPT, GeocoderAnswer


def keep(question: str, answer: Any, *, now: datetime) -> None:
    """Keeps an answer and forgets the old ones."""
    try:
        with transaction() as write:
            write.execute(delete(GeocoderAnswer).where(GeocoderAnswer.asked_at <= now - KEPT))
            write.merge(GeocoderAnswer(question=question, answer=answer, asked_at=now))
    except IntegrityError:
        pass  # another thread asked the same at the same moment and was quicker
