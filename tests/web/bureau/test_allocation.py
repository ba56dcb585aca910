"""Giving files out over HTTP: proposed, confirmed, taken back, conflicts declared."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from openpyxl import load_workbook
from sqlalchemy import func, select

from review.services import allocation, reviewing
from review.store import unit
from review.store.models import CampaignReviewer, Case, Firm, Read
from tests.casework import Casework, submit
from tests.conftest import AT
from tests.web.bureau.reading import hidden, text

PAGE = "/campaigns/2025/allocation/"
Events = Callable[[], list[str]]


def rows(response: Any) -> list[str]:
    """The lines of the page's table."""
    html = response.get_data(as_text=True).split('id="query-words"', 1)[-1]
    html = html.split("<tbody>", 1)[1].split("</tbody>")[0]
    lines = (re.sub(r"<[^>]+>", " ", row) for row in html.split("</tr>")[:-1])
    return [" ".join(line.split()) for line in lines]


def n_reads(app: Flask) -> int:
    with app.app_context(), unit.reading() as connection:
        counted = select(func.count()).select_from(Read).where(Read.ended_at.is_(None))
        return int(connection.scalar(counted) or 0)


# Giving out


def test_before_the_draw_the_page_leads_to_the_sample(
    client: FlaskClient, opened: Casework
) -> None:
    page = client.get(PAGE)

    assert "Draw the sample first" in text(page)
    assert 'href="/campaigns/2025/sample/"' in page.get_data(as_text=True)


def test_a_proposal_is_shown_before_anything_is_given_out(
    app: Flask, client: FlaskClient, drawn: Casework
) -> None:
    assert "12 places are empty" in text(client.get(PAGE))

    shown = client.get(PAGE + "?proposal=1")

    said = text(shown)
    assert "Give out these places? Places: 12, files: 6, reviewers: 3." in said
    assert [row.split()[0] for row in rows(shown)] == ["白二", "钱三", "周一"]
    assert "Give out 12 places" in said
    assert n_reads(app) == 0


def test_confirming_gives_out_exactly_the_proposal(
    app: Flask, client: FlaskClient, drawn: Casework, events: Events
) -> None:
    digest = hidden(client.get(PAGE + "?proposal=1"), "digest")

    answers = [client.post(PAGE, data={"digest": digest}) for _ in range(2)]

    assert [each.location for each in answers] == [PAGE, PAGE]
    assert n_reads(app) == 12
    assert events().count("reads_allocated") == 1
    assert "Every place is filled." in text(client.get(PAGE))


def test_a_proposal_that_is_out_of_date_is_refused(
    app: Flask, client: FlaskClient, drawn: Casework
) -> None:
    digest = hidden(client.get(PAGE + "?proposal=1"), "digest")
    with app.app_context(), unit.transaction() as connection:
        connection.execute(CampaignReviewer.__table__.update().values(cap=1))

    stale = client.post(PAGE, data={"digest": digest})

    assert stale.status_code == 409
    assert "changed since this proposal was made" in text(stale)
    # The proposal as it is now stands beneath, to be confirmed.
    assert "Give out 3 places" in text(stale)
    assert client.post(PAGE).status_code == 400
    assert n_reads(app) == 0


def test_places_that_stay_empty_say_why(
    app: Flask, client: FlaskClient, drawn: Casework
) -> None:
    with app.app_context(), unit.transaction() as connection:
        connection.execute(CampaignReviewer.__table__.update().values(cap=3))

    said = text(client.get(PAGE + "?proposal=1"))

    assert "3 places stay empty; the reasons stand below." in said
    assert "have no room left under their limit." in said


def test_empty_places_of_files_of_one_number_are_told_apart(
    app: Flask, client: FlaskClient, drawn: Casework
) -> None:
    with app.app_context(), unit.transaction() as connection:
        connection.execute(CampaignReviewer.__table__.update().values(cap=1))
        for case_no, stage in (("0", "trial_first"), ("1", "trial_second")):
            connection.execute(
                Case.__table__.update()
                .where(Case.case_no == f"(2025)青援{case_no}号")
                .values(case_no="(2025)青援9号", stage=stage)
            )

    said = text(client.get(PAGE + "?proposal=1"))

    assert "(2025)青援9号 · Trial, first instance" in said
    assert "(2025)青援9号 · Trial, second instance" in said


# Who holds what


def test_reads_are_listed_with_their_reviewers(
    client: FlaskClient, allocated: Casework
) -> None:
    found = rows(client.get(PAGE + "reads"))

    assert len(found) == 12
    assert all("Counted review" in row and "Not submitted" in row for row in found)


