"""The order of a draw: every file by the smallest SHA-256 of its tickets."""

from __future__ import annotations

import hashlib
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, replace

from review.domain.sampling_rule import SampleRule, Stratifier


@dataclass(frozen=True, slots=True)
class Candidate:
    """A case file as the draw sees it; the first of `handlers` is the lead.

    `tickets` are what its risks come to; which risks they are is not said here.
    """

    case_id: int
    case_no: str
    stage: str = ""
    volume: str = ""
    area: str = ""
    kind: str = ""
    handlers: tuple[str, ...] = ()
    sealed: bool = False
    secret: bool = False
    firm: str = ""
    tickets: int = 1
    case_class: str = ""

    @property
    def lead(self) -> str:
        return self.handlers[0] if self.handlers else ""


def may_be_drawn(candidate: Candidate, rule: SampleRule) -> bool:
    """Sealed files of juveniles never; secret files only where the rule says so."""
    return not candidate.sealed and (rule.include_secret or not candidate.secret)


def draw_key(case_no: str, *, seed: str, ticket: int = 1) -> str:
    """The hex SHA-256 that gives a ticket of a case number its place in the draw."""
    text = f"{seed}\n{unicodedata.normalize('NFKC', case_no)}"
    if ticket > 1:
        text += f"\n{ticket}"
    return hashlib.sha256(text.encode()).hexdigest()


def best_ticket(candidate: Candidate, *, seed: str) -> tuple[str, int]:
    """The smallest key of a file's tickets, and which ticket has it."""
    return min(
        (draw_key(candidate.case_no, seed=seed, ticket=ticket), ticket)
        for ticket in range(1, candidate.tickets + 1)
    )


def in_draw_order(
    candidates: Iterable[Candidate], *, seed: str
) -> tuple[Candidate, ...]:
    """By draw key; files that share a number follow by stage, volume set, spelling.

    The internal identifier comes last and decides only between rows that are the same
    file twice, which the database does not allow.
    """

    def place(candidate: Candidate) -> tuple[str, str, str, str, int]:
        return (
            best_ticket(candidate, seed=seed)[0],
            candidate.stage,
            candidate.volume,
            candidate.case_no,
            candidate.case_id,
        )

    return tuple(sorted(candidates, key=place))


def masked(
    candidates: Iterable[Candidate], *, rule: SampleRule, seed: str
) -> tuple[Candidate, ...]:
    """In draw order, with running numbers in place of lead handlers and firms.

    The list that is handed out tells them apart and names none. Files that cannot be
    drawn come last, so that they leave no gap in the numbers of the others.
    """
    ordered = in_draw_order(candidates, seed=seed)
    by_drawable = sorted(ordered, key=lambda each: not may_be_drawn(each, rule))
    return numbered(by_drawable)


def numbered(candidates: Iterable[Candidate]) -> tuple[Candidate, ...]:
    """The same files, their lead handlers and firms numbered as they first appear."""
    leads: dict[str, str] = {}
    firms: dict[str, str] = {}
    return tuple(
        replace(
            each,
            handlers=_number(each.lead, leads, "H"),
            firm="".join(_number(each.firm, firms, "F")),
        )
        for each in candidates
    )


def _number(name: str, known: dict[str, str], letter: str) -> tuple[str, ...]:
    """The record numbers nobody as well, so that its numbers are these."""
    number = known.setdefault(name, f"{letter}{len(known) + 1}")
    return (number,) if name else ()


def codes_of(candidate: Candidate, by: Iterable[Stratifier]) -> str:
    codes = {
        Stratifier.COUNTY: candidate.area,
        Stratifier.CASE_KIND: candidate.kind,
        Stratifier.FIRM: candidate.firm,
        Stratifier.HANDLER: candidate.lead,
        Stratifier.CASE_CLASS: candidate.case_class,
    }
    return "/".join(codes[each] for each in by)


def stratum_of(candidate: Candidate, rule: SampleRule) -> str:
    """The stratum's code: the codes it is stratified by, joined by a slash."""
    return codes_of(candidate, rule.stratify_by)
