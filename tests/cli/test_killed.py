"""Commands are killed in the middle of their work: all of it is there, or nothing."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from random import Random

import pytest
from flask import Flask
from sqlalchemy import func, select

from review.domain.policy import operator
from review.services import integrity
from review.store import unit
from review.store.models import Case, Event, Release
from tests.repository import ROOT
from tests.typed import data, done

N_CASES = 2500
LONGEST = 60


def many_cases(folder: Path) -> None:
    heads = "案号,案件类型,结案日期,承办人,执业证号,案由,所属县区"
    rows = [
        f"（2025）川援民字第{1000 + n}号,民事,2025-{n % 12 + 1:02}-11,"
        "张建国,11502201410000011,离婚纠纷,东山县"
        for n in range(N_CASES)
    ]
    (folder / "cases.csv").write_text("\n".join([heads, *rows]), "utf-8")


def begun(command: str, url: str, folder: Path) -> subprocess.Popen[bytes]:
    """The command in a process of its own."""
    program = "import review; review.main()"
    return subprocess.Popen(
        [sys.executable, "-c", program, *command.split()],
        cwd=folder,
        env={
            **os.environ,
            "PYTHONPATH": str(ROOT),
            "CASE_REVIEW_DATABASE_URL": url,
            "CASE_REVIEW_SECRET_KEY": "for tests only",
        },
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


def duration(command: str, url: str, folder: Path) -> float:
    """How long the command takes on this machine when nothing happens to it."""
    start = time.monotonic()
    begun(command, url, folder).wait(timeout=LONGEST)
    return time.monotonic() - start


def kill(command: str, url: str, folder: Path, after: float) -> None:
    process = begun(command, url, folder)
    time.sleep(after)
    process.send_signal(signal.SIGKILL)
    process.wait(timeout=LONGEST)


def count(app: Flask, model: type, **where: str) -> int:
    with app.app_context(), unit.reading() as connection:
        query = select(func.count()).select_from(model).filter_by(**where)
        return connection.scalar(query) or 0


def check(app: Flask) -> None:
    with app.app_context():
        assert integrity.check_invariants(viewer=operator(1)) == []


def kills_of_an_intake(app: Flask, url: str, folder: Path, n_kills: int) -> None:
    for kind in ("firms", "handlers"):
        done(app, f"intake {kind} {kind}.csv")
    many_cases(folder)
    usual = duration("intake cases cases.csv --dry-run", url, folder)
    dice = Random(n_kills)

    for _ in range(n_kills):
        after = usual * dice.uniform(0.5, 1.3)
        kill("intake cases cases.csv", url, folder, after)
        assert count(app, Case) in (0, N_CASES)

    report = data(app, "intake cases cases.csv --json")
    assert report["created"] + report["unchanged"] == N_CASES
    assert count(app, Case) == N_CASES
    check(app)


def kills_of_a_publication(app: Flask, url: str, folder: Path, n_kills: int) -> None:
    usual = duration("campaign status 2025", url, folder)
    dice = Random(n_kills)

    for _ in range(n_kills):
        after = usual * dice.uniform(0.8, 1.4)
        kill("campaign publish 2025 --despite-notes", url, folder, after)
        assert count(app, Release) in (0, 1)

    first = data(app, "campaign publish 2025 --despite-notes --json")
    assert data(app, "campaign publish 2025 --json") == first
    assert count(app, Release) == count(app, Event, kind="released") == 1
    check(app)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_an_intake_is_whole_or_nothing(
    app: Flask, database_url: str, folder: Path
) -> None:
    kills_of_an_intake(app, database_url, folder, n_kills=2)


@pytest.mark.fault
def test_many_kills_of_an_intake(app: Flask, database_url: str, folder: Path) -> None:
    kills_of_an_intake(app, database_url, folder, n_kills=30)


@pytest.mark.fault
def test_many_kills_of_a_publication(
    app: Flask, database_url: str, settled: Path
) -> None:
    kills_of_a_publication(app, database_url, settled, n_kills=30)
