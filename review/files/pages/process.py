"""The application's side: starts the process that opens a file, asks it, and ends it.

Whatever goes wrong over there (a crash, a kill by a limit, silence, garbage on the
pipe) is a refusal here, and never another kind of exception.
"""

from __future__ import annotations

import os
import re
import select
import shutil
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Any, BinaryIO, Self

from review.files.pages import messages
from review.files.pages.inspection import PagesRefused, Refusal
from review.files.pages.limits import MEGABYTE, Limits
from review.files.pages.messages import Garbled

LAUNCH = Path(__file__).with_name("launch.py")
AHEAD = "ahead"
PLACE = re.compile(r"%\((\w+)\)s")
_turns: dict[int, threading.BoundedSemaphore] = {}
_turns_lock = threading.Lock()


class Child:
    """A process that limits and seals itself, and answers; ended by who started it."""

    def __init__(self, program: Path, arguments: Sequence[str], limits: Limits) -> None:
        self.limits = limits
        self.is_sealed = False
        self.folder = tempfile.mkdtemp(prefix="case-review-")
        self.wire, theirs = socket.socketpair()
        try:
            with theirs:
                self.process = self._started(program, arguments, theirs)
        except BaseException:
            self.wire.close()
            shutil.rmtree(self.folder, ignore_errors=True)
            raise

    def _started(
        self, program: Path, arguments: Sequence[str], wire: socket.socket
    ) -> subprocess.Popen[bytes]:
        """No environment, no other open file, an empty folder of its own."""
        options = ["-I", "-B", "-X", "utf8"]
        return subprocess.Popen(
            [sys.executable, *options, str(program), *arguments],
            stdin=wire,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={},
            cwd=self.folder,
            start_new_session=True,
            bufsize=0,
        )

    def begin(self) -> Self:
        """It has loaded what it needs and shut itself off, or it is ended."""
        try:
            answer, _ = self._answer(self.limits.start_seconds)
            self.is_sealed = answer.get("sealed") is True
            if not (self.is_sealed or self.limits.accept_unsealed):
                raise PagesRefused(Refusal.NOT_ISOLATED)
        except BaseException:
            self.close()
            raise
        return self

    def ask(
        self, question: dict[str, Any], content: bytes = b"", *, seconds: float
    ) -> tuple[dict[str, Any], bytes]:
        """The answer, or the refusal the process gave or came to."""
        try:
            asked = messages.packed(question, content)
            messages.write_all(self.wire.fileno(), asked)
        except OSError:
            raise PagesRefused(Refusal.TOO_MUCH) from None
        facts, content = self._answer(seconds)
        if "refused" in facts:
            raise _refusal(facts)
        return facts, content

    def _answer(self, seconds: float) -> tuple[dict[str, Any], bytes]:
        until = time.monotonic() + seconds
        try:
            return messages.received(
                lambda size: self._read(size, until), most=self.limits.answer_bytes
            )
        except TimeoutError:
            raise PagesRefused(Refusal.TOO_SLOW, limit=f"{seconds:g}") from None
        except (EOFError, Garbled, OSError):
            raise PagesRefused(Refusal.TOO_MUCH) from None

    def _read(self, size: int, until: float) -> bytes:
        assert self.process.stdout is not None
        number = self.process.stdout.fileno()
        poll = select.poll()
        poll.register(number, select.POLLIN)
        if not poll.poll(max(0, until - time.monotonic()) * 1000):
            raise TimeoutError
        return os.read(number, size)

    def peak_bytes(self) -> int:
        """The most memory the process held so far, as the system counted it."""
        status = Path(f"/proc/{self.process.pid}/status").read_text(encoding="ascii")
        line = next(x for x in status.splitlines() if x.startswith("VmHWM"))
        return int(line.split()[1]) * 1024

    @property
    def is_worn(self) -> bool:
        """Half of its computing time is used: better a new one than a kill midway."""
        return self._computed() * 2 > self.limits.cpu_seconds

    def _computed(self) -> float:
        """Seconds of computing so far; a process that is gone has used none."""
        try:
            text = Path(f"/proc/{self.process.pid}/stat").read_text(encoding="utf-8")
        except OSError:
            return 0
        # The name in parentheses may hold spaces; the times stand behind it.
        own, system = text.rpartition(")")[2].split()[11:13]
        return (int(own) + int(system)) / os.sysconf("SC_CLK_TCK")

    def disown(self) -> None:
        """It belongs to the process that this one was forked off from."""
        self.wire.close()
        if self.process.stdout is not None:
            self.process.stdout.close()
        self.process.returncode = 0

    def close(self) -> None:
        self.process.kill()
        self.process.wait()
        self.wire.close()
        if self.process.stdout is not None:
            self.process.stdout.close()
        shutil.rmtree(self.folder, ignore_errors=True)


class Worker(Child):
    """One process for one open file, which it is given once it has been started.

    Started ahead it loads what any kind of file needs, and waits for the one file.
    """

    def __init__(self, *, ahead: bool = False) -> None:
        super().__init__(LAUNCH, [AHEAD] if ahead else [], Limits())

    @classmethod
    def of(cls, file: BinaryIO, limits: Limits) -> Worker:
        return cls().given(file, limits)

    def given(self, file: BinaryIO, limits: Limits) -> Self:
        """The file and what it may take, told once; then it is shut off."""
        self.limits = limits
        told = messages.packed(asdict(limits))
        try:
            socket.send_fds(self.wire, [told], [file.fileno()])
        except OSError:
            self.close()
            raise PagesRefused(Refusal.TOO_MUCH) from None
        return self.begin()


def _refusal(facts: dict[str, Any]) -> PagesRefused:
    """As the process gave it; the values are numbers or short words, or it lies."""
    reason = Refusal.__members__.get(str(facts["refused"]))
    values = facts.get("values")
    if reason is None or not isinstance(values, dict):
        return PagesRefused(Refusal.TOO_MUCH)
    if set(values) != set(PLACE.findall(reason.value)):
        return PagesRefused(Refusal.TOO_MUCH)
    return PagesRefused(reason, **{key: str(values[key])[:20] for key in values})


@contextmanager
def turn(limits: Limits) -> Iterator[None]:
    """So many files are open at once; the others wait, and are told if it takes long."""
    with _turns_lock:
        turns = _turns.setdefault(
            limits.at_once, threading.BoundedSemaphore(limits.at_once)
        )
    if not turns.acquire(timeout=limits.wait_seconds):
        raise PagesRefused(Refusal.BUSY)
    try:
        yield
    finally:
        turns.release()


def check_size(file: BinaryIO, limits: Limits) -> None:
    """Refused before a process is started for it."""
    size = os.fstat(file.fileno()).st_size
    if size == 0:
        raise PagesRefused(Refusal.EMPTY)
    if size > limits.file_bytes:
        megabytes, most = -(-size // MEGABYTE), limits.file_bytes // MEGABYTE
        raise PagesRefused(Refusal.TOO_BIG, size=megabytes, limit=most)
