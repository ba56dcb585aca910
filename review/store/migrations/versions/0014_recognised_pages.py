"""How many pages of a scan were read off their images, and how many hardly."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0014_recognised_pages"
down_revision = "0013_reading_trace"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for name in ("n_recognised", "n_doubtful"):
        column = sa.Column(name, sa.Integer(), nullable=False, server_default="0")
        op.add_column("scan_looks", column)


def downgrade() -> None:
    for name in ("n_doubtful", "n_recognised"):
        op.drop_column("scan_looks", name)
