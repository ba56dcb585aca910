from __future__ import annotations

from collections import Counter
from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from review.domain.sampling import (
    Beyond,
    Candidate,
    Drawn,
    Sample,
    SampleBy,
    SampleRule,
    SampleRuleBroken,
    Stratifier,
    StratumReport,
    UnmetMinimum,
    Why,
    draw,
    draw_key,
    quotas,
)
from review.domain.sampling_order import masked

SEED = "二〇二四年度"
CENSUS = SampleRule(SampleBy.CENSUS)
BY_NINE = Beyond(57, 63, 6)


def number(n: int, **rest: object) -> SampleRule:
    return SampleRule(SampleBy.NUMBER, number=n, **rest)


def unstratified(n: int, **rest: object) -> SampleRule:
    return number(n, stratify_by=(), **rest)


def a_file(case_id: int, **facts: object) -> Candidate:
    defaults = {"case_no": f"2024-{case_id:04}", "area": "A", "kind": "civil"}
    return Candidate(case_id=case_id, **{**defaults, **facts})


def some_files(n: int, **facts: object) -> list[Candidate]:
    return [a_file(i, **facts) for i in range(n)]


def ids(sample: Sample) -> list[int]:
    return [drawn.case.case_id for drawn in sample.drawn]


# Worked out with printf and sha256sum, not with this program.
REFERENCE = [
    (3, "2024-法援-003", "0f02a27a8e25"),
    (8, "(2024)民援字第8号", "27998777f9d9"),
    (2, "2024-法援-002", "29b4500207fd"),
    (7, "（2024）民援字第7号", "d23d6ddbe3b4"),
    (1, "2024-法援-001", "f94b1432562a"),
]


def test_draw_key_is_the_published_formula() -> None:
    keys = [draw_key(case_no, seed=SEED)[:12] for _, case_no, _ in REFERENCE]

    assert keys == [key for *_, key in REFERENCE]


def test_draw_key_reads_full_width_signs_as_half_width() -> None:
    assert draw_key("（2024）７号", seed="s") == draw_key("(2024)7号", seed="s")


def test_draw_repeats_the_reference_draw() -> None:
    files = [a_file(case_id, case_no=no) for case_id, no, _ in sorted(REFERENCE)]

    sample = draw(files, rule=number(3), seed=SEED)

    assert [(d.case.case_id, d.position, d.stratum, d.why) for d in sample.drawn] == [
        (3, 1, "A/civil", Why.STRATUM),
        (8, 2, "A/civil", Why.STRATUM),
        (2, 3, "A/civil", Why.STRATUM),
    ]


def test_draw_orders_files_of_one_number_by_stage_then_volume() -> None:
    files = [
        a_file(1, case_no="7", stage="trial"),
        a_file(2, case_no="7", stage="prosecution", volume="2"),
        a_file(3, case_no="7", stage="prosecution", volume="1"),
    ]

    assert ids(draw(files, rule=CENSUS, seed=SEED)) == [3, 2, 1]


@pytest.mark.parametrize(
    ("population", "percent", "drawn"),
    [
        (74, "10", 8),
        (70, "10", 7),
        (1, "0.5", 1),
        (213, "100", 213),
        (3, "33.34", 2),
        (0, "10", 0),
    ],
)
def test_draw_rounds_a_percentage_up(population: int, percent: str, drawn: int) -> None:
    rule = SampleRule(SampleBy.PERCENT, percent=Decimal(percent))

    sample = draw(some_files(population), rule=rule, seed=SEED)

    assert (len(sample.drawn), sample.report.target) == (drawn, drawn)


def test_draw_of_more_than_there_is_takes_everything() -> None:
    report = draw(some_files(3), rule=number(10), seed=SEED).report

    assert (report.population, report.target, report.drawn) == (3, 3, 3)


def test_census_takes_every_file_and_says_so() -> None:
    sample = draw(some_files(5), rule=CENSUS, seed="")

    assert [(d.position, d.why) for d in sample.drawn] == [
        (place, Why.CENSUS) for place in range(1, 6)
    ]


