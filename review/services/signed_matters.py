"""What signed files bring, kind by kind: read, told before it is taken in, and kept."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from review.domain.designating import Effect, checked_name, numbers_in
from review.domain.exchange import BadContent, Kind
from review.domain.exchanged_requests import (
    checked_request,
    checked_request_withdrawal,
    checked_withdrawn,
)
from review.domain.exchanged_results import checked_results
from review.domain.notices import Line, NoticeKind
from review.files import exchange as files
from review.files import schemes as scheme_files
from review.services import (
    asked_results,
    collecting,
    designating,
    issuing,
    undesignating,
)
from review.services.notices import tell_below
from review.store import unit
from review.store.queries import exchange as passed
from review.store.queries import issues
from review.store.queries import signed_files as queries

REQUESTS = (Kind.REQUEST, Kind.REQUEST_WITHDRAWAL)


@dataclass(frozen=True, slots=True)
class Matter:
    """What a sound file is about: between which bureaus, and its content."""

    bureau_id: int
    partner_id: int
    kind: Kind
    subject: str
    content: Any


@dataclass(frozen=True, slots=True)
class About:
    """A matter in words; of a withdrawal also when, why, and what it comes to here."""

    name: str
    n: int
    due_on: date | None = None
    withdrawn_at: datetime | None = None
    reason: str = ""
    effect: Effect | None = None
    campaign: str = ""


def content_of(kind: Kind, body: bytes) -> Any:
    """The content of a file whose signature holds, if it is what it should be."""
    if kind is Kind.SCHEME:
        try:
            text = body.decode("utf-8-sig")
        except UnicodeDecodeError:
            raise BadContent from None
        return text, scheme_files.load(text)
    return READ[kind](files.parsed(body))


def _designation(said: object) -> dict[str, Any]:
    if not isinstance(said, Mapping) or set(said) != {"name", "numbers"}:
        raise BadContent
    name, numbers = said["name"], said["numbers"]
    is_list = isinstance(numbers, list) and all(isinstance(e, str) for e in numbers)
    if not isinstance(name, str) or not is_list:
        raise BadContent
    return {"name": checked_name(name), "numbers": numbers_in("\n".join(numbers))}


READ = {
    Kind.DESIGNATION: _designation,
    Kind.DESIGNATION_WITHDRAWAL: checked_withdrawn,
    Kind.RESULTS: checked_results,
    Kind.REQUEST: checked_request,
    Kind.REQUEST_WITHDRAWAL: checked_request_withdrawal,
}


def is_there(matter: Matter, kinds_taken: set[str]) -> bool:
    """Whether a file that was not taken in yet says nothing but what is here already."""
    if matter.kind in REQUESTS:
        # Under its subject the file has its place among those of its matter.
        if matter.subject != str(matter.content.year):
            raise BadContent
        return asked_results.is_known(matter.partner_id, matter.content)
    if matter.kind is Kind.DESIGNATION:
        # The same designation sent twice names the same files.
        return bool(kinds_taken)
    return matter.kind is Kind.DESIGNATION_WITHDRAWAL and matter.kind in kinds_taken


def about(matter: Matter) -> About:
    content = matter.content
    if matter.kind is Kind.SCHEME:
        _text, scheme = content
        return About(f"{scheme.title.zh} ({scheme.code} · {scheme.version})", 1)
    if matter.kind is Kind.DESIGNATION:
        return About(content["name"], len(content["numbers"]))
    if matter.kind is Kind.RESULTS:
        return About(f"{content['name']} ({content['year']})", content["total"]["n"])
    if matter.kind in REQUESTS:
        since = content.withdrawn_at, content.reason
        return About(str(content.year), 0, content.due_on, *since)
    row = _withdrawn_here(matter)
    effect = Effect.WAITED if row is None else designating.effect_on(row)
    return About(
        content.name,
        len(content.numbers),
        withdrawn_at=content.withdrawn_at,
        reason=content.reason,
        effect=Effect(row.effect) if row and row.effect else effect,
        campaign=(row and row.campaign) or "",
    )


def _withdrawn_here(matter: Matter) -> Any:
    """The designation that a withdrawal is about, if its file was taken in before."""
    between = matter.bureau_id, matter.partner_id
    public_id = queries.designation_of(*between, matter.subject)
    row = passed.designation(matter.bureau_id, public_id) if public_id else None
    if row is not None and tuple(row.numbers) != matter.content.numbers:
        raise BadContent
    return row


def receive(matter: Matter, at: datetime, event: unit.Recorded) -> None:
    """Keep what a file brought, in the open transaction of taking it in."""
    KEEP[matter.kind](matter, {"at": at, "cause": event})


def _keep_scheme(matter: Matter, more: Mapping[str, Any]) -> None:
    text, scheme = matter.content
    if not issues.is_issued(matter.bureau_id, matter.partner_id, scheme.digest):
        own = queries.own(matter.bureau_id)
        issuer = matter.partner_id
        issuing.receive(bureau=own, issuer_id=issuer, text=text, row=scheme, **more)
        named = Line(f"{scheme.code}@{scheme.version}", 0)
        tell_below(more["cause"], NoticeKind.ISSUED, named, [matter.bureau_id])


def _keep_designation(matter: Matter, more: Mapping[str, Any]) -> None:
    name, numbers = matter.content["name"], matter.content["numbers"]
    _designated(matter, name, numbers, more)
    told = Line(name, len(numbers))
    tell_below(more["cause"], NoticeKind.DESIGNATED, told, [matter.bureau_id])


def _designated(
    matter: Matter, name: str, numbers: tuple[str, ...], more: Mapping[str, Any]
) -> Any:
    return designating.receive(
        bureau_id=matter.bureau_id,
        superior_id=matter.partner_id,
        name=name,
        numbers=numbers,
        **more,
    )


def _keep_withdrawal(matter: Matter, more: Mapping[str, Any]) -> None:
    """Numbers that never came are kept with their withdrawal, so that they can be read."""
    said = matter.content
    row = _withdrawn_here(matter) or _designated(matter, said.name, said.numbers, more)
    since = {"reason": said.reason, "withdrawn_at": said.withdrawn_at}
    undesignating.receive(row=row, **since, **more)
    told = Line(said.name, len(said.numbers))
    tell_below(more["cause"], NoticeKind.UNDESIGNATED, told, [matter.bureau_id])


def _keep_results(matter: Matter, more: Mapping[str, Any]) -> None:
    to, by = matter.bureau_id, matter.partner_id
    collecting.receive(bureau_id=to, sender_id=by, said=matter.content, **more)


def _keep_request(matter: Matter, more: Mapping[str, Any]) -> None:
    between = {"bureau_id": matter.bureau_id, "superior_id": matter.partner_id}
    asked_results.receive(**between, said=matter.content, **more)


KEEP = {
    Kind.SCHEME: _keep_scheme,
    Kind.DESIGNATION: _keep_designation,
    Kind.DESIGNATION_WITHDRAWAL: _keep_withdrawal,
    Kind.RESULTS: _keep_results,
    Kind.REQUEST: _keep_request,
    Kind.REQUEST_WITHDRAWAL: _keep_request,
}
