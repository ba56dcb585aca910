"""Files damaged in any way are read or refused; nothing else ever happens."""

from __future__ import annotations

import random
import re

import pytest

from review.domain.cases import IntakeKind
from review.files.sheets import FileRefused, Intake, csv_bytes, grids, read
from review.files.sheets.grids import is_panic
from tests.files.sheets.workbooks import SHARED, packed, parts_of, tampered, workbook

ROWS = [
    ["案件登记表", None, None, None],
    ["案号", "案件类型", "承办人", "结案日期"],
    ["1号", "民事", "张三", "2024年3月5日"],
    ["2号", "刑事", "李四", 45356],
    ["合计", 2, None, None],
]
WORKBOOK = workbook(ROWS, merged=["A1:D1"], more={"旧": [["x"]]}, hidden=["旧"])
CSV = csv_bytes(["案号", "案件类型", "承办人", "结案日期"], ROWS[2:])
BITS = (
    *(b"<", b">", b'"', b"/", b" ", b"&amp;", b"&#65;", b"\xff", b"-1", b"1e308"),
    *(b'r="', b't="s"', b't="d"', b't="b"', b's="9999"', b'<c r="A1"', b"<v>"),
    *(b"</row>", b'<mergeCell ref="A1:XFD1048576"/>', b'uniqueCount="9"'),
)
NUMBERS = (0, 1, 99999, 2**31, 2**32, 2**63, 10**20, 1048577)


def mutated(data: bytes, dice: random.Random) -> bytes:
    """One to four bytes, tokens or numbers changed, put in or taken out."""
    changed = bytearray(data)
    for _ in range(dice.randint(1, 4)):
        place = dice.randrange(len(changed) or 1)
        numbers = [m.span() for m in re.finditer(rb"\d+", bytes(changed))]
        match dice.randrange(4):
            case 0:
                changed[place : place + 1] = bytes([dice.randrange(256)])
            case 1:
                changed[place:place] = dice.choice(BITS)
            case 2:
                del changed[place : place + dice.randint(1, 20)]
            case _ if numbers:
                begin, end = dice.choice(numbers)
                changed[begin:end] = str(dice.choice(NUMBERS)).encode()
    return bytes(changed)


def survived(data: bytes, kind: IntakeKind = IntakeKind.CASES) -> bool:
    """Whether the file was read; False where it was refused with a sentence."""
    try:
        return isinstance(read(data, kind=kind), Intake)
    except FileRefused:
        return False


def damage_workbooks(seed: int, times: int) -> set[bool]:
    dice = random.Random(seed)
    parts = parts_of(WORKBOOK)
    names = [name for name in parts if name.startswith("xl/") and "theme" not in name]
    found = set()
    for _ in range(times):
        name = dice.choice(names)
        found.add(survived(packed({**parts, name: mutated(parts[name], dice)})))
    return found


def damage_csv(seed: int, times: int) -> set[bool]:
    dice = random.Random(seed)
    texts = (CSV, CSV.decode("utf-8-sig").encode("gb18030"))
    kinds = list(IntakeKind)
    return {
        survived(mutated(dice.choice(texts), dice), dice.choice(kinds))
        for _ in range(times)
    }


def test_damaged_workbooks_are_read_or_refused() -> None:
    assert damage_workbooks(seed=1, times=400) == {True, False}


def test_damaged_csv_files_are_read_or_refused() -> None:
    assert damage_csv(seed=1, times=1000) == {True, False}


@pytest.mark.fault
@pytest.mark.parametrize("seed", range(2, 12))
def test_much_damage_is_read_or_refused(seed: int) -> None:
    assert damage_workbooks(seed, times=10_000) == {True, False}
    assert damage_csv(seed, times=20_000) == {True, False}


@pytest.mark.parametrize("count", [b"9999999999", b"", b"&#57;9", b"-1", b"x"])
def test_a_count_of_texts_that_would_end_the_process_is_refused(count: bytes) -> None:
    """The reader sets memory aside for that many before it looks."""
    data = tampered(
        WORKBOOK,
        SHARED,
        lambda part: re.sub(rb'uniqueCount="\d+"', b'uniqueCount="%s"' % count, part),
    )

    with pytest.raises(FileRefused) as refused:
        read(data, kind=IntakeKind.CASES)

    assert refused.value.sentence == FileRefused.unusual


class PanicException(BaseException):
    """As the reader's own faults come."""


@pytest.mark.parametrize(
    ("fault", "comes_out_as"),
    [(PanicException, FileRefused), (KeyboardInterrupt, KeyboardInterrupt)],
)
def test_faults_of_the_reader_are_refusals_and_others_pass(
    fault: type[BaseException],
    comes_out_as: type[BaseException],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    class Broken:
        @staticmethod
        def from_filelike(_: object) -> None:
            raise fault

    monkeypatch.setattr(grids, "CalamineWorkbook", Broken)

    assert is_panic(fault()) is (fault is PanicException)
    with pytest.raises(comes_out_as):
        read(WORKBOOK, kind=IntakeKind.CASES)
