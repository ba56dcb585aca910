"""Invariants that SQL cannot check: digests and lists, calculated anew."""

from __future__ import annotations

import hashlib
import json
import unicodedata
from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import Row, Select, exists, select
from sqlalchemy.orm import aliased

from review.domain.name_search import searchable
from review.domain.publication import RowKind, release_digest
from review.store import unit
from review.store.models import (
    Assessment,
    AssessmentDecision,
    AssessmentSupplied,
    CampaignCase,
    Draw,
    Event,
    Firm,
    Person,
    RankingNames,
    Release,
    ReleaseRow,
    Result,
    Submission,
    User,
)
from review.store.queries import chains


def broken_chains(campaign_id: int | None) -> Iterator[tuple[str, int, str]]:
    """Places in a chain where something was changed, left out or put in."""
    only = None if campaign_id is None else [f"campaign:{campaign_id}"]
    for state in chains.verified(only):
        yield from ((state.name, seq, fault) for seq, fault in state.faults)


def foreign_reviews_used(campaign_id: int | None) -> Iterator[tuple[int, object]]:
    """Results that name a review of another file, an unknown one, or none at all."""
    connection = unit.connection()
    submitted = select(Submission.id, Submission.campaign_case_id)
    results = select(Result.id, Result.campaign_case_id, Result.used, Result.grade)
    if campaign_id is not None:
        its_files = select(CampaignCase.id).filter_by(campaign_id=campaign_id)
        submitted = submitted.where(Submission.campaign_case_id.in_(its_files))
        results = results.where(Result.campaign_case_id.in_(its_files))
    files: dict[object, int] = {
        row.id: row.campaign_case_id for row in connection.execute(submitted)
    }
    for row in connection.execute(results):
        named = [dict(each).get("submission") for each in row.used]
        if row.grade is not None and not named:
            yield row.id, None
        for each in named:
            if files.get(each) != row.campaign_case_id:
                yield row.id, each


def changed_release_rows(campaign_id: int | None) -> Iterator[tuple[int]]:
    """Frozen rows that are not what was frozen."""
    for row in _release_rows(campaign_id):
        if row.digest != _salted(row.salt, row.body):
            yield (row.id,)


def _salted(salt: str, body: str) -> str:
    try:
        return hashlib.sha256(bytes.fromhex(salt) + body.encode()).hexdigest()
    except ValueError:
        return ""


def _release_rows(campaign_id: int | None) -> Iterator[Row[Any]]:
    statement = _of(select(ReleaseRow.__table__), campaign_id).order_by(ReleaseRow.id)
    streamed = statement.execution_options(yield_per=1000)
    yield from unit.connection().execute(streamed)


def _of(rows: Select[Any], campaign_id: int | None) -> Select[Any]:
    """Rows of all releases, or of one campaign's alone."""
    if campaign_id is None:
        return rows
    its_own = select(Release.id).where(Release.campaign_id == campaign_id)
    return rows.where(rows.selected_columns["release_id"].in_(its_own))


def misdirected_release_rows(campaign_id: int | None) -> Iterator[tuple[int]]:
    """Frozen rows whose columns say another addressee or place than their content.

    Within a release an addressee is always the same person, firm or area.
    """
    known: dict[tuple[object, ...], object] = {}
    for row in _release_rows(campaign_id):
        said = _said(row.body)
        columns = (row.audience, row.kind, row.position)
        if columns != (said.get("audience"), said.get("kind"), said.get("position")):
            yield (row.id,)
            continue
        here, key = (row.release_id, row.audience), said.get("addressee")
        by_key = known.setdefault((*here, "key", key), row.audience_id)
        by_id = known.setdefault((*here, "id", row.audience_id), key)
        if (by_key, by_id) != (row.audience_id, key):
            yield (row.id,)


def misnamed_rankings(campaign_id: int | None) -> Iterator[tuple[int]]:
    """Names to search a ranking by that are not those of its lines, in their order."""
    statement = _of(select(RankingNames.__table__), campaign_id)
    for row in unit.connection().execute(statement).all():
        own = select(ReleaseRow.body).where(
            ReleaseRow.release_id == row.release_id,
            ReleaseRow.audience == row.audience,
            ReleaseRow.kind == RowKind.STANDING.value,
        )
        bodies = unit.connection().scalars(own.order_by(ReleaseRow.position))
        lines = [content for body in bodies if (content := _said(body).get("content"))]
        said = [
            _signs_of(each["name"]) for each in lines if each["list"] == row.list_key
        ]
        if said != [each.partition("\t")[0] for each in row.names.split("\n")]:
            yield (row.id,)


def _signs_of(name: str) -> str:
    return searchable(name, "").partition("\t")[0]


def _said(text: str) -> dict[str, Any]:
    """What a frozen text says; of a broken one nothing."""
    try:
        said = json.loads(text)
    except ValueError:
        return {}
    return said if isinstance(said, dict) else {}


