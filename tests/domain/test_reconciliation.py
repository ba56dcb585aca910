from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest

from review.domain.answers import Answer
from review.domain.derivation import digest
from review.domain.outcomes import Contribution, Need, Origin, Outcome, Provenance
from review.domain.reconciliation import (
    AnswersUnknown,
    IndicatorsInParts,
    OutcomeKind,
    Purpose,
    Read,
    Reader,
    reconcile,
    to_json,
)
from review.domain.rules import UnknownRule
from review.domain.schemes import Combination, Party, Resolution, Scheme
from review.domain.scoring import score
from review.domain.sheets import PartyMark, Verdict
from tests.domain.builders import (
    CANNOT,
    NA,
    D,
    answers,
    filled,
    indicator,
    indicator_scheme,
    item,
    points_scheme,
    section,
    step,
    veto,
)

LABELS = ("评查员一", "评查员二", "评查员三", "评查员四", "评查员五")
WAITING, DIVERGED, AGREED, THIRD, PANEL, LEAD, OBJECTION, NO_GRADE = OutcomeKind
NO_TOTAL = Verdict(cannot_assess=True)
NOTHING = Verdict(nothing_applicable=True)


def combining(scheme: Scheme | None = None, **rest: object) -> Scheme:
    """A points sheet combined as the keywords say."""
    made = Combination(**rest)
    if scheme is None:
        return points_scheme(combination=made)
    return points_scheme(*scheme.sections, combination=made)


def verdict(scheme: Scheme, raw: object) -> Verdict:
    """A total as it would have been scored, or a verdict that is ready."""
    if isinstance(raw, Verdict):
        return raw
    total = D(raw).quantize(D("0.01"))
    lost = {"i0": Answer(100 - total)}
    whole = points_scheme(section("s", item("i0", 100)), grades=scheme.grades)
    return score(whole, lost).verdict


def reads(
    scheme: Scheme,
    *counted: object,
    third: tuple[object, ...] = (),
    lead: object = None,
) -> list[Read]:
    """Reads by their totals, in no particular order."""
    rows = [(Purpose.COUNTED, counted), (Purpose.THIRD, third)]
    rows.append((Purpose.ADJUDICATION, () if lead is None else (lead,)))
    return [
        Read(purpose, slot, LABELS[slot - 1], verdict(scheme, raw))
        for purpose, totals in rows
        for slot, raw in reversed(list(enumerate(totals, 1)))
    ]


def summary(outcome: Outcome) -> tuple[object, ...]:
    score = None if outcome.score is None else str(outcome.score)
    return outcome.kind, score, outcome.grade


def why(outcome: Outcome) -> list[str]:
    return [reason.kind.value for reason in outcome.reasons]


@pytest.mark.parametrize(
    ("rule", "totals", "score", "expected"),
    [
        ("mean@1", (80, 90), "85.00", "good"),
        ("mean@1", ("59.99", "60.00"), "60.00", "pass"),  # 59.995
        ("mean@1", ("59.98", "60.00"), "59.99", "fail"),
        ("mean@1", ("89.00", "90.00"), "89.50", "good"),
        ("mean@1", ("89.99", "90.00"), "90.00", "excellent"),
        ("mean@1", (0, 0), "0.00", "fail"),
        ("mean@1", (80, 80, 81), "80.33", "good"),
        ("mean@1", (80, 81, 81), "80.67", "good"),
        ("lower@1", (80, "79.99"), "79.99", "pass"),
        ("lower@1", (95, 91, 88), "88.00", "good"),
        ("median@1", (95, 60, 88), "88.00", "good"),
        ("median@1", (95, 60, 88, 80), "84.00", "good"),
        ("trimmed_mean@1", (95, 60, 88, 80), "84.00", "good"),
        ("trimmed_mean@1", (10, 80, 85, 92, 100), "85.67", "good"),
        ("mean@1", (77,), "77.00", "pass"),
    ],
)
def test_reads_that_agree_are_combined_and_rounded_once(
    rule: str, totals: tuple[object, ...], score: str, expected: str
) -> None:
    scheme = combining(rule=rule, reviews={"": len(totals)})
    outcome = reconcile(scheme, reads(scheme, *totals))
    assert summary(outcome) == (AGREED, score, expected)
    assert (outcome.rule, outcome.reasons, outcome.needs) == (rule, (), ())


def test_the_derivation_says_what_each_read_contributed() -> None:
    scheme = combining()
    outcome = reconcile(scheme, reads(scheme, 80, 91))
    first, second = verdict(scheme, 80), verdict(scheme, 91)
    half = Fraction(1, 2)
    assert outcome.used == (
        Contribution(Purpose.COUNTED, 1, "评查员一", first, half),
        Contribution(Purpose.COUNTED, 2, "评查员二", second, half),
    )
    assert to_json(outcome)["parts"] == [
        {
            "kind": "agreed",
            "rule": "mean@1",
            "used": [
                {
                    "purpose": "counted",
                    "slot": 1,
                    "label": "评查员一",
                    "verdict": {
                        "total": "80",
                        "grade": "good",
                        "parties": [
                            {
                                "party": "handler",
                                "maximum": "100",
                                "mark": "80",
                                "bonus": "0",
                            }
                        ],
                        "party_rule": "party_marks@2",
                    },
                    "weight": "1/2",
                },
                {
                    "purpose": "counted",
                    "slot": 2,
                    "label": "评查员二",
                    "verdict": {
                        "total": "91",
                        "grade": "excellent",
                        "parties": [
                            {
                                "party": "handler",
                                "maximum": "100",
                                "mark": "91",
                                "bonus": "0",
                            }
                        ],
                        "party_rule": "party_marks@2",
                    },
                    "weight": "1/2",
                },
            ],
            "total": "171/2",
        }
    ]
    assert {k: v for k, v in to_json(outcome).items() if k != "parts"} == {
        "kind": "agreed",
        "rule": "mean@1",
        "score": "85.5",
        "grade": "good",
    }


def test_the_order_in_which_reads_come_changes_nothing() -> None:
    scheme = combining(rule="lower@1")
    given = reads(scheme, 80, 80)
    ways = {digest(reconcile(scheme, each)) for each in (given, given[::-1])}
    assert len(ways) == 1
    other = reconcile(scheme, reads(scheme, 80, 81))
    assert digest(other) not in ways


