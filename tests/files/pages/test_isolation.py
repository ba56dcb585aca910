"""The process that opens files is shut off, and whatever breaks in it is a refusal."""

from __future__ import annotations

import ast
import json
import os
import signal
import sys
import threading
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from review.files import pages as package
from review.files.pages import (
    Isolation,
    Limits,
    PageFile,
    PagesRefused,
    Refusal,
    isolation,
    process,
)
from review.files.pages.limits import MEGABYTE
from review.files.pages.process import Worker
from tests.files.pages import corpus
from tests.files.pages.samples import LIMITS, opened

FOLDER = Path(package.__file__).parent


class Planted:
    """Puts a launcher of our own in place of the real one."""

    def __init__(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.path = folder / "launch.py"
        self.monkeypatch = monkeypatch

    def __call__(self, text: str) -> None:
        self.path.write_text(text, encoding="utf-8")
        self.monkeypatch.setattr(process, "LAUNCH", self.path)


@pytest.fixture
def plant(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Planted:
    return Planted(tmp_path, monkeypatch)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    made = tmp_path / "file"
    made.write_bytes(corpus.pdf(3))
    return made


def test_the_process_has_no_network_no_files_and_no_children() -> None:
    assert isolation() == Isolation("seccomp", True, True, True)
    assert isolation().is_complete


def test_without_the_filter_nothing_is_opened_unless_accepted(plant: Planted) -> None:
    # A machine that nobody knows has no filter.
    text = (FOLDER / "launch.py").read_text(encoding="utf-8")
    text = text.replace(
        "    main(sys.argv[1:])",
        "    import platform\n    platform.machine = lambda: 'pdp11'\n"
        "    main(sys.argv[1:])",
    ).replace("parents[3]", f"parents[3] / {str(FOLDER.parents[2])!r}")
    plant(text)
    isolation.cache_clear()
    found = isolation()
    with opened(corpus.pdf(1)) as file, pytest.raises(PagesRefused) as refused:
        file.inspect()
    accepted = replace(LIMITS, accept_unsealed=True)
    with opened(corpus.pdf(1), accepted) as file:
        assert file.inspect().n_pages == 1
    isolation.cache_clear()

    assert found == Isolation("", False, False, False)
    assert refused.value.reason is Refusal.NOT_ISOLATED


SEALED = "import os\nos.write(1, b'\\0\\0\\0\\x10\\0\\0\\0\\0{\"sealed\": true}')\n"


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", Refusal.TOO_MUCH),
        ("import sys; sys.exit(3)", Refusal.TOO_MUCH),
        ("import os; os.abort()", Refusal.TOO_MUCH),
        ("import os; os.kill(os.getpid(), 9)", Refusal.TOO_MUCH),
        ("print('garbage', flush=True); input()", Refusal.TOO_MUCH),
        (SEALED, Refusal.TOO_MUCH),
        (SEALED + "os.write(1, b'\\xff' * 8); input()", Refusal.TOO_MUCH),
        (SEALED + "os.write(1, bytes(8)); input()", Refusal.TOO_MUCH),
        (
            SEALED + "os.write(1, b'\\0\\0\\0\\2\\0\\0\\0\\0[]'); input()",
            Refusal.TOO_MUCH,
        ),
        (
            SEALED + "os.write(1, b'\\0\\0\\0\\2\\0\\0\\0\\0{}'); input()",
            Refusal.TOO_MUCH,
        ),
        (SEALED + "import time; time.sleep(600)", Refusal.TOO_SLOW),
        (SEALED + "while True: pass", Refusal.TOO_SLOW),
        (SEALED + "os.write(1, b'\\0\\0'); os.read(0, 9); input()", Refusal.TOO_SLOW),
    ],
)
def test_whatever_the_process_does_is_a_refusal(
    path: Path, plant: Planted, text: str, reason: Refusal
) -> None:
    plant(text)
    limits = replace(LIMITS, inspect_seconds=0.5, page_seconds=0.5)

    with PageFile(path, limits=limits) as file:
        for ask in (file.inspect, lambda: file.render(1, width=9)):
            with pytest.raises(PagesRefused) as refused:
                ask()
            assert refused.value.reason is reason


def lie(facts: dict[str, Any]) -> str:
    """A process that answers every question with these facts."""
    message = json.dumps(facts).encode()
    answer = len(message).to_bytes(4, "big") + bytes(4) + message
    return SEALED + f"while os.read(0, 9999): os.write(1, {answer!r})"


@pytest.mark.parametrize(
    "facts",
    [
        {"kind": "PDF", "pages": [], "bookmarks": [], "notes": []},
        {"kind": "EXE", "pages": [[1, 1, True]], "bookmarks": [], "notes": []},
        {"kind": "PDF", "pages": [[1, 1, True]] * 9999, "bookmarks": [], "notes": []},
        {"kind": "PDF", "pages": [["a", 1, True]], "bookmarks": [], "notes": []},
        {"kind": "PDF", "pages": 7, "bookmarks": [], "notes": []},
        {"kind": "PDF", "pages": [[1, 1, True]], "bookmarks": [], "notes": ["EVIL"]},
        {"text": "ab", "boxes": [None]},
        {"text": "a", "boxes": [[0, 0, 7, 7]]},
        {"width": 5, "height": 5},
        {"refused": "NO_SUCH_REASON", "values": {}},
        {"refused": "TOO_BIG", "values": {}},
        {"refused": "EMPTY", "values": 5},
    ],
)
def test_a_process_that_lies_is_not_believed(
    path: Path, plant: Planted, facts: dict[str, Any]
) -> None:
    plant(lie(facts))

    with PageFile(path, limits=LIMITS) as file:
        for ask in (
            file.inspect,
            lambda: file.render(1, width=9),
            lambda: file.texts(1),
        ):
            with pytest.raises(PagesRefused) as refused:
                ask()
            assert refused.value.reason is Refusal.TOO_MUCH


