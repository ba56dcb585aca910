"""Unusable files are replaced by the next in order; extensions keep the first draw."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select, text

from review.domain.errors import NotVisible
from review.domain.notices import NoticeKind
from review.domain.policy import PUBLIC, Viewer
from review.domain.sampling import Why
from review.domain.sampling_changes import ChangeKind, NoLargerSize, NotExtensible
from review.services import (
    allocation,
    calibration,
    campaigns,
    notices,
    publication,
    reconciliation,
    redrawing,
    replacing,
    reviewing,
    sampling,
)
from review.services.paging import Cut
from review.store import invariants, unit
from review.store.models import Campaign, CampaignCase, Case, Event, Read, SampleChange
from tests.casework import (
    CENSUS,
    Casework,
    casework,
    number,
    plan,
    sheet,
    submit,
    submit_all,
)
from tests.conftest import AT
from tests.services.rounds import at_once

LATER = AT + timedelta(days=1)
FOUR = replace(number(4), stratify_by=())


@pytest.fixture
def work(app: Flask) -> Iterator[Casework]:
    """Ten civil files of one county, three reviewers; four files are drawn."""
    with app.app_context():
        with unit.transaction():
            made = casework()
            made.scheme(sheet())
            made.reviewer_numbers(3)
            for n in range(1, 11):
                made.case(f"(2025)民{n}号", lawyers=(f"赵{n % 3}",))
        yield made


def drawn(work: Casework, rule: Any = FOUR) -> Casework:
    sampling.open_campaign(viewer=work.officer, plan=plan(sample=rule), at=AT)
    sampling.draw(viewer=work.officer, code="2025", at=AT, seed="7")
    return work


def order() -> list[str]:
    """Case numbers in the order of the draw; the first four are the sample."""
    with unit.reading() as connection:
        protocol = connection.execute(text("SELECT protocol FROM draws")).scalar_one()
    return [line.split(",")[2] for line in protocol.splitlines()[1:]]


def sample() -> dict[str, str]:
    """Case number and why, of the files that are in the sample now."""
    with unit.reading() as connection:
        rows = connection.execute(
            select(Case.case_no, CampaignCase.drawn_by)
            .join(Case, Case.id == CampaignCase.case_id)
            .where(CampaignCase.left_event_id.is_(None))
        )
        return {row.case_no: row.drawn_by for row in rows}


def file_id(case_no: str) -> str:
    with unit.reading() as connection:
        return str(
            connection.scalar(
                select(CampaignCase.public_id)
                .join(Case, Case.id == CampaignCase.case_id)
                .where(Case.case_no == case_no)
            )
        )


def leave(work: Casework, case_no: str, reason: str = "卷宗遗失", **rest: Any) -> Any:
    return replacing.replace_file(
        viewer=work.officer,
        code="2025",
        public_id=file_id(case_no),
        reason=reason,
        at=LATER,
        **rest,
    )


def extend(work: Casework, size: str, **rest: Any) -> int:
    return replacing.extend(
        viewer=work.officer, code="2025", size=size, reason="补充", at=LATER, **rest
    )


def record(work: Casework) -> Any:
    return sampling.record_of(viewer=work.officer, code="2025")


def reader_of(work: Casework, name: str) -> Viewer:
    with unit.transaction():
        return work.reader(name)


def seal(case_no: str) -> None:
    with unit.transaction() as connection:
        connection.execute(
            text("UPDATE cases SET sealed = true WHERE case_no = :no"), {"no": case_no}
        )


def broken() -> list[invariants.Violation]:
    with unit.reading():
        return invariants.check()


def test_a_file_that_calibrates_never_comes_in(work: Casework) -> None:
    first = order_of(drawn(work))
    with unit.transaction() as connection:
        event = unit.record("tested", chain="test", actor=unit.SYSTEM, at=AT)
        campaign = connection.execute(select(Campaign.__table__)).one()._asdict()
        del campaign["id"]
        own = {"code": "anchors", "public_id": "anchors", "calibrates_id": 1}
        anchors = unit.add(event, Campaign, **{**campaign, **own, "seed": None})
        row = connection.execute(
            select(CampaignCase.__table__)
            .join(Case, Case.id == CampaignCase.case_id)
            .where(Case.case_no == first[0])
        ).one()
        case_id = connection.scalar(select(Case.id).where(Case.case_no == first[4]))
        like = {k: v for k, v in row._asdict().items() if k not in ("id", "public_id")}
        anchor = {"campaign_id": anchors, "case_id": case_id, "drawn_by": "anchor"}
        unit.add(event, CampaignCase, **{**like, **anchor})

    assert leave(work, first[1]).case_no == first[5]


def test_the_next_in_order_comes_in_and_the_reason_is_kept(work: Casework) -> None:
    first = order_of(drawn(work))

    shown = replacing.preview_replacement(
        viewer=work.officer, code="2025", public_id=file_id(first[1])
    )
    came = leave(work, first[1], expected=shown.expected)

    assert (came.case_no, came.position) == (first[4], 5)
    assert shown.coming == came
    assert sample() == {
        **dict.fromkeys((first[0], first[2], first[3]), "stratum"),
        first[4]: "replacement",
    }
    (change,) = record(work).changes
    assert (change.kind, change.left, change.taken, change.reason) == (
        ChangeKind.REPLACEMENT,
        first[1],
        (first[4],),
        "卷宗遗失",
    )
    assert record(work).proof.holds
    assert (record(work).n_drawn, record(work).n_now, record(work).n_replaced) == (
        4,
        4,
        1,
    )


def order_of(work: Casework) -> list[str]:
    return order()


def test_a_file_sealed_since_is_passed_and_not_said_why(work: Casework) -> None:
    first = order_of(drawn(work))
    seal(first[4])
    seal(first[0])

    came = leave(work, first[0], reason="不再评查")

    assert came.case_no == first[5]
    (change,) = record(work).changes
    assert (change.n_passed, change.taken) == (1, (first[5],))
    assert record(work).proof.holds
    assert broken() == []


def test_without_another_file_the_sample_grows_smaller(work: Casework) -> None:
    first = order_of(drawn(work, CENSUS))

    came = leave(work, first[0])

    assert came is None
    assert (len(sample()), record(work).n_now) == (9, 9)
    assert record(work).proof.holds


def test_a_replacement_can_be_replaced_and_never_comes_back(work: Casework) -> None:
    first = order_of(drawn(work))

    came = [leave(work, first[0]).case_no, leave(work, first[4]).case_no]

    assert came == [first[4], first[5]]
    assert sorted(sample()) == sorted([first[1], first[2], first[3], first[5]])
    assert record(work).proof.holds


def test_sent_twice_it_is_done_once(work: Casework) -> None:
    first = order_of(drawn(work))

    leave(work, first[0])

    assert leave(work, first[0]) is None
    with unit.reading() as connection:
        assert connection.execute(select(SampleChange.number)).all() == [(1,)]
        kinds = list(connection.scalars(select(Event.kind)))
    assert kinds.count("file_replaced") == 1


@pytest.mark.parametrize("reason", ["", "  ", "长" * 201])
def test_a_reason_is_needed(work: Casework, reason: str) -> None:
    first = order_of(drawn(work))

    with pytest.raises(replacing.NoReason):
        leave(work, first[0], reason=reason)
    assert len(sample()) == 4


def test_a_sample_that_changed_since_the_page_was_made_is_refused(
    work: Casework,
) -> None:
    first = order_of(drawn(work))
    leave(work, first[0])

    with pytest.raises(replacing.SampleChanged):
        leave(work, first[1], expected="5")
    assert first[1] in sample()


def test_open_reviews_end_drafts_stay_and_the_new_file_wants_reviewers(
    work: Casework,
) -> None:
    first = order_of(drawn(work))
    allocation.confirm(viewer=work.officer, code="2025", at=AT)
    reader = reader_of(work, "R1")
    mine = {line.case_no: line for line in reviewing.queue(viewer=reader, at=AT)}
    left = next(number for number in first if number in mine)
    reviewing.save_answers(
        viewer=reader,
        public_id=mine[left].public_id,
        version=0,
        changes={"i0": "full"},
        at=AT,
    )

    shown = replacing.preview_replacement(
        viewer=work.officer, code="2025", public_id=file_id(left)
    )
    leave(work, left)

    assert (shown.n_open, shown.n_submitted) == (2, 0)
    queue = reviewing.queue(viewer=reader, at=LATER)
    assert left not in {line.case_no for line in queue}
    with unit.reading() as connection:
        ended = connection.execute(
            select(Read.ended_reason).where(Read.ended_at.is_not(None))
        ).all()
        drafts = connection.execute(text("SELECT count(*) FROM drafts")).scalar()
    (told,) = [
        each.notice
        for each in notices.listing(viewer=reader, cut=Cut()).rows
        if each.notice.kind is NoticeKind.TAKEN
    ]
    assert [(line.n, line.due_on) for line in told.lines] == [(1, None)]
    assert ended == [(replacing.REASON,)] * 2
    assert drafts == 1
    wanted = allocation.propose(viewer=work.officer, code="2025", on=LATER.date())
    assert wanted.n_pairs == 2
    assert broken() == []


def test_a_review_submitted_before_stays_and_counts_nowhere(work: Casework) -> None:
    first = order_of(drawn(work))
    allocation.confirm(viewer=work.officer, code="2025", at=AT)
    reader = reader_of(work, "R1")
    line = reviewing.queue(viewer=reader, at=AT)[0]
    submit(reader, line.public_id)

    leave(work, line.case_no)

    found = campaigns.page(viewer=work.officer, code="2025", on=LATER.date()).line
    assert (found.n_cases, found.numbers.counted.n_submitted) == (4, 0)
    view = reconciliation.overview(viewer=work.officer, campaign_code="2025")
    assert view.n_cases == 4
    assert broken() == []
    assert first


def test_a_settled_file_stays(work: Casework) -> None:
    first = order_of(drawn(work))
    allocation.confirm(viewer=work.officer, code="2025", at=AT)
    settled = ""
    for name in ("R1", "R2", "R3"):
        reader = reader_of(work, name)
        for line in reviewing.queue(viewer=reader, at=AT):
            if not settled or line.case_no == settled:
                settled = line.case_no
                submit(reader, line.public_id)

    with pytest.raises(replacing.IsSettled):
        leave(work, settled)
    assert sorted(sample()) == sorted(first[:4])


# Extensions


def test_an_extension_goes_on_and_keeps_what_was_drawn(work: Casework) -> None:
    first = order_of(drawn(work))
    leave(work, first[2])

    shown = replacing.preview_extension(viewer=work.officer, code="2025", size="6")
    n = extend(work, "6", expected=shown.expected)

    assert (shown.n_added, shown.n_reviews, shown.n_now) == (2, 4, 4)
    assert n == 2
    assert {number for number, why in sample().items() if why == "extension"} == {
        first[5],
        first[6],
    }
    found = record(work)
    assert dict(found.by_reason) == {
        Why.STRATUM: 3,
        Why.REPLACEMENT: 1,
        Why.EXTENSION: 2,
    }
    assert found.proof.holds


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_nothing_comes_in_after_the_final_release(work: Casework) -> None:
    """Nobody could open such a file, and no release would ever hold it."""
    drawn(work)
    allocation.confirm(viewer=work.officer, code="2025", at=AT)
    for name in ("R1", "R2", "R3"):
        submit_all(reader_of(work, name))
    own = {"viewer": work.officer, "code": "2025"}
    publication.publish(kind="final", key="k", at=LATER, **own)

    with pytest.raises(replacing.IsOver):
        replacing.preview_extension(size="6", **own)
    with pytest.raises(replacing.IsOver):
        extend(work, "6")
    assert len(sample()) == 4


@pytest.mark.parametrize(
    ("size", "refusal"),
    [
        ("4", NoLargerSize),
        ("4.5", replacing.BadSize),
        ("many", replacing.BadSize),
        ("-9", replacing.BadSize),
        ("NaN", replacing.BadSize),
        ("sNaN", replacing.BadSize),
        ("1e9", replacing.BadSize),
    ],
)
def test_a_size_that_adds_nothing_is_refused(
    work: Casework, size: str, refusal: type[Exception]
) -> None:
    drawn(work)

    with pytest.raises(refusal):
        extend(work, size)
    assert len(sample()) == 4


def test_a_census_is_not_extended(work: Casework) -> None:
    drawn(work, CENSUS)

    with pytest.raises(NotExtensible):
        extend(work, "20")


def test_everything_taken_leaves_nothing_to_add(work: Casework) -> None:
    drawn(work, replace(FOUR, number=10))

    with pytest.raises(replacing.NothingToAdd):
        extend(work, "11")


def test_others_find_nothing(work: Casework) -> None:
    first = order_of(drawn(work))
    with unit.transaction():
        stranger = casework(bureau="9", login="stranger").officer

    for viewer in (stranger, PUBLIC, reader_of(work, "R1")):
        with pytest.raises(NotVisible):
            replacing.preview_replacement(
                viewer=viewer, code="2025", public_id=file_id(first[0])
            )
        with pytest.raises(NotVisible):
            replacing.extend(viewer=viewer, code="2025", size="6", reason="x", at=LATER)


# On another machine


def test_the_whole_history_is_drawn_again_from_the_exported_file(
    work: Casework,
) -> None:
    first = order_of(drawn(work))
    leave(work, first[1])
    extend(work, "7")
    leave(work, first[4])
    body = sampling.bundle(viewer=work.officer, code="2025", at=LATER)
    again = sampling.bundle(viewer=work.officer, code="2025", at=LATER)

    found = redrawing.redraw(body)

    assert found.holds
    assert {each.case_no for each in found.files} == set(sample())
    assert (found.n_changes, found.n_drawn) == (3, 7)
    shown = record(work)
    assert (found.list_digest, found.sample_digest) == (
        shown.digest,
        shown.sample_digest,
    )
    assert found.list_body == sampling.protocol(
        viewer=work.officer, code="2025", at=LATER
    )
    assert body == again


def test_what_comes_in_is_no_anchor_of_the_same_moment(
    app: Flask, work: Casework
) -> None:
    """Files that come in, each asked for as an anchor too: it is one or the other."""
    with unit.transaction():
        work.reviewer("L1", panel_lead=True)
    drawn(work)
    with unit.reading() as connection:
        scheme = str(connection.scalar(select(CampaignCase.scheme_id).limit(1)))
    own = {"viewer": work.officer, "code": "2025", "lead": "L1", "at": LATER}
    anchors: list[Callable[[], object]] = [
        partial(calibration.add_anchor, **own, case_no=case_no, scheme=scheme)
        for case_no in order()[4:8]
    ]
    at_once(app, [*anchors, lambda: extend(work, "10")])

    with unit.reading() as connection:
        every = connection.scalars(select(CampaignCase.case_id)).all()
    assert len(every) == len(set(every))
