"""Brushes: grain, light on bumpy shapes, shadows, and flat pictures laid onto a quadrilateral."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from math import cos, pi, sin
from random import Random

from PIL import Image, ImageChops, ImageDraw, ImageFilter

Point = tuple[float, float]
Colour = tuple[int, int, int]
Quad = Sequence[Point]


def noise(rng: Random, size: tuple[int, int], scale: float, *, stretch: tuple[float, float] = (1, 1)) -> Image.Image:
    """Smooth grey noise around 128 whose spots are about `scale` pixels, stretched in x and y."""
    width = max(2, round(size[0] / scale / stretch[0]))
    height = max(2, round(size[1] / scale / stretch[1]))
    small = Image.frombytes("L", (width, height), rng.randbytes(width * height))
    return small.resize(size, Image.Resampling.BILINEAR if scale < 4 else Image.Resampling.BICUBIC)


def clouds(rng: Random, size: tuple[int, int], scales: Sequence[float] = (160, 60, 20, 6)) -> Image.Image:
    """Several noises over each other, coarse ones stronger."""
    cloud = noise(rng, size, scales[0])
    for number, scale in enumerate(scales[1:], start=2):
        cloud = Image.blend(cloud, noise(rng, size, scale), 1 / number)
    return cloud


def contrast(grey: Image.Image, strength: float) -> Image.Image:
    """Pulls greys away from 128 (strength > 1) or towards it (< 1)."""
    return grey.point([max(0, min(255, round(128 + (value - 128) * strength))) for value in range(256)])


def tinted(grey: Image.Image, colour: Colour, depth: float = 0.5) -> Image.Image:
    """A surface of that colour, lighter and darker as the grey says (128: just the colour)."""
    return Image.merge("RGB", [grey.point(_tint(channel, depth)) for channel in colour])


@lru_cache(maxsize=2048)
def _tint(channel: int, depth: float) -> list[int]:
    return [max(0, min(255, round(channel * (1 + depth * (value - 128) / 128)))) for value in range(256)]


def vary(rng: Random, colour: Colour, by: int = 12) -> Colour:
    """A colour nearby."""
    shift = rng.randint(-by, by)
    red, green, blue = (max(0, min(255, c + shift + rng.randint(-by // 4, by // 4))) for c in colour)
    return red, green, blue


def blob(rng: Random, centre: Point, radii: Point, *, wild: float = 0.14, corners: int = 26) -> list[Point]:
    """The outline of a lump: an ellipse with a mind of its own."""
    waves = [(rng.uniform(0.3, 1) / n, rng.uniform(0, 2 * pi), n) for n in range(2, 7)]
    points = []
    for step in range(corners):
        angle = 2 * pi * step / corners
        swell = 1 + wild * sum(size * sin(n * angle + phase) for size, phase, n in waves)
        points.append((centre[0] + radii[0] * swell * cos(angle), centre[1] + radii[1] * swell * sin(angle)))
    return points


def box_around(points: Sequence[Point], margin: float, size: tuple[int, int]) -> tuple[int, int, int, int] | None:
    """The whole pixels around the points, inside the picture; None when nothing of it is inside."""
    left = max(0, int(min(x for x, _ in points) - margin))
    top = max(0, int(min(y for _, y in points) - margin))
    right = min(size[0], int(max(x for x, _ in points) + margin) + 1)
    bottom = min(size[1], int(max(y for _, y in points) + margin) + 1)
    return (left, top, right, bottom) if right - left > 2 and bottom - top > 2 else None


def mask_of(points: Sequence[Point], box: tuple[int, int, int, int], *, soft: float = 1.0) -> Image.Image:
    """The filled outline as a mask of the box's size, its edge as soft as a lens draws it."""
    mask = Image.new("L", (box[2] - box[0], box[3] - box[1]))
    ImageDraw.Draw(mask).polygon([(x - box[0], y - box[1]) for x, y in points], fill=255)
    return mask.filter(ImageFilter.GaussianBlur(soft))