@pytest.mark.parametrize(
    ("case_class", "totals", "expected"),
    [
        ("", (), (WAITING, 2)),
        ("", (80,), (WAITING, 1)),
        ("", (80, 80), (AGREED, None)),
        ("simple", (80,), (AGREED, None)),
        ("major", (80, 80), (WAITING, 1)),
        ("major", (80, 80, 80), (AGREED, None)),
        ("unheard", (80,), (WAITING, 1)),
    ],
)
def test_a_case_waits_for_the_reads_its_class_needs(
    case_class: str, totals: tuple[object, ...], expected: tuple[object, object]
) -> None:
    scheme = combining(reviews={"": 2, "simple": 1, "major": 3})
    outcome = reconcile(scheme, reads(scheme, *totals), case_class)
    needs = [need.n for need in outcome.needs if need.who is Reader.COUNTED]
    assert (outcome.kind, needs[0] if needs else None) == expected
    assert outcome.kind.is_settled is (outcome.kind is AGREED)


@pytest.mark.parametrize(
    "purpose", [p for p in Purpose if p not in (Purpose.COUNTED, Purpose.THIRD)]
)
def test_only_counted_reads_enter_agreement(purpose: Purpose) -> None:
    scheme = combining(total_gap=D(5))
    extra = Read(purpose, 1, "x", verdict(scheme, 0))
    alone = reconcile(scheme, [*reads(scheme, 80), extra])
    assert summary(alone) == (WAITING, None, None)
    both = reconcile(scheme, [*reads(scheme, 80, 84), extra])
    assert summary(both) == (AGREED, "82.00", "good")


# 三评规则 with a limit of 5: the first two are 70 and 80.
@pytest.mark.parametrize(
    ("third", "score", "slots"),
    [
        (71, "70.50", (1,)),
        (70, "70.00", (1,)),
        (79, "79.50", (2,)),
        (85, "82.50", (2,)),  # At the limit is within.
        (65, "67.50", (1,)),
        (75, "75.00", (1, 2)),  # Equally far from both: the mean of all three.
        ("74.99", "72.50", (1,)),  # 72.495
        ("75.01", "77.51", (2,)),  # 77.505
        (80, "80.00", (2,)),
    ],
)
def test_a_third_read_joins_the_nearer_of_the_first_two(
    third: object, score: str, slots: tuple[int, ...]
) -> None:
    scheme = combining(total_gap=D(5))
    outcome = reconcile(scheme, reads(scheme, 70, 80, third=(third,)))
    assert (outcome.kind, str(outcome.score)) == (THIRD, score)
    assert outcome.rule == "third_read@1"
    used = [(each.purpose, each.slot) for each in outcome.used]
    assert used == [*((Purpose.COUNTED, n) for n in slots), (Purpose.THIRD, 1)]
    assert {each.weight for each in outcome.used} == {Fraction(1, len(slots) + 1)}
    assert why(outcome) == ["total_gap"]


@pytest.mark.parametrize("third", ["85.01", "64.99", 100, 0])
def test_a_third_read_over_the_limit_from_both_goes_to_the_lead(third: object) -> None:
    scheme = combining(total_gap=D(5))
    waiting = reconcile(scheme, reads(scheme, 70, 80, third=(third,)))
    assert summary(waiting) == (DIVERGED, None, None)
    assert waiting.needs == (Need(Reader.LEAD, 1),)
    assert why(waiting) == ["total_gap", "third_apart"]
    decided = reconcile(scheme, reads(scheme, 70, 80, third=(third,), lead=62))
    assert summary(decided) == (LEAD, "62.00", "pass")
    assert (decided.rule, len(decided.used)) == ("lead@1", 1)


def test_a_third_read_in_the_middle_but_too_far_from_both_goes_to_the_lead() -> None:
    scheme = combining(total_gap=D(5))
    outcome = reconcile(scheme, reads(scheme, 60, 80, third=(70,)))
    assert outcome.needs == (Need(Reader.LEAD, 1),)


def test_without_a_limit_the_nearer_read_is_always_near_enough() -> None:
    scheme = combining(grade_differs=True)
    outcome = reconcile(scheme, reads(scheme, 70, 95, third=(10,)))
    assert summary(outcome) == (THIRD, "40.00", "fail")


def test_two_equal_totals_may_diverge_and_stay_equally_near() -> None:
    scheme = combining(
        points_scheme(veto("v", "x", cap="pass"), section("s", item("a", 100))),
        veto_differs=True,
        total_gap=D(5),
    )
    hit = Verdict(D("80.00"), "pass", hits=("x",))
    given = reads(scheme, hit, 80, third=(83,))
    assert summary(reconcile(scheme, given)) == (THIRD, "81.00", "good")


@pytest.mark.parametrize(
    ("third", "expected"),
    [
        (77, (THIRD, "78.50", "pass")),  # Nearest is 80.
        (75, (THIRD, "75.00", "pass")),  # 70 and 80 are equally near.
        (88, (THIRD, "89.00", "good")),
        (84, (THIRD, "82.00", "good")),
        (60, (DIVERGED, None, None)),
    ],
)
def test_of_more_than_two_reads_the_third_joins_the_nearest(
    third: object, expected: tuple[object, ...]
) -> None:
    scheme = combining(total_gap=D(5), reviews={"": 3})
    outcome = reconcile(scheme, reads(scheme, 70, 90, 80, third=(third,)))
    assert summary(outcome) == expected


@pytest.mark.parametrize(
    ("switch", "first", "second", "diverges"),
    [
        ({"total_gap": D(5)}, 80, 85, False),
        ({"total_gap": D(5)}, 80, "85.01", True),
        ({"grade_differs": True}, 79, 80, True),
        ({"grade_differs": True}, 80, 89, False),
        ({}, 0, 100, False),
    ],
)
def test_reads_diverge_by_what_the_scheme_switches_on(
    switch: dict[str, object], first: object, second: object, diverges: bool
) -> None:
    scheme = combining(**switch)
    outcome = reconcile(scheme, reads(scheme, first, second))
    assert outcome.kind is (DIVERGED if diverges else AGREED)
    assert outcome.needs == ((Need(Reader.THIRD, 1),) if diverges else ())


