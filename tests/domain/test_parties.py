"""Whose the marks of a sheet are: the parties' marks make up the total."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from review.domain.answers import Answer, Answers
from review.domain.derivation import digest, with_an_end
from review.domain.parties import FIRST, PARTY_MARKS
from review.domain.reads import Purpose, Read
from review.domain.reconciliation import Outcome, reconcile
from review.domain.rules import UnknownRule
from review.domain.schemes import (
    Combination,
    Direction,
    ItemKind,
    NotApplicableRule,
    Party,
    Resolution,
    Scheme,
    Section,
    SectionKind,
    VetoEffect,
)
from review.domain.scoring import score
from review.domain.sheets import PartyMark, Sheet
from tests.domain.builders import (
    CANNOT,
    NA,
    D,
    answers,
    bonus,
    filled,
    indicator_scheme,
    item,
    points_scheme,
    section,
    veto,
)

FULL, SECTION, SHEET = NotApplicableRule
HANDLER, CENTER, FIRM = Party


def marks(sheet: Sheet) -> dict[str, str]:
    """mark/maximum+bonus by party."""
    return {
        each.party.value: f"{each.mark}/{each.maximum}"
        + (f"+{each.bonus}" if each.bonus else "")
        + (" vetoed" if each.vetoed else "")
        for each in sheet.parties
    }


def own_veto(party: Party, effect: VetoEffect = VetoEffect.TOTAL_ZERO) -> Section:
    return section(
        "v",
        item("forged", 0, ItemKind.YES_NO, party=party),
        kind=SectionKind.VETO,
        effect=effect,
        grade_cap="pass" if effect is VetoEffect.GRADE_CAP else "",
    )


OWN = (section("s", item("a", 50), item("n", 10)), section("t", item("m", 40)))
# The centre answers for half of the first section and for all of the third.
SHARED = (
    section("s", item("a", 20), item("c", 20, party=CENTER)),
    section("t", item("b", 40)),
    section("o", item("d", 20, party=CENTER)),
)


@pytest.mark.parametrize(
    ("sections", "rule", "raw", "total", "expected"),
    [
        # One party alone: the total is its mark, whatever does not apply.
        (OWN, FULL, {"a": 5, "n": NA}, "95.00", {"handler": "95/100"}),
        (OWN, SECTION, {"a": 5, "n": NA}, "94.00", {"handler": "94/100"}),
        (OWN, SHEET, {"a": 5, "n": NA}, "94.44", {"handler": "94.44/100"}),
        (OWN, FULL, {"a": 5, "n": NA, "m": NA}, "91.67", {"handler": "91.67/100"}),
        (OWN, SECTION, {"a": 5, "n": NA, "m": NA}, "90.00", {"handler": "90/100"}),
        (OWN, SHEET, {"a": 5, "n": NA, "m": NA}, "90.00", {"handler": "90/100"}),
        # Of two parties each has what its items bring to the total.
        (
            SHARED,
            SECTION,
            {"a": 5, "d": 8},
            "87.00",
            {"handler": "55/60", "center": "32/40"},
        ),
        (
            SHARED,
            FULL,
            {"a": 5, "c": NA, "d": 8},
            "87.00",
            {"handler": "55/60", "center": "32/40"},
        ),
        # What the centre's item leaves in the section goes to the handler's there.
        (
            SHARED,
            SECTION,
            {"a": 5, "c": NA, "d": 8},
            "82.00",
            {"handler": "70/80", "center": "12/20"},
        ),
        (
            SHARED,
            SHEET,
            {"a": 5, "c": NA, "d": 8},
            "83.75",
            {"handler": "68.75/75", "center": "15/25"},
        ),
        # A section that left is made up for by all of the rest, without an end.
        (
            SHARED,
            SECTION,
            {"b": NA, "a": 5, "d": 8},
            "78.33",
            {"handler": "25/100/3", "center": "160/3/200/3"},
        ),
        # Whose items all do not apply has no mark; the other has the whole total.
        (
            SHARED,
            SECTION,
            {"c": NA, "d": NA, "a": 5, "b": 1},
            "86.25",
            {"handler": "86.25/100"},
        ),
        (SHARED, SECTION, dict.fromkeys("abcd", NA), None, {}),
    ],
)
def test_what_does_not_apply_is_shared_as_the_total_is(
    sections: tuple[Section, ...],
    rule: NotApplicableRule,
    raw: dict[str, object],
    total: str | None,
    expected: dict[str, str],
) -> None:
    scheme = points_scheme(*sections, not_applicable=rule)
    sheet = score(scheme, filled(scheme, **raw))
    assert (sheet.total and str(sheet.total)) == total
    assert marks(sheet) == expected


PLUS = bonus("x", 5, item("own", 5), item("theirs", 5, party=CENTER))


@pytest.mark.parametrize(
    ("most", "raw", "total", "expected"),
    [
        (105, {"own": 3, "a": 5}, "98.00", {"handler": "55/60+3", "center": "40/40"}),
        # The cap of the section takes from each in proportion, 5 of 4 + 4.
        (
            105,
            {"own": 4, "theirs": 4, "a": 10},
            "95.00",
            {"handler": "50/60+2.5", "center": "40/40+2.5"},
        ),
        # So does the most a total can be: 2 of 5.
        (
            102,
            {"own": 4, "theirs": 4},
            "102.00",
            {"handler": "60/60+1", "center": "40/40+1"},
        ),
        (100, {"own": 4}, "100.00", {"handler": "60/60", "center": "40/40"}),
    ],
)
def test_a_bonus_is_told_apart_and_its_cap_is_shared(
    most: int, raw: dict[str, object], total: str, expected: dict[str, str]
) -> None:
    scheme = points_scheme(*SHARED, PLUS, maximum_total=D(most))
    sheet = score(scheme, filled(scheme, **raw))
    assert str(sheet.total) == total
    assert marks(sheet) == expected


def test_mark_and_bonus_of_one_party_alone_are_the_total() -> None:
    scheme = points_scheme(
        section("s", item("a", 70), item("n", 30)),
        bonus("x", 5, item("own", 5)),
        not_applicable=SHEET,
        maximum_total=D(105),
    )
    sheet = score(scheme, filled(scheme, a=1, n=NA, own="0.5"))
    assert (str(sheet.total), marks(sheet)) == ("99.07", {"handler": "98.57/100+0.5"})
    capped = score(scheme, filled(scheme, a=1, n=NA, own=5))
    assert marks(capped) == {"handler": "98.57/100+5"}


@pytest.mark.parametrize(
    ("party", "effect", "total", "expected"),
    [
        # Who answers for the veto loses the marks; the others' work was what it was.
        (
            HANDLER,
            VetoEffect.TOTAL_ZERO,
            "0.00",
            {"handler": "0/60 vetoed", "center": "32/40"},
        ),
        (
            CENTER,
            VetoEffect.TOTAL_ZERO,
            "0.00",
            {"handler": "55/60+3", "center": "0/40 vetoed"},
        ),
        # A party without other items is told too.
        (
            FIRM,
            VetoEffect.TOTAL_ZERO,
            "0.00",
            {"handler": "55/60+3", "center": "32/40", "firm": "0/0 vetoed"},
        ),
        # A capped grade leaves the marks.
        (
            HANDLER,
            VetoEffect.GRADE_CAP,
            "90.00",
            {"handler": "55/60+3", "center": "32/40"},
        ),
    ],
)
def test_a_veto_takes_the_marks_of_who_answers_for_it(
    party: Party, effect: VetoEffect, total: str, expected: dict[str, str]
) -> None:
    scheme = points_scheme(*SHARED, PLUS, own_veto(party, effect), maximum_total=D(105))
    sheet = score(scheme, filled(scheme, a=5, d=8, own=3, forged="yes"))
    assert str(sheet.total) == total
    assert marks(sheet) == expected


def test_a_veto_that_does_not_count_takes_nothing() -> None:
    scheme = points_scheme(
        section("s", item("a", 100)), own_veto(CENTER), counted_parties=(HANDLER,)
    )
    assert marks(score(scheme, filled(scheme, forged="yes"))) == {"handler": "100/100"}


def test_a_veto_of_the_only_party_leaves_it_the_total_of_nothing() -> None:
    scheme = points_scheme(section("s", item("a", 100)), veto("v", "forged"))
    sheet = score(scheme, filled(scheme, a=5, forged="yes"))
    (mark,) = sheet.parties
    assert (mark.mark, mark.vetoed) == (sheet.total, True)
    assert mark.percent == 0


def test_an_item_takes_no_more_from_its_party_than_it_has() -> None:
    """扣完为止: what is over is nobody's."""
    faults = item("a", 10, ItemKind.PER_OCCURRENCE, each=D(4))
    scheme = points_scheme(
        section("s", faults, item("c", 10, party=CENTER)), section("t", item("b", 80))
    )
    sheet = score(scheme, filled(scheme, a=9, c=1))
    assert str(sheet.total) == "89.00"
    assert marks(sheet) == {"handler": "80/90", "center": "9/10"}


