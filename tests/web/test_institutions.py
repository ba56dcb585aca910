"""Institutions from the spreadsheet to what their heads, counties and the public read."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from flask import Flask
from flask.testing import FlaskClient
from openpyxl import load_workbook
from sqlalchemy import func, select

from review.domain.candidates import Bar, Strength
from review.domain.docket import conflict_rules
from review.domain.documents import DocumentType as D
from review.domain.policy import Role, Viewer
from review.domain.publication import Audience
from review.services import assessment, contents, reviewing
from review.services.assessment.compiling import NothingReleased
from review.store import invariants, unit
from review.store.models import Campaign, Firm, ReleaseRow
from tests.casework import Casework, casework, service_sheet, sheet
from tests.conftest import AT
from tests.web.bureau.reading import hidden, text
from tests.web.conftest import ClientFor

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
CENTER, STATION = "东山县法律援助中心", "西河区法律援助中心驻法院工作站"


@dataclass
class Bureau:
    """A bureau whose officer will review two institutions."""

    work: Casework
    lawyer: Viewer
    head: Viewer
    """Of a law firm."""

    @property
    def readers(self) -> list[Viewer]:
        return [self.work.reader(number) for number in ("R1", "R2")]


@pytest.fixture
def bureau(app: Flask) -> Iterator[Bureau]:
    with app.app_context(), unit.transaction():
        work = casework()
        work.scheme(sheet())
        work.scheme(service_sheet())
        person_id = work.lawyer("赵一")
        last_year = AT.date().replace(year=AT.year - 1)
        work.case("c1", closed_on=last_year.replace(month=6, day=1))
        for number in ("R1", "R2"):
            work.reviewer(number)
        made = Bureau(
            work,
            lawyer=work.account("lawyer", Role.LAWYER, person_id=person_id),
            head=work.account(
                "head", Role.FIRM_HEAD, firm_id=work.firms["青川律师事务所"]
            ),
        )
    yield made


def take_in(client: FlaskClient, year: int) -> None:
    rows = (
        "评查编号,机构名称,所属县区,评查期间截止日",
        f"机1,{CENTER},东山县,{year}-12-31",
        f"站1,{STATION},西河区,{year}-12-31",
    )
    file = (io.BytesIO("\n".join(rows).encode()), "清单.csv")
    sent = {"kind": "objects", "file": file, "campaign": "", "encoding": ""}
    brought = client.post("/intake", data=sent)
    assert "2" in text(client.get(brought.location))
    client.post(brought.location)


def set_up(client: FlaskClient) -> str:
    """Opened as it stands after beginning; the address of the campaign."""
    assert "筹备机构评查" in text(client.get("/open-campaign"))
    begun = client.post("/open-campaign/begin?of=institutions").location
    draft = begun.rsplit("/", 1)[0]
    steps = {
        step: text(client.get(f"{draft}/{step}")) for step in ("period", "reviews")
    }
    assert "评查期间截止日（起）" in steps["period"]
    assert "每个机构评查次数" in steps["reviews"]
    assert "复杂" not in steps["reviews"]
    assert "设“是否认出”" in text(client.get(f"{draft}/conduct"))
    look = client.get(f"{draft}/look")
    assert "2" in text(look)
    done = client.post(f"{draft}/open", data={"version": hidden(look, "version")})
    return str(done.location)


def give_out(client: FlaskClient, here: str) -> None:
    sample, allocation = f"{here}/sample/", f"{here}/allocation/"
    page = client.get(sample)
    client.post(sample, data={"digest": hidden(page, "digest"), "seed": "7"})
    page = client.get(f"{allocation}?proposal=1")
    client.post(allocation, data={"digest": hidden(page, "digest")})


def review_all(app: Flask, readers: list[Viewer]) -> None:
    """Everything in order but for one line of the centre, seen by both alike."""
    full: dict[str, object] = {f"i{n}": "full" for n in range(10)}
    answers = full | {"i0": {"choice": 10, "reason": "没有登记答复", "pages": "2"}}
    with app.app_context():
        for viewer in readers:
            for line in reviewing.queue(viewer=viewer, at=AT):
                named = {"viewer": viewer, "public_id": line.public_id}
                given = answers if line.institution == CENTER else full
                saved = reviewing.save_answers(**named, version=0, changes=given, at=AT)
                key = f"key {line.public_id}"
                reviewing.submit(**named, version=saved.version, key=key, at=AT)


def publish(client: FlaskClient, here: str) -> str:
    """The address of what everybody reads."""
    final = f"{here}/publication/release/final"
    page = client.get(final).get_data(as_text=True)
    found = re.search(r'name="basis" type="hidden" value="([^"]+)"', page)
    assert found is not None
    assert "各受评机构" in page
    made = client.post(final, data={"basis": found[1], "seen": "y"}).location
    return "/published/" + made.rsplit("/", 1)[1]


def test_from_the_spreadsheet_to_what_everybody_reads(
    app: Flask, bureau: Bureau, client_for: ClientFor
) -> None:
    year = AT.year - 1
    officer = client_for(bureau.work.officer)
    take_in(officer, year)
    with app.app_context(), unit.transaction():
        readers = bureau.readers
        firms = dict(
            unit.connection().execute(select(Firm.name, Firm.id)).tuples().all()
        )
        own = bureau.work.account("own", Role.FIRM_HEAD, firm_id=firms[CENTER])
        area_id = unit.connection().scalar(
            select(Firm.area_id).where(Firm.name == STATION)
        )
        county = bureau.work.account("county", Role.COUNTY_OFFICER, area_id=area_id)
    case_page = re.findall(
        r'href="(/cases/[^"/]{8,}/scans/)"',
        officer.get("/cases/?q=类型:工作站").get_data(as_text=True),
    )
    assert STATION in text(officer.get(case_page[0]))
    here = set_up(officer)
    give_out(officer, here)

    reader = client_for(readers[0])
    desk = reader.get("/reviews/")
    assert CENTER in text(desk)
    address = re.findall(r'href="(/reviews/[^/"?]{8,})"', desk.get_data(as_text=True))
    sheet_page = text(reader.get(address[0]))
    assert "受评机构" in sheet_page
    assert "承办人" not in sheet_page
    decline = text(reader.get(f"{address[0]}/decline"))
    assert "不再分给我该机构的评查" in decline
    assert "本案承办人" not in decline

    review_all(app, readers)
    assert "by=handler" not in officer.get(f"{here}/publication").get_data(as_text=True)
    assert f"{here}/term" in officer.get(here).get_data(as_text=True)
    with app.app_context(), unit.transaction() as connection:
        long_ago = AT.date().replace(year=year - 1)
        connection.execute(Campaign.__table__.update().values(due_on=long_ago))
    assert "已逾期" in text(officer.get(here))
    public = publish(officer, here)
    assert "已逾期" not in text(officer.get(here))
    assert f"{here}/term" not in officer.get(here).get_data(as_text=True)

    said = text(client_for().get(public))
    check_words(officer, here)
    assert CENTER in said
    assert STATION in said
    assert "以下机构和站点评定为优秀，按名称排列：" in said
    assert "承办人" not in said
    read = text(client_for(own).get("/firm/"))
    assert CENTER in read
    assert STATION not in read
    assert "本机构" in read
    assert "承办人" not in read
    case = re.findall(
        r'href="(/firm/cases/[^"]+)"',
        client_for(own).get("/firm/").get_data(as_text=True),
    )
    assert "没有登记答复" in text(client_for(own).get(case[0]))
    assert "承办人" not in text(client_for(own).get(case[0]))
    of_county = client_for(county).get("/county/?list=cases")
    assert STATION in text(of_county)
    assert CENTER not in text(of_county)
    assert "list=handlers" not in of_county.get_data(as_text=True)
    book = re.findall(r'"(/county/[^"]+\.xlsx)"', of_county.get_data(as_text=True))
    check_book(client_for(county).get(book[0]).data)
    for nobody in (bureau.lawyer, bureau.head):
        place = "/my-results/" if nobody is bureau.lawyer else "/firm/"
        seen = text(client_for(nobody).get(place))
        assert CENTER not in seen
        assert "机1" not in seen
        assert client_for(nobody).get(case[0]).status_code == 404
    check_rows(app, bureau)


def main_of(page: str) -> str:
    return page.partition("<main")[2].partition("</main>")[0]


def check_words(officer: FlaskClient, here: str) -> None:
    """Nothing of cases, their closing or who handled them on the bureau's pages."""
    files = officer.get(f"{here}/files").text
    of_one = re.findall(rf'"({here}/files/[^"/]+)"', files)
    assert "/on-files/" not in files
    pages = (here, f"{here}/board/", f"{here}/files", f"{here}/scans")
    sample = f"{here}/sample/certificate"
    papers = (sample, f"{sample}/files", f"{of_one[0]}/print")
    more = (f"{here}/allocation/reads", f"{here}/fees/rates", f"{here}/publication")
    for path in (*pages, *papers, *more, "/campaigns"):
        said = text(officer.get(path))
        for word in (
            "日结案",
            "案件类型",
            "承办人",
            "案号",
            "全部案件",
            "分级",
            "案由",
        ):
            assert word not in said, (path, word)
    for path in (f"{here}/files", f"{here}/allocation/reads"):
        said = text(officer.get(path))
        assert "在评查编号和机构名称中查找" in said
        assert f"机构 {'被评查机构名称的一部分'} 机构:中心 firm" in said
    shown = officer.get(f"{here}/files").text
    assert "<h1>机构与结果</h1>" in shown
    assert "<title>机构与结果" in shown
    assert "案卷与结果" not in main_of(shown).partition("<h1>")[0]
    for path in (sample, f"{sample}/files", f"{here}/fees/rates"):
        assert "案卷" not in main_of(officer.get(path).text), path
    for path in (f"{here}/files.csv", f"{here}/scans.csv"):
        headings = officer.get(path).get_data(as_text=True).splitlines()[0]
        assert "评查编号" in headings and "承办人" not in headings
    scheme = re.findall(r'"(/schemes/[^"/]+)"', officer.get("/schemes/?q=service").text)
    blank = [text(officer.get(f"{each}/print")) for each in dict.fromkeys(scheme)]
    assert ["评查编号" in each for each in blank].count(True) == 1


