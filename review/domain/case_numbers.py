"""Which case a folder or a file name means, however bureaus write the number.

One bureau writes (2026)云援民字第0155号, the next 〔2026〕 or [2026], with digits of either
width, without the brackets or the leading zeros, with the volume or the parties behind it.
A name that means one case is recognised; of one that may mean several, or that leaves out
the year, the candidates are told and nobody guesses.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

TOKEN = re.compile(r"\d+|[^\W\d_]+")
MARK = re.compile(r"[-_.]")
END, BRANCH = "号", "之"
AND = ("及", "和", "与", "至", "到")
"""Between two numbers, when a digit follows."""
CENTURIES = ("19", "20")
IDLE = "第"
"""Says nothing that the number behind it does not say."""
LONGEST = 12
"""Parts of a number, and of a name that is looked at: more is no case number."""

Tokens = tuple[str, ...]
Known = dict[Tokens, list[tuple[str, str]]]


def folded(number: str) -> str:
    """A case number as it is compared: one width, no spaces."""
    return "".join(unicodedata.normalize("NFKC", number).split())


def tokens_of(text: str) -> Tokens:
    """Digits without leading zeros, and the letters between; no bracket, no space."""
    found: list[str] = []
    for token in TOKEN.findall(unicodedata.normalize("NFKC", text)):
        word = (
            (token.lstrip("0") or "0") if token.isdecimal() else token.replace(IDLE, "")
        )
        if word and found and not (word.isdecimal() or found[-1].isdecimal()):
            found[-1] += word
        elif word:
            found.append(word)
    return tuple(found)


@dataclass(frozen=True, slots=True)
class Reading:
    """The number a path means, or those it may mean; neither where it means none."""

    number: str = ""
    candidates: tuple[str, ...] = ()


class CaseNumbers:
    """The numbers of the cases there are, to be found in names."""

    def __init__(self, numbers: Iterable[str]) -> None:
        self._exact = {folded(each): each for each in numbers}
        self._whole: Known = {}
        self._yearless: Known = {}
        self._firsts: set[str] = set()
        self._lengths: set[int] = set()

    def _index(self) -> None:
        """Only where a name is no number as it stands: of many cases it takes a second."""
        for number in self._exact.values():
            self._keep(number)
        self._lengths = {len(first) for first in self._firsts}

    def _keep(self, number: str) -> None:
        tokens = tokens_of(number)
        if not _is_telling(tokens) or len(tokens) > LONGEST:
            return
        self._firsts.add(tokens[0])
        for form in _forms(tokens):
            self._whole.setdefault(form[:-1], []).append((form[-1], number))
            if _is_year(form[0]) and _is_telling(form[1:]):
                *head, end = form[1:]
                self._yearless.setdefault(tuple(head), []).append((end, number))

    def read(self, names: Sequence[str]) -> Reading:
        """Of a file: its name and those of its folders, from the inside outwards.

        A name that is a number, or has one before a mark, counts before all others.
        """
        for name in names:
            if number := self._named(name):
                return Reading(number)
        if not self._lengths:
            self._index()
        split = [tokens_of(name)[:LONGEST] for name in names]
        for look in (self._begun, self._within):
            found = {name: look(name) for name in split}
            telling = {name: numbers for name, numbers in found.items() if numbers}
            if telling:
                return _reading(telling)
        return Reading(candidates=_together(map(self._without_year, split)))

    def _named(self, name: str) -> str:
        whole = folded(name)
        if whole in self._exact:
            return self._exact[whole]
        head, *others = MARK.split(whole)
        if not self._exact.keys().isdisjoint(others) or _names_more(tokens_of(name)):
            return ""
        return self._exact.get(head, "")

    def _begun(self, name: Tokens) -> set[str]:
        return _beginning(name, self._whole)

    def _within(self, name: Tokens) -> set[str]:
        """Numbers anywhere in the name, also behind other words."""
        rests = (
            rest for place in range(len(name)) for rest in self._rests(name, place)
        )
        return {number for rest in rests for number in self._begun(rest)}

    def _rests(self, name: Tokens, place: int) -> Iterator[Tokens]:
        """From a place on, where a number may begin there, also within a word."""
        word, *others = name[place:]
        lengths = {len(word)} if word.isdecimal() else self._lengths
        for length in lengths:
            if word[-length:] in self._firsts:
                yield (word[-length:], *others)

    def _without_year(self, name: Tokens) -> set[str]:
        return _beginning(name, self._yearless)


def _reading(telling: Mapping[Tokens, set[str]]) -> Reading:
    found = _together(telling.values())
    if len(found) > 1 or any(map(_names_more, telling)):
        return Reading(candidates=found)
    return Reading(found[0])


def _together(found: Iterable[set[str]]) -> tuple[str, ...]:
    return tuple(sorted(set().union(*found)))


def _forms(tokens: Tokens) -> Iterator[Tokens]:
    """With its last word, and without where that only says that the number ends."""
    yield tokens
    if tokens[-1] == END and _is_telling(tokens[:-1]):
        yield tokens[:-1]


def _is_telling(tokens: Tokens) -> bool:
    """Of words and digits: a bare "12" may be a page as well."""
    return {token.isdecimal() for token in tokens} == {True, False}


def _is_year(token: str) -> bool:
    return len(token) == 4 and token.isdecimal() and token[:2] in CENTURIES


def _beginning(name: Tokens, known: Known) -> set[str]:
    """The numbers the name begins with; a longer one counts before a shorter."""
    for n in range(len(name), 1, -1):
        ends = known.get(name[: n - 1], ())
        found = [each for each in ends if _ends(name[n - 1 :], *each)]
        longest = max((len(end) for end, _ in found), default=0)
        if found:
            return {number for end, number in found if len(end) == longest}
    return set()


def _ends(rest: Tokens, end: str, number: str) -> bool:
    """Whether the number ends here: 之一 makes another one of it, 155及157号 several."""
    word, *behind = rest
    if end.isdecimal():
        return word == end and not (number.endswith(END) and _goes_on(*behind[:2]))
    return word.startswith(end) and not word.startswith(BRANCH, len(end))


def _goes_on(word: str = "", following: str = "") -> bool:
    """Whether digits without their 号 are followed by one, by 之一 or by other digits
    with an "and" between: then it is another number, or there are several.
    """
    if word.isdecimal():
        return following.startswith(END)
    return word.startswith((END, BRANCH)) or _joins(word, following)


def _names_more(name: Tokens) -> bool:
    """Two numbers in one name: nobody can say whose file it is."""
    pairs = list(pairwise(name))
    n = sum(number.isdecimal() and word.startswith(END) for number, word in pairs)
    return n > 1 or any(word.startswith(END) and _joins(word, of) for word, of in pairs)


def _joins(word: str, following: str) -> bool:
    return word.endswith(AND) and following.isdecimal()
