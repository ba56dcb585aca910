"""Relations of cases from the docket, and when reviewers are away."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from review.store.protection import statements

revision = "0021_case_relations"
down_revision = "0020_sample_changes"
branch_labels = None
depends_on = None

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
REFERENCES = {
    "bureau_id": "bureaus",
    "case_id": "cases",
    "person_id": "people",
    "firm_id": "firms",
    "event_id": "events",
    "ended_event_id": "events",
}
NEEDED = ("bureau_id", "case_id", "event_id")
ONE_TARGET = (
    "(person_id IS NOT NULL AND firm_id IS NULL AND key = '') OR "
    "(person_id IS NULL AND firm_id IS NOT NULL AND key = '') OR "
    "(person_id IS NULL AND firm_id IS NULL AND key <> '')"
)
INDEXES = {
    "ix_case_relations_bureau_id": "bureau_id",
    "ix_case_relations_case": "case_id",
    "ix_case_relations_key": "key",
}
AWAY = ("away_from", "away_until")


def upgrade() -> None:
    op.create_table(
        "case_relations",
        sa.Column("id", NUMBER, autoincrement=True, nullable=False),
        *(sa.Column(name, NUMBER, nullable=name not in NEEDED) for name in REFERENCES),
        sa.Column("relation", sa.String(length=64), nullable=False),
        sa.Column("key", sa.String(length=200), nullable=False),
        sa.CheckConstraint(ONE_TARGET, name=op.f("ck_case_relations_one_target")),
        *(
            sa.ForeignKeyConstraint(
                [column],
                [f"{table}.id"],
                name=op.f(f"fk_case_relations_{column}_{table}"),
            )
            for column, table in REFERENCES.items()
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_relations")),
    )
    for name, column in INDEXES.items():
        op.create_index(name, "case_relations", [column])
    for name in AWAY:
        op.add_column("reviewers", sa.Column(name, sa.Date()))
    connection = op.get_bind()
    tables = set(sa.inspect(connection).get_table_names())
    for statement in statements(connection.dialect.name, tables):
        op.execute(statement)


def downgrade() -> None:
    for name in reversed(AWAY):
        op.drop_column("reviewers", name)
    op.drop_table("case_relations")
