"""The licence number of a reviewer who is on no list of handlers yet."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0068_reviewer_licences"
down_revision = "0067_senior_fees"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "reviewers",
        sa.Column("licence_no", sa.String(64), nullable=False, server_default=""),
    )


def downgrade() -> None:
    op.drop_column("reviewers", "licence_no")
