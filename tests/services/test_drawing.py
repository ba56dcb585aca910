"""What a draw chooses from: strata of firms, quotas, risks, next numbers."""

from __future__ import annotations

import csv
import hashlib
import io
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import text

from review.domain.case_dates import CaseEvent, DateSource
from review.domain.sampling import SampleBy, SampleRule, Stratifier
from review.domain.sampling_rule import Risk
from review.files import draw_bundles
from review.services import (
    consequences,
    draw_records,
    drawn_files,
    opening,
    redrawing,
    replacing,
    sampling,
    withdrawing,
)
from review.services.drawn_elsewhere import Elsewhere
from review.services.on_files import Which
from review.services.weighing import failed_before
from review.store import unit
from review.store.models import CaseDate, EarlierResult
from tests.casework import CLOSED, Casework, casework, number, plan, sheet
from tests.conftest import AT
from tests.released import a_place

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

COUNTY, KIND, FIRM, HANDLER, CLASS = Stratifier
TICKETS = ((Risk.COMPLAINT, 4), (Risk.LATE, 2), (Risk.POOR_RESULT, 1))


@pytest.fixture
def work(app: Flask) -> Iterator[Casework]:
    """Eight civil files of two counties and three firms, two more kinds in two."""
    with app.app_context():
        with unit.transaction():
            made = casework()
            made.scheme(sheet(case_kinds=("civil", "criminal_defense")))
            made.reviewer_numbers(2)
            for name, firm in (("赵甲", "甲所"), ("钱乙", "乙所"), ("孙丙", "丙所")):
                made.lawyer(name, firm)
            for n in range(1, 9):
                who = ("赵甲", "钱乙", "孙丙")[n % 3]
                area = "东山县" if n % 2 else "西河区"
                made.case(f"(2025)民{n}号", area=area, lawyers=(who,))
            for n, who in enumerate(("赵甲", "钱乙", "钱乙"), start=1):
                made.case(f"(2025)刑{n}号", kind="criminal_defense", lawyers=(who,))
        yield made


def preview(work: Casework, rule: SampleRule, **changes: Any) -> Any:
    return consequences.preview(
        viewer=work.officer, plan=plan(sample=rule, **changes), on=AT.date()
    )


def drawn(work: Casework, rule: SampleRule, seed: str = "7") -> list[dict[str, str]]:
    """The list of the draw, a row for each file."""
    opening.open_campaign(viewer=work.officer, plan=plan(sample=rule), at=AT)
    sampling.draw(viewer=work.officer, code="2025", at=AT, seed=seed)
    body = sampling.protocol(viewer=work.officer, code="2025", at=AT)
    return list(csv.DictReader(io.StringIO(body.decode("utf-8-sig"))))


def test_one_civil_and_one_criminal_file_of_each_firm(work: Casework) -> None:
    rule = replace(number(1), stratify_by=(KIND, FIRM), per=(KIND, FIRM))

    shown = preview(work, rule).draw
    rows = drawn(work, rule)

    strata = {(s.kind, s.firm): (s.population, s.drawn) for s in shown.strata}
    assert strata == {
        ("civil", "甲所"): (2, 1),
        ("civil", "乙所"): (3, 1),
        ("civil", "丙所"): (3, 1),
        ("criminal_defense", "甲所"): (1, 1),
        ("criminal_defense", "乙所"): (2, 1),
    }
    assert shown.n_reviews == 10
    assert {row["律所 firm"] for row in rows} == {"F1", "F2", "F3"}
    assert sum(bool(row["抽中 drawn"]) for row in rows) == 5
    assert sampling.record_of(viewer=work.officer, code="2025").proof.holds


def test_one_file_of_every_handler_draws_again_from_running_numbers(
    work: Casework,
) -> None:
    rule = replace(number(1), stratify_by=(HANDLER,), per=(HANDLER,))

    rows = drawn(work, rule)

    taken = [row["主办承办人 handler"] for row in rows if row["抽中 drawn"]]
    assert sorted(taken) == ["H1", "H2", "H3"]
    assert sampling.record_of(viewer=work.officer, code="2025").proof.holds


def test_quotas_name_counties_and_kinds_as_people_do(work: Casework) -> None:
    rule = replace(
        number(1),
        number=None,
        per=(COUNTY, KIND),
        quotas=(("东山县/民事", 2), ("*/刑事辩护", 1), ("西河区/刑事", 3)),
    )

    shown = preview(work, rule).draw

    quotas = {(s.area, s.kind): s.quota for s in shown.strata}
    assert quotas == {
        ("东山县", "civil"): 2,
        ("东山县", "criminal_defense"): 1,
        ("西河区", "civil"): 0,
    }
    drawn(work, rule)
    record = sampling.record_of(viewer=work.officer, code="2025")
    assert record.rule == rule
    assert record.proof.holds


BY_CLASS = replace(
    number(1),
    stratify_by=(CLASS,),
    per=(CLASS,),
    quotas=(("重大疑难", 2), ("复杂", 1)),
)


