"""Scans are checked before they are kept, ordered, numbered, and taken out with a reason."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, select

from review.domain.errors import NotVisible, RuleBroken
from review.domain.policy import Viewer
from review.files.pages import PagesRefused
from review.gateways.objects import ObjectTooLarge
from review.services import scans
from review.services.page_images import close_all
from review.services.scans import NoReason, NumberOutOfRange, OnPaperOnly, SameContent
from review.services.shelf import Shelf
from review.store import invariants, unit
from review.store.models import Event, Scan
from tests.conftest import AT
from tests.factories import World
from tests.scanned import bring, case_id, mark, pdf, picture, shelf_in
from tests.worlds import one_of_each_role


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


def lines(world: World, case: str) -> list[tuple[int, int, int]]:
    """Pages, first and last number of each scan, in order."""
    found = scans.of_case(viewer=officer_of(world), public_id=case)
    return [(line.n_pages, line.first, line.last) for line in found.lines]


def ids(world: World, case: str) -> list[str]:
    found = scans.of_case(viewer=officer_of(world), public_id=case)
    return [line.public_id for line in found.lines]


def events() -> list[str]:
    with unit.reading() as connection:
        query = select(Event.kind).where(Event.kind.like("scan%")).order_by(Event.id)
        return list(connection.scalars(query))


def n_rows() -> int:
    with unit.reading() as connection:
        return connection.scalar(select(func.count()).select_from(Scan)) or 0


def test_pages_follow_those_of_the_scan_before(
    world: World, case: str, shelf: Shelf
) -> None:
    added = bring(officer_of(world), case, pdf(10, 60, 110), shelf)
    bring(officer_of(world), case, picture(200), shelf)

    assert added.n_pages == 3
    assert lines(world, case) == [(3, 1, 3), (1, 4, 4)]
    assert events() == ["scan_added", "scan_added"]
    with unit.reading():
        assert invariants.check() == []


def test_what_is_stored_can_be_read_again(
    world: World, case: str, shelf: Shelf
) -> None:
    body = pdf(10)
    bring(officer_of(world), case, body, shelf)

    with unit.reading() as connection:
        row = connection.execute(
            select(Scan.digest, Scan.n_bytes, Scan.media, Scan.shapes)
        ).one()
    assert shelf.store().read(row.digest) == body
    assert (row.n_bytes, row.media, row.shapes) == (len(body), "pdf", [1414])


def test_the_same_content_twice_is_told(world: World, case: str, shelf: Shelf) -> None:
    same = pdf(10)
    bring(officer_of(world), case, same, shelf)

    with pytest.raises(SameContent):
        bring(officer_of(world), case, same, shelf)

    bring(officer_of(world), case_id(world, 1), same, shelf)
    assert n_rows() == 2


@pytest.mark.parametrize("flag", ["secret", "sealed"])
def test_secret_and_sealed_cases_stay_on_paper(
    world: World, case: str, shelf: Shelf, flag: str
) -> None:
    mark(world, 0, flag)

    with pytest.raises(OnPaperOnly):
        bring(officer_of(world), case, pdf(10), shelf)

    assert (n_rows(), list(shelf.store().held())) == (0, [])


@pytest.mark.parametrize(
    "body", [b"", b"no scan at all", pdf(10)[:-200]], ids=["empty", "text", "cut off"]
)
def test_nothing_of_a_refused_file_is_kept(
    world: World, case: str, shelf: Shelf, body: bytes
) -> None:
    with pytest.raises(PagesRefused):
        bring(officer_of(world), case, body, shelf)

    assert (n_rows(), list(shelf.store().held()), events()) == (0, [], [])
    assert list(shelf.scratch.iterdir()) == []


def test_a_file_beyond_the_limit_is_refused(
    world: World, case: str, shelf: Shelf
) -> None:
    small = replace(shelf, limits=replace(shelf.limits, file_bytes=100))

    with pytest.raises(ObjectTooLarge):
        bring(officer_of(world), case, pdf(10), small)


def test_only_the_bureaus_officers_bring_files(
    world: World, case: str, shelf: Shelf
) -> None:
    for role, viewer in one_of_each_role(world).items():
        if role in ("bureau_officer", "campaign_manager"):
            continue
        with pytest.raises(NotVisible):
            bring(viewer, case, pdf(10), shelf)
    with pytest.raises(NotVisible):
        bring(officer_of(world), "nobody-has-this", pdf(10), shelf)
    assert n_rows() == 0


def test_order_and_numbers_are_set_by_hand(
    world: World, case: str, shelf: Shelf
) -> None:
    officer = officer_of(world)
    for body in (pdf(10), pdf(20, 30), pdf(40, 50, 60)):
        bring(officer, case, body, shelf)
    one, two, three = ids(world, case)

    scans.move(viewer=officer, public_id=case, scan_id=three, by=-1, at=AT)
    assert ids(world, case) == [one, three, two]
    scans.move(viewer=officer, public_id=case, scan_id=one, by=-1, at=AT)
    assert ids(world, case) == [one, three, two]
    assert events().count("scan_moved") == 1

    scans.number_from(viewer=officer, public_id=case, scan_id=three, first=7, at=AT)
    assert lines(world, case) == [(1, 1, 1), (3, 7, 9), (2, 10, 11)]
    scans.number_from(viewer=officer, public_id=case, scan_id=three, first=None, at=AT)
    assert lines(world, case) == [(1, 1, 1), (3, 2, 4), (2, 5, 6)]
    with unit.reading():
        assert invariants.check() == []


@pytest.mark.parametrize("first", [0, -1, 100_000])
def test_numbers_that_no_volume_has_are_refused(
    world: World, case: str, shelf: Shelf, first: int
) -> None:
    bring(officer_of(world), case, pdf(10), shelf)
    (scan,) = ids(world, case)

    with pytest.raises(NumberOutOfRange):
        scans.number_from(
            viewer=officer_of(world), public_id=case, scan_id=scan, first=first, at=AT
        )


def test_a_scan_is_taken_out_once_and_with_a_reason(
    world: World, case: str, shelf: Shelf
) -> None:
    officer = officer_of(world)
    bring(officer, case, pdf(10), shelf)
    bring(officer, case, pdf(20), shelf)
    first, second = ids(world, case)
    taken = {"viewer": officer, "public_id": case, "scan_id": first, "at": AT}

    for reason in ("", "  ", "x" * 201):
        with pytest.raises(NoReason):
            scans.remove(reason=reason, **taken)
    scans.remove(reason="扫错了卷", **taken)
    with pytest.raises(NotVisible):
        scans.remove(reason="扫错了卷", **taken)

    assert ids(world, case) == [second]
    assert events() == ["scan_added", "scan_added", "scan_removed"]
    bring(officer, case, pdf(10), shelf)
    assert lines(world, case) == [(1, 1, 1), (1, 2, 2)]
    with unit.reading():
        assert invariants.check() == []


def test_two_who_add_at_once_get_two_places(
    app: Flask, world: World, case: str, shelf: Shelf
) -> None:
    """And of two who add the same content at once, one is told."""
    bodies, told = [pdf(10), pdf(20), pdf(20)], []

    def act(body: bytes) -> None:
        with app.app_context():
            try:
                bring(officer_of(world), case, body, shelf)
            except RuleBroken as refusal:
                told.append(type(refusal))

    threads = [threading.Thread(target=act, args=(body,)) for body in bodies]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert (told, lines(world, case)) == ([SameContent], [(1, 1, 1), (1, 2, 2)])
