"""What a bureau takes in: firms, handlers, reviewers, case files and paper reviews.

The records are what one row of a spreadsheet says, already read and checked by itself;
whether it agrees with what is stored is for the service that takes it in.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Self, TypeVar

from review.domain.answers import Special
from review.domain.case_dates import CaseEvent
from review.domain.docket import Relation
from review.domain.errors import N_, RuleBroken, plain
from review.domain.kinds import (
    CaseClass,
    CaseKind,
    FirmKind,
    HandlerCategory,
    IntakeKind,
    Origin,
    Stage,
    UnknownWords,
)
from review.domain.schemes import Text

__all__ = [
    "AnswerRecord",
    "CaseClass",
    "CaseKind",
    "CaseRecord",
    "DocketRecord",
    "EarlierResultRecord",
    "FirmKind",
    "FirmRecord",
    "HandlerCategory",
    "HandlerRecord",
    "Handling",
    "IntakeKind",
    "ObjectRecord",
    "Origin",
    "Record",
    "Remark",
    "ReviewRecord",
    "ReviewerRecord",
    "Stage",
    "UnknownWords",
    "check_days",
    "check_shares",
    "handlings",
]

T = TypeVar("T")


class ClosedBeforeAssigned(RuleBroken):
    """A case cannot be closed before it was assigned."""

    sentence = N_("Closed on %(closed)s, before it was assigned on %(assigned)s.")


class HandlersDisagree(RuleBroken):
    """Names, licence numbers, firms and shares of one case must go together."""

    sentence = N_(
        "Handlers: %(names)s, but firms: %(others)s. Give one for all, or one "
        "for each in the same order."
    )
    licences = N_(
        "Handlers: %(names)s, but licence numbers: %(others)s. Give one for "
        "each, in the same order."
    )
    shares = N_(
        "Handlers: %(names)s, but shares of the work: %(others)s. Give one for "
        "each, in the same order."
    )


class SharesTooLarge(RuleBroken):
    """Several handlers share one piece of work."""

    sentence = N_("The shares of the work add up to %(sum)s%%, more than 100%%.")


@dataclass(frozen=True, slots=True)
class Remark:
    """What is wrong with a cell, or worth a look, and what to do about it.

    `sentence % values` is for the reader; the sentence is a key of the catalogue, and
    so is each of several words that fill one place together. Titles of a scheme are
    in both languages.
    `line` is given where a record comes from several lines.
    """

    sentence: str
    values: tuple[tuple[str, str | Text | tuple[str | Text, ...]], ...] = ()
    column: str = ""
    value: str = ""
    line: int = 0

    @classmethod
    def of(cls, broken: RuleBroken, *, column: str = "", value: str = "") -> Self:
        values = tuple(
            (name, said if isinstance(said, tuple | Text) else str(said))
            for name, said in broken.values.items()
        )
        return cls(broken.sentence, values, column, value)

    def __str__(self) -> str:
        return (
            self.sentence % plain(dict(self.values)) if self.values else self.sentence
        )


@dataclass(frozen=True, slots=True)
class FromTable:
    """What a row says beside its fields: for which of them its table has no column.

    Of those nothing is said; what is stored of them stays.
    """

    unsaid: frozenset[str] = field(default=frozenset(), compare=False, kw_only=True)


@dataclass(frozen=True, slots=True)
class FirmRecord(FromTable):
    """A firm; known by its licence number, or by its name where there is none."""

    name: str
    kind: FirmKind = FirmKind.LAW_FIRM
    county: str = ""
    licence_no: str = ""
    head: str = ""

    @property
    def key(self) -> tuple[str, ...]:
        return (self.licence_no or self.name,)


@dataclass(frozen=True, slots=True)
class HandlerRecord(FromTable):
    """A person who handles cases, and the house the person belongs to now."""

    name: str
    licence_no: str
    category: HandlerCategory = HandlerCategory.LAWYER
    firm: str = ""
    county: str = ""
    practising_since: date | None = None
    joined_on: date | None = None
    competences: tuple[str, ...] = ()

    @property
    def key(self) -> tuple[str, ...]:
        return (self.licence_no,)


@dataclass(frozen=True, slots=True)
class ReviewerRecord(FromTable):
    """A person of the expert list. `avoids` are firms or people the person declared."""

    name: str
    number: str = ""
    licence_no: str = ""
    firm: str = ""
    county: str = ""
    practising_since: date | None = None
    competences: tuple[str, ...] = ()
    part: str = ""
    cap: int | None = None
    panel_lead: bool = False
    avoids: tuple[str, ...] = ()
    away_from: date | None = None
    away_until: date | None = None
    organisation: str = ""
    """Whose reviewer it is by contract; empty: the bureau's own."""
    phone: str = ""

    @property
    def key(self) -> tuple[str, ...]:
        return (self.number or self.licence_no or self.name,)


@dataclass(frozen=True, slots=True)
class Handling:
    """One handler of one case, with the firm and the share of the work, if said."""

    name: str
    licence_no: str = ""
    firm: str = ""
    share: Decimal | None = None


PROTECTING = frozenset({"sealed", "secret"})


def only_protects(name: str, old: object, new: object) -> bool:
    """Whether a change of a field does nothing but protect a file.

    That is possible at any time: what a draw has frozen can still be sealed (封存) or
    become secret (涉密), and is not opened again by another list.
    """
    return name in PROTECTING and bool(new) and not old


