"""When somebody was last here, kept when the session is gone."""

from __future__ import annotations

from alembic import op

revision = "0062_last_seen"
down_revision = "0061_reads_by_file"
branch_labels = None
depends_on = None


def upgrade() -> None:
    is_sqlite = op.get_bind().dialect.name == "sqlite"
    moment = "DATETIME" if is_sqlite else "TIMESTAMP WITH TIME ZONE"
    op.execute(f"ALTER TABLE users ADD COLUMN seen_at {moment}")


def downgrade() -> None:
    op.execute("ALTER TABLE users DROP COLUMN seen_at")
