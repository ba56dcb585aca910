"""What seniors are paid for reading fails: decisions in lists of payments."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0067_senior_fees"
down_revision = "0066_collection_changes"
branch_labels = None
depends_on = None

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
IS_LIVE = sa.text("ended_event_id IS NULL")
TABLE = "senior_fee_lines"
REFERENCES = {
    "bureau_id": "bureaus",
    "payout_id": "fee_payouts",
    "senior_read_id": "senior_reads",
    "event_id": "events",
    "ended_event_id": "events",
}


def upgrade() -> None:
    op.create_table(
        TABLE,
        sa.Column("id", NUMBER, autoincrement=True, nullable=False),
        *(
            sa.Column(
                column,
                NUMBER,
                autoincrement=False,
                nullable=column == "ended_event_id",
            )
            for column in REFERENCES
        ),
        sa.Column("amount", NUMBER, nullable=False),
        *(
            sa.ForeignKeyConstraint(
                [column], [f"{to}.id"], name=op.f(f"fk_{TABLE}_{column}_{to}")
            )
            for column, to in REFERENCES.items()
        ),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{TABLE}")),
    )
    live = {"sqlite_where": IS_LIVE, "postgresql_where": IS_LIVE}
    op.create_index(
        "uq_senior_fee_lines_read", TABLE, ["senior_read_id"], unique=True, **live
    )
    op.create_index("ix_senior_fee_lines_payout", TABLE, ["payout_id"])


def downgrade() -> None:
    op.drop_table(TABLE)
