"""Bureaus in other installations, their keys, and the signed files that passed."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from review.store.protection import statements

revision = "0046_signed_files"
down_revision = "0044_alternates"
branch_labels = None
depends_on = None

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
CODE, MOMENT = sa.String(64), sa.DateTime(timezone=True)
IN_FORCE = sa.text("ended_event_id IS NULL")


def upgrade() -> None:
    op.add_column(
        "bureaus",
        sa.Column(
            "is_elsewhere", sa.Boolean(), nullable=False, server_default=sa.false()
        ),
    )
    _add_table(
        "partner_keys",
        sa.Column("public_key", CODE, nullable=False),
        sa.Column("fingerprint", CODE, nullable=False),
        sa.Column("pinned_at", MOMENT, nullable=False),
        sa.Column("ended_event_id", NUMBER, nullable=True),
        _key("partner_keys", "ended_event_id", "events"),
    )
    op.create_index(
        "uq_partner_keys_in_force",
        "partner_keys",
        ["bureau_id", "partner_id"],
        unique=True,
        sqlite_where=IN_FORCE,
        postgresql_where=IN_FORCE,
    )
    unique = ("bureau_id", "partner_id", "way", "digest")
    _add_table(
        "exchange_files",
        sa.Column("way", CODE, nullable=False),
        sa.Column("kind", CODE, nullable=False),
        sa.Column("subject", sa.String(200), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("digest", CODE, nullable=False),
        sa.Column("done_at", MOMENT, nullable=False),
        sa.UniqueConstraint(
            *unique, name=op.f(f"uq_exchange_files_{'_'.join(unique)}")
        ),
    )
    op.create_index("ix_exchange_files_partner", "exchange_files", ["partner_id"])
    connection = op.get_bind()
    tables = set(sa.inspect(connection).get_table_names())
    for statement in statements(connection.dialect.name, tables):
        op.execute(statement)


def _key(table: str, column: str, target: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        [column], [f"{target}.id"], name=op.f(f"fk_{table}_{column}_{target}")
    )


def _add_table(name: str, *columns: sa.schema.SchemaItem) -> None:
    targets = {"bureau_id": "bureaus", "partner_id": "bureaus", "event_id": "events"}
    op.create_table(
        name,
        sa.Column("id", NUMBER, autoincrement=True, nullable=False),
        *(sa.Column(column, NUMBER, nullable=False) for column in targets),
        *columns,
        *(_key(name, column, target) for column, target in targets.items()),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{name}")),
    )


def downgrade() -> None:
    for name in ("exchange_files", "partner_keys"):
        op.drop_table(name)
    op.drop_column("bureaus", "is_elsewhere")
