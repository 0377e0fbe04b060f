"""Where a file that somebody sent becomes a photo, or is refused with a sentence that helps.

Pillow itself is behind `enlarger`, loaded with the first photo: the worker never needs it, and the start stays short.
"""

from __future__ import annotations

from threading import BoundedSemaphore
from typing import BinaryIO

from reporter.base.errors import TooLarge
from reporter.base.words import N_
from reporter.photos.rules import HEAD_BYTES, Developed, kind_of

# Photos in work at once, however many threads wait: each may need some 60 MB while it is decoded, and more than two
# cores' worth of them would only wait for each other.
AT_ONCE = 2
_places = BoundedSemaphore(AT_ONCE)


def develop(stream: BinaryIO, *, max_bytes: int) -> Developed:
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

        return enlarger.develop(data, kind)
