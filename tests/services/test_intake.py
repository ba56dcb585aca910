"""Spreadsheets come in whole or not at all; the same file twice changes nothing."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, select, update

from review.domain.cases import Remark
from review.domain.errors import NotVisible
from review.domain.kinds import IntakeKind
from review.domain.policy import Viewer, operator
from review.files.sheets.people_columns import NO_LICENCE
from review.services import intake, schemes
from review.services.intake import RowsRefused, Upload, earlier, namesakes
from review.services.intake.case_files import NAMESAKE
from review.services.intake.firms import OTHER_FIRM
from review.services.intake.known import OTHER_NAME
from review.services.intake.renamed import OTHER_HANDLER
from review.services.intake.steps import NAME_TOO_LONG, Counts, Effect, Step
from review.store import unit
from review.store.models import (
    Affiliation,
    Area,
    Case,
    CaseDate,
    CaseParticipation,
    DeclaredConflict,
    EarlierResult,
    Event,
    Firm,
    Handler,
    Person,
    PersonPhone,
    Reviewer,
    StoredText,
)
from tests.conftest import AT
from tests.factories import World, user

TODAY = date(2026, 3, 2)
SCHEMES = Path(__file__).parents[2] / "scoring_schemes"
FIRMS = """机构名称,机构类型,所属县区,执业许可证号,负责人
明正律师事务所,律师事务所,东山县,31150000MD0000001A,张三
天衡律师事务所,律师事务所,市本级,31150000MD0000002B,李四
"""
HANDLERS = """姓名,执业证号,人员类别,执业机构
张三,11502201210000001,律师,明正律师事务所
李四,11502201210000002,律师,天衡律师事务所
"""
REVIEWERS = """姓名,评查员编号,执业证号,执业机构,需回避的单位或人员
李四,P1,11502201210000002,天衡律师事务所,明正律师事务所
王五,P2,,,
"""
CASES = """案号,案件类型,办理阶段,结案日期,承办人,执业证号,承办机构,所属县区
（2025）青援民001号,民事,,2025年3月5日,张三,11502201210000001,明正律师事务所,东山县
（2025）青援民002号,民事,,2025-04-05,张三、李四,,,
"""


@pytest.fixture
def viewer(app: Flask) -> Iterator[Viewer]:
    with app.app_context():
        yield operator(1)


def upload(kind: IntakeKind, text: str) -> Upload:
    return Upload(kind, text.encode("utf-8-sig"), f"{kind.value}.csv")


def take_in(viewer: Viewer, kind: IntakeKind, text: str, **options: bool) -> Counts:
    report = intake.take_in(
        viewer=viewer, upload=upload(kind, text), at=AT, today=TODAY, **options
    )
    return report.counts


def everything(viewer: Viewer) -> None:
    take_in(viewer, IntakeKind.FIRMS, FIRMS)
    take_in(viewer, IntakeKind.HANDLERS, HANDLERS)
    take_in(viewer, IntakeKind.REVIEWERS, REVIEWERS)
    take_in(viewer, IntakeKind.CASES, CASES)


def count(model: type) -> int:
    with unit.reading() as connection:
        return connection.scalar(select(func.count()).select_from(model)) or 0


def test_everything_comes_in_and_belongs_together(viewer: Viewer) -> None:
    everything(viewer)

    assert [count(m) for m in (Firm, Handler, Reviewer, Case)] == [2, 2, 2, 2]
    # 李四 is a handler and a reviewer, and one person.
    assert count(Person) == 3
    assert count(DeclaredConflict) == 1
    with unit.reading() as connection:
        rows = connection.execute(
            select(Case.case_no, CaseParticipation.capacity, Person.name, Firm.name)
            .join(CaseParticipation, CaseParticipation.case_id == Case.id)
            .join(Person, Person.id == CaseParticipation.person_id)
            .join(Firm, Firm.id == CaseParticipation.firm_id)
            .order_by(CaseParticipation.id)
        ).all()
    assert [tuple(row) for row in rows] == [
        ("(2025)青援民001号", "lead_handler", "张三", "明正律师事务所"),
        ("(2025)青援民002号", "lead_handler", "张三", "明正律师事务所"),
        ("(2025)青援民002号", "handler", "李四", "天衡律师事务所"),
    ]


def test_spaces_in_a_chinese_name_mean_nothing(viewer: Viewer) -> None:
    """Of firms and counties; also where they were stored with them before."""
    everything(viewer)
    with unit.transaction() as connection:
        connection.execute(
            update(Firm).where(Firm.id == 1).values(name="明正 律师事务所")
        )
    spaced = FIRMS.replace("天衡律师", "天衡　律师").replace("东山县", "东山 县")
    bare = "机构名称\n启明 律师事务所\n启明律师 事务所\n"

    first, second = previewed(viewer, IntakeKind.FIRMS, spaced)
    assert (first.effect, second.effect) == (Effect.CHANGED, Effect.UNCHANGED)
    assert first.changes == (("name", "明正 律师事务所", "明正律师事务所"),)
    assert [step.effect for step in previewed(viewer, IntakeKind.FIRMS, bare)] == [
        Effect.CREATED,
    ]
    for text in (HANDLERS, HANDLERS.replace("律师事务所", "律师 事务所")):
        assert take_in(viewer, IntakeKind.HANDLERS, text) == Counts(2, 0, 0, 2, 0)
    reviewers = REVIEWERS.replace(",明正律师事务所", ",明正律师　事务所")
    assert take_in(viewer, IntakeKind.REVIEWERS, reviewers) == Counts(2, 0, 0, 2, 0)
    cases = CASES.replace(",明正律师事务所,东山县", ",明正 律师事务所,东 山县")
    assert take_in(viewer, IntakeKind.CASES, cases) == Counts(2, 0, 0, 2, 0)


def test_a_firm_that_gets_its_number_later_is_one_firm(viewer: Viewer) -> None:
    """Doubled, its name would be nobody's, and every list that writes it be refused."""
    head = FIRMS.splitlines()[0]
    bare, numbered, other = (
        f"{head}\n甲律师事务所,律师事务所,东山县,{code},\n"
        for code in ("", "3115A", "3115B")
    )
    take_in(viewer, IntakeKind.FIRMS, bare)

    (step,) = previewed(viewer, IntakeKind.FIRMS, numbered)
    assert [take_in(viewer, IntakeKind.FIRMS, text) for text in (numbered, bare)] == [
        Counts(1, 0, 1, 0, 0),
        Counts(1, 0, 0, 1, 0),
    ]

    assert step.changes == (("code", "甲律师事务所", "3115A"),)
    assert [row["code"] for row in stored(Firm)] == ["3115A"]
    assert take_in(viewer, IntakeKind.FIRMS, other).created == 1


