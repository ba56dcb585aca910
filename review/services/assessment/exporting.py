"""A year's proposals as files: nothing in them has to be retyped."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict
from datetime import UTC, datetime, tzinfo

from review.domain.assessment import Subject
from review.domain.assessment_measures import Measure
from review.domain.errors import N_, NotVisible
from review.domain.grading import as_one
from review.domain.kinds import HandlerCategory
from review.domain.policy import Viewer
from review.domain.schemes import Text
from review.files import tables
from review.files.assessments import (
    AssessmentHeadings,
    AssessmentNumber,
    AssessmentRow,
    assessment_table,
)
from review.services.assessment import lines
from review.services.assessment.lines import LineView, RowView
from review.services.assessment.years import columns_of, reach_of_list
from review.services.figures import Format, Words
from review.store import unit
from review.store.queries import access
from review.store.queries import assessment_views as queries

EXPORTED = "assessment.export"
INSUFFICIENT_WORDS = N_("Insufficient cases")
TITLES = {
    Subject.HANDLER: N_("Legal aid in %(year)s: handlers"),
    Subject.FIRM: N_("Legal aid in %(year)s: firms"),
}


def plainly(words: Text | str) -> str:
    """Without a reader's language: schemes in Chinese, sentences as written here."""
    return words.zh if isinstance(words, Text) else words


def export(
    *,
    viewer: Viewer,
    year: int,
    kind: Subject | str,
    format: Format | str,
    words: Words = plainly,
    at: datetime | None = None,
    zone: tzinfo = UTC,
) -> bytes:
    """All of a year's proposals of one kind, with the decisions on them.

    `words` puts headings into the reader's language, `zone` moments into the reader's
    time. Where the moment is given, the access log notes who took the file.
    """
    wanted, form = Subject(kind), Format(format)
    audience, reach = reach_of_list(viewer)
    with unit.reading(audience):
        supplied_at = queries.supplied_at(reach.bureau_id, year)
        if reach.supplied_only and supplied_at is None:
            raise NotVisible
        found = queries.rows_with_reasons(reach, year, wanted)
        schemes = queries.schemes_used(reach, wanted, year)
        rows = [lines.row_view(row) for row in found]
        used = sorted({digest for row in rows for digest in row.releases})
        headers = queries.headers(reach.bureau_id, used)
    if at is not None:
        _note(viewer, year, wanted, at)
    if form is Format.JSON:
        return _as_json(year, wanted, supplied_at, rows)
    titles = {each.component: words(each.title) for each in columns_of(schemes)}
    grades = {code: words(title) for code, title in _grades(headers).items()}
    table = assessment_table(
        [_in_words(row, words, zone) for row in rows],
        _headings(year, wanted, (titles, grades), rows, words),
        people=wanted is Subject.HANDLER,
    )
    return tables.to_csv(table) if form is Format.CSV else tables.to_xlsx([table])


def _note(viewer: Viewer, year: int, kind: Subject, at: datetime) -> None:
    with unit.transaction():
        access.note_opening(EXPORTED, f"{year}/{kind}", user_id=viewer.user_id, at=at)


def _as_json(
    year: int, kind: Subject, supplied_at: datetime | None, rows: list[RowView]
) -> bytes:
    data = {
        "year": year,
        "kind": kind.value,
        "supplied_at": _moment(supplied_at),
        "rows": [_json_row(row) for row in rows],
    }
    return f"{json.dumps(data, ensure_ascii=False, indent=2)}\n".encode()


def _json_row(row: RowView) -> dict[str, object]:
    return {
        "name": row.name,
        "licence_no": row.licence_no,
        "category": row.category,
        "persons": dict(row.persons),
        "firm": row.firm,
        "county": row.county,
        "minimum": row.minimum,
        "outcome": row.outcome.value,
        "suggested": row.suggested or None,
        "grades": {each.code: each.n for each in row.grades},
        "lines": [_json_line(line) for line in row.lines],
        "releases": list(row.releases),
        "decision": row.decision or None,
        "reason": row.reason,
        "decided_at": _moment(row.decided_at),
        "decided_on_this_proposal": row.is_decided_on_this,
    }


def _json_line(line: LineView) -> dict[str, object]:
    """A share with its part and whole, a mean with the number of its cases."""
    made_of = asdict(line.made_of)
    return {
        "component": line.component,
        "measure": line.measure.value,
        "value": None if line.value is None else f"{line.value:f}",
        **{name: n for name, n in made_of.items() if n is not None},
        "points": None if line.points is None else f"{line.points:f}",
        "source": line.source,
    }


def _grades(headers: Iterable[str]) -> dict[str, Text]:
    """Every grade that could be had, also where nobody got it, the best first.

    They are read from the releases the proposals name: those never change.
    """
    tables = [
        {grade["code"]: lines.titled(grade["title"]) for grade in header["grades"]}
        for header in map(json.loads, headers)
    ]
    known = {code: title for table in tables for code, title in table.items()}
    return {code: known[code] for code in as_one(map(list, tables))}


def _moment(at: datetime | None) -> str | None:
    return None if at is None else unit.moment(at)


def _in_words(row: RowView, words: Words, zone: tzinfo) -> AssessmentRow:
    category = HandlerCategory.find(row.category) if row.category else None
    suggested = row.suggested_title or INSUFFICIENT_WORDS
    return AssessmentRow(
        name=row.name,
        licence_no=row.licence_no,
        category=words(category.words) if category else "",
        firm=row.firm,
        county=row.county,
        minimum=row.minimum,
        suggested=words(suggested),
        decision=words(row.decision_title) if row.decision_title else "",
        reason=row.reason,
        decided_at=row.decided_at.astimezone(zone) if row.decided_at else None,
        grades={each.code: each.n for each in row.grades},
        numbers={
            line.component: AssessmentNumber(line.value, line.points, line.made_of)
            for line in row.lines
        },
    )


def _headings(
    year: int,
    kind: Subject,
    titles: tuple[Mapping[str, str], Mapping[str, str]],
    rows: list[RowView],
    words: Words,
) -> AssessmentHeadings:
    components, grades = titles
    return AssessmentHeadings(
        title=words(TITLES[kind]) % {"year": year},
        name=words(N_("Firm") if kind is Subject.FIRM else N_("Name")),
        licence_no=words(N_("Licence number")),
        category=words(N_("Category")),
        firm=words(N_("Firm")),
        county=words(N_("County")),
        minimum=words(N_("Yearly minimum")),
        part=words(N_("%(title)s: part")),
        whole=words(N_("%(title)s: whole")),
        n=words(N_("%(title)s: cases")),
        n_unknown=words(N_("%(title)s: cases not known")),
        points=words(N_("%(title)s: points")),
        grades=grades,
        suggested=words(N_("Suggestion")),
        decision=words(N_("Decision")),
        reason=words(N_("Reason")),
        decided_at=words(N_("Decided at")),
        components={
            code: (title, measure)
            for code, title in components.items()
            if (measure := _measure_of(code, rows)) is not None
        },
    )


def _measure_of(component: str, rows: list[RowView]) -> Measure | None:
    found = (ln.measure for r in rows for ln in r.lines if ln.component == component)
    return next(found, None)
