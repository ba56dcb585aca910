"""What the reviews of a file tell its handler, ready to be frozen in a release.

Readers are numbered as everywhere else (评查员一, 评查员二): by the campaign's secret key,
never by who came first. Only what made the result is told item by item; of a review that
did not count the comment is told, and that it did not count.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction
from typing import Any

from review.domain.answers import Answers, Special
from review.domain.cited_pages import ON_PAPER, FilePages, beside
from review.domain.derivation import plain
from review.domain.feedback import remarks, to_data
from review.domain.lines import answerable
from review.domain.reads import Purpose
from review.domain.schemes import Method, Resolution, Scheme, SectionKind
from review.domain.scoring import score
from review.domain.verdicts import from_hundredths, party_rule_of, summary_of
from review.domain.visibility import labels
from review.services.appeals.reconsidering import standing_in
from review.services.freezing import Basis
from review.services.numbered_pages import pages_of_campaign
from review.services.settling import Standing
from review.services.submissions import answers_in
from review.store.queries import publication as queries
from review.store.queries import reconsidered


@dataclass(frozen=True, slots=True)
class _Review:
    """A review with its label and how much of the result it makes.

    `disputed` are the items on which the answers of others stand instead, and those it
    `decides` are the ones on which its own stand in every review.
    """

    row: Any
    scheme: Scheme
    label: str
    weight: Fraction
    answers: Answers
    rescored: bool
    disputed: Mapping[str, Any]
    decides: tuple[str, ...] | None

    @property
    def purpose(self) -> Purpose:
        return Purpose(self.row.purpose)

    @property
    def part(self) -> str | None:
        return self.row.part if len(self.scheme.parts) > 1 else None


def said_of(basis: Basis) -> dict[int, list[dict[str, object]]]:
    """What the reviews of each settled file say, in the order of their labels."""
    rows: defaultdict[int, list[Any]] = defaultdict(list)
    appeals = reconsidered.appeals_in(basis.campaign.id)
    for row in (*queries.reviews(basis.campaign.id), *appeals):
        rows[row.file_id].append(row)
    standing = standing_in(appeals)
    findings: defaultdict[int, list[Any]] = defaultdict(list)
    is_kept = False
    for row in queries.findings(basis.campaign.id):
        findings[row.submission_id].append(row)
        is_kept = is_kept or bool(row.page_keys)
    pages = pages_of_campaign(basis.campaign.id) if is_kept else {}
    secret = basis.campaign.secret_key
    return {
        file.id: [
            _as_data(_of_today(review, pages.get(file.case_id, ON_PAPER)))
            for review in _reviews(
                _File(file, basis.schemes[file.scheme_id], rows[file.id], standing),
                findings,
                secret,
            )
        ]
        for file in basis.files
    }


@dataclass(frozen=True, slots=True)
class _File:
    """A settled file with its reviews, and what was decided on objections to it."""

    row: Any
    scheme: Scheme
    reviews: Sequence[Any]
    standing: Standing

    @property
    def used(self) -> dict[int, Mapping[str, Any]]:
        return {each["submission"]: each for each in self.row.used}

    def decided(self, answers: Mapping[int, Answers]) -> dict[int, tuple[str, ...]]:
        """By review whose answers stand in the others, the items; the last decides."""
        if not any(each.get("rescored") for each in self.row.used):
            return {}
        whose: dict[str, int] = {}
        for row in _deciders(self):
            whose |= dict.fromkeys(row.items or answers[row.id], row.id)
        for submission_id in sorted(self._appeals):
            whose |= dict.fromkeys(self.standing[submission_id], submission_id)
        found: dict[int, tuple[str, ...]] = {}
        for item, submission_id in whose.items():
            found[submission_id] = (*found.get(submission_id, ()), item)
        return found

    @property
    def _appeals(self) -> list[int]:
        return [row.id for row in self.reviews if row.purpose == Purpose.APPEAL]


def _of_today(review: _Review, pages: FilePages) -> _Review:
    """What was submitted, and beside its pages how these are numbered now."""
    return replace(review, answers=beside(review.answers, pages))


def _reviews(
    file: _File, findings: Mapping[int, Sequence[Any]], secret: str
) -> list[_Review]:
    rows, scheme, used = file.reviews, file.scheme, file.used
    named = labels(secret, ((r.read_public_id, Purpose(r.purpose)) for r in rows))
    answers = {
        row.id: answers_in(scheme, row.choices, findings.get(row.id, ()))
        for row in rows
    }
    deciders = file.decided(answers)
    disputed = {
        item: answers[key].get(item)
        for key, items in deciders.items()
        for item in items
    }
    reviews = [
        _Review(
            row=row,
            scheme=scheme,
            label=named[row.read_public_id],
            weight=Fraction(used[row.id]["weight"]) if row.id in used else Fraction(0),
            answers=answers[row.id],
            rescored=bool(used.get(row.id, {}).get("rescored")),
            disputed=disputed,
            decides=deciders.get(row.id),
        )
        for row in rows
    ]
    return sorted(reviews, key=lambda review: int(review.label))


def _deciders(file: _File) -> list[Any]:
    """Of each part the further reader, or the lead who had to decide instead; where the
    scheme has disputed items decided, and first reviews make the result.
    """
    if file.scheme.combination.resolution is not Resolution.DISPUTED_ITEMS:
        return []
    lead, third, rows = Purpose.ADJUDICATION, Purpose.THIRD, file.reviews
    used = file.used
    parts = {r.part for r in rows if r.id in used and r.purpose == Purpose.COUNTED}
    by_lead = {row.part for row in rows if row.purpose == lead and row.items}
    return [
        row
        for row in rows
        if row.part in parts and row.purpose == (lead if row.part in by_lead else third)
    ]


def _as_data(review: _Review) -> dict[str, object]:
    data: dict[str, object] = {
        "reader": review.label,
        "purpose": review.purpose.value,
        "part": _part_title(review),
        "weight": str(review.weight),
        "comment": review.row.comment or "",
    }
    if review.decides is not None:
        said = _remarks(review, only=review.decides)
        return data | {"decides_items": True, "remarks": said}
    if not review.weight:
        return data
    if review.row.choices is None:
        return data | {"figures_only": True} | _figures(review)
    without = tuple(review.disputed) if review.rescored else ()
    return data | _figures(review) | {"remarks": _remarks(review, without=without)}


def _part_title(review: _Review) -> dict[str, str] | None:
    title = review.scheme.part_titles.get(review.part or "")
    return {"zh": title.zh, "en": title.en} if title else None


def _remarks(
    review: _Review,
    *,
    only: Collection[str] | None = None,
    without: Collection[str] = (),
) -> list[dict[str, object]]:
    return to_data(
        remarks(
            review.scheme,
            review.answers,
            part=review.part,
            only=only,
            without=without,
        )
    )


def _figures(review: _Review) -> dict[str, object]:
    """Total, grade and section marks; with the disputed items as they were decided."""
    if review.rescored:
        decided = {code: a for code, a in review.disputed.items() if a is not None}
        answers = {**review.answers, **decided}
        rule = party_rule_of(review.row.summary)
        sheet = score(review.scheme, answers, review.part, rule)
        total, grade, summary = sheet.total, sheet.grade, summary_of(sheet)
    else:
        answers = review.answers
        total = from_hundredths(review.row.total)
        grade, summary = review.row.grade, review.row.summary
    return {
        "total": None if total is None else f"{total:.2f}",
        "grade": grade,
        "sections": list(_sections(review.scheme, summary)),
        **_scaling(review),
        **_capped(review, total, answers),
    }


def _capped(
    review: _Review, total: Decimal | None, answers: Answers
) -> dict[str, object]:
    """The most a total can be, where a bonus would have lifted this one above it."""
    most, bonus = review.scheme.maximum_total, SectionKind.BONUS
    if total != most or all(each.kind is not bonus for each in review.scheme.sections):
        return {}
    is_capped = score(review.scheme, answers, review.part).is_capped
    return {"most": plain(most)} if is_capped else {}


def _scaling(review: _Review) -> dict[str, object]:
    """What the scheme does about items that do not apply, where there are any."""
    lines = answerable(review.scheme, review.part)
    answers = {**review.answers, **(review.disputed if review.rescored else {})}
    is_concerned = any(
        answer is not None and answer.special is Special.NOT_APPLICABLE
        for code, answer in answers.items()
        if code in lines and lines[code].is_standard and lines[code].is_scored
    )
    if not is_concerned or review.scheme.method is not Method.POINTS:
        return {}
    return {"not_applicable": review.scheme.not_applicable.value}


def _sections(
    scheme: Scheme, summary: Mapping[str, Any]
) -> Iterator[dict[str, object]]:
    """What each section brings to the sheet, of how much."""
    marks = summary.get("sections", {})
    for section in scheme.sections:
        if section.code in marks:
            mark, weight = marks[section.code]
            title = {"zh": section.title.zh, "en": section.title.en}
            yield {"title": title, "mark": mark, "weight": weight}