@pytest.mark.parametrize(
    ("counted", "total", "expected"),
    [
        # What counts makes up the full mark; what does not is as it was given.
        ((HANDLER,), "91.67", {"handler": "91.67/100", "center": "12/20"}),
        ((CENTER,), "60.00", {"handler": "55/60", "center": "60/100"}),
        (tuple(Party), "82.00", {"handler": "70/80", "center": "12/20"}),
    ],
)
def test_marks_that_do_not_count_stay_as_given(
    counted: tuple[Party, ...], total: str, expected: dict[str, str]
) -> None:
    scheme = points_scheme(*SHARED, counted_parties=counted)
    sheet = score(scheme, filled(scheme, a=5, c=NA, d=8))
    assert (str(sheet.total), marks(sheet)) == (total, expected)


def test_what_could_not_be_assessed_is_in_nobodys_marks() -> None:
    scheme = points_scheme(*SHARED)
    sheet = score(scheme, filled(scheme, a=CANNOT, d=8))
    assert sheet.total is None
    assert marks(sheet) == {"handler": "40/40", "center": "32/40"}


def test_a_sheet_of_indicators_has_no_marks() -> None:
    scheme = indicator_scheme("worst@1")
    sheet = score(scheme, filled(scheme))
    assert (sheet.parties, sheet.party_rule) == ((), "")


