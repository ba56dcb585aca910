"""Reviewers who were stopped, and the files to read again for it."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from review.store.protection import statements

revision = "0024_stops"
down_revision = "0030_scheme_trials"
branch_labels = None
depends_on = None

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
JSON = sa.JSON(none_as_null=True).with_variant(
    postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), "postgresql"
)
STOPS, REREADS = "stops", "rereads"


def upgrade() -> None:
    op.create_table(
        STOPS,
        sa.Column("id", NUMBER, autoincrement=True, nullable=False),
        sa.Column("public_id", sa.String(length=24), nullable=False),
        *_references(STOPS, bureau_id="bureaus", campaign_id="campaigns"),
        sa.Column("reviewer_code", sa.String(length=64), nullable=False),
        sa.Column("reason", sa.String(length=200), nullable=False),
        sa.Column("figures", JSON),
        sa.Column("again_from", sa.DateTime(timezone=True)),
        sa.Column("stopped_at", sa.DateTime(timezone=True), nullable=False),
        *_references(STOPS, event_id="events"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stops")),
        sa.UniqueConstraint("public_id", name=op.f("uq_stops_public_id")),
    )
    op.create_table(
        REREADS,
        sa.Column("id", NUMBER, autoincrement=True, nullable=False),
        *_references(
            REREADS,
            bureau_id="bureaus",
            stop_id="stops",
            campaign_case_id="campaign_cases",
            event_id="events",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rereads")),
        sa.UniqueConstraint(
            "stop_id",
            "campaign_case_id",
            name=op.f("uq_rereads_stop_id_campaign_case_id"),
        ),
    )
    op.create_index("ix_stops_campaign_id", STOPS, ["campaign_id"])
    op.create_index("ix_rereads_campaign_case_id", REREADS, ["campaign_case_id"])
    connection = op.get_bind()
    tables = set(sa.inspect(connection).get_table_names())
    for statement in statements(connection.dialect.name, tables):
        op.execute(statement)


def _references(table: str, **targets: str) -> list[sa.SchemaItem]:
    columns = [
        sa.Column(name, NUMBER, autoincrement=False, nullable=False) for name in targets
    ]
    keys = [
        sa.ForeignKeyConstraint(
            [name], [f"{to}.id"], name=op.f(f"fk_{table}_{name}_{to}")
        )
        for name, to in targets.items()
    ]
    return [*columns, *keys]


def downgrade() -> None:
    op.drop_table(REREADS)
    op.drop_table(STOPS)
