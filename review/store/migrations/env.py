"""How Alembic runs here: the application's engine, batch mode for SQLite."""

from __future__ import annotations

from alembic import context
from flask import current_app
from sqlalchemy import JSON

import review.store.models  # noqa: F401  (the tables must be known)
from review.store.database import writing
from review.store.models.columns import Moment

database = current_app.extensions["migrate"].db


def _in_plain_words(kind: str, item: object, _context: object) -> str | bool:
    """A migration must not change its meaning when our column types do."""
    if kind == "type" and isinstance(item, Moment):
        return "sa.DateTime(timezone=True)"
    if kind == "type" and isinstance(item, JSON):
        return 'sa.JSON(none_as_null=True).with_variant(JSONB, "postgresql")'
    return False


def run() -> None:
    """Run on the application's own engine; our SQLite settings hold there too."""
    mark = writing.set(True)
    try:
        with database.engine.connect() as connection:
            context.configure(
                connection=connection,
                target_metadata=database.metadata,
                render_as_batch=True,
                compare_type=True,
                render_item=_in_plain_words,
                # Also on SQLite all of them or none: nobody finds half of the tables.
                transactional_ddl=True,
            )
            with context.begin_transaction():
                context.run_migrations()
    finally:
        writing.reset(mark)


run()
