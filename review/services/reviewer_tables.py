"""The officers' panel of reviewers as a spreadsheet: whatever the page tells, no more."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal
from math import isfinite

from review.domain.errors import N_
from review.domain.policy import Viewer
from review.domain.reviewer_figures import FEWEST_FILES, Share
from review.files.tables import CellKind, Column, Table
from review.numerics.drift import Drift
from review.numerics.severity import Severity
from review.services.openings import note_export
from review.services.people_lists import EVERYBODY, PeopleFilter, found
from review.services.readers import written
from review.services.reviewer_figures import LINE_STATES, ReviewerLine, panel

Say = Callable[[str], str]
INTEGER, PERCENT, DECIMAL = CellKind.INTEGER, CellKind.PERCENT, CellKind.DECIMAL
TENTH = Decimal("0.1")
_Column = Column[ReviewerLine]


def export(
    *,
    viewer: Viewer,
    code: str,
    wanted: PeopleFilter = EVERYBODY,
    file_format: str,
    at: datetime,
    say: Say,
) -> bytes:
    """By name; taking it is logged."""
    everybody = panel(viewer=viewer, code=code).lines
    lines = found(everybody, wanted, LINE_STATES).lines
    note_export(viewer, f"reviewer_figures:{code}", at)
    columns = (
        _Column("name", say(N_("Name"))),
        _Column("number", say(N_("Reviewer number"))),
        *_work(say),
        *_shares(say),
        *_severity(say),
        *_drift(say),
    )
    table = Table(say(N_("Figures of reviewers")), columns, lines)
    return written(table, file_format)


def _work(say: Say) -> Iterator[_Column]:
    yield _Column("n_done", say(N_("Submitted")), INTEGER, of=lambda r: r.work.n_done)
    yield _Column(
        "n_open", say(N_("Not submitted")), INTEGER, of=lambda r: r.work.n_open
    )
    yield _Column(
        "minutes",
        say(N_("Minutes for a review (median)")),
        INTEGER,
        of=lambda r: r.work.minutes,
    )
    yield _Column(
        "n_timed",
        say(N_("Reviews with known time")),
        INTEGER,
        of=lambda r: r.work.n_timed,
    )
    yield _Column(
        "n_files", say(N_("Settled files")), INTEGER, of=lambda r: r.figure.n_files
    )


SHARES: tuple[tuple[str, str, Callable[[ReviewerLine], Share]], ...] = (
    ("decided_same", N_("As decided"), lambda r: r.figure.decision.same),
    ("decided_near", N_("As decided or next to it"), lambda r: r.figure.decision.near),
    ("lost", N_("Decided against"), lambda r: r.figure.lost),
    ("upheld", N_("Objections upheld"), lambda r: r.figure.upheld),
    ("partner_same", N_("As the partner"), lambda r: r.figure.partner.same),
    (
        "partner_near",
        N_("As the partner or next to it"),
        lambda r: r.figure.partner.near,
    ),
    ("repeated", N_("Same sheets"), lambda r: r.figure.repeated),
    (
        "repeated_beside",
        N_("Same sheets of the others"),
        lambda r: r.figure.repeated_beside,
    ),
)


def _shares(say: Say) -> Iterator[_Column]:
    for key, title, of in SHARES:
        yield from _share(key, say(title), of, say)


def _share(
    key: str, title: str, of: Callable[[ReviewerLine], Share], say: Say
) -> Iterator[_Column]:
    def told(
        value: Callable[[Share], int | Decimal],
    ) -> Callable[[ReviewerLine], object]:
        return lambda row: value(of(row)) if of(row).is_told else None

    n, whole = say(N_("file count")), say(N_("whole"))
    low, high = say(N_("from")), say(N_("to"))
    yield _Column(f"{key}_files", f"{title} ({n})", INTEGER, of=lambda r: of(r).n_files)
    yield _Column(key, title, INTEGER, of=told(lambda share: share.part))
    yield _Column(
        f"{key}_whole", f"{title} ({whole})", INTEGER, of=told(lambda each: each.whole)
    )
    yield _Column(
        f"{key}_percent",
        f"{title} (%)",
        PERCENT,
        of=told(lambda each: _tenth(100 * each.part / each.whole)),
    )
    for name, words, end in (("low", low, 0), ("high", high, 1)):
        yield _Column(
            f"{key}_{name}",
            f"{title} (%, {words})",
            PERCENT,
            of=told(lambda each, end=end: _tenth(100 * (each.interval or (0, 0))[end])),
        )


def _severity(say: Say) -> Iterator[_Column]:
    def told(value: Callable[[Severity], float]) -> Callable[[ReviewerLine], object]:
        def of(row: ReviewerLine) -> Decimal | None:
            is_told = row.severity and row.severity.n_files >= FEWEST_FILES
            return _tenth(value(row.severity)) if is_told else None

        return of

    title, count = say(N_("Leniency, points")), say(N_("file count"))
    yield _Column(
        "leniency_files",
        f"{title} ({count})",
        INTEGER,
        of=lambda r: r.severity.n_files if r.severity else None,
    )
    for name, words, value in (
        ("leniency", "", lambda each: each.raw),
        ("leniency_low", say(N_("from")), lambda each: each.low),
        ("leniency_high", say(N_("to")), lambda each: each.high),
        ("leniency_adjusted", say(N_("adjusted")), lambda each: each.adjusted),
    ):
        full = f"{title} ({words})" if words else title
        yield _Column(name, full, DECIMAL, 1, of=told(value))


def _drift(say: Say) -> Iterator[_Column]:
    def of(
        value: Callable[[Drift], float], places: str
    ) -> Callable[[ReviewerLine], object]:
        return lambda row: _places(value(row.drift), places) if row.drift else None

    title = say(N_("Drift, points"))
    yield _Column("drift", title, DECIMAL, 1, of=of(lambda each: each.shift, "0.1"))
    yield _Column(
        "drift_files",
        f"{title} ({say(N_('file count'))})",
        INTEGER,
        of=lambda row: row.drift.n if row.drift else None,
    )
    yield _Column(
        "drift_t", f"{title} (t)", DECIMAL, 2, of=of(lambda each: each.t, "0.01")
    )
    yield _Column(
        "drift_p", f"{title} (p)", DECIMAL, 3, of=of(lambda each: each.p, "0.001")
    )


def _tenth(value: float) -> Decimal:
    return Decimal(str(value)).quantize(TENTH, ROUND_HALF_UP)


def _places(value: float, places: str) -> Decimal | None:
    """Nothing where all differences are alike: the test knows no bound there."""
    if not isfinite(value):
        return None
    return Decimal(str(value)).quantize(Decimal(places), ROUND_HALF_UP)
