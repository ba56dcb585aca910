"""Reading traces: pages that were open, for campaigns that say so."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from review.store.protection import statements

revision = "0013_reading_trace"
down_revision = "0012_closing_question"
branch_labels = None
depends_on = None

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
REFERENCES = {"bureau_id": "bureaus", "campaign_id": "campaigns", "read_id": "reads"}


def upgrade() -> None:
    op.create_table(
        "reading_spans",
        sa.Column("id", NUMBER, autoincrement=True, nullable=False),
        *(sa.Column(name, NUMBER, nullable=False) for name in REFERENCES),
        sa.Column("page", sa.Integer(), nullable=False),
        sa.Column("seconds", sa.Integer(), nullable=False),
        sa.Column("item", sa.String(length=64), nullable=False),
        sa.Column("seen_on", sa.Date(), nullable=False),
        sa.CheckConstraint(
            "page > 0 AND seconds > 0", name=op.f("ck_reading_spans_says_something")
        ),
        *(
            sa.ForeignKeyConstraint(
                [column],
                [f"{table}.id"],
                name=op.f(f"fk_reading_spans_{column}_{table}"),
            )
            for column, table in REFERENCES.items()
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reading_spans")),
    )
    for column in ("campaign_id", "read_id"):
        op.create_index(f"ix_reading_spans_{column}", "reading_spans", [column])
    connection = op.get_bind()
    tables = set(sa.inspect(connection).get_table_names())
    for statement in statements(connection.dialect.name, tables):
        op.execute(statement)


def downgrade() -> None:
    op.drop_table("reading_spans")
