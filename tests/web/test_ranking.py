"""Rankings on pages: for whom, in which words, and with nothing that is not shown."""

from __future__ import annotations

import io

import pytest
from flask import Flask
from openpyxl import load_workbook

from review.services.publication import ReleaseView
from review.services.ranking_lists import line_of
from review.web import ranking_words
from tests.databases import Once
from tests.released import RANKED_FIRMS, Place, a_place, ranked_place
from tests.web.conftest import ClientFor
from tests.web.released import text_of
from tests.web.test_publication import FINAL, basis_in

FIRST = f"{RANKED_FIRMS[0]}律师事务所"


@pytest.fixture
def place(once: Once) -> Place:
    return once(ranked_place)


def made_of(app: Flask, place: Place, kind: str = "final", **more: bool) -> ReleaseView:
    with app.app_context():
        return place.publish(kind, **more)


def test_the_public_reads_the_order_and_how_much_of_it_is_real(
    app: Flask, place: Place, client_for: ClientFor
) -> None:
    made = made_of(app, place)
    client = client_for()
    release = text_of(client.get(f"/published/{made.public_id}"))
    page = text_of(client.get(f"/published/{made.public_id}/ranking"))

    assert f'href="/published/{made.public_id}/ranking"' in release
    assert "差异大部分是真实的，因此列出名次" in page
    assert page.index(FIRST) < page.index(f"{RANKED_FIRMS[5]}律师事务所")
    assert "机构 · 民事诉讼" not in page
    assert "甲一" not in page


def test_an_order_that_is_chance_is_not_shown(
    app: Flask, once: Once, client_for: ClientFor
) -> None:
    made = made_of(app, once(lambda: ranked_place(gap=0)))
    page = text_of(client_for().get(f"/published/{made.public_id}/ranking"))

    assert "差异大部分出于偶然，因此不排名" in page
    assert 'data-label="名次"' not in page
    assert "估计值" not in page


def test_the_bureau_chooses_otherwise_and_the_page_says_so(
    app: Flask, place: Place, client_for: ClientFor
) -> None:
    client = client_for(place.officer)
    prepared = text_of(client.get(FINAL))
    form = {"basis": basis_in(prepared), "seen": "y", "display": "bands"}
    made = client.post(FINAL, data=form).location.rpartition("/")[2]
    page = text_of(client_for().get(f"/published/{made}/ranking"))

    assert "可排名度" in prepared
    assert "司法局决定分档展示。按规则应为：按名次排列。" in page
    assert "最好的十分之一" in page
    assert 'data-label="名次"' not in page


def test_a_display_that_there_is_not_publishes_nothing(
    app: Flask, place: Place, client_for: ClientFor
) -> None:
    client = client_for(place.officer)
    form = {"basis": basis_in(text_of(client.get(FINAL))), "seen": "y"}

    assert client.post(FINAL, data=form | {"display": "best"}).status_code == 422


def test_the_internal_bulletin_ranks_handlers_for_its_addressees(
    app: Flask, place: Place, client_for: ClientFor
) -> None:
    made = made_of(app, place, internal=True)
    path = f"/rankings/{made.public_id}?by=handler"
    shown = text_of(client_for(place.people[FIRST]).get(path))

    assert "甲一" in shown
    assert "不对社会公开" in shown
    assert text_of(client_for(place.people["东山县"]).get(path)).count("甲一") == 1
    assert client_for(place.people["甲一"]).get(path).status_code == 404
    assert client_for().get(path).location.startswith("/sign-in")


@pytest.mark.parametrize("query", ["?by=county", "?by=firm&kind=divorce"])
def test_a_list_that_there_is_not_is_not_there(
    app: Flask, place: Place, client_for: ClientFor, query: str
) -> None:
    made = made_of(app, place)
    client = client_for(place.officer)

    assert client.get(f"/rankings/{made.public_id}{query}").status_code == 404
    assert client.get(f"/rankings/{made.public_id}?by=reviewer").status_code == 400


def test_lists_can_be_searched_and_taken_along(
    app: Flask, place: Place, client_for: ClientFor
) -> None:
    made = made_of(app, place)
    base, client = f"/published/{made.public_id}/ranking", client_for()
    found = text_of(client.get(f"{base}?by=firm&text=jia"))
    table = client.get(f"{base}.csv?by=firm")

    assert FIRST in found
    assert f"{RANKED_FIRMS[1]}律师事务所" not in found
    assert "排名中没有这个名称" in text_of(client.get(f"{base}?text=none"))
    assert len(table.get_data(as_text=True).splitlines()) == 1 + len(RANKED_FIRMS)
    assert client.get(f"{base}.xlsx").get_data()[:2] == b"PK"
    assert client.get(f"{base}.svg").mimetype == "image/svg+xml"


def test_a_workbook_has_the_decimals_of_the_release(
    app: Flask, once: Once, client_for: ClientFor
) -> None:
    made = made_of(app, once(lambda: ranked_place(decimals=1)))
    base, client = f"/published/{made.public_id}/ranking", client_for()
    table = client.get(f"{base}.csv?by=firm")
    body = client.get(f"{base}.xlsx?by=firm").get_data()

    rates = [row[4] for row in load_workbook(io.BytesIO(body)).active.iter_rows()][1:]
    in_csv = [line.split(",")[4] for line in table.text.splitlines()[1:]]
    assert {cell.number_format for cell in rates} == {"0.0%"}
    assert [f"{cell.value:.1%}" for cell in rates] == in_csv


def test_a_lawyer_reads_the_own_place_in_words(
    app: Flask, place: Place, client_for: ClientFor
) -> None:
    made_of(app, place)
    page = text_of(client_for(place.people["乙二"]).get("/my-results/"))

    assert "在全体承办人中的位置" in page
    assert "考虑偶然波动" in page


def test_where_nothing_is_ranked_the_page_says_so(
    app: Flask, once: Once, client_for: ClientFor
) -> None:
    """There is nothing to take along either, and no chart."""
    made = made_of(app, once(a_place))
    client = client_for()
    base = f"/published/{made.public_id}/ranking"

    assert "没有排名" in text_of(client.get(base))
    assert base not in text_of(client.get(f"/published/{made.public_id}"))
    assert client.get(f"{base}.svg").status_code == 404
    assert client.get(f"{base}.csv").status_code == 404


def test_a_provisional_release_is_in_no_order(
    app: Flask, place: Place, client_for: ClientFor
) -> None:
    made = made_of(app, place, "provisional")
    officer = client_for(place.officer)

    assert client_for().get(f"/published/{made.public_id}/ranking").status_code == 404
    assert officer.get(f"/rankings/{made.public_id}").status_code == 404


@pytest.mark.parametrize(
    ("low", "high", "expected", "column"),
    [
        (2, 5, "Place 3; by chance it could be any from 2 to 5.", "2–5"),
        (3, 3, "Place 3, hardly by chance.", "3"),
    ],
)
def test_a_range_of_one_place_is_said_as_one(
    request_in_english: None, low: int, high: int, expected: str, column: str
) -> None:
    said = {
        "list": "handler:",
        "key": "k",
        "name": "甲",
        "n": 9,
        "mean": "90.00",
        "adjusted": "90.00",
        "good": {},
        "outlier": "",
        "place": 3,
        "rank_low": low,
        "rank_high": high,
    }
    assert ranking_words.own(line_of(said)) == expected
    assert ranking_words.interval(low, high) == column
