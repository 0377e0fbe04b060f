"""Clients that ask at once, over kept connections, and what they measured."""

from __future__ import annotations

import re
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import count
from statistics import median, quantiles

from bench.server import Server

Request = tuple[str, str, bytes | None, dict[str, str]]


@dataclass
class Measured:
    """Milliseconds as the client sees them; server's own milliseconds and statements as Server-Timing says them."""

    seconds: float = 0.0
    spent: list[float] = field(default_factory=list)
    inside: list[float] = field(default_factory=list)
    statements: list[int] = field(default_factory=list)
    refused: list[int] = field(default_factory=list)

    def row(self) -> dict[str, float]:
        """p50 and p95 in milliseconds, requests a second, statements of a request (the most), errors."""
        return {
            "p50_ms": round(median(self.spent), 2),
            "p95_ms": round(quantiles(self.spent, n=20)[18], 2) if len(self.spent) > 1 else round(self.spent[0], 2),
            "server_p50_ms": round(median(self.inside), 2) if self.inside else 0.0,
            "per_second": round(len(self.spent) / self.seconds, 1),
            "queries": max(self.statements, default=0),
            "errors": len(self.refused),
        }


def ask(server: Server, make: Callable[[int], Request], *, at_once: int, requests: int) -> Measured:
    """Sends `requests` requests from `at_once` threads, each over its own connection."""
    measured, numbers, guard = Measured(), count(), threading.Lock()

    def one_client() -> None:
        connection = server.connection()
        for number in iter(lambda: next(numbers), None):
            if number >= requests:
                return
            method, path, body, headers = make(number)
            began = time.perf_counter()
            connection.request(method, path, body, headers)
            answer = connection.getresponse()
            answer.read()
            spent = (time.perf_counter() - began) * 1000
            with guard:
                _note(measured, answer.status, spent, answer.getheader("Server-Timing") or "")

    threads = [threading.Thread(target=one_client) for _ in range(at_once)]
    began = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    measured.seconds = time.perf_counter() - began
    return measured


def _note(measured: Measured, status: int, spent: float, timing: str) -> None:
    measured.spent.append(spent)
    if status >= 400:
        measured.refused.append(status)
    said = re.match(r'app;dur=([\d.]+), db;desc="(\d+)"', timing)
    if said:
        measured.inside.append(float(said[1]))
        measured.statements.append(int(said[2]))


def multipart(fields: dict[str, str], photo: bytes | None) -> tuple[bytes, str]:
    """A form with an optional photo: the body, and its content type."""
    edge = "bench0boundary"
    return b"".join(_parts(fields, photo, edge)), f"multipart/form-data; boundary={edge}"


def _parts(fields: dict[str, str], photo: bytes | None, edge: str) -> Iterator[bytes]:
    for name, value in fields.items():
        yield f'--{edge}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode()
    if photo:
        yield f'--{edge}\r\nContent-Disposition: form-data; name="photos"; filename="p.jpg"\r\n'.encode()
        yield b"Content-Type: image/jpeg\r\n\r\n" + photo + b"\r\n"
    yield f"--{edge}--\r\n".encode()
