"""Scans of many cases at once: a ZIP whose folders or file names are case numbers.

What belongs to what is shown first, from the directory of the ZIP. It is taken in a
part at a time; what was taken in already is told and not added again.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, BinaryIO

from review.domain.errors import N_, NotVisible, RuleBroken
from review.domain.policy import Action, Viewer, require
from review.files import bundles
from review.files.bundles import Entry
from review.gateways.objects import copied
from review.services import scans
from review.services.cases import CaseFilter, conditions_of
from review.services.paging import folded
from review.services.shelf import Shelf
from review.store import unit
from review.store.queries import scans as queries

KEPT_FOR = timedelta(days=1)
AT_ONCE = 25
TOKEN = re.compile(r"[\w-]{8,40}")
NO_CASE = N_("No case file has a number like its folder or its name.")
SEVERAL = N_("Several case files have this number; upload each of them by itself.")


@dataclass(frozen=True, slots=True)
class Planned:
    """A file of the ZIP and the case it belongs to, or why it is left out."""

    entry: Entry
    case_no: str = ""
    case_id: str = ""
    problem: str = ""


@dataclass(frozen=True, slots=True)
class Plan:
    """What would become of the ZIP; `missing` are drawn cases it has nothing for."""

    token: str
    taken: tuple[Planned, ...]
    refused: tuple[Planned, ...]
    missing: tuple[str, ...]

    @property
    def n_cases(self) -> int:
        return len({each.case_id for each in self.taken})


@dataclass(frozen=True, slots=True)
class Done:
    """What became of one file."""

    path: str
    case_no: str
    n_pages: int
    refusal: RuleBroken | None = None


def keep(*, viewer: Viewer, stream: BinaryIO, shelf: Shelf, at: datetime) -> str:
    """Keep the ZIP for a day, for whoever brought it; a harmful one is not kept."""
    require(viewer, Action.INTAKE)
    folder = shelf.scratch / "bundles"
    folder.mkdir(parents=True, exist_ok=True)
    _drop_old(folder, at)
    token = secrets.token_urlsafe(12)
    path = folder / f"{viewer.public_id}.{token}"
    try:
        with path.open("w+b") as file:
            copied(stream, file, limit=bundles.MOST_TOTAL)
            bundles.entries(file, most_bytes=shelf.limits.file_bytes)
    except BaseException:
        path.unlink(missing_ok=True)
        raise
    return token


def _drop_old(folder: Path, at: datetime) -> None:
    for path in folder.iterdir():
        if path.stat().st_mtime < (at - KEPT_FOR).timestamp():
            path.unlink(missing_ok=True)


def _kept(viewer: Viewer, token: str, shelf: Shelf) -> Path:
    require(viewer, Action.INTAKE)
    path = shelf.scratch / "bundles" / f"{viewer.public_id}.{token}"
    if not TOKEN.fullmatch(token) or not path.is_file():
        raise NotVisible
    return path


def plan(*, viewer: Viewer, token: str, shelf: Shelf) -> Plan:
    """Which file belongs to which case; nothing is unpacked and nothing written."""
    with _kept(viewer, token, shelf).open("rb") as file:
        found = bundles.entries(file, most_bytes=shelf.limits.file_bytes)
    wanted = conditions_of(viewer, CaseFilter())
    with unit.reading():
        cases = _by_number(queries.cases(wanted))
        drawn = queries.drawn_without_scan(wanted)
    planned = sorted((_planned(each, cases) for each in found), key=_order)
    taken = tuple(each for each in planned if not each.problem)
    served = {each.case_id for each in taken}
    return Plan(
        token=token,
        taken=taken,
        refused=tuple(each for each in planned if each.problem),
        missing=tuple(row.case_no for row in drawn if row.public_id not in served),
    )


def _order(planned: Planned) -> tuple[str, list[tuple[int, str]]]:
    """By case, then as people count: 2 before 10."""
    parts = re.findall(r"\d+|\D+", planned.entry.path)
    return planned.case_no, [
        (int(part), "") if part.isdecimal() else (0, part) for part in parts
    ]


def _by_number(rows: Sequence[Any]) -> dict[str, list[Any]]:
    found: dict[str, list[Any]] = {}
    for row in rows:
        found.setdefault(folded(row.case_no), []).append(row)
    return found


def _planned(entry: Entry, cases: Mapping[str, list[Any]]) -> Planned:
    if entry.fault:
        return Planned(entry, problem=entry.fault.value)
    rows = next(filter(None, (_named(name, cases) for name in entry.names)), [])
    if len(rows) != 1:
        return Planned(entry, problem=SEVERAL if rows else NO_CASE)
    case = rows[0]
    if case.secret or case.sealed:
        return Planned(entry, case.case_no, problem=scans.OnPaperOnly.sentence)
    return Planned(entry, case.case_no, case.public_id)


def _named(name: str, cases: Mapping[str, list[Any]]) -> list[Any]:
    """The number itself, or before a mark such as in "…号_2" or "…号-正卷"."""
    whole = folded(name)
    head = re.split(r"[-_ .]", whole, maxsplit=1)[0]
    return cases.get(whole) or cases.get(head) or []


def take_in(
    *, viewer: Viewer, token: str, shelf: Shelf, start: int, at: datetime
) -> tuple[list[Done], int]:
    """Add the next files of the plan; what was done, and where to go on, 0 at the end.

    Each file is a transaction of its own: an interruption loses none that is in.
    """
    found = plan(viewer=viewer, token=token, shelf=shelf).taken
    path = _kept(viewer, token, shelf)
    with path.open("rb") as file:
        done = [
            _taken_in(viewer, each, file, shelf, at)
            for each in found[start : start + AT_ONCE]
        ]
    following = start + AT_ONCE
    if following < len(found):
        return done, following
    path.unlink(missing_ok=True)
    return done, 0


def _taken_in(
    viewer: Viewer, planned: Planned, file: BinaryIO, shelf: Shelf, at: datetime
) -> Done:
    try:
        with bundles.content(file, planned.entry) as stream:
            added = scans.add(
                viewer=viewer,
                public_id=planned.case_id,
                stream=stream,
                shelf=shelf,
                at=at,
                names=planned.entry.names,
            )
    except RuleBroken as refusal:
        return Done(planned.entry.path, planned.case_no, 0, refusal)
    return Done(planned.entry.path, planned.case_no, added.n_pages)
