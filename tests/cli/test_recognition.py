"""`case-review recognise` reads what has no text, and goes on where it stopped."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask import Flask

from review.services import page_recognition
from review.services.page_images import close_all
from review.services.shelf import shelf_of
from tests.factories import World
from tests.recognised import body
from tests.scanned import bring, case_id
from tests.typed import data, done, typed
from tests.worlds import campaign_with_a_shipped_scheme

CASE = "(2025)青援0001号"


@pytest.fixture
def world(app: Flask) -> World:
    with app.app_context():
        return campaign_with_a_shipped_scheme()


@pytest.mark.usefixtures("world")
def test_without_recognition_it_says_so(app: Flask) -> None:
    result = typed(app, "recognise")

    assert result.exit_code == 1
    assert "switched off by CASE_REVIEW_OCR" in result.stderr


def test_pages_are_read_once(app: Flask, world: World) -> None:
    app.config["OCR"] = True
    assert done(app, "recognise") == "No case has a scan.\n"
    with app.app_context():
        assert world.officer is not None
        shelf = shelf_of(app.config, Path(app.instance_path))
        bring(world.officer, case_id(world), body(), shelf)

    (first,) = data(app, "recognise --json")["files"]
    again = done(app, f"recognise '{CASE}'")

    close_all()
    page_recognition.close()
    assert (first["number"], first["n_pages"], first["n_read"]) == (CASE, 1, 1)
    assert again.startswith(f"{CASE}: pages read 0 of 1; read before: 1, ")
    assert typed(app, "recognise nobody").exit_code == 1