def check_book(body: bytes) -> None:
    book = load_workbook(io.BytesIO(body))
    assert book.sheetnames == ["旗县区", "机构", "评查结果"]
    headings = [cell.value for cell in book["评查结果"][1]]
    assert headings[:3] == ["评查编号", "机构类型", "评查期间截止日"]
    assert "承办人" not in headings


def check_rows(app: Flask, bureau: Bureau) -> None:
    """Nothing went to handlers, nothing enters a year, and all fits together."""
    with app.app_context():
        with unit.reading() as connection:
            n = connection.scalar(
                select(func.count()).where(ReleaseRow.audience == Audience.HANDLER)
            )
            year = connection.scalar(select(Campaign.assessment_year))
            assert n == 0
            assert invariants.check() == []
        with pytest.raises(NothingReleased):
            assessment.compile_year(viewer=bureau.work.officer, year=year or 0, at=AT)


OFFICE = (
    *("readers", "calibration/", "allocation/moves/", "allocation/rules/"),
    *("allocation/conflicts", "allocation/reads", "sample/replace"),
    *("monitoring/", "fails/", "panel/", "reviewers/stops", "redaction/"),
    *("allocation/take-back?q=submitted:no", "allocation/extend?q=submitted:no"),
    *("volumes/", "volumes/wanted", "volumes/received", "volumes/handed"),
)


