"""Setting up a campaign: every step keeps what is typed and shows what it leads to."""

from __future__ import annotations

import io
import re
from datetime import date
from decimal import Decimal
from html import unescape
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, update
from werkzeug.datastructures import MultiDict
from werkzeug.test import TestResponse

from review.domain.policy import Role
from review.domain.schemes import Combination
from review.services import opening, plan_drafts, sampling
from review.store import unit
from review.store.models import Campaign, CampaignDraft, Case, Reviewer
from tests.casework import Casework, plan, sheet
from tests.conftest import AT
from tests.web.bureau.reading import hidden, text
from tests.web.conftest import ClientFor

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

PERIOD = {
    "name": "2025年度案卷质量评查",
    "code": "2025",
    "kind": "annual",
    "assessment_year": "2025",
    "closed_from": "2025-01-01",
    "closed_until": "2025-12-31",
}
STEPS = (
    *("period", "schemes", "sample", "reviews", "people", "conduct", "publication"),
    "look",
)


def begun(client: FlaskClient) -> str:
    """The address of a new draft, without its step."""
    return str(client.post("/open-campaign/begin").location).rsplit("/", 1)[0]


def typed(client: FlaskClient, draft: str, step: str) -> MultiDict[str, str]:
    """What a step's form would send if nothing were changed."""
    html = client.get(f"{draft}/{step}").get_data(as_text=True)
    form = html.split('id="plan"', 1)[1].split("</form>", 1)[0]
    sent: MultiDict[str, str] = MultiDict()
    for tag in re.findall(r"<input[^>]*>", form):
        given = {k: unescape(v) for k, v in re.findall(r'(\w+)="([^"]*)"', tag)}
        ticked = given.get("type") not in ("checkbox", "radio") or " checked" in tag
        if ticked and "name" in given:
            sent.add(given["name"], given.get("value", ""))
    for name, body in re.findall(r'<textarea[^>]*name="(\w+)"[^>]*>([^<]*)', form):
        sent.add(name, unescape(body).lstrip("\r\n"))
    for name, body in re.findall(
        r'<select[^>]*name="(\w+)"[^>]*>(.*?)</select>', form, re.DOTALL
    ):
        (value,) = re.findall(r'<option selected value="([^"]*)"', body)
        sent.add(name, value)
    return sent


def send(
    client: FlaskClient, draft: str, step: str, do: str = "next", **changes: Any
) -> TestResponse:
    """The form of a step with some fields changed; None leaves a field out."""
    sent = typed(client, draft, step)
    for name, value in changes.items():
        sent.poplist(name)
        for each in (
            [] if value is None else [value] if isinstance(value, str) else value
        ):
            sent.add(name, each)
    return client.post(f"{draft}/{step}", data=sent | {"do": do})


def opened_plan(app: Flask) -> Any:
    with app.app_context(), unit.reading() as connection:
        return connection.execute(select(Campaign.__table__)).one()


