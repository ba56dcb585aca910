from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from itertools import combinations, product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from review.domain.allocation import Allocation, Quality, check_allocation
from review.domain.candidates import (
    GRADES,
    AllocationRules,
    Bar,
    CaseToAllocate,
    Reviewer,
    Side,
    Strength,
    Turn,
    forbidden,
    graded,
    loss_of,
)
from review.numerics.allocation import allocate
from review.numerics.candidates import Candidates

RULES = AllocationRules()
KEY = b"the campaign's secret"


def some_cases(n: int, **facts: object) -> list[CaseToAllocate]:
    return [CaseToAllocate(f"c{i:03}", **facts) for i in range(n)]


def some_reviewers(n: int, **facts: object) -> list[Reviewer]:
    return [Reviewer(f"r{i:02}", person=f"p{i}", **facts) for i in range(n)]


def spread(allocation: Allocation) -> int:
    return max(allocation.loads.values()) - min(allocation.loads.values())


def readers(allocation: Allocation) -> dict[str, set[str]]:
    read: dict[str, set[str]] = {}
    for pair in allocation.pairs:
        read.setdefault(pair.case, set()).add(pair.reviewer)
    return read


def names(*choices: str) -> st.SearchStrategy[frozenset[str]]:
    return st.frozensets(st.sampled_from(choices), max_size=2)


sides_drawn = st.one_of(
    st.builds(Side, st.just(Bar.OPPOSING), person=st.sampled_from(["p0", "p9"])),
    st.builds(Side, st.just(Bar.CO_COUNSEL), firm=st.sampled_from(["f0", "f9"])),
)
cases_drawn = st.lists(
    st.builds(
        CaseToAllocate,
        key=st.sampled_from([f"c{i}" for i in range(8)]),
        part=st.sampled_from(["", "law"]),
        slots=st.sampled_from([(1,), (1, 2), (1, 2, 3), (2,)]),
        handlers=names("p0", "p1", "outsider"),
        firms=names("f0", "f1", "f2"),
        area=st.sampled_from(["", "a0", "a1"]),
        kind=st.sampled_from(["", "civil", "criminal"]),
        years=st.sampled_from([0, 0, 5]),
        sides=st.frozensets(sides_drawn, max_size=2),
        matters=names("m0", "m1"),
        parties=names("q0", "q1"),
    ),
    unique_by=lambda case: (case.key, case.part),
    max_size=10,
)
reviewers_drawn = st.lists(
    st.builds(
        Reviewer,
        key=st.sampled_from([f"r{i}" for i in range(8)]),
        person=st.sampled_from(["", "p0", "p1", "p2"]),
        firms=names("f0", "f1"),
        area=st.sampled_from(["", "a0", "a1"]),
        cap=st.sampled_from([None, 0, 1, 2, 5]),
        load=st.integers(0, 3),
        competences=st.sampled_from([frozenset(), frozenset({"civil"})]),
        parts=st.sampled_from([frozenset(), frozenset({"law"})]),
        declared_cases=names("c0", "c1"),
        declared_persons=names("p2", "outsider"),
        declared_firms=names("f2"),
        years=st.sampled_from([None, 3, 8]),
        is_away=st.sampled_from([False, False, False, True]),
        matters=names("m1", "m2"),
        parties=names("q1", "q2"),
        former_firms=names("f1", "f9"),
        colleagues=names("outsider", "p9"),
        fellows=names("p1", "p9"),
    ),
    unique_by=lambda reviewer: reviewer.key,
    max_size=8,
)
rules_drawn = st.builds(
    AllocationRules,
    bar_same_area=st.booleans(),
    taken=st.frozensets(st.tuples(st.sampled_from(["c0", "c1"]), st.just("r0"))),
    grades=st.fixed_dictionaries(
        dict.fromkeys(GRADES, st.sampled_from([Strength.BLOCK, Strength.WARN]))
    ),
    barred_turns=st.frozensets(
        st.builds(Turn, st.sampled_from(["p0", "p2"]), st.sampled_from(["p1"]))
    ),
)


@settings(deadline=None)
@given(cases_drawn, reviewers_drawn, rules_drawn)
def test_allocation_obeys_every_hard_rule(
    cases: list[CaseToAllocate], reviewers: list[Reviewer], rules: AllocationRules
) -> None:
    allocation = allocate(cases, reviewers, rules=rules, key=KEY)

    check_allocation(allocation, cases=cases, reviewers=reviewers, rules=rules)