@pytest.mark.parametrize("kept", [True, False], ids=["one row", "all slipped"])
def test_a_firm_is_not_called_as_another(viewer: Viewer, kept: bool) -> None:
    """A new name is taken; two firms of one name would be nobody's."""
    take_in(viewer, IntakeKind.FIRMS, FIRMS)
    head, first, second = FIRMS.splitlines()
    slipped = first.replace("明正律师事务所", "天衡律师 事务所")
    wrong = [head, slipped] if kept else [head, slipped, second.replace("天衡", "明正")]

    refused = previewed(viewer, IntakeKind.FIRMS, "\n".join(wrong))
    renamed = take_in(viewer, IntakeKind.FIRMS, FIRMS.replace("明正", "正明"))

    said = {
        "number": "31150000MD0000001A",
        "known": "明正律师事务所",
        "written": "天衡律师事务所",
        "others": ("31150000MD0000002B",),
    }
    assert {step.effect for step in refused} == {Effect.REFUSED}
    assert refused[0].remarks == (Remark(OTHER_FIRM, tuple(said.items())),)
    assert renamed == Counts(2, 0, 1, 1, 0)


def test_a_firm_without_a_licence_has_a_name_that_fits(viewer: Viewer) -> None:
    long = "青川市" + "联合" * 31 + "律师事务所"
    head = FIRMS.splitlines()[0]
    with pytest.raises(RowsRefused) as unknown:
        take_in(viewer, IntakeKind.FIRMS, f"{head}\n{long},律师事务所,东山县,,张三\n")
    ((remark,),) = [step.remarks for step in unknown.value.report.refusals]

    assert remark == Remark(NAME_TOO_LONG, (("most", "64"),))
    known = take_in(
        viewer, IntakeKind.FIRMS, f"{head}\n{long},律师事务所,东山县,3115X,张三\n"
    )
    assert known.created == 1


def test_counties_are_founded_once(viewer: Viewer) -> None:
    report = intake.preview(
        viewer=viewer, upload=upload(IntakeKind.FIRMS, FIRMS), today=TODAY
    )
    everything(viewer)

    with unit.reading() as connection:
        names = connection.scalars(select(Area.name).order_by(Area.id)).all()
    assert report.new_areas == ("东山县", "市本级")
    assert names == ["青川市", "东山县", "市本级"]


@pytest.mark.parametrize("written", [("东山", "东山县"), ("东山县", "东山")])
@pytest.mark.parametrize("at_once", [True, False])
def test_a_county_in_short_and_in_full_is_one(
    viewer: Viewer, written: tuple[str, str], at_once: bool
) -> None:
    head = FIRMS.splitlines()[0]
    firms = [
        f"第{n}律师事务所,律师事务所,{county},3115{n},张三"
        for n, county in enumerate(written)
    ]
    files = ["\n".join(firms)] if at_once else firms
    for rows in files:
        take_in(viewer, IntakeKind.FIRMS, f"{head}\n{rows}\n")

    with unit.reading() as connection:
        areas = connection.scalars(select(Area.name).order_by(Area.id)).all()
        counties = connection.scalars(
            select(Firm.area_id).where(Firm.name.like("第%")).order_by(Firm.name)
        ).all()
    full = "东山" if not at_once and written[0] == "东山" else "东山县"
    assert (areas, len(set(counties))) == (["青川市", full], 1)


def test_counties_with_other_ends_are_two(viewer: Viewer) -> None:
    head = FIRMS.splitlines()[0]
    rows = [f"第{c}所,律师事务所,{c},3115{c},张三" for c in ("东山县", "东山区")]
    take_in(viewer, IntakeKind.FIRMS, "\n".join([head, *rows]))
    with unit.reading() as connection:
        areas = connection.scalars(select(Area.name).order_by(Area.id)).all()
    assert areas == ["青川市", "东山县", "东山区"]


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        (IntakeKind.FIRMS, FIRMS),
        (IntakeKind.HANDLERS, HANDLERS),
        (IntakeKind.REVIEWERS, REVIEWERS),
        (IntakeKind.CASES, CASES),
    ],
)
def test_the_same_file_twice_changes_nothing(
    viewer: Viewer, kind: IntakeKind, text: str
) -> None:
    everything(viewer)
    n_events = count(Event)

    assert take_in(viewer, kind, text) == Counts(2, 0, 0, 2, 0)
    assert count(Event) == n_events


