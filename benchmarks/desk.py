"""The reviewer's desk: opening a sheet, saving an answer, submitting all answers."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

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

N_CASES, N_ROUNDS = 2000, 3
N_CALLS, N_SPARE = 20, 2
"""Requests of each reviewer in this process, and reads left for weighing the log."""
SECONDS, MOST_REQUESTS = 3.0, 600
CPU, RATE, SUBMITTED, SHARE = 3.0, 400.0, 300.0, 0.8
OPEN, SAVE, SUBMIT = "open a sheet of 39 lines", "save an answer", "submit all answers"
NAMES = (OPEN, SAVE, SUBMIT)
Rounds = dict[str, list[float]]


def figures() -> Iterator[Figure]:
    """With SQLite against the limits, then with PostgreSQL beside SQLite."""
    with sqlite() as url:
        desk = prepared(url, N_CASES)
        cpu, rates = in_rounds(desk)
        yield from _against_limits(desk, cpu, rates)
        bureau.closed(desk.app)
    with postgres() as url:
        desk = prepared(url, N_CASES * 3 // 4)
        theirs = in_rounds(desk)
        bureau.closed(desk.app)
    for unit, best, here, there in zip(
        ("ms CPU", "req/s"), (min, max), (cpu, rates), theirs, strict=True
    ):
        for name in NAMES:
            words = {"baseline": best(here[name]), "against": "the same with SQLite"}
            measured = best(there[name])
            yield Figure(
                f"{name}, PostgreSQL",
                measured,
                unit,
                is_least=best is max,
                rounds=there[name],
                **words,
            )


def in_rounds(desk: Desk) -> tuple[Rounds, Rounds]:
    """Processor time in this process and rates of a server, in turns, minutes apart.

    What else runs on the machine can only add to the one and take from the other, so
    that of the rounds the best tells what the program costs.
    """
    n = (min(map(len, desk.reads)) - N_OPEN - N_SPARE) // (N_ROUNDS + 1) - N_CALLS
    settings = {
        "CASE_REVIEW_DATABASE_URL": desk.url,
        "CASE_REVIEW_SECRET_KEY": bureau.SECRET,
    }
    cpu: Rounds = {name: [] for name in NAMES}
    rates: Rounds = {name: [] for name in NAMES}
    with served("wsgi:app", settings) as port:
        for number in range(N_ROUNDS + 1):
            first = number * (N_CALLS + n)
            taken = in_process(desk, first, number)
            done = by_rate(desk, port, first + N_CALLS, n, number)
            # In the first round everything is met for the first time.
            for name in NAMES if number else ():
                cpu[name].append(taken[name])
                rates[name].append(done[name])
    return cpu, rates


def in_process(desk: Desk, first: int, number: int) -> dict[str, float]:
    """Processor time of a request, without any server around the application."""

    def cpu(of_client: Callable[[int], list[Request]]) -> float:
        return cpu_ms(desk.app, in_turns(plans(of_client)))

    return {
        OPEN: cpu(lambda client: desk.opening(client, N_CALLS)),
        SAVE: cpu(lambda client: desk.saving(client, N_CALLS, 2 * number)),
        SUBMIT: _all_in(
            desk, lambda: cpu(lambda client: desk.submitting(client, first, N_CALLS))
        ),
    }


def _all_in(desk: Desk, work: Callable[[], float]) -> float:
    """Submissions redirect whatever happens, so what they did is looked at."""
    before = desk.n_waiting()
    result = work()
    if desk.n_waiting() >= before:
        raise UnexpectedAnswer("nothing was submitted")
    return result


def by_rate(desk: Desk, port: int, first: int, n: int, number: int) -> dict[str, float]:
    """Requests a second of sixteen browsers against two workers."""
    opening = plans(lambda client: desk.opening(client, MOST_REQUESTS))
    saving = plans(lambda client: desk.saving(client, MOST_REQUESTS, 2 * number + 1))
    submitting = plans(lambda client: desk.submitting(client, first, n))
    return {
        OPEN: _rate(port, opening),
        SAVE: _rate(port, saving),
        SUBMIT: _all_in(desk, lambda: _rate(port, submitting)),
    }


def _rate(port: int, each: Plans) -> float:
    raw = [[request.raw() for request in plan] for plan in each]
    return load(port, raw, each[0][0].status, SECONDS).per_second


def _against_limits(desk: Desk, cpu: Rounds, rates: Rounds) -> Iterator[Figure]:
    folder = Path(desk.url.removeprefix("sqlite:///")).parent
    size, log = answered(desk.app, desk.opening(0, 1)), log_bytes(desk, folder)
    bare_cpu, bare_rates = _bare(folder, size)
    most = commits.per_second(folder / "commits.sqlite", log, seconds=SECONDS)
    for name in NAMES:
        words = f"bare page, {size // 1000} kB" if name == OPEN else "bare commit"
        beside = {"baseline": bare_cpu[name == OPEN], "against": words}
        best, rounds = min(cpu[name]), cpu[name]
        yield Figure(name, best, "ms CPU", CPU, rounds=rounds, **beside)
    for name in NAMES:
        limit, baseline = RATE, bare_rates[name == OPEN]
        words = "the same bare page" if name == OPEN else "the same bare commit"
        if name == SUBMIT:
            limit, baseline = min(SUBMITTED, SHARE * most), most
            words = f"durable commits of {log // 1000} kB, nothing around them"
        beside = {"baseline": baseline, "against": words, "rounds": rates[name]}
        yield Figure(name, max(rates[name]), "req/s", limit, is_least=True, **beside)


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
