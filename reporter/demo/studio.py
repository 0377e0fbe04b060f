"""The demo's photos: drawn, developed like anybody's, and kept in the album."""

from __future__ import annotations

import os
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from io import BytesIO

from reporter.base.current import current
from reporter.demo.painter import paint
from reporter.photos.album import Album
from reporter.photos.darkroom import develop
from reporter.reports.rules import PhotoRef

# Pictogram, variant, and whether it is the place afterwards.
Shot = tuple[str, int, bool]
MAX_BYTES = 5_000_000


def shoot(shots: Iterable[Shot]) -> dict[Shot, PhotoRef]:
    """Draws each once, on all cores, and keeps it. The same shot has the same key wherever it is drawn anew."""
    album = current(Album)

    def one(shot: Shot) -> tuple[Shot, PhotoRef]:
        scene, variant, cleaned = shot
        developed = develop(BytesIO(paint(scene, variant, cleaned=cleaned)), max_bytes=MAX_BYTES)
        album.keep(developed)
        return shot, PhotoRef(key=developed.key, width=developed.width, height=developed.height)

    with ThreadPoolExecutor(os.cpu_count() or 2) as threads:
        return dict(threads.map(one, sorted(set(shots))))