@pytest.mark.parametrize(
    ("third", "expected", "needs"),
    [
        ((), (DIVERGED, None, None), (Need(Reader.PANEL, 3),)),
        ((70,), (DIVERGED, None, None), (Need(Reader.PANEL, 2),)),
        ((70, 71), (DIVERGED, None, None), (Need(Reader.PANEL, 1),)),
        ((70, 71, 72), (PANEL, "71.00", "pass"), ()),
        ((85, 71, "71.01"), (PANEL, "71.01", "pass"), ()),  # 71.005
        ((85, 86, 20), (PANEL, "85.50", "good"), ()),
        ((85, 95, 65), (DIVERGED, None, None), (Need(Reader.LEAD, 1),)),
    ],
)
def test_a_panel_decides_by_majority(
    third: tuple[object, ...], expected: tuple[object, ...], needs: tuple[Need, ...]
) -> None:
    scheme = combining(total_gap=D(5), then="panel_majority@1", panel_size=3)
    outcome = reconcile(scheme, reads(scheme, 70, 90, third=third))
    assert (summary(outcome), outcome.needs) == (expected, needs)


def test_a_panel_without_a_majority_says_so_and_the_lead_decides() -> None:
    scheme = combining(total_gap=D(5), then="panel_majority@1", panel_size=3)
    given = reads(scheme, 70, 90, third=(85, 95, 65), lead=88)
    outcome = reconcile(scheme, given)
    assert summary(outcome) == (LEAD, "88.00", "good")
    assert why(outcome) == ["total_gap", "no_majority"]


def test_half_a_panel_is_no_majority() -> None:
    scheme = combining(total_gap=D(5), then="panel_majority@1", panel_size=4)
    given = reads(scheme, 70, 90, third=(85, 86, 65, 66))
    assert reconcile(scheme, given).needs == (Need(Reader.LEAD, 1),)


def test_a_panel_of_one_decides_alone() -> None:
    scheme = combining(total_gap=D(5), then="panel_majority@1", panel_size=1)
    given = reads(scheme, 70, 90, third=(77,))
    assert summary(reconcile(scheme, given)) == (PANEL, "77.00", "pass")


def test_the_grade_of_the_majority_stands_whatever_the_mean_of_their_totals() -> None:
    scheme = combining(
        points_scheme(veto("v", "x", cap="fail"), section("s", item("a", 100))),
        total_gap=D(5),
        then="panel_majority@1",
    )
    capped = Verdict(D("98.00"), "fail", hits=("x",))
    given = reads(scheme, 70, 90, third=(capped, 59, 58))
    assert summary(reconcile(scheme, given)) == (PANEL, "71.67", "fail")


def test_the_lead_decides_at_once_where_the_scheme_says_so() -> None:
    scheme = combining(total_gap=D(5), then="lead@1")
    open_case = reconcile(scheme, reads(scheme, 70, 90))
    assert (open_case.kind, open_case.needs) == (DIVERGED, (Need(Reader.LEAD, 1),))
    given = reads(scheme, 70, 90, lead="89.5")
    assert summary(reconcile(scheme, given)) == (LEAD, "89.50", "good")


def test_a_lead_read_of_reads_that_agree_changes_nothing() -> None:
    scheme = combining(total_gap=D(5))
    outcome = reconcile(scheme, reads(scheme, 80, 80, lead=10))
    assert summary(outcome) == (AGREED, "80.00", "good")


@pytest.mark.parametrize("then", ["third_read@1", "panel_majority@1", "lead@1"])
@pytest.mark.parametrize(
    ("first", "second", "reasons"),
    [
        (NO_TOTAL, 80, ["cannot_assess"]),
        (NO_TOTAL, NO_TOTAL, ["cannot_assess"]),
        (NOTHING, 80, ["nothing_applicable"]),
        (NOTHING, NO_TOTAL, ["cannot_assess", "nothing_applicable"]),
    ],
)
def test_a_read_without_a_result_sends_the_case_to_the_lead(
    then: str, first: object, second: object, reasons: list[str]
) -> None:
    scheme = combining(total_gap=D(5), then=then)
    outcome = reconcile(scheme, reads(scheme, first, second, third=(80,)))
    assert (outcome.kind, outcome.needs) == (DIVERGED, (Need(Reader.LEAD, 1),))
    assert why(outcome) == reasons
    decided = reconcile(scheme, reads(scheme, first, second, lead=91))
    assert summary(decided) == (LEAD, "91.00", "excellent")


@pytest.mark.parametrize("lead", [NO_TOTAL, NOTHING])
def test_a_lead_without_a_result_leaves_the_case_without_a_grade(lead: Verdict) -> None:
    scheme = combining(total_gap=D(5), then="lead@1")
    outcome = reconcile(scheme, reads(scheme, 70, 90, lead=lead))
    assert summary(outcome) == (NO_GRADE, None, None)
    assert (outcome.rule, outcome.used[0].weight) == ("lead@1", 0)
    assert (outcome.kind.is_settled, outcome.kind.has_result) == (True, False)


def test_a_file_to_which_nothing_applies_has_no_grade() -> None:
    scheme = combining(total_gap=D(5))
    outcome = reconcile(scheme, reads(scheme, NOTHING, NOTHING))
    assert summary(outcome) == (NO_GRADE, None, None)
    assert (len(outcome.used), outcome.needs) == (2, ())


@pytest.mark.parametrize(
    ("then", "third"),
    [
        ("third_read@1", (NO_TOTAL,)),
        ("third_read@1", (NOTHING,)),
        ("panel_majority@1", (70, 70, NO_TOTAL)),
        ("panel_majority@1", (NOTHING, NOTHING, NOTHING)),
    ],
)
def test_a_further_read_without_a_result_sends_the_case_to_the_lead(
    then: str, third: tuple[object, ...]
) -> None:
    scheme = combining(total_gap=D(5), then=then)
    outcome = reconcile(scheme, reads(scheme, 70, 90, third=third))
    assert outcome.needs == (Need(Reader.LEAD, 1),)
    assert len(outcome.reasons) == 2


CAPPED = points_scheme(
    veto("v", "minor", cap="good"),
    veto("w", "major", cap="fail"),
    veto("z", "zero"),
    section("s", item("a", 100)),
)


def capped(total: object, *hits: str) -> Verdict:
    return Verdict(D(total).quantize(D("0.01")), "", hits=hits)


