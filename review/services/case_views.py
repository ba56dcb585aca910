"""One frozen case: its result, and item by item what each reader said."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any

from review.domain.feedback import Remark, from_data, text_from
from review.domain.reads import Purpose
from review.domain.schemes import NotApplicableRule, Party, Scheme, Text
from review.services.release_views import (
    CaseLine,
    GradeView,
    Head,
    line_of,
    number_of,
)


@dataclass(frozen=True, slots=True)
class SectionView:
    """What a section brought to a sheet, of how much."""

    title: Text
    mark: Decimal
    weight: Decimal


@dataclass(frozen=True, slots=True)
class ReviewView:
    """One review: who read it is a number, and how much of the result it makes.

    `decides_items` marks a further reader whose answers stand on the disputed items;
    `figures_only` a review on paper of which only the total was handed in.
    """

    reader: int
    purpose: Purpose
    part: Text | None
    weight: Fraction
    comment: str
    total: Decimal | None = None
    grade: GradeView | None = None
    sections: tuple[SectionView, ...] = ()
    remarks: tuple[Remark, ...] = ()
    decides_items: bool = False
    figures_only: bool = False
    not_applicable: NotApplicableRule | None = None
    """What the scheme did about items that do not apply, where there were any."""
    most: Decimal | None = None
    """The most a total can be, where a bonus would have lifted this one above it."""

    @property
    def counts(self) -> bool:
        return bool(self.weight) or self.decides_items

    @property
    def losses(self) -> tuple[Remark, ...]:
        return tuple(each for each in self.remarks if each.is_loss)


@dataclass(frozen=True, slots=True)
class Entry:
    """What one reader said about an item; nothing, if there was nothing to say."""

    reader: int
    remark: Remark | None


@dataclass(frozen=True, slots=True)
class ItemView:
    """An item on which somebody said something, with what each reader said.

    `guidance` is what the scheme asks there.
    """

    code: str
    title: Text
    section: Text
    party: Party
    maximum: Decimal
    entries: tuple[Entry, ...]
    guidance: Text | None = None

    @property
    def is_loss(self) -> bool:
        return any(each.remark and each.remark.is_loss for each in self.entries)


@dataclass(frozen=True, slots=True)
class CaseView:
    """One case with everything its reviews say to the handler."""

    head: Head
    line: CaseLine
    outcome: str
    rule: str
    derivation: str
    reviews: tuple[ReviewView, ...]
    items: tuple[ItemView, ...] = ()
    panel_reasons: str = ""
    """Why a panel meeting decided otherwise than the reviews, where one did."""

    @property
    def losses(self) -> tuple[ItemView, ...]:
        return tuple(item for item in self.items if item.is_loss)

    @property
    def others(self) -> tuple[ItemView, ...]:
        """Bonuses, indicators, remarks, and what was not possible."""
        return tuple(item for item in self.items if not item.is_loss)


def case_of(public_id: str, content: Mapping[str, Any], head: Head) -> CaseView:
    """One case with its reviews, not yet arranged by item."""
    return CaseView(
        head=head,
        line=line_of(public_id, content, head),
        outcome=content["outcome"],
        rule=content["rule"],
        derivation=content["derivation"],
        reviews=tuple(_review(each, head) for each in content["reviews"]),
        panel_reasons=content.get("panel_reasons", ""),
    )


def _review(said: Mapping[str, Any], head: Head) -> ReviewView:
    return ReviewView(
        reader=int(said["reader"]),
        purpose=Purpose(said["purpose"]),
        part=text_from(said["part"]) if said["part"] else None,
        weight=Fraction(said["weight"]),
        comment=said["comment"],
        total=number_of(said.get("total")),
        grade=head.grade(said.get("grade")),
        sections=tuple(
            SectionView(
                text_from(each["title"]), Decimal(each["mark"]), Decimal(each["weight"])
            )
            for each in said.get("sections", ())
        ),
        remarks=from_data(said.get("remarks", ())),
        decides_items=said.get("decides_items", False),
        figures_only=said.get("figures_only", False),
        not_applicable=_rule(said.get("not_applicable")),
        most=number_of(said.get("most")),
    )


def _rule(said: str | None) -> NotApplicableRule | None:
    return NotApplicableRule(said) if said else None


def items_of(
    reviews: Sequence[ReviewView], scheme: Scheme | None
) -> tuple[ItemView, ...]:
    """The items somebody spoke of, in the order of the sheet.

    A reader who read the whole of an item's part and said nothing took nothing off;
    that is told too. Without the scheme they stand as the readers left them.
    """
    spoken = {r.item: r for review in reviews for r in review.remarks}
    order = {leaf.code: n for n, leaf in enumerate(scheme.leaves)} if scheme else {}
    guidance = {i.code: i.guidance for i in scheme.leaves} if scheme else {}
    return tuple(
        ItemView(
            code=item,
            title=spoken[item].title,
            section=spoken[item].section,
            party=spoken[item].party,
            maximum=spoken[item].maximum,
            entries=tuple(_entries(item, reviews, scheme)),
            guidance=guidance.get(item),
        )
        for item in sorted(spoken, key=lambda code: order.get(code, len(order)))
    )


def _entries(
    item: str, reviews: Sequence[ReviewView], scheme: Scheme | None
) -> Iterator[Entry]:
    decided = any(review.decides_items and _says(review, item) for review in reviews)
    for review in reviews:
        said = next((r for r in review.remarks if r.item == item), None)
        has_read = review.counts and not review.figures_only and not decided
        if said or (
            has_read and not review.decides_items and _reads(review, item, scheme)
        ):
            yield Entry(review.reader, said)


def _says(review: ReviewView, item: str) -> bool:
    return any(remark.item == item for remark in review.remarks)


def _reads(review: ReviewView, item: str, scheme: Scheme | None) -> bool:
    """Whether the item was on this reader's sheet."""
    if review.part is None or scheme is None:
        return scheme is not None
    return any(
        leaf.code == item
        for part, title in scheme.part_titles.items()
        if title == review.part
        for leaf in scheme.leaves_of(part)
    )
