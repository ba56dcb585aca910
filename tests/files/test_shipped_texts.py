"""What is shipped speaks both languages: no text of a scheme has only one of them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from review.domain.sources import source_in

FOLDER = Path(__file__).parents[2] / "scoring_schemes"
SHIPPED = sorted(FOLDER.rglob("*.yaml"))
CHINESE = re.compile("[\u3000-\u303f\u4e00-\u9fff\uff00-\uffef]")
# Sources are one text that is read in either language; an answer is a reviewer's own.
SOURCES = ("source", "points_source")
OWN_WORDS = "answers"

Leaf = tuple[tuple[object, ...], str]


def texts(value: Any, path: tuple[object, ...] = ()) -> Iterator[Leaf]:
    """Every text of a file with the keys on the way to it."""
    if isinstance(value, dict | list):
        pairs = value.items() if isinstance(value, dict) else enumerate(value)
        for key, each in pairs:
            yield from texts(each, (*path, key))
    elif isinstance(value, str | bool):
        # The reader of schemes takes a bare No for the word; this one does not.
        yield path, str(value)


def content(path: Path) -> Any:
    return yaml.safe_load(path.read_text(encoding="utf-8"))


def faults(value: Any) -> list[tuple[object, ...]]:
    """Where only one language stands, or a language in the other's place."""
    said = {path: text for path, text in texts(value) if OWN_WORDS not in path}
    wrong = [p for p, text in said.items() if CHINESE.search(text) and p[-1] == "en"]
    for path, text in said.items():
        other = {"zh": "en", "en": "zh"}.get(str(path[-1]))
        if other and not said.get((*path[:-1], other), "").strip():
            wrong.append(path)
        if not other and path[-1] not in SOURCES and CHINESE.search(text):
            wrong.append(path)
    return wrong


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_every_text_of_a_shipped_scheme_has_both_languages(path: Path) -> None:
    found = content(path)

    assert faults(found) == []
    assert all(set(e["title"]) == {"zh", "en"} for e in found.get("examples", ()))


@pytest.mark.parametrize(
    ("value", "where"),
    [
        ({"examples": [{"title": "会见"}]}, ("examples", 0, "title")),
        ({"title": {"zh": "会见"}}, ("title", "zh")),
        ({"title": {"zh": "会见", "en": " "}}, ("title", "zh")),
        ({"title": {"zh": "会见", "en": "会见"}}, ("title", "en")),
        ({"title": {"en": "Met"}}, ("title", "en")),
    ],
)
def test_text_in_one_language_is_a_fault(value: Any, where: tuple[object, ...]) -> None:
    assert faults(value) == [where]


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_every_source_of_a_shipped_scheme_reads_in_english(path: Path) -> None:
    cited = {text for keys, text in texts(content(path)) if keys[-1] in SOURCES}
    read = {text: source_in(text, "en") for text in cited}

    assert {t: said for t, said in read.items() if CHINESE.search(said)} == {}
