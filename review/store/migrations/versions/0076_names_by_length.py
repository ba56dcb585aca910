"""A name stands before the longer ones that begin with it: 王丽 before 王丽娟.

Two blanks part how a name is read from the name. With a single one the first sign of
the short name was compared with the next syllable of the long one, and letters come
before signs. A key that is longer than its column may end within the name.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0076_names_by_length"
down_revision = "0075_fields_of_forms"
branch_labels = None
depends_on = None

TABLES = ("people", "firms", "areas")
BEFORE, NOW = " ", "  "
LONGEST = 200


def upgrade() -> None:
    _file_anew(BEFORE, NOW)


def downgrade() -> None:
    _file_anew(NOW, BEFORE)


def _file_anew(old: str, new: str) -> None:
    connection = op.get_bind()
    for name in TABLES:
        table = sa.table(name, *map(sa.column, ("id", "name", "name_key")))
        rows = connection.execute(sa.select(table)).all()
        filed = [
            {"row_id": row.id, "filed": made}
            for row in rows
            if (made := _filed(row.name.lower(), row.name_key, old, new))
        ]
        if filed:
            change = (
                table.update()
                .where(table.c.id == sa.bindparam("row_id"))
                .values(name_key=sa.bindparam("filed"))
            )
            connection.execute(change, filed)


def _filed(name: str, key: str, old: str, new: str) -> str:
    """Empty where the key is none that was made of this name."""
    tail = old + name
    if len(key) == LONGEST:
        ends = range(len(old), len(tail) + 1)
        tail = next((tail[:n] for n in reversed(ends) if key.endswith(tail[:n])), tail)
    if not key.endswith(tail):
        return ""
    return (key[: -len(tail)] + new + name)[:LONGEST]
