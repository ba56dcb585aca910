"""A contents list is proposed by a scan, set by an officer, and read beside the sheet."""

from __future__ import annotations

import io
import threading
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, select

from review.domain.contents import Entry, Standing, TooManyEntries
from review.domain.documents import DocumentType as D
from review.domain.errors import NotVisible, RuleBroken
from review.domain.policy import Viewer
from review.domain.schemes import Item, Text
from review.domain.volumes import Volume
from review.services import contents, scans
from review.services.contents import ContentsChanged, FileContents, NoSuchPage
from review.services.page_images import close_all
from review.services.scans import Added, OnPaperOnly
from review.services.shelf import Shelf
from review.store import invariants, unit
from review.store.models import Event, Scan, StoredContents
from tests.conftest import AT
from tests.factories import World
from tests.scanned import bring, case_id, mark, marked, pdf, shelf_in

LATER = AT + timedelta(hours=1)
PERSON = "阙晓芳"
"""The name of a person, as it stands in file names and bookmarks."""


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


def bring_named(
    viewer: Viewer, case: str, body: bytes, shelf: Shelf, *names: str
) -> Added:
    return scans.add(
        viewer=viewer,
        public_id=case,
        stream=io.BytesIO(body),
        shelf=shelf,
        names=names,
        at=AT,
    )


def listed(world: World, case: str) -> list[tuple[D, int]]:
    found = contents.of_case(viewer=officer_of(world), public_id=case)
    return [(each.document, each.page) for each in found.file.lines]


def set_list(
    world: World, case: str, *entries: tuple[int, D], waived: tuple[D, ...] = ()
) -> None:
    found = contents.of_case(viewer=officer_of(world), public_id=case)
    contents.set_list(
        viewer=officer_of(world),
        public_id=case,
        entries=[Entry(page, kind) for page, kind in entries],
        not_applicable=waived,
        state=found.state,
        at=LATER,
    )


def read_by(world: World, reviewer: int = 0, read: int = 0) -> FileContents:
    return contents.of_read(
        viewer=world.reviewers[reviewer], public_id=world.reads[0][read]
    )


def looking_for(*papers: D) -> Item:
    return Item("x", Text("x", "x"), documents=tuple(each.value for each in papers))


def n_lists() -> int:
    with unit.reading() as connection:
        query = select(func.count()).select_from(StoredContents)
        return connection.scalar(query) or 0


# Proposals


def test_bookmarks_propose_a_list(world: World, case: str, shelf: Shelf) -> None:
    body = marked(9, (f"申请表（{PERSON}）", 1), ("封底", 4), ("判决书", 5))
    added = bring_named(officer_of(world), case, body, shelf, "正卷")

    assert added.n_papers == 2
    assert listed(world, case) == [(D.APPLICATION_FORM, 1), (D.JUDGMENT, 5)]
    with unit.reading():
        assert invariants.check() == []


def test_a_name_proposes_the_paper_it_names(
    world: World, case: str, shelf: Shelf
) -> None:
    officer = officer_of(world)
    bring_named(officer, case, pdf(10, 20), shelf, f"起诉状-{PERSON}")
    bring_named(officer, case, pdf(30), shelf, "001", "证据材料")
    nothing = bring_named(officer, case, pdf(40), shelf, "扫描件")

    assert nothing.n_papers == 0
    assert listed(world, case) == [(D.PLEADING, 1), (D.EVIDENCE, 3)]


def test_pages_photographed_one_by_one_are_one_paper(
    world: World, case: str, shelf: Shelf
) -> None:
    for number, tone in enumerate((10, 20, 30), 1):
        name = f"证据{number}"
        bring_named(officer_of(world), case, pdf(tone), shelf, name)

    assert listed(world, case) == [(D.EVIDENCE, 1)]


def test_nothing_of_a_name_or_a_bookmark_is_kept(
    world: World, case: str, shelf: Shelf
) -> None:
    body = marked(3, (f"申请表（{PERSON}）", 1), (f"{PERSON}的身份证", 2))
    bring_named(officer_of(world), case, body, shelf, f"{PERSON}案卷")

    assert listed(world, case) == [(D.APPLICATION_FORM, 1), (D.IDENTITY_PROOF, 2)]
    with unit.reading() as connection:
        kept = connection.execute(select(StoredContents.__table__)).all()
        told = connection.execute(select(Event.payload)).all()
        found = connection.execute(select(Scan.__table__)).all()
    assert PERSON not in f"{kept}{told}{found}"


