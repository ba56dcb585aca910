"""Files and results: blind before a file is settled, side by side afterwards."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from openpyxl import load_workbook
from sqlalchemy import select

from review.domain.policy import Role, Viewer
from review.services import reviewing, sampling
from review.store import unit
from review.store.models import AccessLog, CampaignCase, Case, Read, Result, Submission
from tests.casework import Casework, casework, plan, submit, without_lines
from tests.conftest import AT
from tests.web.bureau.reading import hidden, text
from tests.web.conftest import ClientFor

FILES = "/campaigns/2025/files"
NAMES = {"R1": "周一", "R2": "白二", "R3": "钱三"}
Events = Callable[[], list[str]]


@pytest.fixture
def readers(app: Flask, allocated: Casework) -> dict[str, Viewer]:
    """The accounts of the reviewers, by number."""
    with app.app_context(), unit.transaction():
        return {number: allocated.reader(number) for number in NAMES}


def queues(readers: dict[str, Viewer]) -> dict[str, dict[str, str]]:
    """What each reviewer has open: case number to the read's public id."""
    return {
        number: {
            line.case_no: line.public_id
            for line in reviewing.queue(viewer=viewer, at=AT)
            if line.submitted_at is None
        }
        for number, viewer in readers.items()
    }


@pytest.fixture
def settled(app: Flask, readers: dict[str, Viewer]) -> tuple[str, list[str]]:
    """A file both of whose reviews are in and agree: 100 and 90; and who gave them."""
    return _review_one(app, readers, (0, 10))


@pytest.fixture
def diverged(app: Flask, readers: dict[str, Viewer]) -> tuple[str, list[str]]:
    """A file whose reviews lie forty points apart."""
    return _review_one(app, readers, (0, 40))


def _review_one(
    app: Flask, readers: dict[str, Viewer], lost: tuple[int, int]
) -> tuple[str, list[str]]:
    with app.app_context():
        without_lines()
        held = queues(readers)
        case_no = next(no for no in held["R1"] if no in held["R2"])
        for number, points in zip(("R1", "R2"), lost, strict=True):
            submit(readers[number], held[number][case_no], points)
    return case_no, ["R1", "R2"]


def address_of(app: Flask, case_no: str) -> str:
    with app.app_context(), unit.reading() as connection:
        statement = select(CampaignCase.public_id).join(
            Case, Case.id == CampaignCase.case_id
        )
        return f"{FILES}/{connection.scalar(statement.where(Case.case_no == case_no))}"


def rows(response: Any) -> list[str]:
    html = response.get_data(as_text=True).split('id="query-words"', 1)[-1]
    html = html.split("<tbody>", 1)[1].split("</tbody>")[0]
    lines = (re.sub(r"<[^>]+>", " ", row) for row in html.split("</tr>")[:-1])
    return [" ".join(line.split()) for line in lines]


# The list


def test_before_the_draw_there_are_no_files(
    client: FlaskClient, opened: Casework
) -> None:
    assert "No file has been drawn yet." in text(client.get(FILES))


def test_files_are_listed_with_their_phase(
    client: FlaskClient, allocated: Casework
) -> None:
    found = rows(client.get(FILES))

    assert len(found) == 6
    assert all(row.endswith("青川律师事务所 Allocated") for row in found)


def test_a_score_shows_when_the_file_is_settled(
    client: FlaskClient, settled: tuple[str, list[str]]
) -> None:
    by_row = {row.split()[1]: row for row in rows(client.get(FILES))}

    assert by_row[settled[0]].endswith("Settled 95.00 excellent")
    others = [row for no, row in by_row.items() if no != settled[0]]
    assert not any(re.search(r"\d\d\.\d\d", row) for row in others)


def test_why_files_diverged_is_said_without_figures(
    client: FlaskClient, diverged: tuple[str, list[str]]
) -> None:
    page = client.get(FILES + "?q=divergence:total_gap")

    (row,) = rows(page)
    assert diverged[0] in row
    assert "The totals lie further apart than allowed." in row
    assert "40" not in row
    other = client.get(FILES + "?q=divergence:item_gap")
    assert "No file fits this query." in text(other)


FOUND = {
    "状态:已定": 1,
    "state:allocated": 5,
    "kind:civil": 6,
    "kind:drafting": 0,
    "县:东山": 3,
    "county:西河区": 3,
    "（2025）青援3号": 1,
    "%": 0,
    "等级:excellent": 1,
    "-grade:excellent": 5,
    "得分:90..95 分差:10": 1,
    "得分:<95 或 分差:>10": 0,
    "项:i0<1 已交:2": 1,
    "评查员:周一 状态:未定": 3,
}


def test_a_query_finds_files(
    client: FlaskClient, settled: tuple[str, list[str]]
) -> None:
    for query, n in FOUND.items():
        page = client.get(FILES, query_string={"q": query})
        listed = page.text.split('id="query-words"', 1)[1]
        found = rows(page) if "<tbody>" in listed else []
        assert len(found) == n, query


