"""The online geocoder's answers, kept for a month so that the same question is asked once."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete
from sqlalchemy.exc import IntegrityError

from reporter.base.db import session, transaction
from reporter.places.models import GeocoderAnswer

KEPT = timedelta(days=30)


def known(question: str, *, now: datetime) -> Any:
    """The JSON value kept for the question, or None. RuntimeError inside an action.

    Ends the read, and with it the database's transaction: what follows may be a wait for the network.
    """
    if session().info.get("acting"):
        raise RuntimeError("no address is looked up inside an action")
    row = session().get(GeocoderAnswer, question)
    answer = row.answer if row and row.asked_at > now - KEPT else None
    session().commit()
    return answer


def keep(question: str, answer: Any, *, now: datetime) -> None:
    """Keeps an answer and forgets old ones. An action of its own: RuntimeError inside another."""
    try:
        with transaction() as write:
            write.execute(delete(GeocoderAnswer).where(GeocoderAnswer.asked_at <= now - KEPT))
            write.merge(GeocoderAnswer(question=question, answer=answer, asked_at=now))
    except IntegrityError:
        pass  # another thread asked the same at the same moment and was quicker
