"""What is filled in on a form is drawn, and pages upside down are read forwards.

Looks of before knew nothing of either: the pages have to be looked through again, also
those that a person has looked at.
"""

from __future__ import annotations

from alembic import op

revision = "0075_fields_of_forms"
down_revision = "0074_read_relations"
branch_labels = None
depends_on = None

COUNTS = (
    *("n_looked", "n_blank", "n_pictures", "n_recognised", "n_doubtful", "n_left"),
    "n_unsure",
)
"""As nobody had looked yet."""


def upgrade() -> None:
    _look_again()


def downgrade() -> None:
    """The version before draws and reads the pages otherwise, too."""
    _look_again()


def _look_again() -> None:
    nothing = ", ".join(f"{name} = 0" for name in COUNTS)
    op.execute(
        f"UPDATE scan_looks SET pages = '[]', seen = '[]', found = '{{}}', {nothing}"
    )
