"""The class of several files of a sample, and what follows from it.

The class belongs to the case: lists, figures and later campaigns show it. A file that
nobody was given yet is read from now on as files of its new class are: by the scheme
meant for it, by as many. Whoever has a file already goes on as before, and so does a
seed: its agreed answers are answers to the scheme it has.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from review.domain.campaigns import scheme_for
from review.domain.errors import NotVisible
from review.domain.kinds import CaseClass, is_object
from review.domain.policy import Action, Viewer, require
from review.domain.schemes import Scheme
from review.services.accounts import actor_of
from review.services.on_files import (
    CannotUndo,
    Done,
    FileLine,
    FilesChanged,
    NothingToDo,
    Which,
    digest_of,
    event_by,
    meant,
)
from review.services.sampled import campaign_of, pool_of
from review.store import unit
from review.store.models import CampaignCase, Case, ClassChange
from review.store.queries import bulk
from review.store.queries import on_files as queries

KIND = "case_class_set"


@dataclass(frozen=True, slots=True)
class ClassLine:
    """A file with its class now, and how it is read before and after."""

    public_id: str
    case_no: str
    case_class: CaseClass
    reviews: tuple[int, int]
    is_other_scheme: bool
    is_given: bool


@dataclass(frozen=True, slots=True)
class Preview:
    """What a class would change; what stays is counted with the reason."""

    campaign: str
    code: str
    which: Which
    case_class: CaseClass
    lines: tuple[ClassLine, ...]
    n_same: int
    n_settled: int
    n_unfit: int
    """Files that no scheme of the campaign would be meant for."""
    digest: str

    @property
    def n_meant(self) -> int:
        return len(self.lines) + self.n_same + self.n_settled + self.n_unfit

    @property
    def n_given(self) -> int:
        return sum(each.is_given for each in self.lines)

    @property
    def n_other_scheme(self) -> int:
        return sum(each.is_other_scheme for each in self.lines)

    @property
    def n_reviews_more(self) -> int:
        return sum(after - before for before, after in (e.reviews for e in self.lines))


@dataclass(frozen=True, slots=True)
class _Change:
    """A file and how it is read afterwards."""

    row: Any
    scheme_id: int
    n_reviews: int


def preview(
    *, viewer: Viewer, code: str, which: Which, case_class: CaseClass, on: date
) -> Preview:
    """Count, list and consequence; nothing is written."""
    with unit.reading():
        campaign = _campaign(viewer, code)
        rows = meant(viewer, campaign, which, on)
        changes = _changes(campaign, rows, case_class)
    open_ = [row for row in rows if not row.is_settled]
    other = [row for row in open_ if row.case_class != case_class]
    return Preview(
        campaign=campaign.name,
        code=campaign.code,
        which=which,
        case_class=case_class,
        lines=tuple(map(_line, changes)),
        n_same=len(open_) - len(other),
        n_settled=len(rows) - len(open_),
        n_unfit=len(other) - len(changes),
        digest=_digest(changes, case_class),
    )


def _campaign(viewer: Viewer, code: str) -> Any:
    """Cases are the bureau's, so that whoever only runs a campaign changes none."""
    require(viewer, Action.INTAKE)
    return campaign_of(viewer, code, Action.SAMPLE_DRAW)


def _meant(
    viewer: Viewer, campaign: Any, which: Which, case_class: CaseClass, on: date
) -> list[_Change]:
    return _changes(campaign, meant(viewer, campaign, which, on), case_class)


def _changes(
    campaign: Any, rows: Iterable[Any], case_class: CaseClass
) -> list[_Change]:
    schemes = pool_of(campaign).schemes
    found = (
        _change(schemes, row, case_class)
        for row in rows
        if not row.is_settled and row.case_class != case_class
    )
    return [each for each in found if each is not None]


def _change(
    schemes: Sequence[tuple[int, Scheme]], row: Any, case_class: CaseClass
) -> _Change | None:
    if is_object(row.kind):
        return None
    if row.was_given or row.is_seed:
        return _Change(row, row.scheme_id, row.n_reviews)
    known = [scheme for _, scheme in schemes]
    scheme = scheme_for(
        known, kind=row.kind, stage=row.stage, case_class=case_class.value
    )
    if scheme is None:
        return None
    scheme_id = next(key for key, each in schemes if each is scheme)
    return _Change(row, scheme_id, scheme.combination.reviews_for(case_class.value))


def _line(change: _Change) -> ClassLine:
    row = change.row
    return ClassLine(
        public_id=row.public_id,
        case_no=row.case_no,
        case_class=CaseClass(row.case_class),
        reviews=(row.n_reviews, change.n_reviews),
        is_other_scheme=row.scheme_id != change.scheme_id,
        is_given=row.was_given,
    )


def _digest(changes: Sequence[_Change], case_class: CaseClass) -> str:
    after = [[each.scheme_id, each.n_reviews] for each in changes]
    return digest_of([each.row for each in changes], after, case_class.value)


