"""What one would rather not find: a rat, a syringe."""

from __future__ import annotations

from math import sin
from random import Random

from PIL import Image, ImageDraw, ImageFilter

from reporter.demo.brushes import Colour, Point, lump, shadow, vary


def rat(canvas: Image.Image, rng: Random, at: Point, length: float, *, right: bool = True) -> None:
    """A brown rat along the wall; `at` is the ground under its belly, `length` pixels without its tail."""
    way = 1 if right else -1
    fur = vary(rng, (104, 90, 76), 8)

    def spot(dx: float, dy: float) -> Point:
        return at[0] + way * dx * length, at[1] + dy * length

    def oval(dx: float, dy: float, r: float, tone: Colour, *, flatter: float = 1.0) -> None:
        (ax, ay), (bx, by) = spot(dx - r, dy - r * flatter), spot(dx + r, dy + r * flatter)
        pen.ellipse((min(ax, bx), ay, max(ax, bx), by), fill=tone)

    pen = ImageDraw.Draw(canvas)
    shadow(
        canvas,
        [spot(-0.5, -0.03), spot(0.45, -0.03), spot(0.62, 0.01), spot(0.4, 0.05), spot(-0.42, 0.05)],
        soft=9,
        dark=0.75,
    )
    tail = [spot(-0.44 - 0.036 * n, -0.07 + 0.045 * sin(n / 3.6) + 0.003 * n) for n in range(26)]
    for n in range(len(tail) - 1):
        pen.line([tail[n], tail[n + 1]], fill=(128, 104, 94), width=max(2, round(length * 0.036 * (1 - n / 30))))
    for dx in (-0.24, -0.1, 0.26, 0.36):
        oval(dx, -0.012, 0.06, (112, 90, 80), flatter=0.42)
    back = [
        (-0.5, -0.1),
        (-0.46, -0.2),
        (-0.36, -0.3),
        (-0.2, -0.36),
        (-0.02, -0.355),
        (0.14, -0.31),
        (0.28, -0.27),
        (0.38, -0.265),
        (0.46, -0.235),
        (0.56, -0.165),
        (0.64, -0.1),
        (0.655, -0.075),
        (0.63, -0.05),
        (0.52, -0.035),
        (0.4, -0.03),
        (0.3, -0.02),
        (0.1, 0.0),
        (-0.1, 0.01),
        (-0.3, 0.005),
        (-0.44, -0.02),
    ]
    smooth = []
    for n in range(len(back)):
        (ax, ay), (bx, by) = back[n], back[(n + 1) % len(back)]
        smooth += [spot(ax * (1 - t) + bx * t, ay * (1 - t) + by * t) for t in (0, 0.25, 0.5, 0.75)]
    lump(canvas, rng, smooth, fur, wrinkles=0.12, grain=max(3, length * 0.014), relief=0.9)
    oval(0.34, -0.3, 0.062, (110, 88, 78))
    oval(0.345, -0.295, 0.042, (158, 124, 114))
    oval(0.5, -0.17, 0.02, (14, 12, 12))
    oval(0.506, -0.177, 0.006, (225, 225, 225))
    oval(0.652, -0.082, 0.018, (150, 112, 106))
    for n in range(4):
        pen.line([spot(0.61, -0.08), spot(0.7 + 0.02 * n, -0.16 + 0.06 * n)], fill=(196, 188, 178), width=1)


def syringe(rng: Random, length: int) -> tuple[Image.Image, Image.Image]:
    """A used syringe seen from above, lying to the right, with its mask."""
    tall = length // 4
    body = Image.new("RGB", (length, tall), (210, 214, 218))
    shape = Image.new("L", (length, tall))
    ink, cut = ImageDraw.Draw(body), ImageDraw.Draw(shape)
    mid, r = tall // 2, round(length * 0.052)
    barrel = (length * 0.2, mid - r, length * 0.66, mid + r)
    glass = (
        Image.linear_gradient("L").resize((length, 2 * r)).point([round(236 - abs(v - 70) * 0.55) for v in range(256)])
    )
    body.paste(
        Image.merge(
            "RGB",
            [
                glass.point([round(v * 0.93) for v in range(256)]),
                glass.point([round(v * 0.97) for v in range(256)]),
                glass,
            ],
        ),
        (0, mid - r),
    )
    cut.rectangle(barrel, fill=176)
    for n in range(11):
        x = length * 0.26 + n * length * 0.036
        ink.line([(x, mid - r), (x, mid - r + (r if n % 5 else r * 1.3))], fill=(50, 54, 60), width=4)
    cut.line([(barrel[0], mid - r), (barrel[2], mid - r)], fill=255, width=4)
    cut.line([(barrel[0], mid + r), (barrel[2], mid + r)], fill=255, width=4)
    fluid = rng.uniform(0.42, 0.54)
    ink.rectangle((length * fluid, mid - r * 0.8, length * (fluid + 0.03), mid + r * 0.8), fill=(40, 42, 46))
    cut.rectangle((length * fluid, mid - r * 0.8, length * (fluid + 0.03), mid + r * 0.8), fill=255)
    ink.rectangle((length * (fluid + 0.03), mid - r * 0.78, length * 0.655, mid + r * 0.78), fill=(190, 172, 150))
    ink.rectangle((length * (fluid + 0.03), mid - r * 0.5, length * 0.655, mid - r * 0.3), fill=(222, 212, 198))
    cut.rectangle((length * (fluid + 0.03), mid - r * 0.78, length * 0.655, mid + r * 0.78), fill=205)
    for left, right, half in ((0.02, 0.05, 1.3), (0.19, 0.215, 1.9)):
        ink.rounded_rectangle((length * left, mid - r * half, length * right, mid + r * half), 8, fill=(232, 234, 236))
        cut.rounded_rectangle((length * left, mid - r * half, length * right, mid + r * half), 8, fill=255)
    ink.rectangle((length * 0.05, mid - r * 0.3, length * fluid, mid + r * 0.3), fill=(226, 228, 230))
    cut.rectangle((length * 0.05, mid - r * 0.3, length * fluid, mid + r * 0.3), fill=250)
    ink.polygon(
        [
            (length * 0.66, mid - r * 0.6),
            (length * 0.74, mid - r * 0.34),
            (length * 0.74, mid + r * 0.34),
            (length * 0.66, mid + r * 0.6),
        ],
        fill=(226, 120, 40),
    )
    cut.polygon(
        [
            (length * 0.66, mid - r * 0.6),
            (length * 0.74, mid - r * 0.34),
            (length * 0.74, mid + r * 0.34),
            (length * 0.66, mid + r * 0.6),
        ],
        fill=255,
    )
    ink.line([(length * 0.74, mid), (length * 0.99, mid)], fill=(176, 180, 184), width=6)
    ink.line([(length * 0.74, mid - 2), (length * 0.99, mid - 2)], fill=(236, 238, 240), width=2)
    cut.line([(length * 0.74, mid), (length * 0.99, mid)], fill=255, width=6)
    return body.filter(ImageFilter.GaussianBlur(1)), shape.filter(ImageFilter.GaussianBlur(1))
