"""What the reviews of a file tell its handler, ready to be frozen in a release.

Readers are numbered as everywhere else (评查员一, 评查员二): by the campaign's secret key,
never by who came first. Only what made the result is told item by item; of a review that
did not count the comment is told, and that it did not count.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any

from review.domain.answers import Answers, Special
from review.domain.derivation import plain
from review.domain.feedback import remarks, to_data
from review.domain.lines import answerable
from review.domain.reads import Purpose
from review.domain.schemes import Method, Scheme, SectionKind
from review.domain.scoring import score
from review.domain.verdicts import from_hundredths, party_rule_of, summary_of
from review.domain.visibility import labels
from review.services.freezing import Basis
from review.services.submissions import answers_in
from review.store.queries import publication as queries


@dataclass(frozen=True, slots=True)
class _Review:
    """A review with its label and how much of the result it makes.

    `disputed` are the items on which a further reader's answers stand instead.
    """

    row: Any
    scheme: Scheme
    label: str
    weight: Fraction
    answers: Answers
    rescored: bool
    disputed: Mapping[str, Any]
    decides: bool

    @property
    def purpose(self) -> Purpose:
        return Purpose(self.row.purpose)

    @property
    def part(self) -> str | None:
        return self.row.part if len(self.scheme.parts) > 1 else None


def said_of(basis: Basis) -> dict[int, list[dict[str, object]]]:
    """What the reviews of each settled file say, in the order of their labels."""
    rows: defaultdict[int, list[Any]] = defaultdict(list)
    for row in queries.reviews(basis.campaign.id):
        rows[row.file_id].append(row)
    findings: defaultdict[int, list[Any]] = defaultdict(list)
    for row in queries.findings(basis.campaign.id):
        findings[row.submission_id].append(row)
    secret = basis.campaign.secret_key
    return {
        file.id: [
            _as_data(review)
            for review in _reviews(
                file, basis.schemes[file.scheme_id], rows[file.id], findings, secret
            )
        ]
        for file in basis.files
    }


def _reviews(
    file: Any,
    scheme: Scheme,
    rows: Sequence[Any],
    findings: Mapping[int, Sequence[Any]],
    secret: str,
) -> list[_Review]:
    named = labels(secret, ((r.read_public_id, Purpose(r.purpose)) for r in rows))
    used = {each["submission"]: each for each in file.used}
    answers = {
        row.id: answers_in(scheme, row.choices, findings.get(row.id, ()))
        for row in rows
    }
    rescored = any(each.get("rescored") for each in file.used)
    disputed = _disputed(rows, answers) if rescored else {}
    deciders = {row.id for row in _deciders(rows)} if disputed else set()
    reviews = [
        _Review(
            row=row,
            scheme=scheme,
            label=named[row.read_public_id],
            weight=Fraction(used[row.id]["weight"]) if row.id in used else Fraction(0),
            answers=answers[row.id],
            rescored=bool(used.get(row.id, {}).get("rescored")),
            disputed=disputed,
            decides=row.id in deciders,
        )
        for row in rows
    ]
    return sorted(reviews, key=lambda review: int(review.label))


def _disputed(rows: Sequence[Any], answers: Mapping[int, Answers]) -> dict[str, Any]:
    """The disputed items, with the answers of whoever decided them."""
    return {
        item: answers[row.id].get(item)
        for row in _deciders(rows)
        for item in row.items or answers[row.id]
    }


def _deciders(rows: Sequence[Any]) -> list[Any]:
    """Of each part the further reader, or the lead who had to decide instead."""
    lead, third = Purpose.ADJUDICATION, Purpose.THIRD
    by_lead = {row.part for row in rows if row.purpose == lead and row.items}
    return [
        row for row in rows if row.purpose == (lead if row.part in by_lead else third)
    ]


def _as_data(review: _Review) -> dict[str, object]:
    data: dict[str, object] = {
        "reader": review.label,
        "purpose": review.purpose.value,
        "part": _part_title(review),
        "weight": str(review.weight),
        "comment": review.row.comment or "",
    }
    if review.decides:
        only = tuple(review.disputed)
        return data | {"decides_items": True, "remarks": _remarks(review, only=only)}
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
