"""Turns a request into a Submission, or into all of its faults at once. The last place that sees a field."""

from __future__ import annotations

from collections.abc import Sequence
from typing import BinaryIO, cast
from uuid import UUID

from flask import request
from flask_babel import get_locale
from flask_wtf import FlaskForm
from werkzeug.datastructures import FileStorage
from wtforms import Field, StringField

from reporter.base.current import current
from reporter.base.errors import Faults, Refusal
from reporter.base.gathering import Gathering
from reporter.base.settings import Settings
from reporter.categories.rules import Catalogue
from reporter.intake import fields, rules
from reporter.intake.rules import Submission
from reporter.places.gazetteer import Gazetteer
from reporter.places.rules import Coordinates
from reporter.reports.rules import PhotoRef

FORM_TYPES = ("", "multipart/form-data", "application/x-www-form-urlencoded")
# Fields that say where.
PLACE = {"latitude", "longitude", "address", "neighbourhood"}


class ManyField(Field):
    """A field that may come several times: its data is a list of texts."""

    def process_formdata(self, valuelist: list[str]) -> None:
        self.data = [value for value in valuelist if value]

    def process_data(self, value: Sequence[str] | None) -> None:
        self.data = list(value or ())


class ReportForm(FlaskForm):
    """The fields of CONTRACT.md as texts, with the token against forged requests. `kept` are photos sent before."""

    category = StringField()
    latitude = StringField()
    longitude = StringField()
    accuracy = StringField()
    location_source = StringField()
    address = StringField()
    neighbourhood = StringField()
    setting = StringField()
    details = StringField()
    email = StringField()
    phone = StringField()
    language = StringField()
    client_request_id = StringField()
    kept = ManyField()

    @property
    def single(self) -> tuple[str, ...]:
        """The names of the fields that come once at most."""
        return tuple(field.name for field in self if type(field) is StringField)

    @property
    def typed(self) -> dict[str, str]:
        """What stands in those fields, as the page shows it again."""
        return {name: self[name].data or "" for name in self.single}

    def text(self, name: str) -> str:
        """What stands in a field, without the spaces around it; "" when it is absent."""
        return (self[name].data or "").strip(" ")

    def forged(self) -> list[Refusal]:
        """A refusal when it does not come from a page that we gave to this browser; the page can be sent again."""
        return [] if self.validate() else [rules.stale_page()]


class PlainForm(ReportForm):
    """The same fields from a program: no cookie, so no token either."""

    class Meta(FlaskForm.Meta):
        csrf = False
        # No sentence of the library is ever shown: its translations need not be read for each request.
        locales = False

        def get_translations(self, form: object) -> None:
            return None


def photo_streams() -> tuple[BinaryIO, ...]:
    """The files of the field `photos`; a file field that was left empty is none."""
    files = request.files.getlist("photos")
    return tuple(cast("BinaryIO", file.stream) for file in files if file.filename or _holds_something(file))


def request_id_of(form: ReportForm) -> UUID | None:
    """The client's name for this report, or None when it is absent or cannot be one."""
    try:
        return fields.request_id(form.text("client_request_id"))
    except Refusal:
        return None


def read(
    form: ReportForm,
    *,
    streams: tuple[BinaryIO, ...] = (),
    kept: tuple[PhotoRef, ...] = (),
    photo_point: Coordinates | None = None,
    earlier: Sequence[Refusal] = (),
) -> Submission:
    """The submission that the form's fields make, with these photos.

    Raises Faults: those found `earlier`, and every fault of every field.
    """
    catalogue, gazetteer = current(Catalogue), current(Gazetteer)
    reading = Gathering([*earlier, *_check_shape(form)])
    if len(streams) + len(kept) > (most := current(Settings).max_photos):
        reading.faults.append(rules.too_many_photos(most))
    category = reading.take(lambda: fields.category(form.text("category"), catalogue.get))
    point = reading.take(lambda: fields.coordinates(form.text("latitude"), form.text("longitude")))
    accuracy = reading.take(lambda: fields.accuracy(form.text("accuracy")))
    source = reading.take(lambda: fields.location_source(form.text("location_source")))
    address = reading.take(lambda: fields.address(form.address.data or ""))
    neighbourhood = reading.take(lambda: fields.neighbourhood(form.text("neighbourhood"), gazetteer.neighbourhood))
    setting = reading.take(lambda: fields.setting(form.text("setting")))
    details = reading.take(lambda: fields.details(form.details.data or ""))
    email = reading.take(lambda: fields.email(form.text("email")))
    phone = reading.take(lambda: fields.phone(form.text("phone")))
    language = reading.take(lambda: fields.language(form.text("language"), _asked_language()))
    request_id = reading.take(lambda: fields.request_id(form.text("client_request_id")))
    if not (point or photo_point or streams or address or neighbourhood or PLACE & reading.fields):
        reading.faults.append(rules.place_missing())
    if reading.faults or not (category and source and setting and language):
        raise Faults(reading.faults)
    return Submission(
        category=category,
        coordinates=point,
        accuracy=accuracy,
        location_source=source,
        address=address or "",
        neighbourhood=neighbourhood,
        setting=setting,
        details=details or "",
        photos=streams,
        kept=kept,
        photo_point=photo_point,
        email=email,
        phone=phone,
        language=language,
        client_request_id=request_id,
    )


def _check_shape(form: ReportForm) -> list[Refusal]:
    """Fields that come several times, files in place of texts, texts in place of files, and what is no form at all."""
    faults: list[Refusal] = [rules.repeated(name) for name in form.single if len(request.form.getlist(name)) > 1]
    faults += [rules.wrong_kind(name) for name in form.single if name in request.files]
    if any(request.form.getlist("photos")):
        faults.append(rules.wrong_kind("photos"))
    if request.mimetype not in FORM_TYPES:
        faults.append(rules.no_form())
    return faults


def _asked_language() -> str:
    locale = get_locale()
    return str(locale.language) if locale else "fr"


def _holds_something(file: FileStorage) -> bool:
    found = bool(file.stream.read(1))
    file.stream.seek(0)
    return found
