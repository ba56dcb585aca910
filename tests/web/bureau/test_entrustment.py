"""A campaign that an organisation runs by contract: what each side reaches, and when."""

from __future__ import annotations

import html
import io
import re
import zipfile
from dataclasses import replace
from datetime import date
from typing import Any

import docx
import pytest
from flask import Flask
from flask.testing import FlaskClient
from openpyxl import load_workbook
from sqlalchemy import select

from review.domain.entrustment import Contract, OrganisationKind
from review.domain.errors import NotVisible
from review.domain.kinds import IntakeKind
from review.domain.policy import Action, Role
from review.services import allocation, intake, sampling
from review.store import unit
from review.store.models import CampaignReviewer, Entrustment, Reviewer
from tests.casework import Casework, plan, submit_all
from tests.conftest import AT
from tests.databases import Once
from tests.web.bureau.conftest import six_files
from tests.web.bureau.reading import hidden, text
from tests.web.conftest import ClientFor

HERE = "/campaigns/2025/entrustment/"
BAR = "青川市律师协会"
CONTRACT = Contract(
    BAR,
    OrganisationKind.BAR,
    "青律评〔2026〕7号",
    date(2026, 3, 1),
    date(2026, 3, 31),
    "对所抽案卷开展一卷二评",
)
TYPED = {
    "organisation": BAR,
    "organisation_kind": "bar_association",
    "contract_no": "青律评〔2026〕7号",
    "contract_from": "2026-03-01",
    "contract_until": "2026-03-31",
    "contract_scope": "",
}
NAMES = ("周一", "白二", "钱三", "组长甲")
# What differs between the databases is tried with the sign-in and the migrations.
pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def entrusted() -> Casework:
    """Opened with a contract, drawn by the bureau; the reviewers are theirs."""
    work = six_files()
    with unit.transaction():
        event = unit.record("tested", chain="test", actor=unit.SYSTEM, at=AT)
        ours = {"bureau_id": work.bureau_id}
        unit.change(event, Reviewer, ours, organisation=BAR)
        work.reviewer("R9", name="孙九")
        work.reviewer("R8", name="吴八", organisation=BAR, ended_on=date(2026, 1, 1))
    own = {"viewer": work.officer, "at": AT}
    sampling.open_campaign(plan=plan(entrusted=CONTRACT), **own)
    sampling.draw(code="2025", seed="7", **own)
    with unit.transaction():
        work.account("manager", Role.CAMPAIGN_MANAGER, campaign_id=1)
    return work


def reviewed() -> Casework:
    """Given out by the organisation; both reviews of every file are in."""
    work = entrusted()
    allocation.confirm(viewer=work.officer, code="2025", at=AT)
    with unit.transaction():
        readers = [work.reader(number) for number in ("R1", "R2", "R3")]
    for reader in readers:
        submit_all(reader)
    return work


@pytest.fixture
def begun(once: Once) -> Casework:
    return once(entrusted)


@pytest.fixture
def read(once: Once) -> Casework:
    return once(reviewed)


@pytest.fixture
def officer(client_for: ClientFor) -> FlaskClient:
    return english(client_for("officer"))


@pytest.fixture
def manager(client_for: ClientFor) -> FlaskClient:
    return english(client_for("manager"))


def english(client: FlaskClient) -> FlaskClient:
    client.post("/language", data={"locale": "en", "then": "/"})
    return client


def shown(app: Flask, client: FlaskClient) -> dict[Action, set[bool]]:
    """Whether pages of the campaign itself are there, by the action that guards them."""
    actions = app.extensions["case_review_actions"]
    found: dict[Action, set[bool]] = {}
    for rule in app.url_map.iter_rules():
        is_page = rule.arguments == {"code"} and "GET" in (rule.methods or ())
        if is_page and rule.rule.startswith("/campaigns/"):
            path = rule.rule.replace("<code>", "2025")
            is_there = client.get(path).status_code != 404
            found.setdefault(actions[rule.endpoint], set()).add(is_there)
    return found


