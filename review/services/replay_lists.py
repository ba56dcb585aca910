"""The files of a trial one by one, for those who may see whose they are."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from review.domain.errors import N_, NotVisible
from review.domain.kinds import CaseClass
from review.domain.policy import Viewer
from review.domain.replay_figures import Fate
from review.domain.schemes import Scheme, Text
from review.files.tables import CellKind, Column, Table
from review.services import replay
from review.services.openings import note_export
from review.services.paging import Cut, Page
from review.services.readers import kind_words, stage_words, written
from review.services.replay import GROUPS, NAMED_GROUPS
from review.services.replaying import TriedFile

NO_GRADE = "-"
MOVED = "moved"
FATES = (MOVED, *(fate.value for fate in Fate))
GROUPINGS = {**GROUPS, **NAMED_GROUPS}

Say = Callable[[str], str]
Worded = Callable[[Text], str]


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which files: by fate, by grade before and after, by item or by group."""

    fate: str = ""
    before: str = ""
    after: str = ""
    item: str = ""
    by: str = ""
    key: str = ""

    def has(self, file: TriedFile) -> bool:
        return self._fits_fate(file) and self._fits_grades(file) and self._is_its(file)

    def _fits_fate(self, file: TriedFile) -> bool:
        fate = file.compared.fate
        if self.fate == MOVED:
            return fate.is_moved
        return not self.fate or fate.value == self.fate

    def _fits_grades(self, file: TriedFile) -> bool:
        if not (self.before or self.after):
            return True
        each = file.compared
        grades = (each.before.grade or NO_GRADE, each.grade or NO_GRADE)
        wanted = (self.before or grades[0], self.after or grades[1])
        return each.fate.is_known and grades == wanted

    def _is_its(self, file: TriedFile) -> bool:
        """About this item, and of this group."""
        if self.item and self.item not in {m.item for m in file.compared.misfits}:
            return False
        return not self.by or GROUPINGS[self.by](file) == self.key


def page(
    *, viewer: Viewer, public_id: str, wanted: Wanted, cut: Cut
) -> Page[TriedFile]:
    found = _found(viewer, public_id, wanted)
    rows = found[cut.skip : cut.skip + cut.size]
    return Page(rows, len(found), cut)


def _found(viewer: Viewer, public_id: str, wanted: Wanted) -> tuple[TriedFile, ...]:
    if wanted.by and wanted.by not in GROUPINGS:
        raise NotVisible
    return replay.files_of(viewer=viewer, public_id=public_id, keep=wanted.has)


def export(
    *,
    viewer: Viewer,
    public_id: str,
    wanted: Wanted,
    at: datetime,
    file_format: str,
    say: Say,
    words: Worded,
) -> bytes:
    """The files as they stand in the list; taking them is logged."""
    schemes = replay.schemes_of(viewer=viewer, public_id=public_id)
    rows = _found(viewer, public_id, wanted)
    note_export(viewer, f"trial:{public_id}", at)
    columns = (*_whose(say), *_grades(schemes, say, words))
    return written(Table(say(N_("Files tried")), columns, rows), file_format)


def _whose(say: Say) -> tuple[Column[TriedFile], ...]:
    return (
        Column("campaign", say(N_("Campaign"))),
        Column("case_no", say(N_("Case number"))),
        Column("stage", say(N_("Stage")), of=lambda r: say(stage_words(r))),
        Column("volume_set", say(N_("Volume set"))),
        Column("kind", say(N_("Case kind")), of=lambda r: say(kind_words(r))),
        Column(
            "case_class",
            say(N_("Case class")),
            of=lambda r: say(CaseClass(r.case_class).words),
        ),
        Column("area", say(N_("County"))),
        Column("handler", say(N_("Lead handler"))),
        Column("firm", say(N_("Firm"))),
    )


def _grades(
    schemes: tuple[Scheme, Scheme], say: Say, words: Worded
) -> tuple[Column[TriedFile], ...]:
    old, new = schemes

    def titled(scheme: Scheme, code: str | None) -> str:
        grade = scheme.grade(code or "")
        return words(grade.title) if grade else ""

    decimal = CellKind.DECIMAL
    return (
        Column(
            "score", say(N_("Score now")), decimal, of=lambda r: _of(r).before.score
        ),
        Column(
            "grade", say(N_("Grade now")), of=lambda r: titled(old, _of(r).before.grade)
        ),
        Column("new_score", say(N_("Score tried")), decimal, of=lambda r: _of(r).score),
        Column(
            "new_grade", say(N_("Grade tried")), of=lambda r: titled(new, _of(r).grade)
        ),
        Column("change", say(N_("Change")), decimal, of=lambda r: _of(r).change),
        Column("fate", say(N_("What happens")), of=lambda r: say(_of(r).fate.words)),
        Column(
            "misfits", say(N_("Items that do not fit")), of=lambda r: _items(r, say)
        ),
    )


def _of(file: TriedFile) -> Any:
    return file.compared


def _items(file: TriedFile, say: Say) -> str:
    return say(N_("; ")).join(
        f"{each.item} ({say(each.why.words)})" for each in file.compared.misfits
    )