def test_a_campaign_is_set_up_step_by_step(
    app: Flask, client: FlaskClient, events: Any
) -> None:
    draft = begun(client)
    places = []
    for step, changes in zip(
        STEPS,
        (
            PERIOD,
            {"uses": []},
            {"by": "percent", "percent": "50", "seed": "体彩26035"},
            {"reviews_major": "3", "major": "10"},
            {
                "reviewers": ["R1", "R2", "R3"],
                "leads": ["L1"],
                "caps": "R1=30\nR2=-",
            },
            {"due_on": "2026-03-31", "closing_question": "y", "trace_days": "30"}
            | {"second_reads": "40", "seeds": "5", "common_files": "6"},
            {"provisional_first": "y", "answer_days": "5", "minimum_n": "1"},
        ),
        strict=False,
    ):
        places.append(send(client, draft, step, **changes).location)
    look = client.get(f"{draft}/look")
    sent = {"version": hidden(look, "version")}
    done = client.post(f"{draft}/open", data=sent)
    again = client.post(f"{draft}/open", data=sent)

    assert places == [f"{draft}/{step}" for step in STEPS[1:]]
    said = text(look)
    # One of them gets a hidden second read, and whoever has it has it like the others.
    assert "3 will be drawn 7 reviews about; 6 of them count 3 reviewers" in said
    assert (
        "2–3 reviews each about; conflicts are not counted Beside the reviews that count (6)"
        in said
    )
    assert "about 1 hidden second read" in said
    assert "21 working days from today until March 31, 2026" in said
    assert done.location == again.location == "/campaigns/2025"
    assert events() == ["plan_begun", "campaign_opened", "plan_opened"]
    row = opened_plan(app)
    assert (row.seed, row.due_on) == ("体彩26035", date(2026, 3, 31))
    assert row.rules == {
        "sample": {
            "by": "percent",
            "percent": "50",
            "number": None,
            "case_numbers": [],
            "stratify_by": ["county", "case_kind"],
            "minimum_per_handler": 0,
            "include_secret": False,
        },
        "reviews": {"major": 3},
        "second_reads": 40,
        "seeds": 5,
        "common_files": 6,
        "conflicts": row.rules["conflicts"],
        "bar_same_county": False,
        "decimals": 2,
        "minimum_n": 1,
        "provisional_first": True,
        "answer_days": 5,
        "senior_read": True,
        "closing_question": True,
        "trace_days": 30,
    }
    assert row.rules["conflicts"]["years"] == {"major": 10}
    assert "Begun already" not in text(client.get("/open-campaign"))


def test_quotas_by_class_are_set_up_and_shown_before_opening(
    app: Flask, client: FlaskClient, work: Casework
) -> None:
    with app.app_context(), unit.transaction() as connection:
        number = min(work.cases)
        major = update(Case).where(Case.case_no == number).values(case_class="major")
        connection.execute(major)
    draft = begun(client)
    send(client, draft, "period", **PERIOD)

    quotas = "重大疑难 = 3\n复杂 = 1"
    by_class = {"by": "number", "number": "2", "per": "case_class", "quotas": quotas}
    send(client, draft, "sample", **by_class)

    shown = typed(client, draft, "sample")
    said = text(client.get(f"{draft}/look"))
    assert (shown["per"], shown["quotas"]) == ("case_class", quotas)
    assert "2 files of each class of case are drawn." in said
    assert "Quotas of their own: 重大疑难 3, 复杂 1." in said
    assert "The quota of Major asks for 3; its files are 1." in said
    assert "Complex has a quota of 1 and no file in the period." in said


def test_nothing_is_carried_out_before_the_last_step(
    client: FlaskClient, events: Any
) -> None:
    draft = begun(client)

    for step in STEPS:
        assert client.get(f"{draft}/{step}").status_code == 200
        send(client, draft, step, "stay")

    assert events() == ["plan_begun"]


def test_small_groups_stay_unpublished_unless_somebody_says_so(
    client: FlaskClient,
) -> None:
    assert typed(client, begun(client), "publication")["minimum_n"] == "5"


def test_going_back_and_coming_again_lose_nothing(client: FlaskClient) -> None:
    draft = begun(client)

    back = send(client, draft, "schemes", "back", uses=["civil|case_classes|major"])
    left = send(client, draft, "period", "stay", closed_from="July", code="../x")
    resumed = client.get(draft)

    assert back.location == f"{draft}/period"
    assert left.location == resumed.location == f"{draft}/period"
    now = typed(client, draft, "period")
    assert (now["closed_from"], now["code"]) == ("July", "../x")
    assert typed(client, draft, "schemes").getlist("uses") == [
        "civil|case_classes|major"
    ]
    assert draft in client.get("/open-campaign").get_data(as_text=True)


