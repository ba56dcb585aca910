"""A person with a browser: opens pages, fills in the forms that stand there, submits."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any

from flask import Flask
from werkzeug.test import TestResponse


@dataclass
class Form:
    """A form as the page has it: what would be sent if nothing were changed."""

    action: str
    method: str
    data: dict[str, Any] = field(default_factory=dict)
    names: set[str] = field(default_factory=set)
    buttons: list[tuple[str, str]] = field(default_factory=list)


class _Forms(HTMLParser):
    def __init__(self, here: str) -> None:
        super().__init__()
        self.here, self.forms, self.links = here, [], []
        self._form: Form | None = None
        self._select = self._area = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "a" and "href" in given:
            self.links.append(given["href"])
        if tag == "form":
            action = given.get("action") or self.here
            self._form = Form(action, given.get("method", "get").lower())
            self.forms.append(self._form)
        elif self._form is not None:
            self._field(tag, given)

    def _field(self, tag: str, given: dict[str, str]) -> None:
        form, name = self._form, given.get("name", "")
        assert form is not None
        if name and tag in ("input", "select", "textarea", "button"):
            form.names.add(name)
        if tag == "input" and name:
            self._input(form, name, given)
        elif tag == "button":
            form.buttons.append((name, given.get("value", "")))
        elif tag == "select":
            self._select = name
        elif tag == "option" and self._select:
            if "selected" in given or self._select not in form.data:
                form.data[self._select] = given.get("value", "")
        elif tag == "textarea":
            self._area = name
            form.data.setdefault(name, "")

    def _input(self, form: Form, name: str, given: dict[str, str]) -> None:
        kind = given.get("type", "text")
        if kind in ("checkbox", "radio"):
            if "checked" in given:
                form.data.setdefault(name, []).append(given.get("value", "on"))
        elif kind not in ("submit", "file"):
            form.data[name] = given.get("value", "")

    def handle_data(self, data: str) -> None:
        if self._area and self._form is not None:
            self._form.data[self._area] += data.lstrip("\n")

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._form = None
        self._select = "" if tag == "select" else self._select
        self._area = "" if tag == "textarea" else self._area


class Visitor:
    """One browser with its own cookies; every request must succeed unless said."""

    def __init__(self, app: Flask, name: str = "") -> None:
        self.client = app.test_client()
        self.name = name
        self.here = "/"
        self.response: TestResponse | None = None

    def open(self, address: str, *, status: int = 200) -> str:
        """Follow a link; gives the page's text."""
        return self._keep(self.client.get(address, follow_redirects=True), status)

    def status_of(self, address: str) -> int:
        return self.client.get(address).status_code

    def _keep(self, response: TestResponse, status: int = 200) -> str:
        text = response.get_data(as_text=True)
        assert response.status_code == status, (self.name, response.request.path, text)
        self.response, self.here = response, response.request.path
        return text

    @property
    def page(self) -> str:
        assert self.response is not None
        return self.response.get_data(as_text=True)

    def _parsed(self) -> _Forms:
        parser = _Forms(self.here)
        parser.feed(self.page)
        return parser

    def links(self, piece: str = "") -> list[str]:
        """Addresses on this page that contain a piece, each once."""
        found = (link for link in self._parsed().links if piece in link)
        return list(dict.fromkeys(found))

    def form(self, *names: str, action: str = "") -> Form:
        """The one form of this page with these fields, or to this address."""
        found = [
            form
            for form in self._parsed().forms
            if set(names) <= form.names
            and action in form.action
            and form.method == "post"
        ]
        assert found, (self.name, self.here, names, action, self.page)
        return found[-1]

    def submit(self, form: Form, *, status: int = 200, **values: Any) -> str:
        """Send a form with some fields filled in anew; gives the page that follows."""
        response = self.client.post(
            form.action, data={**form.data, **values}, follow_redirects=True
        )
        return self._keep(response, status)

    def sign_in(self, login: str, password: str) -> None:
        self.name = login
        self.open("/sign-in")
        self.submit(self.form("login", "password"), login=login, password=password)
