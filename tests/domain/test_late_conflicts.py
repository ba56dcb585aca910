"""What is kept of a relation, and when a review can be taken out."""

from __future__ import annotations

import pytest

from review.domain.candidates import Bar, Strength
from review.domain.late_conflicts import may_read_again, to_note

BLOCK = (Bar.PREDECESSOR, Strength.BLOCK)
WARN = (Bar.PARTY, Strength.WARN)
SHOWN = (Bar.EMPLOYER, Strength.DISCLOSE)


@pytest.mark.parametrize(
    ("barred", "related", "is_submitted", "kept"),
    [
        ((), (), False, ()),
        ((), (WARN, SHOWN), False, (WARN, SHOWN)),
        ((), (WARN,), True, (WARN,)),
        ((Bar.PREDECESSOR,), (BLOCK,), True, (BLOCK,)),
        ((Bar.PREDECESSOR,), (BLOCK, WARN), True, (BLOCK, WARN)),
        ((Bar.PREDECESSOR,), (BLOCK, WARN), False, ()),
        ((Bar.OWN_FIRM,), (), True, ((Bar.OWN_FIRM, Strength.BLOCK),)),
    ],
)
def test_what_was_let_pass_and_what_bars_a_review_that_is_in(
    barred: tuple[Bar, ...],
    related: tuple[tuple[Bar, Strength], ...],
    is_submitted: bool,
    kept: tuple[tuple[Bar, Strength], ...],
) -> None:
    assert to_note(barred, related, is_submitted=is_submitted) == kept


@pytest.mark.parametrize(
    ("purpose", "has_diverged", "expected"),
    [
        ("counted", False, True),
        ("counted", True, False),
        ("third", False, False),
        ("adjudication", False, False),
        ("second", False, False),
    ],
)
def test_only_what_nothing_was_compared_with_is_taken_out(
    purpose: str, has_diverged: bool, expected: bool
) -> None:
    assert may_read_again(purpose, has_diverged=has_diverged) is expected
