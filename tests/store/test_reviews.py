"""Drafts give way to one writer only, and texts keep their order."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask

from review.domain.errors import RuleBroken
from review.store import unit
from review.store.models import Draft, Read, StoredText
from review.store.queries import numbered, reviews
from tests.conftest import AT
from tests.factories import World
from tests.services.rounds import rows, under_review

VALUES = {"answers": "{}", "n_answered": 0, "comment": "", "saved_at": AT}


@pytest.fixture(autouse=True)
def world(app: Flask) -> Iterator[World]:
    with app.app_context():
        yield under_review()


def read_id() -> int:
    return int(rows(Read, "id")[0][0])


def end_read() -> None:
    with unit.transaction():
        event = unit.record("tested", chain="test", actor=unit.SYSTEM, at=AT)
        unit.change(event, Read, {"id": read_id()}, ended_at=AT, ended_reason="x")


def start() -> None:
    with unit.transaction():
        reviews.start_draft(read_id(), **VALUES)


def close(version: int) -> bool:
    with unit.transaction():
        return reviews.close_draft(read_id(), version, n_answered=3, at=AT)


def test_only_the_newest_version_is_saved_over() -> None:
    start()
    with unit.transaction():
        found = [reviews.save_draft(read_id(), n, **VALUES) for n in (0, 2, 1, 1, 2)]

    assert found == [False, False, True, False, True]
    assert rows(Draft, "version") == [(3,)]


def test_a_draft_is_started_once() -> None:
    start()

    with pytest.raises(RuleBroken), unit.refusing({"drafts": RuleBroken()}):
        start()


@pytest.mark.parametrize("version", [0, 1])
def test_a_closed_draft_is_empty_and_its_version_moved_on(version: int) -> None:
    if version:
        start()

    assert close(version)
    assert rows(Draft, "version", "answers", "n_answered") == [(version + 1, "", 3)]
    if version:
        assert not close(version)


@pytest.mark.parametrize("version", [0, 1])
def test_the_draft_of_an_ended_read_is_not_closed(version: int) -> None:
    if version:
        start()
    end_read()

    assert not close(version)


def test_texts_are_numbered_in_the_order_given() -> None:
    bodies = [f"理由{n}" for n in range(40)]
    texts = [{"bureau_id": 1, "kind": "reason", "body": body} for body in bodies]
    with unit.transaction():
        ids = [*numbered.add_texts(texts[:1]), *numbered.add_texts(texts[1:])]
        none = numbered.add_texts([])

    stored = dict(rows(StoredText, "id", "body"))
    assert [stored[key] for key in ids] == bodies
    assert none == []
