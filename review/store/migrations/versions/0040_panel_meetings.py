"""Meetings of a panel with their members, decisions and votes."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from review.store.protection import statements

revision = "0040_panel_meetings"
down_revision = "0025_calibration"
branch_labels = None
depends_on = None

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
CODE, MOMENT = sa.String(length=64), sa.DateTime(timezone=True)
TARGETS = {
    "bureau_id": "bureaus",
    "campaign_id": "campaigns",
    "campaign_case_id": "campaign_cases",
    "result_id": "results",
    "meeting_id": "panel_meetings",
    "decision_id": "panel_decisions",
    "text_id": "texts",
    "event_id": "events",
}


def upgrade() -> None:
    _add_table(
        "panel_meetings",
        ("bureau_id", "campaign_id", "event_id"),
        sa.Column("public_id", sa.String(length=24), nullable=False),
        sa.Column("held_on", sa.Date(), nullable=False),
        sa.Column("place", sa.String(length=200), nullable=False),
        sa.Column("text_id", NUMBER, nullable=True),
        sa.Column("recorded_at", MOMENT, nullable=False),
        sa.UniqueConstraint("public_id", name=op.f("uq_panel_meetings_public_id")),
        sa.ForeignKeyConstraint(
            ["text_id"], ["texts.id"], name=op.f("fk_panel_meetings_text_id_texts")
        ),
    )
    _add_table(
        "panel_members",
        ("bureau_id", "meeting_id", "event_id"),
        sa.Column("reviewer_code", CODE, nullable=False),
        sa.Column("is_lead", sa.Boolean(), nullable=False),
        unique=("meeting_id", "reviewer_code"),
    )
    _add_table(
        "panel_decisions",
        (
            *("bureau_id", "meeting_id", "campaign_case_id", "result_id"),
            *("text_id", "event_id"),
        ),
        sa.Column("grade", CODE, nullable=False),
        sa.Column("score", NUMBER, nullable=True),
        sa.Column("is_by_lead", sa.Boolean(), nullable=False),
        unique=("result_id",),
    )
    _add_table(
        "panel_votes",
        ("bureau_id", "decision_id", "event_id"),
        sa.Column("reviewer_code", CODE, nullable=False),
        sa.Column("grade", CODE, nullable=False),
        unique=("decision_id", "reviewer_code"),
    )
    for table, column in (
        ("panel_meetings", "campaign_id"),
        ("panel_decisions", "campaign_case_id"),
    ):
        op.create_index(f"ix_{table}_{column}", table, [column])
    connection = op.get_bind()
    tables = set(sa.inspect(connection).get_table_names())
    for statement in statements(connection.dialect.name, tables):
        op.execute(statement)


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
        *keys,
    )


def downgrade() -> None:
    for name in ("panel_votes", "panel_decisions", "panel_members", "panel_meetings"):
        op.drop_table(name)
