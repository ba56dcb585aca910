"""Reviewers never learn why a file is in the sample, nor that the sample changed.

Everything a reviewer or a lead can open is fetched, then only what the draw says is
changed in the database, and everything is fetched again: not a byte may differ.
"""

from __future__ import annotations

import io
import json
import re
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, text

from review.domain.policy import Role, Viewer, may
from review.domain.sampling_rule import Risk
from review.services import allocation, replacing, reviewing, sampling
from review.store import unit
from review.store.models import CampaignCase, Case, Read, ReviewerCode
from tests.casework import Casework, number, plan, submit
from tests.conftest import AT
from tests.web.bureau.conftest import work
from tests.web.conftest import ClientFor

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

__all__ = ["work"]
RULE = replace(
    number(5),
    stratify_by=(),
    minimum_per_handler=1,
    extra_tickets=((Risk.COMPLAINT, 5),),
    complaints=("(2025)青援1号",),
)
SAID = re.compile(
    "complaint|ticket|targeted|at random|by lot|minimum of|replacement|in place of"
    "|stratum|抽中|随机|加签|签数|投诉|替换|扩大抽样|最低件数"
)


@pytest.fixture
def readers(app: Flask, work: Casework) -> tuple[Viewer, Viewer]:
    """A reviewer with reviews open, done and taken away by a replacement; and a lead."""
    officer = work.officer
    with app.app_context():
        sampling.open_campaign(viewer=officer, plan=plan(sample=RULE), at=AT)
        sampling.draw(viewer=officer, code="2025", at=AT, seed="7")
        allocation.confirm(viewer=officer, code="2025", at=AT)
        with unit.transaction():
            viewers = (work.reader("R1"), work.reader("L1", Role.PANEL_LEAD))
        mine = reviewing.queue(viewer=viewers[0], at=AT)
        submit(viewers[0], mine[0].public_id)
        replacing.replace_file(
            viewer=officer,
            code="2025",
            public_id=file_of(mine[1].case_no),
            reason="卷宗遗失",
            at=AT,
        )
        allocation.confirm(viewer=officer, code="2025", at=AT)
    return viewers


def file_of(case_no: str) -> str:
    with unit.reading() as connection:
        statement = select(CampaignCase.public_id).join(
            Case, Case.id == CampaignCase.case_id
        )
        return str(connection.scalar(statement.where(Case.case_no == case_no)))


def addresses(app: Flask, viewer: Viewer) -> Iterator[str]:
    """Everything this account may open without knowing an address but its reviews'."""
    actions = app.extensions["case_review_actions"]
    with app.app_context(), unit.reading() as connection:
        own = ReviewerCode.person_id == viewer.person_id
        read = select(Read.public_id).join(
            ReviewerCode, ReviewerCode.code == Read.reviewer_code
        )
        reads = [
            *connection.scalars(read.where(own)),
            *connection.scalars(read.where(~own).limit(1)),
        ]
    for rule in app.url_map.iter_rules():
        action = actions.get(rule.endpoint)
        if (
            action is None
            or "GET" not in (rule.methods or ())
            or not may(viewer, action)
        ):
            continue
        if not rule.arguments:
            yield rule.rule
        elif rule.rule.startswith("/reviews/<public_id>") and (
            rule.arguments <= {"public_id", "section"}
        ):
            for read in reads:
                yield rule.rule.replace("<public_id>", read).replace("<section>", "s")


def seen(client: FlaskClient, urls: list[str]) -> dict[str, tuple[int, str]]:
    """Status and words of every page; the tokens of forms are made anew each time."""
    found = {}
    for url in urls:
        answer = client.get(url)
        body = answer.get_data().decode("utf-8", "replace")
        found[url] = (answer.status_code, re.sub(r"[\w.-]{60,}", "", body))
    return found


def workbook(client: FlaskClient) -> dict[str, bytes]:
    """The workbook to take along, part by part, without when it was made."""
    page = client.get("/reviews/offline").get_data(as_text=True)
    reads = re.findall(r'name="read" value="([^"]+)"', page)
    answer = client.post("/reviews/offline/workbook", data={"read": reads})
    with zipfile.ZipFile(io.BytesIO(answer.get_data())) as parts:
        names = [name for name in parts.namelist() if not name.startswith("docProps")]
        return {name: parts.read(name) for name in names}


def draw_otherwise(app: Flask) -> None:
    """Say of every file that it was drawn for something else, at another place."""
    with app.app_context(), unit.transaction() as connection:
        connection.execute(
            text(
                "UPDATE campaign_cases SET stratum = 'elsewhere', "
                "position = 1000 - position, drawn_by = CASE drawn_by "
                "WHEN 'stratum' THEN 'minimum' ELSE 'stratum' END"
            )
        )
        rules: Any = connection.scalar(text("SELECT rules FROM campaigns"))
        rules = json.loads(rules) if isinstance(rules, str) else rules
        rules["sample"] = {**rules["sample"], "extra_tickets": [], "complaints": []}
        connection.execute(
            text("UPDATE campaigns SET rules = :rules, seed = 'other'"),
            {"rules": json.dumps(rules)},
        )


@pytest.mark.parametrize("which", [0, 1], ids=["reviewer", "lead"])
def test_nothing_a_reviewer_opens_depends_on_how_a_file_was_drawn(
    app: Flask, client_for: ClientFor, readers: tuple[Viewer, Viewer], which: int
) -> None:
    client = client_for(readers[which])
    urls = list(addresses(app, readers[which]))

    before = seen(client, urls)
    told = {url: SAID.findall(body) for url, (_, body) in before.items()}
    book = workbook(client) if which == 0 else {}
    draw_otherwise(app)

    assert {url: words for url, words in told.items() if words} == {}
    assert seen(client, urls) == before
    assert not book or workbook(client) == book
    opened = [url for url, (status, _) in before.items() if status == 200]
    assert len(opened) > (20, 8)[which]