def test_a_proposal_is_the_programs_doing_and_names_its_cause(
    world: World, case: str, shelf: Shelf
) -> None:
    bring_named(officer_of(world), case, pdf(10), shelf, "判决书")

    with unit.reading() as connection:
        row = connection.execute(
            select(Event.actor_kind, Event.cause_id, Event.payload).where(
                Event.kind == "contents_proposed"
            )
        ).one()
        cause = connection.scalar(select(Event.kind).where(Event.id == row.cause_id))
    assert (row.actor_kind, cause, row.payload["n"]) == ("system", "scan_added", 1)


# Setting


def test_an_officer_sets_the_list_as_a_whole(
    world: World, case: str, shelf: Shelf
) -> None:
    bring_named(officer_of(world), case, pdf(*range(0, 100, 20)), shelf, "判决书")
    set_list(world, case, (4, D.JUDGMENT), (1, D.INDEX), waived=(D.MEANS_PROOF,))

    assert listed(world, case) == [(D.INDEX, 1), (D.JUDGMENT, 4)]
    found = contents.of_case(viewer=officer_of(world), public_id=case)
    assert found.file.contents.not_applicable == {D.MEANS_PROOF}
    assert found.file.contents.is_checked
    assert D.APPLICATION_FORM in found.check.missing
    assert n_lists() == 2
    with unit.reading() as connection:
        kinds = connection.scalars(
            select(Event.kind).where(Event.kind.like("contents%")).order_by(Event.id)
        ).all()
        assert invariants.check() == []
    assert kinds == ["contents_proposed", "contents_set"]


def test_a_list_stays_with_its_pages_when_scans_are_moved(
    world: World, case: str, shelf: Shelf
) -> None:
    officer = officer_of(world)
    bring(officer, case, pdf(10, 20), shelf)
    bring(officer, case, pdf(30, 40), shelf)
    set_list(world, case, (1, D.INDEX), (4, D.JUDGMENT))
    second = scans.of_case(viewer=officer, public_id=case).lines[1].public_id

    scans.move(viewer=officer, public_id=case, scan_id=second, by=-1, at=LATER)
    assert listed(world, case) == [(D.JUDGMENT, 2), (D.INDEX, 3)]
    scans.remove(viewer=officer, public_id=case, scan_id=second, reason="x", at=LATER)
    assert listed(world, case) == [(D.INDEX, 1)]


def test_the_secondary_volume_lies_behind_and_counts_by_itself(
    world: World, case: str, shelf: Shelf
) -> None:
    officer = officer_of(world)
    bring(officer, case, pdf(10, 20), shelf)
    bring(officer, case, pdf(30, 40, 50), shelf)
    set_list(world, case, (1, D.APPROVAL_FORM), (3, D.INDEX), (5, D.JUDGMENT))
    first = scans.of_case(viewer=officer, public_id=case).lines[0].public_id
    before = contents.of_case(viewer=officer, public_id=case).state
    scans.say_volume(
        viewer=officer,
        public_id=case,
        scan_id=first,
        volume=Volume.SECONDARY,
        at=LATER,
    )

    found = contents.of_case(viewer=officer, public_id=case)
    assert [(x.document, x.label, x.volume) for x in found.file.lines] == [
        (D.INDEX, 1, Volume.WHOLE),
        (D.JUDGMENT, 3, Volume.WHOLE),
        (D.APPROVAL_FORM, 1, Volume.SECONDARY),
    ]
    assert found.check.misplaced == ()
    assert found.state != before


def test_new_pages_leave_the_list_unchecked(
    world: World, case: str, shelf: Shelf
) -> None:
    bring(officer_of(world), case, pdf(10), shelf)
    set_list(world, case, (1, D.INDEX))
    bring(officer_of(world), case, pdf(20), shelf)

    found = contents.of_case(viewer=officer_of(world), public_id=case)
    assert not found.file.contents.is_checked
    set_list(world, case, (1, D.INDEX))
    again = contents.of_case(viewer=officer_of(world), public_id=case)
    assert again.file.contents.is_checked


