"""The year over HTTP: the bureau compiles, the association decides, people read."""

from __future__ import annotations

import io
import json
import re
from datetime import timedelta
from html import unescape

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from review.domain.assessment_measures import Measure
from review.domain.policy import Role, Viewer
from review.domain.schemes import Text
from review.files import shipped
from review.services import assessment
from review.services.assessment import Filters, LineView
from review.store import unit
from review.store.models import (
    AccessLog,
    Assessment,
    AssessmentDecision,
    AssessmentSupplied,
    Event,
    Release,
)
from review.web.assessment_facts import note_of
from review.web.language import speaking
from tests.conftest import AT
from tests.databases import Once
from tests.released import Place, a_place, another_place
from tests.services.rounds import rows
from tests.web.conftest import ClientFor, token_in

YEAR = 2025


@pytest.fixture
def place(once: Once) -> Place:
    """A published campaign; 李四 and 孙三 closed enough cases."""
    return once(published)


def published() -> Place:
    made = a_place()
    made.publish()
    with unit.transaction():
        for n in range(3):
            made.work.case(f"(2025)青援1{n:03}号", lawyers=("孙三",))
            made.work.case(f"(2025)青援2{n:03}号", lawyers=("李四",))
        made.people["bar"] = made.work.account("bar", Role.BAR_ASSOCIATION)
    return made


def compiled(app: Flask, place: Place) -> None:
    with app.app_context():
        assessment.compile_year(
            viewer=place.officer, year=YEAR, at=AT - timedelta(hours=2)
        )


def supplied(app: Flask, place: Place) -> None:
    compiled(app, place)
    with app.app_context():
        assessment.supply(viewer=place.officer, year=YEAR, at=AT - timedelta(hours=1))


def public_id(app: Flask, place: Place, name: str, kind: str = "handler") -> str:
    with app.app_context():
        view = assessment.year_view(
            viewer=place.officer, year=YEAR, kind=kind, filters=Filters()
        )
        return {row.name: row.public_id for row in view.rows}[name]


def text_of(response: TestResponse) -> str:
    """What a reader sees of a page, blanks made one."""
    html = response.get_data(as_text=True)
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", html)))


def stored(app: Flask, model: type, *columns: str) -> list[tuple[object, ...]]:
    with app.app_context():
        return rows(model, *columns)


def in_english(client: FlaskClient) -> FlaskClient:
    client.post("/language", data={"locale": "en"})
    return client


@pytest.fixture
def officer(client_for: ClientFor, place: Place) -> FlaskClient:
    return in_english(client_for(place.officer))


@pytest.fixture
def bar(client_for: ClientFor, place: Place) -> FlaskClient:
    return in_english(client_for(place.people["bar"]))


def test_the_bureau_compiles_looks_and_hands_over(
    app: Flask, officer: FlaskClient
) -> None:
    first = text_of(officer.get("/assessment/"))
    assert "not compiled yet" in first

    told = text_of(officer.post(f"/assessment/{YEAR}/compile", follow_redirects=True))
    assert "Compiled. New proposals: 6, replaced: 0, as before: 0." in told
    assert "Only the bureau sees this until it is supplied." in told
    again = text_of(officer.post(f"/assessment/{YEAR}/compile", follow_redirects=True))
    assert "nothing has changed, and nothing was written" in again

    confirm = text_of(officer.get(f"/assessment/{YEAR}/supply"))
    assert "Supply handlers (4) and firms (2)" in confirm
    assert stored(app, AssessmentSupplied) == []
    done = text_of(officer.post(f"/assessment/{YEAR}/supply", follow_redirects=True))
    assert "Supplied; handlers: 4, firms: 2." in done
    assert len(stored(app, AssessmentSupplied)) == 1
    assert officer.get(f"/assessment/{YEAR}/supply").status_code == 302
    assert officer.post(f"/assessment/{YEAR}/supply").status_code == 422


