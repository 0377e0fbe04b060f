"""The content policy lets a page load what the settings name, and nothing else."""

from __future__ import annotations

import re

import pytest


@pytest.mark.parametrize(
    ("tiles", "sources"),
    [
        ("", "'self' data: blob:"),
        ("https://tiles.example/{z}/{x}/{y}.png", "'self' data: blob: https://tiles.example"),
        ("http://127.0.0.1:8331/{z}/{x}/{y}.png", "'self' data: blob: http://127.0.0.1:8331"),
    ],
)
def test_pictures_come_from_here_and_from_the_background_map(
    environ: dict[str, str], request: pytest.FixtureRequest, tiles: str, sources: str
) -> None:
    environ["TILES_URL"] = tiles
    policy = request.getfixturevalue("client").get("/").headers["Content-Security-Policy"]
    found = re.search(r"img-src ([^;]*);", policy)
    assert found
    assert found[1].strip() == sources
