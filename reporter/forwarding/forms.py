"""A partner's answer: the form's fields as they were typed, and the one value that they become."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import get_args

from reporter.base.errors import Invalid
from reporter.base.words import N_
from reporter.forwarding.rules import Answer, AnswerName
from reporter.reports.rules import PhotoRef

MAX_SLUG = 40


@dataclass(frozen=True, kw_only=True)
class Typed:
    """The fields as they came, for showing them again. Line ends are plain; what cannot be shown is dropped."""

    answer: str = ""
    date: str = ""
    to: str = ""
    note: str = ""

    @classmethod
    def of(cls, fields: Mapping[str, str]) -> Typed:
        return cls(
            answer=_shown(fields.get("answer", "")),
            date=_shown(fields.get("date", "")),
            to=_shown(fields.get("to", "")),
            note=_shown(fields.get("note", "").replace("\r\n", "\n")).strip(),
        )


def answer_name(text: str) -> AnswerName:
    """Which of the four it is. Raises Invalid (field "answer")."""
    for name in get_args(AnswerName):
        if text == name:
            return name
    raise Invalid(N_("Choisissez une des quatre réponses."), field="answer")


def parse(typed: Typed, *, photo: PhotoRef | None = None) -> Answer:
    """The answer as a value. What belongs to another answer (a day for "done") is left out.

    Raises Invalid (fields "answer", "date", "to").
    """
    name = answer_name(typed.answer)
    return Answer(
        answer=name,
        on=_day(typed.date) if name == "planned" else None,
        to=_slug(typed.to) if name == "declined" else "",
        note=typed.note,
        photo=photo if name == "done" else None,
    )


def _day(text: str) -> date | None:
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError as wrong:
        raise Invalid(N_("Écrivez la date ainsi : 2026-11-30."), field="date") from wrong


def _slug(text: str) -> str:
    if len(text) > MAX_SLUG:
        raise Invalid(N_("Choisissez un service de la liste, ou laissez « Je ne sais pas »."), field="to")
    return text


def _shown(text: str) -> str:
    return "".join(c for c in text if c.isprintable() or c == "\n")