def test_volunteers_are_known_by_the_number_of_their_card(viewer: Viewer) -> None:
    """They have no licence; cases name them by name, as they name everybody."""
    lists = "姓名,志愿者编号,人员类别\n钱五,ZYZ-0012,志愿者\n孙六,,志愿者\n"
    cases = (
        CASES.partition("\n")[0]
        + "\n（2025）青援民009号,民事,,2025年3月5日,钱五,,,市本级\n"
    )

    report = intake.preview(
        viewer=viewer, upload=upload(IntakeKind.HANDLERS, lists), today=TODAY
    )
    done = take_in(viewer, IntakeKind.HANDLERS, lists, good_only=True)
    taken = take_in(viewer, IntakeKind.CASES, cases)

    (remark,) = [each for step in report.refusals for each in step.remarks]
    assert (remark.column, remark.sentence) == ("志愿者编号", NO_LICENCE)
    assert (done.created, done.refused, taken.created) == (1, 1, 1)
    with unit.reading() as connection:
        kept = connection.execute(select(Handler.licence_no, Handler.category)).all()
    assert [tuple(row) for row in kept] == [("ZYZ-0012", "volunteer")]


@pytest.mark.parametrize("avoids", ["张三", "明正律师事务所、张三"])
def test_a_further_conflict_changes_a_reviewer_known_before(
    viewer: Viewer, avoids: str
) -> None:
    everything(viewer)
    further = REVIEWERS.replace(
        "天衡律师事务所,明正律师事务所", f"天衡律师事务所,{avoids}"
    )

    report = intake.preview(
        viewer=viewer, upload=upload(IntakeKind.REVIEWERS, further), today=TODAY
    )
    assert [step.changes for step in report.steps] == [(("avoids", "", ("张三",)),), ()]
    for counts in (Counts(2, 0, 1, 1, 0), Counts(2, 0, 0, 2, 0)):
        assert take_in(viewer, IntakeKind.REVIEWERS, further) == counts
    assert count(DeclaredConflict) == 2


def phones() -> dict[str, str]:
    with unit.reading() as connection:
        statement = select(Person.name, PersonPhone.phone).join(
            PersonPhone, PersonPhone.person_id == Person.id
        )
        return {row.name: row.phone for row in connection.execute(statement)}


def test_a_telephone_number_comes_with_reviewers_and_stays_without_its_column(
    viewer: Viewer,
) -> None:
    everything(viewer)
    called = (
        "姓名,评查员编号,联系电话,手机\n李四,P1,无,\n王五,P2,0312-7654321,13900139000\n"
    )

    # Of two columns the first counts; what is no number is left out.
    assert take_in(viewer, IntakeKind.REVIEWERS, called).refused == 0
    assert phones() == {"王五": "0312-7654321"}
    assert take_in(viewer, IntakeKind.REVIEWERS, called).changed == 0
    take_in(viewer, IntakeKind.REVIEWERS, REVIEWERS)
    assert phones() == {"王五": "0312-7654321"}


def test_a_withdrawn_conflict_can_be_declared_once_more(viewer: Viewer) -> None:
    everything(viewer)
    with unit.transaction():
        event = unit.record("tested", chain="test", actor=unit.SYSTEM, at=AT)
        reason = unit.add(event, StoredText, bureau_id=1, kind="test", body="误报")
        ended = {"ended_event_id": event.id, "ended_reason_id": reason}
        unit.change(event, DeclaredConflict, {"id": 1}, **ended)

    for counts in (Counts(2, 0, 1, 1, 0), Counts(2, 0, 0, 2, 0)):
        assert take_in(viewer, IntakeKind.REVIEWERS, REVIEWERS) == counts
    with unit.reading() as connection:
        ends = connection.scalars(
            select(DeclaredConflict.ended_event_id).order_by(DeclaredConflict.id)
        ).all()
    assert [end is None for end in ends] == [False, True]


DATED = """案号,案件类型,结案日期,承办人,执业证号,承办机构,所属县区,会见日期,开庭日期
（2025）青援民001号,民事,2025-03-05,张三,11502201210000001,明正律师事务所,东山县,{},
（2025）青援民002号,民事,2025-04-05,张三、李四,,,,,2025-02-20
"""


def dates() -> list[tuple[str, str]]:
    with unit.reading() as connection:
        query = select(CaseDate.kind, CaseDate.happened_on).where(
            CaseDate.ended_event_id.is_(None)
        )
        rows = connection.execute(query.order_by(CaseDate.kind)).all()
    return [(kind, on.isoformat()) for kind, on in rows]


def test_days_of_steps_come_with_the_list_and_change_with_it(viewer: Viewer) -> None:
    everything(viewer)

    with_days = DATED.format("2025-01-10")
    report = intake.preview(
        viewer=viewer, upload=upload(IntakeKind.CASES, with_days), today=TODAY
    )
    assert [step.changes for step in report.steps] == [
        (("first_interview", "", "2025-01-10"),),
        (("hearing", "", "2025-02-20"),),
    ]
    for counts in (Counts(2, 0, 2, 0, 0), Counts(2, 0, 0, 2, 0)):
        assert take_in(viewer, IntakeKind.CASES, with_days) == counts
    later = DATED.format("2025-01-13")
    assert take_in(viewer, IntakeKind.CASES, later) == Counts(2, 0, 1, 1, 0)
    # A list without these columns says nothing about them.
    assert take_in(viewer, IntakeKind.CASES, CASES) == Counts(2, 0, 0, 2, 0)

    assert dates() == [("first_interview", "2025-01-13"), ("hearing", "2025-02-20")]
    assert count(CaseDate) == 3


def test_days_of_steps_come_with_new_cases(viewer: Viewer) -> None:
    for kind, text in ((IntakeKind.FIRMS, FIRMS), (IntakeKind.HANDLERS, HANDLERS)):
        take_in(viewer, kind, text)

    take_in(viewer, IntakeKind.CASES, DATED.format("2025-01-10"))

    assert dates() == [("first_interview", "2025-01-10"), ("hearing", "2025-02-20")]


