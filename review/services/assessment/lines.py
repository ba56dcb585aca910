"""Stored proposals as they are shown: lines, checks, the cases behind each number."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from review.domain.assessment import Outcome
from review.domain.assessment_measures import Measure, ReleasedResult
from review.domain.assessment_proof import MadeOf, counts_in, made_of
from review.domain.schemes import Standing, Text


@dataclass(frozen=True, slots=True)
class LineView:
    """One number of a proposal, what it is made of, and where it comes from.

    `cases` are the cases it counts. `evidence` says where a number comes from that no
    release holds.
    """

    component: str
    title: Text
    measure: Measure
    value: Decimal | None
    part: int | None
    whole: int | None
    points: Decimal | None
    source: str
    evidence: str
    cases: tuple[CaseRef, ...] = ()

    @property
    def made_of(self) -> MadeOf:
        return made_of(self.measure, self.part, self.whole)


@dataclass(frozen=True, slots=True)
class CheckView:
    """A condition that was tried; without a grade it asks for enough cases."""

    grade: Text | None
    measure: Measure
    at_least: Decimal | None
    at_most: Decimal | None
    value: Decimal | None
    holds: bool | None
    source: str


@dataclass(frozen=True, slots=True)
class CaseRef:
    """Which file; the stage and the volume tell files of one number apart."""

    case_no: str
    stage: str
    volume_set: str


@dataclass(frozen=True, slots=True)
class GradeCount:
    """How many of the reviewed cases got this grade."""

    code: str
    title: Text
    n: int


@dataclass(frozen=True, slots=True)
class CaseView:
    """A released result that the proposal counts."""

    ref: CaseRef
    kind: str
    closed_on: date
    handler: str
    firm: str
    grade: Text | None
    standing: str
    score: Decimal | None
    handler_percent: Decimal | None
    release: str


@dataclass(frozen=True, slots=True)
class ClosedView:
    """A case that counts in the caseload."""

    ref: CaseRef
    kind: str
    closed_on: date


@dataclass(frozen=True, slots=True)
class SourceView:
    """A release the numbers come from."""

    digest: str
    campaign: str
    number: int
    published_on: date


@dataclass(frozen=True, slots=True)
class Evidence:
    """Everything behind the numbers. What a viewer may not see is only counted."""

    sources: tuple[SourceView, ...]
    cases: tuple[CaseView, ...]
    handled: tuple[ClosedView, ...]
    n_unlisted: int
    n_elsewhere: int


@dataclass(frozen=True, slots=True)
class RowView:
    """A proposal in a list, with the decision on it."""

    public_id: str
    year: int
    kind: str
    name: str
    firm: str
    county: str
    category: str
    licence_no: str
    persons: Mapping[str, int]
    outcome: Outcome
    suggested: str
    suggested_title: Text | None
    minimum: int
    lines: tuple[LineView, ...]
    grades: tuple[GradeCount, ...]
    releases: tuple[str, ...]
    compiled_at: datetime
    supplied_at: datetime | None
    decision: str
    decision_title: Text | None
    decided_at: datetime | None
    is_decided_on_this: bool
    reason: str = ""

    def cells(self, components: Iterable[str]) -> list[LineView | None]:
        """The lines in the order of a table's columns."""
        known = {line.component: line for line in self.lines}
        return [known.get(each) for each in components]


def row_view(row: Any, evidence: Mapping[str, Any] | None = None) -> RowView:
    """A row as it was stored; with its evidence, lines name the cases they count."""
    body = row.body
    titles = titles_of(body)
    return RowView(
        public_id=row.public_id,
        year=row.year,
        kind=row.subject_kind,
        name=body["name"],
        firm=body["firm"],
        county=body["county"],
        category=body["category"],
        licence_no=body["licence_no"],
        persons=body["persons"],
        outcome=Outcome(body["outcome"]),
        suggested=row.suggested,
        suggested_title=titles.get(row.suggested),
        minimum=body["minimum"],
        lines=tuple(_lines(body["lines"], evidence)),
        grades=tuple(
            GradeCount(each["code"], titled(each["title"]), each["n"])
            for each in body["case_grades"]
        ),
        releases=tuple(body["releases"]),
        compiled_at=row.compiled_at,
        supplied_at=row.supplied_at,
        decision=row.decision or "",
        decision_title=titled(row.decision_title) if row.decision_title else None,
        decided_at=row.decided_at,
        is_decided_on_this=row.decided_on == row.id,
        reason=getattr(row, "reason", None) or "",
    )


def titles_of(body: Mapping[str, Any]) -> dict[str, Text]:
    """The grades of the scheme that made the proposal."""
    return {each["code"]: titled(each["title"]) for each in body["grades"]}


