"""Who holds the paper volumes of a file: brought in, handed over, back, returned.

Volumes pass from reviewer to reviewer through the office only, so that neither learns
who else reads the file.
"""

from __future__ import annotations

from enum import StrEnum

from review.domain.errors import N_, RuleBroken
from review.domain.kinds import Worded

MOST_VOLUMES = 99


class Place(StrEnum):
    """Where the volumes of a file are."""

    OWNER = "owner"
    OFFICE = "office"
    REVIEWER = "reviewer"
    RETURNED = "returned"

    @property
    def words(self) -> str:
        return PLACE_WORDS[self]

    @property
    def is_out(self) -> bool:
        """With a reviewer, and to be asked back."""
        return self is Place.REVIEWER


PLACE_WORDS = {
    Place.OWNER: N_("Not brought in"),
    Place.OFFICE: N_("At the office"),
    Place.REVIEWER: N_("With a reviewer"),
    Place.RETURNED: N_("Returned"),
}


class Move(Worded):
    """What is handed over; each is a list that both sides sign."""

    RECEIVED = "received", N_("Brought in"), "调入"
    HANDED = "handed", N_("Handed to a reviewer"), "移交评查员"
    BACK = "back", N_("Back from a reviewer"), "评查员交回"
    RETURNED = "returned", N_("Returned to the firm"), "归还"

    @property
    def is_with_reviewer(self) -> bool:
        """Whether the other side is a reviewer, and not a firm."""
        return self in (Move.HANDED, Move.BACK)


FROM: dict[Move, frozenset[Place]] = {
    Move.RECEIVED: frozenset({Place.OWNER, Place.RETURNED}),
    Move.HANDED: frozenset({Place.OFFICE}),
    Move.BACK: frozenset({Place.REVIEWER}),
    Move.RETURNED: frozenset({Place.OFFICE}),
}
TO = {
    Move.RECEIVED: Place.OFFICE,
    Move.HANDED: Place.REVIEWER,
    Move.BACK: Place.OFFICE,
    Move.RETURNED: Place.RETURNED,
}


class CustodyBroken(RuleBroken):
    """Volumes cannot be handed over from where they are not."""

    sentence = N_(
        "The volumes of %(case_no)s were handed over elsewhere meanwhile. Look at the "
        "list again."
    )


class WrongNumber(RuleBroken):
    sentence = N_("A file has between 1 and %(most)s volumes.")


def place_after(move: str | None) -> Place:
    """Where the last move left the volumes; without one they were never brought in."""
    return TO[Move(move)] if move else Place.OWNER


def check_move(move: Move, *, last: str | None, case_no: str, n_volumes: int) -> None:
    if place_after(last) not in FROM[move]:
        raise CustodyBroken(case_no=case_no)
    if not 1 <= n_volumes <= MOST_VOLUMES:
        raise WrongNumber(most=MOST_VOLUMES)


def seen_by_reader(*, is_own: bool) -> Place:
    """What a reviewer is told: whoever else has a file, it is kept by the office."""
    return Place.REVIEWER if is_own else Place.OFFICE
