"""The rows of a release, each for those whom it concerns.

No row names a reviewer or tells a time. Whoever holds a group only in part gets figures
over that part: a firm its lawyers' work for the firm, a county the work done for it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from review.domain.aggregation import By, Figure
from review.domain.kinds import is_object
from review.domain.publication import (
    Part,
    Publicity,
    ReleaseKind,
    Row,
    RowKind,
    addressed,
    excellent_row,
    public_content,
)
from review.domain.ranking import BY_RULE, Showing
from review.domain.schemes import Standing
from review.domain.verdicts import from_hundredths
from review.services import ranking
from review.services.freezing import Basis, figures_of, graded, withheld

Said = Mapping[int, Sequence[Mapping[str, object]]]
Groups = Mapping[RowKind, frozenset[str]]
NOTHING_SAID: Said = {}


def parts_of(
    basis: Basis,
    kind: ReleaseKind,
    said: Said = NOTHING_SAID,
    *,
    rankings: Showing = BY_RULE,
) -> tuple[Part, ...]:
    """Every row for each of its addressees; without `said` only to be counted.

    Rankings are made of final results only.
    """
    hidden = withheld(basis)
    rows = list(_rows(basis, said, hidden))
    if kind is ReleaseKind.FINAL:
        rows += ranking.rows_of(ranking.lists(basis, hidden, chosen=rankings.display))
    return addressed(
        rows,
        kind=kind,
        publicity=Publicity(internal=rankings.internal),
        withheld=hidden,
    )


def _rows(basis: Basis, said: Said, hidden: Groups) -> Iterator[Row]:
    for figure in figures_of(basis, By.TOTAL):
        yield Row(RowKind.TOTAL, figure.key, figure.as_json())
    for figure in figures_of(basis, By.CASE_KIND):
        yield Row(RowKind.CASE_KIND, figure.key, figure.as_json())
    reach = {row.area: basis.reach[row.area_id] for row in basis.files}
    for figure in figures_of(basis, By.COUNTY):
        areas = reach[figure.key]
        yield Row(RowKind.COUNTY, figure.key, figure.as_json(), areas=areas)
    yield from _group_rows(basis, By.FIRM)
    yield from _group_rows(basis, By.HANDLER)
    yield from _excellent_rows(basis, hidden)
    for row in basis.files:
        yield _case_row(basis, row, said.get(row.id, ()))


def _group_rows(basis: Basis, by: By) -> Iterator[Row]:
    """Firms or handlers: the whole to themselves, to others what concerns them.

    Files that nobody handled are no handler's group.
    """
    files: defaultdict[str, list[Any]] = defaultdict(list)
    for row in basis.files:
        files[graded(row).key(by)].append(row)
    for figure in figures_of(basis, by):
        if figure.key or by is not By.HANDLER:
            yield from _one_group(basis, by, figure, files[figure.key])


def _one_group(
    basis: Basis, by: By, figure: Figure, own: Sequence[Any]
) -> Iterator[Row]:
    reaches = {basis.reach[row.area_id] for row in own}
    firms = {row.firm for row in own if row.firm}
    whole = _group_row(by, figure, own)
    is_firm = by is By.FIRM
    if len(reaches) == 1 and (is_firm or len(firms) <= 1):
        yield replace(whole, firms=tuple(firms), areas=reaches.pop())
        return
    yield replace(whole, firms=tuple(firms) if is_firm else ())
    for firm in () if is_firm else sorted(firms):
        within = [row for row in own if row.firm == firm]
        yield replace(_partial(basis, by, within), firms=(firm,))
    for area in sorted({code for reach in reaches for code in reach}):
        within = [row for row in own if area in basis.reach[row.area_id]]
        yield replace(_partial(basis, by, within), areas=(area,))


def _partial(basis: Basis, by: By, within: Sequence[Any]) -> Row:
    (figure,) = figures_of(basis, by, within)
    return replace(_group_row(by, figure, within), handlers=(), partial=True)


def _group_row(by: By, figure: Figure, own: Sequence[Any]) -> Row:
    if by is By.FIRM:
        return Row(RowKind.FIRM, figure.key, figure.as_json())
    firms = list(dict.fromkeys(row.firm_name for row in own if row.firm_name))
    content = figure.as_json() | {"firms": firms}
    handlers = (figure.key,) if figure.key else ()
    return Row(RowKind.HANDLER, figure.key, content, handlers=handlers)


def _excellent_rows(basis: Basis, hidden: Groups) -> list[Row]:
    """By name: in any other order they would tell more than the grade.

    An institution that was reviewed itself stands with its own name alone.
    """
    best = {g.code for g in basis.grades if g.standing is Standing.EXCELLENT}
    named = [
        (_excellent_row(row), row)
        for row in basis.files
        if row.grade in best and not row.confined
        if row.handler_name or is_object(row.kind)
    ]
    named.sort(key=lambda pair: _by_what_is_told(*pair, hidden))
    return [row for row, _ in named]


def _excellent_row(row: Any) -> Row:
    return excellent_row(
        graded(row),
        handler=row.handler_name or "",
        firm=row.firm_name or "",
        county=row.area_name,
        itself=is_object(row.kind),
    )


def _by_what_is_told(made: Row, row: Any, hidden: Groups) -> tuple[str, ...]:
    """The place in the list may not tell what its words withhold."""
    told = public_content(made, hidden)
    sorts = {"firm": row.firm_sort, "case_kind": row.kind, "county": row.area_sort}
    rest = ("" if told[k] is None else sort or "" for k, sort in sorts.items())
    return (row.handler_sort or "", row.handler, *rest)


def _case_row(basis: Basis, row: Any, said: Sequence[Mapping[str, object]]) -> Row:
    people = basis.handlings.get(row.id, ())
    others = tuple(p.handler for p in people if p.person_id != row.person_id)
    return Row(
        kind=RowKind.CASE,
        key=row.case_no,
        content=_case(basis, row, said),
        handlers=(row.handler, *others) if row.handler else others,
        firms=(row.firm,) if row.firm else (),
        areas=basis.reach[row.area_id],
        confined=bool(row.confined),
    )


def _case(
    basis: Basis, row: Any, said: Sequence[Mapping[str, object]]
) -> dict[str, object]:
    scheme = basis.schemes[row.scheme_id]
    return {
        "case_no": row.case_no,
        "stage": row.stage,
        "volume_set": row.volume_set,
        "kind": row.kind,
        "case_class": row.case_class,
        "cause": row.cause,
        "closed_on": row.closed_on.isoformat(),
        "county": {"code": row.area, "name": row.area_name},
        "firm": {"code": row.firm, "name": row.firm_name or ""},
        "handlers": list(_handlers(row, basis.handlings.get(row.id, ()))),
        "grade": row.grade,
        "score": _points(row.score),
        "handler_percent": _points(row.handler_score),
        "outcome": row.outcome,
        "rule": row.rule,
        "scheme": {
            "code": scheme.code,
            "version": scheme.version,
            "title": {"zh": scheme.title.zh, "en": scheme.title.en},
            "digest": scheme.digest,
        },
        "derivation": row.derivation_digest,
        **({"panel_reasons": row.panel_reasons} if row.panel_reasons else {}),
        "reviews": list(said),
    }


def _points(hundredths: int | None) -> str | None:
    exact = from_hundredths(hundredths)
    return None if exact is None else f"{exact:.2f}"


def _handlers(row: Any, people: Sequence[Any]) -> Iterator[dict[str, object]]:
    """The lead handler carries the grade and stands first, as drawn."""
    if row.person_id is not None:
        own = (p.share for p in people if p.person_id == row.person_id)
        yield _handler(row.handler, row.handler_name, True, next(own, None))
    for each in people:
        if each.person_id != row.person_id:
            yield _handler(each.handler, each.name, False, each.share)


def _handler(key: str, name: str, leads: bool, share: Any) -> dict[str, object]:
    known = {"key": key, "name": name, "leads": leads}
    return known | ({} if share is None else {"share": f"{share:.2f}"})
