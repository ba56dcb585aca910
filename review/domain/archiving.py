"""What the archive asks of a case file: which papers, in which order, by kind of case.

The order of civil and arbitration files is that of a public binding list (S46), which
administrative files follow (S48). The official lists for criminal files are known by
their titles only, so theirs is a suggestion of this product along the same order. So are
those of institutions and stations, by the four stages of service and what the law has
them record. For duty lawyers, plea witnessing and drafting no list is known, and none is
made up.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from review.domain.documents import DocumentType as D
from review.domain.kinds import OBJECT_KINDS, CaseKind, Origin, Stage
from review.domain.sources import OWN


class Need(StrEnum):
    """Whether a paper must be in the file, or only where the case has one."""

    REQUIRED = "required"
    IF_ANY = "if_any"


@dataclass(frozen=True, slots=True)
class Asked:
    """A paper of an archive list; `source` says where the demand comes from."""

    document: D
    need: Need
    source: str


@dataclass(frozen=True, slots=True)
class ArchiveList:
    """The papers in their order; those `anywhere` belong to the file at any place."""

    entries: tuple[Asked, ...]
    source: str

    @property
    def required(self) -> tuple[D, ...]:
        return tuple(e.document for e in self.entries if e.need is Need.REQUIRED)

    def rank(self, document: D) -> int | None:
        """The place in the order; None for what may stand anywhere or does not belong."""
        ranks = (n for n, e in enumerate(self.entries) if e.document is document)
        return next(ranks, None)

    def includes(self, document: D) -> bool:
        return document in ANYWHERE or self.rank(document) is not None


ANYWHERE = frozenset(
    {
        D.AGREEMENT,
        D.CUSTODY_APPLICATION,
        D.PLEA_STATEMENT,
        D.HEARING_NOTICE,
        D.COLLECTIVE_DISCUSSION,
        D.WORK_RECORD,
        D.DELIVERY_RECEIPT,
        D.CLOSING_APPROVAL,
        D.OPINION_FORM,
        D.SUBSIDY_FORM,
        D.OTHER,
    }
)
"""Lists differ about their place (S47 begins with the closing approval), or say nothing."""
UNKNOWN_LISTS = frozenset(
    {CaseKind.DUTY_LAWYER_HELP, CaseKind.PLEA_WITNESS, CaseKind.DRAFTING}
)
CRIMINAL = frozenset({CaseKind.CRIMINAL_DEFENSE, CaseKind.CRIMINAL_REPRESENTATION})
LISTED = frozenset({CaseKind.CIVIL, CaseKind.ADMINISTRATIVE, CaseKind.ARBITRATION})
HIGHER = frozenset({Stage.TRIAL_SECOND, Stage.RETRIAL, Stage.DEATH_REVIEW})
BEFORE_TRIAL = frozenset({Stage.INVESTIGATION, Stage.PROSECUTION})


@lru_cache(maxsize=512)
def archive_list(
    kind: str, *, stage: str = "", origin: str = "", volume_set: str = ""
) -> ArchiveList | None:
    """The papers a file of this kind is archived with; None where no list is known.

    A secondary volume (副卷) holds what the centre adds, of which no list is known.
    """
    known = kind in {each.value for each in CaseKind} and kind not in UNKNOWN_LISTS
    if not known or "副" in volume_set:
        return None
    if kind in OBJECT_KINDS:
        service = _station() if kind == CaseKind.STATION else _institution()
        return ArchiveList(tuple(service), OWN)
    is_notified = origin == Origin.NOTIFIED
    source = "S46; S48" if kind in LISTED else f"S46; {OWN}"
    if kind in CRIMINAL:
        body = _criminal(CaseKind(kind), stage, is_notified)
    elif kind == CaseKind.NON_LITIGATION:
        body = _without_court()
    else:
        body = _court(kind, stage)
    head = _head(is_notified)
    end = Asked(D.CLOSING_REPORT, Need.REQUIRED, "法律援助法 art. 50; S46")
    return ArchiveList((*head, *body, end), source)


def _must(document: D, source: str = "S46") -> Asked:
    return Asked(document, Need.REQUIRED, source)


def _may(document: D, source: str = "S46") -> Asked:
    return Asked(document, Need.IF_ANY, source)


def _head(is_notified: bool) -> Iterator[Asked]:
    """Application and assignment; where an organ gave notice nobody applied."""
    yield _may(D.COVER, "S40; S49")
    yield _must(D.INDEX, "S46; S49")
    if is_notified:
        yield _must(D.ORGAN_NOTICE, OWN)
        yield _may(D.GRANT_DECISION)
    else:
        yield _must(D.APPLICATION_FORM)
        yield _must(D.IDENTITY_PROOF)
        yield _may(D.MEANS_PROOF, "S46; S26")
        yield _must(D.APPROVAL_FORM)
        yield _must(D.GRANT_DECISION)
    yield _must(D.ASSIGNMENT_NOTICE)
    yield _must(D.AID_LETTER)
    yield _must(D.RIGHTS_NOTICE)


def _court(kind: str, stage: str) -> Iterator[Asked]:
    """Civil, administrative, arbitration; enforcement and compensation like them."""
    yield _must(D.RISK_NOTICE)
    yield _must(D.POWER_OF_ATTORNEY)
    yield _may(D.PLEADING)
    if stage in HIGHER and kind != CaseKind.ARBITRATION:
        yield _must(D.EARLIER_JUDGMENT)
    yield _may(D.EVIDENCE)
    yield _may(D.READING_NOTES)
    yield _must(D.MEETING_NOTES)
    yield _may(D.HEARING_RECORD)
    yield _must(D.REPRESENTATION_OPINION)
    yield _may(D.JUDGMENT)


def _without_court() -> Iterator[Asked]:
    """Non-litigation, after a law firm's list (S48)."""
    yield _must(D.RISK_NOTICE)
    yield _must(D.POWER_OF_ATTORNEY, "S46; S48")
    yield _may(D.EVIDENCE, "S48")
    yield _must(D.MEETING_NOTES, "S48")
    yield _may(D.LEGAL_OPINION, "S48")
    yield _may(D.JUDGMENT, "S48")