@pytest.mark.parametrize(
    ("populations", "target", "expected"),
    [
        ({"a": 30, "b": 30}, 60, {"a": 30, "b": 30}),
        ({"a": 50, "b": 30, "c": 20}, 10, {"a": 5, "b": 3, "c": 2}),
        ({"a": 1, "b": 1, "c": 1}, 2, {"a": 1, "b": 1, "c": 0}),
        ({"c": 1, "b": 1, "a": 1}, 1, {"a": 1, "b": 0, "c": 0}),
        ({"a": 47, "b": 16, "c": 37}, 7, {"a": 3, "b": 1, "c": 3}),
        ({"a": 7}, 0, {"a": 0}),
        ({}, 0, {}),
    ],
)
def test_quotas_follow_the_largest_remainder(
    populations: dict[str, int], target: int, expected: dict[str, int]
) -> None:
    assert quotas(populations, target) == expected


def test_draw_is_stratified_by_county_and_kind() -> None:
    files = [
        a_file(i, area=area, kind=kind)
        for i, (area, kind) in enumerate(
            [("A", "civil")] * 8 + [("A", "criminal")] * 4 + [("B", "civil")] * 8
        )
    ]

    report = draw(files, rule=number(5), seed=SEED).report

    assert report.strata == (
        StratumReport("A/civil", 8, 2, 2),
        StratumReport("A/criminal", 4, 1, 1),
        StratumReport("B/civil", 8, 2, 2),
    )


def test_draw_may_be_stratified_by_kind_alone() -> None:
    files = [a_file(1, area="A"), a_file(2, area="B", kind="criminal")]
    rule = number(2, stratify_by=(Stratifier.CASE_KIND,))

    strata = [d.stratum for d in draw(files, rule=rule, seed=SEED).drawn]

    assert sorted(strata) == ["civil", "criminal"]


def test_minima_come_first_and_count_towards_the_quota() -> None:
    files = some_files(20, handlers=("busy",)) + [a_file(99, handlers=("rare",))]

    sample = draw(files, rule=number(4, minimum_per_handler=1), seed=SEED)

    assert 99 in ids(sample)
    assert Counter(d.why for d in sample.drawn) == {Why.MINIMUM: 2, Why.STRATUM: 2}


def test_minima_may_lift_a_stratum_over_its_quota_and_the_report_says_so() -> None:
    files = [a_file(i, handlers=(f"h{i}",)) for i in range(6)]

    report = draw(files, rule=number(2, minimum_per_handler=1), seed=SEED).report

    assert (report.target, report.drawn) == (2, 6)
    assert report.strata == (StratumReport("A/civil", 6, 2, 6),)


@pytest.mark.parametrize(
    ("rule", "beyond"),
    [
        (number(50, minimum_per_handler=1), Beyond(50, 63, 13)),
        (unstratified(63, minimum_per_handler=1), None),
        (unstratified(62, minimum_per_handler=1), Beyond(62, 63, 1)),
        (number(50), None),
        (SampleRule(SampleBy.PERCENT, Decimal(10), minimum_per_handler=1), None),
        (SampleRule(SampleBy.PERCENT, Decimal(9), minimum_per_handler=1), BY_NINE),
    ],
)
def test_it_is_said_that_the_minimum_makes_the_number_larger(
    rule: SampleRule, beyond: Beyond | None
) -> None:
    """63 handlers with ten files each; what is designated besides is none of it."""
    files = [a_file(n, handlers=(f"h{n % 63}",)) for n in range(630)]
    sample = draw(files, rule=rule, seed=SEED)
    assert sample.report.beyond == beyond

    outside = next(f for f in files if f not in [each.case for each in sample.drawn])
    named = draw(files, rule=replace(rule, designated=(outside.case_no,)), seed=SEED)

    assert named.report.beyond == beyond
    assert len(named.drawn) == len(sample.drawn) + 1
    if beyond:
        assert len(sample.drawn) == beyond.drawn == beyond.asked + beyond.more
        assert f"{beyond.asked};" in str(beyond.sentence)