@pytest.mark.parametrize(
    ("verdicts", "expected"),
    [
        ((capped(98), capped(98)), "excellent"),
        ((capped(98, "minor"), capped(98)), "good"),
        ((capped(98), capped(98, "minor")), "good"),
        ((capped(98, "minor"), capped(98, "minor")), "good"),
        ((capped(98, "major"), capped(98, "minor")), "fail"),
        ((capped(98, "major", "minor"), capped(98)), "fail"),
        ((capped(98, "minor"), capped(98), capped(98)), "excellent"),
        ((capped(98, "minor"), capped(98, "major"), capped(98)), "good"),
        ((capped(98, "major"), capped(98, "major"), capped(98)), "fail"),
        ((capped(98, "major"), capped(98), capped(98), capped(98)), "excellent"),
        ((capped(98, "major"), capped(98), capped(98, "minor"), capped(98)), "good"),
        ((capped(50, "minor"), capped(60)), "fail"),
        ((capped(98, "minor"),), "good"),
    ],
)
def test_a_cap_holds_when_half_of_the_reads_found_it(
    verdicts: tuple[Verdict, ...], expected: str
) -> None:
    scheme = combining(CAPPED, reviews={"": len(verdicts)})
    assert reconcile(scheme, reads(scheme, *verdicts)).grade == expected


def test_of_three_equally_weighed_reads_one_cap_is_not_half() -> None:
    scheme = combining(CAPPED, total_gap=D(5))
    given = reads(scheme, 90, capped(100, "major"), third=(95,))
    assert summary(reconcile(scheme, given)) == (THIRD, "95.00", "excellent")
    near = reads(scheme, 90, capped(100, "major"), third=(96,))
    assert summary(reconcile(scheme, near)) == (THIRD, "98.00", "fail")


def test_a_veto_that_all_found_leaves_nothing() -> None:
    scheme = combining(CAPPED)
    sheet = score(scheme, filled(scheme, zero="yes"))
    outcome = reconcile(scheme, reads(scheme, sheet.verdict, sheet.verdict))
    assert summary(outcome) == (AGREED, "0.00", "fail")


def test_a_veto_that_one_found_counts_as_its_total() -> None:
    scheme = combining(CAPPED)
    hit = score(scheme, filled(scheme, zero="yes")).verdict
    assert summary(reconcile(scheme, reads(scheme, hit, 90))) == (
        AGREED,
        "45.00",
        "fail",
    )
    strict = combining(CAPPED, veto_differs=True)
    assert reconcile(strict, reads(strict, hit, 90)).kind is DIVERGED


ITEMS = section(
    "s", item("a", 20, gap_limit=D(2)), item("b", 30), item("c", 50), item("n", 0)
)


def disputing(**rest: object) -> Scheme:
    made = {"total_gap": D(5), "item_gap": True} | rest
    return points_scheme(
        ITEMS,
        veto("v", "forged"),
        combination=Combination(resolution=Resolution.DISPUTED_ITEMS, **made),
    )


def sheet_read(
    scheme: Scheme, purpose: Purpose, slot: int, label: str, **raw: object
) -> Read:
    given = filled(scheme, **raw)
    return Read(purpose, slot, label, score(scheme, given).verdict, answers=given)


def third_on(scheme: Scheme, **raw: object) -> Read:
    """A third read that answered only what it was asked."""
    given = answers(scheme, **raw)
    found = score(scheme, given).verdict
    return Read(Purpose.THIRD, 1, "评查员三", found, answers=given)


def first_two(scheme: Scheme, *given: dict[str, object]) -> list[Read]:
    return [
        sheet_read(scheme, Purpose.COUNTED, slot, LABELS[slot - 1], **raw)
        for slot, raw in enumerate(given, 1)
    ]


@pytest.mark.parametrize(
    ("rule", "score"),
    # With a = 5 the reads are 100 − 5 − 2 = 93 and 100 − 5 − 2 − 3 = 90.
    [("mean@1", "91.50"), ("lower@1", "90.00")],
)
def test_disputed_items_are_read_again_and_both_reads_rescored(
    rule: str, score: str
) -> None:
    scheme = disputing(rule=rule, total_gap=D(20))
    both = first_two(scheme, {"a": 0, "b": 2, "c": 0}, {"a": 10, "b": 2, "c": 3})
    open_case = reconcile(scheme, both)
    assert open_case.needs == (Need(Reader.THIRD, 1, "", ("a", "c")),)
    outcome = reconcile(scheme, [*both, third_on(scheme, a=5)])
    assert (outcome.kind, str(outcome.score)) == (THIRD, score)
    assert outcome.rule == "disputed_items@1"
    totals = [str(each.verdict.total) for each in outcome.used]
    assert totals == ["93.00", "90.00"]
    assert [each.rescored for each in outcome.used] == [True, True]
    assert outcome.parts[0].provenance == (
        Provenance("a", "评查员三"),
        Provenance("c", "评查员三"),
    )


def test_a_decision_in_two_steps_says_of_every_item_where_it_comes_from() -> None:
    scheme = disputing(total_gap=D(20))
    both = first_two(scheme, {"a": 0, "b": 2, "c": 0}, {"a": 10, "b": 2, "c": 3})
    third = replace(third_on(scheme, a=5, c=3), first_view=answers(scheme, a=5, c=0))
    outcome = reconcile(scheme, [*both, third])
    assert (outcome.rule, str(outcome.score)) == ("disputed_items@2", "90.00")
    assert outcome.parts[0].provenance == (
        Provenance("a", "评查员三", Origin.FIRST_VIEW),
        Provenance("b", "", Origin.AGREED),
        Provenance("c", "评查员二", Origin.REVIEWER),
        Provenance("n", "", Origin.AGREED),
        Provenance("forged", "", Origin.AGREED),
    )


def test_results_from_before_there_were_two_steps_keep_their_derivation() -> None:
    scheme = disputing()
    both = first_two(scheme, {"a": 0}, {"a": 10})
    outcome = reconcile(scheme, [*both, third_on(scheme, a=5)])
    part = to_json(outcome)["parts"][0]  # type: ignore[index]
    assert part["provenance"] == [{"item": "a", "label": "评查员三"}]


def test_where_the_third_answers_all_disputed_items_both_reads_become_equal() -> None:
    scheme = disputing()
    both = first_two(scheme, {"a": 0, "forged": "yes"}, {"a": 10})
    assert reconcile(scheme, both).needs[0].items == ("a", "forged")
    outcome = reconcile(scheme, [*both, third_on(scheme, a=4, forged="no")])
    assert [str(each.verdict.total) for each in outcome.used] == ["96.00", "96.00"]
    assert summary(outcome) == (THIRD, "96.00", "excellent")


