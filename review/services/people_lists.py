"""Long lists of people: found by name, kept to a state, shown page by page.

The people of a campaign are few enough to be read at once, so that the lists take the
same statements whatever is asked for, and each state says how many of those found it has.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Generic, Protocol, TypeVar

from review.domain.name_search import is_found
from review.services.paging import Cut, Page


class Named(Protocol):
    """Whoever can be searched for; `sound` is the name in pinyin."""

    @property
    def name(self) -> str: ...
    @property
    def sound(self) -> str: ...
    @property
    def number(self) -> str: ...


class Sides(Protocol):
    """A line about several that can be searched for, such as a conflict of two."""

    @property
    def sides(self) -> Iterable[Named]: ...


Line = TypeVar("Line", bound=Named | Sides)
Single = TypeVar("Single", bound=Named)
States = Mapping[str, Callable[[Line], bool]]
"""By what a list may be kept to; the empty state, that of everybody, is not among them."""


@dataclass(frozen=True, slots=True)
class PeopleFilter:
    """Whom of a list somebody asks for; empty is everybody."""

    text: str = ""
    state: str = ""


EVERYBODY = PeopleFilter()
NO_STATES: States[Any] = {}
"""A list that is kept to a name only."""


@dataclass(frozen=True, slots=True)
class Somebody:
    """Whom several lists of a page are about."""

    name: str
    sound: str
    number: str


def everybody_in(*lists: Iterable[Named]) -> tuple[Somebody, ...]:
    """Each once, by the sound of the name: who stands in any of these lists."""
    people = {Somebody(x.name, x.sound, x.number) for each in lists for x in each}
    return tuple(sorted(people, key=lambda one: (one.sound, one.number)))


def only(people: Iterable[Somebody], lines: Iterable[Single]) -> list[Single]:
    """The lines about these people."""
    wanted = set(people)
    return [x for x in lines if Somebody(x.name, x.sound, x.number) in wanted]


@dataclass(frozen=True, slots=True)
class Found(Generic[Line]):
    """Those found in the order of the list, and how many each state would leave."""

    lines: tuple[Line, ...]
    n_by_state: Mapping[str, int]

    def page(self, cut: Cut) -> Page[Line]:
        shown = self.lines[cut.skip : cut.skip + cut.size]
        return Page(shown, len(self.lines), cut)


def found(
    lines: Sequence[Line], wanted: PeopleFilter, states: States[Line]
) -> Found[Line]:
    """Whom the text finds, of them those in the state."""
    named = [line for line in lines if _fits(line, wanted.text)]
    kept = {state: [x for x in named if fits(x)] for state, fits in states.items()}
    kept[""] = named
    return Found(
        tuple(kept.get(wanted.state, ())),
        {state: len(each) for state, each in kept.items()},
    )


def _fits(line: Named | Sides, text: str) -> bool:
    named: Iterable[Any] = getattr(line, "sides", (line,))
    return any(
        is_found(text, name=each.name, sound=each.sound, number=each.number)
        for each in named
    )
