"""Scanned case files: which content, in which order, with which page numbers."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0005_scans"
down_revision = "0004_start_of_a_draft"
branch_labels = None
depends_on = None

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
JSONB = postgresql.JSONB(none_as_null=True)
IN_FORCE = sa.text("ended_event_id IS NULL")
REFERENCES = {
    "bureau_id": "bureaus",
    "case_id": "cases",
    "event_id": "events",
    "ended_event_id": "events",
    "ended_reason_id": "texts",
}


def upgrade() -> None:
    op.create_table("scans", *_columns(), *_rules())
    op.create_index("ix_scans_case_id", "scans", ["case_id"])
    op.create_index("ix_scans_digest", "scans", ["digest"])
    for name, column in (
        ("uq_scans_position", "position"),
        ("uq_scans_content", "digest"),
    ):
        op.create_index(
            name,
            "scans",
            ["case_id", column],
            unique=True,
            sqlite_where=IN_FORCE,
            postgresql_where=IN_FORCE,
        )


def _columns() -> list[sa.Column]:
    json = sa.JSON(none_as_null=True).with_variant(JSONB, "postgresql")
    return [
        sa.Column("id", NUMBER, autoincrement=True, nullable=False),
        sa.Column("public_id", sa.String(length=24), nullable=False),
        sa.Column("bureau_id", NUMBER, nullable=False),
        sa.Column("case_id", NUMBER, nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("media", sa.String(length=64), nullable=False),
        sa.Column("n_bytes", sa.Integer(), nullable=False),
        sa.Column("n_pages", sa.Integer(), nullable=False),
        sa.Column("shapes", json, nullable=False),
        sa.Column("first_number", sa.Integer(), nullable=True),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("event_id", NUMBER, nullable=False),
        sa.Column("ended_event_id", NUMBER, nullable=True),
        sa.Column("ended_reason_id", NUMBER, nullable=True),
    ]


def _rules() -> list[sa.Constraint]:
    keys = [
        sa.ForeignKeyConstraint(
            [column], [f"{table}.id"], name=op.f(f"fk_scans_{column}_{table}")
        )
        for column, table in REFERENCES.items()
    ]
    return [
        sa.CheckConstraint("n_pages > 0", name=op.f("ck_scans_has_pages")),
        sa.CheckConstraint("first_number > 0", name=op.f("ck_scans_counts_from_one")),
        sa.CheckConstraint(
            "(ended_event_id IS NULL) = (ended_reason_id IS NULL)",
            name=op.f("ck_scans_ended_has_reason"),
        ),
        *keys,
        sa.PrimaryKeyConstraint("id", name=op.f("pk_scans")),
        sa.UniqueConstraint("public_id", name=op.f("uq_scans_public_id")),
    ]


def downgrade() -> None:
    op.drop_table("scans")
