"""Changed rules proposed by one person, and what another decided."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

from review.store.protection import statements

revision = "0035_scheme_proposals"
down_revision = "0034_fees"
branch_labels = None
depends_on = None

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
FIGURES = sa.JSON(none_as_null=True).with_variant(
    JSONB(none_as_null=True), "postgresql"
)
NAME = sa.String(length=200)
MOMENT = sa.DateTime(timezone=True)
PROPOSALS, DECISIONS = "scheme_proposals", "scheme_decisions"


def upgrade() -> None:
    op.create_table(
        PROPOSALS,
        sa.Column("id", NUMBER, autoincrement=True, nullable=False),
        sa.Column("public_id", sa.String(length=24), nullable=False),
        *_references(PROPOSALS, bureau_id="bureaus", trial_id="scheme_trials"),
        sa.Column("reason", NAME, nullable=False),
        sa.Column("figures", FIGURES, nullable=False),
        *_references(PROPOSALS, user_id="users"),
        sa.Column("proposed_at", MOMENT, nullable=False),
        *_references(PROPOSALS, event_id="events"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_scheme_proposals")),
        sa.UniqueConstraint("public_id", name=op.f("uq_scheme_proposals_public_id")),
        sa.UniqueConstraint("trial_id", name=op.f("uq_scheme_proposals_trial_id")),
        sa.UniqueConstraint(
            "id", "user_id", name=op.f("uq_scheme_proposals_id_user_id")
        ),
    )
    op.create_index("ix_scheme_proposals_bureau", PROPOSALS, ["bureau_id"])
    op.create_table(
        DECISIONS,
        sa.Column("id", NUMBER, autoincrement=True, nullable=False),
        *_references(DECISIONS, bureau_id="bureaus"),
        sa.Column("proposal_id", NUMBER, autoincrement=False, nullable=False),
        sa.Column("proposer_id", NUMBER, autoincrement=False, nullable=False),
        sa.Column("decision", sa.String(length=64), nullable=False),
        sa.Column("reason", NAME, nullable=False),
        *_references(DECISIONS, optional=True, scheme_id="schemes"),
        *_references(DECISIONS, user_id="users"),
        sa.Column("decided_at", MOMENT, nullable=False),
        *_references(DECISIONS, event_id="events"),
        sa.ForeignKeyConstraint(
            ["proposal_id", "proposer_id"],
            ["scheme_proposals.id", "scheme_proposals.user_id"],
            name=op.f("fk_scheme_decisions_proposer"),
        ),
        sa.CheckConstraint(
            "(decision = 'withdrawn') = (user_id = proposer_id)",
            name=op.f("ck_scheme_decisions_two_people"),
        ),
        sa.CheckConstraint(
            "(decision = 'adopted') = (scheme_id IS NOT NULL)",
            name=op.f("ck_scheme_decisions_adopted_has_scheme"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_scheme_decisions")),
        sa.UniqueConstraint(
            "proposal_id", name=op.f("uq_scheme_decisions_proposal_id")
        ),
    )
    _protect()


def _references(
    table: str, *, optional: bool = False, **to: str
) -> list[sa.Column[int] | sa.ForeignKeyConstraint]:
    """Columns that name rows of other tables."""
    made: list[sa.Column[int] | sa.ForeignKeyConstraint] = []
    for name, other in to.items():
        called = op.f(f"fk_{table}_{name}_{other}")
        made += [
            sa.Column(name, NUMBER, autoincrement=False, nullable=optional),
            sa.ForeignKeyConstraint([name], [f"{other}.id"], name=called),
        ]
    return made


def _protect() -> None:
    connection = op.get_bind()
    tables = set(sa.inspect(connection).get_table_names())
    for statement in statements(connection.dialect.name, tables):
        op.execute(statement)


def downgrade() -> None:
    op.drop_table(DECISIONS)
    op.drop_table(PROPOSALS)
