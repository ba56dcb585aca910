"""Every sentence of the program exists in Chinese, with the same places in it."""

from __future__ import annotations

import ast
import re
from collections import defaultdict
from functools import cache
from io import BytesIO
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.frontend import parse_keywords, parse_mapping_cfg
from babel.messages.mofile import read_mo, write_mo
from babel.messages.pofile import read_po

from tests.repository import REVIEW, modules, name_of, parsed

FOLDER = REVIEW / "translations"
CHINESE = FOLDER / "zh_Hans" / "LC_MESSAGES" / "messages.po"
KEYWORDS = {**DEFAULT_KEYWORDS, **parse_keywords(["lazy_gettext", "_l"])}
PLACE = re.compile(r"%\((\w+)\)(\w)")
HAN = re.compile(r"[\u3400-\u9fff]")
# A count and the plural that goes with it: "%(n)s files", "%(n)s open reviews", "%(n)s are".
COUNT = r"%\((?:n|n_\w+|num|count|of|whole|files|cases|reviews|people|days)\)[sd]"
ADJECTIVES = r"(?:(?!of |in |and |or |at |to |on |with |for |that )[a-z-]+ ){0,3}"
PLURAL = re.compile(rf"{COUNT} {ADJECTIVES}(\w+s|people|are|have|were|do|wait|stay)\b")
NO_PLURAL = {"is", "has", "was", "does", "stands", "this", "its", "as", "less"}
# What is never one: a limit that the program sets itself.
LIMIT = re.compile(
    r"(?:at most|at least|more than|fewer than|below|up to|over|longer than) (?:the )?$",
    re.IGNORECASE,
)
# How sentences begin whose number is two at the least, and, further down, those that the
# browser fills, which has a sentence of its own for one.
NEVER_ONE = (
    *("%(n)s firms are called", "%(n)s handlers are called", "%(n)s people are called"),
    *("%(n)s institutions are called", "Read as %(n)s people"),
    *("The reviewers fall into %(n)s groups", "%(n)s groups of reviewers share no"),
    *("The first %(n)s are printed", "Too much is under way already"),
    *("%(n)s pins", "%(n)s items of this section", "%(n)s items have no answer yet."),
    *("%(n)s answers given", "%(n)s answers taken back", "%(n)s were changed since"),
    "%(n)s pages added.",
)


def extracted() -> Catalog:
    """What the program says, collected as `make translations` does."""
    with (FOLDER / "babel.cfg").open(encoding="utf-8") as file:
        methods, options = parse_mapping_cfg(file)
    catalog = Catalog()
    found = extract_from_dir(REVIEW, methods, options, keywords=KEYWORDS)
    for filename, line, message, _comments, context in found:
        catalog.add(message, locations=[(filename, line)], context=context)
    return catalog


def unbent(text: str) -> bool:
    """Whether a sentence of one form would read wrongly of one: "1 files"."""
    return not text.startswith(NEVER_ONE) and any(
        match[1] not in NO_PLURAL and not LIMIT.search(text[: match.start()])
        for match in PLURAL.finditer(text)
    )


@cache
def translated() -> Catalog:
    with CHINESE.open("rb") as file:
        return read_po(file, locale="zh_Hans")


def texts(message: str | tuple[str, ...] | list[str]) -> list[str]:
    return [message] if isinstance(message, str) else list(message)


def faults(message: Message) -> list[str]:
    """What is wrong with one translation."""
    originals, strings = texts(message.id), texts(message.string)
    if message.fuzzy or not all(strings):
        return ["fuzzy" if message.fuzzy else "missing"]
    found = [] if same_places(originals, strings) else ["places differ"]
    return found + ["cannot be filled"] * (not all(map(fillable, strings)))


def same_places(originals: list[str], strings: list[str]) -> bool:
    """All places of the original stand in every form; Chinese may count without %(num)s."""
    wanted = {place for text in originals for place in PLACE.findall(text)}
    return all(set(PLACE.findall(text)) == wanted for text in strings)


def fillable(text: str) -> bool:
    """Whether filling the places works: a lone % sign beside one does not."""
    if not PLACE.search(text):
        return True
    try:
        text % defaultdict(int)
    except (TypeError, ValueError):
        return False
    return True


def test_every_sentence_is_in_the_catalogue_and_nothing_else() -> None:
    said = {message.id for message in extracted() if message.id}
    known = {message.id for message in translated() if message.id}

    assert said - known == set()
    assert known - said == set()


