"""`python -m benchmarks [name…]`: all figures, or those of some modules, in one table."""

from __future__ import annotations

import sys
from importlib import import_module

from benchmarks.figures import Figure, table

NAMES = (
    "desk",
    "lists",
    "settling",
    "intake",
    "allocation",
    "pages",
    "uploads",
    "screen",
)


def main(names: list[str]) -> int:
    unknown = [name for name in names if name not in NAMES]
    if unknown:
        print(f"unknown: {', '.join(unknown)}; known: {', '.join(NAMES)}")
        return 2
    found: list[Figure] = []
    for name in names or NAMES:
        print(f"measuring: {name} …", file=sys.stderr, flush=True)
        found += import_module(f"benchmarks.{name}").figures()
    print(table(found))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
