"""A spreadsheet over HTTP: brought, looked at, taken in, or refused with reasons."""

from __future__ import annotations

import io
import re

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from review.domain.policy import Role, Viewer
from review.store import unit
from review.store.models import Firm, IntakeFile
from tests.conftest import AT
from tests.factories import World, user
from tests.files.sheets.workbooks import workbook
from tests.web.bureau.reading import text as text_of
from tests.web.conftest import ClientFor

GOOD = "机构名称,机构类型,所属县区\n明正律师事务所,律师事务所,东山县\n"
BAD = GOOD + "天衡律师事务所,寺庙,东山县\n"


@pytest.fixture
def officer(app: Flask) -> Viewer:
    with app.app_context(), unit.transaction():
        event = unit.record("tested", chain="test", actor=unit.SYSTEM, at=AT)
        return user(event, World(bureau_id=1), "officer", Role.BUREAU_OFFICER)


@pytest.fixture
def client(client_for: ClientFor, officer: Viewer) -> FlaskClient:
    return client_for(officer)


def bring(client: FlaskClient, text: str | bytes, kind: str = "firms") -> TestResponse:
    body = text if isinstance(text, bytes) else text.encode("gb18030")
    data = {
        "kind": kind,
        "file": (io.BytesIO(body), "机构.csv"),
        "campaign": "",
        "encoding": "",
    }
    return client.post("/intake", data=data)


def words_of(response: TestResponse) -> str:
    """The page without its forms' tokens and addresses, which differ anyhow."""
    return re.sub(r'(content|value)="[^"]*"', "", response.get_data(as_text=True))


def n_firms(app: Flask) -> int:
    with app.app_context(), unit.reading() as connection:
        return connection.scalar(select(func.count()).select_from(Firm)) or 0


@pytest.mark.parametrize(
    ("locale", "lines", "columns"),
    [
        ("en", "Lines 2, 3 are", "Grade, Batch"),
        ("zh_Hans", "第 2、3 行", "Grade、Batch"),
    ],
)
def test_what_stands_in_a_row_is_parted_as_in_the_language(
    client: FlaskClient, locale: str, lines: str, columns: str
) -> None:
    client.post("/language", data={"locale": locale, "then": "/"})
    head, row, *_ = GOOD.splitlines()
    other = row.replace("东山", "西山")

    shown = bring(client, f"{head},Grade,Batch\n{row},1,2\n{other},1,2\n")
    said = text_of(client.get(shown.headers["Location"]))

    assert lines in said and columns in said


def test_a_good_file_is_looked_at_then_taken_in(
    app: Flask, client: FlaskClient
) -> None:
    brought = bring(client, GOOD)
    page = client.get(brought.location).get_data(as_text=True)

    assert brought.status_code == 302
    assert "明正律师事务所" in page
    assert "东山县" in page
    assert n_firms(app) == 0

    done = client.post(brought.location)

    assert (done.status_code, n_firms(app)) == (302, 1)
    with app.app_context(), unit.reading() as connection:
        assert connection.scalars(select(IntakeFile.body)).all() == [""]


def test_of_several_sheets_the_preview_names_the_one_of_a_row(
    client: FlaskClient,
) -> None:
    head, good, bad = (line.split(",") for line in BAD.splitlines())
    two = workbook([head, good], name="甲", more={"乙": [head, ["合计"], bad, good]})

    said = text_of(client.get(bring(client, two).location))
    one = text_of(client.get(bring(client, workbook([head, good], name="甲")).location))

    assert "3（乙） 天衡律师事务所 寺庙 东山县 拒绝" in said
    assert "2（甲） 明正律师事务所 新增" in said
    assert "第 2（乙） 行: 合计行" in said
    assert "第 4（乙） 行: 与第 2（甲） 行完全相同" in said
    assert "（甲）" not in one


def test_a_second_click_changes_nothing(app: Flask, client: FlaskClient) -> None:
    brought = bring(client, GOOD)

    first, second = (client.post(brought.location) for _ in range(2))

    assert (first.status_code, second.status_code, n_firms(app)) == (302, 302, 1)


def test_bad_rows_are_shown_with_their_reason(app: Flask, client: FlaskClient) -> None:
    brought = bring(client, BAD)

    page = client.get(brought.location + "?effect=refused").get_data(as_text=True)
    refused = client.post(brought.location)

    assert "寺庙" in page
    assert (refused.status_code, n_firms(app)) == (422, 0)

    client.post(brought.location, data={"rows": "good"})

    assert n_firms(app) == 1


def test_what_is_no_table_is_said_on_the_form(client: FlaskClient) -> None:
    response = bring(client, "随便写的一行\n")

    assert response.status_code == 200
    assert 'id="file-error"' in response.get_data(as_text=True)


def test_another_officer_does_not_see_the_file(
    app: Flask, client: FlaskClient, client_for: ClientFor
) -> None:
    brought = bring(client, GOOD)
    with app.app_context(), unit.transaction():
        event = unit.record("tested", chain="test", actor=unit.SYSTEM, at=AT)
        other = user(event, World(bureau_id=1), "other", Role.BUREAU_OFFICER)

    stranger = client_for(other)
    hidden, unknown = stranger.get(brought.location), stranger.get("/intake/nothing")

    assert hidden.status_code == 404
    assert words_of(hidden) == words_of(unknown)


@pytest.mark.parametrize(
    "kind", ["firms", "handlers", "reviewers", "cases", "reviews", "earlier_results"]
)
def test_every_kind_has_a_template(client: FlaskClient, kind: str) -> None:
    response = client.get(f"/intake/templates/{kind}.xlsx")

    assert response.status_code == 200
    assert response.data.startswith(b"PK")


def test_an_unknown_template_is_not_there(client: FlaskClient) -> None:
    assert client.get("/intake/templates/secrets.xlsx").status_code == 404


def test_changes_are_shown_in_words_of_the_reader(client: FlaskClient) -> None:
    """Headings and names, not the fields and keys they are stored under."""
    client.post(bring(client, GOOD).location)
    moved = GOOD.replace("东山县", "西山县").replace(",律师事务所,", ",其他,")

    page = client.get(bring(client, moved).location).get_data(as_text=True)

    lines = re.findall(r"<div>([^<]*): <del>([^<]*)</del> → <ins>([^<]*)</ins>", page)
    assert lines == [
        ("类型", "律师事务所", "其他机构"),
        ("旗县区", "东山县", "西山县"),
    ]


def test_a_file_without_any_good_row_offers_none(client: FlaskClient) -> None:
    only_bad = BAD.replace("明正律师事务所,律师事务所", "明正律师事务所,寺庙")

    page = client.get(bring(client, only_bad).location).get_data(as_text=True)

    assert ('name="rows"' in page, "换一个文件" in page) == (False, True)
