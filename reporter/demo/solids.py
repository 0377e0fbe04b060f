"""Things with edges: cartons, machines, bins on wheels."""

from __future__ import annotations

from collections.abc import Callable
from math import cos, sin
from random import Random

from PIL import Image, ImageDraw

from reporter.demo.brushes import Colour, clouds, contrast, flat, noise, shadow, tinted, vary
from reporter.demo.camera import Camera

Face = Callable[[Random, tuple[int, int]], Image.Image]
WOODS: tuple[Colour, ...] = ((176, 138, 94), (138, 100, 66), (204, 182, 150), (112, 82, 60))


def box(
    canvas: Image.Image, rng: Random, camera: Camera, at: tuple[float, float], size: tuple[float, float, float],
    face: Face, *, turn: float = 0.0, lift: float = 0.0, front: Face | None = None,
) -> None:  # fmt: skip
    """A box of width, height, depth (metres) standing around (x, z); `front` is its nearest face if it differs."""
    wide, tall, deep = size
    if lift == 0:
        ground_shadow(canvas, camera, at, (wide * 1.15, deep * 1.3), turn)
    corners = [
        (
            at[0] + a * wide / 2 * cos(turn) - b * deep / 2 * sin(turn),
            at[1] + a * wide / 2 * sin(turn) + b * deep / 2 * cos(turn),
        )
        for a, b in ((-1, 1), (1, 1), (1, -1), (-1, -1))
    ]
    low, high = lift, lift + tall
    for number in range(4):
        (ax, az), (bx, bz) = corners[number], corners[(number + 1) % 4]
        # Seen only if its outer side looks at the eye.
        if (bz - az) * ax - (bx - ax) * az <= 0:
            continue
        quad = [camera.at(bx, high, bz), camera.at(ax, high, az), camera.at(ax, low, az), camera.at(bx, low, bz)]
        length = ((bx - ax) ** 2 + (bz - az) ** 2) ** 0.5
        texture = (front if front and number == 2 else face)(rng, pixels(length, tall))
        light = 1.0 if number == 2 else 0.72 if number == 1 else 0.86
        flat(canvas, texture.point([round(v * light) for v in range(256)] * 3), quad)
    if high < camera.eye:
        quad = [camera.at(x, high, z) for x, z in corners]
        flat(canvas, face(rng, pixels(wide, deep)).point([min(255, round(v * 1.1)) for v in range(256)] * 3), quad)


def ground_shadow(
    canvas: Image.Image, camera: Camera, at: tuple[float, float], size: tuple[float, float], turn: float = 0.0
) -> None:
    """What a thing of that footprint takes from the light around it."""
    shadow(canvas, camera.ground(at[0] + 0.06, at[1] - 0.03, size[0], size[1], turn=turn), soft=12, dark=0.62)


def carton(rng: Random, size: tuple[int, int]) -> Image.Image:
    grain = Image.blend(noise(rng, size, 4, stretch=(6, 1)), clouds(rng, size, (70, 20)), 0.6)
    face = tinted(grain, vary(rng, (176, 140, 100)), 0.3)
    draw = ImageDraw.Draw(face)
    draw.rectangle((0, size[1] * 0.44, size[0], size[1] * 0.54), fill=(196, 164, 122))
    draw.rectangle((0, 0, size[0] - 1, size[1] - 1), outline=(120, 92, 62), width=3)
    return face


def wood(rng: Random, size: tuple[int, int]) -> Image.Image:
    rings = Image.blend(noise(rng, size, 5, stretch=(12, 1)), clouds(rng, size, (120, 30)), 0.4)
    return tinted(rings, vary(rng, rng.choice(WOODS), 10), 0.4)


def enamel(rng: Random, size: tuple[int, int]) -> Image.Image:
    face = tinted(contrast(clouds(rng, size, (120, 30, 8)), 0.5), (222, 222, 218), 0.3)
    rust = clouds(rng, size, (50, 16, 5)).point([0 if v < 160 else min(230, (v - 160) * 9) for v in range(256)])
    face.paste((130, 82, 50), (0, 0), rust)
    return face


def fridge(rng: Random, size: tuple[int, int]) -> Image.Image:
    face, gap = enamel(rng, size), size[1] // 3
    draw = ImageDraw.Draw(face)
    draw.line([(0, gap), (size[0], gap)], fill=(110, 110, 110), width=5)
    for y in (gap - 66, gap + 22):
        draw.rounded_rectangle((size[0] - 26, y, size[0] - 15, y + 46), 4, fill=(130, 130, 132))
    draw.rectangle((1, 1, size[0] - 2, size[1] - 2), outline=(168, 168, 166), width=3)
    return face


