"""Boxes and words that hide personal data on scanned pages, and how far was looked."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0008_redactions"
down_revision = "0007_contents"
branch_labels = None
depends_on = None

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
JSON = sa.JSON(none_as_null=True).with_variant(
    postgresql.JSONB(none_as_null=True), "postgresql"
)
FLAGS = ("hides_handler", "shows_numbers")
TABLES = ("redactions", "redaction_words", "scan_looks")


def upgrade() -> None:
    for flag in FLAGS:
        op.execute(
            f"ALTER TABLE cases ADD COLUMN {flag} BOOLEAN DEFAULT false NOT NULL"
        )
    op.create_table("redactions", *_redactions())
    op.create_index("ix_redactions_page", "redactions", ["case_id", "digest", "page"])
    op.create_table("redaction_words", *_words())
    op.create_index("ix_redaction_words_case_id", "redaction_words", ["case_id"])
    op.create_table("scan_looks", *_looks())


def _redactions() -> list[sa.schema.SchemaItem]:
    numbers = ("page", "x_from", "y_from", "x_to", "y_to")
    return [
        *_of_a_case("redactions", "event_id", "ended_event_id"),
        sa.Column("public_id", sa.String(length=24), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        *(sa.Column(name, sa.Integer(), nullable=False) for name in numbers),
        sa.Column("origin", sa.String(length=64), nullable=False),
        sa.Column("by_hand", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.UniqueConstraint("public_id", name=op.f("uq_redactions_public_id")),
        sa.CheckConstraint("page > 0", name=op.f("ck_redactions_counts_from_one")),
        sa.CheckConstraint(
            "0 <= x_from AND x_from < x_to AND x_to <= 1000000",
            name=op.f("ck_redactions_lies_across"),
        ),
        sa.CheckConstraint(
            "0 <= y_from AND y_from < y_to AND y_to <= 1000000",
            name=op.f("ck_redactions_lies_down"),
        ),
    ]


def _words() -> list[sa.schema.SchemaItem]:
    return [
        *_of_a_case("redaction_words", "event_id", "ended_event_id"),
        sa.Column("public_id", sa.String(length=24), nullable=False),
        sa.Column("text_id", NUMBER, nullable=False),
        sa.Column("state", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(
            ["text_id"], ["texts.id"], name=op.f("fk_redaction_words_text_id_texts")
        ),
        sa.UniqueConstraint("public_id", name=op.f("uq_redaction_words_public_id")),
    ]


def _looks() -> list[sa.schema.SchemaItem]:
    counts = ("n_looked", "n_blank", "n_pictures", "n_left")
    return [
        *_of_a_case("scan_looks", "event_id"),
        sa.Column("digest", sa.String(length=64), nullable=False),
        *(sa.Column(name, sa.Integer(), nullable=False) for name in counts),
        sa.Column("pages", JSON, nullable=False),
        sa.Column("looked_at", sa.DateTime(timezone=True), nullable=False),
        sa.UniqueConstraint(
            "case_id", "digest", name=op.f("uq_scan_looks_case_id_digest")
        ),
        sa.CheckConstraint("n_looked >= 0", name=op.f("ck_scan_looks_is_not_negative")),
    ]


def _of_a_case(table: str, *events: str) -> list[sa.schema.SchemaItem]:
    """What every one of these tables has: its key, its bureau, its case, its events."""
    to = {"bureau_id": "bureaus", "case_id": "cases", **dict.fromkeys(events, "events")}
    return [
        sa.Column("id", NUMBER, autoincrement=True, nullable=False),
        *(sa.Column(name, NUMBER, nullable=name.startswith("ended_")) for name in to),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
        *(
            sa.ForeignKeyConstraint(
                [name], [f"{other}.id"], name=op.f(f"fk_{table}_{name}_{other}")
            )
            for name, other in to.items()
        ),
    ]


def downgrade() -> None:
    for table in reversed(TABLES):
        op.drop_table(table)
    for flag in FLAGS:
        op.execute(f"ALTER TABLE cases DROP COLUMN {flag}")
