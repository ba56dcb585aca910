"""Decisions on disputed items in two steps, and where each item's answer comes from."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

from review.store.protection import statements

revision = "0022_first_views"
down_revision = "0021_case_relations"
branch_labels = None
depends_on = None

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
DATA = sa.JSON(none_as_null=True).with_variant(JSONB(none_as_null=True), "postgresql")
TARGETS = {
    "bureau_id": "bureaus",
    "read_id": "reads",
    "submission_id": "submissions",
    "text_id": "texts",
    "event_id": "events",
}


def upgrade() -> None:
    _add_table(
        "first_views",
        ("bureau_id", "read_id", "text_id", "event_id"),
        sa.Column("choices", DATA, nullable=False),
        sa.Column("locked_at", sa.DateTime(timezone=True), nullable=False),
        unique=("read_id",),
    )
    _add_table(
        "changed_views",
        ("bureau_id", "submission_id", "text_id", "event_id"),
        sa.Column("item_code", sa.String(length=64), nullable=False),
        unique=("submission_id", "item_code"),
    )
    op.add_column("results", sa.Column("origins", DATA))
    connection = op.get_bind()
    tables = set(sa.inspect(connection).get_table_names())
    for statement in statements(connection.dialect.name, tables):
        op.execute(statement)


def _add_table(
    name: str,
    references: tuple[str, ...],
    *columns: sa.Column,
    unique: tuple[str, ...],
) -> None:
    op.create_table(
        name,
        sa.Column("id", NUMBER, autoincrement=True, nullable=False),
        *(sa.Column(column, NUMBER, nullable=False) for column in references),
        *columns,
        *(
            sa.ForeignKeyConstraint(
                [column],
                [f"{TARGETS[column]}.id"],
                name=op.f(f"fk_{name}_{column}_{TARGETS[column]}"),
            )
            for column in references
        ),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{name}")),
        sa.UniqueConstraint(*unique, name=op.f(f"uq_{name}_{'_'.join(unique)}")),
    )


def downgrade() -> None:
    op.drop_column("results", "origins")
    op.drop_table("changed_views")
    op.drop_table("first_views")
