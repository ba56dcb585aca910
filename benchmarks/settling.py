"""A campaign of 10,000 files: settled, counted in every way, and published."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from sqlalchemy import select

from benchmarks import bare, bureau
from benchmarks.databases import sqlite
from benchmarks.figures import Figure
from benchmarks.timing import seconds
from review.domain.aggregation import By
from review.domain.answers import parse_answers
from review.domain.policy import Viewer
from review.domain.publication import ReleaseKind
from review.domain.schemes import Item, ItemKind, Scheme
from review.files.schemes import dump, load
from review.files.shipped import scoring_schemes
from review.services import figures as figures_service
from review.services import publication, replay, settling
from review.services.demo import answers
from review.services.submissions import Place, Reviewed, by_answers, record_submissions
from review.store import unit
from review.store.models import Read

N_CASES, N_REVIEWERS, N_DIFFERENT = 10_000, 200, 2000
LIMIT = 2.0
BATCH = 1000


def figures() -> Iterator[Figure]:
    with sqlite() as url:
        app, viewer = bureau.founded(url)
        with app.app_context():
            bureau.under_review(viewer, n_cases=N_CASES, n_reviewers=N_REVIEWERS)
            hand_in(viewer)
            settled = seconds(lambda: _settle(viewer))
            counted = seconds(lambda: _count(viewer))
            tried = [seconds(_trial(viewer, change)) for change in (bands, points)]
            published = seconds(lambda: _publish(viewer))
        bureau.closed(app)
        folder = Path(url.removeprefix("sqlite:///")).parent
        copied = seconds(lambda: _write_rows(folder / "bare.sqlite"))
    words = f"{N_CASES} rows in one bare commit"
    yield Figure(
        *(f"settle {N_CASES} files and count in every way", settled + counted, "s"),
        LIMIT,
        baseline=copied,
        against=words,
    )
    yield Figure(f"  of which settling {N_CASES} files", settled, "s")
    yield Figure(f"  of which figures by {', '.join(By)}", counted, "s")
    yield Figure("try other bands on them", tried[0], "s")
    yield Figure("try other points on them, every sheet scored anew", tried[1], "s")
    yield Figure("publish them: frozen, digested, stored", published, "s")


def hand_in(viewer: Viewer, n_different: int = N_DIFFERENT) -> None:
    """Both reviews of every file, stored as submissions are: with totals and answers."""
    scheme = load(scoring_schemes()[bureau.SCHEME])
    made = reviews(scheme, n_different)
    with unit.reading() as connection:
        rows = connection.execute(select(Read.__table__).order_by(Read.id)).all()
    for start in range(0, len(rows), BATCH):
        with unit.transaction():
            event = unit.record(
                "reviews_handed_in",
                chain=f"campaign:{rows[0].campaign_id}",
                actor=unit.SYSTEM,
                at=bureau.now(),
            )
            stored = [
                (_place(row, scheme), _given(row, made))
                for row in rows[start : start + BATCH]
            ]
            record_submissions(event, stored, at=bureau.now())


def reviews(scheme: Scheme, n_different: int) -> list[Reviewed]:
    """Different reviews with a total."""
    made = []
    for number in range(n_different):
        given = answers.review(scheme, case=f"case {number}", reader=1, part=None)
        made.append(by_answers(scheme, parse_answers(scheme, given)))
    return [each for each in made if each.total is not None]


def _given(row: Any, made: Sequence[Reviewed]) -> Reviewed:
    """The second reader finds what the first one found, so nothing diverges."""
    return made[row.campaign_case_id % len(made)]


def _place(row: Any, scheme: Scheme) -> Place:
    return Place(
        read_id=row.id,
        public_id=row.public_id,
        bureau_id=row.bureau_id,
        campaign_case_id=row.campaign_case_id,
        reviewer_code=row.reviewer_code,
        scheme_digest=scheme.digest,
    )


def _settle(viewer: Viewer) -> None:
    done = settling.settle(viewer=viewer, campaign_code=bureau.CODE, at=bureau.now())
    assert done.n_settled == N_CASES, done


def _count(viewer: Viewer) -> None:
    for by in By:
        figures_service.figures(viewer=viewer, code=bureau.CODE, by=by)


def bands(scheme: Scheme) -> Scheme:
    """Every band but the lowest begins two points higher."""
    grades = (
        replace(g, lower=g.lower + 2 if g.lower else g.lower) for g in scheme.grades
    )
    return replace(scheme, grades=tuple(grades), version="tried")


def points(scheme: Scheme) -> Scheme:
    """Every named deduction costs half."""
    sections = (
        replace(section, items=tuple(map(_halved, section.items)))
        for section in scheme.sections
    )
    return replace(scheme, sections=tuple(sections), version="tried")


def _halved(item: Item) -> Item:
    options = item.options
    if item.kind is ItemKind.ALTERNATIVES:
        options = tuple(replace(each, points=each.points / 2) for each in options)
    return replace(item, items=tuple(map(_halved, item.items)), options=options)


def _trial(viewer: Viewer, change: Callable[[Scheme], Scheme]) -> Callable[[], object]:
    text = dump(change(load(scoring_schemes()[bureau.SCHEME])))
    of = {"viewer": viewer, "old": bureau.SCHEME, "campaigns": [bureau.CODE]}
    return lambda: replay.compare(text=text, **of)


def _publish(viewer: Viewer) -> None:
    publication.publish(
        viewer=viewer,
        code=bureau.CODE,
        kind=ReleaseKind.FINAL,
        at=bureau.now(),
        key="benchmark",
    )


def _write_rows(path: Path) -> None:
    connection = bare.connected(path)
    connection.execute(bare.TABLE)
    connection.execute("BEGIN IMMEDIATE")
    rows = [(None, b"x" * 500) for _ in range(N_CASES)]
    connection.executemany("INSERT INTO rows VALUES (?, ?)", rows)
    connection.execute("COMMIT")
