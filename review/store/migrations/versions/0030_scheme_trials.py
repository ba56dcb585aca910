"""Changed rules that are tried on settled campaigns."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

from review.store.protection import statements

revision = "0030_scheme_trials"
down_revision = "0022_first_views"
branch_labels = None
depends_on = None

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
IDS = sa.JSON(none_as_null=True).with_variant(JSONB(none_as_null=True), "postgresql")
TABLE = "scheme_trials"
REFERENCES = {"bureau_id": "bureaus", "scheme_id": "schemes", "event_id": "events"}


def upgrade() -> None:
    op.create_table(
        TABLE,
        sa.Column("id", NUMBER, autoincrement=True, nullable=False),
        sa.Column("public_id", sa.String(length=24), nullable=False),
        *(
            sa.Column(name, NUMBER, autoincrement=False, nullable=False)
            for name in REFERENCES
        ),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("campaign_ids", IDS, nullable=False),
        sa.Column("in_proportion", sa.Boolean(), nullable=False),
        sa.Column("tried_at", sa.DateTime(timezone=True), nullable=False),
        *(_key(name, to) for name, to in REFERENCES.items()),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_scheme_trials")),
        sa.UniqueConstraint("public_id", name=op.f("uq_scheme_trials_public_id")),
    )
    op.create_index("ix_scheme_trials_scheme", TABLE, ["scheme_id"])
    _protect()


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
