"""`case-review remind` for cron, and `case-review worker`, killed and told to stop."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask import Flask

from review.domain.deliveries import LEASE
from review.services import reminders
from review.services.outbox import Delivered
from review.store import turns
from tests.casework import Casework
from tests.post_office import LOOPBACK, Inbox, receiving
from tests.repository import ROOT
from tests.services.held import heard, held
from tests.services.reminded import (
    TWO_DAYS_BEFORE,
    outbox,
    promised,
    reached,
    set_schedule,
    told,
    under_review,
)
from tests.services.test_outbox import send
from tests.typed import done, line_of, typed

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
NOTHING = {"n_sent": 0, "n_failed": 0, "n_ended": 0}


@pytest.fixture
def work(app: Flask) -> Casework:
    app.config["CLOCK"] = lambda: TWO_DAYS_BEFORE.astimezone(UTC)
    with app.app_context():
        made = under_review()
        reached(made, "R1")
        reached(made, "R2", email="r2@example.cn")
        set_schedule(made)
    return made


def by_mail(app: Flask, inbox: Inbox) -> None:
    """As instance/config.py would set it."""
    settings = {"HOST": LOOPBACK, "PORT": inbox.port, "SECURITY": "none"}
    app.config.update({f"MAIL_{key}": value for key, value in settings.items()})
    app.config["MAIL_FROM"] = "no-reply@example.cn"


def test_once_reminds_delivers_and_may_be_called_again(
    app: Flask, work: Casework
) -> None:
    rehearsed = done(app, "remind --dry-run")
    assert rehearsed == "people who would be reminded: 2, of open reviews: 4\n"
    with receiving() as inbox:
        by_mail(app, inbox)
        first = json.loads(done(app, "remind --json"))
        second = json.loads(done(app, "remind --json"))

    assert first == {"n_people": 2, "n_open": 4, **NOTHING, "n_sent": 2}
    assert second == {"n_people": 0, "n_open": 0, **NOTHING}
    assert sorted(inbox.to) == [["r1@example.cn"], ["r2@example.cn"]]


def test_a_mail_server_out_of_reach_is_named_with_what_to_do(
    app: Flask, work: Casework
) -> None:
    with receiving() as gone:
        by_mail(app, gone)

    result = typed(app, "remind --json")

    assert json.loads(result.stdout) == {
        "n_people": 2,
        "n_open": 4,
        **NOTHING,
        "n_failed": 1,
    }
    assert result.stderr == (
        f"Mail server {LOOPBACK}: The server could not be reached. Messages wait and are "
        "tried again. Check that it runs, and the settings MAIL_HOST, MAIL_PORT, "
        "MAIL_SECURITY and MAIL_USER.\n"
    )


def test_without_mail_it_reminds_inside_and_messages_wait(
    app: Flask, work: Casework
) -> None:
    said = done(app, "remind")

    assert said.startswith("people reminded: 2, of open reviews: 4; messages sent: 0")
    with app.app_context():
        assert [login for login, _, _ in told()] == ["R1", "R2"]
        assert [row.n_tries for row in outbox()] == [0, 0]


def test_a_bureau_that_is_refused_is_told_with_a_status_that_is_not_0(
    app: Flask, work: Casework, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(turns, "PATIENCE", 0.5)
    with app.app_context():
        under_review(bureau="02", letter="S")
    with held("campaign:1", app) as let_go, heard(reminders.log, let_go):
        result = typed(app, "remind")

    assert (result.exit_code, result.stdout[:18]) == (1, "people reminded: 2")
    assert line_of(result) == (
        "Not every bureau's people could be reminded. Nobody was reminded at "
        "青川市司法局. The program is busy just now. Nothing was changed; try again."
    )


WRONG = {
    "MAIL_SECURITY is none of starttls, tls, none": {"MAIL_SECURITY": "ssl"},
    "MAIL_FROM is not an e-mail address": {"MAIL_FROM": "nobody"},
    "SMS_URL does not begin with https": {"SMS_URL": "http://sms.example.cn"},
}


def test_settings_that_cannot_be_are_said_before_anybody_is_told(
    app: Flask, work: Casework
) -> None:
    right = {"MAIL_HOST": LOOPBACK, "MAIL_FROM": "a@b.cn", "MAIL_SECURITY": "none"}
    for said, settings in WRONG.items():
        app.config.update(right | {"SMS_URL": ""} | settings)
        for command in ("remind", "worker"):
            result = typed(app, command)
            assert (result.exit_code, said in result.stderr) == (1, True)
    with app.app_context():
        assert told() == []


def started(url: str, port: int) -> subprocess.Popen[bytes]:
    """A worker of its own, with the settings of an installation."""
    settings = {
        "DATABASE_URL": url,
        "SECRET_KEY": "for tests only",
        "LANGUAGE": "en",
        "MAIL_HOST": LOOPBACK,
        "MAIL_PORT": str(port),
        "MAIL_SECURITY": "none",
        "MAIL_FROM": "no-reply@example.cn",
    }
    own = {f"CASE_REVIEW_{name}": value for name, value in settings.items()}
    program = "from review import main; main()"
    return subprocess.Popen(
        [sys.executable, "-c", program, "worker", "--every", "5"],
        env={**os.environ, **own},
        cwd=ROOT,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


@pytest.mark.fault
def test_a_worker_killed_after_sending_is_followed_by_the_same_message(
    app: Flask, work: Casework, database_url: str
) -> None:
    now = datetime.now(UTC)
    with app.app_context():
        promised(work, {"first": "R1", "second": "R2"}, now)
    with receiving() as inbox, started(database_url, inbox.port) as killed:

        def answer(_envelope: Any) -> str:
            killed.kill()
            return "250 taken"

        inbox.answer = answer
        until(lambda: killed.poll() is not None, killed.kill)
        assert len(inbox.letters) == 1
        inbox.answer = lambda _: "250 taken"
        with app.app_context():
            assert send(inbox.port, now) == Delivered(n_sent=1)
            later = now + LEASE + timedelta(minutes=1)
            assert send(inbox.port, later) == Delivered(n_sent=1)

    ids = ids_of(inbox)
    assert (len(ids), len(set(ids)), ids[0]) == (3, 2, ids[2])


def test_a_worker_told_to_stop_finishes_its_message(app: Flask, work: Casework) -> None:
    before = signal.getsignal(signal.SIGTERM)

    def answer(_envelope: Any) -> str:
        os.kill(os.getpid(), signal.SIGTERM)
        return "250 taken"

    with receiving() as inbox:
        inbox.answer = answer
        by_mail(app, inbox)
        said = done(app, "worker --every 3600")

    assert len(inbox.letters) == 1
    assert "people reminded: 2, of open reviews: 4; messages sent: 1" in said
    assert signal.getsignal(signal.SIGTERM) is before
    with app.app_context():
        assert [row.sent_at is None for row in outbox()] == [False, True]


def until(holds: Callable[[], bool], give_up: Callable[[], None]) -> None:
    for _ in range(600):
        if holds():
            return
        time.sleep(0.05)
    give_up()


def ids_of(inbox: Inbox) -> list[str]:
    return [each["Message-ID"] for each in inbox.read]