def test_on_undisputed_items_each_reader_keeps_the_own_answer() -> None:
    scheme = disputing(item_gap=True, total_gap=D(5))
    both = first_two(scheme, {"a": 1, "b": 9}, {"a": 3, "b": 1})
    third = third_on(scheme, a=20, b=5)
    outcome = reconcile(scheme, [*both, third])
    totals = [str(each.verdict.total) for each in outcome.used]
    assert totals == ["94.00", "92.00"]
    assert str(outcome.score) == "93.00"


@pytest.mark.parametrize(
    ("raw", "reasons"),
    [
        ({"a": CANNOT}, ["total_gap", "item_gap", "cannot_assess"]),
    ],
)
def test_a_third_who_cannot_assess_a_disputed_item_calls_the_lead(
    raw: dict[str, object], reasons: list[str]
) -> None:
    scheme = disputing()
    both = first_two(scheme, {"a": 0}, {"a": 10})
    outcome = reconcile(scheme, [*both, third_on(scheme, **raw)])
    assert (outcome.kind, why(outcome)) == (DIVERGED, reasons)
    assert outcome.needs == (Need(Reader.LEAD, 1, "", ("a",)),)


def lead_on(scheme: Scheme, *, is_of_items: bool = True, **raw: object) -> Read:
    own = third_on(scheme, **raw)
    label = "评查员四"
    return replace(
        own, purpose=Purpose.ADJUDICATION, label=label, is_of_items=is_of_items
    )


def test_the_lead_then_decides_the_disputed_items_and_no_other() -> None:
    """What both agreed on stands, whatever the lead's sheet says of it."""
    scheme = disputing()
    both = first_two(scheme, {"a": 0, "b": 2}, {"a": 10, "b": 2})
    lead = lead_on(scheme, a=4, b=9)
    outcome = reconcile(scheme, [*both, third_on(scheme, a=CANNOT), lead])

    assert summary(outcome) == (OutcomeKind.SETTLED_BY_LEAD, "94.00", "excellent")
    assert outcome.rule == "disputed_items@3"
    assert [each.rescored for each in outcome.used] == [True, True]
    assert outcome.parts[0].provenance == (Provenance("a", "评查员四"),)


def test_a_lead_who_was_asked_for_the_whole_file_decides_all_of_it() -> None:
    """Results from before keep their derivation."""
    scheme = disputing()
    both = first_two(scheme, {"a": 0, "b": 2}, {"a": 10, "b": 2})
    lead = lead_on(scheme, is_of_items=False, a=4, b=9)
    outcome = reconcile(scheme, [*both, third_on(scheme, a=CANNOT), lead])

    assert summary(outcome) == (OutcomeKind.SETTLED_BY_LEAD, "87.00", "good")
    assert outcome.rule == "lead@1"


def test_a_lead_who_cannot_assess_it_either_gives_no_grade() -> None:
    scheme = disputing()
    both = first_two(scheme, {"a": 0}, {"a": 10})
    third, lead = third_on(scheme, a=CANNOT), lead_on(scheme, a=CANNOT)
    outcome = reconcile(scheme, [*both, third, lead])

    assert (outcome.kind, outcome.rule) == (NO_GRADE, "disputed_items@3")


def test_a_third_may_find_that_nothing_applies_after_all() -> None:
    scheme = points_scheme(
        section("s", item("a", 40), item("b", 60)),
        combination=Combination(total_gap=D(5), resolution=Resolution.DISPUTED_ITEMS),
    )
    both = first_two(scheme, {"a": NA, "b": 0}, {"a": NA, "b": 30})
    outcome = reconcile(scheme, [*both, third_on(scheme, b=NA)])
    assert (outcome.kind, outcome.rule) == (NO_GRADE, "disputed_items@1")
    uneven = first_two(scheme, {"a": 20, "b": 0}, {"a": 20, "b": 30})
    rescored = reconcile(scheme, [*uneven, third_on(scheme, b=NA)])
    assert summary(rescored) == (THIRD, "50.00", "fail")


def test_reads_without_answers_have_nothing_to_read_again() -> None:
    scheme = disputing()
    outcome = reconcile(scheme, reads(scheme, 70, 90))
    assert (why(outcome), outcome.needs) == (
        ["total_gap", "nothing_disputed"],
        (Need(Reader.LEAD, 1),),
    )


def test_one_rescored_read_that_has_no_result_calls_the_lead() -> None:
    scheme = points_scheme(
        section("s", item("a", 40), item("b", 60, gap_limit=D(70))),
        combination=Combination(total_gap=D(5), resolution=Resolution.DISPUTED_ITEMS),
    )
    both = first_two(scheme, {"a": 0, "b": NA}, {"a": 30, "b": 0})
    outcome = reconcile(scheme, [*both, third_on(scheme, a=NA)])
    assert why(outcome) == ["total_gap", "nothing_applicable"]
    assert outcome.needs == (Need(Reader.LEAD, 1),)


def on_objection(scheme: Scheme, slot: int = 1, **raw: object) -> Read:
    """What was decided item by item; rejected points bring no answer."""
    given = answers(scheme, **raw)
    label = LABELS[2 + slot]
    found = score(scheme, given).verdict
    return Read(Purpose.APPEAL, slot, label, found, answers=given)


def plain_sheet(**rest: Any) -> Scheme:
    return points_scheme(
        ITEMS,
        veto("v", "forged"),
        combination=Combination(**{"total_gap": D(30)} | rest),
    )


@pytest.mark.parametrize(
    ("rule", "decided", "score", "weights"),
    [
        # 100 − 10 and 100 − 4; then without the ten, and with one point instead.
        ("mean@1", {"a": 0}, "98.00", [1, 1]),
        ("mean@1", {"a": 1}, "97.00", [1, 1]),
        # The lower read is another one after the decision.
        ("lower@1", {"a": 0}, "96.00", [0, 1]),
        ("lower@1", {"b": 0}, "90.00", [1, 0]),
        # What is decided may be worse than what was found.
        ("mean@1", {"b": 9}, "86.00", [1, 1]),
    ],
)
def test_what_is_decided_on_an_objection_stands_in_every_read(
    rule: str, decided: dict[str, object], score: str, weights: list[int]
) -> None:
    scheme = plain_sheet(rule=rule)
    both = first_two(scheme, {"a": 10}, {"b": 4})
    outcome = reconcile(scheme, [*both, on_objection(scheme, **decided)])
    assert (outcome.kind, str(outcome.score)) == (OBJECTION, score)
    assert outcome.rule == "reconsideration@1"
    assert [bool(each.weight) for each in outcome.used] == list(map(bool, weights))
    assert all(each.rescored for each in outcome.used)
    assert outcome.parts[0].provenance == tuple(
        Provenance(item, "评查员四", Origin.RECONSIDERED) for item in decided
    )


