"""What a release tells of reviews that were combined in other ways than by the mean."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from review.domain.appeals import Cause, Decided, Ruling
from review.domain.panel_meetings import PANEL_MEETING
from review.domain.schemes import (
    Combination,
    NotApplicableRule,
    Resolution,
    Scheme,
    Section,
    SectionKind,
)
from review.services import adjudication, publication, releases, reviewing, scans
from review.services.case_views import CaseView
from review.services.feedback import said_of
from review.services.freezing import read_basis
from review.services.page_images import close_all
from review.services.shelf import Shelf
from review.store import unit
from review.store.models import (
    Divergence,
    Objection,
    ObjectionPoint,
    ObjectionRead,
    Read,
    Release,
    ReleaseRow,
    Result,
)
from review.store.queries import campaigns
from review.store.queries.numbered import add_texts
from review.web import release_words
from review.web.language import gettext
from review.web.outcome_words import CAPPED, RULES, SCALED
from tests.domain.builders import item, section
from tests.factories import World
from tests.scanned import bring, case_id, pdf, shelf_in
from tests.services.rounds import (
    LATER,
    decide,
    first_two,
    full,
    further_read,
    lost,
    release,
    rows,
    sheet,
    submit,
    under_review,
)

pytestmark = pytest.mark.usefixtures("app_context")

THIRD = Combination(total_gap=Decimal(10), grade_differs=False, source="own")
NA = {"a0": {"special": "not_applicable"}}
BY_LEAD = replace(THIRD, then="lead@1")
BY_ITEMS = replace(THIRD, item_gap=True, resolution=Resolution.DISPUTED_ITEMS)


def told(world: World) -> list[dict[str, Any]]:
    """The reviews of the one case, as its handler receives them."""
    publication.publish(
        viewer=world.officer, code="2026", kind="final", at=LATER, key="key"
    )
    ((body,),) = rows(ReleaseRow, "body", audience="handler", kind="case")
    return list(json.loads(body)["content"]["reviews"])


def seen(world: World) -> CaseView:
    """The same case on the handler's page."""
    lawyer = world.lawyers[0]
    (own,) = releases.own_results(viewer=lawyer).campaigns
    return releases.own_case(viewer=lawyer, public_id=own.led[0].public_id)


def test_items_that_do_not_apply_are_told_with_what_the_scheme_does() -> None:
    rescaling = sheet(not_applicable=NotApplicableRule.RESCALE_SECTION)
    scheme = replace(rescaling, sections=_may_not_apply(rescaling))
    world = under_review(scheme, n_cases=1)
    first_two(world, NA, NA)

    reviews = told(world)
    view = seen(world)

    for each in reviews:
        assert each["not_applicable"] == "rescale_section"
        assert [remark["item"] for remark in each["remarks"]] == ["a0"]
    assert [item.code for item in view.others] == ["a0"]
    assert release_words.scaling(view) == [
        gettext(SCALED[NotApplicableRule.RESCALE_SECTION])
    ]


def _may_not_apply(scheme: Scheme) -> tuple[Section, ...]:
    return tuple(
        replace(
            section,
            items=tuple(replace(item, may_not_apply=True) for item in section.items),
        )
        for section in scheme.sections
    )


def losses(review: dict[str, Any]) -> dict[str, str]:
    return {each["item"]: each["lost"] for each in review.get("remarks", ())}


@pytest.fixture
def shelf(tmp_path: Path) -> Iterator[Shelf]:
    yield shelf_in(tmp_path / "data")
    close_all()


