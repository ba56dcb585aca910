"""A small account of a campaign, kept beside the program and by other means.

It knows what was acknowledged and what follows from that: which files are drawn, who may
read what, what two reviews come to, when a campaign may be published.
"""

from __future__ import annotations

import hashlib
import unicodedata
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction

LIMIT = 1000
BANDS = ((9000, "excellent"), (8000, "good"), (6000, "pass"), (0, "fail"))
SEED = "模型"
N_REVIEWS = 2
COUNTED, THIRD, LEAD, SECOND = "counted", "third", "adjudication", "second"


def grade_of(score: int) -> str:
    return next(grade for least, grade in BANDS if score >= least)


def ordered(case_nos: list[str]) -> list[str]:
    """The order of the draw, calculated as it was promised to everybody."""

    def key(case_no: str) -> str:
        plain = unicodedata.normalize("NFKC", case_no)
        return hashlib.sha256(f"{SEED}\n{plain}".encode()).hexdigest()

    return sorted(case_nos, key=key)


@dataclass
class Place:
    """Somebody's place at a file; `total` in hundredths once the review is in."""

    key: str
    file: str
    purpose: str
    slot: int
    reader: str
    is_open: bool = True
    version: int = 0
    answers: dict[str, object] = field(default_factory=dict)
    receipt: str = ""
    total: int = 0
    sent: str = ""
    """The key with which it was submitted."""
    by_conflict: bool = False
    """It ended for a reason that does not keep its reader from getting the file again."""
    due: date | None = None
    n_days: int = 0
    """How often it got another day, or an earlier one back."""
    asks: bool = False
    """A request for more time waits for an answer."""

    @property
    def waits(self) -> bool:
        return self.is_open and not self.receipt


