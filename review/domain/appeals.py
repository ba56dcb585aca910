"""Objections to a result (异议) and their reconsideration (复核).

A lawyer or firm says item by item, or of the grade as a whole, what is wrong and why; as
long as the window is open, in working days after the release that told the result. Somebody
who had no part in the file decides: first alone on these items, then with everything in
view. What is decided on an item stands in every review that made the result.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from review.domain.errors import N_, RuleBroken
from review.domain.kinds import Worded
from review.domain.lines import Line

MOST_TEXT = 2000
MOST_REASON = 2000
MOST_PAGES = 100
DECISION_DAYS = 10
"""Working days in which an objection is to be decided; who decides is reminded of it."""
WHOLE = ""
"""Instead of an item: the grade as a whole."""


class Ground(Worded):
    """Why somebody objects."""

    FACT = "fact", N_("The facts are wrong"), "事实认定有误", "事实"
    RULE = "rule", N_("The standard is applied wrongly"), "评查标准适用有误", "标准"
    PROCEDURE = "procedure", N_("The procedure was not kept"), "评查程序有误", "程序"
    NEW_EVIDENCE = "new_evidence", N_("There is new evidence"), "有新证据", "新证据"
    CONFLICT = "conflict", N_("A reviewer had a conflict"), "评查员应回避", "回避"


class Ruling(Worded):
    """What becomes of one point of an objection."""

    UPHELD = "upheld", N_("Upheld"), "采纳"
    PARTLY = "partly", N_("Partly upheld"), "部分采纳"
    REJECTED = "rejected", N_("Rejected"), "不采纳"

    @property
    def changes(self) -> bool:
        return self is not Ruling.REJECTED


class Cause(Worded):
    """What the reconsideration found to be behind it."""

    REVIEWER_ERROR = "reviewer_error", N_("Error of the reviewers"), "评查员误判"
    RULE_UNCLEAR = "rule_unclear", N_("The standard is unclear"), "评查标准不明确"
    NEW_EVIDENCE = "new_evidence", N_("New evidence"), "出现新证据"
    RULE_APPLIED = (
        "rule_applied",
        N_("The standard was applied rightly"),
        "标准适用正确",
    )


CAUSES: Mapping[Ruling, frozenset[Cause]] = {
    Ruling.UPHELD: frozenset(Cause) - {Cause.RULE_APPLIED},
    Ruling.PARTLY: frozenset(Cause) - {Cause.RULE_APPLIED},
    Ruling.REJECTED: frozenset({Cause.RULE_APPLIED, Cause.RULE_UNCLEAR}),
}
"""A standard that is unclear may have been read rightly all the same."""


class Side(Worded):
    """Who objects: the handler who carries the grade, or the head of the firm for it."""

    HANDLER = "handler", N_("The handler"), "承办人"
    FIRM = "firm", N_("The firm"), "律师事务所"


class Stage(Worded):
    """How far an objection is, as the bureau sees it."""

    LODGED = "lodged", N_("Nobody decides it yet"), "待指定复核人"
    GIVEN = "given", N_("Being decided"), "复核中"
    DECIDED = "decided", N_("Decided, not told yet"), "待告知"
    TOLD = "told", N_("Told"), "已告知"
    WITHDRAWN = "withdrawn", N_("Withdrawn"), "已撤回"

    @property
    def is_open(self) -> bool:
        """Whether a final release has to wait for it."""
        return self not in (Stage.TOLD, Stage.WITHDRAWN)


class NothingObjected(RuleBroken):
    sentence = N_("Say to which items you object, or to the grade as a whole.")


class ObjectedTwice(RuleBroken):
    sentence = N_("%(item)s stands there twice; give all reasons in one place.")


class NoSuchItem(RuleBroken):
    sentence = N_("The sheet has no item %(item)s.")


class ObjectionText(RuleBroken):
    sentence = N_("%(item)s: say in at most %(most)s characters what is wrong.")


class PagesTooLong(RuleBroken):
    sentence = N_("%(item)s: name the pages in at most %(most)s characters.")


class ProposedOutside(RuleBroken):
    sentence = N_("%(item)s: a mark lies between 0 and %(maximum)s.")


class NoMarkHere(RuleBroken):
    sentence = N_("%(item)s bears no marks, so none can be proposed.")


class WindowOver(RuleBroken):
    """Not before the release either: nothing was told then."""

    sentence = N_("Objections to this result could be made until %(day)s.")


class ObjectionsOff(RuleBroken):
    sentence = N_("This campaign takes no objections here. Turn to the bureau.")


class ObjectedAlready(RuleBroken):
    """One objection at a time, so that everything that is wrong is decided together."""

    sentence = N_(
        "There is an objection to this result already. Withdraw it first, or wait until "
        "it has been answered."
    )


class NoGradeHere(RuleBroken):
    sentence = N_("This file has no grade that could be questioned.")


class ReceivedOutside(RuleBroken):
    sentence = N_("The letter was received between %(first)s and %(last)s: say when.")


class DecidedByPanel(RuleBroken):
    """Votes were on a grade, so that no single item can be decided anew."""

    sentence = N_(
        "A panel voted on this result. It is not decided item by item; turn to the bureau "
        "in writing."
    )


class TotalAlone(RuleBroken):
    sentence = N_(
        "Of this file only totals were handed in on paper. It cannot be decided item by "
        "item; turn to the bureau in writing."
    )


class ObjectionEnded(RuleBroken):
    sentence = N_("This objection was decided, withdrawn or answered already.")


class PointsUndecided(RuleBroken):
    sentence = N_(
        "%(item)s: say what becomes of the objection, why, and give a reason."
    )


class CauseDoesNotFit(RuleBroken):
    sentence = N_("%(item)s: “%(cause)s” is no cause where an objection is %(ruling)s.")


class AnswerMissing(RuleBroken):
    sentence = N_("%(item)s: give the answer that is to stand.")


@dataclass(frozen=True, slots=True)
class Point:
    """One thing objected to: an item by its code, or the grade as a whole."""

    item: str
    ground: Ground
    text: str
    proposed: Decimal | None = None
    pages: str = ""
    """Where in the file it can be seen."""


@dataclass(frozen=True, slots=True)
class Decided:
    """What becomes of one point. The answers that stand are those of the read."""

    item: str
    ruling: Ruling
    cause: Cause
    reason: str


def checked_points(
    points: Sequence[Point], lines: Mapping[str, Line]
) -> tuple[Point, ...]:
    """The points of an objection, their texts without the blanks around them."""
    if not points:
        raise NothingObjected
    seen: set[str] = set()
    for point in points:
        if point.item in seen:
            raise ObjectedTwice(item=point.item)
        seen.add(point.item)
    return tuple(_checked(point, lines) for point in points)


def _checked(point: Point, lines: Mapping[str, Line]) -> Point:
    if point.item != WHOLE and point.item not in lines:
        raise NoSuchItem(item=point.item)
    text = point.text.strip()
    if not 0 < len(text) <= MOST_TEXT:
        raise ObjectionText(item=point.item, most=MOST_TEXT)
    if point.proposed is not None:
        _check_mark(point.item, point.proposed, lines.get(point.item))
    pages = point.pages.strip()
    if len(pages) > MOST_PAGES:
        raise PagesTooLong(item=point.item, most=MOST_PAGES)
    return Point(point.item, point.ground, text, point.proposed, pages)


def _check_mark(item: str, proposed: Decimal, line: Line | None) -> None:
    maximum = line.item.points if line else None
    if not maximum:
        raise NoMarkHere(item=item)
    if not 0 <= proposed <= maximum:
        raise ProposedOutside(item=item, maximum=maximum)


def check_window(on: date, until: date | None) -> None:
    """Refuse what comes after the last day; without one the window never closes."""
    if until is not None and on > until:
        raise WindowOver(day=until)


def is_letter(beginning: bytes) -> bool:
    """Whether a file begins as a PDF or a picture does."""
    return beginning.startswith((b"%PDF-", b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n"))


def stage_of(
    *, is_told: bool, is_withdrawn: bool, is_decided: bool, is_given: bool
) -> Stage:
    """From the facts; the first that holds says it."""
    if is_withdrawn:
        return Stage.WITHDRAWN
    if is_told:
        return Stage.TOLD
    if is_decided:
        return Stage.DECIDED
    return Stage.GIVEN if is_given else Stage.LODGED


def items_to_read(
    points: Collection[str], lines: Mapping[str, Line]
) -> tuple[str, ...]:
    """What is read again: the items objected to, for the whole grade all of them."""
    return tuple(code for code in lines if WHOLE in points or code in points)


def standing_items(
    rulings: Mapping[str, Ruling], items: Collection[str]
) -> tuple[str, ...]:
    """The items of a decision whose answers stand: of points that are not rejected.

    A ruling on an item goes before one on the grade as a whole.
    """
    whole = WHOLE in rulings and rulings[WHOLE].changes
    return tuple(
        item for item in items if (rulings[item].changes if item in rulings else whole)
    )


def checked_decision(
    points: Collection[str], decided: Sequence[Decided], answered: Collection[str]
) -> tuple[Decided, ...]:
    """Every point has its ruling, cause and reason; what changes has an answer."""
    found = {each.item: each for each in decided}
    return tuple(_checked_ruling(item, found.get(item), answered) for item in points)


def _checked_ruling(
    item: str, given: Decided | None, answered: Collection[str]
) -> Decided:
    reason = given.reason.strip() if given else ""
    if given is None or not 0 < len(reason) <= MOST_REASON:
        raise PointsUndecided(item=item)
    if given.cause not in CAUSES[given.ruling]:
        words = {"cause": given.cause.words, "ruling": given.ruling.words}
        raise CauseDoesNotFit(item=item, **words)
    if given.ruling.changes and item != WHOLE and item not in answered:
        raise AnswerMissing(item=item)
    return Decided(item, given.ruling, given.cause, reason)
