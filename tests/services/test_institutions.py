"""Institutions are taken in as files without a handler, and no one reads on their own."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select, update

from review.domain.campaigns import PlanBroken
from review.domain.cases import Remark
from review.domain.kinds import IntakeKind
from review.services import (
    allocation,
    cases,
    conflicts,
    intake,
    sampling,
)
from review.services.cases import CaseFilter
from review.services.conflicts import Against
from review.services.intake import Report, Upload, objects
from review.services.intake.steps import NAME_TOO_LONG, Effect
from review.services.paging import Cut
from review.store import invariants, unit
from review.store.models import (
    Affiliation,
    CampaignCase,
    Case,
    Firm,
    Read,
    Reviewer,
    ReviewerCode,
)
from tests.casework import Casework, casework, plan, service_sheet, sheet
from tests.conftest import AT
from tests.databases import ready
from tests.services.rounds import at_once

LATER = AT + timedelta(days=1)
TODAY = LATER.date()
CENTER, STATION = "东山县法律援助中心", "东山县法律援助中心驻看守所工作站"
HEADINGS = "评查编号,机构名称,类型,评查期间截止日,所属县区,负责人"
ROWS = (
    f"机1,{CENTER},,2025年12月31日,东山县,李主任",
    f"站1,{STATION},,2025-12-31,,王站长",
    "站2,西河区公共法律服务中心值班点,工作站,2025-12-31,西河区,",
)


def with_three_reviewers() -> Casework:
    """R1 practises nowhere yet. One case of a lawyer beside."""
    with unit.transaction():
        made = casework()
        made.scheme(sheet())
        made.scheme(service_sheet())
        made.lawyer("赵一")
        made.case("c1")
        made.reviewer_numbers(3)
    return made


work = ready(with_three_reviewers)


def take_in(
    work: Casework, *rows: str, kind: IntakeKind = IntakeKind.OBJECTS, head: str = ""
) -> Report:
    body = "\n".join([head or HEADINGS, *rows]).encode()
    upload = Upload(kind, body)
    return intake.take_in(viewer=work.officer, upload=upload, at=LATER, today=TODAY)


def stored() -> list[tuple[Any, ...]]:
    statement = (
        select(Case.case_no, Case.kind, Firm.name, Firm.kind, Firm.head_name)
        .join(Firm, Firm.id == Case.object_firm_id)
        .order_by(Case.case_no)
    )
    with unit.reading() as connection:
        return [tuple(row) for row in connection.execute(statement)]


def test_a_row_becomes_a_file_and_an_institution_that_nobody_knew(
    work: Casework,
) -> None:
    report = take_in(work, *ROWS)

    assert (report.counts.created, report.counts.refused) == (3, 0)
    assert stored() == [
        ("机1", "institution", CENTER, "legal_aid_center", "李主任"),
        ("站1", "station", STATION, "duty_station", "王站长"),
        ("站2", "station", "西河区公共法律服务中心值班点", "duty_station", ""),
    ]
    assert take_in(work, *ROWS).counts.unchanged == 3
    with unit.reading():
        assert invariants.check() == []


def test_two_periods_of_one_institution_are_two_files(work: Casework) -> None:
    take_in(work, ROWS[0], ROWS[0].replace("机1", "机2").replace("12月31", "6月30"))

    assert [(row[0], row[2]) for row in stored()] == [("机1", CENTER), ("机2", CENTER)]


def test_taken_in_several_times_at_once_it_is_there_once(
    app: Flask, work: Casework
) -> None:
    found = at_once(app, [lambda: take_in(work, *ROWS)] * 3)
    created = [each.counts.created for each in found if isinstance(each, Report)]
    assert sorted(created) == [0, 0, 3]


def test_an_institution_is_of_one_kind_in_a_table(work: Casework) -> None:
    with pytest.raises(intake.RowsRefused) as refused:
        take_in(work, ROWS[0], f"机2,{CENTER},工作站,2025-06-30,,")

    assert [step.line for step in refused.value.report.refusals] == [3]
    assert stored() == []


CODED, CODE = f"{HEADINGS},统一社会信用代码", "11150204MB00000000"


def firms() -> list[tuple[str, str]]:
    with unit.reading() as connection:
        found = connection.execute(select(Firm.code, Firm.name).order_by(Firm.id))
        return [tuple(row) for row in found if row.name == CENTER]


def test_a_code_that_stands_in_one_row_is_the_institution_s(work: Casework) -> None:
    bare = f"机2,{CENTER},,2025-06-30,,,"
    take_in(work, f"{ROWS[0]},{CODE}", bare, head=CODED)

    assert firms() == [(CODE, CENTER)]
    assert take_in(work, bare, head=CODED).counts.unchanged == 1


def test_a_code_has_one_name(work: Casework) -> None:
    """In the table, and on the list of firms, which is where a new name goes first."""
    other = f"机2,{STATION},法律援助机构,2025-06-30,,,{CODE}"
    for rows in ([f"{ROWS[0]},{CODE}", other], [other]):
        with pytest.raises(intake.RowsRefused) as refused:
            take_in(work, *rows, head=CODED)
        (step,) = refused.value.report.refusals
        said = (("code", CODE), ("known", CENTER), ("written", STATION))
        assert step.remarks == (Remark(objects.OTHER_NAME, said),)
        take_in(work, f"{ROWS[0]},{CODE}", head=CODED)

    renamed = f"{STATION},法律援助中心,东山县,{CODE}"
    head = "机构名称,机构类型,所属县区,执业许可证号"
    take_in(work, renamed, kind=IntakeKind.FIRMS, head=head)
    assert take_in(work, other, head=CODED).counts.created == 1


def test_of_namesakes_a_row_says_which_is_meant(work: Casework) -> None:
    other = CODE.replace("4", "5")
    take_in(work, f"{ROWS[0]},{CODE}", head=CODED)
    take_in(work, f"机2,{CENTER},,2025-06-30,,,{other}", head=CODED)
    assert firms() == [(CODE, CENTER), (other, CENTER)]

    for rows in ([f"机3,{CENTER},,2025-06-30,,,"], [f"机3,{CENTER},,2025-06-30,,"]):
        with pytest.raises(intake.RowsRefused) as refused:
            take_in(work, *rows, head=CODED if rows[0].endswith(",,,") else HEADINGS)
        ((remark,),) = [step.remarks for step in refused.value.report.refusals]
        assert remark.sentence == objects.SEVERAL
    assert len(firms()) == 2


def test_a_name_too_long_to_be_a_code_needs_one(work: Casework) -> None:
    long = "东山县法律援助中心驻" + "第二" * 30 + "工作站"
    with pytest.raises(intake.RowsRefused) as refused:
        take_in(work, f"站3,{long},,2025-12-31,,,", head=CODED)
    ((remark,),) = [step.remarks for step in refused.value.report.refusals]
    assert remark.sentence == NAME_TOO_LONG
    report = take_in(work, f"站3,{long},,2025-12-31,,,{CODE}", head=CODED)
    assert report.counts.created == 1


def test_a_new_head_is_written_down_even_when_the_file_is_drawn(work: Casework) -> None:
    take_in(work, *ROWS)
    opened(work)

    report = take_in(work, ROWS[1].replace("王站长", "孙站长"))

    assert [step.effect for step in report.steps] == [Effect.CHANGED]
    assert stored()[1][4] == "孙站长"
    with pytest.raises(intake.RowsRefused):
        take_in(work, ROWS[1].replace("12-31", "11-30"))


@pytest.mark.parametrize(
    ("row", "sentence"),
    [
        (
            "c1,某某法律援助中心,,2025-12-31,,",
            "This is the number of a case file; an institution needs one of its own.",
        ),
        (
            "机9,青川律师事务所,,2025-12-31,,",
            "“青川律师事务所” is on the list of firms as: Law firm. Correct the kind "
            + "there or here.",
        ),
    ],
)
def test_what_is_something_else_already_is_refused(
    work: Casework, row: str, sentence: str
) -> None:
    body = f"{HEADINGS}\n{row}".encode()
    report = intake.preview(
        viewer=work.officer, upload=Upload(IntakeKind.OBJECTS, body), today=TODAY
    )

    (remark,) = report.steps[0].remarks
    values = {k: v if isinstance(v, str) else v[0] for k, v in remark.values}
    assert remark.sentence % values == sentence


def test_the_list_of_cases_takes_in_no_institution(work: Casework) -> None:
    head = "案号,案件类型,结案日期,承办人"
    with pytest.raises(intake.RowsRefused) as refused:
        take_in(work, "c9,工作站,2025-12-31,赵一", kind=IntakeKind.CASES, head=head)

    (step,) = refused.value.report.refusals
    assert [remark.column for remark in step.remarks] == ["案件类型"]


def opened(work: Casework, *schemes: str) -> None:
    values = plan(schemes=schemes or ("service",), reviewers=("R1", "R2", "R3"))
    sampling.open_campaign(viewer=work.officer, plan=values, at=AT)
    sampling.draw(viewer=work.officer, code="2025", at=AT)


def drawn() -> list[tuple[str, str | None]]:
    statement = (
        select(Case.case_no, Firm.name)
        .join(CampaignCase, CampaignCase.case_id == Case.id)
        .outerjoin(Firm, Firm.id == CampaignCase.firm_id)
        .order_by(Case.case_no)
    )
    with unit.reading() as connection:
        return [tuple(row) for row in connection.execute(statement)]


def held(number: str) -> list[str]:
    """The open files of a reviewer; of all of them for an empty number."""
    statement = (
        select(Case.case_no)
        .select_from(Read)
        .join(CampaignCase, CampaignCase.id == Read.campaign_case_id)
        .join(Case, Case.id == CampaignCase.case_id)
        .join(ReviewerCode, ReviewerCode.code == Read.reviewer_code)
        .join(Reviewer, Reviewer.person_id == ReviewerCode.person_id)
        .where(Read.ended_at.is_(None), Reviewer.number.startswith(number))
        .order_by(Case.case_no)
    )
    with unit.reading() as connection:
        return list(connection.scalars(statement))


def test_a_campaign_of_institutions_draws_them_alone_and_freezes_who_they_are(
    work: Casework,
) -> None:
    take_in(work, *ROWS)

    opened(work)

    assert drawn() == [(row[0], row[2]) for row in stored()]


def test_a_campaign_of_cases_draws_no_institution_and_counts_none(
    work: Casework,
) -> None:
    take_in(work, *ROWS)
    values = plan(schemes=("civil",))
    sampling.open_campaign(viewer=work.officer, plan=values, at=AT)

    shown = sampling.preview_draw(viewer=work.officer, code="2025")

    assert (shown.report.population, shown.n_without_scheme) == (1, 0)


def test_one_campaign_never_reviews_cases_and_institutions(work: Casework) -> None:
    with pytest.raises(PlanBroken) as refused:
        opened(work, "civil", "service")

    assert refused.value.place == "schemes"


def practises(work: Casework, firm: str, **days: date) -> None:
    with unit.transaction() as connection:
        firm_id = connection.scalar(select(Firm.id).where(Firm.name == firm))
        event = unit.record("tested", chain="test", actor=unit.SYSTEM, at=AT)
        tenant = {"bureau_id": work.bureau_id, "person_id": work.reviewers["R1"]}
        unit.add(event, Affiliation, firm_id=firm_id, **tenant, **days)


def declares(work: Casework) -> None:
    with unit.reading() as connection:
        public_id = connection.scalar(
            select(Firm.public_id).where(Firm.name == STATION)
        )
    conflicts.declare(
        viewer=work.officer,
        code="2025",
        number="R1",
        against=Against.FIRM,
        public_id=str(public_id),
        at=LATER,
    )


def mans(work: Casework) -> None:
    take_in(work, "站1,值班律师,R1", kind=IntakeKind.DOCKET, head="案号,关系,对象")


def is_run_by(work: Casework) -> None:
    practises(work, CENTER)
    head = "案号,关系,对象"
    take_in(work, f"站1,主管机构,{CENTER}", kind=IntakeKind.DOCKET, head=head)


PLANTED: dict[str, tuple[Callable[[Casework], None], list[str]]] = {
    "own institution": (lambda work: practises(work, STATION), ["机1", "站2"]),
    "former employer": (
        lambda work: practises(work, STATION, ends_on=date(2024, 1, 1)),
        ["机1", "站2"],
    ),
    "declared": (declares, ["机1", "站2"]),
    "mans it": (mans, ["机1", "站2"]),
    "run by the own institution": (is_run_by, ["站2"]),
}


@pytest.mark.parametrize("conflict", PLANTED)
def test_a_conflict_with_an_institution_is_found(work: Casework, conflict: str) -> None:
    """Two of the three read every file, R1 those without a conflict only."""
    take_in(work, *ROWS)
    opened(work)
    plant, allowed = PLANTED[conflict]
    with unit.transaction() as connection:
        others = update(Reviewer).where(Reviewer.number == "R3")
        connection.execute(others.values(competences=["civil"]))

    plant(work)
    allocation.confirm(viewer=work.officer, code="2025", at=LATER, on=TODAY)

    assert held("R1") == allowed
    assert held("R2") == ["机1", "站1", "站2"]
    with unit.reading():
        assert invariants.check() == []


def test_a_conflict_learnt_later_takes_the_open_file_back(work: Casework) -> None:
    take_in(work, *ROWS)
    opened(work)
    allocation.confirm(viewer=work.officer, code="2025", at=AT, on=AT.date())
    before = held("")

    declares(work)

    assert before == sorted(["机1", "站1", "站2"] * 2)
    assert "站1" not in held("R1")
    assert held("") == before


@pytest.mark.parametrize(
    ("query", "numbers"),
    [
        (f"律所:{STATION}", ["站1"]),
        ("类型:工作站", ["站1", "站2"]),
        ("类型:法律援助机构", ["机1"]),
        ("律所:青川", ["c1"]),
    ],
)
def test_the_list_finds_institutions(
    work: Casework, query: str, numbers: list[str]
) -> None:
    take_in(work, *ROWS)
    wanted = CaseFilter(query=query, sort="firm")

    found = cases.listing(viewer=work.officer, wanted=wanted, cut=Cut())

    assert sorted(row.case_no for row in found.page.rows) == sorted(numbers)
    assert [row.firm for row in found.page.rows if row.case_no == "站1"] in (
        [STATION],
        [],
    )


def test_institutions_stand_in_the_list_by_their_names(work: Casework) -> None:
    take_in(work, *ROWS)

    found = cases.listing(
        viewer=work.officer, wanted=CaseFilter(sort="firm"), cut=Cut()
    )

    assert [row.case_no for row in found.page.rows] == ["机1", "站1", "c1", "站2"]
    assert [row.handler for row in found.page.rows] == ["", "", "赵一", ""]
