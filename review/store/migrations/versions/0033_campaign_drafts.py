"""Campaigns that are being set up, kept until they are opened."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

from review.store.protection import statements

revision = "0033_campaign_drafts"
down_revision = "0024_stops"
branch_labels = None
depends_on = None

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
TYPED = sa.JSON(none_as_null=True).with_variant(JSONB(none_as_null=True), "postgresql")
TABLE = "campaign_drafts"
REFERENCES = {
    "bureau_id": "bureaus",
    "changed_by": "users",
    "event_id": "events",
    "ended_event_id": "events",
}
OPTIONAL = ("changed_by", "ended_event_id")


def upgrade() -> None:
    op.create_table(
        TABLE,
        sa.Column("id", NUMBER, autoincrement=True, nullable=False),
        sa.Column("public_id", sa.String(length=24), nullable=False),
        *(_number(name) for name in REFERENCES),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("said", TYPED, nullable=False),
        sa.Column("notes", TYPED, nullable=False),
        sa.Column("step", sa.String(length=64), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        *(_key(name, to) for name, to in REFERENCES.items()),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_campaign_drafts")),
        sa.UniqueConstraint("public_id", name=op.f("uq_campaign_drafts_public_id")),
    )
    op.create_index("ix_campaign_drafts_list", TABLE, ["bureau_id", "ended_event_id"])
    _protect()


def _number(name: str) -> sa.Column[int]:
    return sa.Column(name, NUMBER, autoincrement=False, nullable=name in OPTIONAL)


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
