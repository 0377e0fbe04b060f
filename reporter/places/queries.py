"""Reads of what the online geocoder has answered."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from reporter.base.db import session
from reporter.places.models import KEPT, GeocoderAnswer


def known(question: str, *, now: datetime) -> Any:
    """The JSON value that was answered to this question within the last KEPT, or None."""
    row = session().get(GeocoderAnswer, question)
    return row.answer if row and row.asked_at > now - KEPT else None
