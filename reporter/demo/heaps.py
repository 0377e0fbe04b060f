"""Things without edges: bags, rubble, litter, a rat, a syringe, paint on a wall."""

from __future__ import annotations

from math import cos, pi, sin
from random import Random

from PIL import Image, ImageChops, ImageDraw, ImageFilter

from reporter.demo.brushes import Colour, Point, blob, flat, lump, noise, shadow, tinted, vary
from reporter.demo.camera import Camera
from reporter.demo.solids import carton, ground_shadow

BAGS: tuple[Colour, ...] = ((34, 35, 39), (40, 40, 42), (31, 33, 36), (52, 66, 104), (214, 214, 210), (206, 184, 96))
RUBBLE: tuple[Colour, ...] = ((188, 184, 176), (160, 156, 150), (206, 200, 190), (168, 96, 70), (150, 120, 100))


def bag(
    canvas: Image.Image,
    rng: Random,
    camera: Camera,
    x: float,
    z: float,
    *,
    size: float = 0.5,
    colour: Colour | None = None,
) -> None:
    """A tied rubbish bag of about `size` metres."""
    tone = vary(rng, colour or rng.choice(BAGS), 6)
    m = camera.scale(z)
    wide, tall = size * rng.uniform(0.85, 1.15) * m / 2, size * rng.uniform(0.8, 1.05) * m / 2
    px, py = camera.at(x, 0, z)
    ground_shadow(canvas, camera, (x, z), (size * 1.1, size * 0.7))
    outline = []
    for ox, oy in blob(rng, (px, py - tall * 0.9), (wide, tall), wild=0.11, corners=34):
        up = max(0.0, (py - tall * 0.9 - oy) / tall)
        outline.append((px + (ox - px) * (1 - 0.34 * up * up), min(oy, py + rng.uniform(-1, 2))))
    dark = sum(tone) < 150
    lump(
        canvas,
        rng,
        outline,
        tone,
        wrinkles=1.0,
        shine=0.75 if dark else 0.15,
        grain=max(7, m * 0.05),
        relief=1.1 if dark else 0.42,
    )
    _knot(canvas, rng, (px + rng.uniform(-0.1, 0.1) * wide, py - tall * 1.86), wide * 0.3, tone)


def _knot(canvas: Image.Image, rng: Random, at: Point, reach: float, tone: Colour) -> None:
    for side in (-1, 1):
        tip = (at[0] + side * reach * rng.uniform(0.6, 1.1), at[1] - reach * rng.uniform(0.7, 1.3))
        wing = [
            (at[0] - reach * 0.2, at[1] + reach * 0.5),
            tip,
            (tip[0] + side * reach * 0.3, tip[1] + reach * 0.5),
            (at[0] + reach * 0.25, at[1] + reach * 0.5),
        ]
        lump(canvas, rng, wing, tone, wrinkles=0.8, shine=0.5 if sum(tone) < 150 else 0.1, grain=8, relief=0.8)


def bags(
    canvas: Image.Image, rng: Random, camera: Camera, x: float, z: float, count: int, *, spread: float = 0.9
) -> None:
    """A heap: those at the back first."""
    places = sorted(
        ((x + rng.gauss(0, spread / 2), z - abs(rng.gauss(0, 0.28))) for _ in range(count)), key=lambda p: -p[1]
    )
    usual = rng.choice(BAGS[:3])
    for bx, bz in places:
        bag(canvas, rng, camera, bx, bz, size=rng.uniform(0.38, 0.68), colour=usual if rng.random() < 0.7 else None)


def rubble(canvas: Image.Image, rng: Random, camera: Camera, x: float, z: float, *, reach: float = 0.9) -> None:
    """Broken plaster, bricks and tiles in a heap."""
    ground_shadow(canvas, camera, (x, z), (reach * 2.1, 0.9))
    m = camera.scale(z)
    pieces = []
    for _ in range(120):
        away = rng.random() ** 0.8
        angle = rng.uniform(0, 2 * pi)
        dx, dz = away * reach * cos(angle), away * 0.4 * sin(angle)
        height = max(0.0, 0.5 * (1 - away) * rng.random() ** 0.5)
        pieces.append((z + dz, x + dx, height))
    for pz, px, height in sorted(pieces, reverse=True):
        sx, sy = camera.at(px, height, pz)
        r = m * rng.uniform(0.025, 0.1)
        outline = blob(
            rng, (sx, sy), (r * rng.uniform(0.8, 1.5), r * rng.uniform(0.55, 1)), wild=0.3, corners=rng.randint(5, 9)
        )
        shadow(canvas, [(a + 3, b + 4) for a, b in outline], soft=4, dark=0.45)
        lump(canvas, rng, outline, vary(rng, rng.choice(RUBBLE), 16), wrinkles=0.25, grain=7)


