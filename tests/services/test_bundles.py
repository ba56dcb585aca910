"""A ZIP of many cases: each file finds its case by number, or is left out with the reason."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from review.domain.errors import NotVisible
from review.domain.policy import Viewer
from review.files.bundles import BundleRefused, EntryFault
from review.services import bundles, scans
from review.services.bundles import NO_CASE
from review.services.page_images import close_all
from review.services.scans import OnPaperOnly, SameContent
from review.services.shelf import Shelf
from tests.conftest import AT
from tests.factories import World
from tests.scanned import bring, case_id, mark, pdf, shelf_in, zipped

ONE, TWO = "(2025)青援0001号", "(2025)青援0002号"


@pytest.fixture
def shelf(tmp_path: Path) -> Iterator[Shelf]:
    yield shelf_in(tmp_path)
    close_all()


@pytest.fixture
def officer(app: Flask, world: World) -> Iterator[Viewer]:
    with app.app_context():
        assert world.officer is not None
        yield world.officer


def planned(
    officer: Viewer, shelf: Shelf, *files: tuple[str, bytes]
) -> tuple[bundles.Plan, str]:
    token = bundles.keep(viewer=officer, stream=zipped(*files), shelf=shelf, at=AT)
    return bundles.plan(viewer=officer, token=token, shelf=shelf), token


@pytest.mark.parametrize(
    "path",
    [
        f"{ONE}/正卷.pdf",
        f"2025/{ONE}/副卷/2.pdf",
        f"{ONE}.pdf",
        f"{ONE}_2.pdf",
        f"{ONE}-正卷.pdf",
        "（２０２５）青援０００１号/a.pdf",
    ],
)
def test_folders_and_names_are_case_numbers(
    officer: Viewer, shelf: Shelf, path: str
) -> None:
    plan, _ = planned(officer, shelf, (path, b"x"))

    assert [each.case_no for each in plan.taken] == [ONE]
    assert (plan.refused, plan.missing) == ((), (TWO,))


def test_what_belongs_to_no_case_is_left_out(
    world: World, officer: Viewer, shelf: Shelf
) -> None:
    mark(world, 1, "secret")
    files = (("other/a.pdf", b"x"), (f"{TWO}/a.pdf", b"x"), (f"../{ONE}.pdf", b"x"))

    plan, _ = planned(officer, shelf, *files)

    assert {each.entry.path: each.problem for each in plan.refused} == {
        "other/a.pdf": NO_CASE,
        f"{TWO}/a.pdf": OnPaperOnly.sentence,
        f"../{ONE}.pdf": EntryFault.PATH.value,
    }
    assert (plan.taken, plan.missing) == ((), (ONE,))


def test_files_are_added_in_the_order_people_count(
    world: World, officer: Viewer, shelf: Shelf
) -> None:
    files = [(f"{ONE}/{n}.pdf", pdf(*[n] * n)) for n in (10, 2, 1)]
    _, token = planned(officer, shelf, *files, (f"{ONE}/3.pdf", b"no scan"))

    done, following = bundles.take_in(
        viewer=officer, token=token, shelf=shelf, start=0, at=AT
    )

    assert [each.n_pages for each in done] == [1, 2, 0, 10]
    assert [each.refusal is None for each in done] == [True, True, False, True]
    found = scans.of_case(viewer=officer, public_id=case_id(world))
    assert [line.n_pages for line in found.lines] == [1, 2, 10]
    assert following == 0
    with pytest.raises(NotVisible):
        bundles.plan(viewer=officer, token=token, shelf=shelf)


def test_it_is_taken_in_part_by_part(
    world: World, officer: Viewer, shelf: Shelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bundles, "AT_ONCE", 1)
    body = pdf(10)
    bring(officer, case_id(world), body, shelf)
    _, token = planned(officer, shelf, (f"{ONE}.pdf", body), (f"{TWO}.pdf", body))
    given = {"viewer": officer, "token": token, "shelf": shelf, "at": AT}

    first, following = bundles.take_in(start=0, **given)
    assert (type(first[0].refusal), following) == (SameContent, 1)
    second, following = bundles.take_in(start=1, **given)
    assert (second[0].n_pages, following) == (1, 0)


def test_it_is_there_for_whoever_brought_it_only(
    world: World, officer: Viewer, shelf: Shelf
) -> None:
    _, token = planned(officer, shelf, (f"{ONE}.pdf", b"x"))

    for viewer, asked in (
        (world.reviewers[0], token),
        (officer, "nobody-has-this"),
        (officer, "../x"),
    ):
        with pytest.raises(NotVisible):
            bundles.plan(viewer=viewer, token=asked, shelf=shelf)


def test_a_harmful_zip_is_not_kept(officer: Viewer, shelf: Shelf) -> None:
    with pytest.raises(BundleRefused):
        bundles.keep(viewer=officer, stream=io.BytesIO(b"PK"), shelf=shelf, at=AT)

    assert list((shelf.scratch / "bundles").iterdir()) == []
