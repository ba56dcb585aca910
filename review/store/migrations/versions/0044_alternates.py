"""Alternates kept ready for files."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from review.store.protection import statements

revision = "0044_alternates"
down_revision = "0045_designations_and_results"
branch_labels = None
depends_on = None

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
TARGETS = {
    "bureau_id": "bureaus",
    "campaign_id": "campaigns",
    "campaign_case_id": "campaign_cases",
    "event_id": "events",
    "ended_event_id": "events",
}
IN_FORCE = sa.text("ended_event_id IS NULL")


def upgrade() -> None:
    op.create_table(
        "alternates",
        sa.Column("id", NUMBER, autoincrement=True, nullable=False),
        *(
            sa.Column(
                column,
                NUMBER,
                autoincrement=False,
                nullable=column == "ended_event_id",
            )
            for column in TARGETS
        ),
        sa.Column("part", sa.String(length=64), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("reviewer_code", sa.String(length=64), nullable=False),
        *(
            sa.ForeignKeyConstraint(
                [column], [f"{to}.id"], name=op.f(f"fk_alternates_{column}_{to}")
            )
            for column, to in TARGETS.items()
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_alternates")),
    )
    op.create_index(op.f("ix_alternates_campaign_id"), "alternates", ["campaign_id"])
    for name, column in (("place", "place"), ("reviewer", "reviewer_code")):
        op.create_index(
            f"uq_alternates_{name}",
            "alternates",
            ["campaign_case_id", "part", column],
            unique=True,
            sqlite_where=IN_FORCE,
            postgresql_where=IN_FORCE,
        )
    connection = op.get_bind()
    tables = set(sa.inspect(connection).get_table_names())
    for statement in statements(connection.dialect.name, tables):
        op.execute(statement)


def downgrade() -> None:
    op.drop_table("alternates")
