"""Starts the process that opens files, without the application around it.

Run by its path in an empty environment. The packages around it are not imported, only
their folders named: it needs neither Flask nor the database, and starts the sooner.
"""

from __future__ import annotations

import sys
from pathlib import Path
from types import ModuleType

ROOT = Path(__file__).resolve().parents[3]


def main() -> None:
    for name in ("review", "review.files", "review.files.pages"):
        package = ModuleType(name)
        package.__path__ = [str(ROOT.joinpath(*name.split(".")))]
        sys.modules[name] = package
    from review.files.pages.worker import main

    main(sys.argv[1:])


if __name__ == "__main__":
    main()
