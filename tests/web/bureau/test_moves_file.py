"""The file of moves comes back as it was written, in the language it was written in."""

from __future__ import annotations

import pytest
from flask import Flask

from review.config import LANGUAGES
from review.domain.kinds import Stage
from review.domain.moves import For, Move, Verb
from review.files import moves as files
from review.web.language import said, speaking


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("purpose", [*For])
def test_a_file_comes_back_as_it_was_written(
    app: Flask, language: str, purpose: For
) -> None:
    move = Move(
        case_no="（2025）青援刑字第1号",
        verb=Verb.KEEP,
        reviewer="P08",
        stage=Stage.TRIAL_FIRST,
        volume_set="二",
        part="formal",
        purpose=purpose,
        slot=2,
        reason="出差",
    )
    with app.test_request_context(), speaking(language):
        body = files.write([move], said)

    found = files.read(body)

    assert found.faults == ()
    (back,) = found.moves
    assert (back.purpose, back.part, back.slot) == (purpose, "formal", 2)
    assert (back.stage, back.volume_set, back.reason) == (move.stage, "二", "出差")
