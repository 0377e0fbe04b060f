"""What can be reported: the territory's categories, in the order of the tiles, and when a report is overdue."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from reporter.base.clock import add_working_days
from reporter.base.words import Wording

# Nine tiles, three by three, are what a thumb and an eye take in at once (PARTNERS.md).
MOST = 9
# A target of 0 working days: the same patience as the fallback of an urgent forward (DESIGN.md, section 5).
AT_ONCE = timedelta(hours=2)


@dataclass(frozen=True, kw_only=True)
class Category:
    """One tile. `target_days` are working days and never shown to residents; `warning` is shown before all else."""

    slug: str
    name: Wording
    hint: Wording
    group: str
    target_days: int
    icon: str
    urgent: bool = False
    skips_edit_window: bool = False
    photo_public: bool = True
    warning: Wording | None = None


@dataclass(frozen=True)
class Catalogue:
    """The categories of a territory, in the order of the tiles."""

    categories: tuple[Category, ...]
    _by_slug: Mapping[str, Category] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_by_slug", {category.slug: category for category in self.categories})

    def __iter__(self) -> Iterator[Category]:
        return iter(self.categories)

    def __len__(self) -> int:
        return len(self.categories)

    def get(self, slug: str) -> Category | None:
        """The category with that slug, or None."""
        return self._by_slug.get(slug)

    @property
    def slugs(self) -> tuple[str, ...]:
        return tuple(self._by_slug)

    @property
    def showing_photos(self) -> tuple[str, ...]:
        """The slugs of those whose photos an agent may make public."""
        return tuple(category.slug for category in self.categories if category.photo_public)

    @property
    def groups(self) -> tuple[str, ...]:
        """The groups, each once, in the order of the tiles."""
        return tuple(dict.fromkeys(category.group for category in self.categories))


def target(category: Category, created_at: datetime) -> datetime | None:
    """The UTC moment from which a report of this category, made at `created_at`, is overdue.

    Working days are counted without weekends and French public holidays, to the same hour in Paris. A target of 0 days
    means two hours, by night and on holidays too: that is when an urgent forward falls back to the next channel.
    """
    if category.target_days == 0:
        return created_at + AT_ONCE
    return add_working_days(created_at, category.target_days)
