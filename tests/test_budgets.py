"""What a page may cost, in counts that are the same on every machine.

Times belong to `make bench`: a test that asserts them fails on a busy day and passes on a
fast machine whatever the code does.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest
from flask import Flask
from sqlalchemy import select, text

from benchmarks import bureau
from benchmarks.requests import Browser, Request, browser, call
from benchmarks.reviewers import prepared
from benchmarks.settling import hand_in
from review.domain.policy import Role, Viewer
from review.domain.publication import ReleaseKind
from review.services import publication, settling
from review.store import unit
from review.store.database import db
from review.store.models import Read, Release, ReviewerCode
from tests.services.rounds import counted

FEW, MANY = 1, 500
CAMPAIGN = f"/campaigns/{bureau.CODE}"


@dataclass
class Bureau:
    """A bureau with a campaign of some size, and browsers of those who work in it."""

    app: Flask
    viewer: Viewer
    browsers: dict[Role, Browser] = field(default_factory=dict)

    def sign_in(self, role: Role, person_id: int | None = None) -> Browser:
        if role not in self.browsers:
            with self.app.app_context():
                token = bureau.session(self.viewer, person_id, role, role.value)
            self.browsers[role] = browser(self.app, token, "/account")
        return self.browsers[role]

    def n_statements(self, request: Request) -> int:
        """Of a page that was opened before, so that every scheme is at hand."""
        call(self.app, request.environ(), request.status)
        with self.app.app_context(), counted() as sent:
            call(self.app, request.environ(), request.status)
        # PostgreSQL is told in what role a page for outsiders is read.
        return sum(not each.startswith("SET ") for each in sent)


def a_bureau(url: str, n_cases: int) -> Bureau:
    app, viewer = bureau.founded(url)
    with app.app_context():
        bureau.under_review(viewer, n_cases=n_cases, n_reviewers=2)
    return Bureau(app, viewer)


def know_how_much(app: Flask) -> None:
    """What autovacuum does elsewhere: without it one list took PostgreSQL seconds."""
    with app.app_context(), db.engine.begin() as connection:
        connection.execute(text("ANALYZE"))


@pytest.fixture(params=[FEW, MANY])
def n_cases(request: pytest.FixtureRequest) -> int:
    return request.param


@pytest.fixture
def place(database_url: str, n_cases: int) -> Iterator[Bureau]:
    made = a_bureau(database_url, n_cases)
    know_how_much(made.app)
    yield made
    bureau.closed(made.app)


UNDER_REVIEW = {
    "/cases/?size=500": 5,
    "/campaigns": 4,
    CAMPAIGN: 6,
    f"{CAMPAIGN}/board/": 7,
    f"{CAMPAIGN}/files?size=500": 10,
    f"{CAMPAIGN}/sample/": 16,
    f"{CAMPAIGN}/allocation/": 8,
    f"{CAMPAIGN}/allocation/reads?size=500": 7,
    f"{CAMPAIGN}/readers": 7,
    f"{CAMPAIGN}/readers?text=wang&state=open": 7,
    f"{CAMPAIGN}/reviewers/?text=wang": 6,
    f"{CAMPAIGN}/calibration/?text=wang": 7,
    f"{CAMPAIGN}/allocation/conflicts?text=wang": 8,
    f"{CAMPAIGN}/reminders": 12,
    f"{CAMPAIGN}/reminders?text=wang&size=500": 12,
    "/notices": 2,
    f"{CAMPAIGN}/further": 6,
    f"{CAMPAIGN}/publication": 6,
    f"{CAMPAIGN}/allocation/take-back?q=submitted:no": 5,
    "/schemes/": 3,
    "/reviews/": 3,
}


def test_lists_take_a_fixed_number_of_statements(place: Bureau) -> None:
    reader = place.sign_in(Role.REVIEWER, a_reader(place))
    officer = place.sign_in(Role.BUREAU_OFFICER)

    taken = {
        path: place.n_statements((reader if path == "/reviews/" else officer).get(path))
        for path in UNDER_REVIEW
    }

    assert taken == UNDER_REVIEW


def a_reader(place: Bureau) -> int:
    with place.app.app_context(), unit.reading() as connection:
        return connection.scalar(
            select(ReviewerCode.person_id).join(
                Read, Read.reviewer_code == ReviewerCode.code
            )
        )


PUBLISHED = {
    "files": 10,
    "items": 6,
    "reviewers": 6,
    "publication": 6,
    "release": 4,
    "cases": 5,
    "year": 8,
    "home": 1,
    "list of releases": 1,
    "public release": 3,
}


def test_published_pages_take_a_fixed_number_of_statements(place: Bureau) -> None:
    at = bureau.now()
    with place.app.app_context():
        hand_in(place.viewer, n_different=20)
    know_how_much(place.app)
    with place.app.app_context():
        settling.settle(viewer=place.viewer, campaign_code=bureau.CODE, at=at)
        publication.publish(
            viewer=place.viewer,
            code=bureau.CODE,
            kind=ReleaseKind.FINAL,
            at=at,
            key="k",
        )
        with unit.reading() as connection:
            public_id = connection.scalar(select(Release.public_id))
    nobody = Browser("", "")
    officer = place.sign_in(Role.BUREAU_OFFICER)
    pages = {
        "files": officer.get(f"{CAMPAIGN}/files?size=500"),
        "items": officer.get(f"{CAMPAIGN}/items/"),
        "reviewers": officer.get(f"{CAMPAIGN}/reviewers/"),
        "publication": officer.get(f"{CAMPAIGN}/publication"),
        "release": officer.get(f"{CAMPAIGN}/publication/releases/{public_id}"),
        "cases": officer.get("/cases/?size=500"),
        "year": officer.get("/assessment/2025"),
        "home": nobody.get("/"),
        "list of releases": nobody.get("/published"),
        "public release": nobody.get(f"/published/{public_id}"),
    }

    assert {n: place.n_statements(page) for n, page in pages.items()} == PUBLISHED


def n_calls(app: Flask, requests: list[Request]) -> int:
    """Python functions called by the last of them; the others warm up what is kept."""
    n = 0

    def count(_frame: object, what: str, _argument: object) -> None:
        nonlocal n
        n += what == "call"

    for request in requests[:-1]:
        call(app, request.environ(), request.status)
    last = requests[-1]
    sys.setprofile(count)
    try:
        call(app, last.environ(), last.status)
    finally:
        sys.setprofile(None)
    return n


CALLS = {"open": 5_300, "save": 3_200, "submit": 3_600}


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_the_desk_calls_few_functions(database_url: str) -> None:
    """The page of a sheet that drew its controls one by one would call ten times as
    many; the limits leave a quarter for what a change may honestly need.
    """
    desk = prepared(database_url, 100)
    n = {
        "open": n_calls(desk.app, desk.opening(0, 3)),
        "save": n_calls(desk.app, desk.saving(0, 3, 0)),
        "submit": n_calls(desk.app, desk.submitting(0, -3, 3)),
    }
    bureau.closed(desk.app)
    assert {name for name in n if n[name] > CALLS[name]} == set()


LISTS = {
    "/cases/?size=500": (5_500, 2),
    f"{CAMPAIGN}/files?size=500": (8_000, 3),
    f"{CAMPAIGN}/allocation/reads?size=500": (6_900, 3),
}
"""Functions called for 500 rows, and for one row more; at most. As templates, and with
every cell escaped by itself, they would call eight a row and more.
"""


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize("n_cases", [MANY], indirect=True)
def test_lists_call_few_functions(place: Bureau) -> None:
    officer = place.sign_in(Role.BUREAU_OFFICER)

    def calls(path: str, size: int) -> int:
        page = officer.get(path.replace("500", str(size)))
        return n_calls(place.app, [page, page])

    n = {path: (calls(path, 500), calls(path, 100)) for path in LISTS}
    taken = {path: (many, (many - few) / 400) for path, (many, few) in n.items()}
    over = {
        path: found
        for path, found in taken.items()
        if found[0] > LISTS[path][0] or found[1] > LISTS[path][1]
    }
    assert over == {}
