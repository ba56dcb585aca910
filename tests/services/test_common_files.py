"""A few files are read by nearly everybody, hidden among the others, and only measure."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import event

from review.domain.hidden_reads import HiddenReads
from review.domain.phases import CasePhase
from review.services import (
    allocation,
    comparing,
    consequences,
    giving,
    monitoring,
    moving,
    reviewing,
)
from review.services.allocation import ProposalChanged
from review.services.on_files import Which
from review.store import unit
from review.store.database import db
from review.store.models import Result, StoredNotice
from tests.casework import casework, plan, sheet
from tests.databases import ready
from tests.services.rounds import rows
from tests.services.test_allocation import LATER, drawn, reads
from tests.services.test_second_reads import (
    TODAY,
    Round,
    broken,
    give,
    phase_of,
)

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
COMMON = 6


def prepared(**more: Any) -> Round:
    """Twelve files and eight reviewers, one of them of the firm of a third of the files."""
    with unit.transaction():
        made = casework()
        made.scheme(sheet())
        for n in range(1, 8):
            made.reviewer(f"R{n}")
        for n in range(12):
            made.lawyer(f"赵{n}", f"第{n % 3}律师事务所")
            made.case(f"c{n:02}", lawyers=(f"赵{n}",))
        made.reviewer("R8", firm="第0律师事务所")
    drawn(made, common_files=COMMON, **more)
    with unit.transaction():
        viewers = {f"评查员R{n}": made.reader(f"R{n}") for n in range(1, 9)}
    return Round(made, viewers)


def given() -> Round:
    work = prepared()
    allocation.confirm(viewer=work.officer, code="2025", at=LATER)
    return work


work = ready(given)
before = ready(prepared)


def linking(case_no: str = "") -> list[Any]:
    return [r for r in reads() if r.purpose == "linking" and case_no in ("", r.case_no)]


def of(case_no: str) -> list[Any]:
    return [read for read in reads() if read.case_no == case_no]


def a_common_file() -> str:
    return str(linking()[0].case_no)


def test_six_files_are_read_by_all_but_two(work: Round) -> None:
    files = Counter(read.case_no for read in reads())

    assert Counter(files.values()) == {6: COMMON, 2: 6}
    assert set(Counter(read.case_no for read in linking()).values()) == {4}
    # Files of the firm of one reviewer are none: all others may be read by everybody.
    assert {int(case_no[1:]) % 3 for case_no in files if files[case_no] == 6} <= {1, 2}
    loads = Counter(read.reviewer for read in reads())
    assert max(loads.values()) - min(loads.values()) <= 4
    assert broken() == []


def test_they_are_given_out_with_the_others_and_nobody_is_told_more(
    work: Round,
) -> None:
    assert len({(each.allocated_at, each.event_id) for each in reads()}) == 1
    kinds = Counter(rows(StoredNotice, "kind"))
    assert set(kinds.values()) == {8}


def test_a_preview_says_how_many_and_confirms_just_these(before: Round) -> None:
    seen = allocation.propose(viewer=before.officer, code="2025", on=TODAY)
    assert (seen.n_pairs, seen.n_common, seen.n_second) == (48, 24, 0)
    assert seen.unfilled == ()

    done = allocation.confirm(
        viewer=before.officer, code="2025", at=LATER, digest=seen.digest
    )
    assert done.digest == seen.digest and len(linking()) == 24
    again = allocation.propose(viewer=before.officer, code="2025", on=TODAY)
    assert (again.n_pairs, again.n_common) == (0, 0)


def test_opening_is_told_with_all_that_is_given_out_later(before: Round) -> None:
    asked = plan(code="2025a", common_files=COMMON, second_reads=25)
    seen = consequences.preview(viewer=before.officer, plan=asked, on=TODAY)
    given_out = allocation.propose(viewer=before.officer, code="2025", on=TODAY)

    assert seen.hidden == HiddenReads(second=3, common=24)
    assert seen.n_reviews == given_out.n_pairs + 3 == 51
    assert seen.each == (6, 7)
    tight = replace(asked, caps={f"R{n}": 4 for n in range(1, 9)})
    told = consequences.preview(viewer=before.officer, plan=tight, on=TODAY).remarks
    assert "room for all reviews that count (24), and for 8 of about 27" in " ".join(
        map(str, told)
    )


def test_the_counted_reviews_decide_when_all_are_in(work: Round) -> None:
    case_no = a_common_file()
    counted = [read for read in of(case_no) if read.purpose == "counted"]
    give(work, *counted)
    assert phase_of(work, counted[0]) is CasePhase.REVIEWING

    give(work, *linking(case_no), lost=60)
    assert phase_of(work, counted[0]) is CasePhase.SETTLED
    ((score, used),) = rows(Result, "score", "used")
    assert (score, len(used)) == (10000, 2)
    assert broken() == []


def test_one_taken_back_is_waited_for_no_longer_and_not_given_again(
    work: Round,
) -> None:
    case_no = a_common_file()
    last, *others = linking(case_no)
    give(work, *[r for r in of(case_no) if r.id != last.id])

    reviewing.decline(
        viewer=work.viewers[last.reviewer],
        public_id=last.public_id,
        reason="出差",
        at=LATER,
    )

    assert phase_of(work, others[0]) is CasePhase.SETTLED
    assert len(linking(case_no)) == len(others)
    assert broken() == []


def test_a_counted_review_handed_back_finds_somebody_else(work: Round) -> None:
    case_no = a_common_file()
    first = next(read for read in of(case_no) if read.purpose == "counted")
    everybody = {read.reviewer for read in of(case_no)}

    reviewing.decline(
        viewer=work.viewers[first.reviewer],
        public_id=first.public_id,
        reason="出差",
        at=LATER,
    )

    now = [read for read in of(case_no) if read.purpose == "counted"]
    assert len(now) == 2
    assert {read.reviewer for read in of(case_no)} - everybody != set()


def test_a_second_read_keeps_its_own_place(before: Round) -> None:
    monitoring.set_rate(viewer=before.officer, code="2025", percent=50, at=LATER)
    allocation.confirm(viewer=before.officer, code="2025", at=LATER)

    second = [read for read in reads() if read.purpose == "second"]
    assert len(second) == 6 and {read.slot for read in second} == {3}
    both = {read.case_no for read in second} & {read.case_no for read in linking()}
    assert both
    assert {len({read.slot for read in of(each)}) for each in both} == {6}
    assert min(read.slot for read in linking()) == 4
    assert broken() == []


def test_taken_back_unseen_they_are_given_out_again(before: Round) -> None:
    own = {"viewer": before.officer, "code": "2025", "on": TODAY}

    def given_together() -> str:
        digest = giving.preview(**own, which=Which()).digest
        return giving.give(**own, which=Which(), digest=digest, at=LATER)

    key = given_together()
    first = {read.case_no for read in linking()}
    giving.undo(viewer=before.officer, code="2025", key=key, at=LATER)
    assert comparing.comparison(viewer=before.officer, code="2025").files == ()

    given_together()
    assert {read.case_no for read in linking()} == first
    assert len(linking()) == 24 and broken() == []


def test_what_is_announced_meanwhile_is_not_overlooked(before: Round) -> None:
    """Between the look at the campaign and the writing, as a calculation takes time."""
    own: dict[str, Any] = {"viewer": before.officer, "code": "2025", "at": LATER}
    told: list[int] = []

    def announce(_connection: object) -> None:
        if not told:
            told.append(COMMON + 1)
            comparing.set_number(n=COMMON + 1, **own)

    event.listen(db.engine, "commit", announce)
    try:
        with pytest.raises(ProposalChanged):
            allocation.confirm(**own)
    finally:
        event.remove(db.engine, "commit", announce)
    allocation.confirm(**own)
    assert len({read.case_no for read in linking()}) == COMMON + 1


def test_a_limit_holds_for_common_files_too(before: Round) -> None:
    """Twenty-four counted places of eight: three each, and one more at most."""
    with unit.transaction() as connection:
        connection.exec_driver_sql("UPDATE campaign_reviewers SET cap = 4")
    allocation.confirm(viewer=before.officer, code="2025", at=LATER)

    loads = Counter(read.reviewer for read in reads())
    assert max(loads.values()) <= 4
    assert Counter(r.purpose for r in reads())["counted"] == 24
    assert 0 < len(linking()) <= 8
    assert broken() == []


def test_a_file_of_moves_gives_them_out_as_proposed(before: Round) -> None:
    own = {"viewer": before.officer, "code": "2025", "on": TODAY}
    body = moving.export(**own, at=LATER, say=str, with_proposal=True)
    seen = moving.preview(**own, body=body, at=LATER)
    assert (seen.n_give, seen.faults) == (48, ())

    moving.apply(**own, body=body, digest=seen.digest, at=LATER)
    assert len(linking()) == 24 and broken() == []
    body = moving.export(**own, at=LATER, say=str, with_proposal=False)
    kept = moving.preview(**own, body=body, at=LATER)
    assert (kept.n_same, kept.n_give, kept.n_take_back) == (48, 0, 0)
