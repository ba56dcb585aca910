"""Pages that reviewers get only when they were looked through, where a bureau says so."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from review.domain.errors import NotVisible
from review.services import case_pages, page_texts, redaction
from review.services.page_images import close_all
from review.services.shelf import Shelf
from tests.conftest import AT
from tests.factories import World
from tests.scanned import bring, case_id, pdf, shelf_in
from tests.services.rounds import counted
from tests.services.test_redaction import body, hide, look, of, officer

pytestmark = pytest.mark.usefixtures("scanned")


@pytest.fixture
def shelf(tmp_path: Path) -> Iterator[Shelf]:
    yield shelf_in(tmp_path)
    close_all()


@pytest.fixture
def scanned(app: Flask, world: World, shelf: Shelf) -> Iterator[World]:
    """A file that was given out: three pages that were looked through."""
    with app.app_context():
        bring(officer(world), case_id(world), body(), shelf)
        hide(world, "张三", "李四")
        look(world, shelf)
        redaction.require_looks(viewer=officer(world), is_required=True, at=AT)
        yield world


def own(world: World) -> dict[str, object]:
    return {"viewer": world.reviewers[0], "public_id": world.reads[0][0], "at": AT}


def withheld(world: World) -> list[int]:
    found = case_pages.pages_of(**own(world))
    return [each.page for each in found if each.is_withheld]


def image(world: World, shelf: Shelf, page: int) -> bytes:
    seen = {"page": page, "width": 900, "turn": 0, "shelf": shelf}
    return case_pages.page_image(**own(world), **seen)


def test_pages_that_come_later_wait_for_the_look(scanned: World, shelf: Shelf) -> None:
    assert withheld(scanned) == []
    bring(officer(scanned), case_id(scanned), pdf(200, 100), shelf)

    assert withheld(scanned) == [4, 5]
    assert [each.page for each in redaction.summary(**of(scanned)).withheld] == [4, 5]
    image(scanned, shelf, 3)
    for page in (4, 5):
        with pytest.raises(NotVisible):
            image(scanned, shelf, page)

    look(scanned, shelf)
    assert withheld(scanned) == []
    assert redaction.summary(**of(scanned)).withheld == ()
    image(scanned, shelf, 5)


def test_what_can_still_be_read_is_not_given_out(scanned: World, shelf: Shelf) -> None:
    hide(scanned, "张三")
    assert withheld(scanned) == [1, 2, 3]

    look(scanned, shelf)
    assert withheld(scanned) == [3]
    with pytest.raises(NotVisible):
        image(scanned, shelf, 3)

    redaction.require_looks(viewer=officer(scanned), is_required=False, at=AT)
    assert withheld(scanned) == []
    image(scanned, shelf, 3)


def test_pages_that_wait_are_not_searched(scanned: World, shelf: Shelf) -> None:
    def found() -> list[int]:
        searched = page_texts.search(**own(scanned), words="王五", start=1, shelf=shelf)
        return [each.page for each in searched.found]

    assert found() == [3]
    hide(scanned, "张三")
    assert found() == []


def test_officers_see_which_files_wait(scanned: World, shelf: Shelf) -> None:
    def waiting() -> list[str]:
        found = redaction.of_campaign(viewer=officer(scanned), code="2026")
        return [each.case_no for each in found.withheld]

    assert waiting() == []
    bring(officer(scanned), case_id(scanned), pdf(200), shelf)
    assert waiting() == ["(2025)青援0001号"]


def test_asking_costs_nothing_more(scanned: World) -> None:
    case_pages.pages_of(**own(scanned))
    with counted() as sent:
        case_pages.pages_of(**own(scanned))

    assert len(sent) == 1
