"""Files are found by how far their contents list is, as the domain says it of each."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from review.domain.documents import DocumentType as D
from review.domain.volumes import Lack
from review.services import cases, contents, missing_scans
from review.services.cases import CaseFilter
from review.services.missing_scans import Wanted
from review.services.page_images import close_all
from review.services.paging import Cut
from review.services.shelf import Shelf
from tests.factories import World
from tests.limited import address
from tests.listed import bring_file, listed_sheet, set_list
from tests.scanned import bring, marked, pdf, shelf_in
from tests.services.rounds import under_review

NONE, UNCHECKED, CHECKED = "目录:无", "目录:未核对", "contents:checked"


@pytest.fixture
def shelf(tmp_path: Path) -> Iterator[Shelf]:
    yield shelf_in(tmp_path)
    close_all()


@pytest.fixture
def world(app: Flask, shelf: Shelf) -> Iterator[World]:
    """No scan; a scan without a list; a proposed list; a checked one; one overtaken."""
    with app.app_context():
        world = under_review(listed_sheet(), n_cases=5)
        assert world.officer is not None
        bring_file(world, shelf, 1)
        body = marked(3, ("申请表", 1), ("判决书", 2))
        bring(world.officer, address(world, 2), body, shelf)
        for number in (3, 4):
            bring_file(world, shelf, number)
            set_list(world, (1, D.INDEX), number=number)
        bring(world.officer, address(world, 4), pdf(99), shelf)
        yield world


def found(world: World, query: str) -> list[int]:
    """Which of the five the list of case files finds."""
    assert world.officer is not None
    page = cases.listing(
        viewer=world.officer, wanted=CaseFilter(query=query), cut=Cut()
    ).page
    ids = {line.public_id for line in page.rows}
    return [n for n in range(5) if address(world, n) in ids]


def lacks(world: World, **wanted: object) -> list[tuple[Lack, ...]]:
    assert world.officer is not None
    page = missing_scans.missing(
        viewer=world.officer,
        code="2026",
        wanted=Wanted(**wanted),  # type: ignore[arg-type]
        cut=Cut(),
    ).page
    by_case = {line.public_id: line.lacks for line in page.rows}
    return [by_case.get(address(world, n), ()) for n in range(5)]


def test_files_are_found_by_their_lists(world: World) -> None:
    assert found(world, NONE) == [1]
    assert found(world, UNCHECKED) == [2, 4]
    assert found(world, CHECKED) == [3]
    for number in range(5):
        case = contents.of_case(viewer=world.officer, public_id=address(world, number))
        is_checked = number in found(world, CHECKED)
        assert case.file.contents.is_complete is is_checked


def test_a_campaign_may_need_checked_lists(world: World) -> None:
    assert lacks(world) == [(Lack.SCAN,), (), (), (), ()]
    assert lacks(world, needs_list=True) == [
        (Lack.SCAN,),
        (Lack.LIST,),
        (Lack.CHECK,),
        (),
        (Lack.CHECK,),
    ]
    assert lacks(world, lack="list") == [(), (Lack.LIST,), (), (), ()]