def test_filters_become_words_of_the_query(
    client: FlaskClient, settled: tuple[str, list[str]]
) -> None:
    chosen = {"q": "赵", "was": "赵", "kind": "kind:civil", "county": "county:东山县"}
    there = client.get(FILES, query_string=chosen)

    assert there.status_code == 302
    page = client.get(there.location)
    assert 'value="赵 kind:civil county:东山县"' in page.text
    assert '<option value="county:东山县" selected>东山县' in page.text
    # A word taken out of the box stays out, whatever the choice beside it still says.
    taken_out = {"q": "赵", "was": "赵 kind:civil", "kind": "kind:civil"}
    assert client.get(FILES, query_string=taken_out).status_code == 200


def test_what_cannot_be_read_is_underlined(
    client: FlaskClient, allocated: Casework
) -> None:
    page = client.get(FILES, query_string={"q": "律所:正义 登级:不合格"})

    assert page.status_code == 422
    assert "律所:正义 <mark>登级</mark>:不合格" in page.text
    assert "There is no keyword “登级”." in text(page)
    assert "Did you mean: 等级" in text(page)
    export = client.get(FILES + ".csv", query_string={"q": "登级:不合格"})
    assert export.status_code == 422


@pytest.mark.parametrize("sort", ["position", "case_no", "area", "handler", "firm"])
def test_no_order_depends_on_what_reviews_say(
    client: FlaskClient, allocated: Casework, readers: dict[str, Viewer], sort: str
) -> None:
    before = [row.split()[1] for row in rows(client.get(f"{FILES}?sort={sort}"))]
    with client.application.app_context():
        held = queues(readers)
        case_no = next(no for no in held["R1"] if no in held["R2"])
        submit(readers["R1"], held["R1"][case_no], 90)

    after = [row.split()[1] for row in rows(client.get(f"{FILES}?sort={sort}"))]

    assert after == before


def test_the_filtered_files_leave_as_a_spreadsheet(
    app: Flask, client: FlaskClient, settled: tuple[str, list[str]]
) -> None:
    body = client.get(FILES + ".xlsx?q=state:settled")

    lines = list(load_workbook(io.BytesIO(body.data)).active.values)
    assert len(lines) == 2
    line = dict(zip(*lines, strict=True))
    assert (line["Case number"], line["Score"], line["Grade"]) == (
        settled[0],
        95,
        "excellent",
    )
    with app.app_context(), unit.reading() as connection:
        logged = connection.scalars(
            select(AccessLog.object_id).where(AccessLog.action == "list.export")
        )
        assert logged.all() == ["files:2025"]


# One file


def test_before_it_is_settled_a_file_shows_who_and_not_what(
    app: Flask, client: FlaskClient, readers: dict[str, Viewer]
) -> None:
    with app.app_context():
        held = queues(readers)
        case_no = next(no for no in held["R1"] if no in held["R2"])
        submit(readers["R1"], held["R1"][case_no], 30)

    page = client.get(address_of(app, case_no))

    said = text(page)
    assert "周一 Counted review Submitted" in said
    assert "白二 Counted review Not submitted" in said
    # Not in the page's bytes: its random tokens hold these digits once in a while.
    assert not any(secret in said for secret in ("70", "无会见笔录"))
    html = page.get_data(as_text=True)
    assert not any(secret in html for secret in ("70.00", "无会见笔录", "fail"))


def test_a_diverged_file_says_why_and_shows_no_review(
    app: Flask, client: FlaskClient, diverged: tuple[str, list[str]]
) -> None:
    page = client.get(address_of(app, diverged[0]))

    assert "The totals lie further apart than allowed." in text(page)
    html = page.get_data(as_text=True)
    assert not any(secret in html for secret in ("60.00", "100.00", "无会见笔录"))


def test_a_settled_file_shows_both_reviews_and_the_rule(
    app: Flask, client: FlaskClient, settled: tuple[str, list[str]]
) -> None:
    page = client.get(address_of(app, settled[0]))

    said = text(page)
    for sentence in (
        "Result 95.00 excellent The reviews agree",
        "mean of the reviews",
        "Only the items on which the reviews differ (1)",
        "无会见笔录",
        "Calculated again just now: the same result",
    ):
        assert sentence in said
    assert not any(name in page.get_data(as_text=True) for name in NAMES.values())


