"""The migrations make the tables of the models, go down, and up again."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import Flask
from flask_migrate import downgrade, upgrade
from sqlalchemy import Connection, inspect, text
from sqlalchemy.exc import DatabaseError, IntegrityError

from review import create_app
from review.domain.errors import RuleBroken
from review.gateways.pinyin import person_key
from review.store import schema
from review.store.database import Base, db
from review.store.protection import APPEND_ONLY
from review.store.schema import UnknownSchema
from tests.conftest import settings
from tests.repository import REVIEW

FOLDER = str(REVIEW / "store" / "migrations")


@pytest.fixture
def application(database_url: str, tmp_path: Path) -> Iterator[Flask]:
    """An application on a migrated, empty database."""
    made = create_app(settings(database_url, tmp_path))
    with made.app_context():
        yield made
        db.engine.dispose()


def differences() -> list[object]:
    """What `flask db check` would find: tables, columns, types, indexes, constraints."""
    with db.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        return list(compare_metadata(context, Base.metadata))


def tables() -> set[str]:
    return set(inspect(db.engine).get_table_names()) - {"alembic_version"}


def n_triggers() -> int:
    query = (
        "SELECT count(*) FROM sqlite_master WHERE type = 'trigger'"
        if db.engine.dialect.name == "sqlite"
        else "SELECT count(*) FROM pg_trigger WHERE NOT tgisinternal"
    )
    with db.engine.connect() as connection:
        return connection.scalar(text(query)) or 0


def definitions() -> dict[str, object]:
    """Every table as the database knows it: columns, keys, rules and triggers."""
    with db.engine.connect() as connection:
        found: dict[str, object] = {"triggers": triggers(connection)}
        if db.engine.dialect.name == "sqlite":
            return found | defined_by(written(connection), connection)
        return found | reflected(connection, None)


def reflected(connection: Connection, names: list[str] | None) -> dict[str, object]:
    inspector = inspect(connection)
    # Asked of all tables at once: one by one it took half a minute.
    columns = inspector.get_multi_columns(filter_names=names)
    others = (
        inspector.get_multi_foreign_keys(filter_names=names),
        inspector.get_multi_unique_constraints(filter_names=names),
        inspector.get_multi_check_constraints(filter_names=names),
        inspector.get_multi_indexes(filter_names=names),
    )
    found: dict[str, object] = {}
    for table in columns.keys() - {(None, "alembic_version")}:
        own = [(c["name"], str(c["type"]), c["nullable"]) for c in columns[table]]
        found[str(table[1])] = (own, *(named(each[table]) for each in others))
    return found


def written(connection: Connection) -> dict[str, tuple[str, ...]]:
    """The statements that made each table of a SQLite file and its indexes."""
    rows = connection.execute(
        text("SELECT tbl_name, sql FROM sqlite_master WHERE type IN ('table', 'index')")
    ).all()
    return {
        name: tuple(str(sql) for of, sql in rows if of == name)
        for name in sorted({name for name, _ in rows})
        if not name.startswith(("sqlite_", "alembic_"))
    }


_told: dict[tuple[str, ...], object] = {}


def defined_by(
    statements: dict[str, tuple[str, ...]], connection: Connection
) -> dict[str, object]:
    """SQLite has nothing but these to go by: the same ones are not looked at twice."""
    anew = [name for name, own in statements.items() if own not in _told]
    found = reflected(connection, anew) if anew else {}
    _told.update((statements[name], found[name]) for name in anew)
    return {name: _told[own] for name, own in statements.items()}


def named(found: Sequence[Mapping[str, Any]]) -> list[str]:
    """Each with all its properties; the condition of an index is a clause of its own."""
    return sorted(str(sorted(plain(each).items())) for each in found)


def plain(values: Mapping[str, Any]) -> dict[str, Any]:
    return {
        name: sorted(plain(value).items()) if isinstance(value, dict) else str(value)
        for name, value in values.items()
    }


def triggers(connection: Connection) -> list[str]:
    query = (
        "SELECT sql FROM sqlite_master WHERE type = 'trigger'"
        if db.engine.dialect.name == "sqlite"
        else "SELECT pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal"
    )
    return sorted(connection.scalars(text(query)))


def revisions() -> list[str]:
    """From the first to the newest."""
    walked = ScriptDirectory(FOLDER).walk_revisions()
    return [each.revision for each in walked][::-1]


def test_there_is_one_head() -> None:
    assert len(ScriptDirectory(FOLDER).get_heads()) == 1


def test_every_migration_can_go_down() -> None:
    for revision in ScriptDirectory(FOLDER).walk_revisions():
        assert revision.module.downgrade.__code__.co_code != _nothing.__code__.co_code


def _nothing() -> None:
    pass


def test_upgrading_makes_the_tables_of_the_models(application: Flask) -> None:
    assert tables() == set(Base.metadata.tables)
    assert differences() == []


def test_a_difference_is_seen(application: Flask) -> None:
    with db.engine.begin() as connection:
        connection.execute(text("ALTER TABLE outbox ADD COLUMN forgotten INTEGER"))
        connection.execute(text("DROP INDEX ix_reads_reviewer_code"))

    assert len(differences()) == 2


def test_down_to_nothing_and_up_again(application: Flask) -> None:
    before = n_triggers()
    downgrade(directory=FOLDER, revision="base")
    assert tables() == set()

    upgrade(directory=FOLDER)
    assert (tables(), differences()) == (set(Base.metadata.tables), [])
    assert n_triggers() == before >= len(APPEND_ONLY)


CONFLICT = (
    (
        "INSERT INTO events (id, public_id, chain, chain_seq, kind, actor_kind, actor, "
        "payload, payload_digest, previous_digest, digest, at) VALUES "
        "(1, 'e', 'c', 1, 'k', 'system', 'system', '{}', 'd', 'd', 'd', '2026-03-02')"
    ),
    (
        "INSERT INTO areas (id, public_id, code, name, name_key, level, is_city_proper) "
        "VALUES (1, 'a', 'a', 'a', 'a', 'city', false)"
    ),
    (
        "INSERT INTO bureaus (id, public_id, area_id, code, name, settings) "
        "VALUES (1, 'b', 1, 'b', 'b', '{}')"
    ),
    (
        "INSERT INTO people (id, public_id, bureau_id, name, name_key, event_id) "
        "VALUES (1, 'p', 1, 'p', 'p', 1), (2, 'q', 1, 'q', 'q', 1)"
    ),
    (
        "INSERT INTO declared_conflicts "
        "(id, bureau_id, person_id, other_person_id, event_id) VALUES (1, 1, 1, 2, 1)"
    ),
)


def test_step_by_step_leads_where_all_at_once_does(application: Flask) -> None:
    """A database in use arrives at the same tables, with its rows and its triggers."""
    fresh = definitions()
    downgrade(directory=FOLDER, revision="base")
    first, *later = revisions()
    upgrade(directory=FOLDER, revision=first)
    with db.engine.begin() as connection:
        for statement in CONFLICT:
            connection.execute(text(statement))

    for revision in later:
        upgrade(directory=FOLDER, revision=revision)

    assert definitions() == fresh
    with db.engine.connect() as connection:
        rows = connection.execute(text("SELECT * FROM declared_conflicts")).all()
    assert [tuple(row) for row in rows] == [(1, 1, 1, None, 2, 1, None, None)]


def test_every_migration_goes_down_to_where_it_came_from(application: Flask) -> None:
    before: list[dict[str, object]] = []
    downgrade(directory=FOLDER, revision="base")
    for revision in revisions():
        upgrade(directory=FOLDER, revision=revision)
        before.append(definitions())

    for revision, then in zip(revisions()[-2::-1], before[-2::-1], strict=True):
        downgrade(directory=FOLDER, revision=revision)
        assert definitions() == then


@pytest.mark.parametrize("column", ["ended_event_id", "ended_reason_id"])
def test_a_withdrawal_has_its_event_and_its_reason(
    application: Flask, column: str
) -> None:
    """Half a withdrawal is refused; so is one by an event that is not there."""
    with db.engine.begin() as connection:
        for statement in CONFLICT:
            connection.execute(text(statement))
        connection.execute(
            text("INSERT INTO texts (id, bureau_id, kind, body) VALUES (1, 1, 'k', '')")
        )

    both = "ended_event_id = 1, ended_reason_id = 1"
    for change in (f"{column} = 1", both.replace(f"{column} = 1", f"{column} = 7")):
        with pytest.raises(IntegrityError), db.engine.begin() as connection:
            connection.execute(text(f"UPDATE declared_conflicts SET {change}"))
    with db.engine.begin() as connection:
        connection.execute(text(f"UPDATE declared_conflicts SET {both}"))


ASKED = (
    "INSERT INTO collections (id, bureau_id, year, asked_at, event_id)"
    " VALUES (1, 1, 2025, '2026-03-01', 1)"
)
CHANGED = (
    "INSERT INTO collection_changes (id, bureau_id, collection_id, number,"
    " is_withdrawn, reason, changed_at, event_id)"
    " VALUES ({id}, 1, 1, {number}, {withdrawn}, '{reason}', '2026-03-02', 1)"
)


def test_what_was_asked_for_is_withdrawn_with_a_reason_and_for_good(
    application: Flask,
) -> None:
    """Each change has its own number; none is ever written over."""
    with db.engine.begin() as connection:
        for statement in (*CONFLICT[:-1], ASKED):
            connection.execute(text(statement))
        first = CHANGED.format(id=1, number=1, withdrawn="TRUE", reason="r")
        connection.execute(text(first))

    for refused in (
        CHANGED.format(id=2, number=2, withdrawn="TRUE", reason=""),
        CHANGED.format(id=2, number=2, withdrawn="FALSE", reason="r"),
        CHANGED.format(id=2, number=1, withdrawn="FALSE", reason=""),
        "UPDATE collection_changes SET reason = 'other'",
        "DELETE FROM collection_changes",
    ):
        with pytest.raises(DatabaseError), db.engine.begin() as connection:
            connection.execute(text(refused))
    with db.engine.begin() as connection:
        second = CHANGED.format(id=2, number=2, withdrawn="FALSE", reason="")
        connection.execute(text(second))


NAMED = (
    "INSERT INTO designations (id, public_id, bureau_id, superior_id, name, numbers,"
    " designated_at, event_id) VALUES (1, 'd', 1, 1, 'n', '[]', '2026-03-01', 1)"
)
UNNAMED = (
    "INSERT INTO designation_withdrawals (id, bureau_id, designation_id, reason,"
    " withdrawn_at, effect, event_id)"
    " VALUES ({id}, 1, 1, '{reason}', '2026-03-02', 'left', 1)"
)


def test_designated_numbers_are_withdrawn_once_with_a_reason_and_for_good(
    application: Flask,
) -> None:
    with db.engine.begin() as connection:
        for statement in (*CONFLICT[:-1], NAMED, UNNAMED.format(id=1, reason="r")):
            connection.execute(text(statement))

    for refused in (
        UNNAMED.format(id=2, reason="r"),
        "UPDATE designation_withdrawals SET reason = 'other'",
        "DELETE FROM designation_withdrawals",
    ):
        with pytest.raises(DatabaseError), db.engine.begin() as connection:
            connection.execute(text(refused))
    with db.engine.begin() as connection:
        second = NAMED.replace("(1, 'd'", "(2, 'e'")
        connection.execute(text(second))
    with pytest.raises(DatabaseError), db.engine.begin() as connection:
        without = UNNAMED.format(id=2, reason="").replace("(2, 1, 1", "(2, 1, 2")
        connection.execute(text(without))


RELATED = (
    "INSERT INTO read_relations (id, bureau_id, campaign_id, read_id, bar, strength,"
    " decision, reason, decided_at, event_id)"
    " VALUES (1, 1, 1, 1, 'opposing', 'block', {decided}, 1)"
)


def test_a_relation_is_decided_on_with_a_day_and_a_reason(
    application: Flask,
) -> None:
    """Refused before it is looked whether there is such a review."""
    for half in (
        "'stays', 'r', NULL",
        "'', '', '2026-03-02'",
        "'again', '', '2026-03-02'",
    ):
        refused = pytest.raises(IntegrityError, match=r"(?i)check")
        with refused, db.engine.begin() as connection:
            connection.execute(text(RELATED.format(decided=half)))


def is_in_the_definition(table: str, name: str) -> bool:
    """SQLite keeps the name of a key that came with its column; nothing shows it."""
    if db.engine.dialect.name != "sqlite":
        return False
    query = "SELECT sql FROM sqlite_master WHERE name = :table"
    with db.engine.connect() as connection:
        return f"CONSTRAINT {name} " in (
            connection.scalar(text(query), {"table": table}) or ""
        )


def test_every_constraint_has_a_name(application: Flask) -> None:
    """Without names a later migration could not change them on every database."""
    inspector = inspect(db.engine)
    nameless = [
        (table, kind)
        for table in sorted(tables())
        for kind, found in (
            ("foreign key", inspector.get_foreign_keys(table)),
            ("unique", inspector.get_unique_constraints(table)),
            ("check", inspector.get_check_constraints(table)),
        )
        for constraint in found
        if not constraint["name"]
        and not (
            kind == "foreign key"
            and is_in_the_definition(table, expected_name(table, constraint))
        )
    ]

    assert nameless == []


def expected_name(table: str, key: Mapping[str, Any]) -> str:
    return f"fk_{table}_{'_'.join(key['constrained_columns'])}_{key['referred_table']}"


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE alembic_version SET version_num = 'from the future'",
        "DELETE FROM alembic_version",
    ],
)
def test_an_unknown_database_is_refused(application: Flask, statement: str) -> None:
    with db.engine.begin() as connection:
        connection.execute(text(statement))

    with pytest.raises(UnknownSchema) as refused:
        schema.ensure_current()
    assert isinstance(refused.value, RuleBroken)


def test_a_current_database_is_left_alone(application: Flask) -> None:
    schema.ensure_current()

    assert differences() == []


def test_an_empty_database_gets_its_tables(application: Flask) -> None:
    downgrade(directory=FOLDER, revision="base")
    with db.engine.begin() as connection:
        connection.execute(text("DROP TABLE alembic_version"))

    schema.ensure_current()
    # No connection is left that keeps the statements of all migrations prepared.
    assert db.engine.pool.checkedin() == 0
    assert (tables(), differences()) == (set(Base.metadata.tables), [])


def test_people_of_before_are_filed_by_their_surname_as_it_is_said(
    application: Flask,
) -> None:
    """Also where the sign begins a surname of two, which was filed rightly."""
    filed = {"曾国": "ceng guo 曾国", "单于飞": "chan yu fei 单于飞"}
    said = {name: person_key(name).replace("  ", " ") for name in filed}
    downgrade(directory=FOLDER, revision="0062_last_seen")
    with db.engine.begin() as connection:
        for statement in CONFLICT[:-1]:
            connection.execute(text(statement))
        for number, (name, key) in enumerate(filed.items(), 11):
            connection.execute(
                text(
                    "INSERT INTO people (id, public_id, bureau_id, name, name_key, event_id)"
                    f" VALUES ({number}, 'q{number}', 1, '{name}', '{key}', 1)"
                )
            )

    upgrade(directory=FOLDER, revision="0063_surnames")
    assert keys() == said
    downgrade(directory=FOLDER, revision="0062_last_seen")
    assert keys() == filed


def test_names_of_before_stand_before_those_that_begin_with_them(
    application: Flask,
) -> None:
    """Also where a key was longer than its column, wherever it was cut."""
    town = "云岭市南屏县青川镇乡村振兴法律援助工作站驻人民法院诉讼服务中心值班点" * 2
    names = ("王丽", "王丽娟", "Li Ming", *(town[:n] for n in range(30, 50)))
    said = {name: person_key(name) for name in names}
    filed = {name: filed_before(name, key) for name, key in said.items()}
    downgrade(directory=FOLDER, revision="0075_fields_of_forms")
    with db.engine.begin() as connection:
        for statement in (*CONFLICT[:-1], FIRM):
            connection.execute(text(statement))
        for number, (name, key) in enumerate(filed.items(), 11):
            values = {"id": number, "key": f"q{number}", "name": name, "filed": key}
            connection.execute(text(PERSON), values)

    upgrade(directory=FOLDER, revision="0076_names_by_length")
    assert (keys(), keys("firms"), keys("areas")) == (said, {"乙": "yi  乙"}, {})
    downgrade(directory=FOLDER, revision="0075_fields_of_forms")
    assert (keys(), keys("firms")) == (filed, {"乙": "yi 乙"})


def filed_before(name: str, key: str) -> str:
    """With one blank before the name, and cut after it."""
    read, _, rest = key.partition("  ")
    return f"{read} {name.lower()}"[:200] if rest else key


def test_findings_of_before_know_no_pages_of_their_numbers(
    application: Flask,
) -> None:
    downgrade(directory=FOLDER, revision="0077_objections")
    columns = {each["name"] for each in inspect(db.engine).get_columns("findings")}
    assert "pages" in columns and "page_keys" not in columns

    upgrade(directory=FOLDER, revision="0078_page_keys")
    (added,) = (
        each
        for each in inspect(db.engine).get_columns("findings")
        if each["name"] == "page_keys"
    )
    assert (added["nullable"], added["default"]) == (True, None)
    assert differences() == []


PERSON = (
    "INSERT INTO people (id, public_id, bureau_id, name, name_key, event_id) "
    "VALUES (:id, :key, 1, :name, :filed, 1)"
)
FIRM = (
    "INSERT INTO firms (id, public_id, bureau_id, area_id, code, name, name_key, kind, "
    "head_name, event_id) VALUES (1, 'f', 1, 1, 'f', '乙', 'yi 乙', 'law_firm', '', 1)"
)


def keys(table: str = "people") -> dict[str, str]:
    with db.engine.connect() as connection:
        rows = connection.execute(text(f"SELECT name, name_key FROM {table}"))
        return {row.name: row.name_key for row in rows if row.name != row.name_key}


def test_earlier_results_of_before_get_the_number_of_their_handler(
    application: Flask,
) -> None:
    """Where a case number says whose a result is, no number is needed."""
    downgrade(directory=FOLDER, revision="0068_reviewer_licences")
    with db.engine.begin() as connection:
        for statement in (*CONFLICT[:-1], *EARLIER):
            connection.execute(text(statement))

    upgrade(directory=FOLDER, revision="0069_earlier_namesakes")
    with db.engine.connect() as connection:
        rows = connection.execute(
            text("SELECT case_no, licence_no FROM earlier_results ORDER BY id")
        )
        assert [tuple(row) for row in rows] == [("", "11A"), ("旧1号", ""), ("", "")]
    downgrade(directory=FOLDER, revision="0068_reviewer_licences")


def test_names_of_earlier_rankings_are_searched_by_their_signs(
    application: Flask,
) -> None:
    downgrade(directory=FOLDER, revision="0071_kept_volumes")
    with db.engine.begin() as connection:
        for statement in (*CONFLICT[:-1], *RANKED):
            connection.execute(text(statement))

    upgrade(directory=FOLDER, revision="0072_ranking_names")
    with db.engine.connect() as connection:
        rows = connection.execute(
            text("SELECT release_id, audience, list_key, names FROM ranking_names")
        ).all()
    assert [tuple(row) for row in rows] == [
        (1, "bureau", "firm:", "乙 所\t乙所\n甲\t甲")
    ]
    downgrade(directory=FOLDER, revision="0071_kept_volumes")


def test_what_was_looked_through_before_fields_were_drawn_is_looked_at_again(
    application: Flask,
) -> None:
    """Neither what a program found nor what a person saw of such a page holds."""
    downgrade(directory=FOLDER, revision="0074_read_relations")
    with db.engine.begin() as connection:
        for statement in (*CONFLICT[:-1], *LOOKED):
            connection.execute(text(statement))

    upgrade(directory=FOLDER, revision="0075_fields_of_forms")
    with db.engine.connect() as connection:
        (row,) = connection.execute(text("SELECT * FROM scan_looks")).mappings()
    assert {name: n for name, n in row.items() if name.startswith("n_") and n} == {}
    kept = [str(row[name]).strip('"') for name in ("pages", "seen", "found")]
    assert kept == ["[]", "[]", "{}"]


LOOKED = (
    (
        "INSERT INTO cases (id, public_id, bureau_id, area_id, case_no, stage, "
        "volume_set, kind, case_class, origin, cause, closed_on, sealed, secret, "
        "event_id) VALUES (1, 'f', 1, 1, 'n', '', '', 'k', 'c', 'o', '', "
        "'2025-03-02', false, false, 1)"
    ),
    (
        "INSERT INTO scan_looks (bureau_id, case_id, digest, n_looked, n_blank, "
        "n_pictures, n_recognised, n_doubtful, n_unsure, seen, found, n_left, pages, "
        "looked_at, event_id) VALUES (1, 1, 'd', 2, 1, 1, 1, 1, 1, '[2]', "
        "'{\"w\"\\: 1}', 3, '[[0, 0, 0, 0], [5, 1, 1, 1]]', '2026-03-02', 1)"
    ),
)


def _ranked(number: int, audience: str, name: str) -> str:
    body = json.dumps({"content": {"list": "firm:", "name": name}})
    return (
        "INSERT INTO release_rows (public_id, bureau_id, release_id, audience, kind, "
        f"position, body, salt, digest) VALUES ('r{number}{audience}', 1, 1, "
        f"'{audience}', 'standing', {number}, '{body}', '', '')"
    ).replace(":", "\\:")


RANKED = (
    (
        "INSERT INTO campaigns (id, public_id, bureau_id, code, name, assessment_year, "
        "closed_from, closed_until, rules, secret_key, seed, opened_at, event_id) "
        "VALUES (1, 'c', 1, 'c', 'c', 2025, '2025-01-01', '2025-12-31', '{}', 's', "
        "'s', '2026-03-02', 1)"
    ),
    (
        "INSERT INTO releases (id, public_id, bureau_id, campaign_id, number, kind, "
        "header, digest, published_at, event_id) VALUES "
        "(1, 'r', 1, 1, 1, 'final', '{}', 'd', '2026-03-02', 1)"
    ),
    _ranked(1, "bureau", "乙  所"),
    _ranked(2, "bureau", "甲"),
    _ranked(1, "handler", "丙"),
)


def test_the_day_of_a_paper_review_comes_and_goes(application: Flask) -> None:
    """Reviews stay as they are meanwhile: nobody may change one before or after."""
    downgrade(directory=FOLDER, revision="0073_reviewed_on")
    guards = n_triggers()
    downgrade(directory=FOLDER, revision="0072_ranking_names")
    assert "reviewed_on" not in columns_of("submissions")
    assert n_triggers() == guards

    upgrade(directory=FOLDER, revision="0073_reviewed_on")
    assert columns_of("submissions")["reviewed_on"]
    assert n_triggers() == guards


def columns_of(table: str) -> dict[str, bool]:
    """By name whether it may be empty."""
    found = inspect(db.engine).get_columns(table)
    return {each["name"]: bool(each["nullable"]) for each in found}


OBJECTED = (
    "INSERT INTO objections (id, public_id, bureau_id, campaign_id, campaign_case_id, "
    "release_id, result_id, side, person_id, firm_id, on_paper, scan, received_on, "
    "until_on, lodged_at, event_id) VALUES (1, 'o', 1, 1, 1, 1, 1, {side}, {paper}, "
    "{received}, '2026-03-05', '2026-03-02', 1)"
)
SOUND = {"side": "'handler', 1, NULL", "paper": "false, NULL"}
SOUND |= {"received": "'2026-03-05'"}


@pytest.mark.parametrize(
    "wrong",
    [
        {"side": "'handler', NULL, 1"},
        {"side": "'firm', 1, 1"},
        {"side": "'anybody', NULL, NULL"},
        {"paper": "true, NULL"},
        {"paper": "false, 'd'"},
        {"received": "'2026-03-06'"},
    ],
)
def test_an_objection_is_somebodys_and_in_time(
    application: Flask, wrong: dict[str, str]
) -> None:
    """Refused before it is looked whether there is such a file."""
    with pytest.raises(IntegrityError, match="(?i)check"), db.engine.begin() as c:
        c.execute(text(OBJECTED.format(**(SOUND | wrong))))


EARLIER = (
    (
        "INSERT INTO people (id, public_id, bureau_id, name, name_key, event_id) "
        "VALUES (11, 'q11', 1, '甲', 'jia', 1)"
    ),
    (
        "INSERT INTO handlers (id, bureau_id, person_id, category, licence_no, "
        "event_id) VALUES (1, 1, 11, 'lawyer', '11A', 1)"
    ),
    (
        "INSERT INTO earlier_results (id, bureau_id, year, case_no, handler_name, "
        "person_id, firm_name, grade, event_id) VALUES "
        "(1, 1, 2023, '', '甲', 11, '', '良好', 1), "
        "(2, 1, 2023, '旧1号', '甲', 11, '', '良好', 1), "
        "(3, 1, 2023, '', '乙', NULL, '', '良好', 1)"
    ),
)
