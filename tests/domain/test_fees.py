"""Review fees: roles, tax, sums that add up, and amounts in capitals."""

from __future__ import annotations

from decimal import Decimal

import pytest

from review.domain.fees import (
    Band,
    FeeRole,
    FeeRule,
    FeesBroken,
    PaidAs,
    Pay,
    check_rule,
    common_rate,
    folded,
    in_capitals,
    pay_for,
    role_of,
    rule_as_data,
    rule_from_data,
    tax_on,
    total,
)
from review.domain.reads import Purpose

D = Decimal
FIRST, THIRD, LEAD = FeeRole.FIRST, FeeRole.THIRD, FeeRole.LEAD


@pytest.mark.parametrize(
    ("purpose", "by_panel", "role"),
    [
        (Purpose.COUNTED, False, FeeRole.FIRST),
        (Purpose.COUNTED, True, FeeRole.FIRST),
        (Purpose.SEED, False, FeeRole.FIRST),
        (Purpose.SECOND, False, FeeRole.FIRST),
        (Purpose.LINKING, False, FeeRole.FIRST),
        (Purpose.THIRD, False, FeeRole.THIRD),
        (Purpose.THIRD, True, FeeRole.PANEL),
        (Purpose.ADJUDICATION, True, FeeRole.LEAD),
        (Purpose.SENIOR, False, FeeRole.SENIOR),
        (Purpose.APPEAL, False, FeeRole.SENIOR),
    ],
)
def test_what_a_read_is_paid_as(
    purpose: Purpose, by_panel: bool, role: FeeRole
) -> None:
    assert role_of(purpose, by_panel=by_panel) is role


COMPLEX, CIVIL = PaidAs(FIRST, "", "complex"), PaidAs(FIRST, "civil")
BOTH = PaidAs(FIRST, "civil", "complex")


@pytest.mark.parametrize(
    ("known", "role", "kind", "case_class", "paid_as"),
    [
        ((), FIRST, "civil", "complex", PaidAs(FIRST)),
        ((), THIRD, "civil", "complex", None),
        ((COMPLEX,), FIRST, "civil", "complex", COMPLEX),
        ((COMPLEX,), FIRST, "civil", "general", PaidAs(FIRST)),
        ((COMPLEX,), LEAD, "civil", "complex", PaidAs(LEAD)),
        ((CIVIL,), FIRST, "civil", "major", CIVIL),
        ((CIVIL,), FIRST, "arbitration", "major", PaidAs(FIRST)),
        # Kind and class together, else the class, else the kind.
        ((CIVIL, COMPLEX), FIRST, "civil", "complex", COMPLEX),
        ((CIVIL, COMPLEX, BOTH), FIRST, "civil", "complex", BOTH),
        ((CIVIL, BOTH), FIRST, "civil", "general", CIVIL),
        # A rate for some files is none for the others.
        ((PaidAs(THIRD, "", "major"),), THIRD, "civil", "general", None),
        (
            (PaidAs(THIRD, "", "major"),),
            *(THIRD, "civil", "major"),
            PaidAs(THIRD, "", "major"),
        ),
    ],
)
def test_by_which_rate_a_file_is_paid(
    known: tuple[PaidAs, ...],
    role: FeeRole,
    kind: str,
    case_class: str,
    paid_as: PaidAs | None,
) -> None:
    rule = FeeRule({FIRST: D(50), LEAD: D(90)}, (), dict.fromkeys(known, D(80)))

    assert rule.paid_as(role, kind, case_class) == paid_as


@pytest.mark.parametrize(
    ("code", "paid_as"),
    [
        ("first", PaidAs(FIRST)),
        ("first/complex", COMPLEX),
        ("first/civil", CIVIL),
        ("first/civil/complex", BOTH),
    ],
)
def test_a_rate_is_written_as_role_kind_and_class(code: str, paid_as: PaidAs) -> None:
    assert PaidAs.of(code) == paid_as
    assert paid_as.code == code


@pytest.mark.parametrize(
    "code",
    [
        "",
        "complex",
        "first/",
        "first/easy",
        "first/civil/civil",
        "first/civil/arbitration",
    ],
)
def test_what_is_no_rate_is_refused(code: str) -> None:
    with pytest.raises(ValueError):
        PaidAs.of(code)


PLAIN = (Band(D(0), D(3)),)
TABLE = (Band(D(800), D(20)), Band(D(4000), D("30.5")))