def test_a_page_the_file_does_not_have_is_refused(
    world: World, case: str, shelf: Shelf
) -> None:
    bring(officer_of(world), case, pdf(10), shelf)

    for page in (0, 2):
        with pytest.raises(NoSuchPage):
            set_list(world, case, (page, D.INDEX))
    with pytest.raises(TooManyEntries):
        set_list(world, case, *((n, D.INDEX) for n in range(1, 400)))
    assert n_lists() == 0


def test_who_saves_second_is_told(world: World, case: str, shelf: Shelf) -> None:
    bring(officer_of(world), case, pdf(10), shelf)
    before = contents.of_case(viewer=officer_of(world), public_id=case).state
    set_list(world, case, (1, D.INDEX))

    with pytest.raises(ContentsChanged):
        contents.set_list(
            viewer=officer_of(world),
            public_id=case,
            entries=[],
            not_applicable=[],
            state=before,
            at=LATER,
        )


def test_new_numbers_of_pages_are_a_change_too(
    world: World, case: str, shelf: Shelf
) -> None:
    officer = officer_of(world)
    bring(officer, case, pdf(10), shelf)
    before = contents.of_case(viewer=officer, public_id=case).state
    scan = scans.of_case(viewer=officer, public_id=case).lines[0].public_id
    scans.number_from(viewer=officer, public_id=case, scan_id=scan, first=7, at=LATER)

    assert contents.of_case(viewer=officer, public_id=case).state != before


def test_of_two_who_save_at_once_one_is_told(
    app: Flask, world: World, case: str, shelf: Shelf
) -> None:
    bring(officer_of(world), case, pdf(10), shelf)
    state = contents.of_case(viewer=officer_of(world), public_id=case).state
    barrier, outcomes = threading.Barrier(2), []

    def save(kind: D) -> None:
        with app.app_context():
            barrier.wait()
            try:
                contents.set_list(
                    viewer=officer_of(world),
                    public_id=case,
                    entries=[Entry(1, kind)],
                    not_applicable=[],
                    state=state,
                    at=LATER,
                )
                outcomes.append("saved")
            except RuleBroken as told:
                outcomes.append(type(told).__name__)

    threads = [threading.Thread(target=save, args=[k]) for k in (D.INDEX, D.COVER)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(outcomes) == ["ContentsChanged", "saved"]


# Who sees it


def test_the_list_lies_beside_the_own_sheet(
    world: World, case: str, shelf: Shelf
) -> None:
    officer = officer_of(world)
    bring(officer, case, pdf(*range(0, 100, 20)), shelf)
    scan = scans.of_case(viewer=officer, public_id=case).lines[0].public_id
    scans.number_from(viewer=officer, public_id=case, scan_id=scan, first=11, at=AT)
    set_list(world, case, (2, D.EVIDENCE), (3, D.EVIDENCE), (5, D.JUDGMENT))

    found = read_by(world)
    assert [(x.document, x.number, x.page, x.label) for x in found.lines] == [
        (D.EVIDENCE, 1, 2, 12),
        (D.EVIDENCE, 2, 3, 13),
        (D.JUDGMENT, 0, 5, 15),
    ]
    assert found.made_at == LATER
    answer = found.evidence(looking_for(D.JUDGMENT))
    assert answer and answer.standing is Standing.PRESENT
    assert found.evidence(looking_for()) is None
    assert found.evidence(Item("x", Text("x", "x"), documents=("later",))) is None


def test_a_file_without_a_list_says_nothing(world: World, case: str) -> None:
    found = read_by(world)

    assert (found.lines, found.made_at) == ((), None)
    assert found.evidence(looking_for(D.JUDGMENT)) is None


def test_another_reviewers_read_and_a_secret_file_are_not_there(
    world: World, case: str, shelf: Shelf
) -> None:
    bring(officer_of(world), case, pdf(10), shelf)
    with pytest.raises(NotVisible):
        read_by(world, reviewer=1)

    mark(world, 0, "secret")
    with pytest.raises(NotVisible):
        read_by(world)
    assert contents.of_case(viewer=officer_of(world), public_id=case).on_paper_only
    with pytest.raises(OnPaperOnly):
        set_list(world, case)


def test_only_officers_of_the_bureau_set_it(world: World, case: str) -> None:
    for viewer in (world.reviewers[0], world.lawyers[0], world.lead):
        assert viewer is not None
        with pytest.raises(NotVisible):
            contents.of_case(viewer=viewer, public_id=case)
