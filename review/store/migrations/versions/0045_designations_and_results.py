"""Designated case numbers, results asked for, and results delivered upwards."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

from review.store.protection import statements

revision = "0045_designations_and_results"
down_revision = "0043_scheme_issues"
branch_labels = None
depends_on = None

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
CODE, NAME, MOMENT = sa.String(64), sa.String(200), sa.DateTime(timezone=True)
DATA = sa.JSON(none_as_null=True).with_variant(JSONB(none_as_null=True), "postgresql")
TARGETS = {
    "bureau_id": "bureaus",
    "superior_id": "bureaus",
    "sender_id": "bureaus",
    "campaign_id": "campaigns",
    "event_id": "events",
}


def upgrade() -> None:
    _add_table(
        "designations",
        ("bureau_id", "superior_id", "event_id"),
        sa.Column("public_id", sa.String(24), nullable=False),
        sa.Column("name", NAME, nullable=False),
        sa.Column("numbers", DATA, nullable=False),
        sa.Column("designated_at", MOMENT, nullable=False),
        sa.Column("campaign_id", NUMBER, nullable=True),
        sa.Column("joined_at", MOMENT, nullable=True),
        _key("designations", "campaign_id"),
        sa.UniqueConstraint("public_id", name=op.f("uq_designations_public_id")),
        sa.CheckConstraint(
            "(campaign_id IS NULL) = (joined_at IS NULL)",
            name=op.f("ck_designations_joined_has_campaign"),
        ),
    )
    _add_table(
        "collections",
        ("bureau_id", "event_id"),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("asked_at", MOMENT, nullable=False),
        sa.UniqueConstraint(
            "bureau_id", "year", name=op.f("uq_collections_bureau_id_year")
        ),
    )
    _add_table("collected_results", ("bureau_id", "sender_id", "event_id"), *_result())
    for table, column, name in (
        ("designations", "bureau_id", "ix_designations_bureau"),
        ("designations", "superior_id", "ix_designations_superior"),
        ("collected_results", "sender_id", "ix_collected_results_sender"),
    ):
        op.create_index(name, table, [column])
    connection = op.get_bind()
    tables = set(sa.inspect(connection).get_table_names())
    for statement in statements(connection.dialect.name, tables):
        op.execute(statement)


def _result() -> tuple[sa.schema.SchemaItem, ...]:
    unique = ("bureau_id", "sender_id", "campaign", "number")
    return (
        sa.Column("campaign", CODE, nullable=False),
        sa.Column("name", NAME, nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("release_digest", CODE, nullable=False),
        sa.Column("structure", CODE, nullable=False),
        sa.Column("body", DATA, nullable=False),
        sa.Column("published_on", sa.Date(), nullable=False),
        sa.Column("delivered_at", MOMENT, nullable=False),
        sa.UniqueConstraint(
            *unique, name=op.f(f"uq_collected_results_{'_'.join(unique)}")
        ),
    )


def _key(table: str, column: str) -> sa.ForeignKeyConstraint:
    target = TARGETS[column]
    return sa.ForeignKeyConstraint(
        [column], [f"{target}.id"], name=op.f(f"fk_{table}_{column}_{target}")
    )


def _add_table(
    name: str, references: tuple[str, ...], *columns: sa.schema.SchemaItem
) -> None:
    op.create_table(
        name,
        sa.Column("id", NUMBER, autoincrement=True, nullable=False),
        *(sa.Column(column, NUMBER, nullable=False) for column in references),
        *columns,
        *(_key(name, column) for column in references),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{name}")),
    )


def downgrade() -> None:
    for name in ("collected_results", "collections", "designations"):
        op.drop_table(name)
