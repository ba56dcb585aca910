"""Which case a folder or a file name means, however bureaus write the number.

One bureau writes (2026)云援民字第0155号, the next 〔2026〕 or [2026], with digits of either
width, without the brackets or the leading zeros, with the volume or the parties behind it.
A name that means one case is recognised; of one that may mean several, or that leaves out
the year, the candidates are told and nobody guesses. So it is where a file names another
case than the folder it lies in, be it one the system does not have.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

TOKEN = re.compile(r"\d+|[^\W\d_]+")
MARK, FIGURES = re.compile(r"[-_.]"), re.compile(r"\d+")
END, BRANCH, MONTH = "号", "之", "月"
AND = ("及", "和", "与", "至", "到")
"""Between two numbers, when a digit follows."""
CENTURIES = ("19", "20")
IDLE, LAST = "第", "字"
"""Say nothing that the number behind them does not say."""
OF_YEAR = re.compile(r"年度?(?=.)")
SERIAL = re.compile(r"[(\[〔【]?((?:19|20)\d\d)?[)\]〕】]?(?:年度?)?第?(\d{3,})号")
"""How a folder is called that leaves out the words of a number."""
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
        word = _word(token, found[-1] if found else "")
        if word and found and not (word.isdecimal() or found[-1].isdecimal()):
            found[-1] += word
        elif word:
            found.append(word)
    return tuple(found)


def _word(token: str, before: str) -> str:
    if token.isdecimal():
        return token.lstrip("0") or "0"
    word = OF_YEAR.sub("", token, count=1) if _is_year(before) else token
    return word.replace(IDLE, "").removesuffix(LAST)


@dataclass(frozen=True, slots=True)
class Reading:
    """The number a path means, or those it may mean; neither where it means none."""

    number: str = ""
    candidates: tuple[str, ...] = ()
    is_at_odds: bool = False
    """Each name may be clear by itself, but they do not mean the same case."""


class CaseNumbers:
    """The numbers of the cases there are, to be found in names."""

    def __init__(self, numbers: Iterable[str]) -> None:
        self._exact = {folded(each): each for each in numbers}
        self._whole: Known = {}
        self._yearless: Known = {}
        self._firsts: set[str] = set()
        self._words: dict[str, str] = {}
        self._serials: dict[str, set[tuple[str, str]]] = {}
        self._lengths: set[int] = set()
        self._seen: dict[str, set[str]] = {}

    def _index(self) -> None:
        """Only where a name is no number as it stands: of many cases it takes a second."""
        if self._lengths:
            return
        for number in self._exact.values():
            self._keep(number)
        self._lengths = {len(first) for first in (*self._firsts, *self._words)}

    def _keep(self, number: str) -> None:
        tokens = tokens_of(number)
        if not _is_telling(tokens) or len(tokens) > LONGEST:
            return
        self._firsts.add(tokens[0])
        if _has_year(tokens):
            self._words.setdefault(tokens[1], number)
            serial = FIGURES.findall(number)[1]
            self._serials.setdefault(serial, set()).add((tokens[0], number))
        for form in _forms(tokens):
            self._whole.setdefault(form[:-1], []).append((form[-1], number))
            if _is_year(form[0]) and _is_telling(form[1:]):
                *head, end = form[1:]
                self._yearless.setdefault(tuple(head), []).append((end, number))

    def read(self, names: Sequence[str]) -> Reading:
        """Of a file: its name and those of its folders, from the inside outwards.

        A name that is a number, or has one before a mark, counts before all others, but
        none may speak of another case.
        """
        number = next(filter(None, map(self._named, names)), "")
        if not number:
            found = self._inexactly(names)
            if found.candidates:
                return found
            number = found.number
        others = self._others(names, number) if number else set()
        if others:
            return Reading(candidates=_together([others, {number}]), is_at_odds=True)
        return Reading(number)

    def _inexactly(self, names: Sequence[str]) -> Reading:
        self._index()
        split = [tokens_of(name)[:LONGEST] for name in names]
        for look in (self._begun, self._within):
            found = {name: look(name) for name in split}
            telling = {name: numbers for name, numbers in found.items() if numbers}
            if telling:
                return self._reading(telling)
        return Reading(candidates=_together(map(self._without_year, split)))

    def _reading(self, telling: Mapping[Tokens, set[str]]) -> Reading:
        found = _together(telling.values())
        if len(found) == 1 and not any(map(_names_more, telling)):
            return Reading(found[0])
        told = _together([found, *map(self._listed, telling)])
        is_at_odds = not any(map(_names_more, telling)) and all(
            len(each) == 1 for each in telling.values()
        )
        return Reading(candidates=told, is_at_odds=is_at_odds)

    def others(self, name: str, own: str) -> tuple[str, ...]:
        """The cases a name speaks of, where none of them is its `own`."""
        meant = self._mentioned(name)
        return () if folded(own) in meant else tuple(sorted(meant))

    def _others(self, names: Sequence[str], number: str) -> set[str]:
        """What the names mean besides: of a file, anything; of what lies around the name
        with the number, one case and nothing more, as a folder may stand for a hundred.
        """
        meant = [self._mentioned(name) for name in names]
        place = next((n for n, each in enumerate(meant) if number in each), 0)
        for n in range(place + 1, len(names)):
            meant[n] = meant[n] or self._by_serial(names[n])
        apart = [n for n, each in enumerate(meant) if each and number not in each]
        telling = (n for n in apart if n < place or _is_all(names[n], meant[n]))
        return set().union(*(meant[n] for n in telling))

    def _mentioned(self, name: str) -> set[str]:
        """Every case the name may speak of; a folder is asked for each file in it."""
        if name not in self._seen:
            self._seen[name] = self._looked_through(name)
        return self._seen[name]

    def _looked_through(self, name: str) -> set[str]:
        named, tokens = {self._named(name)} - {""}, tokens_of(name)[:LONGEST]
        if folded(name) in self._exact or not _is_telling(tokens):
            return named
        self._index()
        known = self._listed(tokens) or self._without_year(tokens)
        return named | known | self._strange(tokens)

    def _strange(self, name: Tokens) -> set[str]:
        """Numbers made as those of the bureau, of which it may have no case."""
        found = set()
        for rest in self._every_rest(name):
            year, word, *others = (*rest, "", "")
            if _is_year(year) and others[0].isdecimal() and not self._begun(rest):
                found.add(self._made_as(self._words.get(word, ""), year, others[0]))
        return found - {""}

    def _made_as(self, example: str, year: str, serial: str) -> str:
        if not example:
            return ""
        given = iter((year, serial.zfill(len(FIGURES.findall(example)[1]))))
        return FIGURES.sub(lambda _: next(given), example, count=2)

    def _by_serial(self, name: str) -> set[str]:
        """What a folder means that gives the year, at most, and the digits behind."""
        found = SERIAL.match(folded(name))
        if not found:
            return set()
        self._index()
        year, serial = found.groups()
        numbers = self._serials.get(serial, set())
        return {number for of, number in numbers if year in (None, of)}

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
        return {n for rest in self._every_rest(name) for n in self._begun(rest)}

    def _listed(self, name: Tokens) -> set[str]:
        """Numbers anywhere in the name, and those of which it gives the digits alone."""
        found: set[str] = set()
        for rest in self._every_rest(name):
            for number in self._begun(rest):
                found |= {number, *self._continued(tokens_of(number), rest)}
        return found

    def _every_rest(self, name: Tokens) -> Iterator[Tokens]:
        for place in range(len(name)):
            yield from self._rests(name, place)

    def _continued(self, number: Tokens, rest: Tokens) -> set[str]:
        """Behind 第155号: 156号, 及0156."""
        head = number[: -2 if number[-1] == END else -1]
        behind = rest[len(head) + 1 :]
        digits = {
            digit
            for word, digit, end in zip(behind, behind[1:], (*behind[2:], ""))
            if digit.isdecimal() and not _is_year(digit)
            if word.removeprefix(END) in ("", *AND)
            if end.startswith(END) or _joins(word, digit)
        }
        return set().union(*(self._begun((*head, each, END)) for each in digits))

    def _rests(self, name: Tokens, place: int) -> Iterator[Tokens]:
        """From a place on, where a number may begin there, also within a word.

        The year may stand behind the words, too: 云援民字〔2026〕155号.
        """
        word, *others = name[place:]
        lengths = {len(word)} if word.isdecimal() else self._lengths
        is_turned = len(others) > 1 and _is_year(others[0]) and others[1].isdecimal()
        for length in lengths:
            end = word[-length:]
            if end in self._firsts or (word.isdecimal() and _is_year(word)):
                yield (end, *others)
            if is_turned and end in self._words:
                yield (others[0], end, *others[1:])

    def _without_year(self, name: Tokens) -> set[str]:
        return _beginning(name, self._yearless)


def _together(found: Iterable[set[str]]) -> tuple[str, ...]:
    return tuple(sorted(set().union(*found)))


def _is_all(name: str, meant: set[str]) -> bool:
    """Whether the name has no digits but those of one number, with its year or without."""
    digits = _digits(name)
    return bool(meant) and all(
        digits in (whole, whole[1:]) for whole in map(_digits, meant)
    )


def _digits(name: str) -> list[str]:
    return [token for token in tokens_of(name) if token.isdecimal()]


def _has_year(tokens: Tokens) -> bool:
    """Made of the year, words and digits, in this order."""
    year, word, digits, *_ = (*tokens, "", "", "")
    return _is_year(year) and not word.isdecimal() and digits.isdecimal()


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
    with an "and" between: then it is another number, or there are several. With 月
    behind them they are a date.
    """
    if word.isdecimal():
        return following.startswith(END)
    return word.startswith((END, BRANCH, MONTH)) or _joins(word, following)


def _names_more(name: Tokens) -> bool:
    """Two numbers in one name: nobody can say whose file it is."""
    pairs = list(pairwise(name))
    n = sum(number.isdecimal() and word.startswith(END) for number, word in pairs)
    return n > 1 or any(word.startswith(END) and _joins(word, of) for word, of in pairs)


def _joins(word: str, following: str) -> bool:
    return word.endswith(AND) and following.isdecimal()
