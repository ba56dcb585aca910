"""Two blind reviews: nothing saved is lost, nothing is submitted twice or seen early."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import update

from review.domain.answers import InvalidAnswers
from review.domain.drafts import NotAsked
from review.domain.errors import NotVisible, RuleBroken
from review.domain.policy import Granted, Role, Viewer
from review.domain.secrecy import CommentOfSecretFile
from review.services import reviewing
from review.services.drafts import CommentTooLong
from review.services.reviewing import (
    AlreadySubmitted,
    DraftConflict,
    Incomplete,
    NoReason,
    ReadEnded,
    Saved,
)
from review.store import unit
from review.store.database import db
from review.store.models import (
    AccessLog,
    Campaign,
    Case,
    Draft,
    Event,
    IdempotencyKey,
    Read,
    Release,
    Result,
    StoredFinding,
    StoredText,
    Submission,
)
from review.store.queries.idempotency import KeyReused
from tests.conftest import AT
from tests.domain.builders import item, section, text
from tests.factories import World
from tests.services.rounds import (
    LATER,
    at_once,
    counted,
    decide,
    full,
    further_read,
    lost,
    n_statements,
    reader,
    rows,
    sheet,
    submit,
    under_review,
)

pytestmark = pytest.mark.usefixtures("app_context")


@pytest.fixture
def world(app: Flask) -> World:
    return under_review()


@pytest.fixture
def me(world: World) -> Viewer:
    """Who has slot one of the first file."""
    return reader(world, 0, 0)


@pytest.fixture
def mine(world: World) -> str:
    return world.reads[0][0]


def save(viewer: Viewer, read: str, version: int, /, **changes: object) -> Saved:
    return reviewing.save_answers(
        viewer=viewer, public_id=read, version=version, changes=changes, at=LATER
    )


def open_read(viewer: Viewer, read: str) -> reviewing.Desk:
    return reviewing.open_read(viewer=viewer, public_id=read, at=LATER)


def test_queue_holds_own_files_only(world: World, me: Viewer) -> None:
    lines = reviewing.queue(viewer=me, at=AT)

    assert [(line.public_id, line.case_no) for line in lines] == [
        ("read-0-1", "(2025)青援0001号")
    ]
    assert (lines[0].n_answered, lines[0].n_items) == (0, 10)
    assert lines[0].campaign == "2026年度案卷质量评查"
    other = reviewing.queue(viewer=reader(world, 0, 1), at=AT)
    assert [line.public_id for line in other] == ["read-0-2", "read-1-1"]


def test_queue_follows_the_draft_and_the_submission(world: World, me: Viewer) -> None:
    both = reader(world, 0, 1)
    save(both, "read-1-1", 0, a0="full", b1=lost(2))
    submit(world, both, "read-0-2")

    lines = reviewing.queue(viewer=both, at=AT)

    assert [(x.public_id, x.n_answered, x.saved_at, x.submitted_at) for x in lines] == [
        ("read-1-1", 2, LATER, None),
        ("read-0-2", 10, None, LATER),
    ]


def test_queue_says_what_is_late(world: World, me: Viewer) -> None:
    with unit.transaction():
        event = unit.record("tested", chain="test", actor=unit.SYSTEM, at=AT)
        unit.change(event, Campaign, {}, due_on=date(2026, 3, 1))

    assert [line.is_late for line in reviewing.queue(viewer=me, at=AT)] == [True]
    earlier = AT - timedelta(days=1)
    assert [line.is_late for line in reviewing.queue(viewer=me, at=earlier)] == [False]


def test_desk_shows_the_file_without_its_people(me: Viewer, mine: str) -> None:
    desk = open_read(me, mine)

    assert asdict(desk.case) == {
        "case_no": "(2025)青援0001号",
        "kind": "civil",
        "stage": "",
        "volume_set": "",
        "case_class": "general",
        "cause": "劳动争议",
        "assigned_on": date(2025, 3, 3),
        "closed_on": date(2025, 9, 1),
        "is_secret": False,
        "institution": "",
    }
    assert (desk.version, desk.answers, desk.comment) == (0, {}, "")
    assert (desk.part, desk.items, len(desk.missing)) == (None, None, 10)
    assert (desk.submitted_at, desk.receipt) == (None, "")
    assert desk.sheet.total == Decimal("100.00")


def test_saved_answers_come_back(me: Viewer, mine: str) -> None:
    saved = save(me, mine, 0, a0=lost("2.5"), a1="full")
    reviewing.save_answers(
        viewer=me, public_id=mine, version=1, changes={}, comment="整体较好", at=LATER
    )
    desk = open_read(me, mine)

    assert (saved.version, saved.saved_at) == (1, LATER)
    assert (saved.n_answered, saved.n_items) == (2, 10)
    assert saved.sheet.total == Decimal("97.50")
    assert (desk.version, desk.saved_at, desk.comment) == (2, LATER, "整体较好")
    assert desk.answers["a0"].choice == Decimal("2.5")
    assert desk.answers["a0"].findings[0].reason == "无会见笔录"
    assert (desk.sheet, desk.missing) == (saved.sheet, saved.missing)
    assert (desk.n_answered, desk.n_items) == (2, 10)


def test_saving_is_no_event(me: Viewer, mine: str) -> None:
    before = rows(Event)
    save(me, mine, 0, a0="full")
    save(me, mine, 1, a0=None)

    assert rows(Event) == before
    assert rows(Draft, "version", "answers", "n_answered") == [(2, "{}", 0)]


def test_second_tab_is_told_and_shown_both(me: Viewer, mine: str) -> None:
    save(me, mine, 0, a0=lost(2))
    save(me, mine, 1, a1="full")

    with pytest.raises(DraftConflict) as refused:
        save(me, mine, 1, a1=lost(5))

    other = refused.value
    assert (other.version, other.saved_at, other.comment) == (2, LATER, "")
    assert other.answers["a1"].choice == Decimal(0)
    assert open_read(me, mine).version == 2
    assert save(me, mine, other.version, a1=lost(5)).version == 3


def test_first_save_of_two_tabs_is_not_overwritten(me: Viewer, mine: str) -> None:
    save(me, mine, 0, a0="full")

    with pytest.raises(DraftConflict):
        save(me, mine, 0, a0=lost(1))
    assert open_read(me, mine).answers["a0"].choice == Decimal(0)


def test_impossible_answers_are_not_saved(me: Viewer, mine: str) -> None:
    with pytest.raises(InvalidAnswers):
        save(me, mine, 0, a0="full", a1="77")
    with pytest.raises(NotAsked):
        save(me, mine, 0, nowhere="full")
    with pytest.raises(CommentTooLong):
        reviewing.save_answers(
            viewer=me, public_id=mine, version=0, changes={}, comment="长" * 4001, at=AT
        )
    assert rows(Draft) == []


def test_a_section_is_closed_in_one_step(me: Viewer, mine: str) -> None:
    save(me, mine, 0, a0=lost(2))
    saved = reviewing.close_section(
        viewer=me, public_id=mine, section="a", version=1, at=LATER
    )

    assert (saved.version, saved.n_answered) == (2, 5)
    assert saved.sheet.total == Decimal("98.00")
    assert {each.item for each in saved.missing} == {f"b{n}" for n in range(5)}


def strangers(world: World) -> dict[str, Viewer]:
    """Everyone who has no business at the first place of the first file."""
    assert world.lead
    assert world.officer
    me = reader(world, 0, 0)
    return {
        "partner": reader(world, 0, 1),
        "another reviewer": world.reviewers[3],
        "lead": world.lead,
        "officer": world.officer,
        "lawyer": world.lawyers[0],
        "other bureau": replace(
            me, bureau_id=2, grants=(Granted(Role.REVIEWER, bureau_id=2),)
        ),
        "other campaign": replace(
            me, grants=(Granted(Role.REVIEWER, world.bureau_id, campaign_id=77),)
        ),
        "role withdrawn": replace(me, grants=()),
        "public": Viewer(),
    }


ACTIONS: dict[str, Callable[[Viewer, str], object]] = {
    "open": open_read,
    "save": lambda viewer, read: save(viewer, read, 0, a0="full"),
    "close": lambda viewer, read: reviewing.close_section(
        viewer=viewer, public_id=read, section="a", version=0, at=AT
    ),
    "preview": lambda viewer, read: reviewing.preview(viewer=viewer, public_id=read),
    "submit": lambda viewer, read: reviewing.submit(
        viewer=viewer, public_id=read, version=0, key="k", at=AT, answers={}
    ),
    "decline": lambda viewer, read: reviewing.decline(
        viewer=viewer, public_id=read, reason="回避", at=AT
    ),
}


@pytest.mark.parametrize("action", ACTIONS)
def test_another_persons_read_is_not_there(
    world: World, mine: str, action: str
) -> None:
    act = ACTIONS[action]
    for viewer in strangers(world).values():
        with pytest.raises(NotVisible):
            act(viewer, mine)
    with pytest.raises(NotVisible):
        act(reader(world, 0, 0), "nowhere")
    assert [rows(model) for model in (Draft, Submission, AccessLog)] == [[], [], []]


def test_opening_is_logged_once_in_a_sitting(me: Viewer, mine: str) -> None:
    for minutes in (0, 5, 9, 11, 12):
        reviewing.open_read(
            viewer=me, public_id=mine, at=AT + timedelta(minutes=minutes)
        )

    assert rows(AccessLog, "user_id", "action", "object_id", "at") == [
        (me.user_id, "review.open", mine, AT),
        (me.user_id, "review.open", mine, AT + timedelta(minutes=11)),
    ]


def test_opening_writes_nothing_else(me: Viewer, mine: str) -> None:
    with counted() as sent:
        open_read(me, mine)

    assert [s.split()[:3] for s in sent if not s.startswith("SELECT")] == [
        ["INSERT", "INTO", "access_log"]
    ]


def test_preview_shows_what_would_be_submitted(me: Viewer, mine: str) -> None:
    save(me, mine, 0, a0=lost(2))

    preview = reviewing.preview(viewer=me, public_id=mine)

    desk = open_read(me, mine)
    assert (preview.version, preview.sheet, preview.missing) == (
        1,
        desk.sheet,
        desk.missing,
    )
    assert preview.answers == desk.answers


def test_an_incomplete_review_is_not_submitted(me: Viewer, mine: str) -> None:
    save(me, mine, 0, a0={"choice": "2"})

    with pytest.raises(Incomplete) as refused:
        reviewing.submit(viewer=me, public_id=mine, version=1, key="k", at=LATER)
    kinds = [(each.item, each.kind) for each in refused.value.missing]
    assert kinds[:3] == [("a0", "reason"), ("a0", "place"), ("a1", "answer")]
    assert rows(Submission) == []
    assert rows(IdempotencyKey) == []
    assert open_read(me, mine).version == 1


def test_submitting_stores_choices_findings_texts_and_figures(
    world: World, me: Viewer, mine: str
) -> None:
    receipt = reviewing.submit(
        viewer=me,
        public_id=mine,
        version=0,
        key="k",
        at=LATER,
        answers=full(world, me, mine, a0=lost("2.5"), b3=lost(10, "未提交代理词")),
        comment="整体较好",
    )

    ((choices, total, grade, summary, number),) = rows(
        Submission, "choices", "total", "grade", "summary", "receipt"
    )
    assert choices == ["2.5", *["0"] * 7, "10", "0"]
    assert (total, grade, number) == (8750, "good", receipt.number)
    assert summary == {
        "sections": {"a": ["47.5", "50"], "b": ["40", "50"]},
        "parties": {"handler": ["87.5", "100", "0"]},
        "party_rule": "party_marks@2",
    }
    assert rows(StoredFinding, "seq", "item_code", "pages", "absent") == [
        (1, "a0", "12", False),
        (2, "b3", "12", False),
    ]
    assert sorted(rows(StoredText, "kind", "body")) == [
        ("comment", "整体较好"),
        ("reason", "无会见笔录"),
        ("reason", "未提交代理词"),
    ]
    assert (receipt.total, receipt.grade) == (Decimal("87.50"), "good")


def test_the_event_names_a_code_and_no_text(
    world: World, me: Viewer, mine: str
) -> None:
    receipt = submit(world, me, mine, a0=lost(2, "CANARY"))

    found = rows(Event, "actor_kind", "actor", "payload", kind="review_submitted")
    ((kind, actor, payload),) = found
    assert (kind, actor) == ("reviewer", "code-0")
    assert set(payload) == {"receipt", "sheet"}
    assert payload["receipt"] == receipt.number


def test_a_submitted_review_is_shown_and_final(
    world: World, me: Viewer, mine: str
) -> None:
    save(me, mine, 0, **full(world, me, mine, a0=lost(2)))
    before = open_read(me, mine)
    receipt = reviewing.submit(viewer=me, public_id=mine, version=1, key="k", at=LATER)

    desk = open_read(me, mine)
    assert (desk.submitted_at, desk.receipt) == (LATER, receipt.number)
    assert (desk.answers, desk.sheet) == (before.answers, before.sheet)
    for action in ("save", "close", "preview", "decline"):
        with pytest.raises(AlreadySubmitted):
            ACTIONS[action](me, mine)


def test_the_draft_of_a_submitted_review_is_emptied(
    world: World, me: Viewer, mine: str
) -> None:
    reviewing.save_answers(
        viewer=me,
        public_id=mine,
        version=0,
        changes=full(world, me, mine, a0=lost(2, "CANARY")),
        comment="CANARY",
        at=AT,
    )
    reviewing.submit(viewer=me, public_id=mine, version=1, key="k", at=LATER)

    assert rows(Draft, "version", "answers", "comment") == [(2, "", "")]


def test_the_same_request_again_gets_the_same_receipt(
    world: World, me: Viewer, mine: str
) -> None:
    answers = full(world, me, mine)

    def send(at: Any) -> reviewing.Receipt:
        return reviewing.submit(
            viewer=me, public_id=mine, version=0, key="k", at=at, answers=answers
        )

    first = send(LATER)
    again = send(LATER + timedelta(hours=1))

    assert again == first
    assert len(rows(Submission)) == len(rows(IdempotencyKey)) == 1
    assert [k for (k,) in rows(Event, "kind")].count("review_submitted") == 1


def test_the_same_key_with_other_content_is_refused(
    world: World, me: Viewer, mine: str
) -> None:
    submit(world, me, mine, key="k")

    with pytest.raises(KeyReused):
        submit(world, me, mine, key="k", a0=lost(2))
    assert rows(Submission, "total") == [(10000,)]


def test_a_key_belongs_to_its_sender(world: World, me: Viewer, mine: str) -> None:
    first = submit(world, me, mine, key="k")
    second = submit(world, reader(world, 0, 1), world.reads[0][1], key="k")

    assert first.number != second.number
    assert len(rows(Submission)) == 2


def test_another_request_after_submitting_is_refused(
    world: World, me: Viewer, mine: str
) -> None:
    submit(world, me, mine)

    with pytest.raises(AlreadySubmitted):
        submit(world, me, mine)
    assert len(rows(Submission)) == 1


def test_a_stale_tab_does_not_submit(world: World, me: Viewer, mine: str) -> None:
    save(me, mine, 0, **full(world, me, mine))
    save(me, mine, 1, a0=lost(5))

    with pytest.raises(DraftConflict) as refused:
        reviewing.submit(viewer=me, public_id=mine, version=1, key="k", at=LATER)
    assert refused.value.answers["a0"].choice == Decimal(5)
    assert rows(Submission) == []


def test_a_double_click_is_one_review(
    app: Flask, world: World, me: Viewer, mine: str
) -> None:
    answers = full(world, me, mine)

    def click() -> object:
        return reviewing.submit(
            viewer=me, public_id=mine, version=0, key="k", at=LATER, answers=answers
        )

    found = at_once(app, [click] * 5)

    assert len({receipt.number for receipt in found}) == 1  # type: ignore[attr-defined]
    assert len(rows(Submission)) == len(rows(IdempotencyKey)) == 1
    assert [k for (k,) in rows(Event, "kind")].count("review_submitted") == 1


def test_two_tabs_submitting_at_once_make_one_review(
    app: Flask, world: World, me: Viewer, mine: str
) -> None:
    save(me, mine, 0, **full(world, me, mine))

    def tab(key: str) -> Callable[[], object]:
        return lambda: reviewing.submit(
            viewer=me, public_id=mine, version=1, key=key, at=LATER
        )

    found = at_once(app, [tab("one"), tab("two"), tab("three")])

    refused = [each for each in found if isinstance(each, RuleBroken)]
    assert [type(each) for each in refused] == [AlreadySubmitted] * 2
    assert len(rows(Submission)) == 1


@pytest.mark.parametrize("version", [0, 1])
def test_saves_at_once_lose_nothing(
    app: Flask, world: World, me: Viewer, mine: str, version: int
) -> None:
    if version:
        save(me, mine, 0, b0="full")
    actions = [
        lambda n=n: save(me, mine, version, **{f"a{n}": "full"}) for n in range(4)
    ]

    found = at_once(app, actions)

    assert sorted(type(each).__name__ for each in found) == [
        *["DraftConflict"] * 3,
        "Saved",
    ]
    desk = open_read(me, mine)
    assert desk.version == version + 1
    assert len(desk.answers) == version + 1


@pytest.mark.parametrize("version", [0, 1])
def test_a_save_beside_a_submission_is_in_it_or_refused(
    app: Flask, world: World, me: Viewer, mine: str, version: int
) -> None:
    answers = full(world, me, mine)
    if version:
        save(me, mine, 0, **answers)

    def send() -> object:
        return reviewing.submit(
            viewer=me,
            public_id=mine,
            version=version,
            key="k",
            at=LATER,
            answers=answers,
        )

    saved, sent = at_once(app, [lambda: save(me, mine, version, a0=lost(5)), send])

    outcome = (isinstance(saved, Saved), isinstance(sent, reviewing.Receipt))
    assert outcome in {(True, False), (False, True)}
    assert len(rows(Submission)) == int(outcome[1])


def test_both_reviewers_submitting_at_once_settle_the_file(
    app: Flask, world: World, me: Viewer, mine: str
) -> None:
    other, theirs = reader(world, 0, 1), world.reads[0][1]
    filled = [
        (me, mine, full(world, me, mine)),
        (other, theirs, full(world, other, theirs)),
    ]

    found = at_once(
        app,
        [
            lambda each=each: reviewing.submit(
                viewer=each[0],
                public_id=each[1],
                version=0,
                key="k",
                at=LATER,
                answers=each[2],
            )
            for each in filled
        ],
    )

    assert all(isinstance(each, reviewing.Receipt) for each in found)
    assert rows(Result, "score") == [(10000,)]


def seen_by(viewer: Viewer, read: str, answers: dict[str, object]) -> list[object]:
    """Everything a reviewer sees on the way, but for the names of the places."""
    desk = open_read(viewer, read)
    saved = save(viewer, read, 0, **answers)
    preview = reviewing.preview(viewer=viewer, public_id=read)
    receipt = reviewing.submit(
        viewer=viewer, public_id=read, version=1, key="k", at=LATER
    )
    after = open_read(viewer, read)
    line = next(x for x in reviewing.queue(viewer=viewer, at=AT) if x.public_id == read)
    return [
        replace(desk, public_id=""),
        saved,
        replace(preview, public_id=""),
        replace(receipt, public_id="", number=""),
        replace(after, public_id="", receipt=""),
        replace(line, public_id=""),
    ]


def test_first_and_second_submitter_see_the_same(world: World) -> None:
    answers = full(world, reader(world, 0, 0), world.reads[0][0], a0=lost(2))
    first = seen_by(reader(world, 0, 0), world.reads[0][0], answers)
    second = seen_by(reader(world, 0, 1), world.reads[0][1], answers)

    assert rows(Result, "score") == [(9800,)]
    assert first == second


@pytest.mark.parametrize("purpose", ["third", "adjudication"])
def test_a_further_reader_sees_what_the_first_saw(world: World, purpose: str) -> None:
    first = open_read(reader(world, 0, 0), world.reads[0][0])
    listed = reviewing.queue(viewer=reader(world, 0, 0), at=AT)[0]
    submit(world, reader(world, 0, 0), world.reads[0][0], a0=lost(10, "CANARY"))
    submit(world, reader(world, 0, 1), world.reads[0][1], a1=lost(10), b1=lost(10))
    read = further_read(world, 3, purpose=purpose)

    desk = open_read(world.reviewers[3], read)
    lines = reviewing.queue(viewer=world.reviewers[3], at=AT)
    line = next(each for each in lines if each.public_id == read)

    assert replace(desk, public_id="") == replace(first, public_id="")
    assert replace(line, public_id="") == replace(listed, public_id="")


def test_nothing_of_a_partner_is_in_any_view(world: World) -> None:
    partner, theirs = reader(world, 0, 1), world.reads[0][1]
    save(partner, theirs, 0, a0=lost(3, "CANARY"))
    me, mine = reader(world, 0, 0), world.reads[0][0]

    def everything() -> str:
        views = [
            reviewing.queue(viewer=me, at=AT),
            open_read(me, mine),
            reviewing.preview(viewer=me, public_id=mine),
        ]
        return repr(views)

    before = everything()
    reviewing.submit(
        viewer=partner,
        public_id=theirs,
        version=1,
        key="k",
        at=LATER,
        answers=full(world, partner, theirs, a0=lost(3, "CANARY")),
        comment="CANARY",
    )

    assert everything() == before
    for word in ("CANARY", "code-1", theirs, "律师", "评查专家"):
        assert word not in before


def test_a_receipt_can_be_calculated_again_and_tells_of_nobody_else(
    world: World, me: Viewer, mine: str
) -> None:
    alone = submit(world, me, mine, a0=lost(2))
    other = submit(world, reader(world, 0, 1), world.reads[0][1], a0=lost(2))

    assert len(alone.number) == len(other.number) == 64
    assert alone.number != other.number


def test_handing_back_ends_the_read(world: World, me: Viewer, mine: str) -> None:
    save(me, mine, 0, a0=lost(2))
    reviewing.decline(viewer=me, public_id=mine, reason=" 与承办人相识 ", at=LATER)

    assert rows(Read, "ended_at", "ended_reason", public_id=mine) == [
        (LATER, "与承办人相识")
    ]
    assert rows(Event, "actor", "payload", kind="review_declined") == [("code-0", {})]
    assert reviewing.queue(viewer=me, at=AT) == []
    with pytest.raises(NotVisible):
        open_read(me, mine)
    with pytest.raises(ReadEnded):
        save(me, mine, 1, a0="full")
    with pytest.raises(ReadEnded):
        submit_blindly(me, mine)


def submit_blindly(viewer: Viewer, read: str) -> None:
    reviewing.submit(viewer=viewer, public_id=read, version=1, key="k", at=LATER)


@pytest.mark.parametrize("reason", ["", "  ", "长" * 201])
def test_handing_back_needs_a_reason(me: Viewer, mine: str, reason: str) -> None:
    with pytest.raises(NoReason):
        reviewing.decline(viewer=me, public_id=mine, reason=reason, at=LATER)


def test_access_ends_with_the_round(world: World, me: Viewer, mine: str) -> None:
    submit(world, me, mine)
    with unit.transaction():
        event = unit.record("tested", chain="test", actor=unit.SYSTEM, at=AT)
        unit.add(
            event,
            Release,
            bureau_id=world.bureau_id,
            campaign_id=world.campaign_id,
            number=1,
            kind="final",
            header="{}",
            digest="0" * 64,
            published_at=AT,
        )

    assert reviewing.queue(viewer=me, at=AT) == []
    for action in ACTIONS.values():
        with pytest.raises(NotVisible):
            action(me, mine)


def test_a_sheet_in_parts_is_asked_in_parts(app: Flask) -> None:
    scheme = sheet(
        section("a", item("a0", 60), part="lawyer"),
        section("b", item("b0", 40), part="center"),
        part_titles={"lawyer": text("律师"), "center": text("中心")},
    )
    world = under_review(scheme)
    with unit.transaction():
        event = unit.record("tested", chain="test", actor=unit.SYSTEM, at=AT)
        unit.change(event, Read, {"public_id": "read-0-1"}, part="center")
    me = reader(world, 0, 0)

    desk = open_read(me, "read-0-1")
    saved = save(me, "read-0-1", 0, b0="full")

    assert (desk.part, [each.item for each in desk.missing]) == ("center", ["b0"])
    lines = {x.public_id: x for x in reviewing.queue(viewer=me, at=AT)}
    assert lines["read-0-1"].part == text("中心")
    assert (saved.n_answered, saved.n_items, saved.sheet.total) == (1, 1, Decimal(40))
    with pytest.raises(NotAsked):
        save(me, "read-0-1", 1, a0="full")
    receipt = reviewing.submit(
        viewer=me, public_id="read-0-1", version=1, key="k", at=LATER
    )
    assert receipt.total == Decimal(40)


def test_only_disputed_items_are_asked(world: World) -> None:
    read = further_read(world, 3, items=["a0", "b2"])
    me = world.reviewers[3]

    desk = open_read(me, read)
    receipt = decide(world, me, read, first={"b2": lost(1)})

    assert (desk.items, desk.n_items, desk.sheet.total) == (("a0", "b2"), 2, None)
    assert [each.code for each in desk.sheet.items] == ["a0", "b2"]
    assert (receipt.total, receipt.grade) == (None, None)
    assert rows(Submission, "total", "grade", "summary") == [(None, None, {})]


def test_statements_are_few_and_counted(world: World, me: Viewer, mine: str) -> None:
    open_read(me, mine)
    answers = full(world, me, mine, a0=lost(2), a1=lost(1))

    n = {
        "open": n_statements(lambda: open_read(me, mine)),
        "first save": n_statements(lambda: save(me, mine, 0, **answers)),
        "save": n_statements(lambda: save(me, mine, 1, a3="full")),
        "preview": n_statements(lambda: reviewing.preview(viewer=me, public_id=mine)),
        "submit": n_statements(
            lambda: reviewing.submit(
                viewer=me, public_id=mine, version=2, key="k", at=LATER
            )
        ),
        "replay": n_statements(
            lambda: reviewing.submit(
                viewer=me, public_id=mine, version=2, key="k", at=LATER
            )
        ),
        "open again": n_statements(lambda: open_read(me, mine)),
    }

    assert n == {
        "open": 1,
        "first save": 2,
        "save": 2,
        "preview": 1,
        # SQLite has to be asked where the ids of the texts begin.
        "submit": 12 if db.engine.dialect.name == "sqlite" else 11,
        "replay": 2,
        "open again": 2,
    }


@pytest.mark.parametrize("n_cases", [1, 500])
def test_a_queue_is_one_statement(app: Flask, n_cases: int) -> None:
    world = under_review(n_cases=n_cases, n_reviewers=2)
    reviewing.queue(viewer=world.reviewers[0], at=AT)

    with counted() as sent:
        lines = reviewing.queue(viewer=world.reviewers[0], at=AT)

    assert (len(sent), len(lines)) == (1, n_cases)


def test_of_a_secret_file_answers_are_taken_and_no_word(
    world: World, me: Viewer, mine: str
) -> None:
    with unit.transaction() as connection:
        connection.execute(update(Case).values(secret=True))
    with pytest.raises(InvalidAnswers) as refused:
        save(me, mine, 0, a0=lost(2), a1="full")
    with pytest.raises(CommentOfSecretFile):
        reviewing.save_answers(
            viewer=me, public_id=mine, version=0, changes={}, comment="评", at=LATER
        )
    bare = {"choice": lost(2)["choice"]}
    saved = save(me, mine, 0, **full(world, me, mine, a0=bare))
    receipt = reviewing.submit(viewer=me, public_id=mine, version=1, key="k", at=LATER)

    assert [each.item for each in refused.value.problems] == ["a0"]
    assert (saved.missing, saved.responses) == ((), {})
    assert receipt.total == Decimal(98)
    assert rows(StoredText) == []


def test_words_from_before_a_file_was_secret_do_not_go_with_the_review(
    world: World, me: Viewer, mine: str
) -> None:
    save(me, mine, 0, **full(world, me, mine, a0=lost(2), a1=lost(1)))
    reviewing.save_answers(
        viewer=me, public_id=mine, version=1, changes={}, comment="甲的案卷", at=LATER
    )
    with unit.transaction() as connection:
        connection.execute(update(Case).values(secret=True))
    save(me, mine, 2, a0=lost(3))
    desk, preview = open_read(me, mine), reviewing.preview(viewer=me, public_id=mine)
    receipt = reviewing.submit(viewer=me, public_id=mine, version=3, key="k", at=LATER)
    after = open_read(me, mine)

    assert (set(desk.left_out.answers), desk.left_out.comment) == (
        {"a0", "a1"},
        "甲的案卷",
    )
    assert preview.left_out == desk.left_out
    assert (preview.missing, preview.comment) == ((), "")
    assert [len(preview.answers[code].findings) for code in ("a0", "a1")] == [0, 0]
    assert receipt.total == Decimal(96)
    assert (rows(StoredText), rows(StoredFinding)) == ([], [])
    assert rows(Draft, "answers", "comment") == [("", "")]
    assert (after.comment, bool(after.left_out)) == ("", False)


def test_findings_of_a_full_mark_stay_behind_unless_they_are_a_remark(
    world: World, me: Viewer, mine: str
) -> None:
    said = {"reason": "没有裁判文书", "pages": "2", "absent": True}
    found = full(world, me, mine, a0={"choice": "0", **said}, a1=lost(1))
    remark = {"choice": "0", "reason": "记录完整", "remark": True}
    saved = save(me, mine, 0, **found | {"b0": remark})
    preview = reviewing.preview(viewer=me, public_id=mine)
    reviewing.submit(viewer=me, public_id=mine, version=1, key="k", at=LATER)

    # What is absent and on a page at once keeps nobody from submitting here.
    assert (saved.beside, saved.missing) == ({"a0", "b0"}, ())
    assert preview.set_aside == ("a0",)
    kept = {code: len(each.findings) for code, each in preview.answers.items()}
    assert {code: n for code, n in kept.items() if n} == {"a1": 1, "b0": 1}
    assert rows(StoredFinding, "item_code", "pages") == [("a1", "12"), ("b0", "")]
    assert "没有裁判文书" not in [body for (body,) in rows(StoredText, "body")]
    assert open_read(me, mine).beside == frozenset()


def test_a_finding_counts_again_with_the_deduction(me: Viewer, mine: str) -> None:
    save(me, mine, 0, a0=lost(2))
    full_mark = save(me, mine, 1, a0=lost(0))
    again = save(me, mine, 2, a0=lost(2))

    assert (full_mark.beside, again.beside) == ({"a0"}, frozenset())
    assert open_read(me, mine).answers["a0"].findings[0].reason == "无会见笔录"
