"""Furniture in the street: a mattress, a sofa, boards, a chest of drawers, a bench."""

from __future__ import annotations

from math import cos, pi, sin
from random import Random

from PIL import Image, ImageChops, ImageDraw, ImageFilter

from reporter.demo.brushes import Colour, Point, clouds, contrast, flat, lump, noise, shadow, tinted, vary
from reporter.demo.camera import Camera
from reporter.demo.solids import Face, box, ground_shadow, pixels, scaled, wood

FABRICS: tuple[Colour, ...] = ((112, 92, 78), (86, 94, 108), (150, 120, 92), (104, 60, 52), (92, 98, 84))


def drawers(rng: Random, size: tuple[int, int]) -> Image.Image:
    face = wood(rng, size)
    draw = ImageDraw.Draw(face)
    for n in range(3):
        top, bottom = 14 + n * (size[1] - 20) // 3, (n + 1) * (size[1] - 20) // 3
        draw.rectangle((16, top, size[0] - 16, bottom), outline=(60, 42, 28), width=5)
        if n != 1:
            draw.ellipse(
                (size[0] // 2 - 10, (top + bottom) // 2 - 10, size[0] // 2 + 10, (top + bottom) // 2 + 10),
                fill=(70, 56, 40),
            )
    draw.rectangle((21, size[1] // 3 + 4, size[0] - 22, size[1] * 2 // 3 - 10), fill=(34, 26, 20))
    return face


def mattress(canvas: Image.Image, rng: Random, camera: Camera, x: float, z: float, *, tall: float = 1.75) -> None:
    """Leaning against what is behind it, quilted, striped, stained, a little sagging."""
    wide = rng.uniform(1.1, 1.4)
    tall = tall if rng.random() < 0.6 else 1.25
    slant = rng.uniform(-0.14, 0.14)
    thick = 0.2
    size = pixels(wide, tall)
    cloth = tinted(contrast(clouds(rng, size, (160, 50, 10)), 0.7), vary(rng, (214, 206, 190), 8), 0.3)
    draw = ImageDraw.Draw(cloth)
    stripe = rng.choice([(150, 168, 190), (186, 160, 140), (170, 178, 160)])
    for sx in range(12, size[0], 34):
        draw.line([(sx, 0), (sx, size[1])], fill=stripe, width=5)
    quilt = Image.new("L", size, 128)
    pen = ImageDraw.Draw(quilt)
    for d in range(-size[1], size[0] + size[1], 58):
        pen.line([(d, 0), (d + size[1], size[1])], fill=70, width=5)
        pen.line([(d, 0), (d - size[1], size[1])], fill=70, width=5)
    quilt = quilt.filter(ImageFilter.GaussianBlur(5))
    cloth = ImageChops.overlay(cloth, Image.merge("RGB", [quilt.point([min(255, v + 14) for v in range(256)])] * 3))
    stain = clouds(rng, size, (190, 60, 18)).point([0 if v < 136 else min(150, (v - 136) * 7) for v in range(256)])
    cloth.paste((150, 116, 66), (0, 0), stain)
    round_mask = Image.new("L", size)
    ImageDraw.Draw(round_mask).rounded_rectangle((2, 2, size[0] - 3, size[1] - 3), 40, fill=255)
    foot, top = z - 0.55, z - 0.12
    left, right = x - wide / 2, x + wide / 2
    quad = [
        camera.at(left + slant, tall, top),
        camera.at(right + slant, tall + slant / 3, top),
        camera.at(right, 0, foot),
        camera.at(left, 0, foot),
    ]
    ground_shadow(canvas, camera, (x, foot + 0.1), (wide * 1.1, 0.7))
    grown = [(px + 26, py + 12) for px, py in quad]
    shadow(canvas, grown, soft=16, dark=0.5)
    side = [(px - camera.scale(foot) * thick * 0.55, py - (10 if n < 2 else 2)) for n, (px, py) in enumerate(quad)]
    flat(canvas, cloth.point([round(v * 0.62) for v in range(256)] * 3), side, mask=round_mask)
    flat(canvas, cloth, quad, mask=round_mask)


def sofa(canvas: Image.Image, rng: Random, camera: Camera, x: float, z: float) -> None:
    """Two seats, tired cushions."""
    colour = vary(rng, rng.choice(FABRICS), 10)
    ground_shadow(canvas, camera, (x, z), (2.0, 1.1))
    m = camera.scale(z)

    def cushion(cx: float, low: float, wide: float, tall: float, depth: float, shade: float) -> None:
        px, py = camera.at(cx, low, z - depth)
        w, h = wide * m / 2, tall * m
        outline = _rounded(px - w, py - h, px + w, py, min(w, h) * 0.32, rng)
        lump(canvas, rng, outline, scaled(colour, shade), wrinkles=0.12, grain=26)

    cushion(x, 0.05, 1.75, 0.4, 0.25, 0.72)
    cushion(x, 0.35, 1.8, 0.55, -0.25, 0.9)
    cushion(x - 0.4, 0.36, 0.78, 0.2, 0.22, 1.05)
    cushion(x + 0.4, 0.36, 0.78, 0.2, 0.22, 1.0)
    cushion(x - 0.92, 0.05, 0.26, 0.62, 0.3, 0.95)
    cushion(x + 0.92, 0.05, 0.26, 0.62, 0.3, 0.82)


def planks(canvas: Image.Image, rng: Random, camera: Camera, x: float, z: float, count: int) -> None:
    """Boards of a wardrobe, leaning."""
    for _ in range(count):
        foot, wide, tall = x + rng.uniform(-0.4, 0.4), rng.uniform(0.25, 0.6), rng.uniform(0.9, 1.8)
        lean = rng.uniform(-0.35, 0.35)
        quad = [
            camera.at(foot + lean, tall, z - 0.1),
            camera.at(foot + lean + wide, tall, z - 0.1),
            camera.at(foot + wide, 0, z - 0.45),
            camera.at(foot, 0, z - 0.45),
        ]
        shadow(canvas, [(px + 14, py + 8) for px, py in quad], soft=9, dark=0.5)
        flat(canvas, wood(rng, pixels(tall, wide)).transpose(Image.Transpose.ROTATE_90), quad)


def bench(canvas: Image.Image, rng: Random, camera: Camera, x: float, z: float, *, broken: bool) -> None:
    """Wooden planks on concrete feet; broken: one plank snapped, one gone."""
    colour = vary(rng, (142, 102, 66), 14)
    ground_shadow(canvas, camera, (x, z), (2.0, 0.7))

    def concrete(r: Random, s: tuple[int, int]) -> Image.Image:
        return tinted(clouds(r, s, (40, 12, 4)), (150, 146, 140), 0.4)

    def plank(r: Random, s: tuple[int, int]) -> Image.Image:
        return tinted(Image.blend(noise(r, s, 4, stretch=(14, 1)), clouds(r, s, (60, 14)), 0.4), colour, 0.5)

    for side in (-0.72, 0.72):
        box(canvas, rng, camera, (x + side, z), (0.14, 0.42, 0.5), concrete)
    gone = rng.choice([0, 1]) if broken else -1
    for number, depth in enumerate((0.2, 0.02, -0.16)):
        if number == gone:
            continue
        if broken and number == 2:
            _snapped(canvas, rng, camera, x, z + depth, plank)
        else:
            box(canvas, rng, camera, (x, z + depth), (1.85, 0.05, 0.15), plank, lift=0.43)
    for side in (-0.72, 0.72):
        box(canvas, rng, camera, (x + side, z + 0.3), (0.06, 0.45, 0.05), concrete, lift=0.45)
    for number, height in enumerate((0.62, 0.8)):
        if broken and number == 1:
            half = [
                camera.at(x - 0.92, 0.9, z + 0.28),
                camera.at(x + 0.1, 0.84, z + 0.28),
                camera.at(x + 0.02, 0.72, z + 0.28),
                camera.at(x - 0.92, 0.78, z + 0.28),
            ]
            flat(canvas, plank(rng, (300, 40)), half)
            continue
        box(canvas, rng, camera, (x, z + 0.28), (1.85, 0.13, 0.04), plank, lift=height)


def _snapped(canvas: Image.Image, rng: Random, camera: Camera, x: float, z: float, plank: Face) -> None:
    for side in (-1, 1):
        outer, inner = x + side * 0.92, x + side * 0.08
        drop = rng.uniform(0.12, 0.3)
        quad = [
            camera.at(outer, 0.49, z),
            camera.at(inner, 0.49 - drop, z - 0.05),
            camera.at(inner + side * 0.07, 0.36 - drop, z - 0.05),
            camera.at(outer, 0.38, z),
        ]
        shadow(canvas, [(px + 6, py + 26) for px, py in quad], soft=8, dark=0.4)
        flat(canvas, plank(rng, (300, 40)), quad if side < 0 else [quad[1], quad[0], quad[3], quad[2]])


def _rounded(left: float, top: float, right: float, bottom: float, radius: float, rng: Random) -> list[Point]:
    points = []
    for cx, cy, start in (
        (right - radius, top + radius, -pi / 2),
        (right - radius, bottom - radius, 0),
        (left + radius, bottom - radius, pi / 2),
        (left + radius, top + radius, pi),
    ):
        points += [(cx + radius * cos(start + n * pi / 10), cy + radius * sin(start + n * pi / 10)) for n in range(6)]
    return [(px + rng.uniform(-2, 2), py + rng.uniform(-2, 2)) for px, py in points]
