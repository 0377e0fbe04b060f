"""Migrations make the tables that the rows need, on both databases, and keep what is in them."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from flask import Flask
from flask_migrate import downgrade, upgrade
from sqlalchemy import text

from reporter import create_app
from reporter.base.db import Base, db


@pytest.fixture
def bare(both_databases: str, environ: dict[str, str]) -> Iterator[Flask]:
    """An application whose database has no table yet."""
    application = create_app(environ)
    with application.app_context():
        yield application
        db.session.remove()
        db.engine.dispose()


def differences() -> list[object]:
    with db.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        return compare_metadata(context, Base.metadata)


@pytest.mark.postgresql
def test_migrations_make_exactly_the_tables_of_the_models(bare: Flask) -> None:
    upgrade()
    assert differences() == []


@pytest.mark.postgresql
def test_a_second_upgrade_changes_nothing_and_keeps_rows(bare: Flask) -> None:
    upgrade()
    with db.engine.begin() as connection:
        connection.execute(
            text("INSERT INTO agent (email, name, role, active, fs_uniquifier, created_at)"
                 " VALUES ('a@example.org', '', 'admin', :yes, 'x', '2026-01-01 00:00:00')"),
            {"yes": True},
        )  # fmt: skip
    upgrade()
    with db.engine.connect() as connection:
        assert connection.execute(text("SELECT count(*) FROM agent")).scalar() == 1


@pytest.mark.postgresql
def test_downgrade_leaves_nothing_behind(bare: Flask) -> None:
    upgrade()
    downgrade(revision="base")
    with db.engine.connect() as connection:
        names = set(db.inspect(connection).get_table_names()) - {"alembic_version"}
    assert names == set()
