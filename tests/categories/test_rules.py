from __future__ import annotations

from datetime import UTC, datetime

import pytest

from reporter.base.settings import TERRITORIES
from reporter.base.words import LANGUAGES
from reporter.categories.reading import load
from reporter.categories.rules import Catalogue, Category, target

# PARTNERS.md, "Categories" and "Targets in working days", by hand: slug, French name, group, working days.
TABLE = [
    ("bulky", "Encombrants", "bulky", 2),
    ("dumping", "Dépôt sauvage", "litter", 2),
    ("bins", "Bac ou colonne", "litter", 1),
    ("street-dirt", "Rue sale", "litter", 3),
    ("needle", "Seringue", "litter", 0),
    ("tags", "Tags", "damage", 10),
    ("damage", "Dégradation", "damage", 10),
    ("vehicle", "Épave", "damage", 15),
    ("pests", "Rats, insalubrité", "damage", 5),
]


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return load(TERRITORIES / "carcassonne")


def category(catalogue: Catalogue, slug: str) -> Category:
    found = catalogue.get(slug)
    assert found is not None
    return found


def test_the_tiles_are_those_of_the_town_in_its_order(catalogue: Catalogue) -> None:
    assert [(c.slug, str(c.name), c.group, c.target_days) for c in catalogue] == TABLE


def test_every_tile_has_its_words_in_all_languages(catalogue: Catalogue) -> None:
    for entry in catalogue:
        wordings = [entry.name, entry.hint, *([entry.warning] if entry.warning else [])]
        for wording in wordings:
            assert set(wording.by_language) == set(LANGUAGES), entry.slug


def test_a_needle_is_urgent_is_sent_at_once_and_warns_before_all_else(catalogue: Catalogue) -> None:
    needle = category(catalogue, "needle")
    assert needle.urgent
    assert needle.skips_edit_window
    assert str(needle.warning) == "Ne touchez pas. Éloignez les enfants."
    assert not any(c.urgent or c.skips_edit_window or c.warning for c in catalogue if c is not needle)


def test_the_photo_of_a_vehicle_is_the_only_one_that_is_never_public(catalogue: Catalogue) -> None:
    assert [c.slug for c in catalogue if not c.photo_public] == ["vehicle"]


def test_who_wants_their_own_bulky_items_collected_is_told_to_call_the_green_number_first(catalogue: Catalogue) -> None:
    hint = category(catalogue, "bulky").hint
    assert all("0800 66 66 41" in hint.to(language) for language in LANGUAGES)


def test_an_unknown_slug_is_no_category(catalogue: Catalogue) -> None:
    assert catalogue.get("noise") is None


def paris(text: str) -> datetime:
    return datetime.fromisoformat(text).astimezone(UTC)


@pytest.mark.parametrize(
    ("slug", "made", "due"),
    [
        # Friday to Monday.
        ("bins", "2026-11-20T10:00+01:00", "2026-11-23T10:00+01:00"),
        # Over a weekend and over 11 November.
        ("bulky", "2026-11-10T09:30+01:00", "2026-11-13T09:30+01:00"),
        ("street-dirt", "2026-11-20T10:00+01:00", "2026-11-25T10:00+01:00"),
        ("pests", "2026-11-23T08:00+01:00", "2026-11-30T08:00+01:00"),
        ("tags", "2026-11-23T08:00+01:00", "2026-12-07T08:00+01:00"),
        # The same hour on the clock, although summer time begins in between.
        ("bulky", "2026-03-27T10:00+01:00", "2026-03-31T10:00+02:00"),
        # Two hours, on a Sunday night too.
        ("needle", "2026-11-22T23:30+01:00", "2026-11-23T01:30+01:00"),
    ],
)
def test_a_report_is_overdue_after_its_working_days(catalogue: Catalogue, slug: str, made: str, due: str) -> None:
    assert target(category(catalogue, slug), paris(made)) == paris(due)