def reached(app: Flask, client: FlaskClient) -> set[Action]:
    """The actions of which any page is there."""
    return {action for action, there in shown(app, client).items() if True in there}


SUPERVISED = {
    *(Action.CAMPAIGN_READ, Action.CAMPAIGN_OPEN, Action.SAMPLE_DRAW),
    *(Action.INTAKE, Action.REDACT, Action.EXCHANGE),
}
LOOKED_AT = {Action.CAMPAIGN_READ, Action.RESULTS_READ}
COVERED = LOOKED_AT | {Action.ALLOCATE, Action.REMIND, Action.RECONCILE}


def test_officers_see_how_far_it_is_and_nothing_else(
    app: Flask, read: Casework, officer: FlaskClient
) -> None:
    assert reached(app, officer) - SUPERVISED == set()
    assert officer.get("/campaigns/2025/sample/").status_code == 200
    for path in ("/campaigns", "/campaigns/2025", "/campaigns/2025/board/", HERE):
        page = officer.get(path)
        assert not [name for name in NAMES if name in page.text], path
        assert "优秀" not in page.text
    for path in ("allocation/", "files", "publication", "readers"):
        assert f"/campaigns/2025/{path}" not in officer.get("/campaigns/2025").text
    book = load_workbook(
        io.BytesIO(officer.get("/campaigns/2025/board/export.xlsx").data)
    )
    assert book.sheetnames == ["Files by state and days without", "Files by county"]


def test_no_query_tells_officers_how_many_came_to_what(
    read: Casework, officer: FlaskClient
) -> None:
    for page in ("class", "withdraw", "give"):
        for query in ("grade:excellent", "grade:fail", "reviewer:周一"):
            path = f"/campaigns/2025/on-files/{page}"
            assert officer.post(path, data={"q": query}).status_code == 404, page


def test_officers_write_the_plan_and_get_no_list_of_reviewers(
    read: Casework, officer: FlaskClient
) -> None:
    page = officer.get("/campaigns/2025/paperwork/")

    assert not [name for name in NAMES if name in page.text]
    plan = docx.Document(
        io.BytesIO(officer.get("/campaigns/2025/paperwork/plan.docx").data)
    )
    said = "\n".join(paragraph.text for paragraph in plan.paragraphs)
    assert f"委托{BAR}组织实施" in said
    for kind in ("appointment", "sign-in", "summary"):
        path = f"/campaigns/2025/paperwork/{kind}.docx"
        assert officer.get(path).status_code == 404, kind
    whole = officer.get("/campaigns/2025/paperwork/all.zip").data
    names = zipfile.ZipFile(io.BytesIO(whole)).namelist()
    assert names == ["01-评查方案.docx", "02-评查通知.docx"]


def test_reviews_on_paper_of_an_organisation_are_not_the_bureaus(
    app: Flask, read: Casework, officer: FlaskClient
) -> None:
    assert "2025年度案卷质量评查" not in officer.get("/intake/").text
    with app.app_context(), pytest.raises(NotVisible):
        intake.preview(
            viewer=replace(read.officer, kept_apart=((1, "2025"),)),
            upload=intake.Upload(
                IntakeKind.REVIEWS, "案号,评查员\n".encode(), campaign="2025"
            ),
            today=AT.date(),
        )


def test_the_organisation_reaches_what_the_contract_covers(
    app: Flask, read: Casework, manager: FlaskClient
) -> None:
    assert reached(app, manager) == COVERED
    for path in ("/cases/", "/intake/", "/open-campaign", "/schemes/load"):
        assert manager.get(path).status_code == 404, path
    drawing = manager.post("/campaigns/2025/sample/extend", data={"size": "6"})
    assert drawing.status_code == 404


