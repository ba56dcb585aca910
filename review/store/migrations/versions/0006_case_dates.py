"""The days of single steps of a case, as the bureau knows them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006_case_dates"
down_revision = "0005_scans"
branch_labels = None
depends_on = None

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
IN_FORCE = sa.text("ended_event_id IS NULL")
REFERENCES = {
    "bureau_id": "bureaus",
    "case_id": "cases",
    "event_id": "events",
    "ended_event_id": "events",
}


def upgrade() -> None:
    op.create_table(
        "case_dates",
        sa.Column("id", NUMBER, autoincrement=True, nullable=False),
        sa.Column("bureau_id", NUMBER, nullable=False),
        sa.Column("case_id", NUMBER, nullable=False),
        sa.Column("kind", sa.String(length=64), nullable=False),
        sa.Column("happened_on", sa.Date(), nullable=False),
        sa.Column("source", sa.String(length=64), nullable=False),
        sa.Column("event_id", NUMBER, nullable=False),
        sa.Column("ended_event_id", NUMBER, nullable=True),
        *(
            sa.ForeignKeyConstraint(
                [column], [f"{table}.id"], name=op.f(f"fk_case_dates_{column}_{table}")
            )
            for column, table in REFERENCES.items()
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_dates")),
    )
    op.create_index("ix_case_dates_bureau_id", "case_dates", ["bureau_id"])
    op.create_index(
        "uq_case_dates_kind",
        "case_dates",
        ["case_id", "kind"],
        unique=True,
        sqlite_where=IN_FORCE,
        postgresql_where=IN_FORCE,
    )


def downgrade() -> None:
    op.drop_table("case_dates")
