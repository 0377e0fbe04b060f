"""What the program draws are photographs of some place: real JPEG bytes, each different, none empty."""

from __future__ import annotations

from io import BytesIO

import pytest
from PIL import Image, ImageChops, ImageStat

from reporter.demo.painter import SCENES, paint


def opened(data: bytes) -> Image.Image:
    image = Image.open(BytesIO(data))
    assert image.format == "JPEG"
    return image.convert("RGB")


@pytest.mark.parametrize("scene", SCENES)
def test_each_scene_is_a_bright_enough_picture_of_a_thing_in_a_place(scene: str) -> None:
    before, after = opened(paint(scene, 0)), opened(paint(scene, 0, cleaned=True))
    assert before.size == after.size == (1600, 1200)
    light = ImageStat.Stat(before.convert("L"))
    assert 70 < light.mean[0] < 200
    assert light.stddev[0] > 18
    # The place is the same, the thing is gone.
    difference = ImageChops.difference(before.resize((100, 75)), after.resize((100, 75))).convert("L")
    changed = sum(difference.point([255 if v > 24 else 0 for v in range(256)]).histogram()[255:])
    assert 30 < changed < 5000, changed


def test_the_same_seed_draws_the_same_and_another_one_another() -> None:
    assert paint("tags", 3) == paint("tags", 3)
    assert paint("tags", 3) != paint("tags", 4)


def test_a_pictogram_without_a_scene_is_dumped_waste() -> None:
    assert opened(paint("something-new", 1)).size == (1600, 1200)