@settings(deadline=None)
@given(cases_drawn, reviewers_drawn, rules_drawn)
def test_tables_say_what_the_domain_says_of_each_pair(
    cases: list[CaseToAllocate], reviewers: list[Reviewer], rules: AllocationRules
) -> None:
    def asked(ask: Callable[[CaseToAllocate, Reviewer], object]) -> list[object]:
        return [[ask(case, reviewer) for reviewer in reviewers] for case in cases]

    found = Candidates(cases, reviewers, rules)

    assert found.allowed().shape == (len(cases), len(reviewers))
    assert found.allowed().tolist() == asked(lambda c, r: not forbidden(c, r, rules))
    assert found.losses().tolist() == asked(lambda c, r: loss_of(c, r, rules))
    assert found.warned().tolist() == asked(
        lambda c, r: bool(graded(c, r, rules, Strength.WARN))
    )


def merit(
    cases: list[CaseToAllocate],
    reviewers: list[Reviewer],
    read: list[tuple[str, ...]],
    rules: AllocationRules,
) -> tuple[int, int, int, int]:
    """Empty slots, those in the same case, reads with a warning, then uneven loads."""
    missing = [len(c.slots) - len(names) for c, names in zip(cases, read, strict=True)]
    new = Counter(name for names in read for name in names)
    known = {reviewer.key: reviewer for reviewer in reviewers}
    warned = sum(
        bool(graded(case, known[name], rules, Strength.WARN))
        for case, names in zip(cases, read, strict=True)
        for name in names
    )
    return (
        sum(missing),
        sum(n * (n + 1) // 2 for n in missing),
        warned,
        sum((r.load + new[r.key]) ** 2 for r in reviewers),
    )


def best_merit(
    cases: list[CaseToAllocate], reviewers: list[Reviewer], rules: AllocationRules
) -> tuple[int, int, int, int]:
    """Every possible allocation, tried one by one."""
    caps = {r.key: r.cap - r.load for r in reviewers if r.cap is not None}
    options = []
    for case in cases:
        free = [r.key for r in reviewers if not forbidden(case, r, rules)]
        sizes = range(len(case.slots) + 1)
        options.append([names for n in sizes for names in combinations(free, n)])
    possible = (
        list(read)
        for read in product(*options)
        if all(
            n <= max(caps.get(name, n), 0)
            for name, n in Counter(name for names in read for name in names).items()
        )
    )
    return min(merit(cases, reviewers, read, rules) for read in possible)


@settings(deadline=None, max_examples=60)
@given(cases_drawn, reviewers_drawn, rules_drawn)
def test_allocation_is_the_best_there_is(
    cases: list[CaseToAllocate], reviewers: list[Reviewer], rules: AllocationRules
) -> None:
    few = list({case.key: case for case in cases}.values())[:3]
    some = reviewers[:4]

    allocation = allocate(few, some, rules=rules, key=KEY)

    read = readers(allocation)
    found = [tuple(read.get(case.key, ())) for case in few]
    assert merit(few, some, found, rules) == best_merit(few, some, rules)


def test_loads_are_even_without_constraints() -> None:
    allocation = allocate(some_cases(37), some_reviewers(7), rules=RULES, key=KEY)

    assert allocation.unfilled == ()
    assert sorted(allocation.loads.values()) == [10, 10, 10, 11, 11, 11, 11]


def test_loads_are_evened_out_over_what_reviewers_have_already() -> None:
    behind, ahead, far_ahead = some_reviewers(3)
    reviewers = [behind, replace(ahead, load=4), replace(far_ahead, load=90)]

    allocation = allocate(some_cases(10, slots=(1,)), reviewers, rules=RULES, key=KEY)

    assert allocation.loads == {"r00": 7, "r01": 7, "r02": 90}


def test_reviewer_far_ahead_still_reads_what_nobody_else_can() -> None:
    busy, *colleagues = some_reviewers(3, firms=frozenset({"f"}))
    reviewers = [replace(busy, firms=frozenset(), load=500), *colleagues]
    open_to_all = [CaseToAllocate(f"d{i}", slots=(1,)) for i in range(30)]
    of_the_firm = some_cases(30, firms=frozenset({"f"}), slots=(1,))

    allocation = allocate(open_to_all + of_the_firm, reviewers, rules=RULES, key=KEY)

    assert allocation.loads == {"r00": 530, "r01": 15, "r02": 15}


def test_everyone_reads_up_to_their_cap_and_the_rest_stays_even() -> None:
    reviewers = some_reviewers(4)
    capped = [replace(reviewers[0], cap=2), *reviewers[1:]]

    allocation = allocate(some_cases(10), capped, rules=RULES, key=KEY)

    assert allocation.loads == {"r00": 2, "r01": 6, "r02": 6, "r03": 6}


def test_too_few_reviewers_leave_a_report_instead_of_a_failure() -> None:
    cases = some_cases(3, firms=frozenset({"f"}))
    reviewers = [*some_reviewers(1), Reviewer("colleague", firms=frozenset({"f"}))]

    allocation = allocate(cases, reviewers, rules=RULES, key=KEY)

    assert len(allocation.pairs) == 3
    assert [(u.case, u.missing, u.n_candidates) for u in allocation.unfilled] == [
        ("c000", 1, 1),
        ("c001", 1, 1),
        ("c002", 1, 1),
    ]
    assert allocation.unfilled[0].removed == {Bar.OWN_FIRM: 1}


def test_shortage_gives_every_case_a_first_reader_before_any_gets_a_second() -> None:
    reviewers = some_reviewers(3, cap=2)

    allocation = allocate(some_cases(5), reviewers, rules=RULES, key=KEY)

    assert len(allocation.pairs) == 6
    assert len(readers(allocation)) == 5


def test_nobody_to_ask_leaves_every_slot_empty() -> None:
    allocation = allocate(some_cases(2), [], rules=RULES, key=KEY)

    assert allocation.pairs == ()
    assert [u.missing for u in allocation.unfilled] == [2, 2]
    assert allocate([], some_reviewers(2), rules=RULES, key=KEY).loads == {
        "r00": 0,
        "r01": 0,
    }


def test_parts_of_one_case_go_to_different_reviewers() -> None:
    cases = [
        CaseToAllocate("c", part="formal", slots=(1,)),
        CaseToAllocate("c", part="law", slots=(1, 2)),
    ]

    allocation = allocate(cases, some_reviewers(3), rules=RULES, key=KEY)

    assert readers(allocation) == {"c": {"r00", "r01", "r02"}}
    assert allocation.unfilled == ()


def test_part_that_finds_everyone_reading_another_part_says_so() -> None:
    cases = [
        CaseToAllocate("c", part="formal", slots=(1,)),
        CaseToAllocate("c", part="law", slots=(1,)),
    ]

    allocation = allocate(cases, some_reviewers(1), rules=RULES, key=KEY)

    (unfilled,) = allocation.unfilled
    assert (unfilled.missing, unfilled.n_other_part) == (1, 1)


def test_further_reader_is_never_one_who_has_the_case() -> None:
    cases = [CaseToAllocate("c", slots=(3,))]
    rules = AllocationRules(taken=frozenset({("c", "r00"), ("c", "r02")}))

    allocation = allocate(cases, some_reviewers(3), rules=rules, key=KEY)

    assert [(p.slot, p.reviewer) for p in allocation.pairs] == [(3, "r01")]


def test_allocation_repeats_itself_whatever_the_order_of_arrival() -> None:
    cases, reviewers = some_cases(40), some_reviewers(9)

    once = allocate(cases, reviewers, rules=RULES, key=KEY)

    assert allocate(cases[::-1], reviewers[::-1], rules=RULES, key=KEY) == once


def test_another_key_gives_other_readers_and_other_slots() -> None:
    cases, reviewers = some_cases(40), some_reviewers(9)

    one, other = (allocate(cases, reviewers, rules=RULES, key=k) for k in (b"1", b"2"))

    assert readers(one) != readers(other)


def test_first_slot_favours_nobody() -> None:
    allocation = allocate(some_cases(400), some_reviewers(2), rules=RULES, key=KEY)

    first = Counter(p.reviewer for p in allocation.pairs if p.slot == 1)
    assert all(150 < n < 250 for n in first.values())


def test_pairs_of_readers_are_mixed() -> None:
    allocation = allocate(some_cases(300), some_reviewers(6), rules=RULES, key=KEY)

    together = Counter(frozenset(pair) for pair in readers(allocation).values())
    assert len(together) == 15
    assert max(together.values()) < 60


def test_allocation_of_a_large_campaign_is_complete_and_even() -> None:
    reviewers = [
        Reviewer(f"r{i}", firms=frozenset({f"f{i % 40}"}), area=f"a{i % 10}")
        for i in range(60)
    ]
    cases = [
        CaseToAllocate(f"c{i}", firms=frozenset({f"f{i % 40}"}), area=f"a{i % 10}")
        for i in range(1889)
    ]
    rules = AllocationRules(bar_same_area=True)

    allocation = allocate(cases, reviewers, rules=rules, key=KEY)

    check_allocation(allocation, cases=cases, reviewers=reviewers, rules=rules)
    assert allocation.unfilled == ()
    assert spread(allocation) <= 1
    assert np.isclose(np.mean(list(allocation.loads.values())), 2 * 1889 / 60)


def test_who_knows_the_kind_of_case_comes_first_among_equal_loads() -> None:
    knows = replace(some_reviewers(1)[0], competences=frozenset({"civil"}))
    every_kind = [Reviewer(f"g{i}") for i in range(3)]
    cases = some_cases(8, kind="civil", slots=(1,))
    cases += [CaseToAllocate(f"d{i}", kind="criminal", slots=(1,)) for i in range(24)]

    allocation = allocate(cases, [knows, *every_kind], rules=RULES, key=KEY)

    assert set(allocation.loads.values()) == {8}
    read = {p.case for p in allocation.pairs if p.reviewer == "r00"}
    assert read == {f"c{i:03}" for i in range(8)}


def test_warned_reviewer_reads_only_where_nobody_else_is_free() -> None:
    warned = replace(some_reviewers(1)[0], parties=frozenset({"q"}))
    cases = [
        CaseToAllocate(f"c{i}", slots=(1,), parties=frozenset({"q"})) for i in (1, 2)
    ]

    alone = allocate(cases, [warned], rules=RULES, key=KEY)
    beside = allocate(cases, [warned, Reviewer("busy", load=50)], rules=RULES, key=KEY)

    assert alone.loads == {"r00": 2}
    assert beside.loads == {"r00": 0, "busy": 52}


def test_disclosed_relation_is_avoided_where_that_costs_little() -> None:
    rules = AllocationRules(grades={Bar.PARTY: Strength.DISCLOSE})
    related = replace(some_reviewers(1)[0], parties=frozenset({"q"}))
    free = Reviewer("free", load=1)
    case = CaseToAllocate("c", slots=(1,), parties=frozenset({"q"}))

    allocation = allocate([case], [related, free], rules=rules, key=KEY)

    assert allocation.loads == {"r00": 0, "free": 2}


def test_quality_says_how_near_the_best_fit_is() -> None:
    rules = AllocationRules(grades={Bar.PARTY: Strength.DISCLOSE})
    related = [
        replace(reviewer, parties=frozenset({"q"}), cap=cap)
        for reviewer, cap in zip(some_reviewers(2), (3, 4), strict=True)
    ]
    cases = some_cases(5, slots=(1,), parties=frozenset({"q"}))

    allocation = allocate(cases, [*related, Reviewer("r", cap=2)], rules=rules, key=KEY)

    found = allocation.quality
    assert (found.fit, found.bound) == (4_400, 4_400)
    assert Quality(fit=4_356, bound=4_400).sentences[0].values == {"gap": "1.00"}
    spread = Quality(n_linked=21, most_linked=28).sentences
    assert [each.values for each in spread] == [{"n": 21, "bound": 28, "gap": "25.00"}]


def test_reviewers_are_linked_by_shared_files() -> None:
    quality = allocate(some_cases(60), some_reviewers(8), rules=RULES, key=KEY).quality

    assert (quality.n_groups, quality.n_partners_least) == (1, 7)
    assert [str(sentence) for sentence in quality.sentences] == [
        "Fit: 0.00% below the bound, which no allocation within the rules exceeds.",
        "Spread: different pairs of reviewers who share files: 28, 0.00% below the bound of 28.",
        (
            "All reviewers are linked by shared files. Others with whom a reviewer shares "
            "files: at least 7, for half of them 7 or more."
        ),
    ]


def test_two_who_met_before_are_given_other_partners() -> None:
    held = {f"old{i}": frozenset({"r00", "r01"}) for i in range(9)}

    allocation = allocate(
        some_cases(6), some_reviewers(4), rules=RULES, key=KEY, held=held
    )

    assert frozenset({"r00", "r01"}) not in {
        frozenset(names) for names in readers(allocation).values()
    }


@pytest.mark.parametrize(("n_reviewers", "n"), [(1, 5), (2, 5), (3, 0)])
def test_files_without_an_alternate_for_a_further_review_are_counted(
    n_reviewers: int, n: int
) -> None:
    allocation = allocate(
        some_cases(5), some_reviewers(n_reviewers), rules=RULES, key=KEY
    )

    assert allocation.quality.n_without_alternate == n
    said = "At 5 files nobody would be left for a further review."
    assert (said in map(str, allocation.quality.sentences)) is bool(n)
