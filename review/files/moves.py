"""Moves of an allocation as a table: written for people, read back line by line."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from review.domain.cells import Cell, code, words
from review.domain.errors import N_, RuleBroken
from review.domain.kinds import Stage, squeezed
from review.domain.moves import Fault, For, Move, Verb
from review.domain.sentences import Sentence
from review.files.sheets.archives import FileRefused
from review.files.sheets.grids import Grid, Line, grids_of
from review.files.sheets.uncalculated import check_calculated
from review.files.tables import Column, Table, to_csv

TITLE = N_("Allocation")
OF_INSTITUTIONS = (N_("Review number"), "评查编号")
OF_CASES = frozenset({"stage", "volume_set"})
"""Columns that a file about institutions has no use for."""
HEADS: Mapping[str, tuple[str, ...]] = {
    "case_no": (N_("Case number"), "案号", "案件编号", *OF_INSTITUTIONS),
    "stage": (N_("Stage"), "办理阶段", "阶段"),
    "volume_set": (N_("Volume set"), "卷册"),
    "part": (N_("Part"), "评查部分", "部分"),
    "purpose": (N_("Purpose of the review"), "评查环节", "评查用途", "用途"),
    "slot": (N_("Number of the place"), "名额序号", "名额", "位次", "Place"),
    "verb": (N_("Action"), "动作", "操作"),
    "reviewer": (N_("Reviewer"), "评查员", "评查员编号"),
    "reason": (N_("Reason"), "理由", "原因"),
}
NEEDED = ("case_no", "verb", "reviewer")


class NoTable(FileRefused):
    sentence = N_(
        "The first row must name the columns; needed are case number, action and "
        "reviewer."
    )


@dataclass(frozen=True, slots=True)
class ReadMoves:
    """The lines of a file that can be read, and the faults of the others."""

    moves: tuple[Move, ...]
    faults: tuple[Fault, ...]


def write(
    moves: Iterable[Move], say: Callable[[str], str], *, of_institutions: bool = False
) -> bytes:
    """In the reader's words; what is written here can be read back."""

    def column(key: str, of: Callable[[Move], Any]) -> Column[Move]:
        return Column(key, say(HEADS[key][0]), of=of)

    columns = [
        column("case_no", lambda move: move.case_no),
        column("stage", lambda move: move.stage.zh),
        column("volume_set", lambda move: move.volume_set),
        column("part", lambda move: move.part),
        column("purpose", lambda move: move.purpose.zh),
        column("slot", lambda move: str(move.slot or "")),
        column("verb", lambda move: move.verb.zh),
        column("reviewer", lambda move: move.reviewer),
        column("reason", lambda move: move.reason),
    ]
    left_out = OF_CASES if of_institutions else frozenset()
    shown = [each for each in columns if each.key not in left_out]
    return to_csv(Table(say(TITLE), shown, list(moves)))


def read(body: bytes) -> ReadMoves:
    """Every line of the first sheet, as a move or with what is wrong."""
    grids = grids_of(body).grids
    if not grids:
        raise NoTable
    columns, lines = _columns(grids[0])
    moves, faults = [], []
    for line in lines:
        try:
            cells = {key: _cell(line, place) for key, place in columns.items()}
            moves.append(_move(line.number, cells))
        except RuleBroken as broken:
            said = Sentence(broken.sentence, broken.values)
            faults.append(Fault(line.number, said))
    return ReadMoves(tuple(moves), tuple(faults))


def _columns(grid: Grid) -> tuple[dict[str, int], list[Line]]:
    named = {squeezed(n): key for key, names in HEADS.items() for n in (key, *names)}
    first, *rest = grid.lines or [Line(0, [])]
    columns = {
        named[squeezed(words(cell))]: place
        for place, cell in enumerate(first.cells)
        if squeezed(words(cell)) in named
    }
    if not set(NEEDED) <= set(columns):
        raise NoTable
    return columns, rest


def _cell(line: Line, place: int) -> Cell:
    cell = line.cells[place] if place < len(line.cells) else ""
    check_calculated(cell)
    return cell


def _move(number: int, cells: Mapping[str, Cell]) -> Move:
    said = {key: words(cell) for key, cell in cells.items()}
    slot = said.get("slot", "")
    return Move(
        case_no=code(cells["case_no"]),
        verb=Verb.from_words(said["verb"]),
        reviewer=code(cells["reviewer"]),
        stage=Stage.from_words(said.get("stage", "")),
        volume_set=code(cells.get("volume_set", "")),
        part=said.get("part", ""),
        purpose=For.from_words(said.get("purpose") or For.COUNTED.value),
        slot=int(slot) if slot.isascii() and slot.isdigit() else None,
        reason=said.get("reason", ""),
        line=number,
    )
