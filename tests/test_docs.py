"""The documents are true as far as a program can tell: links, names, commands."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest

from review.cli import group
from review.config import DEFAULTS
from tests.repository import ROOT, files, name_of

DOCS = ROOT / "docs"
PAGES = [path for path in files() if path.suffix == ".md"]
LINK = re.compile(r"\]\(([^)#\s]+)(?:#[^)]*)?\)")
ROW = re.compile(
    r"^\| (?P<zh>[^|]+) \| (?P<en>[^|]+) \| (?P<names>`[^|]+`) \|$", re.MULTILINE
)
READMES = (ROOT / "README.md", ROOT / "README.zh.md")


def text_of(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def broken_links(page: Path, text: str) -> list[str]:
    """The relative links of a page that lead nowhere."""
    targets = (t for t in LINK.findall(text) if "://" not in t)
    return [t for t in targets if not (page.parent / t).exists()]


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_links_lead_somewhere(page: Path) -> None:
    assert broken_links(page, text_of(page)) == []


def test_a_broken_link_is_found() -> None:
    text = "[a](README.md) [b](nowhere.md) [c](https://example.org) [d](docs/#x)"

    assert broken_links(ROOT / "README.md", text) == ["nowhere.md"]


def test_every_page_is_on_the_map() -> None:
    linked = {(DOCS / t).resolve() for t in LINK.findall(text_of(DOCS / "README.md"))}
    pages = {p for p in PAGES if p.parent == DOCS and p.name != "README.md"}

    assert {name_of(page) for page in pages - linked} == set()


def test_every_setting_is_explained() -> None:
    """But for those of the framework that are right as they are."""
    fixed = {"SESSION_COOKIE_HTTPONLY", "SESSION_COOKIE_SAMESITE"}
    fixed |= {"SESSION_COOKIE_NAME", "WTF_CSRF_TIME_LIMIT", "BOOTSTRAP_SERVE_LOCAL"}
    fixed |= {"MAX_FORM_MEMORY_SIZE", "MAX_FORM_PARTS", "BABEL_DEFAULT_LOCALE"}
    named = set(re.findall(r"`([A-Z_0-9]+)`", text_of(DOCS / "settings.md")))

    assert set(DEFAULTS) - fixed - named == set()
    elsewhere = {"DATABASE_URL", "SECRET_KEY", "LANGUAGE", "BUREAU"}
    unknown = {name.removeprefix("CASE_REVIEW_") for name in named} - set(DEFAULTS)
    assert unknown - elsewhere <= {""}


def identifiers(text: str) -> list[str]:
    """The names in the last column of the glossary's tables."""
    rows = (row["names"] for row in ROW.finditer(text))
    return [name for names in rows for name in re.findall(r"`([^`]+)`", names)]


def test_glossary_gives_each_name_to_one_thing() -> None:
    text = text_of(DOCS / "glossary.md")

    chinese = Counter(row["zh"] for row in ROW.finditer(text))
    names = Counter(identifiers(text))

    assert len(names) > 100
    assert [name for name, n in names.items() if n > 1] == []
    assert [term for term, n in chinese.items() if n > 1] == []


def test_glossary_names_are_those_of_the_code() -> None:
    present, _later = text_of(DOCS / "glossary.md").split("## Words kept for later")
    kinds = {".py", ".html", ".yaml", ".js"}
    code = "\n".join(
        text_of(path)
        for path in files()
        if path.suffix in kinds and path.parts[len(ROOT.parts)] != "tests"
    )
    words = set(re.findall(r"[a-z_]+", code.lower()))

    assert [name for name in identifiers(present) if name not in words] == []


def test_glossary_rows_are_read() -> None:
    table = (
        "| 中文 | English | identifier |\n|---|---|---|\n| 组长 | lead | `a`, `b` |\n"
    )

    assert identifiers(table) == ["a", "b"]


def unknown_commands(text: str) -> set[str]:
    """Commands a page tells the reader to type that do not exist."""
    targets = set(re.findall(r"^([a-z]+):", text_of(ROOT / "Makefile"), re.MULTILINE))
    code = "\n".join(re.findall(r"```.*?```|`[^`\n]+`", text, re.DOTALL))
    made = set(re.findall(r"\bmake ([a-z]+)\b", code)) - targets
    named = set(re.findall(r"\bcase-review ([a-z][a-z-]+)\b", code))
    return made | (named - set(group.commands))


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_commands_exist(page: Path) -> None:
    assert unknown_commands(text_of(page)) == set()


def test_an_unknown_command_is_found() -> None:
    text = "`make test` and `make sense`, then\n```\ncase-review frobnicate X\n```\n"

    assert unknown_commands(text) == {"sense", "frobnicate"}


def test_both_readmes_give_the_same_commands() -> None:
    english, chinese = (
        [
            block.split("#")[0].split()
            for block in re.findall(r"```\n(.*?)```", t, re.DOTALL)
        ]
        for t in map(text_of, READMES)
    )

    assert english == chinese


def test_decisions_are_short_and_numbered() -> None:
    pages = sorted((DOCS / "adr").glob("*.md"))
    numbers = [int(page.name[:4]) for page in pages]
    titles = [text_of(page).splitlines()[0] for page in pages]
    sizes = {page.name: len(text_of(page).splitlines()) for page in pages}

    assert numbers == list(range(1, len(pages) + 1))
    assert [t.split(".")[0] for t in titles] == [f"# {n}" for n in numbers]
    assert {name: n for name, n in sizes.items() if n >= 40} == {}
    for page in pages:
        parts = re.findall(r"^## (\w+)$", text_of(page), re.MULTILINE)
        assert parts == ["Context", "Decision", "Consequences"], page.name
