"""Figures, the gate and publishing in the browser."""

from __future__ import annotations

import re

import pytest
from flask import Flask

from review.domain.policy import Role, Viewer
from review.store import unit
from review.store.models import Release
from tests.conftest import AT
from tests.released import REVIEWER_NAMES, Place, a_place, another_place
from tests.services.rounds import rows
from tests.web.conftest import ClientFor
from tests.web.released import body_of, published, text_of

HERE = "/campaigns/2025/publication"
FINAL = f"{HERE}/release/final"


def basis_in(page: str) -> str:
    found = re.search(r'name="basis" type="hidden" value="([^"]+)"', page)
    assert found is not None
    return found[1]


@pytest.mark.parametrize(
    ("by", "names"),
    [
        ("total", ["全部案件"]),
        ("case_kind", ["刑事辩护", "民事诉讼"]),
        ("county", ["市本级", "东山县", "西河区"]),
        ("firm", ["甲律师事务所", "乙律师事务所"]),
        ("handler", ["李四", "钱二", "孙三", "赵一"]),
    ],
)
def test_figures_in_every_direction(
    place: Place, client_for: ClientFor, by: str, names: list[str]
) -> None:
    page = text_of(client_for(place.officer).get(f"{HERE}?by={by}"))
    found = re.findall(r'<th scope="row">([^<]+)</th>', page)

    assert found == names


def test_decimals_are_chosen(place: Place, client_for: ClientFor) -> None:
    client = client_for(place.officer)

    assert "83.33%" in text_of(client.get(HERE))
    assert "83.3%" in text_of(client.get(f"{HERE}?decimals=1"))
    assert client.get(f"{HERE}?decimals=5").status_code == 400
    assert client.get(f"{HERE}?by=reviewer").status_code == 400


def test_figures_can_be_taken_along(place: Place, client_for: ClientFor) -> None:
    client = client_for(place.officer)

    data = client.get(f"{HERE}/figures.json?by=firm&decimals=1").get_json()
    table = client.get(f"{HERE}/figures.csv?by=firm").data.decode("utf-8-sig")
    book = client.get(f"{HERE}/figures.xlsx?by=firm")

    assert data["by"] == "firm"
    assert data["rows"][0]["rates"]["pass"]["percent"] == "100.0"
    assert table.splitlines()[0].startswith(
        "机构代码,机构,已定等次案件数,优秀,优秀：占比"
    )
    assert book.data[:2] == b"PK"


def test_what_is_open_is_listed_and_cannot_be_published(
    app: Flask, client_for: ClientFor
) -> None:
    with app.app_context():
        place = a_place(provisional_first=True)
    client = client_for(place.officer)

    page = text_of(client.get(FINAL))
    response = client.post(FINAL, data={"basis": "x", "seen": "y"})

    assert "须先办理" in page
    assert "请先发布征求意见稿" in page
    assert "<form" not in page.split("谁能看到")[1].split("</main>")[0]
    assert response.status_code == 409 or response.status_code == 422
    with app.app_context():
        assert rows(Release, "id") == []


def test_publishing_needs_the_confirmation(
    app: Flask, place: Place, client_for: ClientFor
) -> None:
    client = client_for(place.officer)
    basis = basis_in(text_of(client.get(FINAL)))

    response = client.post(FINAL, data={"basis": basis})

    assert response.status_code == 422
    assert "请先确认，再发布" in text_of(response)
    with app.app_context():
        assert rows(Release, "id") == []


def test_who_will_see_what_is_told_before(place: Place, client_for: ClientFor) -> None:
    client = client_for(place.officer)
    final = text_of(client.get(FINAL))
    provisional = text_of(client.get(f"{HERE}/release/provisional"))

    for said in ("社会公众", "4名承办人", "2家机构", "3个旗县区", "优秀案件名单"):
        assert said in final, said
    assert "社会公众看不到任何内容" in provisional
    assert "优秀案件名单" in provisional.split("本级司法局")[1]
    assert "有7个公布的分组不足5件" in final


