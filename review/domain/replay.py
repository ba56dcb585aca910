"""What other rules would have made of a file: its stored reviews, settled anew.

The same functions score and settle as did the first time, so that unchanged rules move
nothing. What the changed rules could only decide with a review that nobody made stays
open, and what they could only decide by a guess stays out.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

from review.domain.answers import Answers
from review.domain.carrying import Carrier, Misfit, Snag
from review.domain.divergence import answers_matter, disputed_items
from review.domain.grading import grade_of, worse_of
from review.domain.lines import Line, lines_of
from review.domain.outcomes import Outcome
from review.domain.reads import Purpose, Read
from review.domain.reconciliation import reconcile
from review.domain.schemes import Method, Resolution, Scheme
from review.domain.scoring import score
from review.domain.sheets import Verdict
from review.domain.vetoes import caps_of


@dataclass(frozen=True, slots=True)
class StoredRead:
    """A submitted review as it lies in the store; the choices may be left there where
    the verdict is all that is needed.

    Of a bare one, on paper, there are none. `is_partial` is a review of disputed items
    alone, which has no total.
    """

    purpose: Purpose
    slot: int
    part: str
    verdict: Verdict
    choices: Sequence[object] | None
    is_partial: bool = False
    is_bare: bool = False


@dataclass(frozen=True, slots=True)
class Replayed:
    """What the other rules come to; None where the answers do not fit them."""

    outcome: Outcome | None
    misfits: tuple[Misfit, ...] = ()


def marks_of(scheme: Scheme) -> tuple[object, ...]:
    """Everything that decides what answers are worth, and no wording."""
    lines = tuple(_line_rules(line) for line in lines_of(scheme))
    grades = tuple(grade.code for grade in scheme.indicator_grades)
    sums = (scheme.full_mark, scheme.maximum_total, scheme.not_applicable)
    return (scheme.method, *sums, scheme.overall, grades, lines)


def _line_rules(line: Line) -> tuple[object, ...]:
    item, section = line.item, line.section
    of_section = (section.code, section.kind, section.points, section.part)
    effect = (section.effect, section.grade_cap)
    options = tuple((option.code, option.points) for option in item.options)
    of_item = (item.code, item.kind, item.points, item.step, item.each, item.table)
    about = (item.full_on, item.party, item.may_not_apply, item.core)
    return (*of_section, *effect, *of_item, *about, options, line.adds, line.counted)


def bands_of(scheme: Scheme) -> tuple[object, ...]:
    return tuple((grade.code, grade.lower) for grade in scheme.grades)


@dataclass(frozen=True)
class Replay:
    """Settles files as if they had been reviewed by the changed rules.

    How many reviews a file has was fixed when it was drawn and stays.
    """

    old: Scheme
    new: Scheme
    in_proportion: bool = False
    _carriers: dict[str, Carrier] = field(default_factory=dict)
    _required: dict[int, Scheme] = field(default_factory=dict)
    _outcomes: dict[Any, Outcome] = field(default_factory=dict)

    @cached_property
    def _same_marks(self) -> bool:
        return marks_of(self.old) == marks_of(self.new)

    @cached_property
    def _same_sheet(self) -> bool:
        return self._same_marks and bands_of(self.old) == bands_of(self.new)

    @cached_property
    def _bands_decide(self) -> bool:
        """Whether stored totals stand and only the grades may change."""
        whole = self.new.method is Method.POINTS and len(self.new.parts) == 1
        return self._same_marks and whole

    @property
    def needs_choices(self) -> bool:
        """Whether verdicts are not enough; reading answers takes most of the time."""
        verdicts_do = self._same_sheet or self._bands_decide
        return self._asks_items or not verdicts_do

    @cached_property
    def _asks_items(self) -> bool:
        return self.new.combination.compares_items

    def of(self, reads: Iterable[StoredRead], n_reviews: int) -> Replayed:
        """What the reads of one file come to."""
        known = [each for each in reads if not self._is_of_no_use(each)]
        bare = {each.part for each in known if each.is_bare}
        made, misfits = self._reads(known, without_items=bare, every=False)
        if self._answers_matter(made, known):
            made, misfits = self._reads(known, without_items=bare, every=True)
        ordered = tuple(sorted(misfits))
        if any(misfit.keeps_out for misfit in ordered):
            return Replayed(None, ordered)
        return Replayed(self._outcome(self._covered(made), n_reviews), ordered)

    def _reads(
        self,
        known: Sequence[StoredRead],
        *,
        without_items: Collection[str],
        every: bool,
    ) -> tuple[list[Read], set[Misfit]]:
        """The reads by the changed rules; with `every` answer where answers matter."""
        made: list[Read] = []
        misfits: set[Misfit] = set()
        for each in known:
            with_items = every and each.part not in without_items
            read, found = self._read(each, with_items=with_items)
            misfits |= set(found)
            made += [read] if read is not None else []
        return made, misfits

    def _answers_matter(
        self, made: Sequence[Read], known: Sequence[StoredRead]
    ) -> bool:
        choices = {(e.purpose, e.slot, e.part): e.choices for e in known}
        counted = (
            (e.part, e.verdict.total, choices[e.purpose, e.slot, e.part])
            for e in made
            if e.purpose is Purpose.COUNTED
        )
        return answers_matter(self.new.combination, counted)

    def _is_of_no_use(self, read: StoredRead) -> bool:
        """Where a whole third sheet is asked for, some items are none."""
        whole = self.new.combination.resolution is Resolution.THIRD_READ
        return whole and read.is_partial

    def _read(
        self, stored: StoredRead, *, with_items: bool
    ) -> tuple[Read | None, tuple[Misfit, ...]]:
        asks_items = self._asks_items and with_items
        if not asks_items and (verdict := self._known(stored)) is not None:
            return _as_read(stored, verdict), ()
        if stored.is_bare or stored.choices is None:
            return None, (Misfit("", Snag.BARE),)
        carrier = self._carrier(stored.part)
        answers, misfits = carrier.carry(stored.choices, only_given=stored.is_partial)
        if any(misfit.keeps_out for misfit in misfits):
            return None, misfits
        verdict = self._verdict(stored, answers)
        return _as_read(stored, verdict, answers if asks_items else {}), misfits

    def _known(self, stored: StoredRead) -> Verdict | None:
        """What can be said without the answers: all of it, or all but the band."""
        verdict = stored.verdict
        if self._same_sheet or (self._same_marks and verdict.total is None):
            return verdict
        if not self._bands_decide or verdict.total is None:
            return None
        if stored.is_bare and grade_of(self.old, verdict.total).code != verdict.grade:
            # A veto may have decided the grade, and paper does not say which.
            return None
        caps = caps_of(self.new, verdict.hits)
        grade = grade_of(self.new, verdict.total).code
        return replace(verdict, grade=worse_of(self.new.grades, (grade, *caps)))

    def _verdict(self, stored: StoredRead, answers: Answers) -> Verdict:
        if stored.is_partial or self._same_sheet:
            return stored.verdict
        scope = stored.part if len(self.new.parts) > 1 else None
        # Whose marks they are plays no part, and without it more verdicts are alike.
        return replace(
            score(self.new, answers, scope).verdict, parties=(), party_rule=""
        )

    def _carrier(self, part: str) -> Carrier:
        if part not in self._carriers:
            made = Carrier(self.old, self.new, part, self.in_proportion)
            self._carriers[part] = made
        return self._carriers[part]

    def _covered(self, reads: Sequence[Read]) -> tuple[Read, ...]:
        """A further read of some items does not decide others that are now in dispute."""
        if self.new.combination.resolution is not Resolution.DISPUTED_ITEMS:
            return tuple(reads)
        short = {part for part in {r.part for r in reads} if self._short(reads, part)}
        return tuple(
            read for read in reads if not _is_further(read) or read.part not in short
        )

    def _short(self, reads: Sequence[Read], part: str) -> bool:
        own = [read for read in reads if read.part == part]
        counted = [read for read in own if read.purpose is Purpose.COUNTED]
        further = [read for read in own if _is_further(read)]
        if not further or not counted:
            return False
        disputed = set(disputed_items(self.new, counted))
        return not all(disputed <= read.answers.keys() for read in further)

    def _outcome(self, reads: Sequence[Read], n_reviews: int) -> Outcome:
        """Where answers play no part it hangs on the verdicts alone."""
        if any(read.answers for read in reads):
            return reconcile(self._requiring(n_reviews), reads)
        key = n_reviews, *((r.purpose, r.slot, r.part, r.verdict) for r in reads)
        if key not in self._outcomes:
            self._outcomes[key] = reconcile(self._requiring(n_reviews), reads)
        return self._outcomes[key]

    def _requiring(self, n_reviews: int) -> Scheme:
        if n_reviews not in self._required:
            rule: Mapping[str, int] = {"": n_reviews}
            combination = replace(self.new.combination, reviews=rule)
            self._required[n_reviews] = replace(self.new, combination=combination)
        return self._required[n_reviews]


def _is_further(read: Read) -> bool:
    is_lead = read.purpose is Purpose.ADJUDICATION
    return read.purpose is Purpose.THIRD or (is_lead and read.is_of_items)


def _as_read(
    stored: StoredRead, verdict: Verdict, answers: Answers | None = None
) -> Read:
    label = f"{stored.purpose}-{stored.slot}"
    place = stored.purpose, stored.slot, label, verdict, stored.part
    return Read(*place, answers or {}, is_of_items=stored.is_partial)
