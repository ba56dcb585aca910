"""A conflict that comes to light when the review is in, and what was let pass before."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import select

from review.domain.candidates import Bar, Strength
from review.domain.errors import NotVisible
from review.domain.extensions import NoReason
from review.domain.late_conflicts import CannotReadAgain, Decision
from review.domain.reads import Purpose
from review.services import (
    campaigns,
    conflicts,
    late_conflicts,
    reader_tables,
    reviewing,
)
from review.services.conflicts import Against
from review.services.passed_relations import Lines
from review.services.readers import ReadFilter
from review.store import invariants, unit
from review.store.models import CampaignCase, Case, Firm, Read, Result
from tests.casework import Casework, submit
from tests.conftest import AT
from tests.services.test_recusal import (
    LATER,
    TODAY,
    give_out,
    held,
    opened,
    take_in,
    without,
    work,
)

__all__ = ["work"]
ASKED = {"code": "2025"}


def listed(work: Casework) -> Lines:
    return late_conflicts.shown(viewer=work.officer, code="2025")


def hand_in(work: Casework, number: str, *case_nos: str) -> None:
    with unit.transaction():
        reader = work.reader(number)
    for line in reviewing.queue(viewer=reader, at=AT):
        if line.case_no in case_nos:
            submit(reader, line.public_id)


def results() -> list[str]:
    statement = (
        select(Case.case_no)
        .join(CampaignCase, CampaignCase.case_id == Case.id)
        .join(Result, Result.campaign_case_id == CampaignCase.id)
    )
    with unit.reading() as connection:
        return sorted(connection.scalars(statement))


def other_of(case_no: str) -> str:
    (found,) = [n for n in ("R2", "R3") if case_no in held(n)]
    return found


@pytest.fixture
def late(work: Casework) -> Iterator[str]:
    """R1's review of a file was in when the docket named R1 as counsel before."""
    opened(work)
    give_out(work)
    (file, *_) = held("R1")
    hand_in(work, "R1", file)
    take_in(work, f"{file},前承办人,钱二,")
    yield file
    with unit.reading():
        assert invariants.check() == []


def decide(work: Casework, decision: Decision, reason: str = "已核实") -> None:
    (line, *_) = listed(work).waiting
    late_conflicts.decide(
        viewer=work.officer,
        key=line.public_id,
        decision=decision,
        reason=reason,
        at=LATER,
        on=TODAY,
        **ASKED,
    )


def test_it_is_listed_where_the_officer_decides(work: Casework, late: str) -> None:
    (line,) = listed(work).waiting

    assert (line.case_no, line.number, line.strength) == (late, "R1", Strength.BLOCK)
    assert line.may_read_again
    assert [str(each) for each in line.sentences] == [
        f"Reviewer 钱二 or their firm had the matter of {late} before."
    ]
    page = campaigns.page(viewer=work.officer, on=TODAY, **ASKED)
    first = page.line.waits[0]
    assert (first.of_conflicts, str(first.sentence)[:35]) == (
        True,
        "Decide on the review of 1 file: its",
    )


def test_whoever_takes_the_rows_in_is_told_that_a_review_waits(work: Casework) -> None:
    """The same rows again say nothing; another conflict of the same review does."""
    opened(work)
    give_out(work)
    first, second, *_ = held("R1")
    hand_in(work, "R1", first, second)

    found = [
        take_in(work, f"{file},{relation},钱二,").freed
        for file, relation in (
            (first, "前承办人"),
            (first, "前承办人"),
            (first, "对方代理人"),
            (second, "前承办人"),
        )
    ]

    names = ("2025年度案卷质量评查",)
    assert [(each.n_late, each.late_in) for each in found] == [
        (1, names),
        (0, ()),
        (1, names),
        (1, names),
    ]
    assert len(listed(work).waiting) == 2


def test_the_same_rows_again_list_it_once(work: Casework, late: str) -> None:
    take_in(work, f"{late},前承办人,钱二,", f"{late},对方代理人,钱二,")

    (line,) = listed(work).waiting
    assert len(line.sentences) == 2


def test_the_file_gets_no_result_until_it_is_decided(work: Casework, late: str) -> None:
    hand_in(work, other_of(late), late)
    assert results() == []
    # Whoever submits learns nothing of it; the officer still sees who it is about.
    assert [line.case_no for line in listed(work).waiting] == [late]

    decide(work, Decision.STAYS)

    assert results() == [late]
    assert listed(work) == Lines((), ())
    assert late in held("R1")


