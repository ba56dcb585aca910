"""The pages a review's findings point to, with the pins drawn on them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from flask import url_for

from review.domain.errors import NotVisible
from review.domain.pins import FULL, Box
from review.services import case_pages
from review.services.case_pages import PageLine
from review.web.access import viewer
from review.web.clock import now
from review.web.derivation import Derivation
from review.web.forms.answer_words import Named
from review.web.paper_sheet import PaperSheet
from review.web.wording import listed

WIDTH = 900
"""Of the image; what is drawn on it scales with it."""
BADGE = 46
LETTER = 22
"""Height of a pin's name and width of its letters, in thousandths of the width."""


@dataclass(frozen=True, slots=True)
class DrawnPin:
    """A pin on an image that is 1000 wide: its box, and the badge with its name."""

    name: str
    about: str
    box: Box | None
    badge: Box


@dataclass(frozen=True, slots=True)
class PinnedPage:
    """One page with all that points to it."""

    key: str
    label: int
    image: str
    width: int
    height: int
    shape: int
    pins: tuple[DrawnPin, ...]

    @property
    def names(self) -> list[str]:
        return [each.name for each in self.pins]


@dataclass(frozen=True, slots=True)
class PinnedPages:
    """The pages in the order of the file; `gone` names pins whose page left it."""

    anchor: str
    pages: tuple[PinnedPage, ...]
    gone: str


@dataclass(frozen=True, slots=True)
class _Told:
    named: Named
    about: str


def own_pinned_pages(public_id: str, derivation: Derivation) -> PinnedPages | None:
    """For the reviewer whose review it is."""
    if not _has_pins(derivation):
        return None
    return pinned_pages(
        derivation,
        _own_lines(public_id),
        lambda line: url_for(
            "case_pages.image",
            public_id=public_id,
            page=line.page,
            width=WIDTH,
            key=line.key,
        ),
    )


def _own_lines(public_id: str) -> list[PageLine]:
    try:
        return case_pages.pages_of(viewer=viewer(), public_id=public_id, at=now())
    except NotVisible:
        return []


def own_gone(public_id: str, paper: PaperSheet) -> str:
    """The names of pins on a printed sheet whose page is no longer in the file."""
    all_pins = [
        named
        for table in paper.tables
        for section in table.sections
        for row in section.rows
        for finding in row.findings
        for named in finding.pins
    ]
    there = {line.key for line in _own_lines(public_id)} if all_pins else set()
    return listed(each.name for each in all_pins if each.pin.page not in there)


def pages_gone(public_id: str, reviews: Sequence[Derivation]) -> frozenset[str]:
    """The pages that the reviews of a file point to and that have left it."""
    named = frozenset(each.named.pin.page for told in reviews for each in _told(told))
    if not named:
        return named
    lines = case_pages.pages_of_file(viewer=viewer(), public_id=public_id)
    return named - {line.key for line in lines}


def pinned_pages_of_file(
    code: str, public_id: str, reviews: Sequence[Derivation]
) -> list[PinnedPages | None]:
    """For an officer: those of each review of a settled file, in their order."""
    if not any(map(_has_pins, reviews)):
        return [None] * len(reviews)
    lines = case_pages.pages_of_file(viewer=viewer(), public_id=public_id)

    def image(line: PageLine) -> str:
        return url_for(
            "reconciliation.pinned_page",
            code=code,
            public_id=public_id,
            key=line.key,
            width=WIDTH,
        )

    return [
        pinned_pages(each, lines, image, anchor=f"page-{n}-")
        for n, each in enumerate(reviews, 1)
    ]


def _has_pins(derivation: Derivation) -> bool:
    return any(True for _each in _told(derivation))


def pinned_pages(
    derivation: Derivation,
    lines: Sequence[PageLine],
    image: Callable[[PageLine], str],
    *,
    anchor: str = "page-",
) -> PinnedPages | None:
    """What the findings of a review point to; None if none of them points anywhere."""
    by_page: dict[str, list[_Told]] = {}
    for each in _told(derivation):
        by_page.setdefault(each.named.pin.page, []).append(each)
    if not by_page:
        return None
    there = {line.key for line in lines}
    gone = (told for key, told in by_page.items() if key not in there)
    return PinnedPages(
        anchor,
        tuple(
            _page(line, by_page[line.key], "" if line.is_withheld else image(line))
            for line in lines
            if line.key in by_page
        ),
        listed(each.named.name for told in gone for each in told),
    )


def _told(derivation: Derivation) -> Iterator[_Told]:
    for section in derivation.sections:
        for item in section.items:
            for finding in item.findings:
                words = (item.title, finding.about, finding.reason)
                about = " · ".join(each for each in words if each)
                for named in finding.pins:
                    yield _Told(named, about)


def _page(line: PageLine, told: Sequence[_Told], image: str) -> PinnedPage:
    return PinnedPage(
        key=line.key,
        label=line.label,
        image=image,
        width=WIDTH,
        height=WIDTH * line.shape // FULL,
        shape=line.shape,
        pins=tuple(_drawn(line, told)),
    )


def _drawn(line: PageLine, told: Sequence[_Told]) -> Iterator[DrawnPin]:
    """Pins of the whole page stand below one another in its upper left corner."""
    n_whole = 0
    for each in told:
        name, box = each.named.name, each.named.pin.box
        width = LETTER * (len(name) + 1)
        if box is None:
            top = BADGE * n_whole
            yield DrawnPin(name, each.about, None, Box(0, top, width, BADGE))
            n_whole += 1
            continue
        drawn = Box(
            box.x,
            box.y * line.shape // FULL,
            box.width,
            box.height * line.shape // FULL,
        )
        top = max(0, drawn.y - BADGE)
        left = min(drawn.x, FULL - width)
        yield DrawnPin(name, each.about, drawn, Box(left, top, width, BADGE))
