"""The migrations make the tables of the models, go down, and up again."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import Flask
from flask_migrate import downgrade, upgrade
from sqlalchemy import inspect, text

from review import create_app
from review.domain.errors import RuleBroken
from review.store import schema
from review.store.database import Base, db
from review.store.protection import APPEND_ONLY
from review.store.schema import UnknownSchema
from tests.conftest import settings
from tests.repository import REVIEW

FOLDER = str(REVIEW / "store" / "migrations")


@pytest.fixture
def application(database_url: str, tmp_path: Path) -> Iterator[Flask]:
    """An application on a migrated, empty database."""
    made = create_app(settings(database_url, tmp_path))
    with made.app_context():
        yield made
        db.engine.dispose()


def differences() -> list[object]:
    """What `flask db check` would find: tables, columns, types, indexes, constraints."""
    with db.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        return list(compare_metadata(context, Base.metadata))


def tables() -> set[str]:
    return set(inspect(db.engine).get_table_names()) - {"alembic_version"}


def n_triggers() -> int:
    query = (
        "SELECT count(*) FROM sqlite_master WHERE type = 'trigger'"
        if db.engine.dialect.name == "sqlite"
        else "SELECT count(*) FROM pg_trigger WHERE NOT tgisinternal"
    )
    with db.engine.connect() as connection:
        return connection.scalar(text(query)) or 0


def test_there_is_one_head() -> None:
    assert len(ScriptDirectory(FOLDER).get_heads()) == 1


def test_every_migration_can_go_down() -> None:
    for revision in ScriptDirectory(FOLDER).walk_revisions():
        assert revision.module.downgrade.__code__.co_code != _nothing.__code__.co_code


def _nothing() -> None:
    pass


def test_upgrading_makes_the_tables_of_the_models(application: Flask) -> None:
    assert tables() == set(Base.metadata.tables)
    assert differences() == []


def test_a_difference_is_seen(application: Flask) -> None:
    with db.engine.begin() as connection:
        connection.execute(text("ALTER TABLE outbox ADD COLUMN forgotten INTEGER"))
        connection.execute(text("DROP INDEX ix_reads_reviewer_code"))

    assert len(differences()) == 2


def test_down_to_nothing_and_up_again(application: Flask) -> None:
    before = n_triggers()
    downgrade(directory=FOLDER, revision="base")
    assert tables() == set()

    upgrade(directory=FOLDER)
    assert (tables(), differences()) == (set(Base.metadata.tables), [])
    assert n_triggers() == before >= len(APPEND_ONLY)


def test_every_constraint_has_a_name(application: Flask) -> None:
    """Without names a later migration could not change them on every database."""
    inspector = inspect(db.engine)
    nameless = [
        (table, kind)
        for table in tables()
        for kind, found in (
            ("foreign key", inspector.get_foreign_keys(table)),
            ("unique", inspector.get_unique_constraints(table)),
            ("check", inspector.get_check_constraints(table)),
        )
        for constraint in found
        if not constraint["name"]
    ]

    assert nameless == []


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE alembic_version SET version_num = 'from the future'",
        "DELETE FROM alembic_version",
    ],
)
def test_an_unknown_database_is_refused(application: Flask, statement: str) -> None:
    with db.engine.begin() as connection:
        connection.execute(text(statement))

    with pytest.raises(UnknownSchema) as refused:
        schema.ensure_current()
    assert isinstance(refused.value, RuleBroken)


def test_a_current_database_is_left_alone(application: Flask) -> None:
    schema.ensure_current()

    assert differences() == []


def test_an_empty_database_gets_its_tables(application: Flask) -> None:
    downgrade(directory=FOLDER, revision="base")
    with db.engine.begin() as connection:
        connection.execute(text("DROP TABLE alembic_version"))

    schema.ensure_current()
    assert (tables(), differences()) == (set(Base.metadata.tables), [])
