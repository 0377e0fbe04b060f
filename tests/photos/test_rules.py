"""What a file is, and where a photo was taken."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL.TiffImagePlugin import IFDRational

from reporter.base.errors import Invalid
from reporter.photos.rules import kind_of, position
from reporter.places.rules import Coordinates

DMS = {1: "N", 2: (43.0, 13.0, 37.668), 3: "E", 4: (2.0, 21.0, 19.476)}


@pytest.mark.parametrize(
    ("head", "kind"),
    [
        (b"\xff\xd8\xff\xe0\0\x10JFIF", "JPEG"),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "PNG"),
        (b"RIFF\x24\0\0\0WEBPVP8 ", "WEBP"),
        (b"\0\0\0\x1cftypheic\0\0\0\0mif1heicmiaf", "HEIF"),
        (b"\0\0\0\x18ftypmif1\0\0\0\0mif1heic", "HEIF"),
    ],
)
def test_a_photo_is_told_by_its_beginning(head: bytes, kind: str) -> None:
    assert kind_of(head) == kind


@pytest.mark.parametrize(
    ("head", "code", "named"),
    [
        (b"", "photo_empty", None),
        (b"\0\0\0\x18ftypmp42\0\0\0\0isommp42", "photo_video", None),
        (b"\0\0\0\x14ftypqt  \0\0\0\0qt  ", "photo_video", None),
        (b"\0\0\0\x1cftypavif\0\0\0\0mif1avif", "photo_format", "AVIF"),
        (b"\0\0\0\x1cftypmif1\0\0\0\0mif1avif", "photo_format", "AVIF"),
        (b"GIF89a\1\0\1\0", "photo_format", "GIF"),
        (b"II*\0\x08\0\0\0", "photo_format", "TIFF"),
        (b"MM\0*\0\0\0\x08", "photo_format", "TIFF"),
        (b'<?xml version="1.0"?><svg xmlns="x">', "photo_format", "SVG"),
        (b"<svg onload=alert(1)>", "photo_format", "SVG"),
        (b"%PDF-1.7", "photo_not_a_photo", "PDF"),
        (b"<!DOCTYPE html><script>", "photo_not_a_photo", "HTML"),
        (b"MZ\x90\0\3", "photo_not_a_photo", "EXE"),
        (b"PK\3\4\x14\0", "photo_not_a_photo", "ZIP"),
        (b"Bonjour, voici un texte.", "photo_unknown", None),
        (b"\0" * 64, "photo_unknown", None),
    ],
)
def test_anything_else_is_refused_by_its_name(head: bytes, code: str, named: str | None) -> None:
    with pytest.raises(Invalid) as refused:
        kind_of(head)
    assert (refused.value.code, refused.value.field) == (code, "photos")
    assert refused.value.values.get("format") == named


@given(st.binary(max_size=64), st.sampled_from([b"", b"\0\0\0\x18ftyp", b"RIFF", b"\xff\xd8", b"<svg"]))
def test_no_beginning_surprises_it(tail: bytes, begins: bytes) -> None:
    try:
        outcome: str = kind_of(begins + tail)
    except Invalid as refused:
        outcome = refused.code
    assert outcome in ("JPEG", "PNG", "WEBP", "HEIF") or outcome.startswith("photo_")


def test_degrees_minutes_and_seconds_make_a_point() -> None:
    assert position(DMS) == Coordinates(latitude=43.22713, longitude=2.35541)


def test_south_and_west_are_negative() -> None:
    assert position(DMS | {1: "S", 3: "W"}) == Coordinates(latitude=-43.22713, longitude=-2.35541)


@pytest.mark.parametrize(
    "latitude",
    [
        (43.22713,),
        43.22713,
        (43, 13.6278),
        (43, 13.6278, 0),
        ("43", "13", "37.668"),
        (Fraction(43), Fraction(13), Fraction(37668, 1000)),
        (IFDRational(43, 1), IFDRational(13, 1), IFDRational(37668, 1000)),
    ],
)
def test_all_the_ways_in_which_cameras_write_degrees(latitude: object) -> None:
    point = position(DMS | {2: latitude})
    assert point is not None
    assert point.latitude == pytest.approx(43.22713, abs=1e-7)


@pytest.mark.parametrize("ref", ["N", "n", "N\0", b"N\0", " N "])
def test_the_hemisphere_may_come_as_bytes_or_padded(ref: object) -> None:
    assert position(DMS | {1: ref}) is not None


@pytest.mark.parametrize(
    "broken",
    [
        {1: None},
        {1: ""},
        {1: "E"},
        {2: None},
        {2: ()},
        {2: (43.0, 13.0, 37.0, 1.0)},
        {2: (43.0, 13.0, float("nan"))},
        {2: (float("inf"), 0.0, 0.0)},
        {2: (IFDRational(0, 0), IFDRational(0, 0), IFDRational(0, 0))},
        {2: (IFDRational(43, 1), IFDRational(13, 1), IFDRational(37, 0))},
        {2: (91.0, 0.0, 0.0)},
        {2: (-43.0, 0.0, 0.0)},
        {2: (43.0, 61.0, 0.0)},
        {2: "quarante-trois"},
        {4: (180.0, 0.0, 1.0)},
        {2: (0.0, 0.0, 0.0), 4: (0.0, 0.0, 0.0)},
    ],
)
def test_a_position_that_cannot_be_trusted_is_none(broken: dict[int, object]) -> None:
    assert position(DMS | broken) is None


def test_the_equator_alone_is_a_place() -> None:
    assert position(DMS | {2: (0.0, 0.0, 0.0)}) == Coordinates(latitude=0.0, longitude=2.35541)


numbers = st.one_of(st.floats(), st.integers(), st.text(max_size=5), st.none(), st.binary(max_size=3))


@given(st.dictionaries(st.integers(0, 6), st.one_of(numbers, st.tuples(numbers, numbers, numbers), st.lists(numbers))))
def test_no_directory_surprises_it(gps: dict[int, object]) -> None:
    point = position(gps)
    assert point is None or isinstance(point, Coordinates)
