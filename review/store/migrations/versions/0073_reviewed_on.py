"""The day on which a review taken in from paper was made."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0073_reviewed_on"
down_revision = "0072_ranking_names"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("submissions", sa.Column("reviewed_on", sa.Date(), nullable=True))


def downgrade() -> None:
    op.drop_column("submissions", "reviewed_on")
