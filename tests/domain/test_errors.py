"""A sentence with a count has two forms in English; the count says which is said."""

from __future__ import annotations

import pytest

from review.domain.errors import RuleBroken, form, ngettext
from review.domain.sentences import Sentence

WAITING = ngettext("%(n)s file waits", "%(n)s files wait")


@pytest.mark.parametrize(
    ("n", "expected"),
    [(0, "0 files wait"), (1, "1 file waits"), (2, "2 files wait")],
)
def test_the_count_decides_the_form(n: int, expected: str) -> None:
    assert WAITING % {"n": n} == expected
    assert str(Sentence(WAITING, {"n": n})) == expected
    assert str(RuleBroken(WAITING, n=n)) == expected
    assert form(WAITING, {"n": n}) % {"n": n} == expected


def test_another_value_may_decide() -> None:
    sentence = ngettext("%(of)s day of %(n)s", "%(of)s days of %(n)s", by="of")

    assert sentence % {"of": 1, "n": 2} == "1 day of 2"
    assert sentence % {"of": 2, "n": 1} == "2 days of 1"


def test_a_plain_sentence_has_one_form() -> None:
    assert form("Files: %(n)s", {"n": 1}) == "Files: %(n)s"
