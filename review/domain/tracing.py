"""The reading trace: which pages were open, for how long, before which answer.

It is for coaching and for integrity, off unless a campaign says so, and told to
reviewers beforehand. It holds numbers of pages and seconds, never words.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from review.domain.errors import N_, RuleBroken
from review.domain.page_numbers import MOST as MOST_PAGE

MOST_SPANS = 200
MOST_SECONDS = 3600


class InvalidTrace(RuleBroken):
    """What was sent is no trace; the page's script never sends such."""

    sentence = N_("This is no reading trace.")


@dataclass(frozen=True, slots=True)
class Span:
    """A page that was open for some time; `item` is what was answered next, if known."""

    page: int
    seconds: int
    item: str = ""


@dataclass(frozen=True, slots=True)
class PageTime:
    """How long a page was open altogether."""

    page: int
    seconds: int


@dataclass(frozen=True, slots=True)
class Step:
    """What was read before an item was answered; the last step may have no item."""

    item: str
    pages: tuple[PageTime, ...]

    @property
    def seconds(self) -> int:
        return sum(each.seconds for each in self.pages)


@dataclass(frozen=True, slots=True)
class Trace:
    """A read's whole trace."""

    pages: tuple[PageTime, ...]
    steps: tuple[Step, ...]

    @property
    def seconds(self) -> int:
        return sum(each.seconds for each in self.pages)

    @property
    def n_opened(self) -> int:
        return len(self.pages)

    @property
    def before_first(self) -> int:
        """Seconds read before anything was answered."""
        return self.steps[0].seconds if self.steps else 0


def read_spans(raw: object, *, items: Collection[str]) -> tuple[Span, ...]:
    """The spans a page sends: a list of page, seconds and item, each in its bounds."""
    if not isinstance(raw, list) or len(raw) > MOST_SPANS:
        raise InvalidTrace
    return tuple(_span(each, items) for each in raw)


def _span(raw: Any, items: Collection[str]) -> Span:
    if not isinstance(raw, list) or len(raw) != 3:
        raise InvalidTrace
    page, seconds, item = raw
    if not (_is_within(page, MOST_PAGE) and _is_within(seconds, MOST_SECONDS)):
        raise InvalidTrace
    if not isinstance(item, str) or (item and item not in items):
        raise InvalidTrace
    return Span(page, seconds, item)


def _is_within(number: object, most: int) -> bool:
    return type(number) is int and 1 <= number <= most


def trace_of(spans: Iterable[Span]) -> Trace:
    """Pages with their times, and the steps from answer to answer in their order.

    What was sent before anybody knew which answer would follow belongs to the next one.
    """
    known = list(spans)
    return Trace(_times(known), tuple(_steps(known)))


def _times(spans: Iterable[Span]) -> tuple[PageTime, ...]:
    ordered = sorted(spans, key=lambda span: span.page)
    return tuple(
        PageTime(page, sum(each.seconds for each in group))
        for page, group in groupby(ordered, key=lambda span: span.page)
    )


def _steps(spans: Sequence[Span]) -> list[Step]:
    """From the end: each span without an item takes the item that follows it."""
    item, named = "", []
    for span in reversed(spans):
        item = span.item or item
        named.append((item, span))
    named.reverse()
    return [
        Step(code, _times(span for _, span in group))
        for code, group in groupby(named, key=lambda pair: pair[0])
    ]
