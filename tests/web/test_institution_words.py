"""No page of a campaign that reviews institutions speaks of case files.

Everybody's pages are walked through, in both languages and at every stage; what may be
said of cases all the same stands in `RIGHT`, with the reason.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

import pytest
from flask import Flask
from flask.testing import FlaskClient
from flask_babel import gettext as by_flask_babel
from flask_babel import lazy_gettext
from sqlalchemy import select

from review.domain.campaigns import Announced
from review.domain.custody import Move
from review.domain.fees import FeeRole, FeeRule
from review.domain.objects import Reviewed
from review.domain.policy import Role, Viewer
from review.domain.schemes import Text
from review.services import allocation, fees, handing_over, opening, sampling
from review.services.desk import QueueLine
from review.services.spoken import speak_of, speaking_of
from review.store import unit
from review.store.models import Firm
from review.web import settings
from review.web.announcements import announcements
from review.web.language import gettext, speaking
from review.web.queue_facts import QueueRow
from tests.casework import plan
from tests.conftest import AT
from tests.scanned import on_every_case
from tests.web.conftest import ClientFor
from tests.web.links import Walk
from tests.web.test_institutions import (
    CENTER,
    STATION,
    Bureau,
    bureau,
    give_out,
    main_of,
    publish,
    review_all,
    set_up,
    take_in,
)

__all__ = ["bureau"]
pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
WRONG = {
    "zh_Hans": re.compile(
        r"案卷|案号|案由|案件|本案|承办|受援|律师|当事人|卷内|卷宗|阅卷"
        r"|[\d一每几] ?件(?!数)|结案日期"
    ),
    "en": re.compile(
        r"\b(?:case|cases|case files?|files?|handlers?|lawyers?|recipients?)\b",
        re.IGNORECASE,
    ),
}
RIGHT = {
    "“案件关联信息”|“Relations between cases”": "the name of a spreadsheet",
    "律师(?:协会|事务所)": "what organisations and firms are called",
    "承办（受评）机构": "a notice that goes to either",
    "大(?:型|规模)阅卷": "the marking of examinations",
    "受援人的姓名|yourself or recipients": "records of an institution name them",
    "机构清单不含当事人姓名，.*?等。|enter recipients, .*?addresses": "the same",
    "Agreement with the recipient|Names of parties": "a paper among the records",
    "卷内目录": "a paper among the records",
    "目录:未核对 卷宗目录": "the words that a query knows",
    "case-review": "the command",
    "in any case": "whatever happens",
    "Word files?|[Ss]canned files?|as a file|Fetch a file|File, CSV or XLSX": "no case",
    "redraw, and the file|Still missing File|the changed file": "no case",
    "[Ff]ile names?|of the files|Take the file out|[Bb]etween files|All files": "no case",
    "Scans of many cases": "the page for whatever the bureau has",
}
"""What may be said of cases, or sounds like it, and why."""
RECORDS = ("scans", "contents", "redaction")
TAGS = re.compile(r"<script.*?</script>|<style.*?</style>|<[^>]+>", re.DOTALL)
SAID = re.compile(r'(?:title|aria-label|placeholder|data-label)="([^"]*)"')


@dataclass
class Walker:
    """Somebody whose pages are read in one language."""

    client: FlaskClient
    language: str

    def found(self, within: str, *begin: str) -> list[tuple[str, str, str]]:
        """Each wrong word with its page and what stands around it."""
        with self.client.session_transaction() as session:
            session["locale"] = self.language
        walk = Walk(self.client, within).start(*begin or (within,))
        assert walk.pages, begin
        return [
            (path, found[0], said[max(found.start() - 40, 0) : found.end() + 40])
            for path, page in walk.pages.items()
            for said in [said_on(page)]
            for found in WRONG[self.language].finditer(said)
        ]


def said_on(page: str) -> str:
    """Everything somebody reads or hears on a page, without what may be said."""
    inside = main_of(page)
    said = " ".join([TAGS.sub(" ", inside), *SAID.findall(inside)])
    said = " ".join(said.split())
    for right in RIGHT:
        said = re.sub(right, " ", said)
    return said


@pytest.fixture(params=["zh_Hans", "en"])
def language(request: pytest.FixtureRequest) -> str:
    return request.param


def test_no_page_speaks_of_case_files(
    app: Flask, bureau: Bureau, client_for: ClientFor, language: str
) -> None:
    with app.app_context(), unit.transaction():
        bureau.work.reviewer("L1", name="组长甲", panel_lead=True)
        readers = bureau.readers
    officer = client_for(bureau.work.officer)
    take_in(officer, AT.year - 1)
    here = set_up(officer)
    office = Walker(client_for(bureau.work.officer), language)
    reader = Walker(client_for(readers[0]), language)

    found = office.found(here)
    with app.app_context():
        on_every_case(settings.shelf())
    give_out(officer, here)
    with app.app_context():
        busy(bureau.work.officer, here.rsplit("/", 1)[1])
    found += office.found(here)
    records = records_of(officer)
    found += office.found(records, *(f"{records}{each}/" for each in RECORDS))
    found += reader.found("/reviews", "/reviews/", "/notices")
    review_all(app, readers)
    found += office.found(here)
    found += reader.found("/reviews", "/reviews/", "/notices")
    public = publish(officer, here)
    found += office.found(here)
    found += reader.found("/reviews", "/reviews/", "/notices")
    found += Walker(client_for(), language).found(public)
    for login, within in outsiders(app, bureau).items():
        found += Walker(client_for(login), language).found(within, f"{within}/")

    assert found == []


def busy(viewer: Viewer, code: str) -> None:
    """Records are brought in on paper, fees have rates, and people are invited."""
    of = {"viewer": viewer, "code": code, "move": Move.RECEIVED}
    side = handing_over.movable(**of).sides[0].key
    lines = handing_over.movable(side=side, **of).lines
    volumes = {line.public_id: 1 for line in lines}
    handing_over.hand_over(side=side, volumes=volumes, at=AT, **of)
    rule = FeeRule({FeeRole.FIRST: Decimal(50)})
    fees.set_rule(viewer=viewer, code=code, rule=rule, at=AT)


def records_of(officer: FlaskClient) -> str:
    """Where a station's records are, which belong to no campaign."""
    listed = officer.get("/cases/?q=类型:工作站").text
    (address,) = set(re.findall(r'href="(/cases/[^"/]{8,}/)scans/"', listed))
    return str(address)


