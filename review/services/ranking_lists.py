"""The rankings of a published campaign, as those read them for whom they were made.

The public reads those of institutions; the bureau all of them, and county bureaus and
heads of firms too where it has decided so. Nothing is calculated here: what a list says
was frozen when it was published.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from review.domain.aggregation import By
from review.domain.errors import NotVisible
from review.domain.policy import Action, Role, Viewer, require
from review.domain.publication import Audience
from review.domain.ranking import Band, Display, Outlier
from review.services import ranking_names
from review.services.paging import Cut, Page
from review.services.release_views import Head, content_of, head_shown
from review.store import unit
from review.store.audience import OUTSIDE
from review.store.queries import ranking as queries
from review.store.queries import releases

FIRST = Cut()
MOST_DRAWN = {Display.ORDERED: 60, Display.BANDS: 60, Display.FUNNEL: 2000}


@dataclass(frozen=True, slots=True)
class Summary:
    """What a ranking says of itself. `good` is the rate of 优秀 and 良好 of all of it.

    `true_sd` is how far units lie apart, `error_sd` files of one unit, both in points;
    `files_needed` is how many files make a mean dependable (0.7), None if none do.
    """

    by: By
    case_kind: str
    display: Display
    by_rule: Display
    n_ranked: int
    n_left: int
    least: int
    n_files: int
    mean: Decimal
    true_sd: Decimal
    error_sd: Decimal
    rankability: Decimal
    files_needed: int | None
    good: Mapping[str, Any] = field(hash=False)

    @property
    def key(self) -> str:
        """As its lines name it."""
        return f"{self.by.value}:{self.case_kind}"

    @property
    def is_chosen(self) -> bool:
        """Whether the bureau shows it otherwise than the rule says."""
        return self.display is not self.by_rule


@dataclass(frozen=True, slots=True)
class Line:
    """One unit; what its display does not show is None.

    `list_key` names the ranking it is a line of, such as "firm:civil".
    """

    list_key: str
    key: str
    name: str
    firms: tuple[str, ...]
    n: int
    mean: Decimal
    adjusted: Decimal
    good: Mapping[str, Any] = field(hash=False)
    outlier: Outlier
    place: int | None = None
    is_tied: bool = False
    band: Band | None = None
    estimate: Decimal | None = None
    low: Decimal | None = None
    high: Decimal | None = None
    weight: Decimal | None = None
    expected_rank: Decimal | None = None
    rank_low: int | None = None
    rank_high: int | None = None
    at_top: Decimal | None = None


@dataclass(frozen=True, slots=True)
class RankingView:
    """A release's rankings, and a page of the lines of one of them."""

    head: Head
    lists: tuple[Summary, ...]
    said: Summary | None = None
    lines: Page[Line] | None = None
    is_internal: bool = False


def public_ranking(
    *,
    viewer: Viewer,
    public_id: str,
    by: str = "",
    text: str = "",
    cut: Cut | None = FIRST,
) -> RankingView:
    """Institutions over all kinds of cases; without a cut the lines that are drawn."""
    require(viewer, Action.PUBLIC_READ)
    return _read(public_id, Audience.PUBLIC, by, "", text, cut)


def internal_ranking(
    *,
    viewer: Viewer,
    public_id: str,
    by: str = "",
    case_kind: str = "",
    text: str = "",
    cut: Cut | None = FIRST,
) -> RankingView:
    """Also handlers, and each kind of case by itself, of the reader's own bureau."""
    grants = require(viewer, Action.RANKING_READ)
    is_bureau = any(grant.role is Role.BUREAU_OFFICER for grant in grants)
    audience = Audience.BUREAU if is_bureau else Audience.INTERNAL
    return _read(public_id, audience, by, case_kind, text, cut, viewer.bureau_id)


def _read(
    public_id: str,
    audience: Audience,
    by: str,
    case_kind: str,
    text: str,
    cut: Cut | None,
    bureau_id: int | None = None,
) -> RankingView:
    with unit.reading(OUTSIDE):
        release = releases.published_one(public_id)
        if release is None or bureau_id not in (None, release.bureau_id):
            raise NotVisible
        lists = _summaries(queries.rankings(release.id, audience))
        if not lists and audience is Audience.INTERNAL:
            # The bureau keeps its own to itself; what all may read, these may too.
            audience = Audience.PUBLIC
            lists = _summaries(queries.rankings(release.id, audience))
        at = _chosen(lists, by, case_kind)
        head = head_shown(release)
        if at is None:
            return RankingView(head, lists)
        first = 1 + sum(each.n_ranked for each in lists[:at])
        wanted = _Wanted(release, audience, lists[at], first)
        lines = _lines(wanted, text, cut)
    is_internal = audience is not Audience.PUBLIC
    return RankingView(head, lists, lists[at], lines, is_internal)


