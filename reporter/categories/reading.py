"""Reads `categories.toml`."""

from __future__ import annotations

from pathlib import Path

from reporter.base.territory import Fault, Table, read, stop_at
from reporter.categories.rules import MOST, Catalogue, Category

FILE = "categories.toml"


def load(folder: Path) -> Catalogue:
    """The categories of a territory's folder. Raises TerritoryFault with every fault of the file."""
    faults: list[Fault] = []
    catalogue = read_catalogue(folder, faults)
    stop_at(faults)
    return catalogue


def read_catalogue(folder: Path, faults: list[Fault]) -> Catalogue:
    """As `load`, but notes the faults and goes on with what can be read."""
    root = read(folder / FILE, faults)
    tables = root.tables("category")
    categories: dict[str, Category] = {}
    for table in tables:
        category = _category(table)
        if category.slug in categories:
            table.fault(f"the category {category.slug!r} is there twice", key="slug")
        elif category.slug:
            categories[category.slug] = category
    if len(tables) > MOST:
        tables[MOST].fault(f"there are {len(tables)} categories; the page has {MOST} tiles at most")
    root.finish()
    return Catalogue(tuple(categories.values()))


def _category(table: Table) -> Category:
    slug = table.slug()
    return Category(
        slug=slug,
        name=table.wording("name"),
        hint=table.wording("hint"),
        group=table.slug("group"),
        target_days=table.whole("target_days", most=250),
        icon=table.text("icon", slug),
        urgent=table.boolean("urgent", False),
        skips_edit_window=table.boolean("skips_edit_window", False),
        photo_public=table.boolean("photo_public", True),
        warning=table.optional_wording("warning"),
    )
