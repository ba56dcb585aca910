"""Common files (共评卷): a few files of the sample that nearly all reviewers read.

Two reviewers who share no file cannot be compared, and where most files are read by two
the comparison runs over long chains of others. A small set that everybody reads puts all
of them on one scale. The counted reviews decide the grade as ever; the reviews added only
measure. Which files these are is drawn by the campaign's secret key.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from review.domain.reviewer_figures import FEWEST_FILES
from review.domain.second_reads import lot

RULE = "common_files"
FEWEST = FEWEST_FILES + 1
"""Whoever is left without one of them still has enough for a figure."""
MOST = 30
SPARE = 2
"""So many who could read a file are left without it: somebody has to be free for a third
review, and somebody should a counted review be handed back."""
_WHOLE = 720_720


def number_in(rules: Mapping[str, object]) -> int:
    """How many common files a campaign asks for; without a word there are none."""
    value = rules.get(RULE)
    return value if isinstance(value, int) else 0


def is_number(n: int) -> bool:
    """None at all, or enough of them to say something of everybody."""
    return n == 0 or FEWEST <= n <= MOST


@dataclass(frozen=True, slots=True)
class Expected:
    """About what a number of common files comes to, before anything is drawn."""

    n_files: int = 0
    n_readers: int = 0
    """How many of the reviewers read each of them, counted reviews included."""
    n_reads: int = 0
    """The reviews added to the counted ones."""
    least: int = 0
    """How many of them everybody reads, whom no conflict keeps from more."""

    @property
    def is_too_few(self) -> bool:
        """Whether some will have too few for a figure."""
        return 0 < self.least < FEWEST_FILES


def expected(
    n: int, *, n_drawn: int, n_reviews: int, n_reviewers: int, n_seeds: int = 0
) -> Expected:
    """Of so many files with so many counted reviews in all; seeds are none of them."""
    files = min(n, max(n_drawn - n_seeds, 0))
    readers = n_reviewers - SPARE
    each = -(-n_reviews // n_drawn) if n_drawn else 0
    if not files or readers <= each:
        return Expected()
    least = files - -(-SPARE * files // n_reviewers)
    return Expected(files, readers, files * (readers - each), least)


def shortlist(names: Mapping[int, str], n: int, secret: str) -> frozenset[int]:
    """The files looked at for the set, by lot: more than wanted, as conflicts cost some."""
    by_lot = sorted(names, key=lambda key: lot(secret, "common", names[key]))
    return frozenset(by_lot[: max(40, 4 * n)] if n else ())


def chosen(
    may_read: Mapping[str, frozenset[str]],
    n: int,
    *,
    counted: Mapping[str, int],
    secret: str,
) -> tuple[str, ...]:
    """The files that give everybody the most in common, each in turn; ties by lot.

    A file that somebody may not read stands back behind one that all may; where no file
    suits all, those come that serve whoever has the fewest. `counted` are the counted
    reviews of each: a file that no more could read than these adds nothing.
    """
    open_ = sorted(
        (key for key, who in may_read.items() if len(who) > counted[key] + SPARE),
        key=lambda key: lot(secret, "common", key),
    )
    has: Counter[str] = Counter()
    found: list[str] = []
    while open_ and len(found) < n:
        best = max(
            open_,
            key=lambda key: sum(_WHOLE // (1 + has[who]) for who in may_read[key]),
        )
        open_.remove(best)
        found.append(best)
        has.update(may_read[best])
    return tuple(found)


def readers(
    files: Sequence[str],
    *,
    may_read: Mapping[str, frozenset[str]],
    held: Mapping[str, Collection[str]],
    loads: Mapping[str, int],
    caps: Mapping[str, int | None],
    secret: str,
) -> dict[str, tuple[str, ...]]:
    """Who reads each common file beside those who hold it: all who may and have room.

    By turns some are left without one; of those whose turn it is, who has the most.
    """
    loads, left_out = Counter(loads), Counter[str]()
    found = {}
    for file in files:
        free = [who for who in may_read[file] if who not in held.get(file, ())]
        tickets = {who: lot(secret, "common reader", f"{file}\n{who}") for who in free}
        by_turn = sorted(
            (who for who in free if _has_room(loads[who], caps[who])),
            key=lambda who: (left_out[who], -loads[who], tickets[who]),
        )
        left_out.update(by_turn[:SPARE])
        loads.update(by_turn[SPARE:])
        found[file] = tuple(by_turn[SPARE:])
    return found


def _has_room(load: int, cap: int | None) -> bool:
    return cap is None or load < cap


@dataclass(frozen=True, slots=True)
class CommonFile:
    """A settled common file: how far apart so many readers of it were."""

    n_reads: int
    low: int | None
    """The lowest and the highest total, in hundredths; of sheets without totals none."""
    high: int | None
    grades: Mapping[str, int]


def common_file(reads: Iterable[tuple[int | None, str | None]]) -> CommonFile:
    """From total and grade of each of its reviews."""
    known = list(reads)
    totals = [total for total, _ in known if total is not None]
    return CommonFile(
        n_reads=len(known),
        low=min(totals, default=None),
        high=max(totals, default=None),
        grades=Counter(grade for _, grade in known if grade),
    )