def test_beside_a_page_stands_how_it_is_numbered_on_the_day_of_the_release(
    shelf: Shelf,
) -> None:
    """What was written stays; of a page that has left the file this is said."""
    world = under_review(n_cases=1)
    officer, case = world.officer, case_id(world)
    for body in (pdf(10, 60, 110), pdf(160)):
        bring(officer, case, body, shelf)
    found = {"choice": "1", "reason": "没有笔录"}
    first_two(world, {**found, "pages": "2、3"}, {**found, "pages": "4"})
    first, second = scans.of_case(viewer=officer, public_id=case).lines
    change = {"viewer": officer, "public_id": case, "at": LATER}
    scans.number_from(scan_id=first.public_id, first=21, **change)
    scans.remove(scan_id=second.public_id, reason="错放", **change)

    places = [each["remarks"][0]["places"][0] for each in told(world)]
    shown = [release_words.places(each.remarks[0]) for each in seen(world).reviews]

    assert sorted((each["pages"], each["current"]) for each in places) == [
        ("2、3", "22、23"),
        ("4", "4?"),
    ]
    assert sorted(where for ((_about, _reason, where),) in shown) == [
        "第2、3页（现页码：22、23）",
        "第4页（该页已不在案卷中）",
    ]


def test_a_review_that_a_third_one_put_aside_tells_no_deductions() -> None:
    world = under_review(sheet(combination=THIRD), n_cases=1)
    first_two(world, {f"a{n}": lost(10) for n in range(3)}, lost(2))
    submit(world, world.reviewers[2], further_read(world, 2), a0=lost(4))

    reviews = told(world)
    by_reader = {each["reader"]: each for each in reviews}

    assert sorted(by_reader) == ["1", "2", "3"]
    assert by_reader["3"]["purpose"] == "third"
    assert (by_reader["3"]["weight"], losses(by_reader["3"])) == ("1/2", {"a0": "4"})
    counted = [r for r in reviews if r["purpose"] == "counted"]
    assert sorted((r["weight"], tuple(losses(r))) for r in counted) == [
        ("0", ()),
        ("1/2", ("a0",)),
    ]
    (aside,) = (r for r in counted if r["weight"] == "0")
    assert set(aside) == {"reader", "purpose", "part", "weight", "comment"}


def test_the_page_tells_which_review_did_not_count() -> None:
    world = under_review(sheet(combination=THIRD), n_cases=1)
    first_two(world, {f"a{n}": lost(10) for n in range(3)}, lost(2))
    submit(world, world.reviewers[2], further_read(world, 2), a0=lost(4))
    told(world)

    view = seen(world)

    assert (view.outcome, view.rule) == ("settled_by_third", "third_read@1")
    assert sorted(review.counts for review in view.reviews) == [False, True, True]
    (item,) = view.losses
    (silent,) = (r.reader for r in view.reviews if not r.counts)
    assert silent not in [entry.reader for entry in item.entries]
    assert sorted(e.remark.lost for e in item.entries if e.remark) == [2, 4]


def test_the_leads_review_is_told_alone() -> None:
    world = under_review(sheet(combination=BY_LEAD), n_cases=1)
    first_two(world, {f"a{n}": lost(10) for n in range(3)}, lost(2))
    assert world.lead is not None
    place = further_read(world, len(world.reviewers), purpose="adjudication")
    submit(world, world.lead, place, b1=lost(5))

    reviews = told(world)

    assert [(each["purpose"], each["weight"], losses(each)) for each in reviews] == [
        ("counted", "0", {}),
        ("counted", "0", {}),
        ("adjudication", "1", {"b1": "5"}),
    ]
    assert seen(world).outcome == "settled_by_lead"


def disputed(*, by_lead: bool = False) -> World:
    """Two reviews apart on a0; both took two points off b1, and the second b2. A third
    reader decides, or cannot assess it, so that the lead has to.
    """
    scheme = sheet(combination=BY_ITEMS)
    limited = tuple(
        replace(
            part,
            items=tuple(replace(item, gap_limit=Decimal(3)) for item in part.items),
        )
        for part in scheme.sections
    )
    world = under_review(replace(scheme, sections=limited), n_cases=1)
    first_two(
        world,
        {"a0": lost(8), "b1": lost(2)},
        {"a0": lost(1), "b1": lost(2), "b2": lost(1)},
    )
    ((items,),) = rows(Divergence, "items")
    assert items == ["a0"]
    place = further_read(world, 2, items=items)
    first = {"special": "cannot_assess"} if by_lead else lost(5, "第三份的理由")
    decide(world, world.reviewers[2], place, first={"a0": first})
    if by_lead:
        assert world.lead is not None
        place = further_read(world, 4, purpose="adjudication", items=items)
        decide(world, world.lead, place, first={"a0": lost(5, "组长的理由")})
    return world


