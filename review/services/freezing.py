"""What a release rests on, read at one time, and what it says of itself."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from review.domain import aggregation
from review.domain.aggregation import By, Figure, Graded, Group
from review.domain.campaigns import INSTITUTIONS, of_institutions
from review.domain.kinds import CaseKind
from review.domain.publication import (
    Addressee,
    Audience,
    ReleaseKind,
    RowKind,
    withheld_groups,
)
from review.domain.schemes import Grade, Scheme
from review.domain.verdicts import from_hundredths
from review.domain.working_days import add_working_days
from review.services import schemes
from review.store.queries import campaigns
from review.store.queries import publication as queries


@dataclass(frozen=True, slots=True)
class Basis:
    """All that a release rests on. `heads` count the events that could change it.

    `reach` gives, for an area, its code and those above it, up to the bureau's own.
    `targets` says which person, firm or area an addressee is.
    """

    campaign: Any
    pinned: Sequence[Any]
    schemes: Mapping[int, Scheme]
    draw: Any
    files: Sequence[Any]
    handlings: Mapping[int, Sequence[Any]]
    reach: Mapping[int, tuple[str, ...]]
    targets: Mapping[Addressee, int]
    releases: Sequence[Any]
    heads: Mapping[str, int]

    @property
    def grades(self) -> tuple[Grade, ...]:
        """All schemes of a campaign share one grade set."""
        return next(iter(self.schemes.values())).grades

    @property
    def decimals(self) -> int:
        return int(self.campaign.rules["decimals"])

    @property
    def minimum_n(self) -> int:
        return int(self.campaign.rules["minimum_n"])


def chains_of(campaign: Any) -> tuple[str, str]:
    """Where everything is recorded that could change what a release says."""
    return (f"bureau:{campaign.bureau_id}", f"campaign:{campaign.id}")


def read_basis(campaign: Any) -> Basis:
    """Read it all, in a fixed number of statements; the heads of the chains first."""
    heads = queries.heads(chains_of(campaign))
    full = queries.campaign_with_bureau(campaign.id)
    pinned = campaigns.schemes_of(campaign.id)
    files = sorted(queries.settled_files(campaign.id), key=_in_print)
    handlings: defaultdict[int, list[Any]] = defaultdict(list)
    for row in queries.handlings(campaign.id):
        handlings[row.file_id].append(row)
    areas = queries.areas()
    return Basis(
        campaign=full,
        pinned=pinned,
        schemes={row.id: schemes.parsed(row.id, row.digest) for row in pinned},
        draw=queries.draw_of(campaign.id),
        files=files,
        handlings=handlings,
        reach=_reach(areas, top=full.bureau_area_id),
        targets=_targets(files, handlings, areas),
        releases=queries.releases_of(campaign.id),
        heads=heads,
    )


def _in_print(row: Any) -> tuple[str, ...]:
    """By county, firm and handler, never by when it was settled or what it came to."""
    names = (row.area_sort, row.firm_sort or "", row.handler_sort or "", row.handler)
    return (*names, row.kind, row.case_no, row.stage, row.volume_set)


def _reach(areas: Sequence[Any], *, top: int) -> dict[int, tuple[str, ...]]:
    known = {row.id: row for row in areas}

    def upwards(area_id: int | None) -> Iterator[str]:
        while area_id is not None and area_id != top:
            yield known[area_id].code
            area_id = known[area_id].parent_id

    return {
        row.id: (row.code,) if row.id == top else tuple(upwards(row.id))
        for row in areas
    }


def _targets(
    files: Sequence[Any], handlings: Mapping[int, Sequence[Any]], areas: Sequence[Any]
) -> dict[Addressee, int]:
    targets = {Addressee(Audience.AREA, row.code): row.id for row in areas}
    for row in files:
        if row.firm_id is not None:
            targets[Addressee(Audience.FIRM, row.firm)] = row.firm_id
        if row.person_id is not None:
            targets[Addressee(Audience.HANDLER, row.handler)] = row.person_id
        for each in handlings.get(row.id, ()):
            targets[Addressee(Audience.HANDLER, each.handler)] = each.person_id
    return targets


def header(basis: Basis, kind: ReleaseKind, *, on: date, software: str) -> dict:
    """What the release says of itself: the rules it was made by, and the day."""
    campaign = basis.campaign
    answers_until = _answers_until(campaign, kind, on)
    replaced = basis.releases[0] if basis.releases else None
    return {
        "bureau": {"code": campaign.bureau_code, "name": campaign.bureau_name},
        "campaign": {
            "code": campaign.code,
            "name": campaign.name,
            "assessment_year": campaign.assessment_year,
            "closed_from": campaign.closed_from.isoformat(),
            "closed_until": campaign.closed_until.isoformat(),
        },
        "kind": kind.value,
        "number": len(basis.releases) + 1,
        "replaces": replaced.digest if replaced else None,
        "published_on": on.isoformat(),
        "decimals": basis.decimals,
        "minimum_n": basis.minimum_n,
        "grades": [_grade(grade) for grade in basis.grades],
        "schemes": [_scheme(row, basis.schemes[row.id]) for row in basis.pinned],
        "sample": _sample(basis),
        "software": software,
        **({"answers_until": answers_until} if answers_until else {}),
        **({INSTITUTIONS: True} if of_institutions(campaign.rules) else {}),
    }


def _answers_until(campaign: Any, kind: ReleaseKind, on: date) -> str:
    """The last day on which a provisional release can be answered, in working days."""
    days = campaign.rules.get("answer_days", 0)
    if not days or kind is not ReleaseKind.PROVISIONAL:
        return ""
    return add_working_days(on, days).day.isoformat()


def _grade(grade: Grade) -> dict[str, object]:
    return {
        "code": grade.code,
        "title": {"zh": grade.title.zh, "en": grade.title.en},
        "passes": grade.passes,
        "standing": grade.standing.value,
    }


def _scheme(row: Any, scheme: Scheme) -> dict[str, object]:
    return {
        "code": row.code,
        "version": row.version,
        "title": dict(row.title),
        "digest": row.digest,
        "structure_digest": scheme.structure_digest,
    }


def _sample(basis: Basis) -> dict[str, object]:
    """The published seed and rule; with the record anyone can draw again."""
    draw, campaign = basis.draw, basis.campaign
    if draw is None:
        rule = dict(campaign.rules.get("sample") or {})
        for key in ("complaints", "designated"):
            rule.pop(key, None)
        return {"seed": campaign.seed, "rule": rule, "n_files": len(basis.files)}
    return {
        "seed": draw.seed,
        "rule": _as_written(dict(draw.rule), campaign.rules),
        "n_population": draw.n_population,
        "n_drawn": draw.n_drawn,
        "record": draw.digest,
    }


def _as_written(rule: dict[str, Any], rules: Mapping[str, Any]) -> dict[str, Any]:
    """Quotas with the names people gave them, not the codes the draw needed."""
    # What a superior named is in the record of the draw; it is nobody else's business.
    rule = {key: value for key, value in rule.items() if key != "designated"}
    written = rules.get("sample", {}).get("quotas")
    return {**rule, "quotas": written} if written else rule


def figures_of(
    basis: Basis, by: By, files: Iterable[Any] | None = None
) -> tuple[Figure, ...]:
    """The figures of some of the files, or of all, as the release will say them."""
    chosen = basis.files if files is None else list(files)
    made = aggregation.figures(
        map(graded, chosen),
        by=by,
        grades=basis.grades,
        decimals=basis.decimals,
        groups=_groups(by, chosen),
    )
    return made.rows


def graded(row: Any) -> Graded:
    return Graded(
        case=str(row.id),
        handler=row.handler,
        firm=row.firm,
        area=row.area,
        kind=row.kind,
        grade=row.grade,
        score=from_hundredths(row.score),
    )


def _groups(by: By, files: Sequence[Any]) -> dict[str, Group]:
    if by is By.CASE_KIND:
        return kind_groups(row.kind for row in files)
    if by is By.COUNTY:
        return {r.area: Group(r.area_name, r.area_sort) for r in files}
    if by is By.FIRM:
        return {r.firm: Group(r.firm_name or "", r.firm_sort or "") for r in files}
    if by is By.HANDLER:
        named = ((r.handler, r.handler_name, r.handler_sort) for r in files)
        return {key: Group(name or "", sort or "") for key, name, sort in named}
    return {aggregation.TOTAL_KEY: Group("")}


def kind_groups(codes: Iterable[str]) -> dict[str, Group]:
    """Case kinds by their official words, in the order in which bulletins list them."""
    known = {kind.value: (n, kind.zh) for n, kind in enumerate(CaseKind)}
    places = {code: known.get(code, (len(known), code)) for code in codes}
    return {code: Group(name, f"{n:02}") for code, (n, name) in places.items()}


def withheld(basis: Basis) -> dict[RowKind, frozenset[str]]:
    """The groups that are too small for the public, and those that protect them."""

    def sizes(column: str) -> Counter[str]:
        return Counter(getattr(r, column) for r in basis.files if r.grade is not None)

    counties: defaultdict[str, set[str]] = defaultdict(set)
    for row in basis.files:
        counties[row.firm].add(row.area)
    blocks = {firm: min(found) for firm, found in counties.items() if len(found) == 1}
    least = basis.minimum_n
    areas = withheld_groups(sizes("area"), minimum_n=least)
    small = withheld_groups(sizes("firm"), minimum_n=least, blocks=blocks)
    # A county's figures could be added up from those of its firms.
    within = {firm for firm in sizes("firm") if blocks.get(firm) in areas}
    return {
        RowKind.CASE_KIND: withheld_groups(sizes("kind"), minimum_n=least),
        RowKind.COUNTY: areas,
        RowKind.FIRM: small | within,
    }
