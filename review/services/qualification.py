"""Who has met the standard of a campaign on its anchor files: derived, never stored."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from review.domain.calibration import RULE, NotQualified, Trial, standard_in, trial
from review.domain.reads import Purpose
from review.domain.schemes import Scheme
from review.services import schemes
from review.services.submissions import answers_in
from review.store import unit
from review.store.queries import calibration as queries
from review.store.queries import reviews


@dataclass(frozen=True, slots=True)
class Tried:
    """An anchor somebody submitted, beside what was agreed on it."""

    public_id: str
    case_no: str
    submitted_at: datetime
    scheme: Scheme
    trial: Trial


def tried(campaign_id: int, person_id: int | None = None) -> dict[int, list[Tried]]:
    """By person, every trial in the order of days; inside a reading."""
    rows = queries.sheets(campaign_id, person_id)
    agreed = {row.campaign_case_id: row for row in rows if _is_agreed(row)}
    findings = _findings(agreed.values())
    found: dict[int, list[Tried]] = {}
    for row in rows:
        other = agreed.get(row.campaign_case_id)
        if other is not None and not _is_agreed(row):
            each = _tried(row, other, findings)
            found.setdefault(row.person_id, []).append(each)
    return found


def _is_agreed(row: Any) -> bool:
    return bool(row.purpose == Purpose.AGREED)


def _findings(rows: Iterable[Any]) -> dict[int, list[Any]]:
    """The reasons of the agreed answers."""
    found: dict[int, list[Any]] = {row.submission_id: [] for row in rows}
    for finding in reviews.findings_of(list(found)):
        found[finding.submission_id].append(finding)
    return found


def _tried(row: Any, agreed: Any, findings: Mapping[int, list[Any]]) -> Tried:
    scheme = schemes.parsed(row.scheme_id)
    reasons = findings[agreed.submission_id]
    return Tried(
        public_id=row.public_id,
        case_no=row.case_no,
        submitted_at=row.submitted_at,
        scheme=scheme,
        trial=trial(
            scheme,
            answers_in(scheme, row.choices, ()),
            answers_in(scheme, agreed.choices, reasons),
        ),
    )


def is_qualified(rules: Mapping[str, Any], trials: Iterable[Tried]) -> bool:
    """One trial that meets the standard is enough."""
    standard = standard_in(rules)
    return any(each.trial.meets(standard) for each in trials)


def unqualified(campaign: Any, people: Iterable[Any]) -> frozenset[str]:
    """The codes of reviewers who get nothing yet; leads set the standard themselves."""
    if not standard_in(campaign.rules).is_demanded:
        return frozenset()
    trials = tried(campaign.id)
    return frozenset(
        person.code
        for person in people
        if not person.is_lead
        and not is_qualified(campaign.rules, trials.get(person.person_id, ()))
    )


def check_qualified(row: Any, person_id: int | None) -> None:
    """A file is opened by whom the campaign's standard lets; read ones stay readable."""
    # The hot path of every sheet: a campaign without calibration pays a look-up.
    if RULE not in row.rules or row.submission_id is not None or person_id is None:
        return
    with unit.reading():
        if not _may_read(row, person_id):
            raise NotQualified


def _may_read(row: Any, person_id: int) -> bool:
    is_free = row.purpose == Purpose.ADJUDICATION
    if is_free or not standard_in(row.rules).is_demanded:
        return True
    trials = tried(row.campaign_id, person_id).get(person_id, ())
    return is_qualified(row.rules, trials)


def check_pages(public_id: str, person_id: int | None) -> None:
    """The pages of a file are opened by whom its sheet is; inside a reading."""
    row = queries.read_to_check(public_id)
    if row is not None:
        check_qualified(row, person_id)


def readable(rows: Sequence[Any], person_id: int | None) -> list[Any]:
    """Those of the own open reads that may be opened; inside a reading."""
    known: dict[tuple[int, bool], bool] = {}
    for row in rows:
        key = row.campaign_id, row.purpose == Purpose.ADJUDICATION
        if key not in known:
            asks = RULE in row.rules and person_id is not None
            known[key] = not asks or _may_read(row, person_id)
    return [
        row
        for row in rows
        if known[row.campaign_id, row.purpose == Purpose.ADJUDICATION]
    ]
