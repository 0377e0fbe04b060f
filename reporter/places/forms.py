"""What a question about places says, as values."""

from __future__ import annotations

from collections.abc import Mapping

from reporter.base.errors import Faults, Invalid, Refusal
from reporter.base.words import N_
from reporter.places.rules import Coordinates

LONGEST_TEXT = 200


def coordinates(fields: Mapping[str, str]) -> Coordinates:
    """The point in `latitude` and `longitude` (degrees, with a point). Raises Faults with what is wrong in each."""
    faults: list[Refusal] = []
    numbers = {}
    for name, missing, wrong in (
        ("latitude", N_("Indiquez la latitude, en degrés."), N_("La latitude doit être un nombre entre -90 et 90.")),
        (
            "longitude",
            N_("Indiquez la longitude, en degrés."),
            N_("La longitude doit être un nombre entre -180 et 180."),
        ),
    ):
        text = fields.get(name, "").strip()
        try:
            numbers[name] = float(text)
        except ValueError:
            faults.append(Invalid(wrong if text else missing, field=name, code="invalid" if text else "missing"))
    if faults:
        raise Faults(faults)
    return Coordinates(**numbers)


def search_text(fields: Mapping[str, str]) -> str:
    """The text in `q`, 1 to 200 characters. Raises Invalid."""
    text = fields.get("q", "").strip()
    if not text:
        raise Invalid(N_("Indiquez une rue, un lieu ou une commune."), field="q", code="missing")
    if len(text) > LONGEST_TEXT:
        raise Invalid(
            N_("Ce texte est trop long : %(most)s caractères au plus."), field="q", code="too_long", most=LONGEST_TEXT
        )
    return text