def test_publishing_twice_is_one_release(
    app: Flask, place: Place, client_for: ClientFor
) -> None:
    client = client_for(place.officer)
    form = {"basis": basis_in(text_of(client.get(FINAL))), "seen": "y"}

    first, second = client.post(FINAL, data=form), client.post(FINAL, data=form)

    assert first.status_code == second.status_code == 302
    assert first.location == second.location
    with app.app_context():
        ((public_id, digest),) = rows(Release, "public_id", "digest")
    assert first.location.endswith(public_id)
    page = text_of(client.get(first.location))
    assert digest in page
    assert "已发布" in page


def test_a_form_that_is_out_of_date_publishes_nothing(
    app: Flask, place: Place, client_for: ClientFor
) -> None:
    client = client_for(place.officer)
    form = {"basis": basis_in(text_of(client.get(FINAL))), "seen": "y"}
    with app.app_context(), unit.transaction():
        chain = f"bureau:{place.work.bureau_id}"
        unit.record("taken_in", chain=chain, actor=unit.SYSTEM, at=AT)

    response = client.post(FINAL, data=form)

    assert response.status_code == 409
    assert "数据发生了变化" in text_of(response)
    with app.app_context():
        assert rows(Release, "id") == []


def test_a_release_tells_its_digest_and_is_checked_on_request(
    app: Flask, place: Place, client_for: ClientFor
) -> None:
    with app.app_context():
        made = published(place)
    client = client_for(place.officer)
    address = f"{HERE}/releases/{made.public_id}"

    page, checked = (
        text_of(client.get(address)),
        text_of(client.get(f"{address}?check=1")),
    )

    assert made.digest in page
    assert "刚刚核验" not in page
    assert "刚刚核验" in checked
    assert "与发布时一致" in checked
    assert not any(name in checked for name in REVIEWER_NAMES)
    assert f'href="/published/{made.public_id}"' in page


def test_after_the_final_release_there_is_nothing_to_prepare(
    app: Flask, place: Place, client_for: ClientFor
) -> None:
    with app.app_context():
        published(place, "provisional")
        made = published(place)
    client = client_for(place.officer)

    page = text_of(client.get(HERE))

    assert "准备发布" not in page
    assert made.public_id in page
    assert "已被取代" in page
    assert client.get(FINAL).status_code == 422


def test_a_campaign_manager_sees_figures_and_cannot_publish(
    app: Flask, place: Place, client_for: ClientFor
) -> None:
    with app.app_context(), unit.transaction():
        ((campaign_id,),) = unit.connection().exec_driver_sql(
            "SELECT id FROM campaigns WHERE code = '2025'"
        )
        manager = place.work.account(
            "manager", Role.CAMPAIGN_MANAGER, campaign_id=campaign_id
        )
    client = client_for(manager)

    assert "准备发布" not in text_of(client.get(HERE))
    assert client.get(FINAL).status_code == 404
    assert client.post(FINAL, data={}).status_code == 404
    assert client.get("/campaigns/2024/publication").status_code == 404


def test_another_bureaus_campaign_is_not_there(
    app: Flask, place: Place, client_for: ClientFor
) -> None:
    with app.app_context():
        other = another_place()
        made = published(place)
    client = client_for(other.officer)

    assert body_of(client, f"{HERE}/releases/{made.public_id}") == body_of(
        client, f"{HERE}/releases/nowhere"
    )
    assert "东山县" not in text_of(client.get(f"{HERE}?by=county"))
    assert client.get("/campaigns/2024/publication").status_code == 404


@pytest.mark.parametrize(
    "role", sorted(set(Role) - {Role.BUREAU_OFFICER, Role.CAMPAIGN_MANAGER})
)
def test_the_room_is_for_those_who_run_the_campaign(
    everyone: dict[Role, Viewer], client_for: ClientFor, role: Role
) -> None:
    client = client_for(everyone[role])
    for path in ("", "/figures.json", "/release/final", "/releases/nowhere"):
        assert client.get(f"/campaigns/2026/publication{path}").status_code == 404
