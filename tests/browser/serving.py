"""An application served by waitress in a thread of the test, as it is served outside: real sockets, real cookies."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from flask import Flask
from waitress.server import create_server
from waitress.wasyncore import close_all


def free_port() -> socket.socket:
    """A socket that listens on a free port of loopback."""
    listening = socket.socket()
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listening.bind(("127.0.0.1", 0))
    return listening


@contextmanager
def served(app: Flask, listening: socket.socket) -> Iterator[None]:
    """Serves the application on that socket until the block ends."""
    server = create_server(app, sockets=[listening], threads=4, clear_untrusted_proxy_headers=True)
    stopped = threading.Event()

    def serve() -> None:
        while not stopped.is_set():
            server.asyncore.loop(timeout=0.05, map=server._map, count=1)
        close_all(server._map)

    thread = threading.Thread(target=serve, name="web of a test", daemon=True)
    thread.start()
    try:
        yield
    finally:
        stopped.set()
        thread.join(10)
        server.task_dispatcher.shutdown()
