"""Who gets a report: the decision as values, the territory's rules, and `decide`, which reads them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from reporter.base.errors import Invalid
from reporter.base.words import N_
from reporter.routing.conditions import Case, InformedRow, LeadRow

__all__ = ["Case", "Choice", "Decision", "InformedRow", "LeadRow", "OutsideTerritory", "Rulebook", "decide"]

Role = Literal["lead", "informed"]


class OutsideTerritory(Invalid):
    """The place lies outside the territory: nobody here can act. Field "location", code "outside".

    area: the territory's name. commune: the nearest commune, when it is near enough to be named, else "".
    """

    def __init__(self, area: str, commune: str) -> None:
        if commune:
            sentence = N_(
                "Ce lieu est hors du territoire couvert (%(area)s). La commune la plus proche est %(commune)s : "
                "adressez-vous à sa mairie."
            )
        else:
            sentence = N_(
                "Ce lieu est hors du territoire couvert (%(area)s). Vérifiez la position, ou adressez-vous à la mairie "
                "de la commune où vous êtes."
            )
        super().__init__(sentence, field="location", code="outside", area=area, commune=commune)


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


@dataclass(frozen=True, kw_only=True)
class Rulebook:
    """The territory's rules. Lead: the first row that matches. Informed: all rows that match, less the lead.

    `area`: the name of the whole territory, for the sentence of a refusal.
    """

    area: str
    lead: tuple[LeadRow, ...]
    informed: tuple[InformedRow, ...]


def decide(rulebook: Rulebook, case: Case) -> Decision:
    """Who is in charge of this case and who is told, each with the rule that said so.

    Raises OutsideTerritory when the rules refuse the place.
    """
    row = next(row for row in rulebook.lead if row.when.matches(case))
    if row.refuse:
        raise OutsideTerritory(rulebook.area, case.nearest_commune)
    lead = Choice(partner=row.partner, role="lead", rule=row.rule) if row.partner else None
    told: dict[str, Choice] = {}
    for other in rulebook.informed:
        if other.partner != row.partner and other.when.matches(case):
            # Two rules may name the same partner: the first one is the reason that is kept.
            told.setdefault(other.partner, Choice(partner=other.partner, role="informed", rule=other.rule))
    return Decision(lead=lead, informed=tuple(told.values()))
