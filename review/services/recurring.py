"""What recurs in the files of a firm: items on which points were taken off, counted."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any

from review.domain.derivation import half_up
from review.domain.feedback import Remark, from_data
from review.domain.schemes import Scheme, Text

Key = tuple[str, str]


@dataclass(frozen=True, slots=True)
class FindingLine:
    """An item on which cases lost something: in how many of those that were asked it.

    `lost` is the mean of what readers took off, where they took anything off.
    """

    item: str
    title: Text
    section: Text
    n_cases: int
    n_reviewed: int
    lost: Decimal
    n_absent: int


def recurring(
    contents: Iterable[Mapping[str, Any]], schemes: Mapping[str, Scheme]
) -> tuple[FindingLine, ...]:
    """By item, in how many cases any review that counts took points off.

    A case counts once for an item, whoever found it and however often. Items of
    several schemes are one if they have the same code and the same words.
    """
    n_reviewed: Counter[Key] = Counter()
    found: defaultdict[Key, list[list[Remark]]] = defaultdict(list)
    for content in contents:
        lost = _lost(content)
        scheme = schemes.get(content["scheme"]["digest"])
        asked = {(leaf.code, leaf.title.zh) for leaf in scheme.leaves} if scheme else ()
        n_reviewed.update({*asked, *lost})
        for key, remarks in lost.items():
            found[key].append(remarks)
    lines = (_line(cases, n_reviewed[key]) for key, cases in found.items())
    return tuple(sorted(lines, key=_most_frequent_first))


def _most_frequent_first(line: FindingLine) -> tuple[int, Decimal, str]:
    return (-line.n_cases, -line.lost, line.item)


def _lost(content: Mapping[str, Any]) -> dict[Key, list[Remark]]:
    """The losses of one case by item; a poor grade of an indicator with its finding."""
    by_item: defaultdict[Key, list[Remark]] = defaultdict(list)
    for said in content["reviews"]:
        for remark in from_data(said.get("remarks", ())):
            if remark.is_loss or (remark.grade and remark.places):
                by_item[remark.item, remark.title.zh].append(remark)
    return by_item


def _line(cases: list[list[Remark]], n_reviewed: int) -> FindingLine:
    first = cases[0][0]
    means = (Fraction(sum(r.lost for r in each)) / len(each) for each in cases)
    return FindingLine(
        item=first.item,
        title=first.title,
        section=first.section,
        n_cases=len(cases),
        n_reviewed=n_reviewed,
        lost=half_up(sum(means, Fraction(0)) / len(cases)),
        n_absent=sum(any(p.absent for r in each for p in r.places) for each in cases),
    )