@pytest.mark.parametrize(
    ("bands", "gross", "tax"),
    [
        ((), "1000", "0"),
        (PLAIN, "0", "0"),
        (PLAIN, "100", "3"),
        (PLAIN, "0.16", "0"),
        (PLAIN, "0.17", "0.01"),
        (PLAIN, "33.50", "1.01"),
        (TABLE, "799.99", "0"),
        (TABLE, "800", "0"),
        (TABLE, "800.02", "0"),
        (TABLE, "800.03", "0.01"),
        (TABLE, "4000", "640"),
        (TABLE, "4100", "670.50"),
    ],
)
def test_each_part_is_taxed_at_its_band(
    bands: tuple[Band, ...], gross: str, tax: str
) -> None:
    assert tax_on(D(gross), bands) == D(tax)


@pytest.mark.parametrize(
    ("counts", "gross", "tax", "n"),
    [
        ({}, "0", "0", 0),
        ({PaidAs(FIRST): 3}, "150", "4.50", 3),
        ({PaidAs(FIRST): 1, PaidAs(LEAD): 1}, "130.55", "3.92", 2),
        ({PaidAs(FIRST): 1, PaidAs(THIRD): 4}, "50", "1.50", 1),
        ({PaidAs(FIRST): 1, COMPLEX: 2}, "210", "6.30", 3),
        ({COMPLEX: 1, CIVIL: 4}, "80", "2.40", 1),
    ],
)
def test_roles_without_a_rate_are_not_paid(
    counts: dict[PaidAs, int], gross: str, tax: str, n: int
) -> None:
    rule = FeeRule({FIRST: D(50), LEAD: D("80.55")}, PLAIN, {COMPLEX: D(80)})
    paid = pay_for(counts, rule)

    assert (paid.gross, paid.tax, paid.n) == (D(gross), D(tax), n)
    assert paid.net == D(gross) - D(tax)


@pytest.mark.parametrize("rate", ["0.01", "0.17", "33.33", "999.99"])
@pytest.mark.parametrize("percent", ["0", "3.33", "20", "45"])
def test_totals_are_the_sums_of_the_rows(rate: str, percent: str) -> None:
    rule = FeeRule({FIRST: D(rate)}, (Band(D(0), D(percent)),))
    pays = [pay_for({PaidAs(FIRST): n}, rule) for n in (1, 2, 3, 7, 11, 40)]
    whole = total(pays)

    assert whole.gross == D(rate) * 64
    assert whole.tax == sum(pay.tax for pay in pays)
    assert whole.net == sum(pay.net for pay in pays)
    assert {pay.tax.as_tuple().exponent for pay in pays} == {-2}


def test_the_columns_of_a_list_are_those_of_anybody_role_by_role() -> None:
    rule = FeeRule({FIRST: D(50), LEAD: D(90)}, (), {COMPLEX: D(80), CIVIL: D(55)})
    rows = [{PaidAs(LEAD): 1, CIVIL: 2}, {COMPLEX: 1}, {PaidAs(FIRST): 3, CIVIL: 1}]
    whole = total(pay_for(row, rule) for row in rows)

    assert list(whole.counts.items()) == [
        (PaidAs(FIRST), 3),
        (CIVIL, 3),
        (COMPLEX, 1),
        (PaidAs(LEAD), 1),
    ]


def test_nobody_is_nothing() -> None:
    assert total([]) == Pay()


@pytest.mark.parametrize(
    ("rates", "tax"),
    [
        ({FIRST: D(0)}, ()),
        ({FIRST: D(-1)}, ()),
        ({FIRST: D("0.001")}, ()),
        ({FIRST: D(100_001)}, ()),
        ({FIRST: D("NaN")}, ()),
        ({}, (Band(D(800), D(20)), Band(D(800), D(30)))),
        ({}, (Band(D(800), D(20)), Band(D(0), D(30)))),
        ({}, (Band(D(-1), D(20)),)),
        ({}, (Band(D(0), D("Infinity")),)),
        ({}, (Band(D(0), D(101)),)),
        ({}, (Band(D(0), D("1.005")),)),
        ({}, tuple(Band(D(n), D(1)) for n in range(6))),
    ],
)
def test_rules_by_which_nobody_can_be_paid_are_refused(
    rates: dict[FeeRole, Decimal], tax: tuple[Band, ...]
) -> None:
    with pytest.raises(FeesBroken):
        check_rule(FeeRule(rates, tax))


