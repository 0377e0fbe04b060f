"""Reports as intake leaves them, for tests of the desk: real rows, real forwards, real JPEGs in the album."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from io import BytesIO
from typing import Any

from PIL import Image, ImageDraw

from reporter.base import clock
from reporter.base.current import current
from reporter.base.db import transaction
from reporter.categories.rules import Catalogue, target
from reporter.forwarding.writes import open_forwards
from reporter.photos.album import Album
from reporter.photos.darkroom import develop
from reporter.places.gazetteer import Gazetteer
from reporter.places.rules import Coordinates
from reporter.reports.models import Report
from reporter.reports.rules import NewReport, PhotoRef
from reporter.reports.writes import record
from reporter.routing.queries import decide_for

GRAZAILLES = Coordinates(latitude=43.22713, longitude=2.35541)
BASTIDE = Coordinates(latitude=43.2109, longitude=2.3511)


def make(
    category: str = "bulky",
    *,
    at: Coordinates = GRAZAILLES,
    setting: Any = "street",
    details: str = "",
    now: datetime | None = None,
    photos: int = 0,
    held: bool = False,
    address: str = "",
    **also: Any,
) -> Report:
    """A report with its forwards, forwarded at once unless `held`."""
    now = now or clock.now()
    place = replace(current(Gazetteer).locate(at), address=address)
    known = current(Catalogue).get(category)
    assert known
    decision = decide_for(place, category=known, setting=setting)
    new = NewReport(
        **{
            "category": category, "setting": setting, "details": details, "place": place, "accuracy": 12.0,
            "location_source": "gps", "urgent": known.urgent, "due_at": target(known, now) if decision.lead else None,
            "held_until": now + timedelta(minutes=10) if held else None, "language": "fr", "source": "web",
            "photos": tuple(photo(number) for number in range(photos)), **also,
        }
    )  # fmt: skip
    with transaction():
        report = record(new, now=now)
        open_forwards(report, decision, now=now)
    return report


def photo(number: int = 0) -> PhotoRef:
    """A photo in the album, of a colour of its own."""
    developed = develop(BytesIO(jpeg(number)), max_bytes=20_000_000)
    current(Album).keep(developed)
    return PhotoRef(key=developed.key, width=developed.width, height=developed.height)


def jpeg(number: int = 0, size: tuple[int, int] = (640, 480)) -> bytes:
    """The bytes of a JPEG, different for each number."""
    picture = Image.new("RGB", size, (90 + 37 * number % 120, 120, 160 - 29 * number % 100))
    ImageDraw.Draw(picture).ellipse((80, 80, 320 + number, 320), fill=(200, 180, 90))
    out = BytesIO()
    picture.save(out, "JPEG")
    return out.getvalue()
