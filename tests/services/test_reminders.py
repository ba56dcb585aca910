"""Reminders from a campaign's facts to the rows that promise them."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from review.domain.errors import NotVisible
from review.domain.policy import PUBLIC, Role, Viewer
from review.domain.reminders import BadSchedule, Channel, Schedule, Why
from review.services import (
    allocation,
    integrity,
    membership,
    reminder_views,
    reminders,
    sampling,
)
from review.services.notices import listing
from review.services.paging import Cut
from review.services.reminder_views import RemindersPage
from review.services.reminders import NotAllReminded, Reminded
from review.store import turns, unit
from review.store.models import Event, StoredNotice
from tests.casework import Casework, plan, submit_all
from tests.conftest import AT
from tests.services.held import heard, held, impatient
from tests.services.reminded import (
    A_DAY_AFTER,
    BY_MAIL,
    SHANGHAI,
    THE_DAY,
    TWO_DAYS_BEFORE,
    outbox,
    reached,
    set_schedule,
    special_of_other_files,
    told,
    under_review,
    viewer_of,
)

sqlite = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture
def work(app: Flask) -> Iterator[Casework]:
    """Two files with two reviewers, due on 31 March 2026."""
    with app.app_context():
        yield under_review()


def page(work: Casework, at: object = TWO_DAYS_BEFORE) -> RemindersPage:
    return reminder_views.page(
        viewer=work.officer,
        code="2025",
        at=at,  # type: ignore[arg-type]
        say=lambda sentence: sentence,
        site="https://review.example",
    )


def key_of(work: Casework, number: str) -> str:
    return next(x.public_id for x in page(work).people if x.number == number)


def test_a_step_is_told_once_however_often_it_runs(work: Casework) -> None:
    reached(work, "R1")
    set_schedule(work)

    found = [reminders.remind(at=TWO_DAYS_BEFORE) for _ in range(3)]

    assert found == [Reminded(2, 4), Reminded(), Reminded()]
    assert told() == [
        ("R1", "reminder", "2026-03-31 -2"),
        ("R2", "reminder", "2026-03-31 -2"),
    ]
    assert [(row.login, row.channel, row.kind) for row in outbox()] == [
        ("R1", "mail", "reminder")
    ]
    assert integrity.check_invariants(viewer=operator_of(work)) == []


def operator_of(work: Casework) -> Viewer:
    from review.domain.policy import operator

    return operator(work.bureau_id)


@sqlite
def test_the_campaign_is_followed_to_its_end(work: Casework) -> None:
    """Step by step, until somebody has done; the officer hears of what is late."""
    reminders.remind(at=TWO_DAYS_BEFORE)
    submit_all(viewer_of(work, "R1"))
    reminders.remind(at=THE_DAY)
    late = reminders.remind(at=A_DAY_AFTER)
    submit_all(viewer_of(work, "R2"))
    reminders.remind(at=A_DAY_AFTER + timedelta(days=2))

    assert told() == [
        ("R1", "reminder", "2026-03-31 -2"),
        ("R2", "reminder", "2026-03-31 -2"),
        ("R2", "reminder", "2026-03-31 +0"),
        ("R2", "reminder", "2026-03-31 +1"),
        ("officer", "oversight", "2026-03-31 +1"),
    ]
    # The officer hears of the same two reviews.
    assert (late.n_people, late.n_open) == (2, 2)


@sqlite
def test_nobody_is_reminded_at_night_or_on_a_weekend(work: Casework) -> None:
    early, late = TWO_DAYS_BEFORE.replace(hour=7), TWO_DAYS_BEFORE.replace(hour=18)
    for at in (early, late, TWO_DAYS_BEFORE + timedelta(days=1)):
        assert reminders.remind(at=at) == Reminded()
    assert told() == []


@sqlite
def test_a_rehearsal_tells_nobody(work: Casework) -> None:
    assert reminders.remind(at=THE_DAY, rehearse=True) == Reminded(2, 4)
    assert told() == []


@sqlite
def test_guards_hold_for_real_rows(work: Casework) -> None:
    """Taken back, without a role, with reminders off, with another term."""
    membership.dismiss(viewer=work.officer, code="2025", number="R1", at=AT)
    assert reminders.remind(at=TWO_DAYS_BEFORE, rehearse=True) == Reminded(1, 2)

    revoke(work, "R2")
    assert reminders.remind(at=TWO_DAYS_BEFORE, rehearse=True) == Reminded()
    (line,) = page(work).people
    assert (line.name, line.by_schedule.why) == ("周二", Why.NO_ACCOUNT)


def revoke(work: Casework, login: str) -> None:
    from review.store.models import Grant, User

    with unit.transaction() as connection:
        connection.execute(
            Grant.__table__.update()
            .where(
                Grant.user_id
                == select(User.id).where(User.login == login).scalar_subquery()
            )
            .values(revoked_at=AT)
        )


@sqlite
def test_a_campaign_says_when_and_whether(work: Casework) -> None:
    set_schedule(work, Schedule(is_on=False))
    assert reminders.remind(at=TWO_DAYS_BEFORE, rehearse=True) == Reminded()

    set_schedule(work, Schedule(before=(2,), on_the_day=False, after=(), most=1))
    assert reminders.remind(at=TWO_DAYS_BEFORE, rehearse=True) == Reminded(2, 4)
    assert page(work).next_on is None

    on = date(2026, 4, 30)
    membership.change_term(
        viewer=work.officer, code="2025", due_on=on, at=AT, on=AT.date()
    )
    assert reminders.remind(at=TWO_DAYS_BEFORE, rehearse=True) == Reminded()
    assert page(work).next_on == date(2026, 4, 28)


@sqlite
def test_a_schedule_that_cannot_be_is_refused_and_the_same_is_no_change(
    work: Casework,
) -> None:
    with pytest.raises(BadSchedule):
        set_schedule(work, Schedule(most=0))
    for _ in range(2):
        set_schedule(work, BY_MAIL)

    assert page(work).schedule == BY_MAIL
    assert kinds().count("reminder_rule_changed") == 1


def kinds() -> list[str]:
    with unit.reading() as connection:
        return list(connection.scalars(select(Event.kind).order_by(Event.id)))


@sqlite
def test_one_message_has_all_campaigns(work: Casework) -> None:
    special_of_other_files(work)
    sampling.draw(viewer=work.officer, code="special", at=AT)
    allocation.confirm(viewer=work.officer, code="special", at=AT)

    assert reminders.remind(at=TWO_DAYS_BEFORE) == Reminded(2, 8)

    assert told() == [
        ("R1", "reminder", "2026-03-31 -2"),
        ("R1", "reminder", "2026-03-31 -2"),
        ("R2", "reminder", "2026-03-31 -2"),
        ("R2", "reminder", "2026-03-31 -2"),
    ]
    with unit.reading() as connection:
        kept = connection.scalars(
            select(StoredNotice.payload).where(StoredNotice.kind == "reminder")
        ).all()
    assert [[line["campaign"] for line in each["lines"]] for each in kept] == [
        ["2025年度案卷质量评查", "专项"]
    ] * 2


def test_two_processes_at_once_tell_once(app: Flask, work: Casework) -> None:
    reached(work, "R1")
    set_schedule(work)
    barrier, found = threading.Barrier(4), []

    def one() -> None:
        with app.app_context():
            barrier.wait()
            found.append(reminders.remind(at=TWO_DAYS_BEFORE))

    threads = [threading.Thread(target=one) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(each.n_people for each in found) == [0, 0, 0, 2]
    assert [login for login, _, _ in told()] == ["R1", "R2"]
    assert len(outbox()) == 1
    assert kinds().count("reminders_sent") == 1


def test_a_bureau_that_is_refused_holds_back_no_other(
    app: Flask, work: Casework, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is refused is told; the next round does it."""
    monkeypatch.setattr(turns, "PATIENCE", 1.0)
    impatient()
    under_review(bureau="02", letter="S")
    chain = f"bureau:{work.bureau_id}"
    with held(chain, app) as let_go, heard(reminders.log, let_go) as said:
        found = reminders.remind(at=TWO_DAYS_BEFORE)

    (refused,) = found.refused
    assert (found.n_people, found.n_open) == (2, 4)
    assert str(refused).startswith(
        "Nobody was reminded at 青川市司法局. The program is"
    )
    assert said == [f"bureau {work.bureau_id}: not reminded: Busy"]
    with pytest.raises(NotAllReminded):
        found.check()
    assert [login for login, _, _ in told()] == ["S1", "S2"]
    assert reminders.remind(at=TWO_DAYS_BEFORE) == Reminded(2, 4)


