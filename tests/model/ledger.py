"""The account of what is done to several files at once, to days, classes and volumes."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from tests.model.account import Account, Place

GENERAL = "general"


@dataclass
class Out:
    """Files withdrawn together, with the places that ended by it."""

    files: list[str]
    places: list[str]
    n_changes: int
    step: int
    is_out: bool = True


@dataclass
class Late:
    """A day given to a place, and what it had before."""

    place: str
    before: date | None
    asked: bool
    n_days: int
    step: int


@dataclass
class Classed:
    """Files put into a class together: what they had before, and what can show that
    somebody did more with them since.
    """

    before: dict[str, str]
    n_places: dict[str, int]
    n_classed: dict[str, int]


@dataclass
class Ledger(Account):
    """Further pages of the account."""

    term: date | None = None
    withdrawn: dict[str, Out] = field(default_factory=dict)
    given: dict[str, tuple[list[str], int]] = field(default_factory=dict)
    """Places given out together, and at which step."""
    classes: dict[str, str] = field(default_factory=dict)
    n_classed: dict[str, int] = field(default_factory=dict)
    """By file, how often its class was set."""
    classed: dict[str, Classed] = field(default_factory=dict)
    later: dict[str, Late] = field(default_factory=dict)
    looked: dict[str, int] = field(default_factory=dict)
    """At which step somebody read last what they were told."""
    volumes: dict[str, str] = field(default_factory=dict)
    last_move: dict[str, tuple[str, str]] = field(default_factory=dict)

    def has_seen(self, reader: str, step: int) -> bool:
        return self.looked.get(reader, 0) > step

    def is_under_way(self, place: Place) -> bool:
        return (
            place.waits
            and place.file in self.sample
            and self.result(place.file) is None
        )

    def holds(self, reader: str, case_no: str) -> bool:
        return any(p.waits and p.reader == reader for p in self.at(case_no))

    # --- files ---

    def withdraw(self, files: list[str], key: str, step: int) -> None:
        ended = [p for p in self.places.values() if p.file in files and p.waits]
        for place in ended:
            place.is_open = False
        self.sample = [n for n in self.sample if n not in files]
        self.left |= set(files)
        self.n_changes += 1
        keys = [place.key for place in ended]
        self.withdrawn[key] = Out(files, keys, self.n_changes, step)

    def bring_back(self, key: str) -> None:
        out = self.withdrawn[key]
        self.left -= set(out.files)
        self.sample = self.by_place([*self.sample, *out.files])
        for each in out.places:
            self.places[each].is_open = True
        self.n_changes += 1
        out.is_out = False

    def set_class(self, files: list[str], key: str, case_class: str) -> None:
        before = {n: self.classes.get(n, GENERAL) for n in files}
        for case_no in files:
            self.classes[case_no] = case_class
            self.n_classed[case_no] = self.n_classed.get(case_no, 0) + 1
        n_places = {n: len(self.at(n)) for n in files}
        n_classed = {n: self.n_classed[n] for n in files}
        self.classed[key] = Classed(before, n_places, n_classed)

    def may_undo_class(self, key: str) -> bool:
        known = self.classed[key]
        return all(
            n in self.sample
            and self.result(n) is None
            and len(self.at(n)) == known.n_places[n]
            and self.n_classed[n] == known.n_classed[n]
            for n in known.before
        )

    def undo_class(self, key: str) -> None:
        for case_no, before in self.classed[key].before.items():
            self.classes[case_no] = before
            self.n_classed[case_no] += 1

    def other_classes(self) -> dict[str, str]:
        return {n: each for n, each in self.classes.items() if each != GENERAL}

    # --- days ---

    def term_of(self, place: Place) -> date | None:
        """The campaign's day, or the place's own where that is later."""
        if self.term is None or place.due is None:
            return self.term
        return max(self.term, place.due)

    def put_off(self, place: Place, until: date, key: str, step: int) -> None:
        before, asked = place.due, place.asks
        place.due, place.asks = until, False
        place.n_days += 1
        if key:
            self.later[key] = Late(place.key, before, asked, place.n_days, step)

    def undo_days(self, late: Late) -> None:
        place = self.places[late.place]
        place.due, place.asks = late.before, late.asked
        place.n_days += 1

    def days(self) -> dict[str, str]:
        """By place given out and not taken back, the day it has of its own."""
        places = self.places.values()
        return {p.key: str(p.due) for p in places if p.is_open and p.due}
