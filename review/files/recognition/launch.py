"""Starts the process that reads pages, without the application around it.

Run by its path in an empty environment; see the launcher of the process for files.
"""

from __future__ import annotations

import sys
from pathlib import Path
from types import ModuleType

ROOT = Path(__file__).resolve().parents[3]
PACKAGES = ("review", "review.files", "review.files.pages", "review.files.recognition")


def main() -> None:
    for name in PACKAGES:
        package = ModuleType(name)
        package.__path__ = [str(ROOT.joinpath(*name.split(".")))]
        sys.modules[name] = package
    from review.files.recognition.worker import main

    main(sys.argv[1:])


if __name__ == "__main__":
    main()