@sqlite
def test_by_hand_reminds_the_chosen_once_a_day(work: Casework) -> None:
    reached(work, "R1")
    set_schedule(work)
    first, nobody = key_of(work, "R1"), "nobody-has-this"

    def send(*people: str, at: object = AT.astimezone(SHANGHAI)) -> Reminded:
        return reminders.send_now(
            viewer=work.officer,
            code="2025",
            people=people,
            at=at,  # type: ignore[arg-type]
        )

    assert send(first, nobody) == Reminded(1, 2)
    assert send(first) == Reminded()
    assert send(first, at=TWO_DAYS_BEFORE) == Reminded(1, 2)
    assert told() == [
        ("R1", "reminder", "hand 2026-03-02"),
        ("R1", "reminder", "hand 2026-03-27"),
    ]
    assert len(outbox()) == 2
    by_number = {x.number: (x.n_told, x.by_hand.why) for x in page(work).people}
    assert by_number == {"R1": (2, Why.TOLD_TODAY), "R2": (0, None)}
    # Who was reminded by hand today is left alone by the schedule today.
    assert reminders.remind(at=TWO_DAYS_BEFORE) == Reminded(1, 2)


@sqlite
def test_the_officer_sees_who_and_why_and_the_text(work: Casework) -> None:
    reached(work, "R1")
    set_schedule(work)
    submit_all(viewer_of(work, "R2"))

    found = page(work)

    assert (found.n_due, found.n_open, found.n_done) == (1, 2, 1)
    (line,) = found.people
    assert (line.name, line.number, line.area) == ("白一", "R1", "东山县")
    assert (line.n_open, line.n_held, line.n_told, line.last_on) == (2, 2, 0, None)
    assert line.by_schedule.step == -2
    assert line.reached == frozenset({Channel.MAIL})
    assert (line.email, line.mobile) == ("r1***@example.cn", "138****8000")
    assert "2 files are not submitted yet" in line.text
    assert "https://review.example/reviews/" in found.preview.body
    assert "青川市司法局" in found.preview.body
    assert [(chat.place, chat.n_people) for chat in found.chats] == [
        ("", 1),
        ("东山县", 1),
    ]
    # A number of one person would tell the group about that person.
    assert not any(character.isdigit() for character in numberless(found))
    chosen = reminder_views.chosen(found, [line.public_id])
    assert (chosen.n_mail, chosen.n_sms, chosen.n_inside) == (1, 0, 0)
    assert chosen.n_open == 2


