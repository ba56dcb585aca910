"""Earlier results of namesakes without case numbers are told apart by their numbers."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0069_earlier_namesakes"
down_revision = "0068_reviewer_licences"
branch_labels = None
depends_on = None

TABLE = "earlier_results"
BEFORE = "uq_earlier_results_bureau_id_year_case_no_handler_name"
COLUMNS = ["bureau_id", "year", "case_no", "handler_name"]
# Whose a result is was known before by the person alone.
BEARERS = """
UPDATE earlier_results SET licence_no = (
  SELECT MAX(handlers.licence_no) FROM handlers
  WHERE handlers.person_id = earlier_results.person_id
)
WHERE case_no = '' AND person_id IN (SELECT person_id FROM handlers)
"""


def upgrade() -> None:
    with op.batch_alter_table(TABLE) as batch:
        number = sa.Column(
            "licence_no", sa.String(64), server_default="", nullable=False
        )
        batch.add_column(number)
        batch.drop_constraint(op.f(BEFORE), type_="unique")
        batch.create_unique_constraint(
            op.f("uq_earlier_results_bearer"), [*COLUMNS, "licence_no"]
        )
    with op.batch_alter_table(TABLE) as batch:
        batch.alter_column("licence_no", server_default=None)
    op.execute(BEARERS)


def downgrade() -> None:
    """Refused by the database where namesakes of one year are stored."""
    with op.batch_alter_table(TABLE) as batch:
        batch.drop_constraint(op.f("uq_earlier_results_bearer"), type_="unique")
        batch.create_unique_constraint(op.f(BEFORE), COLUMNS)
        batch.drop_column("licence_no")