def litter(
    canvas: Image.Image, rng: Random, camera: Camera, count: int, area: tuple[float, float, float, float]
) -> None:
    """Papers, cans, cups and bottles over x from..to, z from..to."""
    spots = sorted(
        ((rng.uniform(area[0], area[1]), rng.uniform(area[2], area[3])) for _ in range(count)), key=lambda s: -s[1]
    )
    for x, z in spots:
        _piece(canvas, rng, camera, x, z)


def _piece(canvas: Image.Image, rng: Random, camera: Camera, x: float, z: float) -> None:
    m, kind = camera.scale(z), rng.random()
    px, py = camera.at(x, 0, z)
    if kind < 0.3:
        paper = camera.ground(x, z, rng.uniform(0.12, 0.3), rng.uniform(0.1, 0.22), turn=rng.uniform(0, pi))
        shadow(canvas, [(a + 3, b + 3) for a, b in paper], soft=4, dark=0.4)
        colour = rng.choice([(226, 224, 218), (214, 196, 160), (200, 210, 216), (222, 120, 90)])
        flat(canvas, tinted(noise(rng, (90, 70), 16), vary(rng, colour), 0.35), paper)
    elif kind < 0.55:
        _roll(
            canvas,
            rng,
            (px, py),
            m * rng.uniform(0.11, 0.2),
            rng.choice([(172, 40, 40), (60, 110, 70), (190, 192, 196), (50, 80, 150), (200, 160, 60)]),
        )
    elif kind < 0.8:
        r = m * rng.uniform(0.04, 0.085)
        outline = blob(rng, (px, py - r * 0.4), (r, r * 0.6), wild=0.25, corners=14)
        shadow(canvas, [(a + 4, b + 5) for a, b in outline], soft=5, dark=0.5)
        lump(
            canvas,
            rng,
            outline,
            vary(rng, rng.choice([(230, 230, 228), (218, 222, 226), (210, 190, 150)])),
            wrinkles=0.85,
            grain=max(5, r * 0.35),
            relief=0.5,
        )
    else:
        _roll(
            canvas,
            rng,
            (px, py),
            m * rng.uniform(0.22, 0.3),
            rng.choice([(50, 92, 58), (176, 196, 206), (110, 74, 40)]),
            slim=0.27,
        )


def _roll(canvas: Image.Image, rng: Random, at: Point, length: float, colour: Colour, *, slim: float = 0.52) -> None:
    """A can or a bottle, lying."""
    wide, tall = max(10, round(length)), max(6, round(length * slim))
    across = (
        Image.linear_gradient("L").resize((wide, tall)).point([round(190 - abs(v - 80) * 0.95) for v in range(256)])
    )
    body = tinted(across, vary(rng, colour), 0.9)
    shape = Image.new("L", (wide, tall))
    pen = ImageDraw.Draw(shape)
    if slim < 0.4:
        pen.rounded_rectangle((0, 0, wide * 0.66, tall - 1), tall // 3, fill=255)
        pen.polygon(
            [
                (wide * 0.6, 0),
                (wide * 0.78, tall * 0.3),
                (wide, tall * 0.3),
                (wide, tall * 0.7),
                (wide * 0.78, tall * 0.7),
                (wide * 0.6, tall),
            ],
            fill=255,
        )
        ImageDraw.Draw(body).rectangle((wide * 0.2, 0, wide * 0.5, tall), fill=vary(rng, (220, 214, 190)))
        body = ImageChops.multiply(body, Image.merge("RGB", [across.point([min(255, v + 90) for v in range(256)])] * 3))
    else:
        pen.rounded_rectangle((0, 0, wide - 1, tall - 1), tall // 5, fill=255)
        ImageDraw.Draw(body).rectangle((0, 0, wide * 0.1, tall), fill=(196, 198, 200))
    turn = rng.uniform(-50, 50)
    body, shape = (i.rotate(turn, Image.Resampling.BICUBIC, expand=True) for i in (body, shape))
    spot = (round(at[0] - body.width / 2), round(at[1] - body.height * 0.8))
    canvas.paste(
        (16, 16, 18),
        (spot[0] + 5, spot[1] + 7),
        shape.filter(ImageFilter.GaussianBlur(4)).point([v // 2 for v in range(256)]),
    )
    canvas.paste(body, spot, shape)


def open_carton(canvas: Image.Image, rng: Random, camera: Camera, x: float, z: float) -> None:
    """A carton torn flat."""
    sheet = camera.ground(x, z, rng.uniform(0.5, 0.9), rng.uniform(0.4, 0.6), turn=rng.uniform(-0.6, 0.6))
    shadow(canvas, [(a + 4, b + 5) for a, b in sheet], soft=7, dark=0.5)
    flat(canvas, carton(rng, (260, 180)), sheet)
