"""A scan says its volume and its gaps; content on its way in or out of the store."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0011_volumes_and_holds"
down_revision = "0010_proposals"
branch_labels = None
depends_on = None


def upgrade() -> None:
    is_sqlite = op.get_context().dialect.name == "sqlite"
    json = "JSON" if is_sqlite else "JSONB"
    op.execute("ALTER TABLE scans ADD COLUMN volume VARCHAR(64) NOT NULL DEFAULT ''")
    op.execute(f"ALTER TABLE scans ADD COLUMN gaps {json} NOT NULL DEFAULT '[]'")
    op.create_table(
        "object_holds",
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("is_leaving", sa.Boolean(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_object_holds")),
    )


def downgrade() -> None:
    op.drop_table("object_holds")
    op.execute("ALTER TABLE scans DROP COLUMN gaps")
    op.execute("ALTER TABLE scans DROP COLUMN volume")