def test_a_draw_freezes_the_case_and_not_the_days_of_its_steps(
    app: Flask, world: World
) -> None:
    head = "案号,案件类型,案由,指派日期,结案日期,承办人,会见日期"
    row = "(2025)青援0001号,刑事辩护,劳动争议,2025-03-03,2025-09-01,律师1,2025-03-10"
    with app.app_context():
        taken = take_in(operator(1), IntakeKind.CASES, f"{head}\n{row}\n")
        report = intake.preview(
            viewer=operator(1),
            upload=upload(
                IntakeKind.CASES, f"{head}\n{row.replace('09-01', '09-02')}\n"
            ),
            today=TODAY,
        )

        assert taken == Counts(1, 0, 1, 0, 0)
        assert dates() == [("first_interview", "2025-03-10")]
        assert [step.effect for step in report.steps] == [Effect.REFUSED]


def test_preview_writes_nothing(viewer: Viewer) -> None:
    report = intake.preview(
        viewer=viewer, upload=upload(IntakeKind.FIRMS, FIRMS), today=TODAY
    )

    assert report.counts == Counts(2, 2, 0, 0, 0)
    assert (count(Firm), count(Area)) == (0, 1)


def test_a_bad_row_keeps_everything_out(viewer: Viewer) -> None:
    take_in(viewer, IntakeKind.FIRMS, FIRMS)
    bad = HANDLERS + "赵六,11502201210000003,律师,不存在律师事务所\n"

    with pytest.raises(RowsRefused):
        take_in(viewer, IntakeKind.HANDLERS, bad)

    assert count(Handler) == 0
    assert take_in(viewer, IntakeKind.HANDLERS, bad, good_only=True) == Counts(
        3, 2, 0, 0, 1
    )
    assert count(Handler) == 2


def test_a_refused_row_says_why(viewer: Viewer) -> None:
    report = intake.preview(
        viewer=viewer, upload=upload(IntakeKind.CASES, CASES), today=TODAY
    )

    assert [step.effect for step in report.steps] == [Effect.REFUSED] * 2
    assert "Take in the" in str(report.steps[0].remarks[0])


SLIPPED = """案号,案件类型,结案日期,承办人,执业证号,承办机构
（2025）青援民003号,民事,2025-03-05,{},{},{}
"""
FIRST, SECOND = "11502201210000001", "11502201210000002"


def previewed(viewer: Viewer, kind: IntakeKind, text: str) -> list[Step]:
    report = intake.preview(viewer=viewer, upload=upload(kind, text), today=TODAY)
    return list(report.steps)


def other_name(number: str, known: str, said: str) -> Remark:
    values = (("number", number), ("known", known), ("written", said))
    return Remark(OTHER_NAME, values)


@pytest.mark.parametrize(
    ("names", "numbers", "refusal"),
    [
        ("张三", SECOND, other_name(SECOND, "李四", "张三")),
        ("张三、李四", f"{SECOND}、{FIRST}", other_name(SECOND, "李四", "张三")),
        ("张三、李四", f"{FIRST}、{FIRST}", other_name(FIRST, "张三", "李四")),
        ("张三（11502201210000002）", "", other_name(SECOND, "李四", "张三")),
    ],
)
def test_a_number_and_a_name_of_two_people_are_refused(
    viewer: Viewer, names: str, numbers: str, refusal: Remark
) -> None:
    everything(viewer)

    (step,) = previewed(viewer, IntakeKind.CASES, SLIPPED.format(names, numbers, ""))

    assert (step.effect, step.remarks) == (Effect.REFUSED, (refusal,))


@pytest.mark.parametrize("name", ["张三", "张　三", "张三律师", "张 三 "])
def test_any_writing_of_a_name_fits_its_number(viewer: Viewer, name: str) -> None:
    everything(viewer)

    (step,) = previewed(viewer, IntakeKind.CASES, SLIPPED.format(name, FIRST, ""))

    assert (step.effect, step.remarks) == (Effect.CREATED, ())


def test_a_new_name_comes_with_the_list_of_handlers(viewer: Viewer) -> None:
    """A stored file stays whose it is; the old name beside it is only noted."""
    everything(viewer)
    take_in(viewer, IntakeKind.HANDLERS, HANDLERS.replace("张三", "张叁"))
    new, old = (SLIPPED.format(name, FIRST, "") for name in ("张叁", "张三"))

    first, second = previewed(viewer, IntakeKind.CASES, CASES.replace("张三、", ""))
    assert (first.effect, second.effect) == (Effect.UNCHANGED, Effect.REFUSED)
    assert first.remarks == (other_name(FIRST, "张叁", "张三"),)
    assert [previewed(viewer, IntakeKind.CASES, t)[0].effect for t in (new, old)] == [
        Effect.CREATED,
        Effect.REFUSED,
    ]


@pytest.mark.parametrize(
    ("names", "effects"),
    [
        (("李四", "张三"), ["refused", "refused"]),
        (("李四",), ["refused"]),
        (("李　四", "王五"), ["refused", "changed"]),
        (("李四", "李四"), ["changed", "unchanged"]),
        (("李三", "李四"), ["changed", "unchanged"]),
    ],
)
def test_a_list_of_handlers_that_slipped_by_a_row_is_refused(
    viewer: Viewer, names: tuple[str, ...], effects: list[str]
) -> None:
    """Two may bear one name, where the table says it of both."""
    everything(viewer)
    tails = (f"{FIRST},律师,明正律师事务所", f"{SECOND},律师,天衡律师事务所")
    rows = [f"{name},{tail}" for name, tail in zip(names, tails, strict=False)]

    steps = previewed(
        viewer, IntakeKind.HANDLERS, "\n".join([HANDLERS.splitlines()[0], *rows])
    )

    assert [step.effect.value for step in steps] == effects
    if effects[0] == "refused":
        said = {
            "number": FIRST,
            "known": "张三",
            "written": "李四",
            "others": (SECOND,),
        }
        assert steps[0].remarks == (Remark(OTHER_HANDLER, tuple(said.items())),)


