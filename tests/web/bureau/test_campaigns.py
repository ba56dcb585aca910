"""Campaigns over HTTP: from an empty bureau to an open one, step by step."""

from __future__ import annotations

import io
import re
from datetime import date
from html import unescape
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from openpyxl import load_workbook
from sqlalchemy import select

from review.domain.policy import Role
from review.services import sampling
from review.store import unit
from review.store.models import AccessLog, Campaign
from tests.casework import Casework, casework, plan
from tests.conftest import AT
from tests.web.bureau.reading import text
from tests.web.conftest import ClientFor

FORM: dict[str, Any] = {
    "name": "2025年度案卷质量评查",
    "code": "2025",
    "assessment_year": "2025",
    "closed_from": "2025-01-01",
    "closed_until": "2025-12-31",
    "due_on": "2026-03-31",
    "schemes": ["civil"],
    "by": "census",
    "by_county": "y",
    "by_kind": "y",
    "minimum_per_handler": "0",
    "decimals": "2",
    "minimum_n": "1",
}


# All campaigns


def test_an_empty_bureau_is_led_to_opening_a_campaign(client: FlaskClient) -> None:
    page = client.get("/campaigns")

    assert "There is no campaign yet." in text(page)
    assert 'href="/open-campaign"' in page.get_data(as_text=True)


def test_a_manager_is_not_offered_what_only_officers_do(
    app: Flask, client_for: ClientFor, opened: Casework
) -> None:
    with app.app_context(), unit.transaction():
        manager = opened.account("manager", Role.CAMPAIGN_MANAGER, campaign_id=1)
    client = client_for(manager)

    page = client.get("/campaigns")

    assert page.status_code == 200
    assert 'href="/campaigns/2025"' in page.get_data(as_text=True)
    assert 'href="/open-campaign"' not in page.get_data(as_text=True)
    assert client.get("/open-campaign").status_code == 404
    assert client.post("/open-campaign", data=FORM).status_code == 404


def test_the_form_keeps_small_groups_unpublished(client: FlaskClient) -> None:
    page = client.get("/open-campaign").get_data(as_text=True)

    (field,) = re.findall(r'<input[^>]*name="minimum_n"[^>]*>', page)
    assert 'value="5"' in field


def test_the_list_says_whose_turn_it_is(
    client: FlaskClient, allocated: Casework
) -> None:
    said = text(client.get("/campaigns"))

    assert "Reviewers 3 people hold 12 reviews." in said
    assert "29 days left" in said


def test_an_overdue_campaign_says_so(
    app: Flask, client: FlaskClient, allocated: Casework
) -> None:
    with app.app_context(), unit.transaction() as connection:
        connection.execute(Campaign.__table__.update().values(due_on=date(2026, 2, 27)))

    said = text(client.get("/campaigns"))

    assert "3 days over" in said
    assert "3 people hold 12 reviews. The term is over." in said
    assert "12 reviews are late" in text(client.get("/campaigns/2025/readers"))


# Opening


def test_opening_shows_its_consequence_first(client: FlaskClient, events: Any) -> None:
    shown = client.post("/open-campaign", data=FORM | {"do": "preview"})

    said = text(shown)
    assert shown.status_code == 200
    assert "6 case files fit" in said
    assert "12 reviews 3 reviewers and 1 panel leads 4–4 reviews each" in said
    assert "Open the campaign" in said
    assert events() == []


def test_opening_is_confirmed_by_the_form_that_was_shown(
    client: FlaskClient, events: Any
) -> None:
    done = client.post("/open-campaign", data=FORM | {"do": "open"})
    again = client.post("/open-campaign", data=FORM | {"do": "open"})

    assert done.status_code == again.status_code == 302
    assert done.location == again.location == "/campaigns/2025"
    assert events() == ["campaign_opened"]
    assert "Next, draw its sample." in text(client.get(done.location))


