"""A store of files that says nothing, or says it slowly, keeps nobody from other pages."""

from __future__ import annotations

import io
import socket
import threading
import time
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from werkzeug.test import Client

from review.domain.policy import Viewer
from review.gateways import objects_s3
from review.services.elsewhere import ROOM, THREADS
from review.services.page_images import close_all
from review.web.one_at_a_time import OneAtATime
from review.web.settings import COOKIE
from tests.factories import World
from tests.scanned import case_id, pdf
from tests.stored import KEYS
from tests.web.conftest import ClientFor, session_of

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
CLIENTS = 16
ORDINARY = "/reviews/"
LONG = 60
"""Seconds after which a test gives up; none waits that long if all is well."""


class Worker:
    """The application in as many threads as a process of the server has."""

    def __init__(self, app: Flask, threads: ThreadPoolExecutor) -> None:
        self.app, self.threads = app, threads
        self.served = OneAtATime(app.wsgi_app)

    def ask(self, who: Viewer, path: str) -> Future[int]:
        client = Client(self.served)
        client.set_cookie(COOKIE, session_of(self.app, who))
        return self.threads.submit(lambda: client.get(path).status_code)


@pytest.fixture
def worker(app: Flask) -> Iterator[Worker]:
    with ThreadPoolExecutor(THREADS) as threads:
        yield Worker(app, threads)


@pytest.fixture
def pages(
    app: Flask, world: World, client_for: ClientFor, tmp_path: Path
) -> Iterator[str]:
    """Where the pages of a file are that was stored while the store was well."""
    app.config["DATA_FOLDER"] = str(tmp_path)
    with app.app_context():
        case = case_id(world)
    files = [(io.BytesIO(pdf(tone)), f"{tone}.pdf") for tone in (10, 200)]
    scans = f"/cases/{case}/scans/"
    sent = client_for(world.officer).post(scans, data={"files": files})
    assert sent.status_code == 200
    close_all()
    yield f"/reviews/{world.reads[0][0]}/pages/"
    close_all()


def move_to(app: Flask, port: int) -> None:
    """What was stored on the disk is from now on looked for in this store."""
    app.config["OBJECTS"] = "s3://bucket/case"
    app.config["OBJECTS_OPTIONS"] = {"endpoint": f"http://127.0.0.1:{port}", **KEYS}


def test_a_silent_store_keeps_nobody_from_other_pages(
    app: Flask,
    world: World,
    pages: str,
    worker: Worker,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """More browsers want pages of files than there are threads; another one wants none."""
    monkeypatch.setattr(objects_s3, "PROMPT", f"{LONG}s")
    reviewer, other = world.reviewers[0], world.reviewers[1]
    with socket.create_server(("127.0.0.1", 0), backlog=64) as server:
        move_to(app, server.getsockname()[1])
        images = [
            worker.ask(reviewer, f"{pages}{1 + n % 2}?width=900")
            for n in range(2 * CLIENTS)
        ]
        ordinary = [worker.ask(other, ORDINARY) for _ in range(THREADS)]

        assert {each.result(LONG) for each in ordinary} == {200}
        assert sum(not each.done() for each in images) <= ROOM < THREADS - 1
        assert not all(each.done() for each in images)
    # The connections break, and so ends the silence.
    assert {each.result(LONG) for each in images} == {503}


def test_a_slow_store_fails_nobody(
    app: Flask, world: World, pages: str, worker: Worker
) -> None:
    """Two files that nobody opened before, wanted by all at once."""
    reviewer, other = world.reviewers[0], world.reviewers[1]
    with slow_store(Path(app.config["DATA_FOLDER"]) / "objects") as store:
        move_to(app, store.server_port)
        images = [
            worker.ask(reviewer, f"{pages}{1 + n % 2}?width=900")
            for n in range(CLIENTS)
        ]
        assert worker.ask(other, ORDINARY).result(LONG) == 200
        assert {each.result(LONG) for each in images} == {200}
    fetched = [name for verb, name in store.asked if verb == "GET"]
    assert len(fetched) == len(set(fetched)) == 2


class Slow(ThreadingHTTPServer):
    """Speaks as much S3 as reading takes, a second after it was asked."""

    daemon_threads = True
    delay = 1.0

    def __init__(self, folder: Path) -> None:
        super().__init__(("127.0.0.1", 0), Answer)
        self.held = {
            path.name: path.read_bytes()
            for path in folder.rglob("*")
            if path.is_file() and len(path.name) == 64
        }
        self.asked: list[tuple[str, str]] = []


class Answer(BaseHTTPRequestHandler):
    server: Slow

    def do_HEAD(self) -> None:
        self.answer(200, b"")

    def do_GET(self) -> None:
        first, last = self.headers["Range"].removeprefix("bytes=").split("-")
        self.answer(206, self.content[int(first) : int(last) + 1])

    @property
    def name(self) -> str:
        return self.path.rpartition("/")[2]

    @property
    def content(self) -> bytes:
        return self.server.held[self.name]

    def answer(self, status: int, body: bytes) -> None:
        self.server.asked.append((self.command, self.name))
        time.sleep(self.server.delay)
        size = len(self.content)
        self.send_response(status)
        self.send_header("Content-Length", str(len(body) or size))
        self.send_header("Last-Modified", "Thu, 05 Mar 2026 08:00:00 GMT")
        self.send_header("ETag", f'"{self.name}"')
        if body:
            self.send_header("Content-Range", f"bytes 0-{len(body) - 1}/{size}")
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_said: Any) -> None:
        """Nothing of it belongs into the output of a test."""


@contextmanager
def slow_store(folder: Path) -> Iterator[Slow]:
    with Slow(folder) as store:
        thread = threading.Thread(target=store.serve_forever)
        thread.start()
        try:
            yield store
        finally:
            store.shutdown()
            thread.join()
