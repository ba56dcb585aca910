"""Drawn files without scans are listed with what they lack, and taken away logged."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from review.domain.errors import NotVisible
from review.domain.policy import Viewer
from review.domain.volumes import Lack, Volume
from review.services import missing_scans
from review.services.missing_scans import MissingPage, Wanted
from review.services.paging import Cut
from review.store import unit
from review.store.models import AccessLog, Case, Scan, StoredText
from tests.conftest import AT
from tests.factories import World
from tests.scanned import mark

ONE, TWO = "(2025)青援0001号", "(2025)青援0002号"
CODE = "2026"
FIRST = Cut()


@pytest.fixture
def officer(app: Flask, world: World) -> Iterator[Viewer]:
    with app.app_context():
        assert world.officer is not None
        yield world.officer


def scanned(world: World, *volumes: Volume, gaps: Sequence[int] = ()) -> None:
    """Two pages of each volume for the first file."""
    with unit.transaction():
        event = unit.record("tested", chain="test", actor=unit.SYSTEM, at=AT)
        for position, volume in enumerate(volumes, 1):
            unit.add(
                event,
                Scan,
                bureau_id=world.bureau_id,
                case_id=world.case_ids[0],
                position=position,
                digest=f"{position:064}",
                media="pdf",
                n_bytes=9,
                n_pages=2,
                shapes=[1414, 1414],
                volume=volume,
                gaps=list(gaps),
                added_at=AT,
            )


def missing(viewer: Viewer, cut: Cut = FIRST, **wanted: Any) -> MissingPage:
    return missing_scans.missing(
        viewer=viewer, code=CODE, wanted=Wanted(**wanted), cut=cut
    )


def lacks(viewer: Viewer, **wanted: Any) -> dict[str, tuple[Lack, ...]]:
    return {each.case_no: each.lacks for each in missing(viewer, **wanted).page.rows}


def counts(found: MissingPage) -> tuple[int, int, int, int]:
    return found.n_files, found.n_complete, found.n_lacking, found.n_on_paper


def test_files_without_scans_are_listed(world: World, officer: Viewer) -> None:
    assert lacks(officer) == {ONE: (Lack.SCAN,), TWO: (Lack.SCAN,)}

    scanned(world, Volume.WHOLE)
    assert lacks(officer) == {TWO: (Lack.SCAN,)}
    assert counts(missing(officer)) == (2, 1, 1, 0)
    assert lacks(officer, needs_both=True)[ONE] == (Lack.SECONDARY,)


def test_volumes_and_gaps_count(world: World, officer: Viewer) -> None:
    scanned(world, Volume.MAIN, Volume.SECONDARY, gaps=[2])

    assert lacks(officer, needs_both=True)[ONE] == (Lack.PAGES,)
    line = missing(officer).page.rows[0]
    assert (line.case_no, line.n_pages) == (ONE, 4)


def test_the_list_is_narrowed_and_cut(world: World, officer: Viewer) -> None:
    scanned(world, Volume.SECONDARY)

    assert set(lacks(officer, lack="scan")) == {TWO}
    assert set(lacks(officer, text="青 援０００１")) == {ONE}
    second = missing(officer, Cut(2, 1))
    assert [each.case_no for each in second.page.rows] == [TWO]
    assert (second.page.n, second.n_lacking) == (2, 2)


@pytest.mark.parametrize("flag", ["secret", "sealed"])
def test_what_stays_on_paper_lacks_nothing(
    world: World, officer: Viewer, flag: str
) -> None:
    mark(world, 0, flag)

    assert set(lacks(officer)) == {TWO}
    assert counts(missing(officer)) == (2, 0, 1, 1)


def test_a_scan_that_was_taken_out_is_missing_again(
    world: World, officer: Viewer
) -> None:
    scanned(world, Volume.WHOLE)
    with unit.transaction():
        event = unit.record("tested", chain="test", actor=unit.SYSTEM, at=AT)
        body = unit.add(
            event, StoredText, bureau_id=1, kind="scan_reason", body="wrong"
        )
        ended = {"ended_event_id": event.id, "ended_reason_id": body}
        unit.change(event, Scan, {"position": 1}, **ended)

    assert set(lacks(officer)) == {ONE, TWO}


def test_it_is_taken_away_as_a_file(world: World, officer: Viewer) -> None:
    content = missing_scans.export(
        viewer=officer,
        code=CODE,
        wanted=Wanted(),
        at=AT,
        file_format="csv",
        say=str,
    )

    rows = list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))
    assert [(r["Case number"], r["What is missing"]) for r in rows] == [
        (ONE, "No scan"),
        (TWO, "No scan"),
    ]
    with unit.reading() as connection:
        logged = connection.scalars(select(AccessLog.object_id)).all()
    assert logged == [f"scans:{CODE}"]


def test_only_those_who_bring_scans_see_it(world: World, officer: Viewer) -> None:
    with pytest.raises(NotVisible):
        missing(world.reviewers[0])
    with pytest.raises(NotVisible):
        missing_scans.missing(
            viewer=officer, code="nobody-has-this", wanted=Wanted(), cut=FIRST
        )
    with unit.reading() as connection:
        addresses = set(connection.scalars(select(Case.public_id)))
    assert {each.public_id for each in missing(officer).page.rows} <= addresses
