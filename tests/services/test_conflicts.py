"""A declared conflict takes back what is open and keeps the reviewer away till withdrawn."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from review.domain.errors import NotVisible
from review.domain.kinds import IntakeKind
from review.domain.notices import NoticeKind
from review.domain.policy import PUBLIC, Role, Viewer
from review.domain.sampling_rule import SampleBy, SampleRule
from review.services import (
    allocation,
    conflicts,
    declining,
    intake,
    membership,
    notices,
    sampling,
)
from review.services.conflicts import Against
from review.services.intake import Upload
from review.services.paging import Cut
from review.store import invariants, unit
from review.store.models import (
    CampaignCase,
    Case,
    DeclaredConflict,
    Event,
    EventTarget,
    Firm,
    Person,
    Read,
    ReviewerCode,
    StoredText,
)
from tests.casework import Casework, casework, plan, sheet, submit
from tests.conftest import AT


@pytest.fixture
def work(app: Flask) -> Iterator[Casework]:
    """Four files, two of each firm; both reviewers hold all of them."""
    with app.app_context():
        with unit.transaction():
            made = casework()
            made.scheme(sheet())
            for number, name in (("R1", "周一"), ("R2", "白二"), ("R3", "钱三")):
                made.reviewer(number, name=name)
            for n in range(4):
                made.lawyer(f"赵{n}", f"第{n % 2}律师事务所")
                made.case(f"c{n}", lawyers=(f"赵{n}",))
        values = plan(reviewers=("R1", "R2"))
        sampling.open_campaign(viewer=made.officer, plan=values, at=AT)
        sampling.draw(viewer=made.officer, code="2025", at=AT)
        allocation.confirm(viewer=made.officer, code="2025", at=AT)
        yield made


def public_id(model: Any, name: str) -> str:
    with unit.reading() as connection:
        found = connection.scalar(select(model.public_id).where(model.name == name))
    assert found is not None
    return str(found)


def held(name: str) -> dict[str, str]:
    """The open reads of a reviewer: case number to public id."""
    statement = (
        select(Case.case_no, Read.public_id)
        .join(CampaignCase, CampaignCase.case_id == Case.id)
        .join(Read, Read.campaign_case_id == CampaignCase.id)
        .join(ReviewerCode, ReviewerCode.code == Read.reviewer_code)
        .join(Person, Person.id == ReviewerCode.person_id)
        .where(Person.name == name, Read.ended_at.is_(None))
        .order_by(Case.case_no)
    )
    with unit.reading() as connection:
        return {row.case_no: row.public_id for row in connection.execute(statement)}


def declare(viewer: Viewer, **changes: Any) -> conflicts.Consequence:
    values = {
        "code": "2025",
        "number": "R1",
        "against": Against.FIRM,
        "public_id": public_id(Firm, "第0律师事务所"),
    } | changes
    return conflicts.declare(viewer=viewer, at=AT, **values)


def kinds() -> list[str]:
    with unit.reading() as connection:
        found = connection.scalars(select(Event.kind).order_by(Event.id))
        return [kind for kind in found if "conflict" in kind or "withdrawn" in kind]


def withdraw(viewer: Viewer, **changes: Any) -> None:
    values = {
        "code": "2025",
        "number": "R1",
        "against": Against.FIRM,
        "public_id": public_id(Firm, "第0律师事务所"),
        "reason": "弄错了人",
    } | changes
    conflicts.withdraw(viewer=viewer, at=AT, **values)


def allocate(work: Casework) -> None:
    allocation.confirm(viewer=work.officer, code="2025", at=AT)


def taken(viewer: Viewer) -> list[int]:
    """How many files each notice says were taken off the list."""
    rows = notices.listing(viewer=viewer, cut=Cut()).rows
    return [row.notice.n for row in rows if row.notice.kind is NoticeKind.TAKEN]


@pytest.mark.parametrize("by_list", [False, True])
def test_who_did_not_declare_it_is_told_that_files_are_gone(
    work: Casework, by_list: bool
) -> None:
    with unit.transaction():
        own, other = work.reader("R1"), work.reader("R2")

    if by_list:
        body = "姓名,编号,回避\n周一,R1,第0律师事务所\n".encode()
        upload = Upload(IntakeKind.REVIEWERS, body)
        intake.take_in(viewer=work.officer, upload=upload, at=AT, today=AT.date())
    else:
        declare(work.officer)

    assert (taken(own), taken(other)) == ([2], [])


def test_who_declared_it_needs_no_notice(work: Casework) -> None:
    with unit.transaction():
        own = work.reader("R1")

    declining.decline(
        viewer=own,
        public_id=held("周一")["c0"],
        reason="同学",
        avoid=[Against.FIRM],
        at=AT,
    )

    assert held("周一").keys() == {"c1", "c3"}
    assert taken(own) == []


def test_a_conflict_with_a_firm_takes_back_its_open_files(work: Casework) -> None:
    shown = conflicts.consequence(
        viewer=work.officer,
        code="2025",
        number="R1",
        against=Against.FIRM,
        public_id=public_id(Firm, "第0律师事务所"),
    )
    assert (shown.n_open, shown.n_submitted, shown.is_known) == (2, 0, False)
    assert kinds() == []

    done = declare(work.officer)

    assert done == shown
    assert list(held("周一")) == ["c1", "c3"]
    assert list(held("白二")) == ["c0", "c1", "c2", "c3"]
    assert kinds() == ["conflict_declared", "reads_withdrawn"]
    again = allocation.propose(viewer=work.officer, code="2025", on=AT.date())
    assert (again.n_pairs, again.n_missing) == (0, 2)


def test_a_conflict_with_a_person_counts_for_every_handler(work: Casework) -> None:
    with unit.transaction():
        work._take_part(work.cases["c1"], "赵0", "handler")

    declare(
        work.officer,
        number="R2",
        against=Against.HANDLER,
        public_id=public_id(Person, "赵0"),
    )

    assert list(held("白二")) == ["c2", "c3"]


def test_a_conflict_holds_in_every_campaign(work: Casework) -> None:
    """Another campaign under way must not leave the reviewer a forbidden file."""
    with unit.transaction():
        for n in range(2):
            work.case(f"d{n}", lawyers=(f"赵{n}",))
    rule = SampleRule(SampleBy.CENSUS, leave_out_drawn=True)
    values = plan(code="b", reviewers=("R1", "R2"), sample=rule)
    sampling.open_campaign(viewer=work.officer, plan=values, at=AT)
    sampling.draw(viewer=work.officer, code="b", at=AT)
    allocation.confirm(viewer=work.officer, code="b", at=AT)

    done = declare(work.officer)

    assert done.n_open == 3
    assert list(held("周一")) == ["c1", "c3", "d1"]
    assert kinds() == ["conflict_declared", "reads_withdrawn", "reads_withdrawn"]
    with unit.reading():
        assert invariants.check() == []


def test_a_conflict_on_a_spreadsheet_takes_files_back_too(work: Casework) -> None:
    body = "姓名,评查员编号,需回避的单位或人员\n周一,R1,第0律师事务所\n"
    asked: dict[str, Any] = {
        "viewer": work.officer,
        "upload": Upload(IntakeKind.REVIEWERS, body.encode("utf-8-sig"), "r.csv"),
        "today": AT.date(),
    }

    (step,) = intake.preview(**asked).steps
    assert [str(each) for each in step.remarks] == [
        "2 open files are taken back from this reviewer."
    ]
    intake.take_in(**asked, at=AT)

    assert list(held("周一")) == ["c1", "c3"]
    assert list(held("白二")) == ["c0", "c1", "c2", "c3"]
    with unit.reading():
        assert invariants.check() == []


def test_a_submitted_review_stays_and_is_counted(work: Casework) -> None:
    with unit.transaction():
        reader = work.reader("R1")
    submit(reader, held("周一")["c0"])

    done = declare(work.officer)

    assert (done.n_open, done.n_submitted) == (1, 1)
    assert list(held("周一")) == ["c0", "c1", "c3"]


def test_a_settled_file_no_longer_says_who_read_it(work: Casework) -> None:
    with unit.transaction():
        readers = [work.reader("R1"), work.reader("R2")]
    for viewer, name in zip(readers, ("周一", "白二"), strict=True):
        submit(viewer, held(name)["c0"])

    done = declare(work.officer)

    assert (done.n_open, done.n_submitted) == (1, 0)


def test_declaring_twice_is_declaring_once(work: Casework) -> None:
    declare(work.officer)

    again = declare(work.officer)

    assert again.is_known
    assert kinds() == ["conflict_declared", "reads_withdrawn"]
    with unit.reading() as connection:
        assert len(connection.scalars(select(DeclaredConflict.id)).all()) == 1


def test_a_conflict_without_files_is_kept_for_later(work: Casework) -> None:
    with unit.transaction():
        work.firm("新所")

    done = declare(work.officer, public_id=public_id(Firm, "新所"))

    assert (done.n_open, done.n_submitted) == (0, 0)
    assert kinds() == ["conflict_declared"]


def test_lists_go_by_pinyin(work: Casework) -> None:
    with unit.transaction():
        work.firm("安达律师事务所")
    declare(work.officer)
    declare(
        work.officer,
        number="R2",
        against=Against.HANDLER,
        public_id=public_id(Person, "赵3"),
    )

    shown = conflicts.listing(viewer=work.officer, code="2025")

    assert shown.lines[1].public_id == public_id(Firm, "第0律师事务所")
    lines = [(each.reviewer, each.against, each.name) for each in shown.lines]
    assert lines == [
        ("白二", Against.HANDLER, "赵3"),
        ("周一", Against.FIRM, "第0律师事务所"),
    ]
    assert [(x.number, x.name) for x in shown.reviewers] == [
        ("R2", "白二"),
        ("R1", "周一"),
    ]
    firms = [each.name for each in shown.parties if each.against is Against.FIRM]
    assert firms == ["安达律师事务所", "第0律师事务所", "第1律师事务所"]


def test_after_a_withdrawal_the_files_may_come_back(work: Casework) -> None:
    declare(work.officer)
    allocate(work)
    assert list(held("周一")) == ["c1", "c3"]

    withdraw(work.officer)

    assert list(held("周一")) == ["c1", "c3"]
    assert conflicts.listing(viewer=work.officer, code="2025").lines == ()
    allocate(work)
    assert list(held("周一")) == ["c0", "c1", "c2", "c3"]
    assert kinds() == ["conflict_declared", "reads_withdrawn", "conflict_withdrawn"]
    with unit.reading():
        assert invariants.check() == []


def test_what_was_given_to_others_stays_with_them(work: Casework) -> None:
    declare(work.officer)
    membership.take_in(
        viewer=work.officer, code="2025", number="R3", at=AT, on=AT.date()
    )
    allocate(work)
    assert list(held("钱三")) == ["c0", "c2"]

    withdraw(work.officer)
    allocate(work)

    assert list(held("钱三")) == ["c0", "c2"]
    assert list(held("周一")) == ["c1", "c3"]


def test_another_conflict_still_holds(work: Casework) -> None:
    declare(work.officer)
    person = {"against": Against.HANDLER, "public_id": public_id(Person, "赵0")}
    declare(work.officer, **person)

    withdraw(work.officer)
    allocate(work)

    assert list(held("周一")) == ["c1", "c2", "c3"]


def test_a_file_handed_back_by_the_reviewer_does_not_return(work: Casework) -> None:
    allocation.withdraw(
        viewer=work.officer,
        code="2025",
        public_id=held("周一")["c0"],
        reason="出差",
        at=AT,
    )
    declare(work.officer)

    withdraw(work.officer)
    allocate(work)

    assert list(held("周一")) == ["c1", "c2", "c3"]


def test_withdrawing_twice_is_withdrawing_once(work: Casework) -> None:
    declare(work.officer)

    for _ in range(2):
        withdraw(work.officer)

    assert kinds().count("conflict_withdrawn") == 1
    with unit.reading() as connection:
        body = select(StoredText.body).join(
            DeclaredConflict, DeclaredConflict.ended_reason_id == StoredText.id
        )
        assert connection.scalars(body).all() == ["弄错了人"]


def test_declared_again_is_a_new_declaration(work: Casework) -> None:
    declare(work.officer)
    withdraw(work.officer)
    allocate(work)

    done = declare(work.officer)

    assert (done.is_known, done.n_open) == (False, 2)
    assert list(held("周一")) == ["c1", "c3"]
    with unit.reading() as connection:
        ended = connection.scalars(
            select(DeclaredConflict.ended_event_id).order_by(DeclaredConflict.id)
        ).all()
        assert [each is None for each in ended] == [False, True]
        assert invariants.check() == []


def test_a_withdrawal_says_whom_it_is_about(work: Casework) -> None:
    declare(work.officer)
    withdraw(work.officer)

    with unit.reading() as connection:
        found = connection.execute(
            select(EventTarget.kind, EventTarget.target_id)
            .join(Event, Event.id == EventTarget.event_id)
            .where(Event.kind == "conflict_withdrawn")
        ).all()
    assert {tuple(row) for row in found} == {
        ("campaign", 1),
        ("person", work.reviewers["R1"]),
        ("firm", work.firms["第0律师事务所"]),
    }


@pytest.mark.parametrize("reason", ["", " ", "x" * 201])
def test_a_withdrawal_needs_a_reason(work: Casework, reason: str) -> None:
    declare(work.officer)

    with pytest.raises(conflicts.NoReason):
        withdraw(work.officer, reason=reason)
    assert kinds().count("conflict_withdrawn") == 0


def test_what_is_not_declared_cannot_be_withdrawn(work: Casework) -> None:
    sampling.open_campaign(viewer=work.officer, plan=plan(code="b"), at=AT)
    declare(work.officer)
    with unit.transaction():
        other = casework(bureau="9", login="stranger")
        manager = work.account("manager", Role.CAMPAIGN_MANAGER, campaign_id=2)
        reader = work.reader("R1")

    cases: list[tuple[Viewer, dict[str, Any]]] = [
        (work.officer, {"number": "R2"}),
        (work.officer, {"public_id": public_id(Firm, "第1律师事务所")}),
        (work.officer, {"against": Against.HANDLER}),
        (other.officer, {}),
        (manager, {}),
        (reader, {}),
        (PUBLIC, {}),
    ]
    for viewer, changes in cases:
        with pytest.raises(NotVisible):
            withdraw(viewer, **changes)
    assert kinds().count("conflict_withdrawn") == 0


def test_what_is_not_here_looks_like_nothing(work: Casework) -> None:
    sampling.open_campaign(viewer=work.officer, plan=plan(code="b"), at=AT)
    with unit.transaction():
        other = casework(bureau="9", login="stranger")
        other.lawyer("外人", "外所")
        manager = work.account("manager", Role.CAMPAIGN_MANAGER, campaign_id=2)

    cases: list[tuple[Viewer, dict[str, Any]]] = [
        (work.officer, {"number": "R3"}),
        (work.officer, {"number": "none"}),
        (work.officer, {"public_id": "none"}),
        (work.officer, {"public_id": public_id(Firm, "外所")}),
        (work.officer, {"against": Against.HANDLER}),
        (
            work.officer,
            {"against": Against.HANDLER, "public_id": public_id(Person, "外人")},
        ),
        (
            work.officer,
            {"against": Against.HANDLER, "public_id": public_id(Person, "白二")},
        ),
        (other.officer, {}),
        (manager, {}),
        (PUBLIC, {}),
    ]
    for viewer, changes in cases:
        with pytest.raises(NotVisible):
            declare(viewer, **changes)
    assert kinds() == []
