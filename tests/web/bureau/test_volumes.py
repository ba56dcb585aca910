"""Paper volumes: lists by which they move, and what each side sees of them."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import NamedTuple

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from review.domain.custody import FRESH, CustodyBroken, Move
from review.domain.policy import Role
from review.services import custody, handing_over, reconciliation
from review.services.paging import WHOLE
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


@pytest.fixture
def settled(app: Flask, office: Office) -> str:
    """A file that is settled while it lies with its last reviewer."""
    file = shared(office)
    moved(office.client, "handed", "R1", [file])
    with app.app_context():
        with unit.transaction():
            readers = [office.work.reader(number) for number in ("R1", "R2")]
        for reader in readers:
            submit_all(reader)
        reconciliation.settle(viewer=office.work.officer, campaign_code="2025", at=AT)
    return file


def test_the_last_reviewer_signs_for_what_comes_back(
    app: Flask, client_for: ClientFor, office: Office, settled: str
) -> None:
    """Who takes it back knew whose it was; nobody learns more, nor for longer."""
    with app.app_context(), unit.transaction():
        second = office.work.account("officer2", Role.BUREAU_OFFICER)
    colleague = client_for(second)
    colleague.post("/language", data={"locale": "en", "then": "/"})
    before = text(office.client.get(HERE))
    page = moved(office.client, "back", "R1", [settled])

    sheet = text(office.client.get(page))
    others = text(colleague.get(page))
    app.config["CLOCK"] = lambda: AT + FRESH
    later = text(office.client.get(page))
    again = office.client.post(HERE + "back", data={"side": "R1", "file": [settled]})

    assert "Settled, to be collected" in before
    assert ("(2025)青援" in sheet, "Print this list now." in sheet) == (True, True)
    for hidden in (others, later):
        assert "(2025)青援" not in hidden
        assert "1 file of this list has a result by now" in hidden
        assert "Print this list now." not in hidden
    # Nobody tries afterwards with whom it had been.
    assert again.status_code == 409


def test_no_time_says_on_which_list_a_settled_file_came_back(
    app: Flask, office: Office, settled: str
) -> None:
    app.config["CLOCK"] = lambda: AT + timedelta(minutes=1)
    moved(office.client, "back", "R1", [settled])
    with app.app_context():
        found = custody.page(viewer=office.work.officer, code="2025", cut=WHOLE)

    since = {line.public_id: line.since for line in found.page.rows}
    made = [each.made_at for each in found.handovers if each.move is Move.BACK]
    assert since[settled] is None
    assert len(made) == 1
    assert made[0] not in since.values()


def test_files_under_review_are_not_ticked_for_their_return(office: Office) -> None:
    (firm,) = side(office.client, "returned")
    page = office.client.get(f"{HERE}returned?side={firm}").text

    assert (len(LISTED.findall(page)), TICKED.findall(page)) == (6, [])


def test_the_same_list_sent_twice_is_one(app: Flask, office: Office) -> None:
    file = shared(office)
    asked = {"viewer": office.work.officer, "code": "2025", "at": AT}
    with app.app_context():
        give = {**asked, "move": Move.HANDED, "side": "R1"}
        made = [handing_over.hand_over(volumes={file: 2}, **give) for _ in range(2)]
        with pytest.raises(CustodyBroken):
            handing_over.hand_over(volumes={file: 2}, **{**give, "side": "R2"})
        with unit.reading():
            assert invariants.check() == []

    assert made[0] == made[1]


def test_nothing_is_no_list(office: Office) -> None:
    answer = office.client.post(HERE + "handed", data={"side": "R1"})

    assert answer.status_code == 409
    assert "Choose at least one case file." in text(answer)


def numbers(client: FlaskClient, move: str, other: str) -> dict[str, str]:
    """The number of volumes offered for each file."""
    page = client.get(f"{HERE}{move}?side={other}").text
    return dict(re.findall(r'name="n-([^"]+)" value="([^"]+)"', page))


def give(
    client: FlaskClient, move: str, other: str, file: str, n: int, fewer: int = 0
) -> TestResponse:
    sent = {"side": other, "file": [file], f"n-{file}": n}
    if fewer:
        sent |= {f"fewer-{file}": fewer}
    return client.post(HERE + move, data=sent)


@pytest.fixture
def short(office: Office) -> tuple[Office, str]:
    """Three volumes went to the first reviewer; two came back, knowingly."""
    file = shared(office)
    assert give(office.client, "handed", "R1", file, 3).status_code == 302
    asked = give(office.client, "back", "R1", file, 2)
    assert asked.status_code == 409
    assert "3 handed out, 2 brought back" in text(asked)
    # Nothing was done, and what was typed is still there.
    assert files(office.client, "back", "R1") == [file]
    assert f'name="n-{file}" value="2"' in asked.text
    assert f'name="fewer-{file}" value="1"' in asked.text
    assert give(office.client, "back", "R1", file, 2, fewer=1).status_code == 302
    return office, file


def test_what_a_reviewer_keeps_back_stays_marked_until_it_comes(
    short: tuple[Office, str],
) -> None:
    office, file = short
    client = office.client
    asked = client.get(HERE + "back").text
    (name,) = re.findall(r'value="R1"[^>]*>(.+?) \(', asked)
    page = text(client.get(HERE))

    assert "Of 1 file not all volumes are together:" in page
    assert page.count(f"1 with {name}") == 2
    assert "1 kept back" in page
    listed = re.findall(
        r'href="(/campaigns/2025/volumes/lists/[^"]+)"', client.get(HERE).text
    )
    assert "3 handed out, 2 brought back" in text(client.get(listed[0]))
    # It is still asked of who has it, and offered as what it is.
    assert side(client, "back") == ["R1"]
    assert numbers(client, "back", "R1") == {file: "1"}
    assert give(client, "back", "R1", file, 2).status_code == 409

    assert give(client, "back", "R1", file, 1).status_code == 302
    after = text(client.get(HERE))
    assert "not all volumes" not in after
    assert "kept back" not in after
    # What was signed then stays as it was signed.
    assert "3 handed out, 2 brought back" in text(client.get(listed[0]))
    assert numbers(client, "handed", "R2")[file] == "3"


def test_who_hands_on_what_is_left_is_asked_first(short: tuple[Office, str]) -> None:
    """The file goes on without the volume, which comes back later without the file."""
    office, file = short
    client = office.client

    assert numbers(client, "handed", "R2")[file] == "2"
    assert "3 in all, 2 handed over" in text(give(client, "handed", "R2", file, 2))
    assert give(client, "handed", "R2", file, 2, fewer=1).status_code == 302
    assert sorted(side(client, "back")) == ["R1", "R2"]

    assert give(client, "back", "R1", file, 1).status_code == 302
    page = text(client.get(HERE + "?place=reviewer"))
    assert "1 at the office" in page
    assert (side(client, "back"), numbers(client, "back", "R2")) == (
        ["R2"],
        {file: "2"},
    )
    assert give(client, "back", "R2", file, 2).status_code == 302
    assert "not all volumes" not in text(client.get(HERE))


def test_a_firm_that_gave_three_gets_two_only_knowingly(
    short: tuple[Office, str],
) -> None:
    office, file = short
    client = office.client
    (firm,) = side(client, "returned")

    assert "3 in all, 2 returned" in text(give(client, "returned", firm, file, 2))
    assert give(client, "returned", firm, file, 2, fewer=1).status_code == 302
    assert give(client, "back", "R1", file, 1).status_code == 302
    assert "1 at the office" in text(client.get(HERE + "?place=returned"))

    assert numbers(client, "returned", firm)[file] == "1"
    assert give(client, "returned", firm, file, 1).status_code == 302
    assert "not all volumes" not in text(client.get(HERE))


def test_a_short_list_sent_twice_is_one(short: tuple[Office, str]) -> None:
    """The second is not taken for what is still to come."""
    office, file = short
    again = give(office.client, "back", "R1", file, 2, fewer=1)

    assert again.status_code == 302
    assert text(office.client.get(HERE)).count("Back from a reviewer") == 2
    assert numbers(office.client, "back", "R1") == {file: "1"}


def test_what_one_keeps_back_is_with_oneself(
    app: Flask, client_for: ClientFor, short: tuple[Office, str]
) -> None:
    office, _ = short
    with app.app_context(), unit.transaction():
        readers = [office.work.reader(number) for number in ("R1", "R2")]
    first, second = map(client_for, readers)
    for reader in (first, second):
        reader.post("/language", data={"locale": "en", "then": "/"})

    assert text(first.get("/reviews/volumes/")).count("With you") == 1
    assert "With you" not in text(second.get("/reviews/volumes/"))
