"""Whatever the bytes are: a photo, or a refusal with a sentence."""

from __future__ import annotations

from io import BytesIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from reporter.base.errors import Refusal
from reporter.photos import darkroom
from reporter.photos.rules import Developed
from tests.photos.pictures import SAMPLES, corners, encoded, exif

pytestmark = pytest.mark.filterwarnings("ignore::UserWarning:PIL.TiffImagePlugin")
WHOLE = [
    encoded(Image.effect_noise((64, 48), 60).convert("RGB"), exif=exif(orientation=6)),
    encoded(corners(64, 48), progressive=True, icc_profile=b"x" * 200),
    encoded(corners(64, 48, "RGBA"), "PNG", exif=exif()),
    encoded(corners(64, 48, "P"), "PNG"),
    encoded(corners(64, 48), "WEBP", exif=exif()),
]
HEIC = (SAMPLES / "upright.heic").read_bytes()
BEGINNINGS = [data[:30] for data in WHOLE] + [b""]
few = settings(max_examples=150, deadline=None)


def _developed_or_refused(data: bytes) -> None:
    outcome: Developed | Refusal
    try:
        outcome = darkroom.develop(BytesIO(data), max_bytes=1_000_000)
    except Refusal as refused:
        outcome = refused
    if isinstance(outcome, Refusal):
        assert (outcome.field, outcome.code[:6]) == ("photos", "photo_")
    else:
        assert outcome.sizes["large"].startswith(b"\xff\xd8\xff")


@few
@given(st.sampled_from(BEGINNINGS), st.binary(max_size=400))
def test_random_bytes_behind_any_beginning(beginning: bytes, tail: bytes) -> None:
    _developed_or_refused(beginning + tail)


flips = st.lists(st.tuples(st.floats(0, 1), st.integers(0, 7)), min_size=1, max_size=12)


@few
@given(st.sampled_from(WHOLE), flips)
def test_flipped_bits(whole: bytes, flipped: list[tuple[float, int]]) -> None:
    _developed_or_refused(_with_flips(whole, flipped))


@settings(max_examples=8, deadline=None)
@given(flips)
def test_flipped_bits_of_a_heic(flipped: list[tuple[float, int]]) -> None:
    """Each costs a process: there are fewer of them."""
    _developed_or_refused(_with_flips(HEIC, flipped))


@few
@given(st.sampled_from(WHOLE), st.floats(0, 1), st.floats(0, 1))
def test_a_piece_cut_out(whole: bytes, begin: float, end: float) -> None:
    first, last = sorted((int(begin * len(whole)), int(end * len(whole))))
    _developed_or_refused(whole[:first] + whole[last:])


def _with_flips(whole: bytes, flipped: list[tuple[float, int]]) -> bytes:
    broken = bytearray(whole)
    for where, bit in flipped:
        broken[int(where * (len(broken) - 1))] ^= 1 << bit
    return bytes(broken)
