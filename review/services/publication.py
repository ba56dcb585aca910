"""A campaign's figures, what stands between it and its release, and the release itself.

Everything is calculated and sealed before the transaction opens. Inside it is only
checked that nothing happened meanwhile; then header, rows and event become durable
together. Publishing is an insert: nothing that was released is ever changed.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from importlib.metadata import version
from typing import Any

from review.domain.campaigns import of_institutions
from review.domain.canonical import canonical
from review.domain.errors import N_, NotVisible, RuleBroken, StaleVersion
from review.domain.policy import Action, Viewer
from review.domain.publication import (
    Addressee,
    Audience,
    Part,
    ReleaseKind,
    RowKind,
    SealedRelease,
    seal,
)
from review.domain.publication_gate import GateFacts, GateItem, check_gate
from review.domain.publication_gate import gate as open_items
from review.domain.ranking import BY_RULE, Showing
from review.domain.verification import StoredPart, Verified, verify
from review.services import ranking_names
from review.services.accounts import actor_of
from review.services.feedback import said_of
from review.services.figures import export_figures, figures
from review.services.freezing import Basis, chains_of, header, read_basis
from review.services.gate import facts_of
from review.services.notices import tell_released
from review.services.release_audiences import AudienceCount, counted, counted_rows
from review.services.release_rows import parts_of
from review.services.sampling import campaign_of
from review.store import unit
from review.store.models import RankingNames, Release, ReleaseRow
from review.store.queries import idempotency
from review.store.queries import publication as queries

__all__ = [
    "AlreadyProvisional",
    "AlreadyPublished",
    "AudienceCount",
    "ChangedMeanwhile",
    "Verified",
    "export_figures",
    "figures",
    "gate",
    "preview_release",
    "publish",
    "recomputed",
    "release",
    "releases",
]
SMALL = 5


class AlreadyPublished(RuleBroken):
    """A final release is not made twice; a correction is a step of its own."""

    sentence = N_(
        "This campaign has its final release. What was published is not changed; "
        "correcting it is not possible yet."
    )


class AlreadyProvisional(RuleBroken):
    sentence = N_(
        "This campaign was released provisionally. The final release comes next."
    )


class ChangedMeanwhile(StaleVersion):
    """Something was recorded between the calculation and the release."""

    sentence = N_(
        "Something changed in this campaign while the release was being made. Nothing "
        "was published. Look at the figures again and publish then."
    )


@dataclass(frozen=True, slots=True)
class Preview:
    """Who would see what of a release, and what has to be seen or done first.

    `rankings` say what each of them says of itself. `basis` names the state looked at.
    """

    kind: ReleaseKind
    campaign: str
    items: tuple[GateItem, ...]
    audiences: tuple[AudienceCount, ...]
    n_withheld: int
    basis: str
    rankings: tuple[Mapping[str, Any], ...] = ()

    @property
    def is_open(self) -> bool:
        return not any(item.blocks for item in self.items)


@dataclass(frozen=True, slots=True)
class ReleaseView:
    """A release as the bureau sees it; `header` is what it says of itself."""

    public_id: str
    campaign_code: str
    kind: ReleaseKind
    number: int
    digest: str
    published_on: date
    header: Mapping[str, Any]
    is_current: bool
    audiences: tuple[AudienceCount, ...] = ()


def gate(
    *, viewer: Viewer, code: str, kind: ReleaseKind | str, on: date | None = None
) -> tuple[GateItem, ...]:
    """What stands between the campaign and this release, blocking items first."""
    with unit.reading():
        campaign = campaign_of(viewer, code, Action.RESULTS_READ)
        basis = read_basis(campaign)
        facts = facts_of(basis, on=on)
    wanted = ReleaseKind(kind)
    return open_items(_with_small(facts, basis, parts_of(basis, wanted)), wanted)


def preview_release(
    *, viewer: Viewer, code: str, kind: ReleaseKind | str, on: date | None = None
) -> Preview:
    """What publishing now would do; nothing is written."""
    wanted = ReleaseKind(kind)
    with unit.reading():
        campaign = campaign_of(viewer, code, Action.PUBLISH)
        basis = read_basis(campaign)
        _check_order(basis.releases, wanted)
        facts = facts_of(basis, on=on)
    parts = parts_of(basis, wanted)
    return Preview(
        kind=wanted,
        campaign=basis.campaign.name,
        items=open_items(_with_small(facts, basis, parts), wanted),
        audiences=counted(parts),
        n_withheld=facts.n_withheld,
        basis=_state(basis.heads),
        rankings=tuple(
            part.content
            for part in parts
            if part.kind is RowKind.RANKING
            and part.addressee.audience is Audience.BUREAU
        ),
    )


def _check_order(releases: Sequence[Any], kind: ReleaseKind) -> None:
    """One provisional release, then the final one, and nothing after it."""
    made = {row.kind for row in releases}
    if ReleaseKind.FINAL in made:
        raise AlreadyPublished
    if kind in made:
        raise AlreadyProvisional


def _state(heads: Mapping[str, int]) -> str:
    return unit.digest_of(dict(heads))[:16]


def _with_small(facts: GateFacts, basis: Basis, parts: Sequence[Part]) -> GateFacts:
    """And the groups shown to the public from whose figures a result could be guessed.

    Of institutions each is published by its name, so there is nothing to guess.
    """
    if of_institutions(basis.campaign.rules):
        return facts
    return replace(facts, n_small=sum(map(_is_small, parts)))


def _is_small(part: Part) -> bool:
    n = part.content.get("n")
    to_public = part.addressee.audience is Audience.PUBLIC
    return to_public and isinstance(n, int) and 0 < n < SMALL


def publish(
    *,
    viewer: Viewer,
    code: str,
    kind: ReleaseKind | str,
    at: datetime,
    key: str,
    on: date | None = None,
    basis: str = "",
    despite_notes: bool = True,
    rankings: Showing = BY_RULE,
) -> ReleaseView:
    """Freeze and publish; the same request again gets the same release.

    `basis` is that of a preview: only what was looked at is then published. `on` is
    the day of publication at the bureau. Whoever has not seen the gate says so.
    """
    wanted = ReleaseKind(kind)
    asked = unit.digest_of([code, wanted.value, basis, *rankings.said])
    with unit.reading():
        campaign = campaign_of(viewer, code, Action.PUBLISH)
        known = idempotency.answered_before(key, actor_of(viewer).name, asked)
        if known is not None:
            return _release(campaign, str(known["release"]))
        found = read_basis(campaign)
        _check_order(found.releases, wanted)
        if basis and basis != _state(found.heads):
            raise ChangedMeanwhile
        facts = facts_of(found, on=on or at.date())
        check_gate(facts, wanted)
        parts = parts_of(found, wanted, said_of(found), rankings=rankings)
        facts = _with_small(facts, found, parts)
        check_gate(facts, wanted, despite_notes=despite_notes)
    head = header(found, wanted, on=on or at.date(), software=version("case-review"))
    sealed = seal(parts, header=head, secret=secrets.token_bytes(32))
    frozen = _Frozen(found, head, sealed, tuple(ranking_names.stored(parts)))
    with unit.transaction():
        public_id = _store(viewer, frozen, key=key, asked=asked, at=at)
    return release(viewer=viewer, code=code, public_id=public_id)


@dataclass(frozen=True, slots=True)
class _Frozen:
    """A release, and the names in its rankings as they are searched."""

    basis: Basis
    head: Mapping[str, Any]
    sealed: SealedRelease
    names: Sequence[Mapping[str, Any]]


def _store(
    viewer: Viewer,
    frozen: _Frozen,
    *,
    key: str,
    asked: str,
    at: datetime,
) -> str:
    """Of two publishers the second finds the first one's event, and writes nothing."""
    basis, head, sealed = frozen.basis, frozen.head, frozen.sealed
    heads = queries.heads(chains_of(basis.campaign), hold=True)
    actor = actor_of(viewer)
    known = idempotency.answered_before(key, actor.name, asked)
    if known is not None:
        return str(known["release"])
    if heads != basis.heads:
        _check_order(queries.releases_of(basis.campaign.id), ReleaseKind(head["kind"]))
        raise ChangedMeanwhile
    event = _released(basis, head, sealed, actor, at)
    release_id = _add_release(event, basis, head, sealed.digest)
    unit.add_all(event, ReleaseRow, _stored(basis, release_id, sealed))
    own = {"bureau_id": basis.campaign.bureau_id, "release_id": release_id}
    unit.add_all(event, RankingNames, [{**own, **each} for each in frozen.names])
    tell_released(event, basis.campaign, release_id, head)
    public_id = next(
        row.public_id
        for row in queries.releases_of(basis.campaign.id)
        if row.id == release_id
    )
    idempotency.promise(key, actor.name, asked, {"release": public_id}, at=at)
    return str(public_id)