def test_a_stratum_beyond_its_quota_is_not_made_up_for_by_another() -> None:
    east = [a_file(n, area="E", handlers=(f"e{n}",)) for n in range(4)]
    west = [a_file(10 + n, area="W", handlers=("w",)) for n in range(12)]

    report = draw(
        [*east, *west], rule=number(4, minimum_per_handler=1), seed=SEED
    ).report

    assert report.beyond == Beyond(4, 7, 3)


def test_minimum_counts_only_files_the_handler_leads() -> None:
    files = [a_file(1, handlers=("lead", "second")), a_file(2, handlers=("second",))]

    sample = draw(files, rule=number(1, minimum_per_handler=1), seed=SEED)

    assert sorted(ids(sample)) == [1, 2]


def test_report_names_every_unmet_minimum() -> None:
    files = [
        a_file(1, handlers=("one-file",)),
        a_file(2, handlers=("only-sealed",), sealed=True),
        *[a_file(10 + i, handlers=("enough",)) for i in range(3)],
        a_file(20),
    ]

    report = draw(files, rule=number(1, minimum_per_handler=2), seed=SEED).report

    assert report.unmet_minima == (
        UnmetMinimum("one-file", 2, 1),
        UnmetMinimum("only-sealed", 2, 0),
    )


def test_sealed_and_secret_files_stay_out_and_are_counted() -> None:
    files = [
        a_file(1),
        a_file(2, sealed=True),
        a_file(3, secret=True),
        a_file(4, sealed=True, secret=True),
    ]

    sample = draw(files, rule=CENSUS, seed=SEED)

    assert ids(sample) == [1]
    assert (sample.report.n_sealed, sample.report.n_secret) == (2, 1)


def test_rule_may_include_secret_files_but_never_sealed_ones() -> None:
    files = [a_file(1, secret=True), a_file(2, sealed=True, secret=True)]

    sample = draw(files, rule=replace(CENSUS, include_secret=True), seed=SEED)

    assert ids(sample) == [1]


def test_list_takes_its_files_and_reports_the_rest() -> None:
    files = [
        a_file(1, case_no="(2024)7号", stage="prosecution"),
        a_file(2, case_no="(2024)7号", stage="trial"),
        a_file(3, case_no="8", sealed=True),
        a_file(4, case_no="9"),
    ]
    rule = SampleRule(SampleBy.LISTED, case_numbers=(" （2024）7号", "8", "10", "10"))

    sample = draw(files, rule=rule, seed="")

    assert [(d.case.case_id, d.why) for d in sample.drawn] == [
        (1, Why.LISTED),
        (2, Why.LISTED),
    ]
    assert sample.report.unknown_numbers == ("10",)
    assert sample.report.withheld_numbers == ("8",)
    assert sample.report.target == 2
    assert sample.report.strata == (StratumReport("A/civil", 3, 2, 2),)


def test_maximum_passes_a_handler_and_the_next_file_is_taken() -> None:
    files = some_files(9, handlers=("busy",)) + [a_file(99, handlers=("rare",))]
    order = ids(draw(files, rule=number(10), seed=SEED))

    sample = draw(files, rule=number(3, maximum_per_handler=2), seed=SEED)

    busy = [case_id for case_id in order if case_id != 99][:2]
    assert set(ids(sample)) == {*busy, 99}


def test_maximum_counts_what_the_minimum_took() -> None:
    files = some_files(5, handlers=("one",))
    rule = number(5, minimum_per_handler=1, maximum_per_handler=2)

    sample = draw(files, rule=rule, seed=SEED)

    assert [d.why for d in sample.drawn] == [Why.MINIMUM, Why.STRATUM]
    assert sample.report.strata == (StratumReport("A/civil", 5, 5, 2),)