def test_the_consequence_carries_every_field_on(
    app: Flask, client: FlaskClient
) -> None:
    wanted = FORM | {
        "by": "percent",
        "percent": "12.5",
        "seed": "体彩26035",
        "reviewers": ["R1", "R2"],
        "leads": ["L1"],
        "caps": "R1=30\nR2=10",
        "cap": "40",
        "bar_same_county": "y",
        "provisional_first": "y",
        "closing_question": "y",
        "trace_days": "30",
        "decimals": "3",
    }
    shown = client.post("/open-campaign", data=wanted | {"do": "preview"})
    html = shown.get_data(as_text=True).split('class="confirm-bar"')[1]
    sent: dict[str, list[str]] = {}
    for name, value in re.findall(
        r'<input type="hidden" name="(\w+)" value="([^"]*)">', html
    ):
        sent.setdefault(name, []).append(value)
    for name, value in re.findall(
        r'<textarea name="(\w+)"[^>]*>\n?([^<]*)</textarea>', html
    ):
        sent.setdefault(name, []).append(value)
    client.post("/open-campaign", data=sent | {"do": "open"})

    with app.app_context(), unit.reading() as connection:
        row = connection.execute(select(Campaign.__table__)).one()
    assert (row.seed, row.due_on) == ("体彩26035", date(2026, 3, 31))
    assert row.rules["sample"]["percent"] == "12.5"
    assert row.rules["bar_same_county"] is row.rules["provisional_first"] is True
    assert row.rules["closing_question"] is True
    assert row.rules["trace_days"] == 30
    assert row.rules["decimals"] == 3
    people = text(client.get("/campaigns/2025/readers"))
    assert re.findall(r"(白二|周一|组长甲|钱三) (\w+)", people) == [
        ("白二", "R2"),
        ("周一", "R1"),
        ("组长甲", "L1"),
    ]
    assert "白二 R2 0 0 0 0 0 10" in people


RULE = {
    "by": "percent",
    "percent": "50",
    "per": "case_kind,firm",
    "quotas": "民事/* = 2\n*/* = 1",
    "minimum_per_handler": "1",
    "maximum_per_handler": "3",
    "complaint": "3",
    "late": "1",
    "late_after": "45",
    "complaints": "(2025)青援1号",
}


def test_the_whole_rule_of_the_sample_is_carried_on(
    app: Flask, client: FlaskClient
) -> None:
    shown = client.post("/open-campaign", data=FORM | RULE | {"do": "preview"})
    sent: dict[str, Any] = {}
    page = shown.get_data(as_text=True)
    form = re.compile(
        r'<(?:input|textarea)[^>]*name="(\w+)"(?:[^>]*value="([^"]*)">|[^>]*>\n?([^<]*)</)'
    )
    for name, value, body in form.findall(page):
        sent.setdefault(name, []).append(value or body)
    client.post("/open-campaign", data=sent | {"do": "open"})

    with app.app_context(), unit.reading() as connection:
        row = connection.execute(select(Campaign.__table__)).one()
    assert row.rules["sample"] == {
        "by": "percent",
        "percent": "50",
        "number": None,
        "case_numbers": [],
        "stratify_by": ["county", "case_kind", "firm"],
        "minimum_per_handler": 1,
        "include_secret": False,
        "per": ["case_kind", "firm"],
        "quotas": [["民事/*", 2], ["*/*", 1]],
        "maximum_per_handler": 3,
        "extra_tickets": [["complaint", 3], ["late", 1]],
        "complaints": ["(2025)青援1号"],
        "late_after": 45,
    }
    said = text(client.get("/campaigns/2025/sample/"))
    assert "50% of the files of each kind of each firm are drawn, rounded up." in said
    assert "Quotas of their own: 民事 · each 2, each · each 1." in said
    assert "Extra tickets in the draw for risks: Complaint 3" in said
    assert "Files with extra tickets: Complaint 1" in said


