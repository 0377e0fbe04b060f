"""Where it is: a wall with its pavement, a residence's lawn, the ground before one's feet."""

from __future__ import annotations

from math import pi, sin
from random import Random

from PIL import Image, ImageChops, ImageDraw, ImageFilter

from reporter.demo import walls
from reporter.demo.brushes import Colour, clouds, contrast, flat, noise, tinted, vary
from reporter.demo.camera import HEIGHT, WIDTH, Camera

ASPHALT: Colour = (128, 126, 123)
PAVING: Colour = (176, 170, 160)
WALL_AT = 5.2


def wall_and_pavement(rng: Random, camera: Camera, *, wall: float = WALL_AT) -> Image.Image:
    """A house's wall (metres away) with a door or shutters, the pavement in front of it, and the kerb if it is near."""
    canvas = Image.new("RGB", (WIDTH, HEIGHT))
    bottom = camera.at(0, 0, wall)[1]
    canvas.paste(walls.wall(rng, WIDTH, int(bottom) + 2, camera.scale(wall)), (0, 0))
    near, kerb = camera.feet * 0.93, rng.uniform(2.6, 3.1)
    if wall < kerb + 1:
        _floor(canvas, camera, _slabs(rng), wall, near)
        _meet(canvas, bottom, 26)
        return canvas
    _floor(canvas, camera, _slabs(rng), wall, kerb)
    _floor(canvas, camera, asphalt(rng, (2000, 600)), kerb, near)
    left, right = -6.0, 6.0
    edge = [
        camera.at(left, 0, kerb),
        camera.at(right, 0, kerb),
        camera.at(right, -0.13, kerb),
        camera.at(left, -0.13, kerb),
    ]
    flat(canvas, tinted(contrast(clouds(rng, (1200, 24), (60, 8, 3)), 0.7), (128, 124, 118), 0.5), edge)
    _meet(canvas, bottom, 26)
    return canvas


def residence(rng: Random, camera: Camera) -> Image.Image:
    """Between the blocks: a façade with rows of windows farther away, a lawn, an asphalt path."""
    canvas = Image.new("RGB", (WIDTH, HEIGHT), (178, 200, 222))
    far = 13.0
    foot = camera.at(0, 0, far)[1]
    canvas.paste(walls.block(rng, WIDTH, int(foot) + 2), (0, 0))
    walls.bushes(canvas, rng, foot)
    edge = rng.uniform(4.6, 5.4)
    _floor(canvas, camera, _lawn(rng), far, edge, half=14.0)
    _floor(canvas, camera, asphalt(rng, (2000, 900)), edge, camera.feet * 0.93)
    line = camera.at(0, 0, edge)[1]
    _meet(canvas, line, 10, dark=70)
    return canvas


def close_up(rng: Random, kind: str = "asphalt") -> Image.Image:
    """The ground seen from above, half a metre across."""
    surface = asphalt(rng, (WIDTH, HEIGHT), coarse=2.6) if kind == "asphalt" else _slab_from_above(rng)
    light = Image.linear_gradient("L").rotate(rng.choice([0, 90, 180])).resize((WIDTH, HEIGHT))
    return ImageChops.multiply(
        surface, Image.merge("RGB", [light.point([round(205 + v / 5.2) for v in range(256)])] * 3)
    )


def asphalt(rng: Random, size: tuple[int, int], *, coarse: float = 1.0) -> Image.Image:
    """Old road: stones in tar, patches, cracks."""
    grit = contrast(noise(rng, size, 3 * coarse), 0.75)
    grit = Image.blend(grit, contrast(noise(rng, size, 1.4 * coarse), 0.8), 0.5)
    surface = tinted(Image.blend(grit, clouds(rng, size, (400, 120, 40)), 0.45), vary(rng, ASPHALT, 14), 0.62)
    draw = ImageDraw.Draw(surface)
    for _ in range(rng.randint(1, 3)):
        _crack(draw, rng, size, (58, 57, 56), round(2 * coarse))
    return surface


