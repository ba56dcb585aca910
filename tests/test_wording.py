"""No file holds what belongs to one machine, or what was left for later."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.repository import ROOT, files, name_of

# Written so that this file does not hold them itself.
MACHINE = re.compile(r"(?<![\w.])/(?:w[o]rk|r[o]ot|t[m]p|U[s]ers)/|file:/{2}/")
LEFT = re.compile(r"\b(?:T[O]DO|F[I]XME|X[X]X|H[A]CK)\b|pragma: no c[o]ver")
TEMPORARY = {".gitignore", ".ci/run"}


def faults(name: str, text: str) -> list[str]:
    """The lines of a file that should not be there."""
    machine = [] if name in TEMPORARY else [MACHINE]
    return [
        f"{name}:{number}"
        for number, line in enumerate(text.splitlines(), start=1)
        if any(pattern.search(line) for pattern in [*machine, LEFT])
    ]


def text_of(path: Path) -> str:
    """The text of a file; pictures, workbooks and catalogues have none."""
    try:
        return path.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        return ""


def test_files_name_no_machine_and_leave_nothing_for_later() -> None:
    found = [f for path in files() for f in faults(name_of(path), text_of(path))]

    assert found == []


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("see /wor" + "k/main", True),
        ('path = "/ro' + 'ot/x"', True),
        ("cd /tm" + "p/x", True),
        ("# TO" + "DO later", True),
        ("x = 1  # pragma: no co" + "ver", True),
        ("the work/life of a reviewer", False),
        ("https://example.org/work" + "s/", False),
    ],
)
def test_a_fault_is_found(line: str, found: bool) -> None:
    assert faults("docs/x.md", line) == (["docs/x.md:1"] if found else [])


def test_the_temporary_folder_may_stand_where_it_is_meant() -> None:
    line = "/tm" + "p/x"

    assert faults(".ci/run", line) == []
    assert faults("Makefile", line) == ["Makefile:1"]


def test_every_file_is_read() -> None:
    assert ROOT / "setup.cfg" in files()
