"""The database: one typed Base for all rows, and one transaction per action.

SQLite is set up so that it never loses a concurrent write: the driver begins nothing by itself, actions begin
IMMEDIATE (they wait for their turn at once, instead of failing when they come to write), reads begin plainly.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from datetime import UTC, datetime
from threading import Lock
from typing import Any

from flask_sqlalchemy import SQLAlchemy
from flask_sqlalchemy.session import Session
from sqlalchemy import DateTime, Dialect, Engine, MetaData, event
from sqlalchemy.engine import Connection
from sqlalchemy.orm import DeclarativeBase, scoped_session
from sqlalchemy.types import TypeDecorator


class Base(DeclarativeBase):
    """What all rows are."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(column_0_label)s",
            "uq": "uq_%(table_name)s_%(column_0_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_name)s",
            "pk": "pk_%(table_name)s",
        }
    )


class Moment(TypeDecorator[datetime]):
    """A moment: aware and UTC in Python; on SQLite, which keeps no zone, UTC is written and read back as such."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment must carry its zone")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


_TURN = Lock()

db = SQLAlchemy(model_class=Base, session_options={"expire_on_commit": False})


def session() -> scoped_session[Session]:
    """The session of this request, command or job."""
    return db.session


@contextmanager
def transaction() -> Iterator[scoped_session[Session]]:
    """One action: everything inside is written, or nothing is. Actions do not nest.

    What was handed to `afterwards` happens once all is written. Raises RuntimeError inside another action: whoever
    calls two actions wants one.
    """
    current = db.session
    if current.info.get("acting"):
        raise RuntimeError("an action inside an action: join them into one")
    # Ends a read that this request began earlier: a writer that starts from an old snapshot would be refused.
    current.commit()
    with _turn():
        current.info["acting"] = True
        try:
            current.connection(execution_options={"writes": True})
            yield current
            current.commit()
        except BaseException:
            current.rollback()
            current.info.pop("afterwards", None)
            raise
        finally:
            current.info.pop("acting", None)
    for call in current.info.pop("afterwards", {}):
        call()


def end_read() -> None:
    """Ends what this request or job has read so far, and with it the database's transaction: a wait for the network
    may follow. RuntimeError inside an action, which would be half written.
    """
    if db.session.info.get("acting"):
        raise RuntimeError("a wait for the network inside an action: read and ask before it")
    db.session.commit()


def _turn() -> AbstractContextManager[object]:
    """SQLite has one writer at a time. Threads of this process queue for it here and follow each other at once; left
    to SQLite, a waiting one sleeps ever longer between its looks. Another process (the worker) still waits that way.
    """
    return _TURN if db.engine.dialect.name == "sqlite" else nullcontext()


def afterwards(call: Callable[[], None]) -> None:
    """Has that called once, when the action in hand is written; not if it is not. It must not raise."""
    db.session.info.setdefault("afterwards", {})[call] = None


def listen(engine: Engine) -> None:
    """Sets up SQLite's connections as said above; leaves other databases alone."""
    if engine.dialect.name != "sqlite":
        return
    event.listen(engine, "connect", _prepare)
    event.listen(engine, "begin", _begin)


def _prepare(connection: Any, _record: object) -> None:
    connection.isolation_level = None
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "busy_timeout=30000", "foreign_keys=ON"):
        connection.execute(f"PRAGMA {pragma}")


def _begin(connection: Connection) -> None:
    writes = connection.get_execution_options().get("writes")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
