"""One campaign from the spreadsheets to the lawyer's year, over HTTP only.

At every step everyone else looks too: what they must not see is always there to leak.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest
from flask import Flask

from review.domain.policy import Role, operator
from review.services import administration, integrity
from review.services.administration import NewAccount
from review.store import unit
from review.store.queries import intake as known
from tests.conftest import AT
from tests.journeys import material
from tests.journeys.visitor import Visitor

PASSWORD = "a long enough password"
REASON = "会见笔录过于简单，没有记录受援人的核心诉求"
COMMENT = "总体合格，沟通可以更及时"


@dataclass
class People:
    """Everyone with a browser, signed in; `public` never signs in."""

    app: Flask
    visitors: dict[str, Visitor] = field(default_factory=dict)

    def __getattr__(self, name: str) -> Visitor:
        return self.visitors[name]

    def add(self, login: str, role: Role, **scope: int | None) -> None:
        with self.app.app_context():
            account = NewAccount(login, role, **scope)
            viewer = operator(1)
            administration.create_account(
                viewer=viewer, account=account, at=AT, password=PASSWORD, cheap=True
            )
        self.visitors[login] = visitor = Visitor(self.app)
        visitor.sign_in(login, PASSWORD)


@pytest.fixture
def people(app: Flask) -> Iterator[People]:
    everyone = People(app, {"public": Visitor(app, "public")})
    everyone.add("officer", Role.BUREAU_OFFICER)
    for admin in (Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN, Role.AUDIT_ADMIN):
        everyone.add(admin.value, admin)
    yield everyone
    with app.app_context():
        assert integrity.check_invariants(viewer=operator(1)) == []


def bring(officer: Visitor, kind: str, text: str) -> None:
    """Upload a spreadsheet, look at the preview, take it in."""
    officer.open("/intake")
    form = officer.form("kind", "file")
    file = (io.BytesIO(text.encode("gb18030")), f"{kind}.csv")
    officer.submit(form, kind=kind, file=file)
    officer.submit(officer.form(action=officer.here))


def take_everything_in(people: People) -> None:
    officer = people.officer
    bring(officer, "firms", material.FIRMS)
    bring(officer, "handlers", material.HANDLERS)
    bring(officer, "reviewers", material.REVIEWERS)
    bring(officer, "cases", material.CASES)
    officer.open("/schemes/load")
    file = (io.BytesIO(material.SCHEME.encode()), "story.yaml")
    officer.submit(officer.form("file"), file=file)


def give_accounts(people: People) -> None:
    """Reviewers, lawyers, heads, county officers and the bar get their accounts."""
    with people.app.app_context(), unit.reading():
        reviewers = {row.number: row.person_id for row in known.reviewers(1)}
        handlers = {row.name: row.person_id for row in known.handlers(1)}
        firms = {row.name: row.id for row in known.firms(1)}
        areas = {row.name: row.id for row in known.areas(1)}
    for number, login in (("P1", "zhou"), ("P2", "wu"), ("P3", "zheng")):
        people.add(login, Role.REVIEWER, person_id=reviewers[number])
    people.add("lead", Role.PANEL_LEAD, person_id=reviewers["P9"])
    people.add("zhao", Role.LAWYER, person_id=handlers["赵甲"])
    people.add("li", Role.LAWYER, person_id=handlers["李乙"])
    for login, name, firm in (
        ("head_east", "钱一", "东山律师事务所"),
        ("head_west", "孙二", "西河律师事务所"),
    ):
        people.add(login, Role.FIRM_HEAD, person_id=handlers[name], firm_id=firms[firm])
    people.add("east", Role.COUNTY_OFFICER, area_id=areas["东山县"])
    people.add("west", Role.COUNTY_OFFICER, area_id=areas["西河区"])
    people.add("bar", Role.BAR_ASSOCIATION)


def open_draw_allocate(people: People) -> None:
    officer = people.officer
    officer.open("/open-campaign")
    plan = (io.BytesIO(material.PLAN.encode()), "plan.yaml")
    officer.submit(officer.form("file", action="file"), file=plan)
    officer.submit(officer.form("version", action="/open"))
    assert people.zhou.open("/reviews/").count("青援民") == 0
    officer.open("/campaigns/2025/sample/")
    officer.submit(officer.form("digest"))
    officer.open("/campaigns/2025/allocation/?proposal=1")
    officer.submit(officer.form("digest"))


def reads_of(reviewer: Visitor) -> dict[str, str]:
    """Addresses of a reviewer's open sheets by case number."""
    page = reviewer.open("/reviews/")
    found = re.findall(
        r'href="(/reviews/(?!(?:next|offline)\b)[^"/?]+)".*?青援民(\d{3})号',
        page,
        re.DOTALL,
    )
    return {number: address for address, number in reversed(found)}


