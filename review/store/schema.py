"""Whether the database has the tables this version of the program expects."""

from __future__ import annotations

from functools import cache

from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import current_app
from flask_migrate import upgrade
from sqlalchemy import Connection, inspect

from review.domain.errors import N_, RuleBroken
from review.store.database import db


class UnknownSchema(RuleBroken):
    sentence = N_(
        "The database has version %(found)s, this program needs %(needed)s. "
        "Run: flask --app wsgi db upgrade"
    )


def is_current() -> bool:
    with db.engine.connect() as connection:
        return _version(connection) == _head(_folder())


def ensure_current() -> None:
    """Make the tables in an empty database; refuse any other version.

    All of them are there at once, or none: two who do it at once need to be kept apart.
    """
    needed = _head(_folder())
    with db.engine.connect() as connection:
        found = _version(connection)
        is_empty = not inspect(connection).get_table_names()
    if found == needed:
        return
    if found is not None or not is_empty:
        raise UnknownSchema(found=found or "?", needed=needed)
    upgrade(directory=_folder())
    # Its connection keeps hundreds of statements prepared that are never asked again.
    db.engine.dispose()


def _version(connection: Connection) -> str | None:
    return MigrationContext.configure(connection).get_current_revision()


def _folder() -> str:
    return f"{current_app.root_path}/store/migrations"


@cache
def _head(folder: str) -> str:
    """The newest migration; finding it runs every one of their modules."""
    return ScriptDirectory(folder).get_current_head() or ""
