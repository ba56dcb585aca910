"""What a workbook that comes back would change, file by file and cell by cell."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from review.domain import drafts as rules
from review.domain.cited_pages import ON_PAPER, FilePages, outside
from review.domain.errors import N_, NotVisible, RuleBroken
from review.domain.numbering import numbered
from review.domain.offline import (
    COMMENT,
    FROM_FILE,
    SHOWN,
    Carried,
    Effect,
    completed,
    effect_of,
)
from review.domain.policy import Viewer
from review.domain.sentences import Sentence
from review.files import offline as files
from review.files.offline import (
    Brought,
    BroughtSheet,
    CellsRefused,
    Cited,
    Refusal,
)
from review.services.drafts import row_to_change
from review.services.numbered_pages import pages_of_case
from review.services.tasks import Task, task_of
from review.store import unit

MAY_CHOOSE = FROM_FILE | {Effect.CONFLICT, Effect.KEPT}


class NotOpen(RuleBroken):
    """Another's read, an unknown one and one of a closed round look the same."""

    sentence = N_(
        "There is no review of yours for this sheet now; nothing of it is taken over."
    )


class SchemeChanged(RuleBroken):
    """Answers mean nothing under another version of the scheme."""

    sentence = N_(
        "This sheet was made for the scheme %(old)s, but the file is reviewed by "
        "%(new)s. Nothing of it can be taken over: take the file along again."
    )


class SheetUnclear(RuleBroken):
    """Which of two sheets is meant cannot be guessed."""

    twice = N_("Two sheets of this workbook are for the same file: remove one of them.")
    foreign = N_(
        "This sheet was copied from another workbook. Bring that workbook itself."
    )
    gone = N_("The sheet of this file is no longer in the workbook; nothing was read.")


@dataclass(frozen=True, slots=True)
class Change:
    """One item: where it stands in the sheet, what it says there, and what is stored.

    The code is the item's, or that of the comment.
    """

    code: str
    effect: Effect
    cell: str = ""
    mine: Any = None
    stored: Any = None
    refusals: tuple[Refusal, ...] = ()
    notes: tuple[Refusal, ...] = ()
    """Cells that are taken over and should be looked at again."""


@dataclass(frozen=True, slots=True)
class FilePlan:
    """What becomes of one sheet; with a refusal nothing does."""

    sheet: str
    read: str
    refusal: RuleBroken | None = None
    version: int = 0
    task: Task | None = None
    changes: tuple[Change, ...] = ()
    strays: tuple[Refusal, ...] = ()
    shown: str = ""
    """A stamp of the proposals that the sheet shows."""
    has_moved: bool = False
    """The draft was changed in the browser since it was taken along."""

    def of(self, *effects: Effect) -> tuple[Change, ...]:
        return tuple(each for each in self.changes if each.effect in effects)


@dataclass(frozen=True, slots=True)
class Plan:
    """All sheets of a workbook, in its order."""

    files: tuple[FilePlan, ...]
    counts: Mapping[Effect, int] = field(default_factory=dict)

    @property
    def n_to_write(self) -> int:
        return sum(self.counts.get(each, 0) for each in FROM_FILE)

    @property
    def n_refused_files(self) -> int:
        return sum(each.refusal is not None for each in self.files)


def plan_of(viewer: Viewer, brought: Brought) -> Plan:
    """Compared with the drafts as they are now."""
    carried = {each.read: each for each in brought.carried}
    twice = Counter(sheet.read for sheet in brought.sheets)
    found = [
        _refused(sheet.name, sheet.read, SheetUnclear(SheetUnclear.twice))
        if twice[sheet.read] > 1
        else _file(viewer, sheet, carried.get(sheet.read))
        for sheet in brought.sheets
    ]
    gone = [
        _refused("", each.read, SheetUnclear(SheetUnclear.gone))
        for each in brought.carried
        if not twice[each.read]
    ]
    effects = Counter(each.effect for file in found for each in file.changes)
    return Plan((*found, *gone), effects)


