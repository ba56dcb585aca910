"""Drawn files put into another class."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from review.store.protection import statements

revision = "0056_class_changes"
down_revision = "0055_findings_by_review"
branch_labels = None
depends_on = None

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
CODE = sa.String(length=64)
TARGETS = {
    "bureau_id": "bureaus",
    "campaign_case_id": "campaign_cases",
    "scheme_before_id": "schemes",
    "event_id": "events",
}


def upgrade() -> None:
    name = "class_changes"
    op.create_table(
        name,
        sa.Column("id", NUMBER, autoincrement=True, nullable=False),
        *(sa.Column(column, NUMBER, nullable=False) for column in TARGETS),
        sa.Column("class_before", CODE, nullable=False),
        sa.Column("class_after", CODE, nullable=False),
        sa.Column("reviews_before", sa.Integer(), nullable=False),
        *(
            sa.ForeignKeyConstraint(
                [column], [f"{target}.id"], op.f(f"fk_{name}_{column}_{target}")
            )
            for column, target in TARGETS.items()
        ),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{name}")),
    )
    for column in ("campaign_case_id", "event_id"):
        op.create_index(f"ix_{name}_{column}", name, [column])
    connection = op.get_bind()
    tables = set(sa.inspect(connection).get_table_names())
    for statement in statements(connection.dialect.name, tables):
        op.execute(statement)


def downgrade() -> None:
    op.drop_table("class_changes")
