"""Campaigns of anchor files, on which the reviewers of another campaign qualify."""

from __future__ import annotations

from alembic import op

revision = "0025_calibration"
down_revision = "0035_custody"
branch_labels = None
depends_on = None

INDEX = "uq_campaigns_calibrates_id"


def upgrade() -> None:
    number = "BIGINT" if op.get_bind().dialect.name == "postgresql" else "INTEGER"
    op.execute(
        f"ALTER TABLE campaigns ADD COLUMN calibrates_id {number} "
        "CONSTRAINT fk_campaigns_calibrates_id_campaigns REFERENCES campaigns (id)"
    )
    op.create_index(INDEX, "campaigns", ["calibrates_id"], unique=True)


def downgrade() -> None:
    op.drop_index(INDEX, "campaigns")
    op.execute("ALTER TABLE campaigns DROP COLUMN calibrates_id")
