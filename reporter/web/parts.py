"""What is built once at start and found with `current(...)`: the territory's data, the album, the post office."""

from __future__ import annotations

from flask import Flask

from reporter.base.current import install
from reporter.base.settings import Settings


def install_all(app: Flask, settings: Settings) -> None:
    """Reads the territory and opens the doors. Raises TerritoryFault with every fault of the town's data."""
    _ = install, settings
