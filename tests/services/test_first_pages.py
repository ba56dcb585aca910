"""The first page is drawn when its sheet is asked for: the same image, for the same eyes."""

from __future__ import annotations

import logging
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, select

from review.domain.policy import Viewer
from review.files.pages import process
from review.services import case_pages, first_pages, page_cache, redaction
from review.services.page_images import PageNotShown, close_all
from review.services.shelf import Shelf
from review.store import unit
from review.store.models import AccessLog, Scan
from tests.conftest import AT
from tests.databases import Once
from tests.factories import World
from tests.scanned import bring, case_id, mark, pdf, shelf_in, tone
from tests.services.rounds import counted

LONG = 20.0
"""Seconds after which a test gives up; none waits that long if all is well."""
MIDDLE = (300_000, 300_000, 700_000, 700_000)
ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def shelf(tmp_path: Path) -> Iterator[Shelf]:
    yield shelf_in(tmp_path / "data")
    settle()
    close_all()


@pytest.fixture
def scanned(app: Flask, once: Once, world: World, shelf: Shelf) -> Iterator[World]:
    def brought() -> None:
        assert world.officer is not None
        bring(world.officer, case_id(world), pdf(10, 60, 110), shelf)

    once(brought)
    first_pages._known._paths.clear()
    with app.app_context():
        yield world


def settle() -> None:
    """Whatever was begun is over."""
    for _ in range(first_pages.MOST_BEGUN):
        assert first_pages._beginning.acquire(timeout=LONG)
    first_pages._beginning.release(first_pages.MOST_BEGUN)


def begin(world: World, shelf: Shelf, viewer: Viewer | None = None) -> None:
    viewer = viewer or world.reviewers[0]
    read = world.reads[0][0]
    first_pages.begin(viewer=viewer, public_id=read, shelf=shelf, at=AT)


def page(world: World, shelf: Shelf, viewer: Viewer | None = None) -> bytes:
    """As the viewer beside the sheet asks for it."""
    return case_pages.page_image(
        viewer=viewer or world.reviewers[0],
        public_id=world.reads[0][0],
        page=1,
        width=900,
        turn=0,
        shelf=shelf,
        at=AT,
    )


def drawn(shelf: Shelf) -> set[str]:
    settle()
    return {path.name for path in shelf.cache.rglob("*-900-*")}


