"""Paper volumes handed over between firms, the office and reviewers."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from review.store.protection import statements

revision = "0035_custody"
down_revision = "0031_senior_reads"
branch_labels = None
depends_on = None

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
OPTIONAL = ("firm_id",)


def upgrade() -> None:
    _table(
        "handovers",
        {
            "bureau_id": "bureaus",
            "campaign_id": "campaigns",
            "firm_id": "firms",
            "event_id": "events",
        },
        sa.Column("public_id", sa.String(length=24), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=64), nullable=False),
        sa.Column("reviewer_code", sa.String(length=64)),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.UniqueConstraint("public_id", name=op.f("uq_handovers_public_id")),
        sa.UniqueConstraint(
            "campaign_id", "number", name=op.f("uq_handovers_campaign_id_number")
        ),
        sa.CheckConstraint(
            "reviewer_code IS NULL OR firm_id IS NULL",
            name=op.f("ck_handovers_one_other_side"),
        ),
    )
    _table(
        "handed_files",
        {
            "bureau_id": "bureaus",
            "handover_id": "handovers",
            "campaign_case_id": "campaign_cases",
            "event_id": "events",
        },
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("n_volumes", sa.Integer(), nullable=False),
        sa.UniqueConstraint(
            "campaign_case_id", "seq", name=op.f("uq_handed_files_campaign_case_id_seq")
        ),
    )
    op.create_index("ix_handed_files_handover_id", "handed_files", ["handover_id"])
    connection = op.get_bind()
    tables = set(sa.inspect(connection).get_table_names())
    for statement in statements(connection.dialect.name, tables):
        op.execute(statement)


def _table(name: str, references: dict[str, str], *rest: sa.schema.SchemaItem) -> None:
    op.create_table(
        name,
        sa.Column("id", NUMBER, autoincrement=True, nullable=False),
        *(
            sa.Column(column, NUMBER, autoincrement=False, nullable=column in OPTIONAL)
            for column in references
        ),
        *(
            sa.ForeignKeyConstraint(
                [column], [f"{to}.id"], name=op.f(f"fk_{name}_{column}_{to}")
            )
            for column, to in references.items()
        ),
        *rest,
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{name}")),
    )


def downgrade() -> None:
    op.drop_table("handed_files")
    op.drop_table("handovers")