def test_the_first_rule_gives_old_sheets_what_it_gave_them() -> None:
    """Digests of submitted reviews and results stay provable."""
    scheme = points_scheme(*OWN, veto("v", "forged"))
    given_ = filled(scheme, a=5, n=NA, forged="yes")
    old, new = score(scheme, given_, None, FIRST), score(scheme, given_)
    assert (old.parties, old.party_rule) == ((PartyMark(HANDLER, D(90), D(85)),), "")
    assert new.party_rule == PARTY_MARKS
    assert old.total == new.total
    assert digest(old) == (
        "ad8dfc4df57aa669466e4c7062198b0cad2b9090ed156cb76404b0ec36004232"
    )


def test_a_result_of_old_reads_is_calculated_as_it_was_settled() -> None:
    """Disputed items are scored again by the rule the read was submitted under."""
    scheme = points_scheme(
        section("s", item("a", 60), item("n", 20)),
        section("t", item("b", 20)),
        combination=Combination(
            total_gap=D(5), item_gap=True, resolution=Resolution.DISPUTED_ITEMS
        ),
    )

    def read(purpose: Purpose, n: int, given_: Answers) -> Read:
        verdict = score(scheme, given_, None, FIRST).verdict
        return Read(purpose, n, f"{n}", verdict, answers=given_)

    lost = (20, 0)
    reads = [
        read(Purpose.COUNTED, n, filled(scheme, a=each, n=NA))
        for n, each in enumerate(lost, 1)
    ]
    reads.append(read(Purpose.THIRD, 1, answers(scheme, a=10)))
    outcome = reconcile(scheme, reads)
    # As the program that had the first rule alone digested it.
    assert digest(outcome) == (
        "a8bdfa4070d660dc29369b972231a22837c775e177b6c91f7655071b19f8f835"
    )
    assert [each.verdict.party_rule for each in outcome.used] == ["", ""]


def test_a_rule_that_is_not_known_is_refused() -> None:
    scheme = points_scheme(*OWN)
    with pytest.raises(UnknownRule):
        score(scheme, {}, None, "party_marks@9")


def settled(scheme: Scheme, *given_: dict[str, object]) -> Outcome:
    whole = len(scheme.parts) == 1

    def read(n: int, part: str, raw: dict[str, object]) -> Read:
        found = score(scheme, filled(scheme, **raw), None if whole else part)
        return Read(Purpose.COUNTED, n, f"{n}", found.verdict, part)

    return reconcile(
        scheme,
        [read(n, part, raw) for part in scheme.parts for n, raw in enumerate(given_)],
    )


MEAN = Combination()


@pytest.mark.parametrize("rule", list(NotApplicableRule))
def test_the_case_and_the_handler_have_one_score(rule: NotApplicableRule) -> None:
    """The lawyer of a sheet of own items reads one number, also where it is rounded."""
    scheme = points_scheme(*OWN, not_applicable=rule, combination=MEAN)
    for raw in ({"a": 5, "n": NA}, {"a": 6, "n": NA, "m": NA}, {"a": 7}):
        for other in ({"a": 4, "n": NA}, {"a": 5, "m": 1}):
            outcome = settled(scheme, raw, other)
            assert outcome.percent_of(HANDLER) == outcome.score


