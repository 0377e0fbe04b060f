"""Real files of four formats become upright photos without a past, or are refused."""

from __future__ import annotations

import threading
import time
import zlib
from io import BytesIO

import pytest
from PIL import Image, PngImagePlugin

from reporter.base.errors import Invalid, Refusal, TooLarge
from reporter.photos import darkroom
from reporter.photos.rules import Developed
from reporter.places.rules import Coordinates
from tests.photos.pictures import BLUE, GREEN, RED, SAMPLES, WHITE, corners, display_p3, encoded, exif, four_corners

# Pillow speaks of bombs and of broken EXIF; outside pytest, which resets the filters, the enlarger has them set.
pytestmark = [
    pytest.mark.filterwarnings("ignore::UserWarning:PIL.TiffImagePlugin"),
    pytest.mark.filterwarnings("ignore::PIL.Image.DecompressionBombWarning"),
]
UPRIGHT = [RED, GREEN, BLUE, WHITE]
GRAZAILLES = Coordinates(latitude=43.22713, longitude=2.35541)
PHONE_HEIC = (SAMPLES / "upright.heic").read_bytes()
XMP = b'<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF>Sample author</rdf:RDF></x:xmpmeta>'
# What must never be found in a kept file.
TRACES = (b"Exif", b"http://ns.adobe.com/xap", b"xmpmeta", b"Photoshop", b"ICC_PROFILE", b"GPS", b"Sample", b"MPF")


def develop(data: bytes, max_bytes: int = 20_000_000) -> Developed:
    return darkroom.develop(BytesIO(data), max_bytes=max_bytes)


def refusal(data: bytes, max_bytes: int = 20_000_000) -> Refusal:
    with pytest.raises(Refusal) as refused:
        develop(data, max_bytes)
    assert refused.value.field == "photos"
    assert refused.value.message % refused.value.values
    return refused.value


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "HEIF"])
def test_each_format_becomes_two_upright_jpegs_without_metadata(kind: str) -> None:
    """The position is read before it is removed."""
    data = PHONE_HEIC if kind == "HEIF" else encoded(corners(), kind, exif=exif(), xmp=XMP)
    assert b"Sample" in data
    photo = develop(data)
    assert photo.coordinates == GRAZAILLES
    assert (photo.width, photo.height) == (96, 64)
    for jpeg in photo.sizes.values():
        assert four_corners(jpeg) == UPRIGHT
        assert not [trace for trace in TRACES if trace in jpeg]
        image = Image.open(BytesIO(jpeg))
        assert (image.format, image.mode) == ("JPEG", "RGB")
        assert not set(image.info) - {"jfif", "jfif_version", "jfif_unit", "jfif_density", "progressive", "progression"}
        assert not image.getexif()


def test_what_was_appended_to_a_file_does_not_survive() -> None:
    photo = develop(encoded(corners(), comment=b"Sample comment") + b"<script>Sample</script>")
    assert not any(b"Sample" in jpeg for jpeg in photo.sizes.values())


def test_an_iptc_block_and_a_thumbnail_inside_do_not_survive() -> None:
    data = encoded(corners())
    iptc = b"Photoshop 3.0\x008BIM\x04\x04\0\0\0\0\0\x0a\x1c\x02\x50\0\x06Sample\0"
    block = b"\xff\xed" + (len(iptc) + 2).to_bytes(2, "big") + iptc
    photo = develop(data[:2] + block + data[2:])
    assert not [trace for trace in TRACES if any(trace in jpeg for jpeg in photo.sizes.values())]


def test_the_large_one_has_1600_pixels_and_the_small_one_400() -> None:
    photo = develop(encoded(corners(4000, 3000)))
    assert (photo.width, photo.height) == (1600, 1200)
    assert Image.open(BytesIO(photo.sizes["large"])).size == (1600, 1200)
    assert Image.open(BytesIO(photo.sizes["small"])).size == (400, 300)
    assert all(Image.open(BytesIO(jpeg)).info.get("progressive") for jpeg in photo.sizes.values())


@pytest.mark.parametrize("kind", ["PNG", "WEBP"])
def test_a_tall_picture_of_another_format_is_shrunk_as_well(kind: str) -> None:
    photo = develop(encoded(corners(1000, 4001, "RGBA"), kind))
    assert (photo.width, photo.height) == (400, 1600)
    assert four_corners(photo.sizes["large"]) == UPRIGHT


def test_a_small_picture_is_not_blown_up() -> None:
    photo = develop(encoded(corners(2, 2)))
    assert (photo.width, photo.height) == (2, 2)


def test_a_hair_thin_picture_keeps_a_pixel_of_width() -> None:
    assert develop(encoded(Image.new("1", (60_000, 1)), "PNG")).height == 1