def test_a_year_without_a_release_cannot_be_compiled(
    app: Flask, client_for: ClientFor
) -> None:
    with app.app_context():
        place = a_place()
    officer = in_english(client_for(place.officer))

    assert "once one of them has its final release" in text_of(
        officer.get("/assessment/")
    )
    page = text_of(officer.get(f"/assessment/{YEAR}"))
    assert "no final release yet: its results are not counted" in page
    assert f"Compile {YEAR}" not in page
    refused = officer.post(f"/assessment/{YEAR}/compile")
    assert refused.status_code == 422
    assert "Publish one first." in text_of(refused)
    assert officer.get(f"/assessment/{YEAR}/supply").status_code == 302


def test_looking_changes_nothing(
    app: Flask, place: Place, officer: FlaskClient
) -> None:
    compiled(app, place)
    one, before = public_id(app, place, "赵一"), stored(app, Event, "id")

    for address in (
        "/assessment/",
        f"/assessment/{YEAR}",
        f"/assessment/{YEAR}?kind=firm",
        f"/assessment/{YEAR}/supply",
        f"/assessment/sheets/{one}",
        "/assessment/schemes",
    ):
        assert officer.get(address).status_code == 200

    assert stored(app, Event, "id") == before
    assert len(stored(app, Assessment)) == 6


def test_the_list_is_filtered_by_the_address(
    app: Flask, place: Place, officer: FlaskClient
) -> None:
    compiled(app, place)

    page = text_of(officer.get(f"/assessment/{YEAR}?outcome=insufficient"))

    assert "2 of 4 proposals" in page
    assert "赵一" in page and "孙三" not in page
    assert "Insufficient cases" in page
    nobody = text_of(officer.get(f"/assessment/{YEAR}?outcome=fail"))
    assert "No proposal fits these filters." in nobody
    assert officer.get(f"/assessment/{YEAR}?kind=county").status_code == 400
    assert officer.get("/assessment/1999").status_code == 404
    assert officer.get(f"/assessment/{YEAR}?page=99").status_code == 200


def test_a_lawyer_reads_where_every_number_comes_from(
    app: Flask, place: Place, client_for: ClientFor
) -> None:
    supplied(app, place)
    ((digest,),) = stored(app, Release, "digest")

    page = text_of(in_english(client_for(place.people["孙三"])).get("/my-year/"))

    for said in (
        "Basically competent",
        "5 minimum 3",
        "The bureau's case list: cases closed in the calendar year",
        "75.00% mean, n = 2",
        "50.00% 1 of 2",
        "Counted here: (2025)青援0005号",
        "Source of the rule: suggestion of this product",
        "Failed cases at most 0 1 no",
        "2025年度案卷质量评查 · release 1 of March 5, 2026",
        digest,
        "(2025)青援1002号",
        "The bar association has not decided yet.",
    ):
        assert said in page, said
    assert "(2025)青援0001号" not in page


def test_a_lawyer_reads_the_proposal_that_was_decided_on(
    app: Flask, place: Place, client_for: ClientFor
) -> None:
    supplied(app, place)
    first = public_id(app, place, "赵一")
    with app.app_context():
        with unit.transaction():
            place.work.case("(2025)青援4000号", lawyers=("赵一",))
        assessment.compile_year(viewer=place.officer, year=YEAR, at=AT)
    lawyer = in_english(client_for(place.people["赵一"]))

    now = lawyer.get("/my-year/").get_data(as_text=True)
    assert f'href="/my-year/sheets/{first}"' in now
    earlier = text_of(lawyer.get(f"/my-year/sheets/{first}"))
    assert "This proposal has been replaced by a later one." in earlier
    assert "2 minimum 3" in earlier


def test_too_few_cases_are_no_low_mark(
    app: Flask, place: Place, client_for: ClientFor
) -> None:
    supplied(app, place)

    page = text_of(in_english(client_for(place.people["赵一"])).get("/my-year/2025"))

    assert "Insufficient cases There is too little to suggest a grade." in page
    assert "This is no low mark." in page
    assert "Because: Cases missing to the yearly minimum at least 1 (here 1)" in page
    assert "Not competent" not in page