@pytest.fixture
def new(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The processes that are started from now on."""
    numbers: list[int] = []
    start = process.Child._started

    def noted(self: process.Child, *rest: object) -> subprocess.Popen[bytes]:
        made = start(self, *rest)  # type: ignore[arg-type]
        numbers.append(made.pid)
        return made

    monkeypatch.setattr(process.Child, "_started", noted)
    return numbers


def test_it_is_there_before_it_is_asked_for(
    scanned: World, shelf: Shelf, new: list[int]
) -> None:
    begin(scanned, shelf)

    assert drawn(shelf) == {"1-900-0-2"}
    assert len(new) == 1
    assert tone(page(scanned, shelf)) == 10
    assert len(new) == 1


def test_whoever_asks_meanwhile_waits_for_the_same(
    scanned: World, shelf: Shelf, new: list[int]
) -> None:
    begin(scanned, shelf)

    assert tone(page(scanned, shelf)) == 10
    assert len(new) == 1


def test_it_is_the_page_with_its_boxes(scanned: World, shelf: Shelf) -> None:
    assert scanned.officer is not None
    redaction.draw(
        viewer=scanned.officer,
        public_id=case_id(scanned),
        page=1,
        numbers=MIDDLE,
        shelf=shelf,
        at=AT,
    )
    begin(scanned, shelf)

    (name,) = drawn(shelf)
    assert name.startswith("1-900-0-2-")
    assert tone(page(scanned, shelf)) == 0


def test_what_the_reviewer_may_not_see_is_not_begun(
    scanned: World, shelf: Shelf, new: list[int]
) -> None:
    others = [*scanned.reviewers[1:3], scanned.officer]
    for viewer in others:
        begin(scanned, shelf, viewer)
        first_pages._known._paths.clear()
    mark(scanned, 0, "secret")
    begin(scanned, shelf)

    assert drawn(shelf) == set()
    assert new == []


def test_a_gap_is_not_begun(scanned: World, shelf: Shelf, new: list[int]) -> None:
    with unit.transaction():
        event = unit.record("tested", chain="test", actor=unit.SYSTEM, at=AT)
        unit.change(event, Scan, {"position": 1}, gaps=[1])
    begin(scanned, shelf)

    assert drawn(shelf) == set()
    assert new == []


def test_a_sheet_opened_again_asks_nothing(scanned: World, shelf: Shelf) -> None:
    begin(scanned, shelf)
    settle()
    with counted() as sent:
        begin(scanned, shelf)

    assert sent == []


def test_an_image_that_was_trimmed_is_begun_again(scanned: World, shelf: Shelf) -> None:
    begin(scanned, shelf)
    settle()
    next(shelf.cache.rglob("1-900-0-2")).unlink()
    begin(scanned, shelf)

    assert drawn(shelf) == {"1-900-0-2"}


def test_it_is_no_other_opening_than_the_sheets(scanned: World, shelf: Shelf) -> None:
    page(scanned, shelf)
    begin(scanned, shelf)

    with unit.reading() as connection:
        assert connection.scalar(select(func.count()).select_from(AccessLog)) == 1


def test_a_damaged_file_is_told_to_whoever_asks_for_the_page(
    scanned: World, shelf: Shelf, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.ERROR)
    for path in Path(shelf.objects).rglob("*"):
        if path.is_file():
            path.chmod(0o644)
            # It can still be drawn: only the digest tells.
            path.write_bytes(path.read_bytes()[:-1] + b"x")
    begin(scanned, shelf)

    assert drawn(shelf) == set()
    with pytest.raises(PageNotShown):
        page(scanned, shelf)
    assert {record.getMessage()[:14] for record in caplog.records} == {"scan not shown"}


def test_no_more_than_some_are_begun_at_once(
    scanned: World, shelf: Shelf, new: list[int]
) -> None:
    for _ in range(first_pages.MOST_BEGUN):
        first_pages._beginning.acquire()
    begin(scanned, shelf)
    first_pages._beginning.release(first_pages.MOST_BEGUN)

    assert drawn(shelf) == set()
    assert new == []
    assert tone(page(scanned, shelf)) == 10


OTHER = """
import sys, time
from pathlib import Path
from review.services import page_cache
with page_cache.begun(Path(sys.argv[1])) as is_ours:
    print(is_ours, flush=True)
    sys.stdin.readline()
    if sys.argv[2] == "draws":
        page_cache.keep(Path(sys.argv[1]), b"drawn elsewhere")
    if sys.argv[2] == "stays":
        time.sleep(60)
"""


@pytest.fixture
def elsewhere(
    scanned: World, shelf: Shelf
) -> Iterator[Callable[[str], subprocess.Popen[bytes]]]:
    """Another process of the server that began the page and does so with it."""
    wanted = case_pages.first_of_read(
        viewer=scanned.reviewers[0], public_id=scanned.reads[0][0], at=AT
    )
    assert wanted is not None
    made: list[subprocess.Popen[bytes]] = []

    def started(how: str) -> subprocess.Popen[bytes]:
        command = [sys.executable, "-c", OTHER, str(wanted.path(shelf.cache)), how]
        pipe = subprocess.PIPE
        found = subprocess.Popen(command, cwd=ROOT, stdin=pipe, stdout=pipe)
        made.append(found)
        assert found.stdout is not None
        assert found.stdout.readline() == b"True\n"
        assert found.stdin is not None
        found.stdin.write(b"\n")
        found.stdin.flush()
        return found

    yield started
    for each in made:
        each.kill()
        each.communicate()


def test_what_another_process_began_is_waited_for(
    scanned: World,
    shelf: Shelf,
    new: list[int],
    elsewhere: Callable[[str], subprocess.Popen[bytes]],
) -> None:
    elsewhere("draws")

    assert page(scanned, shelf) == b"drawn elsewhere"
    assert new == []


def test_one_that_ends_without_the_page_keeps_nobody(
    scanned: World,
    shelf: Shelf,
    elsewhere: Callable[[str], subprocess.Popen[bytes]],
) -> None:
    elsewhere("fails").wait(LONG)

    assert tone(page(scanned, shelf)) == 10


def test_one_that_is_stuck_is_not_waited_for_long(
    scanned: World,
    shelf: Shelf,
    elsewhere: Callable[[str], subprocess.Popen[bytes]],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(page_cache, "PATIENCE", 0.1)
    elsewhere("stays")
    begun = time.monotonic()
    begin(scanned, shelf)

    assert drawn(shelf) == set()
    assert tone(page(scanned, shelf)) == 10
    assert time.monotonic() - begun < LONG
