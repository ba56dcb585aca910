"""Who may read which case file: bars, warnings, and how well a reviewer fits.

Barred always: handling the case, the handler's firm of that time or of today, a declared
conflict. What the docket shows beside that (opposing counsel, co-counsel, predecessor and
their firms, the same matter or party, a former employer) is graded by the campaign: it
bars, it warns, or it is disclosed.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from review.domain.errors import N_, ngettext


class Bar(StrEnum):
    """Why a reviewer may not read a case, in the order in which reasons are counted."""

    SEALED = "sealed"
    PART = "part"
    COMPETENCE = "competence"
    YEARS = "years"
    AWAY = "away"
    UNQUALIFIED = "unqualified"
    TAKEN = "taken"
    OWN_CASE = "own_case"
    OWN_FIRM = "own_firm"
    DECLARED = "declared"
    OPPOSING = "opposing"
    CO_COUNSEL = "co_counsel"
    PREDECESSOR = "predecessor"
    STAFF = "staff"
    MATTER = "matter"
    PARTY = "party"
    EMPLOYER = "employer"
    SAME_AREA = "same_area"
    RECIPROCAL = "reciprocal"


class Strength(StrEnum):
    """How much a relation found in the docket weighs."""

    BLOCK = "block"
    WARN = "warn"
    DISCLOSE = "disclose"

    @property
    def words(self) -> str:
        return STRENGTH_WORDS[self]


STRENGTH_WORDS = {
    Strength.BLOCK: N_("never reads the file"),
    Strength.WARN: N_("reads it only where nobody else is free, and is named"),
    Strength.DISCLOSE: N_("is avoided where that costs little, and is named"),
}

GRADES: Mapping[Bar, Strength] = {
    Bar.OPPOSING: Strength.BLOCK,
    Bar.CO_COUNSEL: Strength.BLOCK,
    Bar.PREDECESSOR: Strength.BLOCK,
    Bar.STAFF: Strength.BLOCK,
    Bar.MATTER: Strength.BLOCK,
    Bar.PARTY: Strength.WARN,
    Bar.EMPLOYER: Strength.BLOCK,
}
"""The relations a campaign may grade, and how they weigh if it says nothing."""

BAR_SENTENCES: Mapping[Bar, str] = {
    Bar.SEALED: N_("The file was sealed after the draw; nobody reads it any more."),
    Bar.PART: ngettext(
        "%(n)s does not review this part of the sheet.",
        "%(n)s do not review this part of the sheet.",
    ),
    Bar.COMPETENCE: ngettext(
        "%(n)s does not review this kind of case.",
        "%(n)s do not review this kind of case.",
    ),
    Bar.YEARS: ngettext(
        "%(n)s has practised too few years for this class of case.",
        "%(n)s have practised too few years for this class of case.",
    ),
    Bar.AWAY: ngettext("%(n)s is away.", "%(n)s are away."),
    Bar.UNQUALIFIED: ngettext(
        "%(n)s has not qualified on a calibration file yet.",
        "%(n)s have not qualified on a calibration file yet.",
    ),
    Bar.TAKEN: ngettext(
        "%(n)s has this case already.", "%(n)s have this case already."
    ),
    Bar.OWN_CASE: ngettext(
        "%(n)s handled the case.", "%(n)s handled the case themselves."
    ),
    Bar.OWN_FIRM: ngettext(
        "%(n)s belongs to the firm of a handler.",
        "%(n)s belong to the firm of a handler.",
    ),
    Bar.DECLARED: ngettext(
        "%(n)s has declared a conflict of interest, or is kept apart from the file, for "
        "instance because another campaign gave it to them.",
        "%(n)s have declared a conflict of interest, or are kept apart from the file, "
        "for instance because another campaign gave it to them.",
    ),
    Bar.OPPOSING: N_("%(n)s, or their firm, acted for the other side."),
    Bar.CO_COUNSEL: N_("%(n)s, or their firm, acted beside the handler."),
    Bar.PREDECESSOR: N_("%(n)s, or their firm, had the matter before the handler."),
    Bar.STAFF: ngettext(
        "%(n)s, or their firm, heads, runs or mans the institution.",
        "%(n)s, or their firm, head, run or man the institution.",
    ),
    Bar.MATTER: N_("%(n)s handled another case of the same matter."),
    Bar.PARTY: N_("%(n)s handled a case with the same party."),
    Bar.EMPLOYER: N_("%(n)s used to work at the same firm."),
    Bar.SAME_AREA: ngettext(
        "%(n)s comes from the county of the case.",
        "%(n)s come from the county of the case.",
    ),
    Bar.RECIPROCAL: N_("For %(n)s it is not their turn: no two review each other."),
}

REFUSALS: Mapping[Bar, str] = {
    Bar.SEALED: N_("Case %(case)s was sealed after the draw; nobody reads it."),
    Bar.PART: N_("Reviewer %(reviewer)s does not review this part of case %(case)s."),
    Bar.COMPETENCE: N_("Reviewer %(reviewer)s does not review cases like %(case)s."),
    Bar.YEARS: N_(
        "Reviewer %(reviewer)s has practised too few years for case %(case)s."
    ),
    Bar.AWAY: N_("Reviewer %(reviewer)s is away and gets no case %(case)s."),
    Bar.UNQUALIFIED: N_(
        "Reviewer %(reviewer)s has not qualified yet and gets no case %(case)s."
    ),
    Bar.TAKEN: N_("Reviewer %(reviewer)s has case %(case)s already."),
    Bar.OWN_CASE: N_("Reviewer %(reviewer)s handled case %(case)s."),
    Bar.OWN_FIRM: N_(
        "Reviewer %(reviewer)s is in the firm of a handler of case %(case)s."
    ),
    Bar.DECLARED: N_(
        "Reviewer %(reviewer)s has declared a conflict on case %(case)s, or is kept "
        "apart from it, for instance because another campaign gave it to them."
    ),
    Bar.OPPOSING: N_(
        "Reviewer %(reviewer)s or their firm acted for the other side in %(case)s."
    ),
    Bar.CO_COUNSEL: N_(
        "Reviewer %(reviewer)s or their firm acted beside the handler of %(case)s."
    ),
    Bar.PREDECESSOR: N_(
        "Reviewer %(reviewer)s or their firm had the matter of %(case)s before."
    ),
    Bar.STAFF: N_(
        "Reviewer %(reviewer)s or their firm head, run or man the institution of "
        "%(case)s."
    ),
    Bar.MATTER: N_(
        "Reviewer %(reviewer)s handled another case of the matter of %(case)s."
    ),
    Bar.PARTY: N_("Reviewer %(reviewer)s handled a case with a party of %(case)s."),
    Bar.EMPLOYER: N_(
        "Reviewer %(reviewer)s used to work at the same firm as a handler of %(case)s."
    ),
    Bar.SAME_AREA: N_("Reviewer %(reviewer)s comes from the county of case %(case)s."),
    Bar.RECIPROCAL: N_(
        "It is not the turn of reviewer %(reviewer)s to review case %(case)s."
    ),
}

COUNSEL = frozenset({Bar.OPPOSING, Bar.CO_COUNSEL, Bar.PREDECESSOR})
"""Who acts for somebody acts for the own firm too. Who has duty at a station does not:
else one duty lawyer of each firm would leave a station without reviewers.
"""

SLIGHT_LOSS = 1
"""Decides among equals only: it never makes loads uneven, and is not counted."""
DISCLOSED_LOSS = 200


@dataclass(frozen=True, slots=True)
class Side:
    """Who stood in a relation to a case: a person or a firm, by a key."""

    relation: Bar
    person: str = ""
    firm: str = ""


@dataclass(frozen=True, slots=True)
class Reviewer:
    """A reviewer under their code; `person` is who they are as a handler.

    No competences, or no parts, means all of them. `load` is what they have already;
    the cap counts it in. `matters` and `parties` are those of cases they handled;
    `former_firms` and `colleagues` reach back as far as the campaign says; `fellows` are
    those who practise at the same firm today.
    """

    key: str
    person: str = ""
    firms: frozenset[str] = frozenset()
    area: str = ""
    cap: int | None = None
    load: int = 0
    competences: frozenset[str] = frozenset()
    parts: frozenset[str] = frozenset()
    declared_cases: frozenset[str] = frozenset()
    declared_persons: frozenset[str] = frozenset()
    declared_firms: frozenset[str] = frozenset()
    years: int | None = None
    is_away: bool = False
    is_unqualified: bool = False
    matters: frozenset[str] = frozenset()
    parties: frozenset[str] = frozenset()
    former_firms: frozenset[str] = frozenset()
    colleagues: frozenset[str] = frozenset()
    fellows: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class CaseToAllocate:
    """A case file, or one part of its sheet, with the slots still to be filled.

    `handlers` and `firms` name every handler, not the lead alone. Parts of one case go
    to different reviewers. `years` of practice are asked of its reviewers. One that was
    sealed after it was drawn goes to nobody.
    """

    key: str
    part: str = ""
    slots: tuple[int, ...] = (1, 2)
    handlers: frozenset[str] = frozenset()
    firms: frozenset[str] = frozenset()
    area: str = ""
    kind: str = ""
    years: int = 0
    sides: frozenset[Side] = frozenset()
    matters: frozenset[str] = frozenset()
    parties: frozenset[str] = frozenset()
    is_sealed: bool = False


@dataclass(frozen=True, slots=True)
class Turn:
    """One unit that may not read another's files, because the other reads its own."""

    reader: str
    read: str


