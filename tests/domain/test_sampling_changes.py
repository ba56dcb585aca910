"""Replacements and extensions go on in the order of the draw, and can be repeated."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from review.domain.sampling import (
    Candidate,
    SampleBy,
    SampleRule,
    Stratifier,
    Why,
    draw,
)
from review.domain.sampling_changes import (
    Change,
    ChangeKind,
    NoLargerSize,
    NotExtensible,
    Standing,
    extension,
    larger,
    replacement,
)
from review.domain.sampling_order import in_draw_order

SEED = "s"
THREE = SampleRule(SampleBy.NUMBER, number=3, stratify_by=())


def files(*facts: tuple[str, str]) -> list[Candidate]:
    """In draw order, whatever their hashes: area and lead handler of each."""
    numbers = in_draw_order(
        (Candidate(n, f"{n}") for n in range(len(facts))), seed=SEED
    )
    return [
        replace(each, area=area, handlers=(lead,) if lead else ())
        for each, (area, lead) in zip(numbers, facts, strict=True)
    ]


def standing(made: list[Candidate], rule: SampleRule = THREE) -> Standing:
    return Standing.of(made, rule, draw(made, rule=rule, seed=SEED).drawn)


SIX = files(*[("A", "x"), ("B", "y"), ("A", "y"), ("B", "x"), ("A", "z"), ("B", "z")])
BY_COUNTY = replace(THREE, number=2, stratify_by=(Stratifier.COUNTY,))
MINIMUM = replace(THREE, number=2, minimum_per_handler=1)
ONE_EACH = replace(BY_COUNTY, maximum_per_handler=1)

REPLACED = [
    ("the next of all", THREE, 2, (), ((4,), ())),
    ("passing what cannot be used", THREE, 1, (4, 5), ((6,), (4, 5))),
    ("nothing is left", THREE, 1, (4, 5, 6), ((), (4, 5, 6))),
    ("the next of its county", BY_COUNTY, 2, (), ((4,), ())),
    ("the next of its handler", MINIMUM, 2, (), ((3,), ())),
    ("else the next of the stratum", MINIMUM, 2, (3,), ((4,), (3,))),
    ("nobody over the maximum", ONE_EACH, 2, (), ((6,), ())),
    ("a census has no others", SampleRule(SampleBy.CENSUS), 2, (), ((), ())),
]


@pytest.mark.parametrize(
    ("rule", "left", "unusable", "found"),
    [case[1:] for case in REPLACED],
    ids=[case[0] for case in REPLACED],
)
def test_unusable_file_is_replaced_by(
    rule: SampleRule,
    left: int,
    unusable: tuple[int, ...],
    found: tuple[tuple[int, ...], tuple[int, ...]],
) -> None:
    assert replacement(standing(SIX, rule), left, unusable=unusable) == found


def test_named_number_is_replaced_by_the_next_of_its_series() -> None:
    named = [
        ("(2025)9号", "trial"),
        ("(2025)8号", "trial"),
        ("(2025)8号", "prosecution"),
        ("(2025)7号", "trial"),
        ("(2025)5号", "prosecution"),
        ("(2024)6号", "prosecution"),
    ]
    made = [Candidate(n, no, stage) for n, (no, stage) in enumerate(named)]
    rule = SampleRule(
        SampleBy.LISTED, case_numbers=("(2025)5号", "(2025)7号"), next_number=True
    )
    now = Standing(made, rule, {4: Why.LISTED, 5: Why.LISTED})

    assert replacement(now, 5) == ((3,), ())
    assert replacement(now, 5, unusable=(3, 2)) == ((1,), (3, 2))
    assert replacement(replace(now, rule=replace(rule, next_number=False)), 5) == (
        (),
        (),
    )


def test_replacement_is_replaced_again_and_nothing_comes_back() -> None:
    now = standing(SIX)
    first = Change(ChangeKind.REPLACEMENT, left=1, taken=(4,))
    second = Change(ChangeKind.REPLACEMENT, left=4, taken=(6,), passed=(5,))

    assert [now.apply(first), now.apply(second)] == [True, True]
    assert now.places == (2, 3, 6)
    assert now.why[6] is Why.REPLACEMENT
    assert replacement(now, 2) == ((), ())


def test_a_withdrawn_file_leaves_nothing_behind_and_is_not_drawn_again() -> None:
    now = standing(SIX)

    assert now.apply(Change(ChangeKind.WITHDRAWAL, left=2)) is True
    assert now.places == (1, 3)
    # What is drawn on later is drawn for the larger size, and never this file.
    assert extension(now, larger(THREE, "5")) == ((4, 5, 6), ())
    assert now.apply(Change(ChangeKind.REPLACEMENT, left=1, taken=(4,))) is True


def test_a_withdrawal_undone_leaves_everything_as_it_was() -> None:
    now, before = standing(SIX, MINIMUM), standing(SIX, MINIMUM)
    for place in (1, 2):
        now.apply(Change(ChangeKind.WITHDRAWAL, left=place))

    assert now.apply(Change(ChangeKind.RETURN, taken=(1, 2))) is True
    assert (now.why, now.gone, now.withdrawn) == (before.why, set(), {})


@pytest.mark.parametrize(
    "change",
    [
        Change(ChangeKind.WITHDRAWAL, left=4),
        Change(ChangeKind.WITHDRAWAL, left=1, taken=(4,)),
        Change(ChangeKind.RETURN, taken=(1,)),
        Change(ChangeKind.RETURN, taken=(4,)),
        Change(ChangeKind.REPLACEMENT, left=1, taken=(5,)),
        Change(ChangeKind.REPLACEMENT, left=4, taken=(5,)),
        Change(ChangeKind.REPLACEMENT, left=1),
        Change(ChangeKind.REPLACEMENT, left=1, taken=(5,), passed=(6,)),
        Change(ChangeKind.EXTENSION, taken=(4, 6), size="5"),
    ],
)
def test_change_the_rule_does_not_give_is_found(change: Change) -> None:
    assert standing(SIX).apply(change) is False


def test_extension_goes_on_where_the_draw_stopped() -> None:
    now = standing(SIX, BY_COUNTY)
    now.apply(Change(ChangeKind.REPLACEMENT, left=1, taken=(3,)))

    assert extension(now, larger(BY_COUNTY, "4")) == ((4, 5), ())
    assert extension(now, larger(BY_COUNTY, "4"), unusable=(4,)) == ((5, 6), (4,))
    assert now.apply(Change(ChangeKind.EXTENSION, taken=(4, 5), size="4")) is True
    assert (now.places, now.rule.number) == ((2, 3, 4, 5), 4)


def test_extension_keeps_to_the_maximum() -> None:
    now = standing(SIX, ONE_EACH)

    assert extension(now, larger(ONE_EACH, "6")) == ((5,), ())


@pytest.mark.parametrize(
    ("rule", "size", "refusal"),
    [
        (THREE, "3", NoLargerSize),
        (SampleRule(SampleBy.PERCENT, percent=Decimal(10)), "10.0", NoLargerSize),
        (SampleRule(SampleBy.PERCENT, percent=Decimal(10)), "101", NoLargerSize),
        (SampleRule(SampleBy.CENSUS), "9", NotExtensible),
        (SampleRule(SampleBy.LISTED, case_numbers=("1",)), "9", NotExtensible),
        (replace(THREE, number=None), "9", NotExtensible),
    ],
)
def test_only_a_size_grows(rule: SampleRule, size: str, refusal: type) -> None:
    with pytest.raises(refusal):
        larger(rule, size)


@given(
    st.lists(st.tuples(st.sampled_from("AB"), st.sampled_from("xyz")), max_size=30),
    st.integers(1, 12),
    st.integers(1, 12),
)
def test_extension_keeps_every_file_and_meets_the_larger_quotas(
    facts: list[tuple[str, str]], n: int, more: int
) -> None:
    rule = replace(THREE, number=n, stratify_by=(Stratifier.COUNTY,))
    now = standing(files(*facts), rule)
    before = set(now.places)

    taken, _ = extension(now, larger(rule, f"{n + more}"))

    assert not before & set(taken)
    assert len(before) + len(taken) >= min(n + more, len(facts))


def test_a_designated_file_is_replaced_by_its_next_number_and_counts_in_no_quota() -> (
    None
):
    numbered = [
        replace(each, case_no=f"第{place}号") for place, each in enumerate(SIX, start=1)
    ]
    ordered = list(in_draw_order(numbered, seed=SEED))
    two = replace(THREE, number=2)
    last = ordered[-1].case_no
    rule = replace(two, designated=(ordered[3].case_no,))

    found = standing(ordered, rule)
    assert found.why == {1: Why.STRATUM, 2: Why.STRATUM, 4: Why.LISTED}
    assert extension(found, replace(rule, number=3)) == ((3,), ())

    later = [
        place
        for place, each in enumerate(ordered, start=1)
        if each.case_no > ordered[3].case_no and place not in found.why
    ]
    nearest = min(later, key=lambda place: ordered[place - 1].case_no, default=None)
    taken, _ = replacement(found, 4)
    assert taken == (() if nearest is None else (nearest,)), last
    assert found.apply(Change(ChangeKind.REPLACEMENT, left=4, taken=taken))
    assert all(found.why[place] is Why.NEXT_NUMBER for place in taken)