@pytest.mark.parametrize(
    ("changes", "place", "sentence"),
    [
        ({"percent": "101"}, "percent", "The percentage to draw must be over 0"),
        ({"maximum_per_handler": "0"}, "maximum_per_handler", "is at least 1."),
        ({"minimum_per_handler": "4"}, "maximum_per_handler", "below the minimum (4)"),
        ({"quotas": "民事 = 2"}, "quotas", "names as many things"),
        ({"quotas": "民事/甲所 = 2"}, "quotas", "names a firm or a handler"),
        ({"quotas": "民事"}, "quotas", "Write each quota as name = files."),
        ({"per": ""}, "quotas", "need to know for what they are"),
        (
            {"by": "listed"},
            "case_numbers",
            "The list of case numbers to draw is empty.",
        ),
        ({"complaint": "21"}, "complaint", "Number must be between 0 and 20."),
    ],
)
def test_a_fault_of_the_rule_stands_at_its_field(
    client: FlaskClient, changes: dict[str, str], place: str, sentence: str
) -> None:
    data = FORM | RULE | {"do": "preview"} | changes

    shown = client.post("/open-campaign", data=data)

    html = shown.get_data(as_text=True)
    assert shown.status_code == 422
    (told,) = re.findall(
        rf'<div class="invalid-feedback" id="{place}-error"[^>]*>([^<]*)', html
    )
    assert sentence in unescape(told)


def test_what_cannot_be_opened_says_everything_that_is_wrong(
    client: FlaskClient, opened: Casework, events: Any
) -> None:
    bad = FORM | {"schemes": [], "closed_until": "2024-01-01", "leads": ["R9"]}

    for do in ("preview", "open"):
        shown = client.post("/open-campaign", data=bad | {"do": do})
        said = text(shown)
        assert shown.status_code == 422
        for sentence in (
            "The period ends before it begins.",
            "A campaign needs at least one scheme.",
            "There is already a campaign with the code 2025.",
            "These reviewers are not on the list: R9.",
        ):
            assert sentence in said
        assert "Open the campaign" not in said
    assert events().count("campaign_opened") == 1


def test_a_field_that_cannot_be_read_is_named(client: FlaskClient) -> None:
    bad = FORM | {"closed_from": "July", "decimals": "two", "caps": "R1 thirty"}

    shown = client.post("/open-campaign", data=bad | {"do": "preview"})

    said = text(shown)
    assert shown.status_code == 422
    assert "Give a day such as 2026-03-31." in said
    assert "Give a whole number." in said
    assert "Write each exception as number = files." in said


def test_changing_goes_back_to_the_form_as_it_was(client: FlaskClient) -> None:
    shown = client.post("/open-campaign", data=FORM | {"do": "change", "code": "x-1"})

    html = shown.get_data(as_text=True)
    assert shown.status_code == 200
    assert 'value="x-1"' in html
    assert "Show what this leads to" in html


PLAN = b"""\
code: "2025-y"
name: Plan
assessment_year: 2025
closed_from: 2025-01-01
closed_until: 2025-12-31
schemes: [civil]
sample: {by: number, number: 3}
caps: {R1: 3}
"""


def test_a_plan_as_a_file_shows_its_consequence(
    client: FlaskClient, events: Any
) -> None:
    shown = client.post("/open-campaign/file", data={"file": (io.BytesIO(PLAN), "p")})

    assert shown.status_code == 200
    assert "6 case files fit" in text(shown)
    assert "3 will be drawn" in text(shown)
    assert "R1=3" in shown.get_data(as_text=True)
    assert "campaign_opened" not in events()


def test_a_plan_with_faults_names_each_line(client: FlaskClient) -> None:
    body = PLAN.replace(b"closed_from: 2025-01-01", b"closed_from: soon").replace(
        b"caps:", b"limits:"
    )

    shown = client.post("/open-campaign/file", data={"file": (io.BytesIO(body), "p")})

    assert shown.status_code == 422
    rows = re.findall(r'<td class="number">(\d+)</td>', shown.get_data(as_text=True))
    assert rows == ["4", "8"]
    assert "closed_from: soon" in text(shown)


@pytest.mark.parametrize("body", [b"", b"\xff\xfe\x00", b"x" * (1024 * 1024 + 1)])
def test_a_file_that_is_no_plan_is_refused(client: FlaskClient, body: bytes) -> None:
    shown = client.post("/open-campaign/file", data={"file": (io.BytesIO(body), "p")})

    shown.request.environ["wsgi.input"].close()
    assert shown.status_code == 422


