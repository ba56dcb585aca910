"""On-site sessions, their guests and who signed in."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from review.store.protection import statements

revision = "0049_onsite_sessions"
down_revision = "0047_entrustments"
branch_labels = None
depends_on = None

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)
IN_FORCE = sa.text("ended_event_id IS NULL")


def upgrade() -> None:
    _add_table(
        "onsite_sessions",
        {"campaign_id": "campaigns"},
        sa.Column("public_id", sa.String(length=24), nullable=False),
        sa.Column("place", sa.String(length=200), nullable=False),
        sa.Column("starts_at", MOMENT, nullable=False),
        sa.Column("ends_at", MOMENT, nullable=False),
        sa.UniqueConstraint("public_id", name=op.f("uq_onsite_sessions_public_id")),
    )
    _add_table(
        "onsite_guests",
        {"session_id": "onsite_sessions", "person_id": "people"},
        sa.Column("public_id", sa.String(length=24), nullable=False),
        sa.UniqueConstraint("public_id", name=op.f("uq_onsite_guests_public_id")),
    )
    _add_table(
        "onsite_signatures",
        {"guest_id": "onsite_guests"},
        sa.Column("signed_at", MOMENT, nullable=False),
        sa.Column("is_by_office", sa.Boolean(), nullable=False),
    )
    _once("onsite_sessions", "start", "campaign_id", "starts_at", "place")
    _once("onsite_guests", "person", "session_id", "person_id")
    _once("onsite_signatures", "guest", "guest_id")
    op.create_index(op.f("ix_onsite_guests_person_id"), "onsite_guests", ["person_id"])
    connection = op.get_bind()
    tables = set(sa.inspect(connection).get_table_names())
    for statement in statements(connection.dialect.name, tables):
        op.execute(statement)


def _add_table(name: str, of: dict[str, str], *rest: sa.schema.SchemaItem) -> None:
    targets = {"bureau_id": "bureaus", **of}
    targets |= {"event_id": "events", "ended_event_id": "events"}
    op.create_table(
        name,
        sa.Column("id", NUMBER, autoincrement=True, nullable=False),
        *(
            sa.Column(
                column,
                NUMBER,
                autoincrement=False,
                nullable=column == "ended_event_id",
            )
            for column in targets
        ),
        *(
            sa.ForeignKeyConstraint(
                [column], [f"{to}.id"], name=op.f(f"fk_{name}_{column}_{to}")
            )
            for column, to in targets.items()
        ),
        *rest,
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{name}")),
    )


def _once(table: str, name: str, *columns: str) -> None:
    op.create_index(
        f"uq_{table}_{name}",
        table,
        list(columns),
        unique=True,
        sqlite_where=IN_FORCE,
        postgresql_where=IN_FORCE,
    )


def downgrade() -> None:
    for table in ("onsite_signatures", "onsite_guests", "onsite_sessions"):
        op.drop_table(table)
