"""Draws what a resident might photograph: one scene for each pictogram, in as many variations as there are seeds.

Nothing is copied from anywhere, nobody is in the picture, and no plate, name or address can be read.
"""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO
from random import Random

from PIL import Image, ImageChops, ImageFilter

from reporter.demo import backdrops, finds, furniture, heaps, solids, sprays, wreck
from reporter.demo.brushes import noise, shadow, vary
from reporter.demo.camera import HEIGHT, WIDTH, Camera

LIDS = ((206, 180, 50), (46, 92, 60), (110, 52, 48), (60, 92, 150))
LOW = Camera(eye=0.46, focus=1900, horizon=330)
LOW_WALL = 2.7


def paint(scene: str, seed: int, *, cleaned: bool = False) -> bytes:
    """A photograph as JPEG bytes, about 1600 × 1200; the same for the same arguments.

    scene: a category's pictogram (SCENES); an unknown one is drawn as dumped waste. cleaned: the same place afterwards.
    """
    place, things = SCENES.get(scene, SCENES["dumping"])
    canvas = place(Random(f"place {scene} {seed}"))  # noqa: S311 - it draws
    if not cleaned:
        things(canvas, Random(f"things {scene} {seed}"))  # noqa: S311
    return _shot(canvas, Random(f"shot {scene} {seed} {cleaned}"), Random(f"light {scene} {seed}"))  # noqa: S311


def _street(rng: Random) -> Image.Image:
    return backdrops.residence(rng, Camera()) if rng.random() < 0.35 else backdrops.wall_and_pavement(rng, Camera())


def _wall(rng: Random) -> Image.Image:
    return backdrops.wall_and_pavement(rng, Camera())


def _yard(rng: Random) -> Image.Image:
    return backdrops.residence(rng, Camera())


def _at_the_foot(rng: Random) -> Image.Image:
    return backdrops.wall_and_pavement(rng, LOW, wall=LOW_WALL)


def _ground(rng: Random) -> Image.Image:
    ground = backdrops.close_up(rng, rng.choice(["asphalt", "slab"]))
    backdrops.leaves(ground, rng, rng.randint(3, 9), (0, 0, WIDTH - 200, HEIGHT - 200), 230)
    return ground


def _bulky(canvas: Image.Image, rng: Random) -> None:
    camera, x = Camera(), rng.uniform(-0.9, 0.9)
    main = rng.choice(["mattress", "sofa", "fridge", "washer", "wardrobe"])
    if main in ("mattress", "wardrobe") or rng.random() < 0.4:
        furniture.planks(canvas, rng, camera, x + rng.choice([-1.3, 1.1]), 5.0, rng.randint(1, 3))
    if main == "mattress":
        furniture.mattress(canvas, rng, camera, x, 5.0)
    elif main == "sofa":
        furniture.sofa(canvas, rng, camera, x, 4.3)
    elif main == "fridge":
        solids.box(
            canvas,
            rng,
            camera,
            (x, 4.5),
            (0.62, 1.5, 0.62),
            solids.enamel,
            front=solids.fridge,
            turn=rng.uniform(-0.5, 0.5),
        )
    elif main == "washer":
        solids.box(
            canvas,
            rng,
            camera,
            (x, 4.4),
            (0.6, 0.85, 0.58),
            solids.enamel,
            front=solids.washer,
            turn=rng.uniform(-0.5, 0.5),
        )
    else:
        solids.box(
            canvas,
            rng,
            camera,
            (x, 4.5),
            (0.9, 0.8, 0.45),
            solids.wood,
            front=furniture.drawers,
            turn=rng.uniform(-0.4, 0.4),
        )
    for _ in range(rng.randint(1, 3)):
        side = rng.choice([-1, 1])
        size = rng.uniform(0.3, 0.5)
        spot = (x + side * rng.uniform(1.0, 1.5), rng.uniform(3.9, 4.5))
        solids.box(canvas, rng, camera, spot, (size, size * 0.8, size), solids.carton, turn=rng.uniform(-0.6, 0.6))
    if rng.random() < 0.6:
        heaps.bags(canvas, rng, camera, x + rng.choice([-1.2, 1.2]), 4.0, 2)


def _dumping(canvas: Image.Image, rng: Random) -> None:
    camera, x = Camera(), rng.uniform(-0.7, 0.7)
    if rng.random() < 0.35:
        heaps.rubble(canvas, rng, camera, x, 4.1, reach=1.0)
        heaps.bags(canvas, rng, camera, x + rng.choice([-1.2, 1.2]), 4.2, 3, spread=0.5)
    else:
        heaps.open_carton(canvas, rng, camera, x + rng.uniform(-1, 1), 3.6)
        heaps.bags(canvas, rng, camera, x, 4.7, rng.randint(5, 8), spread=1.4)
        for _ in range(2):
            size = rng.uniform(0.3, 0.45)
            solids.box(
                canvas,
                rng,
                camera,
                (x + rng.uniform(-1.2, 1.2), 4.2),
                (size, size * 0.8, size),
                solids.carton,
                turn=rng.uniform(-0.6, 0.6),
            )
        heaps.bags(canvas, rng, camera, x, 4.15, rng.randint(5, 9), spread=1.2)
    heaps.litter(canvas, rng, camera, rng.randint(6, 14), (x - 2, x + 2, 3.0, 3.9))


