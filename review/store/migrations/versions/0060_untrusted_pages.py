"""Pages whose text is not what they show, those a person looked at, and found words.

Looks of before did not ask whether the text can be trusted: the pages have to be looked
through again.
"""

from __future__ import annotations

from alembic import op

revision = "0060_untrusted_pages"
down_revision = "0056_class_changes"
branch_labels = None
depends_on = None

COUNTS = ("n_looked", "n_blank", "n_pictures", "n_recognised", "n_doubtful", "n_left")


def upgrade() -> None:
    json = "JSONB" if op.get_bind().dialect.name == "postgresql" else "JSON"
    op.execute("ALTER TABLE scan_looks ADD COLUMN n_unsure INTEGER NOT NULL DEFAULT 0")
    op.execute(f"ALTER TABLE scan_looks ADD COLUMN seen {json} NOT NULL DEFAULT '[]'")
    op.execute(
        f"ALTER TABLE scan_looks ADD COLUMN found {json} NOT NULL DEFAULT '{{}}'"
    )
    nothing = ", ".join(f"{name} = 0" for name in COUNTS)
    op.execute(f"UPDATE scan_looks SET pages = '[]', {nothing}")


def downgrade() -> None:
    for name in ("found", "seen", "n_unsure"):
        op.drop_column("scan_looks", name)
