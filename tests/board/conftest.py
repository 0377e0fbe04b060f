"""What the board's tests share."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import event

from reporter.base.db import db


@pytest.fixture
def statements(app: Flask) -> Iterator[list[str]]:
    """Every SELECT, INSERT, UPDATE that the application sends, from now on; clear it before what is counted."""
    sent: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        if statement.split()[0] in ("SELECT", "INSERT", "UPDATE", "DELETE", "WITH"):
            sent.append(statement)

    event.listen(db.engine, "before_cursor_execute", note)
    yield sent
    event.remove(db.engine, "before_cursor_execute", note)


@pytest.fixture
def plans(app: Flask) -> Callable[[Callable[[], object]], str]:
    """How SQLite reads for the first SELECT of a call: `plans(lambda: queries.…)`."""

    def plan(ask: Callable[[], object]) -> str:
        sent: list[tuple[str, Any]] = []

        def note(_connection: object, _cursor: object, statement: str, parameters: Any, *_rest: object) -> None:
            sent.append((statement, parameters))

        event.listen(db.engine, "before_cursor_execute", note)
        ask()
        event.remove(db.engine, "before_cursor_execute", note)
        statement, parameters = next(pair for pair in sent if pair[0].startswith(("SELECT", "WITH")))
        rows = db.session.connection().exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters)
        return " | ".join(str(row[-1]) for row in rows)

    return plan
