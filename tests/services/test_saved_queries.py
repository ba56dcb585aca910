"""Kept queries: one's own, the bureau's, and nobody else's."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

import pytest
from flask import Flask

from review.domain.errors import NotVisible
from review.domain.policy import Role, Viewer
from review.domain.query_words import Subject
from review.services import saved_queries
from review.services.saved_queries import CannotKeep
from review.store import unit
from tests.casework import Casework, casework
from tests.conftest import AT
from tests.services.rounds import at_once

FILES, CASES = Subject.FILES, Subject.CASES


@pytest.fixture
def work(app: Flask) -> Iterator[Casework]:
    with app.app_context(), unit.transaction():
        made = casework()
    with app.app_context():
        yield made


def keep(viewer: Viewer, name: str, query: str, *, is_shared: bool = False) -> None:
    of = {"viewer": viewer, "subject": FILES, "at": AT}
    saved_queries.keep(name=name, query=query, is_shared=is_shared, **of)


def names(viewer: Viewer, subject: Subject = FILES) -> list[tuple[str, str, bool]]:
    found = saved_queries.usable(viewer=viewer, subject=subject)
    return [(each.name, each.query, each.is_own) for each in found]


def test_kept_queries_are_ones_own_and_the_shared_ones_of_the_bureau(
    work: Casework,
) -> None:
    with unit.transaction():
        colleague = work.account("colleague", Role.BUREAU_OFFICER)
        stranger = casework(bureau="9", login="stranger").officer
        reviewer = work.account("r", Role.REVIEWER)
    keep(work.officer, "mine", "a")
    keep(work.officer, "ours", "b", is_shared=True)

    assert names(work.officer) == [("mine", "a", True), ("ours", "b", True)]
    assert names(colleague) == [("ours", "b", False)]
    assert (names(stranger), names(work.officer, CASES)) == ([], [])
    assert names(reviewer) == []
    with pytest.raises(NotVisible):
        keep(reviewer, "own", "a")


def test_the_same_name_replaces_and_only_the_owner_drops(work: Casework) -> None:
    with unit.transaction():
        colleague = work.account("colleague", Role.BUREAU_OFFICER)
    keep(work.officer, "ours", "a", is_shared=True)
    keep(work.officer, " ours ", "b", is_shared=True)
    (kept,) = saved_queries.usable(viewer=work.officer, subject=FILES)

    assert names(work.officer) == [("ours", "b", True)]
    with pytest.raises(NotVisible):
        saved_queries.drop(viewer=colleague, public_id=kept.public_id, at=AT)
    saved_queries.drop(viewer=work.officer, public_id=kept.public_id, at=AT)
    assert names(colleague) == []


@pytest.mark.parametrize(
    ("name", "query"), [("", "a"), ("x" * 41, "a"), ("x", " "), ("x", "a" * 501)]
)
def test_a_kept_query_has_a_name_and_asks_something(
    work: Casework, name: str, query: str
) -> None:
    with pytest.raises(CannotKeep):
        keep(work.officer, name, query)


def test_of_two_clicks_at_once_one_query_is_kept(app: Flask, work: Casework) -> None:
    found = at_once(app, [lambda: keep(work.officer, "mine", "a")] * 8)

    assert (found, names(work.officer)) == ([None] * 8, [("mine", "a", True)])


def test_the_most_that_are_kept_hold_at_once_too(app: Flask, work: Casework) -> None:
    for n in range(saved_queries.MOST_KEPT - 1):
        keep(work.officer, f"q{n}", "a")
    found = at_once(
        app, [partial(keep, work.officer, f"new{n}", "a") for n in range(4)]
    )

    assert sum(isinstance(each, CannotKeep) for each in found) == 3
    assert len(names(work.officer)) == saved_queries.MOST_KEPT