def lump(
    canvas: Image.Image,
    rng: Random,
    outline: Sequence[Point],
    colour: Colour,
    *,
    wrinkles: float = 0.5,
    shine: float = 0.0,
    grain: float = 14,
    relief: float = 1.0,
) -> None:
    """A shape with volume, lit from the upper left: a bag, a stone, a cushion.

    wrinkles: 0 smooth to 1 crumpled. shine: 0 dull to 1 plastic. grain: pixels between two wrinkles. relief: how much
    light and shade differ.
    """
    box = box_around(outline, 6, canvas.size)
    if box is None:
        return
    mask = mask_of(outline, box)
    extent = min(mask.size)
    dome = mask.filter(ImageFilter.GaussianBlur(extent / 5))
    folds = ImageChops.multiply(_folds(rng, mask.size, grain), mask)
    height = Image.blend(dome, folds, 0.06 + 0.22 * wrinkles)
    step = max(1, round(extent / 90))
    light = ImageChops.subtract(ImageChops.offset(height, -step, -2 * step), height, scale=0.16, offset=128)
    light = Image.blend(light, light.filter(ImageFilter.GaussianBlur(extent / 30)), 0.45)
    # Darker below, where no sky is seen.
    fall = Image.linear_gradient("L").resize(mask.size).point([round(148 - v * 0.28) for v in range(256)])
    light = ImageChops.add(light, fall, offset=-126)
    body = tinted(light, colour, 0.8 * relief)
    if shine:
        glare = light.point([max(0, min(190, round((v - 178) * 2.6 * shine))) for v in range(256)])
        body = ImageChops.add(body, Image.merge("RGB", [glare] * 3))
    canvas.paste(body, box[:2], mask)


def _folds(rng: Random, size: tuple[int, int], grain: float) -> Image.Image:
    """Creases that run mostly downwards, as in plastic that hangs from a knot."""
    sharp = [255 - min(255, round(abs(v - 128) * 3.4)) for v in range(256)]
    long = noise(rng, size, grain * 1.5, stretch=(1, 2.6)).point(sharp)
    short = noise(rng, size, grain * 0.8, stretch=(1.3, 1)).point(sharp)
    return Image.blend(long, short, 0.36).filter(ImageFilter.GaussianBlur(max(0.8, grain / 14)))


def shadow(canvas: Image.Image, outline: Sequence[Point], *, soft: float = 14, dark: float = 0.6) -> None:
    """Darkens the ground under a thing."""
    box = box_around(outline, soft * 3, canvas.size)
    if box is None:
        return
    mask = mask_of(outline, box, soft=soft).point([round(v * dark) for v in range(256)])
    canvas.paste((14, 14, 18), box, mask)


def flat(canvas: Image.Image, texture: Image.Image, quad: Quad, *, mask: Image.Image | None = None) -> None:
    """Lays a flat picture onto the quadrilateral (upper left, upper right, lower right, lower left).

    mask: which part of the texture shows (its size), else all of it.
    """
    box = box_around(quad, 2, canvas.size)
    if box is None:
        return
    size = (box[2] - box[0], box[3] - box[1])
    local = [(x - box[0], y - box[1]) for x, y in quad]
    turned = _coefficients(local, texture.size)
    body = texture.transform(size, Image.Transform.PERSPECTIVE, turned, Image.Resampling.BILINEAR)
    shape = mask_of(quad, box, soft=0.8)
    if mask is not None:
        shape = ImageChops.multiply(
            shape, mask.transform(size, Image.Transform.PERSPECTIVE, turned, Image.Resampling.BILINEAR)
        )
    canvas.paste(body, box[:2], shape)


def _coefficients(quad: Quad, size: tuple[int, int]) -> list[float]:
    """The eight numbers with which Pillow finds, for each pixel of the quadrilateral, its place in the texture."""
    width, height = size
    corners = [(0, 0), (width, 0), (width, height), (0, height)]
    rows: list[list[float]] = []
    for (x, y), (u, v) in zip(quad, corners, strict=True):
        rows.append([x, y, 1, 0, 0, 0, -u * x, -u * y, u])
        rows.append([0, 0, 0, x, y, 1, -v * x, -v * y, v])
    return _solved(rows)


def _solved(rows: list[list[float]]) -> list[float]:
    """Gauss-Jordan on eight equations, the right side as last column."""
    count = len(rows)
    for column in range(count):
        pivot = max(range(column, count), key=lambda row: abs(rows[row][column]))
        rows[column], rows[pivot] = rows[pivot], rows[column]
        divisor = rows[column][column]
        rows[column] = [value / divisor for value in rows[column]]
        for row in range(count):
            if row != column and rows[row][column]:
                factor = rows[row][column]
                rows[row] = [value - factor * top for value, top in zip(rows[row], rows[column], strict=True)]
    return [row[-1] for row in rows]
