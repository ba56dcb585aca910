"""Findings are looked up by their review only.

The index by item was read by no query, and a review touched a page of it for every
item that found something: a fifth of all pages a submission writes.
"""

from __future__ import annotations

from alembic import op

revision = "0055_findings_by_review"
down_revision = "0052_institutions_reviewed"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.drop_index(op.f("ix_findings_item_code"), "findings")


def downgrade() -> None:
    op.create_index(op.f("ix_findings_item_code"), "findings", ["item_code"])
