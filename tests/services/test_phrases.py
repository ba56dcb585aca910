"""Own phrases come from own reviews of the rounds under way, and from nobody else's."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import update

from review.domain.errors import NotVisible
from review.domain.policy import Granted, Role, Viewer
from review.services import reviewing
from review.services.phrases import own_phrases
from review.store import unit
from review.store.models import Case, Release, StoredText
from tests.conftest import AT
from tests.factories import World
from tests.services.rounds import LATER, lost, n_statements, submit, under_review

pytestmark = pytest.mark.usefixtures("app_context")


@pytest.fixture
def world(app: Flask) -> World:
    return under_review(n_cases=3, n_reviewers=2)


@pytest.fixture
def me(world: World) -> Viewer:
    return world.reviewers[0]


def draft(viewer: Viewer, read: str, **changes: object) -> None:
    reviewing.save_answers(
        viewer=viewer,
        public_id=read,
        version=0,
        changes=changes,
        at=LATER + timedelta(minutes=1),
    )


def test_drafted_and_submitted_words_the_items_own_first(
    world: World, me: Viewer
) -> None:
    submit(world, me, "read-0-1", a0=lost(1, "提交甲"), a1=lost(1, "提交乙"))
    draft(me, "read-1-2", a0=lost(1, "草稿甲"), a1=lost(1, "草稿乙"))

    assert own_phrases(viewer=me, item="a0") == ("草稿甲", "提交甲", "草稿乙", "提交乙")
    assert own_phrases(viewer=me, item="a1") == ("草稿乙", "提交乙", "草稿甲", "提交甲")


def test_the_words_of_others_are_never_offered(world: World, me: Viewer) -> None:
    partner = world.reviewers[1]
    submit(world, partner, "read-0-2", a0=lost(1, "另一评查员提交"))
    draft(partner, "read-1-1", a0=lost(1, "另一评查员草稿"))

    assert own_phrases(viewer=me, item="a0") == ()
    assert len(own_phrases(viewer=partner, item="a0")) == 2


def test_organs_and_causes_are_no_phrases(world: World, me: Viewer) -> None:
    outside = {"special": "not_done_external", "organ": "看守所", "cause": "停止会见"}
    submit(world, me, "read-0-1", a0=outside)

    assert own_phrases(viewer=me, item="a0") == ()


def test_erased_words_and_files_handed_back_are_gone(world: World, me: Viewer) -> None:
    submit(world, me, "read-0-1", a0=lost(1, "已删除"))
    draft(me, "read-1-2", a0=lost(1, "已退回"))
    reviewing.decline(viewer=me, public_id="read-1-2", reason="回避", at=LATER)
    with unit.transaction():
        event = unit.record("tested", chain="test", actor=unit.SYSTEM, at=AT)
        where = {"body": "已删除"}
        erased = {"erased_at": AT, "erased_by": me.user_id}
        unit.change(event, StoredText, where, **erased)

    assert own_phrases(viewer=me, item="a0") == ()


def test_words_about_a_file_that_turned_out_secret_are_not_offered(
    world: World, me: Viewer
) -> None:
    submit(world, me, "read-0-1", a0=lost(1, "案情"))
    draft(me, "read-1-2", a0=lost(1, "也是案情"))
    with unit.transaction() as connection:
        connection.execute(update(Case).values(secret=True))

    assert own_phrases(viewer=me, item="a0") == ()


def test_nothing_of_a_finished_round_is_offered(world: World, me: Viewer) -> None:
    submit(world, me, "read-0-1", a0=lost(1, "本轮"))
    assert own_phrases(viewer=me, item="a0") == ("本轮",)

    with unit.transaction():
        unit.add(
            unit.record("tested", chain="test", actor=unit.SYSTEM, at=AT),
            Release,
            bureau_id=world.bureau_id,
            campaign_id=world.campaign_id,
            number=1,
            kind="final",
            header="{}",
            digest="0" * 64,
            published_at=AT,
        )

    assert own_phrases(viewer=me, item="a0") == ()


def test_who_reviews_nothing_is_told_nothing(world: World) -> None:
    officer = Viewer(
        bureau_id=world.bureau_id,
        user_id=1,
        grants=(Granted(Role.BUREAU_OFFICER, world.bureau_id),),
    )

    with pytest.raises(NotVisible):
        own_phrases(viewer=officer, item="a0")


def test_two_statements_however_much_was_written(world: World, me: Viewer) -> None:
    for read in ("read-0-1", "read-1-2", "read-2-1"):
        submit(world, me, read, a0=lost(1, read))

    assert n_statements(lambda: own_phrases(viewer=me, item="a0")) == 2