@pytest.mark.parametrize("orientation", range(1, 9))
@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_every_orientation_ends_upright(kind: str, orientation: int) -> None:
    # How the sensor saw it, so that this orientation sets it right.
    undo = {2: 0, 3: 3, 4: 1, 5: 5, 6: 2, 7: 6, 8: 4}
    seen = corners() if orientation == 1 else corners().transpose(Image.Transpose(undo[orientation]))
    photo = develop(encoded(seen, kind, exif=exif(orientation=orientation)))
    assert (photo.width, photo.height) == (96, 64)
    assert all(four_corners(jpeg) == UPRIGHT for jpeg in photo.sizes.values())


def test_a_heic_that_lies_on_its_side_is_turned_once() -> None:
    photo = develop((SAMPLES / "turned.heic").read_bytes())
    assert (photo.width, photo.height) == (96, 64)
    assert four_corners(photo.sizes["large"]) == UPRIGHT
    assert photo.coordinates == GRAZAILLES


def test_the_key_names_the_content() -> None:
    first, again = develop(encoded(corners())), develop(encoded(corners(), exif=exif()))
    other = develop(encoded(corners(98, 64)))
    assert first.key == again.key != other.key
    assert len(first.key) == 32
    assert set(first.key) <= set("0123456789abcdef")


@pytest.mark.parametrize(("kind", "mode"), [("PNG", "RGBA"), ("PNG", "LA"), ("PNG", "P"), ("WEBP", "RGBA")])
def test_transparent_parts_become_white(kind: str, mode: str) -> None:
    image = Image.new("RGBA", (64, 64), (0, 0, 0, 0))
    image.paste((0, 0, 0, 255), (32, 0, 64, 64))
    black = (0, 0, 0)
    assert four_corners(develop(encoded(image.convert(mode), kind)).sizes["large"]) == [WHITE, black, WHITE, black]


def test_a_colour_that_means_transparent_becomes_white() -> None:
    data = encoded(Image.new("RGB", (64, 64), (9, 9, 9)), "PNG", transparency=(9, 9, 9))
    assert four_corners(develop(data).sizes["large"]) == [WHITE] * 4


def test_sixteen_bits_of_grey_keep_their_brightness() -> None:
    image = Image.new("I;16", (64, 64), 40_000)
    pixel = Image.open(BytesIO(develop(encoded(image, "PNG")).sizes["large"])).getpixel((5, 5))
    assert pixel == pytest.approx((155, 155, 155), abs=2)


@pytest.mark.parametrize("mode", ["L", "1", "CMYK"])
def test_grey_bilevel_and_printed_colours_are_taken(mode: str) -> None:
    photo = develop(encoded(corners(mode=mode), "PNG" if mode == "1" else "JPEG"))
    expected = UPRIGHT if mode == "CMYK" else four_corners(encoded(corners(mode=mode), "PNG"))
    assert four_corners(photo.sizes["large"]) == expected


def test_colours_of_another_profile_are_turned_into_srgb() -> None:
    """Display P3, as iPhones write it: its red 200 is a stronger red than sRGB's."""
    data = encoded(Image.new("RGB", (64, 64), (200, 60, 60)), icc_profile=display_p3())
    pixel = Image.open(BytesIO(develop(data).sizes["large"])).getpixel((5, 5))
    assert pixel == pytest.approx((219, 37, 49), abs=3)


def test_a_broken_profile_is_only_dropped() -> None:
    data = encoded(corners(), icc_profile=b"not a profile" * 40)
    assert four_corners(develop(data).sizes["large"]) == UPRIGHT


@pytest.mark.parametrize("kind", ["WEBP", "PNG"])
def test_of_an_animation_the_first_picture_is_taken(kind: str) -> None:
    data = encoded(corners(), kind, save_all=True, append_images=[Image.new("RGB", (96, 64))], duration=100)
    assert four_corners(develop(data).sizes["large"]) == UPRIGHT


def test_a_jpeg_of_several_pictures_is_its_first() -> None:
    """Samsung and Apple write such files."""
    data = encoded(corners(), "MPO", save_all=True, append_images=[Image.new("RGB", (96, 64))], quality=95)
    assert four_corners(develop(data).sizes["large"]) == UPRIGHT


@pytest.mark.parametrize("gps", [{}, {1: "N"}, {1: "N", 2: (0, 0, 0), 3: "E", 4: (0, 0, 0)}])
def test_without_a_trustworthy_position_there_is_none(gps: dict[int, object]) -> None:
    assert develop(encoded(corners(), exif=exif(gps=gps))).coordinates is None


