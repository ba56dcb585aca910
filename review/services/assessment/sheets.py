"""One proposal line by line: for the bureau, the association, the lawyer and the firm.

Lawyers and heads of firms see a year once it is supplied, read over connections that
hold releases and assessments only.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from review.domain.assessment import Subject
from review.domain.assessment_decisions import choices
from review.domain.errors import NotVisible
from review.domain.policy import Action, Viewer, require
from review.domain.schemes import Text
from review.services.assessment import lines
from review.services.assessment.lines import CheckView, Evidence, RowView
from review.services.assessment.years import Column, columns_of, reach_of_list
from review.store import unit
from review.store.audience import OUTSIDE
from review.store.queries import assessment as sources
from review.store.queries import assessment_views as queries
from review.store.queries.assessment_views import Reach


@dataclass(frozen=True, slots=True)
class DecisionView:
    """A decision with its reason; `on` is the proposal it was made on."""

    public_id: str
    decision: str
    title: Text
    reason: str
    decided_at: datetime
    decided_by: str
    is_on_this: bool
    is_current: bool


@dataclass(frozen=True, slots=True)
class Version:
    """A proposal as it was at some time."""

    public_id: str
    title: Text | None
    compiled_at: datetime
    is_this: bool
    is_current: bool


@dataclass(frozen=True, slots=True)
class Sheet:
    """One proposal line by line, with what is behind it and what was decided."""

    row: RowView
    scheme: str
    scheme_version: str
    scheme_title: Text
    scheme_digest: str
    minimum_source: str
    digest: str
    checks: tuple[CheckView, ...]
    evidence: Evidence
    choices: Mapping[str, Text]
    decisions: tuple[DecisionView, ...] = ()
    versions: tuple[Version, ...] = ()
    is_current: bool = True
    hides_other_firms: bool = False


@dataclass(frozen=True, slots=True)
class FirmYear:
    """A year of a firm: its own sheets, and the proposals for its people."""

    year: int
    firms: tuple[Sheet, ...]
    columns: tuple[Column, ...]
    people: tuple[RowView, ...] = ()


def sheet(*, viewer: Viewer, public_id: str) -> Sheet:
    """One proposal line by line, for the bureau or the bar association."""
    audience, reach = reach_of_list(viewer)
    with unit.reading(audience):
        return _one(reach, public_id)


def firm_sheet(*, viewer: Viewer, public_id: str) -> Sheet:
    """The sheet of one of the firm's people; other firms' cases are only counted."""
    reach, firms = _firm_reach(viewer)
    with unit.reading(OUTSIDE):
        return _unsigned(_one(reach, public_id, firms))


def own_years(*, viewer: Viewer) -> list[Sheet]:
    """A lawyer's own years that were supplied, the newest first."""
    require(viewer, Action.ASSESSMENT_OWN)
    if viewer.person_id is None:
        return []
    reach = Reach(viewer.bureau_id or 0, person_id=viewer.person_id)
    with unit.reading(OUTSIDE):
        rows = queries.sheets(reach, Subject.HANDLER)
        decided = _decisions(reach, rows)
        known = queries.versions(reach, Subject.HANDLER, viewer.person_id)
    return [
        replace(
            _unsigned(_sheet(row, decided)),
            versions=_versions([v for v in known if v.year == row.year], row.public_id),
        )
        for row in rows
    ]


def own_sheet(*, viewer: Viewer, public_id: str) -> Sheet:
    """One of the lawyer's own proposals, also one that was replaced since."""
    require(viewer, Action.ASSESSMENT_OWN)
    if viewer.person_id is None:
        raise NotVisible
    reach = Reach(viewer.bureau_id or 0, person_id=viewer.person_id)
    with unit.reading(OUTSIDE):
        return _unsigned(_one(reach, public_id))


def _unsigned(sheet: Sheet) -> Sheet:
    """The association decides, not one of its people; they know who it was."""
    decisions = tuple(replace(each, decided_by="") for each in sheet.decisions)
    return replace(sheet, decisions=decisions)


