from __future__ import annotations

from pathlib import Path

import pytest

from reporter.categories.reading import load
from tests.copied_town import CopiedTown


@pytest.fixture
def town(tmp_path: Path) -> CopiedTown:
    return CopiedTown(tmp_path / "town")


def test_a_category_that_is_there_twice_is_named_with_its_line(town: CopiedTown) -> None:
    line = town.change("categories.toml", 'slug = "tags"', 'slug = "bulky"')
    assert town.faults(load) == [("categories.toml", line, "the category 'bulky' is there twice")]


def test_a_tenth_tile_is_a_fault(town: CopiedTown) -> None:
    tenth = '[[category]]\nslug = "noise"\ngroup = "noise"\nname = "Bruit"\nhint = "Bruit."\ntarget_days = 1'
    line = town.add("categories.toml", tenth)
    [(file, at, message)] = town.faults(load)
    assert (file, at) == ("categories.toml", line)
    assert "9 tiles" in message


def test_all_faults_are_named_at_once_each_with_its_line(town: CopiedTown) -> None:
    days = town.change("categories.toml", "target_days = 15\n", 'target_days = "soon"\n')
    french = town.change("categories.toml", 'fr = "Tags"', 'fr = ""')
    key = town.change("categories.toml", "skips_edit_window = true", "skip_edit_window = true")
    faults = town.faults(load)
    assert [(file, line) for file, line, _ in faults] == [("categories.toml", n) for n in (key, french, days)]
    assert "did you mean 'skips_edit_window'?" in faults[0][2]
    assert "whole number" in faults[2][2]
