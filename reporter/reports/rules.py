"""A report's states and how it moves between them; what may be seen of it; how it is named."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from math import cos, radians
from typing import Literal
from uuid import UUID

from reporter.base.errors import Conflict, Invalid
from reporter.base.tokens import ALPHABET, heard, sayable
from reporter.base.words import N_
from reporter.places.rules import Coordinates, Place

Setting = Literal["street", "residence", "unknown"]
SETTINGS: tuple[Setting, ...] = ("street", "residence", "unknown")
LocationSource = Literal["gps", "photo", "address", "pin", "poster", "neighbourhood"]
SOURCES = ("web", "agent", "phone", "open311", "import", "demo")
MAX_DETAILS = 1000

# From where one may move to where; history is append-only events.
MOVES: dict[str, tuple[str, ...]] = {
    "received": ("forwarded", "acknowledged", "planned", "resolved", "closed"),
    "forwarded": ("acknowledged", "planned", "resolved", "closed"),
    "acknowledged": ("planned", "resolved", "closed"),
    "planned": ("planned", "resolved", "closed"),
    "resolved": ("reopened", "closed"),
    "closed": ("reopened",),
    "reopened": ("forwarded", "acknowledged", "planned", "resolved", "closed"),
}
STATUSES = tuple(MOVES)
OPEN = ("received", "forwarded", "acknowledged", "planned", "reopened")
ENDED = ("resolved", "closed")

# How pages name a status; `%(partner)s`, `%(date)s`, `%(reason)s` are filled from the event that set it.
STATUS_NAMES = {
    "received": N_("Reçu"),
    "forwarded": N_("Transmis"),
    "acknowledged": N_("Pris en charge"),
    "planned": N_("Intervention prévue"),
    "resolved": N_("Résolu"),
    "closed": N_("Clos"),
    "reopened": N_("Rouvert"),
}
# What can happen to a report. `status` is a move, which everybody may see; who sees the others is up to the event.
EVENTS = (
    "status", "answer", "passed_on", "note", "edit", "assignment", "photo_shown", "photo_hidden", "forgotten",
)  # fmt: skip
CLOSING_REASONS = {
    "elsewhere": N_("transmis à un autre service"),
    "duplicate": N_("déjà signalé"),
    "nothing_found": N_("rien trouvé sur place"),
    "not_handled": N_("ne sera pas traité"),
    "off_topic": N_("hors sujet"),
    "withdrawn": N_("retiré par son auteur"),
}
# Closed for one of these, a report is no longer shown to the public.
HIDDEN_REASONS = ("withdrawn", "off_topic")
# Metres to which a public position is snapped.
SNAP_STREET_M = 50
SNAP_RESIDENCE_M = 200
# Metres from which on an address that was found is no longer one place to go to: a street known by its quarter alone.
VAGUE_FROM_M = 150.0
METRES_PER_DEGREE = 111_320


@dataclass(frozen=True, kw_only=True)
class PhotoRef:
    """A photo that is already in the album: its key and the pixels of its large size."""

    key: str
    width: int
    height: int


@dataclass(frozen=True, kw_only=True)
class NewReport:
    """All that is known of a report when it comes in. Metres, UTC."""

    category: str
    setting: Setting
    details: str
    place: Place
    accuracy: float | None
    location_source: LocationSource
    urgent: bool
    due_at: datetime | None
    held_until: datetime | None
    language: str
    source: str
    email: str | None = None
    phone: str | None = None
    client_request_id: UUID | None = None
    address_next_at: datetime | None = None
    photos: tuple[PhotoRef, ...] = field(default=())


def new_reference() -> str:
    """A reference that can be said on the telephone: JR-7K4P2Q."""
    return f"JR-{sayable(6)}"


def parse_reference(text: str) -> str | None:
    """The reference that somebody typed or read out ("jr 7k4p2q", "7K4P2Q"), or None when it cannot be one."""
    code = heard(text.strip())
    code = code.removeprefix("JR") if len(code) == 8 else code
    return f"JR-{code}" if len(code) == 6 and set(code) <= set(ALPHABET) else None


def check_move(now: str, to: str, *, reason: str | None = None) -> None:
    """Raises Conflict when the table does not allow the move, Invalid when closing lacks a known reason."""
    if to not in MOVES.get(now, ()):
        raise Conflict(N_("Ce changement n’est plus possible : le signalement a changé entre-temps."), field="status")
    if to == "closed" and reason not in CLOSING_REASONS:
        raise Invalid(N_("Choisissez le motif de clôture."), field="reason")


def is_public(status: str, closing_reason: str | None) -> bool:
    """Whether strangers may see what is public of it; otherwise their answer is 410."""
    return not (status == "closed" and closing_reason in HIDDEN_REASONS)


def is_vague(location_source: str, accuracy: float | None) -> bool:
    """Whether whoever goes there must look for it: only the neighbourhood is known. `accuracy` in metres.

    A GPS that knows little is not meant: its point is where somebody stood, and its accuracy is shown with it.
    """
    wide = accuracy is not None and accuracy >= VAGUE_FROM_M
    return location_source == "neighbourhood" or (location_source == "address" and wide)


def snap(point: Coordinates, *, setting: str) -> Coordinates:
    """The middle of a square of 50 m (residence or unknown: 200 m), so that no door can be told from it."""
    metres = SNAP_STREET_M if setting == "street" else SNAP_RESIDENCE_M
    step_lat = metres / METRES_PER_DEGREE
    latitude = max(-90.0, min(90.0, (point.latitude // step_lat + 0.5) * step_lat))
    # From the snapped latitude: all points of one row share their columns.
    step_lon = step_lat / max(cos(radians(latitude)), 0.01)
    longitude = max(-180.0, min(180.0, (point.longitude // step_lon + 0.5) * step_lon))
    return Coordinates(latitude=round(latitude, 5), longitude=round(longitude, 5))
