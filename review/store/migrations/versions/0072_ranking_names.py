"""The names of a ranking are kept as one text, and its lines by their places."""

from __future__ import annotations

import json
import unicodedata
from collections import defaultdict

import sqlalchemy as sa
from alembic import op

from review.store.protection import statements

revision = "0072_ranking_names"
down_revision = "0071_kept_volumes"
branch_labels = None
depends_on = None

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
TARGETS = {"bureau_id": "bureaus", "release_id": "releases"}
NAME = "ranking_names"
OF_A_LIST = ("release_id", "audience", "list_key")
BY_KIND = "ix_release_rows_release"
BY_PLACE = "ix_release_rows_list"
COLUMNS = ["release_id", "audience", "kind"]
LINES = sa.text(
    "SELECT bureau_id, release_id, audience, body FROM release_rows "
    "WHERE kind = 'standing' AND audience IN ('public', 'internal', 'bureau') "
    "ORDER BY release_id, audience, position"
)


def upgrade() -> None:
    op.create_table(
        NAME,
        sa.Column("id", NUMBER, autoincrement=True, nullable=False),
        *(sa.Column(column, NUMBER, nullable=False) for column in TARGETS),
        sa.Column("audience", sa.String(length=64), nullable=False),
        sa.Column("list_key", sa.String(length=64), nullable=False),
        sa.Column("names", sa.Text(), nullable=False),
        *(
            sa.ForeignKeyConstraint(
                [column], [f"{target}.id"], op.f(f"fk_{NAME}_{column}_{target}")
            )
            for column, target in TARGETS.items()
        ),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{NAME}")),
        sa.UniqueConstraint(*OF_A_LIST, name=op.f("_".join(["uq", NAME, *OF_A_LIST]))),
    )
    op.drop_index(BY_KIND, "release_rows")
    op.create_index(BY_PLACE, "release_rows", [*COLUMNS, "position"])
    _keep_those_there_are()
    connection = op.get_bind()
    tables = set(sa.inspect(connection).get_table_names())
    for statement in statements(connection.dialect.name, tables):
        op.execute(statement)


def _keep_those_there_are() -> None:
    """Earlier rankings are searched by the signs of names only, not by their sound."""
    connection = op.get_bind()
    lists = defaultdict(list)
    for *where, body in connection.execute(LINES):
        said = json.loads(body)["content"]
        lists[*where, said["list"]].append(_line(said["name"]))
    names = ("bureau_id", "release_id", "audience", "list_key")
    made = sa.table(NAME, *map(sa.column, (*names, "names")))
    for where, lines in lists.items():
        values = dict(zip(names, where, strict=True))
        connection.execute(made.insert().values(names="\n".join(lines), **values))


def _line(name: str) -> str:
    folded = " ".join(unicodedata.normalize("NFKC", name).lower().split())
    return f"{folded}\t{folded.replace(' ', '')}"


def downgrade() -> None:
    op.drop_table(NAME)
    op.drop_index(BY_PLACE, "release_rows")
    op.create_index(BY_KIND, "release_rows", COLUMNS)