# One campaign


def test_the_page_leads_to_the_next_step(client: FlaskClient, opened: Casework) -> None:
    page = client.get("/campaigns/2025")

    assert "Draw the sample. Go there" in text(page)
    assert 'href="/campaigns/2025/sample/"' in page.get_data(as_text=True)
    assert "3 reviewers and 1 panel leads" in text(page)


def test_the_page_shows_the_path(client: FlaskClient, allocated: Casework) -> None:
    said = text(client.get("/campaigns/2025"))

    assert "6 files drawn" in said
    assert "12 of 12 places filled" in said
    assert "0 of 12 reviews are in" in said
    assert "Nothing; the reviews are under way." in said


def test_a_campaign_may_be_called_like_a_page(client: FlaskClient, events: Any) -> None:
    for code in ("open", "readers", "new"):
        client.post("/open-campaign", data=FORM | {"do": "open", "code": code})

    assert [client.get(f"/campaigns/{c}").status_code for c in ("open", "new")] == [
        200,
        200,
    ]


# Who reads


def test_reviewers_are_listed_by_pinyin(
    client: FlaskClient, allocated: Casework
) -> None:
    said = text(client.get("/campaigns/2025/readers"))

    assert re.findall(r"(白二|周一|钱三|组长甲) \w\d", said) == [
        "白二",
        "钱三",
        "周一",
        "组长甲",
    ]


@pytest.mark.parametrize(
    ("state", "names"),
    [
        ("open", ["白二", "钱三", "周一"]),
        ("late", []),
        ("done", []),
        ("lead", ["组长甲"]),
    ],
)
def test_reviewers_are_filtered(
    client: FlaskClient, allocated: Casework, state: str, names: list[str]
) -> None:
    said = text(client.get(f"/campaigns/2025/readers?state={state}"))

    assert re.findall(r"(白二|周一|钱三|组长甲) \w\d", said) == names
    if not names:
        assert "Nobody fits this choice." in said


def test_reviewers_leave_as_a_spreadsheet_and_it_is_logged(
    app: Flask, client: FlaskClient, allocated: Casework
) -> None:
    workbook = client.get("/campaigns/2025/readers.xlsx")
    lines = client.get("/campaigns/2025/readers.csv").get_data().decode("utf-8-sig")

    rows = list(load_workbook(io.BytesIO(workbook.data)).active.values)
    assert rows[0][:3] == ("Name", "Reviewer number", "County")
    assert [row[0] for row in rows[1:]] == ["白二", "钱三", "周一", "组长甲"]
    assert lines.splitlines()[1].startswith("白二,R2,")
    assert workbook.headers["Content-Disposition"] == (
        "attachment; filename=reviewers-2025.xlsx"
    )
    with app.app_context(), unit.reading() as connection:
        logged = connection.scalars(
            select(AccessLog.object_id).where(AccessLog.action == "list.export")
        )
        assert logged.all() == ["readers:2025", "readers:2025"]


# What is asked for must be known


@pytest.mark.parametrize(
    "address",
    [
        "/campaigns/2025/readers?state=x",
        "/campaigns/2025/allocation/reads?sort=score",
        "/campaigns/2025/allocation/reads?page=0",
        "/campaigns/2025/allocation/reads?page=-1",
        "/campaigns/2025/allocation/reads?page=x",
        "/campaigns/2025/allocation/reads?size=51",
        "/campaigns/2025/allocation/reads.csv?sort=total",
        "/campaigns/2025/files?sort=score",
        "/campaigns/2025/files?sort=grade",
        "/campaigns/2025/files.csv?sort=score",
        "/cases/?sort=score",
        "/cases/?page=999999999999999999999",
        "/cases/export.csv?sort=x",
    ],
)
def test_an_unknown_order_or_filter_is_refused(
    client: FlaskClient, allocated: Casework, address: str
) -> None:
    assert client.get(address).status_code == 400


# Whose campaign