@pytest.mark.parametrize(
    ("step", "changes", "place", "sentence"),
    [
        ("period", {"closed_from": "July"}, "closed_from", "Give a day such as"),
        ("period", {"name": ""}, "name", "Fill in this field."),
        ("period", {"code": "a b"}, "code", "The code has at most 40 letters"),
        ("period", {"closed_until": "2024-01-01"}, "closed_until", "ends before it"),
        (
            "sample",
            {"by": "percent", "percent": "101"},
            "percent",
            "over 0 and at most",
        ),
        ("sample", {"by": "number", "number": "0"}, "number", "at least 1."),
        (
            "sample",
            {"by": "number", "number": "1", "quotas": "民事 = 2"},
            "quotas",
            "need to know for what they are",
        ),
        ("reviews", {"reviews_major": "6"}, "reviews_major", "between 1 and 5"),
        ("reviews", {"major": "100"}, "major", "between 0 and 60"),
        ("people", {"caps": "R1 thirty"}, "caps", "Write each exception as"),
        ("people", {"cap": "0"}, "cap", "at least 1"),
        ("conduct", {"trace_days": "9999"}, "trace_days", "between 0 and 730"),
        ("conduct", {"second_reads": "60"}, "second_reads", "between 0 and 50"),
        ("conduct", {"seeds": "60"}, "seeds", "between 0 and 20"),
        ("conduct", {"common_files": "5"}, "common_files", "are 6 to 30"),
        ("publication", {"decimals": "two"}, "decimals", "Give a whole number."),
        ("publication", {"answer_days": "5"}, "answer_days", "ask for one first."),
    ],
)
def test_a_fault_stands_at_its_field_and_at_the_end(
    client: FlaskClient, step: str, changes: dict[str, str], place: str, sentence: str
) -> None:
    draft = begun(client)

    shown = send(client, draft, step, **changes)

    assert shown.status_code == 422
    html = shown.get_data(as_text=True)
    (told,) = re.findall(
        rf'<div class="invalid-feedback" id="{place}-error"[^>]*>([^<]*)', html
    )
    assert sentence in unescape(told)
    look = client.get(f"{draft}/look").get_data(as_text=True)
    assert f'href="{draft}/{step}#{place}"' in look
    assert "Open it?" not in look


def test_schemes_must_be_chosen(client: FlaskClient) -> None:
    shown = send(client, begun(client), "schemes", schemes=None)

    assert shown.status_code == 422
    assert "A campaign needs at least one scheme." in text(shown)


def test_files_without_a_scheme_are_counted(
    app: Flask, client: FlaskClient, work: Casework
) -> None:
    with app.app_context(), unit.transaction():
        for n in range(3):
            work.case(f"(2025)仲{n}号", kind="arbitration", case_class="major")
    draft = begun(client)

    shown = text(client.get(f"{draft}/schemes"))

    assert "Arbitration · Major No scheme: not reviewed 3" in shown
    assert "Civil litigation · General 标准civil (civil 1) 6" in shown


def test_reviews_by_class_show_their_number(
    app: Flask, client: FlaskClient, work: Casework
) -> None:
    with app.app_context(), unit.transaction():
        work.case("(2025)难1号", case_class="major")
    draft = begun(client)

    send(client, draft, "reviews", "stay", reviews_general="1", reviews_major="3")
    shown = text(client.get(f"{draft}/reviews"))

    assert "7 will be drawn 9 reviews" in shown
    assert "General 6 1 6" in shown
    assert "Major 1 3 3" in shown


def test_years_nobody_has_leave_files_without_reviewers(client: FlaskClient) -> None:
    draft = begun(client)

    send(client, draft, "reviews", "stay", general="5")
    shown = text(client.get(f"{draft}/people"))

    assert "6 files have fewer reviewers who may read them than they need." in shown
    assert "0 of 2 3 have practised too few years for this class of case." in shown


