"""What the words of the query language are: keywords, their values, a vocabulary.

A keyword that somebody may not use is not in that person's vocabulary: it is refused
in the same words as one that was never there.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from review.domain.kinds import squeezed
from review.domain.policy import Action, Viewer, may
from review.domain.visibility import Facet

ANY, NONE = "*", ""
"""Among the codes of a value: whatever it is, and nothing at all."""
MOST_NEAREST = 3


class Subject(StrEnum):
    """What a list is of; each has keywords of its own."""

    CASES = "cases"
    FILES = "files"
    READS = "reads"


class Asks(StrEnum):
    """What follows a keyword."""

    TEXT = "text"
    CHOICE = "choice"
    NUMBER = "number"
    DAY = "day"
    YES_NO = "yes_no"
    ITEM = "item"


@dataclass(frozen=True, slots=True)
class Keyword:
    """One keyword under all its names; the first of each language is the usual one.

    `facet` is what it looks at of a review: it finds a file only in the phases in which
    the asker sees that.
    """

    name: str
    asks: Asks
    subjects: frozenset[Subject]
    action: Action
    facet: Facet | None
    chinese: tuple[str, ...]
    english: tuple[str, ...]
    examples: tuple[str, str]
    """What may follow it, in English and in Chinese."""
    words: str

    @property
    def names(self) -> tuple[str, ...]:
        return (*self.chinese, self.name, *self.english)

    def in_language(self, language: str) -> str:
        """The usual name of the keyword for readers of a language."""
        return self.name if language == "en" else self.chinese[0]

    def example(self, language: str) -> str:
        after = self.examples[language != "en"]
        return f"{self.in_language(language)}:{after}"


@dataclass(frozen=True, slots=True)
class Value:
    """A value of a keyword under its names, with the codes that it stands for.

    A number of the sheet is taken only as it is written: 3.1 is not 31.
    """

    codes: frozenset[str]
    chinese: tuple[str, ...]
    english: tuple[str, ...]
    means: tuple[str, str] = ("", "")
    """What completion says beside it, in English and in Chinese."""
    is_number: bool = False

    @property
    def names(self) -> tuple[str, ...]:
        return (*self.chinese, *self.english, *(code for code in self.codes if code))

    def in_language(self, language: str) -> str:
        known = (*self.english, *self.chinese)
        if language != "en":
            known = (*self.chinese, *self.english)
        return known[0]


def value(code: str, chinese: str = "", english: str = "") -> Value:
    """One code under one name of each language."""
    zh = (chinese,) if chinese else ()
    return Value(frozenset({code}), zh, (english or code,))


Values = Mapping[str, Sequence[Value]]


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The keywords that one person may use for one kind of list, and their values."""

    keywords: tuple[Keyword, ...]
    values: Values = field(default_factory=dict)

    def keyword(self, typed: str) -> Keyword | None:
        """The keyword of this name, in either language and any width or case."""
        key = squeezed(typed)
        for each in self.keywords:
            if key in map(squeezed, each.names):
                return each
        return None

    def named(self, name: str) -> Keyword | None:
        return next((each for each in self.keywords if each.name == name), None)

    def nearest(self, typed: str) -> tuple[str, ...]:
        """Keywords that look like it, in the language it was typed in."""
        chinese = any(ord(sign) > 0x2E80 for sign in typed)
        names = [
            name
            for each in self.keywords
            for name in (each.chinese if chinese else (each.name, *each.english))
        ]
        return alike(typed, names)

    def values_of(self, keyword: Keyword) -> Sequence[Value]:
        return self.values.get(keyword.name, ())

    def codes(self, keyword: Keyword, typed: str) -> frozenset[str]:
        """The codes of a value; the start or a part of one name alone is enough."""
        codes = {each.codes for each in self._meant(keyword, typed)}
        return next(iter(codes)) if len(codes) == 1 else frozenset()

    def is_several(self, keyword: Keyword, typed: str) -> bool:
        """Whether it could mean more than one value."""
        return len({each.codes for each in self._meant(keyword, typed)}) > 1

    def _meant(self, keyword: Keyword, typed: str) -> list[Value]:
        """The values most likely meant."""
        ways = self._ways(keyword, typed)
        return next((each for each in ways if each), [])

    def _ways(self, keyword: Keyword, typed: str) -> Iterator[list[Value]]:
        """Values that may be meant: so called, so beginning, or with that in a name."""
        known = self.values_of(keyword)
        yield [each for each in known if each.is_number and typed in each.names]
        if not (key := squeezed(typed)):
            return
        named = [
            (each, [squeezed(name) for name in each.names])
            for each in known
            if not each.is_number
        ]
        # A code may also stand in a group of several: the first of that name is meant.
        yield [each for each, names in named if key in names][:1]
        yield [v for v, names in named if any(n.startswith(key) for n in names)]
        yield [v for v, names in named if any(key in n for n in names)]

    def nearest_values(self, keyword: Keyword, typed: str) -> tuple[str, ...]:
        """Those it may mean, where they are several; else what looks like it."""
        chinese = any(ord(sign) > 0x2E80 for sign in typed)
        language = "zh" if chinese else "en"
        if meant := self._meant(keyword, typed):
            return _names(meant, language)[:MOST_NEAREST]
        known = _names(self.values_of(keyword), language)
        return alike(typed, known) or known[:MOST_NEAREST]


def _names(values: Iterable[Value], language: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(each.in_language(language) for each in values))


def alike(typed: str, names: Iterable[str]) -> tuple[str, ...]:
    """The names that look most like what was typed."""
    known = {squeezed(name): name for name in names}
    found = difflib.get_close_matches(
        squeezed(typed), known, n=MOST_NEAREST, cutoff=0.5
    )
    return tuple(known[key] for key in found)


def _needed(keyword: Keyword, subject: Subject) -> Action:
    """What a case is, stands in the lists of a campaign for whoever sees these."""
    is_of_case = keyword.action is Action.CASES_READ
    if is_of_case and subject is not Subject.CASES:
        return Action.CAMPAIGN_READ
    return keyword.action


def vocabulary(
    viewer: Viewer, subject: Subject, keywords: Iterable[Keyword], values: Values
) -> Vocabulary:
    """What this person may ask of this kind of list; the policy's table decides."""
    allowed = (
        each
        for each in keywords
        if subject in each.subjects and may(viewer, _needed(each, subject))
    )
    return Vocabulary(tuple(allowed), values)