def changed_releases(campaign_id: int | None) -> Iterator[tuple[int]]:
    """Releases whose header or rows are not those that were published."""
    digests: dict[int, list[str]] = defaultdict(list)
    rows = _of(select(ReleaseRow.release_id, ReleaseRow.digest), campaign_id)
    for row in unit.connection().execute(rows):
        digests[row.release_id].append(row.digest)
    releases = select(Release.__table__)
    if campaign_id is not None:
        releases = releases.where(Release.campaign_id == campaign_id)
    for release in unit.connection().execute(releases):
        said = _said(release.header)
        if release.digest != release_digest(said, digests[release.id]):
            yield (release.id,)


def changed_draws(campaign_id: int | None) -> Iterator[tuple[int]]:
    """Draws whose record is not the file that was handed out."""
    draws = select(Draw.id, Draw.protocol, Draw.digest)
    if campaign_id is not None:
        draws = draws.where(Draw.campaign_id == campaign_id)
    for row in unit.connection().execute(draws):
        if row.digest != hashlib.sha256(row.protocol.encode()).hexdigest():
            yield (row.id,)


def changed_assessments() -> Iterator[tuple[int]]:
    """Proposals that say something else than when they were compiled."""
    columns = (Assessment.id, Assessment.body, Assessment.evidence, Assessment.digest)
    for row in unit.connection().execute(select(*columns)):
        if row.digest != unit.digest_of([row.body, row.evidence]):
            yield (row.id,)


def misattributed_assessments() -> Iterator[tuple[int]]:
    """Proposals whose columns say another person, year or grade than their content."""
    people = {row.id: row.public_id for row in _named(Person)}
    firms = {row.id: row.public_id for row in _named(Firm)}
    for row in unit.connection().execute(select(Assessment.__table__)):
        known = firms if row.subject_kind == "firm" else people
        columns = (known.get(row.subject_id), row.year, row.suggested)
        if columns != tuple(row.body.get(key) for key in ("subject", "year", "grade")):
            yield (row.id,)


def _named(model: type[Person | Firm]) -> Sequence[Row[Any]]:
    return unit.connection().execute(select(model.id, model.public_id)).all()


def recounted_compilations() -> Iterator[tuple[int]]:
    """Compilations that did not make just the proposals that name them."""
    made: dict[int, list[str]] = defaultdict(list)
    columns = select(Assessment.event_id, Assessment.digest)
    for row in unit.connection().execute(columns):
        made[row.event_id].append(row.digest)
    said = {row.id: row.payload for row in _events("assessments_compiled")}
    for event_id in sorted(made.keys() | said.keys()):
        digest = unit.digest_of(sorted(made[event_id]))
        if said.get(event_id, {}).get("digest") != digest:
            yield (event_id,)


def _events(kind: str) -> Sequence[Row[Any]]:
    statement = select(Event.id, Event.payload).where(Event.kind == kind)
    return unit.connection().execute(statement).all()


def changed_supplies() -> Iterator[tuple[int]]:
    """Years that were handed over with other proposals than are stored."""
    said = {row.id: row.payload for row in _events("assessments_supplied")}
    for row in unit.connection().execute(select(AssessmentSupplied.__table__)):
        digests = unit.connection().scalars(
            _current_then(row.bureau_id, row.year, row.event_id)
        )
        digest = unit.digest_of(sorted(digests))
        if said.get(row.event_id, {}).get("digest") != digest:
            yield (row.id,)


def _current_then(bureau_id: int, year: int, event_id: int) -> Select[tuple[str]]:
    """What nothing had replaced when this happened."""
    later = aliased(Assessment)
    return select(Assessment.digest).where(
        Assessment.bureau_id == bureau_id,
        Assessment.year == year,
        Assessment.event_id < event_id,
        ~exists().where(later.replaces_id == Assessment.id, later.event_id < event_id),
    )


def changed_decisions() -> Iterator[tuple[int]]:
    """Decisions that say something else than when they were made."""
    said = {row.id: row.payload for row in _events("assessment_decided")}
    decided = select(
        AssessmentDecision.id,
        AssessmentDecision.event_id,
        AssessmentDecision.year,
        AssessmentDecision.decision,
        Assessment.digest.label("proposal"),
    ).join(Assessment, Assessment.id == AssessmentDecision.assessment_id)
    for row in unit.connection().execute(decided):
        stored = {name: getattr(row, name) for name in ("year", "decision", "proposal")}
        if said.get(row.event_id) != stored:
            yield (row.id,)


def unfolded_logins() -> Iterator[tuple[int]]:
    """Accounts whose key is not their login's: two could look alike."""
    for row in unit.connection().execute(select(User.id, User.login, User.login_key)):
        folded = unicodedata.normalize("NFKC", row.login).strip().casefold()[:200]
        if row.login_key != folded:
            yield (row.id,)
