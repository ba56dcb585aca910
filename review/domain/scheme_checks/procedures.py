"""A time limit proposes an answer that its item can have, and says whence it comes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from review.domain.choices import InvalidAnswer, full_choice, read_choice
from review.domain.errors import N_
from review.domain.lines import Line, lines_of
from review.domain.scheme_checks.faults import Fault, Faults, Path, all_leaves
from review.domain.schemes import ItemKind, Procedure, Scheme

NOT_OF_WORK = N_("The days of a case propose no answer to a veto or a bonus.")
SAME_DAY = N_("A time limit runs from one day to another, not to the same.")
NO_SOURCE = N_("The time limit of the item %(code)s does not say where it comes from.")
NO_LATE = N_(
    "Say under late what a delay is answered with, for an item of the kind %(kind)s."
)
LATE_UNUSED = N_("late has no meaning for an item of the kind %(kind)s.")
LATE_START = N_("The first delay must begin over the days of the limit (%(within)s).")
LATE_RISES = N_("The numbers of days must rise from row to row.")
LATE_IS_FULL = N_("A delay must cost something; this answer loses nothing.")
ONE_LIMIT = N_("An item of the kind %(kind)s has one time limit only.")
NOT_ADDED = N_("Named gains cannot be proposed for a delay.")

# These say by themselves what is missed; the others need a row for each delay.
PLAIN = frozenset({ItemKind.ALL_OR_NOTHING, ItemKind.YES_NO})
SEVERAL = PLAIN | {ItemKind.ALTERNATIVES}
STEPPED = frozenset({ItemKind.STEPS, ItemKind.ALTERNATIVES, ItemKind.LEVELS})


def limits_stand_at_work(scheme: Scheme) -> Faults:
    """What fails a file whole, and what is given on top, no count of days decides."""
    for path, line in _lines(scheme):
        if line.item.procedures and not line.is_standard:
            yield Fault((*path, "procedures"), NOT_OF_WORK)


def limits_are_sound(scheme: Scheme) -> Faults:
    for path, line in _lines(scheme):
        for number, procedure in enumerate(line.item.procedures):
            at = (*path, "procedures", number)
            if procedure.from_ == procedure.to:
                yield Fault((*at, "to"), SAME_DAY)
            if not procedure.source:
                yield Fault((*at, "source"), NO_SOURCE, {"code": line.item.code})


def limits_fit_their_kind(scheme: Scheme) -> Faults:
    """Several limits at once need an answer that several delays can have."""
    for path, line in _lines(scheme):
        kind, limits = line.item.kind, line.item.procedures
        if kind is None or not limits:
            continue
        if len(limits) > 1 and kind in STEPPED and kind not in SEVERAL:
            at = (*path, "procedures", 1)
            yield Fault(at, ONE_LIMIT, {"kind": kind.value})
        if kind is ItemKind.ALTERNATIVES and line.adds:
            yield Fault((*path, "procedures"), NOT_ADDED)


def delays_have_answers(scheme: Scheme) -> Faults:
    for path, line in _lines(scheme):
        for number, procedure in enumerate(line.item.procedures):
            yield from _delays(line, procedure, (*path, "procedures", number))


def _delays(line: Line, procedure: Procedure, at: Path) -> Faults:
    kind = line.item.kind
    if kind in PLAIN and procedure.late:
        yield Fault((*at, "late"), LATE_UNUSED, {"kind": kind.value if kind else ""})
    if kind not in STEPPED:
        return
    if not procedure.late:
        yield Fault((*at, "late"), NO_LATE, {"kind": kind.value if kind else ""})
    before = -1
    for number, step in enumerate(procedure.late):
        where = (*at, "late", number)
        if not number and step.over != procedure.within:
            values: Mapping[str, object] = {"within": procedure.within}
            yield Fault((*where, "over"), LATE_START, values)
        elif step.over <= before:
            yield Fault((*where, "over"), LATE_RISES)
        before = step.over
        yield from _answer(line, step.choice, (*where, "choice"))


def _answer(line: Line, written: str, at: Path) -> Faults:
    try:
        choice = read_choice(line, written)
    except InvalidAnswer as problem:
        yield Fault(at, problem.sentence, problem.values)
        return
    if line.item.kind is not ItemKind.ALTERNATIVES and choice == full_choice(line):
        yield Fault(at, LATE_IS_FULL)


def _lines(scheme: Scheme) -> Iterator[tuple[Path, Line]]:
    """Every answered line with its path; both go by the order of the sheet."""
    paths = (path for path, _section, _item in all_leaves(scheme))
    return zip(paths, lines_of(scheme), strict=True)


CHECKS = (
    limits_stand_at_work,
    limits_are_sound,
    limits_fit_their_kind,
    delays_have_answers,
)
