"""Contents lists of case files, and how many pages of a scan have text."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from review.store.protection import statements

revision = "0007_contents"
down_revision = "0006_case_dates"
branch_labels = None
depends_on = None

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
JSON = sa.JSON(none_as_null=True).with_variant(
    postgresql.JSONB(none_as_null=True), "postgresql"
)
REFERENCES = {"bureau_id": "bureaus", "case_id": "cases", "event_id": "events"}


def upgrade() -> None:
    op.create_table(
        "contents",
        sa.Column("id", NUMBER, autoincrement=True, nullable=False),
        *(sa.Column(name, NUMBER, nullable=False) for name in REFERENCES),
        sa.Column("entries", JSON, nullable=False),
        sa.Column("not_applicable", JSON, nullable=False),
        sa.Column("is_proposed", sa.Boolean(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        *(
            sa.ForeignKeyConstraint(
                [column], [f"{table}.id"], name=op.f(f"fk_contents_{column}_{table}")
            )
            for column, table in REFERENCES.items()
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contents")),
    )
    op.create_index("ix_contents_case_id", "contents", ["case_id"])
    op.execute("ALTER TABLE scans ADD COLUMN n_text INTEGER")
    connection = op.get_bind()
    tables = set(sa.inspect(connection).get_table_names())
    for statement in statements(connection.dialect.name, tables):
        op.execute(statement)


def downgrade() -> None:
    op.execute("ALTER TABLE scans DROP COLUMN n_text")
    op.drop_table("contents")
