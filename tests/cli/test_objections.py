"""Objections from the command line: listed, given out, told; what is refused."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask

from tests.databases import Once
from tests.released import Place
from tests.services.objected import AFTER, FILE, decide, lodge, point, told
from tests.typed import data, done, refused

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture
def place(app: Flask, once: Once) -> Iterator[Place]:
    app.config["CLOCK"] = lambda: AFTER
    found = once(told)
    with app.app_context():
        yield found


def test_an_objection_is_given_out_and_told(app: Flask, place: Place) -> None:
    assert data(app, "objections list 2025 --json") == {
        "code": "2025",
        "until": "2026-03-12",
        "objections": [],
    }
    for command in ("list", "figures"):
        shown = done(app, f"objections {command} 2025")
        assert shown == "Nothing was objected to yet.\n"
    lodge(place, point(pages="3"))

    (line,) = data(app, "objections list 2025 --json")["objections"]
    assert (line["number"], line["case_no"], line["state"]) == (1, FILE, "lodged")
    assert FILE in done(app, "objections list 2025")
    assert refused(app, "objections tell 2025 1").startswith("This objection was")
    assert data(app, "objections give 2025 1 --json")["state"] == "given"
    decide(place)
    assert data(app, "objections tell 2025 1 --json")["state"] == "told"
    (said,) = data(app, "objections show 2025 1 --json")["points"]
    assert (said["item"], said["ruling"], said["pages"]) == ("i0", "upheld", "3")
    assert "卷内第3页有会见笔录" in done(app, "objections show 2025 1")

    found = data(app, "objections figures 2025 --json")
    assert (found["n"], found["outcomes"]["upheld"], found["files"]) == (1, 1, 1)
    (item,) = found["items"]
    assert (item["number"], item["upheld"], item["causes"]["reviewer_error"]) == (
        "1.1",
        1,
        1,
    )
    assert done(app, "objections figures 2025").splitlines()[1].split() == [
        *("1.1", "i0", "1", "1", "0", "0", "0")
    ]


def test_what_is_not_there_is_said(app: Flask, place: Place) -> None:
    assert refused(app, "objections give 2025 1") == (
        "This campaign has no objection 1."
    )
    assert "nothing" in refused(app, "objections list nothing")
