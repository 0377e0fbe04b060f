"""/healthz: 200 while the web can serve, and each part's state."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import text

from reporter.base.db import db, transaction
from reporter.mail.models import Mail
from reporter.web import health

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)


def waiting(app: Flask, *, since: timedelta, state: str = "due") -> None:
    with transaction() as session:
        session.add(
            Mail(
                message_id=f"<{since}-{state}@x>",
                recipient="a@example.org",
                message=b"",
                state=state,
                next_at=NOW - since,
                created_at=NOW - since,
            )
        )


def test_everything_is_well_on_an_empty_town(client: FlaskClient) -> None:
    answer = client.get("/healthz")
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.json == {
        "status": "ok",
        "components": {
            "database": {"state": "ok", "kind": "sqlite"},
            "storage": {"state": "ok", "kind": "folder"},
            "mail": {"state": "ok", "kind": "folder"},
            "queue": {"state": "ok", "kind": "tables"},
        },
    }


def test_mail_that_nobody_sends_is_late(app: Flask) -> None:
    waiting(app, since=timedelta(minutes=4))
    waiting(app, since=timedelta(hours=4), state="sent")
    assert health.components(NOW)["mail"]["state"] == "ok"
    waiting(app, since=timedelta(minutes=6))
    assert health.components(NOW)["mail"]["state"] == "late"


def test_a_folder_for_photos_that_is_gone_is_down_and_the_web_still_serves(
    app: Flask, client: FlaskClient, environ: dict[str, str]
) -> None:
    Path(environ["UPLOADS"]).rmdir()
    answer = client.get("/healthz")
    assert answer.status_code == 200
    assert answer.json["components"]["storage"]["state"] == "down"


@pytest.mark.parametrize("queue", ["closed_port", "silent_port"])
def test_a_queue_that_is_away_is_down_and_the_web_still_serves(
    environ: dict[str, str], request: pytest.FixtureRequest, queue: str
) -> None:
    environ["QUEUE_URL"] = f"redis://127.0.0.1:{request.getfixturevalue(queue)}/0"
    answer = request.getfixturevalue("client").get("/healthz")
    assert answer.status_code == 200
    assert answer.json["components"]["queue"] == {"state": "down", "kind": "redis"}


def test_a_database_that_does_not_answer_is_503_and_named(app: Flask, environ: dict[str, str]) -> None:
    db.session.remove()
    db.engine.dispose()
    database = Path(environ["INSTANCE"]) / "reporter.sqlite"
    for file in database.parent.glob("reporter.sqlite*"):
        file.unlink()
    database.mkdir()
    answer = app.test_client().get("/healthz")
    assert answer.status_code == 503
    assert answer.json["status"] == "down"
    assert answer.json["components"]["database"]["state"] == "down"
    assert answer.json["components"]["mail"]["state"] == "unchecked"


def test_a_database_without_tables_still_answers(app: Flask) -> None:
    with transaction() as session:
        session.execute(text("DROP TABLE mail"))
    assert health.components(NOW)["database"]["state"] == "ok"
    assert health.components(NOW)["mail"]["state"] == "down"
