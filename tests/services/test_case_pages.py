"""A reviewer gets images of the own read's pages, numbered, and of nothing else."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, select

from review.domain.errors import NotVisible
from review.domain.policy import PUBLIC, Viewer
from review.gateways import objects_s3
from review.services import case_pages, redaction, reviewing, scans
from review.services.elsewhere import in_turn
from review.services.page_images import FileAway, PageAway, PageNotShown, close_all
from review.services.shelf import Shelf
from review.store import unit
from review.store.models import AccessLog
from tests.conftest import AT
from tests.databases import Once
from tests.factories import World
from tests.scanned import bring, case_id, mark, pdf, shelf_in, size, tone


@pytest.fixture
def shelf(tmp_path: Path) -> Iterator[Shelf]:
    yield shelf_in(tmp_path / "data")
    close_all()


@pytest.fixture
def scanned(app: Flask, once: Once, world: World, shelf: Shelf) -> Iterator[World]:
    """The first case has five pages in two scans; the second volume begins with 1."""

    def brought() -> None:
        assert world.officer is not None
        case = case_id(world)
        for body in (pdf(10, 60, 110), pdf(160, 210)):
            bring(world.officer, case, body, shelf)
        second = scans.of_case(viewer=world.officer, public_id=case).lines[1]
        scans.number_from(
            viewer=world.officer,
            public_id=case,
            scan_id=second.public_id,
            first=1,
            at=AT,
        )

    once(brought)
    with app.app_context():
        yield world


def page(
    world: World,
    shelf: Shelf,
    number: int,
    *,
    width: int = 900,
    turn: int = 0,
    viewer: Viewer | None = None,
    read: str = "",
) -> bytes:
    return case_pages.page_image(
        viewer=viewer or world.reviewers[0],
        public_id=read or world.reads[0][0],
        page=number,
        width=width,
        turn=turn,
        shelf=shelf,
        at=AT,
    )


def test_pages_are_listed_with_their_numbers(scanned: World) -> None:
    found = case_pages.pages_of(
        viewer=scanned.reviewers[0], public_id=scanned.reads[0][0], at=AT
    )

    assert [(each.page, each.label) for each in found] == [
        *((1, 1), (2, 2), (3, 3), (4, 1), (5, 2))
    ]
    assert {each.shape for each in found} == {1414}


def test_every_page_is_shown_in_its_order(scanned: World, shelf: Shelf) -> None:
    tones = [tone(page(scanned, shelf, number)) for number in range(1, 6)]

    assert tones == [10, 60, 110, 160, 210]


@pytest.mark.parametrize("width", [160, 900, 1400, 2000])
def test_pages_have_the_width_asked_for(
    scanned: World, shelf: Shelf, width: int
) -> None:
    assert size(page(scanned, shelf, 1, width=width))[0] == width


def test_pages_are_turned(scanned: World, shelf: Shelf) -> None:
    width, height = size(page(scanned, shelf, 1, turn=90))

    assert width > height == 900


@pytest.mark.parametrize(
    ("number", "width", "turn"),
    [(0, 900, 0), (6, 900, 0), (-1, 900, 0), (1, 901, 0), (1, 900, 45)],
)
def test_nothing_else_is_rendered(
    scanned: World, shelf: Shelf, number: int, width: int, turn: int
) -> None:
    with pytest.raises(NotVisible):
        page(scanned, shelf, number, width=width, turn=turn)


def test_only_the_own_read_is_there(scanned: World, shelf: Shelf) -> None:
    assert scanned.officer is not None
    others = [scanned.reviewers[1], scanned.reviewers[3], scanned.officer, PUBLIC]
    for viewer in others:
        with pytest.raises(NotVisible):
            page(scanned, shelf, 1, viewer=viewer)
        with pytest.raises(NotVisible):
            case_pages.pages_of(viewer=viewer, public_id=scanned.reads[0][0], at=AT)
    with pytest.raises(NotVisible):
        page(scanned, shelf, 1, read="nobody-has-this")


def test_a_file_without_a_scan_has_no_pages(scanned: World) -> None:
    with pytest.raises(NotVisible):
        case_pages.pages_of(
            viewer=scanned.reviewers[1], public_id=scanned.reads[1][0], at=AT
        )


def test_a_read_handed_back_shows_nothing_any_more(
    scanned: World, shelf: Shelf
) -> None:
    reviewing.decline(
        viewer=scanned.reviewers[0],
        public_id=scanned.reads[0][0],
        reason="认识当事人",
        at=AT,
    )

    with pytest.raises(NotVisible):
        page(scanned, shelf, 1)


def test_a_case_that_turns_out_secret_shows_nothing_any_more(
    scanned: World, shelf: Shelf
) -> None:
    mark(scanned, 0, "secret")

    with pytest.raises(NotVisible):
        page(scanned, shelf, 1)


def test_looking_at_pages_is_one_opening(scanned: World, shelf: Shelf) -> None:
    for number in (1, 2, 3):
        page(scanned, shelf, number)

    with unit.reading() as connection:
        n = connection.scalar(select(func.count()).select_from(AccessLog))
    assert n == 1


def test_a_damaged_file_is_told_and_never_served(
    scanned: World, shelf: Shelf, caplog: pytest.LogCaptureFixture
) -> None:
    files = [each for each in Path(shelf.objects).rglob("*") if each.is_file()]
    whole = {path: path.read_bytes() for path in files}
    for path, content in whole.items():
        path.chmod(0o644)
        # It can still be drawn: only the digest tells.
        path.write_bytes(content[:-1] + b"x")

    with pytest.raises(PageNotShown) as told:
        page(scanned, shelf, 1)

    assert told.value.values == {}
    assert [record.levelname for record in caplog.records] == ["ERROR"]
    assert [each for each in shelf.cache.rglob("1-900*") if each.is_file()] == []
    for path, content in whole.items():
        path.write_bytes(content)
    assert size(page(scanned, shelf, 1))[0] == 900


def test_a_store_that_is_away_is_told_as_that(
    scanned: World, shelf: Shelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Not as damage: to the reviewer and the officer in words of their own."""
    monkeypatch.setitem(objects_s3.TRIES, "max_retries", 0)
    keys = {"access_key_id": "x", "secret_access_key": "x"}
    options = {"endpoint": "http://127.0.0.1:1", "region": "x", **keys}
    away = replace(
        shelf, objects="s3://away/case", options=tuple(sorted(options.items()))
    )
    own = {"viewer": scanned.officer, "public_id": case_id(scanned), "shelf": away}
    scan = scans.of_case(viewer=own["viewer"], public_id=own["public_id"]).lines[0]

    with pytest.raises(PageAway) as reviewer:
        page(scanned, away, 1)
    for act in (
        lambda: redaction.page_image(**own, page=1, width=900),
        lambda: redaction.original(**own, scan_id=scan.public_id, at=AT),
        lambda: redaction.look(**own, at=AT),
    ):
        with pytest.raises(FileAway):
            act()
    assert not isinstance(reviewer.value, FileAway)
    assert (
        redaction.summary(
            viewer=own["viewer"], public_id=own["public_id"]
        ).progress.n_looked
        == 0
    )


