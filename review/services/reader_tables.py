"""Who reads in a campaign and who holds which file, as tables and for programs."""

from __future__ import annotations

import json
from datetime import date, datetime, tzinfo

from review.domain.errors import N_, plain
from review.domain.policy import Viewer
from review.files.tables import CellKind, Column, Table
from review.services.object_columns import columns_of
from review.services.openings import note_export
from review.services.paging import WHOLE
from review.services.people_lists import EVERYBODY, PeopleFilter, found
from review.services.readers import (
    ALL_READS,
    PURPOSE_WORDS,
    READER_STATES,
    ReaderLine,
    ReadFilter,
    ReadLine,
    Say,
    kind_words,
    readers,
    reads,
    stage_words,
    written,
)
from review.services.second_reads import place_of


def export_readers(
    *,
    viewer: Viewer,
    code: str,
    wanted: PeopleFilter = EVERYBODY,
    at: datetime,
    on: date,
    file_format: str,
    say: Say,
) -> bytes:
    """The list of reviewers as a spreadsheet; taking it is logged."""
    everybody = readers(viewer=viewer, code=code, on=on)
    lines = found(everybody, wanted, READER_STATES).lines
    note_export(viewer, f"readers:{code}", at)
    columns = (
        Column[ReaderLine]("name", say(N_("Name"))),
        Column[ReaderLine]("number", say(N_("Reviewer number"))),
        Column[ReaderLine]("area", say(N_("County"))),
        Column[ReaderLine](
            "is_lead",
            say(N_("Panel lead")),
            of=lambda line: say(N_("Yes")) if line.is_lead else "",
        ),
        Column[ReaderLine]("cap", say(N_("Personal limit")), CellKind.INTEGER),
        Column[ReaderLine]("n_held", say(N_("Allocated")), CellKind.INTEGER),
        Column[ReaderLine]("n_submitted", say(N_("Submitted")), CellKind.INTEGER),
        Column[ReaderLine]("n_open", say(N_("Not submitted")), CellKind.INTEGER),
        Column[ReaderLine]("n_late", say(N_("Late")), CellKind.INTEGER),
        Column[ReaderLine](
            "n_given_back", say(N_("Taken or handed back")), CellKind.INTEGER
        ),
    )
    return written(Table(say(N_("Reviewers")), columns, lines), file_format)


def export_reads(
    *,
    viewer: Viewer,
    code: str,
    wanted: ReadFilter = ALL_READS,
    at: datetime,
    on: date,
    file_format: str,
    say: Say,
    zone: tzinfo,
) -> bytes:
    """The filtered list of reads as a file; taking it is logged.

    Days are those of `zone`. JSON is for programs: codes instead of words.
    """
    listed = reads(viewer=viewer, code=code, wanted=wanted, cut=WHOLE, on=on)
    if listed.asked.refusal is not None:
        raise listed.asked.refusal
    note_export(viewer, f"reads:{code}", at)
    rows = listed.page.rows
    if file_format == "json":
        return _as_json(listed.code, [_plain(row, zone) for row in rows])
    named = {"of_institutions": listed.of_institutions}
    columns = columns_of(_read_columns(say, zone), **named)
    table = Table(say(N_("Who holds which file")), columns, rows)
    return written(table, file_format)


def _as_json(code: str, rows: list[dict[str, object]]) -> bytes:
    data = {"campaign": code, "rows": rows}
    return f"{json.dumps(data, ensure_ascii=False, indent=2)}\n".encode()


def _plain(line: ReadLine, zone: tzinfo) -> dict[str, object]:
    return {
        "case_no": line.case_no,
        "stage": line.stage,
        "volume_set": line.volume_set,
        "kind": line.kind,
        "area": line.area,
        "purpose": place_of(line.purpose).value,
        "part": line.part,
        "reviewer": line.reviewer,
        "number": line.number,
        "allocated_on": line.allocated_at.astimezone(zone).date().isoformat(),
        "state": line.state.value,
        "due_on": line.due_on.isoformat() if line.due_on else None,
        "is_late": line.is_late,
        "passed": [str(each) for each in line.passed],
    }


def _read_columns(say: Say, zone: tzinfo) -> tuple[Column[ReadLine], ...]:
    return (
        Column[ReadLine]("case_no", say(N_("Case number"))),
        Column[ReadLine]("stage", say(N_("Stage")), of=lambda r: say(stage_words(r))),
        Column[ReadLine]("volume_set", say(N_("Volume set"))),
        Column[ReadLine]("kind", say(N_("Case kind")), of=lambda r: say(kind_words(r))),
        Column[ReadLine]("area", say(N_("County"))),
        Column[ReadLine](
            "purpose",
            say(N_("Purpose of the review")),
            # The list may be laid before reviewers: which is hidden it does not say.
            of=lambda r: say(PURPOSE_WORDS[place_of(r.purpose)]),
        ),
        Column[ReadLine]("part", say(N_("Part of the sheet"))),
        Column[ReadLine]("reviewer", say(N_("Reviewer"))),
        Column[ReadLine]("number", say(N_("Reviewer number"))),
        Column[ReadLine](
            "allocated_on",
            say(N_("Allocated on")),
            CellKind.DATE,
            of=lambda r: r.allocated_at.astimezone(zone).date(),
        ),
        Column[ReadLine]("state", say(N_("State")), of=lambda r: say(r.state.words)),
        Column[ReadLine]("due_on", say(N_("Due on")), CellKind.DATE),
        Column[ReadLine](
            "is_late",
            say(N_("Late")),
            of=lambda r: say(N_("Yes")) if r.is_late else "",
        ),
        Column[ReadLine](
            "passed",
            say(N_("Relation let pass")),
            of=lambda r: " ".join(
                say(each.text) % plain(each.values) for each in r.passed
            ),
        ),
    )
