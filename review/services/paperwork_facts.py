"""What a campaign's documents are made of, read in one view of the database."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from itertools import groupby
from operator import attrgetter
from typing import Any

from review.domain.aggregation import By, Figure
from review.domain.campaigns import announced_in, of_institutions
from review.domain.candidates import Bar, Strength
from review.domain.docket import Relation, conflict_rules
from review.domain.kinds import CaseClass, CaseKind
from review.domain.paperwork.facts import (
    Facts,
    Finding,
    Group,
    Invited,
    Outcome,
    Released,
    Row,
    Standard,
    Standing,
)
from review.domain.policy import Viewer
from review.domain.publication import ReleaseKind, withheld_groups
from review.domain.rotation import wanted_in
from review.domain.sampling_rule import rule_from_data
from review.domain.schemes import Combination, Grade, Scheme
from review.services import campaigns, contracts, item_figures, schemes
from review.services.figures import CampaignFigures, figures
from review.services.sampled import used
from review.store.queries import campaigns as stored
from review.store.queries import candidates, conflicts
from review.store.queries import paperwork as queries

EMPLOYER = "曾在同一机构执业"


def facts_of(viewer: Viewer, campaign: Any, *, on: date) -> Facts:
    """Everything but results; inside a reading."""
    line = campaigns.line(viewer=viewer, code=campaign.code, on=on)
    kinds = sorted(queries.files_by_kind(campaign.id), key=_place_of_kind)
    counties = queries.files_by_county(campaign.id)
    people = tuple(_invited(campaign, on))
    n_leads = sum(each.is_lead for each in people)
    return Facts(
        bureau=queries.bureau_name(campaign.bureau_id),
        name=campaign.name,
        year=campaign.assessment_year,
        closed_from=campaign.closed_from,
        closed_until=campaign.closed_until,
        due_on=campaign.due_on,
        rule=rule_from_data(campaign.rules["sample"]),
        seed=campaign.seed or "",
        is_drawn=campaign.drawn_at is not None,
        n_population=queries.n_population(campaign.id),
        n_files=line.n_cases,
        kinds=tuple(Group(_kind(row.kind), row.n) for row in kinds),
        counties=tuple(Group(row.name, row.n) for row in counties),
        standards=tuple(map(_standard, _schemes(campaign))),
        reviewers=people,
        n_reviewers=len(people) - n_leads,
        n_leads=n_leads,
        bars_county=bool(campaign.rules["bar_same_county"]),
        bars=tuple(_bars(campaign.rules)),
        minimum_n=int(campaign.rules["minimum_n"]),
        provisional_first=bool(campaign.rules["provisional_first"]),
        announced=announced_in(campaign.rules),
        standing=_standing(line.numbers),
        on=on,
        kinds_of_case=frozenset(row.kind for row in kinds),
        released=_released(campaign.id),
        contract=contracts.evaluated_under(campaign.id),
        of_institutions=of_institutions(campaign.rules),
        who=wanted_in(campaign.rules),
        rechecked=_rechecked(campaign.rules),
    )


def _rechecked(rules: Mapping[str, Any]) -> str:
    first = rules.get("recheck_of")
    return "" if first is None else str(candidates.campaign(first).name)


def outcome_of(viewer: Viewer, campaign: Any) -> Outcome:
    """What is settled, for who may read results; inside a reading."""
    total = figures(viewer=viewer, code=campaign.code, by=By.TOTAL)
    minimum_n = int(campaign.rules["minimum_n"])
    rows = {
        by: _rows(figures(viewer=viewer, code=campaign.code, by=by), minimum_n)
        for by in (By.CASE_KIND, By.COUNTY)
    }
    (whole,) = total.figures.rows
    return Outcome(
        grades=tuple(grade.title.zh for grade in total.grades),
        total=_row(whole, "合计", frozenset()),
        kinds=rows[By.CASE_KIND],
        counties=rows[By.COUNTY],
        findings=tuple(_findings(viewer, campaign.code, minimum_n)),
        n_ungraded=whole.n_ungraded,
    )


def _place_of_kind(row: Any) -> tuple[int, str]:
    known = [kind.value for kind in CaseKind]
    return (known.index(row.kind) if row.kind in known else len(known), row.kind)


def _kind(code: str) -> str:
    kind = CaseKind.find(code)
    return kind.zh if kind else code


def _schemes(campaign: Any) -> Iterable[Scheme]:
    for row in stored.schemes_of(campaign.id):
        yield used(campaign.rules, schemes.parsed(row.id, row.digest))


def _standard(scheme: Scheme) -> Standard:
    rules = scheme.combination
    return Standard(
        title=scheme.title.zh,
        version=scheme.version,
        reviews=tuple(_reviews(rules.reviews)),
        apart=tuple(_apart(rules)),
        grades=tuple(map(_grade, scheme.grades)),
    )


def _reviews(by_class: Mapping[str, int]) -> Iterator[tuple[str, int]]:
    yield "", by_class[""]
    for each in CaseClass:
        if each.value and by_class.get(each.value, by_class[""]) != by_class[""]:
            yield each.zh, by_class[each.value]


def _apart(rules: Combination) -> Iterator[str]:
    """Every way in which two reviews are apart by these rules."""
    if rules.total_gap is not None:
        yield f"总分相差超过{rules.total_gap.normalize():f}分"
    ways = {
        "等次不同": rules.grade_differs,
        "一票否决项认定不一致": rules.veto_differs,
        "单项得分相差超过限度": rules.item_gap,
        "发现的问题不一致": rules.findings_differ,
        "总分相同而发现的问题不一致": rules.equal_totals_differ
        and not rules.findings_differ,
    }
    yield from (words for words, is_meant in ways.items() if is_meant)


def _grade(grade: Grade) -> str:
    """With the lower limit, which belongs to the grade; the lowest one has none."""
    if not grade.lower:
        return grade.title.zh
    return f"{grade.title.zh}（{grade.lower.normalize():f}分以上）"


def _bars(rules: Any) -> Iterable[str]:
    """The relations that always keep a reviewer from a file, in their official words."""
    named = {relation.bar: relation.zh for relation in Relation}
    named[Bar.EMPLOYER] = EMPLOYER
    for bar, strength in conflict_rules(rules).in_force.items():
        if strength is Strength.BLOCK and bar in named:
            yield named[bar]


def _invited(campaign: Any, on: date) -> Iterable[Invited]:
    """Each reviewer once, with every firm the person belongs to."""
    declared: dict[str, list[str]] = {}
    for row in conflicts.declared(campaign.id):
        declared.setdefault(row.number, []).append(row.firm or row.handler)
    rows = queries.reviewers(campaign.id, on=on)
    for number, group in groupby(rows, key=attrgetter("number")):
        lines = list(group)
        first = lines[0]
        firms = dict.fromkeys(line.firm for line in lines if line.firm)
        yield Invited(
            number=number,
            name=first.name,
            firm="、".join(firms),
            area=first.area or "",
            is_lead=bool(first.is_lead),
            conflicts=tuple(declared.get(number, ())),
        )


def _standing(numbers: Any) -> Standing:
    return Standing(
        n_places=numbers.n_places,
        n_submitted=numbers.counted.n_submitted,
        n_settled=numbers.n_settled,
        n_further=numbers.n_further_needed + numbers.n_lead_needed,
    )


def _released(campaign_id: int) -> Released | None:
    row = queries.newest_release(campaign_id)
    if row is None:
        return None
    day = date.fromisoformat(json.loads(row.header)["published_on"])
    return Released(row.kind == ReleaseKind.FINAL, row.number, day)


def _rows(found: CampaignFigures, minimum_n: int) -> tuple[Row, ...]:
    """The groups by their names; those too small, and who would give them away, bare."""
    sizes = {row.key: row.n for row in found.figures.rows}
    small = withheld_groups(sizes, minimum_n=minimum_n)
    return tuple(
        _row(row, row.name or "未登记", small)
        for row in found.figures.rows
        if row.n or row.n_ungraded
    )


def _row(row: Figure, name: str, small: frozenset[str]) -> Row:
    wanted = ("excellent", "excellent_or_good", "pass")
    return Row(
        name=name,
        n=row.n,
        grades=tuple(row.grade_rates.values()),
        rates=tuple(row.rates[each] for each in wanted),
        mean=row.mean_score,
        is_small=row.key in small,
    )


def _findings(viewer: Viewer, code: str, minimum_n: int) -> Iterable[Finding]:
    """Items by the number of sheets that were marked down, the most first."""
    lines = item_figures.of_campaign(viewer=viewer, code=code).lines
    enough = [line for line in lines if line.lost.whole >= max(minimum_n, 1)]
    enough.sort(key=lambda line: (-line.lost.part, line.lost.whole))
    for line in enough:
        yield Finding(line.title.zh, line.scheme.zh, line.lost)