def test_a_damaged_image_of_the_cache_is_made_anew(
    scanned: World, shelf: Shelf
) -> None:
    before = page(scanned, shelf, 1)
    kept = next(shelf.cache.rglob("1-900-0-2"))
    kept.write_bytes(kept.read_bytes()[:-9] + b"x" * 9)

    assert page(scanned, shelf, 1) == before


def test_an_image_in_the_place_of_another_page_is_made_anew(
    scanned: World, shelf: Shelf
) -> None:
    before, other = page(scanned, shelf, 1), page(scanned, shelf, 2)
    kept = next(shelf.cache.rglob("1-900-0-2"))
    kept.write_bytes(kept.with_name("2-900-0-2").read_bytes())

    assert (page(scanned, shelf, 1), before == other) == (before, False)


def test_an_image_from_before_its_checksum_named_the_page_is_still_good(
    scanned: World, shelf: Shelf
) -> None:
    page(scanned, shelf, 1)
    kept = next(shelf.cache.rglob("1-900-0-2"))
    kept.write_bytes(hashlib.sha256(b"as it was").digest() + b"as it was")

    assert page(scanned, shelf, 1) == b"as it was"


def test_only_what_is_drawn_anew_lets_others_go_first(
    scanned: World, shelf: Shelf
) -> None:
    """Drawing is waiting for another process; a kept image is there at once."""

    def gave_back(ask: Callable[[], object]) -> bool:
        given: list[str] = []
        with in_turn(lambda: given.append("back")):
            ask()
            return given == ["back"]

    drawn = gave_back(lambda: page(scanned, shelf, 1))
    kept = gave_back(lambda: page(scanned, shelf, 1))
    stored = gave_back(shelf.store)

    assert (drawn, kept, stored) == (True, False, True)


def test_the_next_pages_are_rendered_ahead(scanned: World, shelf: Shelf) -> None:
    page(scanned, shelf, 1)

    until = time.monotonic() + 10
    while len(list(shelf.cache.rglob("*-900-0-2"))) < 3 and time.monotonic() < until:
        time.sleep(0.02)

    assert {path.name for path in shelf.cache.rglob("*-900-0-2")} == {
        *("1-900-0-2", "2-900-0-2", "3-900-0-2")
    }


def test_the_officer_sees_what_the_reviewer_sees(scanned: World, shelf: Shelf) -> None:
    assert scanned.officer is not None
    case = case_id(scanned)
    found = case_pages.preview(viewer=scanned.officer, public_id=case)
    image = case_pages.preview_image(
        viewer=scanned.officer,
        public_id=case,
        page=4,
        width=900,
        turn=0,
        shelf=shelf,
    )

    assert [each.label for each in found] == [1, 2, 3, 1, 2]
    assert image == page(scanned, shelf, 4)
