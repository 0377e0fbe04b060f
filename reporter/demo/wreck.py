"""A car that nobody drives any more, seen from its side. It has no plate."""

from __future__ import annotations

from random import Random

from PIL import Image, ImageDraw, ImageFilter

from reporter.demo.brushes import Colour, Point, clouds, contrast, mask_of, noise, shadow, tinted, vary
from reporter.demo.camera import Camera

PAINTS: tuple[Colour, ...] = ((150, 156, 160), (120, 40, 40), (70, 92, 120), (206, 204, 198), (84, 104, 88))
# A small hatchback: metres from its rear bumper, and above the ground.
SHELL = (
    (0.04, 0.35), (0.02, 0.62), (0.08, 0.88), (0.30, 0.98), (0.52, 1.30), (0.85, 1.42), (1.5, 1.46), (2.1, 1.40),
    (2.55, 1.12), (2.85, 0.94), (3.45, 0.84), (3.68, 0.74), (3.74, 0.55), (3.72, 0.32), (3.4, 0.24), (0.3, 0.24),
)  # fmt: skip
GLASS = (
    ((0.46, 1.0), (0.62, 1.28), (0.95, 1.37), (1.36, 1.40), (1.36, 1.0)),
    ((1.46, 1.0), (1.46, 1.40), (2.02, 1.34), (2.46, 1.04), (2.44, 1.0)),
)
WHEELS = (0.74, 3.0)


def car(canvas: Image.Image, rng: Random, camera: Camera, x: float, z: float) -> None:
    """Dusty, rusty, two flat tyres, a window broken; its middle at (x, z)."""
    flip = rng.random() < 0.5

    def at(px: float, py: float) -> Point:
        along = (3.76 - px if flip else px) - 1.88
        return camera.at(x + along, py, z)

    paint = vary(rng, rng.choice(PAINTS), 10)
    footprint = [at(-0.1, 0.03), at(3.85, 0.03), at(3.8, -0.16), at(-0.05, -0.16)]
    shadow(canvas, footprint, soft=18, dark=0.85)
    shadow(canvas, [at(0.3, 0.3), at(3.45, 0.3), at(3.45, 0.0), at(0.3, 0.0)], soft=7, dark=0.93)
    shell = [at(*point) for point in SHELL]
    left, top = min(p[0] for p in shell), min(p[1] for p in shell)
    right, bottom = max(p[0] for p in shell), max(p[1] for p in shell)
    box = (int(left) - 4, int(top) - 4, int(right) + 4, int(bottom) + 4)
    size = (box[2] - box[0], box[3] - box[1])
    canvas.paste(
        _body(rng, size, paint),
        box[:2],
        mask_of(shell, box, soft=3.5).point([max(0, min(255, (v - 110) * 8)) for v in range(256)]),
    )
    _lines(canvas, rng, at, paint)
    for number, pane in enumerate(GLASS):
        _window(canvas, rng, [at(*point) for point in pane], broken=number == 1)
    for number, middle in enumerate(WHEELS):
        _wheel(canvas, rng, at(middle, 0.29), camera.scale(z) * 0.3, flat=number == 0 or rng.random() < 0.5)
    pen = ImageDraw.Draw(canvas)
    pen.polygon(
        [at(3.5, 0.72), at(3.7, 0.66), at(3.7, 0.56), at(3.48, 0.6)], fill=(196, 196, 188), outline=(90, 90, 90)
    )
    pen.polygon([at(0.04, 0.86), at(0.2, 0.88), at(0.18, 0.68), at(0.05, 0.66)], fill=(120, 30, 28))


def _body(rng: Random, size: tuple[int, int], paint: Colour) -> Image.Image:
    """Light from above, dirt from below, rust where it likes."""
    down = Image.linear_gradient("L").resize(size)
    curve = down.point(
        [196 if v < 70 else 168 if v < 128 else round(150 - (v - 128) * 0.75) for v in range(256)]
    ).filter(ImageFilter.GaussianBlur(16))
    sheet = tinted(Image.blend(curve, contrast(clouds(rng, size, (140, 40, 10)), 0.5), 0.3), paint, 0.9)
    dust = clouds(rng, size, (120, 40, 8)).point([min(150, max(0, (v - 90) * 2)) for v in range(256)])
    sheet.paste((156, 146, 126), (0, 0), dust)
    mud = down.point([0 if v < 150 else round((v - 150) * 1.6) for v in range(256)])
    sheet.paste((112, 98, 80), (0, 0), mud)
    rust = clouds(rng, size, (70, 22, 6)).point([0 if v < 158 else min(235, (v - 158) * 14) for v in range(256)])
    sheet.paste(tinted(noise(rng, size, 4), (128, 70, 38), 0.6), (0, 0), rust)
    return sheet


