"""The signs and words of a query, each with its place in what was typed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from review.domain.errors import N_, RuleBroken

MOST_SIGNS = 500


@dataclass(frozen=True, slots=True)
class Span:
    """From where to where, counted in the signs of what was typed."""

    start: int
    end: int


class QueryRefused(RuleBroken):
    """A query cannot be read; `span` is the word that is wrong.

    `mended` is the whole query with the nearest word in its place, where there is one.
    """

    sentence = N_("This query cannot be read.")

    def __init__(
        self,
        sentence: str,
        span: Span,
        *,
        nearest: tuple[str, ...] = (),
        mended: str = "",
        **values: object,
    ) -> None:
        self.span, self.nearest, self.mended = span, nearest, mended
        super().__init__(sentence, **values)


TOO_LONG = N_("A query has at most %(most)s characters.")
NEVER_CLOSED = N_("This quotation mark is never closed.")


class Sign(StrEnum):
    """The kinds of token."""

    OPEN = "("
    CLOSE = ")"
    COLON = ":"
    COMMA = ","
    OR = "or"
    AND = "and"
    NOT = "not"
    COMPARED = "compared"
    WORD = "word"
    QUOTED = "quoted"
    END = "end"


@dataclass(frozen=True, slots=True)
class Token:
    """A sign or word; `text` is in one width, as comparisons need it."""

    sign: Sign
    text: str
    span: Span


# Sign for sign, so that places stay what they are in the text as it was typed.
FULL_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
LIKE = str.maketrans("　、“”„「」『』≥≤≠｜〜–", ' ,"""""""\u2265\u2264\u2260|~-')
COMPARED = {
    "≥": ">=",
    "≤": "<=",
    "≠": "!=",
    "=>": ">=",
    "=<": "<=",
    "<>": "!=",
    "==": "=",
}
WORDS = {
    "或": Sign.OR,
    "或者": Sign.OR,
    "or": Sign.OR,
    "且": Sign.AND,
    "并且": Sign.AND,
    "and": Sign.AND,
    "非": Sign.NOT,
    "not": Sign.NOT,
}
# A year in brackets belongs to a case number: (2025)青援12号.
WORD = re.compile(r'(?:\(\d{4}\)|!(?!=)|[^\s()":<>=!,|≥≤≠])+')
COMPARISON = re.compile("[<>=!]=|[<=]>|=<|[<>=≥≤≠]")
SIGNS = {
    ":": Sign.COLON,
    ",": Sign.COMMA,
    "|": Sign.OR,
    "(": Sign.OPEN,
    ")": Sign.CLOSE,
}
BEFORE_VALUES = {Sign.COLON, Sign.COMPARED}


def one_width(typed: str) -> str:
    """Full-width punctuation, letters and digits as their narrow likes."""
    return typed.translate(FULL_WIDTH).translate(LIKE)


def tokens(typed: str) -> list[Token]:
    """Everything that was typed, in order, with an end."""
    if len(typed) > MOST_SIGNS:
        raise QueryRefused(TOO_LONG, Span(MOST_SIGNS, len(typed)), most=MOST_SIGNS)
    found = list(_tokens(one_width(typed)))
    return [*found, Token(Sign.END, "", Span(len(typed), len(typed)))]


def _tokens(text: str) -> Iterator[Token]:
    at, before = 0, Sign.END
    while at < len(text):
        if text[at].isspace():
            at += 1
            continue
        token = _token(text, at, before)
        yield token
        at, before = token.span.end, token.sign


def _token(text: str, at: int, before: Sign) -> Token:
    """What begins here; a minus denies only where a word may begin."""
    if text[at] == '"':
        return _quoted(text, at)
    if match := COMPARISON.match(text, at):
        sign = COMPARED.get(match[0], match[0])
        return Token(Sign.COMPARED, sign, Span(*match.span()))
    if text[at] == "-" and before not in BEFORE_VALUES and _goes_on(text, at):
        return Token(Sign.NOT, "-", Span(at, at + 1))
    if match := WORD.match(text, at):
        sign = WORDS.get(match[0].lower(), Sign.WORD)
        if before in BEFORE_VALUES:
            sign = Sign.WORD
        return Token(sign, match[0], Span(*match.span()))
    return Token(SIGNS.get(text[at], Sign.WORD), text[at], Span(at, at + 1))


def _goes_on(text: str, at: int) -> bool:
    return at + 1 < len(text) and not text[at + 1].isspace()


def _quoted(text: str, at: int) -> Token:
    end = text.find('"', at + 1)
    if end < 0:
        raise QueryRefused(NEVER_CLOSED, Span(at, len(text)))
    return Token(Sign.QUOTED, text[at + 1 : end], Span(at, end + 1))


def as_word(text: str) -> str:
    """A value as it is typed: in quotation marks where it would fall apart."""
    is_one = WORD.fullmatch(one_width(text)) and text.lower() not in WORDS
    return text if is_one else f'"{text}"'
