"""Who adopts changed rules: never the person who proposed them.

In an office with one officer there is no second person; there an officer of the superior
bureau adopts. The superior has no part in it where the office has officers enough.
Nobody goes past this by loading a changed file alone, and rules that were issued from
above change above.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from review.domain.errors import N_, RuleBroken


class Part(StrEnum):
    """What somebody is to a proposal."""

    PROPOSER = "proposer"
    COLLEAGUE = "colleague"
    SUPERIOR = "superior"
    NONE = "none"

    @property
    def may_decide(self) -> bool:
        return self in (Part.COLLEAGUE, Part.SUPERIOR)


class Decision(StrEnum):
    """What became of a proposal."""

    ADOPTED = "adopted"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"

    @property
    def words(self) -> str:
        return DECISION_WORDS[self]


DECISION_WORDS = {
    Decision.ADOPTED: N_("Adopted"),
    Decision.REFUSED: N_("Refused"),
    Decision.WITHDRAWN: N_("Withdrawn"),
}


class OnePerson(RuleBroken):
    """Two people are two people, whatever roles they hold."""

    sentence = N_(
        "You proposed this yourself: somebody else has to adopt or refuse it."
    )


class NotTheProposer(RuleBroken):
    sentence = N_("Only who proposed it can withdraw it; you may refuse it.")


@dataclass(frozen=True, slots=True)
class Office:
    """The bureau whose rules change, how many officers it has, and who is above it."""

    bureau_id: int
    n_officers: int
    superior_id: int | None = None


def part_of(
    office: Office, *, proposer: int, user_id: int | None, bureau_id: int | None
) -> Part:
    """What an officer of some bureau is to a proposal of this office."""
    if user_id is None:
        return Part.NONE
    if user_id == proposer:
        return Part.PROPOSER
    if bureau_id == office.bureau_id:
        return Part.COLLEAGUE
    is_above = bureau_id is not None and bureau_id == office.superior_id
    return Part.SUPERIOR if is_above and office.n_officers <= 1 else Part.NONE


def decided_in(office: Office) -> int | None:
    """The bureau whose officers may decide; none where there is no second person."""
    return office.bureau_id if office.n_officers > 1 else office.superior_id


def check_decision(part: Part, decision: Decision) -> None:
    """Withdrawing is for the proposer, everything else for somebody else."""
    if decision is Decision.WITHDRAWN:
        if part is not Part.PROPOSER:
            raise NotTheProposer
    elif not part.may_decide:
        raise OnePerson


@dataclass(frozen=True, slots=True)
class Standing:
    """What is there of a scheme's code when a changed version of it is brought."""

    n_campaigns: int = 0
    issuer: str = ""


class TakesTwo(RuleBroken):
    """The way out is a proposal, with or without a trial."""

    sentence = N_(
        "Campaigns use the scheme %(code)s (%(n)s of them): a changed version takes two "
        "people. Send it with a reason on the page “Load a scheme”, or try it with “What "
        "if” first; then another officer adopts it."
    )


class IssuedFromAbove(RuleBroken):
    sentence = N_(
        "The scheme %(code)s was issued by %(issuer)s and is changed there. Rules of your "
        "own need a code of their own."
    )


def check_changed_here(code: str, standing: Standing) -> None:
    """Rules issued by a superior are not changed below, by however many people."""
    if standing.issuer:
        raise IssuedFromAbove(code=code, issuer=standing.issuer)


def check_alone(code: str, standing: Standing) -> None:
    """One person may load what no campaign uses yet, and nothing that changes the rest."""
    check_changed_here(code, standing)
    if standing.n_campaigns:
        raise TakesTwo(code=code, n=standing.n_campaigns)


ANOTHER_OFFICER = N_("It waits for another officer of the bureau.")
THE_SUPERIOR = N_(
    "The bureau has one officer: it waits for an officer of the superior bureau."
)
NOBODY = N_(
    "The bureau has one officer and no superior bureau here: a second officer needs an "
    "account before it can be adopted."
)


def waits_for(office: Office) -> str:
    """Whose turn it is, as a sentence."""
    if office.n_officers > 1:
        return ANOTHER_OFFICER
    return NOBODY if office.superior_id is None else THE_SUPERIOR