def checks(body: Mapping[str, Any]) -> tuple[CheckView, ...]:
    """How the suggestion came about, in the order in which it was tried."""
    titles = titles_of(body)
    return tuple(
        CheckView(
            grade=titles.get(each["grade"]),
            measure=Measure(each["condition"]["measure"]),
            at_least=_number(each["condition"]["at_least"]),
            at_most=_number(each["condition"]["at_most"]),
            value=_number(each["value"]),
            holds=each["holds"],
            source=each["condition"]["source"],
        )
        for each in body["checks"]
    )


def evidence_view(
    evidence: Mapping[str, Any], firms: Sequence[str] | None = None
) -> Evidence:
    """The cases behind a proposal; with `firms`, only those handled for these firms."""
    shown = [each for each in evidence["cases"] if _is_of(each["firm"]["id"], firms)]
    handled = [each for each in evidence["handled"] if _is_of(each["firm"], firms)]
    used = {each["release"] for each in shown}
    hidden = len(evidence["cases"]) - len(shown)
    return Evidence(
        sources=tuple(_sources(evidence, used)),
        cases=tuple(_cases(shown, _grades(evidence))),
        handled=tuple(
            ClosedView(_ref(c), c["kind"], date.fromisoformat(c["closed_on"]))
            for c in handled
        ),
        n_unlisted=evidence["n_unlisted"],
        n_elsewhere=hidden + len(evidence["handled"]) - len(handled),
    )


def within(evidence: Mapping[str, Any], firms: Sequence[str] | None) -> dict[str, Any]:
    """The evidence without cases handled for other firms."""
    kept = [each for each in evidence["cases"] if _is_of(each["firm"]["id"], firms)]
    return {**evidence, "cases": kept}


def titled(words: Mapping[str, str]) -> Text:
    return Text(words["zh"], words.get("en", ""))


def _number(value: str | None) -> Decimal | None:
    return None if value is None else Decimal(value)


def _lines(
    lines: Iterable[Mapping[str, Any]], evidence: Mapping[str, Any] | None
) -> Iterator[LineView]:
    results = _results(evidence) if evidence else []
    for line in lines:
        measure = Measure(line["measure"])
        reading = line["reading"]
        yield LineView(
            component=line["component"],
            title=titled(line["title"]),
            measure=measure,
            value=_number(reading["value"]),
            part=reading["part"],
            whole=reading["whole"],
            points=_number(line["points"]),
            source=line["source"],
            evidence=line["evidence"],
            cases=tuple(ref for ref, one in results if counts_in(measure, one)),
        )


def _results(evidence: Mapping[str, Any]) -> list[tuple[CaseRef, ReleasedResult]]:
    grades = _grades(evidence)
    return [(_ref(c), _result(c, grades)) for c in evidence["cases"]]


def _result(case: Mapping[str, Any], grades: Mapping[str, Any]) -> ReleasedResult:
    grade = grades.get((case["release"], case["grade"]), {})
    percent = _number(case["handler_percent"])
    return ReleasedResult(
        release=case["release"],
        campaign="",
        case=case["case_no"],
        grade=case["grade"] or "",
        passes=grade.get("passes", True),
        standing=Standing(grade.get("standing", Standing.OTHER)),
        score=_number(case["score"]),
        handler_points=percent,
        handler_maximum=None if percent is None else Decimal(100),
    )


def _grades(evidence: Mapping[str, Any]) -> dict[tuple[str, str], Any]:
    """Each release's own grades: two campaigns may use different tables."""
    return {
        (release["digest"], grade["code"]): grade
        for release in evidence["releases"]
        for grade in release["grades"]
    }


def _cases(
    cases: Iterable[Mapping[str, Any]], grades: Mapping[tuple[str, str], Any]
) -> Iterator[CaseView]:
    for case in cases:
        grade = grades.get((case["release"], case["grade"]))
        yield CaseView(
            ref=_ref(case),
            kind=case["kind"],
            closed_on=date.fromisoformat(case["closed_on"]),
            handler=case["handler"],
            firm=case["firm"]["name"],
            grade=titled(grade["title"]) if grade else None,
            standing=_standing(grade),
            score=_number(case["score"]),
            handler_percent=_number(case["handler_percent"]),
            release=case["release"],
        )


def _standing(grade: Mapping[str, Any] | None) -> str:
    """How a grade is marked: failing before anything else."""
    if grade is None:
        return ""
    return grade["standing"] if grade["passes"] else "fail"


def _sources(evidence: Mapping[str, Any], used: set[str]) -> Iterator[SourceView]:
    for each in evidence["releases"]:
        if each["digest"] in used:
            day = date.fromisoformat(each["published_on"])
            yield SourceView(each["digest"], each["name"], each["number"], day)


def _ref(case: Mapping[str, Any]) -> CaseRef:
    return CaseRef(case["case_no"], case["stage"], case["volume_set"])


def _is_of(firm: str, firms: Sequence[str] | None) -> bool:
    return firms is None or firm in firms
