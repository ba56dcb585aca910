"""A process waits for the next file, is given one and no other, and ends with its maker."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from review.files.pages import Limits, PageFile, PagesRefused, Refusal, Spare, process
from review.files.pages.process import Worker
from tests.files.pages import corpus
from tests.files.pages.samples import LIMITS

LONG = 20.0
"""Seconds after which a test gives up; none waits that long if all is well."""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    made = tmp_path / "file"
    made.write_bytes(corpus.pdf(3))
    return made


@pytest.fixture
def spare() -> Iterator[Spare]:
    made = Spare(pause=0.0)
    yield made
    made.close()


def until(is_so: Callable[[], object]) -> None:
    given_up = time.monotonic() + LONG
    while not is_so():
        assert time.monotonic() < given_up
        time.sleep(0.01)


def waiting(spare: Spare) -> Worker:
    """The process that waits, once it has loaded and sleeps."""
    until(lambda: spare._waiting)
    found = spare._waiting
    assert found is not None
    until(lambda: _is_asleep(found.process.pid))
    return found


def _is_asleep(number: int) -> bool:
    """In `recvmsg`, where it hears of its file: everything else is behind it."""
    stack = Path(f"/proc/{number}/wchan").read_text(encoding="ascii")
    return "unix_stream" in stack


def started(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The processes that are started from now on."""
    numbers: list[int] = []
    start = process.Child._started

    def counted(self: process.Child, *rest: object) -> subprocess.Popen[bytes]:
        made = start(self, *rest)  # type: ignore[arg-type]
        numbers.append(made.pid)
        return made

    monkeypatch.setattr(process.Child, "_started", counted)
    return numbers


def page_of(path: Path, spare: Spare, limits: Limits = LIMITS) -> int:
    """Draws a page; the process that did."""
    with PageFile(path, limits=limits, start=spare.worker) as file:
        assert file.render(1, width=100).width == 100
        assert file._worker is not None
        return file._worker.process.pid


@pytest.mark.parametrize(
    "content",
    [corpus.pdf(1), *(corpus.picture(form) for form in ("JPEG", "PNG")), corpus.tiff()],
    ids=["pdf", "jpeg", "png", "tiff"],
)
def test_the_first_page_needs_no_new_process(
    tmp_path: Path, spare: Spare, monkeypatch: pytest.MonkeyPatch, content: bytes
) -> None:
    path = tmp_path / "file"
    path.write_bytes(content)
    spare.call()
    ready = waiting(spare)
    spare._pause = LONG
    new = started(monkeypatch)

    assert page_of(path, spare) == ready.process.pid
    assert new == []


def test_one_that_was_taken_is_replaced_and_never_given_again(
    path: Path, spare: Spare
) -> None:
    spare.call()
    used = set()
    for _ in range(3):
        ready = waiting(spare)
        used.add(page_of(path, spare))
        assert not Path(f"/proc/{ready.process.pid}").exists()

    assert len(used) == 3
    waiting(spare)


