"""Fails are read by a senior before a release, and by nobody who had part in the file."""

from __future__ import annotations

from datetime import date

import pytest
from flask import Flask

from review.domain.errors import NotVisible
from review.domain.policy import Viewer
from review.domain.publication import ReleaseKind
from review.domain.publication_gate import GateCode, NotesUnseen, NotReadyToPublish
from review.domain.senior_reads import AlreadyRead, NoSeniorReason, SeniorDecision
from review.services import membership, publication, senior_reads
from review.store import unit
from review.store.models import (
    CampaignCase,
    DeclaredConflict,
    Event,
    Read,
    Result,
    SeniorRead,
    StoredText,
)
from tests.conftest import AT
from tests.databases import Once
from tests.factories import World
from tests.services.rounds import (
    LATER,
    at_once,
    first_two,
    further_read,
    lost,
    rows,
    under_review,
)

pytestmark = pytest.mark.usefixtures("app_context")

ON, NEXT_DAY = date(2026, 3, 2), date(2026, 3, 3)
UPHELD, PANEL = SeniorDecision
sqlite = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def failed(n_reviewers: int = 5) -> World:
    """Two fails and a pass. R3 and R0 are senior; R0 was a reader of the first file."""
    world = under_review(n_cases=3, n_reviewers=n_reviewers)
    bad = {f"a{n}": lost(10) for n in range(5)}
    for case, given in enumerate((bad, bad, {})):
        first_two(world, given, given, case=case)
    assert world.officer is not None
    own = {"viewer": world.officer, "code": "2026", "at": AT}
    senior_reads.switch_on(**own)
    for number in ("R0", "R3"):
        membership.set_senior(number=number, is_senior=True, **own)
    return world


def unswitched() -> World:
    """One fail, in a campaign that asks for no senior."""
    world = under_review(n_cases=1)
    bad = {f"a{n}": lost(10) for n in range(5)}
    first_two(world, bad, bad)
    return world


@pytest.fixture
def world(once: Once) -> World:
    return once(failed)


@pytest.fixture
def senior(world: World) -> Viewer:
    return world.reviewers[3]


def files() -> list[str]:
    return [key for (key,) in rows(CampaignCase, "public_id")]


def results() -> list[str]:
    return [digest for (digest,) in rows(Result, "derivation_digest")]


def listed(viewer: Viewer) -> list[str]:
    pages = senior_reads.listing(viewer=viewer, on=ON)
    return [line.public_id for page in pages for line in page.lines]


def decide(
    viewer: Viewer,
    case: int = 0,
    *,
    decision: SeniorDecision = UPHELD,
    reason: str = "两份评查认定的缺失属实",
    result: str = "",
) -> None:
    senior_reads.decide(
        viewer=viewer,
        public_id=files()[case],
        decision=decision,
        reason=reason,
        result=result or results()[case],
        at=LATER,
        on=ON,
    )


def blocking(world: World, kind: ReleaseKind = ReleaseKind.FINAL) -> dict[str, int]:
    assert world.officer is not None
    items = publication.gate(viewer=world.officer, code="2026", kind=kind)
    return {item.code: item.n for item in items if item.blocks}


@sqlite
def test_a_senior_finds_the_fails_in_which_there_was_no_part(
    world: World, senior: Viewer
) -> None:
    first, second, _passed = files()

    assert listed(senior) == [first, second]
    assert listed(world.reviewers[0]) == [second]
    assert listed(world.reviewers[4]) == []
    with pytest.raises(NotVisible):
        senior_reads.file(viewer=world.reviewers[0], public_id=first, at=LATER, on=ON)
    with pytest.raises(NotVisible):
        decide(world.reviewers[0])


@sqlite
def test_a_pass_is_nobodys_to_decide(world: World, senior: Viewer) -> None:
    with pytest.raises(NotVisible):
        senior_reads.file(viewer=senior, public_id=files()[2], at=LATER, on=ON)
    with pytest.raises(NotVisible):
        decide(senior, 2)


