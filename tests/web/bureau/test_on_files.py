"""The list of files: ticked or found together, looked at, done and undone."""

from __future__ import annotations

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, update

from review.domain.docket import as_stored, conflict_rules
from review.store import unit
from review.store.models import Campaign, CaseRelation
from tests.casework import Casework
from tests.web.bureau.reading import hidden, text
from tests.web.bureau.test_reconciliation import Events

FILES = "/campaigns/2025/files"
ON = "/campaigns/2025/on-files"
pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def ticked(client: FlaskClient, n: int) -> list[str]:
    """The first files of the list, as their boxes name them."""
    return re.findall(r'name="file" value="([^"]+)"', client.get(FILES).text)[:n]


def test_the_list_offers_it_for_what_is_ticked_or_found(
    client: FlaskClient, drawn: Casework
) -> None:
    page = client.get(FILES, query_string={"q": "number:援0"})

    assert (
        "With the files ticked, else with everything found (1): Give out now"
        in text(page)
    )
    assert hidden(page, "q") == "number:援0"
    assert len(ticked(client, 9)) == 6


def test_places_are_given_out_and_taken_back_unseen(
    client: FlaskClient, drawn: Casework, events: Events
) -> None:
    chosen = {"file": ticked(client, 2)}
    look = client.post(f"{ON}/give", data=chosen)
    sent = chosen | {"digest": hidden(look, "digest")}
    done = client.post(f"{ON}/give", data=sent)
    page = client.get(done.location)
    back = client.post(done.location, follow_redirects=True)

    said = text(look)
    assert "2 files that were chosen Places to be given out: 4; files: 2" in said
    assert re.search(r"\(2025\)青援\d号 (周一|白二|钱三), (周一|白二|钱三)", said)
    assert "No reviewer has seen these files yet." in text(page)
    assert "4 places are empty again." in back.text
    assert events()[-3:] == [
        "reads_allocated",
        "alternates_drawn_up",
        "allocation_undone",
    ]


def test_who_would_be_given_a_file_in_spite_of_a_relation_is_named(
    app: Flask, client: FlaskClient, drawn: Casework
) -> None:
    """Two of three reviewers acted for the other side; a file needs two."""
    grades = as_stored(conflict_rules({"conflicts": {"grades": {"opposing": "warn"}}}))
    with app.app_context(), unit.transaction() as connection:
        rules = connection.scalars(select(Campaign.rules)).one()
        values = {"rules": {**rules, "conflicts": grades}}
        connection.execute(update(Campaign).values(**values))
        for case_id in drawn.cases.values():
            for person_id in list(drawn.reviewers.values())[:2]:
                unit.add(
                    drawn.event,
                    CaseRelation,
                    bureau_id=drawn.bureau_id,
                    case_id=case_id,
                    relation="opposing",
                    person_id=person_id,
                )

    look = text(client.post(f"{ON}/give", data={"file": ticked(client, 2)}))

    assert "Given in spite of a relation" in look
    assert len(re.findall("or their firm acted for the other side in", look)) >= 2


def test_a_class_is_chosen_looked_at_and_set(
    client: FlaskClient, drawn: Casework, events: Events
) -> None:
    found = {"q": "number:援0 or number:援1"}
    first = client.post(f"{ON}/class", data=found)
    look = client.post(f"{ON}/class", data=found | {"to": "complex"})
    sent = found | {"to": "complex", "digest": hidden(look, "digest")}
    done = client.post(f"{ON}/class", data=sent)
    page = client.get(done.location)

    assert "2 files are meant; choose the class" in text(first)
    unknown = client.post(f"{ON}/class", data=sent | {"to": "nonsense"})
    assert "2 files are meant; choose the class" in text(unknown)
    same = client.post(f"{ON}/class", data=found | {"to": "complex"})
    assert "None of these files would change" in text(same)
    assert "2 files become “Complex”." in text(look)
    assert "General → Complex" in text(page)
    undone = client.post(done.location, follow_redirects=True)
    assert "2 files have the class they had before." in undone.text
    assert events()[-2:] == ["case_class_set", "case_class_undone"]
    stale = client.post(f"{ON}/class", data=sent | {"to": "major"})
    assert (stale.status_code, "have changed since" in stale.text) == (409, True)


def test_files_leave_the_sample_with_a_reason_alone(
    client: FlaskClient, allocated: Casework, events: Events
) -> None:
    whole = client.post(f"{ON}/withdraw", follow_redirects=True)
    assert "Tick the files first, or find them by a query." in text(whole)
    chosen = {"file": ticked(client, 1)}
    look = client.post(f"{ON}/withdraw", data=chosen)
    sent = chosen | {"digest": hidden(look, "digest")}
    missing = client.post(f"{ON}/withdraw", data=sent)
    done = client.post(f"{ON}/withdraw", data=sent | {"reason": "不属于范围"})
    page = client.get(done.location)
    sample = client.get("/campaigns/2025/sample/")

    said = text(look)
    assert "1 of 6 files leaves the sample, and nothing comes in for it." in said
    assert "2 open reviews end; the reviewers" in said
    assert missing.status_code == 422
    assert "Reason: 不属于范围" in text(page) and "Undo all of it" in text(page)
    assert "nothing; withdrawn 不属于范围" in text(sample)
    back = client.post(done.location, follow_redirects=True)
    assert "1 file is back." in back.text
    assert events()[-2:] == ["files_withdrawn", "files_brought_back"]


def test_what_cannot_be_read_is_said_and_nothing_is_done(
    client: FlaskClient, drawn: Casework
) -> None:
    assert client.post(f"{ON}/give", data={"q": "nonsense:1"}).status_code in (409, 422)
    assert client.get(f"{ON}/give/unknown").status_code == 404
    assert client.post(f"{ON}/withdraw/unknown").status_code == 404
