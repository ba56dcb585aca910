"""How long 50,000 case rows take to be read and checked, without storing them.

    python benchmarks/intake_parse.py [ROWS]

Beside each figure stands a baseline of the same run: the time the bare libraries take to
hand over the same cells.
"""

from __future__ import annotations

import csv
import io
import sys
from collections.abc import Callable, Iterator, Sequence
from time import perf_counter

from python_calamine import CalamineWorkbook

from review.domain.cases import IntakeKind
from review.files.sheets import Table, csv_bytes, read, xlsx_bytes

HEADER = (
    *("序号", "案号", "案件类型", "办理阶段", "结案日期", "承办人", "执业证号"),
    *("承办机构", "案由", "所属县区", "指派日期", "是否封存", "是否涉密", "案件分级"),
    "援助来源",
)
GIVEN = ("建国", "晓敏", "志强", "丽华", "文博", "雨桐", "海涛", "思远", "国庆", "静")


def rows(n_rows: int) -> Iterator[Sequence[object]]:
    """Case files of 300 handlers in 40 firms; every seventh has two handlers."""
    for n in range(n_rows):
        who = f"{chr(0x4E00 + n % 300)}{GIVEN[n % 10]}"
        yield (
            *(n + 1, f"（2024）青法援字第{n:05}号", "民事诉讼", "一审"),
            f"2024年{n % 12 + 1}月{n % 28 + 1}日",
            f"{who}、李四" if n % 7 == 0 else who,
            f"11502201210{n % 300:06}",
            *(f"某某律师事务所{n % 40}", "劳动争议", "青山区"),
            f"2023/{n % 12 + 1}/{n % 28 + 1}",
            *("否", "否", "一般", "申请"),
        )


def seconds(work: Callable[[], object]) -> float:
    begun = perf_counter()
    work()
    return perf_counter() - begun


def bare_workbook(data: bytes) -> list[list[object]]:
    return (
        CalamineWorkbook.from_filelike(io.BytesIO(data))
        .get_sheet_by_index(0)
        .to_python()
    )


def bare_csv(data: bytes, encoding: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(data.decode(encoding), newline="")))


def main() -> None:
    n_rows = int(sys.argv[1]) if len(sys.argv) > 1 else 50_000
    workbook = xlsx_bytes([Table("案件", HEADER, rows(n_rows))])
    utf8 = csv_bytes(HEADER, rows(n_rows))
    gb18030 = utf8.decode("utf-8-sig").encode("gb18030")
    files = {
        "XLSX": (workbook, lambda: bare_workbook(workbook)),
        "CSV UTF-8": (utf8, lambda: bare_csv(utf8, "utf-8-sig")),
        "CSV GB18030": (gb18030, lambda: bare_csv(gb18030, "gb18030")),
    }
    print(f"{n_rows} case rows of {len(HEADER)} columns, read and checked")
    for name, (data, bare) in files.items():
        baseline = seconds(bare)
        taken = seconds(lambda data=data: read(data, kind=IntakeKind.CASES))
        megabytes = len(data) / 1_000_000
        print(f"{name:12} {megabytes:5.1f} MB {taken:6.2f} s  bare {baseline:5.2f} s")


if __name__ == "__main__":
    main()
