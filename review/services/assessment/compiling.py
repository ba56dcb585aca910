"""From a year's releases to a proposal for every handler and firm of the year.

Rows are only ever added. A compilation that comes to the same as before writes nothing;
where it comes to something else, the new row names the one it replaces.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from review.domain.assessment import AssessmentScheme, Proposal, Subject, propose
from review.domain.errors import N_, RuleBroken, StaleVersion
from review.domain.policy import Action, Viewer, require
from review.domain.schemes import Text
from review.services.accounts import actor_of
from review.services.assessment.basis import Released, Whose, YearBasis, read_basis
from review.services.assessment.schemes import SchemeInUse, in_use, keep
from review.store import unit
from review.store.models import Assessment
from review.store.queries import assessment as queries


class NothingReleased(RuleBroken):
    """Evidence comes from final releases; without one there is nothing to propose."""

    sentence = N_(
        "No campaign of the assessment year %(year)s has a final release yet. Publish "
        "one first."
    )


class CompiledMeanwhile(StaleVersion):
    sentence = N_(
        "Somebody else compiled this year at the same moment. Nothing was written; "
        "look at the list again."
    )


@dataclass(frozen=True, slots=True)
class Changes:
    """What a compilation wrote."""

    n_new: int = 0
    n_replaced: int = 0
    n_unchanged: int = 0


@dataclass(frozen=True, slots=True)
class _Draft:
    """A proposal ready to be stored."""

    whose: Whose
    firm_id: int | None
    scheme: SchemeInUse
    suggested: str
    body: dict[str, Any]
    evidence: dict[str, Any]

    @property
    def digest(self) -> str:
        return unit.digest_of([self.body, self.evidence])


def compile_rows(
    *, viewer: Viewer, year: int, at: datetime, scheme_texts: Iterable[str] | None
) -> Changes:
    """Propose for the whole year and store what is new."""
    require(viewer, Action.ASSESSMENT_COMPILE)
    bureau_id = viewer.bureau_id or 0
    with unit.reading():
        basis = read_basis(bureau_id, year)
        used = in_use(bureau_id, scheme_texts)
    if not basis.sources:
        raise NothingReleased(year=year)
    drafts = [_draft(basis, whose, used[whose[0]]) for whose in basis.subjects()]
    changed = [each for each in drafts if _is_news(each, basis)]
    if changed:
        _store(viewer, basis, changed, at)
    n_replaced = sum(each.whose in basis.current for each in changed)
    return Changes(
        n_new=len(changed) - n_replaced,
        n_replaced=n_replaced,
        n_unchanged=len(drafts) - len(changed),
    )


def _is_news(draft: _Draft, basis: YearBasis) -> bool:
    before = basis.current.get(draft.whose)
    return before is None or before.digest != draft.digest


def _store(
    viewer: Viewer, basis: YearBasis, drafts: list[_Draft], at: datetime
) -> None:
    bureau_id = viewer.bureau_id or 0
    with unit.transaction():
        event = unit.record(
            "assessments_compiled",
            chain=f"bureau:{bureau_id}",
            actor=actor_of(viewer),
            at=at,
            targets=[("release", each) for each in basis.release_ids],
            payload={
                "year": basis.year,
                "n": len(drafts),
                "digest": unit.digest_of(sorted(each.digest for each in drafts)),
            },
        )
        now = {row.id for row in queries.current(bureau_id, basis.year)}
        if now != {row.id for row in basis.current.values()}:
            raise CompiledMeanwhile
        rows = list(_rows(event, bureau_id, basis, drafts))
        unit.add_all(event, Assessment, rows)


def _rows(
    event: unit.Recorded, bureau_id: int, basis: YearBasis, drafts: Iterable[_Draft]
) -> Iterator[dict[str, Any]]:
    scheme_ids: dict[str, int] = {}
    for draft in drafts:
        digest = draft.scheme.scheme.digest
        if digest not in scheme_ids:
            scheme_ids[digest] = draft.scheme.id or keep(event, bureau_id, draft.scheme)
        before = basis.current.get(draft.whose)
        yield {
            "bureau_id": bureau_id,
            "year": basis.year,
            "subject_kind": draft.whose[0].value,
            "subject_id": draft.whose[1],
            "firm_id": draft.firm_id,
            "replaces_id": before.id if before else None,
            "scheme_id": scheme_ids[digest],
            "suggested": draft.suggested,
            "body": draft.body,
            "evidence": draft.evidence,
            "digest": draft.digest,
            "compiled_at": event.at,
        }


def _draft(basis: YearBasis, whose: Whose, used: SchemeInUse) -> _Draft:
    proposal = propose(used.scheme, basis.evidence_of(whose))
    firm_id = basis.home_of(whose)
    return _Draft(
        whose=whose,
        firm_id=firm_id,
        scheme=used,
        suggested=proposal.grade,
        body=_body(basis, whose, firm_id, used.scheme, proposal),
        evidence=_evidence(basis, whose),
    )


def _body(
    basis: YearBasis,
    whose: Whose,
    firm_id: int | None,
    scheme: AssessmentScheme,
    proposal: Proposal,
) -> dict[str, Any]:
    """What people read: the proposal, and who it is about as things were then."""
    subject, number = whose
    firm = basis.firms.get(firm_id) if firm_id is not None else None
    person = basis.people[number] if subject is Subject.HANDLER else None
    return proposal.as_json() | {
        "name": person.name if person else basis.firms[number].name,
        "category": (person.category or "") if person else "",
        "licence_no": (person.licence_no or "") if person else "",
        "firm": firm.name if firm else "",
        "county": firm.county if firm else "",
        "persons": dict(sorted(basis.persons_of(whose).items())),
        "scheme_title": _text(scheme.title),
        "minimum_source": scheme.minimum_source,
        "grades": [{"code": g.code, "title": _text(g.title)} for g in scheme.grades],
        "case_grades": list(_case_grades(basis.released.get(whose, ()))),
    }


def _case_grades(cases: Iterable[Released]) -> Iterator[dict[str, Any]]:
    """How many cases got which grade, in the order of their campaigns' tables."""
    given = Counter(each.content["grade"] for each in cases)
    tables = [each.source.grades for each in cases]
    known = {code: grade for table in reversed(tables) for code, grade in table.items()}
    for code, grade in known.items():
        if given[code]:
            yield {"code": code, "title": dict(grade["title"]), "n": given[code]}


def _evidence(basis: YearBasis, whose: Whose) -> dict[str, Any]:
    """Every case behind a number; sealed and secret files are counted, not listed."""
    cases = basis.released.get(whose, ())
    closed = basis.handled.get(whose, ())
    used = {each.source.digest for each in cases}
    return {
        "releases": [s.as_json() for s in basis.sources if s.digest in used],
        "cases": [each.as_json() for each in cases],
        "handled": [_closed(basis, row) for row in closed if not row.is_confined],
        "n_unlisted": sum(bool(row.is_confined) for row in closed),
    }


def _closed(basis: YearBasis, row: Any) -> dict[str, str]:
    firm = basis.firms.get(row.firm_id)
    return {
        "case_no": row.case_no,
        "stage": row.stage,
        "volume_set": row.volume_set,
        "kind": row.kind,
        "closed_on": row.closed_on.isoformat(),
        "firm": firm.public_id if firm else "",
    }


def _text(text: Text) -> dict[str, str]:
    return {"zh": text.zh, "en": text.en}
