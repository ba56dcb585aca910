"""The telephone numbers under which a bureau calls people."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0065_person_phones"
down_revision = "0064_cancelled_campaigns"
branch_labels = None
depends_on = None

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
TARGETS = {"person_id": "people", "bureau_id": "bureaus", "event_id": "events"}


def upgrade() -> None:
    op.create_table(
        "person_phones",
        *(sa.Column(column, NUMBER, nullable=False) for column in TARGETS),
        sa.Column("phone", sa.String(length=64), nullable=False),
        *(
            sa.ForeignKeyConstraint(
                [column],
                [f"{target}.id"],
                name=op.f(f"fk_person_phones_{column}_{target}"),
            )
            for column, target in TARGETS.items()
        ),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_person_phones")),
    )


def downgrade() -> None:
    op.drop_table("person_phones")
