"""A finding may point to places on the scanned pages; older ones do not."""

from __future__ import annotations

from alembic import op

revision = "0009_pins"
down_revision = "0008_redactions"
branch_labels = None
depends_on = None


def upgrade() -> None:
    is_sqlite = op.get_context().dialect.name == "sqlite"
    op.execute(
        f"ALTER TABLE findings ADD COLUMN pins {'JSON' if is_sqlite else 'JSONB'}"
    )


def downgrade() -> None:
    op.execute("ALTER TABLE findings DROP COLUMN pins")
