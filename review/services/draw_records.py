"""The record of a draw: its certificate, its list, and all of it to take away."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from review.domain.policy import Action, Viewer
from review.domain.sampling import (
    Beyond,
    Candidate,
    SampleRule,
    StratumReport,
    Why,
)
from review.domain.sampling_changes import ChangeKind
from review.domain.sampling_docket import Followed
from review.domain.sampling_order import stratum_of
from review.domain.sampling_rule import rule_from_data
from review.domain.sampling_seed import SeedWay
from review.files import draw_bundles
from review.services import schemes
from review.services.cancelled_draws import CancelledDraw, cancelled_before
from review.services.openings import note_export
from review.services.redrawing import Repeated
from review.services.sampled import (
    Announced,
    announced_of,
    campaign_of,
    change_of,
    drawn,
    repeated,
)
from review.services.strata import (
    MOST_STRATA,
    Names,
    StratumLine,
    stratum_line,
    summed,
)
from review.store import unit
from review.store.queries import campaigns as queries
from review.store.queries import sampling as records


@dataclass(frozen=True, slots=True)
class DrawProof:
    """What was found when the record was checked just now."""

    digest_holds: bool
    draw_repeats: bool
    sample_agrees: bool

    @property
    def holds(self) -> bool:
        return self.digest_holds and self.draw_repeats and self.sample_agrees


@dataclass(frozen=True, slots=True)
class AnnouncedLine:
    """What was announced, and whether the list was then what was drawn from."""

    way: SeedWay
    said: str
    known_at: datetime | None
    at: datetime
    stood_in_plan: bool
    n_listed: int | None
    list_digest: str | None
    is_same_list: bool | None
    """None where no list was frozen."""
    binds_rule: bool | None
    """Whether rule, handlers and firms were frozen with it."""


@dataclass(frozen=True, slots=True)
class ChangeLine:
    """A replacement or an extension, with case numbers as the list has them."""

    number: int
    kind: ChangeKind
    at: datetime
    left: str
    taken: tuple[str, ...]
    n_passed: int
    size: str
    reason: str


@dataclass(frozen=True, slots=True)
class DrawRecord:
    """Everything that is needed to draw the sample again, and proof that it repeats."""

    campaign: str
    code: str
    closed_from: date
    closed_until: date
    seed: str
    seed_was_fixed: bool
    rule: SampleRule
    n_population: int
    n_drawn: int
    n_now: int
    """How many files the sample has with what was replaced and added."""
    n_reviews: int
    by_reason: tuple[tuple[Why, int], ...]
    strata: tuple[StratumLine, ...]
    beyond: Beyond | None
    schemes: tuple[tuple[str, str, str], ...]
    """Code, version and digest of each."""
    digest: str
    sample_digest: str
    drawn_at: datetime
    proof: DrawProof
    announced: AnnouncedLine | None
    changes: tuple[ChangeLine, ...]
    followed: tuple[Followed, ...]
    cancelled: tuple[CancelledDraw, ...]
    """Draws before this one of the same files, which somebody may have seen."""

    @property
    def first_changes(self) -> tuple[ChangeLine, ...]:
        """Those a certificate of one page has room for; its annex has all, in full.

        Strata stand two in a line and take the room first, then what comes before.
        """
        room = MOST_LINES - -(-len(self.shown_strata) // 2)
        room -= sum(2 + min(len(each), ON_PAGE) for each in self._above if each)
        return self.changes[: max(0, min(room, MOST_CHANGES))]

    @property
    def _above(self) -> tuple[Sequence[object], ...]:
        """What stands above the changes where there is any, each with a heading."""
        return self.followed, self.cancelled

    @property
    def n_further_changes(self) -> int:
        return len(self.changes) - len(self.first_changes)

    @property
    def n_replaced(self) -> int:
        return sum(each.kind is ChangeKind.REPLACEMENT for each in self.changes)

    @property
    def has_many_strata(self) -> bool:
        return len(self.strata) > MOST_STRATA

    @property
    def n_met(self) -> int:
        return sum(not each.n_short for each in self.strata)

    @property
    def shown_strata(self) -> tuple[StratumLine, ...]:
        """For one page: every stratum, or their sums by what the first part names."""
        return summed(self.strata) if self.has_many_strata else self.strata


MOST_CHANGES = 10
ON_PAGE = 4
"""Cancelled draws and followed numbers on a certificate of one page; the annex has all."""
MOST_LINES = 18


def record_of(*, viewer: Viewer, code: str) -> DrawRecord:
    """The certificate of the draw; the record is drawn from again while it is read."""
    with unit.reading():
        campaign = campaign_of(viewer, code, Action.SAMPLE_DRAW)
        record = drawn(campaign)
        files = records.drawn_files(campaign.id)
        pinned = queries.schemes_of(campaign.id)
        rule = rule_from_data(record.rule)
        names = _names(campaign, rule, files)
        again = repeated(record)
        changes = records.changes_of(campaign.id)
        announced = announced_of(campaign, was_fixed=_was_fixed(record))
        cancelled = cancelled_before(campaign, record.drawn_at, again.ordered)
    n_parts = {row.id: len(schemes.parsed(row.id, row.digest).parts) for row in pinned}
    return DrawRecord(
        campaign=campaign.name,
        code=campaign.code,
        closed_from=campaign.closed_from,
        closed_until=campaign.closed_until,
        seed=record.seed,
        seed_was_fixed=announced is not None,
        rule=rule_from_data(campaign.rules["sample"]),
        n_population=record.n_population,
        n_drawn=record.n_drawn,
        n_now=len(files),
        n_reviews=sum(row.n_reviews * n_parts[row.scheme_id] for row in files),
        by_reason=_by_reason(files),
        strata=tuple(stratum_line(s, rule, names) for s in _strata(again)),
        beyond=again.first.report.beyond,
        schemes=tuple((row.code, row.version, row.digest) for row in pinned),
        digest=record.digest,
        sample_digest=_sample_digest(again),
        drawn_at=record.drawn_at,
        proof=_proof(record, again, files),
        announced=_announced_line(announced, again) if announced else None,
        changes=tuple(_change_line(row, again.ordered) for row in changes),
        followed=again.first.report.followed,
        cancelled=cancelled,
    )


def _sample_digest(again: Repeated) -> str:
    body = draw_bundles.to_sample(again.ordered, again.standing.places)
    return draw_bundles.digest(body)


def _was_fixed(record: Any) -> bool:
    return bool(record.rule.get("fixed", False))


def _by_reason(files: Sequence[Any]) -> tuple[tuple[Why, int], ...]:
    reasons = Counter(Why(row.drawn_by) for row in files)
    return tuple((why, reasons[why]) for why in Why if reasons[why])


def _names(campaign: Any, rule: SampleRule, files: Sequence[Any]) -> Names:
    areas = records.area_names(campaign.bureau_id)
    return Names(areas, firms=_firms(rule, files))


def _firms(rule: SampleRule, files: Sequence[Any]) -> Mapping[str, str]:
    """Names for the running numbers of firms, of those that have a file drawn."""
    by = [each.value for each in rule.stratify_by]
    if "firm" not in by:
        return {}
    place = by.index("firm")
    return {row.stratum.split("/")[place]: row.firm or "" for row in files}


def _strata(again: Repeated) -> tuple[StratumReport, ...]:
    """Every stratum as the draw met it, and what the sample has of it now."""
    rule = again.standing.rule
    now = Counter(
        stratum_of(again.ordered[place - 1], rule) for place in again.standing.places
    )
    return tuple(
        StratumReport(each.stratum, each.population, each.quota, now[each.stratum])
        for each in again.first.report.strata
    )


def _proof(record: Any, again: Repeated, files: Sequence[Any]) -> DrawProof:
    body = record.protocol.encode()
    places = {
        (each.case_no, each.stage, each.volume)
        for each in (again.ordered[place - 1] for place in again.standing.places)
    }
    stored = {(row.case_no, row.stage, row.volume_set) for row in files}
    return DrawProof(
        digest_holds=hashlib.sha256(body).hexdigest() == record.digest,
        draw_repeats=again.list_body == body,
        sample_agrees=again.changes_follow and places == stored,
    )


def _announced_line(announced: Announced, again: Repeated) -> AnnouncedLine:
    frozen = announced.list_digest
    binds_rule = again.binds_rule(frozen)
    return AnnouncedLine(
        way=announced.what.way,
        said=announced.what.said,
        known_at=announced.what.known_at,
        at=announced.at,
        stood_in_plan=announced.stood_in_plan,
        n_listed=announced.n_listed,
        list_digest=frozen,
        is_same_list=None if frozen is None else binds_rule is not None,
        binds_rule=binds_rule,
    )


def _change_line(row: Any, ordered: Sequence[Candidate]) -> ChangeLine:
    return ChangeLine(
        number=row.number,
        kind=ChangeKind(row.kind),
        at=row.changed_at,
        left=ordered[row.left_place - 1].case_no if row.left_place else "",
        taken=tuple(ordered[place - 1].case_no for place in row.taken),
        n_passed=len(row.passed),
        size=row.size,
        reason=row.reason,
    )


def protocol(*, viewer: Viewer, code: str, at: datetime) -> bytes:
    """The record as a file; its SHA-256 is the digest on the certificate."""
    with unit.reading():
        campaign = campaign_of(viewer, code, Action.SAMPLE_DRAW)
        record = drawn(campaign)
    note_export(viewer, f"draw:{code}", at)
    return bytes(record.protocol.encode())


def bundle(*, viewer: Viewer, code: str, at: datetime) -> bytes:
    """List, rule, seed, changes and sample in one file, from which anyone draws again."""
    with unit.reading():
        campaign = campaign_of(viewer, code, Action.SAMPLE_DRAW)
        record = drawn(campaign)
        again = repeated(record)
        rows = records.changes_of(campaign.id)
        announced = announced_of(campaign, was_fixed=_was_fixed(record))
        cancelled = cancelled_before(campaign, record.drawn_at, again.ordered)
    note_export(viewer, f"draw:{code}", at)
    rule = {key: value for key, value in record.rule.items() if key != "fixed"}
    said = {
        "campaign": f"{campaign.name} ({campaign.code})",
        "closed": [campaign.closed_from.isoformat(), campaign.closed_until.isoformat()],
        "seed": record.seed,
        "announced": _said(announced) if announced else None,
        "rule": rule,
        "drawn_at": record.drawn_at.isoformat(),
        "changes": [_noted(row) for row in rows],
    }
    if cancelled:
        said["cancelled_draws"] = [each.as_data() for each in cancelled]
    return draw_bundles.to_bundle(
        said,
        list_body=record.protocol.encode(),
        frozen=again.frozen_body(announced.list_digest if announced else None),
        sample_body=draw_bundles.to_sample(again.ordered, again.standing.places),
    )


def _said(announced: Announced) -> dict[str, Any]:
    known_at = announced.what.known_at
    return {
        "way": str(announced.what.way),
        "said": announced.what.said,
        "known_at": known_at.isoformat() if known_at else None,
        "at": announced.at.isoformat(),
        "n_files": announced.n_listed,
        "sha256": announced.list_digest,
    }


def _noted(row: Any) -> dict[str, Any]:
    return {
        **draw_bundles.change_as_data(change_of(row)),
        "at": row.changed_at.isoformat(),
        "reason": row.reason,
    }


@dataclass(frozen=True, slots=True)
class DrawnFile:
    """A line of the list of drawn files that is printed with the certificate."""

    position: int
    case_no: str
    stage: str
    volume_set: str
    kind: str


def annex(*, viewer: Viewer, code: str, most: int) -> tuple[DrawnFile, ...]:
    """The drawn files in the order of the draw; the first of them, if very many."""
    with unit.reading():
        campaign = campaign_of(viewer, code, Action.SAMPLE_DRAW)
        rows = records.drawn_files(campaign.id)[:most]
    return tuple(
        DrawnFile(row.position, row.case_no, row.stage, row.volume_set, row.kind)
        for row in rows
    )
