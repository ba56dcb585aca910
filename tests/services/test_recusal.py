"""Each conflict the docket can show is planted, found, and keeps reviewers away."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select, update

from review.domain.candidates import Bar
from review.domain.docket import as_stored, conflict_rules
from review.domain.kinds import IntakeKind
from review.domain.policy import Viewer
from review.services import (
    allocation,
    intake,
    moving,
    notices,
    recusal,
    reviewing,
    sampling,
)
from review.services.intake import Report, Upload
from review.services.paging import Cut
from review.store import unit
from review.store.models import (
    Affiliation,
    Campaign,
    CampaignCase,
    Case,
    CaseRelation,
    Event,
    Read,
    Reviewer,
    ReviewerCode,
)
from tests.casework import Casework, casework, plan, sheet, submit
from tests.conftest import AT

LATER = AT + timedelta(days=1)
TODAY = LATER.date()
HEADINGS = "案号,关系,对象,撤销"
FOUND = "A conflict of interest was found in the records."


@pytest.fixture
def work(app: Flask) -> Iterator[Casework]:
    """Three files of one lawyer; three reviewers, the first a lawyer of another firm."""
    with app.app_context():
        with unit.transaction():
            made = casework()
            made.scheme(sheet())
            made.lawyer("赵一", "青川律师事务所")
            made.lawyer("钱二", "白河律师事务所")
            made.reviewer("R1", person_id=made.lawyers["钱二"])
            for n in (2, 3):
                made.reviewer(f"R{n}")
            for n in range(3):
                made.case(f"c{n}", area="西河区")
            made.case("own", lawyers=("钱二",), closed_on=date(2024, 5, 1))
        yield made


def opened(work: Casework, **rules: Any) -> None:
    sampling.open_campaign(viewer=work.officer, plan=plan(), at=AT)
    sampling.draw(viewer=work.officer, code="2025", at=AT, seed="7")
    stored = as_stored(conflict_rules({"conflicts": rules}))
    with unit.transaction() as connection:
        row = connection.execute(select(Campaign.rules)).one()
        values = {**row.rules, "conflicts": stored}
        connection.execute(update(Campaign).values(rules=values))


def take_in(work: Casework, *rows: str) -> Report:
    body = "\n".join([HEADINGS, *rows]).encode()
    upload = Upload(IntakeKind.DOCKET, body)
    return intake.take_in(viewer=work.officer, upload=upload, at=LATER, today=TODAY)


def give_out(work: Casework) -> None:
    allocation.confirm(viewer=work.officer, code="2025", at=LATER, on=TODAY)


def held(reviewer: str = "") -> list[str]:
    """The open files, of one reviewer or of all."""
    statement = (
        select(Case.case_no, Reviewer.number)
        .select_from(Read)
        .join(CampaignCase, CampaignCase.id == Read.campaign_case_id)
        .join(Case, Case.id == CampaignCase.case_id)
        .join(ReviewerCode, ReviewerCode.code == Read.reviewer_code)
        .join(Reviewer, Reviewer.person_id == ReviewerCode.person_id)
        .where(Read.ended_at.is_(None))
        .order_by(Case.case_no)
    )
    with unit.reading() as connection:
        rows = connection.execute(statement).all()
    return [row.case_no for row in rows if reviewer in ("", row.number)]


def ended() -> list[tuple[str, str]]:
    statement = select(Case.case_no, Read.ended_reason).where(
        Read.ended_at.is_not(None),
        CampaignCase.id == Read.campaign_case_id,
        Case.id == CampaignCase.case_id,
    )
    with unit.reading() as connection:
        return [tuple(row) for row in connection.execute(statement)]


def without(work: Casework, number: str) -> None:
    """A reviewer who reviews nothing of this kind."""
    with unit.transaction() as connection:
        statement = update(Reviewer).where(Reviewer.number == number)
        connection.execute(statement.values(competences=["criminal"]))


def stayed(work: Casework, person: str, firm: str, starts: str, ends: str) -> None:
    with unit.transaction():
        unit.add(
            work.event,
            Affiliation,
            bureau_id=work.bureau_id,
            person_id=work.lawyers[person],
            firm_id=work.firm(firm),
            starts_on=date.fromisoformat(starts),
            ends_on=date.fromisoformat(ends),
        )


def moved(work: Casework, person: str, firm: str, on: str) -> None:
    """Practises at that firm since that day, and at the firm before until then."""
    day = date.fromisoformat(on)
    with unit.transaction() as connection:
        before = Affiliation.person_id == work.lawyers[person]
        until = {"ends_on": day - timedelta(days=1)}
        connection.execute(update(Affiliation).where(before).values(**until))
        firm_id = work.firm(firm)
        values = {"person_id": work.lawyers[person], "firm_id": firm_id}
        bureau = {"bureau_id": work.bureau_id, "starts_on": day}
        unit.add(work.event, Affiliation, **values, **bureau)


PLANTED = [
    (["c1,对方代理人,钱二,"], Bar.OPPOSING),
    (["c1,对方律师,白河律师事务所,"], Bar.OPPOSING),
    (["c1,共同代理人,R1,"], Bar.CO_COUNSEL),
    (["c1,原承办人,白河律师事务所,"], Bar.PREDECESSOR),
    (["c1,关联案号,own,"], Bar.MATTER),
    (["own,关联案号,c1,"], Bar.MATTER),
    (
        ["c1,法院案号,(2024)川01民初9号,", "own,关联案件,（2024）川01民初９号,"],
        Bar.MATTER,
    ),
    (["c1,受援人,孙 某,", "own,对方当事人,孙某,"], Bar.PARTY),
]


@pytest.mark.parametrize(("rows", "bar"), PLANTED)
def test_a_conflict_of_the_docket_keeps_the_reviewer_away(
    work: Casework, rows: list[str], bar: Bar
) -> None:
    opened(work, grades={bar: "block"})

    report = take_in(work, *rows)

    assert (report.counts.created, report.freed.n_freed) == (len(rows), 0)
    give_out(work)
    assert held("R1") == ["c0", "c2"]
    assert len(held()) == 6


@pytest.mark.parametrize(("rows", "bar"), PLANTED)
def test_a_relation_the_campaign_leaves_out_bars_nobody(
    work: Casework, rows: list[str], bar: Bar
) -> None:
    opened(work, grades={bar: ""}, unit="person")
    take_in(work, *rows)

    give_out(work)

    assert len(held("R1")) == 2
    assert len(held()) == 6


OTHER_COUNSEL = ["对方代理人", "共同代理人", "前承办人"]


@pytest.mark.parametrize("relation", OTHER_COUNSEL)
@pytest.mark.parametrize(
    ("firm", "moves", "reads"),
    [
        ("白河律师事务所", None, ["c0", "c2"]),
        ("南山律师事务所", None, ["c0", "c1", "c2"]),
        # At the reviewer's firm while the case ran, which closed on 2025-09-01.
        ("白河律师事务所", ("南山律师事务所", "2025-09-02"), ["c0", "c2"]),
        # At the reviewer's firm since.
        ("南山律师事务所", ("白河律师事务所", "2025-09-02"), ["c0", "c2"]),
        ("南山律师事务所", ("白河律师事务所", "2099-01-01"), ["c0", "c1", "c2"]),
    ],
)
def test_the_firm_of_a_person_named_in_the_docket_is_kept_away(
    work: Casework,
    relation: str,
    firm: str,
    moves: tuple[str, str] | None,
    reads: list[str],
) -> None:
    with unit.transaction():
        work.lawyer("孙三", firm)
    if moves:
        moved(work, "孙三", *moves)
    opened(work)
    take_in(work, f"c1,{relation},孙三,")

    for number in ("R2", "R3"):
        without(work, number)
    give_out(work)

    assert held("R1") == reads


def test_who_left_before_the_case_began_does_not_bind_that_firm(work: Casework) -> None:
    with unit.transaction():
        work.lawyer("孙三", "白河律师事务所")
        work.case("late", assigned_on=date(2025, 8, 1))
    moved(work, "孙三", "南山律师事务所", "2025-08-01")
    opened(work)
    take_in(work, "late,对方代理人,孙三,", "c1,对方代理人,孙三,")
    for number in ("R2", "R3"):
        without(work, number)

    give_out(work)

    assert held("R1") == ["c0", "c1", "c2", "late"]


def test_the_firm_where_a_handler_practises_today_is_the_own_firm(
    work: Casework,
) -> None:
    """Whatever the campaign says of former employers."""
    moved(work, "赵一", "白河律师事务所", "2025-12-01")
    opened(work, grades={Bar.EMPLOYER: ""})

    line = "案号,动作,评查员\nc1,分给,R1".encode()
    own = {"viewer": work.officer, "code": "2025", "on": TODAY}
    shown = moving.preview(**own, body=line, at=LATER)
    give_out(work)

    assert [str(each.sentence) for each in shown.faults] == [
        "Reviewer R1 is in the firm of a handler of case c1."
    ]
    assert held("R1") == []


def test_a_warned_reviewer_reads_where_nobody_else_is_free(work: Casework) -> None:
    opened(work, grades={Bar.OPPOSING: "warn"})
    take_in(work, *(f"c{n},对方代理人,钱二," for n in range(3)))
    without(work, "R3")

    shown = allocation.propose(viewer=work.officer, code="2025", on=TODAY)
    give_out(work)

    assert shown.n_missing == 0
    assert [(line.case_no, line.number) for line in shown.concerns] == [
        (f"c{n}", "R1") for n in range(3)
    ]
    assert held("R1") == ["c0", "c1", "c2"]


@pytest.mark.parametrize(
    ("ends", "years", "is_barred"),
    [
        ("2024-06-30", None, True),
        ("2024-06-30", 3, True),
        ("2024-06-30", 1, False),
        ("1999-06-30", None, True),
        ("1999-06-30", 10, False),
    ],
)
def test_a_former_employer_counts_for_the_years_the_campaign_says(
    work: Casework, ends: str, years: int | None, is_barred: bool
) -> None:
    stayed(work, "钱二", "青川律师事务所", "1990-01-01", ends)
    opened(work, employer_years=years)

    give_out(work)

    assert (held("R1") == []) is is_barred


def test_who_worked_with_the_handler_elsewhere_is_kept_away(work: Casework) -> None:
    stayed(work, "钱二", "旧律师事务所", "2010-01-01", "2020-12-31")
    stayed(work, "赵一", "旧律师事务所", "2020-12-31", "2022-12-31")
    opened(work)

    give_out(work)

    assert held("R1") == []


def test_namesake_times_at_one_firm_that_do_not_meet_bar_nobody(work: Casework) -> None:
    stayed(work, "钱二", "旧律师事务所", "2010-01-01", "2020-12-31")
    stayed(work, "赵一", "旧律师事务所", "2021-01-01", "2022-12-31")
    opened(work)

    give_out(work)

    assert len(held("R1")) == 2


def test_years_of_practice_are_asked_by_class_of_case(work: Casework) -> None:
    opened(work, years={"general": 5})
    with unit.transaction() as connection:
        for number, since in (("R1", 2024), ("R2", 2015), ("R3", 2016)):
            day = {"practising_since": date(since, 1, 1)}
            connection.execute(
                update(Reviewer).where(Reviewer.number == number).values(**day)
            )

    give_out(work)

    assert held("R1") == []


def test_who_is_away_gets_nothing(work: Casework) -> None:
    opened(work)
    away = {"away_from": TODAY, "away_until": TODAY + timedelta(days=400)}
    with unit.transaction() as connection:
        connection.execute(
            update(Reviewer).where(Reviewer.number == "R1").values(**away)
        )

    shown = allocation.propose(viewer=work.officer, code="2025", on=TODAY)

    assert {line.number: line.n_after for line in shown.loads}["R1"] == 0


# New facts, when files are given out already


def test_a_new_conflict_takes_the_open_file_back_and_finds_another(
    work: Casework,
) -> None:
    with unit.transaction():
        work.reviewer("R4")
    opened(work)
    give_out(work)
    mine = held("R1")
    assert mine

    report = take_in(work, f"{mine[0]},对方代理人,钱二,")

    assert (report.freed.n_freed, report.freed.n_refilled) == (1, 1)
    assert held("R1") == mine[1:]
    assert len(held()) == 6
    assert ended() == [(mine[0], FOUND)]
    with unit.reading() as connection:
        found = connection.execute(
            select(Event.kind, Event.actor_kind, Event.cause_id).order_by(Event.id)
        ).all()
    assert [(row.kind, row.actor_kind) for row in found[-4:]] == [
        ("taken_in", "user"),
        ("reads_withdrawn", "system"),
        ("reads_allocated", "system"),
        ("alternates_drawn_up", "system"),
    ]
    assert {row.cause_id is None for row in found[-3:]} == {False}


def told(viewer: Viewer) -> list[tuple[str, int]]:
    """The notices of an account: what of, and how many files."""
    rows = notices.listing(viewer=viewer, cut=Cut()).rows
    return [(row.notice.kind.value, row.notice.n) for row in rows]


def test_who_loses_a_file_to_the_records_is_told_and_not_why(work: Casework) -> None:
    with unit.transaction():
        work.reviewer("R4")
        reader = work.reader("R1")
    opened(work)
    give_out(work)
    mine = held("R1")
    given = told(reader)

    take_in(work, *(f"{case_no},对方代理人,钱二," for case_no in mine))

    assert told(reader) == [("taken", len(mine)), *given]
    assert [kind for kind, _ in given] == ["given"]


def test_a_stay_that_begins_later_takes_the_file_back_on_that_day(
    work: Casework,
) -> None:
    """The reviewer held the file before anybody had begun at the reviewer's firm."""
    with unit.transaction():
        work.reviewer("R4")
        reader = work.reader("R1")
    opened(work)
    moved(work, "赵一", "白河律师事务所", "2026-12-01")
    give_out(work)
    mine = held("R1")
    day = date(2026, 11, 30)
    moment = LATER.replace(year=2026, month=11, day=30)

    before = recusal.recheck_begun(at=moment, on=day)
    kept = held("R1")
    again = recusal.recheck_begun(at=moment, on=day + timedelta(days=1))
    found = recusal.recheck_begun(
        at=moment + timedelta(days=1), on=day + timedelta(days=1)
    )

    assert mine and kept == mine
    assert (before.n_freed, again.n_freed) == (0, 0)
    assert (found.n_freed, held("R1")) == (len(mine), [])
    assert found.n_refilled == len(mine)
    assert ("taken", len(mine)) in told(reader)