def test_file_without_a_lead_handler_has_no_maximum() -> None:
    rule = number(3, maximum_per_handler=1)

    assert len(draw(some_files(5), rule=rule, seed=SEED).drawn) == 3


def test_next_number_is_taken_for_a_named_one_that_cannot_be_used() -> None:
    files = [
        a_file(1, case_no="(2024)1号"),
        a_file(2, case_no="(2024)2号", sealed=True),
        a_file(3, case_no="(2024)3号", stage="prosecution"),
        a_file(4, case_no="(2024)3号", stage="trial"),
        a_file(5, case_no="(2024)9号"),
    ]
    rule = SampleRule(
        SampleBy.LISTED,
        case_numbers=("（2024）2号", "(2024)1号", "(2024)7号", "(2024)10号"),
        next_number=True,
    )

    sample = draw(files, rule=rule, seed="")

    assert {d.case.case_id: d.why for d in sample.drawn} == {
        1: Why.LISTED,
        3: Why.NEXT_NUMBER,
        4: Why.NEXT_NUMBER,
        5: Why.NEXT_NUMBER,
    }
    assert [(f.asked, f.taken) for f in sample.report.followed] == [
        ("(2024)2号", "(2024)3号"),
        ("(2024)7号", "(2024)9号"),
        ("(2024)10号", ""),
    ]


def test_masks_number_handlers_and_firms_in_the_order_of_the_draw() -> None:
    files = [
        a_file(1, handlers=("p7", "p9"), firm="77"),
        a_file(2, handlers=("p8",), firm="77"),
        a_file(3),
        a_file(4, handlers=("p7",), firm="78"),
        a_file(5, handlers=("p6",), firm="79", sealed=True),
    ]

    hidden = masked(files, rule=CENSUS, seed="b")

    assert [(c.case_id, c.lead, c.firm) for c in hidden] == [
        (3, "", ""),
        (4, "H2", "F2"),
        (2, "H3", "F3"),
        (1, "H2", "F3"),
        (5, "H4", "F4"),
    ]


@pytest.mark.parametrize(
    ("rule", "seed", "sentence"),
    [
        (SampleRule(SampleBy.PERCENT), "s", "The percentage to draw must be"),
        (SampleRule(SampleBy.PERCENT, percent=Decimal(101)), "s", "The percentage"),
        (SampleRule(SampleBy.NUMBER), "s", "The number of files to draw must be"),
        (SampleRule(SampleBy.LISTED), "s", "The list of case numbers to draw is empty"),
        (number(3, minimum_per_handler=-1), "s", "The minimum per handler cannot be"),
        (number(3), "", "A random draw needs a seed."),
    ],
)
def test_draw_refuses_a_rule_that_cannot_be_carried_out(
    rule: SampleRule, seed: str, sentence: str
) -> None:
    with pytest.raises(SampleRuleBroken, match=sentence):
        draw(some_files(3), rule=rule, seed=seed)


files_of_a_bureau = st.lists(
    st.builds(
        Candidate,
        case_id=st.integers(0, 10_000),
        case_no=st.integers(0, 99).map(str),
        stage=st.sampled_from(["", "trial"]),
        area=st.sampled_from("ABC"),
        kind=st.sampled_from(["civil", "criminal"]),
        handlers=st.sampled_from([(), ("h1",), ("h2",), ("h3", "h1")]),
        tickets=st.integers(1, 3),
    ),
    unique_by=(lambda c: c.case_id, lambda c: (c.case_no, c.stage)),
    max_size=40,
)


@given(files_of_a_bureau, st.integers(1, 50), st.integers(0, 2), st.randoms())
def test_draw_does_not_depend_on_the_order_of_arrival(
    files: list[Candidate], n: int, minimum: int, shuffler: object
) -> None:
    rule = number(n, minimum_per_handler=minimum)
    shuffled = list(files)
    shuffler.shuffle(shuffled)

    assert draw(shuffled, rule=rule, seed=SEED) == draw(files, rule=rule, seed=SEED)


