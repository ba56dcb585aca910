"""Names in a row: their separator belongs to the language, so it stands in no sentence."""

from __future__ import annotations

import re

from tests.repository import ROOT

# What the templates show to people, and the sentences of the rooms they come from.
SHOWN = ("review/templates", "review/domain", "review/services", "review/web")
WRITTEN_OUT = re.compile(
    r"""(?:names|numbers|pages|known|allowed|codes)["']?\s*[=:]\s*["'], ["']\.join"""
    r"""|\|\s*join\("(?:, |; |、|；)"\)"""
    r"""|loop\.last\s*%}(?:, |; |、|；)\{%"""
)


def test_no_sentence_is_given_names_that_are_joined_already() -> None:
    """They are handed over as a tuple, or joined by `list_words` and `_(", ")`."""
    found = [
        f"{path.relative_to(ROOT)}: {line.strip()[:100]}"
        for room in SHOWN
        for path in sorted((ROOT / room).rglob("*"))
        if path.suffix in (".py", ".html")
        for line in path.read_text(encoding="utf-8").splitlines()
        if WRITTEN_OUT.search(line)
    ]
    assert found == []
