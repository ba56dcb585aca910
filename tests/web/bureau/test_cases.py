"""The list of all case files: found, sorted, cut into pages, taken away."""

from __future__ import annotations

import io
import re
from datetime import date
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from openpyxl import load_workbook

from review.domain.policy import Role
from review.services import sampling
from review.store import unit
from tests.casework import Casework, casework, plan
from tests.conftest import AT
from tests.web.bureau.reading import text
from tests.web.conftest import ClientFor


def numbers(response: Any) -> list[str]:
    """The case numbers of the list, in its order."""
    return re.findall(
        r'<th scope="row"><a href="[^"]*">([^<\s]+)', response.get_data(as_text=True)
    )


def handlers(page: str) -> list[str]:
    return re.findall(r"</span></th><td>[^<]*</td><td>([^<]+)", page)


@pytest.fixture
def files(app: Flask, work: Casework) -> Casework:
    with app.app_context(), unit.transaction():
        work.case("b", kind="drafting", closed_on=date(2024, 5, 1), lawyers=("安一",))
        work.case("a", sealed=True, closed_on=date(2026, 1, 2), lawyers=("周二",))
        work.case("c", secret=True, closed_on=date(2024, 5, 2), area="北塔区")
    return work


def test_an_empty_list_leads_to_intake(app: Flask, client_for: ClientFor) -> None:
    with app.app_context(), unit.transaction():
        officer = casework().officer
    page = client_for(officer).get("/cases/")

    assert "尚未导入案卷" in text(page) or "No case file has been taken in" in text(
        page
    )
    assert 'href="/intake"' in page.get_data(as_text=True)


def test_files_stand_with_the_newest_first(
    client: FlaskClient, files: Casework
) -> None:
    found = numbers(client.get("/cases/"))

    assert found[0] == "a"
    assert found[-2:] == ["c", "b"]
    assert len(found) == 9


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("q=closed:2024", ["c", "b"]),
        ("q=结案:2026", ["a"]),
        ("q=类型:代拟文书", ["b"]),
        ("q=kind:drafting closed:2026", []),
        ("q=（2025）青援4", ["(2025)青援4号"]),
        ('q="（2025）青援 4"', ["(2025)青援4号"]),
        ("q=_", []),
        ("q=承办人:安一 or 承办人:zhouer", ["a", "b"]),
        ("q=涉密:是", ["c"]),
        ("q=sealed:yes", ["a"]),
        ("q=-closed:2025", ["a", "c", "b"]),
        ("q=闭案:2024", []),
        ("q=closed:2024&sort=case_no", ["b", "c"]),
        ("q=closed:2024&sort=handler", ["b", "c"]),
    ],
)
def test_files_are_found(
    client: FlaskClient, files: Casework, query: str, expected: list[str]
) -> None:
    assert numbers(client.get(f"/cases/?{query}")) == expected


def test_names_sort_by_pinyin(client: FlaskClient, files: Casework) -> None:
    page = client.get("/cases/?sort=handler").get_data(as_text=True)

    names = handlers(page)
    assert len(names) == 9
    assert names == ["安一", *sorted(n for n in names if n[0] == "赵"), "周二"]


def test_a_name_stands_before_those_that_begin_with_it(
    app: Flask, client: FlaskClient, work: Casework
) -> None:
    """Handlers and firms alike."""
    names = ["王丽", "王立", "王丽娟", "王丽娟子", "王立军"]
    houses = [f"明正律师事务所{rest}" for rest in ("", "东山分所", "西河分所")]
    with app.app_context(), unit.transaction():
        for n, name in enumerate(reversed(names)):
            work.lawyer(name, houses[min(n, 2)])
            work.case(f"w{n}", lawyers=(name,), kind="drafting")

    page = client.get("/cases/?q=kind:drafting&sort=handler").get_data(as_text=True)
    by_firm = client.get("/cases/?q=kind:drafting&sort=firm").get_data(as_text=True)

    assert handlers(page) == names
    found = re.findall(r"明正律师事务所(?:..分所)?", by_firm)
    assert list(dict.fromkeys(found)) == houses


