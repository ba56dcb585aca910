"""The outbox against a real mail server: once, again under the same id, or not at all."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any

import pytest
from aiosmtpd.smtp import Envelope
from flask import Flask
from sqlalchemy import select, update

from review.cli.words import saying
from review.domain.deliveries import LEASE, STALE, WAITS, Outgoing
from review.domain.reminders import Channel, Schedule
from review.gateways.mail import Mail, MailServer, Security
from review.gateways.sms import Sms, SmsGateway
from review.services import (
    allocation,
    integrity,
    membership,
    reminders,
    sampling,
)
from review.services.outbox import Clock, Delivered, Manner, deliver
from review.store import unit
from review.store.models import Contact, DeliveryTry, Outbox, User
from tests.casework import Casework, submit_all
from tests.conftest import AT
from tests.post_office import LOOPBACK, Inbox, free_port, providing, receiving
from tests.services.reminded import (
    A_DAY_AFTER,
    TWO_DAYS_BEFORE,
    outbox,
    promised,
    reached,
    set_schedule,
    special_of_other_files,
    under_review,
    viewer_of,
)
from tests.services.test_reminders import operator_of

sqlite = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
MANNER = Manner(saying=saying, site="https://review.example/")


@pytest.fixture
def inbox() -> Iterator[Inbox]:
    with receiving() as made:
        yield made


@pytest.fixture
def work(app: Flask) -> Iterator[Casework]:
    """Two people are reminded; messages for both wait in the outbox."""
    with app.app_context():
        made = under_review()
        reached(made, "R1")
        reached(made, "R2", email="r2@example.cn")
        set_schedule(made)
        reminders.remind(at=TWO_DAYS_BEFORE)
        yield made


def server(port: int) -> MailServer:
    return MailServer(LOOPBACK, "no-reply@example.cn", Security.NONE, port, timeout=5)


def clock(at: datetime) -> Clock:
    return lambda: at


def send(port: int, at: datetime = TWO_DAYS_BEFORE, **carriers: Any) -> Delivered:
    made = {Channel.MAIL: Mail(server(port)), **carriers}
    return deliver(carriers=made, manner=MANNER, clock=clock(at))


def tries() -> list[tuple[str, int]]:
    with unit.reading() as connection:
        rows = connection.execute(
            select(DeliveryTry.trouble, DeliveryTry.code).order_by(DeliveryTry.id)
        )
        return [tuple(row) for row in rows]


def test_what_was_promised_is_delivered_once(work: Casework, inbox: Inbox) -> None:
    assert send(inbox.port) == Delivered(n_sent=2)
    assert send(inbox.port) == Delivered()

    assert sorted(inbox.to) == [["r1@example.cn"], ["r2@example.cn"]]
    assert [row.sent_at for row in outbox()] == [TWO_DAYS_BEFORE] * 2
    assert tries() == [("", 0), ("", 0)]
    assert integrity.check_invariants(viewer=operator_of(work)) == []


@sqlite
def test_each_reads_it_in_the_own_language_and_nothing_secret(
    work: Casework, inbox: Inbox
) -> None:
    with unit.transaction() as connection:
        connection.execute(update(User).where(User.login == "R2").values(locale="en"))

    send(inbox.port)

    said = {each["To"]: each for each in inbox.read}
    chinese, english = said["r1@example.cn"], said["r2@example.cn"]
    assert chinese["Subject"] == "您有2份案卷待评查"
    assert "应于2026年3月31日前提交，还剩2个工作日。" in chinese.get_content()
    assert "https://review.example/reviews/" in chinese.get_content()
    assert english["Subject"] == "2 files are waiting for your review"
    whole = b"".join(each.original_content or b"" for each in inbox.letters)
    text = whole.decode() + chinese.get_content() + english.get_content()
    # The name of a message is made of chance, which may spell anything.
    text = re.sub(r"[^\s<]+\.mail@example\.cn", "", text)
    for secret in ("c0", "c1", "赵一", "白一", "周二", "code-", "R1"):
        assert secret not in text.replace("r1@", "").replace("r2@", "")


class Killed(BaseException):
    """As a process that is killed: nothing runs after it."""


class Dying(Mail):
    """The server has taken the message, and then the process is gone."""

    def send(self, message: Outgoing) -> None:
        super().send(message)
        raise Killed


def test_a_kill_between_sending_and_noting_sends_again_under_the_same_id(
    work: Casework, inbox: Inbox
) -> None:
    with suppress(Killed):
        deliver(
            carriers={Channel.MAIL: Dying(server(inbox.port))},
            manner=MANNER,
            clock=clock(TWO_DAYS_BEFORE),
        )
    at_once = send(inbox.port)
    after_the_lease = send(inbox.port, TWO_DAYS_BEFORE + LEASE)

    assert (at_once, after_the_lease) == (Delivered(n_sent=1), Delivered(n_sent=1))
    ids = [each["Message-ID"] for each in inbox.read]
    assert (len(ids), len(set(ids)), ids[0]) == (3, 2, ids[2])
    assert [(row.n_tries, row.sent_at is None) for row in outbox()] == [
        (2, False),
        (1, False),
    ]


def test_two_workers_at_once_send_each_message_once(
    app: Flask, work: Casework, inbox: Inbox
) -> None:
    promised(work, {f"key {n}": "R1" for n in range(20)}, TWO_DAYS_BEFORE)
    barrier, found = threading.Barrier(4), []

    def one() -> None:
        with app.app_context():
            barrier.wait()
            found.append(send(inbox.port))

    threads = [threading.Thread(target=one) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sum(each.n_sent for each in found) == 22
    ids = [each["Message-ID"] for each in inbox.read]
    assert (len(ids), len(set(ids))) == (22, 22)


@sqlite
def test_a_failure_is_tried_again_ever_later_and_given_up(
    work: Casework, inbox: Inbox
) -> None:
    drop("R2")
    inbox.answer = lambda _: "451 4.7.1 later, <r1@example.cn>"
    at, found = TWO_DAYS_BEFORE, []
    for wait in (*WAITS, timedelta()):
        found.append(send(inbox.port, at))
        assert send(inbox.port, at) == Delivered()
        at += wait

    assert found == [Delivered(n_failed=1)] * len(WAITS) + [Delivered(n_ended=1)]
    (row,) = outbox()
    assert (row.n_tries, row.ended_reason, row.sent_at) == (7, "later", None)
    assert tries() == [("later", 451)] * 7
    assert integrity.check_invariants(viewer=operator_of(work)) == []


def drop(login: str) -> None:
    """No message for this account: there is one less to look at."""
    with unit.transaction() as connection:
        user_id = select(User.id).where(User.login == login).scalar_subquery()
        connection.execute(Outbox.__table__.delete().where(Outbox.user_id == user_id))


@sqlite
def test_a_refusal_is_final_and_a_recovery_delivers(
    work: Casework, inbox: Inbox
) -> None:
    def answer(envelope: Envelope) -> str:
        return "550 no" if envelope.rcpt_tos == ["r1@example.cn"] else "451 later"

    inbox.answer = answer
    assert send(inbox.port) == Delivered(n_failed=1, n_ended=1)
    inbox.answer = lambda _: "250 taken"
    assert send(inbox.port, TWO_DAYS_BEFORE + WAITS[0]) == Delivered(n_sent=1)

    assert inbox.to == [["r2@example.cn"]]
    assert [row.ended_reason for row in outbox()] == ["refused", ""]


@sqlite
def test_a_server_that_is_gone_is_asked_once_a_round(work: Casework) -> None:
    assert send(free_port()) == Delivered(n_failed=1)

    assert [(row.n_tries, row.ended_at) for row in outbox()] == [(1, None), (0, None)]


@sqlite
@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"email": ""}, "no_address"),
        ({"wants_mail": False}, "opted_out"),
    ],
)
def test_what_the_owner_says_meanwhile_counts(
    work: Casework, inbox: Inbox, change: dict[str, object], reason: str
) -> None:
    with unit.transaction() as connection:
        connection.execute(update(Contact).values(**change))

    assert send(inbox.port) == Delivered(n_ended=2)
    assert (inbox.letters, outbox()[0].ended_reason) == ([], reason)


@sqlite
def test_nothing_is_sent_to_who_left_or_is_done_or_too_late(
    work: Casework, inbox: Inbox
) -> None:
    with unit.transaction() as connection:
        connection.execute(
            update(User).where(User.login == "R1").values(disabled_at=AT)
        )
    submit_all(viewer_of(work, "R2"))

    assert send(inbox.port) == Delivered(n_ended=2)
    assert [row.ended_reason for row in outbox()] == ["closed", "done"]
    assert inbox.letters == []


@sqlite
def test_who_is_done_with_this_campaign_hears_no_more_of_it(
    work: Casework, inbox: Inbox
) -> None:
    """Other files are open meanwhile, and of those a message of their own tells."""
    for number in ("R1", "R2"):
        submit_all(viewer_of(work, number))
    special_of_other_files(work)
    set_schedule(work, code="special")
    sampling.draw(viewer=work.officer, code="special", at=AT)
    allocation.confirm(viewer=work.officer, code="special", at=TWO_DAYS_BEFORE)

    assert send(inbox.port) == Delivered(n_sent=2, n_ended=2)
    assert {each["Subject"] for each in inbox.read} == {"您收到2份待评查案卷"}


@sqlite
def test_old_news_is_not_sent(work: Casework, inbox: Inbox) -> None:
    late = TWO_DAYS_BEFORE + STALE + timedelta(seconds=1)

    assert send(inbox.port, late) == Delivered(n_ended=2)
    assert [row.ended_reason for row in outbox()] == ["stale", "stale"]


@sqlite
def test_who_was_dismissed_gets_no_reminder(work: Casework, inbox: Inbox) -> None:
    membership.dismiss(viewer=work.officer, code="2025", number="R1", at=AT)

    send(inbox.port)

    assert inbox.to == [["r2@example.cn"]]


@sqlite
def test_text_messages_go_in_office_hours_only(work: Casework, inbox: Inbox) -> None:
    both = frozenset({Channel.MAIL, Channel.SMS})
    set_schedule(work, Schedule(channels=both))
    send(inbox.port)
    reminders.remind(at=A_DAY_AFTER)
    with providing() as provider:
        body = {"to": "{mobile}", "text": "{text}", "id": "{id}"}
        sms = Sms(SmsGateway(provider.url, body, timeout=5))
        night = send(inbox.port, A_DAY_AFTER.replace(hour=22), **{Channel.SMS: sms})
        morning = send(inbox.port, A_DAY_AFTER + timedelta(days=1), sms=sms)

    assert (night, morning) == (Delivered(n_sent=2), Delivered(n_sent=2))
    assert [each["to"] for each in provider.read] == ["13800138000"] * 2
    assert provider.read[0]["text"] == (
        "【青川市司法局】您有2份案卷待评查，应于2026年3月31日前提交。"
    )


@sqlite
def test_without_any_way_out_messages_wait(work: Casework) -> None:
    assert deliver(carriers={}, manner=MANNER, clock=clock(TWO_DAYS_BEFORE)) == (
        Delivered()
    )
    assert [row.n_tries for row in outbox()] == [0, 0]


@sqlite
def test_a_worker_that_is_told_to_stop_finishes_its_message(
    work: Casework, inbox: Inbox
) -> None:
    answers = iter([False, True])

    done = deliver(
        carriers={Channel.MAIL: Mail(server(inbox.port))},
        manner=MANNER,
        clock=clock(TWO_DAYS_BEFORE),
        is_over=lambda: next(answers),
    )

    assert done == Delivered(n_sent=1)