class Unit(StrEnum):
    """Who must not review each other: two people, two firms, two counties, or nobody
    where the pool is too small for turns.
    """

    PERSON = "person"
    FIRM = "firm"
    COUNTY = "county"
    NOBODY = "nobody"


@dataclass(frozen=True, slots=True)
class AllocationRules:
    """What a campaign adds: recusal of the same county, and who has a case already.

    Whoever was given a case by another campaign is kept apart from it (`apart`). That is
    told in the words of a declared conflict: who runs one campaign does not learn from a
    refusal who reviewed what in another.
    """

    bar_same_area: bool = False
    taken: frozenset[tuple[str, str]] = frozenset()
    apart: frozenset[tuple[str, str]] = frozenset()
    grades: Mapping[Bar, Strength] = field(default_factory=lambda: dict(GRADES))
    unit: Unit = Unit.PERSON
    barred_turns: frozenset[Turn] = frozenset()


def forbidden(
    case: CaseToAllocate, reviewer: Reviewer, rules: AllocationRules
) -> tuple[Bar, ...]:
    """Every reason why this reviewer may not read this case; empty means may."""
    declared = (
        case.key in reviewer.declared_cases
        or (case.key, reviewer.key) in rules.apart
        or not case.handlers.isdisjoint(reviewer.declared_persons)
        or not case.firms.isdisjoint(reviewer.declared_firms)
    )
    same_area = bool(case.area) and case.area == reviewer.area
    holds = {
        Bar.SEALED: case.is_sealed,
        Bar.PART: _excludes(reviewer.parts, case.part),
        Bar.COMPETENCE: _excludes(reviewer.competences, case.kind),
        Bar.YEARS: case.years > 0 and (reviewer.years or 0) < case.years,
        Bar.AWAY: reviewer.is_away,
        Bar.UNQUALIFIED: reviewer.is_unqualified,
        Bar.TAKEN: (case.key, reviewer.key) in rules.taken,
        Bar.OWN_CASE: bool(reviewer.person) and reviewer.person in case.handlers,
        Bar.OWN_FIRM: not case.firms.isdisjoint(reviewer.firms)
        or not case.handlers.isdisjoint(reviewer.fellows),
        Bar.DECLARED: declared,
        **dict.fromkeys(graded(case, reviewer, rules, Strength.BLOCK), True),
        Bar.SAME_AREA: rules.bar_same_area and same_area,
        Bar.RECIPROCAL: _is_reciprocal(case, reviewer, rules),
    }
    return tuple(bar for bar in Bar if holds.get(bar))


