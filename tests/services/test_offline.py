"""Taking files along and bringing them back, against the drafts of the database."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import update

from review.domain.errors import NotVisible, RuleBroken
from review.domain.offline import Effect
from review.domain.policy import Viewer
from review.domain.sentences import Sentence
from review.files.offline import CellsRefused
from review.files.sheets import FileRefused
from review.services import offline, reviewing
from review.services.declining import decline
from review.services.offline import (
    BroughtAlready,
    ChangedMeanwhile,
    ChoiceMissing,
    Picked,
    Plan,
)
from review.store import invariants, unit
from review.store.models import (
    CampaignCase,
    Draft,
    Event,
    IntakeFile,
    Read,
    StoredScheme,
)
from tests.conftest import AT
from tests.factories import World
from tests.filling import Filling
from tests.scanned import bring as bring_scan
from tests.scanned import case_id, pdf, shelf_in
from tests.services.rounds import (
    LATER,
    at_once,
    full,
    loaded,
    n_statements,
    rows,
    sheet,
    under_review,
)

pytestmark = pytest.mark.usefixtures("app_context")

READ, SECOND = "read-0-1", "read-3-2"


@pytest.fixture
def world(app: Flask) -> World:
    """Four files; the first reviewer reads the first and the last of them."""
    return under_review(n_cases=4)


@pytest.fixture
def reviewer(world: World) -> Viewer:
    return world.reviewers[0]


def take(viewer: Viewer, *reads: str) -> Filling:
    body = offline.workbook(
        viewer=viewer, reads=reads or (READ,), locale="en", as_of="now", at=AT
    )
    return Filling(body)


def keep(viewer: Viewer, filling: Filling) -> str:
    body = filling.saved()
    return offline.keep(viewer=viewer, body=body, name="x.xlsx", at=LATER)


def plan_of(viewer: Viewer, filling: Filling) -> Plan:
    return offline.preview(viewer=viewer, public_id=keep(viewer, filling))


def picked(plan: Plan, **mine: bool) -> dict[str, Picked]:
    return {each.read: Picked(each.version, mine) for each in plan.files}


def bring(viewer: Viewer, filling: Filling, **mine: bool) -> offline.Done:
    public_id = keep(viewer, filling)
    plan = offline.preview(viewer=viewer, public_id=public_id)
    return offline.bring(
        viewer=viewer, public_id=public_id, picked=picked(plan, **mine), at=LATER
    )


def save(viewer: Viewer, version: int, read: str = READ, **answers: Any) -> int:
    saved = reviewing.save_answers(
        viewer=viewer, public_id=read, version=version, changes=answers, at=AT
    )
    return saved.version


def lost(
    points: int, reason: str = "无会见笔录", pages: str = "12"
) -> dict[str, object]:
    return {"answer": points, "text": reason, "pages": pages}


def answers(viewer: Viewer, read: str = READ) -> dict[str, Any]:
    desk = reviewing.open_read(viewer=viewer, public_id=read, at=LATER)
    return {code: answer.choice for code, answer in desk.answers.items()}


def refusal(plan: Plan, number: int = 0) -> str:
    found = plan.files[number].refusal
    return type(found).__name__ if found else ""


def test_what_is_brought_is_written_for_all_files_at_once(reviewer: Viewer) -> None:
    filling = take(reviewer, READ, SECOND).fill("a0", **lost(2))
    filling.fill("a1", case=1, **lost(3)).fill("@comment", case=1, text="评语")

    done = bring(reviewer, filling)

    assert (done.n_answers, done.n_files) == (3, 2)
    assert (answers(reviewer), answers(reviewer, SECOND)) == ({"a0": 2}, {"a1": 3})
    assert (
        reviewing.open_read(viewer=reviewer, public_id=SECOND, at=LATER).comment
        == "评语"
    )
    with unit.reading():
        assert invariants.check() == []


def test_drafts_are_saved_as_the_page_saves_them(reviewer: Viewer) -> None:
    """A version each, no event, and nothing is submitted."""
    events = rows(Event, "id")
    bring(reviewer, take(reviewer).fill("a0", **lost(2)))

    assert rows(Event, "id") == events
    assert rows(Draft, "version", "n_answered", "saved_at") == [(1, 1, LATER)]
    desk = reviewing.open_read(viewer=reviewer, public_id=READ, at=LATER)
    assert desk.submitted_at is None


def test_bringing_nothing_new_writes_nothing(reviewer: Viewer) -> None:
    save(reviewer, 0, a0={"choice": "2", "reason": "x", "pages": "1"})

    done = bring(reviewer, take(reviewer))

    assert (done.n_answers, done.n_files) == (0, 0)
    assert rows(Draft, "version") == [(1,)]


def test_each_side_keeps_what_it_alone_changed(reviewer: Viewer) -> None:
    version = save(reviewer, 0, a0={"choice": "0"}, a1={"choice": "0"})
    filling = take(reviewer).fill("a0", **lost(4))
    save(reviewer, version, a1={"choice": "5"})

    plan = plan_of(reviewer, filling)
    bring(reviewer, filling)

    assert plan.files[0].has_moved
    assert {c.code: c.effect for c in plan.files[0].changes if c.effect != "same"} == {
        "a0": Effect.CHANGED,
        "a1": Effect.KEPT,
    }
    assert answers(reviewer) == {"a0": 4, "a1": 5}


@pytest.mark.parametrize(("mine", "points"), [(True, 4), (False, 7)])
def test_a_conflict_is_decided_by_the_reviewer_alone(
    reviewer: Viewer, mine: bool, points: int
) -> None:
    version = save(reviewer, 0, a0={"choice": "0"})
    filling = take(reviewer).fill("a0", **lost(4))
    save(reviewer, version, a0={"choice": "7"})

    with pytest.raises(ChoiceMissing):
        bring(reviewer, filling)
    assert answers(reviewer) == {"a0": 7}
    bring(reviewer, filling, a0=mine)

    assert answers(reviewer) == {"a0": points}


def test_an_older_answer_may_be_chosen_on_purpose(reviewer: Viewer) -> None:
    version = save(reviewer, 0, a0={"choice": "2"})
    filling = take(reviewer)
    save(reviewer, version, a0={"choice": "7"})

    bring(reviewer, filling, a0=True)

    assert answers(reviewer) == {"a0": 2}


def test_a_new_answer_may_be_left_out_on_purpose(reviewer: Viewer) -> None:
    filling = take(reviewer).fill("a0", **lost(4)).fill("a1", **lost(1))

    bring(reviewer, filling, a0=False)

    assert answers(reviewer) == {"a1": 1}


PIN = ["0123456789abcdef0123", 100, 200, 300, 50]


def pins(viewer: Viewer) -> dict[str, list[int]]:
    """How many pins each finding has, by item."""
    desk = reviewing.open_read(viewer=viewer, public_id=READ, at=LATER)
    return {
        code: [len(finding.pins) for finding in answer.findings]
        for code, answer in desk.answers.items()
    }


def test_pages_outside_the_file_are_told_by_their_cells(
    world: World, reviewer: Viewer, tmp_path: Path
) -> None:
    assert world.officer is not None
    bring_scan(world.officer, case_id(world), pdf(10, 60, 110), shelf_in(tmp_path))
    filling = take(reviewer).fill("a0", **lost(2)).fill("a1", **lost(1, pages="2"))

    (file,) = plan_of(reviewer, filling).files

    notes = [(each.code, each.notes) for each in file.changes if each.notes]
    needed = Sentence(CellsRefused.no_page_needed, {"pages": ("12",)})
    assert [(code, [one.why for one in told]) for code, told in notes] == [
        ("a0", [needed])
    ]


def test_what_can_be_no_page_of_a_paper_file_is_told_by_its_cells(
    reviewer: Viewer,
) -> None:
    rows = take(reviewer).fill("a0", **lost(2, pages="abc"))
    filling = rows.fill("a1", **lost(1, pages="2")).fill("a2", **lost(1, pages="-1"))

    (file,) = plan_of(reviewer, filling).files

    told = [(each.code, one.why.values) for each in file.changes for one in each.notes]
    assert told == [("a0", {"pages": ("abc",)}), ("a2", {"pages": ("-1",)})]


def test_pins_stay_with_findings_whose_pages_stay(reviewer: Viewer) -> None:
    """A workbook cannot show them, so that it cannot take them away either."""
    pinned = {"reason": "x", "pages": "3", "pins": [PIN]}
    save(
        reviewer,
        0,
        a0={"choice": "2", "findings": [pinned]},
        a1={"choice": "2", "findings": [pinned]},
        a2={"choice": "2", "findings": [pinned]},
    )
    filling = take(reviewer).fill("a1", text="另一种说法").fill("a2", pages="9")

    plan = plan_of(reviewer, filling)
    bring(reviewer, filling)

    assert {c.code for c in plan.files[0].of(Effect.CHANGED)} == {"a1", "a2"}
    assert pins(reviewer) == {"a0": [1], "a1": [1], "a2": [0]}


def test_an_emptied_row_takes_its_answer_back(reviewer: Viewer) -> None:
    save(reviewer, 0, a0={"choice": "2", "reason": "x", "pages": "1"})
    filling = take(reviewer).fill("a0", answer=None, text=None, pages=None)

    plan = plan_of(reviewer, filling)
    bring(reviewer, filling)

    assert plan.counts[Effect.TAKEN_BACK] == 1
    assert answers(reviewer) == {}


def new_version_of(world: World) -> None:
    """The file is reviewed by a later version of the scheme from now on."""
    newer, text = loaded(sheet(version="2"))
    with unit.transaction() as connection:
        event = unit.record("tested", chain="test", actor=unit.SYSTEM, at=AT)
        scheme_id = unit.add(
            event,
            StoredScheme,
            bureau_id=world.bureau_id,
            code=newer.code,
            version=newer.version,
            title={"zh": "x", "en": "x"},
            text=text,
            digest=newer.digest,
            structure_digest=newer.structure_digest,
            loaded_at=AT,
        )
        connection.execute(update(CampaignCase).values(scheme_id=scheme_id))


def submitted(world: World) -> None:
    viewer = world.reviewers[0]
    reviewing.submit(
        viewer=viewer,
        public_id=READ,
        version=0,
        key="k",
        at=LATER,
        answers=full(world, viewer, READ),
    )


def handed_back(world: World) -> None:
    decline(viewer=world.reviewers[0], public_id=READ, reason="生病", at=AT)


def gone(world: World) -> None:
    """To the reviewer, a read of somebody else and none at all are one."""
    with unit.transaction() as connection:
        mine = Read.public_id == READ
        connection.execute(update(Read).where(mine).values(reviewer_code="code-2"))


@pytest.mark.parametrize(
    ("happens", "reason"),
    [
        (new_version_of, "SchemeChanged"),
        (submitted, "AlreadySubmitted"),
        (handed_back, "ReadEnded"),
        (gone, "NotOpen"),
    ],
)
def test_a_stale_sheet_is_refused_and_the_others_are_not_kept_back(
    world: World, reviewer: Viewer, happens: Callable[[World], None], reason: str
) -> None:
    filling = take(reviewer, READ, SECOND).fill("a0", **lost(2))
    if happens is not new_version_of:
        filling.fill("a0", case=1, **lost(3))
    happens(world)
    before = rows(Draft, "read_id", "version", "answers")

    plan = plan_of(reviewer, filling)
    done = bring(reviewer, filling)

    assert refusal(plan) == reason
    assert plan.files[0].changes == ()
    if happens is new_version_of:
        assert (refusal(plan, 1), done.n_answers) == (reason, 0)
        assert "civil 1" in str(plan.files[0].refusal)
        assert rows(Draft, "read_id", "version", "answers") == before
    else:
        assert (refusal(plan, 1), done.n_answers) == ("", 1)
        assert answers(reviewer, SECOND) == {"a0": 3}


def test_a_foreign_and_an_unknown_sheet_get_the_same_sentence(world: World) -> None:
    mine, other = world.reviewers[:2]
    theirs = plan_of(other, take(mine))
    with unit.transaction() as connection:
        read = Read.public_id == READ
        connection.execute(update(Read).where(read).values(public_id="elsewhere"))

    unknown = plan_of(other, take(mine, "elsewhere"))

    assert str(theirs.files[0].refusal) == str(unknown.files[0].refusal)
    assert refusal(theirs) == "NotOpen"


def test_a_sheet_of_another_workbook_is_not_taken_for_this_ones(
    reviewer: Viewer,
) -> None:
    filling, other = take(reviewer), take(reviewer, SECOND)
    copied = filling.book.create_sheet("copied")
    for row in other.sheet().iter_rows():
        for cell in row:
            copied[cell.coordinate].value = cell.value

    plan = plan_of(reviewer, filling)

    assert [(f.sheet, refusal(plan, n)) for n, f in enumerate(plan.files)] == [
        ("(2025)青援0001号", ""),
        ("copied", "SheetUnclear"),
    ]


def test_two_sheets_of_one_file_are_both_refused(reviewer: Viewer) -> None:
    filling = take(reviewer)
    filling.book.copy_worksheet(filling.sheet())

    plan = plan_of(reviewer, filling)

    assert [refusal(plan, n) for n in (0, 1)] == ["SheetUnclear"] * 2


def test_a_removed_sheet_is_told_and_the_rest_is_taken(reviewer: Viewer) -> None:
    filling = take(reviewer, READ, SECOND).fill("a0", **lost(2))
    del filling.book[filling.sheet(1).title]

    plan = plan_of(reviewer, filling)
    done = bring(reviewer, filling)

    assert [refusal(plan, n) for n in (0, 1)] == ["", "SheetUnclear"]
    assert done.n_files == 1


def test_one_draft_saved_meanwhile_keeps_all_from_being_written(
    reviewer: Viewer,
) -> None:
    filling = take(reviewer, READ, SECOND).fill("a0", **lost(2))
    filling.fill("a0", case=1, **lost(3))
    public_id = keep(reviewer, filling)
    seen = picked(offline.preview(viewer=reviewer, public_id=public_id))
    save(reviewer, 0, SECOND, b0={"choice": "1"})

    with pytest.raises(ChangedMeanwhile):
        offline.bring(viewer=reviewer, public_id=public_id, picked=seen, at=LATER)

    assert (answers(reviewer), answers(reviewer, SECOND)) == ({}, {"b0": 1})


def test_a_second_click_does_nothing(reviewer: Viewer) -> None:
    public_id = keep(reviewer, take(reviewer).fill("a0", **lost(2)))
    seen = picked(offline.preview(viewer=reviewer, public_id=public_id))
    again = {"viewer": reviewer, "public_id": public_id, "picked": seen, "at": LATER}
    offline.bring(**again)

    with pytest.raises(BroughtAlready):
        offline.bring(**again)

    assert rows(Draft, "version") == [(1,)]
    assert rows(IntakeFile, "body") == [("",)]


def test_two_clicks_at_once_write_once(app: Flask, reviewer: Viewer) -> None:
    public_id = keep(reviewer, take(reviewer).fill("a0", **lost(2)))
    seen = picked(offline.preview(viewer=reviewer, public_id=public_id))

    def click() -> object:
        return offline.bring(
            viewer=reviewer, public_id=public_id, picked=seen, at=LATER
        )

    found = at_once(app, [click, click])

    assert sum(isinstance(each, offline.Done) for each in found) == 1
    assert sum(isinstance(each, RuleBroken) for each in found) == 1
    assert rows(Draft, "version") == [(1,)]


def test_a_newer_workbook_takes_the_place_of_one_that_waits(reviewer: Viewer) -> None:
    first = keep(reviewer, take(reviewer))
    second = keep(reviewer, take(reviewer))

    with pytest.raises(NotVisible):
        offline.preview(viewer=reviewer, public_id=first)
    assert offline.preview(viewer=reviewer, public_id=second).n_to_write == 0


def test_what_cannot_be_read_is_not_kept(reviewer: Viewer) -> None:
    with pytest.raises(FileRefused):
        offline.keep(viewer=reviewer, body=b"no", name="x", at=AT)

    assert rows(IntakeFile, "id") == []


def test_uploads_are_cleared_away_after_a_day(reviewer: Viewer) -> None:
    from review.services.sweeping import sweep

    keep(reviewer, take(reviewer))

    assert sweep(at=LATER + timedelta(days=2)).n_uploads == 1


def test_only_reviewers_take_files_along(world: World) -> None:
    assert world.officer is not None
    for viewer in (world.officer, world.lawyers[0]):
        with pytest.raises(NotVisible):
            offline.listing(viewer=viewer, at=AT)
        with pytest.raises(NotVisible):
            take(viewer)


def test_not_more_files_than_fit(reviewer: Viewer) -> None:
    with pytest.raises(offline.TooMany):
        take(reviewer, *(f"read-{n}-1" for n in range(offline.MOST_FILES + 1)))


def test_more_files_need_no_more_statements_to_take_along(
    world: World, reviewer: Viewer
) -> None:
    take(reviewer)

    one = n_statements(lambda: take(reviewer))
    assert n_statements(lambda: take(reviewer, READ, SECOND)) == one