def test_a_lead_who_decides_disputed_items_is_told_in_the_readers_place() -> None:
    reviews = {each["reader"]: each for each in told(disputed(by_lead=True))}

    lead, third = reviews.pop("4"), reviews.pop("3")
    assert (lead["purpose"], lead["decides_items"]) == ("adjudication", True)
    assert losses(lead) == {"a0": "5"}
    assert "decides_items" not in third and "remarks" not in third
    assert sorted(each["total"] for each in reviews.values()) == ["92.00", "93.00"]


def test_on_disputed_items_the_further_reader_is_told_alone() -> None:
    world = disputed()

    reviews = {each["reader"]: each for each in told(world)}

    third = reviews.pop("3")
    assert third["decides_items"] is True
    assert losses(third) == {"a0": "5"}
    assert sorted(map(str, map(losses, reviews.values()))) == [
        "{'b1': '2', 'b2': '1'}",
        "{'b1': '2'}",
    ]
    # 100 − 5 − 2, and with another point off: the totals as they were decided.
    assert sorted(each["total"] for each in reviews.values()) == ["92.00", "93.00"]
    assert all(each["weight"] == "1/2" for each in reviews.values())


def test_the_page_tells_disputed_items_by_who_decided_them() -> None:
    world = disputed()
    told(world)

    view = seen(world)
    by_item = {item.code: item for item in view.items}

    assert list(by_item) == ["a0", "b1", "b2"]
    assert [entry.reader for entry in by_item["a0"].entries] == [3]
    assert [entry.reader for entry in by_item["b1"].entries] == [1, 2]
    assert sorted(bool(e.remark) for e in by_item["b2"].entries) == [False, True]
    assert view.line.score == Decimal("92.50")


def test_reviews_that_a_panel_overruled_are_not_said_to_make_the_result() -> None:
    world = under_review(n_cases=1)
    first_two(world, lost(5), lost(5))
    told(world)

    view = replace(seen(world), outcome="settled_by_panel", rule=PANEL_MEETING)

    assert release_words.combined(view) == [gettext(RULES[PANEL_MEETING])]
    weights = {term.weight for term in release_words.terms(view)}
    assert weights == {gettext("was before the panel")}


def test_a_bonus_is_added_or_not_and_is_no_part_of_the_full_mark() -> None:
    plus = section("plus", item("p0", 5), kind=SectionKind.BONUS)
    sections = (section("a", item("a0", 100)), plus)
    world = under_review(sheet(*sections, maximum_total=Decimal(105)), n_cases=1)
    first_two(world, {"p0": {"choice": "3", "reason": "表扬信"}}, {})
    told(world)
    view = seen(world)

    (bonus,) = view.others
    (_, marks) = release_words.section_rows(view)[-1]

    assert {release_words.loss(e.remark) for e in bonus.entries if e.remark} == {"+3"}
    assert release_words.nothing(bonus) == gettext("nothing added")
    assert sorted(marks) == ["+3", "—"]


def test_a_total_that_a_bonus_would_have_lifted_too_high_is_explained() -> None:
    """100 and 5 make 103 where no total is above 103; 98 and 5 are just that."""
    plus = section("plus", item("p0", 5), kind=SectionKind.BONUS)
    sections = (section("a", item("a0", 100, place_required=True)), plus)
    world = under_review(sheet(*sections, maximum_total=Decimal(103)), n_cases=1)
    praised = {"p0": {"choice": "5", "reason": "表扬信"}}
    first_two(world, praised, praised | {"a0": lost(2)})

    reviews = told(world)
    view = seen(world)

    assert [each["total"] for each in reviews] == ["103.00", "103.00"]
    (above,) = (each for each in reviews if "most" in each)
    assert (above["most"], [r["item"] for r in above["remarks"]]) == ("103", ["p0"])
    assert release_words.scaling(view) == [
        gettext(CAPPED) % {"reader": release_words.reader(above["reader"]), "most": 103}
    ]


