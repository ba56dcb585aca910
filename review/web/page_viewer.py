"""What a page with images of pages shows, with and without the script."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from flask import abort

from review.services.case_pages import PageLine
from review.web.bureau.lists import number_of
from review.web.language import gettext as _

MOST_PAGES = 1_000_000
WIDTH = 1400
"""Of a page without the script, which cannot measure its place."""


@dataclass(frozen=True, slots=True)
class PlainView:
    """One page, and the links around it; an empty address is no link."""

    page: int
    label: int
    n_pages: int
    image: str
    width: int
    height: int
    before: str
    after: str
    turned: str
    volume: str = ""
    is_gap: bool = False
    is_withheld: bool = False
    n_withheld: int = 0


def width_of() -> int:
    """How wide the image is to be; the service knows which widths there are."""
    return number_of("width", least=1, most=10_000) or WIDTH


def turn_of() -> int:
    return number_of("turn", least=0, most=270) or 0


def plain_view(found: Sequence[PageLine], *, own: str, image: str) -> PlainView:
    """The page of the address among all of them; `image` has a place for its number."""
    page = number_of("page", least=1, most=MOST_PAGES) or 1
    turn = turn_of()
    if page > len(found):
        abort(404)
    line = found[page - 1]
    height = WIDTH * line.shape // 1000
    is_lying = turn in (90, 270)

    def at(number: int, turned: int = turn) -> str:
        return f"{own}?page={number}&turn={turned}"

    return PlainView(
        page=page,
        label=line.label,
        n_pages=len(found),
        image=f"{image.format(page=page)}?width={WIDTH}&turn={turn}",
        width=height if is_lying else WIDTH,
        height=WIDTH if is_lying else height,
        before=at(page - 1) if page > 1 else "",
        after=at(page + 1) if page < len(found) else "",
        turned=at(page, (turn + 90) % 360),
        volume=_(line.volume.words) if line.volume else "",
        is_gap=line.is_gap,
        is_withheld=line.is_withheld,
        n_withheld=sum(each.is_withheld for each in found),
    )
