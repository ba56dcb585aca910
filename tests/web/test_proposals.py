"""Proposals on the reviewer's sheet: shown as such, accepted or not, without a script."""

from __future__ import annotations

import re
from datetime import date

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.datastructures import MultiDict
from werkzeug.test import TestResponse

from tests.factories import World
from tests.limited import FOURTH_DAY, IN_TIME, THIRD_DAY, know, limited_sheet
from tests.services.rounds import under_review
from tests.web.conftest import ClientFor
from tests.web.forms.sheets import Browser

URL = "/reviews/read-0-1"
EVIDENCE = (
    "Assignment March 3, 2025 → First interview March 7, 2025. "
    "Working days: 4, at most 3. Late by 1."
)


@pytest.fixture
def world(app: Flask) -> World:
    """Two files under review; of the first one its days are known."""
    with app.app_context():
        world = under_review(limited_sheet())
        know(world, first_interview=FOURTH_DAY, archived=IN_TIME)
    return world


@pytest.fixture
def reviewer(client_for: ClientFor, world: World) -> FlaskClient:
    client = client_for(world.reviewers[0])
    client.post("/language", data={"locale": "en", "then": "/"})
    return client


def page(client: FlaskClient, url: str = URL) -> str:
    return client.get(url).get_data(as_text=True)


def box(html: str, code: str) -> str:
    """What stands as proposed beside a line."""
    line = html.partition(f'id="item-{code}"')[2].partition("</fieldset>")[0]
    return line.partition('<div class="proposal')[2].partition('class="line-answer"')[0]


