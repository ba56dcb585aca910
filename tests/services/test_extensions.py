"""More time for reviews: what follows it at once, and undone while nobody saw it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select, update

from review.domain.notices import NoticeKind
from review.domain.reminders import Why
from review.services import (
    desk,
    extensions,
    notices,
    readers,
    reminder_views,
    reminders,
    reviewing,
    sweeping,
    taking_back,
    term_requests,
)
from review.services.extensions import CannotUndo, NothingToExtend, Which
from review.services.paging import WHOLE, Cut
from review.services.readers import ReadFilter
from review.services.taking_back import FoundChanged
from review.services.term_requests import AnsweredAlready, AskedAlready
from review.store import unit
from review.store.models import (
    Campaign,
    Draft,
    Extension,
    Read,
    SignedIn,
    TermRequest,
    User,
)
from review.store.queries import sessions
from tests.casework import Casework, submit_all
from tests.conftest import AT
from tests.services.reminded import (
    A_DAY_AFTER,
    SHANGHAI,
    THE_DAY,
    under_review,
    viewer_of,
)

# What differs between the databases is tried on both.
SQLITE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
NEW = date(2026, 4, 10)
TODAY = AT.date()
LATE_ON = date(2026, 4, 1)


@pytest.fixture
def work(app: Flask) -> Iterator[Casework]:
    """Two files, each read by R1 and R2, due on 31 March 2026."""
    with app.app_context():
        yield under_review()


def which(query: str = "reviewer:R1 number:c0") -> Which:
    return Which(query)


def extend(work: Casework, meant: Which | None = None, **rest: Any) -> str:
    of = {"viewer": work.officer, "code": "2025", "which": meant or which()}
    of |= {"until": NEW, "on": TODAY} | {
        k: v for k, v in rest.items() if k in ("until", "on")
    }
    digest = rest.get("digest") or extensions.preview(**of).digest
    return extensions.extend(**of, digest=digest, at=AT, reason="出差")


def undo(work: Casework, key: str) -> int:
    of = {"viewer": work.officer, "code": "2025", "key": key}
    return extensions.undo(**of, at=AT + timedelta(minutes=5), on=TODAY)


def late_reads(work: Casework, on: date = LATE_ON) -> list[tuple[str, str]]:
    """Reviewer and file of what a query for late reads finds."""
    found = readers.reads(
        viewer=work.officer,
        code="2025",
        wanted=ReadFilter("late:yes"),
        cut=WHOLE,
        on=on,
    )
    return sorted((row.number, row.case_no) for row in found.page.rows if row.is_late)


def queue_days(work: Casework, number: str = "R1") -> dict[str, date | None]:
    lines = desk.queue(viewer=viewer_of(work, number), at=AT)
    return {line.case_no: line.due_on for line in lines}


def own_days() -> list[date | None]:
    with unit.reading() as connection:
        return sorted(filter(None, connection.scalars(select(Read.due_on))))


def told(
    work: Casework, number: str, kind: NoticeKind
) -> list[tuple[int, date | None]]:
    page = notices.listing(viewer=viewer_of(work, number), cut=Cut())
    return [
        (line.n, line.due_on)
        for each in page.rows
        if each.notice.kind is kind
        for line in each.notice.lines
    ]


def test_new_day_is_followed_by_every_list_at_once(work: Casework) -> None:
    extend(work)

    assert queue_days(work) == {"c0": NEW, "c1": date(2026, 3, 31)}
    assert queue_days(work, "R2") == {"c0": date(2026, 3, 31), "c1": date(2026, 3, 31)}
    assert late_reads(work) == [("R1", "c1"), ("R2", "c0"), ("R2", "c1")]
    assert len(late_reads(work, NEW + timedelta(days=1))) == 4
    lines = readers.readers(viewer=work.officer, code="2025", on=LATE_ON)
    assert {line.number: line.n_late for line in lines} == {"R1": 1, "R2": 2}
    assert told(work, "R1", NoticeKind.EXTENDED) == [(1, NEW)]
    assert told(work, "R2", NoticeKind.EXTENDED) == []


@SQLITE
def test_answers_given_so_far_are_kept(work: Casework) -> None:
    reader = viewer_of(work, "R1")
    read = next(x for x in desk.queue(viewer=reader, at=AT) if x.case_no == "c0")
    reviewing.save_answers(
        viewer=reader,
        public_id=read.public_id,
        version=0,
        changes={"i0": "full"},
        at=AT,
    )

    extend(work)

    assert reviewing.open_read(viewer=reader, public_id=read.public_id, at=AT).answers[
        "i0"
    ]
    with unit.reading() as connection:
        assert connection.scalar(select(Draft.version)) == 1


@SQLITE
def test_reminders_follow_each_day_of_its_own(work: Casework) -> None:
    extend(work)

    on_the_day = reminders.remind(at=THE_DAY)
    lines = told(work, "R1", NoticeKind.REMINDER)
    extended = reminders.remind(at=datetime(2026, 4, 10, 9, 0, tzinfo=SHANGHAI))

    # R1 has one file due now and one later; R2 has both due now.
    assert (on_the_day.n_people, on_the_day.n_open) == (2, 3)
    assert lines == [(1, date(2026, 3, 31))]
    assert (1, NEW) in told(work, "R1", NoticeKind.REMINDER)
    assert extended.n_people >= 1


def test_hand_reminds_of_both_days_in_one_message(work: Casework) -> None:
    extend(work)
    page = reminder_views.page(
        viewer=work.officer, code="2025", at=THE_DAY, say=lambda words: words
    )
    line = next(each for each in page.people if each.number == "R1")

    of = {"viewer": work.officer, "code": "2025", "people": [line.public_id]}
    done = reminders.send_now(at=THE_DAY, **of)
    again = reminders.send_now(at=THE_DAY, **of)

    assert (line.n_open, line.n_extended, line.due_on) == (2, 1, date(2026, 3, 31))
    assert (done.n_open, again.n_open) == (2, 0)
    days = [(1, date(2026, 3, 31)), (1, NEW)]
    assert told(work, "R1", NoticeKind.REMINDER) == days


@SQLITE
def test_whoever_is_extended_altogether_is_not_late(work: Casework) -> None:
    extend(work, which("reviewer:R1"))

    page = reminder_views.page(
        viewer=work.officer, code="2025", at=A_DAY_AFTER, say=lambda words: words
    )

    verdicts = {each.number: each.by_schedule for each in page.people}
    assert verdicts["R1"].why in (None, Why.NOT_NOW)
    assert (verdicts["R1"].step or -1) < 0
    assert verdicts["R2"].step == 1
    group = next(each for each in page.chats if not each.place)
    assert group.n_people == 1


@SQLITE
def test_campaign_moved_beyond_it_leaves_nobody_behind(work: Casework) -> None:
    extend(work)
    with unit.transaction() as connection:
        connection.execute(update(Campaign).values(due_on=NEW + timedelta(days=5)))

    assert set(queue_days(work).values()) == {NEW + timedelta(days=5)}


@SQLITE
def test_preview_counts_and_changes_nothing(work: Casework) -> None:
    submit_all(viewer_of(work, "R2"))
    extend(work)
    of = {"viewer": work.officer, "code": "2025", "which": Which("purpose:counted")}

    shown = extensions.preview(until=NEW, on=LATE_ON, **of)

    assert [(each.case_no, each.number) for each in shown.lines] == [("c1", "R1")]
    assert (shown.n_late, shown.n_later, shown.n_submitted) == (1, 1, 2)
    assert (shown.n_people, shown.n_days) == (1, 6)
    assert own_days() == [NEW]


@SQLITE
def test_what_was_shown_runs_once_or_not_at_all(work: Casework) -> None:
    of = {"viewer": work.officer, "code": "2025", "which": which(), "until": NEW}
    digest = extensions.preview(on=TODAY, **of).digest

    first = extend(work, digest=digest)
    again = extend(work, digest=digest)
    with pytest.raises(FoundChanged):
        extend(work, Which("reviewer:R2"), digest="of another look")
    with pytest.raises(NothingToExtend):
        extend(work)

    assert first == again
    assert own_days() == [NEW]


def test_undone_before_anybody_saw_it(work: Casework) -> None:
    key = extend(work)
    of = {"viewer": work.officer, "code": "2025", "key": key, "on": TODAY}

    assert extensions.given(**of).can_undo
    assert undo(work, key) == 1

    assert own_days() == []
    assert queue_days(work)["c0"] == date(2026, 3, 31)
    assert told(work, "R1", NoticeKind.EXTENDED)[0] == (1, date(2026, 3, 31))
    assert not extensions.given(**of).can_undo
    with pytest.raises(CannotUndo):
        undo(work, key)
    with unit.reading() as connection:
        noted = connection.execute(
            select(Extension.before_on, Extension.due_on).order_by(Extension.id)
        ).all()
    assert [tuple(row) for row in noted] == [(None, NEW), (NEW, None)]
    assert extend(work) != key


HERE = {"signed in": 0, "here a moment before": -30, "signed out since": 5, "swept": 5}
"""Seconds after it was put off at which the reviewer was last here."""


def was_here(seconds: int, *, is_gone: bool) -> None:
    """R1 was signed in, and perhaps is no more."""
    seen_at = AT + timedelta(seconds=seconds)
    with unit.transaction() as connection:
        user_id = connection.scalar(select(User.id).where(User.login == "R1"))
        times = {"created_at": AT, "ends_at": AT + timedelta(days=1)}
        values = {"token_hash": "x", "user_id": user_id, "seen_at": seen_at, **times}
        connection.execute(SignedIn.__table__.insert().values(**values))
        if is_gone:
            sessions.end("x")


@pytest.mark.parametrize("how", [*HERE, "notice", "submitted", "extended again"])
@SQLITE
def test_not_undone_once_it_may_have_been_seen(work: Casework, how: str) -> None:
    key, reader = extend(work), viewer_of(work, "R1")

    if how == "notice":
        notices.see(viewer=reader, upto=10**6)
    elif how == "submitted":
        submit_all(reader)
    elif how == "extended again":
        extend(work, until=NEW + timedelta(days=7))
    else:
        was_here(HERE[how], is_gone=how == "signed out since")
    if how == "swept":
        sweeping.sweep(at=AT + timedelta(days=2))

    with pytest.raises(CannotUndo):
        undo(work, key)


def asked(work: Casework, number: str = "R1") -> str:
    """R1 asks until 20 April for the first file; gives the review."""
    reader = viewer_of(work, number)
    read = next(x for x in desk.queue(viewer=reader, at=AT) if x.case_no == "c0")
    term_requests.ask(
        viewer=reader,
        public_id=read.public_id,
        until=date(2026, 4, 20),
        reason="住院",
        at=AT,
        on=TODAY,
    )
    return read.public_id


def waiting(work: Casework) -> Any:
    return term_requests.waiting(viewer=work.officer, code="2025").lines


@SQLITE
def test_request_is_granted_and_the_reviewer_sees_the_day(work: Casework) -> None:
    read = asked(work)
    (line,) = waiting(work)
    of = {"viewer": work.officer, "code": "2025", "public_id": line.public_id}

    assert (line.number, line.case_no, line.reason) == ("R1", "c0", "住院")
    with pytest.raises(AskedAlready):
        asked(work)
    term_requests.grant(**of, until=NEW, at=AT, on=TODAY)

    own = term_requests.own(viewer=viewer_of(work, "R1"), public_id=read)
    assert (own.due_on, own.asked[0].granted_on, own.may_ask) == (NEW, NEW, True)
    assert waiting(work) == ()
    with pytest.raises(AnsweredAlready):
        term_requests.refuse(**of, answer="不行", at=AT, on=TODAY)


@SQLITE
def test_refusal_says_why_and_changes_no_day(work: Casework) -> None:
    read = asked(work)
    (line,) = waiting(work)

    term_requests.refuse(
        viewer=work.officer,
        code="2025",
        public_id=line.public_id,
        answer="公布日期已定",
        at=AT,
        on=TODAY,
    )

    own = term_requests.own(viewer=viewer_of(work, "R1"), public_id=read)
    assert (own.due_on, own.asked[0].answer) == (date(2026, 3, 31), "公布日期已定")
    assert told(work, "R1", NoticeKind.NOT_EXTENDED) == [(1, date(2026, 3, 31))]


def test_extension_answers_requests_and_its_undoing_opens_them(work: Casework) -> None:
    asked(work)

    key = extend(work)
    n_between = len(waiting(work))
    undo(work, key)

    assert (n_between, len(waiting(work))) == (0, 1)
    with unit.reading() as connection:
        assert connection.scalar(select(TermRequest.granted_on)) is None


@SQLITE
def test_submitted_review_waits_for_no_answer(work: Casework) -> None:
    asked(work)
    (line,) = waiting(work)

    submit_all(viewer_of(work, "R1"))

    assert waiting(work) == ()
    with pytest.raises(AnsweredAlready):
        term_requests.grant(
            viewer=work.officer,
            code="2025",
            public_id=line.public_id,
            until=NEW,
            at=AT,
            on=TODAY,
        )


@SQLITE
def test_who_reads_a_file_is_told_until_it_is_settled(work: Casework) -> None:
    key = extend(work)
    of = {"viewer": work.officer, "code": "2025", "key": key, "on": TODAY}
    assert [line.number for line in extensions.given(**of).lines] == ["R1"]
    for number in ("R1", "R2"):
        submit_all(viewer_of(work, number))

    (line,) = extensions.given(**of).lines
    assert (line.case_no, line.reviewer, line.number) == ("c0", "", "")


@SQLITE
def test_what_is_submitted_since_is_neither_begun_nor_late(work: Casework) -> None:
    key = extend(work)
    of = {"viewer": work.officer, "code": "2025", "key": key, "on": date(2026, 5, 1)}
    (before,) = extensions.given(**of).lines
    submit_all(viewer_of(work, "R1"))
    (after,) = extensions.given(**of).lines

    assert (before.is_late, before.is_submitted) == (True, False)
    assert (after.number, after.is_late, after.is_submitted) == ("R1", False, True)


@SQLITE
def test_what_was_taken_back_since_is_neither_begun_nor_late(work: Casework) -> None:
    key = extend(work)
    of = {"viewer": work.officer, "code": "2025", "key": key, "on": date(2026, 5, 1)}
    whose = {"viewer": work.officer, "code": "2025", "query": "reviewer:R1 number:c0"}
    seen = taking_back.preview(**whose, on=TODAY)
    taking_back.take_back(**whose, digest=seen.digest, reason="请假", at=AT, on=TODAY)

    (line,) = extensions.given(**of).lines
    assert (line.is_over, line.is_late, line.is_submitted) == (True, False, False)
