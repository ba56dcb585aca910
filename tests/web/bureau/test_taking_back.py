"""Everything a query finds is taken back together, or nothing; and given back again."""

from __future__ import annotations

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from review.domain.notices import NoticeKind, from_data
from review.services import allocation, membership, replacing, reviewing, taking_back
from review.services.room import OverTheirCap
from review.services.taking_back import CannotUndo
from review.store import unit
from review.store.models import (
    Affiliation,
    CampaignCase,
    Case,
    Draft,
    Person,
    Read,
    StoredNotice,
)
from tests.casework import Casework, casework, submit_all
from tests.conftest import AT
from tests.web.bureau.reading import fields, hidden, text
from tests.web.bureau.test_reconciliation import Events
from tests.web.bureau.test_reminders import told as reminded
from tests.web.conftest import ClientFor

READS = "/campaigns/2025/allocation/reads"
TAKE_BACK = "/campaigns/2025/allocation/take-back"
QUERY = {"q": "reviewer:R1 submitted:no"}
# What differs between the databases is tried with the services.
pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def n_open(app: Flask) -> int:
    with app.app_context(), unit.reading() as connection:
        return len(
            connection.scalars(select(Read.id).where(Read.ended_at.is_(None))).all()
        )


def begin_one(app: Flask, work: Casework) -> str:
    """One answer of one file of R1."""
    with app.app_context():
        with unit.transaction():
            reader = work.reader("R1")
        read = reviewing.queue(viewer=reader, at=AT)[0].public_id
        answers = {"i0": "full"}
        reviewing.save_answers(
            viewer=reader, public_id=read, version=0, changes=answers, at=AT
        )
    return read


def test_nothing_is_offered_for_everything_by_one_click(
    client: FlaskClient, allocated: Casework
) -> None:
    assert "Everything found" not in text(client.get(READS))
    assert "Everything found (4): Remind 1 reviewer … More time … Take back …" in text(
        client.get(READS, query_string=QUERY)
    )


def test_count_list_and_consequence_come_first(
    app: Flask, client: FlaskClient, allocated: Casework
) -> None:
    begin_one(app, allocated)

    said = text(client.get(TAKE_BACK, query_string=QUERY))

    assert "Open reviews that are taken back: 4; reviewers: 1." in said
    assert "1 of them is begun." in said
    assert said.count("周一 R1") == 4
    assert n_open(app) == 12


def test_what_was_shown_is_taken_back_and_given_back(
    app: Flask, client: FlaskClient, allocated: Casework, events: Events
) -> None:
    read = begin_one(app, allocated)
    digest = hidden(client.get(TAKE_BACK, query_string=QUERY), "digest")
    sent = {"digest": digest, "reason": "出国"}

    first = client.post(TAKE_BACK, query_string=QUERY, data=sent)
    again = client.post(TAKE_BACK, query_string=QUERY, data=sent)

    assert first.status_code == 302
    assert first.location == again.location
    assert (n_open(app), events().count("reads_withdrawn")) == (8, 1)
    assert "can go back to the same reviewers" in text(client.get(first.location))

    client.post(first.location)
    assert (n_open(app), events().count("reads_given_back")) == (12, 1)
    with app.app_context(), unit.reading() as connection:
        kept = select(Draft.n_answered).join(Read, Read.id == Draft.read_id)
        assert connection.scalar(kept.where(Read.public_id == read)) == 1
    assert told(app) == [(NoticeKind.TAKEN, 4), (NoticeKind.GIVEN_BACK, 4)]
    assert client.post(first.location).status_code == 404
    # Taken back once more, it is not taken for the first time.
    client.post(TAKE_BACK, query_string=QUERY, data=sent)
    assert n_open(app) == 8


def told(app: Flask) -> list[tuple[str, int]]:
    """What reviewers were told of files that left their lists, in the order of time."""
    with app.app_context(), unit.reading() as connection:
        found = connection.execute(
            select(StoredNotice.kind, StoredNotice.payload)
            .where(StoredNotice.kind.in_((NoticeKind.TAKEN, NoticeKind.GIVEN_BACK)))
            .order_by(StoredNotice.id)
        ).all()
    return [(row.kind, from_data(row.kind, row.payload).n) for row in found]


def test_what_changed_since_is_not_taken_back(
    app: Flask, client: FlaskClient, allocated: Casework
) -> None:
    digest = hidden(client.get(TAKE_BACK, query_string=QUERY), "digest")
    with app.app_context():
        with unit.transaction():
            reader = allocated.reader("R1")
        submit_all(reader)

    stale = client.post(
        TAKE_BACK, query_string=QUERY, data={"digest": digest, "reason": "x"}
    )

    assert stale.status_code == 409
    assert n_open(app) == 12
    assert "The query finds no open review." in text(
        client.get(TAKE_BACK, query_string=QUERY)
    )


def test_a_place_given_to_another_cannot_be_given_back(
    app: Flask, client: FlaskClient, allocated: Casework
) -> None:
    digest = hidden(client.get(TAKE_BACK, query_string=QUERY), "digest")
    sent = {"digest": digest, "reason": "出国"}
    there = client.post(TAKE_BACK, query_string=QUERY, data=sent).location
    key = there.rsplit("/", 1)[1]
    with app.app_context():
        allocation.confirm(viewer=allocated.officer, code="2025", at=AT)
        assert "no longer be undone" in text(client.get(there))
        with pytest.raises(CannotUndo):
            taking_back.undo(viewer=allocated.officer, code="2025", key=key, at=AT)


