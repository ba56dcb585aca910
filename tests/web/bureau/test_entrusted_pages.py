"""An entrusted campaign is run on its pages: all they lead to is there, and no more."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient

from review.domain.entrustment import Ending
from review.services import allocation, contracts
from review.store import unit
from review.store.queries import entrustments
from tests.casework import Casework, submit_all, without_lines
from tests.conftest import AT
from tests.databases import Once
from tests.web.bureau.reading import hidden, text
from tests.web.bureau.test_entrustment import (
    NAMES,
    english,
    entrusted,
    reviewed,
)
from tests.web.conftest import ClientFor
from tests.web.links import Walk

HOME = "/campaigns/2025"
SENDS_IT_ALL_AWAY = ("hand-over", "take-back")
pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def halfway() -> Casework:
    """One reviewer took off much and one nothing; the third has not begun."""
    work = entrusted()
    allocation.confirm(viewer=work.officer, code="2025", at=AT)
    without_lines()
    with unit.transaction():
        first, second = (work.reader(number) for number in ("R1", "R2"))
    submit_all(first, 40)
    submit_all(second)
    return work


def delivered() -> Casework:
    work = reviewed()
    with unit.transaction():
        event = unit.record("tested", chain="test", actor=unit.SYSTEM, at=AT)
        contracts.end(event, entrustments.in_force(1), Ending.DELIVERED, at=AT)
    return work


def followed(client: FlaskClient) -> Walk:
    """Everything that the pages lead to is there, and so is what their forms do."""
    walk = Walk(client, "/campaigns").start("/campaigns", HOME)
    assert walk.missing() == []
    sent = walk.send(*SENDS_IT_ALL_AWAY)
    assert [url for url, status in sent.items() if status not in (200, 422)] == []
    return walk


@pytest.mark.parametrize("stage", [halfway, delivered])
def test_whatever_a_page_offers_the_manager_is_there(
    once: Once, client_for: ClientFor, stage: Callable[[], Casework]
) -> None:
    once(stage)

    assert f"{HOME}/files" in followed(english(client_for("manager"))).pages


def test_the_manager_gives_out_follows_and_settles(
    app: Flask, once: Once, client_for: ClientFor
) -> None:
    work = once(entrusted)
    manager = english(client_for("manager"))
    proposal = manager.get(f"{HOME}/allocation/?proposal=1")
    digest = {"digest": hidden(proposal, "digest")}

    given = manager.post(f"{HOME}/allocation/", data=digest, follow_redirects=True)
    assert "Every place is filled." in text(given)
    held = text(manager.get(f"{HOME}/allocation/reads"))
    assert all(name in held for name in NAMES[:3])

    with app.app_context():
        with unit.transaction():
            readers = [work.reader(number) for number in ("R1", "R2", "R3")]
        for reader in readers:
            submit_all(reader)
    assert "6 of 6" in text(manager.get(f"{HOME}/files"))
    done = manager.post(f"{HOME}/entrustment/hand-over", follow_redirects=True)
    assert "The evaluation is handed over" in text(done)


def test_officers_find_no_way_to_who_reads_or_what_came_out(
    once: Once, client_for: ClientFor
) -> None:
    once(halfway)
    officer = english(client_for("officer"))
    walk = followed(officer)

    own = [path for path in walk.pages if path.startswith(HOME)]
    assert len(own) > 10
    said = "\n".join(walk.pages[path] for path in own)
    assert not [name for name in NAMES if name in said]
    for path in ("allocation/?proposal=1", "allocation/reads", "files", "further"):
        assert officer.get(f"{HOME}/{path}").status_code == 404, path