def _summaries(rows: Sequence[Any]) -> tuple[Summary, ...]:
    return tuple(summary_of(content_of(row)) for row in rows)


def summary_of(said: Mapping[str, Any]) -> Summary:
    decimals = ("mean", "true_sd", "error_sd", "rankability")
    same = (
        "case_kind",
        "n_ranked",
        "n_left",
        "least",
        "n_files",
        "files_needed",
        "good",
    )
    return Summary(
        by=By(said["by"]),
        display=Display(said["display"]),
        by_rule=Display(said["by_rule"]),
        **{name: Decimal(said[name]) for name in decimals},
        **{name: said[name] for name in same},
    )


def _chosen(lists: Sequence[Summary], by: str, case_kind: str) -> int | None:
    """The place of the list asked for, or of the first where none was named."""
    if not by and not case_kind:
        return 0 if lists else None
    for at, each in enumerate(lists):
        if (each.by.value, each.case_kind) == (by, case_kind):
            return at
    raise NotVisible


@dataclass(frozen=True, slots=True)
class _Wanted:
    """One ranking of a release, and the place of its first line among all lines."""

    release: Any
    audience: Audience
    said: Summary
    first: int


def _lines(wanted: _Wanted, text: str, cut: Cut | None) -> Page[Line]:
    if cut is None:
        return _drawn(wanted)
    return _found(wanted, text, cut) if text else _page(wanted, cut)


def _drawn(wanted: _Wanted) -> Page[Line]:
    """As many lines as can be read in a picture: of a funnel, which has no order, every
    second, third … of a long list; of others the first.
    """
    n, most = wanted.said.n_ranked, MOST_DRAWN[wanted.said.display]
    is_funnel = wanted.said.display is Display.FUNNEL
    places = range(0, n, -(-n // most) if is_funnel else 1)[:most]
    rows = queries.standings_at(
        wanted.release.id,
        wanted.audience,
        [wanted.first + place for place in places],
    )
    return Page(tuple(map(_line, rows)), n, Cut(1, most))


def _page(wanted: _Wanted, cut: Cut) -> Page[Line]:
    n, start = wanted.said.n_ranked, wanted.first + cut.skip
    last = min(start + cut.size, wanted.first + n) - 1
    rows = queries.standings(wanted.release.id, wanted.audience, first=start, last=last)
    return Page(tuple(map(_line, rows)), n, cut)


def _found(wanted: _Wanted, text: str, cut: Cut) -> Page[Line]:
    """The lines with such a name; only those of the page are read."""
    places = ranking_names.found(wanted.release, wanted.audience, wanted.said.key, text)
    shown = [wanted.first + place for place in places[cut.skip :][: cut.size]]
    rows = queries.standings_at(wanted.release.id, wanted.audience, shown)
    return Page(tuple(map(_line, rows)), len(places), cut)


def _line(row: Any) -> Line:
    return line_of(content_of(row))


def line_of(said: Mapping[str, Any]) -> Line:
    """A line from its frozen content."""
    return Line(
        list_key=said["list"],
        key=said["key"],
        name=said["name"],
        firms=tuple(said.get("firms", ())),
        n=said["n"],
        mean=Decimal(said["mean"]),
        adjusted=Decimal(said["adjusted"]),
        good=said["good"],
        outlier=Outlier(said["outlier"]),
        **{name: make(said[name]) for name, make in _MAKERS.items() if name in said},
    )


_DECIMALS = ("estimate", "low", "high", "weight", "expected_rank", "at_top")
_AS_THEY_ARE = ("place", "is_tied", "rank_low", "rank_high")
_MAKERS: Mapping[str, Callable[[Any], Any]] = {
    "band": Band,
    **dict.fromkeys(_DECIMALS, Decimal),
    **dict.fromkeys(_AS_THEY_ARE, lambda value: value),
}
"""What a display may leave out, and what makes it of what was frozen."""


def own_lines(rows: Iterable[Mapping[str, Any]]) -> tuple[Line, ...]:
    """A handler's own lines: over all kinds first, then kind by kind."""
    return tuple(sorted(map(line_of, rows), key=lambda line: line.list_key))
