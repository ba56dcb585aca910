"""Writers of one SQLite file come one after another, in this process and in others."""

from __future__ import annotations

import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest
from sqlalchemy import Engine, create_engine

from review.domain.errors import Busy
from review.store.turns import SUFFIX, turn

HOLD = """
import fcntl, sys
with open(sys.argv[1], "w") as file:
    fcntl.flock(file, fcntl.LOCK_EX)
    print("held", flush=True)
    sys.stdin.read()
"""


@pytest.fixture
def engine(tmp_path: Path) -> Engine:
    return create_engine(f"sqlite:///{tmp_path / 'review.sqlite'}")


def test_only_one_writes_at_a_time(engine: Engine) -> None:
    inside, most = [], []

    def write() -> None:
        for _ in range(20):
            with turn(engine):
                inside.append(1)
                most.append(len(inside))
                time.sleep(0.0002)
                inside.pop()

    threads = [threading.Thread(target=write) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert (len(most), max(most)) == (160, 1)


def test_a_writer_waits_for_another_process_but_not_for_ever(engine: Engine) -> None:
    command = [sys.executable, "-c", HOLD, f"{engine.url.database}{SUFFIX}"]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
    with subprocess.Popen(command, **pipes) as other:
        assert other.stdout and other.stdin
        other.stdout.readline()
        with pytest.raises(Busy), turn(engine, patience=0.02):
            pytest.fail("two processes wrote at once")
        threading.Timer(0.05, other.stdin.close).start()
        with turn(engine):
            assert other.wait(timeout=5) == 0


def test_a_writer_waits_for_another_thread_but_not_for_ever(engine: Engine) -> None:
    refused: list[Exception] = []

    def wait() -> None:
        try:
            with turn(engine, patience=0.02):
                pytest.fail("two threads wrote at once")
        except Busy as error:
            refused.append(error)

    with turn(engine):
        thread = threading.Thread(target=wait)
        thread.start()
        thread.join()

    assert [type(each) for each in refused] == [Busy]


def test_a_turn_ends_with_the_error_that_ends_it(engine: Engine) -> None:
    with pytest.raises(ZeroDivisionError), turn(engine):
        raise ZeroDivisionError

    with turn(engine, patience=0.02):
        pass
