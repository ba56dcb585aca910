"""Files on their way into a case: begun, sent piece by piece, checked, accepted.

An upload belongs to the account that began it and to one case, or to none if it is a
ZIP of many. A broken connection, a closed browser and a restart leave what has arrived;
whoever chooses the same file again goes on there. After a day it is swept away.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Any, BinaryIO

from review.domain.errors import N_, NotVisible, RuleBroken
from review.domain.policy import Action, Viewer, require
from review.domain.volumes import Volume, volume_named
from review.files.bundles import names_of
from review.files.pages import Inspection, PagesRefused, Refusal
from review.gateways import uploads as gateway
from review.gateways.objects import ObjectTooLarge, Stored
from review.gateways.uploads import Upload
from review.services import checking, clearing, other_cases, page_images, scans
from review.services.checking import Checked, Undecided, listed
from review.services.scans import Added
from review.services.shelf import Shelf
from review.store import unit

OffsetWrong = gateway.OffsetWrong
MOST_UNDER_WAY = 100
AT_ONCE = 2
"""Together at most so many times what one upload may have."""
KEY = re.compile(r"[0-9a-f]{64}|")
DIGEST = re.compile(r"[0-9a-f]{64}")
MEGABYTE = 1024 * 1024


class TooMuchUnderWay(RuleBroken):
    sentence = N_(
        "Too much is under way already: at most %(most)s MB or %(n)s files. Finish or "
        "leave out some uploads first."
    )


class NotComplete(RuleBroken):
    sentence = N_("The file has not arrived completely yet.")


class NotChecked(RuleBroken):
    sentence = N_("The pages of the file are still being checked.")


class Garbled(RuleBroken):
    sentence = N_("The request could not be understood. Go back and try again.")


class Stage(StrEnum):
    """How far an upload is."""

    ARRIVING = "arriving"
    CHECKING = checking.CHECKING
    CHECKED = checking.CHECKED
    REFUSED = checking.REFUSED
    ADDED = checking.ADDED


@dataclass(frozen=True, slots=True)
class UploadLine:
    """An upload as whoever brought it sees it."""

    id: str
    n_bytes: int
    received: int
    stage: Stage
    n_pages: int = 0
    n_checked: int = 0
    broken: tuple[int, ...] = ()
    doubtful: tuple[int, ...] = ()
    others: tuple[str, ...] = ()
    """Numbers of other cases, which its name says and not that of its own."""
    notes: tuple[str, ...] = ()
    refusal: RuleBroken | None = None
    name: str = ""
    volume: Volume = Volume.WHOLE
    n_papers: int = 0
    """Papers that it put on the contents list when it was added."""
    alike: tuple[str, ...] = ()
    """Digests of files of its size in the case, as long as it is arriving."""

    @property
    def is_there(self) -> bool:
        """It was not added because its case has it already."""
        return scans.is_same(self.refusal)

    @property
    def needs_decision(self) -> bool:
        asks = self.broken or self.doubtful or self.others
        return self.stage is Stage.CHECKED and bool(asks)


def begin(
    *,
    viewer: Viewer,
    public_id: str = "",
    n_bytes: int,
    key: str = "",
    name: str = "",
    shelf: Shelf,
) -> UploadLine:
    """A place for a file to be sent to; the same file again goes on in the same place.

    `key` is what the browser knows the file by. The name may say the volume; it is kept
    while the file is under way, and no longer: names of people stand in file names.
    """
    _check_may_bring(viewer, public_id, shelf)
    if not KEY.fullmatch(key):
        raise Garbled
    _check_size(n_bytes, shelf.limits.file_bytes if public_id else shelf.upload_bytes)
    uploads = shelf.uploads()
    with uploads.turn():
        own = uploads.of(viewer.public_id)
        for each in own:
            if key and (each.key, each.about, each.n_bytes) == (
                key,
                public_id,
                n_bytes,
            ):
                if _stage(uploads.state(each)) not in (Stage.REFUSED, Stage.ADDED):
                    return _arriving(shelf, viewer, each)
                uploads.drop(each)
        _check_quota(shelf, own, n_bytes)
        made = uploads.begin(
            owner=viewer.public_id,
            about=public_id,
            n_bytes=n_bytes,
            key=key,
            name=name,
        )
    return _arriving(shelf, viewer, made)


def _arriving(shelf: Shelf, viewer: Viewer, upload: Upload) -> UploadLine:
    """With what the sender compares first: what is there is not sent again."""
    line, about = _line(shelf, upload), upload.about
    if not about or line.stage is not Stage.ARRIVING:
        return line
    return replace(line, alike=scans.alike(viewer, about, upload.n_bytes))


def _check_may_bring(viewer: Viewer, public_id: str, shelf: Shelf) -> None:
    """An officer, into a case that may have scans, where files may be opened."""
    require(viewer, Action.INTAKE)
    if public_id:
        with unit.reading():
            scans.check_may_have(scans.case_of(viewer, public_id))
    if not shelf.may_open:
        raise PagesRefused(Refusal.NOT_ISOLATED)


def _check_size(n_bytes: int, most: int) -> None:
    if n_bytes < 1:
        raise PagesRefused(Refusal.EMPTY)
    if n_bytes > most:
        raise ObjectTooLarge(limit=most // MEGABYTE)


def _check_quota(shelf: Shelf, own: Sequence[Upload], n_bytes: int) -> None:
    """What is added or refused takes no room any more."""
    done = (Stage.REFUSED, Stage.ADDED)
    open_ = [u for u in own if _stage(shelf.uploads().state(u)) not in done]
    most = AT_ONCE * shelf.upload_bytes
    if sum(each.n_bytes for each in open_) + n_bytes > most or (
        len(open_) >= MOST_UNDER_WAY
    ):
        raise TooMuchUnderWay(most=most // MEGABYTE, n=MOST_UNDER_WAY)


def own(viewer: Viewer, public_id: str, upload_id: str, shelf: Shelf) -> Upload:
    """The upload of this account for this case; any other is not there."""
    require(viewer, Action.INTAKE)
    if public_id:
        with unit.reading():
            scans.case_of(viewer, public_id)
    found = shelf.uploads().find(upload_id)
    if found is None or (found.owner, found.about) != (viewer.public_id, public_id):
        raise NotVisible
    return found


def receive(
    *,
    viewer: Viewer,
    public_id: str = "",
    upload_id: str,
    offset: int,
    stream: BinaryIO,
    shelf: Shelf,
) -> int:
    """The next piece; gives how much is there now, which is where the next one begins."""
    upload = own(viewer, public_id, upload_id, shelf)
    try:
        return shelf.uploads().append(upload, stream, offset=offset)
    except FileNotFoundError:
        raise NotVisible from None


def finish(
    *,
    viewer: Viewer,
    public_id: str,
    upload_id: str,
    digest: str,
    shelf: Shelf,
    at: datetime,
) -> UploadLine:
    """All has been sent: from here on the pages are checked behind the requests.

    `digest` is what the sender calculated; the check compares it with what arrived. Of
    a file that the case has nothing needs to have arrived.
    """
    upload, uploads = own(viewer, public_id, upload_id, shelf), shelf.uploads()
    if not DIGEST.fullmatch(digest):
        raise Garbled
    if not uploads.state(upload):
        _enqueue(viewer, upload, digest, shelf, at)
    return look(viewer=viewer, public_id=public_id, upload_id=upload_id, shelf=shelf)


def _enqueue(
    viewer: Viewer, upload: Upload, digest: str, shelf: Shelf, at: datetime
) -> None:
    uploads = shelf.uploads()
    try:
        scans.check_is_new(viewer, upload.about, digest)
    except scans.SameContent as refusal:
        checking.refuse(uploads, upload, refusal)
        return
    if uploads.received(upload) != upload.n_bytes:
        raise NotComplete
    clearing.announce(digest, at=at)
    state = {"stage": checking.CHECKING, "digest": digest, "n_pages": 0, "n_checked": 0}
    others = other_cases.named(viewer, upload.about, upload.name)
    uploads.note(upload, state | {"others": others})


def look(*, viewer: Viewer, public_id: str, upload_id: str, shelf: Shelf) -> UploadLine:
    """How far it is; a check that was interrupted goes on."""
    upload = own(viewer, public_id, upload_id, shelf)
    line = _line(shelf, upload)
    if line.stage is Stage.CHECKING:
        checking.start(shelf, upload)
    return line


def of_case(*, viewer: Viewer, public_id: str, shelf: Shelf) -> list[UploadLine]:
    """What this account has under way for a case."""
    found = shelf.uploads().of(viewer.public_id)
    lines = [_line(shelf, each) for each in found if each.about == public_id]
    return [line for line in lines if line.stage is not Stage.ADDED]


def bring(
    *,
    viewer: Viewer,
    public_id: str,
    stream: BinaryIO,
    n_bytes: int,
    key: str = "",
    name: str = "",
    shelf: Shelf,
    at: datetime,
) -> UploadLine:
    """A whole file at once, as a form or a ZIP has it; what came before counts not."""
    said = {"n_bytes": n_bytes, "key": key, "name": name}
    begun = begin(viewer=viewer, public_id=public_id, shelf=shelf, **said)
    if begun.stage is not Stage.ARRIVING:
        return begun
    upload, uploads = own(viewer, public_id, begun.id, shelf), shelf.uploads()
    try:
        uploads.begin_again(upload)
        uploads.append(upload, stream, offset=0)
        with uploads.open(upload) as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
        same = {"viewer": viewer, "public_id": public_id, "upload_id": upload.id}
        return finish(digest=digest, shelf=shelf, at=at, **same)
    except BaseException:
        uploads.drop(upload)
        raise


def accept(
    *,
    viewer: Viewer,
    public_id: str,
    upload_id: str,
    shelf: Shelf,
    at: datetime,
    is_decided: bool = False,
) -> Added:
    """Put the checked file into its case; a second click finds it done.

    Pages that cannot be shown stay as named gaps, if the officer decided so.
    """
    upload, uploads = own(viewer, public_id, upload_id, shelf), shelf.uploads()
    state, line = uploads.state(upload), _line(shelf, upload)
    if line.stage is Stage.ADDED:
        return Added(line.n_pages, line.notes, line.n_papers)
    if line.stage is not Stage.CHECKED:
        raise line.refusal or NotChecked
    if line.needs_decision and not is_decided:
        if line.others:
            raise other_cases.NamesAnother(numbers=line.others)
        raise Undecided(pages=listed({*line.broken, *line.doubtful}))
    stored = Stored(state["digest"], upload.n_bytes)
    found = Checked(Inspection.from_dict(state["found"]), line.broken)
    told: dict[str, Any] = {"volume": line.volume, "names": names_of(upload.name)}
    try:
        n_papers = scans.put_in(viewer, public_id, stored, found, at, **told)
    except scans.SameContent as refusal:
        checking.refuse(uploads, upload, refusal)
        raise
    kept = {n: uploads.page(upload, n) for n in range(1, line.n_pages + 1)}
    images = {page: content for page, content in kept.items() if content}
    page_images.keep_thumbnails(shelf, state["digest"], images)
    checking.forget(uploads, upload, n_papers=n_papers)
    uploads.empty(upload)
    uploads.forget_name(upload)
    return Added(line.n_pages, line.notes, n_papers)


def settle(
    *,
    viewer: Viewer,
    public_id: str,
    upload_id: str,
    shelf: Shelf,
    at: datetime,
    seconds: float,
    is_decided: bool = False,
) -> UploadLine:
    """Wait a moment for the check, and accept what leaves nothing to decide."""
    this: dict[str, Any] = {"viewer": viewer, "public_id": public_id}
    this |= {"upload_id": upload_id, "shelf": shelf}
    look(**this)
    checking.wait(shelf.uploads(), own(**this), seconds)
    line = look(**this)
    if line.stage is Stage.CHECKED and (is_decided or not line.needs_decision):
        accept(at=at, is_decided=is_decided, **this)
        line = look(**this)
    return line


def drop(*, viewer: Viewer, public_id: str, upload_id: str, shelf: Shelf) -> None:
    """Leave it out; nothing of it is kept."""
    shelf.uploads().drop(own(viewer, public_id, upload_id, shelf))


def page_image(
    *, viewer: Viewer, public_id: str, upload_id: str, page: int, shelf: Shelf
) -> bytes:
    """A page in small, to decide about it before the file is accepted."""
    upload = own(viewer, public_id, upload_id, shelf)
    content = shelf.uploads().page(upload, page)
    if content is None:
        raise NotVisible
    return content


def _stage(state: dict[str, Any]) -> Stage:
    return Stage(state.get("stage", Stage.ARRIVING))


def _line(shelf: Shelf, upload: Upload) -> UploadLine:
    uploads = shelf.uploads()
    state = uploads.state(upload)
    stage = _stage(state)
    found = Inspection.from_dict(state["found"]) if "found" in state else None
    return UploadLine(
        id=upload.id,
        n_bytes=upload.n_bytes,
        received=uploads.received(upload),
        stage=stage,
        n_pages=state.get("n_pages", 0),
        n_checked=state.get("n_checked", 0),
        broken=tuple(state.get("broken", ())),
        doubtful=tuple(state.get("doubtful", ())),
        others=tuple(state.get("others", ())),
        notes=Checked(found).notes if found else tuple(state.get("notes", ())),
        refusal=checking.refusal_in(state) if stage is Stage.REFUSED else None,
        name=upload.name,
        volume=volume_named(upload.name),
        n_papers=state.get("n_papers", 0),
    )
