"""Seeds announced before a draw, and what changes in a sample after it."""

from __future__ import annotations

from collections.abc import Iterator

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

from review.store.protection import statements

revision = "0020_sample_changes"
down_revision = "0019_saved_queries"
branch_labels = None
depends_on = None

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
PLACES = sa.JSON(none_as_null=True).with_variant(JSONB(none_as_null=True), "postgresql")
NAME, CODE = sa.String(length=200), sa.String(length=64)
MOMENT = sa.DateTime(timezone=True)
REFERENCES = {"bureau_id": "bureaus", "campaign_id": "campaigns", "event_id": "events"}
LEFT = (
    "ALTER TABLE campaign_cases ADD COLUMN left_event_id {number} "
    "CONSTRAINT fk_campaign_cases_left_event_id_events REFERENCES events (id)"
)


def upgrade() -> None:
    _add_table(
        "seed_announcements",
        sa.Column("way", CODE, nullable=False),
        sa.Column("said", NAME, nullable=False),
        sa.Column("known_at", MOMENT, nullable=True),
        sa.Column("n_listed", sa.Integer(), nullable=True),
        sa.Column("list_digest", CODE, nullable=True),
        sa.Column("announced_at", MOMENT, nullable=False),
        unique=("campaign_id",),
    )
    _add_table(
        "sample_changes",
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("kind", CODE, nullable=False),
        sa.Column("left_place", sa.Integer(), nullable=True),
        sa.Column("taken", PLACES, nullable=False),
        sa.Column("passed", PLACES, nullable=False),
        sa.Column("size", CODE, nullable=False),
        sa.Column("reason", NAME, nullable=False),
        sa.Column("changed_at", MOMENT, nullable=False),
        unique=("campaign_id", "number"),
    )
    is_sqlite = op.get_context().dialect.name == "sqlite"
    op.execute(LEFT.format(number="INTEGER" if is_sqlite else "BIGINT"))
    connection = op.get_bind()
    tables = set(sa.inspect(connection).get_table_names())
    for statement in statements(connection.dialect.name, tables):
        op.execute(statement)


def _add_table(name: str, *columns: sa.Column, unique: tuple[str, ...]) -> None:
    op.create_table(
        name,
        sa.Column("id", NUMBER, autoincrement=True, nullable=False),
        *(sa.Column(column, NUMBER, nullable=False) for column in REFERENCES),
        *columns,
        *_references(name),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{name}")),
        sa.UniqueConstraint(*unique, name=op.f(f"uq_{name}_{'_'.join(unique)}")),
    )


def _references(name: str) -> Iterator[sa.ForeignKeyConstraint]:
    for column, table in REFERENCES.items():
        yield sa.ForeignKeyConstraint(
            [column], [f"{table}.id"], name=op.f(f"fk_{name}_{column}_{table}")
        )


def downgrade() -> None:
    op.execute("ALTER TABLE campaign_cases DROP COLUMN left_event_id")
    op.drop_table("sample_changes")
    op.drop_table("seed_announcements")
