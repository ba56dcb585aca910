"""Schemes that a superior bureau issued to those below it."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from review.store.protection import statements

revision = "0043_scheme_issues"
down_revision = "0040_panel_meetings"
branch_labels = None
depends_on = None

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
TARGETS = {
    "bureau_id": "bureaus",
    "scheme_id": "schemes",
    "issuer_id": "bureaus",
    "event_id": "events",
}


def upgrade() -> None:
    op.create_table(
        "scheme_issues",
        sa.Column("id", NUMBER, autoincrement=True, nullable=False),
        *(sa.Column(column, NUMBER, nullable=False) for column in TARGETS),
        sa.Column("issued_at", sa.DateTime(timezone=True), nullable=False),
        *(
            sa.ForeignKeyConstraint(
                [column],
                [f"{target}.id"],
                name=op.f(f"fk_scheme_issues_{column}_{target}"),
            )
            for column, target in TARGETS.items()
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_scheme_issues")),
        sa.UniqueConstraint(
            "scheme_id", "issuer_id", name=op.f("uq_scheme_issues_scheme_id_issuer_id")
        ),
    )
    op.create_index("ix_scheme_issues_issuer", "scheme_issues", ["issuer_id"])
    connection = op.get_bind()
    tables = set(sa.inspect(connection).get_table_names())
    for statement in statements(connection.dialect.name, tables):
        op.execute(statement)


def downgrade() -> None:
    op.drop_table("scheme_issues")
