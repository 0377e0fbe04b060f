"""`serve`, as a process of its own: what is too large, and what it says when it cannot start."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from bench.clients import multipart
from bench.server import ROOT, Server


def fails(tmp_path: Path, **environ: str) -> str:
    """What `serve` says when it gives up."""
    folders = {"INSTANCE": str(tmp_path / "instance"), "UPLOADS": str(tmp_path / "uploads")}
    ended = subprocess.run(
        [sys.executable, "-m", "flask", "--app", "wsgi", "serve"],
        cwd=ROOT, env={**os.environ, **folders, **environ}, capture_output=True, text=True, timeout=60,
    )  # fmt: skip
    assert ended.returncode == 1
    assert "Traceback" not in ended.stderr
    return ended.stderr.splitlines()[-1]


def test_a_port_in_use_is_one_sentence(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        said = fails(tmp_path, PORT=str(port))
    assert said == f"Error: cannot listen on 127.0.0.1, port {port}: Address already in use; PORT chooses another port"


def test_a_database_that_is_away_is_one_sentence_without_its_password(tmp_path: Path, closed_port: int) -> None:
    said = fails(tmp_path, DATABASE_URL=f"postgresql://u:hidden-from-logs@127.0.0.1:{closed_port}/d")
    assert said.startswith("Error: the database cannot be used: ")
    assert f"{closed_port}" in said
    assert "hidden-from-logs" not in said


def test_a_body_above_the_limit_is_refused_in_our_words() -> None:
    with Server(MAX_PHOTOS="1", MAX_PHOTO_MB="1") as server:
        for path in ("/api/reports", "/signaler"):
            body, kind = multipart({"category": "bulky"}, bytes(2_000_001))
            connection = server.connection()
            connection.request("POST", path, body, {"Content-Type": kind, "Accept-Language": "fr"})
            answer = connection.getresponse()
            text = answer.read().decode()
            assert answer.status == 413
            said = json.loads(text)["errors"][0]["message"] if path.startswith("/api/") else text
            assert "trop lourd" in said


def test_a_town_that_takes_many_large_photos_gets_them() -> None:
    head = b"POST /api/reports HTTP/1.1\r\nHost: x\r\nContent-Length: %d\r\n\r\n"
    with Server(MAX_PHOTOS="20", MAX_PHOTO_MB="100") as server:
        with socket.create_connection(("127.0.0.1", server.port), timeout=10) as telephone:
            telephone.sendall(head % 9_000_000_000)
            assert b" 413 " in telephone.recv(100)
        with socket.create_connection(("127.0.0.1", server.port), timeout=1) as telephone:
            telephone.sendall(head % 2_000_000_000)
            with pytest.raises(TimeoutError):  # it waits for the photos
                telephone.recv(100)
