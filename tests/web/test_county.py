"""A county's page: its own and what is below it; the bureau has all of it."""

from __future__ import annotations

import io

import pytest
from flask import Flask
from openpyxl import load_workbook

from review.domain.policy import Role, Viewer
from tests.released import FILES, HIDDEN, REVIEWER_NAMES, Place, another_place
from tests.web.conftest import ClientFor
from tests.web.released import body_of, links_to_cases, published, text_of

LISTS = ("firms", "handlers", "cases")


def test_before_a_release_the_page_is_empty(
    place: Place, client_for: ClientFor
) -> None:
    for viewer in (place.people["东山县"], place.officer):
        page = text_of(client_for(viewer).get("/county/"))

        assert "目前没有与本旗县区案件有关的发布结果" in page


def test_a_county_sees_its_own_lists(
    app: Flask, place: Place, client_for: ClientFor
) -> None:
    with app.app_context():
        published(place)
        published(another_place())
    client = client_for(place.people["西河区"])

    pages = {each: text_of(client.get(f"/county/?list={each}")) for each in LISTS}
    everything = "".join(pages.values())

    assert "西河区" in pages["firms"]
    assert "甲律师事务所" in pages["firms"]
    assert "孙三" in pages["handlers"]
    assert "list=counties" not in everything
    for n, file in enumerate(FILES):
        assert (file[0] in pages["cases"]) == (n in (1, 4)), file[0]
    for hidden in ("东山县", "钱二", "李四", HIDDEN, "邻援", *REVIEWER_NAMES):
        assert hidden not in everything, hidden


def test_the_bureau_sees_every_county(
    app: Flask, place: Place, client_for: ClientFor
) -> None:
    with app.app_context():
        published(place)
    client = client_for(place.officer)

    counties = text_of(client.get("/county/?list=counties"))
    cases = text_of(client.get("/county/?list=cases"))

    for name in ("市本级", "东山县", "西河区"):
        assert name in counties
    assert len(links_to_cases(cases, "/county/cases/")) == 6


def test_cases_come_page_by_page(
    app: Flask, place: Place, client_for: ClientFor
) -> None:
    with app.app_context():
        published(place)
    client = client_for(place.officer)

    assert "第1–6条，共6条" in text_of(client.get("/county/?list=cases&size=100"))
    assert client.get("/county/?list=cases&size=7").status_code == 400
    assert client.get("/county/?list=reviewers").status_code == 400


def test_a_case_of_another_county_is_not_there(
    app: Flask, place: Place, client_for: ClientFor
) -> None:
    with app.app_context():
        published(place)
    mine, other = (client_for(place.people[name]) for name in ("东山县", "西河区"))
    own = links_to_cases(text_of(mine.get("/county/?list=cases")), "/county/cases/")
    nowhere = body_of(mine, "/county/cases/nowhere")

    assert len(own) == 2
    for link in own:
        assert mine.get(link).status_code == 200
        assert body_of(other, link) == body_of(other, "/county/cases/nowhere")
    assert nowhere[0] == 404


def test_results_can_be_taken_along(
    app: Flask, place: Place, client_for: ClientFor
) -> None:
    with app.app_context():
        made = published(place)
    client = client_for(place.people["东山县"])

    book = client.get(f"/county/{made.public_id}/results.xlsx")
    people = client.get(f"/county/{made.public_id}/results.csv?sheet=handlers")

    assert load_workbook(io.BytesIO(book.data)).sheetnames == [
        "旗县区",
        "机构",
        "承办人",
        "案件",
    ]
    assert [
        line.split(",")[0] for line in people.data.decode("utf-8-sig").splitlines()
    ] == ["承办人", "钱二", "赵一"]
    assert client.get("/county/nowhere/results.xlsx").status_code == 404


@pytest.mark.parametrize(
    "role", sorted(set(Role) - {Role.COUNTY_OFFICER, Role.BUREAU_OFFICER})
)
def test_the_room_is_for_counties_and_the_bureau(
    everyone: dict[Role, Viewer], client_for: ClientFor, role: Role
) -> None:
    assert client_for(everyone[role]).get("/county/").status_code == 404
