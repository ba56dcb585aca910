"""The page of hidden second reads, as an officer reads it."""

from __future__ import annotations

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient

from review.services import sampling
from review.store.models import Campaign
from tests.casework import Casework, submit_all
from tests.conftest import AT
from tests.databases import Once
from tests.services.rounds import release, rows
from tests.services.test_allocation import reads
from tests.services.test_comparing import settled as compared
from tests.services.test_second_reads import (
    Round,
    file_of,
    give,
    given_out,
    of_file,
    seconds,
)
from tests.services.test_seeds import further
from tests.services.test_seeds import given as seeded
from tests.web.bureau.reading import hidden, text
from tests.web.conftest import ClientFor

URL = "/campaigns/2025/monitoring/"
pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture
def round_(once: Once) -> Round:
    return once(given_out)


@pytest.fixture
def officer(client_for: ClientFor, round_: Round) -> FlaskClient:
    client = client_for(round_.officer)
    client.post("/language", data={"locale": "en", "then": "/"})
    return client


def test_the_rate_is_set_before_files_are_given_out(
    client: FlaskClient, drawn: Casework
) -> None:
    wrong = client.post(URL, data={"percent": "80"})
    assert wrong.status_code == 422
    answer = client.post(URL, data={"percent": "50"}, follow_redirects=True)

    assert "Now about 3 more; files in all: 6." in text(answer)
    assert "3 of these places are hidden second reads" in text(
        client.get("/campaigns/2025/allocation/?proposal=1")
    )
    assert f'href="{URL}"' in client.get("/campaigns/2025/readers").text


def test_seeds_are_chosen_and_taken_out_on_the_page(
    client: FlaskClient, drawn: Casework
) -> None:
    case_no = "(2025)青援0号"
    sent = {"do": "seed", "case_no": case_no, "lead": "L1"}
    assert client.post(URL, data={"do": "share", "percent": "21"}).status_code == 422
    client.post(URL, data={"do": "share", "percent": "20"})
    assert (
        "no file of this number" in client.post(URL, data=sent | {"case_no": "x"}).text
    )
    page = client.post(URL, data=sent, follow_redirects=True)
    said = text(page)
    again = client.post(URL, data=sent)

    assert "Further reviews now: about 2." in said
    assert f"{case_no} 组长甲 not set yet" in said
    assert (again.status_code, "is a seed already" in again.text) == (422, True)
    gone = client.post(
        URL, data={"do": "remove", "seed": hidden(page, "seed")}, follow_redirects=True
    )
    assert case_no not in text(gone)


def test_common_files_are_asked_for_with_what_they_cost(
    app: Flask, client: FlaskClient, opened: Casework
) -> None:
    assert client.post(URL, data={"do": "common", "number": "5"}).status_code == 422
    answer = client.post(
        URL, data={"do": "common", "number": "6"}, follow_redirects=True
    )

    assert "The number is set. Reviewers are told" in text(answer)
    assert "is told once the sample is drawn" in text(answer)
    with app.app_context():
        sampling.draw(viewer=opened.officer, code="2025", at=AT, seed="7")
    assert "too few reviewers for common files" in text(client.get(URL))


def test_common_files_show_their_spread_and_who_is_lenient(
    client_for: ClientFor, once: Once
) -> None:
    round_ = once(compared)
    client = client_for(round_.officer)
    client.post("/language", data={"locale": "en", "then": "/"})
    said = text(client.get(URL))
    client.post("/language", data={"locale": "zh_Hans", "then": "/"})

    assert "6 common files 6 of them settled 36 reviews of them 36 submitted" in said
    assert "6/6 excellent 90–100 excellent 6" in said
    assert "评查员R3 R3" in said
    # Of twelve times somebody is left without one, some have lost but one.
    assert re.search(r"5 [+−]\d+\.\d [+−]\d+\.\d to ", said)
    assert "4 too few files — —" in said
    main = client.get(URL).text.split("<main")[1].split("</main>")[0]
    assert 'method="post"' not in main


def test_a_reviewer_is_found_in_all_figures(client_for: ClientFor, once: Once) -> None:
    """One search for the page; it changes no figure, only whose are shown."""
    client = client_for(once(compared).officer)
    client.post("/language", data={"locale": "en", "then": "/"})
    everybody = text(client.get(URL))
    found = text(client.get(URL, query_string={"text": "R3"}))
    nobody = text(client.get(URL, query_string={"text": "Nemo"}))

    assert "评查员R3 R3" in everybody and "评查员R4 R4" in everybody
    assert "All 1 1–1 of 1" in found
    assert "评查员R3 R3" in found and "评查员R4 R4" not in found
    assert "Nobody fits this choice." in nobody
    assert "6 common files 6 of them settled" in found and "评查员R" not in nobody


def test_who_missed_a_seed_is_marked_with_part_and_whole(
    app: Flask, client_for: ClientFor, once: Once
) -> None:
    round_ = once(seeded)
    officer = client_for(round_.officer)
    with app.app_context():
        for read in [r for r in reads() if r.case_no == "c0" and r.purpose != "agreed"]:
            give(round_, read, lost=60 if read.purpose == "second" else 0)
        name = further("c0")[0].reviewer
        ((campaign_id,),) = rows(Campaign, "id", code="2025")
    own = client_for(round_.viewers[name]).get("/reviews/calibration/")
    assert "28/40" in text(officer.get(URL)) and name not in officer.get(URL).text
    with app.app_context():
        release(round_.work.bureau_id, campaign_id, "final")
    page = officer.get(URL)

    assert "6/10" in text(page) and "值得查看" in text(page)
    assert name in text(page)
    assert "最终结果已公布，已定结果的种子卷全部计入。" in text(page)
    assert "每满五件" not in text(page)
    assert "c0" not in text(own)


def test_own_seeds_are_shown_where_they_differ_after_the_final_release(
    app: Flask, client_for: ClientFor, once: Once
) -> None:
    round_ = once(seeded)
    with app.app_context():
        name = further("c0")[0].reviewer
        for other, viewer in round_.viewers.items():
            if other != "lead":
                submit_all(viewer)
        ((campaign_id,),) = rows(Campaign, "id", code="2025")
    client = client_for(round_.viewers[name])
    client.post("/language", data={"locale": "en", "then": "/"})
    before = text(client.get("/reviews/calibration/"))
    with app.app_context():
        release(round_.work.bureau_id, campaign_id, "final")
    page = text(client.get("/reviews/calibration/"))

    assert "Hidden seeds" not in before
    assert "Hidden seeds of 2025年度案卷质量评查" in page
    assert "8 of 10 items exactly as agreed (80%)" in page
    assert "无会见笔录" in page


def test_afterwards_it_stays(officer: FlaskClient) -> None:
    page = officer.get(URL)

    assert "The stated rate: 50% of the files." in text(page)
    main = page.text.split('<main id="content"')[1].split("</main>")[0]
    assert 'method="post"' not in main
    assert officer.post(URL, data={"percent": "5"}).status_code == 422


def test_a_settled_file_shows_its_second_read_apart(
    app: Flask, officer: FlaskClient, round_: Round
) -> None:
    with app.app_context():
        second = seconds()[0]
        give(round_, *of_file(second))
        give(round_, second, lost=60)
        address = f"/campaigns/2025/files/{file_of(second)}"

    page = text(officer.get(URL))
    assert "too few files (1)" in page
    assert f'href="{address}"' in officer.get(URL).text
    file = text(officer.get(address))
    assert "its reviewer could not tell" in file
    printed = officer.get(f"{address}/print")
    assert printed.status_code == 200
    assert "second read" not in printed.text
