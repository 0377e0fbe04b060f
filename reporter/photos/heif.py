"""iPhones' HEIC, turned into JPEG by a process of its own: the one module that knows pi-heif.

Its decoders are C and C++ that a damaged file can crash (a few flipped bits did), and they would take the whole server
with them. So the file goes to `python -m reporter.photos.heif` on its standard input, and a JPEG comes back, which is
then developed like any other and trusted no more than one.
"""

from __future__ import annotations

import subprocess
import sys
from contextlib import suppress

from reporter.base.settings import ROOT

# Seconds of work and bytes of memory of the process; a photo of 48 megapixels needs 4 and 500 million.
TIMEOUT_S = 30
MEMORY = 2_000_000_000
TOO_MANY_PIXELS = 3


class TooManyPixels(Exception):
    """More than photos.rules.MAX_PIXELS."""


def as_jpeg(data: bytes) -> bytes:
    """The HEIC file's main picture as a JPEG, upright, no larger than needed, with its GPS and colour profile.

    Raises TooManyPixels, or ValueError when it cannot be decoded.
    """
    command = [sys.executable, "-m", __name__]
    try:
        # An empty environment: whoever breaks out of the decoder finds no secret there.
        child = subprocess.run(  # noqa: S603 - nothing in the command comes from outside
            command, input=data, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
            cwd=ROOT, env={}, timeout=TIMEOUT_S, check=False,
        )  # fmt: skip
    except subprocess.TimeoutExpired as late:
        raise ValueError("decoding took too long") from late
    if child.returncode == TOO_MANY_PIXELS:
        raise TooManyPixels
    if child.returncode != 0:
        raise ValueError(f"decoding ended with {child.returncode}")
    return child.stdout


def _main() -> int:
    from io import BytesIO

    import pi_heif
    from PIL import ExifTags, Image

    from reporter.photos.rules import MAX_PIXELS, SIZES

    _limit()
    Image.MAX_IMAGE_PIXELS = None
    pi_heif.register_heif_opener(thumbnails=False, depth_images=False)
    picture: Image.Image = Image.open(BytesIO(sys.stdin.buffer.read()), formats=["HEIF"])
    if picture.width * picture.height > MAX_PIXELS:
        return TOO_MANY_PIXELS
    exif = b""
    with suppress(Exception):  # broken EXIF refuses no photo
        noted = Image.Exif()
        noted.get_ifd(ExifTags.IFD.GPSInfo).update(picture.getexif().get_ifd(ExifTags.IFD.GPSInfo))
        exif = noted.tobytes()
    picture.load()
    profile = picture.info.get("icc_profile")
    picture.thumbnail((SIZES["large"], SIZES["large"]))
    if picture.mode != "RGB":
        picture = picture.convert("RGBA")
        picture = Image.alpha_composite(Image.new("RGBA", picture.size, "white"), picture).convert("RGB")
    picture.save(sys.stdout.buffer, "JPEG", quality=95, subsampling=0, icc_profile=profile, exif=exif, xmp=b"")
    return 0


def _limit() -> None:
    import resource

    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (TIMEOUT_S, TIMEOUT_S))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


if __name__ == "__main__":
    sys.exit(_main())
