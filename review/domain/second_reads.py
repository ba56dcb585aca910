"""Hidden second reads (暗中复评): some files get one reader more, to measure agreement.

Large marking programmes have a stated share of their scripts read once more, by somebody
who cannot tell: 5% where there are many, more where there are few. Here the further read
decides nothing. Which files get one is drawn by the campaign's secret key, never by the
published seed, so that nobody who knows the sample can work it out; the office can draw
again from the key and find the same.
"""

from __future__ import annotations

import hashlib
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

RULE = "second_reads"
MOST_PERCENT = 50


@dataclass(frozen=True, slots=True)
class FileToDraw:
    """A file of the sample; `is_given` says that it was given to anybody before."""

    key: int
    name: str
    """Case number, stage and volume set: what the lot is drawn by."""
    stratum: str
    is_given: bool = False
    has_second: bool = False
    is_read: bool = False
    """Whether its reviews came to a result, or to a divergence."""


def percent_in(rules: Mapping[str, object]) -> int:
    """The stated rate, as a campaign's rules say; without a word there are none."""
    value = rules.get(RULE)
    return value if isinstance(value, int) else 0


def expected(n_files: int, percent: int) -> int:
    """About how many files the rate comes to, before anything is drawn."""
    return int(Fraction(percent * n_files, 100) + Fraction(1, 2))


def with_second_read(
    files: Iterable[FileToDraw], *, percent: int, secret: str
) -> frozenset[int]:
    """The files that have a place for a hidden second read, or get one now.

    Decided is a file once it was given out; the share is filled up from those that were
    not, stratum by stratum, so that files which come later are drawn as often.
    """
    known = list(files)
    if not percent:
        return frozenset()
    kept = {each.key for each in known if each.has_second and not each.is_read}
    return frozenset(kept | _drawn(known, percent, secret))


def _drawn(files: Sequence[FileToDraw], percent: int, secret: str) -> set[int]:
    wanted = targets(Counter(each.stratum for each in files), percent, secret)
    wanted.subtract(each.stratum for each in files if each.has_second)
    left = sum(wanted.values())
    open_: dict[str, list[FileToDraw]] = defaultdict(list)
    for each in sorted(files, key=lambda file: lot(secret, "file", file.name)):
        if not each.is_given:
            open_[each.stratum].append(each)
    found: set[int] = set()
    for stratum in sorted(open_):
        n = max(min(wanted[stratum], left), 0)
        found |= {each.key for each in open_[stratum][:n]}
        left -= min(n, len(open_[stratum]))
    return found


def targets(sizes: Mapping[str, int], percent: int, secret: str) -> Counter[str]:
    """How many files of each stratum, by largest remainder; ties by lot.

    What is left of a whole file is decided by lot once for all: of ten files at 5% there
    is one with a second read in half of all campaigns, and nobody can say when it comes.
    """
    exact = {name: Fraction(percent * n, 100) for name, n in sizes.items()}
    whole = Counter({name: int(share) for name, share in exact.items()})
    n = int(sum(exact.values()) + _start(secret))

    def by_remainder(name: str) -> tuple[Fraction, str]:
        return whole[name] - exact[name], lot(secret, "stratum", name)

    for name in sorted(exact, key=by_remainder)[: n - whole.total()]:
        whole[name] += 1
    return whole


def _start(secret: str) -> Fraction:
    return Fraction(int(lot(secret, "start", ""), 16), 16**64)


def lot(secret: str, of: str, name: str) -> str:
    """The ticket of a file or stratum; nobody without the key can tell it."""
    return hashlib.sha256(f"{secret}\nsecond read\n{of}\n{name}".encode()).hexdigest()
