"""Review fees: finished reviews only, each once, in lists that never change."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal

import pytest
from flask import Flask
from sqlalchemy import insert, update
from sqlalchemy.exc import IntegrityError

from review.domain.errors import NotVisible, RuleBroken
from review.domain.fees import Band, FeeRole, FeeRule, PaidAs
from review.services import fee_lists, fees, membership
from review.store import invariants, unit
from review.store.models import Case, FeeLine
from tests.conftest import AT
from tests.factories import World
from tests.services.rounds import further_read, lost, reader, submit, under_review

LATER = AT + timedelta(days=1)
TODAY, TOMORROW = AT.date(), LATER.date()
RULE = FeeRule({FeeRole.FIRST: Decimal(50)}, (Band(Decimal(0), Decimal("3.33")),))
BOTH = FeeRule(RULE.rates | {FeeRole.THIRD: Decimal("80.50")}, RULE.tax)


@pytest.fixture
def world(app: Flask) -> Iterator[World]:
    """Six files; both reviewers read all of them, a third one waits."""
    with app.app_context():
        made = under_review(n_cases=6)
        fees.set_rule(viewer=made.officer, code="2026", rule=RULE, at=AT)
        yield made
        with unit.reading():
            assert invariants.check() == []


def hand_in(world: World, slot: int, case: int = 0, **answers: object) -> None:
    submit(world, reader(world, case, slot), world.reads[case][slot], **answers)


def seen(world: World) -> fees.FeesPage:
    return fees.page(viewer=world.officer, code="2026", on=TODAY)


def shown(page: fees.FeesPage) -> list[tuple[int, str, str, str]]:
    """Reviews, before tax, tax and paid out of each person."""
    return [
        (x.pay.n, str(x.pay.gross), str(x.pay.tax), str(x.pay.net)) for x in page.lines
    ]


def freeze(world: World, basis: str = "") -> str:
    return fees.freeze(
        viewer=world.officer,
        code="2026",
        basis=basis or seen(world).basis,
        at=LATER,
        on=TODAY,
    )


def payout(world: World, key: str) -> fees.Payout:
    return fees.payout(viewer=world.officer, code="2026", key=key).payout


def pay(world: World, key: str, day: date = TOMORROW) -> None:
    fees.pay(
        viewer=world.officer,
        code="2026",
        key=key,
        paid_on=day,
        at=LATER,
        on=TOMORROW,
    )


def cancel(world: World, key: str, reason: str = "单价有误") -> None:
    fees.cancel(viewer=world.officer, code="2026", key=key, reason=reason, at=LATER)


def test_finished_reviews_are_paid_and_open_ones_are_not(world: World) -> None:
    assert shown(seen(world)) == []

    hand_in(world, 0)
    hand_in(world, 0, case=1)
    hand_in(world, 1)

    assert sorted(shown(seen(world))) == [
        (1, "50.00", "1.67", "48.33"),
        (2, "100.00", "3.33", "96.67"),
    ]
    assert seen(world).total.tax == Decimal("5.00")


def test_what_is_taken_back_is_not_paid(world: World) -> None:
    hand_in(world, 0)
    membership.dismiss(
        viewer=world.officer, code="2026", number=_number(world, 0), at=LATER
    )

    assert [line[0] for line in shown(seen(world))] == [1]


def _number(world: World, slot: int) -> str:
    found = fees.page(viewer=world.officer, code="2026", on=TODAY).lines
    assert slot == 0
    return found[0].number


def test_a_list_is_frozen_and_pays_nothing_twice(world: World) -> None:
    hand_in(world, 0)
    first = freeze(world)
    hand_in(world, 1)
    fees.set_rule(
        viewer=world.officer,
        code="2026",
        rule=FeeRule({FeeRole.FIRST: Decimal(60)}),
        at=LATER,
    )
    second = freeze(world)

    made = [payout(world, key) for key in (first, second)]
    assert [(each.number, each.n_reads) for each in made] == [(1, 1), (2, 1)]
    assert [str(each.pay.gross) for each in made] == ["50.00", "60.00"]
    assert [str(each.pay.tax) for each in made] == ["1.67", "0.00"]
    assert seen(world).lines == ()


def test_only_what_was_looked_at_is_made_and_once(world: World) -> None:
    hand_in(world, 0)
    basis = seen(world).basis
    hand_in(world, 1)

    with pytest.raises(fees.FeesChanged):
        freeze(world, basis)
    now = seen(world).basis
    assert freeze(world, now) == freeze(world, now)
    assert len(seen(world).payouts) == 1
    with pytest.raises(fees.NothingToPay):
        freeze(world)


def test_roles_without_a_rate_wait_for_one(world: World) -> None:
    apart = {f"a{n}": lost(10) for n in range(5)}
    hand_in(world, 0)
    hand_in(world, 1, **apart)
    third = further_read(world, 2)
    submit(world, world.reviewers[2], third)
    freeze(world)

    assert seen(world).waiting == {FeeRole.THIRD: 1}
    fees.set_rule(viewer=world.officer, code="2026", rule=BOTH, at=LATER)
    assert shown(seen(world)) == [(1, "80.50", "2.68", "77.82")]


def test_what_reviewers_see_tells_no_further_review_while_files_are_open(
    world: World,
) -> None:
    """Whoever read third signs for one number; by role it is told when all is settled."""
    fees.set_rule(viewer=world.officer, code="2026", rule=BOTH, at=LATER)
    apart = {f"a{n}": lost(10) for n in range(5)}
    hand_in(world, 0)
    hand_in(world, 1, **apart)
    submit(world, world.reviewers[2], further_read(world, 2))
    own = {"viewer": world.officer, "code": "2026", "key": freeze(world)}
    first, third = PaidAs(FeeRole.FIRST), PaidAs(FeeRole.THIRD)

    page = fees.payout(**own)
    assert page.handed_out.pay.counts == {first: 3}
    assert [each.pay.n for each in page.handed_out.lines] == [1, 1, 1]
    assert page.payout.pay.counts == {first: 2, third: 1}
    own_file = {**own, "file_format": "csv", "at": LATER, "say": str}
    heads = fee_lists.export(**own_file).decode("utf-8-sig").splitlines()[0]
    assert "Reviews" in heads and "review" not in heads

    for case in range(1, 6):
        hand_in(world, 0, case=case)
        hand_in(world, 1, case=case)
    assert fees.payout(**own).handed_out.pay.counts == {first: 2, third: 1}


COMPLEX = PaidAs(FeeRole.FIRST, "", "complex")
DEARER = FeeRule(RULE.rates, RULE.tax, {COMPLEX: Decimal(80)})


def put_into(world: World, case: int, case_class: str) -> None:
    with unit.transaction() as connection:
        case_id = world.case_ids[case]
        change = update(Case).where(Case.id == case_id).values(case_class=case_class)
        connection.execute(change)


def test_files_of_a_class_are_paid_at_its_rate(world: World) -> None:
    put_into(world, 0, "complex")
    hand_in(world, 0)
    hand_in(world, 0, case=1)
    fees.set_rule(viewer=world.officer, code="2026", rule=DEARER, at=LATER)

    both = sorted(shown(seen(world)))
    assert both == [(1, "50.00", "1.67", "48.33"), (1, "80.00", "2.66", "77.34")]
    made = payout(world, freeze(world))
    assert made.pay.counts == {PaidAs(FeeRole.FIRST): 1, COMPLEX: 1}
    assert (made.pay.gross, made.pay.tax) == (Decimal(130), Decimal("4.33"))
    assert made.rule == DEARER


def test_a_list_of_before_keeps_its_meaning(world: World) -> None:
    hand_in(world, 0)
    key = freeze(world)
    fees.set_rule(viewer=world.officer, code="2026", rule=DEARER, at=LATER)
    put_into(world, 0, "complex")

    made = payout(world, key)
    assert made.pay.counts == {PaidAs(FeeRole.FIRST): 1}
    assert (made.rule, made.pay.gross) == (RULE, Decimal(50))


def test_a_class_that_changed_is_looked_at_again(world: World) -> None:
    fees.set_rule(viewer=world.officer, code="2026", rule=DEARER, at=LATER)
    hand_in(world, 0)
    basis = seen(world).basis
    put_into(world, 0, "complex")

    with pytest.raises(fees.FeesChanged):
        freeze(world, basis)
    assert shown(seen(world)) == [(1, "80.00", "2.66", "77.34")]


def test_other_files_of_a_role_wait_for_a_rate(world: World) -> None:
    put_into(world, 0, "complex")
    hand_in(world, 0)
    hand_in(world, 0, case=1)
    only = FeeRule({}, (), {COMPLEX: Decimal(80)})
    fees.set_rule(viewer=world.officer, code="2026", rule=only, at=LATER)

    assert shown(seen(world)) == [(1, "80.00", "0.00", "80.00")]
    assert seen(world).waiting == {FeeRole.FIRST: 1}


def test_a_paid_list_is_the_end_of_it(world: World) -> None:
    hand_in(world, 0)
    key = freeze(world)
    for early in (TODAY, TOMORROW + timedelta(days=1)):
        with pytest.raises(fees.PaidTooEarly):
            pay(world, key, early)
    pay(world, key)
    pay(world, key)

    assert payout(world, key).paid_on == TOMORROW
    with pytest.raises(fees.AlreadyEnded):
        cancel(world, key)


def test_a_cancelled_list_gives_its_reviews_back(world: World) -> None:
    hand_in(world, 0)
    key = freeze(world)
    with pytest.raises(fees.NoReason):
        cancel(world, key, "  ")
    cancel(world, key)
    cancel(world, key)

    assert payout(world, key).is_cancelled
    assert payout(world, key).cancelled_reason == "单价有误"
    with pytest.raises(fees.AlreadyEnded):
        pay(world, key)
    again = freeze(world)
    assert (again != key, payout(world, again).n_reads) == (True, 1)


def test_the_database_refuses_to_pay_a_read_twice(world: World) -> None:
    hand_in(world, 0)
    freeze(world)
    with unit.reading() as connection:
        line = connection.execute(FeeLine.__table__.select()).one()
    again = {key: value for key, value in line._mapping.items() if key != "id"}

    with pytest.raises(IntegrityError), unit.transaction() as connection:
        connection.execute(insert(FeeLine.__table__).values(**again))


def test_fees_are_for_officers_of_the_bureau(world: World) -> None:
    hand_in(world, 0)
    key = freeze(world)
    reviewer = world.reviewers[0]
    for asked in (
        lambda: fees.page(viewer=reviewer, code="2026", on=TODAY),
        lambda: fees.payout(viewer=reviewer, code="2026", key=key),
        lambda: fees.set_rule(viewer=reviewer, code="2026", rule=RULE, at=AT),
        lambda: payout(world, "nobody-has-this"),
    ):
        with pytest.raises(NotVisible):
            asked()


def test_rates_that_cannot_be_are_refused(world: World) -> None:
    with pytest.raises(RuleBroken):
        fees.set_rule(
            viewer=world.officer,
            code="2026",
            rule=FeeRule({FeeRole.FIRST: Decimal(0)}),
            at=AT,
        )
    assert seen(world).rule == RULE
