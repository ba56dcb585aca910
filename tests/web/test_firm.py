"""A firm's page: its figures, its lawyers, what recurs; no other firm's."""

from __future__ import annotations

import io

import pytest
from flask import Flask
from openpyxl import load_workbook

from review.domain.policy import Role, Viewer
from tests.released import FILES, HIDDEN, REVIEWER_NAMES, Place, another_place
from tests.web.conftest import ClientFor
from tests.web.released import body_of, links_to_cases, published, text_of

FIRST, SECOND = "甲律师事务所", "乙律师事务所"


def test_before_a_release_the_page_is_empty(
    place: Place, client_for: ClientFor
) -> None:
    page = text_of(client_for(place.people[FIRST]).get("/firm/"))

    assert "目前没有与本所案件有关的发布结果" in page


def test_figures_lawyers_cases_and_what_recurs(
    app: Flask, place: Place, client_for: ClientFor
) -> None:
    with app.app_context():
        published(place)

    page = text_of(client_for(place.people[FIRST]).get("/firm/"))

    for said in (
        FIRST,
        "赵一",
        "钱二",
        "1/3",
        "反复出现的问题",
        "2件（共3件）",
        "83.33",
    ):
        assert said in page, said
    for file in FILES[:3]:
        assert file[0] in page
    for hidden in (SECOND, "孙三", HIDDEN, *(file[0] for file in FILES[3:])):
        assert hidden not in page, hidden


def test_a_case_is_told_as_to_its_lawyer(
    app: Flask, place: Place, client_for: ClientFor
) -> None:
    with app.app_context():
        published(place)
    client = client_for(place.people[FIRST])
    links = links_to_cases(text_of(client.get("/firm/")), "/firm/cases/")

    pages = [text_of(client.get(link)) for link in links]

    assert len(pages) == 3
    assert sum("扣分理由" in page for page in pages) == 2
    assert not any(name in page for page in pages for name in REVIEWER_NAMES)


def test_another_firms_case_is_not_there(
    app: Flask, place: Place, client_for: ClientFor
) -> None:
    with app.app_context():
        published(place)
        published(another_place())
    mine, other = client_for(place.people[FIRST]), client_for(place.people[SECOND])
    nowhere = body_of(mine, "/firm/cases/nowhere")

    for link in links_to_cases(text_of(other.get("/firm/")), "/firm/cases/"):
        assert body_of(mine, link) == nowhere
    assert nowhere[0] == 404


def test_results_can_be_taken_along(
    app: Flask, place: Place, client_for: ClientFor
) -> None:
    with app.app_context():
        made = published(place)
        strange = published(another_place())
    client = client_for(place.people[FIRST])

    book = client.get(f"/firm/{made.public_id}/results.xlsx")
    cases = client.get(f"/firm/{made.public_id}/results.csv")

    assert load_workbook(io.BytesIO(book.data)).sheetnames == ["机构", "承办人", "案件"]
    assert cases.data.decode("utf-8-sig").count("青援") == 3
    for unknown in ("nowhere", strange.public_id):
        assert client.get(f"/firm/{unknown}/results.csv").status_code == 404
        assert client.get(f"/firm/?release={unknown}").status_code == 404


@pytest.mark.parametrize("role", sorted(set(Role) - {Role.FIRM_HEAD}))
def test_the_room_is_for_heads_of_firms(
    everyone: dict[Role, Viewer], client_for: ClientFor, role: Role
) -> None:
    assert client_for(everyone[role]).get("/firm/").status_code == 404
