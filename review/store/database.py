"""The engine, its naming of constraints, and the durability it insists on.

SQLite runs WAL with synchronous=FULL: with NORMAL an acknowledged commit can be lost
at power failure. Its library must be new enough not to carry the WAL-reset fault
(fixed in 3.51.3), so the `pysqlite3` wheel is used where it is installed.
"""

from __future__ import annotations

import contextvars
import importlib
import re
import secrets
import sqlite3
from types import ModuleType
from typing import Any

from flask import Flask
from flask_migrate import Migrate
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import BigInteger, Integer, MetaData, event
from sqlalchemy.engine import Engine, make_url
from sqlalchemy.exc import (
    ArgumentError,
    DatabaseError,
    InterfaceError,
    NoSuchModuleError,
    OperationalError,
)
from sqlalchemy.orm import DeclarativeBase

from review.domain.errors import N_, RuleBroken
from review.store.json_text import STORED, read
from review.store.lending import lent_to

NAMES = {
    "ix": "ix_%(column_0_N_label)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}
BACKENDS = ("sqlite", "postgresql")
SAFE_SQLITE = (3, 51, 3)
ERROR_NUMBER = re.compile(r"\[Errno -?\d+\] ")
STATEMENTS_KEPT = 4096
# The connection that was given back last has the statements and pages of the last
# request at hand. There is one for every thread of a server, if all should need one.
POOL = {"pool_use_lifo": True, "pool_size": 10, "max_overflow": 20}
BigInt = BigInteger().with_variant(Integer(), "sqlite")
writing: contextvars.ContextVar[bool] = contextvars.ContextVar("writing", default=False)


class Base(DeclarativeBase):
    metadata = MetaData(naming_convention=NAMES)


db = SQLAlchemy(model_class=Base)
migrate = Migrate(render_as_batch=True)


class UnsafeDatabase(RuntimeError):
    """The database library or its settings could lose an acknowledged commit."""


class DatabaseTrouble(RuleBroken):
    """The database cannot be reached, read or written."""

    sentence = N_("The database cannot be used: %(problem)s")


class DatabaseUnreached(DatabaseTrouble):
    """There is no connection to its server; the problem names the host."""

    sentence = N_(
        "There is no connection to the database (%(problem)s). Check that its server "
        "runs, and that CASE_REVIEW_DATABASE_URL names it."
    )


class NoAddress(RuleBroken):
    """It is not repeated: it may hold a password."""

    sentence = N_(
        "The address of the database cannot be read. It looks like %(file)s or %(server)s."
    )

    def __init__(self, **values: str) -> None:
        super().__init__(
            file="sqlite:////srv/case-review/review.sqlite",
            server="postgresql+psycopg://case_review@dbhost/case_review",
            **values,
        )


class OtherDatabase(NoAddress):
    """Of an address that can be read only what comes before the first colon is said."""

    sentence = N_(
        "%(kind)s is no database for this program, which works with SQLite and "
        "PostgreSQL. The address looks like %(file)s or %(server)s."
    )


def trouble(error: BaseException) -> RuleBroken | None:
    """What the database complains of, in one line; None where it is not the database."""
    # Of its kind itself: SQLite says so of a file that is none of its own.
    is_unreadable = type(error) is DatabaseError
    if not is_unreadable and not isinstance(error, OperationalError | InterfaceError):
        return None
    cause = getattr(error, "orig", None) or error
    said = str(cause).strip().splitlines() or [type(error).__name__]
    # What PostgreSQL answers has a code; without a connection nothing answers.
    is_unreached = getattr(cause, "sqlstate", "") is None
    found = DatabaseUnreached if is_unreached else DatabaseTrouble
    return found(problem=ERROR_NUMBER.sub("", said[0]))


def check_address(address: str) -> None:
    """Before the first connection: a database of these kinds, and a driver for it.

    Many write postgres: without the driver no such address can be read.
    """
    try:
        url = make_url(address)
        kind = url.get_backend_name()
        if kind not in (*BACKENDS, "postgres"):
            raise OtherDatabase(kind=kind)
        url.get_dialect().import_dbapi()
    except (ArgumentError, ValueError, NoSuchModuleError, ModuleNotFoundError):
        # What it says holds the address.
        raise NoAddress from None


def new_public_id() -> str:
    """A random identifier for addresses; it says nothing about order or number.

    It begins with a letter or a digit: typed to a command, it is not taken for an option.
    """
    while not (made := secrets.token_urlsafe(12))[0].isalnum():
        pass
    return made


def sqlite_library() -> ModuleType:
    """The newest SQLite this installation has, as a DB-API module."""
    try:
        return importlib.import_module("pysqlite3.dbapi2")
    except ImportError:
        return sqlite3


def engine_options(url: str) -> dict[str, Any]:
    """What the engine needs for this database."""
    if not url.startswith("sqlite"):
        return {"pool_pre_ping": True, **POOL}
    library = sqlite_library()
    if library.sqlite_version_info < SAFE_SQLITE:
        raise UnsafeDatabase(
            f"SQLite {library.sqlite_version} can corrupt a WAL database; "
            "install the package pysqlite3 or use PostgreSQL"
        )
    # The module forgets the newest statement first once it holds this many; then what
    # a page asks is prepared anew at every use, five times as dear as running it. So
    # it has to hold all the statements of the program, not only those in use.
    arguments = {"timeout": 15, "cached_statements": STATEMENTS_KEPT}
    # One in memory is a single connection, which all share.
    pool = {} if make_url(url).database in (None, "", ":memory:") else POOL
    said = {"json_serializer": STORED, "json_deserializer": read}
    return {"module": library, "connect_args": arguments, **said, **pool}


def init_app(app: Flask) -> None:
    """Bind the database to the application."""
    url = app.config["SQLALCHEMY_DATABASE_URI"]
    check_address(url)
    app.config.setdefault("SQLALCHEMY_ENGINE_OPTIONS", engine_options(url))
    db.init_app(app)
    migrate.init_app(app, db, directory=f"{app.root_path}/store/migrations")
    app.wsgi_app = lent_to(app.wsgi_app)  # type: ignore[method-assign]
    with app.app_context():
        if db.engine.dialect.name == "sqlite":
            _make_sqlite_durable(db.engine)


def let_go(app: Flask) -> None:
    """Close what is idle: the last connection closed puts SQLite's log into the file.

    Otherwise everything new lies beside it for ever, and a copy of the file is empty.
    """
    with app.app_context():
        db.engine.dispose()


def _make_sqlite_durable(engine: Engine) -> None:
    event.listen(engine, "connect", _set_pragmas)
    # Not a listener: if there were one, every statement would look for listeners.
    engine.dialect.do_begin = _begin  # type: ignore[method-assign]


def _set_pragmas(connection: Any, _record: object) -> None:
    connection.isolation_level = None
    for pragma in (
        "journal_mode=WAL",
        "synchronous=FULL",
        "foreign_keys=ON",
        "busy_timeout=15000",
        "mmap_size=0",
        "cache_size=-32000",
    ):
        connection.execute(f"PRAGMA {pragma}")


def _begin(connection: Any) -> None:
    # A writer takes the lock at once: two readers that both decide to write would
    # otherwise lose one another's update.
    connection.execute("BEGIN IMMEDIATE" if writing.get() else "BEGIN")