def _released(
    basis: Basis,
    head: Mapping[str, Any],
    sealed: SealedRelease,
    actor: unit.Actor,
    at: datetime,
) -> unit.Recorded:
    return unit.record(
        "released",
        chain=f"campaign:{basis.campaign.id}",
        actor=actor,
        at=at,
        targets=[("campaign", basis.campaign.id)],
        payload={
            "kind": head["kind"],
            "number": head["number"],
            "digest": sealed.digest,
            "n_rows": len(sealed.parts),
        },
    )


def _add_release(
    event: unit.Recorded, basis: Basis, head: Mapping[str, Any], digest: str
) -> int:
    """A final release replaces the provisional one for everybody who reads."""
    replaced = basis.releases[0].id if basis.releases else None
    return int(
        unit.add(
            event,
            Release,
            bureau_id=basis.campaign.bureau_id,
            campaign_id=basis.campaign.id,
            number=head["number"],
            kind=head["kind"],
            replaces_id=replaced,
            header=canonical(head).decode(),
            digest=digest,
            published_at=event.at,
        )
    )


def _stored(
    basis: Basis, release_id: int, sealed: SealedRelease
) -> list[dict[str, Any]]:
    return [
        {
            "bureau_id": basis.campaign.bureau_id,
            "release_id": release_id,
            "audience": each.part.addressee.audience.value,
            "audience_id": _target(basis, each.part.addressee),
            "kind": each.part.kind.value,
            "position": each.part.position,
            "body": each.part.body.decode(),
            "salt": each.salt,
            "digest": each.digest,
        }
        for each in sealed.parts
    ]


