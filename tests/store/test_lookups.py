"""What is asked of every file of a sample is looked up, whatever the number of reads."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from flask import Flask
from sqlalchemy import event

from review.domain.case_queries import EVERYTHING
from review.store import unit
from review.store.database import db
from review.store.kept import kept
from review.store.queries import on_files, read_lists, second_reads, seeds

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture
def known(app: Flask) -> Iterator[None]:
    with app.app_context(), unit.reading():
        yield


@contextmanager
def noted() -> Iterator[list[str]]:
    """How the database goes about each statement sent meanwhile."""
    plans: list[str] = []

    def note(_c: object, cursor: object, statement: str, values: object, *_: object):
        execute = cursor.connection.execute  # type: ignore[attr-defined]
        plans.extend(
            row[3] for row in execute(f"EXPLAIN QUERY PLAN {statement}", values)
        )

    event.listen(db.engine, "before_cursor_execute", note)
    yield plans
    event.remove(db.engine, "before_cursor_execute", note)


@pytest.mark.parametrize(
    "ask",
    [
        lambda: on_files.files(1, list(range(501))),
        lambda: on_files.files(1, [1]),
        lambda: on_files.classed(1),
        lambda: second_reads.files(1),
        lambda: seeds.seeds(1),
    ],
)
def test_no_read_is_looked_at_for_every_file(
    known: None, ask: Callable[[], object]
) -> None:
    with noted() as plans:
        ask()
    assert [step for step in plans if step.startswith("SCAN reads")] == []
    assert any("reads" in step for step in plans)


def test_a_list_that_is_counted_again_finds_its_statement(known: None) -> None:
    read_lists.n_rows(1, EVERYTHING, None)
    before = kept.cache_info().misses
    read_lists.n_rows(1, EVERYTHING, None)
    assert kept.cache_info().misses == before
