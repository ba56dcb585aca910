"""Stored files by the SHA-256 of their content, on a disk or in an S3-compatible store.

What is stored is never changed: its name is its digest. Every read verifies the digest
before the first byte is handed out, so that a flipped byte, a truncated or a missing
file is told and never served; whoever is lent a file verifies it before anything of it
is shown. Files are stored before the rows that name them; what no
row names after a while is an orphan, and `held` is how the sweep finds it.
"""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import BinaryIO, Protocol

from review.domain.errors import N_, RuleBroken

CHUNK = 1024 * 1024
DIGEST = re.compile(r"[0-9a-f]{64}")


class ObjectRefused(RuleBroken):
    """A stored file cannot be had, or a new one cannot be stored."""

    sentence = N_("The stored file cannot be read.")


class ObjectMissing(ObjectRefused):
    """No file is stored under this digest."""

    sentence = N_("The stored file is missing. Tell the administrator: %(digest)s")


class ObjectDamaged(ObjectRefused):
    """What is stored is not what was stored: a flipped byte, or a part of it."""

    sentence = N_(
        "The stored file has changed since it was uploaded and is not shown. "
        "Tell the administrator: %(digest)s"
    )


class ObjectTooLarge(ObjectRefused):
    """More bytes came than the limit allows; nothing was stored."""

    sentence = N_("The file has more than %(limit)s MB. Nothing was stored.")


class StoreFailed(ObjectRefused):
    """The disk is full, the store does not answer, or it refuses."""

    sentence = N_(
        "The store of files does not answer or is full. Nothing was lost; try again."
    )


@dataclass(frozen=True, slots=True)
class Stored:
    """What was stored: the name under which it is found again, and its length."""

    digest: str
    size: int


@dataclass(frozen=True, slots=True)
class Held:
    """One file of the store, as the sweep for orphans sees it."""

    digest: str
    size: int
    stored_at: datetime


@dataclass(frozen=True, slots=True)
class Lent:
    """A file to begin with at once: nothing of it is shown before it is verified."""

    file: BinaryIO
    verify: Callable[[], object]
    """Reads all of it without moving the place at which the file is read."""


class Objects(Protocol):
    """The one interface of both stores. Digests are 64 lower-case hex digits."""

    def put(self, stream: BinaryIO, *, limit: int | None = None) -> Stored:
        """Store all that can be read, durably, before this returns."""
        ...

    def open(self, digest: str) -> BinaryIO:
        """The verified content as a file of this machine, to be closed by the caller."""
        ...

    def lend(self, digest: str) -> Lent:
        """The content as a file of this machine, verified by whoever was lent it."""
        ...

    def read(self, digest: str) -> bytes:
        """The verified content at once; for small files."""
        ...

    def has(self, digest: str) -> bool:
        """Whether something is stored under this digest; says nothing of its state."""
        ...

    def delete(self, digest: str) -> None:
        """Remove it; to remove what is not there is no fault."""
        ...

    def held(self) -> Iterator[Held]:
        """Everything that is stored, in no particular order."""
        ...

    def drop_unfinished(self, *, before: datetime) -> int:
        """Remove what interrupted uploads left behind; how many there were."""
        ...


class UnusableStore(RuleBroken):
    """What OBJECTS or OBJECTS_OPTIONS say cannot be right."""

    sentence = N_("The setting OBJECTS or OBJECTS_OPTIONS cannot be used: %(problem)s")


def objects_at(
    place: str | Path, *, scratch: Path, options: Mapping[str, str] | None = None
) -> Objects:
    """The store at `s3://bucket/prefix`, or in a folder. `scratch` holds passing copies."""
    text = str(place)
    if text.startswith("s3://"):
        from review.gateways.objects_s3 import S3Objects

        return S3Objects.at(text, scratch=scratch, options=options or {})
    if "://" in text:
        raise UnusableStore(problem="OBJECTS: … | s3://bucket/prefix")
    from review.gateways.objects_disk import DiskObjects

    return DiskObjects(Path(text))


def checked(digest: str) -> str:
    """A digest, and nothing that could leave the folder of the store."""
    if not DIGEST.fullmatch(digest):
        raise ObjectMissing(digest=digest)
    return digest


def copied(stream: BinaryIO, file: BinaryIO, *, limit: int | None = None) -> Stored:
    """Copy the stream piece by piece; the digest and length of what was copied."""
    digest, size = hashlib.sha256(), 0
    while piece := stream.read(CHUNK):
        size += len(piece)
        if limit is not None and size > limit:
            raise ObjectTooLarge(limit=limit // (1024 * 1024))
        digest.update(piece)
        file.write(piece)
    return Stored(digest.hexdigest(), size)


def verify(file: BinaryIO, digest: str) -> None:
    """Refuse what is not what its name says, wherever the file is being read now."""
    found, place = hashlib.sha256(), 0
    while piece := os.pread(file.fileno(), CHUNK, place):
        found.update(piece)
        place += len(piece)
    if found.hexdigest() != digest:
        raise ObjectDamaged(digest=digest)


def verified(file: BinaryIO, digest: str) -> BinaryIO:
    """The file at its beginning, if its content is what its name says."""
    found = hashlib.file_digest(file, "sha256").hexdigest()
    if found != digest:
        raise ObjectDamaged(digest=digest)
    file.seek(0)
    return file
