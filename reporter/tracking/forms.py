"""What an author sends from the private page."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from flask import request

from reporter.base.current import current
from reporter.base.errors import Faults, Invalid
from reporter.base.gathering import Gathering
from reporter.base.words import N_
from reporter.categories.rules import Catalogue
from reporter.intake import fields
from reporter.intake.rules import Correction
from reporter.places.gazetteer import Gazetteer
from reporter.reports.models import Report
from reporter.reports.rules import MAX_DETAILS


@dataclass(frozen=True, kw_only=True)
class Typed:
    """The fields of the correction as texts, to be shown again."""

    category: str
    setting: str
    details: str
    address: str = ""
    neighbourhood: str = ""


def as_it_is(report: Report) -> Typed:
    """The fields as the report has them; the place stays unless another one is written."""
    return Typed(category=report.category, setting=report.setting, details=report.details)


def typed_correction() -> Typed:
    """The fields as they came."""
    return Typed(**{name: request.form.get(name, "") for name in Typed.__dataclass_fields__})


def read_correction(typed: Typed) -> Correction:
    """The correction that the fields make. Raises Faults."""
    reading = Gathering()
    category = reading.take(lambda: fields.category(typed.category, current(Catalogue).get))
    setting = reading.take(lambda: fields.setting(typed.setting))
    details = reading.take(lambda: fields.details(typed.details))
    address = reading.take(lambda: fields.address(typed.address))
    neighbourhood = reading.take(lambda: fields.neighbourhood(typed.neighbourhood, current(Gazetteer).neighbourhood))
    if reading.faults or not (category and setting):
        raise Faults(reading.faults)
    return Correction(
        category=category, setting=setting, details=details or "", address=address or "", neighbourhood=neighbourhood
    )


def note() -> str:
    """What the author adds in words. Raises Invalid (field "note")."""
    text = request.form.get("note", "")
    if "\0" in text or len(text) > MAX_DETAILS:
        raise Invalid(N_("Votre message est trop long : 1 000 caractères au plus."), field="note", code="too_long")
    return text.strip()


def text_too() -> bool:
    """Whether the author's words are to be deleted with the contacts."""
    return request.form.get("text_too") == "1"


def key(form: Mapping[str, str]) -> tuple[str, str]:
    """The reference and the short code that somebody typed."""
    return form.get("reference", "")[:40], form.get("code", "")[:40]
