"""From the README's curl to the stored file: over HTTP, against the whole installation."""

from __future__ import annotations

import io
import json
import re
import shlex
import sqlite3
import subprocess
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from PIL import ExifTags, Image

from bench.clients import multipart
from bench.server import Server

README = Path(__file__).parents[2] / "README.md"


def post(server: Server, fields: dict[str, str], photo: bytes | None = None) -> tuple[int, dict[str, Any]]:
    body, kind = multipart(fields, photo)
    connection = server.connection()
    connection.request("POST", "/api/reports", body, {"Content-Type": kind})
    answer = connection.getresponse()
    return answer.status, json.loads(answer.read())


def rows(server: Server, query: str) -> list[tuple[Any, ...]]:
    connection = sqlite3.connect(server.folder / "instance" / "reporter.sqlite")
    try:
        return connection.execute(query).fetchall()
    finally:
        connection.close()


def jpeg_in_grazailles() -> bytes:
    """A photo as a telephone makes it: with its position, its maker and its date."""
    exif = Image.Exif()
    exif[ExifTags.Base.Make] = "SecretMaker"
    exif[ExifTags.Base.DateTime] = "2026:11:22 10:00:00"
    exif.get_ifd(ExifTags.IFD.GPSInfo).update(
        {1: "N", 2: (43.0, 13.0, 37.668), 3: "E", 4: (2.0, 21.0, 19.476)}  # 43.22713, 2.35541
    )
    file = io.BytesIO()
    Image.linear_gradient("L").resize((800, 600)).convert("RGB").save(file, "JPEG", exif=exif)
    return file.getvalue()


def test_the_readmes_curl_makes_one_report_however_often_it_is_sent(served: Server) -> None:
    command = re.search(r"^curl .*?(?=^```)", README.read_text(), re.MULTILINE | re.DOTALL)
    assert command
    line = command[0].replace("127.0.0.1:8000", f"127.0.0.1:{served.port}").replace("\\\n", " ")
    arguments = [*shlex.split(line), "--silent", "--write-out", "\n%{http_code}"]
    answers = []
    for _ in range(2):
        said = subprocess.run(arguments, check=True, capture_output=True, text=True).stdout
        body, status = said.rsplit("\n", 1)
        answers.append((int(status), json.loads(body)))
    (first, made), (second, again) = answers
    assert (first, second) == (201, 200)
    assert re.fullmatch(r"JR-[0-9A-HJKMNP-TV-Z]{6}", made["reference"])
    assert again["reference"] == made["reference"]
    assert again["tracking_url"] == made["tracking_url"]
    assert made["neighbourhood"] == {"slug": "grazailles", "name": "Grazailles"}
    assert [f["slug"] for f in made["forwarded_to"] if f["role"] == "lead"] == ["ville"]
    assert rows(served, f"SELECT count(*) FROM report WHERE reference = '{made['reference']}'") == [(1,)]


def test_a_photos_position_is_used_and_nothing_of_it_is_stored(served: Server) -> None:
    status, made = post(served, {"category": "dumping", "setting": "street"}, jpeg_in_grazailles())
    assert status == 201, made
    assert made["neighbourhood"]["slug"] == "grazailles"
    query = "SELECT location_source, round(latitude, 5), round(longitude, 5) FROM report WHERE reference = "
    assert rows(served, f"{query}'{made['reference']}'") == [("photo", 43.22713, 2.35541)]
    stored = list((served.folder / "uploads").rglob("*.jpg"))
    assert len(stored) == 2
    for file in stored:
        assert not Image.open(file).getexif()
        assert not any(trace in file.read_bytes() for trace in (b"Exif", b"SecretMaker", b"2026:11:22"))


def test_a_report_from_far_away_is_refused_and_says_why(served: Server) -> None:
    before = rows(served, "SELECT count(*) FROM report")
    status, answer = post(served, {"category": "dumping", "latitude": "43.6045", "longitude": "1.444"})
    assert status == 422
    assert [(e["field"], e["code"]) for e in answer["errors"]] == [("location", "outside")]
    assert "Agglo" in answer["errors"][0]["message"]
    assert rows(served, "SELECT count(*) FROM report") == before


def test_480_submissions_from_8_threads_are_480_reports(served: Server) -> None:
    before = rows(served, "SELECT count(*) FROM report")[0][0]

    def submit(number: int) -> tuple[int, str]:
        shift = number * 0.000001
        status, answer = post(
            served,
            {"category": "bins", "setting": "street", "latitude": str(43.2109 + shift), "longitude": "2.3511"},
        )
        return status, answer.get("reference", str(answer))

    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(submit, range(480)))
    assert {status for status, _ in answers} == {201}
    assert len({reference for _, reference in answers}) == 480
    assert rows(served, "SELECT count(*) FROM report")[0][0] == before + 480
    assert "database is locked" not in (served.folder / "log").read_text()
