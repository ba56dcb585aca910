"""From answers to a sheet: item marks, what does not apply, sections, veto, grade.

The one derivation of a review: page, print and interface show the same object. It also
works while answers are missing: what is unanswered has lost nothing and won nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from itertools import groupby
from operator import attrgetter
from typing import Any

from review.domain.answers import UNANSWERED, Answers, Special
from review.domain.derivation import NOTHING, exactly, half_up, sum_of
from review.domain.grading import grade_of, rank, worse_of, worst
from review.domain.indicators import Indicators, overall_mark
from review.domain.lines import OVERALL, Line, answerable
from review.domain.marks import ZERO, ItemMark, mark_line
from review.domain.parties import FIRST, PARTY_MARKS, Marked, party_marks
from review.domain.schemes import ItemKind, Method, Scheme, SectionKind
from review.domain.sections import section_marks, share_of
from review.domain.sheets import PartyMark, SectionMark, Sheet, VetoHit, to_json
from review.domain.vetoes import caps_of, is_zeroed

__all__ = ["POINTS", "Sheet", "score", "to_json"]

POINTS = "points@1"


@dataclass(frozen=True, slots=True)
class _Found:
    """What a sheet holds before its method makes a result of it."""

    scheme: Scheme
    part: str | None
    answers: Answers
    items: tuple[ItemMark, ...]
    by_section: Mapping[str, tuple[ItemMark, ...]]
    sections: tuple[SectionMark, ...]
    hits: tuple[VetoHit, ...]
    n_missing: int
    party_rule: str

    def marked(self, **worth: Any) -> Marked:
        return Marked(self.scheme, self.by_section, self.sections, self.hits, **worth)

    @property
    def effective(self) -> tuple[str, ...]:
        return tuple([hit.item for hit in self.hits if hit.counted])


def score(
    scheme: Scheme,
    answers: Answers,
    part: str | None = None,
    party_rule: str = PARTY_MARKS,
) -> Sheet:
    """What the answers of one reviewer come to, for the whole sheet or one part.

    A submitted review is calculated again by the rule it was submitted under.
    """
    found = _find(scheme, answers, part, party_rule)
    return _METHODS[scheme.method](found)


def _find(
    scheme: Scheme, answers: Answers, part: str | None, party_rule: str
) -> _Found:
    lines = answerable(scheme, part)
    marks = {
        code: mark_line(line, answers.get(code, UNANSWERED))
        for code, line in lines.items()
    }
    missing = [lines[code] for code, mark in marks.items() if not mark.answered]
    # The overall judgement has an answer like any line, but no mark.
    items = tuple([mark for code, mark in marks.items() if code != OVERALL])
    by_section = {code: tuple(own) for code, own in groupby(items, _SECTION)}
    return _Found(
        scheme=scheme,
        part=part,
        answers=answers,
        items=items,
        by_section=by_section,
        sections=section_marks(scheme, by_section, part),
        hits=tuple([_hit(lines[item.code], item) for item in items if item.hit]),
        n_missing=sum([line.is_required for line in missing]),
        party_rule=party_rule,
    )


_SECTION = attrgetter("section")


def _hit(line: Line, item: ItemMark) -> VetoHit:
    section = line.section
    return VetoHit(
        section.code, item.code, section.effect, section.grade_cap, item.counted
    )


def _sheet(
    found: _Found,
    rule: str,
    nothing: bool,
    parties: tuple[PartyMark, ...],
    party_rule: str,
    **result: Any,
) -> Sheet:
    """The sheet; a line that could not be assessed takes its result away."""
    unassessed = [
        item
        for item in found.items
        if item.special is Special.CANNOT_ASSESS and item.kind is not ItemKind.RECORD
    ]
    judged = found.answers.get(OVERALL, UNANSWERED)
    cannot = bool(unassessed) or judged.special is Special.CANNOT_ASSESS
    nothing = nothing and not cannot
    return Sheet(
        scheme=found.scheme.digest,
        rule=rule,
        part=found.part,
        items=found.items,
        sections=found.sections,
        hits=found.hits,
        parties=parties,
        n_missing=found.n_missing,
        cannot_assess=cannot,
        nothing_applicable=nothing,
        party_rule=party_rule,
        **({} if cannot or nothing else result),
    )


def _points_sheet(found: _Found) -> Sheet:
    """Sections, bonus, cap, rounding once, veto, grade."""
    sections = [s for s in found.sections if s.kind is SectionKind.STANDARD]
    standard = sum_of([section.mark for section in sections])
    weight = sum_of([section.weight for section in sections])
    share = share_of(found.scheme, found.part)
    scale = share / weight if weight else NOTHING
    bonus = sum_of([s.mark for s in found.sections if s.kind is SectionKind.BONUS])
    made_up = scale * standard
    exact = min(made_up + bonus, exactly(found.scheme.maximum_total))
    nothing = not weight and any(section.left for section in found.sections)
    # A veto that was found is an answer: such a sheet is more than 不适用.
    nothing = nothing and not is_zeroed(found.scheme, found.effective)
    before = half_up(exact)
    marked = found.marked(
        scale=scale,
        bonus_scale=(exact - made_up) / bonus if bonus else Fraction(1),
        total=before,
    )
    return _sheet(
        found,
        POINTS,
        nothing,
        party_marks(found.party_rule, marked),
        found.party_rule,
        maximum=share,
        scale=scale,
        exact=exact,
        bonus=bonus,
        **_totals(found, before, share),
    )


def _totals(found: _Found, before: Decimal, share: Fraction) -> dict[str, object]:
    """A veto makes the total nothing, or leaves it and caps the grade."""
    scheme, hits = found.scheme, found.effective
    zeroed, band = is_zeroed(scheme, hits), _band(scheme, before, share)
    total = half_up(ZERO) if zeroed else before
    left = _band(scheme, total, share) if zeroed else band
    return {
        "before_veto": before,
        "total": total,
        "grade_before_veto": band,
        "grade": _capped(scheme, left, hits),
    }


def _band(scheme: Scheme, total: Decimal, share: Fraction) -> str | None:
    """The grade of a total; a part of a sheet is graded as if it were the whole."""
    if not share:
        return None
    whole = half_up(exactly(total) * exactly(scheme.full_mark) / share)
    return grade_of(scheme, whole).code


def _capped(scheme: Scheme, grade: str | None, hits: tuple[str, ...]) -> str | None:
    if grade is None:
        return None
    return worse_of(scheme.grades, (grade, *caps_of(scheme, hits)))


def _indicator_sheet(found: _Found) -> Sheet:
    """No total; the overall grade by the scheme's rule, and a veto on top of it."""
    scheme = found.scheme
    graded = [item for item in found.items if item.grade and item.counted]
    overall = overall_mark(scheme, _indicators(scheme, graded), _judged(found))
    grade = overall.grade
    nothing = _nothing_to_grade(found)
    zeroed = is_zeroed(scheme, found.effective) and (nothing or grade is not None)
    return _sheet(
        found,
        overall.rule,
        nothing and not zeroed,
        party_marks(FIRST, found.marked()),
        FIRST,
        overall=overall,
        grade_before_veto=grade,
        grade=_capped(
            scheme, worst(scheme.grades) if zeroed else grade, found.effective
        ),
    )


def _indicators(scheme: Scheme, graded: Iterable[ItemMark]) -> Indicators:
    core = {leaf.code for leaf in scheme.leaves if leaf.core}
    ranks = [(item.code, rank(scheme.indicator_grades, item.grade)) for item in graded]
    return Indicators(
        tuple(each for _, each in ranks),
        tuple(each for code, each in ranks if code in core),
    )


def _judged(found: _Found) -> str:
    return str(found.answers.get(OVERALL, UNANSWERED).choice or "")


def _nothing_to_grade(found: _Found) -> bool:
    """Every indicator that counts does not apply, or was beyond the handler."""
    indicators = [
        item for item in found.items if item.kind is ItemKind.INDICATOR and item.counted
    ]
    return bool(indicators) and all(item.special is not None for item in indicators)


_METHODS: Mapping[Method, Callable[[_Found], Sheet]] = {
    Method.POINTS: _points_sheet,
    Method.INDICATORS: _indicator_sheet,
}
