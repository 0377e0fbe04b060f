"""What the public sees of a report, and how the list and the map are asked for it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from reporter.places.quadkey import ZOOM
from reporter.places.rules import IN_TOWN
from reporter.reports.rules import OPEN, SNAP_RESIDENCE_M, SNAP_STREET_M, STATUSES

PAGE_SIZE = 24
# Whoever wants more than this filters: a page's cost stays the same however far one turns.
LAST_PAGE = 100
# `statut=open` stands for all that is not ended yet.
STATUS_GROUPS: dict[str, tuple[str, ...]] = {"open": OPEN, **{status: (status,) for status in STATUSES}}

# The map: no tile beyond this zoom; from POSITIONS_FROM on each snapped position stands alone, before that a cluster
# is a cell of a 4 × 4 grid over the tile.
DEEPEST = 20
POSITIONS_FROM = 17
GRID_ZOOMS = 2
# More positions than squares of 50 m fit into a tile of POSITIONS_FROM.
MOST_CELLS = 100
# The list can be narrowed to a map tile, but not to one so large (450 m wide here) that sorting it would cost.
LIST_TILE_FROM = 16

# A likely duplicate: snapped at most this far away, in metres, so that a report of the same corner is found whichever
# square it fell into; open, or resolved this recently.
NEARBY_M = {SNAP_STREET_M: 100, SNAP_RESIDENCE_M: 200}
NEARBY_RESOLVED = timedelta(days=7)
NEARBY_SHOWN = 5


@dataclass(frozen=True, kw_only=True)
class Tile:
    """A square of the map in the Web-Mercator grid."""

    zoom: int
    x: int
    y: int

    def __str__(self) -> str:
        return f"{self.zoom}/{self.x}/{self.y}"


@dataclass(frozen=True, kw_only=True)
class Filters:
    """What somebody asked the list or the map for; None or empty: everything."""

    neighbourhood: str | None = None
    category: str | None = None
    status: str | None = None
    tile: Tile | None = None
    page: int = 1

    @property
    def statuses(self) -> tuple[str, ...]:
        return STATUS_GROUPS[self.status] if self.status else ()

    @property
    def any(self) -> bool:
        return bool(self.neighbourhood or self.category or self.status or self.tile)


@dataclass(frozen=True, kw_only=True)
class PublicPhoto:
    """A photo that an agent released. `number` is its place in the address, from 1; `key` is never shown."""

    number: int
    key: str
    kind: str
    width: int
    height: int


@dataclass(frozen=True, kw_only=True)
class Step:
    """One line of the public history: who said what is told, what they wrote is not."""

    day: date
    status: str
    partner: str | None
    phone: str | None
    on: date | None
    reason: str | None


@dataclass(frozen=True, kw_only=True)
class Lead:
    """Whom the report went to last, and how far it got."""

    partner: str
    state: str


@dataclass(frozen=True, kw_only=True)
class PublicReport:
    """All that strangers may know of a report. Degrees of the snapped position, metres of its square, days in Paris."""

    id: int
    reference: str
    category: str
    neighbourhood: str | None
    zone: str
    commune: str
    day: date
    status: str
    closing_reason: str | None
    planned_on: date | None
    me_too: int
    latitude: float
    longitude: float
    precision_m: int
    # Only the neighbourhood is known, by its own name or by a street's (reports.rules.is_vague).
    approximate: bool
    duplicate_of: int | None
    lead: Lead | None = None
    photos: tuple[PublicPhoto, ...] = ()

    @property
    def open(self) -> bool:
        return self.status in OPEN

    @property
    def in_town(self) -> bool:
        return self.zone in IN_TOWN


@dataclass(frozen=True, kw_only=True)
class Cluster:
    """Several reports in one cell of the map: its middle in degrees, and the tile that holds them all."""

    latitude: float
    longitude: float
    count: int
    tile: Tile


@dataclass(frozen=True, kw_only=True)
class Square:
    """What one map tile shows."""

    clusters: tuple[Cluster, ...]
    points: tuple[PublicReport, ...]


def precision(setting: str) -> int:
    """Metres of the square that a public position is the middle of."""
    return SNAP_STREET_M if setting == "street" else SNAP_RESIDENCE_M


def parse_tile(zoom: int, x: int, y: int) -> Tile | None:
    """The tile, or None when there is no such tile, or it is deeper than the map goes."""
    inside = 0 <= zoom <= DEEPEST and 0 <= x < 1 << zoom and 0 <= y < 1 << zoom
    return Tile(zoom=zoom, x=x, y=y) if inside else None


def cell_shift(zoom: int) -> int:
    """By how many bits quadkeys are shifted so that one number is left for each cell of a tile at that zoom."""
    return 0 if zoom >= POSITIONS_FROM else 2 * (ZOOM - zoom - GRID_ZOOMS)
