"""What stands behind: old houses with shutters, blocks of flats, bushes."""

from __future__ import annotations

from random import Random

from PIL import Image, ImageChops, ImageDraw, ImageFilter

from reporter.demo.brushes import Colour, clouds, contrast, noise, tinted, vary
from reporter.demo.camera import WIDTH

# Plasters and stones of a southern town.
PLASTERS: tuple[Colour, ...] = ((214, 192, 158), (222, 205, 182), (201, 168, 132), (196, 190, 178), (226, 214, 196))
SHUTTERS: tuple[Colour, ...] = ((112, 130, 138), (124, 106, 86), (98, 114, 100), (136, 84, 74), (140, 146, 148))


def wall(rng: Random, width: int, height: int, metre: float) -> Image.Image:
    style = rng.random()
    size = (width, height)
    colour = vary(rng, rng.choice(PLASTERS), 12)
    if style < 0.25:
        wall = _stones(rng, size)
    else:
        grain = Image.blend(clouds(rng, size, (380, 120, 30)), contrast(noise(rng, size, 2.4), 0.6), 0.4)
        wall = tinted(grain, colour, 0.34)
    # Rain runs down, damp climbs up.
    streaks = noise(rng, size, 34, stretch=(1, 9)).point([255 if v > 110 else 200 + v // 2 for v in range(256)])
    wall = ImageChops.multiply(wall, Image.merge("RGB", [streaks.filter(ImageFilter.GaussianBlur(4))] * 3))
    damp = Image.linear_gradient("L").resize((width, int(metre * 0.8)))
    damp = ImageChops.multiply(damp, clouds(rng, damp.size, (90, 30, 10)).point([min(255, v + 60) for v in range(256)]))
    wall.paste(
        vary(rng, (112, 104, 94), 10), (0, height - damp.height), damp.point([round(v * 0.45) for v in range(256)])
    )
    for half in range(2):
        _opening(wall, rng, metre, half)
    if rng.random() < 0.6:
        _pipe(wall, rng)
    return wall


def block(rng: Random, width: int, height: int) -> Image.Image:
    """A block of flats: pale panels, rows of windows and balconies, a few blinds down."""
    colour = vary(rng, rng.choice([(214, 206, 192), (204, 200, 196), (222, 212, 190)]), 8)
    wall = tinted(contrast(clouds(rng, (width, height), (300, 90, 14, 3)), 0.5), colour, 0.3)
    draw = ImageDraw.Draw(wall)
    step, storey = rng.randint(190, 240), rng.randint(205, 235)
    shift = rng.randint(-100, 0)
    for row, y in enumerate(range(height - 190, -storey, -storey)):
        draw.line([(0, y - 34), (width, y - 34)], fill=tuple(c * 7 // 8 for c in colour), width=3)
        for x in range(shift, width, step):
            glass = vary(rng, (92, 104, 116), 16)
            draw.rectangle((x + 22, y, x + step - 60, y + 120), fill=(238, 236, 230))
            draw.rectangle((x + 30, y + 8, x + step - 68, y + 112), fill=glass)
            draw.line([(x + step // 2 - 20, y + 8), (x + step // 2 - 20, y + 112)], fill=(238, 236, 230), width=6)
            if rng.random() < 0.45:
                drop = rng.randint(20, 100)
                draw.rectangle((x + 30, y + 8, x + step - 68, y + 8 + drop), fill=vary(rng, (208, 202, 190), 8))
            if row and rng.random() < 0.5:
                draw.rectangle((x + 6, y + 78, x + step - 44, y + 128), fill=vary(rng, (176, 150, 120), 20))
    return wall.filter(ImageFilter.GaussianBlur(2.2))


def bushes(canvas: Image.Image, rng: Random, foot: float) -> None:
    x = -60
    while x < WIDTH:
        wide, tall = rng.randint(180, 420), rng.randint(60, 130)
        if rng.random() < 0.7:
            leaf = tinted(contrast(clouds(rng, (wide, tall), (40, 14, 5)), 1.5), vary(rng, (74, 92, 52), 14), 0.9)
            shape = Image.new("L", (wide, tall))
            pen = ImageDraw.Draw(shape)
            for _ in range(14):
                r = rng.randint(14, tall // 2)
                cx, cy = rng.randint(r, wide - r), rng.randint(r + 6, tall)
                pen.ellipse((cx - r, cy - r, cx + r, cy + r), fill=255)
            canvas.paste(leaf, (x, int(foot) - tall + 6), shape.filter(ImageFilter.GaussianBlur(3)))
        x += rng.randint(120, 380)


def _stones(rng: Random, size: tuple[int, int]) -> Image.Image:
    """Rubble stone with wide joints, as the old quarters have it."""
    wall = tinted(clouds(rng, size, (200, 60, 10, 4)), (186, 172, 148), 0.4)
    y = -rng.randint(0, 40)
    while y < size[1]:
        row, x = rng.randint(46, 74), -rng.randint(0, 80)
        while x < size[0]:
            wide = rng.randint(60, 170)
            stone = tinted(clouds(rng, (wide, row), (60, 18, 5)), vary(rng, (172, 156, 130), 22), 0.6)
            shape = Image.new("L", (wide, row))
            ImageDraw.Draw(shape).rounded_rectangle((4, 4, wide - 5, row - 5), 12, fill=255)
            shape = shape.filter(ImageFilter.GaussianBlur(2.5))
            wall.paste((88, 78, 64), (x + 2, y + 4), shape.point([v // 2 for v in range(256)]))
            wall.paste(stone, (x, y), shape)
            x += wide
        y += row
    return wall


def _opening(wall: Image.Image, rng: Random, metre: float, half: int) -> None:
    """A door that reaches the ground, or a shuttered window, in the left half (0) or the right one (1)."""
    colour = vary(rng, rng.choice(SHUTTERS), 14)
    wide = int(metre * rng.uniform(0.85, 1.15))
    x = rng.randint(-wide // 2, wall.width // 2 - wide - 40) + half * (wall.width // 2 + 20)
    door = rng.random() < 0.5
    bottom = wall.height - (2 if door else int(metre * rng.uniform(0.85, 1.1)))
    top = max(-10, bottom - int(metre * rng.uniform(2.0, 2.2)))
    if bottom < 60:
        return
    frame = vary(rng, (206, 198, 186), 10)
    draw = ImageDraw.Draw(wall)
    draw.rectangle((x - 16, top - 18, x + wide + 16, bottom + (0 if door else 14)), fill=frame)
    panel = tinted(
        Image.blend(
            noise(rng, (wide, bottom - top), 5, stretch=(1, 14)), clouds(rng, (wide, bottom - top), (90, 20)), 0.5
        ),
        colour,
        0.36,
    )
    pen = ImageDraw.Draw(panel)
    dark, light = tuple(c * 5 // 8 for c in colour), tuple(min(255, c * 9 // 8) for c in colour)
    if door:
        for y in (30, panel.height // 2):
            pen.rectangle((26, y, wide - 27, y + panel.height // 2 - 60), outline=dark, width=4)
            pen.line([(28, y + panel.height // 2 - 58), (wide - 27, y + panel.height // 2 - 58)], fill=light, width=3)
        pen.ellipse((wide - 24, panel.height // 2 + 6, wide - 12, panel.height // 2 + 18), fill=(176, 160, 110))
    else:
        for y in range(8, panel.height, 17):
            pen.line([(0, y), (wide, y)], fill=dark, width=4)
            pen.line([(0, y + 4), (wide, y + 4)], fill=light, width=2)
        pen.rectangle((wide // 2 - 3, 0, wide // 2 + 3, panel.height), fill=dark)
    wall.paste(panel, (x, top))
    shade = Image.new("L", (wide + 60, bottom - top + 30))
    ImageDraw.Draw(shade).rectangle((0, 0, wide, 16), fill=130)
    ImageDraw.Draw(shade).rectangle((0, 0, 12, bottom - top), fill=110)
    wall.paste((25, 22, 20), (x, top), shade.filter(ImageFilter.GaussianBlur(5)))


def _pipe(wall: Image.Image, rng: Random) -> None:
    wide, x = 24, rng.randint(100, wall.width - 140)
    across = (
        Image.linear_gradient("L")
        .rotate(90)
        .resize((wide, wall.height))
        .point([round(70 + 120 * (1 - abs(v - 90) / 165)) for v in range(256)])
    )
    wall.paste((20, 20, 20), (x + wide, 0), across.point([90] * 256).filter(ImageFilter.GaussianBlur(3)))
    wall.paste(tinted(across, (136, 132, 126), 0.7), (x, 0))
    for y in range(rng.randint(20, 200), wall.height, 310):
        ImageDraw.Draw(wall).rectangle((x - 5, y, x + wide + 5, y + 14), fill=(98, 94, 90))
