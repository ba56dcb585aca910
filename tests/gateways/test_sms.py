"""Text messages to a real HTTP server on loopback."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from review.domain.deliveries import NotDelivered, Outgoing, Trouble
from review.gateways.carriers import CarrierMisconfigured
from review.gateways.sms import Sms, SmsGateway
from tests.post_office import LOOPBACK, Provider, certificate, free_port, providing

SECRET = "the provider's secret"
BODY = {
    "to": ["{mobile}"],
    "content": "{text}",
    "sign": {"key": "{secret}", "n": 1},
    "id": "{id}",
}
MESSAGE = Outgoing(
    to="138 0013 8000",
    subject="",
    text='【市司法局】您有3份案卷"待评查"{secret}。',
    message_id="notice-1.sms",
)


@pytest.fixture
def provider() -> Iterator[Provider]:
    with providing() as made:
        yield made


def gateway(url: str, **changes: Any) -> SmsGateway:
    known: dict[str, Any] = {"body": BODY, "secret": SECRET, "success": '"code": 0'}
    return SmsGateway(url=url, **(known | {"timeout": 5} | changes))


def refused(sms: Sms, message: Outgoing = MESSAGE) -> tuple[Trouble, int]:
    with pytest.raises(NotDelivered) as caught:
        sms.send(message)
    return caught.value.trouble, caught.value.code


def test_a_message_is_put_where_the_provider_wants_it(provider: Provider) -> None:
    headers = {"Authorization": "Bearer {secret}"}

    Sms(gateway(provider.url, headers=headers)).send(MESSAGE)

    ((path, given, _),) = provider.asked
    assert (path, given["Authorization"]) == ("/send", f"Bearer {SECRET}")
    assert given["Content-Type"] == "application/json; charset=utf-8"
    assert provider.read == [
        {
            "to": ["13800138000"],
            # What is filled in is not read again: it asks for no secret.
            "content": MESSAGE.text,
            "sign": {"key": SECRET, "n": 1},
            "id": "notice-1.sms",
        }
    ]


def test_a_form_is_written_where_the_provider_wants_one(provider: Provider) -> None:
    body = {"mobile": "{mobile}", "text": "a&b={text}"}

    Sms(gateway(provider.url, body=body, body_format="form")).send(MESSAGE)

    ((_, given, written),) = provider.asked
    assert given["Content-Type"].startswith("application/x-www-form-urlencoded")
    assert written.startswith("mobile=13800138000&text=a%26b%3D%E3%80%90")
    assert written.count("&") == 1


@pytest.mark.parametrize(
    ("status", "body", "expected"),
    [
        (200, '{"code": 7}', (Trouble.REFUSED, 200)),
        (400, "", (Trouble.REFUSED, 400)),
        (401, "", (Trouble.SIGN_IN, 401)),
        (403, "", (Trouble.SIGN_IN, 403)),
        (429, "", (Trouble.LATER, 429)),
        (503, "", (Trouble.LATER, 503)),
    ],
)
def test_what_a_provider_answers_is_told_apart(
    provider: Provider, status: int, body: str, expected: tuple[Trouble, int]
) -> None:
    provider.status, provider.body = status, body

    assert refused(Sms(gateway(provider.url))) == expected


def test_a_redirect_is_not_followed(provider: Provider) -> None:
    """It would tell number, text and secret to whoever it leads to."""
    provider.status = 307
    provider.headers = {"Location": provider.url}

    assert refused(Sms(gateway(provider.url))) == (Trouble.REFUSED, 307)
    assert len(provider.asked) == 1


def test_the_provider_must_be_who_it_says(tmp_path: Path) -> None:
    own = certificate(tmp_path)
    with providing(own) as provider:
        Sms(gateway(provider.url, ca_file=str(own.path))).send(MESSAGE)
        assert refused(Sms(gateway(provider.url))) == (Trouble.UNSAFE, 0)

    assert len(provider.asked) == 1


def test_a_provider_that_is_not_there_or_says_nothing_is_told() -> None:
    url = f"http://{LOOPBACK}:{free_port()}/"
    assert refused(Sms(gateway(url))) == (Trouble.UNREACHED, 0)
    with socket.create_server((LOOPBACK, 0)) as silent:
        url = f"http://{LOOPBACK}:{silent.getsockname()[1]}/"
        assert refused(Sms(gateway(url, timeout=0.1))) == (Trouble.SLOW, 0)


@pytest.mark.parametrize("number", ["", "12345", "13800138000,13900139000"])
def test_only_one_number_is_written_to(provider: Provider, number: str) -> None:
    message = Outgoing(number, "", "text", "id")

    assert refused(Sms(gateway(provider.url)), message) == (Trouble.BAD_ADDRESS, 0)
    assert provider.asked == []


@pytest.mark.parametrize(
    "changes",
    [
        {"url": "http://sms.example.cn/send"},
        {"url": "file:" + "//" + "/etc/passwd"},
        {"url": "sms.example.cn"},
        {"body_format": "xml"},
        {"body": {"text": "{text}"}},
        {"body": {"mobile": "{mobile}"}},
    ],
)
def test_settings_that_cannot_be_are_refused(changes: dict[str, Any]) -> None:
    known = {"url": "https://sms.example.cn/send"} | changes

    with pytest.raises(CarrierMisconfigured):
        Sms(gateway(known.pop("url"), **known))


def test_a_secret_is_in_no_repr() -> None:
    own = gateway("https://sms.example.cn/send")

    assert SECRET not in repr(own) + repr(Sms(own))
