"""Each kind of item needs its own keys and has no use for the others."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

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
    Direction,
    Item,
    ItemKind,
    Method,
    Scheme,
    Section,
    SectionKind,
)

NO_KIND = N_("The item %(code)s has no kind.")
NOT_ON_GROUP = N_("The item %(code)s has sub-items; %(key)s belongs to those.")
NOT_FOR_KIND = N_("%(key)s has no meaning for an item of the kind %(kind)s.")
NOT_IN_SHEET = N_("A sheet of the method %(method)s has no items of the kind %(kind)s.")
NOT_IN_SECTION = N_("A section of the kind %(section)s has no items of %(kind)s.")
NO_POINTS = N_("The item %(code)s has no points.")
POINTS_UNUSED = N_("An item of the kind %(kind)s is worth no points here.")
NO_OPTIONS = N_("An item of the kind %(kind)s needs at least %(n)s options.")
STEP_TOO_LARGE = N_(
    "The step %(step)s must be over 0 and at most the points of the item (%(points)s)."
)
EACH_TOO_LARGE = N_("One occurrence must cost more than 0 and at most %(points)s.")
OPTION_TOO_LARGE = N_("An option must be worth more than 0 and at most %(points)s.")
OPTION_WORTH = N_("An option that is only recorded is worth no points.")
OPTIONS_TOO_SMALL = N_("All options together add up to %(sum)s, not to %(points)s.")
LEVEL_TOO_LARGE = N_("A level is worth at most the points of its item (%(points)s).")
NO_FULL_LEVEL = N_("No level is worth the full points of the item (%(points)s).")
NO_EMPTY_LEVEL = N_("In a bonus section one level must be worth 0.")
NO_TABLE = N_("An item of the kind error_count needs a table.")
TABLE_START = N_(
    "The table must begin with 0 errors and the full points of the item (%(points)s)."
)
TABLE_ERRORS = N_("The numbers of errors must rise from row to row.")
TABLE_MARKS = N_("More errors cannot earn a higher mark.")

_DEFAULTS = Item("", None, points=Decimal(0))  # type: ignore[arg-type]
_KIND_KEYS = (
    *("step", "each", "options", "table", "full_on", "core"),
    *("procedures", "by_presence"),
)
_LEAF_KEYS = (
    "kind",
    *_KIND_KEYS,
    "party",
    "may_not_apply",
    "reason_required",
    "place_required",
    "gap_limit",
    "common_findings",
    "documents",
)
_KEYS_OF: Mapping[ItemKind, frozenset[str]] = {
    ItemKind.STEPS: frozenset({"step", "procedures"}),
    ItemKind.ALL_OR_NOTHING: frozenset({"procedures", "by_presence"}),
    ItemKind.PER_OCCURRENCE: frozenset({"each"}),
    ItemKind.ALTERNATIVES: frozenset({"options", "procedures"}),
    ItemKind.LEVELS: frozenset({"options", "procedures"}),
    ItemKind.ERROR_COUNT: frozenset({"table"}),
    ItemKind.YES_NO: frozenset({"full_on", "procedures", "by_presence"}),
    ItemKind.INDICATOR: frozenset({"core"}),
    ItemKind.RECORD: frozenset({"options"}),
}
_POINTS_KINDS = frozenset(ItemKind) - {ItemKind.INDICATOR, ItemKind.RECORD}
_ALLOWED = {
    (Method.POINTS, SectionKind.STANDARD): _POINTS_KINDS | {ItemKind.RECORD},
    (Method.POINTS, SectionKind.BONUS): _POINTS_KINDS - {ItemKind.ERROR_COUNT},
    (Method.POINTS, SectionKind.VETO): {ItemKind.YES_NO},
    (Method.INDICATORS, SectionKind.STANDARD): {ItemKind.INDICATOR, ItemKind.RECORD},
    (Method.INDICATORS, SectionKind.BONUS): {ItemKind.RECORD},
    (Method.INDICATORS, SectionKind.VETO): {ItemKind.YES_NO},
}


def groups_leave_answers_to_sub_items(scheme: Scheme) -> Faults:
    """An item with sub-items is a heading; whatever concerns answers is theirs."""
    for path, section in sections_of(scheme):
        for at, item in items_of(section, path):
            for key in _said(item, _LEAF_KEYS) if item.items else ():
                values = {"code": item.code, "key": key}
                yield Fault((*at, key), NOT_ON_GROUP, values)


def _said(item: Item, keys: tuple[str, ...]) -> list[str]:
    """The keys whose value is not the one they have when left out."""
    return [key for key in keys if getattr(item, key) != getattr(_DEFAULTS, key)]


def kinds_fit_their_place(scheme: Scheme) -> Faults:
    """Every line has a kind that its section and its sheet can use."""
    for path, section, item in all_leaves(scheme):
        if item.kind is None:
            yield Fault((*path, "kind"), NO_KIND, {"code": item.code})
        elif item.kind not in _ALLOWED[scheme.method, section.kind]:
            yield _misplaced(scheme, section, item.kind, (*path, "kind"))


def _misplaced(scheme: Scheme, section: Section, kind: ItemKind, at: Path) -> Fault:
    if kind in _ALLOWED[scheme.method, SectionKind.STANDARD]:
        values = {"section": section.kind.value, "kind": kind.value}
        return Fault(at, NOT_IN_SECTION, values)
    values = {"method": scheme.method.value, "kind": kind.value}
    return Fault(at, NOT_IN_SHEET, values)


def keys_fit_their_kind(scheme: Scheme) -> Faults:
    """A table on an item answered in steps would be silently without effect."""
    for path, section, item in all_leaves(scheme):
        allowed = _keys_of(section, item)
        for key in _said(item, _KIND_KEYS):
            if item.kind is not None and key not in allowed:
                values = {"key": key, "kind": item.kind.value}
                yield Fault((*path, key), NOT_FOR_KIND, values)


def _keys_of(section: Section, item: Item) -> frozenset[str]:
    """On a veto line "yes" is the hit, whatever full_on says.

    That it has no time limits is for their own check to say.
    """
    if item.kind is None or section.kind is SectionKind.VETO:
        return frozenset({"procedures"})
    return _KEYS_OF[item.kind]


def points_fit_their_kind(scheme: Scheme) -> Faults:
    """A scored line needs points; a veto, an indicator and a record have none."""
    for path, section, item in all_leaves(scheme):
        if item.kind is None:
            continue
        if item.kind not in _POINTS_KINDS or section.kind is SectionKind.VETO:
            if item.points or item.gap_limit is not None and not _is_graded(item):
                yield Fault(
                    (*path, "points" if item.points else "gap_limit"),
                    POINTS_UNUSED,
                    {"kind": item.kind.value},
                )
        elif not item.points:
            yield Fault((*path, "points"), NO_POINTS, {"code": item.code})


def _is_graded(item: Item) -> bool:
    return item.kind is ItemKind.INDICATOR


def amounts_fit_the_item(scheme: Scheme) -> Faults:
    """No single answer takes or gives more than the item has."""
    for path, section, item in all_leaves(scheme):
        check = _AMOUNTS.get(item.kind) if item.kind else None
        if check and item.points:
            yield from check(path, item, _adds(scheme, section))
        elif item.kind is ItemKind.RECORD:
            yield from _record(path, item)


def _adds(scheme: Scheme, section: Section) -> bool:
    return scheme.direction is Direction.ADD or section.kind is SectionKind.BONUS


def _points(item: Item, **more: Decimal) -> dict[str, object]:
    values = {name: plain(number) for name, number in more.items()}
    return {"points": plain(item.points), **values}


def _steps(path: Path, item: Item, adds: bool) -> Faults:
    if not 0 < item.step <= item.points:
        values = _points(item, step=item.step)
        yield Fault((*path, "step"), STEP_TOO_LARGE, values)


def _per_occurrence(path: Path, item: Item, adds: bool) -> Faults:
    if not 0 < item.each <= item.points:
        yield Fault((*path, "each"), EACH_TOO_LARGE, _points(item))


def _alternatives(path: Path, item: Item, adds: bool) -> Faults:
    yield from _at_least(path, item, 1)
    for number, option in enumerate(item.options):
        if not 0 < option.points <= item.points:
            at = (*path, "options", number, "points")
            yield Fault(at, OPTION_TOO_LARGE, _points(item))
    total = sum((option.points for option in item.options), Decimal(0))
    if adds and item.options and total < item.points:
        yield Fault((*path, "points"), OPTIONS_TOO_SMALL, _points(item, sum=total))


def _levels(path: Path, item: Item, adds: bool) -> Faults:
    yield from _at_least(path, item, 2)
    for number, option in enumerate(item.options):
        if option.points > item.points:
            at = (*path, "options", number, "points")
            yield Fault(at, LEVEL_TOO_LARGE, _points(item))
    if item.options and max(o.points for o in item.options) < item.points:
        yield Fault((*path, "points"), NO_FULL_LEVEL, _points(item))


def bonus_levels_start_at_nothing(scheme: Scheme) -> Faults:
    """Without a level worth 0 every file would get the bonus."""
    for path, section, item in all_leaves(scheme):
        is_bonus = section.kind is SectionKind.BONUS
        worths = [o.points for o in item.options if item.kind is ItemKind.LEVELS]
        if is_bonus and worths and all(worths):
            yield Fault((*path, "options"), NO_EMPTY_LEVEL)


def _at_least(path: Path, item: Item, n: int) -> Faults:
    if len(item.options) < n and item.kind is not None:
        values: dict[str, Any] = {"kind": item.kind.value, "n": n}
        yield Fault((*path, "options"), NO_OPTIONS, values)


def _error_count(path: Path, item: Item, adds: bool) -> Faults:
    if not item.table:
        yield Fault((*path, "table"), NO_TABLE)
        return
    first = item.table[0]
    if first.errors != 0:
        yield Fault((*path, "table", 0, "errors"), TABLE_START, _points(item))
    elif first.mark != item.points:
        yield Fault((*path, "table", 0, "mark"), TABLE_START, _points(item))
    for number, step in enumerate(item.table[1:], 1):
        before = item.table[number - 1]
        if step.errors <= before.errors:
            yield Fault((*path, "table", number, "errors"), TABLE_ERRORS)
        if step.mark > before.mark:
            yield Fault((*path, "table", number, "mark"), TABLE_MARKS)


def _record(path: Path, item: Item) -> Faults:
    for number, option in enumerate(item.options):
        if option.points:
            yield Fault((*path, "options", number, "points"), OPTION_WORTH)


_AMOUNTS: Mapping[ItemKind, Callable[[Path, Item, bool], Faults]] = {
    ItemKind.STEPS: _steps,
    ItemKind.PER_OCCURRENCE: _per_occurrence,
    ItemKind.ALTERNATIVES: _alternatives,
    ItemKind.LEVELS: _levels,
    ItemKind.ERROR_COUNT: _error_count,
}

CHECKS = (
    groups_leave_answers_to_sub_items,
    kinds_fit_their_place,
    keys_fit_their_kind,
    points_fit_their_kind,
    amounts_fit_the_item,
    bonus_levels_start_at_nothing,
)
