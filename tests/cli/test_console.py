"""How answers look, and how files and bars behave."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from review.cli import console
from review.cli.console import NotUtf8
from review.cli.words import said
from review.domain.errors import RuleBroken
from review.domain.schemes import Text
from review.domain.sentences import Sentence


def test_wide_characters_take_two_columns() -> None:
    rows = [
        {"Code": "1", "Name": "云岭", "n": 3},
        {"Code": "10", "Name": "x", "n": None},
    ]

    assert console.table(rows) == ["Code  Name  n", "1     云岭  3", "10    x"]
    assert console.table([]) == []


def test_an_answer_is_lines_or_json(capsys: pytest.CaptureFixture[str]) -> None:
    console.answer({"名": 1}, False, ["one", "two"])
    console.answer({"名": 1}, True, ["one", "two"])

    lines = capsys.readouterr().out
    assert lines.startswith("one\ntwo\n{")
    assert json.loads(lines.removeprefix("one\ntwo\n")) == {"名": 1}


def test_text_is_read_strictly(tmp_path: Path) -> None:
    good, bad = tmp_path / "good.yaml", tmp_path / "bad.yaml"
    good.write_bytes("\ufeff评查".encode())
    bad.write_bytes("评查".encode("gb18030"))

    assert console.text_of(good) == "评查"
    with pytest.raises(NotUtf8) as refusal:
        console.text_of(bad)
    assert refusal.value.values == {"file": "bad.yaml"}


def test_bars_are_for_terminals_only(capsys: pytest.CaptureFixture[str]) -> None:
    with console.working("Counting"):
        pass

    assert capsys.readouterr() == ("", "")


@pytest.mark.parametrize(
    ("what", "values", "words"),
    [
        ("%(n)s files", {"n": 3}, "3 files"),
        ("100%", {}, "100%"),
        ("", {}, ""),
        (Text("评查", "Review"), {}, "Review"),
        (Sentence("%(n)s files", {"n": 2}), {}, "2 files"),
        (Sentence("Only"), {}, "Only"),
        (RuleBroken("No %(what)s", what=Text("会见", "meeting")), {}, "No meeting"),
        ("First: %(s)s", {"s": Sentence("%(n)s files", {"n": 2})}, "First: 2 files"),
        ("%(empty)s|", {"empty": ""}, "|"),
    ],
)
def test_words_are_filled_with_words(
    what: object, values: dict[str, object], words: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CASE_REVIEW_LANGUAGE", "en")

    assert said(what, **values) == words
