"""The reviewer's pages over HTTP: with the script's requests and as ordinary posts."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select
from werkzeug.datastructures import MultiDict
from werkzeug.test import TestResponse

from review.files.schemes import dump, load
from review.store import unit
from review.store.models import Campaign, DeclaredConflict, Draft, Read, Submission
from tests.conftest import AT
from tests.factories import World, campaign_under_review
from tests.web.conftest import ClientFor, token_in
from tests.web.forms.sheets import Browser, every_kind, in_parts

READ, OTHER = "read-0-1", "read-0-2"
URL = f"/reviews/{READ}"
FULL = {
    "notes": {"choice": "0"},
    "seal": {"choice": "met"},
    "papers": {"choice": "0"},
    "late": {"choice": []},
    "plan": {"choice": "good"},
    "errors": {"choice": "0"},
    "told": {"choice": "no", "findings": [{"reason": "已告知"}]},
    "court_on_time": {"choice": "0"},
    "court_argued": {"choice": "0"},
    "appeal_won": {"choice": "no"},
    "took_money": {"choice": "no"},
    "outcome": {"choice": "won"},
}


@pytest.fixture
def world(app: Flask) -> World:
    """Two files, two reviewers each, on a sheet with a line of every kind."""
    text = dump(every_kind())
    with app.app_context():
        return campaign_under_review(load(text), text)


@pytest.fixture
def reviewer(client_for: ClientFor, world: World) -> FlaskClient:
    """The first reader of the first file, in English."""
    return in_english(client_for(world.reviewers[0]))


@pytest.fixture
def partner(client_for: ClientFor, world: World) -> FlaskClient:
    """The second reader of the first file."""
    return in_english(client_for(world.reviewers[1]))


JSON_TYPE = "application/json"


def in_english(client: FlaskClient) -> FlaskClient:
    client.post("/language", data={"locale": "en", "then": "/"})
    return client


def save(
    client: FlaskClient, version: int, answers: dict[str, Any], **rest: Any
) -> TestResponse:
    body = {"version": version, "answers": answers} | rest
    headers = {"Accept": "application/json"}
    return client.post(f"{URL}/answers", json=body, headers=headers)


def form_of(client: FlaskClient, url: str = URL) -> MultiDict[str, str]:
    """The form of a page as the browser would send it unchanged."""
    return MultiDict(Browser(client.get(url).get_data(as_text=True)).sent)


def submit(client: FlaskClient) -> TestResponse:
    confirm = form_of(client, f"{URL}/confirm")
    return client.post(f"{URL}/submit", data=confirm)


def n_submissions(app: Flask) -> int:
    with app.app_context(), unit.reading() as connection:
        count = select(func.count()).select_from(Submission)
        return connection.scalar(count) or 0


def test_the_queue_shows_own_files_only(reviewer: FlaskClient) -> None:
    page = reviewer.get("/reviews/").get_data(as_text=True)

    assert re.findall(r'href="/reviews/(read-[^"]+)"', page) == [READ]
    assert "not begun" in page
    assert ">0/12 answered<" in page


def test_an_empty_queue_says_so(client_for: ClientFor, world: World) -> None:
    client = in_english(client_for(world.lead))

    assert (
        "Nothing has been given to you to review yet." in client.get("/reviews/").text
    )


def test_a_file_of_somebody_else_is_not_there(reviewer: FlaskClient) -> None:
    addresses = ["", "/confirm", "/decline", "/pulse", "/sections/work"]
    found = [reviewer.get(f"/reviews/{OTHER}{each}") for each in addresses]
    nothing = [reviewer.get(f"/reviews/read-9-9{each}") for each in addresses]

    assert {each.status_code for each in [*found, *nothing]} == {404}
    assert [_without_own(each.text, OTHER, "") for each in found] == [
        _without_own(each.text, "read-9-9", "") for each in nothing
    ]


def test_saving_answers_gives_back_what_the_server_computed(
    reviewer: FlaskClient,
) -> None:
    first = save(
        reviewer, 0, {"seal": {"choice": "missing"}, "plan": {"choice": "thin"}}
    )

    state = first.get_json()
    assert (first.status_code, state["version"], state["refused"]) == (200, 1, {})
    assert (state["total"], state["grade"]) == ("91.00", "excellent")
    assert (state["n_done"], state["n_lines"]) == (0, 12)
    assert state["lines"]["seal"] == {
        "mark": "0",
        "lost": "\N{MINUS SIGN}5",
        "state": "incomplete",
        "needs": "Give a reason for what is taken off.",
    }
    assert state["sections"]["work"] == {
        "mark": "91 / 100",
        "done": "0/9",
        "is_complete": False,
    }
    assert re.fullmatch(r"\d\d:\d\d:\d\d", state["saved_at"])


def test_leaving_and_returning_loses_nothing(reviewer: FlaskClient) -> None:
    reason = {"reason": "没有<盖章>", "pages": "3", "absent": True}
    save(reviewer, 0, {"seal": {"choice": "missing", "findings": [reason]}})
    save(reviewer, 1, {}, comment="评语\n第二行")

    form = form_of(reviewer)

    assert (form["a.seal"], form["version"]) == ("missing", "2")
    assert [form[f"f.seal.0.{each}"] for each in ("reason", "pages", "absent")] == [
        "没有<盖章>",
        "3",
        "1",
    ]
    assert form["comment"] == "评语\r\n第二行"


def test_a_draft_of_another_day_is_shown_with_its_date(
    app: Flask, reviewer: FlaskClient
) -> None:
    state = save(reviewer, 0, {"seal": {"choice": "missing"}}).get_json()
    change(app, Draft, {"version": 1}, saved_at=AT - timedelta(days=2))

    html = reviewer.get(URL).text

    assert re.fullmatch(r"\d\d:\d\d:\d\d", state["saved_at"])
    assert re.search(r"Saved \d{4}-\d\d-\d\d \d\d:\d\d<", html)


def test_a_total_is_provisional_until_everything_is_answered(
    reviewer: FlaskClient,
) -> None:
    some = save(reviewer, 0, {"seal": {"choice": "met"}}).get_json()
    full = save(reviewer, 1, FULL).get_json()

    assert (some["so_far"], full["so_far"]) == ("So far", "")
    assert (some["total"], some["grade"]) == ("100.00", "excellent")


def test_why_there_is_no_total_stands_in_its_place(reviewer: FlaskClient) -> None:
    state = save(reviewer, 0, {"seal": {"special": "cannot_assess"}}).get_json()
    html = reviewer.get(URL).text

    why = "No total: an item cannot be assessed"
    given = [state[name] for name in ("total", "grade", "so_far", "note")]
    assert given == ["", "", why, "The lead will decide."]
    assert f'<span class="bar-so-far" data-role="so-far">{why}</span>' in html
    assert '<span class="bar-total" hidden>' in html


def test_nothing_is_scored_before_the_first_answer(reviewer: FlaskClient) -> None:
    empty, confirm = reviewer.get(URL).text, reviewer.get(f"{URL}/confirm").text
    save(reviewer, 0, {"seal": {"choice": "met"}})
    none = save(reviewer, 1, {"seal": None}).get_json()

    assert '<span class="bar-so-far" data-role="so-far">Not scored yet</span>' in empty
    assert '<b data-role="total">—</b>' in empty
    for page in (empty, confirm):
        assert "100.00" not in page
        assert not re.search(r'class="grade-mark[^>]*>[^<]+<', page)
    assert '<p class="result-note">Not scored yet</p>' in confirm
    given = [none[name] for name in ("total", "grade", "so_far")]
    assert given == ["—", "", "Not scored yet"]
    assert {each["mark"] for each in none["sections"].values()} == {""}


def test_an_answer_can_be_taken_back(reviewer: FlaskClient) -> None:
    save(reviewer, 0, {"seal": {"choice": "met"}})

    state = save(reviewer, 1, {"seal": None}).get_json()

    assert (state["n_done"], state["lines"]["seal"]["state"]) == (0, "open")


def test_a_refused_answer_keeps_none_of_the_others_from_being_saved(
    reviewer: FlaskClient,
) -> None:
    some = save(reviewer, 0, {"notes": {"choice": "2.3"}, "seal": {"choice": "met"}})
    none = save(reviewer, 1, {"notes": {"choice": "-1"}})

    assert (some.status_code, some.get_json()["version"]) == (200, 1)
    assert set(some.get_json()["refused"]) == {"notes"}
    assert some.get_json()["n_done"] == 1
    assert (none.status_code, set(none.get_json()["refused"])) == (422, {"notes"})
    assert form_of(reviewer)["version"] == "1"


@pytest.mark.parametrize(
    "body",
    [[], {}, {"version": "1", "answers": {}}, {"version": 0, "answers": []}]
    + [{"version": 0, "answers": {}, "comment": 5}, {"version": None, "answers": {}}]
    + [{"version": 0, "answers": {}, "close": each} for each in ("work", [1], None)],
)
def test_a_request_of_another_shape_is_not_understood(
    reviewer: FlaskClient, body: Any
) -> None:
    assert reviewer.post(f"{URL}/answers", json=body).status_code == 400


@pytest.mark.parametrize("body", ["[" * 5000, '{"version": ' + "9" * 5000 + "}"])
def test_what_no_browser_sends_is_not_understood(
    reviewer: FlaskClient, body: str
) -> None:
    answer = reviewer.post(f"{URL}/answers", data=body, content_type=JSON_TYPE)

    assert answer.status_code == 400


@pytest.mark.parametrize("form", [{}, {"version": "9" * 30}])
def test_a_section_is_closed_from_a_known_version(
    reviewer: FlaskClient, form: dict[str, str]
) -> None:
    assert reviewer.post(f"{URL}/sections/conduct", data=form).status_code == 400


def test_a_second_window_is_told_and_shown_both(reviewer: FlaskClient) -> None:
    save(reviewer, 0, {"seal": {"choice": "met"}}, comment="先")

    late = save(reviewer, 0, {"seal": {"choice": "missing"}})

    told = late.get_json()
    assert (late.status_code, told["version"]) == (409, 1)
    assert told["answers"] == {"seal": {"choice": "met"}}
    assert told["comment"] == "先"
    assert form_of(reviewer)["a.seal"] == "met"


def test_without_the_script_a_second_window_chooses_item_by_item(
    reviewer: FlaskClient,
) -> None:
    stale = form_of(reviewer)
    save(reviewer, 0, {"seal": {"choice": "met"}, "told": {"choice": "no"}})
    stale["a.seal"], stale["comment"] = "missing", "我的评语"

    page = reviewer.post(URL, data=stale)
    both = Browser(page.text)
    choice = MultiDict(both.sent)
    choice["pick.told"] = "theirs"
    reviewer.post(URL, data=choice)

    assert page.status_code == 409
    assert [name for name, _ in both.sent if name.startswith("pick.")] == [
        "pick.seal",
        "pick.told",
        "pick.comment",
    ]
    merged = form_of(reviewer)
    assert (merged["a.seal"], merged["a.told"]) == ("missing", "no")
    assert (merged["comment"], merged["version"]) == ("我的评语", "2")


def test_an_ordinary_form_saves_everything_and_comes_back(
    reviewer: FlaskClient,
) -> None:
    form = form_of(reviewer)
    form.setlist("a.late", ["a_bit", "a_lot"])
    form["a.notes"], form["do"] = "２.5", "save"

    answer = reviewer.post(URL, data=form)

    assert (answer.status_code, answer.location) == (302, URL)
    again = form_of(reviewer)
    assert (again["a.notes"], again.getlist("a.late")) == ("2.5", ["a_bit", "a_lot"])


@pytest.mark.parametrize(
    ("do", "location"),
    [
        ("", URL),
        ("confirm", f"{URL}/confirm"),
        ("close:work", f"{URL}/sections/work"),
        ("more:notes", f"{URL}?more=notes#item-notes"),
        ("ready:notes:1", f"{URL}#item-notes"),
    ],
)
def test_every_button_saves_before_it_goes_on(
    reviewer: FlaskClient, do: str, location: str
) -> None:
    form = form_of(reviewer)
    form["a.seal"], form["do"] = "met", do

    assert reviewer.post(URL, data=form).location == location
    assert form_of(reviewer)["a.seal"] == "met"


def test_a_ready_text_becomes_a_reason_that_can_be_edited(
    reviewer: FlaskClient,
) -> None:
    form = form_of(reviewer)
    form["a.notes"], form["do"] = "5", "ready:notes:1"

    reviewer.post(URL, data=form)

    assert form_of(reviewer)["f.notes.0.reason"] == "The notes are <unsigned>"


def test_a_refused_answer_stands_as_typed_beside_the_sentence(
    reviewer: FlaskClient,
) -> None:
    form = form_of(reviewer)
    form["a.notes"], form["a.seal"] = "lots", "met"

    page = reviewer.post(URL, data=form)

    shown = MultiDict(Browser(page.text).sent)
    assert page.status_code == 422
    assert (shown["a.notes"], shown["a.seal"]) == ("lots", "met")
    assert "1.1 Meeting &lt;notes&gt; &amp; signs</a>: Item 1.1: give a" in page.text


def test_closing_a_section_asks_once_with_the_number(reviewer: FlaskClient) -> None:
    save(reviewer, 0, {"seal": {"choice": "missing"}})
    url = f"{URL}/sections/work"

    page = reviewer.get(url)
    before = form_of(reviewer)
    answer = reviewer.post(url, data=form_of(reviewer, url))

    assert "8 items of this section have no answer yet." in page.text
    assert "1.8.2 court_argued" in page.text
    assert "a.plan" not in before
    assert answer.location == f"{URL}#section-work"
    after = form_of(reviewer)
    assert (after["a.seal"], after["a.plan"], after["a.late"]) == (
        "missing",
        "good",
        "-",
    )


def test_the_script_closes_sections_at_once_and_learns_the_answers(
    reviewer: FlaskClient,
) -> None:
    """With what was answered besides: one request, one version."""
    body = {"version": 0, "answers": {"seal": {"choice": "missing"}}}
    closing = body | {"close": ["work", "integrity"]}

    state = reviewer.post(f"{URL}/answers", json=closing).get_json()

    assert (state["version"], len(state["answers"])) == (1, 10)
    assert state["answers"]["took_money"] == {"choice": "no"}
    assert state["answers"]["seal"] == {"choice": "missing"}
    assert state["sections"]["integrity"]["is_complete"] is True
    late = reviewer.post(f"{URL}/answers", json=closing)
    assert (late.status_code, late.get_json()["version"]) == (409, 1)
    other = {"version": 1, "answers": {}, "close": ["nowhere"]}
    assert reviewer.post(f"{URL}/answers", json=other).status_code == 422
    assert (
        "answers"
        not in reviewer.post(f"{URL}/answers", json=body | {"version": 1}).get_json()
    )


@pytest.mark.parametrize("section", ["record", "overall", "nowhere"])
def test_nothing_else_can_be_closed(reviewer: FlaskClient, section: str) -> None:
    assert reviewer.get(f"{URL}/sections/{section}").status_code == 404


def test_an_incomplete_review_lists_what_is_missing(reviewer: FlaskClient) -> None:
    save(reviewer, 0, {"seal": {"choice": "missing"}})

    page = reviewer.get(f"{URL}/confirm").text

    assert "12 things are still missing." in page
    assert f'<a href="{URL}#item-seal">1.2 seal</a>' in page
    assert "Give a reason for what is taken off." in page
    assert "Submit the review" not in page


def test_submitting_shows_the_derivation_and_gives_a_receipt(
    reviewer: FlaskClient, app: Flask
) -> None:
    late = {"choice": ["a_lot"], "findings": [{"option": "a_lot", "reason": "迟延"}]}
    save(reviewer, 0, FULL | {"late": late}, comment="总体<尚可>")

    confirm = reviewer.get(f"{URL}/confirm").text
    answer = submit(reviewer)
    receipt = reviewer.get(URL).text

    assert "Sum of the sections" in confirm
    assert "94.00" in confirm
    assert (answer.status_code, answer.location) == (302, URL)
    assert n_submissions(app) == 1
    number = re.search(r'data-role="receipt">([0-9a-f]{64})<', receipt)
    assert number is not None
    for shown in ("94.00", "迟延", "总体&lt;尚可&gt;", "a_lot"):
        assert shown in receipt
    assert 'name="a.' not in receipt


def test_double_clicks_and_replays_make_one_review(
    reviewer: FlaskClient, app: Flask
) -> None:
    save(reviewer, 0, FULL)
    form = form_of(reviewer, f"{URL}/confirm")
    other_tab = form_of(reviewer, f"{URL}/confirm")

    answers = [reviewer.post(f"{URL}/submit", data=form) for _ in range(3)]
    answers.append(reviewer.post(f"{URL}/submit", data=other_tab))

    assert {(a.status_code, a.location) for a in answers} == {(302, URL)}
    assert n_submissions(app) == 1


def test_a_submitted_review_is_final(reviewer: FlaskClient) -> None:
    form = form_of(reviewer)
    save(reviewer, 0, FULL)
    submit(reviewer)

    saved = save(reviewer, 1, {"seal": {"choice": "missing"}})

    assert saved.status_code == 422
    assert saved.get_json() == {
        "error": "This review has been submitted. It can no longer be changed."
    }
    for url in (f"{URL}/confirm", f"{URL}/decline"):
        assert reviewer.get(url).location == URL
    assert reviewer.post(URL, data=form).location == URL
    assert "Everything given to you is submitted." in reviewer.get("/reviews/").text


@pytest.mark.parametrize("answers", [{}, {"seal": {"choice": "met"}}])
def test_what_changed_meanwhile_is_looked_at_again_before_submitting(
    reviewer: FlaskClient, app: Flask, answers: dict[str, Any]
) -> None:
    save(reviewer, 0, FULL)
    form = form_of(reviewer, f"{URL}/confirm")
    save(reviewer, 1, answers)

    answer = reviewer.post(f"{URL}/submit", data=form)

    assert answer.location == f"{URL}/confirm"
    assert n_submissions(app) == 0
    told = reviewer.get(answer.location).text.partition('alert-warning" role="status">')
    assert told[2].startswith("The review was saved elsewhere after")


def test_an_incomplete_review_cannot_be_submitted_past_the_page(
    reviewer: FlaskClient, app: Flask
) -> None:
    save(reviewer, 0, {"seal": {"choice": "met"}})

    answer = reviewer.post(f"{URL}/submit", data={"version": "1", "key": "k"})

    assert answer.location == f"{URL}/confirm"
    assert n_submissions(app) == 0


def test_first_and_second_submitter_see_the_same(
    reviewer: FlaskClient, partner: FlaskClient
) -> None:
    def walk(client: FlaskClient, read: str, name: str) -> list[str]:
        url = f"/reviews/{read}"
        body = {"version": 0, "answers": FULL}
        pages = [client.get(url), client.post(f"{url}/answers", json=body)]
        confirm = form_of(client, f"{url}/confirm")
        pages += [client.get(f"{url}/confirm")]
        pages += [client.post(f"{url}/submit", data=confirm), client.get(url)]
        return [_without_own(page.text, read, name) for page in pages]

    assert walk(reviewer, READ, "reviewer0") == walk(partner, OTHER, "reviewer1")


def _without_own(html: str, read: str, name: str) -> str:
    """A page without what belongs to one person: own addresses, keys and numbers."""
    html = html.replace(read, "READ")
    html = html.replace(name, "NAME") if name else html
    html = re.sub(r"评查专家\d", "PERSON", html)
    html = re.sub(
        r'name="(key|csrf_token|csrf-token)" (value|content)="[^"]*"', "", html
    )
    return re.sub(r"\b[0-9a-f]{64}\b", "DIGEST", html)


def test_handing_back_needs_a_reason(reviewer: FlaskClient) -> None:
    empty = reviewer.post(f"{URL}/decline", data={"words": "没有选择"})
    bare = reviewer.post(f"{URL}/decline", data={"reason": "other", "words": " "})
    given = reviewer.post(f"{URL}/decline", data={"reason": "own_firm"})

    assert [each.status_code for each in (empty, bare)] == [422, 422]
    assert "Say in at most 200 characters" in empty.text
    assert 'value="other" required checked' in bare.text
    assert given.location == "/reviews/"
    assert reviewer.get(URL).status_code == 404


def test_handing_back_twice_is_handing_back_once(reviewer: FlaskClient) -> None:
    sent = {"reason": "other", "words": "没有时间"}
    first, second = (reviewer.post(f"{URL}/decline", data=sent) for _ in range(2))

    assert (first.status_code, second.status_code) == (302, 302)
    assert second.location == "/reviews/"
    assert reviewer.get(f"{URL}/decline").status_code == 404


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        ({}, []),
        ({"avoid_firm": "1"}, [(True, False)]),
        ({"avoid_handler": "1"}, [(False, True)]),
        ({"avoid_firm": "1", "avoid_handler": "1"}, [(True, False), (False, True)]),
    ],
)
def test_handing_back_may_declare_a_conflict(
    app: Flask,
    reviewer: FlaskClient,
    data: dict[str, str],
    expected: list[tuple[bool, bool]],
) -> None:
    reviewer.post(f"{URL}/decline", data={"reason": "own_firm"} | data)

    with app.app_context(), unit.reading() as connection:
        found = connection.execute(
            select(DeclaredConflict.firm_id, DeclaredConflict.other_person_id).order_by(
                DeclaredConflict.id
            )
        ).all()
    assert [(bool(row[0]), bool(row[1])) for row in found] == expected


def test_a_signed_out_save_is_told_so(client_for: ClientFor, world: World) -> None:
    answer = save(client_for(), 0, {})

    assert (answer.status_code, set(answer.get_json())) == (401, {"error"})


def test_the_pulse_gives_the_token_saving_needs(
    client_for: ClientFor, world: World
) -> None:
    client = client_for(world.reviewers[0], csrf=True)
    token_in(client.get("/reviews/"))

    refused = save(client, 0, {"seal": {"choice": "met"}})
    token = client.get(f"{URL}/pulse").get_json()["csrf"]
    saved = client.post(
        f"{URL}/answers",
        json={"version": 0, "answers": {"seal": {"choice": "met"}}},
        headers={"X-CSRFToken": token},
    )

    assert (refused.status_code, saved.status_code) == (400, 200)


def test_a_review_that_was_taken_back_is_not_taken_for_a_strangers(
    app: Flask, client_for: ClientFor, world: World
) -> None:
    """Who signs in again is told by a save what became of it; nobody else is."""
    own, other = (in_english(client_for(world.reviewers[n])) for n in (0, 3))
    change(app, Read, {"public_id": READ}, ended_at=AT, ended_reason="declined")

    assert own.get(f"{URL}/pulse").status_code == 200
    assert other.get(f"{URL}/pulse").status_code == 404
    refused = save(own, 0, {"seal": {"choice": "met"}})
    assert refused.status_code == 422
    assert "no longer yours" in refused.get_json()["error"]


def test_pages_name_no_one_whose_work_it_is(reviewer: FlaskClient) -> None:
    save(reviewer, 0, FULL)
    pages = [reviewer.get(f"{URL}{each}").text for each in ("", "/confirm")]
    submit(reviewer)
    pages += [reviewer.get(URL).text, reviewer.get("/reviews/").text]

    for page in pages:
        assert "律师1" not in page
        assert "律师事务所" not in page.replace("第1律师事务所", "FIRM")
        assert "FIRM" not in page


def change(app: Flask, model: type, where: dict[str, Any], **values: Any) -> None:
    with app.app_context(), unit.transaction():
        event = unit.record("tested", chain="test", actor=unit.SYSTEM, at=AT)
        assert unit.change(event, model, where, **values) == 1


@pytest.mark.parametrize(
    ("due_on", "words", "is_late"),
    [
        (date(2026, 3, 2), "due March 2, 2026", False),
        (date(2026, 3, 1), "overdue since March 1, 2026", True),
    ],
)
def test_the_queue_tells_when_a_file_is_due(
    app: Flask,
    world: World,
    reviewer: FlaskClient,
    due_on: date,
    words: str,
    is_late: bool,
) -> None:
    change(app, Campaign, {"id": world.campaign_id}, due_on=due_on)

    page = reviewer.get("/reviews/").text

    assert words in page
    assert ('class="queue-row is-late"' in page) is is_late


def test_a_read_of_few_items_shows_asks_and_submits_only_these(
    app: Flask, reviewer: FlaskClient
) -> None:
    change(app, Read, {"public_id": READ}, items=["seal", "late"])

    page = reviewer.get(URL).text
    state = save(reviewer, 0, {"seal": {"choice": "met"}, "late": {"choice": []}})
    refused = save(reviewer, 1, {"plan": {"choice": "good"}})
    confirm = reviewer.get(f"{URL}/confirm").text
    reviewer.post(f"{URL}/first-view", data=form_of(reviewer, f"{URL}/confirm"))
    reviewer.post(f"{URL}/decide", data=form_of(reviewer, f"{URL}/confirm"))

    assert list(Browser(page).states) == ["seal", "late"]
    assert "This review covers only the items below." in page
    answer = state.get_json()
    assert (answer["total"], answer["grade"]) == ("", "")
    assert (answer["n_done"], answer["n_lines"]) == (2, 2)
    assert refused.status_code == 422
    assert "None of these" in confirm
    assert "Sum of the sections" not in confirm
    assert n_submissions(app) == 1
    assert "1.4</span>late" in reviewer.get(URL).text


def test_a_reader_of_one_part_sees_that_part(app: Flask, client_for: ClientFor) -> None:
    text = dump(in_parts())
    with app.app_context():
        world = campaign_under_review(load(text), text)
    client = in_english(client_for(world.reviewers[0]))
    change(app, Read, {"public_id": READ}, part="substance")

    page = client.get(URL).text

    assert list(Browser(page).states) == ["b1"]
    assert "· Substance" in page


def test_the_sheet_says_who_is_signed_in(reviewer: FlaskClient) -> None:
    queue, sheet = (reviewer.get(url).text for url in ("/reviews/", URL))
    who = queue.split('class="masthead-user"', 1)[1].split("</a>", 1)[0]

    assert f'class="masthead-user"{who}</a>' in sheet


def test_what_stands_beside_a_full_mark_is_left_out_or_a_remark(
    reviewer: FlaskClient,
) -> None:
    said = {"findings": [{"reason": "没有裁判文书", "pages": "2"}]}
    noted = {"findings": [{"reason": "记录完整"}], "remark": True}
    full = {"seal": FULL["seal"] | said, "plan": FULL["plan"] | noted}

    saved = save(reviewer, 0, FULL | full).get_json()
    sheet, printed = form_of(reviewer), reviewer.get(f"{URL}/print").text
    reviewer.post(URL, data=sheet | {"do": "confirm"})
    confirm = reviewer.get(f"{URL}/confirm").text
    submit(reviewer)
    receipt = reviewer.get(URL).text

    assert saved["beside"] == ["plan", "seal"]
    assert (sheet.getlist("m.plan"), sheet.getlist("m.seal")) == (["1"], [])
    for page in (printed, confirm, receipt):
        assert ("没有裁判文书" in page, "记录完整" in page) == (False, True)
    assert "What stands at 1 item is not part of the review" in confirm
    assert f'<a href="{URL}#item-seal">1.2 seal</a>' in confirm
    assert "Not printed: what stands at 1 item" in printed
    assert re.search(r"<p>Remark:\s+记录完整", printed)
    assert re.search(r'class="tag">remark</span>\s*记录完整', receipt)
    assert "已告知" in receipt


def test_what_is_too_long_is_refused_in_words_and_nothing_else(
    reviewer: FlaskClient,
) -> None:
    long = {"choice": "missing", "findings": [{"reason": "字" * 2100}]}
    fits = {"choice": "thin", "findings": [{"reason": f" {'字' * 2000} "}]}

    answer = save(reviewer, 0, {"seal": long, "plan": fits}, comment="评" * 4001)
    alone = save(reviewer, 1, {}, comment="评" * 4001)
    changes = {"a.papers": "1", "comment": "评" * 4001}
    form = form_of(reviewer).to_dict() | changes
    sent = reviewer.post(URL, data=form)

    found = answer.get_json()
    assert (answer.status_code, found["version"]) == (200, 1)
    assert found["refused"] == {
        "seal": "Item 1.2: the reason has 2,100 of 2,000 characters and is not saved. "
        "Shorten it.",
        "comment": "The comment has 4,001 of 4,000 characters and is not saved. "
        "Shorten it.",
    }
    assert (alone.status_code, list(alone.get_json()["refused"])) == (422, ["comment"])
    assert sent.status_code == 422
    assert '<a href="#comment">Overall comment</a>: The comment has 4,001' in sent.text
    assert "评" * 4001 in sent.text
    again = form_of(reviewer)
    kept = [again[name] for name in ("a.plan", "a.papers", "comment")]
    assert (kept, "a.seal" in again) == (["thin", "1", ""], False)
