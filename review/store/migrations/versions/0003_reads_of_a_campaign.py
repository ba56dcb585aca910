"""The reads of one campaign are found without looking at those of all others."""

from __future__ import annotations

from alembic import op

revision = "0003_reads_of_a_campaign"
down_revision = "0002_withdrawn_conflicts"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("ix_reads_campaign_id", "reads", ["campaign_id"])


def downgrade() -> None:
    op.drop_index("ix_reads_campaign_id", table_name="reads")