def test_a_name_with_a_firm_where_nobody_of_it_was_is_noted(viewer: Viewer) -> None:
    everything(viewer)
    here, there = "明正律师事务所", "天衡律师事务所"
    said = (("name", "张三"), ("number", FIRST), ("firm", here))

    steps = [
        previewed(viewer, IntakeKind.CASES, SLIPPED.format("张三", number, firm))[0]
        for number, firm in (("", there), ("", here), ("", ""), (FIRST, there))
    ]

    assert {step.effect for step in steps} == {Effect.CREATED}
    assert [step.remarks for step in steps] == [(Remark(NAMESAKE, said),), (), (), ()]


def test_a_reviewer_is_no_other_handler(viewer: Viewer) -> None:
    everything(viewer)
    rows = "姓名,评查员编号,执业证号\n{}\n"

    (new,) = previewed(viewer, IntakeKind.REVIEWERS, rows.format(f"李四,P3,{FIRST}"))
    (known,) = previewed(viewer, IntakeKind.REVIEWERS, rows.format(f"李四,P1,{FIRST}"))
    (own,) = previewed(viewer, IntakeKind.REVIEWERS, rows.format(f"李泗,P1,{SECOND}"))

    assert [new.remarks, known.remarks] == [(other_name(FIRST, "张三", "李四"),)] * 2
    assert (own.effect, own.remarks) == (Effect.CHANGED, ())


NUMBERED = "姓名,评查员编号,执业机构,执业证号\n"


@pytest.mark.parametrize(
    ("row", "sentence", "values"),
    [
        (f"李四,P3,,{SECOND}", namesakes.ON_THE_LIST, {"name": "李四", "number": "P1"}),
        (
            "李四,P3,天衡律师事务所,",
            namesakes.ON_THE_LIST,
            {"name": "李四", "number": "P1"},
        ),
        ("张 三,P3,,", namesakes.HANDLER_TOO, {"numbers": (FIRST,)}),
        (
            "王五,P1,,",
            namesakes.NUMBER_OF_OTHER,
            {"number": "P1", "known": "李四", "written": "王五"},
        ),
        (
            "李四,P2,,",
            namesakes.NUMBER_OF_OTHER,
            {"number": "P2", "known": "王五", "written": "李四"},
        ),
        (
            "李泗,P1,,",
            namesakes.NUMBER_OF_OTHER,
            {"number": "P1", "known": "李四", "written": "李泗"},
        ),
    ],
)
def test_a_reviewer_who_may_be_somebody_else_is_refused(
    viewer: Viewer, row: str, sentence: str, values: dict[str, object]
) -> None:
    everything(viewer)

    (step,) = previewed(viewer, IntakeKind.REVIEWERS, f"{NUMBERED}{row}\n")

    assert (step.effect, step.remarks) == (
        Effect.REFUSED,
        (Remark(sentence, tuple(values.items())),),
    )


def test_rows_that_make_one_person_two_reviewers_are_refused(viewer: Viewer) -> None:
    everything(viewer)
    rows = f"{NUMBERED}张三,P3,,{FIRST}\n赵六,P5,,\n张三,P4,明正律师事务所,\n"

    counts = take_in(viewer, IntakeKind.REVIEWERS, rows, good_only=True)
    same = previewed(viewer, IntakeKind.REVIEWERS, rows)

    assert (counts.created, counts.refused) == (1, 2)
    said = Remark(namesakes.SAME_PERSON, (("numbers", ("P3", "P4")),))
    assert [step.remarks for step in same] == [(said,), (), (said,)]


@pytest.mark.parametrize("row", ["张三,P3,天衡律师事务所,", "张三,P3,,S-0001"])
def test_a_reviewer_of_a_handlers_name_is_noted(viewer: Viewer, row: str) -> None:
    everything(viewer)
    text = f"{NUMBERED}{row}\n"

    (step,) = previewed(viewer, IntakeKind.REVIEWERS, text)
    take_in(viewer, IntakeKind.REVIEWERS, text)

    said = Remark(namesakes.TAKEN_FOR_OTHER, (("numbers", (FIRST,)),))
    assert (step.effect, step.remarks) == (Effect.CREATED, (said,))
    assert [row["name"] for row in stored(Person)].count("张三") == 2
    assert take_in(viewer, IntakeKind.REVIEWERS, text) == Counts(1, 0, 0, 1, 0)


def test_a_handler_of_a_reviewers_name_is_noted(viewer: Viewer) -> None:
    everything(viewer)
    row = "王五,11502201210000003,律师,天衡律师事务所\n"

    *_, step = previewed(viewer, IntakeKind.HANDLERS, HANDLERS + row)

    said = Remark(namesakes.REVIEWER_TOO, (("numbers", ("P2",)),))
    assert (step.effect, step.remarks) == (Effect.CREATED, (said,))


def test_a_handler_who_begins_to_review_elsewhere_has_moved(viewer: Viewer) -> None:
    everything(viewer)
    text = f"{NUMBERED}张三,P3,天衡律师事务所,{FIRST}\n"

    counts = take_in(viewer, IntakeKind.REVIEWERS, text)

    assert counts == Counts(1, 1, 0, 0, 0)
    here, there = [
        row["ends_on"]
        for row in stored(Affiliation)
        if row["person_id"] == stored(Handler)[0]["person_id"]
    ]
    assert (here, there) == (date(2026, 3, 1), None)


