"""The one module that knows Pillow: bytes in, upright JPEGs in two sizes out."""

from __future__ import annotations

import hashlib
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from math import ceil

from PIL import ExifTags, Image, ImageCms

from reporter.base.errors import Invalid, Refusal
from reporter.base.words import N_
from reporter.photos import heif
from reporter.photos.rules import MAX_PIXELS, SIZES, Developed, Kind, Size, position
from reporter.places.rules import Coordinates

# Pillow only warns of a bomb; here the warning is an error, and `opened` looks at the size itself as well.
Image.MAX_IMAGE_PIXELS = MAX_PIXELS
warnings.simplefilter("error", Image.DecompressionBombWarning)
# Broken EXIF is no news: phones write it.
warnings.filterwarnings("ignore", module=r"PIL\.TiffImagePlugin")
QUALITY: dict[Size, int] = {"large": 82, "small": 78}
# Rows turned to RGB at a time: a picture of 60 megapixels is never in memory twice.
STRIP_ROWS = 256
# A progressive JPEG has some ten scans; thousands of them in one small file cost hours.
MAX_SCANS = 200
SRGB = ImageCms.createProfile("sRGB")
TRANSPOSE = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}


def opened(data: bytes, kind: Kind) -> tuple[Image.Image, int]:
    """The picture, its pixels not read yet, and how many of them will be in memory when they are.

    Raises Invalid when it is damaged or has too many pixels.
    """
    with _decoding():
        if kind == "JPEG" and data.count(b"\xff\xda") > MAX_SCANS:
            raise ValueError("too many scans")
        if kind == "HEIF":
            data, kind = heif.as_jpeg(data), "JPEG"
        picture = Image.open(BytesIO(data), formats=[kind])
        _check_pixels(picture)
        whole = picture.width * picture.height
        if kind == "WEBP":
            return picture, 2 * whole  # its decoder holds two of them
        # A JPEG is decoded at a half, a quarter or an eighth of its size where that suffices; a progressive one is
        # in memory as a whole all the same.
        picture.draft(None, _target(picture))
        return picture, whole if picture.info.get("progressive") else picture.width * picture.height


def developed(picture: Image.Image) -> Developed:
    """The photo of an opened picture. Raises Invalid when it is damaged."""
    with _decoding():
        picture.load()
    orientation, coordinates = _noted(picture)
    large = _in_srgb(_shrunk(picture), picture.info.get("icc_profile"))
    if orientation in TRANSPOSE:
        large = large.transpose(TRANSPOSE[orientation])
    small = large.copy()
    small.thumbnail((SIZES["small"], SIZES["small"]))
    sizes: dict[Size, bytes] = {"large": _jpeg(large, "large"), "small": _jpeg(small, "small")}
    return Developed(
        key=hashlib.blake2s(sizes["large"], digest_size=16).hexdigest(),
        width=large.width,
        height=large.height,
        sizes=sizes,
        coordinates=coordinates,
    )


@contextmanager
def _decoding() -> Iterator[None]:
    """Gives the faults of four formats' decoders, which raise whatever they like on broken bytes, our names."""
    try:
        yield
    except Refusal:
        raise
    except (Image.DecompressionBombError, Image.DecompressionBombWarning, heif.TooManyPixels) as bomb:
        raise _too_many_pixels() from bomb
    except Exception as damage:
        raise Invalid(
            N_("Cette photo est abîmée ou incomplète. Choisissez-la à nouveau, ou reprenez-la."),
            field="photos", code="photo_damaged",
        ) from damage  # fmt: skip


def _check_pixels(picture: Image.Image) -> None:
    if picture.width * picture.height > MAX_PIXELS:
        raise _too_many_pixels()


def _too_many_pixels() -> Invalid:
    return Invalid(
        N_("Cette image dépasse %(megapixels)s millions de pixels. Reprenez-la avec une résolution plus basse."),
        field="photos", code="photo_too_many_pixels", megapixels=MAX_PIXELS // 1_000_000,
    )  # fmt: skip


def _target(picture: Image.Image) -> tuple[int, int]:
    """Width and height of the large size."""
    scale = min(1.0, SIZES["large"] / max(picture.size))
    return max(1, int(picture.width * scale)), max(1, int(picture.height * scale))


def _noted(picture: Image.Image) -> tuple[int, Coordinates | None]:
    """The orientation (1 to 8) and the point that the camera noted. Nothing in EXIF can refuse a photo."""
    try:
        exif = picture.getexif()
        orientation = exif.get(ExifTags.Base.Orientation, 1)
        return (orientation if isinstance(orientation, int) else 1), position(exif.get_ifd(ExifTags.IFD.GPSInfo))
    except Exception:
        # Broken in one of a hundred ways; then it says nothing.
        return 1, None


def _shrunk(picture: Image.Image) -> Image.Image:
    """The picture at the large size, as RGB, L or CMYK; transparent parts are white."""
    if picture.mode not in ("RGB", "L", "CMYK") or "transparency" in picture.info:
        picture = _flattened(picture)
    picture.thumbnail((SIZES["large"], SIZES["large"]))
    return picture


def _flattened(picture: Image.Image) -> Image.Image:
    """The picture in RGB at no less than twice the large size (or its own), strip by strip."""
    factor = max(1, max(picture.size) // (2 * SIZES["large"]))
    flat = Image.new("RGB", (ceil(picture.width / factor), ceil(picture.height / factor)))
    rows = STRIP_ROWS * factor
    for top in range(0, picture.height, rows):
        strip = _opaque(picture.crop((0, top, picture.width, min(top + rows, picture.height))))
        flat.paste(strip.reduce(factor) if factor > 1 else strip, (0, top // factor))
    return flat


def _opaque(strip: Image.Image) -> Image.Image:
    if strip.mode.startswith("I"):
        # 16 bits of grey.
        return strip.convert("I").point(lambda value: value / 257).convert("L").convert("RGB")
    if strip.mode in ("RGBA", "LA", "PA", "La", "RGBa") or "transparency" in strip.info:
        white = Image.new("RGBA", strip.size, "white")
        return Image.alpha_composite(white, strip.convert("RGBA")).convert("RGB")
    return strip.convert("RGB")


def _in_srgb(picture: Image.Image, profile: bytes | None) -> Image.Image:
    """The same colours in sRGB: iPhones' Display P3 looks dull, and CMYK wrong, when its profile is only dropped."""
    if not profile or b"sRGB" in profile or "sRGB".encode("utf-16-be") in profile:
        return picture.convert("RGB")
    try:
        own = ImageCms.ImageCmsProfile(BytesIO(profile))
        return ImageCms.profileToProfile(picture, own, SRGB, outputMode="RGB") or picture.convert("RGB")
    except (ImageCms.PyCMSError, OSError, ValueError, TypeError):
        # A broken profile, or one that does not fit the picture.
        return picture.convert("RGB")


def _jpeg(picture: Image.Image, size: Size) -> bytes:
    # What the file said about itself (comment, XMP …) must not slip through.
    picture.info = {}
    out = BytesIO()
    picture.save(out, "JPEG", quality=QUALITY[size], progressive=True)
    return out.getvalue()