def test_an_objection_that_is_rejected_changes_nothing() -> None:
    scheme = plain_sheet()
    both = first_two(scheme, {"a": 10}, {"b": 4})
    assert reconcile(scheme, [*both, on_objection(scheme)]) == reconcile(scheme, both)


def test_of_two_decisions_on_an_item_the_later_one_stands() -> None:
    scheme = plain_sheet()
    both = first_two(scheme, {"a": 10, "b": 2}, {"a": 10})
    two = on_objection(scheme, 2, a=3)
    outcome = reconcile(scheme, [two, *both, on_objection(scheme, 1, a=0, b=0)])
    assert str(outcome.score) == "97.00"
    assert outcome.parts[0].provenance == (
        Provenance("a", "评查员五", Origin.RECONSIDERED),
        Provenance("b", "评查员四", Origin.RECONSIDERED),
    )


def test_a_veto_that_does_not_hold_gives_the_marks_back() -> None:
    scheme = plain_sheet()
    both = first_two(scheme, {"forged": "yes", "a": 2}, {"forged": "yes"})
    assert str(reconcile(scheme, both).score) == "0.00"
    outcome = reconcile(scheme, [*both, on_objection(scheme, forged="no")])
    assert str(outcome.score) == "99.00"


def test_with_a_third_read_each_weighs_what_it_weighed() -> None:
    """The nearer of the first two would otherwise be another one."""
    scheme = plain_sheet(total_gap=D(5))
    both = first_two(scheme, {"a": 20}, {})
    third = sheet_read(scheme, Purpose.THIRD, 1, "评查员三", a=2)
    assert str(reconcile(scheme, [*both, third]).score) == "99.00"
    outcome = reconcile(scheme, [*both, third, on_objection(scheme, a=12)])
    assert [each.label for each in outcome.used] == ["评查员二", "评查员三"]
    assert str(outcome.score) == "88.00"


def test_an_objection_after_disputed_items_changes_only_its_items() -> None:
    scheme = disputing()
    both = first_two(scheme, {"a": 0, "b": 3}, {"a": 10, "b": 3})
    third = replace(third_on(scheme, a=4), first_view=answers(scheme, a=4))
    assert str(reconcile(scheme, [*both, third]).score) == "93.00"
    outcome = reconcile(scheme, [*both, third, on_objection(scheme, b=0)])
    assert (outcome.kind, str(outcome.score)) == (OBJECTION, "96.00")
    told = {each.item: each.origin for each in outcome.parts[0].provenance}
    assert (told["a"], told["b"]) == (Origin.FIRST_VIEW, Origin.RECONSIDERED)


def test_a_total_without_answers_is_not_decided_item_by_item() -> None:
    scheme = plain_sheet()
    bare = reads(scheme, 80, 84)
    with pytest.raises(AnswersUnknown):
        reconcile(scheme, [*bare, on_objection(scheme, a=0)])


PARTED = (
    section("f", item("a", 30), part="formal"),
    section("w", item("b", 70), part="work"),
    veto("v", "forged", part="work"),
    veto("u", "late", cap="pass", part="work"),
)


def parted(**rest: object) -> Scheme:
    return points_scheme(*PARTED, combination=Combination(**rest))


def part_reads(
    scheme: Scheme,
    part: str,
    *given: dict[str, object],
    purpose: Purpose = Purpose.COUNTED,
) -> list[Read]:
    made = []
    for slot, raw in enumerate(given, 1):
        own = filled(scheme, **raw)
        found = score(scheme, own, part).verdict
        made.append(Read(purpose, slot, LABELS[slot - 1], found, part, own))
    return made


def test_parts_are_combined_by_themselves_and_added_up() -> None:
    scheme = parted()
    given = [
        *part_reads(scheme, "formal", {"a": 1}, {"a": 2.5}),
        *part_reads(scheme, "work", {"b": 10}, {"b": 20}),
    ]
    outcome = reconcile(scheme, given)
    assert summary(outcome) == (AGREED, "83.25", "good")
    assert [(each.part, each.total) for each in outcome.parts] == [
        ("formal", Fraction("28.25")),
        ("work", 55),
    ]
    assert len(outcome.used) == 4


def test_one_objection_may_be_to_items_of_several_parts() -> None:
    """Its read names no part; each part takes the answers to its own items."""
    scheme = parted()
    given = [
        *part_reads(scheme, "formal", {"a": 1}, {"a": 3}),
        *part_reads(scheme, "work", {"b": 10}, {"b": 20}),
    ]
    of_one = reconcile(scheme, [*given, on_objection(scheme, a=0)])
    assert (of_one.kind, str(of_one.score)) == (OBJECTION, "85.00")
    assert [each.kind for each in of_one.parts] == [OBJECTION, AGREED]

    of_both = reconcile(scheme, [*given, on_objection(scheme, a=0, b=5)])
    assert str(of_both.score) == "95.00"
    told = [[p.item for p in part.provenance] for part in of_both.parts]
    assert told == [["a"], ["b"]]


def test_the_parts_of_a_total_are_not_rounded() -> None:
    scheme = parted(reviews={"": 2})
    given = [
        Read(Purpose.COUNTED, slot, "x", Verdict(D(total)), part)
        for part, totals in (
            ("formal", ("20.00", "20.01")),
            ("work", ("50.00", "50.01")),
        )
        for slot, total in enumerate(totals, 1)
    ]
    assert str(reconcile(scheme, given).score) == "70.01"  # Not 20.01 + 50.01.


def test_a_case_waits_until_all_parts_are_in() -> None:
    scheme = parted(total_gap=D(5))
    diverged = part_reads(scheme, "work", {"b": 0}, {"b": 20})
    outcome = reconcile(scheme, diverged)
    assert outcome.kind is WAITING
    assert outcome.needs == (
        Need(Reader.COUNTED, 2, "formal"),
        Need(Reader.THIRD, 1, "work"),
    )


