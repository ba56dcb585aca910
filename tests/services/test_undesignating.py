"""Designated numbers are withdrawn: they wait no longer, or leave what is not drawn."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask

from review.domain.designating import Effect, IsWithdrawn, NoReason
from review.domain.errors import NotVisible
from review.domain.notices import NoticeKind
from review.domain.policy import Viewer
from review.services import designating, opening, sampling, undesignating
from review.store import invariants, unit
from review.store.models import (
    Bureau,
    Campaign,
    CampaignCase,
    DesignationWithdrawal,
    Event,
    StoredNotice,
)
from tests.casework import Casework, casework, number, plan, sheet
from tests.conftest import AT
from tests.databases import Once
from tests.services.rounds import at_once, rows

pytestmark = pytest.mark.usefixtures("app_context")

sqlite = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
EARLY, LATER = AT - timedelta(hours=1), AT + timedelta(hours=1)
WHY = "该案已移送省厅复查"


def province_and_county() -> tuple[Viewer, Casework]:
    with unit.transaction():
        made = casework()
        made.scheme(sheet())
        for n in range(1, 7):
            made.case(f"(2025)青援{n}号", lawyers=(f"赵{n}",))
        above = casework(bureau="P", login="province")
        where = {"id": made.bureau_id}
        unit.change(above.event, Bureau, where, parent_id=above.bureau_id)
    return above.officer, made


class Tree:
    """A province and a county below it whose campaign draws two files."""

    def __init__(self, province: Viewer, work: Casework) -> None:
        self.province, self.county = province, work.officer
        self.address = str(rows(Bureau, "public_id", id=work.bureau_id)[0][0])
        two = plan(sample=number(2))
        opening.open_campaign(viewer=self.county, plan=two, at=EARLY)

    def designate(self, name: str, numbers: str, campaign: str = "2025") -> str:
        return designating.designate(
            viewer=self.province,
            bureau=self.address,
            name=name,
            numbers=numbers,
            campaign=campaign,
            at=EARLY,
        )

    def withdraw(self, public_id: str, reason: str = WHY) -> None:
        own = {"viewer": self.province, "public_id": public_id}
        undesignating.withdraw(**own, reason=reason, at=AT)

    def effect(self, public_id: str) -> Effect:
        own = {"viewer": self.province, "public_id": public_id}
        return undesignating.look(**own).effect

    @property
    def designated(self) -> list[str]:
        ((rules,),) = rows(Campaign, "rules")
        return list(rules["sample"].get("designated", ()))


@pytest.fixture
def tree(app_context: None, once: Once) -> Tree:
    return Tree(*once(province_and_county))


def test_they_leave_a_rule_that_has_not_drawn(tree: Tree) -> None:
    ((before,),) = rows(Campaign, "rules")
    first = tree.designate("抽查", "(2025)青援3号\n(2025)青援4号")
    second = tree.designate("复查", "(2025)青援4号")
    assert tree.effect(first) is Effect.LEFT

    tree.withdraw(first)

    assert tree.designated == ["(2025)青援4号"]
    (_second, line) = designating.received(viewer=tree.county)
    assert (line.withdrawn_at, line.reason, line.effect) == (AT, WHY, Effect.LEFT)
    tree.withdraw(second)
    ((after,),) = rows(Campaign, "rules")
    assert after == before
    sampling.draw(viewer=tree.county, code="2025", at=LATER, seed="7")
    assert {why for (why,) in rows(CampaignCase, "drawn_by")} == {"stratum"}
    lines = designating.received(viewer=tree.county)
    assert [line.effect for line in lines] == [Effect.LEFT] * 2
    with unit.reading():
        assert invariants.check() == []


def test_a_sample_that_is_drawn_keeps_them(tree: Tree) -> None:
    made = tree.designate("抽查", "(2025)青援3号")
    sampling.draw(viewer=tree.county, code="2025", at=EARLY, seed="7")
    before = rows(CampaignCase), rows(Campaign, "rules")
    assert tree.effect(made) is Effect.STAYED

    tree.withdraw(made)

    assert (rows(CampaignCase), rows(Campaign, "rules")) == before
    (line,) = designating.received(viewer=tree.county)
    assert (line.effect, line.reason) == (Effect.STAYED, WHY)
    assert "designation_left" not in [kind for (kind,) in rows(Event, "kind")]
    with unit.reading():
        assert invariants.check() == []


@sqlite
def test_what_waited_joins_no_campaign_any_more(tree: Tree) -> None:
    made = tree.designate("抽查", "(2025)青援3号", campaign="")
    assert tree.effect(made) is Effect.WAITED

    tree.withdraw(made)

    with pytest.raises(IsWithdrawn):
        designating.join(viewer=tree.county, public_id=made, code="2025", at=AT)
    assert tree.designated == []
    again = tree.designate("抽查", "(2025)青援3号", campaign="")
    assert again != made
    designating.join(viewer=tree.county, public_id=again, code="2025", at=AT)
    assert tree.designated == ["(2025)青援3号"]


@sqlite
def test_withdrawn_twice_they_are_withdrawn_once(tree: Tree) -> None:
    made = tree.designate("抽查", "(2025)青援3号")

    tree.withdraw(made)
    tree.withdraw(made, "另一个理由")

    assert rows(DesignationWithdrawal, "reason") == [(WHY,)]
    told = [kind for (kind,) in rows(StoredNotice, "kind")]
    assert told.count(NoticeKind.UNDESIGNATED) == told.count(NoticeKind.DESIGNATED) > 0


@sqlite
def test_only_who_designated_them_withdraws_and_says_why(tree: Tree) -> None:
    made = tree.designate("抽查", "(2025)青援3号")
    own = {"viewer": tree.county, "public_id": made}

    with pytest.raises(NotVisible):
        undesignating.withdraw(**own, reason=WHY, at=AT)
    with pytest.raises(NotVisible):
        undesignating.look(**own)
    for reason in ("", "  ", "长" * 201):
        with pytest.raises(NoReason):
            tree.withdraw(made, reason)
    assert rows(DesignationWithdrawal) == []


def test_joined_and_withdrawn_at_once_they_are_not_in_the_rule(
    app: Flask, tree: Tree
) -> None:
    made = tree.designate("抽查", "(2025)青援3号", campaign="")
    own = {"viewer": tree.county, "public_id": made, "code": "2025", "at": AT}

    join, withdraw, draw = (
        lambda: designating.join(**own),
        lambda: tree.withdraw(made),
        lambda: sampling.draw(viewer=tree.county, code="2025", at=LATER, seed="7"),
    )
    found = at_once(app, [join, withdraw])

    assert tree.designated == []
    (line,) = designating.received(viewer=tree.county)
    joined = not isinstance(found[0], IsWithdrawn)
    assert line.effect is (Effect.LEFT if joined else Effect.WAITED)

    again = tree.designate("复查", "(2025)青援4号")
    at_once(app, [draw, lambda: tree.withdraw(again)])

    (line, _first) = designating.received(viewer=tree.county)
    is_kept = "(2025)青援4号" in tree.designated
    assert line.effect is (Effect.STAYED if is_kept else Effect.LEFT)
    with unit.reading():
        assert invariants.check() == []
