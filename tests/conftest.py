"""An application of its own for each test: its own folders, database and settings."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from reporter import create_app
from reporter.base.db import Base, db


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
