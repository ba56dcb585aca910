"""Lines of alternates: only who may, evenly, kept where they stand, by the secret."""

from __future__ import annotations

from collections import Counter
from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from review.domain.alternates import IN_LINE, Lines
from review.domain.candidates import (
    AllocationRules,
    Bar,
    CaseToAllocate,
    Reviewer,
    Side,
    Strength,
)
from review.numerics.alternates import draw_up, eligible

PEOPLE = [Reviewer(f"r{n}", firms=frozenset({f"f{n % 5}"})) for n in range(12)]
FILES = [CaseToAllocate(f"c{n:03}", firms=frozenset({f"f{n % 5}"})) for n in range(90)]
TAKEN = frozenset(
    (f"c{n:03}", f"r{(n * 7 + step) % 12}") for n in range(90) for step in (1, 6)
)
NOBODY: Lines = {}
RULES = AllocationRules(taken=TAKEN)


def lines(
    key: bytes = b"secret", kept: Lines = NOBODY, people: list[Reviewer] = PEOPLE
) -> Lines:
    allowed = eligible(FILES, people, RULES)
    return draw_up(FILES, people, allowed, key=key, kept=kept)


def test_lines_hold_only_who_may_read_and_nobody_twice() -> None:
    firms = {each.key: each.firms for each in PEOPLE}
    for (case, _), line in lines().items():
        own = FILES[int(case[1:])].firms
        assert len(set(line)) == len(line) == IN_LINE
        assert all(own.isdisjoint(firms[one]) for one in line)
        assert all((case, one) not in TAKEN for one in line)


def test_every_place_is_spread_evenly() -> None:
    drawn = lines()
    for place in range(IN_LINE):
        counts = Counter(line[place] for line in drawn.values())
        assert set(counts) == {each.key for each in PEOPLE}
        assert max(counts.values()) - min(counts.values()) <= 1, place


@given(
    st.integers(1, 6).flatmap(
        lambda n_files: st.lists(
            st.lists(st.booleans(), min_size=4, max_size=4).filter(any),
            min_size=n_files,
            max_size=n_files,
        )
    ),
    st.binary(max_size=4),
)
def test_the_first_place_is_as_even_as_can_be(
    allowed: list[list[bool]], key: bytes
) -> None:
    files, people = FILES[: len(allowed)], PEOPLE[:4]
    drawn = draw_up(files, people, np.array(allowed), key=key, kept={})

    first = Counter(line[0] for line in drawn.values())
    choices = [[n for n in range(4) if may[n]] for may in allowed]
    best = min(
        sorted(Counter(each).values(), reverse=True) for each in product(*choices)
    )
    assert sorted(first.values(), reverse=True) == best


@pytest.mark.parametrize("lot", range(60))
def test_steps_go_through_others_where_that_evens_out(lot: int) -> None:
    """Six files, each read by two of six: somebody else can stand first at each."""
    order = np.random.default_rng(lot).permutation(6)
    allowed = np.ones((6, 6), dtype=np.bool_)
    for file in range(6):
        allowed[order[file], [file, (file + 1 + lot % 4) % 6]] = False

    drawn = draw_up(FILES[:6], PEOPLE[:6], allowed, key=bytes([lot]), kept={})

    assert len({line[0] for line in drawn.values()}) == 6


def test_the_secret_decides_and_repeats() -> None:
    assert lines() == lines()
    assert lines() != lines(key=b"another")


def test_who_stands_in_line_stays_and_gaps_close() -> None:
    before = lines()
    gone = [each for each in PEOPLE if each.key != "r3"]
    after = lines(kept=before, people=gone)

    for key, line in before.items():
        left = tuple(one for one in line if one != "r3")
        assert after[key][: len(left)] == left
        assert len(after[key]) == IN_LINE


def test_too_few_people_make_short_lines() -> None:
    full = [Reviewer("a", cap=2, load=2), Reviewer("b", cap=2, load=1)]
    file = CaseToAllocate("c", sides=frozenset({Side(Bar.PARTY, "p")}))
    rules = AllocationRules(grades={Bar.PARTY: Strength.WARN})
    related = [Reviewer("x", person="p", parties=frozenset({"q"}))]

    assert np.array_equal(eligible([file], full, rules), [[False, True]])
    allowed = eligible([file], full, rules)
    assert draw_up([file], full, allowed, key=b"", kept={}) == {("c", ""): ("b",)}
    file = CaseToAllocate("c", parties=frozenset({"q"}))
    # A relation that only warns is enough to keep somebody out of a line.
    assert not eligible([file], related, rules).any()
    assert draw_up([file], [], np.ones((1, 0), bool), key=b"", kept={}) == {
        ("c", ""): ()
    }
