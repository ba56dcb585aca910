"""Text messages through a provider's HTTP address, as its manual describes the body."""

from __future__ import annotations

import json
import ssl
from collections.abc import Mapping
from dataclasses import dataclass, field
from http.client import HTTPException
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.parse import urlencode, urlsplit
from urllib.request import (
    HTTPRedirectHandler,
    HTTPSHandler,
    OpenerDirector,
    ProxyHandler,
    Request,
    build_opener,
)

from review.domain.deliveries import (
    BadMobile,
    NotDelivered,
    Outgoing,
    Trouble,
    mobile_of,
)
from review.gateways.carriers import Carrier, CarrierMisconfigured
from review.gateways.mail import LOOPBACK

MOST_ANSWER = 64 * 1024
TYPES = {"json": "application/json", "form": "application/x-www-form-urlencoded"}
PLACES = ("mobile", "text", "id", "secret")


@dataclass(frozen=True, slots=True, repr=False)
class SmsGateway:
    """Where text messages go. It has no repr: the secret would be in it.

    In the values of `body` and `headers` stand {mobile}, {text}, {id} and {secret};
    an answer counts as taken if it is 2xx and holds `success`.
    """

    url: str
    body: Mapping[str, Any]
    body_format: str = "json"
    headers: Mapping[str, str] = field(default_factory=dict)
    secret: str = ""
    success: str = ""
    timeout: float = 20
    ca_file: str = ""

    def check(self) -> None:
        """Refuse an address without TLS, and a body that would go to nobody."""
        parts = urlsplit(self.url)
        is_here = parts.hostname in LOOPBACK
        if parts.scheme != "https" and not (parts.scheme == "http" and is_here):
            raise CarrierMisconfigured(problem="SMS_URL does not begin with https://")
        if self.body_format not in TYPES:
            raise CarrierMisconfigured(problem="SMS_FORMAT is neither json nor form")
        written = json.dumps(dict(self.body))
        if "{mobile}" not in written or "{text}" not in written:
            raise CarrierMisconfigured(
                problem="SMS_BODY has no place for {mobile} and {text}"
            )


class _NoRedirects(HTTPRedirectHandler):
    """Who answers with another address would be told number, text and secret."""

    def redirect_request(self, *_: Any, **__: Any) -> None:
        return None


class Sms(Carrier):
    """One request per message, to the address that is set and to no other."""

    def __init__(self, gateway: SmsGateway) -> None:
        gateway.check()
        self._gateway = gateway

    def send(self, message: Outgoing) -> None:
        request = self._request(message)
        try:
            with self._opener().open(request, timeout=self._gateway.timeout) as answer:
                said = answer.read(MOST_ANSWER)
        except HTTPError as error:
            error.close()
            raise NotDelivered(*_answered(error.code)) from None
        except (OSError, HTTPException) as error:
            raise NotDelivered(_trouble(error)) from None
        if self._gateway.success.encode() not in said:
            raise NotDelivered(Trouble.REFUSED, 200)

    def _request(self, message: Outgoing) -> Request:
        values = {
            "mobile": _number(message.to),
            "text": message.text,
            "id": message.message_id,
            "secret": self._gateway.secret,
        }
        body = _filled(dict(self._gateway.body), values)
        headers = _filled(dict(self._gateway.headers), values)
        kind = self._gateway.body_format
        data = json.dumps(body, ensure_ascii=False) if kind == "json" else _form(body)
        return Request(
            self._gateway.url,
            data=data.encode(),
            headers={"Content-Type": f"{TYPES[kind]}; charset=utf-8", **headers},
            method="POST",
        )

    def _opener(self) -> OpenerDirector:
        context = ssl.create_default_context(cafile=self._gateway.ca_file or None)
        return build_opener(
            ProxyHandler({}), HTTPSHandler(context=context), _NoRedirects
        )


def _number(typed: str) -> str:
    try:
        number = mobile_of(typed)
    except BadMobile:
        number = ""
    if not number:
        raise NotDelivered(Trouble.BAD_ADDRESS)
    return number


def _filled(value: Any, values: Mapping[str, str]) -> Any:
    """The places in every text of a body, once: what is filled in is not read again."""
    if isinstance(value, dict):
        return {key: _filled(each, values) for key, each in value.items()}
    if isinstance(value, list):
        return [_filled(each, values) for each in value]
    if not isinstance(value, str):
        return value
    parts = value.split("{")
    filled = [parts[0]]
    for part in parts[1:]:
        name, end, rest = part.partition("}")
        filled.append(values[name] + rest if end and name in PLACES else "{" + part)
    return "".join(filled)


def _form(body: Mapping[str, Any]) -> str:
    return urlencode({key: str(value) for key, value in body.items()})


def _answered(code: int) -> tuple[Trouble, int]:
    """What is too much or broken just now may do later; a redirect is a refusal."""
    if code in (401, 403):
        return Trouble.SIGN_IN, code
    is_later = code in (408, 425, 429) or code >= 500
    return (Trouble.LATER if is_later else Trouble.REFUSED), code


def _trouble(error: Exception) -> Trouble:
    reason = error.reason if isinstance(error, URLError) else error
    if isinstance(reason, ssl.SSLError):
        return Trouble.UNSAFE
    return Trouble.SLOW if isinstance(reason, TimeoutError) else Trouble.UNREACHED
