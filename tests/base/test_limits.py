"""Limits per address hold when the queue that counts them for all processes is away."""

from __future__ import annotations

import time

import pytest

from reporter.base.limits import limiter


@pytest.fixture(autouse=True)
def _forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    """The limiter, one for the process, has not noticed yet; and does not remember it afterwards."""
    monkeypatch.setattr(limiter, "_storage_dead", False)


@pytest.mark.parametrize("queue", ["closed_port", "silent_port"])
def test_without_the_queue_each_process_counts_by_itself(
    environ: dict[str, str], request: pytest.FixtureRequest, queue: str
) -> None:
    environ |= {"QUEUE_URL": f"redis://127.0.0.1:{request.getfixturevalue(queue)}/0", "RATE_LIMIT": "on"}
    client = request.getfixturevalue("client")
    began = time.monotonic()
    answers = [client.get("/api/places/search?q=bastide").status_code for _ in range(121)]
    assert answers == [200] * 120 + [429]
    assert time.monotonic() - began < 5


@pytest.mark.parametrize("queue", ["closed_port", "silent_port"])
def test_without_the_queue_what_counts_afterwards_breaks_nothing(
    environ: dict[str, str], request: pytest.FixtureRequest, queue: str
) -> None:
    environ |= {"QUEUE_URL": f"redis://127.0.0.1:{request.getfixturevalue(queue)}/0", "RATE_LIMIT": "on"}
    client = request.getfixturevalue("client")
    form = {"reference": "CRC-0000", "code": "x"}
    assert [client.post("/suivi", data=form).status_code for _ in range(6)] == [422] * 5 + [429]
