"""The pages of review fees: to be paid, rates, lists, print, files."""

from __future__ import annotations

import io

import pytest
from flask import Flask
from flask.testing import FlaskClient
from openpyxl import load_workbook

from review.domain.policy import Role
from review.store import unit
from tests.casework import Casework, submit_all
from tests.web.bureau.reading import text
from tests.web.conftest import ClientFor

HERE = "/campaigns/2025/fees/"
RATES = {"first": "50.5", "over_1": "0", "percent_1": "3"}
pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture
def finished(app: Flask, allocated: Casework) -> Casework:
    """The first reviewer has handed in the four files held."""
    with app.app_context():
        with unit.transaction():
            reader = allocated.reader("R1")
        assert submit_all(reader) == 4
    return allocated


def basis_in(page: str) -> str:
    return page.split('name="basis" value="', 1)[1].split('"', 1)[0]


def made(client: FlaskClient) -> str:
    """The address of a list of what is finished."""
    client.post(HERE + "rates", data=RATES)
    basis = basis_in(client.get(HERE).text)
    return client.post(HERE, data={"basis": basis}).headers["Location"]


def test_rates_come_first(client: FlaskClient, finished: Casework) -> None:
    before = text(client.get(HERE))
    client.post(HERE + "rates", data=RATES)
    after = text(client.get(HERE))

    assert "No rate is set yet. Finished so far: First review 4." in before
    assert "周一 R1 4 202.00 6.06 195.94" in after
    assert "Sum of the rows 4 202.00 6.06 195.94" in after
    assert "Tax: 3% of what lies over 0 yuan" in after


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"first": "0"}, "Number must be between 0.01 and 100000."),
        ({"first": "abc"}, "Give a number."),
        ({"first": "sNaN"}, "Give a number."),
        ({"over_1": "Infinity", "percent_1": "3"}, "Give a number."),
        ({"first": "1.005"}, "Rates and tax have at most two decimals."),
        (
            {"over_1": "9", "percent_1": "3", "over_2": "8", "percent_2": "5"},
            "Each band of the tax begins above the one before it.",
        ),
    ],
)
def test_what_is_wrong_with_rates_is_said(
    client: FlaskClient, finished: Casework, typed: dict[str, str], said: str
) -> None:
    answer = client.post(HERE + "rates", data=typed)

    assert answer.status_code == 422
    assert said in text(answer)


def test_a_list_is_made_paid_and_kept(client: FlaskClient, finished: Casework) -> None:
    page = made(client)
    stale = client.post(HERE, data={"basis": "old"})
    paid = client.post(page, data={"do": "pay", "paid_on": "2026-03-02"})

    assert stale.status_code == 409
    assert paid.status_code == 302
    assert "Paid out on March 2, 2026" in text(client.get(page))
    refused = client.post(page, data={"do": "cancel", "reason": "x"})
    assert "This list was paid or cancelled before" in text(refused)


def test_a_cancelled_list_says_why(client: FlaskClient, finished: Casework) -> None:
    page = made(client)
    client.post(page, data={"do": "cancel", "reason": "单价有误"})
    shown = text(client.get(HERE))

    assert "Cancelled 单价有误" in shown
    assert "周一 R1 4 202.00" in shown


def test_a_list_on_paper_and_as_a_file(client: FlaskClient, finished: Casework) -> None:
    page = made(client)
    paper = text(client.get(page + "print"))
    book = load_workbook(io.BytesIO(client.get(page + "list.xlsx").data))
    rows = list(book.active.values)

    assert "in words: 壹佰玖拾伍元玖角肆分" in paper
    assert "Made by" in paper
    assert rows[0][-1] == "Signature"
    assert rows[1][:1] + rows[1][3:7] == ("周一", 4, 202, 6.06, 195.94)
    assert rows[2][:1] + rows[2][3:7] == ("Sum of the rows", 4, 202, 6.06, 195.94)


CIVIL = {"role_1": "first", "kind_1": "civil", "class_1": "", "rate_1": "60"}


def test_some_files_may_be_paid_otherwise(
    client: FlaskClient, finished: Casework
) -> None:
    client.post(HERE + "rates", data=RATES | CIVIL)
    kept = client.get(HERE + "rates").text
    shown = text(client.get(HERE))
    page = client.post(HERE, data={"basis": basis_in(client.get(HERE).text)})
    paper = page.headers["Location"] + "print"

    assert "First review · Civil litigation 60 yuan each" in shown
    assert "周一 R1 4 240.00 7.20 232.80" in shown
    assert '<option selected value="civil">' in kept
    assert "<details open>" in kept
    assert "The amounts tell who read files of a kind" in text(client.get(paper))
    slip = text(client.get(paper + "?each=person"))
    assert "Slip of review fees" in slip
    assert "in words: 贰佰叁拾贰元捌角整" not in slip
    assert "in words: 贰佰叁拾贰元捌角" in slip
    assert "Sum of the rows" not in slip


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        (CIVIL | {"kind_1": ""}, "A rate for some files needs their kind"),
        (
            CIVIL | {key[:-1] + "2": value for key, value in CIVIL.items()},
            "Two rates are for the same files.",
        ),
        (CIVIL | {"kind_1": "nonsense"}, "Not a valid choice"),
    ],
)
def test_what_is_wrong_with_rates_for_some_files_is_said(
    client: FlaskClient, finished: Casework, typed: dict[str, str], said: str
) -> None:
    answer = client.post(HERE + "rates", data=RATES | typed)

    assert answer.status_code == 422
    assert said in text(answer)


def test_no_page_of_fees_says_which_files(
    client: FlaskClient, finished: Casework
) -> None:
    page = made(client)

    for address in (HERE, page, page + "print", page + "list.csv"):
        assert "青援" not in client.get(address).get_data(as_text=True)


def test_an_entrusted_organisation_sees_no_fees(
    app: Flask, client_for: ClientFor, finished: Casework
) -> None:
    with app.app_context(), unit.transaction():
        manager = finished.account("m", Role.CAMPAIGN_MANAGER, campaign_id=1)
    outsourced = client_for(manager)

    assert outsourced.get(HERE).status_code == 404
    assert HERE not in outsourced.get("/campaigns/2025").text


def test_paper_tells_only_how_many_while_files_are_open(
    client: FlaskClient, finished: Casework
) -> None:
    client.post(HERE + "rates", data=RATES | {"third": "60"})
    page = client.post(HERE, data={"basis": basis_in(client.get(HERE).text)})
    paper = text(client.get(page.headers["Location"] + "print"))

    assert "First review" not in paper and "Reviews" in paper
    assert "no more than how many reviews somebody made" in paper
    assert "because not all reviews are paid alike" in paper
    assert "First review" in text(client.get(page.headers["Location"]))
