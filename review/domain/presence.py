"""Answers that a contents list decides: whether a paper lies in the file, and no more.

Only where a scheme says so (`by_presence`): that a judgment is there does not show that
anybody explained it. A paper out of order and one that nobody looked for decide nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from review.domain.answers import Special, allowed_specials
from review.domain.contents import Evidence, Standing
from review.domain.documents import DocumentType
from review.domain.lines import Line


class Verdict(StrEnum):
    """What the papers of an item come to."""

    PRESENT = "present"
    MISSING = "missing"
    NOT_APPLICABLE = "not_applicable"


@dataclass(frozen=True, slots=True)
class Presence:
    """A verdict with the papers that are missing, if any are."""

    verdict: Verdict
    missing: tuple[DocumentType, ...] = ()

    @property
    def is_missing(self) -> bool:
        return self.verdict is Verdict.MISSING

    @property
    def basis(self) -> str:
        """To be compared with what the list said when an answer was given."""
        return ":".join([self.verdict, *(each.value for each in self.missing)])


def presence(line: Line, evidence: Evidence | None) -> Presence | None:
    """What the list decides of an item; None where it decides nothing.

    Papers that no case of this kind has are passed over; of the others all must be
    there, and one that is missing is enough for the contrary.
    """
    if evidence is None or not line.item.by_presence:
        return None
    if evidence.standing is Standing.MISSING:
        return Presence(Verdict.MISSING, _missing(evidence))
    concerned = {each.standing for each in evidence.findings}
    concerned.discard(Standing.NOT_APPLICABLE)
    if concerned == {Standing.PRESENT}:
        return Presence(Verdict.PRESENT)
    may_not_apply = Special.NOT_APPLICABLE in allowed_specials(line)
    if not concerned and evidence.findings and may_not_apply:
        return Presence(Verdict.NOT_APPLICABLE)
    return None


def is_doubted(line: Line, evidence: Evidence | None) -> bool:
    """Whether the list says of an item's papers what full marks would pass over.

    It decides nothing: whoever reads the file looks. A bonus that is not won needs no
    papers.
    """
    if evidence is None or line.is_bonus:
        return False
    if any(each.is_fault for each in evidence.findings):
        return True
    return evidence.standing is Standing.NOT_APPLICABLE and line.item.may_not_apply


def _missing(evidence: Evidence) -> tuple[DocumentType, ...]:
    found = evidence.findings
    return tuple(e.document for e in found if e.standing is Standing.MISSING)
