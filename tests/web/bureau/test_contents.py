"""An officer types the contents list: by number or name, saved as one or not at all."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from datetime import timedelta
from itertools import count

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.datastructures import MultiDict
from werkzeug.test import TestResponse

from review.services.page_images import close_all
from tests.conftest import AT
from tests.factories import World
from tests.files.pages import corpus
from tests.scanned import case_id, mark, marked, pdf
from tests.web.conftest import ClientFor

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

PERSON = "阙晓芳"


@pytest.fixture
def case(app: Flask, world: World) -> Iterator[str]:
    """The address of a case's contents list."""
    with app.app_context():
        public_id = case_id(world)
    yield f"/cases/{public_id}/contents/"
    close_all()


@pytest.fixture
def officer(client_for: ClientFor, world: World) -> FlaskClient:
    client = client_for(world.officer)
    client.post("/language", data={"locale": "en", "then": "/"})
    return client


def send(client: FlaskClient, case: str, *files: tuple[str, bytes]) -> TestResponse:
    given = [(io.BytesIO(body), name) for name, body in files]
    return client.post(case.replace("contents", "scans"), data={"files": given})


def save(
    client: FlaskClient, case: str, *rows: tuple[str, str], **more: object
) -> TestResponse:
    """The form as a browser sends it, with the state of the page just opened."""
    html = client.get(case).get_data(as_text=True)
    found = re.search(r'name="state" value="(\w+)"', html)
    fields: list[tuple[str, object]] = [("state", found[1] if found else "")]
    for paper, page in rows:
        fields += [("paper", paper), ("page", page)]
    for name, value in more.items():
        values = value if isinstance(value, list) else [value]
        fields = [pair for pair in fields if pair[0] != name]
        fields += [(name, each) for each in values]
    return client.post(case, data=MultiDict(fields))


def rows(response: TestResponse) -> list[tuple[str, str]]:
    html = response.get_data(as_text=True).partition("<template")[0]
    papers = re.findall(r'name="paper"[^>]* value="([^"]*)"', html)
    pages = re.findall(r'name="page"[^>]* value="([^"]*)"', html)
    return [pair for pair in zip(papers, pages, strict=True) if any(pair)]


def text_of(response: TestResponse) -> str:
    html = re.sub(r"<[^>]+>", " ", response.get_data(as_text=True))
    return " ".join(html.split())


def test_an_upload_proposes_a_list_and_keeps_no_name(
    officer: FlaskClient, case: str
) -> None:
    told = text_of(send(officer, case, (f"起诉状-{PERSON}.pdf", pdf(10, 60))))
    assert "Put on the contents list: 1." in told

    page = officer.get(case)
    assert rows(page) == [("Indictment, claim, application or answer", "1")]
    assert "was proposed from file names" in text_of(page)
    assert PERSON not in page.get_data(as_text=True)


@pytest.mark.parametrize("typed", ["2", "２", "Index", "index", "卷内目录", "目录"])
def test_a_paper_is_typed_by_number_or_name(
    officer: FlaskClient, case: str, typed: str
) -> None:
    """The number is that of the archive's list; the second of all is the index."""
    send(officer, case, ("a.pdf", pdf(10, 60)))

    assert save(officer, case, (typed, "2"), ("", "")).status_code == 302
    assert rows(officer.get(case)) == [("Index", "2")]


def test_saving_says_what_is_missing_and_out_of_order(
    officer: FlaskClient, case: str
) -> None:
    send(officer, case, ("a.pdf", pdf(*range(0, 100, 20))))
    save(officer, case, ("closing report", "1"), ("index", "2"), ("evidence", "3"))

    told = text_of(officer.get(case))
    assert "was proposed" not in told
    assert re.search(r"Application form missing", told)
    assert re.search(r"Closing report page 1 out of order", told)
    assert re.search(r"Index page 2 (?!out of order)", told)


def test_papers_the_case_does_not_have_are_left_out(
    officer: FlaskClient, case: str
) -> None:
    send(officer, case, ("a.pdf", pdf(10)))
    save(officer, case, ("index", "1"), waived=["application_form", "nonsense"])

    html = officer.get(case).get_data(as_text=True)
    assert re.findall(r'value="(\w+)" checked', html) == ["application_form"]


