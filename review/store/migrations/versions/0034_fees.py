"""Review fees: rates, lists of payments, and the reads they pay."""

from __future__ import annotations

from collections.abc import Iterator

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from review.store.protection import statements

revision = "0034_fees"
down_revision = "0033_campaign_drafts"
branch_labels = None
depends_on = None

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
OBJECT = sa.JSON(none_as_null=True).with_variant(
    postgresql.JSONB(none_as_null=True), "postgresql"
)
IS_LIVE = sa.text("ended_event_id IS NULL")
TABLES = ("fee_rules", "fee_payouts", "fee_shares", "fee_lines")


def upgrade() -> None:
    _rules()
    _payouts()
    _shares()
    _lines()
    connection = op.get_bind()
    tables = set(sa.inspect(connection).get_table_names())
    for statement in statements(connection.dialect.name, tables):
        op.execute(statement)


def _rules() -> None:
    _table(
        "fee_rules",
        {"bureau_id": "bureaus", "campaign_id": "campaigns", "event_id": "events"},
        sa.Column("rule", OBJECT, nullable=False),
        sa.Column("set_at", sa.DateTime(timezone=True), nullable=False),
    )
    op.create_index("ix_fee_rules_campaign", "fee_rules", ["campaign_id"])


def _payouts() -> None:
    _table(
        "fee_payouts",
        {
            "bureau_id": "bureaus",
            "campaign_id": "campaigns",
            "event_id": "events",
            "paid_event_id": "events",
            "cancelled_event_id": "events",
        },
        sa.Column("public_id", sa.String(length=24), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("rule", OBJECT, nullable=False),
        sa.Column("basis", sa.String(length=64), nullable=False),
        sa.Column("gross", NUMBER, nullable=False),
        sa.Column("tax", NUMBER, nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("paid_on", sa.Date()),
        sa.Column("cancelled_reason", sa.String(length=200)),
        sa.UniqueConstraint("public_id", name=op.f("uq_fee_payouts_public_id")),
        sa.UniqueConstraint(
            "campaign_id", "number", name=op.f("uq_fee_payouts_campaign_id_number")
        ),
        sa.CheckConstraint(
            "paid_event_id IS NULL OR cancelled_event_id IS NULL",
            name=op.f("ck_fee_payouts_one_end"),
        ),
        sa.CheckConstraint(
            "(paid_on IS NULL) = (paid_event_id IS NULL)",
            name=op.f("ck_fee_payouts_paid_on_and_by"),
        ),
    )


def _shares() -> None:
    _table(
        "fee_shares",
        {
            "bureau_id": "bureaus",
            "payout_id": "fee_payouts",
            "person_id": "people",
            "event_id": "events",
        },
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("number", sa.String(length=64), nullable=False),
        sa.Column("firm", sa.String(length=200), nullable=False),
        sa.Column("counts", OBJECT, nullable=False),
        sa.Column("gross", NUMBER, nullable=False),
        sa.Column("tax", NUMBER, nullable=False),
        sa.UniqueConstraint(
            "payout_id", "person_id", name=op.f("uq_fee_shares_payout_id_person_id")
        ),
    )


def _lines() -> None:
    _table(
        "fee_lines",
        {
            "bureau_id": "bureaus",
            "payout_id": "fee_payouts",
            "read_id": "reads",
            "event_id": "events",
            "ended_event_id": "events",
        },
        sa.Column("role", sa.String(length=64), nullable=False),
        sa.Column("amount", NUMBER, nullable=False),
    )
    live = {"sqlite_where": IS_LIVE, "postgresql_where": IS_LIVE}
    op.create_index("uq_fee_lines_read", "fee_lines", ["read_id"], unique=True, **live)
    op.create_index("ix_fee_lines_payout", "fee_lines", ["payout_id"])


OPTIONAL = ("ended_event_id", "paid_event_id", "cancelled_event_id")


def _table(name: str, references: dict[str, str], *rest: sa.schema.SchemaItem) -> None:
    op.create_table(
        name,
        sa.Column("id", NUMBER, autoincrement=True, nullable=False),
        *_references(name, references),
        *rest,
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{name}")),
    )


def _references(
    name: str, references: dict[str, str]
) -> Iterator[sa.schema.SchemaItem]:
    for column, to in references.items():
        yield sa.Column(
            column, NUMBER, autoincrement=False, nullable=column in OPTIONAL
        )
        yield sa.ForeignKeyConstraint(
            [column], [f"{to}.id"], name=op.f(f"fk_{name}_{column}_{to}")
        )


def downgrade() -> None:
    for name in reversed(TABLES):
        op.drop_table(name)
