"""What officers learn of a checklist from its use: item by item, and organ by organ."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from itertools import groupby
from operator import attrgetter
from typing import Any

from review.domain.aggregation import Rate, rate
from review.domain.answers import CAUSE, ORGAN, Special
from review.domain.appeals import WHOLE
from review.domain.campaigns import announced_in
from review.domain.derivation import half_up
from review.domain.errors import N_
from review.domain.item_figures import ItemFigure, Vector, item_figures
from review.domain.item_times import ItemTime, item_time
from review.domain.numbering import numbered
from review.domain.outside_causes import OrganFigure, Outside, outside_figures
from review.domain.overrides import Override, Tally, overrides
from review.domain.policy import Action, Viewer
from review.domain.reconsidered import by_item
from review.domain.schemes import Scheme, Text
from review.files.tables import CellKind, Column, Table
from review.services import schemes
from review.services.readers import written
from review.services.reconsidered import points_of
from review.services.sampling import campaign_of
from review.services.standing import once
from review.store import unit
from review.store.queries import item_figures as queries
from review.store.queries import proposals

N_COUNTED = 2


@dataclass(frozen=True, slots=True)
class ItemLine:
    """An item of a scheme; shares with part and whole, none below the smallest group.

    `low` and `high` are the ends of the interval of agreement, in whole percent.
    """

    scheme: Text
    scheme_code: str
    number: str
    """As the sheet numbers it; nothing for an overall grade."""
    item: str
    title: Text
    agreed: Rate
    low: int | None
    high: int | None
    gap: Decimal | None
    is_weak: bool
    lost: Rate
    specials: Mapping[Special, Rate]
    time: ItemTime
    overridden: Rate
    """Answers other than what days and papers of the case proposed."""
    upheld: Rate
    """Points of objections to the item that were upheld, of all that were answered."""


@dataclass(frozen=True, slots=True)
class OrganLine:
    """An organ with the files it stood in the way of, the items and the causes."""

    organ: str
    n_files: int
    items: tuple[tuple[Text, int], ...]
    causes: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class ItemsView:
    campaign: str
    code: str
    minimum_n: int
    n_files: int
    lines: tuple[ItemLine, ...]
    whole: Rate
    """Objections to a grade as a whole: upheld, of all that were answered."""
    organs: tuple[OrganLine, ...]
    trace_days: int
    """For how many days reading traces are kept; without any no time is known."""


def of_campaign(*, viewer: Viewer, code: str) -> ItemsView:
    """From the two counted reads of settled files, and nothing of anybody else."""
    with unit.reading():
        campaign = campaign_of(viewer, code, Action.RESULTS_READ)
        rows = queries.choices(campaign.id)
        told = list(_outside(queries.outside(campaign.id)))
        beside = _Beside(
            campaign.rules,
            _times(campaign),
            _overrides(proposals.tallies(campaign.id), campaign.rules),
            by_item(points_of(campaign.id)),
        )
    lines = (_lines(scheme_id, each, beside) for scheme_id, each in _pairs(rows))
    return ItemsView(
        campaign=campaign.name,
        code=campaign.code,
        minimum_n=campaign.rules["minimum_n"],
        n_files=len({row.campaign_case_id for row in rows}),
        lines=tuple(line for each in lines for line in each),
        whole=beside.whole(),
        organs=tuple(_organ(each) for each in outside_figures(told)),
        trace_days=announced_in(campaign.rules).trace_days,
    )


@dataclass(frozen=True, slots=True)
class _Beside:
    """What is known of items beside the answers, by scheme and item."""

    rules: Mapping[str, Any]
    times: Mapping[tuple[int, str], Mapping[int, int]]
    overrides: Mapping[tuple[int, str], Override]
    objections: Mapping[tuple[int, str], tuple[int, int]]

    def share(self, part: int, whole: int) -> Rate:
        if whole < self.rules["minimum_n"]:
            return Rate(part, whole, None)
        return rate(part, whole, self.rules["decimals"])

    def time(self, scheme_id: int, item: str) -> ItemTime:
        found = self.times.get((scheme_id, item), {})
        return item_time(found, minimum_n=self.rules["minimum_n"])

    def overridden(self, scheme_id: int, item: str) -> Rate:
        found = self.overrides.get((scheme_id, item))
        return found.total if found else Rate(0, 0, None)

    def upheld(self, scheme_id: int, item: str) -> Rate:
        return self.share(*self.objections.get((scheme_id, item), (0, 0)))

    def whole(self) -> Rate:
        """Over all schemes: what is objected to there is no item of any."""
        found = [n for (_, item), n in self.objections.items() if item == WHOLE]
        return self.share(sum(n for n, _ in found), sum(n for _, n in found))


def _times(campaign: Any) -> Mapping[tuple[int, str], Mapping[int, int]]:
    """Counted once for what is kept: the traces of settled files are long, and only go."""
    if not announced_in(campaign.rules).trace_days:
        return {}
    key = "item_times", campaign.id, queries.oldest_piece(campaign.id)
    return once(key, lambda: _by_seconds(queries.times(campaign.id)))


def _by_seconds(rows: Iterable[Any]) -> Mapping[tuple[int, str], Mapping[int, int]]:
    found: defaultdict[tuple[int, str], dict[int, int]] = defaultdict(dict)
    for row in rows:
        found[row.scheme_id, row.item][int(row.seconds)] = row.n
    return found


def _overrides(
    rows: Iterable[Any], rules: Mapping[str, Any]
) -> Mapping[tuple[int, str], Override]:
    tallies = (Tally(*row) for row in rows)
    found = overrides(tallies, decimals=rules["decimals"], minimum_n=rules["minimum_n"])
    return {(each.scheme_id, each.item): each for each in found}


def _pairs(rows: Iterable[Any]) -> list[tuple[int, list[tuple[Vector, Vector]]]]:
    """The first two reads of each file and part, by scheme."""
    found: defaultdict[int, list[tuple[Vector, Vector]]] = defaultdict(list)
    for key, group in groupby(rows, key=attrgetter("campaign_case_id", "part")):
        reads = list(group)[:N_COUNTED]
        if len(reads) == N_COUNTED and all(read.choices for read in reads):
            found[reads[0].scheme_id].append((reads[0].choices, reads[1].choices))
    return sorted(found.items())


def _lines(
    scheme_id: int, pairs: list[tuple[Vector, Vector]], beside: _Beside
) -> Iterator[ItemLine]:
    scheme = schemes.parsed(scheme_id)
    numbers = {
        each.line.item.code: each.number
        for section in numbered(scheme)
        for each in section.lines
    }
    for figure in item_figures(scheme, pairs):
        if figure.n_reviews:
            number = numbers.get(figure.item, "")
            yield _line(scheme, scheme_id, number, figure, beside)


def _line(
    scheme: Scheme, scheme_id: int, number: str, figure: ItemFigure, beside: _Beside
) -> ItemLine:
    item, share = scheme.item(figure.item), beside.share
    agreed, interval = share(figure.n_agreed, figure.n_pairs), figure.interval
    is_told = interval is not None and agreed.percent is not None
    low, high = (round(100 * end) for end in interval) if is_told else (None, None)
    return ItemLine(
        scheme=scheme.title,
        scheme_code=scheme.code,
        number=number if item else "",
        item=figure.item,
        title=item.title if item else Text("总体等级", "Overall grade"),
        agreed=agreed,
        low=low,
        high=high,
        gap=None if figure.gap is None else half_up(figure.gap),
        is_weak=figure.is_weak and agreed.percent is not None,
        lost=share(figure.n_lost, figure.n_reviews),
        specials={
            each: share(figure.specials.get(each, 0), figure.n_reviews)
            for each in Special
        },
        time=beside.time(scheme_id, figure.item),
        overridden=beside.overridden(scheme_id, figure.item),
        upheld=beside.upheld(scheme_id, figure.item),
    )


def _outside(rows: Iterable[Any]) -> Iterator[Outside]:
    """Organ and cause of one item of one review are two rows."""
    key = attrgetter("submission_id", "item_code")
    for _, group in groupby(sorted(rows, key=key), key=key):
        texts = {row.option: row for row in group}
        row = texts.get(ORGAN)
        if row is not None:
            cause = texts[CAUSE].body if CAUSE in texts else ""
            place = row.campaign_case_id, row.scheme_id, row.item_code
            yield Outside(*place, row.body, cause)


def _organ(figure: OrganFigure) -> OrganLine:
    """Items of several schemes with the same title are one; a file has one scheme."""
    items = Counter[Text]()
    for key, n in figure.items:
        items[_title(*key)] += n
    return OrganLine(
        figure.organ, figure.n_files, tuple(items.most_common()), figure.causes
    )


def _title(scheme_id: int, code: str) -> Text:
    item = schemes.parsed(scheme_id).item(code)
    return item.title if item else Text(code, code)


class Order(StrEnum):
    """In which order items are looked at."""

    SHEET = "sheet"
    AGREED = "agreed"
    LOST = "lost"
    TIME = "time"

    @property
    def words(self) -> str:
        return ORDER_WORDS[self]


ORDER_WORDS = {
    Order.SHEET: N_("As on the sheet"),
    Order.AGREED: N_("Least agreement first"),
    Order.LOST: N_("Most deductions first"),
    Order.TIME: N_("Longest first"),
}


def in_order(lines: Iterable[ItemLine], order: Order) -> list[ItemLine]:
    """Lines without a share that is told stand at the end, as on the sheet."""
    if order is Order.SHEET:
        return list(lines)
    sign = 1 if order is Order.AGREED else -1

    def place(line: ItemLine) -> tuple[bool, Decimal]:
        told = _figure_for(line, order)
        return told is None, sign * Decimal(told or 0)

    return sorted(lines, key=place)


def _figure_for(line: ItemLine, order: Order) -> Decimal | int | str | None:
    if order is Order.TIME:
        return line.time.seconds
    told: Rate = getattr(line, order)
    return told.percent if told.whole else None


Say = Callable[[str], str]
Worded = Callable[[Text], str]


def export_items(
    *, viewer: Viewer, code: str, file_format: str, say: Say, words: Worded
) -> bytes:
    """The items as they stand on the page; shares with part and whole."""
    found = of_campaign(viewer=viewer, code=code)
    columns = (
        Column("scheme", say(N_("Scheme")), of=lambda line: words(line.scheme)),
        Column("number", say(N_("No."))),
        Column("item", say(N_("Item code"))),
        Column("title", say(N_("Item")), of=lambda line: words(line.title)),
        *_share("agreed", say(N_("Same answer")), say, lambda line: line.agreed),
        Column("low", say(N_("Interval from, %")), CellKind.INTEGER),
        Column("high", say(N_("Interval to, %")), CellKind.INTEGER),
        Column("gap", say(N_("Mean distance in points")), CellKind.DECIMAL),
        *_share("lost", say(N_("Deducted")), say, lambda line: line.lost),
        *(
            column
            for special, title in SPECIAL_TITLES.items()
            for column in _share(str(special), say(title), say, _special(special))
        ),
        *_time(say),
        *_share("overridden", say(N_("Overridden")), say, lambda line: line.overridden),
        *_share("upheld", say(N_("Objections upheld")), say, lambda line: line.upheld),
    )
    return written(Table(say(N_("Items")), columns, found.lines), file_format)


SPECIAL_TITLES = {
    Special.NOT_APPLICABLE: N_("Not applicable"),
    Special.CANNOT_ASSESS: N_("Cannot assess"),
    Special.NOT_DONE_EXTERNAL: N_("Not done, outside cause"),
}


def _special(special: Special) -> Callable[[ItemLine], Rate]:
    return lambda line: line.specials[special]


def _time(say: Say) -> Iterator[Column[ItemLine]]:
    count = CellKind.INTEGER
    title, of = say(N_("Reading time in seconds (median)")), "seconds"
    yield Column(of, title, count, of=lambda line: line.time.seconds)
    title = say(N_("Reviews with a time"))
    yield Column("n_timed", title, count, of=lambda line: line.time.n_timed)


def _share(
    key: str, title: str, say: Say, of: Callable[[ItemLine], Rate]
) -> Iterator[Column[ItemLine]]:
    of_all = say(N_("whole"))
    whole = f"{title} ({of_all})"
    count, percent = CellKind.INTEGER, CellKind.PERCENT
    yield Column(key, title, count, of=lambda line: of(line).part)
    yield Column(f"{key}_whole", whole, count, of=lambda line: of(line).whole)
    yield Column(
        f"{key}_percent", f"{title} (%)", percent, of=lambda line: of(line).percent
    )


def export_organs(
    *, viewer: Viewer, code: str, file_format: str, say: Say, words: Worded
) -> bytes:
    """A row for each organ, for the joint conference."""
    found = of_campaign(viewer=viewer, code=code)

    def items(line: OrganLine) -> str:
        return say(N_("; ")).join(f"{words(title)} ({n})" for title, n in line.items)

    def causes(line: OrganLine) -> str:
        return say(N_("; ")).join(f"{cause} ({n})" for cause, n in line.causes)

    columns = (
        Column("organ", say(N_("Organ"))),
        Column("n_files", say(N_("Files")), CellKind.INTEGER),
        Column("items", say(N_("Items")), of=items),
        Column("causes", say(N_("Causes")), of=causes),
    )
    title = say(N_("Reasons outside the handler"))
    return written(Table(title, columns, found.organs), file_format)