PAGES = [
    "/campaigns/{}",
    "/campaigns/{}/readers",
    "/campaigns/{}/readers.csv",
    "/campaigns/{}/reader?number=R1",
    "/campaigns/{}/term",
    "/campaigns/{}/sample/",
    "/campaigns/{}/sample/certificate",
    "/campaigns/{}/sample/list.csv",
    "/campaigns/{}/allocation/",
    "/campaigns/{}/allocation/?proposal=1",
    "/campaigns/{}/allocation/reads",
    "/campaigns/{}/allocation/reads.xlsx",
    "/campaigns/{}/allocation/conflicts",
    "/campaigns/{}/files",
    "/campaigns/{}/files.csv",
    "/campaigns/{}/further",
]
POSTS = [
    "/campaigns/{}/sample/",
    "/campaigns/{}/allocation/",
    "/campaigns/{}/allocation/conflicts",
    "/campaigns/{}/allocation/conflicts/withdrawal",
    "/campaigns/{}/settle",
    "/campaigns/{}/readers",
    "/campaigns/{}/reader",
    "/campaigns/{}/term",
    "/campaigns/{}/further",
]


def test_the_pages_of_an_own_campaign_are_there(
    client: FlaskClient, allocated: Casework
) -> None:
    found = {page: client.get(page.format("2025")).status_code for page in PAGES}

    assert found == dict.fromkeys(PAGES, 200)


def _same(response: Any, code: str) -> str:
    """A page without what is new in every answer."""
    html = response.get_data(as_text=True).replace(code, "*")
    return re.sub(r'(csrf[-_]token" (?:content|value)=")[^"]*', r"\1", html)


@pytest.mark.parametrize("who", ["other bureau", "other campaign", "reviewer"])
def test_another_campaign_looks_like_none(
    app: Flask, client_for: ClientFor, allocated: Casework, who: str
) -> None:
    with app.app_context():
        values = plan(code="b")
        sampling.open_campaign(viewer=allocated.officer, plan=values, at=AT)
        with unit.transaction():
            stranger = casework(bureau="9", login="stranger")
            viewers = {
                "other bureau": stranger.officer,
                "other campaign": allocated.account(
                    "manager", Role.CAMPAIGN_MANAGER, campaign_id=2
                ),
                "reviewer": allocated.reader("R1"),
            }
    client = client_for(viewers[who])

    def answers(code: str) -> list[tuple[int, str]]:
        gets = [client.get(page.format(code)) for page in PAGES]
        data = {"digest": "x", "reviewer": "R1", "seed": ""}
        posts = [client.post(page.format(code), data=data) for page in POSTS]
        return [(each.status_code, _same(each, code)) for each in (*gets, *posts)]

    there, nowhere = answers("2025"), answers("nowhere")
    assert {status for status, _ in there} == {404}
    assert there == nowhere


def test_a_manager_sees_the_own_campaign_only(
    app: Flask, client_for: ClientFor, opened: Casework
) -> None:
    with app.app_context():
        values = plan(code="b", name="另一个活动")
        sampling.open_campaign(viewer=opened.officer, plan=values, at=AT)
        with unit.transaction():
            manager = opened.account("m", Role.CAMPAIGN_MANAGER, campaign_id=2)
    client = client_for(manager)

    page = client.get("/campaigns").get_data(as_text=True)

    assert 'href="/campaigns/b"' in page
    assert "/campaigns/2025" not in page
    assert client.get("/campaigns/b").status_code == 200
    assert client.get("/campaigns/b/sample/").status_code == 200


# How many questions the pages ask


def test_many_campaigns_ask_as_many_questions_as_one(
    app: Flask, client: FlaskClient, allocated: Casework, statements: list[str]
) -> None:
    def n_asked() -> int:
        client.get("/campaigns")
        statements.clear()
        assert client.get("/campaigns").status_code == 200
        return len(statements)

    one = n_asked()
    with app.app_context():
        for n in range(9):
            values = plan(code=f"x{n}")
            sampling.open_campaign(viewer=allocated.officer, plan=values, at=AT)
            sampling.draw(viewer=allocated.officer, code=f"x{n}", at=AT)

    assert n_asked() == one
