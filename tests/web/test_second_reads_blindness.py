"""Nobody but the bureau can tell which review is a hidden one.

Two worlds that differ in nothing but which review of each file is the hidden one: whatever
a reviewer or lead opens, gives in and gets back is the same in both, byte for byte.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import closing
from operator import itemgetter
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import text, update

from review.domain.policy import Role, Viewer
from review.domain.reads import HIDDEN
from review.services import allocation, reviewing, sampling
from review.store import unit
from review.store.database import db
from review.store.models import Read, ReleaseRow
from tests.casework import Casework, plan, submit
from tests.conftest import AT
from tests.databases import Once
from tests.released import a_place
from tests.services.rounds import rows
from tests.services.test_common_files import given as common
from tests.services.test_common_files import linking
from tests.services.test_seeds import further, given
from tests.web.bureau.conftest import six_files
from tests.web.conftest import ClientFor
from tests.web.test_sampling_blindness import addresses, seen, workbook

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
SAID = re.compile(r"[Ss]econd read|暗中复评")
FULL = {f"i{n}": "full" for n in range(10)}
Round = tuple[Casework, Viewer, Viewer]


def under_way() -> Round:
    """Six files with three reviewers, three of the files read by all of them; the first
    reviewer has handed one in and one back.
    """
    work = six_files()
    sampling.open_campaign(viewer=work.officer, plan=plan(second_reads=50), at=AT)
    sampling.draw(viewer=work.officer, code="2025", at=AT, seed="7")
    with unit.transaction():
        viewers = (work.reader("R1"), work.reader("L1", Role.PANEL_LEAD))
    allocation.confirm(viewer=work.officer, code="2025", at=AT)
    mine = reviewing.queue(viewer=viewers[0], at=AT)
    submit(viewers[0], mine[0].public_id)
    reviewing.decline(
        viewer=viewers[0], public_id=mine[1].public_id, reason="出差", at=AT
    )
    return work, *viewers


def with_seeds() -> Round:
    """A reviewer who has a seed and no other hidden read, and the lead who agreed."""
    made = given()
    viewer = made.viewers[further()[0].reviewer]
    submit(viewer, reviewing.queue(viewer=viewer, at=AT)[0].public_id)
    return made.work, viewer, made.viewers["lead"]


def with_common_files() -> Round:
    """A reviewer who has common files, and another one."""
    made = common()
    viewer = made.viewers[linking()[0].reviewer]
    submit(viewer, reviewing.queue(viewer=viewer, at=AT)[0].public_id)
    other = next(each for each in made.viewers.values() if each != viewer)
    return made.work, viewer, other


@pytest.fixture
def round_(once: Once) -> Round:
    return once(under_way)


def worlds(app: Flask) -> Iterator[None]:
    """The database as it is, and once more with other reviews as the hidden ones."""
    with app.app_context():
        own = _raw()
        kept = type(own)(":memory:")
        own.backup(kept)
    with closing(kept):
        yield
        with app.app_context():
            kept.backup(_raw())
            before = hidden_reads()
            _hide_others()
            assert len(before - hidden_reads()) >= 2
        yield


def _raw() -> Any:
    return db.engine.raw_connection().driver_connection


def _hide_others() -> None:
    """Of each file with hidden reads the first review and the last change places."""
    columns = ("campaign_case_id", "slot", "public_id", "purpose")
    by_file: dict[int, list[Any]] = {}
    for row in rows(Read, *columns, ended_at=None):
        if row[3] in ("counted", *HIDDEN):
            by_file.setdefault(row[0], []).append(row)
    with unit.transaction() as connection:
        connection.execute(text("DROP INDEX uq_reads_slot"))
        for reads in by_file.values():
            first, last = min(reads, key=itemgetter(1)), max(reads, key=itemgetter(1))
            if last[3] in HIDDEN:
                for (_, _, own, _), (_, slot, _, purpose) in (
                    (first, last),
                    (last, first),
                ):
                    change = {"slot": slot, "purpose": purpose}
                    connection.execute(
                        update(Read).where(Read.public_id == own).values(change)
                    )


def hidden_reads() -> set[tuple[Any, ...]]:
    return {
        row
        for purpose in HIDDEN
        for row in rows(Read, "public_id", purpose=purpose, ended_at=None)
    }


def looked_at(app: Flask, client: FlaskClient, viewer: Viewer) -> dict[str, Any]:
    """Everything there is to open, the workbook to take along, and it all handed in."""
    with app.app_context():
        mine = reviewing.queue(viewer=viewer, at=AT)
    found: dict[str, Any] = dict(seen(client, list(addresses(app, viewer))))
    if any(line.submitted_at is None for line in mine):
        found["workbook"] = workbook(client)
    for line in mine:
        if line.submitted_at is None:
            found[f"given {line.public_id}"] = handed_in(client, line.public_id)
    then = seen(client, ["/reviews/", "/reviews/figures/", "/notices/", "/account"])
    return found | {f"then {url}": page for url, page in then.items()}


def handed_in(client: FlaskClient, read: str) -> list[tuple[int, str | None, str]]:
    url = f"/reviews/{read}"
    saved = client.post(f"{url}/answers", json={"version": 0, "answers": FULL})
    confirm = client.get(f"{url}/confirm").text
    data = {"version": "1", "key": f"key {read}"}
    answers = [saved, client.post(f"{url}/submit", data=data), client.get(url)]
    assert answers[1].status_code == 302 and "version" in confirm
    return [
        (each.status_code, each.location, re.sub(r"[\w.-]{80,}", "", each.text))
        for each in answers
    ]


@pytest.mark.parametrize(
    ("make", "which"),
    [
        (under_way, 1),
        (under_way, 2),
        (with_seeds, 1),
        (with_seeds, 2),
        (with_common_files, 1),
    ],
    ids=[
        "reviewer",
        "lead",
        "reader of a seed",
        "lead of the seeds",
        "reader of common files",
    ],
)
def test_two_worlds_look_alike_to_who_reads_in_them(
    app: Flask, client_for: ClientFor, once: Once, make: Callable[[], Round], which: int
) -> None:
    made = once(make)
    first, other = (
        looked_at(app, client_for(made[which]), made[which]) for _ in worlds(app)
    )

    assert first == other
    assert any(url.startswith("given") for url in first) is (which == 1)


def test_the_rate_is_told_and_no_page_says_more(
    app: Flask, client_for: ClientFor, round_: Round
) -> None:
    client = client_for(round_[1])
    client.post("/language", data={"locale": "en", "then": "/"})
    pages = seen(client, list(addresses(app, round_[1])))

    told = pages["/reviews/"][1]
    assert "about 50 in a hundred files get one more review" in told
    assert {url for url, (_, body) in pages.items() if SAID.search(body)} == set()


def test_lawyers_firms_and_the_public_never_see_a_second_read(app: Flask) -> None:
    """They see releases alone; each review's comment says which of its file it is."""
    with app.app_context():
        place = a_place(second_reads=50)
        place.publish("provisional")
        place.publish()
        seconds = rows(Read, "id", purpose="second", ended_at=None)
        bodies = "".join(str(body) for (body,) in rows(ReleaseRow, "body"))

    assert len(seconds) >= 3
    assert "第1份" in bodies and "第2份" in bodies
    assert "第3份" not in bodies
