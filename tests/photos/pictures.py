"""Pictures whose corners tell which way is up, and what a phone writes about itself into a file."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path
from typing import Any

from PIL import ExifTags, Image, ImageDraw

SAMPLES = Path(__file__).parent / "samples"
RED, GREEN, BLUE, WHITE = (255, 0, 0), (0, 255, 0), (0, 0, 255), (255, 255, 255)
# A point in Grazailles, as degrees, minutes, seconds.
GPS = {1: "N", 2: (43.0, 13.0, 37.668), 3: "E", 4: (2.0, 21.0, 19.476)}


def corners(width: int = 96, height: int = 64, mode: str = "RGB") -> Image.Image:
    """Red and green above, blue and white below."""
    image = Image.new("RGB", (width, height), WHITE)
    draw = ImageDraw.Draw(image)
    x, y = width // 2, height // 2
    draw.rectangle((0, 0, x - 1, y - 1), fill=RED)
    draw.rectangle((x, 0, width, y - 1), fill=GREEN)
    draw.rectangle((0, y, x - 1, height), fill=BLUE)
    return image.convert(mode)


def encoded(image: Image.Image, kind: str = "JPEG", **options: Any) -> bytes:
    """The picture's bytes; JPEGs at a quality at which colours stay what they are."""
    out = BytesIO()
    image.save(out, kind, **({"quality": 95, "subsampling": 0} if kind == "JPEG" else {}) | options)
    return out.getvalue()


def exif(*, orientation: int = 1, gps: dict[int, object] | None = None) -> bytes:
    """EXIF as a phone writes it: maker, orientation, and where it was."""
    data = Image.Exif()
    data[ExifTags.Base.Make] = "Sample maker"
    data[ExifTags.Base.Orientation] = orientation
    data.get_ifd(ExifTags.IFD.GPSInfo).update(GPS if gps is None else gps)
    return data.tobytes()


def display_p3() -> bytes:
    """A colour profile with Display P3's primaries (D50-adapted) and gamma 2.2: the smallest that ICC allows."""

    def fixed(*numbers: float) -> bytes:
        return b"".join(round(number * 65536).to_bytes(4, "big", signed=True) for number in numbers)

    tags = {
        b"desc": b"desc\0\0\0\0\0\0\0\x0bDisplay P3\0" + b"\0" * 79,
        b"cprt": b"text\0\0\0\0none\0",
        b"wtpt": b"XYZ \0\0\0\0" + fixed(0.9642, 1.0, 0.8249),
        b"rXYZ": b"XYZ \0\0\0\0" + fixed(0.5151, 0.2412, -0.0011),
        b"gXYZ": b"XYZ \0\0\0\0" + fixed(0.2920, 0.6922, 0.0419),
        b"bXYZ": b"XYZ \0\0\0\0" + fixed(0.1571, 0.0666, 0.7841),
        **dict.fromkeys((b"rTRC", b"gTRC", b"bTRC"), b"curv\x00\x00\x00\x00\x00\x00\x00\x01\x023"),
    }
    directory, body, start = len(tags).to_bytes(4, "big"), b"", 128 + 4 + 12 * len(tags)
    for name, content in tags.items():
        directory += name + (start + len(body)).to_bytes(4, "big") + len(content).to_bytes(4, "big")
        body += content + b"\0" * (-len(content) % 4)
    head = bytes(8) + b"\2\x40\0\0mntrRGB XYZ " + bytes(12) + b"acsp" + bytes(28) + fixed(0.9642, 1.0, 0.8249)
    head = (start + len(body)).to_bytes(4, "big") + head[4:] + bytes(128 - len(head))
    return head + directory + body


def four_corners(jpeg: bytes) -> list[tuple[int, int, int]]:
    """The colours near the corners, each rounded to pure ones: top left, top right, bottom left, bottom right."""
    image = Image.open(BytesIO(jpeg)).convert("RGB")
    w, h = image.size
    points = [(w // 4, h // 4), (3 * w // 4, h // 4), (w // 4, 3 * h // 4), (3 * w // 4, 3 * h // 4)]
    pixels = [image.getpixel(point) for point in points]
    return [tuple(255 if value > 127 else 0 for value in pixel) for pixel in pixels]  # type: ignore[misc, union-attr]