@pytest.mark.parametrize(
    ("first", "last"),
    [(date(2026, 3, 3), date(2026, 4, 1)), (date(2026, 2, 1), date(2026, 3, 1))],
)
def test_outside_the_contract_nothing_is_there(
    app: Flask, read: Casework, manager: FlaskClient, first: date, last: date
) -> None:
    with app.app_context(), unit.transaction():
        event = unit.record("tested", chain="test", actor=unit.SYSTEM, at=AT)
        unit.change(event, Entrustment, {"id": 1}, starts_on=first, ends_on=last)

    assert reached(app, manager) == set()
    assert manager.get("/campaigns").status_code == 404


def linked(client: FlaskClient, path: str) -> dict[str, str]:
    """The pages that a page leads to, each by an address that leads there."""
    found = re.findall(r'<a[^>]* href="(/[^"#]+)', client.get(path).text)
    return {each.partition("?")[0]: html.unescape(each) for each in found}


@pytest.mark.parametrize("login", ["manager", "officer"])
def test_every_page_that_is_offered_is_there(
    read: Casework, client_for: ClientFor, login: str
) -> None:
    client = client_for(login)
    offered: dict[str, str] = {}
    for tab in [each for each in linked(client, "/campaigns/2025") if "2025" in each]:
        offered |= linked(client, tab)
    one = [each for each in offered if "/files/" in each]
    offered |= linked(client, one[0]) if one else {}

    assert len(offered) > 25
    found = {each: client.get(offered[each]).status_code for each in sorted(offered)}
    assert {each: code for each, code in found.items() if code not in (200, 302)} == {}


def test_the_organisation_gives_its_files_out(
    begun: Casework, manager: FlaskClient
) -> None:
    proposal = manager.get("/campaigns/2025/allocation/?proposal=1")
    given = {"digest": hidden(proposal, "digest")}

    done = manager.post("/campaigns/2025/allocation/", data=given)
    assert done.location == "/campaigns/2025/allocation/"
    assert "12 places filled" in text(manager.get(done.location))


def test_the_organisation_is_offered_what_it_may_do_with_files(
    read: Casework, manager: FlaskClient
) -> None:
    page = manager.get("/campaigns/2025/files?q=number:青援")

    offered = re.findall(r'formaction="/campaigns/2025/on-files/(\w+)"', page.text)
    assert offered == ["give"]
    assert len(re.findall('name="file"', page.text)) == 6
    assert "Keep this query" not in text(page)
    assert manager.get("/campaigns/2025/allocation/reads").status_code == 200


def test_whatever_is_not_covered_is_told_of_in_words(
    read: Casework, manager: FlaskClient
) -> None:
    page = text(manager.get(HERE))

    assert "The contract is in force" in page
    assert f"{BAR} · Bar association" in page
    assert "Record the contract" not in page
    assert "Take it back" not in page


def test_handed_over_the_bureau_sees_results_and_nothing_changes_any_more(
    app: Flask, read: Casework, manager: FlaskClient, officer: FlaskClient
) -> None:
    assert "Hand the evaluation of 6 files over" in text(manager.get("/campaigns/2025"))

    for _click in range(2):
        assert manager.post(f"{HERE}hand-over").status_code == 302

    assert "The evaluation is handed over" in text(officer.get(HERE))
    assert officer.get("/campaigns/2025/files").status_code == 200
    assert reached(app, manager) == LOOKED_AT
    assert manager.post("/campaigns/2025/allocation/").status_code == 404


def test_it_is_handed_over_whole(begun: Casework, manager: FlaskClient) -> None:
    early = manager.post(f"{HERE}hand-over")

    assert early.status_code == 422
    assert "Files without a result yet: 6 of 6" in text(early)


def test_a_campaign_taken_back_is_the_bureaus_own(
    app: Flask, read: Casework, manager: FlaskClient, officer: FlaskClient
) -> None:
    assert officer.post(f"{HERE}take-back", data={"reason": " "}).status_code == 422
    taken = officer.post(f"{HERE}take-back", data={"reason": "合同解除"})

    assert taken.status_code == 302
    assert reached(app, manager) == set()
    assert officer.get("/campaigns/2025/files").status_code == 200
    page = text(officer.get(HERE))
    assert "The bureau has taken the campaign back" in page
    assert "合同解除" in page
    assert "Record the contract" not in page
    again = officer.post(HERE, data=TYPED)
    assert "Files have been given to reviewers" in text(again)


