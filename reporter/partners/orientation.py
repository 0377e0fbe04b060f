"""Where to turn when it is not cleanliness: two questions at most, then the right door."""

from __future__ import annotations

from dataclasses import dataclass

from reporter.base.territory import Table
from reporter.base.words import Wording

MOST_QUESTIONS = 2


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What a visitor may answer: it leads to one more question, or to partners (`doors`, slugs; the best first)."""

    label: Wording
    doors: tuple[str, ...] = ()
    then: Question | None = None


@dataclass(frozen=True, kw_only=True)
class Question:
    """A question and its answers."""

    text: Wording
    answers: tuple[Answer, ...]


def read_orientation(table: Table, known: tuple[str, ...], depth: int = 1) -> Question:
    """The question of `[orientation]`; doors must be among the slugs `known`. Faults are noted in the table."""
    if depth > MOST_QUESTIONS:
        table.fault(f"there are {MOST_QUESTIONS} questions at most before a door")
    answers = tuple(_answer(entry, known, depth) for entry in table.tables("answer"))
    return Question(text=table.wording("question"), answers=answers)


def _answer(table: Table, known: tuple[str, ...], depth: int) -> Answer:
    then = table.table("then", required=False)
    doors = table.some_of("doors", known, ())
    if bool(doors) == bool(then):
        table.fault("an answer leads either to 'doors' or to one more question under 'then'")
    question = read_orientation(then, known, depth + 1) if then else None
    return Answer(label=table.wording("label"), doors=doors, then=question)
