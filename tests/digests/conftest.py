"""A town with reports, sent on as intake does; the Agglo's digest goes to an address of the tests."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from io import BytesIO
from typing import Any

import pytest
from flask import Flask
from PIL import Image
from sqlalchemy import select

from reporter.accounts.models import Agent
from reporter.base.current import current, install
from reporter.base.db import db, session, transaction
from reporter.categories.rules import Catalogue, target
from reporter.digests import actions
from reporter.digests.models import Digest
from reporter.forwarding import actions as forwarding
from reporter.forwarding import writes as forwards
from reporter.mail.models import Mail
from reporter.partners.rules import Directory, Partner
from reporter.photos import darkroom
from reporter.photos.album import Album
from reporter.places.gazetteer import Gazetteer
from reporter.places.rules import Coordinates
from reporter.reports import writes
from reporter.reports.models import Report
from reporter.reports.rules import NewReport, PhotoRef
from reporter.routing.queries import decide_for

RECIPIENT = "recapitulatif@agglo.example"
GRAZAILLES = Coordinates(latitude=43.22713, longitude=2.35541)
BASTIDE = Coordinates(latitude=43.2109, longitude=2.3511)
OZANAM = Coordinates(latitude=43.2075, longitude=2.3773)
# The installation: a Thursday noon in Paris.
INSTALLED = datetime(2026, 11, 19, 11, 0, tzinfo=UTC)
# The Friday after, when the first digest is due.
FRIDAY = datetime(2026, 11, 20, 6, 0, tzinfo=UTC)
MONDAY = datetime(2026, 11, 23, 6, 0, tzinfo=UTC)

MakeReport = Callable[..., Report]


@pytest.fixture
def town(app: Flask) -> Partner:
    """The installation has begun its first window. Gives the partner who gets the digest."""
    directory = current(Directory)
    partners = tuple(replace(p, email=RECIPIENT) if p.slug == "agglo" else p for p in directory)
    install(app, replace(directory, partners=partners))
    actions.open_windows(INSTALLED)
    partner = current(Directory).get("agglo")
    assert partner
    return partner


def report(
    now: datetime,
    point: Coordinates = GRAZAILLES,
    *,
    category: str = "bulky",
    setting: str = "street",
    held: timedelta | None = None,
    address: str = "",
    **fields: Any,
) -> Report:
    """A report with its forwards, made at `now`, as intake writes it."""
    known = current(Catalogue).get(category)
    assert known
    place = replace(current(Gazetteer).locate(point), address=address)
    decision = decide_for(place, category=known, setting=setting)  # type: ignore[arg-type]
    plain: dict[str, Any] = {
        "details": "Chez Mme Untel",
        "accuracy": 8.0,
        "location_source": "gps",
        "urgent": known.urgent,
        "due_at": target(known, now) if decision.lead else None,
        "held_until": now + held if held else None,
        "language": "fr",
        "source": "web",
        "email": "habitante@example.org",
        "phone": "06 00 00 00 99",
    }
    new = NewReport(category=category, setting=setting, place=place, **{**plain, **fields})  # type: ignore[arg-type]
    with transaction():
        written = writes.record(new, now=now)
        forwards.open_forwards(written, decision, now=now)
    return written


def move(written: Report, to: str, now: datetime, **words: Any) -> None:
    with transaction():
        writes.move(session().merge(written), to, now=now, actor="agent:1", **words)


def photo(colour: str = "olive") -> PhotoRef:
    stream = BytesIO()
    Image.effect_noise((800, 600), 60).convert("RGB").save(stream, "JPEG")
    stream.seek(0)
    developed = darkroom.develop(stream, max_bytes=5_000_000)
    current(Album).keep(developed)
    return PhotoRef(key=developed.key, width=developed.width, height=developed.height)


def mails(kind: str = "digest:") -> list[EmailMessage]:
    """The digests that were written, oldest first, as mail programs read them."""
    db.session.expire_all()
    rows = db.session.scalars(select(Mail).order_by(Mail.id))
    return [
        message_from_bytes(row.message, policy=policy.default)  # type: ignore[misc]
        for row in rows
        if (row.name or "").startswith(kind)
    ]


def body(message: EmailMessage, kind: str = "html") -> str:
    part = message.get_body((kind,))
    assert part
    return str(part.get_content())


def attached(message: EmailMessage) -> tuple[str, bytes]:
    (part,) = message.iter_attachments()
    return str(part.get_filename()), part.get_payload(decode=True)  # type: ignore[return-value]


def windows() -> list[Digest]:
    db.session.expire_all()
    return list(db.session.scalars(select(Digest).order_by(Digest.id)))


def release(now: datetime) -> None:
    """The worker's round: edit windows end."""
    forwarding.run(now)


@pytest.fixture
def coordinator(app: Flask) -> Agent:
    with transaction():
        agent = Agent(email="equipe@example.org", role="coordinator", fs_uniquifier="x", created_at=INSTALLED)
        session().add(agent)
    return agent
