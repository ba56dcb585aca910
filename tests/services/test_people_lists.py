"""Lists of people are searched, kept to a state and cut into pages."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from review.services.paging import Cut
from review.services.people_lists import PeopleFilter, found


@dataclass(frozen=True)
class Person:
    name: str
    sound: str
    number: str
    n_open: int = 0


@dataclass(frozen=True)
class Pair:
    sides: tuple[Person, ...]


BAI = Person("白二", "bai er 白二", "R2", 3)
WANG = Person("王伟", "wang wei 王伟", "R3")
ZHOU = Person("周伟", "zhou wei 周伟", "R1", 1)
LINES = (BAI, WANG, ZHOU)
STATES = {"open": lambda line: line.n_open > 0, "done": lambda line: line.n_open == 0}


@pytest.mark.parametrize(
    ("text", "state", "lines", "counts"),
    [
        ("", "", LINES, (3, 2, 1)),
        ("", "open", (BAI, ZHOU), (3, 2, 1)),
        ("wei", "", (WANG, ZHOU), (2, 1, 1)),
        ("wei", "done", (WANG,), (2, 1, 1)),
        ("R2", "", (BAI,), (1, 1, 0)),
        ("李", "open", (), (0, 0, 0)),
    ],
)
def test_states_count_those_whom_the_text_finds(
    text: str, state: str, lines: tuple[Person, ...], counts: tuple[int, int, int]
) -> None:
    listed = found(LINES, PeopleFilter(text, state), STATES)

    assert listed.lines == lines
    n = listed.n_by_state
    assert (n[""], n["open"], n["done"]) == counts


def test_a_page_is_a_cut_of_all_that_are_found() -> None:
    page = found(LINES, PeopleFilter(), STATES).page(Cut(2, 2))

    assert (page.rows, page.n, page.n_pages) == ((ZHOU,), 3, 2)


def test_a_line_about_two_is_found_by_either() -> None:
    pairs = (Pair((BAI, WANG)), Pair((ZHOU, BAI)))

    def named(text: str) -> tuple[Pair, ...]:
        return found(pairs, PeopleFilter(text), {}).lines

    assert named("wangwei") == pairs[:1]
    assert named("R2") == pairs
    assert named("R9") == ()