def answer(reviewer: Visitor, address: str, *, lost: int) -> str:
    """Fill in the sheet as a browser without scripts would, and submit it."""
    reviewer.open(address)
    values: dict[str, str] = {"a.meeting": str(lost), "a.opinion": "0"}
    values["comment"] = COMMENT
    form = reviewer.form("a.meeting", "version")
    if lost:
        values |= {"f.meeting.0.reason": REASON, "f.meeting.0.pages": "12"}
    reviewer.submit(form, do="save", **values)
    reviewer.submit(reviewer.form("a.meeting", "version"), do="confirm")
    return reviewer.submit(reviewer.form("key", "version", action="submit"))


def nobody_sees_anything(people: People) -> None:
    """Lawyers, firms, counties, the bar and the public: not a trace of a review."""
    for name in OUTSIDERS:
        for address in EVERYWHERE:
            response = people.visitors[name].client.get(address, follow_redirects=True)
            text = response.get_data(as_text=True)
            for mark in (REASON, COMMENT, "95.00", "84.00", "青援民", *REVIEWERS):
                assert mark not in text, (name, address, mark)


def administrators_see_no_content(people: People) -> None:
    for name in ("system_admin", "security_admin", "audit_admin"):
        for address in ("/reviews/", "/campaigns", "/campaigns/2025", "/cases/"):
            assert people.visitors[name].status_of(address) == 404


def words_of(page: str) -> str:
    """A page without the tokens that differ at every request."""
    return re.sub(r'(content|value)="[^"]{30,}"', "", page)


def first_reviews(people: People) -> None:
    """Both readers of every file, the second to submit unaware of the first."""
    seats: dict[str, list[tuple[Visitor, str]]] = {}
    for name in READERS:
        visitor = people.visitors[name]
        for number, address in reads_of(visitor).items():
            seats.setdefault(number, []).append((visitor, address))
    assert {number: len(pair) for number, pair in seats.items()} == dict.fromkeys(
        LOST, 2
    )
    for number, (first_lost, second_lost) in LOST.items():
        (first, first_address), (second, second_address) = seats[number]
        before = words_of(second.open(second_address))
        receipt = answer(first, first_address, lost=first_lost)
        assert words_of(second.open(second_address)) == before
        assert second.status_of(first_address) == 404
        nobody_sees_anything(people)
        answer(second, second_address, lost=second_lost)
        assert words_of(first.open(first_address)).count(COMMENT) == 1
        assert receipt


def further_reviews(people: People) -> None:
    """Third readers get a sheet like any other, and no word of the first two."""
    officer = people.officer
    officer.open("/campaigns/2025/further")
    officer.submit(officer.form("digest"))
    third: list[str] = []
    for name in READERS:
        visitor = people.visitors[name]
        for number, address in reads_of(visitor).items():
            page = visitor.open(address)
            if 'name="version"' not in page:
                continue
            third.append(number)
            assert not {"三评", "third", "20.00"} & set(re.findall(r"\w+|20\.00", page))
            answer(visitor, address, lost=THIRD_LOST[number])
    assert sorted(third) == ["003", "004"]


