"""Objections with their points, the reads that decide them, rulings, and what was told.

Nobody who ever had part in a case decides an objection to it: a trigger on the reads.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from review.store.protection import statements

revision = "0077_objections"
down_revision = "0076_names_by_length"
branch_labels = None
depends_on = None

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
CODE, MOMENT = sa.String(length=64), sa.DateTime(timezone=True)
TARGETS = {
    "bureau_id": "bureaus",
    "campaign_id": "campaigns",
    "campaign_case_id": "campaign_cases",
    "release_id": "releases",
    "result_id": "results",
    "person_id": "people",
    "firm_id": "firms",
    "objection_id": "objections",
    "read_id": "reads",
    "submission_id": "submissions",
    "text_id": "texts",
    "event_id": "events",
}
OPTIONAL = ("person_id", "firm_id", "submission_id")
OF_ONE = ("bureau_id", "objection_id")
INDEXES = (
    *(("objections", each) for each in ("campaign_id", "campaign_case_id")),
    *(("objections", each) for each in ("person_id", "firm_id")),
    ("objection_reads", "objection_id"),
)
TABLES = (
    *("objection_answers", "objection_rulings", "objection_endings"),
    *("objection_reads", "objection_points", "objections"),
)


def upgrade() -> None:
    _add_objections()
    _add_points_and_reads()
    _add_decisions()
    for table, column in INDEXES:
        op.create_index(f"ix_{table}_{column}", table, [column])
    connection = op.get_bind()
    tables = set(sa.inspect(connection).get_table_names())
    for statement in statements(connection.dialect.name, tables):
        op.execute(statement)


def _add_objections() -> None:
    _add_table(
        "objections",
        (
            *("bureau_id", "campaign_id", "campaign_case_id", "release_id"),
            *("result_id", "person_id", "firm_id", "event_id"),
        ),
        sa.Column("public_id", sa.String(length=24), nullable=False),
        sa.Column("side", CODE, nullable=False),
        sa.Column("on_paper", sa.Boolean(), nullable=False),
        sa.Column("scan", CODE, nullable=True),
        sa.Column("received_on", sa.Date(), nullable=False),
        sa.Column("until_on", sa.Date(), nullable=False),
        sa.Column("lodged_at", MOMENT, nullable=False),
        sa.UniqueConstraint("public_id", name=op.f("uq_objections_public_id")),
        sa.CheckConstraint(
            "(side = 'handler' AND person_id IS NOT NULL AND firm_id IS NULL) "
            "OR (side = 'firm' AND firm_id IS NOT NULL AND person_id IS NULL)",
            name=op.f("ck_objections_side_is_named"),
        ),
        sa.CheckConstraint(
            "on_paper = (scan IS NOT NULL)", name=op.f("ck_objections_paper_has_scan")
        ),
        sa.CheckConstraint(
            "received_on <= until_on", name=op.f("ck_objections_received_in_time")
        ),
    )


def _add_points_and_reads() -> None:
    _add_table(
        "objection_points",
        (*OF_ONE, "text_id", "event_id"),
        sa.Column("item_code", CODE, nullable=False),
        sa.Column("ground", CODE, nullable=False),
        sa.Column("proposed", NUMBER, nullable=True),
        sa.Column("pages", sa.String(length=200), nullable=False),
        sa.CheckConstraint(
            "proposed >= 0", name=op.f("ck_objection_points_proposed_not_negative")
        ),
        unique=("objection_id", "item_code"),
    )
    _add_table("objection_reads", (*OF_ONE, "read_id", "event_id"), unique=("read_id",))


def _add_decisions() -> None:
    _add_table(
        "objection_endings",
        (*OF_ONE, "submission_id", "event_id"),
        sa.Column("kind", CODE, nullable=False),
        sa.Column("ended_at", MOMENT, nullable=False),
        sa.CheckConstraint(
            "(kind = 'decided') = (submission_id IS NOT NULL) "
            "AND kind IN ('decided', 'withdrawn')",
            name=op.f("ck_objection_endings_decided_by_a_read"),
        ),
        unique=("objection_id",),
    )
    _add_table(
        "objection_rulings",
        (*OF_ONE, "text_id", "event_id"),
        sa.Column("item_code", CODE, nullable=False),
        sa.Column("ruling", CODE, nullable=False),
        sa.Column("cause", CODE, nullable=False),
        unique=("objection_id", "item_code"),
    )
    _add_table(
        "objection_answers",
        (*OF_ONE, "event_id"),
        sa.Column("kind", CODE, nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("digest", CODE, nullable=False),
        sa.Column("told_at", MOMENT, nullable=False),
        unique=("objection_id",),
    )


def _add_table(
    name: str,
    references: tuple[str, ...],
    *columns: sa.schema.SchemaItem,
    unique: tuple[str, ...] = (),
) -> None:
    keys = [
        sa.UniqueConstraint(*unique, name=op.f(f"uq_{name}_{'_'.join(unique)}"))
    ] * bool(unique)
    op.create_table(
        name,
        sa.Column("id", NUMBER, autoincrement=True, nullable=False),
        *(
            sa.Column(column, NUMBER, nullable=column in OPTIONAL)
            for column in references
        ),
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
        *keys,
    )


def downgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        for verb in ("insert", "update"):
            op.execute(f"DROP TRIGGER IF EXISTS reads_no_part_{verb}")
    else:
        op.execute("DROP TRIGGER IF EXISTS reads_no_part ON reads")
    for name in TABLES:
        op.drop_table(name)