@pytest.mark.parametrize(
    ("row", "sentence"),
    [
        (("99", "1"), "No paper is called so"),
        (("0", "1"), "No paper is called so"),
        (("blub", "1"), "No paper is called so"),
        (("", "1"), "Which paper begins on this page?"),
        (("index", ""), "On which page does it begin?"),
        (("index", "3"), "The file has no page 3."),
        (("index", "x" * 500), "The file has no page"),
        (("index", "1"), "write 2:1 for page 1 of the second scan"),
    ],
)
def test_what_cannot_be_read_is_told_in_its_row_and_nothing_is_saved(
    officer: FlaskClient, case: str, row: tuple[str, str], sentence: str
) -> None:
    send(officer, case, ("a.pdf", pdf(10, 60)), ("b.pdf", pdf(20)))
    scans = case.replace("contents", "scans")
    second = re.findall(
        r"/scans/([\w-]+)/number", officer.get(scans).get_data(as_text=True)
    )[1]
    officer.post(f"{scans}{second}/number", data={"first": "1"})

    response = save(officer, case, ("evidence", "2"), row)
    assert response.status_code == 422
    assert sentence in text_of(response)
    assert rows(response)[0] == ("evidence", "2")
    assert rows(officer.get(case)) == []


def test_pages_of_two_volumes_are_told_apart(officer: FlaskClient, case: str) -> None:
    send(officer, case, ("a.pdf", pdf(10, 60)), ("b.pdf", pdf(20)))
    scans = case.replace("contents", "scans")
    second = re.findall(
        r"/scans/([\w-]+)/number", officer.get(scans).get_data(as_text=True)
    )[1]
    officer.post(f"{scans}{second}/number", data={"first": "1"})

    save(officer, case, ("judgment", "2：1"), ("index", "1:1"), ("evidence", "2"))
    assert [page for _, page in rows(officer.get(case))] == ["1:1", "2", "2:1"]


def test_a_list_changed_meanwhile_is_told_and_what_was_typed_stays(
    officer: FlaskClient, case: str
) -> None:
    send(officer, case, ("a.pdf", pdf(10)))

    response = save(officer, case, ("index", "1"), state="0123456789abcdef")
    assert response.status_code == 409
    assert rows(response) == [("index", "1")]
    assert "changed meanwhile" in text_of(response)


def test_more_rows_keep_what_was_typed(officer: FlaskClient, case: str) -> None:
    send(officer, case, ("a.pdf", pdf(10)))

    response = save(officer, case, ("index", "7"), more="1")
    assert response.status_code == 200
    assert rows(response) == [("index", "7")]
    assert response.get_data(as_text=True).count('name="paper"') == 12


def test_bookmarks_are_proposed_on_request_and_saved_by_nobody_else(
    officer: FlaskClient, case: str
) -> None:
    send(officer, case, ("a.pdf", marked(6, ("申请表", 2), ("判决书", 5))))
    save(officer, case)
    assert rows(officer.get(case)) == []

    response = save(officer, case, ("index", "1"), bookmarks="1")
    assert rows(response) == [
        ("index", "1"),
        ("Application form", "2"),
        ("Judgment, ruling, mediation paper or award", "5"),
    ]
    assert rows(officer.get(case)) == []
    save(officer, case, ("index", "1"))
    assert 'name="bookmarks"' not in officer.get(case).get_data(as_text=True)


def test_scans_without_bookmarks_say_so(officer: FlaskClient, case: str) -> None:
    send(officer, case, ("a.pdf", pdf(10)))

    response = save(officer, case, bookmarks="1")
    assert "name no papers" in text_of(response)