KINDS = ("civil", "administrative", "arbitration")
MANY = [PaidAs(FIRST, kind, c) for kind in KINDS for c in ("", "complex", "major")]


@pytest.mark.parametrize(
    "of_files",
    [
        {COMPLEX: D(0)},
        {COMPLEX: D("0.001")},
        {COMPLEX: D("Infinity")},
        {PaidAs(FIRST): D(50)},
        dict.fromkeys(MANY, D(50)),
    ],
)
def test_rates_for_some_files_are_checked_like_others(
    of_files: dict[PaidAs, Decimal],
) -> None:
    with pytest.raises(FeesBroken):
        check_rule(FeeRule({FIRST: D(50)}, (), of_files))
    check_rule(FeeRule({FIRST: D(50)}, (), dict.fromkeys(MANY[:8], D(50))))


def test_a_rule_is_stored_exactly() -> None:
    rule = FeeRule({FIRST: D("50.00"), LEAD: D("80.55")}, TABLE, {BOTH: D("90.10")})
    check_rule(rule)

    assert rule_from_data(rule_as_data(rule)) == rule


def test_a_rule_of_before_means_what_it_meant() -> None:
    stored = {"rates": {"first": 5000}, "tax": [[0, 300]]}
    rule = rule_from_data(stored)

    assert rule == FeeRule({FIRST: D(50)}, PLAIN)
    assert rule_as_data(rule) == stored
    assert rule.paid_as(FIRST, "civil", "major") == PaidAs(FIRST)


@pytest.mark.parametrize(
    ("amount", "said"),
    [
        ("0", "零元整"),
        ("0.05", "伍分"),
        ("0.50", "伍角"),
        ("1", "壹元整"),
        ("10", "壹拾元整"),
        ("101", "壹佰零壹元整"),
        ("110", "壹佰壹拾元整"),
        ("1005.50", "壹仟零伍元伍角"),
        ("1000.05", "壹仟元零伍分"),
        ("1234.56", "壹仟贰佰叁拾肆元伍角陆分"),
        ("10000", "壹万元整"),
        ("10010", "壹万零壹拾元整"),
        ("100100", "壹拾万零壹佰元整"),
        ("1020030", "壹佰零贰万零叁拾元整"),
        ("203750", "贰拾万叁仟柒佰伍拾元整"),
        ("100000001", "壹亿零壹元整"),
    ],
)
def test_amounts_in_capitals(amount: str, said: str) -> None:
    assert in_capitals(D(amount)) == said


def test_roles_stand_in_their_order_whatever_the_database_kept() -> None:
    """PostgreSQL keeps the keys of a record by their length."""
    stored = {
        "rates": {"lead": 300, "first": 100, "third": 200},
        "tax": [],
        "of_files": {"first/civil": 100, "first/major": 200, "lead/civil": 300},
    }
    backwards = {
        **stored,
        "rates": dict(reversed(stored["rates"].items())),
        "of_files": dict(reversed(stored["of_files"].items())),
    }

    one, other = rule_from_data(stored), rule_from_data(backwards)

    assert list(one.rates) == [FeeRole.FIRST, FeeRole.THIRD, FeeRole.LEAD]
    assert list(one.rates) == list(other.rates)
    assert list(one.of_files) == list(other.of_files)


def test_first_further_and_panel_reviews_become_one_number() -> None:
    counts = {
        PaidAs(FIRST): 3,
        PaidAs(FIRST, "", "complex"): 1,
        PaidAs(THIRD): 2,
        PaidAs(FeeRole.PANEL): 1,
        PaidAs(LEAD): 4,
    }

    found = folded(Pay(counts, D(10), D(1)))

    assert found == Pay({PaidAs(FIRST): 7, PaidAs(LEAD): 4}, D(10), D(1))


@pytest.mark.parametrize(
    ("rates", "of_files", "rate"),
    [
        ({FIRST: D(50), THIRD: D(50), LEAD: D(80)}, {}, D(50)),
        ({FIRST: D(50)}, {}, D(50)),
        ({FIRST: D(50), THIRD: D(60)}, {}, None),
        ({FIRST: D(50)}, {PaidAs(FIRST, "", "complex"): D(60)}, None),
        ({LEAD: D(80)}, {}, None),
    ],
)
def test_one_rate_is_told_where_all_are_paid_alike(
    rates: dict[FeeRole, Decimal], of_files: dict[PaidAs, Decimal], rate: Decimal | None
) -> None:
    assert common_rate(FeeRule(rates, (), of_files)) == rate
