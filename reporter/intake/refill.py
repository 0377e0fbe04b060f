"""Filling the form in for somebody: from its address, or again after a refusal."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import uuid4

from flask import request

from reporter.base.current import current
from reporter.base.errors import Refusal
from reporter.base.gathering import Gathering
from reporter.categories.rules import Catalogue
from reporter.intake import fields, photos
from reporter.intake.forms import PlainForm, ReportForm, request_id_of
from reporter.places.gazetteer import Gazetteer
from reporter.places.rules import Coordinates
from reporter.reports.rules import LocationSource, PhotoRef

# The page shows the fault of a field that nobody sees at one that is seen, or (None) above all of them.
SHOWN_AT = {
    **dict.fromkeys(("latitude", "longitude", "accuracy", "location_source"), "location"),
    **dict.fromkeys(("language", "client_request_id"), None),
}


def prefilled() -> ReportForm:
    """An empty form, with what the address says: `?latitude=&longitude=&category=&poster=`; what is wrong is left out.

    It carries the name of the report that it will make, so that a second tap on the button makes no second one.
    """
    asked = PlainForm(formdata=request.args)
    reading = Gathering()
    category = reading.take(lambda: fields.category(asked.text("category"), current(Catalogue).get))
    point = reading.take(lambda: fields.coordinates(asked.text("latitude"), asked.text("longitude")))
    form = ReportForm(formdata=None)
    form.category.data = category.slug if category else ""
    if point and current(Gazetteer).locate(point).zone != "outside":
        set_point(form, point, "poster" if request.args.get("poster") else "pin")
    form.client_request_id.data = str(uuid4())
    return form


def kept_photos(form: ReportForm, *, now: datetime) -> tuple[tuple[PhotoRef, ...], list[Refusal]]:
    """The photos that came with an earlier try of this form, and a fault for each that we no longer have."""
    kept: list[PhotoRef] = []
    faults: list[Refusal] = []
    for token in form.kept.data:
        try:
            kept.append(photos.by_token(token, now=now))
        except Refusal as refusal:
            faults.append(refusal)
    return tuple(kept), faults


def ready_again(form: ReportForm, refusals: Sequence[Refusal], *, photo_point: Coordinates | None) -> None:
    """Makes a refused form one that can be sent: without the point that was refused, with the one that a photo gave."""
    fields = {shown(refusal).field for refusal in refusals}
    if "location" in fields:
        set_point(form, None)
    elif photo_point and not form.text("latitude"):
        set_point(form, photo_point, "photo")
    if request_id_of(form) is None:
        form.client_request_id.data = str(uuid4())


def shown(refusal: Refusal) -> Refusal:
    """The refusal at the field that the page shows: what is wrong with a hidden one is wrong with the place."""
    field = SHOWN_AT.get(refusal.field or "", refusal.field)
    return Refusal(refusal.message, field=field, code=refusal.code, **refusal.values)


def set_point(form: ReportForm, point: Coordinates | None, source: LocationSource = "pin") -> None:
    """Puts a point into the form, or takes it out."""
    form.latitude.data = str(point.latitude) if point else ""
    form.longitude.data = str(point.longitude) if point else ""
    form.location_source.data = source if point else ""
    form.accuracy.data = ""