def _refused(sheet: str, read: str, refusal: RuleBroken) -> FilePlan:
    return FilePlan(sheet, read, refusal)


def _file(viewer: Viewer, sheet: BroughtSheet, carried: Carried | None) -> FilePlan:
    if carried is None:
        return _refused(sheet.name, sheet.read, SheetUnclear(SheetUnclear.foreign))
    try:
        row = _open_row(viewer, carried)
    except RuleBroken as refusal:
        return _refused(sheet.name, sheet.read, refusal)
    return _compared(sheet, carried, row)


def _open_row(viewer: Viewer, carried: Carried) -> Any:
    """The own read while it takes changes, under the scheme the sheet was made for."""
    try:
        with unit.reading():
            row = row_to_change(viewer, carried.read)
    except NotVisible:
        raise NotOpen from None
    if row.scheme_digest != carried.scheme_digest:
        now = task_of(row).scheme
        raise SchemeChanged(
            old=f"{carried.scheme_code} {carried.scheme_version}",
            new=f"{now.code} {now.version}",
        )
    return row


def _compared(sheet: BroughtSheet, carried: Carried, row: Any) -> FilePlan:
    task = task_of(row)
    sections = numbered(task.scheme, task.part, task.only)
    read = files.read_sheet(sheet, task.scheme, sections)
    kept = rules.kept_in(row.answers)
    stored: dict[str, Any] = {code: kept.get(code) for code in task.lines}
    stored[COMMENT] = row.comment or ""
    return FilePlan(
        sheet=sheet.name,
        read=carried.read,
        version=row.version or 0,
        task=task,
        changes=tuple(_changes(carried, read, stored, task, _pages(row))),
        strays=read.strays,
        shown=carried.marks.get(SHOWN, ""),
        has_moved=(row.version or 0) != carried.version,
    )


def _pages(row: Any) -> FilePages:
    if not row.has_scan:
        return ON_PAPER
    with unit.reading():
        return pages_of_case(row.case_id)


def _notes(
    cited: Iterable[Cited], pages: FilePages, *, is_needed: bool
) -> tuple[Refusal, ...]:
    """Pages that the file does not have, by the cells that name them.

    Of a file on paper any words may stand there where no page is demanded.
    """
    if not pages.numbers and not is_needed:
        return ()
    told = CellsRefused.no_page_needed if is_needed else CellsRefused.no_page
    found = ((each, outside(each.pages, pages)) for each in cited)
    return tuple(
        Refusal(each.cell, each.pages, Sentence(told, {"pages": tuple(none)}))
        for each, none in found
        if none
    )


def _changes(
    carried: Carried,
    read: files.Read,
    stored: Mapping[str, Any],
    task: Task,
    pages: FilePages,
) -> Iterator[Change]:
    for code, theirs in stored.items():
        cell = read.cells.get(code, "")
        if code in read.refused:
            refusals = read.refused[code]
            yield Change(code, Effect.REFUSED, cell, None, theirs, refusals)
        elif code in read.said:
            mine = completed(read.said[code], theirs)
            effect = effect_of(carried.marks.get(code, ""), mine, theirs)
            is_needed = code in task.lines and task.lines[code].item.place_required
            notes = _notes(read.cited.get(code, ()), pages, is_needed=is_needed)
            yield Change(code, effect, cell, mine, theirs, notes=notes)


def chosen(
    plan: FilePlan, picks: Mapping[str, bool]
) -> tuple[dict[str, Any], list[str]]:
    """What to write of the reviewer's own, and the conflicts without a choice.

    `picks` says for an item whether the workbook's answer counts. Without it what only
    the workbook changed is taken, and what only the server changed stays.
    """
    mine: dict[str, Any] = {}
    open_ones: list[str] = []
    for each in plan.changes:
        takes = each.effect in FROM_FILE
        if each.effect is Effect.CONFLICT and each.code not in picks:
            open_ones.append(each.code)
        elif each.effect in MAY_CHOOSE and picks.get(each.code, takes):
            mine[each.code] = each.mine
    return mine, open_ones