def outsiders(app: Flask, bureau: Bureau) -> dict[str, str]:
    """The head of an institution and an officer of a county, and where they read."""
    with app.app_context(), unit.transaction() as connection:
        firms = {row.name: row for row in connection.execute(select(Firm.__table__))}
        own, area = firms[CENTER].id, firms[STATION].area_id
        bureau.work.account("own", Role.FIRM_HEAD, firm_id=own)
        bureau.work.account("county", Role.COUNTY_OFFICER, area_id=area)
    return {"own": "/firm", "county": "/county"}


def test_words_change_within_a_request_and_not_beyond(app: Flask) -> None:
    label = lazy_gettext("Files and results")
    with app.test_request_context():
        speak_of(Reviewed.INSTITUTIONS)
        assert gettext("Files and results") == "机构与结果"
        assert by_flask_babel("Files and results") == str(label) == "机构与结果"
        with speaking("en"):
            assert gettext("Files and results") == "Institutions and results"
        with speaking_of(Reviewed.FILES):
            assert gettext("Files and results") == "案卷与结果"
        assert gettext("Files and results") == "机构与结果"
        app.preprocess_request()
        assert gettext("Files and results") == str(label) == "案卷与结果"


def test_somebodys_own_words_are_not_turned(app: Flask) -> None:
    with app.test_request_context(), speaking_of(Reviewed.INSTITUTIONS):
        assert gettext("看过的案卷") == "看过的案卷"
        with speaking("en"):
            assert gettext("the case file of Mr. Li") == "the case file of Mr. Li"


def test_what_is_flashed_after_an_action_is_said_of_institutions(
    app: Flask, bureau: Bureau, client_for: ClientFor
) -> None:
    """The sentence is made before its page is."""
    officer = client_for(bureau.work.officer)
    take_in(officer, AT.year - 1)
    here = set_up(officer)
    give_out(officer, here)

    said = main_of(officer.get(f"{here}/allocation/").text)

    assert "分配完成，评查员现在可以看到各自的机构。" in said


def test_a_campaign_of_case_files_says_what_it_said(
    app: Flask, bureau: Bureau, client_for: ClientFor
) -> None:
    """Also after one of institutions was shown, in the same process."""
    officer = client_for(bureau.work.officer)
    plain = rooms_of(officer.get("/campaigns").text)
    take_in(officer, AT.year - 1)
    here = set_up(officer)
    officer.get(here)
    officer.get(f"{here}/files")
    with app.app_context():
        opening.open_campaign(
            viewer=bureau.work.officer, plan=plan(code="cases", seed="s"), at=AT
        )

    shown = officer.get("/campaigns/cases/files").text

    assert "<h1>案卷与结果</h1>" in shown
    assert "案卷在谁手中" in shown
    assert "机构与结果" not in shown
    assert rooms_of(officer.get("/campaigns").text) == plain


def test_each_campaign_of_the_overview_is_told_in_its_own_words(
    app: Flask, bureau: Bureau, client_for: ClientFor
) -> None:
    officer = client_for(bureau.work.officer)
    take_in(officer, AT.year - 1)
    give_out(officer, set_up(officer))
    with app.app_context():
        work = {"viewer": bureau.work.officer, "code": "cases"}
        opening.open_campaign(
            viewer=bureau.work.officer, plan=plan(code="cases", name="甲"), at=AT
        )
        sampling.draw(**work, at=AT)
        allocation.confirm(**work, at=AT)

    cards = officer.get("/campaigns").text.split('<article class="campaign-card">')[1:]

    of_cases, of_institutions = (said_on(f"<main>{card}</main>") for card in cards)
    assert "1件" in of_cases and "分案" in of_cases and "结案" in of_cases
    assert "2个" in of_institutions and "分配" in of_institutions
    assert not re.search("件|分案|结案", of_institutions)


def test_who_reviews_both_is_told_of_each_campaign_in_its_own_words(app: Flask) -> None:
    both = [
        QueueRow(
            QueueLine(
                public_id="",
                case_no="1",
                kind=kind,
                stage="",
                volume_set="",
                scheme=Text("标准", ""),
                n_answered=0,
                n_items=1,
                saved_at=None,
                submitted_at=None,
                due_on=None,
                is_late=False,
                campaign=name,
                announced=Announced(seeds=5),
            ),
            about="",
        )
        for kind, name in (("civil", "甲"), ("station", "乙"))
    ]

    with app.test_request_context():
        of_cases, of_institutions = announcements(both)

    assert "“甲”中约5%的评查是种子卷" in of_cases and "案卷" in of_cases
    assert "“乙”中约5%的评查是种子机构" in of_institutions
    assert "案卷" not in of_institutions


def rooms_of(page: str) -> list[str]:
    """The links above every page, which are drawn once and kept."""
    return re.findall(r"<a [^>]*>([^<]+)</a>", page.partition("<main")[0])
