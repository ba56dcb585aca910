"""The allocation as a file over HTTP."""

from __future__ import annotations

import io
from typing import Any

import pytest
from flask.testing import FlaskClient

from review.web.bureau import moves
from tests.casework import Casework
from tests.web.bureau.reading import hidden, text

MOVES = "/campaigns/2025/allocation/moves/"


def brought(client: FlaskClient, body: bytes) -> object:
    return client.post(MOVES, data={"file": (io.BytesIO(body), "moves.csv")})


def test_a_proposal_is_fetched_brought_back_and_applied(
    client: FlaskClient, drawn: Casework
) -> None:
    assert "Fetch a file" in text(client.get(MOVES))
    fetched = client.get(MOVES + "proposal.csv")
    assert "allocation-proposal-2025" in fetched.headers["Content-Disposition"]

    shown = brought(client, fetched.data)
    assert "Change the allocation? Places given: 12, taken back: 0." in text(shown)
    page = shown.get_data(as_text=True)
    body = page.split('<textarea name="body" hidden>')[1].split("</textarea>")[0]
    done = client.post(
        MOVES, data={"do": "apply", "digest": hidden(shown, "digest"), "body": body}
    )

    assert done.status_code == 302
    said = text(client.get(done.location))
    assert "The allocation is changed; places given: 12, taken back: 0." in said
    assert "Every place is filled." in said
    again = brought(client, client.get(MOVES + "now.csv").data)
    assert "nothing would change" in text(again)


def test_moves_that_grew_old_are_shown_anew_and_can_be_applied(
    client: FlaskClient, drawn: Casework
) -> None:
    shown: Any = brought(client, client.get(MOVES + "proposal.csv").data)
    data = {"do": "apply", "digest": hidden(shown, "digest"), "body": body_of(shown)}
    stale = client.post(MOVES, data=data | {"digest": "0" * 64})

    assert stale.status_code == 409
    assert "changed since this proposal was made" in text(stale)
    assert "Change the allocation? Places given: 12, taken back: 0." in text(stale)
    again = data | {"digest": hidden(stale, "digest"), "body": body_of(stale)}
    assert client.post(MOVES, data=again).status_code == 302


def body_of(page: Any) -> str:
    return str(
        page.text.split('<textarea name="body" hidden>')[1].split("</textarea>")[0]
    )


def test_lines_at_fault_are_named_and_cannot_be_applied(
    client: FlaskClient, drawn: Casework
) -> None:
    shown = brought(client, "案号,动作,评查员\n没有,指派,R1\n".encode())

    assert shown.status_code == 422
    assert "Line 2 This campaign has no file 没有." in text(shown)
    assert "Apply the changes" not in text(shown)
    assert "At most 300 lines" not in text(shown)


def test_it_is_told_where_not_every_line_is_shown(
    client: FlaskClient, drawn: Casework
) -> None:
    lines = "".join(f"没有{n},指派,R1\n" for n in range(301))
    shown = text(brought(client, f"案号,动作,评查员\n{lines}".encode()))

    assert "Line 301 " in shown
    assert "Line 302 " not in shown
    assert "At most 300 lines of each kind are shown." in shown


def test_what_is_hidden_by_a_fault_is_not_told_to_be_cut(
    client: FlaskClient, drawn: Casework, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(moves, "MOST_SHOWN", 1)
    proposed = client.get(f"{MOVES}proposal.csv").get_data(as_text=True)
    assert "At most 1 lines" in text(brought(client, proposed.encode()))

    spoilt = f"{proposed}没有,,,,,,分给,R1,\n"
    shown = brought(client, spoilt.encode())
    assert shown.status_code == 422
    assert "At most 1 lines" not in text(shown)


def test_no_file_and_no_table_are_told(client: FlaskClient, drawn: Casework) -> None:
    assert client.post(MOVES).status_code == 422
    shown = brought(client, b"a,b\n1,2\n")
    assert "The first row must name the columns" in text(shown)
    assert client.post(MOVES, data={"do": "apply"}).status_code == 400
