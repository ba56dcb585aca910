"""Files to reviewers: the best there is, beside a bound and beside a peer's rule.

Fits come from a model of eight topics, rounded to hundredths; 5% of pairs are barred;
two reads of each file; loads between 80% and 120% of the mean. `MinMax` is our own
re-implementation of the rule that openreview-matcher is described by (two greedy phases:
first every minimum, then the rest; fits truncated to hundredths), here over arrays, so
its time says nothing about the original; only its choice is compared. The bound is the
Lagrangian of the linear programme at the prices found, which HiGHS confirms.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from typing import Any

from benchmarks.figures import Figure

SIZES = ((500, 60, 0), (500, 60, 20), (5_000, 200, 0), (10_000, 200, 0))
LIMITS = {500: 0.2, 5_000: 5.0, 10_000: 5.0}
PUBLISHED = """\
openreview-matcher's own MinMax, measured earlier on instances made the same way:
  500x60 dense: 0.42 s, 98.96% of the optimum, loads' deviation 2.41
  500x60 sparse: 0.15 s, 99.34%, 2.05
  10000x200 dense: 283 s, 697 MB, 98.90%, 16.14"""


def figures() -> Iterator[Figure]:
    print(PUBLISHED, file=sys.stderr)
    for n_cases, n_reviewers, n_candidates in SIZES:
        kind = "sparse" if n_candidates else "dense"
        name = f"allocate {n_cases} x {n_reviewers} {kind}"
        found = _measured(n_cases, n_reviewers, n_candidates)
        yield from _figures(name, found, LIMITS[n_cases])
    found = _measured(10_000, 200, 0, "rules")
    name = "allocate 10000 files x 200 people by the rules of a campaign"
    yield Figure(name, found["seconds"], "s", 5.0)
    yield Figure(f"{name}: memory", found["mb"], "MB", 600)


def _figures(name: str, found: dict[str, Any], limit: float) -> Iterator[Figure]:
    yield Figure(name, found["seconds"], "s", limit)
    yield Figure(f"{name}: memory", found["mb"], "MB", 600)
    yield Figure(
        f"{name}: of the bound",
        100 * found["fit"] / found["bound"],
        "%",
        max(99, 100 * found["minmax_fit"] / found["bound"]),
        is_least=True,
        baseline=100 * found["minmax_fit"] / found["bound"],
        against="MinMax's rule",
    )
    yield Figure(
        f"{name}: linear programme (HiGHS), of the bound",
        100 * found["lp"] / found["bound"],
        "%",
    )
    yield Figure(
        f"{name}: deviation of loads",
        found["deviation"],
        "files",
        found["minmax_deviation"],
        baseline=found["minmax_deviation"],
        against="MinMax's rule",
    )
    yield Figure(f"{name}: rules broken", found["broken"], "", 0)
    yield Figure(f"{name}: groups of readers", found["groups"], "", 1)
    yield Figure(
        f"{name}: partners of the reader with fewest",
        found["partners"],
        "",
        baseline=found["partners_before"],
        against="before mixing",
    )


def _measured(*arguments: object) -> dict[str, Any]:
    """In a process of its own, whose memory is that of this one allocation."""
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.allocation_run", *map(str, arguments)],
        capture_output=True,
        check=True,
        text=True,
    )
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found