def _target(basis: Basis, addressee: Addressee) -> int | None:
    return basis.targets[addressee] if addressee.key else None


def releases(*, viewer: Viewer, code: str) -> tuple[ReleaseView, ...]:
    """The releases of a campaign, the newest first."""
    with unit.reading():
        campaign = campaign_of(viewer, code, Action.RESULTS_READ)
        rows = queries.releases_of(campaign.id)
    replaced = {row.replaces_id for row in rows}
    return tuple(_view(row, code, row.id not in replaced) for row in rows)


def release(*, viewer: Viewer, code: str, public_id: str) -> ReleaseView:
    """One release with how many rows went to whom."""
    with unit.reading():
        campaign = campaign_of(viewer, code, Action.RESULTS_READ)
        return _release(campaign, public_id)


def _release(campaign: Any, public_id: str) -> ReleaseView:
    rows = queries.releases_of(campaign.id)
    row = next((row for row in rows if row.public_id == public_id), None)
    if row is None:
        raise NotVisible
    is_current = row.id not in {each.replaces_id for each in rows}
    view = _view(row, campaign.code, is_current)
    counts = counted_rows(queries.rows_by_audience(row.id))
    return replace(view, audiences=counts)


def _view(row: Any, code: str, is_current: bool) -> ReleaseView:
    head = json.loads(row.header)
    return ReleaseView(
        public_id=row.public_id,
        campaign_code=code,
        kind=ReleaseKind(row.kind),
        number=row.number,
        digest=row.digest,
        published_on=date.fromisoformat(head["published_on"]),
        header=head,
        is_current=is_current,
    )


def recomputed(*, viewer: Viewer, code: str, public_id: str) -> Verified:
    """The digest of a release, calculated again from every row as it is stored."""
    with unit.reading():
        campaign = campaign_of(viewer, code, Action.RESULTS_READ)
        rows = queries.releases_of(campaign.id)
        row = next((row for row in rows if row.public_id == public_id), None)
        if row is None:
            raise NotVisible
        parts = [StoredPart(*part) for part in queries.stored_rows(row.id)]
    return verify(json.loads(row.header), row.digest, parts)