def classed(work: Casework) -> Casework:
    """Two major files, three complex ones; the others are general."""
    classes = {"民1": "major", "刑1": "major"} | dict.fromkeys(
        ("民2", "民3", "刑2"), "complex"
    )
    with unit.transaction() as connection:
        for about, case_class in classes.items():
            connection.execute(
                text("UPDATE cases SET case_class = :to WHERE case_no = :number"),
                {"to": case_class, "number": f"(2025){about}号"},
            )
    return work


def test_quotas_of_classes_with_the_reviews_each_class_asks_for(work: Casework) -> None:
    reviews = {"general": 1, "complex": 2, "major": 3}

    shown = preview(classed(work), BY_CLASS, reviews=reviews).draw
    rows = drawn(work, BY_CLASS)

    strata = {s.case_class: (s.population, s.drawn) for s in shown.strata}
    assert strata == {"major": (2, 2), "complex": (3, 1), "general": (6, 1)}
    assert shown.n_reviews == 2 * 3 + 2 + 1
    taken = [row["难度 case_class"] for row in rows if row["抽中 drawn"]]
    assert sorted(taken) == ["complex", "general", "major", "major"]


def test_draw_by_class_is_repeated_from_its_record_byte_for_byte(
    work: Casework,
) -> None:
    rows = drawn(classed(work), BY_CLASS)
    complex_ = [row for row in rows if row["难度 case_class"] == "complex"]
    out, *others = sorted(complex_, key=lambda row: not row["抽中 drawn"])
    said = {"viewer": work.officer, "code": "2025"}
    (file,) = drawn_files.find_files(**said, text=out["案号 case_no"])
    came = replacing.replace_file(
        **said, public_id=file.public_id, reason="卷宗遗失", at=AT
    )

    body = draw_records.bundle(viewer=work.officer, code="2025", at=AT)
    again = redrawing.redraw(body)
    record = sampling.record_of(viewer=work.officer, code="2025")

    assert came is not None
    assert came.case_no == others[0]["案号 case_no"]
    assert again.holds
    assert again.list_body == draw_bundles.from_bundle(body).list_body
    assert (record.proof.holds, record.digest) == (True, again.list_digest)
    assert {(s.case_class, s.drawn) for s in record.strata} == {
        ("major", 2),
        ("complex", 1),
        ("general", 1),
    }


def test_files_of_another_campaign_are_told_and_can_be_left_out(
    work: Casework,
) -> None:
    """Two of the first campaign's three files count: the third left its sample."""
    first = plan(code="first", name="先行评查", sample=number(3))
    opening.open_campaign(viewer=work.officer, plan=first, at=AT)
    said = {"viewer": work.officer, "code": "first"}
    sampling.draw(**said, at=AT, seed="7")
    file = drawn_files.find_files(**said, text="(2025)民")[0]
    which = Which(files=(file.public_id,))
    seen = withdrawing.preview(**said, which=which, on=AT.date())
    withdrawing.withdraw(
        **said,
        which=which,
        reason="卷宗遗失",
        digest=seen.digest,
        at=AT,
        on=AT.date(),
    )
    rule = SampleRule(by=SampleBy.CENSUS)

    told = preview(work, rule)
    out = preview(work, replace(rule, leave_out_drawn=True))
    rows = drawn(work, replace(rule, leave_out_drawn=True))

    assert told.draw.elsewhere == (Elsewhere("first", "先行评查", 2, 2),)
    assert (told.draw.report.drawn, out.draw.report.drawn) == (11, 9)
    sentences = [str(each.values.get("name", "")) for each in told.remarks]
    assert sentences.count("先行评查") == 1
    assert out.draw.elsewhere == told.draw.elsewhere
    assert out.remarks == tuple(r for r in told.remarks if "name" not in r.values)
    assert len(rows) == 9
    assert file.case_no in {row["案号 case_no"] for row in rows}


def test_list_by_class_is_another_one_once_a_class_changes(work: Casework) -> None:
    opening.open_campaign(viewer=work.officer, plan=plan(sample=BY_CLASS), at=AT)
    said = {"viewer": work.officer, "code": "2025"}
    shown = sampling.preview_draw(**said)

    classed(work)

    with pytest.raises(sampling.ListChanged):
        sampling.draw(**said, at=AT, digest=shown.digest)


def test_quota_for_an_unknown_county_is_a_fault_of_the_plan(work: Casework) -> None:
    rule = replace(number(1), per=(COUNTY,), quotas=(("南山县", 2),))

    shown = preview(work, rule)

    assert [str(fault) for fault in shown.faults] == [
        "Nothing here is called “南山县”, which the quota “南山县” names."
    ]


def test_too_large_quotas_and_too_small_handlers_are_told_by_name(
    work: Casework,
) -> None:
    rule = replace(number(1), stratify_by=(FIRM,), per=(FIRM,), minimum_per_handler=4)
    rule = replace(rule, number=5, maximum_per_handler=4)

    shown = preview(work, rule).draw

    assert {(g.firm, g.asked, g.population) for g in shown.short_groups} == {
        ("丙所", 5, 3),
        ("甲所", 5, 3),
    }
    short = {each.firm: each.quota - each.drawn for each in shown.strata}
    assert short == {"甲所": 0, "乙所": 1, "丙所": 0}
    assert {(each.name, each.drawn) for each in shown.short} == {
        ("孙丙", 3),
        ("赵甲", 3),
    }