def relations(case: CaseToAllocate, reviewer: Reviewer) -> tuple[Bar, ...]:
    """What the docket shows between a reviewer and a case, whatever its weight."""
    ours = {side.relation for side in case.sides if _is_ours(side, reviewer)}
    holds = {
        Bar.MATTER: not case.matters.isdisjoint(reviewer.matters),
        Bar.PARTY: not case.parties.isdisjoint(reviewer.parties),
        Bar.EMPLOYER: not case.firms.isdisjoint(reviewer.former_firms)
        or not case.handlers.isdisjoint(reviewer.colleagues),
    }
    return tuple(bar for bar in GRADES if bar in ours or holds.get(bar))


def _is_ours(side: Side, reviewer: Reviewer) -> bool:
    if side.firm:
        return side.firm in reviewer.firms
    is_fellow = side.relation in COUNSEL and side.person in reviewer.fellows
    return bool(side.person) and (side.person == reviewer.person or is_fellow)


def graded(
    case: CaseToAllocate,
    reviewer: Reviewer,
    rules: AllocationRules,
    strength: Strength,
) -> tuple[Bar, ...]:
    """The relations that weigh so much in this campaign."""
    found = relations(case, reviewer)
    return tuple(bar for bar in found if rules.grades.get(bar) is strength)


def loss_of(case: CaseToAllocate, reviewer: Reviewer, rules: AllocationRules) -> int:
    """What is missing to the best fit, in thousandths; the worst fact counts.

    Who was taken in for this kind of case comes before who reviews every kind.
    """
    if graded(case, reviewer, rules, Strength.DISCLOSE):
        return DISCLOSED_LOSS
    return SLIGHT_LOSS if case.kind and not reviewer.competences else 0


def barred_turns(
    order: Sequence[str], done: Collection[tuple[str, str]]
) -> frozenset[Turn]:
    """Who may not read whose files, so that no two read each other's.

    All stand in a circle, ordered by lot; each may read the half that follows. So each
    has about as many to read as are read by, and with three there is a rotation. Who
    has read already (`done`: reader, read) keeps that turn.
    """
    n, place = len(order), {name: nth for nth, name in enumerate(order)}
    barred = set()
    for one in order:
        for other in order[place[one] + 1 :]:
            ahead = 2 * (place[other] - place[one]) <= n
            first, second = (one, other) if ahead else (other, one)
            if (second, first) in done and (first, second) not in done:
                first, second = second, first
            barred.add(Turn(reader=second, read=first))
    return frozenset(barred)


def _is_reciprocal(
    case: CaseToAllocate, reviewer: Reviewer, rules: AllocationRules
) -> bool:
    if not rules.barred_turns:
        return False
    readers, read = {
        Unit.PERSON: (frozenset((reviewer.person,)), case.handlers),
        Unit.FIRM: (reviewer.firms, case.firms),
        Unit.COUNTY: (frozenset((reviewer.area,)), frozenset((case.area,))),
    }[rules.unit]
    return any(
        Turn(one, other) in rules.barred_turns for one in readers for other in read
    )


def _excludes(chosen: frozenset[str], wanted: str) -> bool:
    return bool(chosen) and bool(wanted) and wanted not in chosen
