"""Entrusted campaigns (委托第三方评估): the contract, and who runs the reviews under it.

The statute lets a bureau have quality assessed by a third party (法律援助法 art. 57); it
says nothing of how. Here an organisation runs the reviews of one campaign, on its own,
from the first day of its contract to the last; the bureau provides the files, sees how
far everything is, and gets the results when they are handed over. Until then it reads no
grade and does not learn who reads which file.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from review.domain.errors import N_, RuleBroken
from review.domain.kinds import Worded

MOST_SCOPE = 2000
MOST_NAME = 200
MOST_NUMBER = 64


class OrganisationKind(Worded):
    """What kind of third party a bureau entrusts."""

    BAR = "bar_association", N_("Bar association"), "律师协会", "律协"
    UNIVERSITY = "university", N_("University"), "高等院校", "高校", "大学"
    SOCIAL = "social_organisation", N_("Social organisation"), "社会组织", "社会团体"
    OTHER = "other", N_("Other professional body"), "其他专业机构", "其他"


class Standing(StrEnum):
    """Where a contract stands on a day."""

    AHEAD = "ahead"
    IN_FORCE = "in_force"
    OVER = "over"
    DELIVERED = "delivered"
    CLOSED = "closed"
    TAKEN_BACK = "taken_back"

    @property
    def words(self) -> str:
        return STANDING_WORDS[self]


STANDING_WORDS = {
    Standing.AHEAD: N_("The contract has not begun"),
    Standing.IN_FORCE: N_("The contract is in force"),
    Standing.OVER: N_("The contract is over, the evaluation is not handed over"),
    Standing.DELIVERED: N_("The evaluation is handed over"),
    Standing.CLOSED: N_("The evaluation is handed over, the contract is over"),
    Standing.TAKEN_BACK: N_("The bureau has taken the campaign back"),
}


class Ending(StrEnum):
    """How a contract stopped counting: replaced by a later one, or for good."""

    REPLACED = "replaced"
    DELIVERED = "delivered"
    TAKEN_BACK = "taken_back"


@dataclass(frozen=True, slots=True)
class Contract:
    """Who reviews for the bureau, by which contract, from when to when, and what."""

    organisation: str
    kind: OrganisationKind
    contract_no: str
    starts_on: date
    ends_on: date
    scope: str = ""


class ContractBroken(RuleBroken):
    """The contract contradicts itself; `place` is the field that is wrong."""

    sentence = N_("This contract cannot be recorded.")

    def __init__(
        self, sentence: str = "", *, place: str = "", **values: object
    ) -> None:
        super().__init__(sentence, **values)
        self.place = place


class AlreadyAllocated(RuleBroken):
    sentence = N_(
        "Files have been given to reviewers; from now on this campaign is the bureau's "
        "own and cannot be entrusted."
    )


class ReportedAsItGoes(ContractBroken):
    sentence = N_(
        "A standing campaign is reported as it goes; what is handed over whole at the "
        "end is an annual or a special campaign."
    )


class NotEntrusted(RuleBroken):
    sentence = N_("No contract counts for this campaign any more.")


class NotAllSettled(RuleBroken):
    sentence = N_(
        "Files without a result yet: %(n)s of %(whole)s. The evaluation is "
        "handed over whole."
    )


def contract_faults(
    contract: Contract, *, due_on: date | None = None
) -> Iterator[ContractBroken]:
    """Everything in which a contract contradicts itself or the campaign's term."""
    if not contract.organisation.strip():
        yield ContractBroken(
            N_("Name the organisation that is entrusted."), place="organisation"
        )
    if not contract.contract_no.strip():
        yield ContractBroken(
            N_("Give the number of the contract."), place="contract_no"
        )
    for place, text, most in (
        ("organisation", contract.organisation, MOST_NAME),
        ("contract_no", contract.contract_no, MOST_NUMBER),
        ("contract_scope", contract.scope, MOST_SCOPE),
    ):
        if len(text) > most:
            yield ContractBroken(
                N_("At most %(most)s characters."), place=place, most=most
            )
    if contract.ends_on < contract.starts_on:
        yield ContractBroken(
            N_("The contract ends before it begins."), place="contract_until"
        )
    elif due_on is not None and contract.ends_on < due_on:
        yield ContractBroken(
            N_("The contract ends on %(day)s, before the reviews are due."),
            place="contract_until",
            day=contract.ends_on.isoformat(),
        )


def standing_of(
    starts_on: date, ends_on: date, *, ending: str = "", today: date
) -> Standing:
    """Both days belong to the contract; what has ended it otherwise comes first."""
    if ending == Ending.DELIVERED:
        return Standing.DELIVERED if today <= ends_on else Standing.CLOSED
    if ending:
        return Standing.TAKEN_BACK
    if today < starts_on:
        return Standing.AHEAD
    return Standing.IN_FORCE if today <= ends_on else Standing.OVER


def contract_as_data(contract: Contract) -> dict[str, str]:
    return {
        "organisation": contract.organisation.strip(),
        "kind": contract.kind.value,
        "contract_no": contract.contract_no.strip(),
        "starts_on": contract.starts_on.isoformat(),
        "ends_on": contract.ends_on.isoformat(),
        "scope": contract.scope.strip(),
    }
