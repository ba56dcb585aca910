"""`python -m benchmarks [--report] [name…]`: all figures, or some modules', in one table.

The exit status is 1 where a figure misses its limit; with --report they are only printed.
"""

from __future__ import annotations

import sys
from importlib import import_module

from benchmarks.figures import Figure, table

NAMES = (
    "desk",
    "lists",
    "running",
    "settling",
    "intake",
    "allocation",
    "pages",
    "rankings",
    "uploads",
    "screen",
)


REPORT = "--report"


def main(arguments: list[str]) -> int:
    names = [each for each in arguments if each != REPORT]
    unknown = [name for name in names if name not in NAMES]
    if unknown:
        print(f"unknown: {', '.join(unknown)}; known: {', '.join(NAMES)}")
        return 2
    found: list[Figure] = []
    for name in names or NAMES:
        print(f"measuring: {name} …", file=sys.stderr, flush=True)
        found += import_module(f"benchmarks.{name}").figures()
    print(table(found))
    missed = [figure.name for figure in found if not figure.holds]
    for name in missed:
        print(f"over its limit: {name}", file=sys.stderr)
    return 1 if missed and REPORT not in arguments else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
