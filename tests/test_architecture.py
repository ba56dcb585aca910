"""The rooms of review/ open downwards only, and the domain is pure."""

from __future__ import annotations

import ast
import shutil
import subprocess
import sys
from pathlib import Path

import grimp
import pytest

from tests.repository import (
    REVIEW,
    ROOT,
    lines_of,
    modules,
    name_of,
    parsed,
    settings,
)

ROOMS = (
    "domain",
    "numerics",
    "store",
    "files",
    "gateways",
    "services",
    "web",
    "cli",
)
OUTSIDE = {"logging", "os", "pathlib", "random", "secrets", "socket", "time", "uuid"}
CLOCK = {"now", "today", "utcnow", "monotonic", "perf_counter"}
DISK = {"open", "print", "input"}


def lint(folder: Path) -> tuple[int, str]:
    """The contracts of the setup.cfg in a folder, checked on the review/ beside it."""
    command = Path(sys.executable).with_name("lint-imports")
    done = subprocess.run(
        [command, "--no-cache", "--no-logo"],
        cwd=folder,
        check=False,
        capture_output=True,
        text=True,
    )
    return done.returncode, done.stdout + done.stderr


def impurities(tree: ast.AST) -> list[str]:
    """What a module of the domain may not do: foreign imports, clock, dice, disk."""
    found = []
    for node in ast.walk(tree):
        match node:
            case ast.Import(names=names):
                found += [n.name for n in names if not is_pure(n.name)]
            case ast.ImportFrom(module=str(module), level=0) if not is_pure(module):
                found.append(module)
            case ast.ImportFrom(level=level) if level:
                found.append("relative import")
            case ast.Attribute(attr=name) if name in CLOCK:
                found.append(f".{name}")
            case ast.Call(func=ast.Name(id=name)) if name in DISK:
                found.append(f"{name}()")
    return found


def is_pure(module: str) -> bool:
    top = module.partition(".")[0]
    if top == "review":
        return module.startswith("review.domain")
    return top in sys.stdlib_module_names and top not in OUTSIDE


def test_contracts_hold() -> None:
    status, report = lint(ROOT)

    assert status == 0, report


PLANTED = {
    "domain": ("random", "flask", "review.store"),
    "numerics": ("sqlalchemy", "review.files"),
    "store": ("pandas", "review.gateways"),
    "files": ("sqlalchemy", "review.services"),
    "gateways": ("flask", "review.store"),
    "services": ("flask", "pandas", "review.web"),
    "web": ("sqlalchemy", "review.store", "review.cli"),
    "cli": ("pandas", "review.files", "review.web"),
}


def test_contracts_refuse_what_the_table_of_rooms_refuses(tmp_path: Path) -> None:
    for path in [*modules(), ROOT / "setup.cfg"]:
        copy = tmp_path / path.relative_to(ROOT)
        copy.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(path, copy)
    for room, names in PLANTED.items():
        bad = "".join(f"import {name}\n" for name in names)
        (tmp_path / "review" / room / "planted.py").write_text(bad)
    (tmp_path / "review" / "utils.py").write_text("")

    status, report = lint(tmp_path)

    assert status == 1
    assert "- review.utils" in report
    expected = {
        f"review.{room}.planted -> {name}"
        for room, names in PLANTED.items()
        for name in names
    }
    assert {line for line in expected if line not in report} == set()
    assert report.count("BROKEN") == len(ROOMS) + 1


def test_packages_are_forbidden_where_they_are_not_used() -> None:
    graph = grimp.build_graph(
        "review", include_external_packages=True, exclude_type_checking_imports=True
    )
    used = {room: packages_of(graph, f"review.{room}") for room in ROOMS}
    somewhere = packages_of(graph, "review") - {"review"}

    missing = {room: somewhere - used[room] - forbidden_in(room) for room in ROOMS}

    assert {room: names for room, names in missing.items() if names} == {}
    assert used["domain"] == set()


def packages_of(graph: grimp.ImportGraph, package: str) -> set[str]:
    """The third-party packages a part of the program imports."""
    importers = {package} | graph.find_descendants(package)
    imported = (graph.find_modules_directly_imported_by(name) for name in importers)
    tops = {name.partition(".")[0] for names in imported for name in names}
    return tops - set(sys.stdlib_module_names) - {"review"}


def forbidden_in(room: str) -> set[str]:
    contract = settings()[f"importlinter:contract:{room}"]
    return set(lines_of(contract["forbidden_modules"]))


@pytest.mark.parametrize("path", modules(REVIEW / "domain"), ids=name_of)
def test_domain_is_pure(path: Path) -> None:
    assert impurities(parsed(path)) == []


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("import flask", ["flask"]),
        ("from sqlalchemy import select", ["sqlalchemy"]),
        ("from review.store import unit", ["review.store"]),
        ("from review import create_app", ["review"]),
        ("from . import errors", ["relative import"]),
        ("import time", ["time"]),
        ("from random import shuffle", ["random"]),
        ("import os.path", ["os.path"]),
        ("def f():\n    import pathlib", ["pathlib"]),
        ("at = datetime.now(UTC)", [".now"]),
        ("day = date.today()", [".today"]),
        ("clock = datetime.now", [".now"]),
        ("open('scheme.yaml')", ["open()"]),
        ("from review.domain.errors import N_\nimport datetime", []),
    ],
)
def test_impurities_are_found(source: str, expected: list[str]) -> None:
    assert impurities(ast.parse(source)) == expected


def test_only_the_command_line_builds_the_application() -> None:
    outside = [p for p in modules() if p.parent != REVIEW and "cli" not in p.parts]
    builders = [
        name_of(path)
        for path in outside
        for node in ast.walk(parsed(path))
        if isinstance(node, ast.ImportFrom) and node.module == "review"
        if any(alias.name == "create_app" for alias in node.names)
    ]

    assert builders == []