@sqlite
def test_whoever_handed_the_file_back_had_part_in_it(
    world: World, senior: Viewer
) -> None:
    read = further_read(world, 3)
    with unit.transaction():
        event = unit.record("tested", chain="test", actor=unit.SYSTEM, at=AT)
        unit.change(event, Read, {"public_id": read}, ended_at=AT, ended_reason="x")

    assert listed(senior) == [files()[1]]
    with pytest.raises(NotVisible):
        decide(senior)


@sqlite
def test_a_conflict_keeps_a_senior_from_the_file(world: World, senior: Viewer) -> None:
    with unit.transaction():
        event = unit.record("tested", chain="test", actor=unit.SYSTEM, at=AT)
        unit.add(
            event,
            DeclaredConflict,
            bureau_id=world.bureau_id,
            person_id=senior.person_id,
            firm_id=world.firms[0],
        )

    assert listed(senior) == [files()[1]]
    with pytest.raises(NotVisible):
        decide(senior)


@sqlite
def test_a_senior_reads_without_names(world: World, senior: Viewer) -> None:
    found = senior_reads.file(viewer=senior, public_id=files()[0], at=LATER, on=ON)

    assert (found.handler, found.firm) == ("", "")
    assert [read.reviewer for read in found.reads] == ["", ""]
    assert [review.label for review in found.reviews] == ["1", "2"]
    assert found.derivation_digest == results()[0]


def test_no_release_holds_an_unread_fail(world: World, senior: Viewer) -> None:
    assert world.officer is not None
    for kind in ReleaseKind:
        assert blocking(world, kind) == {GateCode.FAILS_UNREAD: 2}
    with pytest.raises(NotReadyToPublish):
        publication.publish(
            viewer=world.officer, code="2026", kind="provisional", at=LATER, key="k"
        )

    decide(senior, 0)
    assert blocking(world) == {GateCode.FAILS_UNREAD: 1}
    decide(world.reviewers[0], 1, reason="同意")
    assert blocking(world) == {}


@sqlite
def test_what_is_released_unread_is_to_be_seen_before(once: Once) -> None:
    """The bureau has switched it off; each release says what that means."""
    world = once(unswitched)
    assert world.officer is not None
    own = {"viewer": world.officer, "code": "2026", "at": LATER, "key": "k"}

    for kind in ReleaseKind:
        items = publication.gate(viewer=world.officer, code="2026", kind=kind)
        unasked = [item for item in items if item.code is GateCode.FAILS_UNASKED]
        assert [(item.n, item.blocks) for item in unasked] == [(1, False)]
        with pytest.raises(NotesUnseen):
            publication.publish(kind=kind.value, despite_notes=False, **own)


@sqlite
def test_without_the_switch_nothing_waits(once: Once) -> None:
    world = once(unswitched)
    assert world.officer is not None
    membership.set_senior(
        viewer=world.officer, code="2026", number="R3", is_senior=True, at=AT
    )

    assert blocking(world) == {}
    assert listed(world.reviewers[3]) == []
    assert not senior_reads.serves(viewer=world.reviewers[3])


@sqlite
def test_after_the_final_release_nothing_is_promised_any_more(once: Once) -> None:
    def released() -> World:
        world = under_review(n_cases=1)
        bad = {f"a{n}": lost(10) for n in range(5)}
        first_two(world, bad, bad)
        return world

    world = once(released)
    assert world.officer is not None
    own = {"viewer": world.officer, "code": "2026"}
    before = senior_reads.overview(**own, on=ON)
    publication.publish(**own, kind="final", key="k", at=AT)

    with pytest.raises(senior_reads.AlreadyReleased):
        senior_reads.switch_on(**own, at=AT)
    after = senior_reads.overview(**own, on=ON)
    assert (before.is_over, after.is_over, after.is_on) == (False, True, False)


