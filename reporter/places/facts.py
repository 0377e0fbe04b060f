"""territory.toml: who the town is, its neighbourhoods, the communes around it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from reporter.base.errors import Invalid
from reporter.base.territory import Fault, Table, read
from reporter.base.words import Wording, fold
from reporter.places.notice import Notice, read_notice
from reporter.places.rules import Coordinates

FILE = "territory.toml"


@dataclass(frozen=True, kw_only=True)
class Commune:
    """A commune of the Agglo, with its centre."""

    insee: str
    name: str
    centre: Coordinates
    line: int


@dataclass(frozen=True, kw_only=True)
class Named:
    """A neighbourhood as territory.toml has it. `also`: other names that people or official files use."""

    slug: str
    name: str
    served: bool
    also: tuple[str, ...]
    line: int


@dataclass(frozen=True, kw_only=True)
class Source:
    """Where data of the territory comes from, for the legal notice."""

    what: Wording
    licence: str


@dataclass(frozen=True, kw_only=True)
class Facts:
    """All of territory.toml."""

    slug: str
    name: str
    insee: str
    department: str
    region: str
    agglo: str
    epci: str
    map_centre: Coordinates
    map_zoom: int
    sources: tuple[Source, ...]
    neighbourhoods: tuple[Named, ...]
    communes: tuple[Commune, ...]
    notice: Notice


def read_facts(folder: Path, faults: list[Fault]) -> Facts:
    """The folder's territory.toml; what is wrong with it is added to `faults`."""
    root = read(folder / FILE, faults)
    agglo = root.table("agglo")
    view = root.table("map")
    facts = Facts(
        slug=root.slug(),
        name=root.text("name"),
        insee=root.text("insee"),
        department=root.text("department", ""),
        region=root.text("region", ""),
        agglo=agglo.text("name") if agglo else "",
        epci=agglo.text("epci", "") if agglo else "",
        map_centre=_point(view) if view else Coordinates(latitude=0, longitude=0),
        map_zoom=view.whole("zoom", least=1, most=20) if view else 1,
        sources=tuple(Source(what=s.wording("what"), licence=s.text("licence")) for s in root.tables("source")),
        neighbourhoods=tuple(_neighbourhood(table) for table in root.tables("neighbourhood")),
        communes=tuple(_commune(table) for table in agglo.tables("communes")) if agglo else (),
        notice=read_notice(root.table("notice", required=False)),
    )
    root.finish()
    _check(facts, root)
    return facts


def _neighbourhood(table: Table) -> Named:
    return Named(
        slug=table.slug(),
        name=table.text("name"),
        served=table.boolean("served"),
        also=table.texts("also", ()),
        line=table.line,
    )


def _commune(table: Table) -> Commune:
    return Commune(insee=table.text("insee"), name=table.text("name"), centre=_point(table), line=table.line)


def _point(table: Table) -> Coordinates:
    latitude = table.number("latitude", least=-90, most=90)
    longitude = table.number("longitude", least=-180, most=180)
    try:
        return Coordinates(latitude=latitude, longitude=longitude)
    except Invalid:  # nan
        table.fault("latitude and longitude must be numbers")
        return Coordinates(latitude=0, longitude=0)


def _check(facts: Facts, root: Table) -> None:
    seen: dict[str, int] = {}
    for kind, key, line in [
        *(("the slug", n.slug, n.line) for n in facts.neighbourhoods),
        *(("the name", fold(name), n.line) for n in facts.neighbourhoods for name in {n.name, *n.also}),
        *(("the INSEE code", c.insee, c.line) for c in facts.communes),
    ]:
        if key and seen.setdefault(f"{kind} {key}", line) != line:
            root.faults.append(Fault(root.file, line, f"{kind} {key!r} is already on line {seen[f'{kind} {key}']}"))
    if facts.insee and facts.communes and facts.insee not in {c.insee for c in facts.communes}:
        root.fault(f"insee: no commune of the Agglo has the town's code {facts.insee!r}", key="insee")