@given(files_of_a_bureau, st.integers(1, 30), st.integers(0, 2))
def test_larger_number_keeps_everything_already_drawn(
    files: list[Candidate], n: int, minimum: int
) -> None:
    smaller, larger = (
        set(
            ids(
                draw(files, rule=unstratified(k, minimum_per_handler=minimum), seed="s")
            )
        )
        for k in (n, n + 1)
    )

    assert smaller <= larger


@given(files_of_a_bureau, st.integers(1, 50), st.integers(0, 2))
def test_draw_meets_every_quota_and_every_minimum_it_does_not_report(
    files: list[Candidate], n: int, minimum: int
) -> None:
    sample = draw(files, rule=number(n, minimum_per_handler=minimum), seed=SEED)

    led = Counter(d.case.lead for d in sample.drawn)
    unmet = {u.handler for u in sample.report.unmet_minima}
    assert all(s.drawn >= s.quota for s in sample.report.strata)
    assert sum(s.quota for s in sample.report.strata) == sample.report.target
    assert all(led[c.lead] >= minimum for c in files if c.lead and c.lead not in unmet)


@given(files_of_a_bureau, st.integers(1, 30))
def test_file_that_was_not_drawn_changes_nothing_by_leaving(
    files: list[Candidate], n: int
) -> None:
    rule = unstratified(n)
    before = ids(draw(files, rule=rule, seed=SEED))
    remaining = [c for i, c in enumerate(files) if c.case_id in before or i % 2]

    assert ids(draw(remaining, rule=rule, seed=SEED)) == before


def test_another_seed_draws_another_sample() -> None:
    files = some_files(200)

    one, other = (ids(draw(files, rule=number(20), seed=s)) for s in ("a", "b"))

    assert set(one) != set(other)


def test_designated_files_come_in_besides_and_leave_the_lot_as_it_was() -> None:
    files = [a_file(n, case_no=f"民援字第{n}号") for n in range(1, 41)]
    lot = {c.case_no for c in (d.case for d in drawn_of(files, ()))}
    spare = [each.case_no for each in files if each.case_no not in lot]
    gone, kept, named = spare[0], spare[1:], min(lot)
    there = [each for each in files if each.case_no != gone]

    sample = draw(there, rule=designating(gone, kept[-1], named), seed=SEED)

    reasons = {d.case.case_no: d.why for d in sample.drawn}
    (followed,) = sample.report.followed
    assert {n for n, why in reasons.items() if why is Why.STRATUM} == lot
    assert (reasons[kept[-1]], reasons[followed.taken]) == (LISTED, NEXT_NUMBER)
    assert followed.taken in kept[:-1]
    assert sample.report.target == sample.report.drawn == 12
    assert sample.report.unknown_numbers == (gone,)


LISTED, NEXT_NUMBER = Why.LISTED, Why.NEXT_NUMBER


def designating(*numbers: str) -> SampleRule:
    return unstratified(10, designated=numbers)


def drawn_of(files: list[Candidate], designated: tuple[str, ...]) -> tuple[Drawn, ...]:
    return draw(files, rule=designating(*designated), seed=SEED).drawn


@pytest.mark.parametrize("by", [SampleBy.CENSUS, SampleBy.LISTED])
def test_designated_files_join_a_census_and_a_list_once(by: SampleBy) -> None:
    files = [a_file(n, case_no=f"民援字第{n}号") for n in range(1, 5)]
    own = ("民援字第1号",) if by is SampleBy.LISTED else ()
    both = ("民援字第1号", "民援字第３号")
    rule = SampleRule(by, case_numbers=own, designated=both)

    sample = draw(files, rule=rule, seed=SEED)

    wanted = {1, 3} if by is SampleBy.LISTED else {1, 2, 3, 4}
    assert set(ids(sample)) == wanted
    assert sample.report.target == len(wanted)
