"""Storing a submitted review: raw choices, findings, texts, and what they came to.

Reviews from the browser and reviews taken in from paper go through here, so that a
stored review looks the same wherever it came from. Nothing here opens a transaction.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from review.domain.answers import Answer, Answers, Finding, decode, encode, texts_of
from review.domain.derivation import digest, plain
from review.domain.kept_pages import keys_from_json
from review.domain.parties import PARTY_MARKS
from review.domain.pins import from_json, to_json
from review.domain.schemes import Scheme
from review.domain.scoring import score
from review.domain.sheets import Sheet
from review.domain.verdicts import in_hundredths, summary_of, summary_of_total
from review.store import unit
from review.store.models import StoredFinding
from review.store.queries import numbered


@dataclass(frozen=True, slots=True)
class Place:
    """Where a review belongs: the read it fills and the scheme it was made by."""

    read_id: int
    public_id: str
    bureau_id: int
    campaign_case_id: int
    reviewer_code: str
    scheme_digest: str


@dataclass(frozen=True, slots=True)
class Reviewed:
    """A finished review, ready to be stored."""

    choices: list[object] | None
    total: Decimal | None
    grade: str | None
    summary: Mapping[str, Any]
    sheet_digest: str
    texts: tuple[tuple[str, Finding], ...] = ()
    comment: str = ""
    reviewed_on: date | None = None
    """The day of a review on paper; one made here was made when it was submitted."""

    content_digest: str = field(init=False)
    """Of everything the reviewer said and all that it came to."""

    def __post_init__(self) -> None:
        found = [[code, *_finding_fields(each)] for code, each in self.texts]
        said = [self.choices, found, self.comment]
        came_to = [in_hundredths(self.total), self.grade, self.sheet_digest]
        digest = unit.digest_of([*said, *came_to])
        object.__setattr__(self, "content_digest", digest)


@dataclass(frozen=True, slots=True)
class Stored:
    """A review that is in, and the receipt for it."""

    submission_id: int
    receipt: str


def by_answers(
    scheme: Scheme,
    answers: Answers,
    *,
    part: str | None = None,
    only: Collection[str] | None = None,
    comment: str = "",
) -> Reviewed:
    """A review of which every answer is known."""
    sheet = sheet_of(scheme, answers, part, only)
    return by_sheet(scheme, answers, sheet, only=only, comment=comment)


def by_sheet(
    scheme: Scheme,
    answers: Answers,
    sheet: Sheet,
    *,
    only: Collection[str] | None = None,
    comment: str = "",
) -> Reviewed:
    """The same, where what the answers come to has been worked out."""
    return Reviewed(
        choices=encode(scheme, answers),
        total=sheet.total,
        grade=sheet.grade,
        summary=summary_of(sheet) if only is None else {},
        sheet_digest=digest(sheet),
        texts=tuple(texts_of(scheme, answers)),
        comment=comment,
    )


def by_figures(
    scheme: Scheme, *, total: Decimal | None, grade: str | None, comment: str = ""
) -> Reviewed:
    """A review on paper of which only total and grade were handed in."""
    figures = {
        "scheme": scheme.digest,
        "total": None if total is None else plain(total),
        "grade": grade,
    }
    summary = summary_of_total(scheme, total)
    return Reviewed(None, total, grade, summary, digest(figures), comment=comment)


def sheet_of(
    scheme: Scheme,
    answers: Answers,
    part: str | None,
    only: Collection[str] | None = None,
    party_rule: str = PARTY_MARKS,
) -> Sheet:
    """The sheet as its reviewer sees it; disputed items alone make no total."""
    sheet = score(scheme, answers, part, party_rule)
    if only is None:
        return sheet
    return replace(
        sheet,
        items=tuple(item for item in sheet.items if item.code in only),
        sections=(),
        parties=(),
        party_rule="",
        exact=None,
        before_veto=None,
        total=None,
        grade_before_veto=None,
        grade=None,
        overall=None,
    )


def record_submission(
    event: unit.Recorded,
    place: Place,
    reviewed: Reviewed,
    *,
    receipt: str,
    at: datetime,
) -> int:
    """Store one review with its receipt, explained by the event, and give its id."""
    return _record(event, [(place, reviewed, receipt)], at=at)[0]


def record_submissions(
    event: unit.Recorded,
    reviews: Sequence[tuple[Place, Reviewed]],
    *,
    at: datetime,
    on_paper: bool = False,
) -> list[Stored]:
    """Store many reviews: one statement each for texts, reviews and findings."""
    whole = [
        (place, reviewed, receipt_for(place, reviewed, at))
        for place, reviewed in reviews
    ]
    ids = _record(event, whole, at=at, on_paper=on_paper) if whole else []
    return [
        Stored(submission_id, receipt)
        for submission_id, (_, _, receipt) in zip(ids, whole, strict=True)
    ]


def _record(
    event: unit.Recorded,
    reviews: Sequence[tuple[Place, Reviewed, str]],
    *,
    at: datetime,
    on_paper: bool = False,
) -> Sequence[int]:
    texts = _Texts()
    rows = [_row(event, *review, texts, at, on_paper) for review in reviews]
    findings = [_findings(place, reviewed, texts) for place, reviewed, _ in reviews]
    texts.store()
    for row in rows:
        row["comment_id"] = texts.id_of(row["comment_id"])
    ids = numbered.add_submissions(rows)
    for submission_id, own in zip(ids, findings, strict=True):
        for row in own:
            row["submission_id"] = submission_id
            row["text_id"] = texts.id_of(row["text_id"])
    unit.add_all(event, StoredFinding, [row for own in findings for row in own])
    return ids


def receipt_for(place: Place, reviewed: Reviewed, at: datetime) -> str:
    """What the reviewer gets to prove the review: it can be calculated again.

    It holds nothing that says whether another review was there before.
    """
    return unit.digest_of(
        [
            place.public_id,
            place.scheme_digest,
            reviewed.content_digest,
            unit.moment(at),
        ]
    )


@dataclass(slots=True)
class _Texts:
    """Texts on their way into their own table; each is known by its place in line."""

    rows: list[dict[str, Any]] = field(default_factory=list)
    ids: list[int] = field(default_factory=list)

    def put(self, bureau_id: int, kind: str, body: str) -> int | None:
        if not body:
            return None
        self.rows.append({"bureau_id": bureau_id, "kind": kind, "body": body})
        return len(self.rows) - 1

    def store(self) -> None:
        self.ids = numbered.add_texts(self.rows)

    def id_of(self, place: int | None) -> int | None:
        return None if place is None else self.ids[place]


def _row(
    event: unit.Recorded,
    place: Place,
    reviewed: Reviewed,
    receipt: str,
    texts: _Texts,
    at: datetime,
    on_paper: bool,
) -> dict[str, Any]:
    return {
        "bureau_id": place.bureau_id,
        "campaign_case_id": place.campaign_case_id,
        "read_id": place.read_id,
        "reviewer_code": place.reviewer_code,
        "scheme_digest": place.scheme_digest,
        "choices": reviewed.choices,
        "total": in_hundredths(reviewed.total),
        "grade": reviewed.grade,
        "summary": dict(reviewed.summary),
        "sheet_digest": reviewed.sheet_digest,
        "receipt": receipt,
        "comment_id": texts.put(place.bureau_id, "comment", reviewed.comment),
        "on_paper": on_paper,
        "reviewed_on": reviewed.reviewed_on,
        "submitted_at": at,
        "event_id": event.id,
    }


def _findings(place: Place, reviewed: Reviewed, texts: _Texts) -> list[dict[str, Any]]:
    """As they will be stored; which review and which texts they belong to is not known
    before those are.
    """
    return [
        {
            "bureau_id": place.bureau_id,
            "seq": number,
            "item_code": code,
            "option": finding.option,
            "text_id": texts.put(place.bureau_id, "reason", finding.reason),
            "pages": finding.pages,
            "absent": finding.absent,
            "pins": to_json(finding.pins) or None,
            "page_keys": dict(finding.keys) or None,
        }
        for number, (code, finding) in enumerate(reviewed.texts, start=1)
    ]


def _finding_fields(finding: Finding) -> list[object]:
    """Without pins and keys the same as before there were any: old receipts stay
    provable.
    """
    fields = [finding.option, finding.reason, finding.pages, finding.absent]
    if finding.keys:
        return [*fields, to_json(finding.pins), dict(finding.keys)]
    return [*fields, to_json(finding.pins)] if finding.pins else fields


def answers_in(
    scheme: Scheme, choices: Sequence[object] | None, findings: Sequence[Any]
) -> dict[str, Answer]:
    """The answers of a stored review; of one with figures only there are none."""
    if choices is None:
        return {}
    return decode(scheme, choices, ((row.item_code, _found(row)) for row in findings))


def _found(row: Any) -> Finding:
    places = from_json(row.pins), keys_from_json(row.page_keys)
    return Finding(row.option, row.body or "", row.pages, row.absent, *places)
