"""Volumes of a file that were kept back come back later than the file."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0071_kept_volumes"
down_revision = "0070_designation_withdrawals"
branch_labels = None
depends_on = None


def upgrade() -> None:
    rest = sa.Column("is_rest", sa.Boolean(), server_default=sa.false(), nullable=False)
    op.add_column("handed_files", rest)


def downgrade() -> None:
    op.drop_column("handed_files", "is_rest")
