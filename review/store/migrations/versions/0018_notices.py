"""Notices, reminders, contacts, and an outbox that says how each message fared."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from review.store.protection import statements

revision = "0018_notices"
down_revision = "0014_recognised_pages"
branch_labels = None
depends_on = None

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
JSON = sa.JSON(none_as_null=True).with_variant(
    postgresql.JSONB(none_as_null=True), "postgresql"
)
MOMENT = sa.DateTime(timezone=True)
IS_WAITING = sa.text("sent_at IS NULL AND ended_at IS NULL")
# Plain statements: a batch would rebuild the table on SQLite.
COLUMNS = (
    (
        "notice_id {number} "
        "CONSTRAINT fk_outbox_notice_id_notices REFERENCES notices (id)"
    ),
    "channel VARCHAR(64) DEFAULT 'mail' NOT NULL",
    "n_tries INTEGER DEFAULT 0 NOT NULL",
    "next_at {moment}",
    "held_until {moment}",
    "ended_at {moment}",
    "ended_reason VARCHAR(64) DEFAULT '' NOT NULL",
)


def upgrade() -> None:
    is_sqlite = op.get_context().dialect.name == "sqlite"
    number = "INTEGER" if is_sqlite else "BIGINT"
    moment = "DATETIME" if is_sqlite else "TIMESTAMP WITH TIME ZONE"
    op.create_table("notices", *_notices())
    op.create_index("ix_notices_user", "notices", ["user_id", "id"])
    op.create_index("ix_notices_event_id", "notices", ["event_id"])
    op.create_table("reminders", *_reminders())
    op.create_index("ix_reminders_notice_id", "reminders", ["notice_id"])
    op.create_table("reminder_rules", *_rules())
    op.create_table("contacts", *_contacts())
    for column in COLUMNS:
        said = column.format(number=number, moment=moment)
        op.execute(f"ALTER TABLE outbox ADD COLUMN {said}")
    op.execute(f"ALTER TABLE users ADD COLUMN notices_seen {number} DEFAULT 0 NOT NULL")
    waiting = {"sqlite_where": IS_WAITING, "postgresql_where": IS_WAITING}
    op.create_index("uq_outbox_notice", "outbox", ["notice_id", "channel"], unique=True)
    op.create_index("ix_outbox_waiting", "outbox", ["next_at"], **waiting)
    _deliveries()
    _protect()


def _deliveries() -> None:
    op.create_table("delivery_tries", *_tries())
    op.create_index("ix_delivery_tries_outbox_id", "delivery_tries", ["outbox_id"])
    op.create_table(
        "heartbeats",
        sa.Column("name", sa.String(length=64), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_heartbeats")),
    )


def _protect() -> None:
    connection = op.get_bind()
    tables = set(sa.inspect(connection).get_table_names())
    for statement in statements(connection.dialect.name, tables):
        op.execute(statement)


def _notices() -> list[sa.schema.SchemaItem]:
    return [
        sa.Column("id", NUMBER, autoincrement=True, nullable=False),
        sa.Column("public_id", sa.String(length=24), nullable=False),
        *_references("notices", "bureau_id", "user_id"),
        sa.Column("kind", sa.String(length=64), nullable=False),
        sa.Column("payload", JSON, nullable=False),
        sa.Column("key", sa.String(length=200), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        *_references("notices", "event_id"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notices")),
        sa.UniqueConstraint("public_id", name=op.f("uq_notices_public_id")),
        sa.UniqueConstraint("key", name=op.f("uq_notices_key")),
    ]


def _reminders() -> list[sa.schema.SchemaItem]:
    return [
        sa.Column("id", NUMBER, autoincrement=True, nullable=False),
        *_references("reminders", "bureau_id", "notice_id", "campaign_id", "user_id"),
        sa.Column("what", sa.String(length=64), nullable=False),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("n_open", sa.Integer(), nullable=False),
        sa.Column("told_at", MOMENT, nullable=False),
        *_references("reminders", "event_id"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reminders")),
        sa.UniqueConstraint(
            *("campaign_id", "user_id", "what", "key"),
            name=op.f("uq_reminders_campaign_id_user_id_what_key"),
        ),
    ]


def _rules() -> list[sa.schema.SchemaItem]:
    return [
        *_references("reminder_rules", "campaign_id", "bureau_id"),
        sa.Column("rule", JSON, nullable=False),
        *_references("reminder_rules", "event_id"),
        sa.PrimaryKeyConstraint("campaign_id", name=op.f("pk_reminder_rules")),
    ]


def _contacts() -> list[sa.schema.SchemaItem]:
    return [
        *_references("contacts", "user_id", "bureau_id"),
        sa.Column("email", sa.String(length=200), nullable=False),
        sa.Column("mobile", sa.String(length=64), nullable=False),
        sa.Column("wants_mail", sa.Boolean(), nullable=False),
        sa.Column("wants_sms", sa.Boolean(), nullable=False),
        *_references("contacts", "event_id"),
        sa.PrimaryKeyConstraint("user_id", name=op.f("pk_contacts")),
    ]


def _tries() -> list[sa.schema.SchemaItem]:
    return [
        sa.Column("id", NUMBER, autoincrement=True, nullable=False),
        *_references("delivery_tries", "outbox_id"),
        sa.Column("trouble", sa.String(length=64), nullable=False),
        sa.Column("code", sa.Integer(), nullable=False),
        sa.Column("tried_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_delivery_tries")),
    ]


def _references(table: str, *names: str) -> list[sa.schema.SchemaItem]:
    """Columns that name a row of another table, each with its key."""
    other = {"outbox_id": "outbox"}
    found: list[sa.schema.SchemaItem] = []
    for name in names:
        to = other.get(name, f"{name.removesuffix('_id')}s")
        found.append(sa.Column(name, NUMBER, autoincrement=False, nullable=False))
        found.append(
            sa.ForeignKeyConstraint(
                [name], [f"{to}.id"], name=op.f(f"fk_{table}_{name}_{to}")
            )
        )
    return found


def downgrade() -> None:
    op.drop_index("ix_outbox_waiting", "outbox")
    op.drop_index("uq_outbox_notice", "outbox")
    for table in ("heartbeats", "delivery_tries"):
        op.drop_table(table)
    op.execute("ALTER TABLE users DROP COLUMN notices_seen")
    for column in reversed(COLUMNS):
        op.execute(f"ALTER TABLE outbox DROP COLUMN {column.split()[0]}")
    for table in ("contacts", "reminder_rules", "reminders", "notices"):
        op.drop_table(table)
