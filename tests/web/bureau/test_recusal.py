"""The recusal rules over HTTP, and a docket brought as a spreadsheet."""

from __future__ import annotations

import io

import pytest
from flask import Flask
from flask.testing import FlaskClient

from review.domain.kinds import IntakeKind
from review.services import intake
from review.services.intake import Upload
from tests.casework import Casework
from tests.conftest import AT
from tests.web.bureau.reading import text

RULES = "/campaigns/2025/allocation/rules/"
GIVEN = {
    **dict.fromkeys(
        ("opposing", "co_counsel", "predecessor", "staff", "matter"), "block"
    ),
    "party": "warn",
    "employer": "",
    "employer_years": "3",
    "general": "",
    "complex": "5",
    "major": "10",
    "unit": "firm",
}


def test_rules_are_shown_changed_and_shown_again(
    client: FlaskClient, drawn: Casework
) -> None:
    page = client.get(RULES).get_data(as_text=True)
    assert page.count('<option selected value="block">') == 6
    assert 'value="3"' not in page

    done = client.post(RULES, data=GIVEN)

    assert done.location == "/campaigns/2025/allocation/"
    assert "No open file had to be taken back." in text(client.get(done.location))
    page = client.get(RULES).get_data(as_text=True)
    assert page.count('<option selected value="block">') == 5
    assert all(f'value="{n}"' in page for n in (3, 5, 10))
    assert '<option selected value="firm">' in page


@pytest.mark.parametrize(
    "data",
    [{**GIVEN, "employer_years": "61"}, {**GIVEN, "unit": "x"}, {"unit": "firm"}],
)
def test_rules_that_cannot_be_are_refused(
    client: FlaskClient, drawn: Casework, data: dict[str, str]
) -> None:
    refused = client.post(RULES, data=data)

    assert refused.status_code == 422
    assert 'value="61"' not in client.get(RULES).get_data(as_text=True)


def test_stricter_rules_take_open_files_back(
    app: Flask, client: FlaskClient, allocated: Casework
) -> None:
    done = client.post(RULES, data={**GIVEN, "general": "60"})

    assert done.status_code == 302
    # Years matter when files are given out; what is given is no conflict.
    assert "No open file had to be taken back." in text(client.get(done.location))


def test_relations_come_in_as_a_spreadsheet(
    client: FlaskClient, drawn: Casework
) -> None:
    case_no = next(iter(drawn.cases))
    body = f"案号,关系,对象\n{case_no},对方代理人,R1\n".encode()
    data = {"kind": "docket", "file": (io.BytesIO(body), "docket.csv")}

    kept = client.post("/intake", data=data)
    shown = text(client.get(kept.location))
    assert f"{case_no} 对方代理人 R1" in shown
    client.post(kept.location)

    shown = client.get("/campaigns/2025/allocation/?proposal=1")
    assert "Given in spite of a relation" not in text(shown)
    client.post(RULES, data={**GIVEN, "opposing": "warn"})


def test_a_proposal_names_relations_that_pass(
    app: Flask, client: FlaskClient, drawn: Casework
) -> None:
    rows = "".join(f"{case_no},对方代理人,R1\n" for case_no in drawn.cases)
    with app.app_context():
        intake.take_in(
            viewer=drawn.officer,
            upload=Upload(IntakeKind.DOCKET, f"案号,关系,对象\n{rows}".encode()),
            at=AT,
            today=AT.date(),
        )
    client.post(RULES, data={**GIVEN, "opposing": "disclose"})

    shown = text(client.get("/campaigns/2025/allocation/?proposal=1"))

    assert "Given in spite of a relation" in shown
    assert "or their firm acted for the other side in" in shown
    assert "R1 · is avoided where that costs little, and is named" in shown