def _bins(canvas: Image.Image, rng: Random) -> None:
    camera, x, z = Camera(), rng.uniform(-0.6, 0.4), 4.6
    heaps.bags(canvas, rng, camera, x + 1.3, 4.7, 3, spread=0.6)
    lids = rng.sample(LIDS, 2)
    solids.wheeled_bin(canvas, rng, camera, x + 0.68, z, lid=lids[0], ajar=rng.choice([0.0, 0.5]))
    solids.wheeled_bin(canvas, rng, camera, x - 0.62, z, lid=lids[1], ajar=1.0)
    high = Camera(eye=Camera().eye - 1.0)
    for n in range(4):
        heaps.bag(canvas, rng, high, x - 0.95 + n * 0.22, z + 0.05, size=rng.uniform(0.34, 0.5))
    _front_of_bin(canvas, rng, camera, x - 0.62, z, lids[1])
    heaps.bags(canvas, rng, camera, x + rng.choice([-1.4, -0.1, 1.2]), 3.9, rng.randint(2, 5), spread=0.8)
    heaps.litter(canvas, rng, camera, rng.randint(5, 12), (x - 1.8, x + 1.8, 3.0, 3.8))


def _front_of_bin(
    canvas: Image.Image, rng: Random, camera: Camera, x: float, z: float, lid: tuple[int, int, int]
) -> None:
    """The bin's front again, over the bags that stick out of it."""
    fresh = canvas.copy()
    rim = solids.wheeled_bin(fresh, rng, camera, x, z, lid=lid, ajar=1.0)
    left, foot = camera.at(x - 0.575, 0.09, z - 0.35)
    right, _ = camera.at(x + 0.575, 0.09, z - 0.35)
    box = (max(0, int(left)), int(rim), min(WIDTH, int(right)), min(HEIGHT, int(foot) - 4))
    canvas.paste(fresh.crop(box), box[:2])


def _street_dirt(canvas: Image.Image, rng: Random) -> None:
    camera = Camera()
    heaps.litter(canvas, rng, camera, rng.randint(30, 46), (-2.4, 2.4, 2.5, 4.9))
    backdrops.leaves(canvas, rng, rng.randint(8, 30), (0, 760, WIDTH - 60, 900), 34)
    if rng.random() < 0.5:
        heaps.open_carton(canvas, rng, camera, rng.uniform(-1, 1), 3.4)


