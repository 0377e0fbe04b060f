"""What each field may hold.

Every check takes the text of a field, gives back its value (None or "" when it is absent) and raises Invalid with the
field's name, a code, and what the resident can do about it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection
from math import isfinite
from typing import TypeVar
from uuid import UUID

from email_validator import EmailNotValidError, validate_email

from reporter.base.errors import Invalid
from reporter.base.words import LANGUAGES, N_
from reporter.categories.rules import Category
from reporter.places.rules import Coordinates, Neighbourhood
from reporter.reports.rules import MAX_DETAILS, SETTINGS, LocationSource, Setting

T = TypeVar("T")

# What a client may say of where its point comes from; "neighbourhood" is only ever our own conclusion.
SOURCES_OF_POINTS: tuple[LocationSource, ...] = ("gps", "photo", "address", "pin", "poster")
# As wide as the column that keeps it.
MAX_ADDRESS = 200
# A position that could be anywhere in a circle of that radius says nothing.
MAX_ACCURACY_M = 100_000
MAX_PHONE = 30

_NUMBER = re.compile(r"[+-]?[0-9]{1,9}(\.[0-9]{0,30})?([eE][+-]?[0-9]{1,3})?", re.ASCII)
_UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE | re.ASCII)
_PHONE = re.compile(r"\+?[0-9][0-9 .()/-]*", re.ASCII)
# Narrower than the standard: braces, backticks, slashes and the like are legal, and no mailbox of a person has them.
_MAILBOX = re.compile(r"[A-Za-z0-9.'_+-]+@[^@]+")
_LINE_BREAKS = re.compile(r"[\x01-\x1f\x7f-\x9f\u2028\u2029]+")


def category(text: str, find: Callable[[str], Category | None]) -> Category:
    """The category of that slug; `find` is the catalogue's."""
    if not text:
        raise Invalid(N_("Choisissez ce que vous voyez."), field="category", code="missing")
    found = find(text)
    if found is None:
        raise Invalid(
            N_("Cette catégorie n’existe pas. Choisissez-en une dans la liste."), field="category", code="unknown"
        )
    return found


def coordinates(latitude: str, longitude: str) -> Coordinates | None:
    """The point, when both are there; WGS 84, degrees."""
    if not latitude and not longitude:
        return None
    missing = "latitude" if not latitude else "longitude"
    if not latitude or not longitude:
        raise Invalid(
            N_("Envoyez la latitude et la longitude ensemble, ou aucune des deux."), field=missing, code="missing"
        )
    return Coordinates(latitude=_degrees(latitude, "latitude"), longitude=_degrees(longitude, "longitude"))


def accuracy(text: str) -> float | None:
    """Metres, from 0 to MAX_ACCURACY_M."""
    if not text:
        return None
    number = _number(text)
    if number is None or not 0 <= number <= MAX_ACCURACY_M:
        raise Invalid(
            N_("La précision de la position doit être un nombre de mètres, de 0 à 100 000."),
            field="accuracy", code="out_of_range",
        )  # fmt: skip
    return number


def location_source(text: str) -> LocationSource:
    """Where the form's point comes from; absent: a pin on the map."""
    return _known(
        text or "pin", SOURCES_OF_POINTS, field="location_source",
        message=N_("Cette origine de la position n’est pas connue : gps, photo, address, pin ou poster."),
    )  # fmt: skip


def setting(text: str) -> Setting:
    """In the street, in a residence; absent: unknown."""
    return _known(
        text or "unknown", SETTINGS, field="setting",
        message=N_("Choisissez : dans la rue, dans une résidence, ou je ne sais pas."),
    )  # fmt: skip


def language(text: str, default: str) -> str:
    """One of words.LANGUAGES; absent: `default`."""
    return _known(
        text or default, LANGUAGES, field="language",
        message=N_("Cette langue n’est pas proposée : choisissez fr, en, es, ar ou tr."),
    )  # fmt: skip


