"""Files in which the service of an institution is reviewed, not a handler's case."""

from __future__ import annotations

from alembic import op

revision = "0052_institutions_reviewed"
down_revision = "0048_extensions"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # With the column, because SQLite adds no constraint to a table that is there.
    number = "INTEGER" if op.get_bind().dialect.name == "sqlite" else "BIGINT"
    op.execute(
        f"ALTER TABLE cases ADD COLUMN object_firm_id {number} "
        "CONSTRAINT fk_cases_object_firm_id_firms REFERENCES firms (id)"
    )


def downgrade() -> None:
    op.drop_column("cases", "object_firm_id")
