"""A declared conflict of interest can be withdrawn: by which event, and why."""

from __future__ import annotations

from alembic import op

revision = "0002_withdrawn_conflicts"
down_revision = "0001_first_tables"
branch_labels = None
depends_on = None

TABLE = "declared_conflicts"
# Plain statements: a batch would rebuild the table on SQLite, and a rebuilt table has
# lost its triggers. They run on both databases; only the name of the type differs.
UP = (
    (
        f"ALTER TABLE {TABLE} ADD COLUMN ended_event_id {{number}} "
        f"CONSTRAINT fk_{TABLE}_ended_event_id_events REFERENCES events (id)"
    ),
    (
        f"ALTER TABLE {TABLE} ADD COLUMN ended_reason_id {{number}} "
        f"CONSTRAINT fk_{TABLE}_ended_reason_id_texts REFERENCES texts (id) "
        f"CONSTRAINT ck_{TABLE}_ended_has_reason "
        "CHECK ((ended_event_id IS NULL) = (ended_reason_id IS NULL))"
    ),
)
# The rule goes with its column, so the column that carries the rule goes first.
DOWN = (
    f"ALTER TABLE {TABLE} DROP COLUMN ended_reason_id",
    f"ALTER TABLE {TABLE} DROP COLUMN ended_event_id",
)


def upgrade() -> None:
    is_sqlite = op.get_context().dialect.name == "sqlite"
    for statement in UP:
        op.execute(statement.format(number="INTEGER" if is_sqlite else "BIGINT"))


def downgrade() -> None:
    for statement in DOWN:
        op.execute(statement)