def test_the_association_decides_one_by_one(
    app: Flask, place: Place, bar: FlaskClient, client_for: ClientFor
) -> None:
    supplied(app, place)
    one = public_id(app, place, "李四")
    page = bar.get(f"/bar/sheets/{one}")
    html = page.get_data(as_text=True)
    assert "checked" not in html
    key = re.search(r'name="key"[^>]*value="([^"]+)"', html)
    assert key is not None

    sent = {"key": key[1], "former": "", "decision": "competent", "reason": "同意建议"}
    done = bar.post(f"/bar/sheets/{one}", data=sent, follow_redirects=True)
    bar.post(f"/bar/sheets/{one}", data=sent)

    assert "The decision on 李四 is recorded." in text_of(done)
    assert "Next without a decision" in text_of(done)
    assert stored(app, AssessmentDecision, "decision") == [("competent",)]
    own = text_of(in_english(client_for(place.people["李四"])).get("/my-year/"))
    assert "Decision of the bar association Competent 同意建议" in own
    firm = text_of(
        in_english(client_for(place.people["乙律师事务所"])).get("/firm-year/")
    )
    assert "李四" in firm and "Competent Competent" in firm
    assert "1 decided" in text_of(bar.get("/bar/"))
    left = text_of(bar.get(f"/bar/{YEAR}?decided=no"))
    assert "3 of 4 proposals" in left


def test_a_refused_decision_keeps_what_was_typed(
    app: Flask, place: Place, bar: FlaskClient
) -> None:
    supplied(app, place)
    one = public_id(app, place, "李四")
    sent = {"key": "k", "former": "", "decision": "competent", "reason": "同意 & 好"}

    for changed, said in (
        ({"decision": ""}, "Choose a decision."),
        ({"decision": "excellent"}, "Not a valid choice."),
        ({"reason": ""}, "Give the reason."),
        ({"reason": "……"}, "Say why in a few words"),
    ):
        page = bar.post(f"/bar/sheets/{one}", data=sent | changed)

        assert (page.status_code, said in text_of(page)) == (422, True), changed
        kept = "同意 &amp; 好</textarea>" in page.get_data(as_text=True)
        assert kept == ("decision" in changed)
    assert stored(app, AssessmentDecision) == []


def test_a_decision_made_meanwhile_is_shown_first(
    app: Flask, place: Place, bar: FlaskClient
) -> None:
    supplied(app, place)
    one = public_id(app, place, "李四")
    with app.app_context():
        assessment.decide(
            viewer=place.people["bar"],
            public_id=one,
            decision="not_rated",
            reason="停止执业",
            at=AT,
            key="other",
        )
    sent = {"key": "k", "former": "", "decision": "competent", "reason": "同意"}

    page = bar.post(f"/bar/sheets/{one}", data=sent)

    assert page.status_code == 409
    seen = text_of(page)
    assert "Somebody else decided on this in the meantime." in seen
    assert "Not rated 停止执业" in seen
    html = page.get_data(as_text=True)
    former = re.search(r'name="former"[^>]*value="([^"]+)"', html)
    key = re.search(r'name="key"[^>]*value="([^"]+)"', html)
    assert former is not None and key is not None and key[1] != "k"
    again = sent | {"former": former[1], "key": key[1]}
    assert bar.post(f"/bar/sheets/{one}", data=again).status_code == 302
    history = text_of(bar.get(f"/bar/sheets/{one}"))
    assert "All decisions" in history and "replaced" in history


