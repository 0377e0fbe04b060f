"""Reports as intake makes them, and moments around them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import time_machine

from tests.intake.conftest import NOW, submit

__all__ = ["submit"]
SOON = NOW + timedelta(minutes=3)
LATER = NOW + timedelta(minutes=20)
NEXT_WEEK = NOW + timedelta(days=7)


@pytest.fixture
def clock() -> Iterator[Any]:
    """The time is three minutes after the report; `clock.move_to(…)`."""
    with time_machine.travel(SOON, tick=False) as travelling:
        yield travelling
