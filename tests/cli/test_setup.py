"""Where the commands act: several bureaus, other versions, databases out of reach."""

from __future__ import annotations

import io
import os
import socket
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner
from flask import Flask
from flask.cli import ScriptInfo
from sqlalchemy import text

from review import create_app
from review.cli import group
from review.gateways.objects import objects_at
from review.store import unit
from review.store.database import db
from review.store.models import Area, Bureau, SignedIn, SignInAttempt, User
from tests.conftest import AT, settings
from tests.typed import data, done, line_of, refused, typed

SEVERAL = (
    "There are several bureaus here; say which one: 0 青川市司法局, 02 白水市司法局."
)


@pytest.fixture
def two_bureaus(app: Flask) -> Flask:
    with app.app_context(), unit.transaction():
        event = unit.record("bureau_founded", chain="bureaus", actor=unit.SYSTEM, at=AT)
        area_id = unit.add(
            event, Area, code="02", name="白水市", name_key="b", level="prefecture"
        )
        unit.add(event, Bureau, area_id=area_id, code="02", name="白水市司法局")
    return app


def test_one_of_several_bureaus_is_named(two_bureaus: Flask, folder: Path) -> None:
    app = two_bureaus
    done(app, "schemes load scheme.yaml --bureau 02")

    assert refused(app, "schemes list") == SEVERAL
    assert refused(app, "schemes list --bureau 7") == (
        "There is no bureau 7 here, only: 0 青川市司法局, 02 白水市司法局."
    )
    assert data(app, "schemes list --bureau 0 --json") == []
    assert len(data(app, "schemes list --bureau 02 --json")) == 1


