"""A letter made from three small templates, and a post office that answers as a test wants."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from reporter.mail.rules import Letter

NOW = datetime(2026, 11, 23, 8, 30, tzinfo=UTC)


@pytest.fixture
def letter() -> Callable[..., Letter]:
    """Makes a letter to somebody; a test changes what it wants."""

    def make(recipient: str = "voisin@example.org", **changes: object) -> Letter:
        plain = {"subject": "Été à Ozanam", "text": "Bonjour", "html": "<p>Bonjour</p>"}
        return Letter(recipient=recipient, **{**plain, **changes})  # type: ignore[arg-type]

    return make
