"""How reviews become one result: rules that exist, limits that mean something."""

from __future__ import annotations

from decimal import Decimal

from review.domain.combination import COMBINE_RULES, GRADE_RULES
from review.domain.derivation import plain
from review.domain.errors import N_
from review.domain.kinds import CaseClass
from review.domain.reconciliation import PANEL, THEN_RULES, THIRD
from review.domain.scheme_checks.faults import Fault, Faults, all_leaves, sections_of
from review.domain.schemes import (
    Combination,
    Item,
    ItemKind,
    Method,
    Resolution,
    Scheme,
)

TRIMMED = "trimmed_mean@1"
FEWEST, MOST = 1, 5
FEWEST_TO_TRIM = 3
USUAL_PANEL = Combination().panel_size

UNKNOWN_RULE = N_("There is no rule %(rule)s; write one of: %(known)s.")
NEEDS_POINTS = N_("Grades have no mean; instead of %(rule)s write one of: %(known)s.")
NO_DEFAULT = N_("reviews must give the usual number under the key default.")
REVIEWS_RANGE = N_("A case has %(fewest)s to %(most)s reviews.")
UNKNOWN_CLASS = N_("The class %(case_class)s is not among the case_classes.")
TOO_FEW_TO_TRIM = N_("A trimmed mean needs at least 3 reviews of every case.")
PANEL_EVEN = N_("A panel that votes has 3, 5 or 7 members.")
PANEL_UNUSED = N_(
    "panel_size has no effect under %(rule)s; only panel_majority@1 has a panel."
)
NO_GAP_LIMIT = N_("item_gap is set, but no item has a gap_limit.")
GAP_LIMIT_UNUSED = N_("A gap_limit has no effect while item_gap is not true.")
GAP_LIMIT_TOO_WIDE = N_("Reviews of this item cannot lie further apart than %(most)s.")
GAP_TOO_WIDE = N_("Two reviews cannot lie further apart than %(most)s.")
RESOLUTION_UNUSED = N_(
    "Only the rule third_read@1 can read again disputed items alone."
)
INDICATORS_IN_PARTS = N_("A sheet of indicators cannot be divided among reviewers.")


def rules_are_known(scheme: Scheme) -> Faults:
    """A rule is a reviewed function with a version; a scheme only names it."""
    for key, known in (("rule", COMBINE_RULES), ("then", THEN_RULES)):
        rule = getattr(scheme.combination, key)
        if rule not in known:
            values = {"rule": rule, "known": tuple(known)}
            yield Fault(("combination", key), UNKNOWN_RULE, values)


def rules_fit_the_method(scheme: Scheme) -> Faults:
    """Grades have an order but no mean, and parts of a sheet no common grade."""
    if scheme.method is Method.POINTS:
        return
    rule = scheme.combination.rule
    if rule in COMBINE_RULES and rule not in GRADE_RULES:
        values = {"rule": rule, "known": tuple(GRADE_RULES)}
        yield Fault(("combination", "rule"), NEEDS_POINTS, values)
    for path, section in sections_of(scheme):
        if section.part and len(scheme.parts) > 1:
            yield Fault((*path, "part"), INDICATORS_IN_PARTS)


def reviews_are_counted(scheme: Scheme) -> Faults:
    """One to five reviews, for classes that the scheme knows."""
    reviews = scheme.combination.reviews
    # A scheme that names no class is for all of them.
    known = scheme.case_classes or tuple(CaseClass)
    if "" not in reviews:
        yield Fault(("combination", "reviews"), NO_DEFAULT)
    for case_class, n in reviews.items():
        at = ("combination", "reviews", case_class or "default")
        if case_class and case_class not in known:
            yield Fault(at, UNKNOWN_CLASS, {"case_class": case_class})
        if not FEWEST <= n <= MOST:
            yield Fault(at, REVIEWS_RANGE, {"fewest": FEWEST, "most": MOST})
        elif scheme.combination.rule == TRIMMED and n < FEWEST_TO_TRIM:
            yield Fault(at, TOO_FEW_TO_TRIM)


def panels_can_decide(scheme: Scheme) -> Faults:
    """An odd number of votes has a majority; without a panel its size says nothing."""
    combination, at = scheme.combination, ("combination", "panel_size")
    if combination.then == PANEL:
        if combination.panel_size not in (3, 5, 7):
            yield Fault(at, PANEL_EVEN)
    elif combination.then in THEN_RULES and combination.panel_size != USUAL_PANEL:
        yield Fault(at, PANEL_UNUSED, {"rule": combination.then})


def item_gaps_have_limits(scheme: Scheme) -> Faults:
    """The switch and the limits belong together; one alone does nothing."""
    limited = [(p, item) for p, _, item in all_leaves(scheme) if _limit(item)]
    if scheme.combination.item_gap and not limited:
        yield Fault(("combination", "item_gap"), NO_GAP_LIMIT)
    for path, item in limited:
        at = (*path, "gap_limit")
        most = _widest(scheme, item)
        if not (scheme.combination.item_gap or _reads_items_again(scheme)):
            yield Fault(at, GAP_LIMIT_UNUSED)
        elif most and item.gap_limit >= most:
            yield Fault(at, GAP_LIMIT_TOO_WIDE, {"most": plain(most)})


def _limit(item: Item) -> bool:
    return item.gap_limit is not None


def _widest(scheme: Scheme, item: Item) -> Decimal:
    """How far apart two reviews of a line can be: in points, or in grades."""
    if item.kind is ItemKind.INDICATOR:
        return Decimal(max(len(scheme.indicator_grades) - 1, 0))
    return item.points


def _reads_items_again(scheme: Scheme) -> bool:
    return scheme.combination.resolution is Resolution.DISPUTED_ITEMS


def gaps_can_be_exceeded(scheme: Scheme) -> Faults:
    """A limit as wide as the sheet would never find two reviews apart."""
    gap = scheme.combination.total_gap
    widest = max(scheme.full_mark, scheme.maximum_total)
    if scheme.method is Method.INDICATORS:
        widest = Decimal(len(scheme.grades) - 1)
    if gap is not None and gap >= widest:
        yield Fault(("combination", "total_gap"), GAP_TOO_WIDE, {"most": plain(widest)})


def resolution_fits_the_rule(scheme: Scheme) -> Faults:
    """A panel and a lead read the whole file."""
    if _reads_items_again(scheme) and scheme.combination.then != THIRD:
        yield Fault(("combination", "resolution"), RESOLUTION_UNUSED)


CHECKS = (
    rules_are_known,
    rules_fit_the_method,
    reviews_are_counted,
    panels_can_decide,
    item_gaps_have_limits,
    gaps_can_be_exceeded,
    resolution_fits_the_rule,
)
