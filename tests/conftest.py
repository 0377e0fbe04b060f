"""An application of its own for each test: its own folders, database and settings."""

from __future__ import annotations

import os
import shutil
import socket
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask import Flask, g
from flask.testing import FlaskClient

from reporter import create_app
from reporter.base.db import Base, db
from tests import postgresql


@pytest.fixture
def environ(tmp_path: Path) -> dict[str, str]:
    """The settings of a test's application; a test changes them before it asks for `app`."""
    return {
        "INSTANCE": str(tmp_path / "instance"),
        "UPLOADS": str(tmp_path / "uploads"),
        "PUBLIC_URL": "http://localhost",
        "RATE_LIMIT": "off",
        "SECRET_KEY": "not secret: tests only",
    }


@pytest.fixture
def app(environ: dict[str, str]) -> Iterator[Flask]:
    """An application with an empty database, inside its context. Tests of rooms use actions and queries directly."""
    application = create_app(environ)
    # Requests of a test share its context; in the world outside, each has its own, and knows nothing of the last.
    application.teardown_request(lambda _error: vars(g).clear())
    with application.app_context():
        Base.metadata.create_all(db.engine)
        yield application
        db.session.remove()
        db.engine.dispose()


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """A stranger's browser without JavaScript. CSRF is off here; a test of its own shows that it is on."""
    app.config["WTF_CSRF_ENABLED"] = False
    return app.test_client()


@pytest.fixture
def silent_port() -> Iterator[int]:
    """A port of this machine where somebody accepts every connection and never says a word."""
    with socket.create_server(("127.0.0.1", 0), backlog=100) as server:
        yield server.getsockname()[1]


@pytest.fixture
def closed_port() -> Iterator[int]:
    """A port of this machine, kept free, where nobody listens."""
    with socket.socket() as kept:
        kept.bind(("127.0.0.1", 0))
        yield kept.getsockname()[1]


@pytest.fixture(scope="session")
def needs() -> Callable[[str], str]:
    """`needs("redis-server")`: the program's path; without it the test is skipped by name, or fails under CI=true."""

    def find(program: str) -> str:
        path = shutil.which(program)
        if path is None:
            lacking(program)
        return str(path)

    return find


def lacking(component: str) -> None:
    """Skips this test for want of a component; a failure where nothing may be missing."""
    if os.environ.get("CI") == "true":
        pytest.fail(f"{component} is missing")
    pytest.skip(f"{component} is missing")


@pytest.fixture(scope="session")
def postgresql_cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[postgresql.Cluster]:
    """A private PostgreSQL server for this test process, ended with it."""
    if not postgresql.installed():
        lacking("postgresql")
    with postgresql.Cluster() as cluster:
        yield cluster


@pytest.fixture
def postgresql_url(postgresql_cluster: postgresql.Cluster) -> Iterator[str]:
    """The address of an empty PostgreSQL database."""
    with postgresql_cluster.database() as url:
        yield url


@pytest.fixture(params=["sqlite", "postgresql"])
def both_databases(request: pytest.FixtureRequest, environ: dict[str, str]) -> str:
    """Ask for it before `app`: the test runs once on SQLite and once on PostgreSQL."""
    if request.param == "postgresql":
        environ["DATABASE_URL"] = request.getfixturevalue("postgresql_url")
    return str(request.param)
