"""A superior issues a scheme: the bureaus below use it and do not change it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from review.domain.errors import N_, NotVisible, RuleBroken
from review.domain.notices import Line, NoticeKind
from review.domain.policy import Action, Viewer, require
from review.domain.schemes import Text
from review.services import schemes
from review.services.accounts import actor_of
from review.services.notices import tell_below
from review.store import unit
from review.store.models import SchemeIssue
from review.store.queries import bureaus, issues
from review.store.queries import schemes as queries


class NobodyChosen(RuleBroken):
    sentence = N_("Choose at least one bureau.")


class OtherContentThere(RuleBroken):
    sentence = N_(
        "%(bureau)s has a scheme %(code)s of version %(version)s that says something "
        "else. Nothing was issued: give yours another version."
    )


@dataclass(frozen=True, slots=True)
class IssueLine:
    """An issued scheme: `bureau` is the other side, issuer or receiver."""

    public_id: str
    code: str
    version: str
    title: Text
    digest: str
    bureau: str
    bureau_id: str
    issued_at: datetime
    n_campaigns: int
    own_id: str = ""
    """The issuer's own copy, where the issuer looks."""


def issue(
    *, viewer: Viewer, public_id: str, to: Sequence[str], at: datetime
) -> tuple[str, ...]:
    """Give a loaded scheme to bureaus directly below, to all of them or to none.

    Who has it already keeps it; gives the names of those who got it now.
    """
    require(viewer, Action.EXCHANGE)
    if not to:
        raise NobodyChosen
    with unit.transaction():
        # Of two who issue it at once, the second sees who has it by then.
        unit.hold(f"bureau:{viewer.bureau_id}")
        row = queries.by_public_id(viewer.bureau_id or 0, public_id)
        chosen = [bureaus.subordinate(viewer.bureau_id or 0, each) for each in to]
        if row is None or None in chosen:
            raise NotVisible
        had = {
            each.bureau_id
            for each in issues.issued(viewer.bureau_id or 0)
            if each.digest == row.digest
        }
        # In one order always, because each bureau's chain is held until the end.
        missing = (each for each in chosen if each.id not in had)
        new = sorted(missing, key=lambda each: each.id)
        if new:
            _issue(viewer, row, new, at)
    return tuple(each.name for each in new)


def _issue(viewer: Viewer, row: Any, to: Sequence[Any], at: datetime) -> None:
    stored = queries.text_of(row.id)
    assert stored is not None
    event = unit.record(
        "scheme_issued",
        chain=f"bureau:{viewer.bureau_id}",
        actor=actor_of(viewer),
        at=at,
        targets=[("bureau", each.id) for each in to],
        payload={"digest": row.digest, "to": [each.public_id for each in to]},
    )
    for each in to:
        receive(
            bureau=each,
            issuer_id=viewer.bureau_id or 0,
            text=stored.text,
            row=row,
            at=at,
            cause=event,
        )
    named = Line(f"{row.code}@{row.version}", 0)
    tell_below(event, NoticeKind.ISSUED, named, [each.id for each in to])


def receive(
    *,
    bureau: Any,
    issuer_id: int,
    text: str,
    row: Any,
    at: datetime,
    cause: unit.Recorded,
) -> None:
    """Take an issued scheme into a bureau, in the open transaction of the issuing."""
    known = queries.known(bureau.id, row.code, row.version, row.digest)
    if known and known[0].digest != row.digest:
        raise OtherContentThere(bureau=bureau.name, code=row.code, version=row.version)
    event = unit.record(
        "scheme_received",
        chain=f"bureau:{bureau.id}",
        actor=unit.SYSTEM,
        at=at,
        targets=[("bureau", issuer_id)],
        payload={"digest": row.digest},
        cause=cause,
    )
    scheme_id = known[0].id if known else schemes.store(event, bureau.id, text, at)
    unit.add(
        event,
        SchemeIssue,
        bureau_id=bureau.id,
        scheme_id=scheme_id,
        issuer_id=issuer_id,
        issued_at=at,
    )


def received(*, viewer: Viewer) -> tuple[IssueLine, ...]:
    """What superiors issued to the viewer's bureau, the newest first."""
    require(viewer, Action.SCHEMES_READ)
    with unit.reading():
        return tuple(map(_line, issues.received(viewer.bureau_id or 0)))


def issued(*, viewer: Viewer) -> tuple[IssueLine, ...]:
    """What the viewer's bureau issued, to each bureau a line."""
    require(viewer, Action.EXCHANGE)
    with unit.reading():
        rows = issues.issued(viewer.bureau_id or 0)
        own = {
            row.digest: row.public_id for row in queries.listing(viewer.bureau_id or 0)
        }
    return tuple(replace(_line(row), own_id=own.get(row.digest, "")) for row in rows)


def _line(row: Any) -> IssueLine:
    return IssueLine(
        public_id=row.public_id,
        code=row.code,
        version=row.version,
        title=Text(row.title["zh"], row.title.get("en", "")),
        digest=row.digest,
        bureau=row.bureau,
        bureau_id=row.bureau_public_id,
        issued_at=row.issued_at,
        n_campaigns=row.n_campaigns,
    )
