"""Hostile files over HTTP: each is answered, and the pages of others still come."""

from __future__ import annotations

import io

import pytest
from flask import Flask

from review.services.page_images import close_all
from tests.factories import World
from tests.files.pages import corpus
from tests.scanned import case_id
from tests.web.conftest import ClientFor

EVERY = 20
"""The whole corpus is tried on the sealed process; here one of so many."""


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_hostile_files_are_answered_and_others_are_served(
    app: Flask, world: World, client_for: ClientFor
) -> None:
    officer = client_for(world.officer)
    reviewer = client_for(world.reviewers[0])
    with app.app_context():
        address = f"/cases/{case_id(world)}/scans/"
    answers: dict[str, int] = {}
    for sample in corpus.hostile()[::EVERY]:
        sent = {"files": [(io.BytesIO(sample.content), "a.pdf")]}
        answers[sample.name] = officer.post(address, data=sent).status_code
        assert reviewer.get("/reviews/").status_code == 200
    close_all()

    assert len(answers) >= 10
    assert set(answers.values()) <= {200, 413, 422}, answers