def test_a_killed_process_is_replaced(path: Path) -> None:
    with PageFile(path, limits=LIMITS) as file:
        before = file.render(1, width=100)
        assert file._worker is not None
        os.kill(file._worker.process.pid, signal.SIGKILL)
        with pytest.raises(PagesRefused) as refused:
            file.render(2, width=100)
        assert file.render(1, width=100) == before

    assert refused.value.reason is Refusal.TOO_MUCH


def test_long_work_goes_on_in_a_fresh_process(path: Path) -> None:
    """Each process may compute for a second; the pages together take two and more."""
    with PageFile(path, limits=replace(LIMITS, cpu_seconds=1)) as file:
        numbers, used = set(), 0.0
        while used < 2:
            file.render(1, width=2000)
            assert file._worker is not None
            if file._worker.process.pid not in numbers:
                numbers.add(file._worker.process.pid)
                used += 0.5

    assert len(numbers) == 4


def status_of(worker: Worker, name: str) -> str:
    text = Path(f"/proc/{worker.process.pid}/{name}").read_text(encoding="ascii")
    return text.replace("\0", "")


def test_the_process_is_limited_and_bare(path: Path) -> None:
    limits = Limits()
    with PageFile(path, limits=limits) as file:
        file.inspect()
        worker = file._worker
        assert worker is not None
        lines = status_of(worker, "limits").splitlines()
        held = {x[:25].strip(): x[26:47].strip() for x in lines[1:]}
        facts = dict(
            x.split(":\t", 1) for x in status_of(worker, "status").splitlines()
        )
        assert status_of(worker, "environ") == ""
        assert Path(f"/proc/{worker.process.pid}/cwd").resolve() == Path(worker.folder)
        assert os.listdir(worker.folder) == []
        folder = worker.folder

    space = limits.memory + path.stat().st_size
    assert held["Max address space"] == str(space)
    assert held["Max cpu time"] == str(limits.cpu_seconds)
    assert held["Max file size"] == "0"
    assert held["Max open files"] == "32"
    assert held["Max core file size"] == "0"
    assert facts["Seccomp"] == "2"
    assert facts["NoNewPrivs"] == "1"
    assert not Path(folder).exists()


def test_too_little_memory_is_a_refusal(path: Path) -> None:
    tight = replace(LIMITS, memory=40 * MEGABYTE)
    with PageFile(path, limits=tight) as file, pytest.raises(PagesRefused) as refused:
        file.inspect()

    assert refused.value.reason is Refusal.TOO_MUCH


def test_so_many_files_are_open_at_once(path: Path) -> None:
    limits = replace(LIMITS, at_once=3, wait_seconds=0.05)
    files = [PageFile(path, limits=limits) for _ in range(3)]
    with pytest.raises(PagesRefused) as refused:
        PageFile(path, limits=limits)
    files.pop().close()
    PageFile(path, limits=limits).close()
    for file in files:
        file.close()

    assert refused.value.reason is Refusal.BUSY


def test_waiting_for_a_turn_ends_with_the_turn(path: Path) -> None:
    limits = replace(LIMITS, at_once=5, wait_seconds=20)
    files = [PageFile(path, limits=limits) for _ in range(5)]
    timer = threading.Timer(0.1, files[0].close)
    timer.start()
    begun = time.monotonic()
    PageFile(path, limits=limits).close()
    for file in files:
        file.close()
    timer.join()

    assert time.monotonic() - begun < 10


def test_no_process_and_no_open_file_remains(path: Path) -> None:
    before = len(os.listdir("/proc/self/fd"))
    for _ in range(3):
        with PageFile(path, limits=LIMITS) as file:
            file.inspect()
            assert file._worker is not None
            number = file._worker.process.pid
        assert not Path(f"/proc/{number}").exists()

    assert len(os.listdir("/proc/self/fd")) == before


def test_closing_twice_is_no_fault(path: Path) -> None:
    limits = replace(LIMITS, at_once=6)
    file = PageFile(path, limits=limits)
    file.close()
    file.close()


PARENT = ("__init__", "process", "limits", "inspection", "messages")


@pytest.mark.parametrize("name", PARENT)
def test_the_application_itself_imports_no_decoder(name: str) -> None:
    tree = ast.parse((FOLDER / f"{name}.py").read_text(encoding="utf-8"))
    modules = {
        (node.module or "").partition(".")[0]
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom)
    } | {
        alias.name.partition(".")[0]
        for node in ast.walk(tree)
        if isinstance(node, ast.Import)
        for alias in node.names
    }

    assert modules - set(sys.stdlib_module_names) - {"review"} == set()
