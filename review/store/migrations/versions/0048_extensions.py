"""A later day for single reviews, and requests for it."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from review.store.protection import statements

revision = "0048_extensions"
down_revision = "0049_onsite_sessions"
branch_labels = None
depends_on = None

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT, REASON = sa.DateTime(timezone=True), sa.String(length=200)
IS_OPEN = sa.text("answered_at IS NULL")
TARGETS = {
    "bureau_id": "bureaus",
    "campaign_id": "campaigns",
    "read_id": "reads",
    "event_id": "events",
}


def upgrade() -> None:
    op.add_column("reads", sa.Column("due_on", sa.Date()))
    _add_table(
        "extensions",
        *("bureau_id", "read_id", "event_id"),
        rest=(
            sa.Column("due_on", sa.Date()),
            sa.Column("before_on", sa.Date()),
            sa.Column("reason", REASON, nullable=False),
        ),
    )
    op.create_index("ix_extensions_read_id", "extensions", ["read_id"])
    op.create_index("ix_extensions_event_id", "extensions", ["event_id"])
    _add_table("term_requests", *TARGETS, rest=_asked())
    op.create_index("ix_term_requests_campaign_id", "term_requests", ["campaign_id"])
    op.create_index(
        "uq_term_requests_open",
        "term_requests",
        ["read_id"],
        unique=True,
        sqlite_where=IS_OPEN,
        postgresql_where=IS_OPEN,
    )
    connection = op.get_bind()
    tables = set(sa.inspect(connection).get_table_names())
    for statement in statements(connection.dialect.name, tables):
        op.execute(statement)


def _asked() -> tuple[sa.schema.SchemaItem, ...]:
    return (
        sa.Column("public_id", sa.String(length=24), nullable=False),
        sa.Column("until_on", sa.Date(), nullable=False),
        sa.Column("reason", REASON, nullable=False),
        sa.Column("asked_at", MOMENT, nullable=False),
        sa.Column("answered_at", MOMENT),
        sa.Column("granted_on", sa.Date()),
        sa.Column("answer", REASON, nullable=False),
        sa.UniqueConstraint("public_id", name=op.f("uq_term_requests_public_id")),
        sa.CheckConstraint(
            "granted_on IS NULL OR answered_at IS NOT NULL",
            name=op.f("ck_term_requests_granted_is_answered"),
        ),
    )


def _add_table(
    name: str, *references: str, rest: tuple[sa.schema.SchemaItem, ...]
) -> None:
    op.create_table(
        name,
        sa.Column("id", NUMBER, autoincrement=True, nullable=False),
        *(sa.Column(each, NUMBER, nullable=False) for each in references),
        *(
            sa.ForeignKeyConstraint(
                [each],
                [f"{TARGETS[each]}.id"],
                name=op.f(f"fk_{name}_{each}_{TARGETS[each]}"),
            )
            for each in references
        ),
        *rest,
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{name}")),
    )


def downgrade() -> None:
    op.drop_table("term_requests")
    op.drop_table("extensions")
    op.drop_column("reads", "due_on")
