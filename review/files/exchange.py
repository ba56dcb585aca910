"""Signed files as ZIP archives of three members: manifest, signature, content.

An archive is judged by its directory before anything of it is unpacked; names are
compared and never become paths.
"""

from __future__ import annotations

import io
import json
import zipfile
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from review.domain.canonical import canonical
from review.domain.exchange import BadCard, Kind, NoExchangeFile

MANIFEST, SIGNATURE = "manifest.json", "signature"
KNOWN = {MANIFEST, SIGNATURE, *(kind.member for kind in Kind)}
MOST_PACKED = 320 * 1024
MOST_OF = {MANIFEST: 64 * 1024, SIGNATURE: 1024}
MOST_CONTENT = 2 * 1024 * 1024
EPOCH = (1980, 1, 1, 0, 0, 0)
PLAIN = {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}
IS_ENCRYPTED = 0x1


@dataclass(frozen=True, slots=True)
class Opened:
    """The members of an archive; nothing of them is believed yet."""

    manifest: bytes
    signature: bytes
    members: Mapping[str, bytes]

    @property
    def said(self) -> object:
        return parsed(self.manifest)


def parsed(body: bytes) -> Any:
    """JSON in UTF-8 that does not nest deeper than any real one."""
    try:
        return json.loads(body.decode("utf-8"))
    except (ValueError, RecursionError):
        raise NoExchangeFile from None


def parsed_card(body: bytes) -> Any:
    try:
        return parsed(body[: MOST_OF[MANIFEST]])
    except NoExchangeFile:
        raise BadCard from None


def written(data: object) -> bytes:
    """The bytes that are signed, or that a card is made of."""
    return canonical(data)


def pack(manifest: bytes, signature: bytes, members: Mapping[str, bytes]) -> bytes:
    body = io.BytesIO()
    with zipfile.ZipFile(body, "w", zipfile.ZIP_DEFLATED) as made:
        parts = {MANIFEST: manifest, SIGNATURE: signature.hex().encode(), **members}
        for name, content in parts.items():
            entry = zipfile.ZipInfo(name, EPOCH)
            entry.compress_type = zipfile.ZIP_DEFLATED
            made.writestr(entry, content)
    return body.getvalue()


def unpack(body: bytes) -> Opened:
    """The members of an archive that can be one of ours."""
    if len(body) > MOST_PACKED:
        raise NoExchangeFile
    try:
        with zipfile.ZipFile(io.BytesIO(body)) as found:
            _check(found)
            parts = {each.filename: _read(found, each) for each in found.infolist()}
        signature = bytes.fromhex(parts.pop(SIGNATURE).decode("ascii"))
        return Opened(parts.pop(MANIFEST), signature, parts)
    except _FAULTS:
        raise NoExchangeFile from None


_FAULTS = (
    *(zipfile.BadZipFile, zlib.error, KeyError, ValueError, EOFError, OSError),
    # How zipfile names a compression it does not know, and an entry with a password.
    *(NotImplementedError, RuntimeError),
)


def _check(found: zipfile.ZipFile) -> None:
    entries = found.infolist()
    names = [each.filename for each in entries]
    is_plain = all(
        each.compress_type in PLAIN and not each.flag_bits & IS_ENCRYPTED
        for each in entries
    )
    fits = all(each.file_size <= _most(each.filename) for each in entries)
    known = set(names) <= KNOWN and len(set(names)) == len(names) == 3
    if not (known and is_plain and fits):
        raise NoExchangeFile


def _most(name: str) -> int:
    return MOST_OF.get(name, MOST_CONTENT)


def _read(found: zipfile.ZipFile, entry: zipfile.ZipInfo) -> bytes:
    """No more than the directory promised, whatever the data say."""
    with found.open(entry) as part:
        body = part.read(_most(entry.filename) + 1)
    if len(body) != entry.file_size:
        raise NoExchangeFile
    return body