def washer(rng: Random, size: tuple[int, int]) -> Image.Image:
    face = enamel(rng, size)
    draw = ImageDraw.Draw(face)
    x, y, r = size[0] // 2, round(size[1] * 0.58), round(size[0] * 0.29)
    for radius, colour in ((r, (150, 152, 156)), (r - 14, (70, 76, 84)), (r - 26, (38, 44, 52))):
        draw.ellipse((x - radius, y - radius, x + radius, y + radius), fill=colour)
    draw.arc((x - r + 34, y - r + 34, x + r - 34, y + r - 34), 190, 260, fill=(150, 164, 178), width=9)
    draw.rectangle((0, 0, size[0], size[1] // 7), fill=(196, 198, 200))
    draw.rectangle((14, 10, size[0] // 3, size[1] // 7 - 8), fill=(226, 226, 224))
    draw.ellipse((size[0] - 60, 8, size[0] - 32, 36), fill=(110, 112, 116))
    draw.rectangle((1, 1, size[0] - 2, size[1] - 2), outline=(160, 160, 160), width=3)
    return face


def wheeled_bin(
    canvas: Image.Image, rng: Random, camera: Camera, x: float, z: float, *, lid: Colour, ajar: float = 0.0
) -> float:
    """A large bin on wheels, seen from the front; gives the pixel row of its rim. ajar: 0 shut to 1 wide open."""
    wide, low, high, grey = 1.15, 0.09, 1.1, (74, 78, 80)
    ground_shadow(canvas, camera, (x, z), (wide * 1.1, 0.8))
    for side in (-1, 1):
        px, py = camera.at(x + side * wide * 0.38, 0.1, z - 0.3)
        r = camera.scale(z) * 0.1
        ImageDraw.Draw(canvas).ellipse((px - r * 0.6, py - r, px + r * 0.6, py + r), fill=(26, 26, 28))
    half, foot = wide / 2, wide * 0.42
    front = [
        camera.at(x - half, high, z - 0.35), camera.at(x + half, high, z - 0.35),
        camera.at(x + foot, low, z - 0.3), camera.at(x - foot, low, z - 0.3),
    ]  # fmt: skip
    flat(canvas, _bin_front(rng, pixels(wide, high), vary(rng, grey, 6), lid), front)
    rim = [
        camera.at(x - half, high, z + 0.35), camera.at(x + half, high, z + 0.35),
        camera.at(x + half * 1.04, high, z - 0.36), camera.at(x - half * 1.04, high, z - 0.36),
    ]  # fmt: skip
    flat(canvas, Image.new("RGB", (60, 40), (22, 24, 24)), rim)
    top, back, hinge = high + 0.08 + 0.75 * ajar, z + 0.3 - 0.3 * ajar, z + (0.36 if ajar else -0.38)
    edge = high + 0.03 + 0.1 * ajar
    cover = tinted(contrast(clouds(rng, (300, 160), (60, 20, 6)), 0.6), lid, 0.5)
    reach = half * 1.05
    lower = [camera.at(x + reach, edge, hinge), camera.at(x - reach, edge, hinge)]
    flat(canvas, cover, [camera.at(x - reach, top, back), camera.at(x + reach, top, back), *lower])
    if not ajar:
        (rx, ry), (lx, ly) = lower
        rounded = [(lx, ly), (rx, ry), (rx, ry + 16), (lx, ly + 16)]
        flat(canvas, cover.point([round(v * 0.72) for v in range(256)] * 3), rounded)
    return camera.at(x, high, z - 0.3)[1]


def _bin_front(rng: Random, size: tuple[int, int], body: Colour, lid: Colour) -> Image.Image:
    round_light = [round(150 - abs(v - 105) * 0.42) for v in range(256)]
    across = Image.linear_gradient("L").rotate(90).resize(size).point(round_light)
    face = tinted(Image.blend(across, contrast(clouds(rng, size, (80, 24, 6)), 0.6), 0.35), body, 0.85)
    pen = ImageDraw.Draw(face)
    for x in (size[0] // 5, size[0] * 4 // 5):
        pen.line([(x, 30), (x, size[1])], fill=scaled(body, 0.75), width=6)
        pen.line([(x + 6, 30), (x + 6, size[1])], fill=scaled(body, 1.3), width=3)
    sticker = (size[0] * 0.36, size[1] * 0.22, size[0] * 0.64, size[1] * 0.42)
    pen.rounded_rectangle(sticker, 8, fill=scaled(lid, 0.95), outline=(228, 228, 224), width=5)
    pen.rectangle((0, 0, size[0], 22), fill=scaled(body, 1.25))
    return face


def scaled(colour: Colour, by: float) -> Colour:
    """The colour in more light, or in less."""
    red, green, blue = (max(0, min(255, round(c * by))) for c in colour)
    return red, green, blue


def pixels(wide: float, tall: float) -> tuple[int, int]:
    """The size of a texture with 300 pixels a metre."""
    return max(12, round(wide * 300)), max(12, round(tall * 300))
