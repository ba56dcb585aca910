"""The guide to schemes is true: its examples load, and it names every key."""

from __future__ import annotations

import re
from pathlib import Path
from textwrap import indent

import pytest

from review.domain.documents import DocumentType
from review.domain.scheme_checks.codes import RESERVED
from review.domain.schemes import ItemKind, Scheme
from review.domain.sources import SOURCES, cited, source_in
from review.files import schemes
from review.files.schemes import shapes

ROOT = Path(__file__).parents[2]
GUIDE = (ROOT / "docs" / "schemes.md").read_text(encoding="utf-8")
CHINESE, ENGLISH = GUIDE.split("\n# How to write a scheme\n")
FENCE = re.compile(r"```yaml (\w+)\n(.*?)```", re.DOTALL)
BLOCKS = [(kind, text) for kind, text in FENCE.findall(GUIDE)]
WHOLE = dict(BLOCKS)["scheme"]


def with_item(block: str) -> str:
    """The guide's first scheme with this item instead of its own."""
    points = re.search(r"^  points: (\d+)$", block, re.MULTILINE)
    worth = points.group(1) if points else "0"
    filler = 100 - int(worth)
    added = (
        f"      - {{code: filler, title: {{zh: 其余, en: rest}}, points: {filler},"
        " kind: all_or_nothing, source: S14}\n"
    )
    head, tail = WHOLE.split("    items:\n")
    rest = tail[tail.index("grades:") : tail.index("examples:")]
    return f"{head}    items:\n{added}{indent(block, '      ')}{rest}"


def with_section(block: str) -> str:
    """The guide's first scheme with one more section."""
    text = WHOLE.replace("grades:\n", f"{indent(block, '  ')}grades:\n")
    cap = re.search(r"kind: bonus\n  points: (\d+)", block)
    most = f"maximum_total: {100 + int(cap.group(1))}\n" if cap else ""
    return text.replace("case_kinds:", f"{most}case_kinds:")


def with_combination(block: str) -> str:
    head, tail = WHOLE.split("combination:\n")
    text = f"{head}combination:\n{indent(block, '  ')}"
    examples = tail[tail.index("examples:") :]
    return text.replace("case_kinds:", "case_classes: [major]\ncase_kinds:") + examples


def with_answers(block: str) -> str:
    head, _ = WHOLE.split("examples:\n")
    answers = indent(block, " " * 6)
    return (
        f"{head}examples:\n  - title: 例\n    answers:\n{answers}    no_result: true\n"
    )


def with_citation(block: str) -> str:
    """The answer to the guide's seventh example."""
    (item,) = (t for kind, t in BLOCKS if kind == "item" and "code: citation" in t)
    answers = indent(block, " " * 6)
    example = f"examples:\n  - title: 例\n    answers:\n{answers}    score: 95\n"
    return with_item(item) + example


WRAPS = {
    "scheme": str,
    "indicators": str,
    "item": with_item,
    "section": with_section,
    "combination": with_combination,
    "answers": with_answers,
    "citation": with_citation,
}


def examples() -> list[str]:
    return [WRAPS[kind](text) for kind, text in BLOCKS]


@pytest.mark.parametrize("text", examples())
def test_example_of_the_guide_loads(text: str) -> None:
    assert schemes.check(text) == ()


def test_examples_are_numbered_without_a_gap() -> None:
    numbers = [int(n) for n in re.findall(r"例 (\d+)[，：:\n]", CHINESE)]
    shown = [n for n in dict.fromkeys(numbers) if numbers.count(n)]

    assert sorted(shown) == list(range(1, 16))


def test_guide_shows_every_kind_of_item() -> None:
    loaded: list[Scheme] = [schemes.load(text) for text in examples()]

    assert {leaf.kind for s in loaded for leaf in s.leaves} == set(ItemKind)


@pytest.mark.parametrize("half", [CHINESE, ENGLISH], ids=["zh", "en"])
def test_both_halves_name_every_key(half: str) -> None:
    names = {
        each.alias or name
        for shape in vars(shapes).values()
        if isinstance(shape, type) and issubclass(shape, shapes.Shape)
        for name, each in shape.model_fields.items()
    }

    prose = FENCE.sub("", half)
    named = set(re.findall(r"[a-z_]+", " ".join(re.findall(r"`([^`]+)`", prose))))
    assert names - named == set()


def test_guide_names_the_words_that_are_taken() -> None:
    assert {word for word in RESERVED if f"`{word}`" not in CHINESE} == set()


@pytest.mark.parametrize("half", [CHINESE, ENGLISH], ids=["zh", "en"])
def test_both_halves_name_every_kind_of_paper(half: str) -> None:
    codes = [kind.value for kind in DocumentType]

    assert [code for code in codes if f"`{code}`" not in half] == []


def test_guide_lists_every_source() -> None:
    rows = re.findall(
        r"^\| (S\d+[a-z]?|LAA) \| ([^|]+) \| ([^|]+) \|", GUIDE, re.MULTILINE
    )

    assert rows == [(code, text.zh, text.en) for code, text in SOURCES.items()]


def test_every_cited_source_is_known() -> None:
    texts = [p.read_text("utf-8") for p in (ROOT / "scoring_schemes").glob("*.yaml")]
    lines = [line for t in texts for line in re.findall(r"source: (.*)", t)]
    codes = {c for line in lines for c in re.findall(r"\bS\d+[a-z]?\b|\bLAA\b", line)}

    assert codes == set(SOURCES)


def test_source_reads_in_either_language() -> None:
    source = "S14; 刑事诉讼法 art. 44; art. 46; 本产品建议"

    assert source_in(source, "zh_Hans_CN") == (
        "S14；刑事诉讼法第44条；第46条；本产品建议"
    )
    assert source_in(source, "en") == (
        "S14; Criminal Procedure Law art. 44; art. 46; suggestion of this product"
    )
    assert source_in("行政诉讼法 art. 34", "en") == (
        "Administrative Litigation Law art. 34"
    )
    assert [code for code, _ in cited("S2b; LAA; 本产品建议; S999")] == ["S2b", "LAA"]
