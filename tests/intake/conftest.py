"""What reports come in with: fields that are right, and photos as phones take them."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import pytest
from flask.testing import FlaskClient
from PIL import Image
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from reporter.base.db import session
from reporter.forwarding.models import Forward
from reporter.mail.models import Mail
from reporter.reports.models import Event, Report, ReportPhoto

# In the cores of Grazailles and of Ozanam; in the Bastide; in another commune of the Agglo; in Toulouse.
GRAZAILLES = {"latitude": "43.22713", "longitude": "2.35541"}
BASTIDE = {"latitude": "43.2109", "longitude": "2.3511"}
TOULOUSE = {"latitude": "43.6045", "longitude": "1.444"}
GPS_IFD, DEGREES = 0x8825, 3600


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


def post(client: FlaskClient, path: str = "/api/reports", **fields: Any) -> TestResponse:
    """Sends fields that are right, with these instead; None leaves one out. Files make it multipart."""
    data = {"category": "bulky", "setting": "street", **GRAZAILLES, **fields}
    return client.post(path, data={name: value for name, value in data.items() if value is not None})


@pytest.fixture
def only_report(app):
    """The one report that is there."""

    def find() -> Report:
        session().rollback()
        return session().scalars(select(Report)).one()

    return find


def _sexagesimal(degrees: float) -> tuple[float, float, float]:
    whole, rest = divmod(degrees * DEGREES, DEGREES)
    minutes, seconds = divmod(rest, 60)
    return whole, minutes, round(seconds, 4)