def test_two_windows_do_not_write_over_each_other(client: FlaskClient) -> None:
    draft = begun(client)
    mine = typed(client, draft, "period")
    send(client, draft, "period", "stay", name="first")

    mine["name"] = "mine"
    late = client.post(f"{draft}/period", data=mine | {"do": "stay"})

    assert late.status_code == 409
    html = late.get_data(as_text=True)
    assert 'value="mine"' in html
    mine["version"] = hidden(late, "version")
    again = client.post(f"{draft}/period", data=mine | {"do": "stay"})
    assert again.status_code == 302
    assert typed(client, draft, "period")["name"] == "mine"


@pytest.mark.parametrize("use", ["", "x", "civil|kinds"])
def test_a_use_no_page_offers_breaks_no_page(client: FlaskClient, use: str) -> None:
    draft = begun(client)
    mine = typed(client, draft, "schemes")
    mine.add("uses", use)

    client.post(f"{draft}/schemes", data=mine)

    assert client.get(f"{draft}/schemes").status_code == 200


@pytest.mark.parametrize("version", ["", "x", "9" * 20])
def test_a_version_no_page_sends_is_refused(client: FlaskClient, version: str) -> None:
    draft = begun(client)
    mine = typed(client, draft, "period")

    mine["version"] = version
    answer = client.post(f"{draft}/period", data=mine)

    assert answer.status_code == 400


def test_what_is_proposed_belongs_to_the_year_of_the_cases(
    client: FlaskClient,
) -> None:
    draft = begun(client)
    period, conduct = (typed(client, draft, step) for step in ("period", "conduct"))

    assert {name: period[name] for name in PERIOD} == {
        **PERIOD,
        "name": "2025 quality review of case files",
    }
    # Thirty working days after Monday the second of March.
    assert conduct["due_on"] == "2026-04-14"
    assert "30 working days from today" in text(client.get(f"{draft}/conduct"))


def test_another_year_than_that_of_the_cases_is_remarked(client: FlaskClient) -> None:
    draft = begun(client)

    send(client, draft, "period", "stay", assessment_year="2026")

    said = text(client.get(f"{draft}/period"))
    assert "The assessment year is 2026, and no day of the period lies in it" in said


def test_a_last_day_amid_a_standing_campaign_is_remarked(client: FlaskClient) -> None:
    draft = begun(client)

    send(client, draft, "period", "stay", kind="standing", closed_until="2026-12-31")

    said = text(client.get(f"{draft}/period"))
    assert "go on coming in after 2026-04-14" in said


def test_a_rotation_is_chosen_shown_and_carried_out(
    app: Flask, client: FlaskClient, work: Casework
) -> None:
    with app.app_context(), unit.transaction():
        for n, county in enumerate(("东山县", "西河区", "南岭县")):
            work.case(f"more{n}", area=county, lawyers=("赵1",))
            home = {"area_id": work.area(county)}
            unit.change(work.event, Reviewer, {"number": f"R{n + 1}"}, **home)
            work.reviewer(f"S{n}", area=county)
    draft = begun(client)

    send(client, draft, "people", "stay", who_reviews="counties")
    unknown = text(client.get(f"{draft}/people"))
    send(client, draft, "sample", "stay", seed="体彩26035")
    known = text(client.get(f"{draft}/look"))

    assert (
        "The order of the circle follows from the seed, which is not known" in unknown
    )
    assert "reviews the files of" not in unknown
    order = re.findall(r"(东山县|西河区|南岭县) 2 (东山县|西河区|南岭县)", known)
    assert len(dict(order)) == 3
    version = hidden(client.get(f"{draft}/look"), "version")
    client.post(f"{draft}/open", data={"version": version})
    page = client.get("/campaigns/2025/round/")
    assert "The plan asks for this, and the draw settles it" in text(page)
    sample = client.get("/campaigns/2025/sample/")
    data = {"digest": hidden(sample, "digest")}
    client.post("/campaigns/2025/sample/", data=data)
    settled = text(client.get("/campaigns/2025/round/"))
    for reader, read in order:
        assert f"{reader} 2 {read}" in settled
    assert 'value="counties" checked' in client.get("/campaigns/2025/round/").text


