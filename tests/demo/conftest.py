"""A demo town, filled once for all tests of this room, with a mail server that would take whatever is sent."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from datetime import UTC, datetime
from fcntl import LOCK_EX, flock
from pathlib import Path

import pytest
from flask import Flask

from reporter import create_app
from reporter.base.db import Base, db
from reporter.demo import actions
from tests.mail.conftest import Server

NOW = datetime(2026, 11, 24, 14, 20, tzinfo=UTC)


@pytest.fixture(scope="package")
def post() -> Iterator[Server]:
    with Server() as server:
        yield server


@pytest.fixture(scope="package")
def filled(tmp_path_factory: pytest.TempPathFactory, post: Server) -> Flask:
    """An application whose town was filled at NOW. Filling takes seconds: parallel test processes share one, copied."""
    own = tmp_path_factory.mktemp("demo") / "town"
    shared = tmp_path_factory.getbasetemp().parent if "PYTEST_XDIST_WORKER" in os.environ else own.parent
    with (shared / "demo-town.lock").open("w") as lock:
        flock(lock, LOCK_EX)
        if not (shared / "demo-town").exists():
            _fill(shared / "demo-town", post)
    shutil.copytree(shared / "demo-town", own)
    return _application(own, post)


def _fill(folder: Path, post: Server) -> None:
    app = _application(folder, post)
    with app.app_context():
        Base.metadata.create_all(db.engine)
        assert actions.fill(NOW) == 300
        db.session.remove()
        db.engine.dispose()


def _application(folder: Path, post: Server) -> Flask:
    return create_app(
        {
            "INSTANCE": str(folder / "instance"),
            "UPLOADS": str(folder / "uploads"),
            "PUBLIC_URL": "http://localhost",
            "RATE_LIMIT": "off",
            "SECRET_KEY": "not secret: tests only",
            "SMTP_URL": post.url,
            "GEOCODER_URL": "http://127.0.0.1:9/geocodage",
        }
    )


@pytest.fixture
def town(filled: Flask) -> Iterator[Flask]:
    """The filled town, inside its context. Tests leave it as they found it."""
    with filled.app_context():
        yield filled
        db.session.rollback()
        db.session.remove()
