"""Functions, modules and templates stay small enough to be read at once."""

from __future__ import annotations

import ast
from functools import cache
from pathlib import Path
from statistics import quantiles

from tests.repository import ROOT, modules, name_of, parsed, templates

FUNCTION, MODULE, TEMPLATE = 40, 400, 120
MOST_FUNCTIONS = 25


def lengths(tree: ast.AST) -> dict[str, int]:
    """Lines of each function, from `def` to its end, by "name:line"."""
    return {
        f"{node.name}:{node.lineno}": (node.end_lineno or 0) - node.lineno + 1
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    }


def own_code() -> list[Path]:
    return [*modules(), *modules(ROOT / "benchmarks")]


def too_long(paths: list[Path], limit: int) -> dict[str, int]:
    """The files of more than `limit` lines."""
    counted = {p: len(p.read_text(encoding="utf-8").splitlines()) for p in paths}
    return {name_of(path): n for path, n in counted.items() if n > limit}


@cache
def measured() -> dict[str, int]:
    """The lines of every function."""
    return {
        f"{name_of(path)} {name}": n
        for path in own_code()
        for name, n in lengths(parsed(path)).items()
    }


def test_functions_are_short() -> None:
    found = {name: n for name, n in measured().items() if n > FUNCTION}

    assert found == {}


def test_nine_functions_in_ten_are_shorter_still() -> None:
    assert quantiles(measured().values(), n=10)[-1] < MOST_FUNCTIONS


def test_modules_are_short() -> None:
    assert too_long(own_code(), MODULE) == {}


def test_templates_are_short() -> None:
    assert too_long(templates(), TEMPLATE) == {}


def test_lengths_count_from_def_to_the_last_line() -> None:
    source = "@cached\ndef f():\n    def g():\n        return 1\n\n    return g\n"

    assert lengths(ast.parse(source)) == {"f:2": 5, "g:3": 2}


def test_a_long_file_is_found() -> None:
    this = Path(__file__).resolve()
    n = len(this.read_text(encoding="utf-8").splitlines())

    assert too_long([this], n - 1) == {"tests/test_size.py": n}
    assert too_long([this], n) == {}
