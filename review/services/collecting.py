"""Published results go up: asked for by the superior, delivered by the bureaus below."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from review.domain.collecting import (
    Asked,
    Progress,
    added_up,
    decimals_of,
    progress_of,
    structure_of,
)
from review.domain.errors import N_, NotVisible, RuleBroken
from review.domain.feedback import text_from
from review.domain.policy import Action, Viewer, require
from review.domain.publication import RowKind
from review.domain.schemes import Standing, Text
from review.services.accounts import actor_of
from review.services.asked_results import as_asked
from review.services.release_views import FigureView, GradeView, content_of, figure_of
from review.store import unit
from review.store.models import CollectedResult
from review.store.queries import bureaus
from review.store.queries import exchange as queries


class NobodyAbove(RuleBroken):
    sentence = N_("There is no superior bureau to deliver to.")


@dataclass(frozen=True, slots=True)
class Superior:
    """To whom the viewer's bureau delivers; elsewhere, by a signed file."""

    name: str
    is_elsewhere: bool


@dataclass(frozen=True, slots=True)
class Deliverable:
    """A published campaign of the viewer's bureau, and when it was delivered."""

    release_id: str
    code: str
    name: str
    year: int
    number: int
    delivered_at: datetime | None
    is_asked: bool


@dataclass(frozen=True, slots=True)
class SenderLine:
    """A bureau below, and where it is with the results of a year; `since` is when it
    delivered or, while it has not, when it was asked or published.
    """

    name: str
    public_id: str
    progress: Progress
    since: datetime | None
    is_late: bool
    is_elsewhere: bool = False


@dataclass(frozen=True, slots=True)
class ResultGroup:
    """Results whose schemes have the same structure, each county a line."""

    titles: tuple[Text, ...]
    grades: tuple[GradeView, ...]
    rows: tuple[FigureView, ...]
    total: FigureView
    n_bureaus: int


@dataclass(frozen=True, slots=True)
class YearView:
    """Everything a superior has of a year."""

    year: int
    asked: Asked | None
    senders: tuple[SenderLine, ...]
    groups: tuple[ResultGroup, ...]

    @property
    def n_delivered(self) -> int:
        return sum(each.progress is Progress.DELIVERED for each in self.senders)


def superior(*, viewer: Viewer) -> Superior:
    """The bureau directly above that of the viewer."""
    require(viewer, Action.EXCHANGE)
    with unit.reading():
        row = bureaus.superior(viewer.bureau_id or 0)
    if row is None:
        raise NobodyAbove
    return Superior(row.name, bool(row.is_elsewhere))


def deliverable(*, viewer: Viewer) -> tuple[Deliverable, ...]:
    """The published campaigns of the viewer's bureau, delivered or not."""
    require(viewer, Action.EXCHANGE)
    bureau_id = viewer.bureau_id or 0
    with unit.reading():
        above = bureaus.superior(bureau_id)
        if above is None:
            return ()
        rows = queries.final_releases(bureau_id)
        asked = map(as_asked, queries.collections(above.id))
        years = {each.year for each in asked if not each.is_withdrawn}
        sent = {
            (row.campaign, row.number): row.delivered_at
            for row in queries.delivered_by(bureau_id)
            if row.bureau_id == above.id
        }
    return tuple(
        Deliverable(
            row.public_id,
            row.code,
            row.name,
            row.assessment_year,
            row.number,
            sent.get((row.code, row.number)),
            row.assessment_year in years,
        )
        for row in rows
    )


def deliver(*, viewer: Viewer, release: str, at: datetime) -> None:
    """Deliver a published campaign to the superior; delivered twice it is there once."""
    require(viewer, Action.EXCHANGE)
    bureau_id = viewer.bureau_id or 0
    with unit.transaction():
        above = bureaus.superior(bureau_id)
        if above is None:
            raise NobodyAbove
        found = [r for r in queries.final_releases(bureau_id) if r.public_id == release]
        if not found:
            raise NotVisible
        said = published_figures(found[0])
        event = unit.record(
            "results_delivered",
            chain=f"bureau:{bureau_id}",
            actor=actor_of(viewer),
            at=at,
            targets=[("release", found[0].id), ("bureau", above.id)],
            payload={"release": found[0].digest},
        )
        receive(bureau_id=above.id, sender_id=bureau_id, said=said, at=at, cause=event)


def published_figures(row: Any) -> dict[str, Any]:
    """What is delivered of a release: nothing that the public may not read."""
    header = json.loads(row.header)
    contents: defaultdict[str, list[Any]] = defaultdict(list)
    for each in queries.public_figures(row.id):
        contents[each.kind].append(content_of(each))
    return {
        "campaign": row.code,
        "name": row.name,
        "year": row.assessment_year,
        "number": row.number,
        "release_digest": row.digest,
        "published_on": header["published_on"],
        "grades": header["grades"],
        "schemes": header["schemes"],
        "total": contents[RowKind.TOTAL.value][0],
        "counties": contents[RowKind.COUNTY.value],
    }


