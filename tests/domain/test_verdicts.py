"""What is stored of a sheet gives back its verdict."""

from __future__ import annotations

from decimal import Decimal

import pytest

from review.domain.answers import Answers
from review.domain.schemes import ItemKind, Party, Scheme, SectionKind, VetoEffect
from review.domain.scoring import score
from review.domain.sheets import PartyMark
from review.domain.verdicts import (
    from_hundredths,
    in_hundredths,
    parties_of_total,
    summary_of,
    summary_of_total,
    verdict_from,
)
from tests.domain.builders import (
    CANNOT,
    NA,
    D,
    answers,
    bonus,
    filled,
    indicator_scheme,
    item,
    lost,
    points_scheme,
    section,
    veto,
)

PARTIES = points_scheme(
    section("s", item("a", 60), item("b", 40, party=Party.CENTER, may_not_apply=True)),
    bonus("extra", 5, item("c", 5)),
    veto("v", "no_file"),
)

# What is left of twenty makes up thirty: marks without an end as decimals.
THIRDS = points_scheme(
    section("s", item("a", 20), item("n", 10, may_not_apply=True)),
    section("t", item("b", 40), item("c", 30, party=Party.CENTER)),
    section("w", item("d", 20, party=Party.CENTER), item("e", 10, party=Party.CENTER)),
)


@pytest.mark.parametrize(
    ("scheme", "given"),
    [
        (PARTIES, filled(PARTIES, a=lost("12.5"), c="2.5")),
        (PARTIES, filled(PARTIES, no_file="yes")),
        (PARTIES, filled(PARTIES, a=CANNOT)),
        (PARTIES, filled(PARTIES, b=NA)),
        (THIRDS, filled(THIRDS, a=lost(5), n=NA)),
        (indicator_scheme("worst@1"), filled(indicator_scheme("worst@1"), c="pass")),
        (
            indicator_scheme("worst@1"),
            answers(indicator_scheme("worst@1"), **dict.fromkeys("abcde", NA)),
        ),
    ],
)
def test_stored_figures_give_the_verdict_back(scheme: Scheme, given: Answers) -> None:
    sheet = score(scheme, given)
    total = in_hundredths(sheet.total)

    assert verdict_from(total, sheet.grade, summary_of(sheet)) == sheet.verdict


def test_parties_keep_their_order_whatever_the_database_does() -> None:
    sheet = score(PARTIES, filled(PARTIES))
    summary = summary_of(sheet)
    turned = dict(reversed(summary["parties"].items()))

    assert len(turned) == 2
    assert verdict_from(10000, "excellent", summary | {"parties": turned}).parties == (
        sheet.verdict.parties
    )


def test_summary_says_nothing_that_is_empty() -> None:
    sheet = score(PARTIES, filled(PARTIES))

    assert summary_of(sheet) == {
        "sections": {"s": ["100", "100"]},
        "parties": {"handler": ["60", "60", "0"], "center": ["40", "40", "0"]},
        "party_rule": "party_marks@2",
    }


OWN = points_scheme(section("s", item("a", 60), item("b", 40)))
WITH_BONUS = points_scheme(section("s", item("a", 100)), bonus("x", 5, item("c", 5)))
WITH_VETO = points_scheme(section("s", item("a", 100)), veto("v", "no_file"))
OTHERS_VETO = points_scheme(
    section("s", item("a", 100)),
    section(
        "v",
        item("lost_file", 0, ItemKind.YES_NO, party=Party.CENTER),
        kind=SectionKind.VETO,
        effect=VetoEffect.TOTAL_ZERO,
    ),
)
RECORDED = item("note", 0, ItemKind.RECORD, party=Party.CENTER)


@pytest.mark.parametrize(
    ("scheme", "total", "mark"),
    [
        (OWN, D("85.5"), D("85.5")),
        (OWN, D(0), D(0)),
        (OWN, D(100), D(100)),
        (OWN, D("100.01"), None),
        (OWN, None, None),
        # What is only recorded is nobody's mark.
        (points_scheme(section("s", item("a", 100), RECORDED)), D(70), D(70)),
        (PARTIES, D(70), None),
        (points_scheme(section("s", item("a", 100, party=Party.FIRM))), D(70), None),
        # A bonus is told apart from the part, and a total does not tell it.
        (WITH_BONUS, D(70), None),
        # The handler's own veto takes the handler's marks; somebody else's does not.
        (WITH_VETO, D(70), D(70)),
        (WITH_VETO, D(0), D(0)),
        (OTHERS_VETO, D(70), D(70)),
        (OTHERS_VETO, D(0), None),
        # The total of one part of a sheet says nothing of the others.
        (
            points_scheme(
                section("s", item("a", 60), part="form"),
                section("t", item("b", 40), part="work"),
            ),
            D(50),
            None,
        ),
        (indicator_scheme(), D(70), None),
    ],
)
def test_a_bare_total_is_the_handlers_where_nobody_else_answers(
    scheme: Scheme, total: Decimal | None, mark: Decimal | None
) -> None:
    known = () if mark is None else (PartyMark(Party.HANDLER, D(100), mark),)
    summary = summary_of_total(scheme, total)

    assert parties_of_total(scheme, total) == known
    assert verdict_from(in_hundredths(total), None, summary).parties == known
    assert bool(summary) is bool(known)


def test_a_bare_total_is_the_part_that_the_answers_come_to() -> None:
    sheet = score(OWN, filled(OWN, a=lost("12.5")))

    (by_answers,) = sheet.parties
    (by_total,) = parties_of_total(OWN, sheet.total)
    assert by_total.percent == by_answers.percent == D("87.50")


@pytest.mark.parametrize(
    ("score_", "stored"),
    [
        (Decimal("88.5"), 8850),
        (Decimal("0.00"), 0),
        (Decimal(100), 10000),
        (None, None),
    ],
)
def test_scores_are_stored_in_hundredths(
    score_: Decimal | None, stored: int | None
) -> None:
    assert in_hundredths(score_) == stored
    assert from_hundredths(stored) == score_
