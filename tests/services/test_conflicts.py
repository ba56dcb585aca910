"""A declared conflict takes back what is open and keeps the reviewer away."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from review.domain.errors import NotVisible
from review.domain.policy import PUBLIC, Role, Viewer
from review.services import allocation, conflicts, sampling
from review.services.conflicts import Against
from review.store import unit
from review.store.models import (
    CampaignCase,
    Case,
    DeclaredConflict,
    Event,
    Firm,
    Person,
    Read,
    ReviewerCode,
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
    again = allocation.propose(viewer=work.officer, code="2025")
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

    lines = [(each.reviewer, each.against, each.name) for each in shown.lines]
    assert lines == [
        ("白二", Against.HANDLER, "赵3"),
        ("周一", Against.FIRM, "第0律师事务所"),
    ]
    assert shown.reviewers == (("R2", "白二"), ("R1", "周一"))
    firms = [each.name for each in shown.parties if each.against is Against.FIRM]
    assert firms == ["安达律师事务所", "第0律师事务所", "第1律师事务所"]


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
