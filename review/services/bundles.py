"""Scans of many cases at once: a ZIP, or a folder of the browser.

Folders or file names are case numbers. What belongs to what is shown first; from a ZIP
by its directory alone. Then every file goes its own way into its case, as one that was
uploaded there: it is checked page by page, and an interruption loses none that is in.
"""

from __future__ import annotations

import hashlib
import io
import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, BinaryIO

from review.domain.archiving import ArchiveList
from review.domain.case_numbers import CaseNumbers, folded
from review.domain.contents import proposed
from review.domain.documents import DocumentType
from review.domain.errors import N_, NotVisible, RuleBroken
from review.domain.name_order import Key, counted
from review.domain.policy import Action, Viewer, require
from review.domain.volumes import Volume, volume_named
from review.files import bundles
from review.files.bundles import Entry
from review.gateways.uploads import Upload
from review.services import checking, scans, uploads
from review.services.cases import conditions_of
from review.services.contents_proposals import archive_of
from review.services.shelf import Shelf
from review.services.uploads import Stage, UploadLine
from review.store import unit
from review.store.queries import scans as queries

PATIENCE, LONGEST = 5.0, 60.0
"""Seconds for one request without a script, and for one file of it."""
MOST_FILES = bundles.MOST_ENTRIES
NO_CASE = N_("No case file has a number like its folder or its name.")
UNCLEAR = N_("Its name does not say clearly to which case it belongs.")
AT_ODDS = N_("Its name and its folders speak of different cases.")
SEVERAL = N_("Several case files have this number; upload each of them by itself.")


class TooManyFiles(RuleBroken):
    sentence = N_("These are %(found)s files; at most %(limit)s are possible at once.")


@dataclass(frozen=True, slots=True)
class Planned:
    """A file and the case it belongs to, or why it is left out."""

    entry: Entry
    case_no: str = ""
    case_id: str = ""
    problem: str = ""
    candidates: tuple[str, ...] = ()
    """The cases it may belong to, where its name does not say which."""
    archive: ArchiveList | None = None
    is_alike: bool = False
    """Its case has a file of this size, which may be the same one."""

    @property
    def paper(self) -> DocumentType | None:
        """What its name says it is; its bookmarks, which say more, are not read yet."""
        found = proposed(self.entry.names, (), self.archive)
        return found[0].document if found else None

    @property
    def volume(self) -> Volume:
        return volume_named(self.entry.path)


@dataclass(frozen=True, slots=True)
class Plan:
    """What would become of the files; `missing` are drawn cases none is for."""

    taken: tuple[Planned, ...]
    refused: tuple[Planned, ...]
    missing: tuple[str, ...]
    token: str = ""

    @property
    def n_cases(self) -> int:
        return len({each.case_id for each in self.taken})

    @property
    def n_alike(self) -> int:
        return sum(each.is_alike for each in self.taken)


@dataclass(frozen=True, slots=True)
class Done:
    """What became of one file; without pages and refusal it waits for a decision."""

    path: str
    case_no: str
    n_pages: int = 0
    refusal: RuleBroken | None = None

    @property
    def is_there(self) -> bool:
        """Its case has it already."""
        return scans.is_same(self.refusal)


def keep(*, viewer: Viewer, stream: BinaryIO, shelf: Shelf) -> str:
    """Keep a ZIP for a day, for whoever brought it; a harmful one is not kept."""
    n_bytes = stream.seek(0, io.SEEK_END)
    stream.seek(0)
    if not n_bytes:
        raise bundles.BundleRefused(bundles.BundleFault.NO_ZIP)
    begun = uploads.begin(viewer=viewer, n_bytes=n_bytes, shelf=shelf)
    upload = _upload(viewer, begun.id, shelf)
    shelf.uploads().append(upload, stream, offset=0)
    _look_through(upload, shelf)
    return upload.id


def finish(*, viewer: Viewer, token: str, digest: str, shelf: Shelf) -> UploadLine:
    """A ZIP that was sent piece by piece has arrived as it was sent."""
    upload = _upload(viewer, token, shelf)
    if not shelf.uploads().state(upload):
        if shelf.uploads().received(upload) != upload.n_bytes:
            raise uploads.NotComplete
        with shelf.uploads().open(upload) as file:
            if hashlib.file_digest(file, "sha256").hexdigest() != digest:
                shelf.uploads().drop(upload)
                raise checking.ArrivedOtherwise
        _look_through(upload, shelf)
    return look(viewer=viewer, token=token, shelf=shelf)


def look(*, viewer: Viewer, token: str, shelf: Shelf) -> UploadLine:
    """How much of a ZIP has arrived."""
    return uploads.look(viewer=viewer, public_id="", upload_id=token, shelf=shelf)


def _look_through(upload: Upload, shelf: Shelf) -> None:
    try:
        with shelf.uploads().open(upload) as file:
            bundles.entries(file, most_bytes=shelf.limits.file_bytes)
    except RuleBroken:
        shelf.uploads().drop(upload)
        raise
    shelf.uploads().note(upload, {"stage": checking.CHECKED})


def _upload(viewer: Viewer, token: str, shelf: Shelf) -> Upload:
    return uploads.own(viewer=viewer, public_id="", upload_id=token, shelf=shelf)


def _kept(viewer: Viewer, token: str, shelf: Shelf) -> Upload:
    """A ZIP that has arrived completely."""
    upload = _upload(viewer, token, shelf)
    if shelf.uploads().state(upload).get("stage") != checking.CHECKED:
        raise NotVisible
    return upload


def plan(*, viewer: Viewer, token: str, shelf: Shelf) -> Plan:
    """Which file belongs to which case; nothing is unpacked and nothing written."""
    return _plan(viewer, _entries(viewer, token, shelf), token)