def numberless(found: RemindersPage) -> str:
    """The texts for groups without the campaign and the day that they name."""
    said = "".join(chat.text for chat in found.chats)
    return said.replace(found.campaign, "").replace("March 31, 2026", "")


@sqlite
def test_what_went_out_is_listed_by_its_state(work: Casework) -> None:
    reached(work, "R1")
    set_schedule(work)
    reminders.remind(at=A_DAY_AFTER)

    name, found, counts = reminder_views.sent(
        viewer=work.officer, code="2025", cut=Cut()
    )

    assert name == "2025年度案卷质量评查"
    assert counts == {"inside": 2, "waiting": 1}
    assert [(x.name, x.state, x.is_by_hand, x.n_open) for x in found.rows] == [
        ("officer", "inside", False, 4),
        ("周二", "inside", False, 2),
        ("白一", "waiting", False, 2),
    ]
    _, waiting, _ = reminder_views.sent(
        viewer=work.officer, code="2025", state="waiting", cut=Cut()
    )
    assert [(x.name, x.channel) for x in waiting.rows] == [("白一", Channel.MAIL)]


def test_what_else_left_the_house_is_listed_too(work: Casework) -> None:
    """Another day is told by mail as well; another campaign's messages are not here."""
    reached(work, "R1")
    set_schedule(work)
    reminders.remind(at=TWO_DAYS_BEFORE)
    sampling.open_campaign(
        viewer=work.officer, plan=plan(code="special", name="专项"), at=AT
    )
    membership.change_term(
        viewer=work.officer, code="2025", due_on=None, at=AT, on=AT.date()
    )

    _, found, counts = reminder_views.sent(viewer=work.officer, code="2025", cut=Cut())
    _, elsewhere, none = reminder_views.sent(
        viewer=work.officer, code="special", cut=Cut()
    )

    assert [(x.name, x.kind, x.n_open) for x in found.rows] == [
        ("白一", "term", 0),
        ("周二", "reminder", 2),
        ("白一", "reminder", 2),
    ]
    assert counts == {"inside": 1, "waiting": 2}
    assert (elsewhere.rows, none) == ((), {})


@sqlite
def test_whoever_is_given_files_is_told_in_the_same_transaction(work: Casework) -> None:
    found = listing(viewer=viewer_of(work, "R1"), cut=Cut())

    (line,) = found.rows
    assert (line.notice.kind, line.notice.n, line.is_new) == ("given", 2, True)
    with unit.reading() as connection:
        kind = connection.scalar(
            select(Event.kind).join(StoredNotice, StoredNotice.event_id == Event.id)
        )
    assert kind == "reads_allocated"
    assert outbox() == []


@sqlite
def test_only_who_runs_the_campaign_sees_and_sends(work: Casework) -> None:
    with unit.transaction():
        county = work.account("county", Role.COUNTY_OFFICER)

    for viewer in (viewer_of(work, "R1"), county, PUBLIC):
        for call in calls(viewer):
            with pytest.raises(NotVisible):
                call()


def calls(viewer: Viewer) -> list[Callable[[], object]]:
    who: Any = {"viewer": viewer, "code": "2025"}
    return [
        lambda: reminder_views.page(**who, at=THE_DAY, say=str),
        lambda: reminder_views.sent(**who, cut=Cut()),
        lambda: reminders.send_now(**who, people=[], at=THE_DAY),
        lambda: reminders.set_schedule(**who, schedule=BY_MAIL, at=THE_DAY),
    ]
