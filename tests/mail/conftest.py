"""A letter made from three small templates, and a post office that answers as a test wants."""

from __future__ import annotations

import asyncio
import socket
import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from email import message_from_bytes, policy
from typing import Any

import pytest
from aiosmtpd.controller import Controller

from reporter.mail.rules import Letter

NOW = datetime(2026, 11, 23, 8, 30, tzinfo=UTC)


@pytest.fixture
def letter() -> Callable[..., Letter]:
    """Makes a letter to somebody; a test changes what it wants."""

    def make(recipient: str = "voisin@example.org", **changes: object) -> Letter:
        plain = {"subject": "Été à Ozanam", "text": "Bonjour", "html": "<p>Bonjour</p>"}
        return Letter(recipient=recipient, **{**plain, **changes})  # type: ignore[arg-type]

    return make


class Server:
    """A mail server on loopback that answers each recipient as its name asks, and remembers what it took.

    Local parts: `busy-…` 451 at the first attempt, `refused-…` 550, `drop-…` hangs up after the message the first
    time, `silent-…` says nothing for longer than anybody waits. Anybody else: 250.
    """

    def __init__(self, *, pause_s: float = 0.0) -> None:
        self._pause_s = pause_s
        self.taken: list[tuple[str, str]] = []
        self.connections = 0
        self._tried: set[str] = set()
        self._lock = threading.Lock()
        self._controller = Controller(self, hostname="127.0.0.1", port=_free_port())
        self.hanging = asyncio.Event()

    def __enter__(self) -> Server:
        self._controller.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._controller.loop.call_soon_threadsafe(self.hanging.set)
        self._controller.stop()

    @property
    def url(self) -> str:
        return f"smtp://127.0.0.1:{self._controller.port}"

    @property
    def message_ids(self) -> list[str]:
        return [message_id for _, message_id in self.taken]

    async def handle_EHLO(
        self, server: Any, session: Any, _envelope: object, hostname: str, responses: list[str]
    ) -> list[str]:
        self.connections += 1
        session.host_name = hostname
        return responses

    async def handle_RCPT(self, server: Any, _session: object, envelope: Any, address: str, _options: object) -> str:
        local = address.partition("@")[0]
        first = address not in self._tried
        self._tried.add(address)
        if local.startswith("refused"):
            return f"550 5.1.1 no {address} here"
        if local.startswith("busy") and first:
            return "451 4.3.0 try again"
        if local.startswith("silent"):
            await self.hanging.wait()
        envelope.rcpt_tos.append(address)
        return "250 ok"

    async def handle_DATA(self, server: Any, _session: object, envelope: Any) -> str:
        await asyncio.sleep(self._pause_s)
        address = envelope.rcpt_tos[0]
        message = message_from_bytes(envelope.content, policy=policy.default)
        with self._lock:
            self.taken.append((address, message["Message-ID"]))
            again = [taken for taken, _ in self.taken].count(address) > 1
        if address.startswith("drop") and not again:
            server.transport.abort()
        return "250 taken"


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture
def server() -> Iterator[Server]:
    with Server() as running:
        yield running
