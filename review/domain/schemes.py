"""A scheme is a checklist as data: sections of items, grades, and how reviews combine.

The shapes follow what real Chinese file-review sheets say (a points sheet or a sheet
of graded indicators; deductions per occurrence, named alternatives, vetoes, bonuses)
and England's peer review (an overall grade on a scale of five).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum


class Method(StrEnum):
    """How a sheet becomes a grade: by adding points, or from graded indicators."""

    POINTS = "points"
    INDICATORS = "indicators"


class Direction(StrEnum):
    """Whether marks are taken off a full mark or collected from nothing."""

    DEDUCT = "deduct"
    ADD = "add"


class SectionKind(StrEnum):
    STANDARD = "standard"
    BONUS = "bonus"
    VETO = "veto"


class VetoEffect(StrEnum):
    """What any hit in a veto section does (一票否决)."""

    TOTAL_ZERO = "total_zero"
    GRADE_CAP = "grade_cap"


class ItemKind(StrEnum):
    """What the reviewer is asked for, and so what the answer is worth."""

    STEPS = "steps"
    ALL_OR_NOTHING = "all_or_nothing"
    PER_OCCURRENCE = "per_occurrence"
    ALTERNATIVES = "alternatives"
    LEVELS = "levels"
    ERROR_COUNT = "error_count"
    YES_NO = "yes_no"
    INDICATOR = "indicator"
    RECORD = "record"


class Party(StrEnum):
    """Who answers for an item; only the handler's part feeds the lawyer's year."""

    HANDLER = "handler"
    CENTER = "center"
    FIRM = "firm"


class NotApplicableRule(StrEnum):
    """What an item that does not apply does to the marks around it."""

    FULL_MARKS = "full_marks"
    RESCALE_SECTION = "rescale_section"
    RESCALE_SHEET = "rescale_sheet"


class Standing(StrEnum):
    """Which published rate a grade counts in (优秀率, 优良率)."""

    EXCELLENT = "excellent"
    GOOD = "good"
    OTHER = "other"


class Resolution(StrEnum):
    """What a further reader reads: the whole sheet, or only what is disputed."""

    THIRD_READ = "third_read"
    DISPUTED_ITEMS = "disputed_items"


class DayKind(StrEnum):
    """How the days of a time limit are counted."""

    WORKING = "working"
    CALENDAR = "calendar"


@dataclass(frozen=True, slots=True)
class Text:
    """The same words in Chinese and in English."""

    zh: str
    en: str

    def in_language(self, locale: str) -> str:
        """English for an English reader, Chinese for everyone else."""
        return (self.en or self.zh) if locale.startswith("en") else self.zh

    def __str__(self) -> str:
        """As it fills a place of an English sentence."""
        return self.en or self.zh


@dataclass(frozen=True, slots=True)
class Option:
    """A named deduction (alternatives), a level with its mark, or a recorded choice.

    `guidance` is the anchor of a level: what a file of this level looks like.
    """

    code: str
    title: Text
    points: Decimal = Decimal(0)
    guidance: Text | None = None


@dataclass(frozen=True, slots=True)
class ErrorStep:
    """From this many errors on, the item earns this mark."""

    errors: int
    mark: Decimal


@dataclass(frozen=True, slots=True)
class LateStep:
    """More than so many days are answered so; the last step that is reached counts."""

    over: int
    choice: str


@dataclass(frozen=True, slots=True)
class Procedure:
    """A time limit between two days of a case, from which an answer is proposed.

    `within` is the number of days that is still in time, `source` where that number
    comes from. `late` says what a delay is answered with, where the kind of the item
    does not say it already.
    """

    from_: str
    to: str
    within: int
    days: DayKind
    source: str = ""
    late: tuple[LateStep, ...] = ()


@dataclass(frozen=True, slots=True)
class Item:
    """One line of the checklist; an item with sub-items carries their points only.

    `points` is the maximum. `step` is the unit of a STEPS answer; `each` is what one
    occurrence costs (or earns). `full_on` says which answer to a yes/no item earns
    the points. `gap_limit` is how far two reviews may lie apart on this item.
    `source` says where the line comes from; `points_source` where its points come
    from, when not from where the scheme's points come from in general. `procedures`
    are time limits that the days of the case answer. `documents` are the kinds of paper
    the line looks for; the contents list says where they are. `by_presence` says that
    whether they are there answers the line.
    """

    code: str
    title: Text
    points: Decimal = Decimal(0)
    kind: ItemKind | None = None
    guidance: Text | None = None
    source: str = ""
    step: Decimal = Decimal("0.5")
    each: Decimal = Decimal(0)
    options: tuple[Option, ...] = ()
    table: tuple[ErrorStep, ...] = ()
    full_on: str = "yes"
    party: Party = Party.HANDLER
    may_not_apply: bool = False
    reason_required: bool = False
    place_required: bool = False
    gap_limit: Decimal | None = None
    core: bool = False
    common_findings: tuple[Text, ...] = ()
    items: tuple[Item, ...] = ()
    points_source: str = ""
    procedures: tuple[Procedure, ...] = ()
    documents: tuple[str, ...] = ()
    by_presence: bool = False

    @property
    def leaves(self) -> tuple[Item, ...]:
        """The lines a reviewer answers: the sub-items, or the item itself."""
        return self.items or (self,)

    def option(self, code: str) -> Option | None:
        return next((option for option in self.options if option.code == code), None)


@dataclass(frozen=True, slots=True)
class Section:
    """A block of items. `points` is its maximum; for a bonus section, its cap."""

    code: str
    title: Text
    kind: SectionKind = SectionKind.STANDARD
    points: Decimal = Decimal(0)
    items: tuple[Item, ...] = ()
    effect: VetoEffect | None = None
    grade_cap: str = ""
    part: str = ""
    source: str = ""

    @property
    def leaves(self) -> tuple[Item, ...]:
        return tuple(leaf for item in self.items for leaf in item.leaves)


@dataclass(frozen=True, slots=True)
class Grade:
    """A grade and where its band begins; it ends where the next better one begins.

    Only the lower end is written, so bands can neither overlap nor leave a hole
    between two grades. `lower` is None for an indicator sheet. `guidance` anchors a
    grade that a reviewer gives by judgement.
    """

    code: str
    title: Text
    lower: Decimal | None = None
    passes: bool = True
    standing: Standing = Standing.OTHER
    source: str = ""
    guidance: Text | None = None


@dataclass(frozen=True, slots=True)
class OverallStep:
    """An overall grade and how many indicators must, or may not, reach which grade.

    `at_least[g]` counts indicators graded g or better, `at_most[g]` those graded g or
    worse. `core_at_least` is the grade every core indicator must reach.
    """

    grade: str
    at_least: Mapping[str, int] = field(default_factory=dict)
    at_most: Mapping[str, int] = field(default_factory=dict)
    core_at_least: str = ""


@dataclass(frozen=True, slots=True)
class Overall:
    """How an indicator sheet gets its overall grade.

    `rule` is a name in the register of overall rules: the counts decide, the worst or
    the majority decides, or the reviewer judges within the limits the counts set.
    """

    rule: str
    steps: tuple[OverallStep, ...] = ()


@dataclass(frozen=True, slots=True)
class Combination:
    """How the reviews of one case become one result.

    `reviews` gives the number of counted reviews by case class, under "" the default.
    The limits say when reviews diverge; "within" a limit is at most the limit.
    """

    rule: str = "mean@1"
    reviews: Mapping[str, int] = field(default_factory=lambda: {"": 2})
    total_gap: Decimal | None = None
    grade_differs: bool = False
    veto_differs: bool = False
    item_gap: bool = False
    findings_differ: bool = False
    equal_totals_differ: bool = False
    then: str = "third_read@1"
    resolution: Resolution = Resolution.THIRD_READ
    panel_size: int = 3
    source: str = ""

    @property
    def compares_findings(self) -> bool:
        """Whether what was found counts, beside what it costs."""
        return self.findings_differ or self.equal_totals_differ

    @property
    def compares_items(self) -> bool:
        """Whether totals and grades alone do not tell if reviews agree."""
        return self.compares_every_item or self.equal_totals_differ

    @property
    def compares_every_item(self) -> bool:
        """The same whatever the totals are."""
        is_disputed = self.resolution is Resolution.DISPUTED_ITEMS
        return self.item_gap or self.findings_differ or is_disputed

    def reviews_for(self, case_class: str) -> int:
        return self.reviews.get(case_class, self.reviews[""])


@dataclass(frozen=True, slots=True)
class Example:
    """Answers with the score and grade their author expects; the check runs them.

    `no_result` expects neither: the sheet says nothing about the work, or a scored
    item could not be assessed.
    """

    title: Text | str
    answers: Mapping[str, object]
    rest: str = "full"
    overall: str = ""
    score: Decimal | None = None
    grade: str = ""
    line: int = 0
    no_result: bool = False


@dataclass(frozen=True, slots=True)
class Scheme:
    """A checklist as it was when it was used; found by `digest`, never changed."""

    code: str
    title: Text
    version: str
    method: Method
    provenance: Text
    sections: tuple[Section, ...]
    grades: tuple[Grade, ...]
    combination: Combination
    case_kinds: tuple[str, ...] = ()
    stages: tuple[str, ...] = ()
    case_classes: tuple[str, ...] = ()
    direction: Direction = Direction.DEDUCT
    full_mark: Decimal = Decimal(100)
    maximum_total: Decimal = Decimal(100)
    not_applicable: NotApplicableRule = NotApplicableRule.RESCALE_SECTION
    counted_parties: tuple[Party, ...] = tuple(Party)
    indicator_grades: tuple[Grade, ...] = ()
    overall: Overall | None = None
    examples: tuple[Example, ...] = ()
    digest: str = ""
    structure_digest: str = ""
    points_source: str = ""
    part_titles: Mapping[str, Text] = field(default_factory=dict)

    @property
    def leaves(self) -> tuple[Item, ...]:
        """Every line a reviewer answers, in the order of the sheet."""
        return tuple(leaf for section in self.sections for leaf in section.leaves)

    @property
    def parts(self) -> tuple[str, ...]:
        """The groups of sections that go to different reviewers, in order."""
        return tuple(dict.fromkeys([section.part for section in self.sections]))

    def sections_of(self, part: str | None) -> Iterator[Section]:
        """The sections one reviewer fills in; None is all of them."""
        return (s for s in self.sections if part is None or s.part == part)

    def leaves_of(self, part: str | None) -> tuple[Item, ...]:
        return tuple(leaf for s in self.sections_of(part) for leaf in s.leaves)

    def item(self, code: str) -> Item | None:
        return next((leaf for leaf in self.leaves if leaf.code == code), None)

    def grade(self, code: str) -> Grade | None:
        return next((grade for grade in self.grades if grade.code == code), None)
