"""Keys that travel as one value find what a list written out would find."""

from __future__ import annotations

import re

import pytest
from flask import Flask
from sqlalchemy import literal, select

from review.store import unit
from review.store.models import Event
from review.store.queries.among import among


@pytest.mark.parametrize(
    ("keys", "is_one"),
    [([], False), ([5], True), ([4, 6], False), ((9, 5, 5), True), ([2**40, 5], True)],
)
def test_a_key_is_found_among_others(app: Flask, keys: list[int], is_one: bool) -> None:
    with app.app_context(), unit.reading():
        found = unit.run(select(among(literal(5), "keys")), {"keys": keys})
        assert bool(found.one()[0]) is is_one


def test_the_rows_of_keys_are_looked_up_in_the_index(app: Flask) -> None:
    """Beside other conditions too; a whole table is gone through otherwise."""
    wanted = select(Event.id).where(Event.chain == "c", among(Event.id, "keys"))
    with app.app_context(), unit.reading() as connection:
        text = str(wanted.compile(connection.engine)).replace("\n", " ")
        assert re.search(r"events\.id (= ANY|IN) \([^=]+\)$", text)