def test_nothing_is_given_back_of_a_file_that_left_the_sample(
    app: Flask, client: FlaskClient, allocated: Casework
) -> None:
    digest = hidden(client.get(TAKE_BACK, query_string=QUERY), "digest")
    sent = {"digest": digest, "reason": "出国"}
    there = client.post(TAKE_BACK, query_string=QUERY, data=sent).location
    key = there.rsplit("/", 1)[1]
    own = {"viewer": allocated.officer, "code": "2025"}
    with app.app_context():
        case_no = taking_back.taken(key=key, **own).lines[0].case_no
        replacing.replace_file(
            public_id=file_of(case_no), reason="卷宗遗失", at=AT, **own
        )
        assert not taking_back.taken(key=key, **own).can_undo
        with pytest.raises(CannotUndo):
            taking_back.undo(key=key, at=AT, **own)
    # The other reviewer of that file has lost it too.
    assert n_open(app) == 7


def file_of(case_no: str) -> str:
    statement = (
        select(CampaignCase.public_id)
        .join(Case, Case.id == CampaignCase.case_id)
        .where(Case.case_no == case_no)
    )
    with unit.reading() as connection:
        return str(connection.scalar(statement))


def test_nothing_is_given_back_to_whom_the_records_forbid_it(
    app: Flask, client: FlaskClient, allocated: Casework
) -> None:
    digest = hidden(client.get(TAKE_BACK, query_string=QUERY), "digest")
    sent = {"digest": digest, "reason": "出国"}
    there = client.post(TAKE_BACK, query_string=QUERY, data=sent).location
    own = {"viewer": allocated.officer, "code": "2025", "key": there.rsplit("/", 1)[1]}
    with app.app_context():
        with unit.transaction():
            joined = {"person_id": allocated.reviewers["R1"]}
            joined["firm_id"] = next(iter(allocated.firms.values()))
            unit.add(
                allocated.event, Affiliation, bureau_id=allocated.bureau_id, **joined
            )
        with pytest.raises(CannotUndo):
            taking_back.undo(at=AT, **own)
    assert n_open(app) == 8


def test_nothing_is_given_back_over_a_personal_cap(
    app: Flask, client: FlaskClient, allocated: Casework
) -> None:
    """R1 held four; meanwhile the limit is three, which the page tells beforehand."""
    digest = hidden(client.get(TAKE_BACK, query_string=QUERY), "digest")
    sent = {"digest": digest, "reason": "出国"}
    there = client.post(TAKE_BACK, query_string=QUERY, data=sent).location
    own = {"viewer": allocated.officer, "code": "2025"}
    with app.app_context():
        membership.set_limit(number="R1", cap=3, at=AT, **own)
        with pytest.raises(OverTheirCap) as refused:
            taking_back.undo(key=there.rsplit("/", 1)[1], at=AT, **own)

    assert str(refused.value).startswith("1 reviewer would hold more files than")
    said = text(client.get(there))
    assert "more files than their personal limit allows to 周一 4/3." in said
    assert "Undo: give all of them back" not in said
    assert n_open(app) == 8

    with app.app_context():
        membership.set_limit(number="R1", cap=4, at=AT, **own)
    client.post(there)
    assert n_open(app) == 12


def test_a_reason_is_needed_and_the_query_must_be_read(
    app: Flask, client: FlaskClient, allocated: Casework
) -> None:
    digest = hidden(client.get(TAKE_BACK, query_string=QUERY), "digest")

    assert (
        client.post(
            TAKE_BACK, query_string=QUERY, data={"digest": digest, "reason": " "}
        ).status_code
        == 422
    )
    assert client.get(TAKE_BACK, query_string={"q": "登级:x"}).status_code == 422
    assert n_open(app) == 12


def test_found_holders_are_reminded_after_a_look(
    app: Flask, client: FlaskClient, allocated: Casework
) -> None:
    with app.app_context(), unit.transaction():
        reached = [allocated.reader(number).public_id for number in ("R1", "R2")]
        wanted = list(
            unit.connection().scalars(
                select(Person.public_id).where(Person.name == "周一")
            )
        )
    assert wanted and wanted[0] not in reached

    page = client.get(READS, query_string=QUERY)
    assert 'action="/campaigns/2025/reminders"' in page.text
    people = fields(page, "person")
    looked = client.post("/campaigns/2025/reminders", data={"person": people})

    assert people == wanted
    assert "People who are reminded: 1; their open reviews: 4." in text(looked)
    assert "not reminded now" not in text(looked)
    chosen = {"person": fields(looked, "person"), "do": "send"}
    client.post("/campaigns/2025/reminders", data=chosen)
    assert reminded(app) == ["R1"]


def test_who_is_found_and_not_reminded_is_named_with_the_reason(
    app: Flask, client: FlaskClient, allocated: Casework
) -> None:
    with app.app_context(), unit.transaction():
        allocated.reader("R1")

    page = client.get(READS, query_string={"q": "submitted:no"})
    looked = client.post(
        "/campaigns/2025/reminders", data={"person": fields(page, "person")}
    )

    assert "People who are reminded: 1; their open reviews: 4." in text(looked)
    assert (
        "2 of the chosen are not reminded now. "
        "Has no account that may review. 白二 R2 , 钱三 R3"
    ) in text(looked)


def test_another_bureau_sees_nothing_of_it(
    app: Flask, client_for: ClientFor, allocated: Casework
) -> None:
    with app.app_context(), unit.transaction():
        stranger = casework(bureau="9", login="stranger").officer

    assert client_for(stranger).get(TAKE_BACK, query_string=QUERY).status_code == 404
