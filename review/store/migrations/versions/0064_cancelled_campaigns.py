"""A campaign opened by mistake can be cancelled: by which event, and why."""

from __future__ import annotations

from alembic import op

revision = "0064_cancelled_campaigns"
down_revision = "0063_surnames"
branch_labels = None
depends_on = None

UP = (
    (
        "ALTER TABLE campaigns ADD COLUMN cancelled_event_id {number} "
        "CONSTRAINT fk_campaigns_cancelled_event_id_events REFERENCES events (id)"
    ),
    (
        "ALTER TABLE campaigns ADD COLUMN cancelled_reason VARCHAR(200) "
        "CONSTRAINT ck_campaigns_cancelled_has_reason "
        "CHECK ((cancelled_event_id IS NULL) = (cancelled_reason IS NULL))"
    ),
)
# The rule goes with its column, so the column that carries the rule goes first.
DOWN = ("cancelled_reason", "cancelled_event_id")


def upgrade() -> None:
    is_sqlite = op.get_context().dialect.name == "sqlite"
    for statement in UP:
        op.execute(statement.format(number="INTEGER" if is_sqlite else "BIGINT"))


def downgrade() -> None:
    for column in DOWN:
        op.execute(f"ALTER TABLE campaigns DROP COLUMN {column}")
