"""A trial in words and numbers: the table of grades, the groups, what does not fit."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from flask_babel import ngettext

from review.domain.aggregation import Rate, rate
from review.domain.carrying import Misfit
from review.domain.errors import N_
from review.domain.kinds import CaseClass, CaseKind
from review.domain.replay_figures import Fate, GroupTally, Tally
from review.domain.schemes import Grade, Scheme
from review.services.replay import TrialView
from review.services.replaying import TriedFile
from review.web.display import words
from review.web.language import gettext as _
from review.web.language import said

DECIMALS = 1
NO_GRADE = "-"
GROUP_TITLES: Mapping[str, str] = {
    "kind": N_("By case kind"),
    "area": N_("By county"),
    "class": N_("By case class"),
    "firm": N_("By firm"),
    "handler": N_("By handler"),
}
HEADS: Mapping[str, str] = {
    "kind": N_("Case kind"),
    "area": N_("County"),
    "class": N_("Case class"),
    "firm": N_("Firm"),
    "handler": N_("Handler"),
}
UrlOf = Callable[..., str]


@dataclass(frozen=True, slots=True)
class TableCell:
    n: int
    url: str
    is_same: bool
    label: str


@dataclass(frozen=True, slots=True)
class TableRow:
    title: str
    cells: tuple[TableCell, ...]
    n: int
    n_moved: int


@dataclass(frozen=True, slots=True)
class GradeTable:
    """Grades before down the side, after along the top; every known file once."""

    heads: tuple[str, ...]
    rows: tuple[TableRow, ...]
    totals: tuple[int, ...]
    n: int


@dataclass(frozen=True, slots=True)
class GroupRow:
    name: str
    n: int
    n_known: int
    moved: Rate
    n_better: int
    n_worse: int
    mean: str
    url: str


@dataclass(frozen=True, slots=True)
class GroupTable:
    title: str
    head: str
    rows: tuple[GroupRow, ...]


@dataclass(frozen=True, slots=True)
class MisfitRow:
    title: str
    code: str
    why: str
    n: int
    keeps_out: bool
    url: str


def signed(value: Decimal | None) -> str:
    """A change with its sign; nothing has none."""
    if value is None:
        return "—"
    return f"{value:+.2f}".replace("-", "\N{MINUS SIGN}") if value else "0.00"


def grade_table(found: TrialView, url: UrlOf) -> GradeTable:
    """Grades of both tables, the best first; no grade comes last where there is any."""
    before = _codes(found.old.grades, {old for old, _new in found.table})
    after = _codes(found.new.grades, {new for _old, new in found.table})
    rows = tuple(_row(found, code, after, url) for code in before)
    totals = tuple(sum(found.table.get((b, a), 0) for b in before) for a in after)
    heads = tuple(_title(found.new.grades, code) for code in after)
    return GradeTable(heads, rows, totals, sum(totals))


def _codes(grades: tuple[Grade, ...], met: set[str | None]) -> list[str | None]:
    known: list[str | None] = [grade.code for grade in grades]
    others = sorted(code for code in met - set(known) if code is not None)
    return [*known, *others, *([None] if None in met else [])]


def _title(grades: tuple[Grade, ...], code: str | None) -> str:
    titles = {grade.code: words(grade.title) for grade in grades}
    return titles.get(code, code) if code is not None else _("No grade")


def _row(
    found: TrialView, code: str | None, after: list[str | None], url: UrlOf
) -> TableRow:
    title = _title(found.old.grades, code)
    cells = []
    for other in after:
        n = found.table.get((code, other), 0)
        place = {"before": code or NO_GRADE, "after": other or NO_GRADE}
        label = _title(found.new.grades, other)
        link = url(**place) if n and found.sees_files else ""
        cells.append(TableCell(n, link, code == other, label))
    n = sum(cell.n for cell in cells)
    return TableRow(title, tuple(cells), n, n - sum(c.n for c in cells if c.is_same))


def moved(total: Tally) -> Rate:
    return rate(total.n_moved, total.n_known, DECIMALS)


def group_tables(found: TrialView, url: UrlOf) -> list[GroupTable]:
    return [
        GroupTable(
            said(GROUP_TITLES[name]),
            said(HEADS[name]),
            tuple(_group(found, name, each, url) for each in rows),
        )
        for name, rows in found.groups.items()
        if rows
    ]


def _group(found: TrialView, by: str, each: GroupTally, url: UrlOf) -> GroupRow:
    total, is_told = each.tally, each.tally.n >= found.minimum_n
    share = moved(total) if is_told else Rate(total.n_moved, total.n_known, None)
    link = url(by=by, key=each.key) if found.sees_files and not each.is_together else ""
    return GroupRow(
        name=_group_name(found, by, each),
        n=total.n,
        n_known=total.n_known,
        moved=share,
        n_better=total.n_better,
        n_worse=total.n_worse,
        mean=signed(total.mean_change) if is_told else "—",
        url=link,
    )


def _group_name(found: TrialView, by: str, each: GroupTally) -> str:
    if each.is_together:
        return ngettext(
            "%(num)d smaller group", "%(num)d smaller groups together", each.n_groups
        )
    if by == "kind":
        return said(CaseKind(each.key).words)
    if by == "class":
        return said(CaseClass(each.key).words)
    return found.handlers.get(each.key, each.key) if by == "handler" else each.key


def misfit_rows(found: TrialView, url: UrlOf) -> list[MisfitRow]:
    """Items of either sheet whose answers do not fit, the most frequent first."""
    rows = []
    for misfit, n in found.misfits:
        item = found.new.item(misfit.item) or found.old.item(misfit.item)
        rows.append(
            MisfitRow(
                title=words(item.title) if item else misfit.item or _("Whole sheet"),
                code=misfit.item,
                why=said(misfit.why.words),
                n=n,
                keeps_out=misfit.keeps_out,
                url=url(item=misfit.item) if found.sees_files and misfit.item else "",
            )
        )
    return rows


LEFT_OUT = (Fate.OPEN, Fate.UNFIT, Fate.CORRECTED)


def left_out(found: TrialView, url: UrlOf) -> list[tuple[str, int, str]]:
    """Files that are not in the table, by why; each leads to its list."""
    return [
        (
            said(fate.words),
            found.fates[fate],
            url(fate=fate.value) if found.sees_files else "",
        )
        for fate in LEFT_OUT
        if found.fates[fate]
    ]


@dataclass(frozen=True, slots=True)
class FileRow:
    """A file before and after, with its address and what does not fit."""

    public_id: str
    case_no: str
    campaign: str
    area: str
    handler: str
    firm: str
    before: str
    after: str
    score: Decimal | None
    new_score: Decimal | None
    change: str
    fate: str
    is_moved: bool
    misfits: tuple[str, ...]


def file_row(file: TriedFile, old: Scheme, new: Scheme) -> FileRow:
    each = file.compared
    return FileRow(
        public_id=file.public_id,
        case_no=file.case_no,
        campaign=file.campaign,
        area=file.area,
        handler=file.handler,
        firm=file.firm,
        before=_title(old.grades, each.before.grade),
        after=_title(new.grades, each.grade) if each.fate.is_known else "",
        score=each.before.score,
        new_score=each.score,
        change=signed(each.change),
        fate=said(each.fate.words),
        is_moved=each.fate.is_moved,
        misfits=tuple(_misfit(m, old, new) for m in each.misfits),
    )


def _misfit(misfit: Misfit, old: Scheme, new: Scheme) -> str:
    item = new.item(misfit.item) or old.item(misfit.item)
    title = words(item.title) if item else misfit.item or _("Whole sheet")
    return f"{title}: {said(misfit.why.words)}"


def frozen_share(figures: Mapping[str, Any]) -> Rate:
    """How many moved when it was proposed."""
    return rate(figures["moved"], figures["compared"], DECIMALS)


def frozen_moves(
    figures: Mapping[str, Any], old: Scheme, new: Scheme
) -> list[tuple[str, str, int]]:
    """From which grade to which, those that move alone, the most first."""
    moves = [(b, a, n) for b, a, n in figures["moves"] if b != a]
    return [
        (_title(old.grades, before), _title(new.grades, after), n)
        for before, after, n in sorted(moves, key=lambda move: -move[2])
    ]
