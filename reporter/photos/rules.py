"""What we take as a photo, what becomes of it, and how its position is read."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import isfinite
from typing import Literal

from reporter.base.errors import Invalid
from reporter.base.words import N_
from reporter.places.rules import Coordinates

Size = Literal["large", "small"]
# Pixels of the longer side.
SIZES: dict[Size, int] = {"large": 1600, "small": 400}
MAX_PIXELS = 60_000_000
# Bytes of a file's beginning that tell what it is.
HEAD_BYTES = 512

Kind = Literal["JPEG", "PNG", "WEBP", "HEIF"]
HEIF_BRANDS = {b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"hevm", b"hevs", b"mif1", b"msf1"}
AVIF_BRANDS = {b"avif", b"avis"}
# The beginnings of files that people choose by mistake, or that pretend, and what those are called.
OTHER_PICTURES = {
    b"GIF8": "GIF", b"II*\0": "TIFF", b"MM\0*": "TIFF", b"BM": "BMP", b"\0\0\1\0": "ICO", b"8BPS": "Photoshop",
    b"\xff\x0a": "JPEG XL", b"\0\0\0\x0cJXL ": "JPEG XL", b"\0\0\0\x0cjP  ": "JPEG 2000",
}  # fmt: skip
OTHER_FILES = {
    b"%PDF": "PDF", b"MZ": "EXE", b"\x7fELF": "ELF", b"PK\3\4": "ZIP", b"\xd0\xcf\x11\xe0": "Office", b"{\\rtf": "RTF",
}  # fmt: skip
SVG = re.compile(rb"<svg[\s>]", re.IGNORECASE)
HTML = re.compile(rb"<(!doctype|html|script|head|body|\?php)", re.IGNORECASE)

KEY = re.compile(r"[0-9a-f]{32}\Z")

# Tags of EXIF's GPS directory (CIPA DC-008, 4.6.6).
LATITUDE_REF, LATITUDE, LONGITUDE_REF, LONGITUDE = 1, 2, 3, 4


@dataclass(frozen=True, kw_only=True)
class Developed:
    """A photo as we keep it: upright JPEGs without metadata.

    key: 32 hexadecimal characters, the hash of the large one. width, height: pixels of the large one.
    coordinates: where its camera said it was taken, if it did.
    """

    key: str
    width: int
    height: int
    sizes: Mapping[Size, bytes]
    coordinates: Coordinates | None


def kind_of(head: bytes) -> Kind:
    """What the file is by its first HEAD_BYTES, whatever its name says.

    Raises Invalid (field "photos") with a code and a sentence of its own for an empty file, a video, a picture in a
    format that we do not take, and everything else.
    """
    if not head:
        raise _refused(N_("Ce fichier est vide. Choisissez à nouveau la photo, ou reprenez-la."), "photo_empty")
    if head.startswith(b"\xff\xd8\xff"):
        return "JPEG"
    if head.startswith(b"\x89PNG\r\n\x1a\n"):
        return "PNG"
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return "WEBP"
    if head[4:8] == b"ftyp":
        return _boxed(head)
    raise _something_else(head)


def _boxed(head: bytes) -> Kind:
    """ISO base media files: iPhones' HEIC, but also AVIF and every phone's videos."""
    length = min(int.from_bytes(head[:4], "big"), len(head))
    brands = {head[8:12], *(head[at : at + 4] for at in range(16, length, 4))}
    if brands & AVIF_BRANDS:
        raise _other_picture("AVIF")
    if head[8:12] in HEIF_BRANDS:
        return "HEIF"
    raise _refused(N_("Les vidéos ne peuvent pas être envoyées. Prenez une photo de ce que vous voyez."), "photo_video")


def _something_else(head: bytes) -> Invalid:
    """The refusal that names what the file is, as far as its beginning tells."""
    picture = "SVG" if SVG.search(head) else _begins(head, OTHER_PICTURES)
    if picture:
        return _other_picture(picture)
    file = "HTML" if HTML.search(head) else _begins(head, OTHER_FILES)
    if file:
        return _refused(
            N_("Ce fichier n’est pas une photo mais un fichier %(format)s. Envoyez une photo JPEG, PNG, WebP ou HEIC."),
            "photo_not_a_photo", format=file,
        )  # fmt: skip
    return _refused(
        N_("Ce fichier n’est pas une photo, ou il est abîmé. Envoyez une photo JPEG, PNG, WebP ou HEIC."),
        "photo_unknown",
    )


def _other_picture(name: str) -> Invalid:
    return _refused(
        N_("Les images %(format)s ne sont pas acceptées. Envoyez une photo JPEG, PNG, WebP ou HEIC."),
        "photo_format", format=name,
    )  # fmt: skip


def _begins(head: bytes, names: Mapping[bytes, str]) -> str | None:
    return next((name for beginning, name in names.items() if head.startswith(beginning)), None)


def _refused(message: str, code: str, **values: object) -> Invalid:
    return Invalid(message, field="photos", code=code, **values)


def position(gps: Mapping[int, object]) -> Coordinates | None:
    """The point that a photo's GPS directory (tag -> value) names.

    None when anything in it is missing, no number, out of range, or exactly 0° 0°: cameras without a fix write that.
    """
    latitude = _degrees(gps.get(LATITUDE), gps.get(LATITUDE_REF), "N", "S", 90)
    longitude = _degrees(gps.get(LONGITUDE), gps.get(LONGITUDE_REF), "E", "W", 180)
    if latitude is None or longitude is None or latitude == longitude == 0:
        return None
    return Coordinates(latitude=latitude, longitude=longitude)


def _degrees(value: object, ref: object, positive: str, negative: str, most: int) -> float | None:
    """Degrees, minutes and seconds (one to three numbers; minutes may carry the fraction) with their hemisphere."""
    parts = list(value) if isinstance(value, Sequence) and not isinstance(value, str | bytes) else [value]
    numbers = [_number(part) for part in parts]
    side = _letter(ref)
    if side not in (positive, negative) or not 1 <= len(numbers) <= 3:
        return None
    degrees, minutes, seconds = [*numbers, 0.0, 0.0][:3]
    if degrees is None or minutes is None or seconds is None or minutes > 60 or seconds > 60:
        return None
    total = degrees + minutes / 60 + seconds / 3600
    if total > most:
        return None
    return round(-total if side == negative else total, 7)


def _number(value: object) -> float | None:
    """A number from 0, be it a fraction, a float or a text; None for anything else, 1/0 and NaN."""
    try:
        number = float(value)  # type: ignore[arg-type]
    except (TypeError, ValueError, ZeroDivisionError, OverflowError):
        return None
    return number if isfinite(number) and number >= 0 else None


def _letter(ref: object) -> str:
    text = ref.decode("ascii", "replace") if isinstance(ref, bytes) else ref
    return text.strip("\0 ")[:1].upper() if isinstance(text, str) else ""