def test_an_earlier_result_is_nobody_elses(viewer: Viewer) -> None:
    everything(viewer)
    rows = f"""年度,等次,案号,承办人,执业证号
2023,优秀,旧1号,张三,99999999999999999
2023,优秀,旧2号,张三,{FIRST}
2023,优秀,旧3号,张三,
2023,优秀,旧4号,赵六,99999999999999998
"""
    slipped = f"年度,等次,承办人,执业证号\n2023,优秀,张三,{SECOND}\n"

    steps = previewed(viewer, IntakeKind.EARLIER_RESULTS, rows)
    take_in(viewer, IntakeKind.EARLIER_RESULTS, rows)
    (refused,) = previewed(viewer, IntakeKind.EARLIER_RESULTS, slipped)

    person = stored(Handler)[0]["person_id"]
    said = (("name", "张三"), ("number", "99999999999999999"))
    assert [row["person_id"] for row in stored(EarlierResult)] == [
        *(None, person, person, None),
    ]
    assert [step.remarks for step in steps] == [
        (Remark(earlier.NAMESAKE, said),),
        *[()] * 3,
    ]
    assert refused.remarks == (other_name(SECOND, "李四", "张三"),)


OTHER = "99999999999999999"


@pytest.mark.parametrize(
    ("rows", "sentences"),
    [
        ((f"优秀,张三,{OTHER},", f"良好,张三,{FIRST},"), []),
        (("优秀,赵六,,", "良好,张三,,"), []),
        ((f"优秀,张三,{FIRST},", "良好,张三,,"), [earlier.TWINS] * 2),
        ((f"优秀,,{FIRST},", "良好,张三,,"), [earlier.TWINS] * 2),
        ((f"优秀,,{OTHER},", f"良好,,{FIRST},"), [earlier.WHOSE]),
        ((f"优秀,,{OTHER},旧1号", f"良好,,{FIRST},旧1号"), []),
        ((f"优秀,张三,{OTHER},旧1号", f"良好,张三,{FIRST},旧2号"), []),
    ],
)
def test_results_of_namesakes_are_told_apart_or_refused(
    viewer: Viewer, rows: tuple[str, ...], sentences: list[str]
) -> None:
    everything(viewer)
    text = "\n".join(["年度,等次,承办人,执业证号,案号", *(f"2023,{r}" for r in rows)])

    steps = previewed(viewer, IntakeKind.EARLIER_RESULTS, text)
    counts = take_in(viewer, IntakeKind.EARLIER_RESULTS, text, good_only=True)

    said = [remark.sentence for s in steps for remark in s.remarks if s.record is None]
    assert said == sentences
    assert (counts.created, counts.refused) == (2 - len(said), len(said))


def test_a_namesakes_stored_result_is_not_changed(viewer: Viewer) -> None:
    everything(viewer)
    twin = "11502201210000009"
    handlers = HANDLERS + f"张三,{twin},律师,天衡律师事务所\n"
    take_in(viewer, IntakeKind.HANDLERS, handlers)
    row = "年度,等次,得分,承办人,执业证号,案号\n2023,{},{},张三,{},{}\n"
    take_in(viewer, IntakeKind.EARLIER_RESULTS, row.format("优秀", 95, FIRST, ""))
    take_in(viewer, IntakeKind.EARLIER_RESULTS, row.format("优秀", 95, FIRST, "旧1号"))

    (other,) = previewed(
        viewer, IntakeKind.EARLIER_RESULTS, row.format("良好", 85, twin, "")
    )
    (mended,) = previewed(
        viewer, IntakeKind.EARLIER_RESULTS, row.format("良好", "85.5", twin, "旧1号")
    )

    assert other.effect is Effect.CREATED
    assert [(d.heading, d.old, d.new) for d in mended.differences] == [
        ("Handler", (f"张三 {FIRST}",), (f"张三 {twin}",)),
        ("Grade", ("优秀",), ("良好",)),
        ("Score", ("95",), ("85.5",)),
    ]


WANGS = ("11502201210000008", "11502201210000009")
HEAD = "年度,等次,承办人,执业证号,执业机构\n"
MING, TIAN = "明正律师事务所", "天衡律师事务所"
TAKEN = Remark(earlier.TAKEN, (("name", "王强"),))


def wangs(viewer: Viewer, *firms: str) -> None:
    """Handlers of one name, with these firms."""
    take_in(viewer, IntakeKind.FIRMS, FIRMS)
    rows = (
        f"王强,{number},律师,{firm}" for number, firm in zip(WANGS, firms, strict=False)
    )
    lines = "\n".join([HANDLERS.splitlines()[0], *rows])
    take_in(viewer, IntakeKind.HANDLERS, lines)


@pytest.mark.parametrize(
    "rows",
    [
        (f"优秀,王强,{WANGS[0]},", f"良好,王强,{WANGS[1]},"),
        (f"优秀,王强,,{MING}", f"良好,王强,,{TIAN}"),
        (f"优秀,王强,,{MING}", f"良好,王强,{WANGS[1]},{TIAN}"),
        (f"优秀,王强,{WANGS[0]},", f"良好,王强,,{TIAN}"),
    ],
)
@pytest.mark.parametrize("at_once", [True, False])
def test_namesakes_keep_their_results_without_case_numbers(
    viewer: Viewer, rows: tuple[str, str], at_once: bool
) -> None:
    wangs(viewer, MING, TIAN)
    lines = [f"2023,{row}\n" for row in rows]
    tables = [HEAD + "".join(lines)] if at_once else [HEAD + line for line in lines]

    for text in tables:
        take_in(viewer, IntakeKind.EARLIER_RESULTS, text)
    again = take_in(viewer, IntakeKind.EARLIER_RESULTS, HEAD + "".join(lines))

    people = [row["person_id"] for row in stored(Handler)]
    kept = [(row["person_id"], row["grade"]) for row in stored(EarlierResult)]
    assert kept == [(people[0], "优秀"), (people[1], "良好")]
    assert again == Counts(2, 0, 0, 2, 0)


