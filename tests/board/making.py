"""Reports for tests of the board: written through the record's own writes, as intake does."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta
from io import BytesIO
from typing import Any

from PIL import Image

from reporter.base.current import current
from reporter.base.db import session, transaction
from reporter.categories.rules import Catalogue
from reporter.forwarding.models import Forward
from reporter.photos import darkroom
from reporter.photos.album import Album
from reporter.places.gazetteer import Gazetteer
from reporter.places.rules import Coordinates
from reporter.reports import writes
from reporter.reports.models import Report
from reporter.reports.rules import MOVES, NewReport, PhotoRef

NOW = datetime(2026, 11, 20, 10, 30, tzinfo=UTC)
# Grazailles, core (checked by the gazetteer's own tests).
GRAZAILLES = Coordinates(latitude=43.22713, longitude=2.35541)
BASTIDE = Coordinates(latitude=43.2109, longitude=2.3511)
# Trèbes: in the Agglo, outside the town.
TREBES = Coordinates(latitude=43.2106, longitude=2.4419)


def new(
    point: Coordinates = GRAZAILLES, *, category: str = "bulky", setting: str = "street", **fields: Any
) -> NewReport:
    known: dict[str, Any] = {
        "details": "Le canapé de Mme Untel, 3e étage",
        "accuracy": 8.0,
        "location_source": "gps",
        "urgent": False,
        "due_at": None,
        "held_until": None,
        "language": "fr",
        "source": "web",
        "email": "resident@example.org",
        "phone": "+33 6 00 00 00 00",
    }
    place = current(Gazetteer).locate(point)
    return NewReport(category=category, setting=setting, place=place, **{**known, **fields})  # type: ignore[arg-type]


def report(
    point: Coordinates = GRAZAILLES,
    *,
    lead: str | None = "ville",
    state: str = "sent",
    now: datetime = NOW,
    **fields: Any,
) -> Report:
    """A report, and its lead forward in that state; further fields as in `new`."""
    with transaction():
        written = writes.record(new(point, **fields), now=now)
        if lead:
            session().add(_forward(written.id, lead, state, now))
    return written


def move(written: Report, *steps: str, now: datetime = NOW, reason: str | None = None, **words: Any) -> Report:
    """Moves it along those statuses."""
    with transaction():
        row = session().merge(written, load=True)
        for to in steps:
            writes.move(row, to, now=now, actor="agent:1", reason=reason if to == "closed" else None, **words)
    return row


def many(count: int, *, seed: int = 7) -> None:
    """`count` reports all over the town in one transaction, with leads, in all states, over a year."""
    chance = random.Random(seed)
    categories = current(Catalogue).slugs
    with transaction():
        for number in range(count):
            point = Coordinates(latitude=chance.uniform(43.195, 43.235), longitude=chance.uniform(2.32, 2.40))
            setting = chance.choice(("street", "street", "residence", "unknown"))
            now = NOW - timedelta(minutes=chance.randrange(365 * 24 * 60))
            row = writes.record(new(point, category=chance.choice(categories), setting=setting), now=now)
            session().add(_forward(row.id, "ville", "sent", now))
            if number % 3:
                to = chance.choice(MOVES["received"])
                writes.move(row, to, now=now, actor="system", reason="nothing_found" if to == "closed" else None)


def photo(colour: str = "olive") -> PhotoRef:
    """A real JPEG, developed and kept in the album."""
    stream = BytesIO()
    Image.new("RGB", (800, 600), colour).save(stream, "JPEG")
    stream.seek(0)
    developed = darkroom.develop(stream, max_bytes=5_000_000)
    current(Album).keep(developed)
    return PhotoRef(key=developed.key, width=developed.width, height=developed.height)


def _forward(report_id: int, partner: str, state: str, now: datetime) -> Forward:
    return Forward(
        report_id=report_id, partner=partner, role="lead", channel="call", state=state, rule="7", created_at=now
    )
