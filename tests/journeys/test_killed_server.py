"""The server is killed again and again while reviews are submitted.

Every review that was acknowledged is there afterwards, once; every request that got no
answer may be sent again under its key. A ledger on the client's side is the witness.
"""

from __future__ import annotations

import http.client
import os
import secrets
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from random import Random
from threading import Thread
from urllib.parse import urlencode

import pytest
from flask import Flask
from sqlalchemy import func, select

from review.domain.answers import full_answer, to_json
from review.domain.policy import Viewer, operator
from review.files.schemes import load
from review.services import drafts, integrity
from review.services.accounts import hash_of
from review.store import unit
from review.store.database import db
from review.store.models import Event, Read, Submission
from review.store.queries import sessions
from review.web.settings import COOKIE
from tests.factories import campaign_under_review
from tests.repository import ROOT

TEXT = (ROOT / "scoring_schemes" / "civil_litigation.yaml").read_text("utf-8")
HEADERS = {"Content-Type": "application/x-www-form-urlencoded"}
ACKNOWLEDGED = 302


@dataclass
class Ledger:
    """What each client sent and what it was told; kept outside the server."""

    waiting: dict[str, tuple[str, str]] = field(default_factory=dict)
    """By read: the session's token and the key, until it is acknowledged."""
    acknowledged: list[str] = field(default_factory=list)


class Server:
    """A real gunicorn on a port of its own, started again after every kill."""

    def __init__(self, url: str) -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.environment = {
            **os.environ,
            "CASE_REVIEW_DATABASE_URL": url,
            "CASE_REVIEW_SECRET_KEY": "for tests only",
            "CASE_REVIEW_WTF_CSRF_ENABLED": "false",
        }

    def start(self) -> None:
        arguments = ["-b", f"127.0.0.1:{self.port}", "-w", "2", "--log-level", "error"]
        self.process = subprocess.Popen(
            [sys.executable, "-m", "gunicorn", "wsgi:app", *arguments],
            env=self.environment,
            cwd=ROOT,
            start_new_session=True,
        )
        for _ in range(600):
            with suppress(OSError), socket.create_connection(("127.0.0.1", self.port)):
                return
            time.sleep(0.1)
        raise TimeoutError("the server did not start")

    def kill(self) -> None:
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()


@contextmanager
def serving(url: str) -> Iterator[Server]:
    server = Server(url)
    server.start()
    try:
        yield server
    finally:
        server.kill()


@pytest.fixture
def ledger(app: Flask) -> Ledger:
    """Sheets filled in and ready to be submitted, each with a session and a key."""
    with app.app_context():
        scheme = load(TEXT)
        world = campaign_under_review(scheme, TEXT, n_cases=16)
        tokens = {viewer.person_id: _signed_in(viewer) for viewer in world.reviewers}
        answers = {
            leaf.code: to_json(full_answer(scheme, leaf)) for leaf in scheme.leaves
        }
        ledger = Ledger()
        for number, pair in enumerate(world.reads):
            for slot, public_id in enumerate(pair):
                viewer = world.reviewers[(number + slot) % len(world.reviewers)]
                drafts.save_answers(
                    viewer=viewer,
                    public_id=public_id,
                    version=0,
                    changes=answers,
                    at=datetime.now(UTC),
                )
                key = secrets.token_hex(8)
                ledger.waiting[public_id] = (tokens[viewer.person_id], key)
        db.engine.dispose()
    return ledger


def _signed_in(viewer: Viewer) -> str:
    token, now = secrets.token_urlsafe(16), datetime.now(UTC)
    with unit.transaction():
        sessions.start(
            token_hash=hash_of(token),
            user_id=viewer.user_id or 0,
            at=now,
            ends_at=now + timedelta(hours=1),
        )
    return token


def submit(port: int, ledger: Ledger, public_id: str) -> None:
    """Send one review; only an answer that arrived whole counts as acknowledged."""
    token, key = ledger.waiting[public_id]
    body = urlencode({"version": "1", "key": key})
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
    with suppress(OSError, http.client.HTTPException):
        connection.request(
            "POST",
            f"/reviews/{public_id}/submit",
            body,
            {**HEADERS, "Cookie": f"{COOKIE}={token}"},
        )
        answer = connection.getresponse()
        answer.read()
        assert answer.status in (ACKNOWLEDGED, 500, 503), answer.status
        if answer.status == ACKNOWLEDGED:
            ledger.acknowledged.append(public_id)
    connection.close()


def send_all(port: int, ledger: Ledger, n_clients: int = 4) -> list[Thread]:
    """Every review not yet acknowledged, by several clients at once."""
    todo = [each for each in ledger.waiting if each not in ledger.acknowledged]

    def work(own: list[str]) -> None:
        for public_id in own:
            submit(port, ledger, public_id)

    clients = [
        Thread(target=work, args=(todo[n::n_clients],)) for n in range(n_clients)
    ]
    for client in clients:
        client.start()
    return clients


def stored(app: Flask) -> dict[str, int]:
    """How many submissions each read has."""
    with app.app_context(), unit.reading() as connection:
        rows = connection.execute(
            select(Read.public_id, func.count(Submission.id))
            .outerjoin(Submission, Submission.read_id == Read.id)
            .group_by(Read.public_id)
        ).all()
    return {public_id: n for public_id, n in rows}


def campaign_of_kills(app: Flask, url: str, ledger: Ledger, n_kills: int) -> None:
    dice = Random(7)
    with serving(url) as server:
        for _ in range(n_kills):
            clients = send_all(server.port, ledger)
            time.sleep(dice.uniform(0.02, 0.4))
            server.kill()
            for client in clients:
                client.join()
            there = stored(app)
            assert all(there[public_id] == 1 for public_id in ledger.acknowledged)
            server.start()
        for client in send_all(server.port, ledger):
            client.join()
        # A replay of everything: the same keys, and nothing is doubled.
        replay = Ledger(dict(ledger.waiting))
        for client in send_all(server.port, replay):
            client.join()
    assert sorted(replay.acknowledged) == sorted(ledger.waiting)
    assert stored(app) == dict.fromkeys(ledger.waiting, 1)
    assert n_events(app, "review_submitted") == len(ledger.waiting)
    with app.app_context():
        assert integrity.check_invariants(viewer=operator(1)) == []


def n_events(app: Flask, kind: str) -> int:
    with app.app_context(), unit.reading() as connection:
        query = select(func.count()).where(Event.kind == kind)
        return connection.scalar(query) or 0


def test_nothing_acknowledged_is_lost_and_nothing_is_doubled(
    app: Flask, database_url: str, ledger: Ledger
) -> None:
    campaign_of_kills(app, database_url, ledger, n_kills=2)


@pytest.mark.fault
def test_forty_kills(app: Flask, database_url: str, ledger: Ledger) -> None:
    campaign_of_kills(app, database_url, ledger, n_kills=40)


def test_the_ledger_would_notice_a_lost_review(app: Flask, ledger: Ledger) -> None:
    """The witness itself is tried: a review acknowledged and not stored is seen."""
    ledger.acknowledged.append(next(iter(ledger.waiting)))

    there = stored(app)

    assert not all(there[public_id] == 1 for public_id in ledger.acknowledged)
