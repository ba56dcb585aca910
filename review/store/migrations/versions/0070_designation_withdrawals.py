"""A superior withdraws case numbers it had designated, with a reason."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from review.store.protection import statements

revision = "0070_designation_withdrawals"
down_revision = "0069_earlier_namesakes"
branch_labels = None
depends_on = None

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
TARGETS = {
    "bureau_id": "bureaus",
    "designation_id": "designations",
    "event_id": "events",
}


def upgrade() -> None:
    name = "designation_withdrawals"
    op.create_table(
        name,
        sa.Column("id", NUMBER, autoincrement=True, nullable=False),
        *(sa.Column(column, NUMBER, nullable=False) for column in TARGETS),
        sa.Column("reason", sa.String(length=200), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("effect", sa.String(length=64), nullable=False),
        *(
            sa.ForeignKeyConstraint(
                [column], [f"{target}.id"], op.f(f"fk_{name}_{column}_{target}")
            )
            for column, target in TARGETS.items()
        ),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{name}")),
        sa.UniqueConstraint("designation_id", name=op.f(f"uq_{name}_designation_id")),
        sa.CheckConstraint("reason <> ''", name=op.f(f"ck_{name}_has_reason")),
    )
    connection = op.get_bind()
    tables = set(sa.inspect(connection).get_table_names())
    for statement in statements(connection.dialect.name, tables):
        op.execute(statement)


def downgrade() -> None:
    op.drop_table("designation_withdrawals")
