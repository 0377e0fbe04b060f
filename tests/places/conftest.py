"""The real town, the made-up town, and a stand-in for the online geocoder that speaks its real answers."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from reporter.base.settings import TERRITORIES
from reporter.places.gazetteer import Gazetteer
from reporter.places.reading import load
from tests.copied_town import CopiedTown

MADE_UP = Path(__file__).parents[1] / "towns" / "port-imaginaire"


@pytest.fixture(scope="session")
def carcassonne() -> Gazetteer:
    return load(TERRITORIES / "carcassonne")


@pytest.fixture(scope="session")
def port_imaginaire() -> Gazetteer:
    return load(MADE_UP)


@pytest.fixture
def town(tmp_path: Path) -> CopiedTown:
    """The made-up town's files, to be spoilt."""
    return CopiedTown(tmp_path / "town", MADE_UP)


def feature(label: str, *, kind: str, longitude: float, latitude: float, score: float, **more: Any) -> dict[str, Any]:
    """A feature as https://data.geopf.fr/geocodage answers it."""
    return {
        "type": "Feature",
        "geometry": {"type": "Point", "coordinates": [longitude, latitude]},
        "properties": {
            "label": label,
            "score": score,
            "id": "11069_6220_00012",
            "name": label.split(" 11000")[0],
            "postcode": "11000",
            "citycode": "11069",
            "x": 647600.1,
            "y": 6236700.2,
            "city": "Carcassonne",
            "context": "11, Aude, Occitanie",
            "type": kind,
            "importance": 0.6,
            "street": "Rue de Verdun",
            "_type": "address",
            **more,
        },
    }


VERDUN = feature(
    "12 Rue de Verdun 11000 Carcassonne", kind="housenumber", longitude=2.3512, latitude=43.2131, score=0.97
)


class StandIn:
    """A geocoder on this machine. `answer` is what it says next; `asked` are the paths and questions that it got."""

    def __init__(self) -> None:
        self.features: list[dict[str, Any]] = [VERDUN]
        self.status = 200
        self.headers: dict[str, str] = {}
        self.body: bytes | None = None
        self.delay_s = 0.0
        self.drip = False
        self.asked: list[tuple[str, dict[str, str]]] = []
        stand_in = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                stand_in._serve(self)

            def log_message(self, *_: object) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self.server.server_port}/geocodage"
        Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()

    def stop(self) -> None:
        self.server.shutdown()
        self.server.server_close()

    def _serve(self, request: BaseHTTPRequestHandler) -> None:
        url = urlsplit(request.path)
        self.asked.append((url.path, {name: values[0] for name, values in parse_qs(url.query).items()}))
        time.sleep(self.delay_s)
        body = json.dumps({"type": "FeatureCollection", "features": self.features, "query": "…"}).encode()
        body = body if self.body is None else self.body
        try:
            request.send_response(self.status)
            request.send_header("Content-Type", "application/json; charset=utf-8")
            for name, value in self.headers.items():
                request.send_header(name, value)
            request.end_headers()
            for byte in body:
                request.wfile.write(bytes([byte])) if self.drip else None
                time.sleep(0.1) if self.drip else None
            request.wfile.write(b"" if self.drip else body)
        except OSError:
            pass  # whoever asked has left


@pytest.fixture
def stand_in(monkeypatch: pytest.MonkeyPatch) -> Iterator[StandIn]:
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    server = StandIn()
    yield server
    server.stop()