def set_class(
    *,
    viewer: Viewer,
    code: str,
    which: Which,
    case_class: CaseClass,
    digest: str,
    at: datetime,
    on: date,
) -> str:
    """Put exactly what was shown into the class; gives what names it for undoing.

    Sent twice it is done once.
    """
    with unit.transaction():
        campaign = _campaign(viewer, code)
        done = bulk.done(campaign.id, KIND, digest)
        if done and _stands(campaign, done):
            return done
        changes = _meant(viewer, campaign, which, case_class, on)
        event = unit.record(
            KIND,
            chain=f"campaign:{campaign.id}",
            actor=actor_of(viewer),
            at=at,
            targets=[("campaign_case", each.row.id) for each in changes],
            payload={"found": digest, "n": len(changes), "class": case_class.value},
        )
        # Behind the chain's lock: a file may have been given out or settled meanwhile.
        changes = _meant(viewer, campaign, which, case_class, on)
        if _digest(changes, case_class) != digest:
            raise FilesChanged
        if not changes:
            raise NothingToDo
        _write(event, campaign, changes, case_class.value)
        return bulk.public_id_of(event.id)


def _stands(campaign: Any, key: str) -> bool:
    event = event_by(campaign, KIND, key)
    return any(row.is_last for row in queries.classed(event.id))


def _write(
    event: unit.Recorded, campaign: Any, changes: Sequence[_Change], case_class: str
) -> None:
    unit.add_all(
        event,
        ClassChange,
        [
            {
                "bureau_id": campaign.bureau_id,
                "campaign_case_id": each.row.id,
                "class_before": each.row.case_class,
                "class_after": case_class,
                "scheme_before_id": each.row.scheme_id,
                "reviews_before": each.row.n_reviews,
            }
            for each in changes
        ],
    )
    cases = [each.row.case_id for each in changes]
    unit.change(event, Case, {"id": cases}, case_class=case_class)
    _read_as(
        event, [(e.row.id, e.scheme_id, e.n_reviews) for e in changes if _moves(e)]
    )


def _moves(change: _Change) -> bool:
    before = (change.row.scheme_id, change.row.n_reviews)
    return before != (change.scheme_id, change.n_reviews)


def _read_as(event: unit.Recorded, files: Iterable[tuple[int, int, int]]) -> None:
    """By which scheme and how many each file is read."""
    alike: dict[tuple[int, int], list[int]] = defaultdict(list)
    for file, scheme_id, n_reviews in files:
        alike[scheme_id, n_reviews].append(file)
    for (scheme_id, n_reviews), ids in alike.items():
        values = {"scheme_id": scheme_id, "n_reviews": n_reviews}
        unit.change(event, CampaignCase, {"id": ids}, **values)


def done(*, viewer: Viewer, code: str, key: str) -> Done:
    """What was put into a class together; looked at before it is undone."""
    with unit.reading():
        campaign = _campaign(viewer, code)
        rows = _classed(campaign, key)
    return Done(
        campaign=campaign.name,
        code=campaign.code,
        key=key,
        lines=tuple(
            FileLine(
                row.public_id,
                row.case_no,
                (
                    CaseClass(row.class_before).words,
                    CaseClass(row.class_after).words,
                ),
            )
            for row in rows
        ),
        can_undo=all(row.is_free for row in rows),
        said=CaseClass(rows[0].class_after).words,
    )


def _classed(campaign: Any, key: str) -> Sequence[Any]:
    rows = queries.classed(event_by(campaign, KIND, key).id)
    if not rows:
        raise NotVisible
    return rows


def undo(*, viewer: Viewer, code: str, key: str, at: datetime) -> int:
    """Give all of them the class, scheme and number of reviews they had; or none.

    Only while nobody was given one of them since, and no class was changed again.
    """
    with unit.transaction():
        campaign = _campaign(viewer, code)
        rows = _classed(campaign, key)
        event = unit.record(
            "case_class_undone",
            chain=f"campaign:{campaign.id}",
            actor=actor_of(viewer),
            at=at,
            targets=[("campaign_case", row.id) for row in rows],
            payload={"n": len(rows)},
        )
        rows = _classed(campaign, key)
        if not all(row.is_free for row in rows):
            raise CannotUndo
        _put_back(event, campaign, rows)
        return len(rows)


def _put_back(event: unit.Recorded, campaign: Any, rows: Sequence[Any]) -> None:
    now = {row.id: row for row in queries.files(campaign.id, [r.id for r in rows])}
    unit.add_all(
        event,
        ClassChange,
        [
            {
                "bureau_id": campaign.bureau_id,
                "campaign_case_id": row.id,
                "class_before": row.class_after,
                "class_after": row.class_before,
                "scheme_before_id": now[row.id].scheme_id,
                "reviews_before": now[row.id].n_reviews,
            }
            for row in rows
        ],
    )
    by_class: dict[str, list[int]] = defaultdict(list)
    for row in rows:
        by_class[row.class_before].append(row.case_id)
    for case_class, cases in by_class.items():
        unit.change(event, Case, {"id": cases}, case_class=case_class)
    _read_as(event, [(r.id, r.scheme_before_id, r.reviews_before) for r in rows])