@dataclass
class Account:
    """What is known of the campaign from what was answered."""

    firm_of: dict[str, str]
    home_of: dict[str, str]
    leads: frozenset[str]
    order: list[str] = field(default_factory=list)
    sample: list[str] = field(default_factory=list)
    left: set[str] = field(default_factory=set)
    size: int = 0
    members: set[str] = field(default_factory=set)
    conflicts: set[tuple[str, str]] = field(default_factory=set)
    places: dict[str, Place] = field(default_factory=dict)
    taken: dict[str, list[str]] = field(default_factory=dict)
    """What was taken back together, by what names it for undoing."""
    undone: set[str] = field(default_factory=set)
    declared_once: set[tuple[str, str]] = field(default_factory=set)
    declared_since: set[str] = field(default_factory=set)
    """Places whose reader declared a conflict, of whatever kind, after it was ended."""
    asks_seniors: bool = False
    seniors: set[str] = field(default_factory=set)
    read_as_senior: set[tuple[str, str]] = field(default_factory=set)
    upheld: set[str] = field(default_factory=set)
    at_panel: set[str] = field(default_factory=set)
    ruled: dict[str, tuple[int, str]] = field(default_factory=dict)
    released: list[tuple[str, str]] = field(default_factory=list)
    final: dict[str, tuple[int, str]] | None = None
    """The results as the final release holds them."""
    n_changes: int = 0
    """How often the drawn sample was changed."""
    rate: int = 0
    """Of a hundred files so many are read once more, by nobody knows whom."""
    caps: dict[str, int | None] = field(default_factory=dict)
    waits_for_word: dict[str, set[str]] = field(default_factory=dict)
    """Submitted places with a conflict nobody has decided on, by file; and what the file
    called for when that came to light stands still meanwhile."""
    decided: set[str] = field(default_factory=set)
    needed_then: dict[str, set[str]] = field(default_factory=dict)

    @property
    def is_final(self) -> bool:
        return self.final is not None

    # --- the sample ---

    def draw(self, size: int) -> None:
        self.order = ordered(list(self.firm_of))
        self.size, self.sample = size, self.order[:size]

    @property
    def free(self) -> list[str]:
        """The files that come next, in the order of the draw."""
        gone = {*self.sample, *self.left}
        return [case_no for case_no in self.order if case_no not in gone]

    def by_place(self, files: list[str]) -> list[str]:
        return [case_no for case_no in self.order if case_no in files]

    def replace(self, case_no: str) -> str | None:
        coming = next(iter(self.free), None)
        self.n_changes += 1
        self.sample.remove(case_no)
        self.left.add(case_no)
        for place in self.at(case_no):
            place.is_open = place.is_open and bool(place.receipt)
        if coming is not None:
            self.sample = [n for n in self.order if n in {*self.sample, coming}]
        return coming

    def extend(self, size: int) -> int:
        """How many come in; a quota cannot be larger than the list."""
        n = max(min(size, len(self.order)) - len(self.sample), 0)
        coming = self.free[:n]
        self.sample = [n for n in self.order if n in {*self.sample, *coming}]
        self.size = size
        self.n_changes += 1
        return len(coming)

    # --- who may read what ---

    def at(self, case_no: str, purpose: str = "") -> list[Place]:
        return [
            place
            for place in self.places.values()
            if place.file == case_no and purpose in ("", place.purpose)
        ]

    def may_read(self, reader: str, case_no: str) -> bool:
        """No member of the handler's firm, nobody with a conflict."""
        firm = self.firm_of[case_no]
        return self.home_of.get(reader) != firm and (reader, firm) not in self.conflicts

    def is_new_to(self, reader: str, case_no: str) -> bool:
        """Whoever has the file, or gave it back, does not get it; a conflict counts
        only while it is in force.
        """
        return all(
            place.reader != reader or (place.by_conflict and not place.is_open)
            for place in self.at(case_no)
        )

    def declare(self, reader: str, firm: str) -> None:
        self.conflicts.add((reader, firm))
        for place in self.submitted():
            is_his = place.reader == reader and self.firm_of[place.file] == firm
            is_in = place.file in self.sample and self.result(place.file) is None
            if is_his and is_in and place.key not in self.decided:
                self.needed_then[place.file] = self.needs(place.file)
                self.waits_for_word.setdefault(place.file, set()).add(place.key)
        self.declared_once.add((reader, firm))
        self.declared_since |= {
            place.key for place in self.places.values() if place.reader == reader
        }

    def has_room(self, reader: str) -> bool:
        """What is held counts, submitted or not; a limit set later takes nothing away."""
        cap = self.caps.get(reader)
        held = [p for p in self.places.values() if p.reader == reader and p.is_open]
        return cap is None or len(held) < cap

    def have_room(self, places: list[Place]) -> bool:
        """Whether all of these may go back to those who held them, limits kept."""
        for reader in {place.reader for place in places}:
            cap = self.caps.get(reader)
            held = [p for p in self.places.values() if p.reader == reader and p.is_open]
            back = [place for place in places if place.reader == reader]
            if cap is not None and len(held) + len(back) > cap:
                return False
        return True

    def candidates(self, case_no: str, purpose: str) -> set[str]:
        ready = (
            self.members & self.leads if purpose == LEAD else self.members - self.leads
        )
        return {
            reader
            for reader in ready
            if self.may_read(reader, case_no)
            and self.is_new_to(reader, case_no)
            and self.has_room(reader)
        }

    def wanted(self, case_no: str, purpose: str) -> int:
        """Which files are read once more is drawn with a key: it may be any."""
        if purpose == COUNTED:
            return N_REVIEWS if case_no in self.sample else 0
        if purpose == SECOND:
            return int(bool(self.rate) and case_no in self.sample)
        needed = self.needs(case_no)
        return int(purpose in needed and case_no in self.sample)

    def missing(self, case_no: str, purpose: str) -> int:
        there = [place for place in self.at(case_no, purpose) if place.is_open]
        return self.wanted(case_no, purpose) - len(there)

    def waiting(self) -> list[Place]:
        """What has still to be submitted, in an order that repeats."""
        found = [place for place in self.places.values() if place.waits]
        return sorted(found, key=lambda each: (each.file, each.purpose, each.slot))

    def submitted(self) -> list[Place]:
        found = [place for place in self.places.values() if place.receipt]
        return sorted(found, key=lambda each: (each.file, each.purpose, each.slot))

    # --- what reviews come to ---

    def totals(self, case_no: str, purpose: str) -> list[int]:
        return [p.total for p in self.at(case_no, purpose) if p.receipt]

    def needs(self, case_no: str) -> set[str]:
        """The further readers this file calls for, met or not; while somebody holds a
        hidden read of it nothing is looked at.
        """
        counted = self.totals(case_no, COUNTED)
        if self.waits_for_word.get(case_no):
            return self.needed_then[case_no]
        if any(place.waits for place in self.at(case_no, SECOND)):
            return set()
        if len(counted) < N_REVIEWS or max(counted) - min(counted) <= LIMIT:
            return set()
        third = self.totals(case_no, THIRD)
        if third and min(abs(total - third[0]) for total in counted) > LIMIT:
            return {THIRD, LEAD}
        return {THIRD}

    def by_reviews(self, case_no: str) -> int | None:
        """The score in hundredths, once nothing more is needed."""
        counted, needed = self.totals(case_no, COUNTED), self.needs(case_no)
        waits = any(place.waits for place in self.at(case_no, SECOND))
        if len(counted) < N_REVIEWS or waits:
            return None
        third, lead = self.totals(case_no, THIRD), self.totals(case_no, LEAD)
        if LEAD in needed:
            return lead[0] if lead else None
        if THIRD in needed:
            return _with_third(counted, third[0]) if third else None
        return _mean(counted)

    def result(self, case_no: str) -> tuple[int, str] | None:
        if case_no in self.ruled:
            return self.ruled[case_no]
        if case_no in self.left or self.waits_for_word.get(case_no):
            return None
        score = self.by_reviews(case_no)
        return None if score is None else (score, grade_of(score))

    def results(self) -> dict[str, tuple[int, str]]:
        found = {case_no: self.result(case_no) for case_no in self.firm_of}
        return {case_no: result for case_no, result in found.items() if result}

    # --- before a release ---

    def fails(self) -> list[str]:
        """What waits for a senior."""
        read = {*self.upheld, *self.at_panel, *self.ruled}
        return [
            n for n, (_, g) in self.results().items() if g == "fail" and n not in read
        ]

    def may_decide(self, reader: str, case_no: str) -> bool:
        had_part = any(place.reader == reader for place in self.at(case_no))
        return not had_part and self.may_read(reader, case_no)

    def may_sit(self, reader: str, case_no: str) -> bool:
        """On a panel: whoever read the fail as a senior has said what they think."""
        is_senior = (reader, case_no) in self.read_as_senior
        return not is_senior and self.may_decide(reader, case_no)

    def may_publish(self, kind: str) -> bool:
        made = [each for each, _ in self.released]
        if kind in made or "final" in made or not self.sample:
            return False
        if any(self.result(case_no) is None for case_no in self.sample):
            return False
        if any(place.waits for place in self.places.values()):
            return False
        return not self.at_panel and not (self.asks_seniors and self.fails())


def _mean(totals: list[int]) -> int:
    """Rounded half up to a whole hundredth."""
    return int(Fraction(sum(totals), len(totals)) + Fraction(1, 2))


def _with_third(counted: list[int], third: int) -> int:
    nearest = min(abs(total - third) for total in counted)
    return _mean([t for t in counted if abs(t - third) == nearest] + [third])
