"""The demo bureau's own spreadsheets, written as a bureau would and taken in as such."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random

from review.domain.working_days import is_working_day
from review.services.demo import days, words
from review.services.demo.words import Cases

LAWYER, GRASSROOTS, CENTER = "律师", "基层法律服务工作者", "法律援助机构律师"
LAW_FIRM, OFFICE, HOUSE = "律师事务所", "基层法律服务所", "法律援助中心"


@dataclass(frozen=True, slots=True)
class Size:
    """How large the demonstration is."""

    firms: int = 40
    offices: int = 6
    lawyers: int = 180
    grassroots: int = 14
    center: int = 8
    reviewers: int = 30
    leads: int = 3
    cases: float = 1.0
    scans: int = 12
    """Cases with a scanned file."""
    institutions: int = 8
    """Counties whose centre, and for every second one a station, is reviewed."""


FULL = Size()
SMALL = Size(10, 2, 24, 2, 1, 8, 2, cases=0.06, scans=3, institutions=2)


@dataclass(frozen=True, slots=True)
class Someone:
    name: str
    licence_no: str
    category: str
    firm: str
    county: str


@dataclass(slots=True)
class Bureau:
    """Everything the spreadsheets say, for the steps that come after."""

    firms: list[tuple[str, str, str, str]] = field(default_factory=list)
    handlers: list[Someone] = field(default_factory=list)
    reviewers: list[list[str]] = field(default_factory=list)
    heads: dict[str, str] = field(default_factory=dict)


def bureau(dice: Random, size: Size) -> Bureau:
    """Firms, handlers and reviewers; the same seed gives the same people."""
    made = Bureau()
    _firms(made, size)
    names = _names(dice)
    _handlers(made, dice, names, size)
    _reviewers(made, names, size)
    return made


def _names(dice: Random) -> Iterable[str]:
    """Distinct names: two people of one name are a case for the tests, not the demo."""
    everyone = [s + g for s in words.SURNAMES for g in words.GIVEN]
    dice.shuffle(everyone)
    return iter(name for name in everyone if name not in words.STAFF)


def _firms(made: Bureau, size: Size) -> None:
    for number, word in enumerate(words.FIRM_WORDS[: size.firms]):
        county = words.COUNTIES[number % len(words.COUNTIES)]
        licence_no = f"3115{number:04}MD0000{number:03}X"
        made.firms.append((f"云岭{word}律师事务所", LAW_FIRM, county, licence_no))
    for county in words.COUNTIES[1 : size.offices + 1]:
        made.firms.append((f"{county}法律服务所", OFFICE, county, ""))
    made.firms.append((f"{words.CITY}法律援助中心", HOUSE, words.CITY_PROPER, ""))


def _handlers(made: Bureau, dice: Random, names: Iterable[str], size: Size) -> None:
    law_firms = [firm for firm in made.firms if firm[1] == LAW_FIRM]
    offices = [firm for firm in made.firms if firm[1] == OFFICE]
    source, largest = iter(names), max(1, round(size.firms * 0.75))
    for number in range(size.lawyers):
        # The first lawyers fill every firm once; the rest gather in the large ones.
        gathered = int(dice.triangular(0, largest, largest / 5))
        place = law_firms[number if number < len(law_firms) else gathered]
        _add_handler(made, next(source), number, LAWYER, place)
    for number in range(size.grassroots):
        place = offices[number % len(offices)]
        _add_handler(made, next(source), 500 + number, GRASSROOTS, place)
    for number in range(size.center):
        _add_handler(made, next(source), 700 + number, CENTER, made.firms[-1])


def _add_handler(
    made: Bureau, name: str, number: int, category: str, firm: tuple[str, str, str, str]
) -> None:
    licence_no = f"115022012{number:04}{number * 7919 % 10000:04}"
    made.handlers.append(Someone(name, licence_no, category, firm[0], firm[2]))
    made.heads.setdefault(firm[0], name)


def _reviewers(made: Bureau, names: Iterable[str], size: Size) -> None:
    """Half are lawyers of the city, who may not read their own firm's files."""
    source, lawyers = iter(names), made.handlers[: size.lawyers]
    local = lawyers[size.lawyers // 4 :][: size.reviewers // 2]
    for number in range(size.reviewers + size.leads):
        someone = local[number] if number < len(local) else None
        made.reviewers.append(
            [
                someone.name if someone else next(source),
                f"P{number + 1:02}",
                someone.licence_no if someone else "",
                someone.firm if someone else "",
                someone.county if someone else _home(number),
                "是" if number >= size.reviewers else "否",
            ]
        )


def _home(number: int) -> str:
    """Experts who practise nowhere here: spread over the counties they live in."""
    return words.COUNTIES[number * 3 % len(words.COUNTIES)]


def firms_sheet(made: Bureau) -> bytes:
    rows = [[*firm, made.heads.get(firm[0], "")] for firm in made.firms]
    return _csv(["机构名称", "机构类型", "所属县区", "执业许可证号", "负责人"], rows)


def handlers_sheet(made: Bureau) -> bytes:
    rows = [[h.name, h.licence_no, h.category, h.firm, h.county] for h in made.handlers]
    return _csv(["姓名", "执业证号", "人员类别", "执业机构", "所属县区"], rows)


def reviewers_sheet(made: Bureau) -> bytes:
    heads = ["姓名", "评查员编号", "执业证号", "执业机构", "所属县区", "是否组长"]
    return _csv(heads, made.reviewers)


def objects_sheet(rows: Iterable[tuple[str, str, str]], until: date) -> bytes:
    """Institutions by number, name and county, reviewed up to a day."""
    heads = ["评查编号", "机构名称", "所属县区", "评查期间截止日"]
    return _csv(heads, ([*row, until.isoformat()] for row in rows))


@dataclass(frozen=True, slots=True)
class ClosedCase:
    """A closed case before it has its number."""

    assigned_on: date
    closed_on: date
    cases: Cases
    cause: str
    handler: Someone
    others: tuple[Someone, ...]


def closed_cases(
    made: Bureau, dice: Random, *, closed_from: date, share: float = 1.0
) -> list[ClosedCase]:
    """A year of closed cases from a day on; `share` makes a smaller year."""
    return [
        _case(made, dice, closed_from, cases)
        for cases in words.CASELOAD
        for _ in range(max(1, round(cases.n * share)))
    ]


def case_sheets(dice: Random, *years: tuple[Sequence[ClosedCase], date]) -> list[bytes]:
    """A list for each year, as it is known on a day.

    Numbers go by the order of assignment, whatever the list.
    """
    numbers = _numbers(dice, [case for year, _known_on in years for case in year])
    heads = [
        *("案号", "案件类型", "办理阶段", "结案日期", "承办人", "执业证号", "承办机构"),
        *("案件分级", "援助来源", "案由", "所属县区", "指派日期", "是否封存"),
        *days.heads(),
    ]
    return [
        _csv(heads, [_row(case, dice, numbers[id(case)], known_on) for case in year])
        for year, known_on in years
    ]


def _numbers(dice: Random, cases: Sequence[ClosedCase]) -> dict[int, str]:
    """With gaps: some cases of each year are not closed yet, or were withdrawn."""
    last: Counter[tuple[int, str]] = Counter()
    numbers = {}
    for case in sorted(cases, key=lambda each: each.assigned_on):
        year, word = case.assigned_on.year, case.cases.number_word
        last[year, word] += dice.choice((1, 1, 1, 2))
        numbers[id(case)] = f"（{year}）云援{word}字第{last[year, word]:04}号"
    return numbers


def _case(made: Bureau, dice: Random, closed_from: date, cases: Cases) -> ClosedCase:
    closed_on = _working_day(closed_from + timedelta(days=dice.randrange(365)))
    taken = timedelta(days=round(dice.triangular(*cases.days)))
    handler = _busy_one(made, dice, cases)
    return ClosedCase(
        assigned_on=_working_day(closed_on - taken),
        closed_on=max(closed_on, closed_from),
        cases=cases,
        cause=dice.choices(cases.causes, range(len(cases.causes) + 3, 3, -1))[0],
        handler=handler,
        others=_others(made, dice, handler),
    )


def _others(made: Bureau, dice: Random, handler: Someone) -> tuple[Someone, ...]:
    """Now and then a colleague of the same firm takes part."""
    if dice.random() > 0.03:
        return ()
    firm = [each for each in made.handlers if each.firm == handler.firm]
    return tuple(each for each in firm if each is not handler)[:1]


def _working_day(day: date) -> date:
    """The day itself, or the last one before it on which offices work."""
    while not is_working_day(day):
        day -= timedelta(days=1)
    return day


def _row(case: ClosedCase, dice: Random, number: str, known_on: date) -> list[str]:
    cases, someone = case.cases, case.handler
    level = dice.choices(("一般", "复杂", "重大疑难"), (88, 10, 2))[0]
    is_notified = cases.is_criminal and dice.random() < 0.8
    is_sealed = cases.is_criminal and dice.random() < 0.01
    people = [someone, *case.others]
    return [
        *(number, cases.kind, cases.stage, case.closed_on.isoformat()),
        "、".join(each.name for each in people),
        "、".join(each.licence_no for each in people),
        *(someone.firm, level),
        *("通知" if is_notified else "申请", case.cause, someone.county),
        *(case.assigned_on.isoformat(), "是" if is_sealed else "否"),
        *days.cells(
            number,
            kind=cases.kind,
            stage=cases.stage,
            is_notified=is_notified,
            assigned_on=case.assigned_on,
            closed_on=case.closed_on,
            known_on=known_on,
        ),
    ]


def _busy_one(made: Bureau, dice: Random, cases: Cases) -> Someone:
    """Some take many cases, most a few; grassroots workers take no criminal ones."""
    n = len(made.handlers)
    while True:
        someone = made.handlers[int(dice.triangular(0, n, n * 0.3))]
        if not (cases.is_criminal and someone.category == GRASSROOTS):
            return someone


def _csv(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    file = io.StringIO()
    writer = csv.writer(file)
    writer.writerow(heads)
    writer.writerows(rows)
    return file.getvalue().encode("utf-8-sig")
