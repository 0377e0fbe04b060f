"""What reports come in with: fields that are right, and photos as phones take them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from io import BytesIO
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from PIL import Image
from sqlalchemy import event, func, select
from werkzeug.test import TestResponse

from reporter.base.current import current
from reporter.base.db import db, session
from reporter.categories.rules import Catalogue
from reporter.forwarding.models import Forward
from reporter.intake import actions
from reporter.intake.actions import Outcome
from reporter.intake.rules import Submission
from reporter.mail.models import Mail
from reporter.places.rules import Coordinates
from reporter.reports.models import Event, Report, ReportPhoto

# A Monday, half past nine in Paris.
NOW = datetime(2026, 11, 23, 8, 30, tzinfo=UTC)
# In the core of Grazailles; in the Bastide; in Ozanam; in another commune of the Agglo; in Toulouse.
GRAZAILLES = {"latitude": "43.22713", "longitude": "2.35541"}
BASTIDE = {"latitude": "43.2109", "longitude": "2.3511"}
OZANAM = {"latitude": "43.21303", "longitude": "2.37413"}
TREBES = {"latitude": "43.2107", "longitude": "2.4417"}
TOULOUSE = {"latitude": "43.6045", "longitude": "1.444"}
GPS_IFD = 0x8825

Submit = Callable[..., Outcome]


def point(place: dict[str, str]) -> Coordinates:
    return Coordinates(latitude=float(place["latitude"]), longitude=float(place["longitude"]))


def jpeg(*, at: dict[str, str] | None = None, size: tuple[int, int] = (640, 480), colour: str = "olive") -> BytesIO:
    """A JPEG; `at`: where its camera says that it was taken."""
    exif = Image.Exif()
    if at:
        north, east = float(at["latitude"]), float(at["longitude"])
        exif.get_ifd(GPS_IFD).update({1: "N", 2: _sexagesimal(north), 3: "E", 4: _sexagesimal(east)})
    file = BytesIO()
    Image.new("RGB", size, colour).save(file, "JPEG", exif=exif)
    file.seek(0)
    return file


def written() -> dict[str, int]:
    """How many rows there are of all that a report writes."""
    session().rollback()
    tables = (Report, Event, ReportPhoto, Forward, Mail)
    return {table.__tablename__: session().scalar(select(func.count()).select_from(table)) or 0 for table in tables}


def all_of(table: type[Any]) -> list[Any]:
    """The rows as they are in the database now."""
    session().rollback()
    session().expire_all()
    return list(session().scalars(select(table).order_by(table.id)))


def letter(mail: Mail) -> EmailMessage:
    """The message, read as a mail program reads it."""
    message = message_from_bytes(mail.message, policy=default)
    assert isinstance(message, EmailMessage)
    return message


def text_of(mail: Mail, kind: str = "plain") -> str:
    body = letter(mail).get_body((kind,))
    assert body is not None
    return str(body.get_content())


@contextmanager
def statements() -> Iterator[list[str]]:
    """The statements that the database gets meanwhile."""
    seen: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        seen.append(statement)

    event.listen(db.engine, "before_cursor_execute", note)
    try:
        yield seen
    finally:
        event.remove(db.engine, "before_cursor_execute", note)


def fields(**changes: Any) -> dict[str, Any]:
    """Fields that are right, with these instead; None leaves one out."""
    data = {"category": "bulky", "setting": "street", **GRAZAILLES, **changes}
    return {name: value for name, value in data.items() if value is not None}


def post(client: FlaskClient, path: str = "/api/reports", **changes: Any) -> TestResponse:
    """Sends fields that are right, with these instead. A file among them makes it multipart."""
    return client.post(path, data=fields(**changes))


@pytest.fixture
def submit(app: Flask) -> Submit:
    """Submits a bulky report in the street in Grazailles, with these fields instead; `category` is a slug."""

    def make(*, category: str = "bulky", now: datetime = NOW, **changes: Any) -> Outcome:
        found = current(Catalogue).get(category)
        assert found
        plain: dict[str, Any] = {"category": found, "setting": "street", "coordinates": point(GRAZAILLES)}
        return actions.submit(Submission(**{**plain, **changes}), now=now)

    return make


def _sexagesimal(degrees: float) -> tuple[float, float, float]:
    whole, rest = divmod(degrees * 3600, 3600)
    minutes, seconds = divmod(rest, 60)
    return whole, minutes, round(seconds, 4)
