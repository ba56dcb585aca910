"""What anyone may read: published campaigns, and nothing a day before."""

from __future__ import annotations

import csv
import io
import json
import subprocess
import sys
from pathlib import Path

import pytest
from flask import Flask

from review.domain.publication import release_digest
from tests.released import FILES, REVIEWER_NAMES, Place, a_place, another_place
from tests.repository import ROOT
from tests.web.conftest import ClientFor
from tests.web.released import body_of, published, text_of

PAGES = ("", "/figures.csv", "/proof.json", "/counties.svg")


def test_home_says_that_nothing_is_published(client_for: ClientFor) -> None:
    page = text_of(client_for().get("/"))

    assert "目前没有已公布的结果" in page


def test_before_publication_the_public_sees_no_difference(
    app: Flask, place: Place, client_for: ClientFor
) -> None:
    client = client_for()
    home, nowhere = body_of(client, "/"), body_of(client, "/published/nowhere")
    with app.app_context():
        made = published(place, "provisional")

    assert body_of(client, "/") == home
    for page in PAGES:
        found = body_of(client, f"/published/{made.public_id}{page}")
        assert found == body_of(client, f"/published/nowhere{page}")
        assert found[0] == 404
    assert body_of(client, f"/published/{made.public_id}") == nowhere


def test_a_published_campaign_is_listed_and_opens(
    app: Flask, place: Place, client_for: ClientFor
) -> None:
    with app.app_context():
        made, other = published(place), published(another_place())
    client = client_for()

    home = text_of(client.get("/"))

    for each in (made, other):
        assert f'href="/published/{each.public_id}"' in home
    assert "未发布的评查" not in home


def test_the_notice_is_a_bureaus_word(
    app: Flask, place: Place, client_for: ClientFor
) -> None:
    with app.app_context():
        made = published(place)

    page = text_of(client_for().get(f"/published/{made.public_id}"))

    for said in (
        "青川市司法局",
        "关于2025年度案卷质量评查结果的公告",
        "2026年3月5日",
        "50.00%",
        "3/6",
        "市本级",
        "东山县",
        "甲律师事务所",
        "刑事辩护",
        "全部案件",
        "孙三",
        "数据说明",
        made.digest,
        "a seed",
        "从6件案卷中抽取6件",
    ):
        assert said in page, said


def test_the_notice_tells_nothing_else(
    app: Flask, place: Place, client_for: ClientFor
) -> None:
    with app.app_context():
        made = published(place)
    client = client_for()

    for path in PAGES:
        page = text_of(client.get(f"/published/{made.public_id}{path}"))
        for hidden in ("钱二", "青援", "扣分理由", "评语", *REVIEWER_NAMES):
            assert hidden not in page, (path, hidden)
        assert not any(file[0] in page for file in FILES)


def test_the_notice_is_complete_in_english(
    app: Flask, place: Place, client_for: ClientFor
) -> None:
    with app.app_context():
        made = published(place)
    client = client_for()
    client.post("/language", data={"locale": "en", "then": "/"})

    page = text_of(client.get(f"/published/{made.public_id}"))

    assert '<html lang="en">' in page
    assert "How to read these figures" in page
    assert "Criminal defence" in page
    assert "数据说明" not in page


def test_small_groups_are_not_published(app: Flask, client_for: ClientFor) -> None:
    with app.app_context():
        made = published(a_place(minimum_n=3))

    page = text_of(client_for().get(f"/published/{made.public_id}"))

    assert page.count("件数过少，不予公布") == 5
    assert "不足3件的分组不予公布" in page
    # Nothing is left to compare, so there is no picture.
    assert "counties.svg" not in page
    # The list of names does not tell what the tables withhold.
    named = page.split("以下案件评定为优秀，承办人按姓名排列：")[1].split("</ul>")[0]
    assert named.count('<span class="text-secondary">— · —</span>') == 3
    assert "“—”表示" in page


def test_figures_can_be_taken_along(
    app: Flask, place: Place, client_for: ClientFor
) -> None:
    with app.app_context():
        made = published(place)
    response = client_for().get(f"/published/{made.public_id}/figures.csv")
    lines = list(csv.reader(io.StringIO(response.data.decode("utf-8-sig"))))

    assert response.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert "attachment" in response.headers["Content-Disposition"]
    assert lines[0][:4] == ["统计对象", "名称", "已定等次案件数", "优秀"]
    assert ["范围", "全部案件", "6", "3"] == lines[1][:4]


def test_the_digest_can_be_calculated_by_anyone(
    app: Flask, place: Place, client_for: ClientFor
) -> None:
    with app.app_context():
        made = published(place)

    data = client_for().get(f"/published/{made.public_id}/proof.json").get_json()

    assert release_digest(data["header"], data["parts"]) == made.digest
    assert '1": ' not in json.dumps(data["parts"])


def test_the_documented_script_finds_the_digest_and_every_change(
    app: Flask, place: Place, client_for: ClientFor, tmp_path: Path
) -> None:
    text = (ROOT / "docs" / "releases.md").read_text("utf-8")
    script = tmp_path / "check_release.py"
    script.write_text(text.split("```python\n")[1].split("```")[0], "utf-8")
    with app.app_context():
        made = published(place)
    data = client_for().get(f"/published/{made.public_id}/proof.json").get_json()

    def checked(**changes: object) -> str:
        file = tmp_path / "proof.json"
        file.write_text(json.dumps(data | changes), "utf-8")
        command = [sys.executable, str(script), str(file)]
        return subprocess.run(
            command, capture_output=True, text=True, check=False
        ).stdout

    first, *others = data["public"]
    altered = first | {"body": f"{first['body']} "}
    assert checked() == f"ok {made.digest}\n"
    assert checked(public=[altered, *others]) == ""
    assert checked(header=data["header"] | {"name": "别的活动"}) == ""
    assert checked(parts=data["parts"][1:], public=[]) == ""


def test_the_chart_is_a_picture(
    app: Flask, place: Place, client_for: ClientFor
) -> None:
    with app.app_context():
        made = published(place)
    client = client_for()

    page = text_of(client.get(f"/published/{made.public_id}"))
    picture = client.get(f"/published/{made.public_id}/counties.svg")

    assert f'src="/published/{made.public_id}/counties.svg"' in page
    assert picture.headers["Content-Type"].startswith("image/svg+xml")
    assert "<!-- 东山县 -->" in text_of(picture)
    assert "<script" not in text_of(picture)


@pytest.mark.parametrize("who", ["赵一", "甲律师事务所", "东山县"])
def test_whoever_is_signed_in_reads_the_same(
    app: Flask, place: Place, client_for: ClientFor, who: str
) -> None:
    with app.app_context():
        made = published(place)

    response = client_for(place.people[who]).get(f"/published/{made.public_id}")

    assert response.status_code == 200
    assert made.digest in text_of(response)