@sqlite
def test_a_decision_is_a_fact_with_its_reason(world: World, senior: Viewer) -> None:
    decide(senior, reason="  两份评查认定的缺失属实 ")

    ((code, decision, text_id),) = rows(
        SeniorRead, "reviewer_code", "decision", "text_id"
    )
    assert (code, decision) == ("code-3", "upheld")
    assert rows(StoredText, "body", id=text_id) == [("两份评查认定的缺失属实",)]
    ((actor, payload),) = rows(Event, "actor", "payload", kind="fail_upheld")
    assert actor == "code-3"
    assert set(payload) == {"result", "reason"}
    assert listed(senior) == [files()[1]]
    with pytest.raises(AlreadyRead):
        decide(senior)


@sqlite
@pytest.mark.parametrize("reason", ["", "  ", "长" * 1001])
def test_a_decision_needs_a_reason(world: World, senior: Viewer, reason: str) -> None:
    with pytest.raises(NoSeniorReason):
        decide(senior, reason=reason)
    assert rows(SeniorRead) == []


@sqlite
def test_only_what_was_looked_at_is_decided(world: World, senior: Viewer) -> None:
    with pytest.raises(AlreadyRead):
        decide(senior, result="0" * 64)
    assert rows(SeniorRead) == []


def test_of_two_seniors_at_once_one_decides(app: Flask) -> None:
    world = failed()
    case, who = 1, (world.reviewers[0], world.reviewers[3])

    found = at_once(app, [lambda each=each: decide(each, case) for each in who * 2])  # type: ignore[misc]

    assert [each for each in found if each is None] == [None]
    assert all(isinstance(each, AlreadyRead) for each in found if each is not None)
    assert len(rows(SeniorRead)) == 1


@sqlite
def test_the_second_senior_is_told_that_it_was_decided(
    world: World, senior: Viewer
) -> None:
    decide(senior, 1)

    for late in (world.reviewers[0], senior):
        with pytest.raises(AlreadyRead):
            decide(late, 1, decision=PANEL, reason="另有理由")
        with pytest.raises(NotVisible):
            senior_reads.file(viewer=late, public_id=files()[1], at=LATER, on=ON)
    with pytest.raises(NotVisible):
        decide(world.reviewers[4], 1)


@sqlite
def test_a_relieved_senior_sees_nothing_more(world: World, senior: Viewer) -> None:
    assert world.officer is not None
    assert senior_reads.serves(viewer=senior)
    membership.set_senior(
        viewer=world.officer, code="2026", number="R3", is_senior=False, at=LATER
    )

    assert not senior_reads.serves(viewer=senior)
    with pytest.raises(NotVisible):
        decide(senior)


@sqlite
def test_the_officer_sees_what_waits_and_whether_anybody_may_read_it(
    world: World, senior: Viewer
) -> None:
    assert world.officer is not None
    decide(senior, 1)
    page = senior_reads.overview(viewer=world.officer, code="2026", on=NEXT_DAY)

    assert (page.is_on, page.n_unread, len(page.seniors)) == (True, 1, 2)
    assert [(line.decision, line.has_nobody) for line in page.lines] == [
        (None, False),
        (UPHELD, False),
    ]
    for stranger in (senior, world.lead, *world.lawyers):
        assert stranger is not None
        with pytest.raises(NotVisible):
            senior_reads.overview(viewer=stranger, code="2026", on=ON)


@sqlite
def test_naming_one_senior_after_the_other_tells_nothing_that_day(
    world: World,
) -> None:
    """R0 read the first file: alone as a senior that is told, but only a day later."""
    assert world.officer is not None
    own = {"viewer": world.officer, "code": "2026"}
    membership.set_senior(number="R3", is_senior=False, at=LATER, **own)

    today, tomorrow = (senior_reads.overview(on=day, **own) for day in (ON, NEXT_DAY))

    assert [line.has_nobody for line in today.lines] == [False, False]
    assert [line.has_nobody for line in tomorrow.lines] == [True, False]
    assert (today.is_told, tomorrow.is_told) == (False, True)
