"""Requests prepared before the clock starts: as an environment, and as bytes."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from flask import Flask
from werkzeug.test import EnvironBuilder

from benchmarks.clients import UnexpectedAnswer
from review.web.settings import COOKIE

HOST = "127.0.0.1"
CSRF = re.compile(r'name="csrf-token" content="([^"]+)"')


@dataclass(frozen=True, slots=True)
class Request:
    """One request of a signed-in browser, and the status it must be answered with."""

    method: str
    path: str
    headers: tuple[tuple[str, str], ...] = ()
    body: bytes = b""
    status: int = 200

    def environ(self) -> dict[str, Any]:
        builder = EnvironBuilder(
            path=self.path,
            method=self.method,
            base_url=f"http://{HOST}",
            headers=list(self.headers),
            input_stream=io.BytesIO(self.body) if self.body else None,
        )
        environ = builder.get_environ()
        if self.body:
            environ["CONTENT_LENGTH"] = str(len(self.body))
        return environ

    def raw(self) -> bytes:
        headers = [("Host", HOST), *self.headers]
        if self.method != "GET":
            headers.append(("Content-Length", str(len(self.body))))
        lines = [f"{self.method} {self.path} HTTP/1.1"]
        lines += [f"{name}: {value}" for name, value in headers]
        return ("\r\n".join(lines) + "\r\n\r\n").encode() + self.body


@dataclass(frozen=True, slots=True)
class Browser:
    """A signed-in browser: its cookies and the token its forms carry."""

    cookies: str
    csrf: str

    def get(self, path: str) -> Request:
        return Request("GET", path, (("Cookie", self.cookies),))

    def send_json(self, path: str, data: object) -> Request:
        """As the script in the page saves an answer."""
        kind = ("Content-Type", "application/json")
        return self._post(path, kind, json.dumps(data).encode(), 200)

    def send_form(self, path: str, data: dict[str, str], status: int = 302) -> Request:
        kind = ("Content-Type", "application/x-www-form-urlencoded")
        return self._post(path, kind, urlencode(data).encode(), status)

    def _post(
        self, path: str, kind: tuple[str, str], body: bytes, status: int
    ) -> Request:
        headers = (
            ("Cookie", self.cookies),
            ("X-CSRFToken", self.csrf),
            ("Sec-Fetch-Site", "same-origin"),
            kind,
        )
        return Request("POST", path, headers, body, status)


def browser(app: Flask, token: str, page: str) -> Browser:
    """A browser with this session that has opened a page: it has a form token."""
    client = app.test_client()
    client.set_cookie(COOKIE, token)
    found = CSRF.search(client.get(page).get_data(as_text=True))
    if found is None:
        raise UnexpectedAnswer(page)
    jar = {COOKIE: token}
    name = app.config["SESSION_COOKIE_NAME"]
    if (cookie := client.get_cookie(name)) is not None:
        jar[name] = cookie.value
    return Browser("; ".join(f"{key}={value}" for key, value in jar.items()), found[1])


def call(app: Flask, environ: dict[str, Any], expected: int) -> int:
    """One request in this process, read to its end; gives the bytes of the answer."""
    status = ""

    def start(line: str, _headers: object, _error: object = None) -> Any:
        nonlocal status
        status = line
        return lambda _data: None

    answer = app.wsgi_app(environ, start)
    size = sum(map(len, answer))
    if hasattr(answer, "close"):
        answer.close()
    if not status.startswith(str(expected)):
        raise UnexpectedAnswer(f"{environ['PATH_INFO']}: {status}, not {expected}")
    return size


def answered(app: Flask, requests: Iterable[Request]) -> int:
    """Send them all and give the bytes of the last answer."""
    return [call(app, each.environ(), each.status) for each in requests][-1]
