"""Queries kept by name, for one person or for the whole bureau."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from review.store.protection import statements

revision = "0019_saved_queries"
down_revision = "0018_notices"
branch_labels = None
depends_on = None

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
TABLE = "saved_queries"
IS_KEPT = sa.text("ended_event_id IS NULL")
REFERENCES = {
    "bureau_id": "bureaus",
    "user_id": "users",
    "event_id": "events",
    "ended_event_id": "events",
}


def upgrade() -> None:
    op.create_table(
        TABLE,
        sa.Column("id", NUMBER, autoincrement=True, nullable=False),
        sa.Column("public_id", sa.String(length=24), nullable=False),
        *(_number(name) for name in REFERENCES),
        sa.Column("subject", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("query", sa.Text(), nullable=False),
        sa.Column("is_shared", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        *(_key(name, to) for name, to in REFERENCES.items()),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_saved_queries")),
        sa.UniqueConstraint("public_id", name=op.f("uq_saved_queries_public_id")),
    )
    kept = {"sqlite_where": IS_KEPT, "postgresql_where": IS_KEPT}
    named = ["user_id", "subject", "name"]
    op.create_index("uq_saved_queries_name", TABLE, named, unique=True, **kept)
    op.create_index("ix_saved_queries_list", TABLE, ["bureau_id", "subject"])
    _protect()


def _number(name: str) -> sa.Column[int]:
    is_optional = name == "ended_event_id"
    return sa.Column(name, NUMBER, autoincrement=False, nullable=is_optional)


def _key(name: str, to: str) -> sa.ForeignKeyConstraint:
    called = op.f(f"fk_{TABLE}_{name}_{to}")
    return sa.ForeignKeyConstraint([name], [f"{to}.id"], name=called)


def _protect() -> None:
    connection = op.get_bind()
    tables = set(sa.inspect(connection).get_table_names())
    for statement in statements(connection.dialect.name, tables):
        op.execute(statement)


def downgrade() -> None:
    op.drop_table(TABLE)
