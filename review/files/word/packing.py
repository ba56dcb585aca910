"""Files that do not tell when and where they were packed, one by one or together."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterable

from review.files.tables import cleaned

# The earliest moment a ZIP can hold; the same content must give the same bytes.
NO_MOMENT = (1980, 1, 1, 0, 0, 0)
UNSAFE = re.compile(r'[\\/:*?"<>|\x00-\x1f\x7f\u200e\u200f\u202a-\u202e\u2066-\u2069]')
LONGEST = 60


def repacked(body: bytes) -> bytes:
    """The same members in the same order, without the moment of writing."""
    with zipfile.ZipFile(io.BytesIO(body)) as package:
        members = [(name, package.read(name)) for name in package.namelist()]
    return _packed(members)


def folder_of(members: Iterable[tuple[str, bytes]]) -> bytes:
    """Several files as one ZIP."""
    return _packed(members)


def _packed(members: Iterable[tuple[str, bytes]]) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in members:
            info = zipfile.ZipInfo(name, NO_MOMENT)
            info.compress_type = zipfile.ZIP_DEFLATED
            info.create_system = 0
            package.writestr(info, content)
    return file.getvalue()


def safe_name(text: str) -> str:
    """Words as part of a file's name on any system."""
    return UNSAFE.sub("_", cleaned(text)).strip(" .")[:LONGEST] or "_"
