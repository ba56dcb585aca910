"""One answer is calculated at a time, and nobody waits for a browser that is slow."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterable
from io import BytesIO
from typing import Any

import pytest

from review.services.elsewhere import end_turn
from review.web.one_at_a_time import SMALL, OneAtATime

LONG = 5.0
"""Seconds after which a test gives up; none waits that long if all is well."""


class Application:
    """Calculates until it is let go; remembers who was in it at the same time."""

    def __init__(self) -> None:
        self.may_end = threading.Event()
        self.entered = threading.Semaphore(0)
        self.inside = self.most = 0
        self.bodies: list[bytes] = []

    def __call__(self, environ: dict[str, Any], _start: object) -> Iterable[bytes]:
        self.inside += 1
        self.most = max(self.most, self.inside)
        self.bodies.append(environ["wsgi.input"].read(8))
        self.entered.release()
        assert self.may_end.wait(LONG)
        self.inside -= 1
        return [b"done"]

    def is_entered(self, within: float = LONG) -> bool:
        return self.entered.acquire(timeout=within)


def request(body: Any = b"", **more: str) -> dict[str, Any]:
    if isinstance(body, bytes):
        more.setdefault("CONTENT_LENGTH", str(len(body)))
        body = BytesIO(body)
    return {"wsgi.input": body, **more}


def start(app: OneAtATime, environ: dict[str, Any]) -> threading.Thread:
    thread = threading.Thread(target=app, args=(environ, lambda *_: None))
    thread.start()
    return thread


@pytest.fixture
def inner() -> Application:
    return Application()


def test_the_second_calculates_when_the_first_is_done(inner: Application) -> None:
    app = OneAtATime(inner, patience=LONG)  # type: ignore[arg-type]
    first = start(app, request())
    assert inner.is_entered()
    second = start(app, request())
    assert not inner.is_entered(within=0.05)
    inner.may_end.set()
    assert inner.is_entered()
    for each in (first, second):
        each.join(LONG)
    assert inner.most == 1


def test_a_long_one_does_not_hold_up_the_rest(inner: Application) -> None:
    app = OneAtATime(inner, patience=0.01)  # type: ignore[arg-type]
    threads = [start(app, request()) for _ in range(3)]
    assert all(inner.is_entered() for _ in threads)
    inner.may_end.set()
    for each in threads:
        each.join(LONG)
    assert inner.most == 3
    assert list(app({"wsgi.input": BytesIO()}, lambda *_: None)) == [b"done"]  # type: ignore[arg-type,return-value]


def test_a_request_waits_as_long_as_the_line_moves() -> None:
    """Twenty short ones before it are no long one."""
    inside = most = 0

    def short(_environ: object, _start: object) -> Iterable[bytes]:
        nonlocal inside, most
        inside += 1
        most = max(most, inside)
        time.sleep(0.02)
        inside -= 1
        return [b"done"]

    app = OneAtATime(short, patience=0.2)  # type: ignore[arg-type]
    threads = [start(app, request()) for _ in range(20)]
    for each in threads:
        each.join(LONG)
    assert most == 1


def test_beside_a_long_one_there_is_still_one_at_a_time() -> None:
    """Those who lost patience with it do not all begin in the same instant."""
    may_end, is_inside = threading.Event(), threading.Event()
    inside = most = 0

    def inner(environ: dict[str, Any], _start: object) -> Iterable[bytes]:
        nonlocal inside, most
        if environ.get("PATH_INFO"):
            is_inside.set()
            assert may_end.wait(LONG)
            return [b"long"]
        inside += 1
        most = max(most, inside)
        time.sleep(0.02)
        inside -= 1
        return [b"short"]

    app = OneAtATime(inner, patience=0.2)  # type: ignore[arg-type]
    long = start(app, request(PATH_INFO="/1"))
    assert is_inside.wait(LONG)
    short = [start(app, request()) for _ in range(8)]
    for each in short:
        each.join(LONG)
    assert most == 1
    may_end.set()
    long.join(LONG)


def test_whoever_waits_elsewhere_lets_the_others_calculate() -> None:
    """Nobody needs patience for them, and no turn is given back twice."""
    turns: list[str] = []
    may_end = threading.Event()

    def drawing(_environ: object, _start: object) -> Iterable[bytes]:
        end_turn()
        end_turn()
        turns.append("waits")
        assert may_end.wait(LONG)
        return [b"drawn"]

    def calculating(_environ: object, _start: object) -> Iterable[bytes]:
        turns.append("calculates")
        return [b"done"]

    def inner(environ: dict[str, Any], start: object) -> Iterable[bytes]:
        return (drawing if environ.get("PATH_INFO") else calculating)(environ, start)

    app = OneAtATime(inner, patience=10 * LONG)  # type: ignore[arg-type]
    images = [start(app, request(PATH_INFO="/1")) for _ in range(2)]
    for _ in range(2):
        start(app, request()).join(LONG)
    assert sorted(turns) == ["calculates", "calculates", "waits", "waits"]
    may_end.set()
    for each in images:
        each.join(LONG)
    start(app, request()).join(LONG)
    assert len(turns) == 5


class Slow(BytesIO):
    """A browser that has yet to send the rest."""

    def __init__(self, body: bytes) -> None:
        super().__init__(body)
        self.asked, self.arrives = threading.Event(), threading.Event()

    def read(self, size: int | None = -1, /) -> bytes:
        self.asked.set()
        assert self.arrives.wait(LONG)
        return super().read(size)


def test_a_slow_browser_is_read_before_anybody_waits_for_it(
    inner: Application,
) -> None:
    app, body = OneAtATime(inner, patience=LONG), Slow(b"answers=")  # type: ignore[arg-type]
    inner.may_end.set()
    slow = start(app, request(body, CONTENT_LENGTH="8"))
    assert body.asked.wait(LONG)
    start(app, request(b"quick")).join(LONG)
    assert inner.bodies == [b"quick"]
    body.arrives.set()
    slow.join(LONG)
    assert inner.bodies == [b"quick", b"answers="]


@pytest.mark.parametrize(
    "said",
    [
        {"CONTENT_LENGTH": str(SMALL + 1)},
        {"CONTENT_LENGTH": "many"},
        {"HTTP_TRANSFER_ENCODING": "chunked"},
    ],
)
def test_a_file_neither_waits_nor_is_waited_for(
    inner: Application, said: dict[str, str]
) -> None:
    app = OneAtATime(inner, patience=LONG)  # type: ignore[arg-type]
    threads = [start(app, request(BytesIO(b"%PDF"), **said)) for _ in range(2)]
    threads.append(start(app, request()))
    assert all(inner.is_entered() for _ in threads)
    inner.may_end.set()
    for each in threads:
        each.join(LONG)
    assert inner.most == 3
