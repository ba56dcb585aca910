"""Why a reviewer hands a file back before reviewing it: the usual reasons as choices."""

from __future__ import annotations

from enum import StrEnum

from review.domain.errors import N_
from review.domain.kinds import is_object


class Decline(StrEnum):
    """The choices, in the order of the page; each is stored as its sentence."""

    OWN_FIRM = "own_firm"
    OWN_CASE = "own_case"
    KNOWS_PARTIES = "knows_parties"
    OWN_INSTITUTION = "own_institution"
    KNOWS_STAFF = "knows_staff"
    NOT_COMPETENT = "not_competent"
    OTHER = "other"

    @property
    def words(self) -> str:
        return DECLINE_WORDS[self]


DECLINE_WORDS = {
    Decline.OWN_FIRM: N_("The file was handled by my own firm."),
    Decline.OWN_CASE: N_("I took part in this case myself."),
    Decline.KNOWS_PARTIES: N_("I know a party or the handler."),
    Decline.OWN_INSTITUTION: N_("I work or worked at this institution, or man it."),
    Decline.KNOWS_STAFF: N_("I am close to its head or to somebody who works there."),
    Decline.NOT_COMPETENT: N_("I am not competent in this matter."),
    Decline.OTHER: N_("Another reason"),
}


OF_INSTITUTIONS = (Decline.OWN_INSTITUTION, Decline.KNOWS_STAFF)


def choices_for(kind: str) -> tuple[Decline, ...]:
    """The usual reasons for a file of this kind: of a case, or of an institution."""
    if is_object(kind):
        return (*OF_INSTITUTIONS, Decline.OTHER)
    return tuple(each for each in Decline if each not in OF_INSTITUTIONS)


def reason_of(choice: str, words: str) -> str:
    """What is stored: the sentence of the choice, or the reviewer's own words.

    Nothing for a choice that does not exist; so an empty reason is refused once.
    """
    if choice not in set(Decline):
        return ""
    chosen = Decline(choice)
    return words.strip() if chosen is Decline.OTHER else chosen.words
