"""Scans without text: read for the officer, hidden for the reviewer, searched by both."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask

from review.domain.policy import Viewer
from review.files import recognition as engine
from review.services import (
    case_pages,
    page_images,
    page_recognition,
    page_texts,
    recognition,
    redaction,
)
from review.services.page_texts import Search
from review.services.recognition import Counts, NoSuchFile, NotInstalled, SwitchedOff
from review.services.redaction import looking
from review.services.redaction.looking import Progress
from review.services.shelf import Shelf
from review.store import invariants, unit
from tests.conftest import AT
from tests.databases import Once
from tests.factories import World
from tests.recognised import NAME, PHONE, body, place
from tests.scanned import bring, case_id, mark, pdf, shelf_in
from tests.untrusted import deceiving
from tests.written import is_black

CASE = "(2025)青援0001号"


@pytest.fixture(scope="module")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """One for all: the page is read once, as it is in an installation."""
    yield tmp_path_factory.mktemp("pages")
    page_recognition.close()


@pytest.fixture
def shelf(tmp_path: Path, cache: Path) -> Iterator[Shelf]:
    yield replace(shelf_in(tmp_path / "data"), cache=cache, recognises=True)
    page_images.close_all()


@pytest.fixture
def scanned(app: Flask, once: Once, world: World, shelf: Shelf) -> Iterator[World]:
    def brought() -> None:
        bring(officer(world), case_id(world), body(), shelf)

    once(brought)
    with app.app_context():
        yield world
        with unit.reading():
            assert invariants.check() == []


def officer(world: World) -> Viewer:
    assert world.officer is not None
    return world.officer


def of(world: World) -> dict[str, object]:
    return {"viewer": officer(world), "public_id": case_id(world)}


def hide(world: World, *words: str) -> None:
    given = {"words": words, "hides_numbers": True, "hides_handler": False}
    redaction.choose(**of(world), **given, at=AT)


def look(world: World, shelf: Shelf) -> Progress:
    return redaction.look(**of(world), shelf=shelf, at=AT)


def recognise(world: World, shelf: Shelf) -> Counts:
    return recognition.recognise(**of(world), shelf=shelf, at=AT)


def search(world: World, shelf: Shelf, words: str) -> Search:
    return page_texts.search(
        viewer=world.reviewers[0],
        public_id=world.reads[0][0],
        words=words,
        start=1,
        shelf=shelf,
        at=AT,
    )


def seen(world: World, shelf: Shelf) -> bytes:
    """The page as its reviewer gets it."""
    return case_pages.page_image(
        viewer=world.reviewers[0],
        public_id=world.reads[0][0],
        page=1,
        width=1400,
        turn=0,
        shelf=shelf,
        at=AT,
    )


def test_what_is_read_is_hidden_and_searched(scanned: World, shelf: Shelf) -> None:
    hide(scanned, NAME)
    assert not is_black(seen(scanned, shelf), place(0, 4, 3))

    assert look(scanned, shelf) == Progress(1, 1)

    image = seen(scanned, shelf)
    assert is_black(image, place(0, 4, 3))
    assert is_black(image, place(1, 5, len(PHONE) / 2))
    assert not is_black(image, place(0, 0, 3))
    assert not is_black(image, place(2, 3, 6))
    found = search(scanned, shelf, "劳动报酬")
    assert ([each.page for each in found.found], found.has_recognised) == ([1], True)
    for hidden in (NAME, NAME[:2], PHONE, PHONE[3:9]):
        assert search(scanned, shelf, hidden).found == ()
    (page,) = redaction.summary(**of(scanned)).pages
    assert page.line == looking.Line(looking.READ)
    assert (page.n_boxes, page.is_recognised, page.is_blank) == (2, True, False)


def test_reviewers_wait_for_no_reading(scanned: World, tmp_path: Path) -> None:
    fresh = replace(shelf_in(tmp_path), recognises=True)

    found = search(scanned, fresh, NAME)

    assert (found.found, found.stretches, found.has_recognised) == ((), ["1"], False)
    assert [path.name for path in fresh.cache.rglob("*-ocr-*")] == []


@pytest.mark.parametrize("way", ["switched off", "not installed"])
def test_without_recognition_all_else_is_as_before(
    scanned: World,
    shelf: Shelf,
    way: str,
    monkeypatch: pytest.MonkeyPatch,
    request: pytest.FixtureRequest,
) -> None:
    off = replace(shelf, recognises=way != "switched off")
    if way == "not installed":
        monkeypatch.setattr(engine, "PACKAGES", ("no_such_package",))
        engine.is_installed.cache_clear()
        request.addfinalizer(engine.is_installed.cache_clear)

    hide(scanned, NAME)
    look(scanned, off)

    assert len(redaction.summary(**of(scanned)).blank) == 1
    assert search(scanned, off, "劳动报酬").stretches == ["1"]
    with pytest.raises(SwitchedOff if way == "switched off" else NotInstalled):
        recognise(scanned, off)


def test_pages_are_read_once_and_looked_through_anew(
    scanned: World, shelf: Shelf
) -> None:
    bring(officer(scanned), case_id(scanned), pdf(200), shelf)
    look(scanned, replace(shelf, recognises=False))
    for path in shelf.cache.rglob("*-ocr-*"):
        path.unlink()

    counts = [recognise(scanned, shelf) for _ in range(2)]

    assert counts == [Counts(n_read=2), Counts(n_before=2)]
    assert redaction.summary(**of(scanned)).progress == Progress(0, 2)
    while not look(scanned, shelf).is_done:
        pass
    found = redaction.summary(**of(scanned))
    assert [len(pages) for pages in (found.recognised, found.blank)] == [1, 1]


def test_files_are_named_by_their_numbers_and_none_is_sealed(scanned: World) -> None:
    own = {"viewer": officer(scanned)}

    (file,) = recognition.files(**own)
    assert (file.case_no, file.n_pages) == (CASE, 1)
    assert recognition.files(**own, numbers=[CASE]) == (file,)
    with pytest.raises(NoSuchFile):
        recognition.files(**own, numbers=[CASE, "another"])
    mark(scanned, 0, "sealed")
    assert recognition.files(**own) == ()
    mark(scanned, 0, "sealed", is_so=False)


def test_a_step_ends_in_time_and_the_next_goes_on(
    scanned: World, shelf: Shelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    bring(officer(scanned), case_id(scanned), pdf(200, 210), shelf)
    off = replace(shelf, recognises=False)
    monkeypatch.setattr(looking, "LOOK_SECONDS", 0.0)

    steps = [look(scanned, off).n_looked for _ in range(4)]

    assert steps == [1, 2, 3, 3]
    assert len(redaction.summary(**of(scanned)).blank) == 3


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_text_that_says_something_else_than_the_page_is_found_out(
    scanned: World, shelf: Shelf
) -> None:
    """By its letters it is a sentence like any other; the image shows the name."""
    for kind in ("other", "true"):
        bring(officer(scanned), case_id(scanned), deceiving(kind), shelf)
    hide(scanned, "张晓军")
    while not look(scanned, shelf).is_done:
        pass

    _, other, true = redaction.summary(**of(scanned)).pages
    assert [(p.line.kind, p.n_boxes) for p in (other, true) if p.line] == [
        (looking.UNSURE, 1),
        (looking.PLAIN, 1),
    ]