@pytest.mark.parametrize("objects_to", ["b0", "a0"])
def test_an_objection_after_disputed_items_is_told_beside_them(objects_to: str) -> None:
    """The third reader's answer stands on a0 unless that is what was objected to."""
    scheme = sheet(combination=replace(BY_ITEMS, item_gap=False))
    world = under_review(scheme, n_cases=1, n_reviewers=5)
    both = {"b0": lost(4)}
    first_two(world, both, both | {"a0": lost(10), "a1": lost(10)})
    third = further_read(world, 3, items=["a0", "a1"])
    decide(world, world.reviewers[3], third, first={"a0": lost(6), "a1": "full"})
    key = _objected(world, objects_to)
    viewer, read = (
        world.reviewers[4],
        further_read(world, 4, purpose="appeal", items=[objects_to]),
    )
    _linked(world, key, read)
    answers = full(world, viewer, read, **{objects_to: lost(2)})
    own: dict[str, Any] = {"viewer": viewer, "public_id": read, "at": LATER}
    reviewing.save_answers(version=0, changes=answers, **own)
    adjudication.lock(version=1, **own)
    ruled = Decided(objects_to, Ruling.PARTLY, Cause.REVIEWER_ERROR, "部分属实")
    reviewing.submit(version=2, key="k", rulings=[ruled], **own)
    with unit.reading():
        basis = read_basis(campaigns.by_code("2026", bureau_id=world.bureau_id))
        (said,) = said_of(basis).values()

    deciders = {each["purpose"]: each for each in said if each.get("decides_items")}
    items = {
        purpose: [remark["item"] for remark in each["remarks"]]
        for purpose, each in deciders.items()
    }
    first = next(each for each in said if each["purpose"] == "counted")
    if objects_to == "b0":
        assert items == {"third": ["a0"], "appeal": ["b0"]}
        assert first["total"] == "92.00"
    else:
        assert items == {"third": [], "appeal": ["a0"]}
        assert first["total"] == "94.00"
    assert basis.files[0].score == int(first["total"].replace(".", ""))


def _objected(world: World, item: str) -> int:
    """As it stands once it is lodged; how that comes about is tried elsewhere."""
    release(world.bureau_id, world.campaign_id, "provisional")
    ((release_id,),) = rows(Release, "id")
    ((result_id, file_id),) = rows(Result, "id", "campaign_case_id")
    tenant = {"bureau_id": world.bureau_id}
    with unit.transaction():
        event = unit.record("tested", chain="test", actor=unit.SYSTEM, at=LATER)
        key = unit.add(
            event,
            Objection,
            campaign_id=world.campaign_id,
            campaign_case_id=file_id,
            release_id=release_id,
            result_id=result_id,
            side="firm",
            firm_id=world.firms[0],
            received_on=LATER.date(),
            until_on=LATER.date(),
            lodged_at=LATER,
            **tenant,
        )
        (text_id,) = add_texts([{**tenant, "kind": "objection", "body": "x"}])
        point = {"item_code": item, "ground": "fact", "text_id": text_id}
        unit.add(event, ObjectionPoint, objection_id=key, **point, **tenant)
    return int(key)


def _linked(world: World, key: int, read: str) -> None:
    ((read_id,),) = rows(Read, "id", public_id=read)
    with unit.transaction():
        event = unit.record("tested", chain="test", actor=unit.SYSTEM, at=LATER)
        own = {"bureau_id": world.bureau_id, "objection_id": key}
        unit.add(event, ObjectionRead, read_id=read_id, **own)