def leaves(canvas: Image.Image, rng: Random, count: int, area: tuple[int, int, int, int], size: float) -> None:
    """Dead leaves, as they lie in every gutter here; about `size` pixels long."""
    for _ in range(count):
        x, y = rng.randint(area[0], area[2]), rng.randint(area[1], area[3])
        colour = vary(rng, rng.choice([(140, 108, 66), (122, 92, 58), (156, 128, 82), (110, 98, 66)]), 14)
        long = max(14, round(size * rng.uniform(0.55, 1.1)))
        wide = round(long * rng.uniform(0.3, 0.55))
        shape = Image.new("L", (long, long))
        pen = ImageDraw.Draw(shape)
        middle, bend = long / 2, rng.uniform(-0.12, 0.12) * long
        rib = [(long * t, middle + bend * sin(pi * t)) for t in (0.02, 0.2, 0.4, 0.6, 0.8, 0.98)]
        half = [
            (px, wide / 2 * sin(pi * min(1, (px / long - 0.12) / 0.88)) ** 0.8 if px > long * 0.12 else 1)
            for px, _ in rib
        ]
        pen.polygon(
            [(px, py - h) for (px, py), (_, h) in zip(rib, half, strict=True)]
            + [(px, py + h) for (px, py), (_, h) in reversed(list(zip(rib, half, strict=True)))],
            fill=255,
        )
        skin = tinted(clouds(rng, (long, long), (long / 3, long / 9)), colour, 0.7)
        ink = ImageDraw.Draw(skin)
        dark = (colour[0] * 3 // 5, colour[1] * 3 // 5, colour[2] * 3 // 5)
        ink.line(rib, fill=dark, width=max(1, long // 60))
        for t in (0.3, 0.45, 0.6, 0.75):
            px = long * t
            for side in (-1, 1):
                ink.line(
                    [(px, middle + bend * sin(pi * t)), (px + long * 0.12, middle + side * wide / 2)],
                    fill=dark,
                    width=max(1, long // 110),
                )
        turn = rng.uniform(0, 360)
        skin, shape = (
            i.rotate(turn, Image.Resampling.BICUBIC) for i in (skin, shape.filter(ImageFilter.GaussianBlur(0.8)))
        )
        low = shape.filter(ImageFilter.GaussianBlur(max(1, long / 40))).point([v // 2 for v in range(256)])
        canvas.paste((18, 16, 14), (x + long // 30, y + long // 22), low)
        canvas.paste(skin, (x, y), shape)


def sunlight(canvas: Image.Image, rng: Random) -> Image.Image:
    """A roof's or a tree's shadow across the scene, with a soft edge."""
    kind = rng.random()
    shade = Image.new("L", canvas.size, 255)
    draw = ImageDraw.Draw(shade)
    if kind < 0.45:
        x, lean = rng.randint(300, 1300), rng.randint(-500, 500)
        side = rng.choice([-1, 1])
        far = WIDTH / 2 + side * WIDTH
        draw.polygon([(x, -20), (x + lean, HEIGHT + 20), (far, HEIGHT + 20), (far, -20)], fill=165)
        shade = shade.filter(ImageFilter.GaussianBlur(9))
    elif kind < 0.7:
        spots = noise(rng, canvas.size, 75)
        shade = spots.point([178 if v < 118 else 255 if v > 150 else 178 + round((v - 118) * 2.4) for v in range(256)])
        shade = shade.filter(ImageFilter.GaussianBlur(12))
    else:
        return canvas
    return ImageChops.multiply(
        canvas,
        Image.merge(
            "RGB",
            [
                shade.point([min(255, v - 4) for v in range(256)]),
                shade,
                shade.point([min(255, v + 8) for v in range(256)]),
            ],
        ),
    )


def _floor(
    canvas: Image.Image, camera: Camera, texture: Image.Image, far: float, near: float, *, half: float = 6.0
) -> None:
    quad = [camera.at(-half, 0, far), camera.at(half, 0, far), camera.at(half, 0, near), camera.at(-half, 0, near)]
    flat(canvas, texture, quad)


def _meet(canvas: Image.Image, y: float, height: int, dark: int = 110) -> None:
    """Dirt and shade where two surfaces meet."""
    band = Image.new("L", (WIDTH, height * 4))
    ImageDraw.Draw(band).rectangle((0, height * 2 - height // 3, WIDTH, height * 2 + height // 4), fill=dark)
    canvas.paste((30, 28, 26), (0, int(y) - height * 2), band.filter(ImageFilter.GaussianBlur(height / 3)))


def _lawn(rng: Random) -> Image.Image:
    size = (2000, 1000)
    blades = Image.blend(noise(rng, size, 5, stretch=(1, 7)), clouds(rng, size, (240, 70, 18)), 0.5)
    grass = tinted(blades, vary(rng, (122, 128, 84), 8), 0.6)
    bare = clouds(rng, size, (170, 50, 12)).point([0 if v < 142 else min(255, (v - 142) * 12) for v in range(256)])
    grass.paste(tinted(noise(rng, size, 5), (150, 132, 98), 0.4), (0, 0), bare)
    return grass


def _slabs(rng: Random) -> Image.Image:
    """A pavement of slabs or of tar, with joints, gum and stains."""
    size = (2400, 800)
    colour = vary(rng, PAVING, 12)
    slab = tinted(Image.blend(clouds(rng, size, (300, 80, 20)), noise(rng, size, 2), 0.4), colour, 0.42)
    draw = ImageDraw.Draw(slab)
    if rng.random() < 0.65:
        side = rng.choice([100, 80, 130])
        for number, y in enumerate(range(0, size[1], side)):
            draw.line([(0, y), (size[0], y)], fill=(98, 92, 86), width=4)
            for x in range(-(number % 2) * side // 2, size[0], side):
                draw.line([(x, y), (x, y + side)], fill=(98, 92, 86), width=4)
                if rng.random() < 0.3:
                    tone = Image.new("L", (side - 4, side - 4), rng.randint(10, 40))
                    slab.paste(rng.choice([(90, 84, 78), (200, 194, 184)]), (x + 2, y + 2), tone)
    for _ in range(90):
        x, y, r = rng.randint(0, size[0]), rng.randint(0, size[1]), rng.randint(2, 6)
        draw.ellipse((x - r, y - r, x + r, y + r), fill=vary(rng, (104, 100, 96), 18))
    stains = clouds(rng, size, (150, 40, 12)).point([0 if v < 150 else min(120, (v - 150) * 6) for v in range(256)])
    slab.paste((70, 64, 58), (0, 0), stains)
    return slab


def _slab_from_above(rng: Random) -> Image.Image:
    size = (WIDTH, HEIGHT)
    slab = tinted(
        Image.blend(clouds(rng, size, (500, 160, 40)), contrast(noise(rng, size, 4), 0.8), 0.45),
        vary(rng, PAVING, 12),
        0.5,
    )
    draw = ImageDraw.Draw(slab)
    x, y = rng.randint(200, 1400), rng.randint(150, 1000)
    for line in ([(x, -10), (x + 40, HEIGHT + 10)], [(-10, y), (WIDTH + 10, y - 50)]):
        draw.line(line, fill=(84, 78, 70), width=22)
        draw.line([(px + 7, py + 7) for px, py in line], fill=(180, 172, 162), width=4)
    return slab.filter(ImageFilter.GaussianBlur(1.4))


def _crack(draw: ImageDraw.ImageDraw, rng: Random, size: tuple[int, int], colour: Colour, width: int) -> None:
    x, y, angle = rng.uniform(0, size[0]), rng.uniform(0, size[1]), rng.uniform(0, 2 * pi)
    points = [(x, y)]
    for _ in range(rng.randint(15, 50)):
        angle += rng.uniform(-0.6, 0.6)
        step = rng.uniform(10, 30)
        x, y = x + step * (1 if angle % (2 * pi) < pi else -1), y + rng.uniform(-12, 12)
        points.append((x, y))
    draw.line(points, fill=colour, width=width)
