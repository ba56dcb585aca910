"""docs/intake.md lists every column as the reading knows it, and every limit."""

from __future__ import annotations

from collections.abc import Iterable

import pytest

from review.domain import cells
from review.domain.cases import IntakeKind
from review.domain.kinds import (
    FILE_KINDS,
    OBJECT_KINDS,
    CaseClass,
    FirmKind,
    HandlerCategory,
    Origin,
    Stage,
    Worded,
)
from review.files.sheets import archives
from review.files.sheets.columns import Column
from review.files.sheets.headers import LAYOUTS
from tests.repository import ROOT

PAGE = (ROOT / "docs" / "intake.md").read_text(encoding="utf-8")


def described(column: Column) -> str:
    star = "*" if column.required else ""
    return (
        f"| {column.zh}{star} | {column.en} (`{column.field}`) "
        f"| {column.meaning.zh} · {column.meaning.en} "
        f"| {'、'.join(column.variants)} |"
    )


@pytest.mark.parametrize("kind", IntakeKind)
def test_every_column_is_described(kind: IntakeKind) -> None:
    heading = f"## {kind.zh} · {kind.words} (`{kind.value}`)\n"
    section = PAGE.partition(heading)[2].partition("\n## ")[0]

    rows = [line for line in section.splitlines() if line.startswith("| ")][1:]

    assert rows == [described(column) for column in LAYOUTS[kind].columns]


@pytest.mark.parametrize(
    ("kind", "name"),
    [
        (FILE_KINDS, "案件类型"),
        (sorted(OBJECT_KINDS), "受评机构类型"),
        (Stage, "办理阶段"),
        (CaseClass, "案件分级"),
        (Origin, "援助来源"),
        (HandlerCategory, "人员类别"),
        (FirmKind, "机构类型"),
    ],
)
def test_every_allowed_value_is_named(kind: Iterable[Worded], name: str) -> None:
    unbroken = PAGE.replace("\n  ", "")

    values = "、".join(each.zh for each in kind if each.value)
    assert f"- {name}：{values}" in unbroken


@pytest.mark.parametrize(
    ("said", "limit"),
    [
        ("30 MB", archives.MAX_BYTES // archives.MEGABYTE),
        ("200 MB", archives.MAX_UNPACKED // archives.MEGABYTE),
        ("200,000 rows", archives.MAX_ROWS),
        ("702 columns", archives.MAX_COLUMNS),
        ("5 million cells", archives.MAX_CELLS // 1_000_000),
        ("5,000 characters", cells.LONGEST_TEXT),
        ("64 in a case number", cells.LONGEST_CODE),
        ("200 elsewhere", cells.LONGEST_NAME),
    ],
)
def test_limits_are_the_ones_that_hold(said: str, limit: int) -> None:
    assert said in PAGE
    assert int(said.split()[0].replace(",", "")) == limit