def test_sentences_with_a_count_have_a_form_for_one() -> None:
    said = [message.id for message in extracted() if isinstance(message.id, str)]

    assert [text for text in said if unbent(text)] == []
    assert [s for s in NEVER_ONE if not any(t.startswith(s) for t in said)] == []


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("%(n)s files", True),
        ("Settle %(n_ready)s open files now", True),
        ("%(part)s of %(whole)s reviews are in", True),
        ("%(n)s are away.", True),
        ("Reviews: %(n)s, files: %(files)s.", False),
        ("%(n)s is away.", False),
        ("At most %(n)s files go into one workbook.", False),
        ("Below %(n)s files no figure is shown.", False),
    ],
)
def test_a_sentence_without_a_form_for_one_is_found(
    sentence: str, expected: bool
) -> None:
    assert unbent(sentence) is expected


def test_translations_have_no_faults() -> None:
    checked = {m.id: faults(m) for m in translated() if m.id}

    assert {text: found for text, found in checked.items() if found} == {}


def test_compiled_catalogue_is_the_written_one() -> None:
    written = BytesIO()
    write_mo(written, translated())
    written.seek(0)
    with CHINESE.with_suffix(".mo").open("rb") as file:
        compiled = read_mo(file)

    assert said_by(compiled) == said_by(read_mo(written))


def said_by(catalog: Catalog) -> dict[object, object]:
    """Sentences and translations; the header with its dates does not matter."""
    return {
        str(message.id): (message.context, message.string)
        for message in catalog
        if message.id
    }


@pytest.mark.parametrize(
    ("original", "chinese", "flags", "expected"),
    [
        ("Saved", "已保存", (), []),
        ("Saved", "", (), ["missing"]),
        ("Saved", "已保存", ("fuzzy",), ["fuzzy"]),
        ("%(n)s cases", "%(n)s 件", (), []),
        ("%(n)s cases", "若干件", (), ["places differ"]),
        ("%(n)s cases", "%(m)s 件", (), ["places differ"]),
        ("%(n)s of 100%%", "100% 中的 %(n)s", (), ["cannot be filled"]),
        (("%(num)d case", "%(num)d cases"), ("%(num)d 件",), (), []),
        (("%(num)d case", "%(num)d cases"), ("件",), (), ["places differ"]),
    ],
)
def test_a_faulty_translation_is_found(
    original: str, chinese: str, flags: tuple[str, ...], expected: list[str]
) -> None:
    assert faults(Message(original, chinese, flags=flags)) == expected


def hard_coded(tree: ast.Module) -> list[str]:
    """Chinese in the code itself, outside docstrings."""
    docstrings = {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef)
        if node.body and isinstance(node.body[0], ast.Expr)
    }
    return [
        node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
        if HAN.search(node.value) and id(node) not in docstrings
    ]


SPEAKING = [p for room in ("web", "cli") for p in modules(REVIEW / room)]


@pytest.mark.parametrize("path", SPEAKING, ids=name_of)
def test_pages_and_commands_have_no_chinese_of_their_own(path: Path) -> None:
    assert hard_coded(parsed(path)) == []


def test_hard_coded_chinese_is_found() -> None:
    source = '"""评查"""\ndef f():\n    """评查"""\n    return "已保存"\n'

    assert hard_coded(ast.parse(source)) == ["已保存"]


CHINESE_ALONE = (
    "review/domain/paperwork/",  # 聘书, 方案, 通报: documents there are in Chinese only.
    "review/services/paperwork_facts.py",
    "review/services/demo/",
    "review/files/sheets/templates.py",  # Beside its Chinese and its English headings.
    "review/domain/paper_rows.py",  # In both languages at once.
    "review/services/fees.py",  # The firms of a payee, stored as one text.
)


def joined_in_chinese(tree: ast.Module) -> list[int]:
    """Lines that put 、 between words, whoever reads them."""
    return [
        node.lineno
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute) and node.attr == "join"
        if isinstance(node.value, ast.Constant) and node.value.value in ("、", "，")
    ]


def test_words_in_a_row_are_joined_in_the_language_of_the_reader() -> None:
    """As COMMA is translated: 、 stands beside no English word."""
    found = [
        f"{name_of(path)}:{line}"
        for path in modules()
        if not name_of(path).startswith(CHINESE_ALONE)
        for line in joined_in_chinese(parsed(path))
    ]

    assert found == []


def test_a_row_joined_in_chinese_is_found() -> None:
    assert joined_in_chinese(ast.parse('x = 1\ny = "、".join(words)')) == [2]
