"""What objections say in words: points as a page sent them, and as a page shows them."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation

from review.domain.appeals import WHOLE, Ground, Point
from review.domain.errors import N_, RuleBroken
from review.domain.lines import answerable
from review.domain.schemes import Scheme
from review.services.appeals.own import title_of
from review.web.display import day, filled, words
from review.web.display import points as in_points
from review.web.forms.posted import lines_of
from review.web.language import gettext as _

MOST_DIGITS = 9


class BadMark(RuleBroken):
    sentence = N_("%(item)s: write the mark as a number, such as 8 or 7.5.")


class NoGround(RuleBroken):
    sentence = N_("%(item)s: choose the ground of the objection.")


@dataclass(frozen=True, slots=True)
class Offer:
    """An item as it can be objected to, with what was typed before."""

    code: str
    title: str
    section: str
    maximum: str
    ground: str = ""
    text: str = ""
    mark: str = ""
    pages: str = ""

    @property
    def is_filled(self) -> bool:
        return bool(self.ground or self.text or self.mark or self.pages)


def offers(scheme: Scheme, sent: Mapping[str, str]) -> list[Offer]:
    """Every item of the sheet, the grade as a whole at the end."""
    found = [
        Offer(
            code=code,
            title=words(line.item.title),
            section=words(line.section.title),
            maximum=in_points(line.item.points) if line.item.points else "",
            **_sent(code, sent),
        )
        for code, line in answerable(scheme).items()
    ]
    whole = Offer(WHOLE, words(title_of(WHOLE, scheme)), "", "", **_sent(WHOLE, sent))
    return [*found, whole]


def _sent(code: str, sent: Mapping[str, str]) -> dict[str, str]:
    fields = {"ground": "g", "text": "t", "mark": "m", "pages": "p"}
    return {name: sent.get(f"{key}.{code}", "") for name, key in fields.items()}


def points_in(scheme: Scheme, sent: Mapping[str, str]) -> list[Point]:
    """The points of a page that was sent; an item of which nothing was said is none."""
    return [
        Point(
            item=each.code,
            ground=_ground(each),
            text=lines_of(each.text),
            proposed=_mark(each),
            pages=each.pages.strip(),
        )
        for each in offers(scheme, sent)
        if each.is_filled
    ]


def _ground(each: Offer) -> Ground:
    try:
        return Ground(each.ground)
    except ValueError:
        raise NoGround(item=each.title) from None


def _mark(each: Offer) -> Decimal | None:
    text = unicodedata.normalize("NFKC", each.mark).strip()
    if not text:
        return None
    try:
        mark = Decimal(text) if len(text) <= MOST_DIGITS else Decimal("NaN")
    except InvalidOperation:
        mark = Decimal("NaN")
    if not mark.is_finite() or mark != round(mark, 2):
        raise BadMark(item=each.title)
    return mark


def problem(refusal: RuleBroken, scheme: Scheme) -> str:
    """A refusal in words; where it names an item by its code, by its title."""
    values = dict(refusal.values)
    code = values.get("item")
    if isinstance(code, str) and (code == WHOLE or code in answerable(scheme)):
        values["item"] = title_of(code, scheme)
    for name in ("cause", "ruling"):
        if name in values:
            values[name] = _(str(values[name]))
    values |= {k: day(v) for k, v in values.items() if isinstance(v, date)}
    return filled(refusal.sentence, values)
