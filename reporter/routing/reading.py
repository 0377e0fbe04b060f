"""Reads `routing.toml`, and finds what cannot be meant: unknown slugs, gaps, rows that can never matter."""

from __future__ import annotations

from pathlib import Path

from reporter.base.territory import Fault, Table, read, stop_at
from reporter.categories.reading import read_catalogue
from reporter.categories.rules import Catalogue
from reporter.partners.reading import read_directory
from reporter.partners.rules import Directory
from reporter.places.facts import read_facts
from reporter.places.rules import IN_TOWN
from reporter.routing.conditions import SETTINGS, ZONES, Case, Condition, InformedRow, LeadRow, every_case
from reporter.routing.rules import Rulebook

FILE = "routing.toml"
# A forward keeps the rule's words: the width of its column.
MOST_LETTERS = 200


def load(folder: Path) -> Rulebook:
    """The rules of a territory's folder, held against its categories, partners and neighbourhoods.

    Raises TerritoryFault with every fault: unknown slugs, a case without a lead, a row that can never matter; where a
    file that is referred to is at fault, with its faults alone.
    """
    faults: list[Fault] = []
    facts, catalogue = read_facts(folder, faults), read_catalogue(folder, faults)
    directory = read_directory(folder, faults)
    # Where the files that are referred to are at fault, an unknown slug here may be theirs.
    stop_at(faults)
    root = read(folder / FILE, faults)
    reader = _Reader(catalogue, directory, tuple(neighbourhood.slug for neighbourhood in facts.neighbourhoods))
    leads = [(table, reader.lead(table)) for table in root.tables("lead")]
    informed = [(table, reader.informed(table)) for table in root.tables("informed", required=False)]
    root.finish()
    stop_at(faults)
    _check(catalogue, root, leads, informed)
    stop_at(faults)
    return Rulebook(area=facts.agglo, lead=tuple(row for _, row in leads), informed=tuple(row for _, row in informed))


class _Reader:
    def __init__(self, catalogue: Catalogue, directory: Directory, neighbourhoods: tuple[str, ...]) -> None:
        self.catalogue = catalogue
        self.neighbourhoods = neighbourhoods
        self.partners = tuple(partner.slug for partner in directory.forwardable)
        self.shown_only = tuple(partner.slug for partner in directory.others)
        self.rules: set[str] = set()

    def lead(self, table: Table) -> LeadRow:
        """One `[[lead]]` row."""
        refuse, nobody = table.boolean("refuse", False), table.boolean("nobody", False)
        partner = self._partner(table) if table.has("partner") else None
        if refuse + nobody + table.has("partner") != 1:
            table.fault("a lead row has exactly one of 'partner', 'nobody = true' and 'refuse = true'")
        rule, when = self._rule(table), self._condition(table)
        return LeadRow(rule=rule, when=when, partner=partner, refuse=refuse)

    def informed(self, table: Table) -> InformedRow:
        """One `[[informed]]` row."""
        return InformedRow(rule=self._rule(table), when=self._condition(table), partner=self._partner(table))

    def _partner(self, table: Table) -> str:
        partner = table.text("partner")
        if partner in self.shown_only:
            table.fault(f"partner: {partner!r} has no channels, a report cannot be sent there", key="partner")
            return partner
        return table.one_of("partner", self.partners)

    def _rule(self, table: Table) -> str:
        rule = table.text("rule")
        if len(rule) > MOST_LETTERS:
            table.fault(f"rule: must have {MOST_LETTERS} letters at most", key="rule")
        if rule and rule in self.rules:
            table.fault(f"rule: another row has the same words: {rule!r}", key="rule")
        self.rules.add(rule)
        return rule

    def _condition(self, table: Table) -> Condition:
        in_any = table.boolean("in_a_neighbourhood", False)
        return Condition(
            zones=_some(table, "zones", ZONES),
            categories=_some(table, "categories", self.catalogue.slugs),
            groups=_some(table, "groups", self.catalogue.groups),
            settings=_some(table, "settings", SETTINGS),
            neighbourhoods=_some(table, "neighbourhoods", self.neighbourhoods),
            in_a_neighbourhood=in_any if table.has("in_a_neighbourhood") else None,
        )


def _some(table: Table, key: str, known: tuple[str, ...]) -> frozenset[str] | None:
    values = table.some_of(key, known, ())
    if not table.has(key):
        return None
    if not values:
        table.fault(f"{key}: an empty list matches nothing; leave the key out to match everything", key=key)
    return frozenset(values)


def _check(
    catalogue: Catalogue, root: Table, leads: list[tuple[Table, LeadRow]], informed: list[tuple[Table, InformedRow]]
) -> None:
    """Notes every kind of case that has no rule or a rule that it must not have, and every row that never matters."""
    categories = [(category.slug, category.group) for category in catalogue]
    conditions = [row.when for _, row in leads] + [row.when for _, row in informed]
    used: set[str] = set()
    for case in every_case(categories, conditions):
        table, row = next(((table, row) for table, row in leads if row.when.matches(case)), (root, None))
        if row is None:
            root.fault(f"no lead row matches {_named(case)}")
            continue
        used.add(row.rule)
        if row.refuse != (case.zone == "outside"):
            says = "must not be refused" if row.refuse else "must be refused: it is outside the territory"
            table.fault(f"{_named(case)} {says}")
        elif row.partner is None and case.zone in IN_TOWN:
            table.fault(f"{_named(case)} is in the town and must have a partner in charge")
        if not row.refuse:
            used |= _informing(case, row.partner, [row for _, row in informed])
    for table, row in leads:
        if row.rule not in used:
            table.fault("this row can never be reached: the rows before it match all of its cases")
    for table, other in informed:
        if other.rule not in used:
            table.fault("this row never informs anybody: its partner is in charge or informed already in all its cases")


def _informing(case: Case, lead: str | None, informed: list[InformedRow]) -> set[str]:
    """The rules that add a partner in this case."""
    told: dict[str, str] = {}
    for row in informed:
        if row.partner != lead and row.when.matches(case):
            told.setdefault(row.partner, row.rule)
    return set(told.values())


def _named(case: Case) -> str:
    where = f" in {case.neighbourhood_slug!r}" if case.neighbourhood_slug not in (None, "-") else ""
    return f"category {case.category!r}, setting {case.setting!r}, zone {case.zone!r}{where}"