def test_reads_are_filtered_and_keep_the_filter(
    client: FlaskClient, allocated: Casework
) -> None:
    query = "reviewer:R1 submitted:no （2025）青援"
    page = client.get(PAGE + "reads", query_string={"q": query, "sort": "name"})

    found = rows(page)
    html = page.get_data(as_text=True)
    assert len(found) == 4
    assert all("周一 R1" in row for row in found)
    assert '<option value="reviewer:R1" selected>' in html
    assert '<option value="submitted:no" selected>' in html
    assert "q=reviewer:R1+sub" in html.split("allocation/reads.xlsx?")[1].split('"')[0]
    assert "size=100" in html


def test_every_choice_offered_is_understood(
    client: FlaskClient, allocated: Casework
) -> None:
    offered = re.findall(r'<option value="([^"]+)"', client.get(PAGE + "reads").text)
    assert {"purpose:counted", "purpose:third", "submitted:no"} <= set(offered)
    for query in offered:
        page = client.get(PAGE + "reads", query_string={"q": query})
        assert page.status_code == 200, query


def test_what_is_not_on_offer_stays_in_the_query(
    client: FlaskClient, allocated: Casework
) -> None:
    """A reviewer asked for by name is no option; another choice does not drop it."""
    page = client.get(PAGE + "reads", query_string={"q": "reviewer:周一"})

    assert '<option value="reviewer:周一" selected>' in page.text
    sent = {"q": "reviewer:周一", "was": "reviewer:周一", "submitted": "submitted:no"}
    there = client.get(PAGE + "reads", query_string=sent | {"reviewer": sent["q"]})
    assert 'value="reviewer:周一 submitted:no"' in client.get(there.location).text


def test_a_search_is_taken_as_it_is_written(
    client: FlaskClient, allocated: Casework
) -> None:
    for odd in ("%", "_", "'", "x" * 200):
        said = text(client.get(PAGE + "reads", query_string={"q": odd}))
        assert "Nothing fits this query." in said


def test_reads_come_in_pages(app: Flask, client: FlaskClient, drawn: Casework) -> None:
    page = client.get(PAGE + "reads?page=7")

    assert "Nobody holds a file of this campaign now." in text(page)
    with app.app_context():
        allocation.confirm(viewer=drawn.officer, code="2025", at=AT)
    assert "Nothing fits" not in text(client.get(PAGE + "reads?size=100"))


def test_a_settled_file_no_longer_says_who_read_it(
    app: Flask, client: FlaskClient, allocated: Casework
) -> None:
    with app.app_context():
        with unit.transaction():
            viewers = [allocated.reader(n) for n in ("R1", "R2", "R3")]
        _settle_one(viewers)

    assert len(rows(client.get(PAGE + "reads"))) == 10
    assert "Nothing fits" in text(client.get(PAGE + "reads?q=submitted:yes"))
    workbook = client.get(PAGE + "reads.xlsx")
    assert len(list(load_workbook(io.BytesIO(workbook.data)).active.values)) == 11


def _settle_one(viewers: list[Any]) -> None:
    """Both reviews of one file, and of no other, are in."""
    lines = {
        viewer.login: {
            line.case_no: line.public_id
            for line in reviewing.queue(viewer=viewer, at=AT)
        }
        for viewer in viewers
    }
    case_no = next(no for no in lines["R1"] if no in lines["R2"] or no in lines["R3"])
    for viewer in viewers:
        if case_no in lines[viewer.login]:
            submit(viewer, lines[viewer.login][case_no])


# Taking back


def taking_back(client: FlaskClient) -> str:
    html = client.get(PAGE + "reads").get_data(as_text=True)
    found = re.search(r'href="(/campaigns/2025/allocation/reads/[^"]+)"', html)
    assert found is not None
    return found[1]


def test_a_file_is_taken_back_with_a_reason(
    app: Flask, client: FlaskClient, allocated: Casework, events: Events
) -> None:
    address = taking_back(client)
    assert "Take it back" in text(client.get(address))

    done = [client.post(address, data={"reason": "生病"}) for _ in range(2)]

    assert [each.location for each in done] == [PAGE, PAGE]
    assert n_reads(app) == 11
    assert events().count("read_withdrawn") == 1
    assert "1 place is empty" in text(client.get(PAGE))
    assert client.get(address).status_code == 404


def test_without_a_reason_nothing_is_taken_back(
    app: Flask, client: FlaskClient, allocated: Casework
) -> None:
    shown = client.post(taking_back(client), data={"reason": " "})

    assert shown.status_code == 422
    assert 'id="reason-error"' in shown.text
    assert n_reads(app) == 12


def test_a_read_that_is_not_there_is_not_found(
    client: FlaskClient, allocated: Casework
) -> None:
    assert client.get(PAGE + "reads/none").status_code == 404
    assert client.post(PAGE + "reads/none", data={"reason": "x"}).status_code == 404


# Conflicts


@pytest.fixture
def firm(app: Flask, work: Casework) -> str:
    with app.app_context(), unit.reading() as connection:
        return str(connection.scalar(select(Firm.public_id)))