@pytest.mark.parametrize(
    ("firms", "first", "second", "effect"),
    [
        ((), f",{MING}", f",{TIAN}", Effect.REFUSED),
        ((), f",{MING}", f",{MING}", Effect.CHANGED),
        ((), f",{MING}", f"{WANGS[0]},{TIAN}", Effect.CREATED),
        ((MING,), f",{MING}", f",{TIAN}", Effect.CHANGED),
        ((MING, MING), f",{MING}", f",{TIAN}", Effect.REFUSED),
        ((MING, TIAN), ",", f"{WANGS[0]},", Effect.REFUSED),
        ((MING, TIAN), f"{WANGS[0]},", ",", Effect.REFUSED),
    ],
)
def test_a_name_alone_does_not_change_what_may_be_a_namesakes(
    viewer: Viewer, firms: tuple[str, ...], first: str, second: str, effect: Effect
) -> None:
    wangs(viewer, *firms)
    take_in(viewer, IntakeKind.EARLIER_RESULTS, f"{HEAD}2023,优秀,王强,{first}\n")

    (step,) = previewed(
        viewer, IntakeKind.EARLIER_RESULTS, f"{HEAD}2023,良好,王强,{second}\n"
    )

    assert step.effect is effect
    assert (TAKEN in step.remarks) is (effect is Effect.REFUSED)


@pytest.mark.parametrize("firm", ["", MING])
def test_a_name_alone_finds_its_result_beside_a_namesakes(
    viewer: Viewer, firm: str
) -> None:
    bare = f"{HEAD}2023,优秀,王强,,{firm}\n"
    numbered = f"{HEAD}2023,良好,王强,{WANGS[0]},{TIAN}\n"
    take_in(viewer, IntakeKind.EARLIER_RESULTS, f"{HEAD}2023,优秀,王强,,{MING}\n")
    take_in(viewer, IntakeKind.EARLIER_RESULTS, numbered)

    (step,) = previewed(viewer, IntakeKind.EARLIER_RESULTS, bare)

    assert step.effect is (Effect.UNCHANGED if firm else Effect.REFUSED)


def test_a_result_finds_its_handler_when_the_list_comes_later(viewer: Viewer) -> None:
    row = f"{HEAD}2023,优秀,王强,,{MING}\n"
    take_in(viewer, IntakeKind.EARLIER_RESULTS, row)
    wangs(viewer, MING)

    assert take_in(viewer, IntakeKind.EARLIER_RESULTS, row) == Counts(1, 0, 1, 0, 0)
    assert take_in(viewer, IntakeKind.EARLIER_RESULTS, row) == Counts(1, 0, 0, 1, 0)


def test_a_move_ends_the_old_affiliation(viewer: Viewer) -> None:
    everything(viewer)
    moved = HANDLERS.replace(
        "张三,11502201210000001,律师,明正", "张三,11502201210000001,律师,天衡"
    )

    assert take_in(viewer, IntakeKind.HANDLERS, moved) == Counts(2, 0, 1, 1, 0)

    with unit.reading() as connection:
        rows = connection.execute(
            select(Firm.name, Affiliation.starts_on, Affiliation.ends_on)
            .join(Firm, Firm.id == Affiliation.firm_id)
            .join(Person, Person.id == Affiliation.person_id)
            .where(Person.name == "张三")
            .order_by(Affiliation.id)
        ).all()
    assert [tuple(row) for row in rows] == [
        ("明正律师事务所", None, date(2026, 3, 1)),
        ("天衡律师事务所", TODAY, None),
    ]


def test_handlers_of_a_stored_case_are_never_rewritten(viewer: Viewer) -> None:
    everything(viewer)
    other = CASES.replace("张三、李四", "李四")

    report = intake.preview(
        viewer=viewer, upload=upload(IntakeKind.CASES, other), today=TODAY
    )

    assert [step.effect for step in report.steps] == [Effect.UNCHANGED, Effect.REFUSED]


def test_a_corrected_cause_changes_the_case(viewer: Viewer) -> None:
    everything(viewer)
    text = CASES.replace("承办机构,所属县区\n", "承办机构,所属县区,案由\n").replace(
        "东山县\n", "东山县,离婚纠纷\n"
    )

    assert take_in(viewer, IntakeKind.CASES, text) == Counts(2, 0, 1, 1, 0)


WHOLE = """案号,案件类型,结案日期,承办人,执业证号,所属县区,案由,案件分级,援助来源,指派日期,是否封存,是否涉密
刑字1号,刑事辩护,2025-03-05,张三,11502201210000001,西河区,盗窃罪,重大疑难,通知,2025-01-02,是,否
刑字2号,刑事辩护,2025-04-05,张三,11502201210000001,西河区,诈骗罪,复杂,通知,2025-01-03,,是
"""
SHORT = """案号,案件类型,结案日期,承办人,执业证号
刑字1号,刑事辩护,2025-03-05,张三,11502201210000001
刑字2号,刑事辩护,2025-04-06,张三,11502201210000001
"""


def stored(model: type) -> list[dict[str, object]]:
    with unit.reading() as connection:
        found = connection.execute(select(model.__table__).order_by(model.id))  # type: ignore[attr-defined]
        return [dict(row._mapping) for row in found]


