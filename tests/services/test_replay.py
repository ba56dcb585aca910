"""Rules tried on settled campaigns: what moves, whose, and who may see it."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from flask import Flask
from sqlalchemy import select

from review.domain.errors import NotVisible
from review.domain.policy import Role, Viewer
from review.domain.replay_figures import Fate
from review.domain.schemes import Scheme
from review.files.schemes import SchemeRefused, dump
from review.services import (
    opening,
    replay,
    replay_lists,
    rule_changes,
    sampling,
    schemes,
)
from review.services.paging import WHOLE
from review.services.replay import (
    AnotherScheme,
    NothingSettled,
    StillRunning,
    TrialView,
)
from review.services.replay_lists import Wanted
from review.store import unit
from review.store.models import Campaign, CampaignCase, Result, SchemeTrial
from tests.casework import CENSUS, plan
from tests.conftest import AT
from tests.databases import Once
from tests.released import Place, a_place, another_place
from tests.services.rounds import n_statements, rows

pytestmark = pytest.mark.usefixtures("app_context")

sqlite = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture
def place(app: Flask, once: Once) -> Place:
    """Six files of 2025: 100, 70, 80, 100, 50 and 90 points."""
    with app.app_context():
        made = once(a_place)
    return made


def base_id(place: Place) -> str:
    return schemes.named(viewer=place.officer, name="civil").public_id


def bands(place: Place, *lower: int) -> Scheme:
    """The sheet with bands that begin elsewhere, as a new version."""
    pairs = zip(place.scheme.grades, (*lower, 0), strict=True)
    grades = tuple(replace(grade, lower=Decimal(n)) for grade, n in pairs)
    return replace(place.scheme, grades=grades, version="2")


def tried(place: Place, new: Scheme, **more: object) -> TrialView:
    trial_id = replay.try_rules(
        viewer=place.officer,
        public_id=base_id(place),
        text=dump(new),
        campaigns=["2025"],
        at=AT,
        **more,  # type: ignore[arg-type]
    )
    return replay.view(viewer=place.officer, public_id=trial_id)


def moves(found: TrialView) -> dict[tuple[str | None, str | None], int]:
    return {cell: n for cell, n in found.table.items() if cell[0] != cell[1]}


@sqlite
def test_unchanged_rules_move_nothing(place: Place) -> None:
    found = tried(place, replace(place.scheme, version="2"))
    assert (found.total.n, found.total.n_known, found.total.n_moved) == (6, 6, 0)
    assert (found.differences, found.misfits, found.n_unsettled) == ((), (), 0)
    assert str(found.total.mean_change) == "0.00"


def test_bands_move_the_files_between_the_old_and_the_new_edge(place: Place) -> None:
    found = tried(place, bands(place, 95, 75, 60))
    assert moves(found) == {("excellent", "good"): 1}
    assert found.total.n_worse == 1
    assert {each.aspect for each in found.differences} == {"Band begins at"}
    assert sum(found.table.values()) == found.total.n_known == 6


@sqlite
def test_whose_is_told_by_kind_county_class_firm_and_handler(place: Place) -> None:
    found = tried(place, bands(place, 95, 75, 60))
    told = {
        name: {row.key: (row.tally.n, row.tally.n_moved) for row in group}
        for name, group in found.groups.items()
    }
    assert told["kind"] == {"civil": (4, 0), "criminal_defense": (2, 1)}
    assert told["firm"] == {"甲律师事务所": (3, 0), "乙律师事务所": (3, 1)}
    assert told["area"]["市本级"] == (2, 1)
    assert set(told) == {"kind", "area", "class", "firm", "handler"}
    assert set(found.handlers.values()) == {"赵一", "钱二", "孙三", "李四"}


def test_small_groups_stand_together(place: Place) -> None:
    with unit.transaction():
        event = unit.record("tested", chain="test", actor=unit.SYSTEM, at=AT)
        rules = {"decimals": 2, "minimum_n": 4}
        unit.change(event, Campaign, {"code": "2025"}, rules=rules)
    found = tried(place, bands(place, 95, 75, 60))
    kinds = [(row.key, row.tally.n, row.n_groups) for row in found.groups["kind"]]
    assert kinds == [("civil", 4, 1), ("", 2, 1)]
    assert [(r.key, r.tally.n) for r in found.groups["handler"]] == [("", 6)]


@sqlite
def test_the_list_behind_a_number_has_as_many_files(place: Place) -> None:
    found = tried(place, bands(place, 95, 75, 60))
    of = {"viewer": place.officer, "public_id": found.public_id}

    def listed(**wanted: str) -> list[str]:
        page = replay_lists.page(wanted=Wanted(**wanted), cut=WHOLE, **of)
        return [row.case_no for row in page.rows]

    assert listed(fate="moved") == listed(before="excellent", after="good")
    assert listed(fate="moved") == ["(2025)青援0006号"]
    assert len(listed(before="excellent")) == 3
    assert len(listed(by="firm", key="甲律师事务所")) == 3
    assert listed(item="i0") == []


@sqlite
def test_the_list_as_a_table(place: Place) -> None:
    found = tried(place, bands(place, 95, 75, 60))
    body = replay_lists.export(
        viewer=place.officer,
        public_id=found.public_id,
        wanted=Wanted(fate="moved"),
        at=AT,
        file_format="csv",
        say=lambda sentence: sentence,
        words=lambda title: title.en,
    )
    _head, line = body.decode("utf-8-sig").splitlines()
    assert line.endswith("90.00,Excellent,90.00,Good,0.00,Worse grade,")


@sqlite
def test_an_item_weighed_anew_is_said_file_by_file(place: Place) -> None:
    """i0 is worth 15 and i9 5: all or nothing of i0 was lost, never a part."""
    (part,) = place.scheme.sections
    worth = {"i0": Decimal(15), "i9": Decimal(5)}
    items = tuple(replace(i, points=worth.get(i.code, i.points)) for i in part.items)
    new = replace(place.scheme, sections=(replace(part, items=items),), version="2")
    found = tried(place, new)
    assert (found.fates[Fate.UNFIT], found.total.n_known) == (0, 6)
    assert moves(found) == {
        ("good", "pass"): 1,  # 80 → 75
        ("excellent", "good"): 1,  # 90 → 85
    }


@sqlite
def test_a_removed_item_is_left_out_and_counted(place: Place) -> None:
    (part,) = place.scheme.sections
    items = (*part.items[:8], replace(part.items[8], points=Decimal(20)))
    new = replace(place.scheme, sections=(replace(part, items=items),), version="2")
    found = tried(place, new)
    assert [(m.item, m.why.value, n) for m, n in found.misfits] == [
        ("i9", "removed", 6)
    ]
    assert found.total.n_known == 6


@sqlite
def test_what_was_corrected_since_is_not_compared(place: Place) -> None:
    with unit.transaction() as connection:
        event = unit.record("tested", chain="test", actor=unit.SYSTEM, at=AT)
        first = connection.execute(
            Result.__table__.select()
            .join(CampaignCase, CampaignCase.id == Result.campaign_case_id)
            .join(Campaign, Campaign.id == CampaignCase.campaign_id)
            .where(Campaign.code == "2025")
        ).first()
        assert first is not None
        known = {**first._mapping, "replaces_id": first.id, "grade": "fail"}
        for name in ("id", "public_id", "event_id"):
            del known[name]
        unit.add(event, Result, **known)
    found = tried(place, replace(place.scheme, version="2"))
    assert (found.fates[Fate.CORRECTED], found.total.n_known) == (1, 5)
    assert found.total.n_moved == 0


@sqlite
def test_a_running_campaign_is_not_tried_on(place: Place) -> None:
    year = {"closed_from": AT.date().replace(month=1, day=1), "closed_until": AT.date()}
    with unit.transaction():
        place.work.case("(2026)青援0001号", closed_on=AT.date().replace(month=1))
    opening.open_campaign(
        viewer=place.officer,
        plan=plan(code="2026", seed="a seed", sample=CENSUS, **year),
        at=AT,
    )
    sampling.draw(viewer=place.officer, code="2026", at=AT)
    past = replay.past(viewer=place.officer, public_id=base_id(place))
    assert {each.code: each.is_settled for each in past}["2026"] is False
    of = {
        "viewer": place.officer,
        "public_id": base_id(place),
        "text": dump(bands(place, 95, 75, 60)),
        "at": AT,
    }
    with pytest.raises(StillRunning):
        replay.try_rules(campaigns=["2025", "2026"], **of)
    with pytest.raises(NothingSettled):
        replay.try_rules(campaigns=[], **of)
    with pytest.raises(NotVisible):
        replay.try_rules(campaigns=["2031"], **of)


@sqlite
def test_nothing_of_a_campaign_changes(place: Place) -> None:
    before = [rows(Campaign), rows(CampaignCase), rows(Result)]
    tried(place, bands(place, 95, 75, 60))
    assert [rows(Campaign), rows(CampaignCase), rows(Result)] == before
    assert len(rows(SchemeTrial)) == 1


@sqlite
def test_a_copy_is_checked_as_every_scheme(place: Place) -> None:
    of = {
        "viewer": place.officer,
        "public_id": base_id(place),
        "campaigns": ["2025"],
        "at": AT,
    }
    with pytest.raises(SchemeRefused):
        replay.try_rules(text=dump(bands(place, 75, 95, 60)), **of)
    with pytest.raises(AnotherScheme):
        replay.try_rules(text=dump(replace(place.scheme, code="other")), **of)


@sqlite
def test_the_form_changes_what_was_typed_and_nothing_else(place: Place) -> None:
    form = rule_changes.form(viewer=place.officer, public_id=base_id(place))
    assert (form.version, form.chosen) >= ("2", frozenset({"2025"}))
    text = rule_changes.changed_text(
        form=form, values={"grade:excellent": "95", "grade:good": "75"}, version="2"
    )
    assert text == dump(bands(place, 95, 75, 60))


def manager_of(place: Place, code: str) -> Viewer:
    with unit.transaction() as connection:
        mine = Campaign.bureau_id == place.work.bureau_id
        known = select(Campaign.id).where(Campaign.code == code, mine)
        campaign_id = connection.scalar(known)
        return place.work.account(
            f"manager of {code}", Role.CAMPAIGN_MANAGER, campaign_id=campaign_id
        )


@sqlite
def test_a_manager_sees_numbers_and_no_names(place: Place) -> None:
    manager = manager_of(place, "2025")
    found = tried(place, bands(place, 95, 75, 60))
    seen = replay.view(viewer=manager, public_id=found.public_id)
    assert set(seen.groups) == {"kind", "area", "class"}
    assert seen.table == found.table
    with pytest.raises(NotVisible):
        replay_lists.page(
            viewer=manager, public_id=found.public_id, wanted=Wanted(), cut=WHOLE
        )


@sqlite
def test_nobody_else_learns_anything(place: Place) -> None:
    found = tried(place, bands(place, 95, 75, 60))
    other = another_place()
    manager = manager_of(place, "2024")
    with unit.transaction():
        reviewer = place.work.reader("PY-1")
    others: list[Viewer] = [*place.people.values(), reviewer, manager, other.officer]
    for viewer in others:
        if viewer is place.officer:
            continue
        with pytest.raises(NotVisible):
            replay.view(viewer=viewer, public_id=found.public_id)


def test_as_many_statements_for_many_files_as_for_few(place: Place) -> None:
    found = tried(place, bands(place, 95, 75, 60))
    of = {"viewer": place.officer, "public_id": found.public_id}
    # Scheme, trial, its campaigns, and whether anything was settled since.
    assert n_statements(lambda: replay.view(**of)) == 3
