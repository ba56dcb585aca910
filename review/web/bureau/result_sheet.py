"""The result sheet of a settled file (评查结果单), to be put into the 副卷.

Both reviews stand in it under their labels; whose they are is not known here.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, replace

from review.web.bureau.case_page import ReviewCard
from review.web.derivation import ItemRow
from review.web.forms.answer_words import FindingWords
from review.web.language import gettext as _
from review.web.wording import listed

NOTHING = "—"


@dataclass(frozen=True, slots=True)
class DeductionRow:
    """What one review took off at an item, with the reason and the page."""

    number: str
    title: str
    label: str
    lost: str
    said: str
    """The answer where it takes off no points: words, too long for that column."""
    notes: tuple[str, ...]
    """Who answers for the item, and whether it counts in the grade."""
    findings: tuple[FindingWords, ...]


def deductions(
    reviews: Iterable[ReviewCard], gone: Collection[str] = ()
) -> tuple[DeductionRow, ...]:
    """Every deduction, veto, finding and special answer: by item, then by label.

    `gone` are pages that left the file: the pins on them are named, so that nobody
    looks for the finding on what bears their number now.
    """
    order: dict[str, list[DeductionRow]] = {}
    for review in reviews:
        for item in _items(review):
            rows = order.setdefault(item.code, [])
            if item.is_loss or item.findings or item.special:
                rows.append(_row(review.label, item, gone))
    return tuple(row for rows in order.values() for row in rows)


def _items(review: ReviewCard) -> Iterator[ItemRow]:
    for section in review.derivation.sections if review.derivation else ():
        yield from section.items


def pins_gone(rows: Iterable[DeductionRow]) -> str:
    """The pins that are named in the rows, each with whose it is; mostly nothing."""
    return listed(
        f"{row.label} {pin.name}"
        for row in rows
        for finding in row.findings
        for pin in finding.pins
    )


def _row(label: str, item: ItemRow, gone: Collection[str]) -> DeductionRow:
    lost = _("remark") if item.is_remark else item.lost
    return DeductionRow(
        item.number,
        item.title,
        label,
        lost or NOTHING,
        "" if lost else item.answer or item.special,
        item.notes,
        tuple(_on_paper(each, gone) for each in item.findings),
    )


def _on_paper(finding: FindingWords, gone: Collection[str]) -> FindingWords:
    """Paper shows no pages to look for a pin on."""
    left = tuple(each for each in finding.pins if each.pin.page in gone)
    return replace(finding, pins=left)