def test_a_list_changed_after_the_last_save_is_told_beside_the_sheet(
    app: Flask,
    officer: FlaskClient,
    client_for: ClientFor,
    world: World,
    case: str,
) -> None:
    minutes = count()
    app.config["CLOCK"] = lambda: AT + timedelta(minutes=next(minutes))
    send(officer, case, ("a.pdf", corpus.pdf(4)))
    save(officer, case, ("index", "1"))
    reviewer = client_for(world.reviewers[0])
    reviewer.post("/language", data={"locale": "en", "then": "/"})
    sheet = f"/reviews/{world.reads[0][0]}"
    reviewer.post(
        f"{sheet}/answers", json={"version": 0, "answers": {}, "comment": "seen"}
    )
    assert "after you last saved" not in text_of(reviewer.get(sheet))

    save(officer, case, ("index", "1"), ("judgment", "4"))
    told = text_of(reviewer.get(sheet))
    assert "after you last saved. Your answers have stayed" in told
    assert "seen" in told


def test_a_case_without_scans_or_on_paper_has_no_form(
    app: Flask, officer: FlaskClient, world: World, case: str
) -> None:
    assert 'name="paper"' not in officer.get(case).get_data(as_text=True)
    with app.app_context():
        mark(world, 0, "secret")
    assert "reviewed on paper only" in text_of(officer.get(case))


def test_reviewers_see_kinds_of_papers_and_pages_only(
    officer: FlaskClient, client_for: ClientFor, world: World, case: str
) -> None:
    send(officer, case, (f"{PERSON}的案卷.pdf", corpus.pdf(4)))
    save(officer, case, ("meeting_notes", "2"), ("judgment", "4"), ("evidence", "3"))
    reviewer = client_for(world.reviewers[0])
    reviewer.post("/language", data={"locale": "en", "then": "/"})
    sheet = f"/reviews/{world.reads[0][0]}"

    told = text_of(reviewer.get(sheet))
    assert "Notes of a meeting page 2" in told
    html = reviewer.get(sheet).get_data(as_text=True)
    plain = reviewer.get(f"{sheet}/pages/").get_data(as_text=True)
    assert f'href="{sheet}/pages/?page=4" data-page="4"' in html
    assert f'href="{sheet}/pages/?page=4" data-page="4"' in plain
    assert PERSON not in html + plain
    for other in (world.reviewers[1], world.officer):
        assert client_for(other).get(f"{sheet}/pages/").status_code == 404


def test_lines_of_the_sheet_say_what_the_list_says(
    officer: FlaskClient, client_for: ClientFor, world: World, case: str
) -> None:
    """The first shipped scheme asks for meeting notes and an opinion."""
    send(officer, case, ("a.pdf", corpus.pdf(4)))
    reviewer = client_for(world.reviewers[0])
    reviewer.post("/language", data={"locale": "en", "then": "/"})
    sheet = f"/reviews/{world.reads[0][0]}"
    assert "Contents list:" not in text_of(reviewer.get(sheet))

    save(officer, case, ("meeting_notes", "2"), ("index", "1"))
    told = text_of(reviewer.get(sheet))
    assert "Contents list: Notes of a meeting page 2" in told
    assert "opinion not on the contents list" in told


def test_a_search_answers_the_script_with_pages_and_excerpts(
    officer: FlaskClient, client_for: ClientFor, world: World, case: str
) -> None:
    send(officer, case, ("a.pdf", corpus.pdf(3)))
    reviewer = client_for(world.reviewers[0])
    url = f"/reviews/{world.reads[0][0]}/pages/search"

    found = reviewer.post(url, json={"words": "page 2", "start": 1}).get_json()
    assert found == {
        "found": [[2, 2, [["", "Page 2", "of a case file"]]]],
        "unread": [],
        "has_recognised": False,
        "n_pages": 3,
        "following": 0,
    }
    assert reviewer.post(url, json={"words": 7, "start": 1}).status_code == 400
    assert reviewer.post(url, json={"words": "x"}).status_code == 400
    assert reviewer.post(url, json={"words": "", "start": 1}).status_code == 422
    assert reviewer.post(url, data={"words": "", "start": "x"}).status_code == 422
    assert "<mark>Page 2</mark>" in reviewer.post(
        url, data={"words": "page 2"}
    ).get_data(as_text=True)
    other = client_for(world.reviewers[1])
    assert other.post(url, json={"words": "page", "start": 1}).status_code == 404
