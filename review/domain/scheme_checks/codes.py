"""Codes are what answers, tables and later versions refer to: each means one thing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from review.domain.answers import Special
from review.domain.cases import CaseClass, CaseKind, Stage
from review.domain.choices import FULL
from review.domain.documents import DocumentType
from review.domain.errors import N_
from review.domain.lines import OVERALL
from review.domain.scheme_checks.faults import (
    Fault,
    Faults,
    Path,
    all_leaves,
    items_of,
    sections_of,
)
from review.domain.schemes import Scheme, SectionKind

# What an answer or a file already says with these words.
RESERVED = frozenset({*Special, OVERALL, FULL, "default"})

TWICE = N_("The code %(code)s is used twice.")
TAKEN = N_("The code %(code)s has a meaning of its own; choose another.")
LISTED_TWICE = N_("%(code)s is listed twice.")
UNKNOWN = N_("There is no %(code)s; write one of: %(known)s.")
NO_PAPERS = N_(
    "by_presence needs documents, and is for work only: %(code)s has none, or it is a "
    "veto or a bonus."
)
PART_UNNAMED = N_("Some sections name a part, so this one must name one too.")
PART_UNTITLED = N_("The part %(part)s has no title in part_titles.")
PART_UNUSED = N_("No section belongs to the part %(part)s.")


def codes_are_unique(scheme: Scheme) -> Faults:
    """Sections, items, grades: no code twice among its kind."""
    yield from _repeated(((*p, "code"), s.code) for p, s in sections_of(scheme))
    yield from _repeated(_item_codes(scheme))
    for name in ("grades", "indicator_grades"):
        grades = getattr(scheme, name)
        yield from _repeated(
            ((name, number, "code"), each.code) for number, each in enumerate(grades)
        )


def _item_codes(scheme: Scheme) -> Iterator[tuple[Path, str]]:
    for path, section in sections_of(scheme):
        for at, item in items_of(section, path):
            yield (*at, "code"), item.code
            for number, sub in enumerate(item.items):
                yield (*at, "items", number, "code"), sub.code


def option_codes_are_unique(scheme: Scheme) -> Faults:
    """Within one item every option has its own code."""
    for path, _, item in all_leaves(scheme):
        yield from _repeated(
            ((*path, "options", number, "code"), option.code)
            for number, option in enumerate(item.options)
        )


def _repeated(codes: Iterable[tuple[Path, str]]) -> Faults:
    seen = set()
    for path, code in codes:
        if code in seen:
            yield Fault(path, TWICE, {"code": code})
        if code in RESERVED:
            yield Fault(path, TAKEN, {"code": code})
        seen.add(code)


def lists_name_each_once(scheme: Scheme) -> Faults:
    """Kinds, stages, classes and parties are sets."""
    for name in ("case_kinds", "stages", "case_classes", "counted_parties"):
        listed = list(getattr(scheme, name))
        for number, code in enumerate(listed):
            if code in listed[:number]:
                yield Fault((name, number), LISTED_TWICE, {"code": str(code)})


def cases_are_known(scheme: Scheme) -> Faults:
    """A scheme for cases that no case list can name would never be used."""
    for name, known in (
        ("case_kinds", CaseKind),
        ("stages", Stage),
        ("case_classes", CaseClass),
    ):
        codes = [member.value for member in known if member.value]
        for number, code in enumerate(getattr(scheme, name)):
            if code not in codes:
                values = {"code": code, "known": tuple(codes)}
                yield Fault((name, number), UNKNOWN, values)


def documents_are_known(scheme: Scheme) -> Faults:
    """A line can only look for kinds of paper that a contents list can name."""
    codes = [kind.value for kind in DocumentType]
    for path, _, leaf in all_leaves(scheme):
        for number, code in enumerate(leaf.documents):
            at = (*path, "documents", number)
            if code in leaf.documents[:number]:
                yield Fault(at, LISTED_TWICE, {"code": code})
            elif code not in codes:
                yield Fault(at, UNKNOWN, {"code": code, "known": tuple(codes)})


def papers_decide_at_work(scheme: Scheme) -> Faults:
    """What is given on top no contents list decides, and nothing without papers."""
    for path, section, leaf in all_leaves(scheme):
        is_standard = section.kind is SectionKind.STANDARD
        if leaf.by_presence and not (leaf.documents and is_standard):
            yield Fault((*path, "by_presence"), NO_PAPERS, {"code": leaf.code})


def parts_are_whole(scheme: Scheme) -> Faults:
    """A sheet in parts leaves no section over, and every part has a title."""
    parts = scheme.parts
    for path, section in sections_of(scheme):
        if any(parts) and not section.part:
            yield Fault((*path, "part"), PART_UNNAMED)
        if section.part and section.part not in scheme.part_titles:
            yield Fault((*path, "part"), PART_UNTITLED, {"part": section.part})
    for part in scheme.part_titles:
        if part not in parts:
            yield Fault(("part_titles", part), PART_UNUSED, {"part": part})


CHECKS = (
    codes_are_unique,
    option_codes_are_unique,
    lists_name_each_once,
    cases_are_known,
    documents_are_known,
    papers_decide_at_work,
    parts_are_whole,
)
