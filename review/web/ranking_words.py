"""What a ranking says in plain words: how much of an order is real, and what is shown."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from review.domain.aggregation import By
from review.domain.errors import N_
from review.domain.ranking import (
    BAND_WORDS,
    BANDS_FROM,
    DISPLAY_WORDS,
    ORDERED_FROM,
    OUTLIER_WORDS,
    Band,
    Display,
    Outlier,
)
from review.services.ranking_lists import Line, Summary, summary_of
from review.web.display import points
from review.web.language import gettext as _
from review.web.release_words import kind_name

TITLES = {By.COUNTY: N_("Counties"), By.FIRM: N_("Firms"), By.HANDLER: N_("Handlers")}
SHOWN = {
    Display.ORDERED: N_(
        "Most of the differences are real, so the order is shown, with the ranks that "
        "remain possible."
    ),
    Display.BANDS: N_(
        "Much of the differences is chance, so no places are shown, only bands."
    ),
    Display.FUNNEL: N_(
        "Most of the differences are chance, so there is no order: names sort the list, "
        "and only those whom chance does not explain are marked."
    ),
}
CHOSEN = {
    Display.ORDERED: N_(
        "The bureau decided to show an ordered list. By the rule there would be: %(rule)s."
    ),
    Display.BANDS: N_(
        "The bureau decided to show bands. By the rule there would be: %(rule)s."
    ),
    Display.FUNNEL: N_(
        "The bureau decided to show no order. By the rule there would be: %(rule)s."
    ),
}


@dataclass(frozen=True, slots=True)
class Previewed:
    """What a ranking would show, before it is published."""

    title: str
    n_ranked: int
    n_left: int
    rankability: str
    by_rule: str


def previewed(found: Sequence[Mapping[str, Any]]) -> list[Previewed]:
    summaries = map(summary_of, found)
    return [
        Previewed(
            title(each),
            each.n_ranked,
            each.n_left,
            str(each.rankability),
            _(DISPLAY_WORDS[each.by_rule]),
        )
        for each in summaries
    ]


def title(said: Summary) -> str:
    """Firms · Civil cases."""
    named = _(TITLES[said.by])
    return f"{named} · {kind_name(said.case_kind)}" if said.case_kind else named


def explained(said: Summary) -> Iterator[str]:
    """How dependable the order is and what follows, a sentence each."""
    yield _(
        "Of the differences between these %(n)s, a share of %(share)s is not chance "
        "(rankability; ordered lists from %(ordered)s, bands from %(bands)s).",
        n=said.n_ranked,
        share=said.rankability,
        ordered=points(ORDERED_FROM),
        bands=points(BANDS_FROM),
    )
    if said.is_chosen:
        yield _(CHOSEN[said.display], rule=_(DISPLAY_WORDS[said.by_rule]))
    else:
        yield _(SHOWN[said.display])
    if said.n_left:
        yield _(
            "Not ranked, with fewer than %(least)s files or withheld: %(n)s.",
            least=said.least,
            n=said.n_left,
        )


def dependable(said: Summary) -> str:
    """How many files would make a mean dependable."""
    if said.files_needed is None:
        return _("No number of files would make these means differ dependably.")
    return _(
        "Number of files from which a mean would be dependable (0.7): %(n)s.",
        n=said.files_needed,
    )


def band(found: Band | None) -> str:
    return _(BAND_WORDS[found]) if found else ""


def outlier(found: Outlier) -> str:
    return _(OUTLIER_WORDS[found])


def interval(low: Decimal | int | None, high: Decimal | int | None) -> str:
    return f"{low}" if low == high else f"{low}–{high}"


def place(line: Line) -> str:
    return f"={line.place}" if line.is_tied else str(line.place)


def own(line: Line) -> str:
    """What a handler reads of the own place, in a sentence."""
    if line.place is not None and line.rank_low == line.rank_high:
        return _("Place %(place)s, hardly by chance.", place=place(line))
    if line.place is not None:
        return _(
            "Place %(place)s; by chance it could be any from %(low)s to %(high)s.",
            place=place(line),
            low=line.rank_low,
            high=line.rank_high,
        )
    if line.band is not None:
        return band(line.band)
    return outlier(line.outlier)


def own_title(line: Line) -> str:
    """Which files the sentence is about."""
    kind = line.list_key.partition(":")[2]
    named = kind_name(kind) if kind else _("All kinds of cases")
    return _("%(kind)s, files: %(n)s", kind=named, n=line.n)
