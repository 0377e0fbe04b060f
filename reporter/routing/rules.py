"""The decision as values; `decide` reads the territory's rules."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Role = Literal["lead", "informed"]


@dataclass(frozen=True, kw_only=True)
class Choice:
    """One partner who gets the report, in which role, and the rule that said so (number and words, for people)."""

    partner: str
    role: Role
    rule: str


@dataclass(frozen=True, kw_only=True)
class Decision:
    """Who gets a report. `lead` None: nobody here is in charge (outside the town); it is kept and says so."""

    lead: Choice | None
    informed: tuple[Choice, ...]

    @property
    def choices(self) -> tuple[Choice, ...]:
        """Lead first, then the informed ones."""
        return ((self.lead,) if self.lead else ()) + self.informed