def publish(people: People) -> str:
    officer = people.officer
    officer.open("/campaigns/2025/publication/release/final")
    officer.submit(officer.form("basis", "seen"), seen="y")
    page = people.public.open("/published")
    (address,) = people.public.links("/published/")
    assert "2025年度案卷质量评查" in page
    return address


def after_publication(people: People, release: str) -> None:
    """Everyone sees their own part and nobody a reviewer."""
    public = people.public.open(release)
    assert "50.0" in public
    assert "2/4" in public
    assert "赵甲" in public
    for mark in ("青援民", REASON, COMMENT, "84.00"):
        assert mark not in public
    own = {"zhao": ("001", "002"), "li": ("003", "004")}
    for name, numbers in own.items():
        lawyer = people.visitors[name]
        listing = lawyer.open("/my-results/")
        assert sorted(set(re.findall(r"青援民(\d{3})号", listing))) == list(numbers)
        cases = [a for a in lawyer.links("/my-results/") if a != "/my-results/"]
        pages = [lawyer.open(address) for address in cases]
        assert sum(page.count(REASON) for page in pages) >= 2
        assert all(COMMENT in page for page in pages)
    firm, county = room(people.head_east, "/firm/"), room(people.west, "/county/")
    assert ("001号" in firm, "003号" in firm) == (True, False)
    assert ("001号" in county, "003号" in county) == (False, True)
    assert not [mark for mark in REVIEWERS if mark in firm + county]
    for name in OUTSIDERS:
        for address in EVERYWHERE:
            text = people.visitors[name].client.get(address, follow_redirects=True).text
            assert not [mark for mark in REVIEWERS if mark in text], (name, address)


def room(visitor: Visitor, start: str) -> str:
    """Every page of a room that its first page leads to."""
    first = visitor.open(start)
    pages = [a for a in visitor.links(start) if "." not in a.partition("?")[0]]
    return "".join([first, *map(visitor.open, pages)])


def the_year(people: People) -> None:
    """Proposed by the bureau, decided with a reason by the bar, read by the lawyer."""
    officer, bar, zhao = people.officer, people.bar, people.zhao
    assert "赵甲" not in bar.open("/bar/")
    officer.open("/assessment/2025")
    officer.submit(officer.form(action="compile"))
    assert bar.status_of("/bar/2025") == 404
    officer.open("/assessment/2025/supply")
    officer.submit(officer.form(action="supply"))
    bar.open("/bar/2025")
    sheets = [link for link in bar.links("/sheets/")]
    page = next(page for page in map(bar.open, sheets) if "赵甲" in page)
    assert not [mark for mark in REVIEWERS if mark in page]
    form = bar.form("decision", "reason")
    bar.submit(form, decision="competent", reason="案件质量合格，履行了法律援助义务")
    assert "履行了法律援助义务" in zhao.open("/my-year/2025")
    assert "履行了法律援助义务" not in people.li.open("/my-year/2025")


REVIEWERS = ("周评查", "吴评查", "郑评查", "王组长")
READERS = ("zhou", "wu", "zheng")
OUTSIDERS = ("public", "zhao", "li", "head_east", "head_west", "east", "west", "bar")
EVERYWHERE = (
    *("/", "/home", "/published", "/my-results/", "/firm/", "/county/", "/bar/"),
    *("/my-year/", "/firm-year/", "/campaigns/2025", "/campaigns/2025/publication"),
)
# What each of the two readers takes off: agreed, agreed, apart, apart over a grade.
LOST = {"001": (5, 5), "002": (15, 17), "003": (5, 25), "004": (8, 12)}
THIRD_LOST = {"003": 23, "004": 9}


def test_from_spreadsheets_to_the_lawyers_year(people: People) -> None:
    take_everything_in(people)
    give_accounts(people)
    open_draw_allocate(people)
    administrators_see_no_content(people)
    first_reviews(people)
    further_reviews(people)
    nobody_sees_anything(people)
    release = publish(people)
    after_publication(people, release)
    the_year(people)
    administrators_see_no_content(people)