def test_a_further_contract_takes_the_place_of_the_first(
    begun: Casework, officer: FlaskClient, manager: FlaskClient
) -> None:
    longer = TYPED | {"contract_until": "2026-06-30", "contract_no": "补充1"}

    assert officer.post(HERE, data=longer | {"contract_until": ""}).status_code == 422
    other = officer.post(HERE, data=longer | {"organisation": "青川大学"})
    assert "is with the same organisation" in text(other)
    for _click in range(2):
        assert officer.post(HERE, data=longer).status_code == 302

    assert "ends_on: 2026-06-30" in officer.get("/campaigns/2025/plan.yaml").text
    page = text(officer.get(HERE))
    assert "March 1, 2026 – June 30, 2026" in page
    assert page.count("replaced by a further contract") == 1
    assert manager.get(HERE).status_code == 200
    assert manager.post(HERE, data=longer).status_code == 404


def test_reviewers_are_the_organisations_own(
    app: Flask, begun: Casework, manager: FlaskClient, officer: FlaskClient
) -> None:
    with app.app_context(), unit.reading() as connection:
        taken = connection.scalars(
            select(Reviewer.number)
            .join(CampaignReviewer, CampaignReviewer.person_id == Reviewer.person_id)
            .order_by(Reviewer.number)
        ).all()
    assert taken == ["L1", "R1", "R2", "R3"]
    assert "孙九" not in manager.get("/campaigns/2025/readers").text
    joined = manager.post("/campaigns/2025/readers", data={"number": "R9"})
    assert joined.status_code == 422


def test_the_report_is_written_from_the_campaign(
    app: Flask, read: Casework, manager: FlaskClient, officer: FlaskClient
) -> None:
    word = docx.Document(io.BytesIO(manager.get(f"{HERE}report.docx").data))
    said = "\n".join(paragraph.text for paragraph in word.paragraphs)

    assert said.startswith("2025年度案卷质量评查\n第三方评估报告\n青川市司法局：")
    assert "受青川市司法局委托（合同编号：青律评〔2026〕7号）" in said
    assert "对所抽案卷开展一卷二评。" in said
    assert "已形成评查结果6件" in said
    assert not [name for name in NAMES if name in said]
    assert officer.get(f"{HERE}report.docx").status_code == 404
    assert manager.get("/campaigns/2025/paperwork/summary.docx").status_code == 404


RULES = "/campaigns/2025/allocation/rules/"


def test_the_rules_stay_the_bureaus(
    app: Flask, begun: Casework, manager: FlaskClient, officer: FlaskClient
) -> None:
    read_only = manager.get(RULES)
    lax = {"opposing": "none", "general": "0", "complex": "0", "major": "0"}

    assert "These rules are the bureau's." in text(read_only)
    assert "Change the rules" not in text(read_only)
    assert manager.post(RULES, data=lax).status_code == 404
    own = officer.get(RULES)
    assert "Change the rules" in text(own)
    assert RULES in officer.get(HERE).text
    data = {**form_of(own), "major": "7"}
    assert officer.post(RULES, data=data).location == HERE
    assert form_of(officer.get(RULES))["major"] == "7"


def form_of(page: Any) -> dict[str, str]:
    """What the form of the rules would send as it stands."""
    form = page.text.split("<fieldset", 1)[1].split("</fieldset>", 1)[0]
    chosen = re.findall(
        r'<select[^>]* name="(\w+)".*?<option selected value="(\w*)"', form, re.DOTALL
    )
    typed = re.findall(r'<input[^>]* name="(\w+)"[^>]* value="(\w*)"', form)
    return dict(chosen + typed)
