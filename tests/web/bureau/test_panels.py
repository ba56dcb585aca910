"""A panel over HTTP: from the senior's page to the minutes and the changed result."""

from __future__ import annotations

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.datastructures import MultiDict

from review.domain.policy import Role
from review.store import unit
from review.store.models import CampaignCase, Event, PanelMeeting
from tests.databases import Once
from tests.factories import World
from tests.web.conftest import ClientFor
from tests.web.forms.sheets import Browser
from tests.web.test_senior_reads import failed
from tests.worlds import one_of_each_role

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
PANEL = "/campaigns/2026/panel"
THREE = {"member": ["R2", "R4"], "lead": "R5"}


@pytest.fixture
def world(once: Once) -> World:
    return once(lambda: failed(n_reviewers=6))


@pytest.fixture
def file(app: Flask, world: World) -> str:
    with app.app_context(), unit.reading() as connection:
        first = select(CampaignCase.public_id).order_by(CampaignCase.id).limit(1)
        return str(connection.scalar(first))


@pytest.fixture
def officer(client_for: ClientFor, world: World, file: str) -> FlaskClient:
    """The senior has sent the first file to the panel."""
    senior = client_for(world.reviewers[3])
    form = dict(Browser(senior.get(f"/fails/{file}").text).sent)
    sent = form | {"decision": "panel", "reason": "提交合议的理由标记"}
    assert senior.post(f"/fails/{file}", data=sent).status_code == 302
    return client_for(world.officer)


def test_a_panel_is_called_votes_and_changes_the_result(
    officer: FlaskClient, file: str
) -> None:
    assert "提交合议的理由标记" in officer.get(f"{PANEL}/").text
    chosen = officer.post(f"{PANEL}/members", data=THREE)
    form = MultiDict(Browser(chosen.text).sent)
    assert form.getlist("member") == ["R2", "R4", "R5"]
    for number, grade in (("R2", "pass"), ("R4", "fail"), ("R5", "pass")):
        form[f"v.{file}.{number}"] = grade
    form["place"], form[f"t.{file}"] = "三楼会议室", "第12页材料可以采信"

    refused = officer.post(f"{PANEL}/meeting", data=form)
    assert refused.status_code == 422
    assert "第12页材料可以采信" in refused.text
    form[f"s.{file}"] = "95"
    outside = officer.post(f"{PANEL}/meeting", data=form)
    assert outside.status_code == 422
    assert "95.00分对应的等次是excellent。" in outside.text
    form[f"s.{file}"] = "62"
    done = officer.post(f"{PANEL}/meeting", data=form)
    minutes = officer.get(done.location).text
    for said in (
        "评查专家5",
        "三楼会议室",
        "第12页材料可以采信",
        "62.00",
        "（过半数同意，变更原结果）",
    ):
        assert said in minutes

    shown = officer.get(f"/campaigns/2026/files/{file}").text
    assert "62.00" in shown and "合议决定" in shown
    assert "计算过程均一致" in shown
    data = officer.get(f"/campaigns/2026/files/{file}/derivation.json")
    assert data.get_json()["panel"] == {
        "score": "62",
        "grade": "pass",
        "reasons": "第12页材料可以采信",
    }
    assert [n for n in range(1, 7) if f"评查专家{n}" in data.get_data(True)] == []
    assert "没有待合议的案卷" in officer.get(f"{PANEL}/").text


def test_a_fail_waits_for_a_meeting_without_the_senior_who_sent_it(
    officer: FlaskClient, file: str
) -> None:
    with_sender = {"member": ["R3", "R4"], "lead": "R5"}
    chosen = officer.post(f"{PANEL}/members", data=with_sender).text
    assert "到会人员中有人复核过或者经手过该件，或者有利益冲突。" in chosen
    assert f"v.{file}." not in chosen

    given = {f"v.{file}.{number}": "fail" for number in ("R3", "R4", "R5")}
    typed = {"held_on": "2026-03-02", "place": "三楼会议室", f"t.{file}": "理由"}
    refused = officer.post(f"{PANEL}/meeting", data=with_sender | given | typed)
    assert refused.status_code == 422
    assert "须另行合议" in refused.text


def test_too_few_are_no_panel(officer: FlaskClient) -> None:
    answer = officer.post(f"{PANEL}/members", data={"member": "R2", "lead": "R3"})
    assert answer.status_code == 422
    assert "至少须3人参加" in answer.text


def test_only_the_campaigns_staff_reaches_the_panel(
    app: Flask, officer: FlaskClient, client_for: ClientFor, world: World
) -> None:
    with app.app_context():
        everyone = one_of_each_role(world)
    allowed = {Role.BUREAU_OFFICER, Role.CAMPAIGN_MANAGER}
    for role in sorted(set(Role) - allowed):
        client = client_for(everyone[role])
        for answer in (
            client.get(f"{PANEL}/"),
            client.post(f"{PANEL}/members", data=THREE),
            client.post(f"{PANEL}/meeting", data={"lead": "R4"}),
        ):
            assert answer.status_code == 404, role
    with app.app_context(), unit.reading() as connection:
        assert connection.scalars(select(PanelMeeting.id)).all() == []


def test_nobody_is_found_by_asking_about_one_after_the_other(
    app: Flask, officer: FlaskClient
) -> None:
    """Three panels a day are answered for, each again as often as wanted, all on record."""
    officer.post("/language", data={"locale": "en", "then": "/"})
    asked = [{"member": ["R2", f"R{n}"], "lead": "R5"} for n in (0, 1, 3, 4)]
    answers = [officer.post(f"{PANEL}/members", data=each) for each in asked]
    assert [each.status_code for each in answers] == [200, 200, 200, 422]
    assert "asked for 3 different panels" in answers[3].text

    again = officer.post(f"{PANEL}/members", data=asked[0])
    assert again.status_code == 200
    typed = {"held_on": "2026-03-02", "place": "三楼会议室"}
    tried = officer.post(f"{PANEL}/meeting", data=asked[3] | typed)
    assert tried.status_code == 422
    assert "asked for 3 different panels" in tried.text
    with app.app_context(), unit.reading() as connection:
        kept = connection.scalars(
            select(Event.id).where(Event.kind == "panel_called")
        ).all()
    assert len(kept) == 3
