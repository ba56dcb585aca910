"""A file with two reviews, a replaced result, two releases and an assessment, row by row.

The invariants are about rows, so the rows are written plainly; that the services write
such rows is what the journeys show.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import JSON, Column, select

from review.domain.canonical import canonical
from review.domain.publication import (
    Addressee,
    Audience,
    Part,
    RowKind,
    seal,
)
from review.store import unit
from review.store.database import Base
from review.store.models import (
    Assessment,
    AssessmentDecision,
    AssessmentSupplied,
    Divergence,
    Draft,
    Draw,
    Invitation,
    Person,
    Read,
    Redaction,
    Release,
    ReleaseRow,
    Result,
    Scan,
    SignedIn,
    StoredAssessmentScheme,
    StoredFinding,
    StoredScheme,
    StoredText,
    Submission,
)
from tests.conftest import AT
from tests.factories import World

LATER = AT + timedelta(hours=1)


def put(event: unit.Recorded, model: type[Base], **values: object) -> Any:
    """A row; columns that say nothing about the matter are filled in."""
    empty = {int: 0, str: "", dict: {}, datetime: event.at}
    for column in model.__table__.columns:
        is_needed = not column.nullable and column.default is None
        if is_needed and column.name not in values and not column.primary_key:
            values.setdefault(column.name, empty.get(_type(column), ""))
    values |= {"event_id": event.id} if "event_id" in model.__table__.columns else {}
    return unit.add(event, model, **values)


def _type(column: Column[object]) -> type:
    return dict if isinstance(column.type, JSON) else column.type.python_type


@dataclass(frozen=True)
class Settled:
    """The world and the ids of what became of its first file."""

    world: World
    reads: list[int]
    submissions: list[int]
    results: list[int]
    releases: list[int]
    assessments: list[int]
    decision: int
    user: int


def settle(world: World) -> Settled:
    """Settle the first file of a campaign under review, release it, assess the year."""
    with unit.transaction() as connection:
        event = unit.record(
            "tested",
            chain=f"campaign:{world.campaign_id}",
            actor=unit.Actor("reviewer", "code-0"),
            at=LATER,
        )
        rows = connection.execute(
            select(Read.id, Read.reviewer_code)
            .where(Read.campaign_case_id == world.campaign_case_ids[0])
            .order_by(Read.slot)
        ).all()
        digest = connection.scalar(select(StoredScheme.digest))
        submissions = [_submit(event, world, row, digest or "") for row in rows]
        results = _results(event, world, submissions)
        _divergence(event, world)
        releases = _releases(event, world)
        _draw(event, world)
        assessments, decision = _year(event, world)
        user = _account(event, world)
        _scan(event, world)
    ids = [row.id for row in rows]
    return Settled(
        world, ids, submissions, results, releases, assessments, decision, user
    )


def _scan(event: unit.Recorded, world: World) -> None:
    """A file of two pages, with a box on the second."""
    place = {"bureau_id": world.bureau_id, "case_id": world.case_ids[0]}
    box = {"page": 2, "x_to": 10_000, "y_to": 10_000}
    put(event, Redaction, digest="a" * 64, **place, **box)
    put(
        event,
        Scan,
        **place,
        position=1,
        digest="a" * 64,
        media="pdf",
        n_pages=2,
        shapes=[1414, 1414],
        added_at=event.at,
    )


def _submit(event: unit.Recorded, world: World, read: object, digest: str) -> int:
    bureau = {"bureau_id": world.bureau_id}
    text = put(event, StoredText, kind="reason", body="无会见笔录", **bureau)
    put(event, Draft, read_id=read.id, version=3, answers="{}", saved_at=event.at)
    submission = put(
        event,
        Submission,
        campaign_case_id=world.campaign_case_ids[0],
        read_id=read.id,
        reviewer_code=read.reviewer_code,
        scheme_digest=digest,
        choices=[1, 2],
        total=9000,
        grade="good",
        summary={},
        sheet_digest="a" * 64,
        receipt="b" * 64,
        submitted_at=event.at,
        **bureau,
    )
    for seq in (1, 2):
        put(
            event,
            StoredFinding,
            submission_id=submission,
            seq=seq,
            item_code="x",
            text_id=text,
            **bureau,
        )
    return int(submission)


def _results(event: unit.Recorded, world: World, submissions: list[int]) -> list[int]:
    ids: list[int] = []
    for score in (9000, 9100):
        made = put(
            event,
            Result,
            bureau_id=world.bureau_id,
            campaign_case_id=world.campaign_case_ids[0],
            replaces_id=ids[-1] if ids else None,
            outcome="agreed",
            rule="mean@1",
            score=score,
            handler_score=score,
            grade="good",
            used=[{"submission": each, "label": "1"} for each in submissions],
            derivation_digest="c" * 64,
            settled_at=event.at,
        )
        ids.append(int(made))
    return ids


def _divergence(event: unit.Recorded, world: World) -> None:
    """The second file is apart, so that a third may read it."""
    put(
        event,
        Divergence,
        bureau_id=world.bureau_id,
        campaign_case_id=world.campaign_case_ids[1],
        needs="third",
        n_needed=1,
        reasons=["gap"],
        diverged_at=event.at,
    )
    put(
        event,
        Read,
        bureau_id=world.bureau_id,
        campaign_id=world.campaign_id,
        campaign_case_id=world.campaign_case_ids[1],
        purpose="third",
        slot=1,
        reviewer_code="code-3",
        allocated_at=event.at,
    )


def _releases(event: unit.Recorded, world: World) -> list[int]:
    ids: list[int] = []
    people = {f"L{n}": world.lawyers[n].person_id for n in range(2)}
    for number, kind in ((1, "provisional"), (2, "final")):
        header = {"campaign": "2026", "kind": kind, "number": number}
        parts = [
            Part(Addressee(Audience.HANDLER, key), RowKind.CASE, place, {"n": place})
            for key in people
            for place in (1, 2)
        ]
        sealed = seal(parts, header=header, secret=b"secret")
        release = put(
            event,
            Release,
            bureau_id=world.bureau_id,
            campaign_id=world.campaign_id,
            number=number,
            kind=kind,
            replaces_id=ids[-1] if ids else None,
            header=canonical(header).decode(),
            digest=sealed.digest,
            published_at=event.at,
        )
        for each in sealed.parts:
            put(
                event,
                ReleaseRow,
                bureau_id=world.bureau_id,
                release_id=release,
                audience=each.part.addressee.audience,
                audience_id=people[each.part.addressee.key],
                kind=each.part.kind,
                position=each.part.position,
                body=each.part.body.decode(),
                salt=each.salt,
                digest=each.digest,
            )
        ids.append(int(release))
    return ids


def _draw(event: unit.Recorded, world: World) -> None:
    protocol = "序号,案号\n1,(2025)青援0001号\n"
    put(
        event,
        Draw,
        bureau_id=world.bureau_id,
        campaign_id=world.campaign_id,
        seed="seed",
        rule={},
        n_population=2,
        n_drawn=2,
        protocol=protocol,
        digest=hashlib.sha256(protocol.encode()).hexdigest(),
        drawn_at=AT,
    )


def _year(event: unit.Recorded, world: World) -> tuple[list[int], int]:
    bureau, subject = {"bureau_id": world.bureau_id}, {"subject_kind": "handler"}
    subject |= {"subject_id": world.lawyers[0].person_id, "year": 2025}
    scheme = put(
        event,
        StoredAssessmentScheme,
        subject="handler",
        code="year",
        version="1",
        title={"zh": "年度"},
        text="code: year",
        digest="d" * 64,
        loaded_at=event.at,
        **bureau,
    )
    ids: list[int] = []
    for n in (3, 4):
        body = {"subject": _subject(world), "year": 2025, "grade": "competent", "n": n}
        digest = unit.digest_of([body, {"cases": []}])
        made = put(
            _recorded("assessments_compiled", digest=unit.digest_of([digest])),
            Assessment,
            firm_id=world.firms[0],
            replaces_id=ids[-1] if ids else None,
            scheme_id=scheme,
            suggested="competent",
            body=body,
            evidence={"cases": []},
            digest=digest,
            compiled_at=event.at,
            **bureau,
            **subject,
        )
        ids.append(int(made))
    supply = _recorded("assessments_supplied", digest=unit.digest_of([digest]))
    put(supply, AssessmentSupplied, year=2025, supplied_at=event.at, **bureau)
    reason = put(event, StoredText, kind="reason", body="按建议", **bureau)
    said = {"year": 2025, "decision": "competent", "proposal": digest}
    decision = put(
        _recorded("assessment_decided", **said),
        AssessmentDecision,
        assessment_id=ids[-1],
        decision="competent",
        reason_id=reason,
        decided_by=world.officer.user_id if world.officer else None,
        decided_at=event.at,
        **bureau,
        **subject,
    )
    return ids, int(decision)


def _recorded(kind: str, **payload: object) -> unit.Recorded:
    return unit.record(
        kind, chain="bureau:1", actor=unit.SYSTEM, at=LATER, payload=payload
    )


def _subject(world: World) -> str:
    found = select(Person.public_id).where(Person.id == world.lawyers[0].person_id)
    return str(unit.connection().scalar(found))


def _account(event: unit.Recorded, world: World) -> int:
    """The officer's own session and slip; the account acts once."""
    user_id = world.officer.user_id if world.officer else 0
    ends_at = event.at + timedelta(hours=12)
    put(
        event,
        SignedIn,
        token_hash="e" * 64,
        user_id=user_id,
        created_at=event.at,
        seen_at=event.at,
        ends_at=ends_at,
    )
    put(
        event,
        Invitation,
        token_hash="f" * 64,
        bureau_id=world.bureau_id,
        user_id=user_id,
        created_at=event.at,
        ends_at=ends_at,
        used_at=event.at,
    )
    return user_id or 0
