"""Pins stay with their finding, point to their page for good, and are shown to few."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select, update

from review.domain.answers import Finding
from review.domain.completeness import MissingKind
from review.domain.errors import NotVisible
from review.domain.pins import Box, Pin, to_json
from review.domain.policy import PUBLIC, Viewer
from review.services import case_pages, reconciliation, reviewing, scans
from review.services.case_pages import PageLine
from review.services.page_images import close_all
from review.services.reviewing import Incomplete
from review.services.shelf import Shelf
from review.services.submissions import Reviewed
from review.store import unit
from review.store.models import CampaignCase, Draft, StoredFinding
from tests.conftest import AT
from tests.databases import Once
from tests.factories import World
from tests.scanned import bring, case_id, mark, pdf, shelf_in, tone
from tests.services.rounds import (
    first_two,
    full,
    n_statements,
    reader,
    rows,
    submit,
    under_review,
)

pytestmark = pytest.mark.usefixtures("app_context")

BOX = Box(100, 200, 300, 50)
SECOND = pdf(160)


@pytest.fixture
def shelf(tmp_path: Path) -> Iterator[Shelf]:
    yield shelf_in(tmp_path / "data")
    close_all()


@pytest.fixture
def world(once: Once, shelf: Shelf) -> World:
    """The first case has pages of the tones 10, 60, 110 and, in a second scan, 160."""

    def made() -> World:
        world = under_review()
        assert world.officer is not None
        for body in (pdf(10, 60, 110), SECOND):
            bring(world.officer, case_id(world), body, shelf)
        return world

    return once(made)


def pages(world: World) -> list[PageLine]:
    return case_pages.pages_of(
        viewer=reader(world, 0, 0), public_id=world.reads[0][0], at=AT
    )


def pinned(*pins: Pin, **more: object) -> dict[str, object]:
    """A deduction as the page sends it, with its pins."""
    found = {"reason": "没有笔录", "pages": "2", "pins": to_json(pins), **more}
    return {"choice": "1", "findings": [found]}


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        *(("4", ()), ("5", (("5",),)), ("2-18、目录", (("18", "目录"),))),
        *(("-1", (("-1",),)), ("1e2", (("1e2",),))),
    ],
)
def test_a_deduction_points_to_pages_that_the_file_has(
    world: World, written: str, expected: tuple[tuple[str, ...], ...]
) -> None:
    me, read = reader(world, 0, 0), world.reads[0][0]
    raw = {"choice": "1", "reason": "没有笔录", "pages": written}
    saved = reviewing.save_answers(
        viewer=me, public_id=read, version=0, changes={"a0": raw}, at=AT
    )
    opened = reviewing.open_read(viewer=me, public_id=read, at=AT)
    previewed = reviewing.preview(viewer=me, public_id=read)

    for found in (saved.missing, opened.missing, previewed.missing):
        told = [each for each in found if each.kind is MissingKind.PAGE]
        assert tuple(each.sentence.values["pages"] for each in told) == expected
    if expected:
        with pytest.raises(Incomplete) as refused:
            reviewing.submit(
                viewer=me,
                public_id=read,
                version=1,
                key="outside",
                answers=full(world, me, read, a0=raw),
                at=AT,
            )
        assert [each.kind for each in refused.value.missing] == [MissingKind.PAGE]


@pytest.mark.parametrize("written", ["abc", "0", "-1", "x1"])
def test_a_deduction_on_paper_needs_what_could_be_a_page(
    world: World, written: str
) -> None:
    me, read = reader(world, 1, 0), world.reads[1][0]
    assert not reviewing.open_read(viewer=me, public_id=read, at=AT).has_scan
    raw = {"choice": "1", "reason": "没有笔录", "pages": written}

    with pytest.raises(Incomplete) as refused:
        reviewing.submit(
            viewer=me,
            public_id=read,
            version=0,
            key="paper",
            answers=full(world, me, read, a0=raw),
            at=AT,
        )

    (told,) = refused.value.missing
    assert told.kind is MissingKind.PAGE
    assert told.sentence.values == {"item": "a0", "pages": (written,)}


def save(world: World, raw: object, *, version: int = 0) -> None:
    reviewing.save_answers(
        viewer=reader(world, 0, 0),
        public_id=world.reads[0][0],
        version=version,
        changes={"a0": raw},
        at=AT,
    )


def pins_of(world: World) -> list[tuple[Pin, ...]]:
    desk = reviewing.open_read(
        viewer=reader(world, 0, 0), public_id=world.reads[0][0], at=AT
    )
    return [each.pins for each in desk.answers["a0"].findings]


def test_pins_are_saved_and_submitted_with_their_finding(world: World) -> None:
    key = pages(world)[1].key
    pins = (Pin(key), Pin(key, BOX))

    save(world, pinned(*pins))
    assert pins_of(world) == [pins]
    save(world, {**pinned(), "choice": "2"}, version=1)
    assert pins_of(world) == [()]

    submit(world, reader(world, 0, 1), world.reads[0][1], a0=pinned(*pins))
    stored = [each for each in rows(StoredFinding, "item_code", "pins")]
    assert stored == [("a0", [[key], [key, 100, 200, 300, 50]])]


def test_a_finding_without_pins_stores_none(world: World) -> None:
    submit(world, reader(world, 0, 0), world.reads[0][0], a0=pinned())

    assert rows(StoredFinding, "pins") == [(None,)]


def test_receipts_from_before_pins_can_still_be_proved() -> None:
    found = Finding("", "没有笔录", "12", False)
    reviewed = Reviewed([1], None, "good", {}, "d" * 64, (("a0", found),), "总评")
    by_hand = [
        [1],
        [["a0", "", "没有笔录", "12", False]],
        "总评",
        None,
        "good",
        "d" * 64,
    ]

    assert reviewed.content_digest == unit.digest_of(by_hand)


def test_a_receipt_covers_the_pins() -> None:
    digests = set()
    for pins in ((), (Pin("0" * 20),), (Pin("0" * 20, BOX),)):
        found = Finding(reason="没有笔录", pins=pins)
        reviewed = Reviewed([1], None, None, {}, "d" * 64, (("a0", found),))
        digests.add(reviewed.content_digest)

    assert len(digests) == 3


def test_a_key_follows_its_page_when_scans_are_moved(
    world: World, shelf: Shelf
) -> None:
    officer, case = world.officer, case_id(world)
    assert officer is not None
    before = [each.key for each in pages(world)]
    second = scans.of_case(viewer=officer, public_id=case).lines[1].public_id
    scans.move(viewer=officer, public_id=case, scan_id=second, by=-1, at=AT)

    after = [each.key for each in pages(world)]
    assert after == [before[3], *before[:3]]

    scans.remove(viewer=officer, public_id=case, scan_id=second, reason="错放", at=AT)
    assert [each.key for each in pages(world)] == before[:3]
    bring(officer, case, SECOND, shelf)
    assert [each.key for each in pages(world)] == before


def test_an_image_asked_for_by_key_is_that_page_or_none(
    world: World, shelf: Shelf
) -> None:
    """Scans moved while the viewer is open put no other page under a pin."""
    key = pages(world)[1].key

    def image(page: int) -> bytes:
        return case_pages.page_image(
            viewer=reader(world, 0, 0),
            public_id=world.reads[0][0],
            page=page,
            width=900,
            turn=0,
            shelf=shelf,
            at=AT,
            key=key,
        )

    assert tone(image(2)) == 60
    for other in (1, 3, 5):
        with pytest.raises(NotVisible):
            image(other)


def seen(world: World, shelf: Shelf, key: str, **wanted: Any) -> bytes:
    """The image of a pinned page as the officer of the bureau asks for it."""
    values = {
        "viewer": world.officer,
        "campaign_code": "2026",
        "public_id": file_id(world),
        **wanted,
    }
    return case_pages.pinned_image(key=key, width=900, shelf=shelf, at=AT, **values)


def file_id(world: World, number: int = 0) -> str:
    ids = rows(CampaignCase, "public_id", id=world.campaign_case_ids[number])
    return str(ids[0][0])


@pytest.fixture
def settled(world: World) -> tuple[World, str]:
    """Both reviews of the first file are in; the first one has pinned page two."""
    key = pages(world)[1].key
    first_two(world, pinned(Pin(key, BOX)), pinned())
    return world, key


def test_an_officer_sees_the_pinned_pages_of_a_settled_file(
    settled: tuple[World, str], shelf: Shelf
) -> None:
    world, key = settled
    assert world.officer is not None
    found = reconciliation.case_view(
        viewer=world.officer, public_id=file_id(world), at=AT
    )

    pins = [f.pins for r in found.reviews for f in r.answers["a0"].findings]
    assert sorted(pins) == sorted([(Pin(key, BOX),), ()])
    assert tone(seen(world, shelf, key)) == 60
    lines = case_pages.pages_of_file(viewer=world.officer, public_id=file_id(world))
    assert [each.key for each in lines][1] == key


def test_no_other_page_is_shown_that_way(
    settled: tuple[World, str], shelf: Shelf
) -> None:
    world, key = settled
    for each in pages_of_officer(world):
        if each.key == key:
            continue
        with pytest.raises(NotVisible):
            seen(world, shelf, each.key)


def pages_of_officer(world: World) -> list[PageLine]:
    assert world.officer is not None
    return case_pages.pages_of_file(viewer=world.officer, public_id=file_id(world))


def test_before_the_file_is_settled_nothing_is_shown(
    world: World, shelf: Shelf
) -> None:
    key = pages(world)[1].key
    submit(world, reader(world, 0, 0), world.reads[0][0], a0=pinned(Pin(key)))

    with pytest.raises(NotVisible):
        seen(world, shelf, key)


@pytest.mark.parametrize(
    "wanted", [{"campaign_code": "2025"}, {"public_id": "nobody-has-this"}]
)
def test_an_address_that_is_not_there_is_not_found(
    settled: tuple[World, str], shelf: Shelf, wanted: dict[str, str]
) -> None:
    world, key = settled
    with pytest.raises(NotVisible):
        seen(world, shelf, key, **wanted)


def test_others_see_no_page(settled: tuple[World, str], shelf: Shelf) -> None:
    world, key = settled
    officer = world.officer
    assert officer is not None
    elsewhere = replace(officer, bureau_id=world.bureau_id + 1)
    others: list[Viewer] = [PUBLIC, *world.lawyers, *world.reviewers, elsewhere]
    for other in others:
        with pytest.raises(NotVisible):
            seen(world, shelf, key, viewer=other)
    for other in (PUBLIC, *world.lawyers, *world.reviewers):
        with pytest.raises(NotVisible):
            case_pages.pages_of_file(viewer=other, public_id=file_id(world))
    assert case_pages.pages_of_file(viewer=elsewhere, public_id=file_id(world)) == []


@pytest.mark.parametrize("flag", ["secret", "sealed"])
def test_a_file_that_stays_on_paper_shows_no_page(
    settled: tuple[World, str], shelf: Shelf, flag: str
) -> None:
    world, key = settled
    mark(world, 0, flag)

    with pytest.raises(NotVisible):
        seen(world, shelf, key)


def test_a_scan_that_was_taken_out_is_not_shown_again(
    settled: tuple[World, str], shelf: Shelf
) -> None:
    world, key = settled
    officer, case = world.officer, case_id(world)
    assert officer is not None
    first = scans.of_case(viewer=officer, public_id=case).lines[0].public_id
    scans.remove(viewer=officer, public_id=case, scan_id=first, reason="错放", at=AT)

    assert key not in {each.key for each in pages_of_officer(world)}
    with pytest.raises(NotVisible):
        seen(world, shelf, key)


def typed(written: str, **more: object) -> dict[str, object]:
    """A deduction as the page sends it, with its page typed as a number."""
    found = {"reason": "没有笔录", "pages": written, **more}
    return {"choice": "1", "findings": [found]}


def draft_of(world: World) -> Finding:
    desk = reviewing.open_read(
        viewer=reader(world, 0, 0), public_id=world.reads[0][0], at=AT
    )
    (found,) = desk.answers["a0"].findings
    return found


def change_scan(world: World, which: int, what: str, **more: Any) -> None:
    """What an officer does with the first or the second scan of the first case."""
    own = {"viewer": world.officer, "public_id": case_id(world), "at": AT}
    lines = scans.of_case(viewer=own["viewer"], public_id=own["public_id"]).lines
    getattr(scans, what)(scan_id=lines[which].public_id, **own, **more)


def take_out(world: World, which: int) -> None:
    change_scan(world, which, "remove", reason="错放")


def test_a_typed_number_goes_with_its_page(world: World, shelf: Shelf) -> None:
    keys = [each.key for each in pages(world)]
    save(world, typed("2-3、4"))
    assert draft_of(world).keys == tuple(zip("234", keys[1:], strict=True))

    change_scan(world, 0, "number_from", first=21)
    assert draft_of(world).pages == "22-23、24"
    change_scan(world, 1, "move", by=-1)
    assert draft_of(world).pages == "22-23、1"

    take_out(world, 0)
    assert draft_of(world).pages == "22-23、4?"
    bring(officer_of(world), case_id(world), SECOND, shelf)
    assert draft_of(world).pages == "22-23、24"
    assert [key for _name, key in draft_of(world).keys] == keys[1:]


def officer_of(world: World) -> Viewer:
    assert world.officer is not None
    return world.officer


def test_a_page_that_is_gone_is_asked_for_anew(world: World) -> None:
    """Though another page has its number now."""
    me, read = reader(world, 0, 0), world.reads[0][0]
    full_sheet = full(world, me, read, a0=typed("1、2"))
    saved = reviewing.save_answers(
        viewer=me, public_id=read, version=0, changes=full_sheet, at=AT
    )
    assert saved.missing == ()
    take_out(world, 0)

    opened = reviewing.open_read(viewer=me, public_id=read, at=AT)
    previewed = reviewing.preview(viewer=me, public_id=read)
    told = [(each.kind, each.sentence.values["pages"]) for each in opened.missing]
    assert told == [(MissingKind.GONE, ("1?", "2?"))]
    assert previewed.missing == opened.missing
    with pytest.raises(Incomplete):
        reviewing.submit(viewer=me, public_id=read, version=1, key="gone", at=AT)

    anew = {"a0": typed("1", keys={"1?": "0" * 20})}
    again = reviewing.save_answers(
        viewer=me, public_id=read, version=1, changes=anew, at=AT
    )
    assert again.missing == ()
    assert draft_of(world).keys == (("1", pages(world)[0].key),)


def test_what_the_page_knows_of_a_number_stays_with_it(world: World) -> None:
    """Sent from a page that was opened before the scans were numbered anew."""
    keys = [each.key for each in pages(world)]
    change_scan(world, 0, "number_from", first=2)

    save(world, typed("2、3", keys={"2": keys[1]}))

    assert draft_of(world).pages == "3、3"
    change_scan(world, 0, "number_from", first=None)
    assert draft_of(world).pages == "2、2"


def test_numbers_of_before_are_only_numbers(world: World) -> None:
    save(world, typed("2"))
    with unit.transaction():
        stored = unit.connection().scalars(select(Draft.answers)).one()
        body = json.loads(stored)
        del body["a0"]["findings"][0]["keys"]
        unit.connection().execute(update(Draft).values(answers=json.dumps(body)))

    change_scan(world, 0, "number_from", first=21)

    assert (draft_of(world).pages, draft_of(world).keys) == ("2", ())


def test_a_submitted_review_stays_and_says_the_present_number(world: World) -> None:
    keys = [each.key for each in pages(world)]
    first_two(world, typed("2、4"), typed("1"))
    stored = rows(StoredFinding, "pages", "page_keys")
    assert sorted(stored) == [
        ("1", {"1": keys[0]}),
        ("2、4", {"2": keys[1], "4": keys[3]}),
    ]
    change_scan(world, 0, "number_from", first=21)
    take_out(world, 1)

    def told(view: Any) -> list[tuple[str, str]]:
        found = [f for r in view.reviews for f in r.answers["a0"].findings]
        return sorted((each.pages, each.current) for each in found)

    found = reconciliation.case_view(
        viewer=officer_of(world), public_id=file_id(world), at=AT
    )
    assert told(found) == [("1", "21"), ("2、4", "22、4?")]
    assert found.is_reproduced
    own = draft_of(world)
    assert (own.pages, own.current) in told(found)
    assert sorted(rows(StoredFinding, "pages", "page_keys")) == sorted(stored)


def test_a_receipt_covers_the_pages_of_numbers() -> None:
    digests = set()
    for keys in ((), (("2", "0" * 20),), (("2", "1" * 20),)):
        found = Finding(reason="没有笔录", pages="2", keys=keys)
        reviewed = Reviewed([1], None, None, {}, "d" * 64, (("a0", found),))
        digests.add(reviewed.content_digest)

    assert len(digests) == 3


def test_keeping_the_page_of_a_number_takes_no_statement_of_its_own(
    world: World,
) -> None:
    """The pages were looked up before, to say whether the file has them."""
    me, read = reader(world, 0, 0), world.reads[0][0]
    save(world, typed(""))

    def saving(version: int, written: str) -> int:
        changes = {"a0": typed(written)}
        return n_statements(
            lambda: reviewing.save_answers(
                viewer=me, public_id=read, version=version, changes=changes, at=AT
            )
        )

    without = saving(1, "")
    assert [saving(2, "2"), saving(3, "2-4")] == [without + 2] * 2
