"""`case-review run`: the program served as bureaus run it."""

from __future__ import annotations

import http.client
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from urllib.parse import quote

import pytest
from flask import Flask

from review.cli.server import PortTaken, _reserved
from review.domain.query_tokens import MOST_SIGNS
from review.store.database import db, sqlite_library
from tests.repository import ROOT

SQLITE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

COMMAND = [sys.executable, "-c", "from review import main; main()"]


def settings(app: Flask) -> dict[str, str]:
    return {
        **os.environ,
        "CASE_REVIEW_DATABASE_URL": app.config["SQLALCHEMY_DATABASE_URI"],
        "CASE_REVIEW_SECRET_KEY": "for tests only",
        "CASE_REVIEW_WTF_CSRF_ENABLED": "false",
    }


@pytest.fixture
def port(app: Flask) -> Iterator[int]:
    """Of a server that has begun to answer."""
    with served(app) as found:
        yield found


def test_of_two_starts_at_once_one_has_the_port() -> None:
    """From the moment it was found free, long before anybody listens."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        found = int(free.getsockname()[1])

    with _reserved("127.0.0.1", found):
        with pytest.raises(PortTaken):
            _reserved("127.0.0.1", found)
        with socket.socket() as serving:
            serving.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
            serving.bind(("127.0.0.1", found))
            serving.listen()
            socket.create_connection(("127.0.0.1", found)).close()


@contextmanager
def served(app: Flask) -> Iterator[int]:
    with socket.create_server(("127.0.0.1", 0)) as free:
        found = int(free.getsockname()[1])
    with subprocess.Popen(
        [*COMMAND, "run", "--port", str(found), "--workers", "1"],
        env=settings(app),
        cwd=ROOT,
        stdout=subprocess.DEVNULL,
    ) as server:
        try:
            for _ in range(600):
                with suppress(OSError), socket.create_connection(("127.0.0.1", found)):
                    break
                time.sleep(0.05)
            yield found
        finally:
            server.terminate()


def connected(port: int) -> http.client.HTTPConnection:
    return http.client.HTTPConnection("127.0.0.1", port, timeout=30)


@SQLITE
def test_the_longest_query_in_chinese_fits_into_an_address(port: int) -> None:
    with closing(connected(port)) as server:
        server.request("GET", "/sign-in?next=" + quote("名" * MOST_SIGNS))
        with server.getresponse() as answer:
            status = answer.status

    assert status == 200


def kept_in_one_file(app: Flask, table: str) -> int:
    """Rows of a table in a copy of the file, with nothing left beside it."""
    file = Path(app.config["SQLALCHEMY_DATABASE_URI"].removeprefix("sqlite:///"))
    assert not file.with_name(f"{file.name}-wal").exists()
    copied = file.with_name("copy.sqlite")
    copied.write_bytes(file.read_bytes())
    with closing(sqlite_library().connect(copied)) as copy:
        return int(copy.execute(f"SELECT count(*) FROM {table}").fetchone()[0])


@SQLITE
def test_a_command_that_ended_leaves_everything_in_the_one_file(
    app: Flask, folder: Path
) -> None:
    with app.app_context():
        db.engine.dispose()
    subprocess.run(
        [*COMMAND, "schemes", "load", "scheme.yaml"],
        env=settings(app) | {"PYTHONPATH": str(ROOT)},
        cwd=folder,
        check=True,
        stdout=subprocess.DEVNULL,
    )

    assert kept_in_one_file(app, "schemes") == 1


@SQLITE
def test_a_server_that_was_stopped_leaves_everything_in_the_one_file(
    app: Flask,
) -> None:
    with app.app_context():
        db.engine.dispose()
    with served(app) as port, closing(connected(port)) as server:
        form = {"Content-Type": "application/x-www-form-urlencoded"}
        server.request("POST", "/sign-in", "login=nobody&password=wrong", form)
        assert server.getresponse().status == 200

    assert kept_in_one_file(app, "sign_in_attempts") == 1
