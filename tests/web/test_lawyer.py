"""A lawyer's pages: own results and every deduction; nobody else's."""

from __future__ import annotations

import pytest
from flask import Flask

from review.domain.policy import Role, Viewer
from review.store import unit
from review.store.models import EarlierResult
from tests.released import FILES, HIDDEN, REVIEWER_NAMES, Place
from tests.web.conftest import ClientFor
from tests.web.released import body_of, links_to_cases, published, text_of

ADDRESS = "/my-results/"


def test_before_a_release_the_page_is_empty(
    place: Place, client_for: ClientFor
) -> None:
    page = text_of(client_for(place.people["赵一"]).get(ADDRESS))

    assert "目前没有与您的案件有关的发布结果" in page
    assert not any(file[0] in page for file in FILES)


def test_own_cases_with_grade_and_score(
    app: Flask, place: Place, client_for: ClientFor
) -> None:
    with app.app_context():
        published(place)

    page = text_of(client_for(place.people["赵一"]).get(ADDRESS))

    for said in (FILES[0][0], FILES[1][0], "100.00", "70.00", "优秀", "合格", "1/2"):
        assert said in page, said
    for hidden in (*(file[0] for file in FILES[2:]), HIDDEN, "未发布", "钱二", "孙三"):
        assert hidden not in page, hidden
    assert len(links_to_cases(page, ADDRESS)) == 2


def test_cases_led_by_others_are_told_apart(
    app: Flask, place: Place, client_for: ClientFor
) -> None:
    with app.app_context():
        published(place)

    page = text_of(client_for(place.people["李四"]).get(ADDRESS))
    led, _, shared = page.partition("您参与办理的案件")

    assert FILES[5][0] in led
    assert FILES[2][0] not in led
    assert "钱二（主办）、李四（工作量占30%）" in shared


def test_every_deduction_with_reason_page_and_numbered_reader(
    app: Flask, place: Place, client_for: ClientFor
) -> None:
    with app.app_context():
        published(place)
    client = client_for(place.people["赵一"])
    pages = [
        text_of(client.get(link))
        for link in links_to_cases(text_of(client.get(ADDRESS)), ADDRESS)
    ]
    (page,) = (each for each in pages if FILES[1][0] in each)

    for said in (
        "评查员一",
        "评查员二",
        "占结果的1/2",
        "以各评查员总分的平均分为结果",
        "70.00",
        "第3页",
        "卷内缺失",
        "第5页",
        f"第2项扣分理由，见{FILES[1][0]}",
        f"第1份，对{FILES[1][0]}的总体评语",
        f"第2份，对{FILES[1][0]}的总体评语",
    ):
        assert said in page, said
    assert page.count("\N{MINUS SIGN}10") == 6
    assert not any(name in page for name in REVIEWER_NAMES)
    assert "PY-" not in page


def test_a_case_without_a_loss_says_so(
    app: Flask, place: Place, client_for: ClientFor
) -> None:
    with app.app_context():
        published(place)
    client = client_for(place.people["孙三"])
    pages = [
        text_of(client.get(link))
        for link in links_to_cases(text_of(client.get(ADDRESS)), ADDRESS)
    ]
    (page,) = (each for each in pages if FILES[3][0] in each)

    assert "本案没有扣分" in page
    assert "100.00" in page


def test_a_provisional_result_is_called_one(
    app: Flask, place: Place, client_for: ClientFor
) -> None:
    with app.app_context():
        published(place, "provisional")
    client = client_for(place.people["赵一"])
    page = text_of(client.get(ADDRESS))
    (case, _) = links_to_cases(page, ADDRESS)

    assert page.count("以下为征求意见稿") == 1
    assert "以下为征求意见稿" in text_of(client.get(case))

    with app.app_context():
        published(place)

    assert "征求意见稿" not in text_of(client.get(ADDRESS))
    assert client.get(case).status_code == 404


def test_what_is_not_ones_own_is_not_there(
    app: Flask, place: Place, client_for: ClientFor
) -> None:
    with app.app_context():
        published(place)
    mine, other = client_for(place.people["赵一"]), client_for(place.people["孙三"])
    firm = client_for(place.people["甲律师事务所"])
    nowhere = body_of(mine, f"{ADDRESS}nowhere")
    strange = [
        *links_to_cases(text_of(other.get(ADDRESS)), ADDRESS),
        *(
            link.replace("/firm/cases/", ADDRESS)
            for link in links_to_cases(text_of(firm.get("/firm/")), "/firm/cases/")
        ),
    ]

    assert len(strange) == 5
    assert nowhere[0] == 404
    for link in strange:
        assert body_of(mine, link) == nowhere


def test_earlier_years_stand_apart(
    app: Flask, place: Place, client_for: ClientFor
) -> None:
    with app.app_context(), unit.transaction():
        unit.add(
            place.work.event,
            EarlierResult,
            bureau_id=place.work.bureau_id,
            year=2022,
            case_no="旧案001",
            handler_name="赵一",
            person_id=place.work.lawyers["赵一"],
            firm_name="旧所",
            grade="良好",
            score=8650,
        )

    page = text_of(client_for(place.people["赵一"]).get(ADDRESS))

    for said in ("往年结果", "2022", "旧案001", "旧所", "良好", "86.50"):
        assert said in page, said
    assert "旧案001" not in text_of(client_for(place.people["孙三"]).get(ADDRESS))


@pytest.mark.parametrize("role", sorted(set(Role) - {Role.LAWYER}))
def test_the_room_is_for_lawyers(
    everyone: dict[Role, Viewer], client_for: ClientFor, role: Role
) -> None:
    client = client_for(everyone[role])

    assert client.get(ADDRESS).status_code == 404
    assert client.get(f"{ADDRESS}nowhere").status_code == 404