def words(html: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


def send(client: FlaskClient, do: str, **changes: str) -> TestResponse:
    """The sheet sent as an ordinary form, as it stands and by this button."""
    form = MultiDict(Browser(page(client)).sent)
    for name, value in changes.items():
        form[name] = value
    form["do"] = do
    return client.post(URL, data=form)


def save(client: FlaskClient, **body: object) -> dict[str, object]:
    headers = {"Accept": "application/json"}
    response = client.post(f"{URL}/answers", json=body, headers=headers)
    assert response.status_code == 200
    return response.get_json()


def test_a_proposal_shows_its_evidence_and_answers_nothing(
    reviewer: FlaskClient,
) -> None:
    html = page(reviewer)

    shown = words(box(html, "met"))
    assert EVIDENCE in shown
    sources = "Days: list of cases, entered by an officer."
    assert f"Limit: suggested for reference, not set by law. {sources}" in shown
    assert "Proposed: After over 3 working days" in shown
    assert "The days say nothing about: No notes." in shown
    assert "not an answer until you accept it" in shown
    assert "September 30, 2025. Days: 29, at most 30. In time." in words(
        box(html, "filed")
    )
    assert box(html, "rest") == ""
    assert (
        " checked"
        not in html.partition('id="item-met"')[2].partition('name="s.met"')[0]
    )
    assert '<span data-role="n-done">0</span>' in html


def test_a_proposal_is_accepted_without_a_script(reviewer: FlaskClient) -> None:
    response = send(reviewer, "accept:met")

    assert response.status_code == 302
    assert response.location.endswith("#item-met")
    html = page(reviewer)
    assert 'value="late" checked' in html
    assert f">{EVIDENCE}</textarea>" in html
    assert 'data-proposal="accepted"' in box(html, "met")
    assert 'data-proposal="open"' in box(html, "filed")


def test_another_answer_is_asked_for_its_reason(reviewer: FlaskClient) -> None:
    saved = save(reviewer, version=0, answers={"met": {"choice": []}})

    assert saved["proposals"] == {"met": "overridden", "filed": "open"}
    needs = "This differs from what is proposed: give the reason."
    assert saved["lines"]["met"] == {
        "mark": "4",
        "lost": "",
        "state": "incomplete",
        "needs": needs,
    }
    assert needs in words(page(reviewer, f"{URL}/confirm"))


def test_days_changed_after_the_answer_are_told_and_looked_at(
    app: Flask, world: World, reviewer: FlaskClient
) -> None:
    send(reviewer, "accept:met")
    with app.app_context():
        know(world, first_interview=THIRD_DAY)

    html = page(reviewer)
    assert "The days of the case or its contents list were changed" in html
    assert "they were 2025-03-03 → 2025-03-07" in words(box(html, "met"))
    assert 'value="late" checked' in html
    assert send(reviewer, "save").status_code == 302
    assert "they were 2025-03-03" in words(box(page(reviewer), "met"))

    send(reviewer, "keep:met")

    html = page(reviewer)
    assert "they were" not in words(box(html, "met"))
    assert 'value="late" checked' in html
    assert 'data-proposal="overridden"' in box(html, "met")


def test_what_the_page_did_not_show_is_not_accepted(
    app: Flask, world: World, reviewer: FlaskClient
) -> None:
    form = MultiDict(Browser(page(reviewer)).sent) | {"do": "accept:met"}
    with app.app_context():
        know(world, first_interview=THIRD_DAY)

    reviewer.post(URL, data=form)

    html = page(reviewer)
    assert "Days or contents list were changed: look at the proposal again." in html
    assert 'data-proposal="open"' in box(html, "met")
    assert "In time." in words(box(html, "met"))


def test_the_script_learns_that_the_days_were_changed(
    app: Flask, world: World, reviewer: FlaskClient
) -> None:
    days = re.search(r'name="days" value="(\w+)"', page(reviewer))
    assert days is not None
    late = {"choice": ["late"], "findings": [{"option": "late", "reason": "x"}]}
    first = save(reviewer, version=0, answers={"met": late}, days=days[1])
    with app.app_context():
        know(world, first_interview=THIRD_DAY)

    other = save(reviewer, version=1, answers={"rest": "full"}, days=days[1])

    assert (first["days_current"], first["days_changed"]) == (True, [])
    assert (other["days_current"], other["days_changed"]) == (False, ["met"])
    kept = {"kept": ["met", 7], "days": ["odd"]}
    odd = save(reviewer, version=2, answers={}, **kept)
    assert odd["days_changed"] == ["met"]


def test_a_bureau_without_days_of_steps_sees_no_boxes(
    client_for: ClientFor, world: World
) -> None:
    other = page(client_for(world.reviewers[1]), "/reviews/read-1-1")

    assert 'id="item-met"' in other
    assert 'class="proposal' not in other


@pytest.mark.parametrize(
    ("days", "said"),
    [
        ({"first_interview": None}, "Not known: First interview. Nothing is proposed."),
        (
            {"first_interview": FOURTH_DAY.replace(month=2)},
            "First interview February 7, 2025 lies before Assignment March 3, 2025;",
        ),
    ],
)
def test_why_nothing_is_proposed_is_said(
    app: Flask, world: World, reviewer: FlaskClient, days: dict, said: str
) -> None:
    with app.app_context():
        know(world, **days)

    shown = box(page(reviewer), "met")

    assert said in words(shown)
    assert "proposal-none" in shown
    assert 'class="proposal-offer" hidden' in shown


def test_the_page_of_the_scheme_tells_the_limits(
    client_for: ClientFor, world: World
) -> None:
    officer = client_for(world.officer)
    officer.post("/language", data={"locale": "en", "then": "/"})
    link = re.search(r'href="(/schemes/(?!load)[^"/]+)"', page(officer, "/schemes/"))
    assert link is not None

    assert "Assignment → First interview within 3 working days" in words(
        page(officer, link[1])
    )


def test_the_steps_of_the_case_can_be_unfolded(
    app: Flask, reviewer: FlaskClient, world: World
) -> None:
    def steps() -> str:
        found = re.search(
            r'<details class="case-days">.*?</details>', page(reviewer), re.DOTALL
        )
        return words(found.group()) if found else ""

    with app.app_context():
        know(world, first_interview=THIRD_DAY, archived=date(2025, 8, 29))

    assert "Assignment March 3, 2025" in steps()
    assert "after 3 working days First interview March 6, 2025" in steps()
    assert "before the step above Filing in the archive August 29, 2025" in steps()
    with app.app_context():
        know(world, first_interview=None, archived=None)
    assert steps() == ""