@dataclass(frozen=True, slots=True)
class CaseRecord(FromTable):
    """A case file: its number within the bureau, its stage and its volume set.

    `sealed` marks a juvenile's sealed record (封存), `secret` state secrets (涉密). Both
    are lifted by a written 否 only: None, for an empty cell, leaves them as they are.
    `dates` are the days of single steps, as far as the row tells them.
    """

    case_no: str
    kind: CaseKind
    closed_on: date
    lead: Handling
    others: tuple[Handling, ...] = ()
    stage: Stage = Stage.NONE
    volume_set: str = ""
    case_class: CaseClass = CaseClass.GENERAL
    origin: Origin = Origin.APPLIED
    cause: str = ""
    county: str = ""
    assigned_on: date | None = None
    sealed: bool | None = None
    secret: bool | None = None
    dates: tuple[tuple[CaseEvent, date], ...] = ()

    @property
    def key(self) -> tuple[str, ...]:
        return (self.case_no, self.stage.value, self.volume_set)


@dataclass(frozen=True, slots=True)
class ObjectRecord(FromTable):
    """An institution or a station whose service over a period is reviewed.

    Its number is that of a file; it has no handler. `closed_on` is the last day of the
    period.
    """

    case_no: str
    name: str
    kind: CaseKind
    closed_on: date
    county: str = ""
    licence_no: str = ""
    head: str = ""

    @property
    def key(self) -> tuple[str, ...]:
        return (self.case_no, Stage.NONE.value, "")


@dataclass(frozen=True, slots=True)
class AnswerRecord:
    """One answer on a paper sheet, as written; an item may have several findings."""

    item: str
    choice: str = ""
    special: Special | None = None
    option: str = ""
    reason: str = ""
    pages: str = ""
    absent: bool = False
    organ: str = ""


@dataclass(frozen=True, slots=True)
class ReviewRecord:
    """A review done on paper: its answers, or only what it came to."""

    case_no: str
    reviewer: str
    answers: tuple[AnswerRecord, ...] = ()
    total: Decimal | None = None
    grade: str = ""
    stage: Stage = Stage.NONE
    volume_set: str = ""
    reviewed_on: date | None = None
    comment: str = ""

    @property
    def key(self) -> tuple[str, ...]:
        return (self.case_no, self.stage.value, self.volume_set, self.reviewer)


@dataclass(frozen=True, slots=True)
class EarlierResultRecord(FromTable):
    """A grade of a year before this program: shown as such, never ranked."""

    year: int
    grade: str
    score: Decimal | None = None
    case_no: str = ""
    handler: str = ""
    licence_no: str = ""
    firm: str = ""

    @property
    def key(self) -> tuple[str, ...]:
        known_by = (str(self.year), self.case_no, self.licence_no or self.handler)
        if self.case_no or self.licence_no or not self.firm:
            return known_by
        # A name alone may be several people's; each firm may have one of them.
        return (*known_by, self.firm)


@dataclass(frozen=True, slots=True)
class DocketRecord(FromTable):
    """Who or what stands in a relation to a case: a person, a firm, a number, a name.

    `withdrawn` takes back what an earlier row said by mistake.
    """

    case_no: str
    relation: Relation
    who: str
    stage: Stage = Stage.NONE
    volume_set: str = ""
    withdrawn: bool = False

    @property
    def key(self) -> tuple[str, ...]:
        named = (self.relation.value, self.who)
        return (self.case_no, self.stage.value, self.volume_set, *named)


Record = (
    FirmRecord
    | HandlerRecord
    | ReviewerRecord
    | CaseRecord
    | ReviewRecord
    | EarlierResultRecord
    | DocketRecord
    | ObjectRecord
)


def check_days(assigned_on: date | None, closed_on: date) -> None:
    """A file cannot be closed before the handler was assigned."""
    if assigned_on is not None and closed_on < assigned_on:
        raise ClosedBeforeAssigned(closed=closed_on, assigned=assigned_on)


def handlings(
    people: Sequence[Handling],
    *,
    licence_nos: Sequence[str] = (),
    firms: Sequence[str] = (),
    shares: Sequence[Decimal] = (),
) -> tuple[Handling, ...]:
    """People with the numbers, firms and shares that stand in other columns.

    One licence number alone belongs to the first person, one firm alone to everyone.
    """
    n = len(people)
    house = firms[0] if len(firms) == 1 else ""
    columns = zip(
        people,
        _one_each(licence_nos, n, HandlersDisagree.licences, rest=""),
        _one_each(firms, n, HandlersDisagree.sentence, rest=house),
        _one_each(shares, n, HandlersDisagree.shares, rest=None),
        strict=True,
    )
    check_shares(shares)
    return tuple(
        Handling(p.name, p.licence_no or number, p.firm or firm, share)
        for p, number, firm, share in columns
    )


def check_shares(shares: Sequence[Decimal]) -> None:
    """Shares of one case are parts of a hundred."""
    if sum(shares) > 100:
        raise SharesTooLarge(sum=sum(shares))


def _one_each(given: Sequence[T], n: int, sentence: str, *, rest: T) -> list[T]:
    """One value per person: all of them, or the first and the rest."""
    if len(given) <= 1:
        return [*given, *[rest] * n][:n]
    if len(given) != n:
        raise HandlersDisagree(sentence, names=n, others=len(given))
    return list(given)
