"""Paint on walls: pretended letters that spell nothing."""

from __future__ import annotations

from random import Random

from PIL import Image, ImageChops, ImageDraw, ImageFilter

from reporter.demo.brushes import Colour, Point, noise

SPRAYS: tuple[Colour, ...] = (
    (24, 26, 30),
    (176, 30, 44),
    (32, 76, 168),
    (236, 236, 232),
    (40, 130, 84),
    (120, 50, 140),
)
FILLS: tuple[Colour, ...] = (
    (232, 90, 140),
    (90, 190, 220),
    (240, 196, 60),
    (150, 210, 110),
    (210, 214, 220),
    (236, 130, 60),
)


def piece(canvas: Image.Image, rng: Random, at: Point, height: float) -> None:
    """Fat letters with an outline and a fill that fades, as on many a shutter."""
    size = (canvas.width, canvas.height)
    fat, thin, glow = Image.new("L", size), Image.new("L", size), Image.new("L", size)
    x = at[0]
    feet: list[Point] = []
    for _ in range(rng.randint(4, 6)):
        wide = height * rng.uniform(0.6, 0.85)
        points = _letter(rng, (x, at[1] + rng.uniform(-0.08, 0.08) * height), wide, height)
        feet += [(px, py + height * 0.15) for px, py in points if py > at[1] + height * 0.7]
        _stroke(glow, points, height * 0.40)
        _stroke(fat, points, height * 0.33)
        _stroke(thin, points, height * 0.23)
        x += wide * 0.82
    edge, first, second = rng.choice(SPRAYS[:3]), *rng.sample(FILLS, 2)
    _spray(canvas, rng, glow.filter(ImageFilter.GaussianBlur(5)), (238, 238, 234), 0.8)
    _spray(canvas, rng, fat.filter(ImageFilter.GaussianBlur(1.6)), edge, 0.95)
    fade = Image.linear_gradient("L").resize((size[0], max(1, round(height * 1.2))))
    both = Image.new("RGB", size, first)
    both.paste(Image.new("RGB", fade.size, second), (0, round(at[1] - height * 0.1)), fade)
    _spray(canvas, rng, thin.filter(ImageFilter.GaussianBlur(1.6)), both, 0.95)
    shine = ImageChops.subtract(thin, ImageChops.offset(thin, 7, 10)).filter(ImageFilter.GaussianBlur(2.5))
    _spray(canvas, rng, shine, (250, 250, 250), 0.75)
    _drips(canvas, rng, feet, edge, height)


def scrawl(canvas: Image.Image, rng: Random, at: Point, height: float) -> None:
    """A signature in one go, with drips."""
    colour = rng.choice(SPRAYS)
    mask = Image.new("L", canvas.size)
    x, count = at[0], rng.randint(3, 6)
    line: list[Point] = []
    for _ in range(count):
        wide = height * rng.uniform(0.45, 0.75)
        line += _letter(rng, (x, at[1]), wide, height)
        x += wide * 0.9
    _stroke(mask, line, height * 0.085)
    if rng.random() < 0.6:
        y = at[1] + height * 1.12
        _stroke(mask, [(at[0], y), ((at[0] + x) / 2, y + height * 0.08), (x, y - height * 0.1)], height * 0.07)
    _spray(canvas, rng, mask.filter(ImageFilter.GaussianBlur(7)), colour, 0.35)
    _spray(canvas, rng, mask.filter(ImageFilter.GaussianBlur(1.8)), colour, 0.9)
    _drips(canvas, rng, line, colour, height)


def _letter(rng: Random, at: Point, wide: float, tall: float) -> list[Point]:
    """A smooth line that looks like a letter one cannot read."""
    turns = rng.choice([3, 4, 4, 5])
    marks = [
        (at[0] + wide * rng.uniform(0.05, 0.95), at[1] + tall * (n / turns if n % 2 else rng.random()))
        for n in range(turns + 1)
    ]
    return _curve(marks)


def _curve(marks: list[Point]) -> list[Point]:
    """Catmull-Rom through the marks."""
    ends = [marks[0], *marks, marks[-1]]
    points: list[Point] = []
    for n in range(len(marks) - 1):
        (ax, ay), (bx, by), (cx, cy), (dx, dy) = ends[n : n + 4]
        for step in range(14):
            t = step / 14
            weights = (-t + 2 * t**2 - t**3, 2 - 5 * t**2 + 3 * t**3, t + 4 * t**2 - 3 * t**3, t**3 - t**2)
            points.append((sum(w * v for w, v in zip(weights, (ax, bx, cx, dx), strict=True)) / 2,
                           sum(w * v for w, v in zip(weights, (ay, by, cy, dy), strict=True)) / 2))  # fmt: skip
    return [*points, marks[-1]]


def _stroke(mask: Image.Image, points: list[Point], width: float) -> None:
    pen = ImageDraw.Draw(mask)
    r = width / 2
    pen.line(points, fill=255, width=max(1, round(width)), joint="curve")
    for x, y in (points[0], points[-1]):
        pen.ellipse((x - r, y - r, x + r, y + r), fill=255)


def _spray(canvas: Image.Image, rng: Random, mask: Image.Image, colour: Colour | Image.Image, cover: float) -> None:
    """Paint that lets the wall's grain through."""
    box = mask.getbbox()
    if box is None:
        return
    paint = (colour if isinstance(colour, Image.Image) else Image.new("RGB", canvas.size, colour)).crop(box)
    wall = canvas.crop(box)
    grain = wall.convert("L").point([max(0, min(255, 128 + (v - 150) // 2)) for v in range(256)])
    paint = ImageChops.overlay(paint, Image.merge("RGB", [grain] * 3))
    dust = noise(rng, wall.size, 3).point([min(255, v + 120) for v in range(256)])
    shape = ImageChops.multiply(mask.crop(box), dust).point([round(v * cover) for v in range(256)])
    canvas.paste(paint, box[:2], shape)


def _drips(canvas: Image.Image, rng: Random, points: list[Point], colour: Colour, height: float) -> None:
    """Runs down from where the can stood still."""
    pen = ImageDraw.Draw(canvas)
    for x, top in rng.sample(points, min(len(points), rng.randint(1, 4))):
        width = rng.randint(3, 6)
        bottom = top + rng.uniform(0.15, 0.6) * height
        pen.line([(x, top), (x, bottom)], fill=colour, width=width)
        pen.ellipse((x - width * 0.7, bottom - width, x + width * 0.7, bottom + width), fill=colour)
