"""First starts of one database come one after another; who waits is told."""

from __future__ import annotations

import threading

import pytest
from flask import Flask

from review.store import starting
from review.store.database import db
from review.store.starting import StartedElsewhere, alone


def silent() -> None:
    pytest.fail("nobody had to wait")


def test_who_waits_is_told_once_and_goes_on(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(starting, "UNTOLD", 0.01)
    monkeypatch.setattr(starting, "NAP", 0.005)
    order: list[str] = []
    told = threading.Event()

    def second() -> None:
        with (
            app.app_context(),
            alone(db.engine, lambda: (order.append("told"), told.set())),
        ):
            order.append("second")

    with app.app_context(), alone(db.engine, silent):
        thread = threading.Thread(target=second)
        thread.start()
        assert told.wait(10)
        order.append("first")
    thread.join()

    assert order == ["told", "first", "second"]


def test_nobody_waits_for_one_that_hangs_for_ever(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(starting, "PATIENCE", 0.02)
    monkeypatch.setattr(starting, "NAP", 0.005)

    with (
        app.app_context(),
        alone(db.engine, silent),
        pytest.raises(StartedElsewhere),
        alone(db.engine, silent),
    ):
        pytest.fail("two started at once")


def test_one_that_failed_is_followed_by_the_next(app: Flask) -> None:
    with app.app_context():
        with pytest.raises(ZeroDivisionError), alone(db.engine, silent):
            1 / 0  # noqa: B018
        with alone(db.engine, silent):
            pass
