"""Points add up at every level, or a full sheet would not be worth the full mark."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from review.domain.derivation import plain
from review.domain.errors import N_
from review.domain.scheme_checks.faults import (
    Fault,
    Faults,
    Path,
    all_leaves,
    items_of,
    sections_of,
)
from review.domain.schemes import (
    Item,
    Method,
    Scheme,
    Section,
    SectionKind,
    VetoEffect,
)

USUAL_FULL_MARK = Decimal(100)

GROUP_SUM = N_(
    "The points of the sub-items add up to %(sum)s, the item says %(points)s."
)
SECTION_SUM = N_(
    "The points of the items add up to %(sum)s, the section says %(points)s."
)
SHEET_SUM = N_(
    "The points of the counted items add up to %(sum)s, the full mark is %(full)s."
)
NO_FULL_MARK = N_("The full mark must be over 0.")
NO_PARTY = N_("At least one party's marks must count.")
POINTS_UNUSED = N_("A section of the kind %(kind)s has no points here.")
NO_CAP = N_("A bonus section needs points: the most it can add.")
BONUS_ITEM = N_("No item can bring more points than the bonus section (%(cap)s).")
CAP_OUT_OF_REACH = N_(
    "The points of the items are %(sum)s at most; the cap is %(cap)s."
)
MAXIMUM_TOO_LOW = N_("The maximum total cannot lie below the full mark of %(full)s.")
MAXIMUM_TOO_HIGH = N_("No sheet can have a total above %(highest)s.")
NO_EFFECT = N_("A veto section says what a hit does: total_zero or grade_cap.")
EFFECT_UNUSED = N_("Only a veto section has %(key)s.")
NO_TOTAL_TO_ZERO = N_("An indicator sheet has no total; a veto there caps the grade.")
NO_CAP_GRADE = N_("The effect grade_cap needs the best grade left after a hit.")
CAP_GRADE_UNUSED = N_("grade_cap has a meaning only for the effect grade_cap.")
UNKNOWN_CAP = N_("There is no grade %(grade)s in the grade table.")
CAP_IS_BEST = N_("A cap at the best grade has no effect.")


def groups_add_up(scheme: Scheme) -> Faults:
    """Sub-items carry the points of their item, no more and no less."""
    for path, section in sections_of(scheme):
        for at, item in items_of(section, path):
            total = _sum(item.items)
            if item.items and total != item.points:
                yield _sum_fault(GROUP_SUM, at, total, item.points)


def sections_add_up(scheme: Scheme) -> Faults:
    """The items of a scored section carry its points, no more and no less."""
    for path, section in sections_of(scheme):
        total = _sum(section.items)
        is_scored = _is_standard(section) and scheme.method is Method.POINTS
        if is_scored and total != section.points:
            yield _sum_fault(SECTION_SUM, path, total, section.points)


def _sum(items: Iterable[Item | Section]) -> Decimal:
    return sum((item.points for item in items), Decimal(0))


def _sum_fault(sentence: str, path: Path, total: Decimal, points: Decimal) -> Fault:
    values = {"sum": plain(total), "points": plain(points)}
    return Fault((*path, "points"), sentence, values)


def _is_standard(section: Section) -> bool:
    return section.kind is SectionKind.STANDARD


def sheet_adds_up(scheme: Scheme) -> Faults:
    """What counts towards the grade is the full mark; bonuses come on top."""
    if not scheme.counted_parties:
        yield Fault(("counted_parties",), NO_PARTY)
    if scheme.method is Method.INDICATORS:
        return
    counted = _sum(
        leaf
        for _, section, leaf in all_leaves(scheme)
        if _is_standard(section) and leaf.party in scheme.counted_parties
    )
    if not scheme.full_mark:
        yield Fault(("full_mark",), NO_FULL_MARK)
    elif counted != scheme.full_mark:
        values = {"sum": plain(counted), "full": plain(scheme.full_mark)}
        yield Fault(_full_mark_path(scheme), SHEET_SUM, values)


def _full_mark_path(scheme: Scheme) -> Path:
    """The full mark where one is written; the usual one stands in no file."""
    return ("sections",) if scheme.full_mark == USUAL_FULL_MARK else ("full_mark",)


def only_scored_sections_have_points(scheme: Scheme) -> Faults:
    """A veto has an effect instead, and indicators are graded."""
    for path, section in sections_of(scheme):
        is_veto = section.kind is SectionKind.VETO
        if section.points and (is_veto or scheme.method is Method.INDICATORS):
            values = {"kind": section.kind.value}
            yield Fault((*path, "points"), POINTS_UNUSED, values)


def bonuses_have_caps(scheme: Scheme) -> Faults:
    """A bonus section's points are the most it adds, and that most can be had."""
    for path, section in sections_of(scheme):
        if section.kind is not SectionKind.BONUS or scheme.method is Method.INDICATORS:
            continue
        cap, total = section.points, _sum(section.items)
        if not cap:
            yield Fault((*path, "points"), NO_CAP)
        elif total < cap:
            values = {"sum": plain(total), "cap": plain(cap)}
            yield Fault((*path, "points"), CAP_OUT_OF_REACH, values)
        for at, item in items_of(section, path):
            if cap and item.points > cap:
                yield Fault((*at, "points"), BONUS_ITEM, {"cap": plain(cap)})


def maximum_total_can_be_had(scheme: Scheme) -> Faults:
    """The most a sheet can have lies between the full mark and full mark plus bonus."""
    if scheme.method is Method.INDICATORS:
        return
    bonus = _sum(s for s in scheme.sections if s.kind is SectionKind.BONUS)
    highest = scheme.full_mark + bonus
    if scheme.maximum_total < scheme.full_mark:
        values = {"full": plain(scheme.full_mark)}
        yield Fault(("maximum_total",), MAXIMUM_TOO_LOW, values)
    elif scheme.maximum_total > highest:
        yield Fault(("maximum_total",), MAXIMUM_TOO_HIGH, {"highest": plain(highest)})


def vetoes_have_effects(scheme: Scheme) -> Faults:
    """一票否决 does one of two things, and says which."""
    for path, section in sections_of(scheme):
        if section.kind is SectionKind.VETO:
            yield from _veto(scheme, path, section)
            continue
        for key in ("effect", "grade_cap"):
            if getattr(section, key):
                yield Fault((*path, key), EFFECT_UNUSED, {"key": key})


def _veto(scheme: Scheme, path: Path, section: Section) -> Faults:
    if section.effect is None:
        yield Fault((*path, "effect"), NO_EFFECT)
    elif section.effect is VetoEffect.GRADE_CAP:
        yield from _grade_cap(scheme, path, section)
    else:
        if scheme.method is Method.INDICATORS:
            yield Fault((*path, "effect"), NO_TOTAL_TO_ZERO)
        if section.grade_cap:
            yield Fault((*path, "grade_cap"), CAP_GRADE_UNUSED)


def _grade_cap(scheme: Scheme, path: Path, section: Section) -> Faults:
    at, cap = (*path, "grade_cap"), section.grade_cap
    if not cap:
        yield Fault(at, NO_CAP_GRADE)
    elif scheme.grade(cap) is None:
        yield Fault(at, UNKNOWN_CAP, {"grade": cap})
    elif scheme.grades[0].code == cap:
        yield Fault(at, CAP_IS_BEST)


CHECKS = (
    groups_add_up,
    sections_add_up,
    sheet_adds_up,
    only_scored_sections_have_points,
    bonuses_have_caps,
    maximum_total_can_be_had,
)