def test_pages_under_review_speak_of_institutions(
    app: Flask, bureau: Bureau, client_for: ClientFor
) -> None:
    """What calibrates, moves, hands over and bars: no case, no handler, no stage."""
    with app.app_context(), unit.transaction():
        bureau.work.reviewer("L1", name="组长甲", panel_lead=True)
    officer = client_for(bureau.work.officer)
    take_in(officer, AT.year - 1)
    here = set_up(officer)
    give_out(officer, here)

    for path in OFFICE:
        shown = officer.get(f"{here}/{path}")
        assert shown.status_code == 200, path
        said = text(shown).partition("查询写法")
        said = said[0] + said[2].partition("谁手中")[2]
        for word in ("案号", "承办", "同所", "阶段", "当事人", "复杂案件"):
            assert word not in said, (path, word)
    wanted = text(officer.get(f"{here}/volumes/wanted"))
    assert "调取材料清单" in wanted and "评查编号 机1" in wanted and CENTER in wanted
    assert "咨询登记簿" in wanted and "值班签到簿" in wanted
    assert "评查编号" in text(officer.get(f"{here}/calibration/"))
    assert "本机构的案卷" not in text(officer.get(f"{here}/allocation/conflicts"))
    moves_come_back(officer, here)
    rules_of_cases_stay(app, officer, here)
    refused = officer.post(f"{here}/allocation/conflicts", data={"reviewer": "R1"})
    assert refused.status_code == 422
    assert 'id="firm-error"' in refused.text


def moves_come_back(officer: FlaskClient, here: str) -> None:
    """The file of the allocation is about institutions, and is read again."""
    body = officer.get(f"{here}/allocation/moves/now.csv").data
    heads = body.decode("utf-8-sig").splitlines()[0].split(",")
    assert heads[0] == "评查编号"
    assert not {"案号", "办理阶段", "阶段", "卷册"} & set(heads)
    sent = {"file": (io.BytesIO(body), "moves.csv")}
    brought = officer.post(f"{here}/allocation/moves/", data=sent)
    assert brought.status_code == 200
    assert "文件内容与现状一致，" in text(brought)


def rules_of_cases_stay(app: Flask, officer: FlaskClient, here: str) -> None:
    def stored() -> dict[str, object]:
        with app.app_context(), unit.reading() as connection:
            rules = connection.scalar(select(Campaign.rules)) or {}
        return dict(conflict_rules(rules).grades)

    before = stored()
    asked = {"staff": "warn", "employer": "disclose", "unit": "person"}
    done = officer.post(f"{here}/allocation/rules/", data=asked)
    assert done.status_code == 302
    assert stored() == before | {
        Bar.STAFF: Strength.WARN,
        Bar.EMPLOYER: Strength.DISCLOSE,
    }
    wrong = officer.post(f"{here}/allocation/rules/", data=asked | {"staff": "x"})
    assert wrong.status_code == 422


def test_records_of_an_institution_are_listed_by_its_archive(
    app: Flask, bureau: Bureau, client_for: ClientFor
) -> None:
    officer = client_for(bureau.work.officer)
    take_in(officer, AT.year - 1)
    (address,) = re.findall(
        r'href="(/cases/[^"/]{8,})/scans/"',
        officer.get("/cases/?q=类型:工作站").get_data(as_text=True),
    )
    with app.app_context():
        public_id = address.rsplit("/", 1)[1]
        found = contents.of_case(viewer=bureau.work.officer, public_id=public_id)

    assert found.is_institution
    assert found.file.archive is not None
    assert D.DUTY_SIGN_IN in found.file.archive.required
