"""Where a file that somebody sent becomes a photo, or is refused with a sentence that helps.

Pillow itself is behind `enlarger`, loaded with the first photo: the worker never needs it, and the start stays short.
"""

from __future__ import annotations

import ctypes
import os
from contextlib import nullcontext, suppress
from threading import BoundedSemaphore, Lock
from typing import IO

from reporter.base.errors import TooLarge
from reporter.base.words import N_
from reporter.photos.rules import HEAD_BYTES, Developed, kind_of

# Photos in work at once, however many threads wait: decoding one takes up to 60 MB of memory and a whole core.
_places = BoundedSemaphore(min(max(2, os.cpu_count() or 2), 4))
# Pixels from which a photo is decoded with no other such one beside it: at the limit it takes 240 MB.
HEAVY = 16_000_000
_alone = Lock()

# glibc learns from the first large block that is freed to keep the next ones: 8 threads with 12 megapixels each left
# 77 MB behind and had 269 MB at the worst moment, against 33 and 98 when blocks over a megabyte go back at once.
M_MMAP_THRESHOLD = -3
with suppress(OSError, AttributeError):
    ctypes.CDLL("libc.so.6").mallopt(M_MMAP_THRESHOLD, 1 << 20)


def develop(stream: IO[bytes], *, max_bytes: int) -> Developed:
    """The photo in both sizes, upright, in sRGB, without any metadata, and the point its camera noted.

    stream: JPEG, PNG, WebP or HEIC, told by content; of an animation the first picture is taken.
    Raises TooLarge (over max_bytes) or Invalid, both with field "photos" and a code that begins with `photo_`.
    """
    with _places:
        data = stream.read(max_bytes + 1)
        if len(data) > max_bytes:
            raise TooLarge(
                N_("Cette photo dépasse %(megabytes)s Mo. Choisissez-en une plus légère, ou reprenez-la."),
                field="photos", code="photo_too_large", megabytes=max(1, max_bytes // 1_000_000),
            )  # fmt: skip
        kind = kind_of(data[:HEAD_BYTES])
        from reporter.photos import enlarger

        picture, pixels = enlarger.opened(data, kind)
        with _alone if pixels > HEAVY else nullcontext():
            return enlarger.developed(picture)
