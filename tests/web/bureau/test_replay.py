"""What if, as pages: the form, what it would move, and the files behind a number."""

from __future__ import annotations

import re
from io import BytesIO

import pytest
from flask.testing import FlaskClient
from werkzeug.datastructures import MultiDict

from review.domain.policy import Role
from review.services import schemes
from tests.released import Place
from tests.web.conftest import ClientFor

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture
def officer(client_for: ClientFor, place: Place) -> FlaskClient:
    client = client_for(place.officer)
    client.post("/language", data={"locale": "en", "then": "/"})
    return client


@pytest.fixture
def address(app: object, place: Place) -> str:
    with app.app_context():  # type: ignore[attr-defined]
        found = schemes.named(viewer=place.officer, name="civil")
    return f"/schemes/{found.public_id}/what-if"


def fields_in(html: str) -> MultiDict[str, str]:
    """The form as a browser would send it, unchanged."""
    form = html.partition('<form class="plan-form"')[2].partition("</form>")[0]
    found = MultiDict(
        (name, value)
        for name, value in re.findall(
            r'<input[^>]* name="([^"]+)"[^>]* value="([^"]*)"', form
        )
        if name not in ("csrf_token", "in_proportion")
    )
    selects = re.findall(r'<select[^>]* name="([^"]+)">(.*?)</select>', form, re.DOTALL)
    for name, options in selects:
        (chosen,) = re.findall(r'<option value="([^"]*)" selected', options)
        found[name] = chosen
    return found


def text_of(html: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


def test_the_scheme_leads_to_the_form(officer: FlaskClient, address: str) -> None:
    page = officer.get(address.removesuffix("/what-if")).text
    assert f'href="{address}"' in page
    assert officer.get(address).status_code == 200


def test_from_the_form_to_the_file_that_moves(
    officer: FlaskClient, address: str
) -> None:
    form = fields_in(officer.get(address).text)
    assert (form["grade:excellent"], form["version"]) == ("90", "2")
    form["grade:excellent"] = "95"
    form.setlist("campaign", ["2025"])

    sent = officer.post(address, data=form)
    page = officer.get(sent.location)

    said = text_of(page.text)
    assert "16.7% of grades move 1 of 6 files" in said
    assert "Excellent Band begins at 90 95" in said.replace(" excellent ", " ")
    (link,) = set(re.findall(r'href="([^"]*fate=moved[^"]*)"', page.text))
    listed = text_of(officer.get(link.replace("&amp;", "&")).text)
    assert "(2025)青援0006号" in listed and "(2025)青援0001号" not in listed


def test_a_trial_can_be_changed_further(officer: FlaskClient, address: str) -> None:
    form = fields_in(officer.get(address).text)
    form["grade:excellent"] = "95"
    shown = officer.get(officer.post(address, data=form).location).text

    again = re.search(r'href="([^"]*what-if\?trial=[^"]*)"', shown)
    assert again is not None
    assert fields_in(officer.get(again[1]).text)["grade:excellent"] == "95"


def test_the_unchanged_form_moves_nothing(officer: FlaskClient, address: str) -> None:
    form = fields_in(officer.get(address).text)

    page = text_of(officer.get(officer.post(address, data=form).location).text)

    assert "0.0% of grades move 0 of 8 files" in page
    assert "Nothing that decides marks or grades" in page


def test_a_brought_file_goes_before_the_form(
    officer: FlaskClient, address: str
) -> None:
    text = officer.get(address.replace("/what-if", "/text")).text
    changed = text.replace("lower: 90", "lower: 95").replace(
        "version: '1'", "version: '7'"
    )
    data = {"campaign": "2025", "file": (BytesIO(changed.encode()), "x.yaml")}

    sent = officer.post(address, data=data)
    page = text_of(officer.get(sent.location).text)

    assert "the changed copy 7" in page
    assert officer.get(f"{sent.location}/text").text == changed


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"grade:excellent": "many"}, "Give a number from 0 on"),
        ({"grade:excellent": "70"}, "The best grade comes first"),
        ({"item:i0:points": "30"}, "the full mark is 100"),
        ({"campaign": ""}, "There is nothing here"),
        ({"rule:rule": "guess@1"}, "Choose one of the values."),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_kept(
    officer: FlaskClient, address: str, change: dict[str, str], sentence: str
) -> None:
    form = fields_in(officer.get(address).text)
    for name, value in change.items():
        form[name] = value

    answer = officer.post(address, data=form)

    assert answer.status_code in (404, 422)
    assert sentence in answer.text


def test_the_files_can_be_taken_along(officer: FlaskClient, address: str) -> None:
    form = fields_in(officer.get(address).text)
    trial = officer.post(address, data=form).location

    answer = officer.get(f"{trial}/files.csv")

    assert answer.text.count("青援") == 8


def test_a_trial_of_others_is_not_there(
    officer: FlaskClient, address: str, place: Place, client_for: ClientFor
) -> None:
    form = fields_in(officer.get(address).text)
    trial = officer.post(address, data=form).location
    for name in ("赵一", "甲律师事务所", "东山县"):
        client = client_for(place.people[name])
        for url in (address, trial, f"{trial}/files", f"{trial}/files.csv"):
            assert client.get(url).status_code == 404
    assert Role.REVIEWER not in place.people
