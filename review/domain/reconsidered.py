"""What objections found of single items: how often they were right, and who had erred."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from review.domain.appeals import Cause, Ruling
from review.domain.lines import answerable
from review.domain.schemes import Scheme


@dataclass(frozen=True, slots=True)
class Reconsidered:
    """A point of an objection that was answered; `item` is empty for the grade as a whole.

    `answer` is what whoever decided found in the file for the item.
    """

    file: int
    scheme: int
    item: str
    ruling: Ruling
    cause: Cause
    answer: Any

    @property
    def finds_error(self) -> bool:
        """Something new, or a rule that says too little, is nobody's error."""
        return self.ruling.changes and self.cause is Cause.REVIEWER_ERROR


def places_in(scheme: Scheme) -> dict[str, int]:
    """Where the answer to each item stands among those of a sheet."""
    return {code: at for at, code in enumerate(answerable(scheme))}


def by_item(
    points: Iterable[Reconsidered],
) -> dict[tuple[int, str], tuple[int, int]]:
    """Of each item of a scheme the points upheld, wholly or partly, and all answered."""
    upheld, answered = Counter[tuple[int, str]](), Counter[tuple[int, str]]()
    for point in points:
        key = point.scheme, point.item
        answered[key] += 1
        upheld[key] += point.ruling.changes
    return {key: (upheld[key], n) for key, n in answered.items()}


def errors_of(
    choices: Sequence[Any] | None,
    points: Iterable[Reconsidered],
    places: Mapping[str, int],
) -> tuple[int, int]:
    """Of one review the items in which it was found to err, and all objected to.

    An item counts once, whoever objects to it. It was no error of a reviewer who had
    answered as was decided; what a review does not answer is none of its items.
    """
    found: dict[str, bool] = {}
    for point in points:
        at = places.get(point.item)
        own = None if choices is None or at is None else choices[at]
        if own is not None:
            erred = point.finds_error and own != point.answer
            found[point.item] = found.get(point.item, False) or erred
    return sum(found.values()), len(found)