def test_a_conflict_shows_its_consequence_first(
    app: Flask, client: FlaskClient, allocated: Casework, firm: str
) -> None:
    data = {"reviewer": "R1", "firm": firm, "handler": ""}
    assert "No conflict has been declared" in text(client.get(PAGE + "conflicts"))

    shown = client.post(PAGE + "conflicts", data=data)
    said = text(shown)
    assert "周一 will get no files of 青川律师事务所 any more." in said
    assert "4 open files are taken back at once" in said
    assert n_reads(app) == 12

    for _ in range(2):
        done = client.post(PAGE + "conflicts", data=data | {"do": "declare"})
        assert done.location == PAGE + "conflicts"
    assert n_reads(app) == 12
    said = text(client.get(PAGE + "conflicts"))
    assert "files taken back: 4, given to others already: 4" in said
    assert rows(client.get(PAGE + "conflicts")) == [
        "周一 R1 Firm 青川律师事务所 Withdraw"
    ]


@pytest.mark.parametrize(
    "data",
    [
        {},
        {"reviewer": "R1"},
        {"reviewer": "R9", "firm": "own"},
        {"reviewer": "R1", "firm": "own", "handler": "own"},
        {"reviewer": "", "firm": "own"},
    ],
)
def test_half_a_conflict_is_refused(
    app: Flask,
    client: FlaskClient,
    allocated: Casework,
    firm: str,
    data: dict[str, str],
) -> None:
    sent = {key: value.replace("own", firm) for key, value in data.items()}

    shown = client.post(PAGE + "conflicts", data=sent | {"do": "declare"})

    assert shown.status_code == 422
    assert n_reads(app) == 12


@pytest.fixture
def declared(client: FlaskClient, allocated: Casework, firm: str) -> str:
    """The address on which the conflict just declared is withdrawn."""
    data = {"reviewer": "R1", "firm": firm, "handler": "", "do": "declare"}
    client.post(PAGE + "conflicts", data=data)
    html = client.get(PAGE + "conflicts").get_data(as_text=True)
    found = re.search(r'href="([^"]*conflicts/withdrawal[^"]*)"', html)
    assert found is not None
    return found.group(1).replace("&amp;", "&")


def test_withdrawing_a_conflict_says_first_what_follows(
    client: FlaskClient, declared: str, firm: str, events: Events
) -> None:
    shown = client.get(declared)
    said = text(shown)
    assert "周一 can get files of 青川律师事务所 again, in every campaign" in said
    assert "Files taken back for this conflict stay where they are now" in said
    assert "conflict_withdrawn" not in events()

    data = {name: hidden(shown, name) for name in ("number", "against", "party")}
    assert data == {"number": "R1", "against": "firm", "party": firm}
    for _ in range(2):
        done = client.post(
            PAGE + "conflicts/withdrawal", data=data | {"reason": "误报"}
        )
        assert done.location == PAGE + "conflicts"
    assert events().count("conflict_withdrawn") == 1
    assert "No conflict has been declared" in text(client.get(PAGE + "conflicts"))
    assert client.get(declared).status_code == 404


def test_without_a_reason_no_conflict_is_withdrawn(
    client: FlaskClient, declared: str, firm: str, events: Events
) -> None:
    data = {"number": "R1", "against": "firm", "party": firm, "reason": ""}

    shown = client.post(PAGE + "conflicts/withdrawal", data=data)

    assert shown.status_code == 422
    assert "Fill in this field." in text(shown)
    assert "conflict_withdrawn" not in events()


def test_a_conflict_that_is_not_there_is_not_found(
    client: FlaskClient, declared: str, firm: str
) -> None:
    asked = {"number": "R1", "against": "firm", "party": firm}
    for wrong in ({"number": "R2"}, {"against": "x"}, {"party": "none"}):
        data = asked | wrong | {"reason": "误报"}
        address = PAGE + "conflicts/withdrawal"
        assert client.get(address, query_string=asked | wrong).status_code == 404
        assert client.post(address, data=data).status_code == 404


# How many questions


def test_a_long_list_asks_as_many_questions_as_a_short_one(
    app: Flask, client: FlaskClient, drawn: Casework, statements: list[str]
) -> None:
    def n_asked() -> int:
        client.get(PAGE + "reads?size=500")
        statements.clear()
        assert client.get(PAGE + "reads?size=500").status_code == 200
        return len(statements)

    none = n_asked()
    with app.app_context():
        allocation.confirm(viewer=drawn.officer, code="2025", at=AT)

    assert n_asked() == none


def test_every_number_of_reviews_says_which_are_counted(
    client: FlaskClient, allocated: Casework
) -> None:
    assert "First reviews only." in text(client.get("/campaigns/2025/allocation/"))
    alternates = text(client.get("/campaigns/2025/allocation/alternates/"))
    assert "counts once for each part" in alternates
    for path in ("readers", "reminders"):
        said = text(client.get(f"/campaigns/2025/{path}"))
        assert "All reviews are counted: first and third ones" in said, path
