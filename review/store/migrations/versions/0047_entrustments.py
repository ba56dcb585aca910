"""Contracts by which organisations run campaigns, and whose reviewers are theirs."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0047_entrustments"
down_revision = "0046_signed_files"
branch_labels = None
depends_on = None

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
CODE, NAME = sa.String(length=64), sa.String(length=200)
MOMENT = sa.DateTime(timezone=True)
COUNTS = sa.text("ended_event_id IS NULL")
TARGETS = {
    "bureau_id": "bureaus",
    "campaign_id": "campaigns",
    "event_id": "events",
    "ended_event_id": "events",
}


def upgrade() -> None:
    op.execute(
        "ALTER TABLE reviewers ADD COLUMN organisation VARCHAR(200) DEFAULT '' NOT NULL"
    )
    op.create_table(
        "entrustments",
        sa.Column("id", NUMBER, autoincrement=True, nullable=False),
        *(
            sa.Column(column, NUMBER, nullable=column == "ended_event_id")
            for column in TARGETS
        ),
        sa.Column("organisation", NAME, nullable=False),
        sa.Column("kind", CODE, nullable=False),
        sa.Column("contract_no", CODE, nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("scope", sa.Text(), nullable=False),
        sa.Column("recorded_at", MOMENT, nullable=False),
        sa.Column("ended_at", MOMENT, nullable=True),
        sa.Column("ended_as", CODE, server_default="", nullable=False),
        sa.Column("ended_reason", NAME, server_default="", nullable=False),
        sa.CheckConstraint(
            "(ended_event_id IS NULL) = (ended_as = '')",
            name=op.f("ck_entrustments_ended_says_how"),
        ),
        sa.CheckConstraint(
            "ends_on >= starts_on",
            name=op.f("ck_entrustments_ends_after_it_begins"),
        ),
        *(
            sa.ForeignKeyConstraint(
                [column],
                [f"{target}.id"],
                name=op.f(f"fk_entrustments_{column}_{target}"),
            )
            for column, target in TARGETS.items()
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_entrustments")),
    )
    for column in ("bureau_id", "campaign_id"):
        op.create_index(f"ix_entrustments_{column}", "entrustments", [column])
    op.create_index(
        "uq_entrustments_counts",
        "entrustments",
        ["campaign_id"],
        unique=True,
        sqlite_where=COUNTS,
        postgresql_where=COUNTS,
    )


def downgrade() -> None:
    op.drop_table("entrustments")
    op.execute("ALTER TABLE reviewers DROP COLUMN organisation")
