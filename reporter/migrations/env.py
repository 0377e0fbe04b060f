"""How migrations run: the same revisions on SQLite and PostgreSQL, each run whole or not at all."""

from __future__ import annotations

from alembic import context
from sqlalchemy.engine import Connection

from reporter.base.db import Base, db


def run() -> None:
    engine = db.engine
    with engine.connect().execution_options(writes=True) as connection:
        sqlite = connection.dialect.name == "sqlite"
        if sqlite:
            # Batch mode makes a parent table anew; with foreign keys on, that would delete its children. The switch
            # has no effect inside a transaction, so it is thrown on the driver's connection before one begins.
            connection.connection.execute("PRAGMA foreign_keys=OFF")
        context.configure(
            connection=connection,
            target_metadata=Base.metadata,
            render_as_batch=True,
            compare_type=True,
            transactional_ddl=True,
            transaction_per_migration=False,
            include_object=_ours,
        )
        try:
            with connection.begin(), context.begin_transaction():
                context.run_migrations()
                if sqlite:
                    _check_foreign_keys(connection)
        finally:
            if sqlite:
                connection.connection.execute("PRAGMA foreign_keys=ON")


def _check_foreign_keys(connection: Connection) -> None:
    orphans = connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall()
    if orphans:
        raise RuntimeError(f"this migration leaves rows without their parent: {orphans[:5]}")


def _ours(_thing: object, name: str | None, kind: str, reflected: bool, compare_to: object) -> bool:
    """Tables that are not ours (SQLite's own, an extension's) are left alone."""
    return not (kind == "table" and reflected and compare_to is None)


run()