def test_sealed_and_secret_files_are_marked(
    client: FlaskClient, files: Casework
) -> None:
    said = text(client.get("/cases/"))

    assert "a Sealed Civil litigation" in said
    assert "c Secret Civil litigation" in said


def test_pages_keep_the_question(
    app: Flask, client: FlaskClient, work: Casework
) -> None:
    with app.app_context(), unit.transaction():
        for n in range(60):
            work.case(f"d{n:02}", kind="drafting", lawyers=("赵1",))

    first = client.get("/cases/?q=kind:drafting&sort=case_no")
    second = client.get("/cases/?q=kind:drafting&sort=case_no&page=2")

    assert numbers(first) + numbers(second) == [f"d{n:02}" for n in range(60)]
    assert (
        'rel="next" href="/cases/?q=kind:drafting&amp;sort=case_no&amp;page=2"'
        in first.get_data(as_text=True)
    )
    assert "51–60 of 60" in text(second)
    assert numbers(client.get("/cases/?page=9")) == []


def test_the_list_leaves_as_a_spreadsheet(client: FlaskClient, files: Casework) -> None:
    body = client.get("/cases/export.xlsx?q=closed:2024&sort=case_no")
    text_ = client.get("/cases/export.csv?q=closed:2024").data.decode("utf-8-sig")

    lines = list(load_workbook(io.BytesIO(body.data)).active.values)
    assert [line[0] for line in lines] == ["Case number", "b", "c"]
    assert dict(zip(lines[0], lines[2], strict=True))["Secret"] == "Yes"
    assert [line.split(",")[0] for line in text_.splitlines()] == [
        "Case number",
        "c",
        "b",
    ]


def test_a_manager_sees_the_files_of_the_own_campaign(
    app: Flask, client_for: ClientFor, files: Casework
) -> None:
    with app.app_context():
        values = plan(closed_from=date(2024, 5, 2), closed_until=date(2024, 12, 31))
        sampling.open_campaign(viewer=files.officer, plan=values, at=AT)
        with unit.transaction():
            manager = files.account("m", Role.CAMPAIGN_MANAGER, campaign_id=1)
            stranger = casework(bureau="9", login="stranger").officer

    assert numbers(client_for(manager).get("/cases/")) == ["c"]
    assert numbers(client_for(stranger).get("/cases/")) == []


def test_a_file_without_a_stage_has_none_in_the_export(
    app: Flask, client_for: ClientFor
) -> None:
    with app.app_context(), unit.transaction():
        work = casework()
        work.case("one")

    lines = client_for(work.officer).get("/cases/export.csv").text.splitlines()

    assert len(lines) == 2
    assert "Project-Id" not in lines[1]


def test_a_long_list_asks_as_many_questions_as_a_short_one(
    app: Flask, client_for: ClientFor, statements: list[str]
) -> None:
    with app.app_context(), unit.transaction():
        work = casework()
        work.case("one")
    client = client_for(work.officer)

    def n_asked(n_rows: int) -> int:
        client.get("/cases/?size=500")
        statements.clear()
        page = client.get("/cases/?size=500")
        assert len(numbers(page)) == n_rows
        return len(statements)

    short = n_asked(1)
    with app.app_context(), unit.transaction():
        for n in range(499):
            work.case(f"n{n}")

    assert n_asked(500) == short
    assert short <= 7


def test_a_query_is_kept_and_stands_above_the_list(
    client: FlaskClient, files: Casework
) -> None:
    there = "/cases/?q=sealed:yes"
    kept = {"name": "封存", "q": "sealed:yes", "then": there, "shared": "yes"}

    assert client.post("/queries/cases", data=kept).location == there
    page = client.get(there)
    drop = re.findall(r'action="(/queries/[^"]+/drop)"', page.text)

    assert '<a href="?q=sealed%3Ayes" aria-current="true">封存</a>' in page.text
    assert client.post(drop[0], data={"then": there}).location == there
    assert "封存</a>" not in client.get(there).text
    elsewhere = {**kept, "then": "//evil.example"}
    assert client.post("/queries/cases", data=elsewhere).location == "/home"
