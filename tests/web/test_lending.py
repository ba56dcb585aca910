"""A request asks the pool once, however often it reads and writes."""

from __future__ import annotations

from flask import Flask
from sqlalchemy import event

from review.domain.policy import Role, Viewer
from review.store.database import db
from tests.web.conftest import ClientFor


def test_a_request_takes_one_connection_and_gives_it_back(
    app: Flask, everyone: dict[Role, Viewer], client_for: ClientFor
) -> None:
    client, taken = client_for(everyone[Role.REVIEWER]), []
    with app.app_context():
        engine = db.engine

    def note(*_: object) -> None:
        taken.append(engine.pool.checkedout())

    event.listen(engine, "checkout", note)
    answer = client.get("/reviews/")
    event.remove(engine, "checkout", note)

    assert (answer.status_code, len(taken), engine.pool.checkedout()) == (200, 1, 0)