def firm_years(*, viewer: Viewer) -> list[FirmYear]:
    """The supplied years of the viewer's firms and of their people, the newest first."""
    reach, _ = _firm_reach(viewer)
    with unit.reading(OUTSIDE):
        rows = queries.sheets(reach, Subject.FIRM)
        decided = _decisions(reach, rows)
        people = queries.everyone(reach, Subject.HANDLER)
        schemes = queries.schemes_used(reach, Subject.HANDLER)
    found = sorted({row.year for row in (*rows, *people)}, reverse=True)
    columns = columns_of(schemes)
    return [
        FirmYear(
            year=year,
            firms=tuple(
                _unsigned(_sheet(row, decided)) for row in rows if row.year == year
            ),
            columns=columns,
            people=tuple(lines.row_view(row) for row in people if row.year == year),
        )
        for year in found
    ]


def _firm_reach(viewer: Viewer) -> tuple[Reach, list[str]]:
    grants = require(viewer, Action.ASSESSMENT_FIRM)
    own = [each for each in grants if each.bureau_id == viewer.bureau_id]
    ids = {each.firm_id for each in own if each.firm_id is not None}
    bureau_id = viewer.bureau_id or 0
    with unit.reading(OUTSIDE):
        known = sources.firms(bureau_id)
    mine = [row for row in known if row.id in ids]
    reach = Reach(bureau_id, firm_ids=tuple(sorted(row.id for row in mine)))
    return reach, [row.public_id for row in mine]


def _one(reach: Reach, public_id: str, firms: Sequence[str] | None = None) -> Sheet:
    row = queries.sheet(reach, public_id)
    if row is None:
        raise NotVisible
    known = queries.versions(reach, row.subject_kind, row.subject_id, row.year)
    found = _sheet(row, _decisions(reach, [row]), firms)
    return replace(
        found,
        versions=_versions(known, public_id),
        is_current=row.replaced_by is None,
    )


def _versions(rows: Sequence[Any], public_id: str) -> tuple[Version, ...]:
    return tuple(
        Version(
            public_id=row.public_id,
            title=lines.titles_of(row.body).get(row.suggested),
            compiled_at=row.compiled_at,
            is_this=row.public_id == public_id,
            is_current=place == 0,
        )
        for place, row in enumerate(rows)
    )


def _decisions(reach: Reach, rows: Sequence[Any]) -> list[Any]:
    subjects = {(row.year, row.subject_kind, row.subject_id) for row in rows}
    return list(queries.decisions(reach.bureau_id, sorted(subjects)))


def _sheet(
    row: Any, decided: Iterable[Any], firms: Sequence[str] | None = None
) -> Sheet:
    body = row.body
    subject = (row.year, row.subject_kind, row.subject_id)
    own = [d for d in decided if (d.year, d.subject_kind, d.subject_id) == subject]
    return Sheet(
        row=lines.row_view(row, lines.within(row.evidence, firms)),
        scheme=body["scheme"],
        scheme_version=body["version"],
        scheme_title=lines.titled(body["scheme_title"]),
        scheme_digest=body["scheme_digest"],
        minimum_source=body["minimum_source"],
        digest=row.digest,
        checks=lines.checks(body),
        evidence=lines.evidence_view(row.evidence, firms),
        choices=choices(lines.titles_of(body).items()),
        decisions=tuple(_decision(each, row, own[0]) for each in own),
        hides_other_firms=firms is not None,
    )


def _decision(decision: Any, row: Any, latest: Any) -> DecisionView:
    return DecisionView(
        public_id=decision.public_id,
        decision=decision.decision,
        title=lines.titled(decision.title),
        reason=decision.reason,
        decided_at=decision.decided_at,
        decided_by=decision.decided_by,
        is_on_this=decision.assessment_id == row.id,
        is_current=decision.id == latest.id,
    )