IN_PARTS = points_scheme(
    section("s", item("a", 60), part="work"),
    replace(own_veto(HANDLER), part="form"),
    combination=MEAN,
)


@pytest.mark.parametrize(
    ("first", "second", "total", "part"),
    [
        ({"a": 3}, {"a": 3}, "95.00", "95.00"),
        ({"a": 3, "forged": "yes"}, {"a": 3, "forged": "yes"}, "0.00", "0.00"),
        ({"a": 3, "forged": "yes"}, {"a": 3}, "95.00", "95.00"),
    ],
)
def test_a_veto_in_a_part_of_its_own_takes_the_handlers_marks(
    first: dict[str, object], second: dict[str, object], total: str, part: str
) -> None:
    outcome = settled(IN_PARTS, first, second)
    assert (str(outcome.score), str(outcome.percent_of(HANDLER))) == (total, part)


def test_rounding_of_parts_gives_nobody_more_than_all() -> None:
    """Six parts of 16.67 each; the total is held to the full mark, and so is this."""
    sections = (section(f"s{n}", item(f"i{n}", 10), part=f"p{n}") for n in range(6))
    outcome = settled(points_scheme(*sections), {}, {})
    assert (outcome.score, outcome.percent_of(HANDLER)) == (100, 100)


@pytest.mark.parametrize(
    ("number", "expected"),
    [
        (Fraction(0), "0"),
        (Fraction(88), "88"),
        (Fraction(175, 2), "87.5"),
        (Fraction(1, 1000), "0.001"),
        (Fraction(3, 64), "0.046875"),
        (Fraction(260, 3), "260/3"),
    ],
)
def test_a_number_with_an_end_is_a_decimal(number: Fraction, expected: str) -> None:
    found = with_an_end(number)
    assert found == number
    assert str(found) == expected
    assert isinstance(found, Decimal) is ("/" not in expected)


# Any sheet without a veto: who answers, what applies and what is earned are drawn.
CELLS = st.tuples(
    st.integers(1, 30),  # points
    st.sampled_from(list(Party)),
    st.sampled_from(["na", "0", "0.5", "0.8", "1"]),  # how much of the points
)
SECTIONS = st.lists(st.lists(CELLS, min_size=1, max_size=4), min_size=1, max_size=4)


@given(
    standard=SECTIONS,
    extra=st.lists(CELLS, max_size=3),
    cap=st.integers(1, 20),
    most=st.sampled_from([100, 103, 500]),
    rule=st.sampled_from(list(NotApplicableRule)),
    counted=st.sets(st.sampled_from(list(Party)), min_size=1),
    direction=st.sampled_from(list(Direction)),
)
def test_the_parties_marks_make_up_the_total(
    standard: list[list[tuple[int, Party, str]]],
    extra: list[tuple[int, Party, str]],
    cap: int,
    most: int,
    rule: NotApplicableRule,
    counted: set[Party],
    direction: Direction,
) -> None:
    given_: dict[str, Answer] = {}

    def made(code: str, cells: list[tuple[int, Party, str]], adds: bool) -> Section:
        items = []
        for n, (points, party, part) in enumerate(cells):
            items.append(item(f"{code}_{n}", points, party=party, may_not_apply=True))
            earned = D(0) if part == "na" else points * D(part)
            choice = earned if adds else points - earned
            given_[f"{code}_{n}"] = NA if part == "na" else Answer(choice)
        return section(code, *items)

    adds = direction is Direction.ADD
    sections = [made(f"s{n}", cells, adds) for n, cells in enumerate(standard)]
    if extra:
        plus = made("x", extra, True)
        sections.append(bonus("x", cap, *plus.items))
    scheme = points_scheme(
        *sections,
        direction=direction,
        not_applicable=rule,
        counted_parties=tuple(party for party in Party if party in counted),
        maximum_total=D(most),
    )
    sheet = score(scheme, given_)
    if sheet.total is None or sheet.exact is None:
        assert sheet.nothing_applicable
        return

    makes = [each for each in sheet.parties if each.party in counted]
    sums = sum(Fraction(each.mark) + Fraction(each.bonus) for each in makes)
    assert sums == (Fraction(sheet.total) if len(makes) == 1 else sheet.exact)
    maxima = sum(Fraction(each.maximum) for each in makes)
    assert maxima == (sheet.maximum if sheet.scale else 0)
    for each in sheet.parties:
        assert 0 <= each.mark and 0 <= each.bonus
        assert each.maximum == 0 or each.percent is not None
        assert Fraction(each.mark) <= Fraction(each.maximum) + Fraction(1, 200)
