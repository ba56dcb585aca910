"""Counts of the closing question; uploads are hidden from readers outside."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from review.store.protection import statements

revision = "0012_closing_question"
down_revision = "0011_volumes_and_holds"
branch_labels = None
depends_on = None

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
REFERENCES = {"bureau_id": "bureaus", "campaign_id": "campaigns"}


def upgrade() -> None:
    op.create_table(
        "closing_counts",
        sa.Column("campaign_id", NUMBER, nullable=False),
        sa.Column("answer", sa.String(length=64), nullable=False),
        sa.Column("bureau_id", NUMBER, nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.CheckConstraint("n > 0", name=op.f("ck_closing_counts_counts_something")),
        *(
            sa.ForeignKeyConstraint(
                [column],
                [f"{table}.id"],
                name=op.f(f"fk_closing_counts_{column}_{table}"),
            )
            for column, table in REFERENCES.items()
        ),
        sa.PrimaryKeyConstraint(
            "campaign_id", "answer", name=op.f("pk_closing_counts")
        ),
    )
    connection = op.get_bind()
    tables = set(sa.inspect(connection).get_table_names())
    for statement in statements(connection.dialect.name, tables):
        op.execute(statement)


def downgrade() -> None:
    op.drop_table("closing_counts")