def neighbourhood(text: str, find: Callable[[str], Neighbourhood | None]) -> Neighbourhood | None:
    """The neighbourhood of that slug; `find` is the gazetteer's."""
    if not text:
        return None
    found = find(text)
    if found is None:
        raise Invalid(
            N_("Ce quartier n’est pas dans la liste. Choisissez-en un autre, ou écrivez l’adresse."),
            field="neighbourhood", code="unknown",
        )  # fmt: skip
    return found


def details(text: str) -> str:
    """Free text as it was typed (line ends as \\n), at most MAX_DETAILS characters."""
    _refuse_null(text, "details")
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if len(text) > MAX_DETAILS:
        raise Invalid(
            N_("Votre précision compte %(count)s caractères. Gardez-en %(most)s au plus."),
            field="details", code="too_long", count=len(text), most=MAX_DETAILS,
        )  # fmt: skip
    return text if text.strip() else ""


def address(text: str) -> str:
    """Free text on one line, at most MAX_ADDRESS characters."""
    _refuse_null(text, "address")
    text = _LINE_BREAKS.sub(" ", text).strip()
    if len(text) > MAX_ADDRESS:
        raise Invalid(
            N_("Cette adresse est trop longue. Gardez le numéro et le nom de la rue."), field="address", code="too_long"
        )
    return text


def email(text: str) -> str | None:
    """An address that mail could reach, its domain in ASCII; whether it exists is not asked."""
    if not text:
        return None
    try:
        checked = validate_email(text, check_deliverability=False, allow_smtputf8=False, strict=True)
        plain = checked.ascii_email
    except EmailNotValidError:
        plain = None
    if not plain or not _MAILBOX.fullmatch(plain):
        raise Invalid(
            N_("Cette adresse e-mail n’est pas valable. Vérifiez-la, par exemple nom@exemple.fr."),
            field="email", code="invalid",
        )  # fmt: skip
    return plain


def phone(text: str) -> str | None:
    """A number that could be dialled: 8 to 15 digits, with the usual signs between them."""
    if not text:
        return None
    digits = sum(character.isdigit() for character in text)
    if not _PHONE.fullmatch(text) or not 8 <= digits <= 15 or len(text) > MAX_PHONE:
        raise Invalid(
            N_("Ce numéro de téléphone semble incomplet. Écrivez-le comme 06 12 34 56 78, ou laissez vide."),
            field="phone", code="invalid",
        )  # fmt: skip
    return text


def request_id(text: str) -> UUID | None:
    """The client's own name for this report, a UUID with its hyphens. All zeros would be everybody's: refused."""
    if not text:
        return None
    if not _UUID.fullmatch(text) or UUID(text).int == 0:
        raise Invalid(
            N_("L’identifiant de l’envoi doit être un UUID. Rechargez la page, puis renvoyez votre signalement."),
            field="client_request_id", code="invalid",
        )  # fmt: skip
    return UUID(text)


def _degrees(text: str, field: str) -> float:
    number = _number(text)
    if number is None:
        message = {
            "latitude": N_("La latitude doit être un nombre de degrés, par exemple 43.2130."),
            "longitude": N_("La longitude doit être un nombre de degrés, par exemple 2.3510."),
        }
        raise Invalid(message[field], field=field, code="not_a_number")
    return number


def _number(text: str) -> float | None:
    """A finite number written in plain digits with a point; Python itself would also read "1_0" and "infinity"."""
    if not _NUMBER.fullmatch(text):
        return None
    number = float(text)
    return number if isfinite(number) else None


def _known(text: str, allowed: Collection[T], *, field: str, message: str) -> T:
    for value in allowed:
        if value == text:
            return value
    raise Invalid(message, field=field, code="unknown")


def _refuse_null(text: str, field: str) -> None:
    if "\0" in text:
        raise Invalid(
            N_("Ce texte contient un caractère qui ne peut pas être gardé. Retapez-le, puis renvoyez."),
            field=field, code="null_byte",
        )  # fmt: skip
