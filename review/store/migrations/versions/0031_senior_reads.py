"""Fails read by a senior before a release, and who is senior in a campaign."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from review.store.protection import statements

revision = "0031_senior_reads"
down_revision = "0035_scheme_proposals"
branch_labels = None
depends_on = None

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
REFERENCES = {
    "bureau_id": "bureaus",
    "campaign_case_id": "campaign_cases",
    "result_id": "results",
    "text_id": "texts",
    "event_id": "events",
}


def upgrade() -> None:
    senior = sa.Column(
        "is_senior", sa.Boolean(), nullable=False, server_default=sa.false()
    )
    op.add_column("campaign_reviewers", senior)
    op.create_table(
        "senior_reads",
        sa.Column("id", NUMBER, autoincrement=True, nullable=False),
        *(sa.Column(name, NUMBER, nullable=False) for name in REFERENCES),
        sa.Column("reviewer_code", sa.String(length=64), nullable=False),
        sa.Column("decision", sa.String(length=64), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=False),
        *(
            sa.ForeignKeyConstraint(
                [column],
                [f"{table}.id"],
                name=op.f(f"fk_senior_reads_{column}_{table}"),
            )
            for column, table in REFERENCES.items()
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_senior_reads")),
        sa.UniqueConstraint("result_id", name=op.f("uq_senior_reads_result_id")),
    )
    op.create_index(
        "ix_senior_reads_campaign_case_id", "senior_reads", ["campaign_case_id"]
    )
    connection = op.get_bind()
    tables = set(sa.inspect(connection).get_table_names())
    for statement in statements(connection.dialect.name, tables):
        op.execute(statement)


def downgrade() -> None:
    op.drop_table("senior_reads")
    op.drop_column("campaign_reviewers", "is_senior")