def test_before_it_is_supplied_outside_there_is_nothing(
    app: Flask, place: Place, bar: FlaskClient, client_for: ClientFor
) -> None:
    compiled(app, place)
    one = public_id(app, place, "赵一")
    lawyer = in_english(client_for(place.people["赵一"]))
    head = in_english(client_for(place.people["甲律师事务所"]))

    assert "No year has been supplied yet." in text_of(bar.get("/bar/"))
    assert "Nothing has been supplied" in text_of(lawyer.get("/my-year/"))
    assert "Nothing has been supplied" in text_of(head.get("/firm-year/"))
    nowhere = bar.get("/bar/nothing")
    for client, address in (
        (bar, f"/bar/{YEAR}"),
        (bar, f"/bar/sheets/{one}"),
        (bar, f"/bar/{YEAR}/handler.json"),
        (lawyer, f"/my-year/{YEAR}"),
        (head, f"/firm-year/{YEAR}"),
        (head, f"/firm-year/sheets/{one}"),
    ):
        refused = client.get(address)
        assert refused.status_code == 404, address
        assert content(refused) == content(nowhere), address
    assert bar.post(f"/bar/sheets/{one}", data={"key": "k"}).status_code == 404


def content(response: TestResponse) -> str:
    """The page's own part, without the masthead that names its reader."""
    html = response.get_data(as_text=True)
    return html[html.index("<main") : html.index("</main>")]


def test_others_never_see_it(app: Flask, place: Place, client_for: ClientFor) -> None:
    supplied(app, place)
    one = public_id(app, place, "赵一")
    with app.app_context():
        other = another_place()
        with unit.transaction():
            their_bar = other.work.account("their bar", Role.BAR_ASSOCIATION)
    people: list[Viewer] = [
        place.people["乙律师事务所"],
        other.people["丙律师事务所"],
        other.officer,
        their_bar,
        place.people["赵一"],
        place.people["东山县"],
    ]
    for viewer in people:
        client = client_for(viewer)
        for address in (
            f"/assessment/sheets/{one}",
            f"/bar/sheets/{one}",
            f"/firm-year/sheets/{one}",
            *([f"/my-year/sheets/{one}"] if viewer.login != "赵一" else []),
        ):
            assert client.get(address).status_code == 404, (viewer.login, address)
    assert (
        client_for(place.people["甲律师事务所"])
        .get(f"/firm-year/sheets/{one}")
        .status_code
        == 200
    )
    assert "赵一" not in text_of(client_for(other.officer).get(f"/assessment/{YEAR}"))
    assert "赵一" not in text_of(client_for(their_bar).get("/bar/"))


def test_the_association_reads_no_bureau_page_and_the_bureau_none_of_its(
    app: Flask, place: Place, bar: FlaskClient, officer: FlaskClient
) -> None:
    supplied(app, place)

    assert bar.get(f"/assessment/{YEAR}").status_code == 404
    assert bar.post(f"/assessment/{YEAR}/compile").status_code == 404
    assert officer.get(f"/bar/{YEAR}").status_code == 404


def test_files_are_attachments_and_noted(
    app: Flask, place: Place, bar: FlaskClient, officer: FlaskClient
) -> None:
    supplied(app, place)
    got: dict[str, TestResponse] = {}

    for client, room in ((bar, "bar"), (officer, "assessment")):
        for form in ("json", "csv", "xlsx"):
            got[form] = client.get(f"/{room}/{YEAR}/firm.{form}")
            disposition = got[form].headers["Content-Disposition"]
            assert f"legal-aid-{YEAR}-firm.{form}" in disposition
        noted = stored(app, AccessLog, "action", "object_id")
        assert noted[-3:] == [("assessment.export", f"{YEAR}/firm")] * 3
    assert len(json.loads(got["json"].data)["rows"]) == 2
    head = got["csv"].data.decode("utf-8-sig")
    assert head.startswith("Firm,County,Yearly minimum")
    assert got["xlsx"].data.startswith(b"PK")
    for nothing in ("county.json", "handler.pdf"):
        assert bar.get(f"/bar/{YEAR}/{nothing}").status_code == 404