def _needle(canvas: Image.Image, rng: Random) -> None:
    body, shape = finds.syringe(rng, rng.randint(950, 1150))
    turn = rng.uniform(-40, 40)
    body, shape = (i.rotate(turn, Image.Resampling.BICUBIC, expand=True) for i in (body, shape))
    spot = ((WIDTH - body.width) // 2 + rng.randint(-90, 90), (HEIGHT - body.height) // 2 + rng.randint(-60, 60))
    under = shape.filter(ImageFilter.GaussianBlur(9)).point([round(v * 0.62) for v in range(256)])
    canvas.paste((12, 12, 14), (spot[0] + 12, spot[1] + 20), under)
    canvas.paste(body, spot, shape)
    if rng.random() < 0.7:
        cap = [(0, 0), (150, 12), (158, 44), (4, 58)]
        x, y = rng.randint(200, 1200), rng.choice([rng.randint(120, 260), rng.randint(900, 1020)])
        outline = [(x + a, y + b) for a, b in cap]
        shadow(canvas, [(a + 10, b + 16) for a, b in outline], soft=8, dark=0.6)
        heaps.lump(canvas, rng, outline, vary(rng, (232, 124, 44), 8), wrinkles=0.05, shine=0.4, grain=30)
    backdrops.leaves(canvas, rng, rng.randint(1, 3), (0, 0, WIDTH - 200, 150), 230)


def _tags(canvas: Image.Image, rng: Random) -> None:
    if rng.random() < 0.6:
        sprays.piece(canvas, rng, (rng.uniform(120, 360), rng.uniform(230, 330)), rng.uniform(300, 380))
    else:
        sprays.scrawl(canvas, rng, (rng.uniform(120, 300), rng.uniform(200, 300)), rng.uniform(260, 330))
    for _ in range(rng.randint(1, 3)):
        sprays.scrawl(canvas, rng, (rng.uniform(60, 1150), rng.uniform(60, 560)), rng.uniform(90, 160))


def _damage(canvas: Image.Image, rng: Random) -> None:
    camera = Camera()
    x = rng.uniform(-0.5, 0.5)
    furniture.bench(canvas, rng, camera, x, 3.7, broken=True)
    for _ in range(4):
        quad = camera.ground(
            x + rng.uniform(-1.2, 1.2), rng.uniform(2.9, 3.4), rng.uniform(0.2, 0.8), 0.09, turn=rng.uniform(-0.8, 0.8)
        )
        shadow(canvas, [(a + 3, b + 5) for a, b in quad], soft=4, dark=0.5)
        heaps.flat(canvas, solids.wood(rng, (200, 30)), quad)
    heaps.litter(canvas, rng, camera, 5, (-1.5, 1.5, 2.8, 3.6))


def _vehicle(canvas: Image.Image, rng: Random) -> None:
    camera = Camera()
    wreck.car(canvas, rng, camera, rng.uniform(-0.3, 0.3), 4.15)
    heaps.litter(canvas, rng, camera, rng.randint(4, 9), (-2.2, 2.2, 2.9, 3.8))


def _pests(canvas: Image.Image, rng: Random) -> None:
    right = rng.random() < 0.5
    side = 1.0 if right else -1.0
    heaps.bags(canvas, rng, LOW, side * 0.6, 2.45, 3, spread=0.35)
    heaps.litter(canvas, rng, LOW, 9, (side * 0.3 - 0.5, side * 0.3 + 0.5, 1.5, 2.1))
    z = rng.uniform(1.6, 1.8)
    finds.rat(canvas, rng, LOW.at(-side * rng.uniform(0.1, 0.22), 0, z), 0.34 * LOW.scale(z), right=right)


SCENES: dict[str, tuple[Callable[[Random], Image.Image], Callable[[Image.Image, Random], None]]] = {
    "bulky": (_street, _bulky),
    "dumping": (_street, _dumping),
    "bins": (_street, _bins),
    "street-dirt": (_wall, _street_dirt),
    "needle": (_ground, _needle),
    "tags": (_wall, _tags),
    "damage": (_yard, _damage),
    "vehicle": (_street, _vehicle),
    "pests": (_at_the_foot, _pests),
}


def _shot(canvas: Image.Image, hand: Random, day: Random) -> bytes:
    """What light, a hand and a small lens make of it."""
    canvas = backdrops.sunlight(canvas, day)
    canvas = _held(canvas, hand)
    canvas = canvas.filter(ImageFilter.BoxBlur(hand.uniform(0.5, 0.9)))
    warm = day.uniform(-0.05, 0.07)
    light = day.uniform(1.06, 1.24)
    tables = [[_tone(v * light * gain) for v in range(256)] for gain in (1 + warm, 1, 1 - warm)]
    canvas = Image.blend(canvas, canvas.convert("L").convert("RGB"), 0.14)
    canvas = canvas.point([*tables[0], *tables[1], *tables[2]])
    corners = (
        Image.radial_gradient("L").resize(canvas.size).point([round(255 - max(0, v - 110) * 0.3) for v in range(256)])
    )
    canvas = ImageChops.multiply(canvas, Image.merge("RGB", [corners] * 3))
    # One grain, shifted for each colour: a sensor's noise has colours too.
    grain = noise(hand, canvas.size, 1.7).point([128 + (v - 128) // 9 for v in range(256)])
    sensor = [grain, ImageChops.offset(grain, 61, 37), ImageChops.offset(grain, -83, 45)]
    canvas = ImageChops.add(canvas, Image.merge("RGB", sensor), offset=-128)
    out = BytesIO()
    canvas.save(out, "JPEG", quality=88)
    return out.getvalue()


def _held(canvas: Image.Image, hand: Random) -> Image.Image:
    """Nobody holds a telephone straight: turned a little, and looked at from a little aside."""
    aside, tilt = hand.uniform(-0.07, 0.07), hand.uniform(-0.02, 0.02)
    left, right = max(0, aside) * HEIGHT, max(0, -aside) * HEIGHT
    inset = 40
    corners = (
        inset, inset + left + tilt * HEIGHT, inset, HEIGHT - inset - left + tilt * HEIGHT,
        WIDTH - inset, HEIGHT - inset - right - tilt * HEIGHT, WIDTH - inset, inset + right - tilt * HEIGHT,
    )  # fmt: skip
    return canvas.transform(canvas.size, Image.Transform.QUAD, corners, Image.Resampling.BILINEAR)


def _tone(value: float) -> int:
    """A telephone's curve: deeper shadows, softer lights."""
    x = min(1.0, value / 255)
    return round(255 * (0.02 + 0.98 * x + 0.06 * (x - 0.5) * x * (1 - x) * 4))
