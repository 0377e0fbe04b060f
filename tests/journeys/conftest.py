"""The whole installation as `script/server` runs it: web and worker, own folders, a free port on loopback."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from bench.server import Server


@pytest.fixture(scope="module")
def served() -> Iterator[Server]:
    with Server() as server:
        yield server