def test_only_the_part_that_diverged_is_read_again() -> None:
    scheme = parted(total_gap=D(5))
    both = [
        *part_reads(scheme, "formal", {"a": 0}, {"a": 2}),
        *part_reads(scheme, "work", {"b": 0}, {"b": 20}),
    ]
    open_case = reconcile(scheme, both)
    assert (open_case.kind, open_case.needs) == (
        DIVERGED,
        (Need(Reader.THIRD, 1, "work"),),
    )
    third = part_reads(scheme, "work", {"b": 18}, purpose=Purpose.THIRD)
    outcome = reconcile(scheme, [*both, *third])
    assert summary(outcome) == (THIRD, "80.00", "good")
    assert (outcome.rule, why(outcome)) == ("third_read@1", ["total_gap"])


def test_a_part_may_be_read_again_item_by_item() -> None:
    scheme = parted(total_gap=D(5), resolution=Resolution.DISPUTED_ITEMS)
    both = [
        *part_reads(scheme, "formal", {"a": 0}, {"a": 2}),
        *part_reads(scheme, "work", {"b": 0}, {"b": 20}),
    ]
    assert reconcile(scheme, both).needs == (Need(Reader.THIRD, 1, "work", ("b",)),)
    third = part_reads(scheme, "work", {"b": 10}, purpose=Purpose.THIRD)
    assert summary(reconcile(scheme, [*both, *third])) == (THIRD, "89.00", "good")


def test_a_part_to_which_nothing_applies_leaves_the_sheet() -> None:
    scheme = parted()
    work = part_reads(scheme, "work", {"b": 7}, {"b": 7})
    formal = part_reads(scheme, "formal", {"a": NA}, {"a": NA})
    assert summary(reconcile(scheme, [*formal, *work])) == (
        AGREED,
        "90.00",
        "excellent",
    )
    nothing = part_reads(scheme, "work", {"b": NA}, {"b": NA})
    empty = reconcile(scheme, [*formal, *nothing])
    assert summary(empty) == (NO_GRADE, None, None)
    assert empty.rule == "mean@1"


def test_a_part_without_a_grade_leaves_the_case_without_one() -> None:
    scheme = parted(total_gap=D(5), then="lead@1")
    given = [
        *part_reads(scheme, "formal", {"a": 0}, {"a": 0}),
        *part_reads(scheme, "work", {"b": 0}, {"b": 20}),
        *part_reads(scheme, "work", {"b": CANNOT}, purpose=Purpose.ADJUDICATION),
    ]
    assert summary(reconcile(scheme, given)) == (NO_GRADE, None, None)


@pytest.mark.parametrize(
    ("hits", "expected"),
    [
        (("no", "no"), (AGREED, "100.00", "excellent")),
        (("yes", "yes"), (AGREED, "0.00", "fail")),
        (("yes", "no"), (AGREED, "65.00", "pass")),
    ],
)
def test_a_veto_in_one_part_takes_the_whole_total(
    hits: tuple[str, str], expected: tuple[object, ...]
) -> None:
    scheme = parted()
    given = [
        *part_reads(scheme, "formal", {}, {}),
        *part_reads(scheme, "work", *({"forged": hit} for hit in hits)),
    ]
    assert summary(reconcile(scheme, given)) == expected


def test_a_cap_in_one_part_caps_the_whole_grade() -> None:
    scheme = parted()
    given = [
        *part_reads(scheme, "formal", {}, {}),
        *part_reads(scheme, "work", {"late": "yes"}, {}),
    ]
    assert summary(reconcile(scheme, given)) == (AGREED, "100.00", "pass")


def test_the_grade_of_a_part_is_not_the_grade_of_the_case() -> None:
    scheme = parted(total_gap=D(5), then="panel_majority@1")
    given = [
        *part_reads(scheme, "formal", {"a": 0}, {"a": 0}),
        *part_reads(scheme, "work", {"b": 0}, {"b": 20}),
        *part_reads(
            scheme, "work", {"b": 28}, {"b": 28}, {"b": 0}, purpose=Purpose.THIRD
        ),
    ]
    assert summary(reconcile(scheme, given)) == (PANEL, "72.00", "pass")


def test_a_part_of_vetoes_alone_adds_nothing() -> None:
    scheme = points_scheme(
        section("s", item("a", 100), part="work"), veto("v", "x", part="check")
    )
    given = [
        *part_reads(scheme, "work", {"a": 5}, {"a": 5}),
        *part_reads(scheme, "check", {}, {}),
    ]
    assert summary(reconcile(scheme, given)) == (AGREED, "95.00", "excellent")
    empty = [
        *part_reads(scheme, "work", {"a": NA}, {"a": NA}),
        *part_reads(scheme, "check", {}, {}),
    ]
    assert summary(reconcile(scheme, empty)) == (NO_GRADE, None, None)


def test_a_bonus_in_one_part_stays_under_the_maximum_of_the_whole() -> None:
    scheme = parted()
    given = [
        Read(Purpose.COUNTED, slot, "x", Verdict(D(total)), part)
        for part, total in (("formal", "35.00"), ("work", "70.00"))
        for slot in (1, 2)
    ]
    assert str(reconcile(scheme, given).score) == "100.00"


def by_grade(*grades: str | None, purpose: Purpose = Purpose.COUNTED) -> list[Read]:
    return [
        Read(purpose, slot, LABELS[slot - 1], Verdict(grade=grade))
        for slot, grade in enumerate(grades, 1)
    ]


@pytest.mark.parametrize(
    ("rule", "grades", "expected"),
    [
        ("lower@1", ("excellent", "good"), "good"),
        ("lower@1", ("pass", "good"), "pass"),
        ("lower@1", ("good", "good"), "good"),
        ("median@1", ("excellent", "good"), "good"),
        ("median@1", ("excellent", "fail", "good"), "good"),
    ],
)
def test_indicator_sheets_come_to_a_grade_without_a_score(
    rule: str, grades: tuple[str, ...], expected: str
) -> None:
    made = Combination(rule=rule, reviews={"": len(grades)})
    outcome = reconcile(indicator_scheme(combination=made), by_grade(*grades))
    assert summary(outcome) == (AGREED, None, expected)