def test_what_was_submitted_meanwhile_is_not_among_what_was_withdrawn(
    work: Casework, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The first look comes before the chain's lock, the second behind it."""
    opened(work)
    give_out(work)
    mine = held("R1")
    looked = recusal.barred_reads
    seen: list[list[Any]] = []

    def before_and_behind(campaign: Any, on: date) -> list[Any]:
        found = looked(campaign, on)
        seen.append(found)
        return found if len(seen) == 1 else []

    monkeypatch.setattr(recusal, "barred_reads", before_and_behind)
    report = take_in(work, f"{mine[0]},对方代理人,钱二,")

    assert [len(found) for found in seen] == [1, 1]
    assert report.freed.n_freed == 0
    with unit.reading() as connection:
        kinds = connection.scalars(select(Event.kind)).all()
    assert "reads_withdrawn" not in kinds


def test_without_anybody_free_the_place_waits_for_the_officer(work: Casework) -> None:
    opened(work)
    without(work, "R3")
    give_out(work)
    mine = held("R1")

    report = take_in(work, f"{mine[0]},对方代理人,钱二,")

    assert (report.freed.n_freed, report.freed.n_waiting) == (1, 1)
    shown = allocation.propose(viewer=work.officer, code="2025", on=TODAY)
    assert [case.case_no for case in shown.unfilled] == [mine[0]]
    assert "1, or their firm, acted for the other side." in map(
        str, shown.unfilled[0].sentences
    )


def test_a_submitted_review_stays(work: Casework) -> None:
    opened(work)
    give_out(work)
    mine = held("R1")
    with unit.transaction():
        reader = work.reader("R1")
    for line in reviewing.queue(viewer=reader, at=AT):
        submit(reader, line.public_id)

    report = take_in(work, f"{mine[0]},对方代理人,钱二,")

    assert report.freed.n_freed == 0
    assert held("R1") == mine


def test_a_reviewer_who_joins_the_firm_loses_its_files(work: Casework) -> None:
    opened(work)
    give_out(work)
    body = "姓名,编号,执业机构\n钱二,R1,青川律师事务所\n".encode()
    upload = Upload(IntakeKind.REVIEWERS, body)

    report = intake.take_in(viewer=work.officer, upload=upload, at=LATER, today=TODAY)

    assert report.freed.n_freed == 2
    assert held("R1") == []


# The spreadsheet


def test_the_same_rows_again_change_nothing_and_withdrawing_ends_them(
    work: Casework,
) -> None:
    rows = ("c1,对方代理人,钱二,", "c1,当事人,孙某,")
    first, again = take_in(work, *rows), take_in(work, *rows)
    gone = take_in(work, "c1,对方代理人,钱二,是")

    assert [each.counts.created for each in (first, again, gone)] == [2, 0, 0]
    assert [each.counts.changed for each in (first, again, gone)] == [0, 0, 1]
    with unit.reading() as connection:
        found = connection.execute(
            select(
                CaseRelation.relation, CaseRelation.ended_event_id, CaseRelation.key
            ).order_by(CaseRelation.relation)
        ).all()
    assert [(row.relation, row.ended_event_id is None) for row in found] == [
        ("opposing", False),
        ("party", True),
    ]
    assert "孙某" not in str(found)


@pytest.mark.parametrize(
    ("row", "words"),
    [
        ("c9,对方代理人,钱二,", "The case c9 is not known. Take in the cases first."),
        ("c1,对方代理人,钱二,是", "This was not taken in before"),
        ("c1,亲戚,钱二,", "亲戚"),
    ],
)
def test_rows_that_cannot_be_taken_in_say_why(
    work: Casework, row: str, words: str
) -> None:
    upload = Upload(IntakeKind.DOCKET, f"{HEADINGS}\n{row}".encode())

    report = intake.preview(viewer=work.officer, upload=upload, today=TODAY)

    (step,) = report.refusals
    assert words in str(step.remarks[0])


def test_somebody_on_no_list_is_left_out_with_a_remark(work: Casework) -> None:
    report = take_in(work, "c1,对方代理人,外地律师,")

    assert report.counts.unchanged == 1
    assert "neither on the lists" in str(report.steps[0].remarks[0])
    with unit.reading() as connection:
        assert connection.execute(select(CaseRelation.id)).all() == []


def test_namesakes_are_told_apart_by_licence(work: Casework) -> None:
    with unit.transaction():
        person_id = work.person("钱二")
        work.reviewer("R9", person_id=person_id, name="钱二")
    upload = Upload(IntakeKind.DOCKET, f"{HEADINGS}\nc1,对方代理人,钱二,".encode())
    licence = f"L{work.lawyers['钱二']}"

    report = intake.preview(viewer=work.officer, upload=upload, today=TODAY)

    assert str(report.refusals[0].remarks[0]) == (
        "2 people are called 钱二. Give the licence number instead."
    )
    assert take_in(work, f"c1,对方代理人,{licence},").counts.created == 1


# No reciprocity


def test_two_reviewers_never_review_each_other(work: Casework) -> None:
    with unit.transaction():
        work.lawyer("孙三", "南山律师事务所")
        work.reviewer("R4", person_id=work.lawyers["孙三"])
        for n in range(4):
            work.case(f"q{n}", lawyers=("钱二",))
            work.case(f"s{n}", lawyers=("孙三",))
    opened(work)

    give_out(work)

    read = {"R1": {c[0] for c in held("R1")}, "R4": {c[0] for c in held("R4")}}
    assert not ("s" in read["R1"] and "q" in read["R4"])
    assert ("s" in read["R1"]) or ("q" in read["R4"])


def test_firms_take_turns_where_the_campaign_says_so(work: Casework) -> None:
    with unit.transaction():
        for n, firm in enumerate(("甲所", "乙所", "丙所")):
            work.lawyer(f"律{n}", firm)
            work.reviewer(f"F{n}", firm=firm)
            work.reviewer(f"G{n}", firm=firm)
            for each in range(3):
                work.case(f"{firm[0]}{each}", lawyers=(f"律{n}",))
    opened(work, unit="firm")

    shown = allocation.propose(viewer=work.officer, code="2025", on=TODAY)
    give_out(work)

    assert shown.n_missing == 0
    names = ("甲", "乙", "丙")
    read = {
        names[n]: {c[0] for g in "FG" for c in held(f"{g}{n}")} & set(names)
        for n in range(3)
    }
    for one in names:
        for other in read[one]:
            assert one not in read[other]


def test_a_small_pool_may_review_each_other_where_the_campaign_says_so(
    work: Casework,
) -> None:
    with unit.transaction():
        work.lawyer("孙三", "南山律师事务所")
        work.reviewer("R4", person_id=work.lawyers["孙三"])
        work.case("q", lawyers=("钱二",))
        work.case("s", lawyers=("孙三",))
    for number in ("R2", "R3"):
        without(work, number)
    opened(work, unit="nobody")

    give_out(work)

    assert ("s" in held("R1"), "q" in held("R4")) == (True, True)
