"""What the days of a case proposed to a reviewer, and what became of it."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from review.store.protection import statements

revision = "0010_proposals"
down_revision = "0009_pins"
branch_labels = None
depends_on = None

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
JSONB = postgresql.JSONB(none_as_null=True)
REFERENCES = {"bureau_id": "bureaus", "submission_id": "submissions"}
EVENT = {"event_id": "events"}


def upgrade() -> None:
    seen = sa.Column("seen", sa.Text(), nullable=False, server_default="")
    op.add_column("drafts", seen)
    op.create_table(
        "proposals",
        sa.Column("id", NUMBER, autoincrement=True, nullable=False),
        sa.Column("bureau_id", NUMBER, nullable=False),
        sa.Column("submission_id", NUMBER, nullable=False),
        sa.Column("item_code", sa.String(length=64), nullable=False),
        sa.Column("basis", sa.String(length=200), nullable=False),
        sa.Column(
            "offered",
            sa.JSON(none_as_null=True).with_variant(JSONB, "postgresql"),
            nullable=False,
        ),
        sa.Column("is_late", sa.Boolean(), nullable=False),
        sa.Column("is_accepted", sa.Boolean(), nullable=False),
        sa.Column("event_id", NUMBER, nullable=False),
        *(
            sa.ForeignKeyConstraint(
                [column], [f"{table}.id"], name=op.f(f"fk_proposals_{column}_{table}")
            )
            for column, table in (REFERENCES | EVENT).items()
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_proposals")),
        sa.UniqueConstraint(
            "submission_id",
            "item_code",
            name=op.f("uq_proposals_submission_id_item_code"),
        ),
    )
    tables = sa.inspect(op.get_bind()).get_table_names()
    for statement in statements(op.get_bind().dialect.name, tables):
        op.execute(statement)


def downgrade() -> None:
    op.drop_table("proposals")
    op.drop_column("drafts", "seen")
