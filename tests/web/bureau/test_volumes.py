"""Paper volumes: lists by which they move, and what each side sees of them."""

from __future__ import annotations

import re
from typing import NamedTuple

import pytest
from flask import Flask
from flask.testing import FlaskClient

from review.domain.custody import CustodyBroken, Move
from review.services import custody, reconciliation
from review.store import invariants, unit
from tests.casework import Casework, submit_all
from tests.conftest import AT
from tests.web.bureau.reading import text
from tests.web.conftest import ClientFor
from tests.web.released import body_of

HERE = "/campaigns/2025/volumes/"
TICKED = re.compile(r'name="file" value="([^"]+)" checked')
LISTED = re.compile(r'name="file" value="([^"]+)"')
pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def side(client: FlaskClient, move: str) -> list[str]:
    page = client.get(HERE + move).text
    return re.findall(r'<option value="([^"]+)"', page)


def files(client: FlaskClient, move: str, other: str) -> list[str]:
    return LISTED.findall(client.get(f"{HERE}{move}?side={other}").text)


def moved(client: FlaskClient, move: str, other: str, ids: list[str]) -> str:
    answer = client.post(HERE + move, data={"side": other, "file": ids})
    assert answer.status_code == 302, text(answer)
    return str(answer.headers["Location"])


class Office(NamedTuple):
    client: FlaskClient
    work: Casework


@pytest.fixture
def office(client: FlaskClient, allocated: Casework) -> Office:
    """Every file was brought in by its firm."""
    (firm,) = side(client, "received")
    moved(client, "received", firm, files(client, "received", firm))
    return Office(client, allocated)


def shared(office: Office) -> str:
    """A file at the office that both the first two reviewers have to review."""
    first, second = (set(files(office.client, "handed", n)) for n in ("R1", "R2"))
    return min(first & second)


def test_files_are_asked_for_and_brought_in(
    client: FlaskClient, allocated: Casework
) -> None:
    wanted = text(client.get(HERE + "wanted"))
    (firm,) = side(client, "received")
    page = moved(client, "received", firm, files(client, "received", firm))

    assert "青川律师事务所 · 6 files" in wanted
    assert "Brought in · 青川律师事务所 · files: 6, volumes: 6" in text(
        client.get(page)
    )
    assert "At the office 6" in text(client.get(HERE))
    assert "Every file was brought in." in text(client.get(HERE + "wanted"))


def test_a_volume_goes_to_its_second_reviewer_through_the_office(
    office: Office,
) -> None:
    client, file = office.client, shared(office)
    moved(client, "handed", "R1", [file])

    assert file not in files(client, "handed", "R2")
    refused = client.post(HERE + "handed", data={"side": "R2", "file": [file]})
    assert refused.status_code == 409
    assert "were handed over elsewhere meanwhile" in text(refused)

    moved(client, "back", "R1", [file])
    moved(client, "handed", "R2", [file])
    assert files(client, "back", "R2") == [file]
    assert side(client, "back") == ["R2"]


def test_neither_reviewer_learns_of_the_other(
    app: Flask, client_for: ClientFor, office: Office
) -> None:
    with app.app_context(), unit.transaction():
        reader = office.work.reader("R2")
    second = client_for(reader)
    second.post("/language", data={"locale": "en", "then": "/"})
    before = body_of(second, "/reviews/volumes/")
    file = shared(office)

    moved(office.client, "handed", "R1", [file])
    held = body_of(second, "/reviews/volumes/")
    moved(office.client, "back", "R1", [file])
    moved(office.client, "handed", "R2", [file])
    own = text(second.get("/reviews/volumes/"))

    assert before == held
    assert own.count("With you") == 1
    for address in (HERE, HERE + "handed", HERE + "wanted"):
        assert second.get(address).status_code == 404


def test_only_who_has_still_to_review_is_handed_volumes(
    app: Flask, office: Office
) -> None:
    with app.app_context():
        with unit.transaction():
            reader = office.work.reader("R1")
        submit_all(reader)

    assert "R1" not in side(office.client, "handed")


def test_a_list_hides_whose_a_file_was_once_it_is_settled(
    app: Flask, office: Office
) -> None:
    file = shared(office)
    page = moved(office.client, "handed", "R1", [file])
    assert "(2025)青援" in text(office.client.get(page))
    with app.app_context():
        with unit.transaction():
            readers = [office.work.reader(number) for number in ("R1", "R2")]
        for reader in readers:
            submit_all(reader)
        reconciliation.settle(viewer=office.work.officer, campaign_code="2025", at=AT)

    shown = text(office.client.get(page))
    assert "(2025)青援" not in shown
    assert "1 file of this list has a result by now" in shown


def test_files_under_review_are_not_ticked_for_their_return(office: Office) -> None:
    (firm,) = side(office.client, "returned")
    page = office.client.get(f"{HERE}returned?side={firm}").text

    assert (len(LISTED.findall(page)), TICKED.findall(page)) == (6, [])


def test_the_same_list_sent_twice_is_one(app: Flask, office: Office) -> None:
    file = shared(office)
    asked = {"viewer": office.work.officer, "code": "2025", "at": AT}
    with app.app_context():
        give = {**asked, "move": Move.HANDED, "side": "R1"}
        made = [custody.hand_over(volumes={file: 2}, **give) for _ in range(2)]
        with pytest.raises(CustodyBroken):
            custody.hand_over(volumes={file: 2}, **{**give, "side": "R2"})
        with unit.reading():
            assert invariants.check() == []

    assert made[0] == made[1]


def test_nothing_is_no_list(office: Office) -> None:
    answer = office.client.post(HERE + "handed", data={"side": "R1"})

    assert answer.status_code == 409
    assert "Choose at least one case file." in text(answer)