def test_a_rotation_that_cannot_be_is_told_before_and_keeps_files_back(
    app: Flask, client: FlaskClient, work: Casework
) -> None:
    draft = begun(client)
    send(client, draft, "people", "stay", who_reviews="counties")
    look = client.get(f"{draft}/look")
    client.post(f"{draft}/open", data={"version": hidden(look, "version")})
    data = {"digest": hidden(client.get("/campaigns/2025/sample/"), "digest")}
    client.post("/campaigns/2025/sample/", data=data)

    asked = client.get("/campaigns/2025/allocation/?proposal=1")
    shown = client.get("/campaigns/2025/round/")

    assert "takes three units at least; 2 have files here" in text(look)
    assert "Settle it under “Who reviews whom” before files are given out" in text(
        asked
    )
    assert "takes three units at least; 2 have files here" in text(shown)
    assert "Nothing is given out before it is settled" in text(shown)
    client.post("/campaigns/2025/round/", data={"who": "anyone"})
    again = text(client.get("/campaigns/2025/allocation/?proposal=1"))
    assert "Give out 12 places" in again


def test_self_review_and_recusal_of_the_county_are_told_at_the_field(
    client: FlaskClient,
) -> None:
    draft = begun(client)

    refused = send(
        client, draft, "people", "next", who_reviews="own", bar_same_county="y"
    )

    assert refused.status_code == 422
    group = refused.text.split('id="who_reviews"')[1].split("</fieldset>")[0]
    assert "no county can review its own files" in group


def test_a_re_check_is_chosen_among_the_settled_campaigns(
    app: Flask, client: FlaskClient, drawn: Casework
) -> None:
    draft = begun(client)
    offered = client.get(f"{draft}/sample").text

    refused = send(client, draft, "sample", "next", recheck_of="2025")

    assert 'value="2025">2025年度案卷质量评查 (0/6)</option>' in offered
    assert refused.status_code == 422
    error = refused.text.split('id="recheck_of-error"')[1].split("</div>")[0]
    assert "not every file is settled yet: 0 of 6." in error


def test_the_limits_in_force_are_told_once_and_lead_to_where_they_change(
    app: Flask, client: FlaskClient, work: Casework
) -> None:
    with app.app_context(), unit.transaction():
        work.scheme(sheet("second", case_kinds=("criminal_defense",)))
        strict = Combination(total_gap=Decimal(5), findings_differ=True, source="S14")
        work.scheme(sheet("third", case_kinds=("drafting",), combination=strict))
        for n, kind in enumerate(("criminal_defense", "drafting")):
            work.case(f"more{n}", kind=kind)
    draft = begun(client)

    page = client.get(f"{draft}/reviews")

    said = text(page)
    assert said.count("Reviews diverge when their totals lie over 10 apart.") == 1
    assert said.count("Reviews diverge when their totals lie over 5 apart.") == 1
    assert said.count("Different findings within these limits are agreement") == 1
    assert said.count("they found different things, even with equal totals") == 1
    assert "So say 2 schemes 标准civil (civil 1)" in said
    tries = set(re.findall(r'href="(/schemes/[^"]+/what-if)"', page.text))
    assert len(tries) == 3
    assert client.get(tries.pop()).status_code == 200


def test_too_many_drafts_are_told_where_one_begins(
    client: FlaskClient, events: Any
) -> None:
    for _ in range(plan_drafts.MOST_DRAFTS):
        begun(client)

    refused = client.post("/open-campaign/begin")

    assert refused.status_code == 422
    assert "drop one first" in text(refused)
    assert refused.text.count("left at “Kind and period”") == plan_drafts.MOST_DRAFTS


