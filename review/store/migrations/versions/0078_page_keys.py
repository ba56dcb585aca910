"""A finding keeps the pages that its typed numbers meant; earlier ones know none."""

from __future__ import annotations

from alembic import op

revision = "0078_page_keys"
down_revision = "0077_objections"
branch_labels = None
depends_on = None


def upgrade() -> None:
    is_sqlite = op.get_context().dialect.name == "sqlite"
    op.execute(
        f"ALTER TABLE findings ADD COLUMN page_keys {'JSON' if is_sqlite else 'JSONB'}"
    )


def downgrade() -> None:
    op.execute("ALTER TABLE findings DROP COLUMN page_keys")