def at_risk(work: Casework) -> SampleRule:
    """Complaints about three files, one of them sealed; late papers; an old failure."""
    with unit.transaction():
        work.case("(2025)民99号", sealed=True, lawyers=("孙丙",))
        for case_no, days in (
            ("(2025)民1号", 30),
            ("(2025)民2号", 31),
            ("(2025)民99号", 90),
        ):
            work._add(
                CaseDate,
                bureau_id=work.bureau_id,
                case_id=work.cases[case_no],
                kind=CaseEvent.HANDED_IN.value,
                happened_on=CLOSED + timedelta(days=days),
                source=DateSource.SPREADSHEET.value,
            )
        for year, who, grade in (
            (2024, "钱乙", "不合格"),
            (2024, "赵甲", "合格"),
            (2021, "孙丙", "不合格"),
        ):
            work._add(
                EarlierResult,
                bureau_id=work.bureau_id,
                year=year,
                case_no=f"({year})1号",
                handler_name=who,
                person_id=work.lawyers[who],
                grade=grade,
            )
    return replace(
        number(4),
        stratify_by=(),
        extra_tickets=TICKETS,
        complaints=("（2025）民2号", "(2025)民3号", "(2025)民99号"),
    )


def test_risks_give_tickets_and_the_list_states_only_how_many(work: Casework) -> None:
    rule = at_risk(work)

    rows = drawn(work, rule)

    tickets = {row["案号 case_no"]: int(row["签数 tickets"]) for row in rows}
    weighted = {number: n for number, n in tickets.items() if n > 1}
    assert weighted == {
        "(2025)民1号": 2,  # the lawyer failed a file in 2024
        "(2025)民2号": 7,  # a complaint, and late
        "(2025)民3号": 5,  # a complaint
        "(2025)民4号": 2,
        "(2025)民7号": 2,
        "(2025)刑2号": 2,
        "(2025)刑3号": 2,
    }
    assert len(tickets) == 11
    record = sampling.record_of(viewer=work.officer, code="2025")
    assert record.proof.holds


def test_weighted_order_can_be_worked_out_by_hand(work: Casework) -> None:
    rows = drawn(work, at_risk(work), seed="体彩")

    for row in rows:
        texts = [f"体彩\n{row['案号 case_no']}"]
        texts += [f"{texts[0]}\n{n}" for n in range(2, int(row["签数 tickets"]) + 1)]
        keys = [hashlib.sha256(each.encode()).hexdigest() for each in texts]
        assert row["摘要值 sha256"] == min(keys)
    keys = [row["摘要值 sha256"] for row in rows]
    assert keys == sorted(keys)
    assert [bool(row["抽中 drawn"]) for row in rows] == [True] * 4 + [False] * 7


def test_preview_counts_risks_of_files_that_can_be_drawn_only(work: Casework) -> None:
    shown = preview(work, at_risk(work)).draw

    assert shown.n_at_risk == (
        (Risk.COMPLAINT, 2),
        (Risk.LATE, 1),
        (Risk.POOR_RESULT, 5),
    )


def test_what_was_complained_about_stays_out_of_the_record(work: Casework) -> None:
    drawn(work, at_risk(work))

    with unit.reading() as connection:
        rule = connection.execute(text("SELECT rule FROM draws")).scalar()
    assert "complaints" not in str(rule)
    assert (
        "民99"
        not in sampling.protocol(viewer=work.officer, code="2025", at=AT).decode()
    )


def test_next_number_stands_in_for_a_sealed_one_without_naming_it(
    work: Casework,
) -> None:
    with unit.transaction():
        work.case("(2025)民20号", sealed=True)
        work.case("(2025)民21号")
    rule = SampleRule(
        SampleBy.LISTED,
        case_numbers=("(2025)民20号", "(2025)民1号", "(2025)民30号"),
        next_number=True,
    )

    rows = drawn(work, rule, seed="")

    assert {
        row["案号 case_no"]: row["抽中 drawn"] for row in rows if row["抽中 drawn"]
    } == {
        "(2025)民1号": "listed",
        "(2025)民21号": "next_number",
    }
    assert "(2025)民20号" not in {row["案号 case_no"] for row in rows}
    assert sampling.record_of(viewer=work.officer, code="2025").proof.holds


def test_only_published_failures_of_unsealed_files_weigh(app: Flask) -> None:
    with app.app_context():
        place = a_place()
        bureau_id, who = place.work.bureau_id, str(place.work.lawyers["孙三"])

        def failed(year: int) -> frozenset[str]:
            with unit.reading():
                return failed_before(bureau_id, year=year)

        assert failed(2026) == frozenset()
        place.publish()
        assert (failed(2026), failed(2029), failed(2024)) == ({who}, set(), set())
        with unit.transaction() as connection:
            connection.execute(
                text("UPDATE cases SET sealed = true WHERE closed_on > '2025-01-01'")
            )
        assert failed(2026) == frozenset()