def _criminal(kind: CaseKind, stage: str, is_notified: bool) -> Iterator[Asked]:
    """The rules of 2023 ask the defender to meet, to read the file, and for an opinion.

    Before the prosecution there is no file to read, and no hearing before the trial.
    """
    is_defence = kind is CaseKind.CRIMINAL_DEFENSE
    if not is_defence:
        yield _may(D.RISK_NOTICE)
    yield (_may if is_notified else _must)(D.POWER_OF_ATTORNEY)
    if stage in HIGHER:
        yield _must(D.EARLIER_JUDGMENT)
    if stage != Stage.INVESTIGATION:
        yield _may(D.PLEADING)
    yield _may(D.EVIDENCE)
    if stage != Stage.INVESTIGATION:
        yield _must(D.READING_NOTES, "S46; S26")
    yield _must(D.MEETING_NOTES, "S46; S26")
    if stage not in BEFORE_TRIAL:
        yield _may(D.HEARING_RECORD)
    opinion = D.DEFENSE_OPINION if is_defence else D.REPRESENTATION_OPINION
    yield _must(opinion, "S46; S26")
    if stage != Stage.INVESTIGATION:
        yield _may(D.JUDGMENT)


# Of the papers of single cases those that were looked at may lie among the registers.


def _institution() -> Iterator[Asked]:
    """A legal-aid institution over a period: advice, acceptance, handling, closing."""
    yield _may(D.INDEX, OWN)
    yield _may(D.SERVICE_NOTICE, f"法律援助法 art. 23; S8; {OWN}")
    yield _must(D.ADVICE_REGISTER, f"S96; {OWN}")
    yield _must(D.APPLICATION_REGISTER, f"法律援助法 art. 43; {OWN}")
    yield _may(D.APPLICATION_FORM, f"S41; {OWN}")
    yield _may(D.MEANS_PROOF, f"法律援助法 art. 41; {OWN}")
    yield _may(D.GRANT_DECISION, f"法律援助法 art. 43; {OWN}")
    yield _must(D.ASSIGNMENT_REGISTER, f"法律援助法 art. 43; {OWN}")
    yield _may(D.ASSIGNMENT_NOTICE, f"法律援助法 art. 43; {OWN}")
    yield _must(D.CLOSING_REGISTER, f"法律援助法 art. 50; {OWN}")
    yield _may(D.CLOSING_REPORT, f"法律援助法 art. 50; {OWN}")


def _station() -> Iterator[Asked]:
    """A station or duty desk; not every one has requests, notices and legal help."""
    yield _may(D.INDEX, OWN)
    yield _may(D.SERVICE_NOTICE, f"法律援助法 art. 14; {OWN}")
    yield _must(D.DUTY_ROSTER, f"法律援助法 art. 14; {OWN}")
    yield _must(D.DUTY_SIGN_IN, f"法律援助法 art. 14; {OWN}")
    yield _must(D.ADVICE_REGISTER, f"S96; {OWN}")
    yield _may(D.APPLICATION_FORM, f"法律援助法 art. 39; {OWN}")
    yield _must(D.REFERRAL_REGISTER, f"法律援助法 art. 39; {OWN}")
    yield _may(D.REQUEST_REGISTER, f"法律援助法 art. 37; {OWN}")
    yield _may(D.HELP_RECORD, f"法律援助法 art. 30; {OWN}")
