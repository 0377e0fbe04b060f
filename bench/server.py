"""A server of the bench's own: temporary folders, a free port, limits off, each answer saying what it cost."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from http.client import HTTPConnection
from pathlib import Path
from types import TracebackType
from typing import Self
from urllib.parse import urlencode, urlsplit

ROOT = Path(__file__).parents[1]
START_LIMIT_S = 30


class Server:
    """`flask serve` (web and worker) for as long as the `with` lasts. Only loopback, ended by its own process id."""

    def __init__(self, **environ: str) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="je-remarque-bench-"))
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.environ = {
            **os.environ,
            "INSTANCE": str(self.folder / "instance"),
            "UPLOADS": str(self.folder / "uploads"),
            "HOST": "127.0.0.1",
            "PORT": str(self.port),
            "RATE_LIMIT": "off",
            "LOG_LEVEL": "DEBUG",
            **environ,
        }

    def command(self, *arguments: str) -> str:
        """What `script/manage ARGUMENTS` prints for this server's installation."""
        return subprocess.run(
            [sys.executable, "-m", "flask", "--app", "wsgi", *arguments],
            cwd=ROOT, env=self.environ, check=True, capture_output=True, text=True,
        ).stdout  # fmt: skip

    def __enter__(self) -> Self:
        began = time.perf_counter()
        self.log = (self.folder / "log").open("wb")
        command = [sys.executable, "-m", "flask", "--app", "wsgi", "serve"]
        self.process = subprocess.Popen(command, cwd=ROOT, env=self.environ, stdout=self.log, stderr=self.log)
        while True:
            try:
                self.connection(5).request("GET", "/healthz")
                break
            except OSError:
                if self.process.poll() is not None or time.perf_counter() - began > START_LIMIT_S:
                    raise RuntimeError((self.folder / "log").read_text()) from None
                time.sleep(0.02)
        self.started_in_s = time.perf_counter() - began
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.process.terminate()
        self.process.wait(30)
        self.log.close()
        shutil.rmtree(self.folder, ignore_errors=True)

    def connection(self, timeout_s: float = 60) -> HTTPConnection:
        return HTTPConnection("127.0.0.1", self.port, timeout=timeout_s)

    def signed_in(self) -> str:
        """The cookie of an agent's session."""
        link = self.command("accounts", "create", "bench@example.org", "--role", "coordinator").split()[-1]
        connection = self.connection()
        connection.request("GET", urlsplit(link).path)
        page = connection.getresponse()
        cookie = (page.getheader("Set-Cookie") or "").split(";")[0]
        token = page.read().decode().split('name="csrf_token"')[1].split('value="')[1].split('"')[0]
        headers = {"Cookie": cookie, "Content-Type": "application/x-www-form-urlencoded"}
        connection.request("POST", urlsplit(link).path, urlencode({"csrf_token": token}), headers)
        answer = connection.getresponse()
        answer.read()
        if answer.status != 303:
            raise RuntimeError(f"signing in answered {answer.status}")
        return (answer.getheader("Set-Cookie") or cookie).split(";")[0]

    def memory_mb(self) -> dict[str, float]:
        """Resident megabytes of the web and of its worker, and the web's highest so far."""
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text().split()
        workers = [pid for thread in Path(f"/proc/{self.process.pid}/task").iterdir()
                   for pid in (thread / "children").read_text().split()] or children  # fmt: skip
        return {
            "web": _status(self.process.pid, "VmRSS"),
            "web_peak": _status(self.process.pid, "VmHWM"),
            "worker": sum(_status(int(pid), "VmRSS") for pid in set(workers)),
        }


def _status(pid: int, name: str) -> float:
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith(name)) / 1024