def test_a_list_that_is_too_long_stays_in_its_field(client: FlaskClient) -> None:
    draft = begun(client)
    numbers = "(2025)青援0001号\n" * 40_000

    refused = send(client, draft, "sample", "stay", by="listed", case_numbers=numbers)

    assert refused.status_code == 422
    assert "more than a plan can hold" in text(refused)
    assert refused.text.count("(2025)青援0001号") >= 40_000


def test_what_was_changed_elsewhere_is_not_opened_unseen(client: FlaskClient) -> None:
    draft = begun(client)
    version = hidden(client.get(f"{draft}/look"), "version")
    send(client, draft, "period", "stay", name="changed")

    done = client.post(f"{draft}/open", data={"version": version})

    assert done.status_code == 422
    assert "changed this draft in the meantime" in text(done)


def test_a_code_that_was_taken_meanwhile_opens_nothing(
    app: Flask, client: FlaskClient, work: Casework, events: Any
) -> None:
    draft = begun(client)
    send(client, draft, "period", code="2025")
    version = hidden(client.get(f"{draft}/look"), "version")
    with app.app_context():
        sampling.open_campaign(viewer=work.officer, plan=plan(), at=AT)

    done = client.post(f"{draft}/open", data={"version": version})

    assert done.status_code == 422
    assert "There is already a campaign with the code 2025." in text(done)
    assert events().count("campaign_opened") == 1


def test_a_campaign_is_copied_for_the_next_year(
    app: Flask, client: FlaskClient, opened: Casework
) -> None:
    begun_at = client.post("/open-campaign/copy", data={"code": "2025"}).location
    draft = begun_at.rsplit("/", 1)[0]

    shown = text(client.get(begun_at))

    assert "Copied; this was changed: Campaign code: 2025 → 2026" in shown
    now = typed(client, draft, "period")
    assert (now["assessment_year"], now["closed_until"]) == ("2026", "2026-12-31")
    assert typed(client, draft, "people").getlist("leads") == ["L1"]


def test_only_what_is_there_can_be_copied(client: FlaskClient) -> None:
    assert client.post("/open-campaign/copy", data={"code": "x"}).status_code == 422


PLAN = b"""\
code: "2025-y"
name: Plan
assessment_year: 2025
closed_from: 2025-01-01
closed_until: 2025-12-31
schemes: [{scheme: civil, case_classes: [general]}]
sample: {by: number, number: 3}
caps: {R1: 3}
"""


def bring(client: FlaskClient, body: bytes) -> TestResponse:
    return client.post("/open-campaign/file", data={"file": (io.BytesIO(body), "p")})


def test_a_plan_as_a_file_leads_to_its_consequence(
    app: Flask, client: FlaskClient, events: Any
) -> None:
    place = bring(client, PLAN).location
    shown = client.get(place)

    assert place.endswith("/look")
    assert "6 case files fit 3 will be drawn" in text(shown)
    assert "campaign_opened" not in events()
    written = client.get(place.replace("/look", "/plan.yaml")).get_data(as_text=True)
    assert "schemes: [{scheme: civil, case_classes: [general]}]\n" in written


def test_a_plan_of_before_lacks_what_is_asked_since(
    app: Flask, client: FlaskClient
) -> None:
    """Kept plans outlive an update: a question they do not know has its usual answer."""
    draft = bring(client, PLAN).location.removesuffix("/look")
    asked = client.get(f"{draft}/plan.yaml").text
    with app.app_context(), unit.transaction() as connection:
        (said,) = connection.scalars(select(CampaignDraft.said))
        kept = [each for each in said if each[0] not in ("recheck_of", "who_reviews")]
        connection.execute(update(CampaignDraft).values(said=kept))

    answer = client.get(f"{draft}/plan.yaml")

    assert len(kept) == len(said) - 2
    assert (answer.status_code, answer.text) == (200, asked)


