"""What stands between a campaign and its release, item by item, as data.

A bulletin cannot be published too early: reads in, disputes decided, objections closed,
the database consistent. Other items block nothing but must be seen before publishing.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from review.domain.errors import N_, RuleBroken, ngettext
from review.domain.publication import ReleaseKind
from review.domain.sentences import Sentence


class GateCode(StrEnum):
    NOTHING_GRADED = "nothing_graded"
    INVARIANTS_BROKEN = "invariants_broken"
    SLOTS_UNFILLED = "slots_unfilled"
    READS_OPEN = "reads_open"
    CASES_UNSETTLED = "cases_unsettled"
    CASES_DIVERGED = "cases_diverged"
    FAILS_UNREAD = "fails_unread"
    FAILS_UNASKED = "fails_unasked"
    AT_PANEL = "at_panel"
    OBJECTIONS_OPEN = "objections_open"
    OBJECTIONS_UNTOLD = "objections_untold"
    NO_PROVISIONAL_RELEASE = "no_provisional_release"
    ANSWERS_AWAITED = "answers_awaited"
    PERSONAL_NUMBERS_PUBLIC = "personal_numbers_public"
    PERSONAL_NUMBERS = "personal_numbers"
    CASES_UNGRADED = "cases_ungraded"
    MINIMA_UNMET = "minima_unmet"
    GROUPS_WITHHELD = "groups_withheld"
    GROUPS_SMALL = "groups_small"
    CASES_CONFINED = "cases_confined"
    PERIOD_RUNS = "period_runs"


@dataclass(frozen=True, slots=True)
class GateFacts:
    """What is counted before a release; every number may be nought.

    Ungraded cases are settled and have no grade (a sheet with nothing but 不适用).
    `n_days_to_run` is what a standing campaign's period still has. `answers_until` is the
    day, not yet over, until which the provisional release can be answered. Fails unasked
    are those nobody senior read where the bureau has switched that off. Small are groups
    published with so few cases that a single result can be guessed.
    """

    n_graded: int
    n_slots_unfilled: int = 0
    n_reads_open: int = 0
    n_unsettled: int = 0
    n_diverged: int = 0
    n_fails_unread: int = 0
    n_fails_unasked: int = 0
    n_at_panel: int = 0
    n_objections_open: int = 0
    n_objections_untold: int = 0
    n_ungraded: int = 0
    n_minima_unmet: int = 0
    n_withheld: int = 0
    n_small: int = 0
    n_confined: int = 0
    n_days_to_run: int = 0
    n_personal_public: int = 0
    n_personal: int = 0
    broken_invariants: tuple[str, ...] = ()
    provisional_first: bool = False
    provisional_released: bool = False
    answers_until: date | None = None


@dataclass(frozen=True, slots=True)
class GateItem:
    """One thing found. `blocks` says whether the release has to wait for it."""

    code: GateCode
    n: int
    blocks: bool
    sentence: Sentence


class NotReadyToPublish(RuleBroken):
    """The gate is closed; `items` say why."""

    sentence = ngettext(
        "This campaign cannot be published yet: %(n)s point is open.",
        "This campaign cannot be published yet: %(n)s points are open.",
    )

    def __init__(self, items: tuple[GateItem, ...]) -> None:
        super().__init__(n=len(items))
        self.items = items


class NotesUnseen(RuleBroken):
    """Nothing blocks, but whoever publishes has not seen what `items` say."""

    sentence = ngettext(
        "Nothing was published yet: %(n)s point is to be seen first.",
        "Nothing was published yet: %(n)s points are to be seen first.",
    )

    def __init__(self, items: tuple[GateItem, ...]) -> None:
        super().__init__(n=len(items))
        self.items = items


SENTENCES = {
    GateCode.NOTHING_GRADED: N_("No case has a grade yet."),
    GateCode.INVARIANTS_BROKEN: ngettext(
        "%(n)s check of the database failed.", "%(n)s checks of the database failed."
    ),
    GateCode.SLOTS_UNFILLED: ngettext(
        "%(n)s place has no reviewer.", "%(n)s places have no reviewer."
    ),
    GateCode.READS_OPEN: ngettext(
        "%(n)s review is not submitted.", "%(n)s reviews are not submitted."
    ),
    GateCode.CASES_UNSETTLED: ngettext(
        "%(n)s case is complete but not settled.",
        "%(n)s cases are complete but not settled.",
    ),
    GateCode.CASES_DIVERGED: ngettext(
        "%(n)s case diverged and is not decided.",
        "%(n)s cases diverged and are not decided.",
    ),
    GateCode.FAILS_UNREAD: ngettext(
        "%(n)s fail has not been read by a senior.",
        "%(n)s fails have not been read by a senior.",
    ),
    GateCode.FAILS_UNASKED: ngettext(
        "%(n)s fail is released unread: this campaign asks for no senior's read.",
        "%(n)s fails are released unread: this campaign asks for no senior's read.",
    ),
    GateCode.AT_PANEL: ngettext(
        "%(n)s fail waits for the panel.", "%(n)s fails wait for the panel."
    ),
    GateCode.OBJECTIONS_OPEN: ngettext(
        "%(n)s objection is not decided.", "%(n)s objections are not decided."
    ),
    GateCode.OBJECTIONS_UNTOLD: ngettext(
        "%(n)s objection is decided, and those who made it have not been told.",
        "%(n)s objections are decided, and those who made them have not been told.",
    ),
    GateCode.NO_PROVISIONAL_RELEASE: N_(
        "This campaign promised a provisional release first."
    ),
    GateCode.ANSWERS_AWAITED: N_(
        "The provisional release can be answered until %(day)s."
    ),
    GateCode.PERSONAL_NUMBERS_PUBLIC: ngettext(
        "%(n)s name that everybody would read holds an identity, phone or card number.",
        "%(n)s names that everybody would read hold an identity, phone or card number.",
    ),
    GateCode.PERSONAL_NUMBERS: ngettext(
        "%(n)s reason or comment holds an identity, phone or card number.",
        "%(n)s reasons or comments hold an identity, phone or card number.",
    ),
    GateCode.CASES_UNGRADED: ngettext(
        "%(n)s case has no grade and counts in no rate.",
        "%(n)s cases have no grade and count in no rate.",
    ),
    GateCode.MINIMA_UNMET: N_(
        "Handlers of whom fewer files than the minimum were drawn: %(n)s."
    ),
    GateCode.GROUPS_WITHHELD: ngettext(
        "%(n)s group is too small and is withheld.",
        "%(n)s groups are too small and are withheld.",
    ),
    GateCode.GROUPS_SMALL: ngettext(
        "%(n)s published group has fewer than 5 cases.",
        "%(n)s published groups have fewer than 5 cases.",
    ),
    GateCode.CASES_CONFINED: ngettext(
        "%(n)s sealed or secret case is shown to the bureau only.",
        "%(n)s sealed or secret cases are shown to the bureau only.",
    ),
    GateCode.PERIOD_RUNS: ngettext(
        "The period runs for %(n)s more day: what closes after the final release does not "
        "enter this campaign any more.",
        "The period runs for %(n)s more days: what closes after the final release does "
        "not enter this campaign any more.",
    ),
}


def gate(facts: GateFacts, kind: ReleaseKind) -> tuple[GateItem, ...]:
    """What was found, blocking items first; an empty gate is open."""
    final = kind is ReleaseKind.FINAL
    unkept = final and facts.provisional_first and not facts.provisional_released
    blocking = {
        GateCode.NOTHING_GRADED: int(not facts.n_graded),
        GateCode.INVARIANTS_BROKEN: len(facts.broken_invariants),
        GateCode.SLOTS_UNFILLED: facts.n_slots_unfilled,
        GateCode.READS_OPEN: facts.n_reads_open,
        GateCode.CASES_UNSETTLED: facts.n_unsettled,
        GateCode.CASES_DIVERGED: facts.n_diverged,
        GateCode.FAILS_UNREAD: facts.n_fails_unread,
        GateCode.AT_PANEL: facts.n_at_panel,
        GateCode.OBJECTIONS_OPEN: facts.n_objections_open if final else 0,
        GateCode.OBJECTIONS_UNTOLD: facts.n_objections_untold if final else 0,
        GateCode.NO_PROVISIONAL_RELEASE: int(unkept),
        GateCode.ANSWERS_AWAITED: int(final and facts.answers_until is not None),
        GateCode.PERSONAL_NUMBERS_PUBLIC: facts.n_personal_public if final else 0,
    }
    noted = {
        GateCode.FAILS_UNASKED: facts.n_fails_unasked,
        GateCode.PERIOD_RUNS: facts.n_days_to_run if final else 0,
        GateCode.CASES_UNGRADED: facts.n_ungraded,
        GateCode.MINIMA_UNMET: facts.n_minima_unmet,
        GateCode.GROUPS_WITHHELD: facts.n_withheld if final else 0,
        GateCode.GROUPS_SMALL: facts.n_small,
        GateCode.CASES_CONFINED: facts.n_confined,
        GateCode.PERSONAL_NUMBERS: facts.n_personal,
    }
    return (
        *_items(blocking.items(), facts, blocks=True),
        *_items(noted.items(), facts, blocks=False),
    )


def check_gate(
    facts: GateFacts, kind: ReleaseKind, *, despite_notes: bool = True
) -> tuple[GateItem, ...]:
    """Refuse a release that would come too early; answers what is to be seen."""
    items = gate(facts, kind)
    if blocking := tuple(item for item in items if item.blocks):
        raise NotReadyToPublish(blocking)
    if items and not despite_notes:
        raise NotesUnseen(items)
    return items


def _items(
    counts: Iterable[tuple[GateCode, int]], facts: GateFacts, *, blocks: bool
) -> Iterator[GateItem]:
    for code, n in counts:
        if n:
            awaited = code is GateCode.ANSWERS_AWAITED
            values = {"day": str(facts.answers_until)} if awaited else {"n": n}
            yield GateItem(code, n, blocks, Sentence(SENTENCES[code], values))
