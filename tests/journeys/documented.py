"""Commands as a page shows them: what is typed after `$`, and what answers."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from flask import Flask

from tests.typed import typed

BLOCK = re.compile(r"^```console\n(.*?)^```$", re.DOTALL | re.MULTILINE)
ANYTHING = "…"


@dataclass(frozen=True, slots=True)
class Shown:
    """A command of the page, and the lines below it. `…` stands for anything."""

    command: str
    answer: tuple[str, ...]


def shown_in(page: str) -> list[Shown]:
    return [each for block in BLOCK.findall(page) for each in _commands(block)]


def _commands(block: str) -> Iterator[Shown]:
    for part in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
        command, *answer = part.rstrip("\n").split("\n")
        yield Shown(command, tuple(answer))


def answer_of(app: Flask, shown: Shown) -> str:
    """What the program says to it, errors among the rest."""
    command = shown.command.partition(" ")[2]
    return typed(app, command, language="zh_Hans").output.replace("\ufeff", "")


def agrees(shown: Shown, said: str) -> bool:
    """Whether this is the answer on the page, apart from what cannot be foreseen."""
    pieces = map(re.escape, "\n".join(shown.answer).split(ANYTHING))
    return re.fullmatch(".*".join(pieces), said.rstrip("\n"), re.DOTALL) is not None


def text_of(path: Path) -> str:
    return path.read_text(encoding="utf-8")
