"""Turns the address of the list or the map into one value, and says which part of it could not be used."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from math import inf, isfinite

from reporter.base.errors import Invalid
from reporter.base.words import N_
from reporter.board.rules import LAST_PAGE, LIST_TILE_FROM, STATUS_GROUPS, Filters, Tile, parse_tile
from reporter.places.rules import Coordinates


def filters(
    args: Mapping[str, str], *, neighbourhoods: Collection[str], categories: Collection[str]
) -> tuple[Filters, list[Invalid]]:
    """What was asked, and a sentence for each value that is unknown: it is left out, the rest is answered."""
    faults: list[Invalid] = []

    def chosen(field: str, known: Collection[str], sentence: str) -> str | None:
        value = args.get(field, "").strip()
        if value and value not in known:
            faults.append(Invalid(sentence, field=field, code="unknown"))
        return value if value in known else None

    asked = Filters(
        neighbourhood=chosen("quartier", neighbourhoods, N_("Ce quartier n’existe pas : tous sont montrés.")),
        category=chosen("categorie", categories, N_("Cette catégorie n’existe pas : toutes sont montrées.")),
        status=chosen("statut", STATUS_GROUPS, N_("Cet état n’existe pas : tous sont montrés.")),
        tile=_tile(args.get("tuile", "").strip(), faults),
        page=_page(args.get("page", "").strip(), faults),
    )
    return asked, faults


def point(args: Mapping[str, str]) -> Coordinates:
    """The point of `latitude` and `longitude` in degrees. Raises Invalid, which names the field."""
    return Coordinates(latitude=_degrees(args.get("latitude")), longitude=_degrees(args.get("longitude")))


def _degrees(text: str | None) -> float:
    # What is no number becomes infinite, and Coordinates refuses it in its own words.
    try:
        number = float(text or "")
    except ValueError:
        return inf
    return number if isfinite(number) else inf


def _tile(text: str, faults: list[Invalid]) -> Tile | None:
    parts = text.split("/")
    if len(parts) == 3 and all(part.isascii() and part.isdecimal() and len(part) < 9 for part in parts):
        zoom, x, y = map(int, parts)
        tile = parse_tile(zoom, x, y)
        if tile and zoom >= LIST_TILE_FROM:
            return tile
    if text:
        faults.append(Invalid(N_("Ce carré de la carte n’existe pas : toute la ville est montrée."), field="tuile"))
    return None


def _page(text: str, faults: list[Invalid]) -> int:
    if not text:
        return 1
    if text.isascii() and text.isdecimal() and len(text) < 9 and 1 <= int(text) <= LAST_PAGE:
        return int(text)
    faults.append(Invalid(N_("Cette page de la liste n’existe pas : voici la première."), field="page"))
    return 1
