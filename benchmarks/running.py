"""Pages of a campaign of 10,000 files beside its lists: the board, what is done in bulk.

Right after an event everything is counted anew; after that a page takes what was counted
in this state. Both are measured.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from statistics import median

from flask import Flask
from sqlalchemy import event

from benchmarks import bureau
from benchmarks.figures import Figure
from benchmarks.lists import CPU, N_CASES, PAGES
from benchmarks.requests import Browser, Request, answered
from benchmarks.settling import hand_in
from benchmarks.timing import cpu_ms, cpu_seconds
from review.services import settling, standing
from review.store.database import db

N_CALLS, BATCH, N_ANEW = 24, 2, 5
BOARD, BULK = 150.0, 100.0
HERE = f"/campaigns/{bureau.CODE}"
FIVE = ",".join(f"R{n:03}" for n in range(5))
"""Each of 200 reviewers holds 100 of the 20,000 reads."""
SOME = "to=major&q=number:000"
"""Numbers have six digits: those below 1,000, and nine more."""
UNDER_REVIEW: Mapping[str, tuple[str, float | None]] = {
    "the board": (f"{HERE}/board/", BOARD),
    "files by phase, 500 of them": (PAGES["list of 500 files of a campaign"], None),
    "taking back 500 reads, looked at": (
        f"{HERE}/allocation/take-back?q=reviewer:{FIVE}",
        BULK,
    ),
    "reads that a query finds, 500 of them": (
        f"{HERE}/allocation/reads?size=500&q=reviewer:{FIVE}",
        BULK,
    ),
    "a class for 1,000 files, looked at": (f"{HERE}/on-files/class?{SOME}", None),
    "withdrawing 1,000 files, looked at": (f"{HERE}/on-files/withdraw?{SOME}", None),
    "everyone who holds something": (f"{HERE}/readers", None),
    "whom to remind": (f"{HERE}/reminders", BULK),
}
SETTLED: Mapping[str, tuple[str, float | None]] = {
    "the board, all settled": (f"{HERE}/board/", BOARD),
    "list of 500 settled files": (PAGES["list of 500 files of a campaign"], CPU),
}


def figures() -> Iterator[Figure]:
    """While the reviews are out, and once all are in and settled."""
    with bureau.campaign(n_cases=N_CASES, n_reviewers=200) as own:
        yield from _measured(own.app, own.officer, UNDER_REVIEW)
        with own.app.app_context():
            hand_in(own.viewer)
            which = {"viewer": own.viewer, "campaign_code": bureau.CODE}
            settling.settle(at=bureau.now(), **which)
        yield from _measured(own.app, own.officer, SETTLED)


def _measured(
    app: Flask, officer: Browser, pages: Mapping[str, tuple[str, float | None]]
) -> Iterator[Figure]:
    for name, (path, most) in pages.items():
        request = officer.get(path)
        answered(app, [request])
        anew = median(_anew(app, request) for _ in range(N_ANEW))
        taken = cpu_ms(app, [request] * N_CALLS, batch=BATCH)
        is_list = most == CPU
        name = f"{name}: {_n_statements(app, request)} statements"
        yield Figure(name, taken, "ms CPU", most)
        yield Figure(
            "  right after an event", anew, "ms CPU", None if is_list else most
        )


def _anew(app: Flask, request: Request) -> float:
    standing.forget()
    return cpu_seconds(lambda: answered(app, [request])) * 1000


def _n_statements(app: Flask, request: Request) -> int:
    sent: list[str] = []

    def note(*given: object) -> None:
        sent.append(str(given[2]))

    with app.app_context():
        event.listen(db.engine, "before_cursor_execute", note)
        try:
            answered(app, [request])
        finally:
            event.remove(db.engine, "before_cursor_execute", note)
    return len(sent)