def test_the_next_one_is_not_started_while_a_page_is_waited_for(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    spare = Spare(pause=0.0)
    spare.call()
    ready = waiting(spare)
    spare._pause = LONG
    new = started(monkeypatch)
    first, second = page_of(path, spare), page_of(path, spare)
    spare.close()

    assert first == ready.process.pid
    assert new == [second]


def test_many_at_once_share_no_process(path: Path, spare: Spare) -> None:
    spare.call()
    waiting(spare)
    used: list[int] = []
    limits = replace(LIMITS, at_once=8)
    threads = [
        threading.Thread(target=lambda: used.append(page_of(path, spare, limits)))
        for _ in range(8)
    ]
    for each in threads:
        each.start()
    for each in threads:
        each.join()

    assert len(set(used)) == len(used) == 8


def test_a_dead_one_costs_nothing_but_time(path: Path, spare: Spare) -> None:
    spare.call()
    ready = waiting(spare)
    os.kill(ready.process.pid, signal.SIGKILL)

    assert page_of(path, spare) != ready.process.pid
    assert not Path(ready.folder).exists()
    assert waiting(spare) is not ready


def facts_of(worker: Worker) -> dict[str, str]:
    """How the system holds a process, as it says itself."""
    found = {}
    for name, cut in (("limits", 26), ("status", 0)):
        text = Path(f"/proc/{worker.process.pid}/{name}").read_text(encoding="ascii")
        for line in text.splitlines():
            head, _, rest = line.partition(":\t")
            key = line[:cut].strip() or head
            found[key] = line[cut:47].strip() if cut else rest
    return found


def test_it_is_held_to_the_limits_of_its_file_and_shut_off(
    path: Path, spare: Spare
) -> None:
    spare.call()
    waiting(spare)
    limits = replace(LIMITS, cpu_seconds=7)
    with PageFile(path, limits=limits, start=spare.worker) as file:
        file.inspect()
        assert file._worker is not None
        held = facts_of(file._worker)
        facts, _ = file._worker.ask({"do": "probe"}, seconds=10)
        links = Path(f"/proc/{file._worker.process.pid}/fd").iterdir()
        names = {os.readlink(link).partition(":")[0] for link in links}

    assert held["Max address space"] == str(limits.memory + path.stat().st_size)
    assert held["Max cpu time"] == "7"
    assert held["Max file size"] == "0"
    assert held["Max open files"] == "32"
    assert (held["Seccomp"], held["NoNewPrivs"]) == ("2", "1")
    assert facts == {"network": False, "files": False, "processes": False}
    fonts = {each for each in names if each.endswith((".ttf", ".otf"))}
    assert names - fonts == {"socket", "pipe", "/dev/null", str(path)}


def test_too_little_memory_is_a_refusal(path: Path, spare: Spare) -> None:
    spare.call()
    waiting(spare)
    tight = replace(LIMITS, memory=20 * 1024 * 1024)
    with (
        PageFile(path, limits=tight, start=spare.worker) as file,
        pytest.raises(PagesRefused) as refused,
    ):
        file.inspect()

    assert refused.value.reason is Refusal.TOO_MUCH


def test_none_is_started_before_it_is_called_for_or_after_the_end(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    new = started(monkeypatch)
    spare = Spare(pause=0.0)
    assert new == [page_of(path, spare)]
    spare.call()
    ready = waiting(spare)
    spare.close()
    assert not Path(f"/proc/{ready.process.pid}").exists()
    assert not Path(ready.folder).exists()
    page_of(path, spare)

    assert spare._waiting is None
    assert len(new) == 3


HOLDER = """
import os, sys, time
from review.files.pages import Spare
spare = Spare(pause=0.0)
spare.call()
while spare._waiting is None:
    time.sleep(0.01)
if sys.argv[1] == "fork":
    if os.fork() == 0:
        assert spare._waiting is None
        spare.close()
        time.sleep(60)
        os._exit(0)
print(spare._waiting.process.pid, spare._waiting.folder, flush=True)
time.sleep(60)
"""


@pytest.mark.parametrize("how", ["alone", "fork"])
def test_it_does_not_outlive_its_maker(how: str) -> None:
    """Killed, with no time to clear up; a process forked off does not hold it either."""
    command = [sys.executable, "-c", HOLDER, how]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, stdout=pipe, start_new_session=True) as maker:
        assert maker.stdout is not None
        number, folder = maker.stdout.readline().decode().split()
        assert Path(f"/proc/{number}").exists()
        maker.kill()
        maker.wait()
        until(lambda: not _is_running(number))
        until(lambda: not Path(folder).exists())
        if how == "fork":
            os.killpg(maker.pid, signal.SIGKILL)


def _is_running(number: str) -> bool:
    """Nobody may be there to hear of its end."""
    try:
        text = Path(f"/proc/{number}/stat").read_text(encoding="utf-8")
    except OSError:
        return False
    return text.rpartition(")")[2].split()[0] != "Z"
