"""A program started twice at the same moment on a database that has nothing yet."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

import pytest
from flask import Flask
from sqlalchemy import event, func, inspect, select, text

from review import create_app
from review.services import setup
from review.services.setup import MadeElsewhere
from review.store import schema, unit
from review.store.database import db
from review.store.models import Bureau, Event, User
from tests.conftest import AT, settings

Told = str | tuple[str, str] | None


@pytest.fixture
def starts(database_url: str, tmp_path: Path) -> list[Flask]:
    """Two programs; what stands behind their address has no tables."""
    if database_url.startswith("sqlite"):
        database_url = f"sqlite:///{tmp_path / 'new.sqlite'}"
    made = [create_app(settings(database_url, tmp_path)) for _ in range(2)]
    with made[0].app_context():
        if db.engine.dialect.name == "postgresql":
            with db.engine.begin() as connection:
                connection.execute(text("DROP SCHEMA public CASCADE"))
                connection.execute(text("CREATE SCHEMA public"))
    return made


def start(app: Flask, wait: Callable[[], object]) -> Told:
    with app.app_context():
        try:
            wait()
            viewer = setup.ensure_ready(
                bureau_name="青川市司法局", area_name="青川市", at=AT
            )
            wait()
            return setup.first_administrator(viewer=viewer, at=AT)
        except MadeElsewhere as elsewhere:
            return elsewhere.sentence
        finally:
            db.engine.dispose()


def test_of_two_starts_one_makes_everything(starts: list[Flask]) -> None:
    both = Barrier(2, timeout=60)

    with ThreadPoolExecutor(2) as pool:
        told = list(pool.map(start, starts, [both.wait] * 2))

    (made,) = (each for each in told if isinstance(each, tuple))
    assert (made[0], set(told) - {made}) == ("admin", {MadeElsewhere.sentence})
    with starts[0].app_context():
        schema.ensure_current()
        with unit.reading() as connection:
            n = {each: connection.scalar(_count(each)) for each in (Bureau, User)}
            kinds = connection.scalars(select(Event.kind).order_by(Event.id)).all()
        assert n == {Bureau: 1, User: 1}
        assert kinds == ["bureau_founded", "account_created"]
        db.engine.dispose()


def _count(table: type) -> object:
    return select(func.count()).select_from(table)


class Killed(Exception):
    """Power failed."""


def test_of_tables_that_were_not_finished_nothing_is_left(starts: list[Flask]) -> None:
    """Else the next start would find a database of an older version."""
    app = starts[0]

    def fail(_c: object, _cursor: object, statement: str, *_: object) -> None:
        if "CREATE TABLE designation_withdrawals" in statement:
            raise Killed

    with app.app_context():
        event.listen(db.engine, "before_cursor_execute", fail)
        with pytest.raises(Killed):
            schema.ensure_current()
        event.remove(db.engine, "before_cursor_execute", fail)

        assert inspect(db.engine).get_table_names() == []
        assert schema.is_current() is False
        schema.ensure_current()
        assert schema.is_current() is True
        db.engine.dispose()
