"""Who holds the paper volumes of a file: brought in, handed over, back, returned.

Volumes pass from reviewer to reviewer through the office only, so that neither learns
who else reads the file.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from review.domain.errors import N_, RuleBroken
from review.domain.kinds import Worded

MOST_VOLUMES = 99
FRESH = timedelta(minutes=10)
"""So long a list is at hand for printing to whoever made it."""


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


FEWER = {
    Move.HANDED: N_("%(due)s in all, %(n)s handed over"),
    Move.BACK: N_("%(due)s handed out, %(n)s brought back"),
    Move.RETURNED: N_("%(due)s in all, %(n)s returned"),
}
"""How a list says that fewer volumes came than were due."""

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


class MoreThanKept(RuleBroken):
    """Of volumes kept back no more can come than were kept."""

    sentence = N_("Of %(case_no)s no more than %(n)s volumes were kept back.")


@dataclass(frozen=True, slots=True)
class Moved:
    """A move in the book of a file; with a reviewer, by code."""

    move: Move
    n: int
    code: str = ""


@dataclass(frozen=True, slots=True)
class Held:
    """How many volumes of a file are at the office, and with each reviewer."""

    office: int = 0
    readers: Mapping[str, int] = field(default_factory=dict)

    @property
    def n(self) -> int:
        return self.office + sum(self.readers.values())

    def due(self, move: Move, code: str = "") -> int:
        """How many go by a move if nothing is kept back: all that is not with the firm
        or with the reviewer who gets the rest, and from a reviewer all that one has.
        """
        has = self.readers.get(code, 0)
        if move is Move.BACK:
            return has
        return 0 if move is Move.RECEIVED else self.n - has

    def at_hand(self, move: Move, code: str = "") -> int:
        """How many there are to give, where it is to be given from."""
        return self.readers.get(code, 0) if move is Move.BACK else self.office

    def after(self, moved: Moved) -> Held:
        """More than was known to be there is a better count, not less than nothing."""
        has = self.readers.get(moved.code, 0)
        if moved.move is Move.RECEIVED:
            return Held(self.office + moved.n, self.readers)
        if moved.move is Move.BACK:
            left = {**self.readers, moved.code: max(0, has - moved.n)}
            return Held(self.office + moved.n, left)
        office = max(0, self.office - moved.n)
        if moved.move is Move.RETURNED:
            return Held(office, self.readers)
        return Held(office, {**self.readers, moved.code: has + moved.n})

    def kept_back(self, place: Place, holder: str = "") -> tuple[tuple[str, int], ...]:
        """What is not where the file is, by who has it; the office has no code."""
        kept = [(code, n) for code, n in self.readers.items() if n and code != holder]
        if self.office and place is not Place.OFFICE:
            kept.append(("", self.office))
        return tuple(sorted(kept))


def held_after(moves: Iterable[Moved]) -> Held:
    held = Held()
    for moved in moves:
        held = held.after(moved)
    return held


def is_rest(move: Move, held: Held, place: Place, holder: str, code: str) -> bool:
    """Whether only volumes kept back come by a move: the file stays where it is."""
    if move is Move.BACK:
        return code != holder and held.readers.get(code, 0) > 0
    return move is Move.RETURNED and place is Place.RETURNED and held.office > 0


def place_after(move: str | None) -> Place:
    """Where the last move left the volumes; without one they were never brought in."""
    return TO[Move(move)] if move else Place.OWNER


def check_move(
    move: Move, *, last: str | None, case_no: str, n_volumes: int, kept: int = 0
) -> None:
    """A file moves from where it is; of what was `kept` back, no more than that."""
    if kept and n_volumes > kept:
        raise MoreThanKept(case_no=case_no, n=kept)
    if not kept and place_after(last) not in FROM[move]:
        raise CustodyBroken(case_no=case_no)
    if not 1 <= n_volumes <= MOST_VOLUMES:
        raise WrongNumber(most=MOST_VOLUMES)


def seen_by_reader(*, is_own: bool) -> Place:
    """What a reviewer is told: whoever else has a file, it is kept by the office."""
    return Place.REVIEWER if is_own else Place.OFFICE


def is_fresh(*, made_at: datetime, at: datetime) -> bool:
    return timedelta(0) <= at - made_at < FRESH


def tells_whose(move: Move, *, is_settled: bool, is_fresh_own: bool) -> bool:
    """Whether a list names a file: with a result, beside a reviewer's name no longer.

    Who takes a file back knows at that moment whom it was with, so the list that this
    person just made has the file until it is printed and signed.
    """
    if not (is_settled and move.is_with_reviewer):
        return True
    return move is Move.BACK and is_fresh_own


def tells_since(move: str | None, *, is_settled: bool) -> bool:
    """When a file moved leads to the list, and that to a reviewer's name."""
    return not (is_settled and move == Move.BACK.value)