def _entries(viewer: Viewer, token: str, shelf: Shelf) -> list[Entry]:
    with shelf.uploads().open(_kept(viewer, token, shelf)) as file:
        return bundles.entries(file, most_bytes=shelf.limits.file_bytes)


def plan_folder(
    *, viewer: Viewer, files: Sequence[tuple[str, int]], shelf: Shelf
) -> Plan:
    """The same for a folder that is still at the officer's, by paths and sizes."""
    if len(files) > MOST_FILES:
        raise TooManyFiles(found=len(files), limit=MOST_FILES)
    found = bundles.listed(files, most_bytes=shelf.limits.file_bytes)
    return _plan(viewer, found)


def _plan(viewer: Viewer, found: Iterable[Entry], token: str = "") -> Plan:
    require(viewer, Action.INTAKE)
    wanted = conditions_of(viewer)
    with unit.reading():
        cases = _by_number(queries.cases(wanted))
        drawn = queries.drawn_without_scan(wanted)
        sizes = {tuple(row) for row in queries.sizes(wanted)}
    numbers = CaseNumbers(cases)
    planned = sorted((_planned(each, cases, numbers) for each in found), key=_order)
    taken = tuple(
        replace(each, is_alike=(each.case_id, each.entry.n_bytes) in sizes)
        for each in planned
        if not each.problem
    )
    served = {each.case_id for each in taken}
    return Plan(
        taken=taken,
        refused=tuple(each for each in planned if each.problem),
        missing=tuple(row.case_no for row in drawn if row.public_id not in served),
        token=token,
    )


def _order(planned: Planned) -> tuple[str, tuple[Key, str]]:
    """By case, then as people count the names."""
    return planned.case_no, counted(planned.entry.path)


def _by_number(rows: Sequence[Any]) -> dict[str, list[Any]]:
    found: dict[str, list[Any]] = {}
    for row in rows:
        found.setdefault(folded(row.case_no), []).append(row)
    return found


def _planned(
    entry: Entry, cases: Mapping[str, list[Any]], numbers: CaseNumbers
) -> Planned:
    if entry.fault:
        return Planned(entry, problem=entry.fault.value)
    read = numbers.read(entry.names)
    if read.candidates:
        known = (cases.get(each) for each in read.candidates)
        told = tuple(
            rows[0].case_no if rows else number
            for rows, number in zip(known, read.candidates, strict=True)
        )
        problem = AT_ODDS if read.is_at_odds else UNCLEAR
        return Planned(entry, problem=problem, candidates=told)
    rows = cases.get(read.number, [])
    if len(rows) > 1:
        rows = _of_volume_set(rows, entry.path) or rows
    if len(rows) != 1:
        return Planned(entry, problem=SEVERAL if rows else NO_CASE)
    case = rows[0]
    if case.secret or case.sealed:
        return Planned(entry, case.case_no, problem=scans.OnPaperOnly.sentence)
    archive = archive_of(case)
    return Planned(entry, case.case_no, case.public_id, archive=archive)


def _of_volume_set(rows: Sequence[Any], path: str) -> list[Any]:
    """Where volumes are reviewed apart, the path may say which one this is."""
    words = folded(path)
    return [r for r in rows if r.volume_set and folded(r.volume_set) in words]


def unpack(
    *,
    viewer: Viewer,
    token: str,
    index: int,
    public_id: str,
    shelf: Shelf,
    at: datetime,
) -> UploadLine:
    """Take one file out of the ZIP and bring it into the case; twice is no fault."""
    upload = _kept(viewer, token, shelf)
    entry = next((e for e in _entries(viewer, token, shelf) if e.index == index), None)
    if entry is None or entry.fault:
        raise NotVisible
    key = hashlib.sha256(f"{token}|{index}".encode()).hexdigest()
    with (
        shelf.uploads().open(upload) as file,
        bundles.content(file, entry) as stream,
    ):
        return uploads.bring(
            viewer=viewer,
            public_id=public_id,
            stream=stream,
            n_bytes=entry.n_bytes,
            key=key,
            name=entry.path,
            shelf=shelf,
            at=at,
        )


def take_in(
    *, viewer: Viewer, token: str, shelf: Shelf, start: int, at: datetime
) -> tuple[list[Done], int]:
    """The next files, for as long as a request may take; where to go on, or 0.

    This is for browsers without the script, which brings file after file by itself.
    """
    found = plan(viewer=viewer, token=token, shelf=shelf).taken
    until, done = time.monotonic() + PATIENCE, []
    for each in found[start:]:
        done.append(_taken_in(viewer, token, each, shelf, at))
        if time.monotonic() > until:
            break
    following = start + len(done)
    if following < len(found):
        return done, following
    drop(viewer=viewer, token=token, shelf=shelf)
    return done, 0


def _taken_in(
    viewer: Viewer, token: str, planned: Planned, shelf: Shelf, at: datetime
) -> Done:
    path, case = planned.entry.path, {"viewer": viewer, "public_id": planned.case_id}
    try:
        line = unpack(
            token=token, index=planned.entry.index, shelf=shelf, at=at, **case
        )
        line = uploads.settle(
            upload_id=line.id, shelf=shelf, at=at, seconds=LONGEST, **case
        )
        if line.refusal:
            uploads.drop(upload_id=line.id, shelf=shelf, **case)
    except RuleBroken as refusal:
        return Done(path, planned.case_no, refusal=refusal)
    n_pages = line.n_pages if line.stage is Stage.ADDED else 0
    return Done(path, planned.case_no, n_pages, line.refusal)


def drop(*, viewer: Viewer, token: str, shelf: Shelf) -> None:
    """The ZIP is done with, or was a mistake."""
    uploads.drop(viewer=viewer, public_id="", upload_id=token, shelf=shelf)
