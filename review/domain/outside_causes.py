"""Work left undone for reasons outside the handler, by organ and cause.

It costs the handler nothing and is recorded for the joint conference (联席会议): the
same organ in many files is no matter of one lawyer.
"""

from __future__ import annotations

import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple, TypeVar

Key = TypeVar("Key", str, tuple[int, str])


class Outside(NamedTuple):
    """What one review says of work left undone for reasons outside the handler."""

    campaign_case_id: int
    scheme_id: int
    item: str
    organ: str
    cause: str


@dataclass(frozen=True, slots=True)
class OrganFigure:
    """An organ with the files in which it stood in the way.

    `items` and `causes` count files too; a file that two readers tell of counts once.
    """

    organ: str
    n_files: int
    items: tuple[tuple[tuple[int, str], int], ...]
    causes: tuple[tuple[str, int], ...]


def outside_figures(told: Iterable[Outside]) -> tuple[OrganFigure, ...]:
    """By organ, the most files first; spellings that differ in width count as one.

    Such are shown as most reviews write them.
    """
    found: defaultdict[str, list[Outside]] = defaultdict(list)
    for each in told:
        found[_plain(each.organ)].append(each)
    figures = [_organ(rows) for rows in found.values()]
    return tuple(sorted(figures, key=lambda each: (-each.n_files, each.organ)))


def _organ(rows: Sequence[Outside]) -> OrganFigure:
    causes = _spelt(row.cause for row in rows)
    return OrganFigure(
        organ=next(iter(_spelt(row.organ for row in rows).values())),
        n_files=len({row.campaign_case_id for row in rows}),
        items=_by_files(((r.scheme_id, r.item), r.campaign_case_id) for r in rows),
        causes=_by_files(
            (causes[_plain(row.cause)], row.campaign_case_id) for row in rows
        ),
    )


def _by_files(pairs: Iterable[tuple[Key, int]]) -> tuple[tuple[Key, int], ...]:
    counts = Counter(key for key, _file in dict.fromkeys(pairs))
    return tuple(sorted(counts.items(), key=lambda each: (-each[1], each[0])))


def _spelt(texts: Iterable[str]) -> dict[str, str]:
    """By plain spelling the one that is written most often; of equals the plain one."""
    found: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for text in texts:
        found[_plain(text)][" ".join(text.split())] += 1
    return {
        plain: max(spelt, key=lambda each: (spelt[each], each == plain))
        for plain, spelt in found.items()
    }


def _plain(text: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", text).split())
