"""Searching in an own file: what its text layer says, a piece at a time, kept nowhere."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, select

from review.domain.errors import NotVisible
from review.domain.policy import Viewer
from review.services import page_texts, redaction, scans
from review.services.page_images import close_all
from review.services.page_texts import MOST_WORDS, NothingToSearch, Search
from review.services.shelf import Shelf
from review.store import unit
from review.store.models import Event
from tests.conftest import AT
from tests.factories import World
from tests.files.pages import corpus
from tests.scanned import bring, case_id, mark, pdf, picture, shelf_in
from tests.untrusted import deceiving, outlined


@pytest.fixture
def shelf(tmp_path: Path) -> Iterator[Shelf]:
    yield shelf_in(tmp_path)
    close_all()


@pytest.fixture
def case(app: Flask, world: World) -> Iterator[str]:
    with app.app_context():
        yield case_id(world)


def officer_of(world: World) -> Viewer:
    assert world.officer is not None
    return world.officer


def search(world: World, shelf: Shelf, words: str, *, reviewer: int = 0) -> Search:
    """To the end, however often a busy machine makes it answer before."""
    whole = piece = search_from(world, shelf, words, 1, reviewer)
    while piece.following:
        piece = search_from(world, shelf, words, piece.following, reviewer)
        found, unread = whole.found + piece.found, whole.unread + piece.unread
        has_recognised = whole.has_recognised or piece.has_recognised
        whole = Search(found, piece.n_pages, unread, has_recognised=has_recognised)
    return whole


def search_from(
    world: World, shelf: Shelf, words: str, start: int, reviewer: int = 0
) -> Search:
    return page_texts.search(
        viewer=world.reviewers[reviewer],
        public_id=world.reads[0][0],
        words=words,
        start=start,
        shelf=shelf,
        at=AT,
    )


def pages(found: Search) -> list[tuple[int, int]]:
    return [(each.page, each.label) for each in found.found]


def test_pages_with_the_words_are_found(world: World, case: str, shelf: Shelf) -> None:
    officer = officer_of(world)
    bring(officer, case, picture(200), shelf)
    bring(officer, case, corpus.pdf(3), shelf)
    bring(officer, case, corpus.chinese("经审理查明"), shelf)
    second = scans.of_case(viewer=officer, public_id=case).lines[1].public_id
    scans.number_from(viewer=officer, public_id=case, scan_id=second, first=20, at=AT)

    assert pages(search(world, shelf, "审理")) == [(5, 23)]
    assert pages(search(world, shelf, "CASE  file")) == [(2, 20), (3, 21), (4, 22)]
    assert pages(search(world, shelf, "page 2")) == [(3, 21)]
    assert pages(search_from(world, shelf, "page 2", 4)) == []
    found = search(world, shelf, "nothing")
    assert (found.unread, found.stretches, found.n_pages) == (((1, "1"),), ["1"], 5)
    (one,) = search(world, shelf, "审理").found
    assert [(e.before, e.found, e.after) for e in one.excerpts] == [
        ("经", "审理", "查明")
    ]


def test_a_file_of_images_says_so(world: World, case: str, shelf: Shelf) -> None:
    bring(officer_of(world), case, pdf(10, 60), shelf)

    found = search(world, shelf, "审理")
    assert (found.found, found.unread, found.following) == (
        (),
        ((1, "1"), (2, "2")),
        0,
    )
    assert found.stretches == ["1–2"]


def test_pages_that_could_not_be_searched_are_told(
    world: World, case: str, shelf: Shelf
) -> None:
    for body in (pdf(10, 60, 90), corpus.pdf(1), deceiving("private"), pdf(120)):
        bring(officer_of(world), case, body, shelf)

    found = search(world, shelf, "page")

    assert pages(found) == [(4, 4)]
    assert found.stretches == ["1–3", "5–6"]


def test_text_that_was_found_to_be_another_is_not_searched(
    world: World, case: str, shelf: Shelf
) -> None:
    """What the look found, as text drawn as lines, which its letters do not tell."""
    bring(officer_of(world), case, outlined("第3页"), shelf)
    assert pages(search(world, shelf, "第3页")) == [(1, 1)]

    own = {"viewer": officer_of(world), "public_id": case}
    redaction.look(**own, shelf=shelf, at=AT)

    found = search(world, shelf, "第3页")
    assert (found.found, found.stretches) == ((), ["1"])


def test_text_is_read_once_and_found_again_after_damage(
    world: World, case: str, shelf: Shelf
) -> None:
    bring(officer_of(world), case, corpus.pdf(2), shelf)
    search(world, shelf, "page")
    kept = sorted(shelf.cache.rglob("*-text-*"))
    before = [path.stat().st_ino for path in kept]
    search(world, shelf, "case")
    assert [path.stat().st_ino for path in kept] == before
    assert [path.name.split("-")[0] for path in kept] == ["1", "2"]

    kept[0].write_bytes(kept[0].read_bytes()[:-1] + b"x")
    assert pages(search(world, shelf, "page 1")) == [(1, 1)]


def test_a_long_file_is_answered_piece_by_piece(
    world: World, case: str, shelf: Shelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(page_texts, "SECONDS", 0)
    bring(officer_of(world), case, corpus.pdf(3), shelf)

    found, start = [], 1
    while start:
        piece = search_from(world, shelf, "page", start)
        found += pages(piece)
        assert piece.last >= start
        start = piece.following
    assert found == [(1, 1), (2, 2), (3, 3)]


@pytest.mark.parametrize("words", ["", "  \n", "字" * (MOST_WORDS + 1)])
def test_nothing_and_too_much_are_not_searched_for(
    world: World, case: str, shelf: Shelf, words: str
) -> None:
    bring(officer_of(world), case, corpus.pdf(1), shelf)

    with pytest.raises(NothingToSearch):
        search(world, shelf, words)


def test_nobody_searches_in_another_file(world: World, case: str, shelf: Shelf) -> None:
    bring(officer_of(world), case, corpus.pdf(1), shelf)

    with pytest.raises(NotVisible):
        search(world, shelf, "page", reviewer=1)
    mark(world, 0, "sealed")
    with pytest.raises(NotVisible):
        search(world, shelf, "page")


def test_words_leave_no_trace(world: World, case: str, shelf: Shelf) -> None:
    bring(officer_of(world), case, corpus.pdf(1), shelf)
    with unit.reading() as connection:
        before = connection.scalar(select(func.count()).select_from(Event))
    search(world, shelf, "quexiaofang")

    with unit.reading() as connection:
        assert connection.scalar(select(func.count()).select_from(Event)) == before
    kept = [path.read_bytes() for path in shelf.cache.rglob("*") if path.is_file()]
    assert not any(b"quexiaofang" in each for each in kept)


def test_kept_text_is_not_found_any_more_once_it_is_hidden(
    world: World, case: str, shelf: Shelf
) -> None:
    officer = {"viewer": officer_of(world), "public_id": case}
    bring(officer_of(world), case, corpus.pdf(2), shelf)
    assert pages(search(world, shelf, "case file")) == [(1, 1), (2, 2)]

    chosen = {"hides_numbers": True, "hides_handler": False}
    redaction.choose(**officer, words=["case file"], at=AT, **chosen)
    assert pages(search(world, shelf, "case file")) == []
    assert pages(search(world, shelf, "page")) == [(1, 1), (2, 2)]

    whole = (0, 0, 1_000_000, 1_000_000)
    redaction.draw(**officer, page=1, numbers=whole, shelf=shelf, at=AT)
    assert pages(search(world, shelf, "page")) == [(2, 2)]
