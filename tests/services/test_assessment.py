"""From releases to a lawyer's year: compiled, supplied, decided, read and exported."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta, timezone
from decimal import Decimal
from typing import Any

import pytest
from flask import Flask
from openpyxl import load_workbook
from sqlalchemy import select

from review.domain.assessment import Outcome, Subject
from review.domain.assessment_decisions import (
    MOST_LETTERS,
    NotAChoice,
    ReasonMissing,
    ReasonTooLong,
)
from review.domain.errors import NotVisible
from review.domain.policy import PUBLIC, Role, Viewer, operator
from review.files import shipped
from review.files.assessment_schemes import AssessmentSchemeRefused
from review.services import assessment
from review.services.assessment import CHANGED, INSUFFICIENT, Filters, RowView, schemes
from review.services.assessment.compiling import CompiledMeanwhile, NothingReleased
from review.services.assessment.deciding import (
    AlreadySupplied,
    DecidedMeanwhile,
    NothingToSupply,
    ProposalReplaced,
)
from review.services.schemes import VersionTaken
from review.store import unit
from review.store.models import (
    AccessLog,
    Affiliation,
    Area,
    Assessment,
    AssessmentDecision,
    Case,
    CaseParticipation,
    Event,
    Handler,
    Person,
    Release,
    ReleaseRow,
    StoredAssessmentScheme,
)
from review.store.queries.idempotency import KeyReused
from tests.conftest import AT
from tests.databases import Once
from tests.released import SECRET, Place, a_place, another_place
from tests.services.rounds import n_statements, rows

pytestmark = pytest.mark.usefixtures("app_context")

YEAR = 2025
SHANGHAI = timezone(timedelta(hours=8))
COMPILED, SUPPLIED, LATER = (AT + timedelta(days=n) for n in (10, 11, 12))
ROW = next(
    text
    for text in shipped.assessment_schemes().values()
    if "code: annual_legal_aid\n" in text
)


@pytest.fixture
def place(once: Once) -> Place:
    """A published campaign; three more closed cases each for 孙三 and 李四."""
    return once(published)


def published() -> Place:
    made = a_place()
    made.publish()
    with unit.transaction():
        for n in range(3):
            made.work.case(f"(2025)青援1{n:03}号", lawyers=("孙三",))
            made.work.case(f"(2025)青援2{n:03}号", lawyers=("李四",))
        made.people["bar"] = made.work.account("bar", Role.BAR_ASSOCIATION)
    return made


def compiled(place: Place, **more: Any) -> assessment.YearView:
    values = {"viewer": place.officer, "year": YEAR, "at": COMPILED} | more
    return assessment.compile_year(**values)


def supplied(place: Place) -> None:
    compiled(place)
    assessment.supply(viewer=place.officer, year=YEAR, at=SUPPLIED)


def listed(viewer: Viewer, kind: str = "handler", **filters: str) -> dict[str, RowView]:
    view = assessment.year_view(
        viewer=viewer, year=YEAR, kind=kind, filters=Filters(**filters)
    )
    return {row.name: row for row in view.rows}


def numbers(row: RowView) -> dict[str, tuple[Any, ...]]:
    return {
        line.component: (
            None if line.value is None else str(line.value),
            line.part,
            line.whole,
        )
        for line in row.lines
    }


def public_id(place: Place, name: str, kind: str = "handler") -> str:
    return listed(place.officer, kind)[name].public_id


def decide(place: Place, name: str, **more: Any) -> assessment.Sheet:
    values = {
        "viewer": place.people["bar"],
        "public_id": public_id(place, name),
        "decision": "competent",
        "reason": "同意建议",
        "at": LATER,
        "key": f"key {name} {more}",
    }
    return assessment.decide(**(values | more))


def n_events() -> int:
    return len(rows(Event, "id"))


# Compiling


def test_proposals_rest_on_releases_and_the_case_list(place: Place) -> None:
    compiled(place)

    handlers, firms = listed(place.officer), listed(place.officer, "firm")
    assert {name: numbers(row) for name, row in handlers.items()} == {
        "李四": {
            "handled": ("4", 4, 3),
            "reviewed": ("1", None, None),
            "handler_mean": ("90.00", 1, 1),
            "excellent": ("100.00", 1, 1),
            "failed": ("0.00", 0, 1),
        },
        "钱二": {
            "handled": ("2", 2, 3),
            "reviewed": ("1", None, None),
            "handler_mean": ("80.00", 1, 1),
            "excellent": ("0.00", 0, 1),
            "failed": ("0.00", 0, 1),
        },
        "孙三": {
            "handled": ("5", 5, 3),
            "reviewed": ("2", None, None),
            "handler_mean": ("75.00", 2, 2),
            "excellent": ("50.00", 1, 2),
            "failed": ("50.00", 1, 2),
        },
        "赵一": {
            "handled": ("2", 2, 3),
            "reviewed": ("2", None, None),
            "handler_mean": ("85.00", 2, 2),
            "excellent": ("50.00", 1, 2),
            "failed": ("0.00", 0, 2),
        },
    }
    assert {name: row.suggested for name, row in handlers.items()} == {
        "李四": "competent",
        "钱二": "",
        "孙三": "basically_competent",
        "赵一": "",
    }
    assert {name: numbers(row) for name, row in firms.items()} == {
        "甲律师事务所": {
            "handled": ("4", 4, 6),
            "reviewed": ("3", None, None),
            "mean": ("83.33", 3, 3),
            "excellent": ("33.33", 1, 3),
            "failed": ("0.00", 0, 3),
        },
        "乙律师事务所": {
            "handled": ("9", 9, 6),
            "reviewed": ("3", None, None),
            "mean": ("80.00", 3, 3),
            "excellent": ("66.67", 2, 3),
            "failed": ("33.33", 1, 3),
        },
    }


def test_every_number_names_its_cases_and_its_release(place: Place) -> None:
    compiled(place)

    sheet = assessment.sheet(viewer=place.officer, public_id=public_id(place, "孙三"))

    (digest,) = rows(Release, "digest")[0]
    assert {ln.component: [c.case_no for c in ln.cases] for ln in sheet.row.lines} == {
        "handled": [],
        "reviewed": ["(2025)青援0004号", "(2025)青援0005号"],
        "handler_mean": ["(2025)青援0004号", "(2025)青援0005号"],
        "excellent": ["(2025)青援0004号"],
        "failed": ["(2025)青援0005号"],
    }
    assert [
        (c.ref.case_no, c.grade and c.grade.zh, c.standing, c.score, c.handler_percent)
        for c in sheet.evidence.cases
    ] == [
        ("(2025)青援0004号", "优秀", "excellent", Decimal(100), Decimal(100)),
        ("(2025)青援0005号", "不合格", "fail", Decimal(50), Decimal(50)),
    ]
    assert {c.release for c in sheet.evidence.cases} == {digest}
    (source,) = sheet.evidence.sources
    assert (source.digest, source.campaign, source.number, source.published_on) == (
        digest,
        "2025年度案卷质量评查",
        1,
        date(2026, 3, 5),
    )
    assert [c.ref.case_no for c in sheet.evidence.handled] == [
        "(2025)青援0004号",
        "(2025)青援0005号",
        "(2025)青援1000号",
        "(2025)青援1001号",
        "(2025)青援1002号",
    ]
    assert [(g.title.zh, g.n) for g in sheet.row.grades] == [("优秀", 1), ("不合格", 1)]
    assert sheet.row.lines[0].evidence != ""
    assert sheet.row.lines[0].points == 10


def test_the_checks_say_how_the_suggestion_came_about(place: Place) -> None:
    compiled(place)

    sheet = assessment.sheet(viewer=place.officer, public_id=public_id(place, "孙三"))

    assert [
        (c.grade and c.grade.zh, c.measure.value, c.value, c.holds)
        for c in sheet.checks
    ] == [
        (None, "cases_reviewed", 2, False),
        (None, "cases_short", 0, False),
        ("称职", "cases_failed", 1, False),
        ("不称职", "cases_failed", 1, False),
        ("不称职", "share_failed", 50, True),
    ]


def test_a_secret_case_counts_and_is_named_nowhere(place: Place) -> None:
    compiled(place)

    sheet = assessment.sheet(viewer=place.officer, public_id=public_id(place, "钱二"))

    assert numbers(sheet.row)["handled"] == ("2", 2, 3)
    assert [c.ref.case_no for c in sheet.evidence.handled] == ["(2025)青援0003号"]
    assert sheet.evidence.n_unlisted == 1
    stored = json.dumps(rows(Assessment, "body", "evidence"), ensure_ascii=False)
    assert SECRET[0] not in stored


def test_the_firm_at_closing_has_the_case_and_the_present_one_the_person(
    place: Place,
) -> None:
    work = place.work
    with unit.transaction():
        unit.change(
            work.event,
            Affiliation,
            {"person_id": work.lawyers["孙三"]},
            ends_on=date(2025, 9, 30),
        )
        unit.add(
            work.event,
            Affiliation,
            bureau_id=work.bureau_id,
            person_id=work.lawyers["孙三"],
            firm_id=work.firms["甲律师事务所"],
            starts_on=date(2025, 10, 1),
        )

    compiled(place)

    firms = listed(place.officer, "firm")
    assert numbers(firms["乙律师事务所"])["handled"] == ("9", 9, 3)
    assert numbers(firms["甲律师事务所"])["handled"] == ("4", 4, 9)
    assert listed(place.officer)["孙三"].firm == "甲律师事务所"


def test_who_left_every_firm_keeps_that_of_the_last_case(place: Place) -> None:
    work = place.work
    with unit.transaction():
        unit.change(
            work.event,
            Affiliation,
            {"person_id": work.lawyers["孙三"]},
            ends_on=date(2025, 9, 30),
        )

    compiled(place)

    assert listed(place.officer)["孙三"].firm == "乙律师事务所"


def test_the_minimum_goes_by_category(place: Place) -> None:
    work = place.work
    with unit.transaction():
        unit.change(
            work.event,
            Handler,
            {"person_id": work.lawyers["赵一"]},
            category="center_lawyer",
        )

    compiled(place)

    found = listed(place.officer)["赵一"]
    assert (found.minimum, found.suggested) == (2, "competent")
    assert listed(place.officer, "firm")["甲律师事务所"].persons == {
        "center_lawyer": 1,
        "lawyer": 1,
    }


def test_only_cases_closed_in_the_calendar_year_count(place: Place) -> None:
    with unit.transaction():
        for day in (date(2024, 12, 31), date(2026, 1, 1)):
            place.work.case(f"other {day}", lawyers=("赵一",), closed_on=day)
        for day in (date(2025, 1, 1), date(2025, 12, 31)):
            place.work.case(f"within {day}", lawyers=("赵一",), closed_on=day)

    compiled(place)

    assert numbers(listed(place.officer)["赵一"])["handled"] == ("4", 4, 3)


def test_who_only_handled_gets_a_proposal_too(place: Place) -> None:
    with unit.transaction():
        place.work.lawyer("周六", "丁律师事务所")
        place.work.case("(2025)青援3000号", lawyers=("周六",))

    compiled(place)

    found = listed(place.officer)["周六"]
    assert numbers(found)["reviewed"] == ("0", None, None)
    assert found.suggested == ""
    assert "丁律师事务所" in listed(place.officer, "firm")


def test_a_provisional_release_is_no_evidence(app: Flask) -> None:
    place = a_place()
    place.publish("provisional")

    with pytest.raises(NothingReleased):
        compiled(place)
    with pytest.raises(NothingReleased):
        compiled(place, year=YEAR + 1)

    assert rows(Assessment, "id") == []


def test_compiling_again_writes_nothing(place: Place) -> None:
    first = compiled(place)
    before, events = rows(Assessment), n_events()

    again = compiled(place, at=LATER)

    assert first.changes == assessment.Changes(6, 0, 0)
    assert again.changes == assessment.Changes(0, 0, 6)
    assert rows(Assessment) == before
    assert n_events() == events


def test_what_comes_to_something_else_replaces_the_row(place: Place) -> None:
    compiled(place)
    old = public_id(place, "赵一")
    with unit.transaction():
        place.work.case("(2025)青援4000号", lawyers=("赵一",))

    view = compiled(place, at=LATER)

    assert view.changes == assessment.Changes(0, 2, 4)
    new = listed(place.officer)["赵一"]
    assert (new.suggested, new.compiled_at) == ("competent", LATER)
    sheet = assessment.sheet(viewer=place.officer, public_id=old)
    assert (sheet.is_current, sheet.row.suggested) == (False, "")
    assert [(v.public_id, v.is_this, v.is_current) for v in sheet.versions] == [
        (new.public_id, False, True),
        (old, True, False),
    ]
    ids = dict(rows(Assessment, "public_id", "id"))
    assert (ids[old],) in rows(Assessment, "replaces_id", public_id=new.public_id)


def test_who_has_nothing_left_keeps_a_row_that_says_so(place: Place) -> None:
    with unit.transaction():
        place.work.lawyer("周六", "丁律师事务所")
        place.work.case("(2025)青援3000号", lawyers=("周六",))
    compiled(place)
    with unit.transaction():
        unit.change(
            place.work.event,
            Case,
            {"case_no": "(2025)青援3000号"},
            closed_on=date(2024, 5, 5),
        )

    view = compiled(place, at=LATER)

    assert view.changes == assessment.Changes(0, 2, 6)
    assert numbers(listed(place.officer)["周六"])["handled"] == ("0", 0, 3)


# Who has a row


def test_whoever_is_on_the_lists_has_a_row_of_nothing(place: Place) -> None:
    """A yearly minimum is about those who handled too few, none included."""
    with unit.transaction():
        place.work.lawyer("周六", "丁律师事务所")
        place.work.firm("戊律师事务所")

    compiled(place)

    row = listed(place.officer)["周六"]
    assert (row.outcome, row.suggested) == (Outcome.INSUFFICIENT_CASES, "")
    assert (row.firm, row.minimum, row.releases) == ("丁律师事务所", 3, ())
    assert numbers(row) == {
        "handled": ("0", 0, 3),
        "reviewed": ("0", None, None),
        "handler_mean": (None, 0, 0),
        "excellent": (None, 0, 0),
        "failed": (None, 0, 0),
    }
    firms = listed(place.officer, "firm")
    assert set(firms) == {
        *("甲律师事务所", "乙律师事务所", "丁律师事务所", "戊律师事务所")
    }
    assert (firms["丁律师事务所"].minimum, firms["丁律师事务所"].suggested) == (3, "")
    assert firms["戊律师事务所"].minimum == 0


def _ended(place: Place, on: date) -> None:
    where = {"person_id": place.work.lawyers["周六"]}
    unit.change(place.work.event, Affiliation, where, ends_on=on)


def _began(place: Place, on: date) -> None:
    where = {"person_id": place.work.lawyers["周六"]}
    unit.change(place.work.event, Handler, where, practising_since=on)


@pytest.mark.parametrize(
    ("change", "on", "has_row"),
    [
        (_ended, date(2025, 12, 30), False),
        (_ended, date(2025, 12, 31), True),
        (_began, date(2025, 12, 31), True),
        (_began, date(2026, 1, 1), False),
    ],
)
def test_who_was_not_on_the_list_at_the_years_end_has_none(
    place: Place, change: Callable[[Place, date], None], on: date, has_row: bool
) -> None:
    with unit.transaction():
        place.work.lawyer("周六", "丁律师事务所")
        change(place, on)

    compiled(place)

    assert ("周六" in listed(place.officer)) is has_row


def test_reviewers_have_no_row_and_volunteers_without_a_firm_do(place: Place) -> None:
    with unit.transaction():
        work = place.work
        volunteer = work.person("志愿者")
        unit.add(
            work.event,
            Handler,
            bureau_id=work.bureau_id,
            person_id=volunteer,
            category="volunteer",
            licence_no="V1",
        )

    compiled(place)

    found = listed(place.officer)
    assert set(found) == {*("赵一", "钱二", "孙三", "李四", "志愿者")}
    assert (found["志愿者"].minimum, found["志愿者"].firm) == (0, "")


def correction(place: Place, case_no: str, **content: object) -> str:
    """A second final release that replaces the first, one case put right."""
    (old,) = rows(Release)
    names = Release.__table__.columns.keys()
    values = dict(zip(names, old, strict=True))
    header = json.loads(values["header"]) | {"number": 2}
    with unit.transaction():
        event = unit.record("tested", chain="test", actor=unit.SYSTEM, at=LATER)
        fresh = {
            "number": 2,
            "replaces_id": values["id"],
            "digest": "c" * 64,
            "header": json.dumps(header),
            "published_at": LATER,
            "event_id": event.id,
        }
        kept = {k: v for k, v in values.items() if k not in ("id", "public_id")}
        release_id = unit.add(event, Release, **(kept | fresh))
        columns = ReleaseRow.__table__.columns.keys()
        for row in rows(ReleaseRow, release_id=values["id"]):
            each = dict(zip(columns, row, strict=True))
            body = json.loads(each["body"])
            if body["content"].get("case_no") == case_no:
                body["content"] |= content
            del each["id"], each["public_id"]
            each |= {"release_id": release_id, "body": json.dumps(body)}
            unit.add(event, ReleaseRow, **each)
    return "c" * 64


def test_a_corrected_release_takes_the_place_of_the_first(place: Place) -> None:
    compiled(place)
    assert not assessment.year_view(viewer=place.officer, year=YEAR).is_behind
    digest = correction(place, "(2025)青援0005号", grade="pass", score="65.00")
    assert assessment.year_view(viewer=place.officer, year=YEAR).is_behind

    view = compiled(place, at=LATER + timedelta(hours=1))

    assert not view.is_behind
    found = listed(place.officer)["孙三"]
    assert (found.suggested, found.releases) == ("competent", (digest,))
    assert view.changes == assessment.Changes(0, 6, 0)


def test_a_case_without_a_grade_was_not_reviewed(place: Place) -> None:
    correction(place, "(2025)青援0005号", grade=None, score=None, handler_percent=None)

    compiled(place)

    assert numbers(listed(place.officer)["孙三"]) == {
        "handled": ("5", 5, 3),
        "reviewed": ("1", None, None),
        "handler_mean": ("100.00", 1, 1),
        "excellent": ("100.00", 1, 1),
        "failed": ("0.00", 0, 1),
    }


def test_of_two_who_compile_at_once_the_second_writes_nothing(place: Place) -> None:
    from review.services.assessment import compiling
    from review.services.assessment.basis import read_basis

    with unit.reading():
        stale = read_basis(place.work.bureau_id, YEAR)
    compiled(place)
    before, events = rows(Assessment), n_events()

    with pytest.raises(CompiledMeanwhile):
        compiling._store(place.officer, stale, [], LATER)

    assert (rows(Assessment), n_events()) == (before, events)


def test_only_the_bureau_compiles_and_supplies(place: Place) -> None:
    actions: list[Callable[[Viewer], object]] = [
        lambda viewer: compiled(place, viewer=viewer),
        lambda viewer: assessment.supply(viewer=viewer, year=YEAR, at=AT),
        lambda viewer: schemes.listing(viewer=viewer),
        lambda viewer: schemes.load(viewer=viewer, text=ROW, at=AT),
    ]
    for who in ("赵一", "甲律师事务所", "东山县", "bar"):
        for action in actions:
            with pytest.raises(NotVisible):
                action(place.people[who])


def test_what_is_stored_is_what_its_digest_says(place: Place) -> None:
    compiled(place)

    for body, evidence, digest in rows(Assessment, "body", "evidence", "digest"):
        assert unit.digest_of([body, evidence]) == digest


# Schemes


def stricter(version: str = "2") -> str:
    return ROW.replace('version: "1"', f'version: "{version}"').replace(
        "measure: cases_reviewed, at_most: 0", "measure: cases_reviewed, at_most: 1"
    )


def test_the_shipped_schemes_are_kept_from_their_first_use(place: Place) -> None:
    assert rows(StoredAssessmentScheme, "id") == []

    compiled(place)

    kept = rows(StoredAssessmentScheme, "subject", "text")
    assert sorted(kept) == sorted(
        ("firm" if "_firm" in text else "handler", text)
        for text in shipped.assessment_schemes().values()
    )


def test_a_loaded_scheme_is_used_from_then_on(place: Place) -> None:
    compiled(place)
    choice = schemes.load(viewer=place.officer, text=stricter(), at=LATER)

    view = compiled(place, at=LATER)

    assert view.changes == assessment.Changes(0, 4, 2)
    assert {n: r.suggested for n, r in listed(place.officer).items()} == {
        "李四": "",
        "钱二": "",
        "孙三": "basically_competent",
        "赵一": "",
    }
    sheet = assessment.sheet(viewer=place.officer, public_id=public_id(place, "李四"))
    assert (sheet.scheme_version, sheet.scheme_digest) == ("2", choice.digest)
    chosen = [s for s in schemes.listing(viewer=place.officer) if s.is_chosen]
    assert [(s.subject, s.version, s.is_shipped) for s in chosen] == [
        (Subject.FIRM, "1", True),
        (Subject.HANDLER, "2", False),
    ]


def test_another_scheme_may_be_chosen_again(place: Place) -> None:
    first, *_ = [
        s for s in schemes.listing(viewer=place.officer) if s.subject is Subject.HANDLER
    ]
    schemes.load(viewer=place.officer, text=stricter(), at=AT)

    chosen = schemes.choose(viewer=place.officer, digest=first.digest, at=LATER)

    assert (chosen.digest, chosen.is_chosen) == (first.digest, True)
    compiled(place)
    assert listed(place.officer)["李四"].suggested == "competent"


def test_loading_the_same_twice_keeps_one(place: Place) -> None:
    for _ in range(2):
        schemes.load(viewer=place.officer, text=stricter(), at=AT)

    assert len(rows(StoredAssessmentScheme, "id")) == 1


def test_a_scheme_never_changes_under_its_version(place: Place) -> None:
    schemes.load(viewer=place.officer, text=ROW, at=AT)

    with pytest.raises(VersionTaken):
        schemes.load(viewer=place.officer, text=stricter("1"), at=AT)


def test_a_bad_scheme_is_refused_with_its_lines(place: Place) -> None:
    bad = ROW.replace("measure: handler_mean", "measure: mean_score")

    with pytest.raises(AssessmentSchemeRefused):
        schemes.load(viewer=place.officer, text=bad, at=AT)

    (problem,) = schemes.check(viewer=place.officer, text=bad)
    assert bad.splitlines()[problem.line - 1].strip() == "measure: mean_score"
    assert rows(StoredAssessmentScheme, "id") == []


def test_a_scheme_for_one_compilation_is_not_chosen(place: Place) -> None:
    compiled(place, scheme_texts=[stricter()])

    assert listed(place.officer)["李四"].suggested == ""
    compiled(place, at=LATER)
    assert listed(place.officer)["李四"].suggested == "competent"


def test_schemes_of_another_bureau_are_not_there(place: Place) -> None:
    other = another_place()
    theirs = schemes.load(viewer=other.officer, text=stricter(), at=AT)

    for look in (schemes.text_of, lambda **k: schemes.choose(at=AT, **k)):
        with pytest.raises(NotVisible):
            look(viewer=place.officer, digest=theirs.digest)
    found = schemes.text_of(viewer=other.officer, digest=theirs.digest)
    assert found.text == stricter()


# Supplying, and who sees what


def outside(place: Place) -> dict[str, Callable[[], object]]:
    """Every way in which somebody outside the bureau could look."""
    people, one = place.people, public_id(place, "赵一")
    bar = people["bar"]
    return {
        "list": lambda: assessment.year_view(viewer=bar, year=YEAR),
        "sheet": lambda: assessment.sheet(viewer=bar, public_id=one),
        "export": lambda: assessment.export(
            viewer=bar, year=YEAR, kind="handler", format="json"
        ),
        "decide": lambda: decide(place, "赵一", public_id=one),
        "firm": lambda: assessment.firm_sheet(
            viewer=people["甲律师事务所"], public_id=one
        ),
    }


def test_before_it_is_supplied_nobody_outside_sees_anything(place: Place) -> None:
    compiled(place)

    for name, look in outside(place).items():
        with pytest.raises(NotVisible):
            look()
            pytest.fail(name)
    assert assessment.years(viewer=place.people["bar"]) == []
    assert assessment.own_years(viewer=place.people["赵一"]) == []
    assert assessment.firm_years(viewer=place.people["甲律师事务所"]) == []


def test_once_supplied_everyone_sees_their_own(place: Place) -> None:
    compiled(place)
    told = assessment.supply(viewer=place.officer, year=YEAR, at=SUPPLIED)

    assert (told.n_handlers, told.n_firms, told.supplied_at) == (4, 2, SUPPLIED)
    for look in outside(place).values():
        look()
    assert set(listed(place.people["bar"])) == {"赵一", "钱二", "孙三", "李四"}
    (own,) = assessment.own_years(viewer=place.people["赵一"])
    assert (own.row.name, own.row.year) == ("赵一", YEAR)
    (firm,) = assessment.firm_years(viewer=place.people["甲律师事务所"])
    assert [sheet.row.name for sheet in firm.firms] == ["甲律师事务所"]
    assert [row.name for row in firm.people] == ["钱二", "赵一"]
    (line,) = assessment.years(viewer=place.people["bar"])
    assert [(k.kind.value, k.n, k.n_decided) for k in line.kinds] == [
        ("handler", 4, 1),
        ("firm", 2, 0),
    ]


def test_others_are_never_there(place: Place) -> None:
    supplied(place)
    other = another_place()
    with unit.transaction():
        their_bar = other.work.account("their bar", Role.BAR_ASSOCIATION)
    one, firm = public_id(place, "赵一"), public_id(place, "甲律师事务所", "firm")

    looks = [
        lambda: assessment.firm_sheet(
            viewer=place.people["乙律师事务所"], public_id=one
        ),
        lambda: assessment.sheet(viewer=their_bar, public_id=one),
        lambda: assessment.sheet(viewer=other.officer, public_id=firm),
        lambda: assessment.year_view(viewer=their_bar, year=YEAR),
        lambda: decide(place, "赵一", viewer=their_bar),
        lambda: assessment.firm_sheet(
            viewer=other.people["丙律师事务所"], public_id=one
        ),
        lambda: assessment.sheet(viewer=place.people["赵一"], public_id=one),
        lambda: assessment.own_years(viewer=place.people["甲律师事务所"]),
        lambda: assessment.own_sheet(viewer=place.people["孙三"], public_id=one),
        lambda: assessment.firm_years(viewer=place.people["赵一"]),
        lambda: assessment.years(viewer=PUBLIC),
    ]
    for look in looks:
        with pytest.raises(NotVisible):
            look()
    assert assessment.own_years(viewer=other.people["周五"]) == []
    assert assessment.firm_years(viewer=other.people["丙律师事务所"]) == []
    assert assessment.year_view(viewer=other.officer, year=YEAR).n == 0
    without_person = replace(place.people["赵一"], person_id=None)
    assert assessment.own_years(viewer=without_person) == []


def test_a_firm_does_not_read_cases_of_another_firm(place: Place) -> None:
    work = place.work
    with unit.transaction():
        unit.change(
            work.event,
            Affiliation,
            {"person_id": work.lawyers["孙三"]},
            firm_id=work.firms["甲律师事务所"],
        )
    supplied(place)
    one = public_id(place, "孙三")

    theirs = assessment.firm_sheet(viewer=place.people["甲律师事务所"], public_id=one)
    whole = assessment.sheet(viewer=place.people["bar"], public_id=one)

    assert theirs.hides_other_firms
    assert (theirs.evidence.cases, theirs.evidence.handled) == ((), ())
    assert theirs.evidence.n_elsewhere == 7
    assert all(line.cases == () for line in theirs.row.lines)
    assert numbers(theirs.row) == numbers(whole.row)
    assert (len(whole.evidence.cases), whole.evidence.n_elsewhere) == (2, 0)


def test_a_year_is_supplied_once(place: Place) -> None:
    with pytest.raises(NothingToSupply):
        assessment.supply(viewer=place.officer, year=YEAR, at=SUPPLIED)
    supplied(place)
    events = n_events()

    with pytest.raises(AlreadySupplied):
        assessment.supply(viewer=place.officer, year=YEAR, at=LATER)

    assert n_events() == events


def test_outside_only_proposals_that_were_supplied_are_seen(place: Place) -> None:
    compiled(place)
    draft = public_id(place, "赵一")
    with unit.transaction():
        place.work.case("(2025)青援4000号", lawyers=("赵一",))
    supplied(place)
    first = public_id(place, "赵一")
    with unit.transaction():
        place.work.case("(2025)青援4001号", lawyers=("赵一",))
    compiled(place, at=LATER)
    last, bar = public_id(place, "赵一"), place.people["bar"]

    with pytest.raises(NotVisible):
        assessment.sheet(viewer=bar, public_id=draft)

    sheet = assessment.sheet(viewer=bar, public_id=first)
    assert [v.public_id for v in sheet.versions] == [last, first]
    whole = assessment.sheet(viewer=place.officer, public_id=first)
    assert [v.public_id for v in whole.versions] == [last, first, draft]
    lawyer = place.people["赵一"]
    (own,) = assessment.own_years(viewer=lawyer)
    assert own.row.public_id == last
    assert [v.public_id for v in own.versions] == [last, first]
    earlier = assessment.own_sheet(viewer=lawyer, public_id=first)
    assert (earlier.is_current, earlier.versions[1].is_this) == (False, True)
    for nothing in (draft, public_id(place, "钱二")):
        with pytest.raises(NotVisible):
            assessment.own_sheet(viewer=lawyer, public_id=nothing)


# Deciding


def test_a_decision_is_seen_by_everyone_concerned(place: Place) -> None:
    supplied(place)

    sheet = decide(place, "李四", reason="  三件以上，均合格。 ")

    (made,) = sheet.decisions
    assert (made.title.zh, made.reason, made.decided_at, made.decided_by) == (
        "称职",
        "三件以上，均合格。",
        LATER,
        "bar",
    )
    (own,) = assessment.own_years(viewer=place.people["李四"])
    (firm,) = assessment.firm_years(viewer=place.people["乙律师事务所"])
    decided = {row.name: row.decision for row in firm.people}
    # The association decides: which of its people signed stays with it.
    assert own.decisions == (replace(made, decided_by=""),)
    assert decided == {"李四": "competent", "孙三": ""}
    assert listed(place.officer)["李四"].decision_title is not None


def test_a_later_decision_names_the_one_before(place: Place) -> None:
    supplied(place)
    first = decide(place, "李四").decisions[0].public_id

    sheet = decide(place, "李四", decision="not_rated", reason="停止执业", former=first)

    assert [(d.title.en, d.is_current) for d in sheet.decisions] == [
        ("Not rated", True),
        ("Competent", False),
    ]
    assert rows(AssessmentDecision, "replaces_id") == [(None,), (1,)]
    row = listed(place.officer)["李四"]
    assert (row.decision, row.is_decided_on_this) == ("not_rated", True)


def test_nobody_decides_over_a_decision_not_seen(place: Place) -> None:
    supplied(place)
    decide(place, "李四")
    before, events = rows(AssessmentDecision), n_events()

    with pytest.raises(DecidedMeanwhile):
        decide(place, "李四", decision="not_rated")

    assert (rows(AssessmentDecision), n_events()) == (before, events)


def test_the_same_request_again_decides_once(place: Place) -> None:
    supplied(place)
    first = decide(place, "李四", key="one")
    events = n_events()

    again = decide(place, "李四", key="one")

    assert (again.decisions, n_events()) == (first.decisions, events)
    with pytest.raises(KeyReused):
        decide(place, "李四", key="one", decision="not_rated")


def test_a_decision_is_a_grade_with_a_reason(place: Place) -> None:
    supplied(place)
    events = n_events()

    for given, rule in (
        ({"decision": "pass"}, NotAChoice),
        ({"decision": ""}, NotAChoice),
        ({"reason": ""}, ReasonMissing),
        ({"reason": " \n……！"}, ReasonMissing),
        ({"reason": "理" * (MOST_LETTERS + 1)}, ReasonTooLong),
    ):
        with pytest.raises(rule):
            decide(place, "李四", **given)

    assert (rows(AssessmentDecision), n_events()) == ([], events)


def test_firms_have_grades_of_their_own(place: Place) -> None:
    supplied(place)
    one = public_id(place, "甲律师事务所", "firm")

    with pytest.raises(NotAChoice):
        decide(place, "李四", public_id=one)
    sheet = decide(place, "李四", public_id=one, decision="pass", key="firm")

    assert list(sheet.choices) == ["fail", "pass", "not_rated"]
    (year,) = assessment.firm_years(viewer=place.people["甲律师事务所"])
    assert year.firms[0].decisions[0].title.zh == "合格"


def test_only_the_association_decides(place: Place) -> None:
    supplied(place)

    for viewer in (place.officer, place.people["李四"], place.people["乙律师事务所"]):
        with pytest.raises(NotVisible):
            decide(place, "李四", viewer=viewer)


def test_the_operator_may_enter_a_decision(place: Place) -> None:
    supplied(place)

    sheet = decide(place, "李四", viewer=operator(place.work.bureau_id))

    assert sheet.decisions[0].decided_by == ""


def test_a_decision_outlives_its_proposal_and_says_so(place: Place) -> None:
    supplied(place)
    old = public_id(place, "赵一")
    first = decide(place, "赵一", decision="not_rated").decisions[0].public_id
    with unit.transaction():
        place.work.case("(2025)青援4000号", lawyers=("赵一",))
    compiled(place, at=LATER)
    bar = place.people["bar"]

    with pytest.raises(ProposalReplaced):
        decide(place, "赵一", public_id=old, former=first)

    row = listed(bar)["赵一"]
    assert (row.decision, row.is_decided_on_this) == ("not_rated", False)
    assert set(listed(bar, decided=CHANGED)) == {"赵一"}
    sheet = decide(place, "赵一", former=first)
    assert [d.is_on_this for d in sheet.decisions] == [True, False]
    assert listed(bar, decided=CHANGED) == {}


def test_the_next_without_a_decision_comes_by_name(place: Place) -> None:
    supplied(place)
    bar = place.people["bar"]

    def next_after(name: str) -> str:
        names = {row.public_id: row.name for row in listed(bar).values()}
        found = assessment.next_undecided(viewer=bar, after=listed(bar)[name])
        return names.get(found or "", "")

    assert [next_after(n) for n in ("李四", "钱二", "孙三", "赵一")] == [
        "钱二",
        "孙三",
        "赵一",
        "李四",
    ]
    for name in ("钱二", "李四"):
        decide(place, name, decision="not_rated")
    assert [next_after(n) for n in ("李四", "赵一")] == ["孙三", "孙三"]
    decide(place, "孙三", decision="not_rated")
    assert next_after("赵一") == ""


# Lists and files


def test_filters(place: Place) -> None:
    supplied(place)
    decide(place, "李四")
    with unit.transaction():
        firm = place.work.firm("丁律师事务所", "西河区")
        place.work.lawyer("周六", "丁律师事务所")
        place.work.case("(2025)青援3000号", lawyers=("周六",))
    view = compiled(place, at=LATER)
    county = dict(rows(Area, "name", "public_id"))["西河区"]
    firms = {each.name: each.public_id for each in view.firms}
    bar = place.people["bar"]

    assert firm
    assert [c.name for c in view.counties] == ["东山县", "西河区"]
    for given, found in (
        ({"outcome": "competent"}, {"李四"}),
        ({"outcome": INSUFFICIENT}, {"赵一", "钱二", "周六"}),
        ({"county": county}, {"周六"}),
        ({"firm": firms["甲律师事务所"]}, {"赵一", "钱二"}),
        ({"decided": "yes"}, {"李四"}),
        ({"decided": "no"}, {"赵一", "钱二", "孙三", "周六"}),
        ({"outcome": "nothing"}, set()),
        ({"decided": "nothing"}, set()),
        ({"outcome": INSUFFICIENT, "firm": firms["丁律师事务所"]}, {"周六"}),
    ):
        assert set(listed(bar, **given)) == found, given


def test_tallies_stand_in_the_order_of_the_scheme(place: Place) -> None:
    view = compiled(place)

    assert [(t.outcome, t.title and t.title.zh, t.n) for t in view.tallies] == [
        ("competent", "称职", 1),
        ("basically_competent", "基本称职", 1),
        (INSUFFICIENT, None, 2),
    ]
    assert (view.n, view.n_decided) == (4, 0)


def exported(viewer: Viewer, form: str, kind: str = "handler", **more: Any) -> bytes:
    return assessment.export(viewer=viewer, year=YEAR, kind=kind, format=form, **more)


def test_json_says_everything_exactly(place: Place) -> None:
    supplied(place)
    decide(place, "李四")

    found = json.loads(exported(place.people["bar"], "json"))

    assert (found["year"], found["kind"]) == (YEAR, "handler")
    by_name = {row["name"]: row for row in found["rows"]}
    assert list(by_name) == ["李四", "钱二", "孙三", "赵一"]
    row = by_name["孙三"]
    assert row["lines"][3] == {
        "component": "excellent",
        "measure": "share_excellent",
        "value": "50.00",
        "part": 1,
        "whole": 2,
        "points": None,
        "source": "本产品建议",
    }
    mean = next(each for each in row["lines"] if each["measure"] == "handler_mean")
    assert (mean["value"], mean["n"], mean["n_unknown"]) == ("75.00", 2, 0)
    handled = next(each for each in row["lines"] if each["measure"] == "cases_handled")
    for each in (mean, handled):
        assert not {"part", "whole"} & each.keys()
    assert (row["grades"], row["suggested"], row["outcome"]) == (
        {"excellent": 1, "fail": 1},
        "basically_competent",
        "suggested",
    )
    assert by_name["赵一"]["suggested"] is None
    assert by_name["赵一"]["outcome"] == "insufficient_cases"
    assert (by_name["李四"]["decision"], by_name["李四"]["reason"]) == (
        "competent",
        "同意建议",
    )


def test_a_workbook_holds_numbers_and_text(place: Place) -> None:
    with unit.transaction():
        person = {"id": place.work.lawyers["李四"]}
        unit.change(place.work.event, Person, person, name="=1+1")
    supplied(place)
    decide(place, "孙三")

    sheet = load_workbook(
        io.BytesIO(exported(place.people["bar"], "xlsx", zone=SHANGHAI))
    ).active

    heads, *body = list(sheet.iter_rows(values_only=True))
    column = {head: place for place, head in enumerate(heads)}
    by_name = {row[0]: row for row in body}
    assert by_name["=1+1"][column["Suggestion"]] == "称职"
    assert by_name["赵一"][column["Suggestion"]] == "Insufficient cases"
    row = by_name["孙三"]
    means = [head for head in heads if "平均" in head]
    assert [head.partition(":")[2] for head in means] == ["", " cases"]
    assert [row[column[head]] for head in means] == [0.75, 2]
    assert [
        row[column[name]]
        for name in ("优秀占比", "优秀占比: part", "优秀占比: whole", "优秀", "良好")
    ] == [0.5, 1, 2, 1, 0]
    assert row[column["Decided at"]] == datetime(2026, 3, 14, 9, 0)
    cells = [cell for line in sheet.iter_rows() for cell in line]
    assert {cell.data_type for cell in cells if cell.value == "=1+1"} == {"s"}


def test_the_grades_are_all_there_in_the_order_of_the_scheme() -> None:
    """Whatever the rows have: nobody has three grades here, and nobody a 良好."""
    place = a_place(lost={"(2025)青援0003号": 50, "(2025)青援0006号": 30})
    place.publish()
    compiled(place)

    for kind in ("handler", "firm"):
        head, *body = (
            line.split(",")
            for line in exported(place.officer, "csv", kind)
            .decode("utf-8-sig")
            .splitlines()
        )
        begin = head.index("Suggestion") - 4
        assert head[begin : begin + 4] == ["优秀", "良好", "合格", "不合格"]
        counts = list(zip(*(line[begin : begin + 4] for line in body), strict=True))
        assert [set(each) == {"0"} for each in counts] == [False, True, False, False]


def test_csv_is_guarded_and_in_the_readers_words(place: Place) -> None:
    with unit.transaction():
        person = {"id": place.work.lawyers["李四"]}
        unit.change(place.work.event, Person, person, name="@李四")
    compiled(place)

    text = exported(
        place.officer, "csv", "handler", words=lambda w: getattr(w, "en", f"«{w}»")
    ).decode("utf-8-sig")

    head, first, *_ = text.splitlines()
    assert head.startswith("«Name»,«Licence number»,«Category»,«Firm»,«County»,")
    assert "Share of excellent cases,«%(title)s: part»" not in head
    assert first.startswith("'@李四,")
    assert "100.00%,1,1" in first
    firms = exported(place.officer, "csv", "firm").decode("utf-8-sig")
    assert firms.splitlines()[0].startswith("Firm,County,Yearly minimum,")


def test_who_takes_a_file_is_noted(place: Place) -> None:
    supplied(place)
    bar = place.people["bar"]

    exported(bar, "csv", at=LATER)

    assert rows(AccessLog, "user_id", "action", "object_id", "at") == [
        (bar.user_id, "assessment.export", "2025/handler", LATER)
    ]


# Statements


def crowd(place: Place, n: int) -> None:
    """`n` more lawyers of the first firm, each with three closed cases."""
    work = place.work
    with unit.transaction() as connection:
        tenant = {"bureau_id": work.bureau_id}
        names = [{"name": f"众{i}", "name_key": f"zhong {i:04}"} for i in range(n)]
        unit.add_all(work.event, Person, [tenant | each for each in names])
        found = connection.scalars(
            select(Person.id).where(Person.name.startswith("众"))
        ).all()
        firm = {"firm_id": work.firms["甲律师事务所"]}
        people = [tenant | {"person_id": each} for each in found]
        unit.add_all(work.event, Affiliation, [each | firm for each in people])
        unit.add_all(
            work.event,
            Handler,
            [
                each | {"category": "lawyer", "licence_no": f"Z{each['person_id']}"}
                for each in people
            ],
        )
        cases = [
            tenant
            | {
                "area_id": work.areas["东山县"],
                "case_no": f"众{each} {k}",
                "kind": "civil",
                "closed_on": date(2025, 5, 5),
            }
            for each in found
            for k in range(3)
        ]
        unit.add_all(work.event, Case, cases)
        ids = dict(
            connection.execute(
                select(Case.case_no, Case.id).where(Case.case_no.startswith("众"))
            ).all()
        )
        part = {"capacity": "lead_handler"} | firm
        unit.add_all(
            work.event,
            CaseParticipation,
            [
                each | part | {"case_id": ids[f"众{each['person_id']} {k}"]}
                for each in people
                for k in range(3)
            ],
        )


def test_the_number_of_statements_does_not_grow(place: Place) -> None:
    people = place.people

    def measured() -> dict[str, int]:
        bar, officer = people["bar"], place.officer
        one = public_id(place, "赵一")
        looks: dict[str, Callable[[], object]] = {
            "list": lambda: assessment.year_view(viewer=officer, year=YEAR),
            "bar": lambda: assessment.year_view(viewer=bar, year=YEAR),
            "years": lambda: assessment.years(viewer=officer),
            "sheet": lambda: assessment.sheet(viewer=bar, public_id=one),
            "own": lambda: assessment.own_years(viewer=people["赵一"]),
            "firm": lambda: assessment.firm_years(viewer=people["甲律师事务所"]),
            "export": lambda: exported(bar, "xlsx"),
            "compile": lambda: compiled(place, at=LATER),
        }
        return {name: n_statements(look) for name, look in looks.items()}

    # On PostgreSQL an outside connection sets its role first.
    supplied(place)
    few = measured()
    crowd(place, 500)
    writing = n_statements(lambda: compiled(place, at=LATER))
    view = assessment.year_view(viewer=place.officer, year=YEAR, page=99)
    many = measured()

    assert (view.n, view.n_pages, view.page, len(view.rows)) == (504, 11, 11, 4)
    assert many == few
    assert writing <= few["compile"] + 8
    assert max(few.values()) <= 20
