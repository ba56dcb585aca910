"""What stands between a reviewer and a file that was given all the same."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from review.store.protection import statements

revision = "0074_read_relations"
down_revision = "0073_reviewed_on"
branch_labels = None
depends_on = None

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
TARGETS = {
    "bureau_id": "bureaus",
    "campaign_id": "campaigns",
    "read_id": "reads",
    "event_id": "events",
}


def upgrade() -> None:
    name = "read_relations"
    op.create_table(
        name,
        sa.Column("id", NUMBER, autoincrement=True, nullable=False),
        *(sa.Column(column, NUMBER, nullable=False) for column in TARGETS),
        sa.Column("bar", sa.String(length=64), nullable=False),
        sa.Column("strength", sa.String(length=64), nullable=False),
        sa.Column("decision", sa.String(length=64), nullable=False, server_default=""),
        sa.Column("reason", sa.String(length=200), nullable=False, server_default=""),
        sa.Column("decided_at", sa.DateTime(timezone=True)),
        *(
            sa.ForeignKeyConstraint(
                [column], [f"{target}.id"], op.f(f"fk_{name}_{column}_{target}")
            )
            for column, target in TARGETS.items()
        ),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{name}")),
        sa.UniqueConstraint("read_id", "bar", name=op.f(f"uq_{name}_read_id_bar")),
        sa.CheckConstraint(
            "(decision = '') = (decided_at IS NULL)",
            name=op.f(f"ck_{name}_decided_on_a_day"),
        ),
        sa.CheckConstraint(
            "decision = '' OR reason <> ''", name=op.f(f"ck_{name}_has_reason")
        ),
    )
    op.create_index(f"ix_{name}_campaign_id", name, ["campaign_id"])
    connection = op.get_bind()
    tables = set(sa.inspect(connection).get_table_names())
    for statement in statements(connection.dialect.name, tables):
        op.execute(statement)


def downgrade() -> None:
    op.drop_table("read_relations")