def test_a_plan_taken_out_and_opened_again_is_the_same_file(
    client: FlaskClient,
) -> None:
    draft = bring(client, PLAN).location.rsplit("/", 1)[0]
    version = hidden(client.get(f"{draft}/look"), "version")
    client.post(f"{draft}/open", data={"version": version})
    first = client.get("/campaigns/2025-y/plan.yaml").get_data()

    again = bring(client, first.replace(b"2025-y", b"2025-z")).location
    draft = again.rsplit("/", 1)[0]
    version = hidden(client.get(again), "version")
    client.post(f"{draft}/open", data={"version": version})

    second = client.get("/campaigns/2025-z/plan.yaml").get_data()
    assert second == first.replace(b"2025-y", b"2025-z")
    assert b"reviewers: [R1, R2, R3]\nleads: [L1]\ncaps: {R1: 3}\n" in first


def test_a_plan_with_faults_names_each_line(client: FlaskClient) -> None:
    body = PLAN.replace(b"closed_from: 2025-01-01", b"closed_from: soon").replace(
        b"caps:", b"limits:"
    )

    shown = bring(client, body)

    assert shown.status_code == 422
    rows = re.findall(r'<td class="number">(\d+)</td>', shown.get_data(as_text=True))
    assert rows == ["4", "8"]
    assert "closed_from: soon" in text(shown)


@pytest.mark.parametrize("body", [b"", b"\xff\xfe\x00", b"x" * (1024 * 1024 + 1)])
def test_a_file_that_is_no_plan_is_refused(client: FlaskClient, body: bytes) -> None:
    shown = bring(client, body)

    shown.request.environ["wsgi.input"].close()
    assert shown.status_code == 422


def test_a_campaign_may_be_called_like_a_page(client: FlaskClient) -> None:
    for code in ("open", "readers", "begin"):
        draft = begun(client)
        send(client, draft, "period", code=code)
        version = hidden(client.get(f"{draft}/look"), "version")
        client.post(f"{draft}/open", data={"version": version})

    assert [client.get(f"/campaigns/{c}").status_code for c in ("open", "begin")] == [
        200,
        200,
    ]


def test_the_second_of_two_clicks_at_once_leads_to_the_campaign_too(
    client: FlaskClient, events: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    draft = bring(client, PLAN).location.removesuffix("/look")
    sent = {"version": hidden(client.get(f"{draft}/look"), "version")}
    once = opening.open_campaign

    def twice(**asked: Any) -> str:
        """The other click came to its end meanwhile."""
        monkeypatch.setattr(opening, "open_campaign", once)
        assert client.post(f"{draft}/open", data=sent).status_code == 302
        return once(**asked)

    monkeypatch.setattr(opening, "open_campaign", twice)
    done = client.post(f"{draft}/open", data=sent)

    assert done.location == "/campaigns/2025-y"
    assert events() == ["plan_begun", "campaign_opened", "plan_opened"]


def test_a_draft_is_dropped(client: FlaskClient, events: Any) -> None:
    draft = begun(client)

    done = client.post(f"{draft}/drop")

    assert done.location == "/open-campaign"
    assert client.get(f"{draft}/look").status_code == 404
    assert client.post(f"{draft}/open").status_code == 404
    assert events() == ["plan_begun", "plan_dropped"]


def test_another_bureau_and_other_roles_find_nothing(
    app: Flask, client: FlaskClient, client_for: ClientFor, work: Casework
) -> None:
    draft = begun(client)
    with app.app_context(), unit.transaction():
        reviewer = work.account("someone", Role.COUNTY_OFFICER)
    stranger = client_for(reviewer)

    for address in ("/open-campaign", f"{draft}/look", f"{draft}/plan.yaml"):
        assert stranger.get(address).status_code == 404
    assert stranger.post(f"{draft}/period", data=PERIOD).status_code == 404
    assert stranger.post(f"{draft}/open").status_code == 404
