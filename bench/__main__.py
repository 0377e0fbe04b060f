"""Runs everything, prints a table, writes bench/results.json."""

from __future__ import annotations

import argparse
import io
import json
import os
import platform
import random
import subprocess
import sys
import time
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

from PIL import Image, ImageDraw

from bench.clients import Request, ask, multipart
from bench.server import ROOT, Server
from reporter.base.settings import TERRITORIES
from reporter.places.gazetteer import Gazetteer
from reporter.places.quadkey import tile
from reporter.places.reading import load
from reporter.places.rules import Coordinates

RESULTS = Path(__file__).parent / "results.json"
SIZES = (1_000, 20_000)
AT_ONCE = (1, 8, 32)
LOCATES = 100_000
URLENCODED = "application/x-www-form-urlencoded"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="a tenth of the requests, 1,000 reports only")
    quick = parser.parse_args().quick
    gazetteer = load(TERRITORIES / "carcassonne")
    results: dict[str, Any] = {
        "machine": {"cores": os.cpu_count(), "python": platform.python_version(), "system": platform.system()},
        "in_process": {"locate_per_second": locate_rate(gazetteer)},
        "runs": [],
    }
    with Server() as server:
        results["first_start_s"] = round(server.started_in_s, 2)
        for size in SIZES[:1] if quick else SIZES:
            subprocess.run([sys.executable, "-m", "bench.filling", str(size)], cwd=ROOT, env=server.environ, check=True)
            results["runs"] += measure(server, gazetteer, size, 10 if quick else 1)
    RESULTS.write_text(json.dumps(results, indent=1) + "\n")
    show(results)


def measure(server: Server, gazetteer: Gazetteer, size: int, share: int) -> list[dict[str, Any]]:
    """All measurements at that number of reports; reading first, because creating adds reports."""
    point = gazetteer.neighbourhoods[0].inner_point
    x, y = tile(latitude=point.latitude, longitude=point.longitude, zoom=14)
    agent = {"Cookie": server.signed_in()}
    photo = twelve_megapixels()
    plans: list[tuple[str, int, int, Any]] = [
        ("queue page of 100", 1, 100, get("/agents/", agent)),
        ("queue page, filtered", 1, 100, get("/agents/?statut=received", agent)),
        ("public list", 1, 100, get("/signalements")),
        ("map tile", 1, 200, get(f"/carte/14/{x}/{y}.json")),
        ("locate (HTTP)", 8, 800, get(f"/api/places/locate?latitude={point.latitude}&longitude={point.longitude}")),
        ("search (HTTP)", 8, 400, get(f"/api/places/search?q={quote('rue de verdn')}")),
    ]
    plans += [("create", n, 400 * (1 if n == 1 else 2), create(point, None)) for n in AT_ONCE]
    plans += [("create with 12 megapixels", n, 16 if n == 1 else 32, create(point, photo)) for n in AT_ONCE]
    rows = []
    for name, at_once, requests, make in plans:
        ask(server, make, at_once=1, requests=2)  # what is read once, is read now
        measured = ask(server, make, at_once=at_once, requests=max(requests // share, 4))
        row = {"what": name, "reports": size, "at_once": at_once, **measured.row()}
        row |= {f"{part}_mb": round(mb) for part, mb in server.memory_mb().items()}
        rows.append(row)
        print(f"  {name}, {at_once} at once, {size} reports", file=sys.stderr)
    return rows


def get(path: str, headers: dict[str, str] | None = None) -> Any:
    def make(_number: int) -> Request:
        return "GET", path, None, headers or {}

    return make


def create(point: Coordinates, photo: bytes | None) -> Any:
    """A report somewhere around the point; without a photo urlencoded, with one multipart."""

    def make(number: int) -> Request:
        shift = random.Random(number)
        fields = {
            "category": "dumping", "setting": "street", "location_source": "gps", "accuracy": "12",
            "latitude": str(point.latitude + shift.uniform(-0.001, 0.001)),
            "longitude": str(point.longitude + shift.uniform(-0.001, 0.001)),
            "details": "Sacs éventrés.",
        }  # fmt: skip
        if photo is None:
            return (
                "POST",
                "/api/reports",
                urlencode(fields).encode(),
                {"Content-Type": "application/x-www-form-urlencoded"},
            )
        body, kind = multipart(fields, photo)
        return "POST", "/api/reports", body, {"Content-Type": kind}

    return make


def locate_rate(gazetteer: Gazetteer) -> int:
    """Places found in a second by one thread, over points in and around the neighbourhoods."""
    chance = random.Random(1)
    homes = [n.inner_point for n in gazetteer.neighbourhoods]
    points = [
        Coordinates(latitude=home.latitude + chance.gauss(0, 0.004), longitude=home.longitude + chance.gauss(0, 0.006))
        for home in chance.choices(homes, k=LOCATES)
    ]
    began = time.perf_counter()
    for point in points:
        gazetteer.locate(point)
    return round(LOCATES / (time.perf_counter() - began))


def twelve_megapixels() -> bytes:
    """A JPEG of 4000 × 3000 pixels with shapes and grain, as heavy as a telephone's."""
    chance = random.Random(12)
    grain = Image.effect_noise((1000, 750), 60).resize((4000, 3000)).convert("RGB")
    draw = ImageDraw.Draw(grain)
    for _ in range(400):
        x, y, size = chance.randrange(4000), chance.randrange(3000), chance.randrange(40, 400)
        draw.ellipse((x, y, x + size, y + size), fill=tuple(chance.randrange(256) for _ in range(3)))
    file = io.BytesIO()
    grain.save(file, "JPEG", quality=92)
    return file.getvalue()


def show(results: dict[str, Any]) -> None:
    """Prints what was measured as a table."""
    print(f"{results['machine']}; first start {results['first_start_s']} s; "
          f"locate in process {results['in_process']['locate_per_second']:,}/s")  # fmt: skip
    names = list(results["runs"][0])
    print("| " + " | ".join(names) + " |\n|" + "---|" * len(names))
    for row in results["runs"]:
        print("| " + " | ".join(str(row[name]) for name in names) + " |")


if __name__ == "__main__":
    main()
