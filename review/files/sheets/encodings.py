"""Which characters the bytes of a CSV file stand for, without ever guessing wrongly.

Strict UTF-8 is tried first, then strict GB18030. UTF-8 text is nearly always sound
GB18030 too, and comes out as other characters; so a file that is neither wholly the one
nor surely the other is asked about instead.
"""

from __future__ import annotations

import codecs
import re

from review.domain.cells import STANDARD_PLACES
from review.domain.errors import N_
from review.files.sheets.archives import FileRefused

ENCODINGS = ("utf-8", "gb18030", "utf-16", "big5")
OLD_PLACE = re.compile("[\ue78d-\ue864]")
WIDE = re.compile("[\u0800-\U0010ffff]")


class EncodingUnclear(FileRefused):
    """Only somebody who knows the file can say how it was saved."""

    sentence = N_(
        "It cannot be told how this file was saved. Choose its encoding, or save it "
        "again as XLSX or as “CSV UTF-8”."
    )
    mixed = N_(
        "Line %(line)s is UTF-8 and other lines are not. Choose the encoding, or save "
        "the file again as XLSX or as “CSV UTF-8”."
    )
    wrong = N_("The file is not sound %(encoding)s. Choose another encoding.")
    unknown = N_("“%(encoding)s” is not one of: %(allowed)s.")


def decoded(data: bytes, encoding: str = "") -> tuple[str, str]:
    """The text of the bytes, and the encoding it was read in."""
    if encoding:
        return _as_told(data, encoding.lower()), encoding.lower()
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return _as_told(data, "utf-16"), "utf-16"
    if data.startswith(codecs.BOM_UTF8):
        return _as_told(data, "utf-8"), "utf-8"
    if b"\0" in data:
        raise EncodingUnclear
    if (text := _strict(data, "utf-8")) is not None:
        _check_surely_utf8(text)
        return text, "utf-8"
    return _surely_gb18030(data), "gb18030"


def _strict(data: bytes, encoding: str) -> str | None:
    try:
        return data.decode("utf-8-sig" if encoding == "utf-8" else encoding)
    except UnicodeDecodeError:
        return None


def _as_told(data: bytes, encoding: str) -> str:
    if encoding not in ENCODINGS:
        allowed = ", ".join(ENCODINGS)
        raise EncodingUnclear(
            EncodingUnclear.unknown, encoding=encoding, allowed=allowed
        )
    text = _strict(data, encoding)
    if text is None or "\0" in text:
        raise EncodingUnclear(EncodingUnclear.wrong, encoding=encoding)
    return _standard(text)


def _check_surely_utf8(text: str) -> None:
    """Two-byte signs alone (“·”, “é”) are as sound in GB18030, as Chinese characters."""
    if not (text.isascii() or WIDE.search(text)):
        raise EncodingUnclear


def _surely_gb18030(data: bytes) -> str:
    """No line may be sound UTF-8: then the file is mixed, or damaged UTF-8."""
    for number, line in enumerate(data.splitlines(), start=1):
        if not line.isascii() and WIDE.search(_strict(line, "utf-8") or ""):
            raise EncodingUnclear(EncodingUnclear.mixed, line=number)
    text = _strict(data, "gb18030")
    if text is None:
        raise EncodingUnclear
    return _standard(text)


def _standard(text: str) -> str:
    """GB 18030-2022 gave proper places to characters this decoder puts elsewhere."""
    return text.translate(STANDARD_PLACES) if OLD_PLACE.search(text) else text
