"""What a YAML parser stumbles over, said so that a lawyer can mend it."""

from __future__ import annotations

import re

from ruamel.yaml.error import MarkedYAMLError

from review.domain.errors import N_

_FOREIGN = re.compile(
    "[\x00-\x1f\x7f-\x9f\u2028\u2029\u200b-\u200f\u202a-\u202e\u2066-\u2069"
    "\ufeff\ufffe\uffff\ud800-\udfff]"
)
_WIDE_COLON = re.compile(r"^[\s-]*[a-z_]+\s*：")
_ELSEWHERE = ("quoted scalar", "simple key", "flow mapping", "flow sequence")

NOT_CLOSED = N_("A quotation mark is not closed.")
WIDE_COLON = N_("The colon after the key is a Chinese one (：); write “: ” instead.")
_HINTS = {
    "mapping values are not allowed": N_(
        "A colon stands here that does not belong to a key: put the text in quotation"
        " marks, or mend the indentation."
    ),
    "could not find expected ':'": N_(
        "The colon after the key is missing, or has no space behind it."
    ),
    "expected <block end>": N_("The indentation does not fit the lines above."),
    "unexpected end of stream": NOT_CLOSED,
    "',' or '}'": N_("A brace { is not closed, or a comma is missing."),
    "',' or ']'": N_("A bracket [ is not closed, or a comma is missing."),
    "cannot start any token": N_(
        "A text that begins with this sign needs quotation marks."
    ),
}
NOT_YAML = N_("This is not valid YAML: %(problem)s.")


def foreign_character(line: str) -> str:
    """The first sign that is invisible, a tab, or not a character at all."""
    found = _FOREIGN.search(line)
    return found.group() if found else ""


def syntax_problem(
    error: Exception, text: str, quoted: tuple[int, int] = (0, 0)
) -> tuple[int, str, dict[str, object]]:
    """The line to mend, the sentence, and its values.

    `quoted` are the lines of the last text in quotation marks. One that was left open
    ends at the opening mark of the next, and what follows there cannot be read.
    """
    if not isinstance(error, MarkedYAMLError):
        return 1, NOT_YAML, {"problem": type(error).__name__}
    line, last = _lines(error)
    wide = _wide_colon(text, line, last)
    if wide:
        return wide, WIDE_COLON, {}
    if quoted[0] < quoted[1] == last:
        return quoted[0], NOT_CLOSED, {}
    problem = error.problem or ""
    for words, sentence in _HINTS.items():
        if words in problem:
            return line, sentence, {}
    return line, NOT_YAML, {"problem": problem}


def _lines(error: MarkedYAMLError) -> tuple[int, int]:
    """Where to mend and where the parser gave up.

    A quotation mark or bracket left open is found lines later: where it was opened
    is the place to mend.
    """
    found = error.problem_mark or error.context_mark
    last = found.line + 1 if found else 1
    opened = any(words in (error.context or "") for words in _ELSEWHERE)
    if opened and error.context_mark:
        return error.context_mark.line + 1, last
    return last, last


def _wide_colon(text: str, first: int, last: int) -> int:
    lines = text.splitlines()[first - 1 : last]
    hits = (n for n, line in enumerate(lines, first) if _WIDE_COLON.match(line))
    return next(hits, 0)
