"""A draft keeps when its first answer was saved; of older drafts it is not known."""

from __future__ import annotations

from alembic import op

revision = "0004_start_of_a_draft"
down_revision = "0003_reads_of_a_campaign"
branch_labels = None
depends_on = None


def upgrade() -> None:
    is_sqlite = op.get_context().dialect.name == "sqlite"
    moment = "DATETIME" if is_sqlite else "TIMESTAMP WITH TIME ZONE"
    op.execute(f"ALTER TABLE drafts ADD COLUMN started_at {moment}")


def downgrade() -> None:
    op.execute("ALTER TABLE drafts DROP COLUMN started_at")
