"""A ZIP of many files, judged by its directory alone: nothing is unpacked to look at it.

What would harm is refused before a single byte is expanded: bombs, entries that share
their bytes, paths that leave the folder, links, names given twice. A size that lies is
noticed while the entry is read, which stops where the directory said it would end.
"""

from __future__ import annotations

import stat
import zipfile
import zlib
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from enum import Enum
from typing import BinaryIO, cast

from review.domain.errors import N_, RuleBroken

MOST_ENTRIES = 20_000
MOST_TOTAL = 8 * 1024**3
MOST_RATIO = 100
"""Scans are compressed already; what shrinks more than this is no scan."""
FREE_BYTES = 1024 * 1024
"""So small that its ratio says nothing."""
UTF8_FLAG, ENCRYPTED_FLAG = 0x800, 0x1
HEADER = 30
"""Bytes before the name of an entry, at the least."""
ENDINGS = (".pdf", ".jpg", ".jpeg", ".png", ".tif", ".tiff")
NOISE_FOLDER, FORK = "__MACOSX", "._"
"""What a Mac keeps beside a file, in a folder of its own or under this beginning."""
NOISE = frozenset({".DS_Store", "Thumbs.db", "desktop.ini"})


class BundleFault(Enum):
    """Why a whole ZIP is refused."""

    NO_ZIP = N_("This is no ZIP file, or its end is missing.")
    TOO_MANY = N_("The ZIP has %(found)s entries; at most %(limit)s are possible.")
    TOO_LARGE = N_("Unpacked, the ZIP would be far too large.")
    OVERLAPPING = N_("Entries of the ZIP share their bytes: it was made to do harm.")


class EntryFault(Enum):
    """Why one entry is left out."""

    PATH = N_("Its path leads out of the ZIP.")
    LINK = N_("It is a link, not a file.")
    TWICE = N_("The ZIP has two entries of this name.")
    ENCRYPTED = N_("It asks for a password.")
    BOMB = N_("It would grow to more than a hundred times its size.")
    TOO_BIG = N_("It is too large.")
    EMPTY = N_("It is empty.")
    KIND = N_("It is neither a PDF nor a JPEG, PNG or TIFF picture by its name.")


class BundleRefused(RuleBroken):
    def __init__(self, fault: BundleFault, **values: object) -> None:
        self.fault = fault
        super().__init__(fault.value, **values)


@dataclass(frozen=True, slots=True)
class Entry:
    """A file of the ZIP; `index` finds it again, `path` is as its maker wrote it."""

    index: int
    path: str
    n_bytes: int
    fault: EntryFault | None = None

    @property
    def names(self) -> tuple[str, ...]:
        return names_of(self.path)


def names_of(path: str) -> tuple[str, ...]:
    """The name of a file without its ending and those of its folders, outwards."""
    *folders, name = path.split("/")
    return (name.rpartition(".")[0] or name, *folders[::-1])


def entries(file: BinaryIO, *, most_bytes: int) -> list[Entry]:
    """Every file of the ZIP with what is against it; folders are left out."""
    with _opened(file) as bundle:
        found = bundle.infolist()
        _check_whole(found)
        names = Counter(path_of(each).casefold() for each in found)
        return [
            Entry(
                index,
                path_of(each),
                each.file_size,
                _fault(each, names, most_bytes),
            )
            for index, each in enumerate(found)
            if not each.is_dir() and not _is_noise(path_of(each))
        ]


def listed(files: Sequence[tuple[str, int]], *, most_bytes: int) -> list[Entry]:
    """The files of a folder, by path and size, with what is against each."""
    return [
        Entry(index, path, n_bytes, _fault_of(path, n_bytes, most_bytes))
        for index, (path, n_bytes) in enumerate(files)
        if not _is_noise(path)
    ]


def _fault_of(path: str, n_bytes: int, most_bytes: int) -> EntryFault | None:
    against = {
        EntryFault.KIND: not path.casefold().endswith(ENDINGS),
        EntryFault.EMPTY: n_bytes == 0,
        EntryFault.TOO_BIG: n_bytes > most_bytes,
    }
    return next((fault for fault, is_so in against.items() if is_so), None)


@contextmanager
def content(file: BinaryIO, entry: Entry) -> Iterator[BinaryIO]:
    """The bytes of one entry; what lies about its size breaks off with NO_ZIP."""
    with _opened(file) as bundle:
        try:
            with bundle.open(bundle.infolist()[entry.index]) as stream:
                yield cast("BinaryIO", stream)
        # NotImplementedError is how zipfile names a compression it does not know.
        except (zipfile.BadZipFile, zlib.error, NotImplementedError, EOFError) as fault:
            raise BundleRefused(BundleFault.NO_ZIP) from fault


@contextmanager
def _opened(file: BinaryIO) -> Iterator[zipfile.ZipFile]:
    file.seek(0)
    try:
        # NotImplementedError: zipfile does not know so new a version of the format.
        bundle = zipfile.ZipFile(file)
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError) as fault:
        raise BundleRefused(BundleFault.NO_ZIP) from fault
    with bundle:
        yield bundle


def _check_whole(found: list[zipfile.ZipInfo]) -> None:
    if len(found) > MOST_ENTRIES:
        raise BundleRefused(BundleFault.TOO_MANY, found=len(found), limit=MOST_ENTRIES)
    if sum(each.file_size for each in found) > MOST_TOTAL:
        raise BundleRefused(BundleFault.TOO_LARGE)
    end = 0
    for each in sorted(found, key=lambda info: info.header_offset):
        if each.header_offset < end:
            raise BundleRefused(BundleFault.OVERLAPPING)
        end = each.header_offset + HEADER + each.compress_size


def _fault(
    info: zipfile.ZipInfo, names: Counter[str], most_bytes: int
) -> EntryFault | None:
    path = path_of(info)
    ratio = info.file_size / max(info.compress_size, 1)
    against = {
        EntryFault.PATH: _leads_out(path),
        EntryFault.LINK: stat.S_ISLNK(info.external_attr >> 16),
        EntryFault.TWICE: names[path.casefold()] > 1,
        EntryFault.ENCRYPTED: bool(info.flag_bits & ENCRYPTED_FLAG),
    }
    found = next((fault for fault, is_so in against.items() if is_so), None)
    is_bomb = info.file_size > FREE_BYTES and ratio > MOST_RATIO
    by_size = _fault_of(path, info.file_size, most_bytes)
    return found or by_size or (EntryFault.BOMB if is_bomb else None)


def _leads_out(path: str) -> bool:
    parts = path.split("/")
    return path.startswith("/") or ".." in parts or ":" in parts[0] or "\0" in path


def _is_noise(path: str) -> bool:
    """What operating systems put beside files."""
    *folders, name = path.split("/")
    return NOISE_FOLDER in folders or name in NOISE or name.startswith(FORK)


def path_of(info: zipfile.ZipInfo) -> str:
    """The path in the letters it was written in: Chinese systems long wrote GB18030."""
    name = info.orig_filename
    if not info.flag_bits & UTF8_FLAG:
        raw = name.encode("cp437", "replace")
        for encoding in ("utf-8", "gb18030"):
            try:
                name = raw.decode(encoding)
                break
            except UnicodeDecodeError:
                continue
    return name.replace("\\", "/")