def test_labels_and_sums_do_not_follow_who_was_allocated_first(
    app: Flask, client: FlaskClient, readers: dict[str, Viewer]
) -> None:
    """Reviews and the terms of the sum stand by label, whichever place was first."""
    with app.app_context():
        for number, held in queues(readers).items():
            lost = {"R1": 0, "R2": 10, "R3": 0}[number]
            for public_id in held.values():
                submit(readers[number], public_id, lost)
        statement = (
            select(CampaignCase.public_id, Submission.total)
            .join(Read, Read.campaign_case_id == CampaignCase.id)
            .join(Submission, Submission.read_id == Read.id)
            .where(Read.slot == 1)
        )
        with unit.reading() as connection:
            first_places = {row[0]: row[1] for row in connection.execute(statement)}

    for public_id, total in first_places.items():
        said = text(client.get(f"{FILES}/{public_id}"))
        cards = re.findall(r"Reviewer (one|two) (\d+)\.00", said)
        terms = re.findall(r"Reviewer (one|two) (\d+) × 1/2", said)
        assert cards == terms
        assert [label for label, _ in cards] == ["one", "two"]
        assert str(total // 100) in [points for _, points in cards]


def test_opening_a_file_is_logged_once_per_sitting(
    app: Flask, client: FlaskClient, allocated: Casework
) -> None:
    address = address_of(app, "(2025)青援0号")

    client.get(address)
    client.get(address)

    with app.app_context(), unit.reading() as connection:
        logged = connection.scalars(
            select(AccessLog.object_id).where(AccessLog.action == "case.open")
        )
        assert logged.all() == [address.rsplit("/", 1)[1]]


def test_a_file_of_another_campaign_is_not_found(
    app: Flask, client_for: ClientFor, client: FlaskClient, allocated: Casework
) -> None:
    address = address_of(app, "(2025)青援0号")
    with app.app_context(), unit.transaction():
        stranger = casework(bureau="9", login="stranger").officer

    assert client.get(address).status_code == 200
    assert client.get(address.replace("2025", "other")).status_code == 404
    assert client.get(FILES + "/none").status_code == 404
    assert client_for(stranger).get(address).status_code == 404


# Going on


def test_the_page_calls_further_reviewers_after_showing_them(
    app: Flask,
    client: FlaskClient,
    diverged: tuple[str, list[str]],
    events: Events,
) -> None:
    assert "1 place for a further reviewer is empty." in text(client.get(FILES))
    shown = client.get("/campaigns/2025/further")
    assert "Call further reviewers? Places: 1, files: 1." in text(shown)
    assert [row.split()[:2] for row in rows(shown)] == [["钱三", "R3"]]
    digest = hidden(shown, "digest")

    for _ in range(2):
        done = client.post("/campaigns/2025/further", data={"digest": digest})
        assert done.location == FILES

    assert events().count("reads_allocated") == 2
    with app.app_context(), unit.reading() as connection:
        thirds = connection.scalars(select(Read.id).where(Read.purpose == "third"))
        assert len(thirds.all()) == 1
    assert "No file waits for a further reviewer." in text(
        client.get("/campaigns/2025/further")
    )
    said = text(client.get("/campaigns/2025"))
    assert "Further reviewers Reviews not in yet: 1; people who hold them: 1." in said


def test_calling_needs_the_proposal_that_was_shown(
    client: FlaskClient, diverged: tuple[str, list[str]]
) -> None:
    assert client.post("/campaigns/2025/further").status_code == 400
    stale = client.post("/campaigns/2025/further", data={"digest": "0" * 64})
    assert stale.status_code == 409


def test_settling_again_changes_nothing(
    app: Flask, client: FlaskClient, settled: tuple[str, list[str]]
) -> None:
    for _ in range(2):
        assert client.post("/campaigns/2025/settle").location == FILES

    with app.app_context(), unit.reading() as connection:
        assert len(connection.scalars(select(Result.id)).all()) == 1
    assert "Files settled now: 0; apart: 0." in text(client.get(FILES))


def test_a_manager_of_the_campaign_may_do_all_this(
    app: Flask, client_for: ClientFor, diverged: tuple[str, list[str]], work: Casework
) -> None:
    with app.app_context(), unit.transaction():
        manager = work.account("manager", Role.CAMPAIGN_MANAGER, campaign_id=1)
    client = client_for(manager)

    digest = hidden(client.get("/campaigns/2025/further"), "digest")
    done = client.post("/campaigns/2025/further", data={"digest": digest})

    assert done.status_code == 302
    assert client.get(address_of(app, diverged[0])).status_code == 200


def test_many_files_ask_as_many_questions_as_few(
    app: Flask, client: FlaskClient, opened: Casework, statements: list[str]
) -> None:
    def n_asked(code: str) -> int:
        address = f"/campaigns/{code}/files?size=500"
        client.get(address)
        statements.clear()
        assert client.get(address).status_code == 200
        return len(statements)

    with app.app_context():
        sampling.draw(viewer=opened.officer, code="2025", at=AT)
        few = n_asked("2025")
        with unit.transaction():
            for n in range(500):
                opened.case(f"m{n}", lawyers=("赵1",))
        sampling.open_campaign(viewer=opened.officer, plan=plan(code="many"), at=AT)
        sampling.draw(viewer=opened.officer, code="many", at=AT)

    assert n_asked("many") == few