def test_a_broken_exif_refuses_no_photo() -> None:
    whole = encoded(corners(), exif=exif(orientation=1))
    start = whole.index(b"Exif\0\0") + 6
    for offset in range(start, start + 120, 3):
        broken = bytearray(whole)
        broken[offset] ^= 0xFF
        assert develop(bytes(broken)).width in (96, 64)


def test_an_empty_file_is_refused() -> None:
    assert refusal(b"").code == "photo_empty"


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"%PDF-1.7\n" + b"x" * 5000, "photo_not_a_photo"),
        (b"<!doctype html><img src=x>", "photo_not_a_photo"),
        (encoded(corners(mode="P"), "GIF"), "photo_format"),
        (encoded(corners(), "TIFF"), "photo_format"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "photo_format"),
        (b"\xff\xd8\xff" + b"MZ\x90\0" * 100, "photo_damaged"),
    ],
)
def test_a_disguised_file_is_refused_by_what_it_is(data: bytes, code: str) -> None:
    refused = refusal(data)
    assert isinstance(refused, Invalid)
    assert refused.code == code


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "HEIF"])
def test_a_truncated_photo_is_refused(kind: str) -> None:
    noise = Image.effect_noise((300, 200), 80).convert("RGB")
    data = PHONE_HEIC if kind == "HEIF" else encoded(noise, kind)
    for part in (0.3, 0.6, 0.9):
        assert refusal(data[: int(len(data) * part)]).code == "photo_damaged"


def test_too_many_bytes_are_refused_without_looking_at_them() -> None:
    data = encoded(corners())
    refused = refusal(data, max_bytes=len(data) - 1)
    assert isinstance(refused, TooLarge)
    assert refused.code == "photo_too_large"
    assert develop(data, max_bytes=len(data)).width == 96


def _bomb(kind: str) -> bytes:
    if kind == "HEIF":
        return (SAMPLES / "bomb.heic").read_bytes()
    return encoded(Image.new("L", (9000, 7000)), kind, **({"lossless": True, "method": 0} if kind == "WEBP" else {}))


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "HEIF"])
def test_more_than_60_megapixels_are_refused_before_they_are_decoded(kind: str) -> None:
    data = _bomb(kind)
    began = time.process_time()
    assert refusal(data).code == "photo_too_many_pixels"
    # This process's own time: a busy machine does not lengthen it, 60 megapixels would.
    assert time.process_time() - began < 0.5


def test_a_bomb_that_pillow_itself_would_refuse_has_the_same_name() -> None:
    def chunk(content: bytes) -> bytes:
        return (len(content) - 4).to_bytes(4, "big") + content + zlib.crc32(content).to_bytes(4, "big")

    header = chunk(b"IHDR" + (60_000).to_bytes(4, "big") * 2 + b"\x08\x02\0\0\0")
    data = b"\x89PNG\r\n\x1a\n" + header + chunk(b"IDAT" + zlib.compress(b"\0" * 1000)) + chunk(b"IEND")
    assert refusal(data).code == "photo_too_many_pixels"


def test_a_heic_that_crashes_its_decoder_is_refused_and_we_live() -> None:
    """A few bits flipped, and libheif's reader reads where it may not: that process is not ours."""
    refused = refusal((SAMPLES / "crashing.heic").read_bytes())
    assert refused.code == "photo_damaged"
    assert "-11" in str(refused.__cause__)


def test_a_heic_decoder_that_hangs_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    from reporter.photos import heif

    monkeypatch.setattr(heif, "TIMEOUT_S", 0.01)
    assert refusal(PHONE_HEIC).code == "photo_damaged"


def test_a_text_bomb_in_a_png_is_refused() -> None:
    notes = PngImagePlugin.PngInfo()
    notes.add_text("bomb", "0" * 100_000_000, zip=True)
    data = encoded(corners(), "PNG", pnginfo=notes)
    assert len(data) < 200_000
    assert refusal(data).code == "photo_damaged"


def test_a_jpeg_with_thousands_of_scans_is_refused_at_once() -> None:
    data = encoded(corners(640, 480), progressive=True)
    last = data.rindex(b"\xff\xda")
    bomb = data[:-2] + data[last:-2] * 5000 + b"\xff\xd9"
    assert refusal(bomb).code == "photo_damaged"


def test_only_a_few_photos_are_in_work_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    from reporter.photos import enlarger

    working, most, guard = 0, 0, threading.Lock()
    real = enlarger.developed

    def watched(picture: Image.Image) -> Developed:
        nonlocal working, most
        with guard:
            working += 1
            most = max(most, working)
        time.sleep(0.01)
        try:
            return real(picture)
        finally:
            with guard:
                working -= 1

    monkeypatch.setattr(enlarger, "developed", watched)
    data = encoded(corners())
    threads = [threading.Thread(target=develop, args=(data,)) for _ in range(16)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert 2 <= most <= 4
