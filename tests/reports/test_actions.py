"""The sweep of photos that no report names."""

from __future__ import annotations

import os
import time
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask

from reporter.base import clock
from reporter.base.current import current
from reporter.base.db import transaction
from reporter.base.errors import NotFound
from reporter.photos.album import Album
from reporter.photos.rules import Developed
from reporter.reports import actions
from reporter.reports.rules import PhotoRef
from tests.forwarding.conftest import write_report


def kept(letter: str, uploads: Path, *, hours_ago: float) -> str:
    """A photo in the album, as old as that."""
    key = letter * 32
    current(Album).keep(
        Developed(key=key, width=1, height=1, sizes={"large": b"large", "small": b"small"}, coordinates=None)
    )
    then = time.time() - hours_ago * 3600
    for file in uploads.rglob(f"{key}-*.jpg"):
        os.utime(file, (then, then))
    return key


def test_only_old_photos_that_no_report_names_are_removed(app: Flask, environ: dict[str, str]) -> None:
    uploads = Path(environ["UPLOADS"])
    orphan = kept("a", uploads, hours_ago=48)
    named = kept("b", uploads, hours_ago=48)
    young = kept("c", uploads, hours_ago=12)
    with transaction():
        write_report(photos=(PhotoRef(key=named, width=1, height=1),))
    assert actions.sweep_orphans(clock.now()) == 1
    album = current(Album)
    assert album.read(named, "large") == b"large"
    assert album.read(young, "small") == b"small"
    with pytest.raises(NotFound):
        album.read(orphan, "small")
    assert actions.sweep_orphans(clock.now()) == 0


def test_in_time_every_orphan_goes_however_many(
    app: Flask, environ: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(actions, "BATCH", 3)
    for letter in "0123456789":
        kept(letter, Path(environ["UPLOADS"]), hours_ago=1)
    assert actions.sweep_orphans(clock.now()) == 0
    assert actions.sweep_orphans(clock.now() + timedelta(days=2)) == 10
