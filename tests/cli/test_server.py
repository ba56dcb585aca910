"""`case-review run`: the program served as bureaus run it."""

from __future__ import annotations

import http.client
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, suppress
from urllib.parse import quote

import pytest
from flask import Flask

from review.domain.query_tokens import MOST_SIGNS
from tests.repository import ROOT

SQLITE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture
def port(app: Flask) -> Iterator[int]:
    """Of a server that has begun to answer."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        found = int(free.getsockname()[1])
    settings = {
        "CASE_REVIEW_DATABASE_URL": app.config["SQLALCHEMY_DATABASE_URI"],
        "CASE_REVIEW_SECRET_KEY": "for tests only",
    }
    command = [sys.executable, "-c", "from review import main; main()"]
    with subprocess.Popen(
        [*command, "run", "--port", str(found), "--workers", "1"],
        env={**os.environ, **settings},
        cwd=ROOT,
        stdout=subprocess.DEVNULL,
    ) as server:
        for _ in range(600):
            with suppress(OSError), socket.create_connection(("127.0.0.1", found)):
                break
            time.sleep(0.05)
        yield found
        server.terminate()


@SQLITE
def test_the_longest_query_in_chinese_fits_into_an_address(port: int) -> None:
    with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=30)) as server:
        server.request("GET", "/sign-in?next=" + quote("名" * MOST_SIGNS))
        with server.getresponse() as answer:
            status = answer.status

    assert status == 200
