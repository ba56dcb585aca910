"""The nightly run beside the database: stored files of nobody, images not looked at.

A stored file goes when no row names it and it has lain there for a day. Whoever stores
one says so in the database before (`announce`) and once more where the row is written
(`confirm`), so that nothing goes that is about to be named.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from review.domain.errors import Busy
from review.gateways.objects import Held, Objects
from review.services import checking, page_recognition
from review.services.shelf import Shelf
from review.store import unit
from review.store.queries import objects as holds
from review.store.queries import scans

KEPT_FOR = timedelta(days=1)
DEAD_AFTER = timedelta(minutes=10)
"""A sweep that has been removing one file for so long was ended in the middle."""
FEW = 20
MOST_SHARE = 5
"""Of the stored files at most a fifth are nobody's, or something else is wrong."""


@dataclass(frozen=True, slots=True)
class Amount:
    """So many files, and their bytes together."""

    n: int = 0
    n_bytes: int = 0


@dataclass(frozen=True, slots=True)
class Cleared:
    """What went, or would go; what was held back needs a look by a person."""

    objects: Amount
    held_back: Amount
    images: Amount
    n_unfinished: int


def announce(digest: str, *, at: datetime) -> None:
    """Before content is stored; from now on the sweep leaves it alone for a day."""
    with unit.transaction():
        if not holds.arrive(digest, at=at, before=at - DEAD_AFTER):
            raise Busy


def confirm(digest: str, *, at: datetime) -> None:
    """In the transaction that names the content; it was stored and is still there."""
    if not (holds.has_arrived(digest, at=at) or holds.is_named(digest)):
        raise Busy


def clear(
    *, shelf: Shelf, at: datetime, all_orphans: bool = False, rehearse: bool = False
) -> Cleared:
    """Remove what nobody names and cut the images back; `rehearse` only counts.

    Where very many files seem to be nobody's, the database is older than the store, or
    another one's: then nothing is removed unless `all_orphans` says that this is meant.
    """
    store, before = shelf.store(), at - KEPT_FOR
    with unit.reading():
        named = scans.known_digests()
    orphans, n_held = _orphans(store, named, before)
    is_odd = len(orphans) > max(FEW, n_held // MOST_SHARE) and not all_orphans
    if not rehearse:
        _forget_old(before)
    if not (is_odd or rehearse):
        orphans = [each for each in orphans if _removed(store, each, at)]
    return Cleared(
        objects=Amount() if is_odd else _amount(orphans),
        held_back=_amount(orphans) if is_odd else Amount(),
        images=trim(shelf.cache, shelf.cache_bytes, named=named, rehearse=rehearse),
        n_unfinished=_unfinished(shelf, store, before, rehearse=rehearse),
    )


def _unfinished(
    shelf: Shelf, store: Objects, before: datetime, *, rehearse: bool
) -> int:
    """Uploads nobody went on with for a day, and what a killed process left."""
    moment = before.timestamp()
    n = shelf.uploads().drop_old(before=moment, rehearse=rehearse)
    if not rehearse:
        checking.forget_added(shelf.uploads())
    return n if rehearse else n + store.drop_unfinished(before=before)


def _forget_old(before: datetime) -> None:
    with unit.transaction():
        holds.forget_old(before=before)


def _amount(files: list[Held]) -> Amount:
    return Amount(len(files), sum(each.size for each in files))


def _orphans(
    store: Objects, named: Collection[str], before: datetime
) -> tuple[list[Held], int]:
    """Old files that no row names, and how many files there are in all."""
    found, n_held = [], 0
    for each in store.held():
        n_held += 1
        if each.digest not in named and each.stored_at < before:
            found.append(each)
    return found, n_held


def _removed(store: Objects, each: Held, at: datetime) -> bool:
    """Said first, then done, then forgotten: a kill in between is mended the next day."""
    with unit.transaction():
        if not holds.leave(each.digest, at=at, before=at - KEPT_FOR):
            return False
    store.delete(each.digest)
    with unit.transaction():
        holds.forget(each.digest, at=at)
    return True


def trim(
    folder: Path,
    most_bytes: int,
    *,
    named: Collection[str] = (),
    rehearse: bool = False,
) -> Amount:
    """Drop the images looked at longest ago until the others take no more than this.

    Text that was recognised took minutes to make: it stays while a scan is so named.
    """
    found = sorted(_files(folder))
    left = sum(size for _, size, _ in found)
    files = [
        each
        for each in found
        if not page_recognition.is_recognised(each[2])
        or each[2].parent.name not in named
    ]
    n = n_bytes = 0
    for _, size, path in files:
        if left <= most_bytes:
            break
        if not rehearse:
            path.unlink(missing_ok=True)
            _drop_empty(path.parent, folder)
        n, n_bytes, left = n + 1, n_bytes + size, left - size
    return Amount(n, n_bytes)


def _files(folder: Path) -> Iterator[tuple[float, int, Path]]:
    for path in folder.rglob("*"):
        with suppress(FileNotFoundError):
            if path.is_file():
                facts = path.stat()
                yield facts.st_mtime, facts.st_size, path


def _drop_empty(folder: Path, top: Path) -> None:
    with suppress(OSError):
        while folder != top:
            folder.rmdir()
            folder = folder.parent
