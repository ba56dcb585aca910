"""E-mail to a real server on loopback: what arrives, and what a refusal means."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.smtp import Envelope

from review.domain.deliveries import NotDelivered, Outgoing, Trouble
from review.gateways.carriers import CarrierMisconfigured
from review.gateways.mail import Mail, MailServer, Security
from tests.post_office import (
    LOOPBACK,
    PASSWORD,
    USER,
    Certificate,
    Inbox,
    certificate,
    free_port,
    receiving,
    signed_in,
)

MESSAGE = Outgoing(
    to="wang@example.cn",
    subject="您有3份案卷待评查",
    text="您好！\n“2026”：您还有3份案卷未提交。\n",
    message_id="notice-1.mail",
)


@pytest.fixture(scope="module")
def tls(tmp_path_factory: pytest.TempPathFactory) -> Certificate:
    return certificate(tmp_path_factory.mktemp("certificate"))


def plain(port: int, **changes: Any) -> MailServer:
    known = MailServer(LOOPBACK, "no-reply@sfj.example.cn", Security.NONE, port)
    return replace(known, timeout=5, **changes)


@contextmanager
def carrier(server: MailServer) -> Iterator[Mail]:
    with Mail(server) as mail:
        yield mail


def refused(mail: Mail, message: Outgoing = MESSAGE) -> tuple[Trouble, int]:
    with pytest.raises(NotDelivered) as caught:
        mail.send(message)
    return caught.value.trouble, caught.value.code


def test_a_letter_arrives_with_what_a_good_letter_has() -> None:
    with receiving() as inbox, carrier(plain(inbox.port)) as mail:
        mail.send(MESSAGE)

    (letter,) = inbox.read
    assert (letter["From"], letter["To"]) == (
        "no-reply@sfj.example.cn",
        "wang@example.cn",
    )
    assert letter["Subject"] == "您有3份案卷待评查"
    assert letter.get_content().replace("\r\n", "\n") == MESSAGE.text
    assert letter["Message-ID"] == "<notice-1.mail@sfj.example.cn>"
    assert letter["Auto-Submitted"] == "auto-generated"
    assert letter["Content-Language"] == "zh-Hans"
    assert letter["Date"].endswith(("GMT", "+0000"))
    assert {"Cc", "Bcc", "Reply-To", "Return-Receipt-To"} & set(letter.keys()) == set()
    assert letter.get_content_type() == "text/plain"


def test_each_letter_has_one_recipient_and_asks_for_no_receipt() -> None:
    with receiving() as inbox, carrier(plain(inbox.port)) as mail:
        mail.send(MESSAGE)
        mail.send(replace(MESSAGE, to="li@example.cn", message_id="notice-2.mail"))

    assert inbox.to == [["wang@example.cn"], ["li@example.cn"]]
    options = [(each.mail_options, each.rcpt_options) for each in inbox.letters]
    assert [any("NOTIFY" in x or "RET" in x for x in m + r) for m, r in options] == [
        False,
        False,
    ]
    assert inbox.n_sessions == 1


def test_a_retry_is_the_same_letter() -> None:
    with receiving() as inbox, carrier(plain(inbox.port)) as mail:
        mail.send(MESSAGE)
        mail.send(MESSAGE)

    first, second = inbox.read
    assert first["Message-ID"] == second["Message-ID"]


def test_a_connection_that_was_dropped_is_opened_again() -> None:
    with receiving() as inbox, carrier(plain(inbox.port)) as mail:
        mail.send(MESSAGE)
        connection = mail._connection
        assert connection is not None
        connection.sock.shutdown(socket.SHUT_RDWR)  # type: ignore[union-attr]
        mail.send(MESSAGE)

    assert (len(inbox.letters), inbox.n_sessions) == (2, 2)


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        ("550 5.1.1 <wang@example.cn> unknown", (Trouble.REFUSED, 550)),
        ("451 4.7.1 greylisted", (Trouble.LATER, 451)),
        ("552 too much", (Trouble.REFUSED, 552)),
    ],
)
def test_what_a_server_answers_is_told_apart(
    answer: str, expected: tuple[Trouble, int]
) -> None:
    with receiving() as inbox, carrier(plain(inbox.port)) as mail:
        inbox.answer = lambda _: answer
        assert refused(mail) == expected


def test_a_recipient_that_is_refused_says_nothing_of_the_address() -> None:
    class Strict(Inbox):
        async def handle_RCPT(self, *_: Any) -> str:
            return "450 4.2.1 <wang@example.cn> busy"

    with (
        receiving(Strict()) as inbox,
        carrier(plain(inbox.port)) as mail,
        pytest.raises(NotDelivered) as caught,
    ):
        mail.send(MESSAGE)

    assert (caught.value.trouble, caught.value.code) == (Trouble.LATER, 450)
    assert "wang" not in repr(caught.value) and caught.value.__cause__ is None


def test_starttls_is_used_and_the_server_is_known(tls: Certificate) -> None:
    options = {"tls_context": tls.context, "require_starttls": True}
    with receiving(**options) as inbox:
        server = plain(inbox.port, security=Security.STARTTLS, ca_file=str(tls.path))
        with carrier(server) as mail:
            mail.send(MESSAGE)
        with carrier(replace(server, ca_file="")) as mail:
            assert refused(mail) == (Trouble.UNSAFE, 0)

    assert inbox.to == [["wang@example.cn"]]


def test_tls_from_the_beginning_works(tls: Certificate) -> None:
    with receiving(ssl_context=tls.context) as inbox:
        server = plain(inbox.port, security=Security.TLS, ca_file=str(tls.path))
        with carrier(server) as mail:
            mail.send(MESSAGE)

    assert inbox.to == [["wang@example.cn"]]


def test_a_server_without_tls_gets_neither_letter_nor_password() -> None:
    with receiving() as inbox:
        server = plain(inbox.port, security=Security.STARTTLS, user=USER, password="x")
        with carrier(server) as mail:
            assert refused(mail) == (Trouble.UNSAFE, 0)

    assert inbox.letters == []


def test_the_mailbox_signs_in(tls: Certificate) -> None:
    options = {
        "tls_context": tls.context,
        "require_starttls": True,
        "auth_required": True,
        "authenticator": signed_in,
    }
    with receiving(**options) as inbox:
        server = plain(
            inbox.port,
            security=Security.STARTTLS,
            ca_file=str(tls.path),
            user=USER,
            password=PASSWORD,
        )
        with carrier(server) as mail:
            mail.send(MESSAGE)
        with carrier(replace(server, password="wrong")) as mail:
            assert refused(mail) == (Trouble.SIGN_IN, 535)

    assert len(inbox.letters) == 1


def test_a_server_that_is_not_there_or_says_nothing_is_told() -> None:
    with carrier(plain(free_port())) as mail:
        assert refused(mail) == (Trouble.UNREACHED, 0)
    with socket.create_server((LOOPBACK, 0)) as silent:
        port = silent.getsockname()[1]
        with carrier(replace(plain(port), timeout=0.1)) as mail:
            assert refused(mail) == (Trouble.SLOW, 0)


@pytest.mark.parametrize(
    "change",
    [
        {"to": "wang@example.cn\r\nBcc: li@example.cn"},
        {"to": "wang@example.cn, li@example.cn"},
        {"to": ""},
        {"subject": "Hello\r\nBcc: li@example.cn"},
        {"message_id": "x>\r\nBcc: <li@example.cn"},
    ],
)
def test_a_header_cannot_be_slipped_in(change: dict[str, str]) -> None:
    with receiving() as inbox, carrier(plain(inbox.port)) as mail:
        assert refused(mail, replace(MESSAGE, **change)) == (Trouble.BAD_ADDRESS, 0)

    assert (inbox.letters, inbox.n_sessions) == ([], 0)


def test_a_line_with_a_dot_alone_ends_nothing() -> None:
    text = "first\n.\nQUIT\n..\nlast\n"
    with receiving() as inbox, carrier(plain(inbox.port)) as mail:
        mail.send(replace(MESSAGE, text=text))

    assert inbox.read[0].get_content().replace("\r\n", "\n") == text


@pytest.mark.parametrize(
    "changes",
    [
        {"sender": ""},
        {"sender": "nobody"},
        {"sender": "a@b.cn\nBcc: c@d.cn"},
        {"user": USER, "host": "mail.example.cn"},
    ],
)
def test_settings_that_cannot_be_are_refused(changes: dict[str, str]) -> None:
    with pytest.raises(CarrierMisconfigured):
        Mail(replace(plain(25), **changes))


def test_a_password_is_in_no_repr(tmp_path: Path) -> None:
    server = plain(25, user=USER, password=PASSWORD)

    assert PASSWORD not in repr(server) + repr(Mail(server)) + repr(Envelope())
