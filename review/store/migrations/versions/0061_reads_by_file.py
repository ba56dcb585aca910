"""Whether a file was ever given out is asked of every file of a sample.

The unique indexes leave out the reads that have ended: without this one every read was
looked at for every file, which took a minute for ten thousand of them.
"""

from __future__ import annotations

from alembic import op

revision = "0061_reads_by_file"
down_revision = "0060_untrusted_pages"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index(op.f("ix_reads_campaign_case_id"), "reads", ["campaign_case_id"])


def downgrade() -> None:
    op.drop_index(op.f("ix_reads_campaign_case_id"), "reads")