def _lines(canvas: Image.Image, rng: Random, at, paint: Colour) -> None:  # type: ignore[no-untyped-def]
    pen = ImageDraw.Draw(canvas)
    dark = tuple(c // 3 for c in paint)
    for line in (
        ((1.41, 1.0), (1.4, 0.4), (1.5, 0.3)),
        ((2.5, 1.0), (2.52, 0.5), (2.42, 0.3)),
        ((0.1, 0.93), (2.5, 0.96), (3.5, 0.8)),
        ((2.62, 1.02), (3.5, 0.83)),
    ):
        pen.line([at(*point) for point in line], fill=dark, width=3, joint="curve")
    pen.line([at(0.1, 0.5), at(3.7, 0.5)], fill=(40, 40, 40), width=9)
    pen.line([at(1.5, 0.86), at(1.72, 0.86)], fill=(30, 30, 30), width=7)
    for x in WHEELS:
        centre, reach = at(x, 0.3), abs(at(0.4, 0)[0] - at(0, 0)[0])
        pen.pieslice(
            (centre[0] - reach, centre[1] - reach, centre[0] + reach, centre[1] + reach), 180, 360, fill=(18, 18, 18)
        )


def _window(canvas: Image.Image, rng: Random, pane: list[Point], *, broken: bool) -> None:
    left, top = min(p[0] for p in pane), min(p[1] for p in pane)
    right, bottom = max(p[0] for p in pane), max(p[1] for p in pane)
    box = (int(left) - 2, int(top) - 2, int(right) + 3, int(bottom) + 3)
    size = (box[2] - box[0], box[3] - box[1])
    sky = Image.linear_gradient("L").resize(size).point([round(150 - v * 0.35) for v in range(256)])
    glass = tinted(Image.blend(sky, clouds(rng, size, (80, 24)), 0.4), (62, 70, 78), 0.9)
    pen = ImageDraw.Draw(glass)
    if broken:
        cx, cy = size[0] * rng.uniform(0.3, 0.7), size[1] * rng.uniform(0.3, 0.6)
        hole = [
            (cx + rng.uniform(20, 70) * dx, cy + rng.uniform(16, 50) * dy)
            for dx, dy in ((1, 0), (0.7, 0.7), (0, 1), (-0.7, 0.7), (-1, 0), (-0.6, -0.8), (0.2, -1))
        ]
        pen.polygon(hole, fill=(14, 14, 16))
        for px, py in hole:
            pen.line(
                [(px, py), (px + (px - cx) * rng.uniform(0.6, 2), py + (py - cy) * rng.uniform(0.6, 2))],
                fill=(190, 200, 206),
                width=2,
            )
    canvas.paste(glass, box[:2], mask_of(pane, box, soft=1.2))


def _wheel(canvas: Image.Image, rng: Random, at: Point, r: float, *, flat: bool) -> None:
    pen = ImageDraw.Draw(canvas)
    x, y = at
    sink = r * 0.16 if flat else 0
    y += sink
    pen.ellipse((x - r * (1.08 if flat else 1), y - r, x + r * (1.08 if flat else 1), y + r - sink), fill=(30, 30, 32))
    if flat:
        pen.ellipse((x - r * 1.02, y + r * 0.5, x + r * 1.02, y + r - sink + 4), fill=(26, 26, 28))
    for reach, tone in ((0.66, (96, 94, 92)), (0.58, (128, 124, 120)), (0.2, (70, 68, 66))):
        pen.ellipse((x - r * reach, y - r * reach, x + r * reach, y + r * reach), fill=vary(rng, tone, 6))
    for dx, dy in ((0, -0.4), (0.38, -0.12), (0.24, 0.33), (-0.24, 0.33), (-0.38, -0.12)):
        pen.ellipse(
            (x + r * (dx - 0.09), y + r * (dy - 0.09), x + r * (dx + 0.09), y + r * (dy + 0.09)), fill=(44, 42, 40)
        )
