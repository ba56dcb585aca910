"""The reviewer's desk: opening a sheet, saving an answer, submitting all answers."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from statistics import median

from benchmarks import bare, bureau, commits
from benchmarks.clients import UnexpectedAnswer, load
from benchmarks.databases import postgres, sqlite
from benchmarks.figures import Figure
from benchmarks.requests import Request, answered
from benchmarks.reviewers import (
    N_OPEN,
    N_REVIEWERS,
    Desk,
    Plans,
    in_turns,
    plans,
    prepared,
)
from benchmarks.serving import served
from benchmarks.timing import cpu_ms
from review.store.database import db

N_CASES, N_ROUNDS = 1500, 3
N_CALLS, N_SPARE = 20, 2
"""Requests of each reviewer in this process, and reads left for weighing the log."""
SECONDS, MOST_REQUESTS = 3.0, 600
CPU, RATE, SUBMITTED, SHARE = 3.0, 400.0, 300.0, 0.8
OPEN, SAVE, SUBMIT = "open a sheet of 39 lines", "save an answer", "submit all answers"


def figures() -> Iterator[Figure]:
    """With SQLite against the limits, then with PostgreSQL beside SQLite."""
    with sqlite() as url:
        desk = prepared(url, N_CASES)
        cpu, rates = in_process(desk), by_rate(desk)
        yield from _against_limits(desk, cpu, rates)
        bureau.closed(desk.app)
    with postgres() as url:
        desk = prepared(url, N_CASES // 2)
        theirs = in_process(desk), by_rate(desk)
        bureau.closed(desk.app)
    for unit, here, there in zip(
        ("ms CPU", "req/s"), (cpu, rates), theirs, strict=True
    ):
        for name, value in there.items():
            words = {"baseline": here[name], "against": "the same with SQLite"}
            yield Figure(f"{name}, PostgreSQL", value, unit, **words)


def in_process(desk: Desk) -> dict[str, float]:
    """Processor time of a request, without any server around the application."""

    def cpu(of_client: Callable[[int], list[Request]]) -> float:
        return cpu_ms(desk.app, in_turns(plans(of_client)))

    return {
        OPEN: cpu(lambda client: desk.opening(client, N_CALLS)),
        SAVE: cpu(lambda client: desk.saving(client, N_CALLS, 0)),
        SUBMIT: _all_in(
            desk, lambda: cpu(lambda client: desk.submitting(client, 0, N_CALLS))
        ),
    }


def _all_in(desk: Desk, work: Callable[[], float]) -> float:
    """Submissions redirect whatever happens, so what they did is looked at."""
    before = desk.n_waiting()
    result = work()
    if desk.n_waiting() >= before:
        raise UnexpectedAnswer("nothing was submitted")
    return result


def by_rate(desk: Desk) -> dict[str, float]:
    """Requests a second of sixteen browsers against two workers; medians of rounds."""
    settings = {
        "CASE_REVIEW_DATABASE_URL": desk.url,
        "CASE_REVIEW_SECRET_KEY": bureau.SECRET,
    }
    n = (min(map(len, desk.reads)) - N_OPEN - N_CALLS - N_SPARE) // (N_ROUNDS + 1)
    rounds = range(N_ROUNDS)
    opening = plans(lambda client: desk.opening(client, MOST_REQUESTS))
    saving = [
        plans(lambda client, read=read: desk.saving(client, MOST_REQUESTS, read))
        for read in range(1, N_ROUNDS + 1)
    ]
    warming, *submitting = (
        plans(lambda client, at=N_CALLS + n * each: desk.submitting(client, at, n))
        for each in range(N_ROUNDS + 1)
    )
    with served("wsgi:app", settings) as port:
        _rate(port, opening)
        _rate(port, warming)
        return {
            OPEN: median(_rate(port, opening) for _ in rounds),
            SAVE: median(_rate(port, each) for each in saving),
            SUBMIT: _all_in(
                desk, lambda: median(_rate(port, each) for each in submitting)
            ),
        }


def _rate(port: int, each: Plans) -> float:
    raw = [[request.raw() for request in plan] for plan in each]
    return load(port, raw, each[0][0].status, SECONDS).per_second


def _against_limits(
    desk: Desk, cpu: dict[str, float], rates: dict[str, float]
) -> Iterator[Figure]:
    folder = Path(desk.url.removeprefix("sqlite:///")).parent
    size, log = answered(desk.app, desk.opening(0, 1)), log_bytes(desk, folder)
    bare_cpu, bare_rates = _bare(folder, size)
    most = commits.per_second(folder / "commits.sqlite", log, seconds=SECONDS)
    for name in (OPEN, SAVE, SUBMIT):
        words = f"bare page, {size // 1000} kB" if name == OPEN else "bare commit"
        beside = {"baseline": bare_cpu[name == OPEN], "against": words}
        yield Figure(name, cpu[name], "ms CPU", CPU, **beside)
    for name in (OPEN, SAVE):
        words = "the same bare page" if name == OPEN else "the same bare commit"
        beside = {"baseline": bare_rates[name == OPEN], "against": words}
        yield Figure(name, rates[name], "req/s", RATE, is_least=True, **beside)
    limit = min(SUBMITTED, SHARE * most)
    words = f"durable commits of {log // 1000} kB, nothing around them"
    beside = {"baseline": most, "against": words}
    yield Figure(SUBMIT, rates[SUBMIT], "req/s", limit, is_least=True, **beside)


def log_bytes(desk: Desk, folder: Path) -> int:
    """What SQLite writes to its log for one submission."""
    log = folder / "review.sqlite-wal"
    with desk.app.app_context(), db.engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    before = log.stat().st_size
    each = plans(lambda client: desk.submitting(client, -1, 1))
    answered(desk.app, in_turns(each))
    return (log.stat().st_size - before) // N_REVIEWERS


def _bare(folder: Path, size: int) -> tuple[dict[bool, float], dict[bool, float]]:
    """Time and rate of the bare application: True for its page, False for its commit."""
    path = folder / "bare.sqlite"
    bare.made(path)
    body = b"x" * 1000
    pages = {
        True: [[Request("GET", f"/page/{c}")] * MOST_REQUESTS for c in range(16)],
        False: [
            [Request("POST", f"/page/{c}", body=body)] * MOST_REQUESTS
            for c in range(16)
        ],
    }
    app = bare.create_app(path, size)
    cpu = {kind: cpu_ms(app, in_turns(each)[:320]) for kind, each in pages.items()}
    settings = {bare.FILE: str(path), bare.SIZE: str(size)}
    with served("benchmarks.bare:from_environment()", settings) as port:
        rates = {kind: _rate(port, each) for kind, each in pages.items()}
    return cpu, rates