def test_a_review_that_is_taken_out_counts_nowhere(work: Casework, late: str) -> None:
    first, (third,) = other_of(late), {"R2", "R3"} - {other_of(late)}
    hand_in(work, first, late)
    decide(work, Decision.AGAIN)

    assert (late in held("R1"), late in held(third)) == (False, True)
    assert (results(), listed(work).waiting) == ([], ())
    hand_in(work, third, late)
    assert results() == [late]


def test_a_decision_has_a_reason_and_is_made_once(work: Casework, late: str) -> None:
    (line,) = listed(work).waiting
    with pytest.raises(NoReason):
        decide(work, Decision.STAYS, " ")
    decide(work, Decision.STAYS)
    with pytest.raises(NotVisible):
        late_conflicts.decide(
            viewer=work.officer,
            key=line.public_id,
            decision=Decision.AGAIN,
            reason="再看",
            at=LATER,
            on=TODAY,
            **ASKED,
        )


def test_what_was_compared_already_is_not_taken_out(work: Casework, late: str) -> None:
    with unit.transaction() as connection:
        read = Read.__table__
        held_by = read.c.public_id == listed_key(connection)
        connection.execute(
            read.update().where(held_by).values(purpose=Purpose.SECOND.value)
        )

    assert not listed(work).waiting[0].may_read_again
    with pytest.raises(CannotReadAgain):
        decide(work, Decision.AGAIN)
    with unit.transaction() as connection:
        connection.execute(
            read.update()
            .where(read.c.purpose == Purpose.SECOND.value)
            .values(purpose=Purpose.COUNTED.value)
        )


def listed_key(connection: Any) -> str:
    from review.store.models import ReadRelation

    statement = select(Read.public_id).join(ReadRelation)
    return str(connection.scalars(statement).first())


def test_a_file_with_a_result_is_not_looked_at(work: Casework) -> None:
    """Else whoever enters a conflict could try who had read it."""
    opened(work)
    give_out(work)
    (file, *_) = held("R1")
    hand_in(work, "R1", file)
    hand_in(work, other_of(file), file)
    assert results() == [file]

    take_in(work, f"{file},前承办人,钱二,")

    assert listed(work) == Lines((), ())


def by_hand(work: Casework) -> None:
    with unit.reading() as connection:
        key = connection.scalars(
            select(Firm.public_id).where(Firm.name == "青川律师事务所")
        ).one()
    conflicts.declare(
        viewer=work.officer,
        number="R1",
        against=Against.FIRM,
        public_id=key,
        at=LATER,
        on=TODAY,
        **ASKED,
    )


def test_a_conflict_entered_by_hand_is_listed_too(work: Casework) -> None:
    opened(work)
    give_out(work)
    (file, *_) = held("R1")
    hand_in(work, "R1", file)

    by_hand(work)

    assert [(x.case_no, x.number) for x in listed(work).waiting] == [(file, "R1")]
    assert held("R1") == [file]


@pytest.mark.parametrize("graded", ["warn", "disclose"])
def test_what_was_let_pass_stays_shown_until_the_result(
    work: Casework, graded: str
) -> None:
    opened(work, grades={Bar.OPPOSING: graded})
    take_in(work, *(f"c{n},对方代理人,钱二," for n in range(3)))
    without(work, "R3")
    give_out(work)

    shown = listed(work)
    assert shown.waiting == ()
    assert [(x.case_no, x.number, x.strength.value) for x in shown.passed] == [
        (f"c{n}", "R1", graded) for n in range(3)
    ]
    rows = exported(work)
    assert ["acted for the other side" in row for row in rows if ",R1," in row] == [
        True
    ] * 3
    assert not any("other side" in row for row in rows if ",R2," in row)

    for number in ("R1", "R2"):
        hand_in(work, number, "c0")
    assert [x.case_no for x in listed(work).passed] == ["c1", "c2"]


def exported(work: Casework) -> list[str]:
    body = reader_tables.export_reads(
        viewer=work.officer,
        wanted=ReadFilter(),
        at=LATER,
        on=TODAY,
        file_format="csv",
        say=str,
        zone=LATER.tzinfo,
        **ASKED,
    )
    return body.decode("utf-8-sig").splitlines()


def test_what_only_warns_and_is_found_later_is_shown_too(work: Casework) -> None:
    opened(work, grades={Bar.OPPOSING: "warn"})
    give_out(work)
    (open_, sent, *_) = held("R1")
    hand_in(work, "R1", sent)

    take_in(work, f"{open_},对方代理人,钱二,", f"{sent},对方代理人,钱二,")

    assert listed(work).waiting == ()
    assert sorted(x.case_no for x in listed(work).passed) == sorted([open_, sent])
    assert open_ in held("R1")
