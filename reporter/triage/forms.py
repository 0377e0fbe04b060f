"""Reads what agents typed. The last place that sees a field."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import BinaryIO

from flask import request

from reporter.base.errors import Invalid
from reporter.base.words import N_
from reporter.reports import queries as reports
from reporter.triage.rules import Move


@dataclass(frozen=True, kw_only=True)
class TypedMove:
    """The fields of a move as they were typed, to be shown again when they are refused."""

    status: str = ""
    text: str = ""
    date: str = ""
    reason: str = ""
    service: str = ""
    duplicate: str = ""


def typed_move() -> TypedMove:
    return TypedMove(**{name: text(name) for name in TypedMove.__dataclass_fields__})


def read_move(typed: TypedMove) -> Move:
    """The move that the fields make, still without its photo. Raises Invalid for a date or a reference that is none."""
    return Move(
        to=typed.status,
        text=typed.text,
        on=_day(typed.date) if typed.status == "planned" else None,
        reason=typed.reason if typed.status == "closed" else None,
        service=typed.service if typed.reason == "elsewhere" else "",
        duplicate_of=_original(typed.duplicate) if typed.status == "closed" and typed.reason == "duplicate" else None,
    )


def photo() -> BinaryIO | None:
    """The file of the field `photo`, if one was chosen."""
    file = request.files.get("photo")
    return file.stream if file and file.filename else None  # type: ignore[return-value]


def version() -> int:
    """The version of the report that the agent saw; without a number it is none that ever was."""
    return number("version", default=-1)


def number(name: str, *, default: int) -> int:
    """A field as a whole number."""
    value = request.form.get(name, "")
    return int(value) if value.isascii() and value.isdecimal() and len(value) < 10 else default


def text(name: str) -> str:
    """A field's text: line ends as one character, nothing that a database refuses."""
    return request.form.get(name, "").replace("\r\n", "\n").replace("\x00", "").strip()


def _day(value: str) -> date | None:
    try:
        return date.fromisoformat(value) if value else None
    except ValueError as fault:
        raise Invalid(N_("Cette date n’existe pas. Écrivez-la comme 2026-11-30."), field="date") from fault


def _original(value: str) -> int | None:
    found = reports.by_reference(value) if value else None
    if value and found is None:
        raise Invalid(N_("Aucun signalement ne porte ce numéro. Vérifiez-le."), field="duplicate")
    return found.id if found else None
