"""Version, dependencies and lock say the same thing wherever they stand."""

from __future__ import annotations

import re
import sys
import tomllib
from importlib import metadata

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

import review
from tests.repository import ROOT, lines_of, settings

PIN = re.compile(r"[A-Za-z0-9._-]+==[A-Za-z0-9.+!_-]+")


def lock_lines() -> list[str]:
    text = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    return [line for line in lines_of(text) if not line.startswith("#")]


def locked() -> dict[str, str]:
    """Version by canonical name."""
    pairs = (line.split("==") for line in lock_lines())
    return {canonicalize_name(name): version for name, version in pairs}


def required() -> list[Requirement]:
    """What setup.cfg asks for, with every extra."""
    config = settings()
    extras = config["options.extras_require"].values()
    texts = [config["options"]["install_requires"], *extras]
    lines = (line for text in texts for line in lines_of(text))
    return [Requirement(line) for line in lines if not line.startswith("%(")]


def unmet(wanted: Requirement, pins: dict[str, str]) -> bool:
    version = pins.get(canonicalize_name(wanted.name))
    return version is None or not wanted.specifier.contains(version)


def needed_by(wanted: Requirement) -> list[Requirement]:
    """What an installed package asks for in its turn."""
    extras = wanted.extras or {""}
    texts = metadata.requires(wanted.name) or []
    parsed = [Requirement(text) for text in texts]
    return [r for r in parsed if any(applies(r, extra) for extra in extras | {""})]


def applies(wanted: Requirement, extra: str) -> bool:
    return wanted.marker is None or wanted.marker.evaluate({"extra": extra})


def test_version_is_the_same_everywhere() -> None:
    changelog = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    newest = re.search(r"^## (\S+)", changelog, re.MULTILINE)

    assert newest is not None
    assert {newest[1], settings()["metadata"]["version"]} == {review.__version__}


def test_lock_meets_every_requirement() -> None:
    pins = locked()

    assert [str(r) for r in required() if unmet(r, pins)] == []


@pytest.mark.skipif(sys.version_info[:2] != (3, 11), reason="the lock is for 3.11")
def test_lock_holds_what_the_requirements_require() -> None:
    pins, open_ends, seen = locked(), required(), set()
    while open_ends:
        wanted = open_ends.pop()
        if str(wanted) in seen or not applies(wanted, ""):
            continue
        seen.add(str(wanted))
        assert not unmet(wanted, pins), wanted
        open_ends += needed_by(wanted)


def test_lock_holds_only_names_and_versions() -> None:
    assert [line for line in lock_lines() if not PIN.fullmatch(line)] == []


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [("flask>=3", False), ("flask>=4", True), ("django", True)],
)
def test_an_unmet_requirement_is_found(wanted: str, expected: bool) -> None:
    assert unmet(Requirement(wanted), {"flask": "3.1.3"}) is expected


@pytest.mark.parametrize(
    "line",
    [
        "-e .",
        "flask @ https://example.org/flask.whl",
        "flask==3 --hash=sha256:0",
        "flask",
    ],
)
def test_a_line_that_is_no_pin_is_found(line: str) -> None:
    assert PIN.fullmatch(line) is None


def test_pyproject_names_the_build_system_and_nothing_else() -> None:
    text = (ROOT / "pyproject.toml").read_text(encoding="utf-8")

    assert list(tomllib.loads(text)) == ["build-system"]


def test_test_extra_brings_the_database_driver() -> None:
    extra = settings()["options.extras_require"]["test"]

    assert "%(postgres)s" in list(lines_of(extra))