def test_the_environment_may_name_it(
    two_bureaus: Flask, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CASE_REVIEW_BUREAU", "02")

    done(two_bureaus, "schemes load scheme.yaml")

    assert len(data(two_bureaus, "schemes list --json")) == 1
    assert data(two_bureaus, "schemes list --bureau 0 --json") == []


def test_checks_are_for_the_whole_database(two_bureaus: Flask) -> None:
    assert done(two_bureaus, "check-invariants") == "ok\n"


def test_a_broken_invariant_is_told(app: Flask) -> None:
    """The head of a chain that its events do not lead to."""
    with app.app_context(), db.engine.begin() as connection:
        connection.execute(text("UPDATE chains SET head_seq = head_seq + 5"))

    as_json = typed(app, "check-invariants --json")
    as_text = typed(app, "check-invariants")

    assert (as_json.exit_code, as_text.exit_code) == (1, 1)
    assert '"name"' in as_json.stdout
    assert as_text.stdout.strip()
    assert (as_json.stderr, as_text.stderr) == ("", "")


def test_sweeping_says_what_it_cleared_away(two_bureaus: Flask) -> None:
    """For the whole database, and by the idle time that the settings say."""
    app = two_bureaus
    with app.app_context(), unit.transaction():
        event = unit.record("tested", chain="test", actor=unit.SYSTEM, at=AT)
        user_id = unit.add(
            event, User, bureau_id=1, login="u", login_key="u", created_at=AT
        )
        for minutes in (1, 40, 70):
            seen = AT - timedelta(minutes=minutes)
            unit.add(
                event,
                SignedIn,
                token_hash=str(minutes),
                user_id=user_id,
                created_at=seen,
                seen_at=seen,
                ends_at=AT + timedelta(hours=1),
            )
        for days in (1, 181):
            unit.add(
                event,
                SignInAttempt,
                login_key="u",
                source="s",
                at=AT - timedelta(days=days),
                worked=False,
            )
    app.config["SESSION_IDLE"] = timedelta(hours=1)

    words = "Cleared away: sessions 1, attempts to sign in 1, uploads 0.\n"
    rehearsed = f"To be cleared away, nothing has been:{words.partition(':')[2]}"
    assert done(app, "sweep --dry-run").startswith(rehearsed)
    assert done(app, "sweep").startswith(words)
    app.config["SESSION_IDLE"] = timedelta(minutes=30)
    found = data(app, "sweep --json")
    assert {name: n for name, n in found.items() if n} == {"sessions": 1}


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_store_out_of_reach_is_named_with_what_to_do(app: Flask) -> None:
    """Its keys are not said."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        where = f"127.0.0.1:{taken.getsockname()[1]}"
    app.config["OBJECTS"] = "s3://scans"
    app.config["OBJECTS_OPTIONS"] = {
        "endpoint": f"http://user:secret@{where}",
        "access_key_id": "key",
        "secret_access_key": "secret",
        "region": "x",
    }

    assert refused(app, "sweep") == (
        f"The store of files at s3://scans ({where}) does not answer or is full. Nothing "
        "was lost. Check that it runs and has room, and the settings OBJECTS and "
        "OBJECTS_OPTIONS."
    )


def test_sweeping_removes_files_of_no_case_and_trims_images(app: Flask) -> None:
    folder = Path(app.config["DATA_FOLDER"])
    stored = objects_at(folder / "objects", scratch=folder).put(io.BytesIO(b"nobody"))
    (folder / "pages" / "ab").mkdir(parents=True)
    (folder / "pages" / "ab" / "1").write_bytes(b"image")
    later = datetime.now(UTC) + timedelta(days=2)
    app.config.update(CLOCK=lambda: later, CACHE_MEGABYTES=0)
    files = {"objects": 1, "images": 1}

    found = data(app, "sweep --dry-run --json")
    assert {name: n for name, n in found.items() if n} == files
    assert "Stored files of no case: 1 (0 MB); images of pages: 1" in done(app, "sweep")
    assert [p for p in folder.rglob("*") if stored.digest in p.name] == []
    assert set(data(app, "sweep --json").values()) == {0}


def test_very_many_files_of_no_case_are_held_back(app: Flask) -> None:
    folder = Path(app.config["DATA_FOLDER"])
    store = objects_at(folder / "objects", scratch=folder)
    for n in range(21):
        store.put(io.BytesIO(b"%d" % n))
    later = datetime.now(UTC) + timedelta(days=2)
    app.config["CLOCK"] = lambda: later

    assert "21 stored files belong to no case" in done(app, "sweep")
    assert len(list(store.held())) == 21
    assert data(app, "sweep --all-orphans --json")["objects"] == 21
    assert list(store.held()) == []


def test_a_database_of_another_version_is_refused(app: Flask) -> None:
    with app.app_context(), db.engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))

    said = refused(app, "campaign list")

    assert said.startswith("The database has version 9999, this program needs ")


@pytest.fixture
def elsewhere(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Flask]:
    """An application whose database is at an address that is of no use."""
    application = create_app(settings(request.param.format(tmp_path), tmp_path))
    yield application
    with application.app_context():
        db.engine.dispose()


@pytest.mark.parametrize(
    ("elsewhere", "problem"),
    [
        ("sqlite:///{}/nowhere/x.sqlite", "unable to open database file"),
        ("sqlite:////proc/x.sqlite", "unable to open database file"),
    ],
    indirect=["elsewhere"],
)
def test_a_database_out_of_reach_is_said_in_a_line(
    elsewhere: Flask, problem: str
) -> None:
    said = refused(elsewhere, "campaign list")

    assert said.startswith(f"The database cannot be used: {problem}")


LOOKS_LIKE = (
    "sqlite:////srv/case-review/review.sqlite or "
    "postgresql+psycopg://case_review@dbhost/case_review"
)


@pytest.mark.parametrize(
    ("elsewhere", "problem"),
    [
        (
            "postgresql+psycopg://x@127.0.0.1:9/x",
            'server at "127.0.0.1", port 9 failed',
        ),
        (
            "postgresql+psycopg://x:secret@nowhere.invalid/x",
            "failed to resolve host 'nowhere.invalid'",
        ),
    ],
    indirect=["elsewhere"],
)
def test_a_database_server_out_of_reach_is_named_with_what_to_do(
    elsewhere: Flask, problem: str
) -> None:
    said = refused(elsewhere, "campaign list")

    assert said.startswith("There is no connection to the database (")
    assert problem in said
    assert said.endswith(
        "). Check that its server runs, and that CASE_REVIEW_DATABASE_URL names it."
    )
    assert "Errno" not in said
    assert "secret" not in said


def test_a_file_that_is_no_database_is_said_in_a_line(tmp_path: Path) -> None:
    file = tmp_path / "other.sqlite"
    file.write_text("no database, " * 1000)
    held = create_app(settings(f"sqlite:///{file}", tmp_path))

    assert refused(held, "campaign list") == (
        "The database cannot be used: file is not a database"
    )
    with held.app_context():
        db.engine.dispose()


@pytest.mark.parametrize(
    "address",
    [
        *("review with-a-password", "postgres://user@host/x"),
        *("postgresql+psycopg2://user@host/x", "postgresql+psycopg://host:port/x"),
        "sqlite+nothing:///x",
    ],
)
def test_an_address_of_no_database_is_said_and_not_repeated(
    tmp_path: Path, address: str
) -> None:
    assert said_of(address, tmp_path) == (
        f"The address of the database cannot be read. It looks like {LOOKS_LIKE}."
    )


@pytest.mark.parametrize("address", ["mysql://u:pw@h/x", "mysql+pymysql://u:pw@h/x"])
def test_another_database_is_refused_by_its_name_alone(
    tmp_path: Path, address: str
) -> None:
    assert said_of(address, tmp_path) == (
        "mysql is no database for this program, which works with SQLite and "
        f"PostgreSQL. The address looks like {LOOKS_LIKE}."
    )


def said_of(address: str, folder: Path) -> str:
    """The line of a command that starts with this address of its database."""

    def made() -> Flask:
        return create_app(settings(address, folder))

    info = ScriptInfo(create_app=made, set_debug_flag=False)
    result = CliRunner(env={"CASE_REVIEW_LANGUAGE": "en"}).invoke(
        group, ["campaign", "list"], obj=info
    )
    assert result.exit_code == 1
    return line_of(result)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_database_that_is_read_only_is_read(
    app: Flask, folder: Path, tmp_path: Path
) -> None:
    done(app, "schemes load scheme.yaml")
    with app.app_context():
        path = db.engine.url.database
        db.engine.dispose()
    os.environ["SQLITE_TMPDIR"] = str(tmp_path)
    url = f"sqlite:///file:{path}?mode=ro&uri=true"
    held = create_app(settings(url, tmp_path))

    read = typed(held, "schemes list --json")
    written = typed(held, "intake firms firms.csv")

    assert (read.exit_code, written.exit_code) == (0, 1)
    assert line_of(written) == (
        "The database cannot be used: attempt to write a readonly database"
    )
    with held.app_context():
        db.engine.dispose()
