"""A senior's pages over HTTP: who reaches them, what they show, what they never do."""

from __future__ import annotations

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from review.domain.policy import Role
from review.services import membership, publication, senior_reads
from review.store import unit
from review.store.models import CampaignCase, SeniorRead
from tests.conftest import AT
from tests.databases import Once
from tests.factories import World
from tests.services.rounds import first_two, lost, under_review
from tests.web.conftest import ClientFor
from tests.web.forms.sheets import Browser
from tests.worlds import one_of_each_role

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
CAMPAIGN = "/campaigns/2026"
REASON = "首份理由标记"


def failed(n_reviewers: int = 5) -> World:
    """Two fails; R3 is the only senior, and had no part in either."""
    world = under_review(n_cases=2, n_reviewers=n_reviewers)
    bad = {f"a{n}": lost(10, REASON) for n in range(5)}
    for case in (0, 1):
        first_two(world, bad, bad, case=case)
    assert world.officer is not None
    own = {"viewer": world.officer, "code": "2026", "at": AT}
    senior_reads.switch_on(**own)
    membership.set_senior(number="R3", is_senior=True, **own)
    return world


@pytest.fixture
def world(once: Once) -> World:
    return once(failed)


@pytest.fixture
def files(app: Flask, world: World) -> list[str]:
    with app.app_context(), unit.reading() as connection:
        found = select(CampaignCase.public_id).order_by(CampaignCase.id)
        return list(connection.scalars(found))


@pytest.fixture
def senior(client_for: ClientFor, world: World) -> FlaskClient:
    return client_for(world.reviewers[3])


def names(world: World) -> list[str]:
    """Everybody who must not be named: readers, handlers and their firms."""
    readers = [f"评查专家{n + 1}" for n in range(len(world.reviewers)) if n != 3]
    handlers = [f"律师{n + 1}" for n in range(3)]
    return readers + handlers + [f"第{n + 1}律师事务所" for n in range(3)]


def test_a_senior_reads_upholds_and_the_gate_opens(
    senior: FlaskClient, client_for: ClientFor, world: World, files: list[str]
) -> None:
    officer = client_for(world.officer)
    gate = f"{CAMPAIGN}/publication/release/final"
    assert "有2件不合格案卷尚未复核" in officer.get(gate).text
    assert "不合格复核" in senior.get("/reviews/").text

    for n, public_id in enumerate(files, 1):
        assert senior.get("/fails/").text.count('class="queue-row"') == 3 - n
        page = senior.get(f"/fails/{public_id}").text
        assert REASON in page
        assert [name for name in names(world) if name in page] == []
        form = dict(Browser(page).sent) | {"decision": "upheld"}
        refused = senior.post(f"/fails/{public_id}", data=form | {"reason": " "})
        assert refused.status_code == 422
        done = senior.post(f"/fails/{public_id}", data=form | {"reason": "属实"})
        assert (done.status_code, done.location) == (302, "/fails/")
        assert senior.get(f"/fails/{public_id}").status_code == 404

    shown = officer.get(f"{CAMPAIGN}/fails/").text
    assert shown.count("维持不合格") == 2
    assert "尚未复核" not in officer.get(gate).text


def test_nobody_but_a_senior_without_part_reaches_a_fail(
    app: Flask, client_for: ClientFor, world: World, files: list[str]
) -> None:
    with app.app_context():
        everyone = one_of_each_role(world)
    strangers = [everyone[role] for role in sorted(set(Role))]
    for viewer in (*strangers, *world.reviewers[1:3], world.reviewers[4]):
        client = client_for(viewer)
        for answer in (
            client.get(f"/fails/{files[0]}"),
            client.post(f"/fails/{files[0]}", data={"decision": "upheld"}),
        ):
            assert answer.status_code in (404, 422)
            assert REASON not in answer.text
        assert files[0] not in client.get("/fails/").text
    with app.app_context(), unit.reading() as connection:
        assert connection.scalars(select(SeniorRead.id)).all() == []


def test_officers_name_seniors_and_switch_the_reading_on(
    client_for: ClientFor, app: Flask, once: Once
) -> None:
    with app.app_context():
        world = under_review(n_cases=1)
    officer = client_for(world.officer)
    assert "启用不合格复核" in officer.get(f"{CAMPAIGN}/fails/").text

    officer.post(f"{CAMPAIGN}/fails/")
    page = officer.get(f"{CAMPAIGN}/fails/").text
    assert "启用不合格复核" not in page
    assert "尚未指定复核人" in page

    sent = {"number": "R2", "do": "senior"}
    officer.post(f"{CAMPAIGN}/reader", data=sent)
    assert "复核人：评查专家3" in officer.get(f"{CAMPAIGN}/fails/").text
    officer.post(f"{CAMPAIGN}/reader", data=sent | {"do": "relieve"})
    assert "尚未指定复核人" in officer.get(f"{CAMPAIGN}/fails/").text


def test_nobody_is_to_be_named_after_the_final_release(
    senior: FlaskClient,
    app: Flask,
    client_for: ClientFor,
    world: World,
    files: list[str],
) -> None:
    """Whoever is named then never gets a fail: nothing is read any more."""
    officer = client_for(world.officer)
    listing, place = f"{CAMPAIGN}/fails/", f"{CAMPAIGN}/reader?number=R2"
    offers = {listing: "页指定复核人", place: "指定为复核人"}
    before = {address: officer.get(address).text for address in offers}
    for public_id in files:
        sent = dict(Browser(senior.get(f"/fails/{public_id}").text).sent)
        upheld = {"decision": "upheld", "reason": "属实"}
        senior.post(f"/fails/{public_id}", data=sent | upheld)
    with app.app_context():
        own = {"viewer": world.officer, "code": "2026"}
        publication.publish(**own, kind="final", key="k", at=AT)
    after = {address: officer.get(address).text for address in offers}

    assert [each for each in offers if offers[each] not in before[each]] == []
    assert [each for each in offers if offers[each] in after[each]] == []
    assert "评查专家4" in after[listing]