def test_schemes_are_shown_loaded_and_chosen(
    place: Place, officer: FlaskClient
) -> None:
    shown = officer.get("/assessment/schemes")
    assert text_of(shown).count("comes with the program") == 2
    digest = re.search(r"/assessment/schemes/([0-9a-f]{64})\.yaml", shown.text)
    assert digest is not None
    file = officer.get(f"/assessment/schemes/{digest[1]}.yaml")
    assert file.text in shipped.assessment_schemes().values()
    assert officer.get(f"/assessment/schemes/{'0' * 64}.yaml").status_code == 404

    changed = file.text.replace('version: "1"', 'version: "2"')
    done = load(officer, changed)
    assert "The scheme is loaded" in text_of(done)
    assert text_of(done).count("Use this") == 1
    back = officer.post(
        f"/assessment/schemes/{digest[1]}/choose", follow_redirects=True
    )
    assert "This scheme will be used" in text_of(back)


def load(client: FlaskClient, text: str) -> TestResponse:
    return client.post(
        "/assessment/schemes",
        data={"file": (io.BytesIO(text.encode()), "scheme.yaml")},
        content_type="multipart/form-data",
        follow_redirects=True,
    )


def test_a_bad_scheme_is_told_line_by_line(place: Place, officer: FlaskClient) -> None:
    text = next(iter(shipped.assessment_schemes().values()))

    page = load(officer, text.replace("measure: cases_handled", "measure: luck"))

    line = text[: text.index("measure: cases_handled")].count("\n") + 1
    assert page.status_code == 422
    assert f"Line {line}:" in text_of(page)
    assert "measure: luck" in text_of(page)


def test_every_form_needs_its_token(
    app: Flask, place: Place, client_for: ClientFor
) -> None:
    supplied(app, place)
    one = public_id(app, place, "李四")
    client = in_english(client_for(place.people["bar"]))
    app.config["WTF_CSRF_ENABLED"] = True
    page = client.get(f"/bar/sheets/{one}")
    sent = {"key": "k", "former": "", "decision": "competent", "reason": "同意"}

    assert client.post(f"/bar/sheets/{one}", data=sent).status_code == 400
    token = {"csrf_token": token_in(page)}
    assert client.post(f"/bar/sheets/{one}", data=sent | token).status_code == 302


def test_links_lead_where_one_may_go(
    app: Flask, place: Place, client_for: ClientFor
) -> None:
    links = {
        place.officer: "/assessment/",
        place.people["bar"]: "/bar/",
        place.people["赵一"]: "/my-year/",
        place.people["甲律师事务所"]: "/firm-year/",
    }
    for viewer, address in links.items():
        page = client_for(viewer).get(address).get_data(as_text=True)
        for other in links.values():
            assert (f'href="{other}"' in page) == (other == address), viewer.login


@pytest.mark.parametrize(
    ("measure", "part", "whole", "note"),
    [
        (Measure.HANDLER_MEAN, 2, 2, "mean, n = 2"),
        (
            Measure.HANDLER_MEAN,
            2,
            5,
            "mean of 2; of 3 more results the handler's part is not known",
        ),
        (Measure.HANDLER_MEAN, 0, 0, "mean, n = 0"),
        (Measure.MEAN_SCORE, 2, 5, "mean of the 2 of 5 that have a score"),
        (Measure.SHARE_PASSED, 2, 5, "2 of 5"),
        (Measure.CASES_HANDLED, 2, 3, "minimum 3"),
        (Measure.CASES_REVIEWED, None, None, ""),
    ],
)
def test_a_number_says_what_it_is_made_of(
    app: Flask, measure: Measure, part: int | None, whole: int | None, note: str
) -> None:
    line = LineView(
        component="x",
        title=Text("x", "x"),
        measure=measure,
        value=None,
        part=part,
        whole=whole,
        points=None,
        source="",
        evidence="",
    )

    with app.test_request_context(), speaking("en"):
        assert note_of(line) == note