def test_a_column_that_the_list_lacks_says_nothing(viewer: Viewer) -> None:
    """Neither does it lift what protects a file, nor take anything else away."""
    everything(viewer)
    divided(viewer)
    with_all = "姓名,评查员编号,所属县区,负责部分,最多件数,是否组长,业务专长\n"
    take_in(viewer, IntakeKind.CASES, WHOLE)
    row = "王五,P2,西河区,formal,5,是,民事\n"
    take_in(viewer, IntakeKind.REVIEWERS, f"{with_all}{row}")
    cases, reviewers = stored(Case), stored(Reviewer)
    firms, handlers = stored(Firm), stored(Handler)

    assert take_in(viewer, IntakeKind.CASES, SHORT) == Counts(2, 0, 1, 1, 0)
    (changed,) = [each for each in cases if each["case_no"] == "刑字2号"]
    changed["closed_on"] = date(2025, 4, 6)
    assert stored(Case) == cases
    for kind, text in (
        (
            IntakeKind.FIRMS,
            "机构名称,执业许可证号\n明正律师事务所,31150000MD0000001A\n",
        ),
        (
            IntakeKind.HANDLERS,
            "姓名,执业证号,执业机构\n张三,11502201210000001,明正律师事务所\n",
        ),
        (IntakeKind.REVIEWERS, "姓名,评查员编号\n王五,P2\n"),
    ):
        assert take_in(viewer, kind, text) == Counts(1, 0, 0, 1, 0)
    assert (stored(Reviewer), stored(Firm)) == (reviewers, firms)
    assert stored(Handler) == handlers


def divided(viewer: Viewer) -> None:
    """A checklist whose formal part others read than its professional one."""
    text = (SCHEMES / "administrative_litigation.yaml").read_text("utf-8")
    schemes.load(viewer=viewer, text=text, at=AT)


def test_a_part_that_no_checklist_has_is_refused_with_those_there_are(
    viewer: Viewer,
) -> None:
    everything(viewer)
    head = "姓名,评查员编号,负责部分\n"
    titles = "王五,P2,形式部分（中心工作人员评）\n"
    unknown = f"{head}王五,P2,formel\n"

    (before,) = previewed(viewer, IntakeKind.REVIEWERS, unknown)
    divided(viewer)
    (after,) = previewed(viewer, IntakeKind.REVIEWERS, unknown)
    taken = take_in(viewer, IntakeKind.REVIEWERS, head + titles)

    assert [str(each) for each in before.remarks] == [
        (
            "No checklist here is divided into parts: leave “formel” out, or load the "
            "checklist first."
        )
    ]
    assert [str(each) for each in after.remarks] == [
        (
            "No checklist here has a part “formel”. There are: formal (Formal part (centre "
            "staff)), professional (Professional part (lawyers))."
        )
    ]
    assert taken == Counts(1, 0, 1, 0, 0)
    assert [row["part"] for row in stored(Reviewer) if row["number"] == "P2"] == [
        "formal"
    ]
    assert take_in(viewer, IntakeKind.REVIEWERS, head + titles).unchanged == 1


@pytest.mark.parametrize(
    ("written", "after"),
    [
        *(("", True), ("是", True), ("否", False), ("N", False), ("不封存", False)),
        *((word, True) for word in ("无", "×", "-", "/", "0", "公开")),
    ],
)
def test_what_protects_a_file_is_lifted_in_words_only(
    viewer: Viewer, written: str, after: bool
) -> None:
    everything(viewer)
    marked = "案号,案件类型,结案日期,承办人,执业证号,封存,涉密\n刑字1号,刑事辩护,2025-03-05,张三,11502201210000001,{0},{0}\n"
    take_in(viewer, IntakeKind.CASES, marked.format("是"))

    take_in(viewer, IntakeKind.CASES, marked.format(written))

    (case,) = [each for each in stored(Case) if each["case_no"] == "刑字1号"]
    assert (case["sealed"], case["secret"]) == (after, after)
    take_in(viewer, IntakeKind.CASES, marked.format(written).replace("1号", "9号"))
    (new,) = [each for each in stored(Case) if each["case_no"] == "刑字9号"]
    assert (new["sealed"], new["secret"]) == (written == "是", written == "是")


def test_a_reviewers_county_is_a_change_like_any_other(viewer: Viewer) -> None:
    everything(viewer)
    listed = "姓名,评查员编号,所属县区\n王五,P2,{}\n"

    for county in ("东山县", "新河县"):
        text = listed.format(county)
        assert take_in(viewer, IntakeKind.REVIEWERS, text) == Counts(1, 0, 1, 0, 0)
        assert take_in(viewer, IntakeKind.REVIEWERS, text) == Counts(1, 0, 0, 1, 0)
    (area,) = [each["area_id"] for each in stored(Reviewer) if each["number"] == "P2"]
    (named,) = [each["name"] for each in stored(Area) if each["id"] == area]
    assert named == "新河县"


def test_an_upload_is_kept_for_its_owner(viewer: Viewer) -> None:
    with unit.transaction():
        event = unit.record("tested", chain="test", actor=unit.SYSTEM, at=AT)
        world = World(bureau_id=1)
        owner = user(event, world, "owner", viewer.grants[0].role)
        other = user(event, world, "other", viewer.grants[0].role)
    sent = upload(IntakeKind.FIRMS, FIRMS)

    public_id = intake.keep(viewer=owner, upload=sent, at=AT)

    assert intake.kept(viewer=owner, public_id=public_id) == sent
    with pytest.raises(NotVisible):
        intake.kept(viewer=other, public_id=public_id)