BODY = ("grades", "schemes", "total", "counties")


def receive(
    *,
    bureau_id: int,
    sender_id: int,
    said: Mapping[str, Any],
    at: datetime,
    cause: unit.Recorded,
) -> bool:
    """Keep delivered results, in the open transaction; False if they were there."""
    known = queries.delivered_to(bureau_id, said["year"])
    key = (sender_id, said["campaign"], said["number"])
    if any((row.sender_id, row.campaign, row.number) == key for row in known):
        return False
    event = unit.record(
        "results_received",
        chain=f"bureau:{bureau_id}",
        actor=unit.SYSTEM,
        at=at,
        targets=[("bureau", sender_id)],
        payload={"release": said["release_digest"]},
        cause=cause,
    )
    unit.add(
        event,
        CollectedResult,
        bureau_id=bureau_id,
        sender_id=sender_id,
        campaign=said["campaign"],
        name=said["name"],
        year=said["year"],
        number=said["number"],
        release_digest=said["release_digest"],
        structure=structure_of(said["schemes"]),
        body={key: said[key] for key in BODY},
        published_on=date.fromisoformat(said["published_on"]),
        delivered_at=at,
    )
    return True


def year(*, viewer: Viewer, year: int, today: date) -> YearView:
    """Who has delivered, who has not and since when, and what it adds up to."""
    require(viewer, Action.EXCHANGE)
    bureau_id = viewer.bureau_id or 0
    with unit.reading():
        row = queries.collection(bureau_id, year)
        below = bureaus.subordinates(bureau_id)
        campaigns = [
            each
            for each in queries.years_published(bureau_id)
            if each.assessment_year == year
        ]
        delivered = queries.delivered_to(bureau_id, year)
    asked = as_asked(row) if row else None
    due = None if asked is None or asked.is_withdrawn else asked
    newest = {(each.sender_id, each.campaign): each for each in delivered}
    return YearView(
        year=year,
        asked=asked,
        senders=tuple(
            _sender(each, due, campaigns, newest.values(), today) for each in below
        ),
        groups=_groups(list(newest.values())),
    )


def _sender(
    bureau: Any, asked: Asked | None, campaigns: Any, newest: Any, today: date
) -> SenderLine:
    own = [each for each in campaigns if each.bureau_id == bureau.id]
    published = {each.code: each for each in own if each.number is not None}
    sent = {each.campaign: each for each in newest if each.sender_id == bureau.id}
    progress = progress_of(
        {code: each.number for code, each in published.items()},
        {code: each.number for code, each in sent.items()},
        len(own),
    )
    if bureau.is_elsewhere and not sent:
        progress = Progress.AWAITED
    since = asked.asked_at if asked else None
    if progress is Progress.DELIVERED:
        since = max(each.delivered_at for each in sent.values())
    elif published:
        since = max(each.published_at for each in published.values())
    is_due = asked is not None and asked.due_on is not None and asked.due_on < today
    is_late = is_due and progress is not Progress.DELIVERED
    place = bureau.name, bureau.public_id
    return SenderLine(*place, progress, since, is_late, bureau.is_elsewhere)


def _groups(newest: Sequence[Any]) -> tuple[ResultGroup, ...]:
    by_structure: defaultdict[str, list[Any]] = defaultdict(list)
    for row in newest:
        by_structure[row.structure].append(row)
    return tuple(map(_group, by_structure.values()))


def _group(rows: Sequence[Any]) -> ResultGroup:
    body = rows[0].body
    grades = tuple(map(_grade, body["grades"]))
    totals = [row.body["total"] for row in rows]
    decimals = max(map(decimals_of, totals))
    figure = added_up(totals, grades, decimals)  # type: ignore[arg-type]
    return ResultGroup(
        titles=tuple(text_from(scheme["title"]) for scheme in body["schemes"]),
        grades=grades,
        rows=tuple(line for row in rows for line in _lines(row, grades)),
        total=replace(figure_of(figure.as_json(), grades), mean_score=None),
        n_bureaus=len({row.sender_id for row in rows}),
    )


def _grade(said: Mapping[str, Any]) -> GradeView:
    standing = Standing(said["standing"])
    return GradeView(said["code"], text_from(said["title"]), said["passes"], standing)


def _lines(row: Any, grades: Sequence[GradeView]) -> list[FigureView]:
    """The counties of a delivery, and the whole of it where there are several."""
    counties = [figure_of(each, grades) for each in row.body["counties"]]
    named = [replace(each, name=f"{row.sender} · {each.name}") for each in counties]
    if len(named) == 1:
        return named
    whole = figure_of(row.body["total"], grades)
    # Not the key of a total, which pages name by themselves.
    whole = replace(whole, key=f"bureau {row.sender_id}", name=row.sender)
    return [*named, whole]
