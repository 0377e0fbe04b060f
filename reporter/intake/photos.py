"""Photos of a report that is not written yet: developed, kept in the album, and named by a signed text meanwhile.

A form that comes back with a fault shows them again: nobody should have to photograph a heap of bags twice. What is
never claimed is an orphan in the album, and swept (the album keeps orphans for longer than KEPT_FOR).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import BinaryIO

from reporter.base import tokens
from reporter.base.current import current
from reporter.base.errors import Invalid, NotFound, Refusal, Unavailable
from reporter.base.settings import Settings
from reporter.base.words import N_
from reporter.photos.album import Album
from reporter.photos.darkroom import develop
from reporter.photos.rules import Developed
from reporter.places.rules import Coordinates
from reporter.reports.rules import PhotoRef

KEPT_FOR = timedelta(hours=12)
MEGABYTE = 1_000_000
_PURPOSE = "intake.photo"


@dataclass(frozen=True, kw_only=True)
class Taken:
    """What became of some files: the photos in the album, where the first that knows was taken, and the refusals."""

    photos: tuple[PhotoRef, ...]
    point: Coordinates | None
    faults: tuple[Refusal, ...]


def take(streams: Iterable[BinaryIO]) -> Taken:
    """Develops each file and keeps it in the album; what is no photo becomes a fault. Raises StorageDown."""
    album, most = current(Album), current(Settings).max_photo_mb * MEGABYTE
    photos: dict[str, PhotoRef] = {}
    point: Coordinates | None = None
    faults: list[Refusal] = []
    for stream in streams:
        try:
            developed = develop(stream, max_bytes=most)
            album.keep(developed)
        except Unavailable:
            raise
        except Refusal as refusal:
            faults.append(refusal)
            continue
        # The same photo twice is one.
        photos[developed.key] = _ref(developed)
        point = point or developed.coordinates
    return Taken(photos=tuple(photos.values()), point=point, faults=tuple(faults))


def token(photo: PhotoRef, *, now: datetime) -> str:
    """The signed text by which a form keeps a photo for KEPT_FOR."""
    return tokens.sign(
        current(Settings).secret_key, _PURPOSE, [photo.key, photo.width, photo.height, int(now.timestamp())]
    )


def by_token(text: str, *, now: datetime) -> PhotoRef:
    """The photo that a form kept. Raises Invalid (field "photos") when it was not ours, or for longer than KEPT_FOR."""
    value = tokens.unsign(current(Settings).secret_key, _PURPOSE, text)
    if value is None or datetime.fromtimestamp(value[3], UTC) < now - KEPT_FOR:
        raise Invalid(N_("Cette photo n’est plus disponible. Reprenez-la."), field="photos", code="photo_gone")
    return PhotoRef(key=value[0], width=value[1], height=value[2])


def thumbnail(text: str, *, now: datetime) -> bytes:
    """The small JPEG of a photo that a form kept. Raises NotFound for a text that is not ours, or no longer."""
    try:
        return current(Album).read(by_token(text, now=now).key, "small")
    except Invalid as gone:
        raise NotFound(gone.message) from gone


def _ref(developed: Developed) -> PhotoRef:
    return PhotoRef(key=developed.key, width=developed.width, height=developed.height)