def graded(**rest: object) -> Scheme:
    made = {"rule": "lower@1", "grade_differs": True} | rest
    return indicator_scheme(combination=Combination(**made))


@pytest.mark.parametrize(
    ("rule", "third", "expected"),
    [
        ("lower@1", "excellent", (THIRD, None, "excellent")),
        ("lower@1", "good", (THIRD, None, "pass")),  # Equally near: all three.
        ("median@1", "good", (THIRD, None, "good")),
        ("lower@1", "pass", (THIRD, None, "pass")),
        ("lower@1", "fail", (THIRD, None, "fail")),
        ("median@1", "fail", (THIRD, None, "fail")),
    ],
)
def test_a_third_read_of_indicators_joins_the_nearer_grade(
    rule: str, third: str, expected: tuple[object, ...]
) -> None:
    third_read = by_grade(third, purpose=Purpose.THIRD)
    scheme = graded(rule=rule)
    outcome = reconcile(scheme, [*by_grade("excellent", "pass"), *third_read])
    assert summary(outcome) == expected


def test_a_panel_on_indicators_decides_by_majority() -> None:
    scheme = graded(then="panel_majority@1")
    panel = by_grade("good", "good", "fail", purpose=Purpose.THIRD)
    outcome = reconcile(scheme, [*by_grade("excellent", "pass"), *panel])
    assert summary(outcome) == (PANEL, None, "good")


def test_the_lead_gives_the_grade_of_an_indicator_sheet() -> None:
    scheme = graded(then="lead@1")
    lead = by_grade("fail", purpose=Purpose.ADJUDICATION)
    outcome = reconcile(scheme, [*by_grade("excellent", "pass"), *lead])
    assert summary(outcome) == (LEAD, None, "fail")


def test_a_cap_holds_an_indicator_sheet_when_half_found_it() -> None:
    scheme = indicator_scheme(
        "worst@1",
        sections=(section("s", indicator("a")), veto("v", "x", cap="pass")),
        combination=Combination(rule="median@1", reviews={"": 3}),
    )
    hit = Verdict(grade="pass", hits=("x",))
    clean = Verdict(grade="excellent")
    for verdicts, expected in (
        ((hit, clean, clean), "excellent"),
        ((hit, hit, clean), "pass"),
    ):
        given = [Read(Purpose.COUNTED, n, "x", each) for n, each in enumerate(verdicts)]
        assert reconcile(scheme, given).grade == expected


def test_disputed_indicators_are_read_again() -> None:
    scheme = indicator_scheme(
        "counts@1",
        step("excellent", at_least={"excellent": 2}),
        step("good", at_least={"good": 2}),
        items=(indicator("a", gap_limit=D(1)), indicator("b", gap_limit=D(0))),
        combination=Combination(
            rule="lower@1", item_gap=True, resolution=Resolution.DISPUTED_ITEMS
        ),
    )
    both = first_two(
        scheme, {"a": "good", "b": "excellent"}, {"a": "excellent", "b": "fail"}
    )
    assert reconcile(scheme, both).needs == (Need(Reader.THIRD, 1, "", ("b",)),)
    outcome = reconcile(scheme, [*both, third_on(scheme, b="excellent")])
    assert summary(outcome) == (THIRD, None, "good")
    assert [each.verdict.grade for each in outcome.used] == ["good", "excellent"]


def test_indicators_are_not_divided_into_parts() -> None:
    scheme = indicator_scheme(
        sections=(
            section("s", indicator("a"), part="one"),
            section("t", indicator("b"), part="two"),
        )
    )
    with pytest.raises(IndicatorsInParts):
        reconcile(scheme, [])


def test_an_unknown_way_to_go_on_is_named() -> None:
    scheme = combining(total_gap=D(5), then="dice@1")
    with pytest.raises(UnknownRule, match="third_read@1, panel_majority@1, lead@1"):
        reconcile(scheme, reads(scheme, 70, 90))


def test_a_named_single_part_takes_reads_that_name_no_part() -> None:
    scheme = points_scheme(section("s", item("a", 100), part="all"))
    assert summary(reconcile(scheme, reads(scheme, 80, 90))) == (
        AGREED,
        "85.00",
        "good",
    )


def marks(handler: object, center: object | None = None) -> Verdict:
    parties = [PartyMark(Party.HANDLER, D(60), D(handler))]
    if center is not None:
        parties.append(PartyMark(Party.CENTER, D(40), D(center)))
    return Verdict(Decimal("80.00"), "good", parties=tuple(parties))


def test_a_party_has_its_share_of_the_case() -> None:
    scheme = combining()
    outcome = reconcile(scheme, reads(scheme, marks(60, 10), marks(45, 20)))
    assert str(outcome.percent_of(Party.HANDLER)) == "87.50"
    assert str(outcome.percent_of(Party.CENTER)) == "37.50"
    assert outcome.percent_of(Party.FIRM) is None


def test_a_read_without_weight_gives_no_party_its_share() -> None:
    scheme = combining(rule="lower@1")
    low = Verdict(D(70), "pass", parties=(PartyMark(Party.HANDLER, D(60), D(30)),))
    outcome = reconcile(scheme, reads(scheme, marks(60), low))
    assert str(outcome.percent_of(Party.HANDLER)) == "50.00"


def test_a_total_without_marks_leaves_the_share_unknown() -> None:
    """Half of the reviews would otherwise stand for the whole."""
    bare = Verdict(D("80.00"), "good")
    scheme = combining()
    outcome = reconcile(scheme, reads(scheme, marks(60), bare))
    assert outcome.percent_of(Party.HANDLER) is None

    scheme = combining(rule="lower@1")
    higher = Verdict(D("88.00"), "good")
    outcome = reconcile(scheme, reads(scheme, marks(45), higher))
    assert str(outcome.percent_of(Party.HANDLER)) == "75.00"


def test_an_objection_goes_by_the_answers_of_the_lead_who_decided_items() -> None:
    """Not by those of the further reader, who could not assess them."""
    scheme = disputing()
    both = first_two(scheme, {"a": 0, "b": 2}, {"a": 10, "b": 2})
    third, lead = third_on(scheme, a=CANNOT), lead_on(scheme, a=4)
    outcome = reconcile(scheme, [*both, third, lead, on_objection(scheme, 2, b=0)])

    assert (str(outcome.score), outcome.rule) == ("96.00", "reconsideration@1")
