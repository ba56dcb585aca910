"""The process that opens one untrusted file: limited and sealed first, then asked.

It has a socket to listen on and a pipe to answer. The first thing it hears is the one file
it is for; it may have waited for that. PDFium is not made for threads: one process, one
thread.
"""

from __future__ import annotations

import encodings.latin_1
import encodings.utf_16
import encodings.utf_16_be
import encodings.utf_16_le
import os
import socket
import sys
from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import Any, Protocol

from review.domain.places import Box
from review.files.pages import messages, sealing
from review.files.pages.inspection import Inspection, Kind, PagesRefused, Refusal
from review.files.pages.limits import Limits
from review.files.pages.messages import Garbled

HEADS = {
    b"%PDF-": Kind.PDF,
    b"\xef\xbb\xbf%PDF-": Kind.PDF,
    b"\xff\xd8\xff": Kind.JPEG,
    b"\x89PNG\r\n\x1a\n": Kind.PNG,
    b"II*\0": Kind.TIFF,
    b"MM\0*": Kind.TIFF,
    b"II+\0": Kind.TIFF,
    b"MM\0+": Kind.TIFF,
}
"""Content begins with one of these; text in several encodings is needed once sealed."""
CODECS = (encodings.latin_1, encodings.utf_16, encodings.utf_16_be, encodings.utf_16_le)
LISTEN, ANSWER = 0, 1


class Document(Protocol):
    """A file that is open in this process."""

    def inspect(self) -> Inspection: ...

    def render(
        self, page: int, width: int, rotate: int, boxes: Sequence[Box]
    ) -> tuple[bytes, int, int]: ...

    def check(self, page: int, width: int) -> tuple[tuple[bytes, int, int], bool]: ...

    def texts(self, page: int, *, weigh: bool) -> dict[str, Any]: ...


def main(arguments: list[str]) -> None:
    if arguments:
        _load()
    try:
        number, limits = _given()
    except EOFError:
        # Whoever would clear the folder away may be gone without having been asked.
        with suppress(OSError):
            os.rmdir(os.getcwd())
        return
    size = os.fstat(number).st_size
    sealing.limit(limits, file_bytes=size)
    opened = _prepared(number, size, limits)
    is_sealed = sealing.seal()
    os.write(ANSWER, messages.packed({"sealed": is_sealed}))
    _serve(opened)


def _load() -> None:
    """What any kind of file needs from the disk, before there is one."""
    from review.files.pages import pdf, pictures

    pdf.load()
    pictures.load()


def _given() -> tuple[int, Limits]:
    """The file, open, and what it may take: passed on once, before anything is asked."""
    numbers: list[int] = []
    with socket.socket(fileno=os.dup(LISTEN)) as wire:

        def heard(size: int) -> bytes:
            data, found, *_ = socket.recv_fds(wire, size, 1)
            numbers.extend(found)
            return data

        facts, _ = messages.received(heard, most=0)
    (number,) = numbers
    return number, Limits(**facts)


def _prepared(number: int, size: int, limits: Limits) -> Callable[[], Document]:
    """Everything that must be loaded from disk is loaded; the file is not looked into."""
    kind = kind_of(os.pread(number, 16, 0))
    if kind is Kind.PDF:
        from review.files.pages.pdf import prepare

        return prepare(number, size, limits)
    if kind is not None:
        from review.files.pages.pictures import prepare as prepare_picture

        return prepare_picture(number, kind, limits)

    def refuse() -> Document:
        raise PagesRefused(Refusal.UNKNOWN if size else Refusal.EMPTY)

    return refuse


def kind_of(head: bytes) -> Kind | None:
    found = (kind for begin, kind in HEADS.items() if head.startswith(begin))
    return next(found, None)


def _serve(opened: Callable[[], Document]) -> None:
    """Answer until the other side is gone."""
    document: Document | None = None
    while True:
        try:
            question, _ = messages.received(_listen, most=0)
        except (EOFError, Garbled):
            return
        try:
            if question["do"] == "probe":
                answer, content = _probe(), b""
            else:
                document = document or opened()
                answer, content = _answered(document, question)
        except PagesRefused as refused:
            values = {"refused": refused.reason.name, "values": refused.values}
            answer, content = values, b""
        except (MemoryError, RecursionError):
            answer, content = {"refused": Refusal.TOO_MUCH.name, "values": {}}, b""
        messages.write_all(ANSWER, messages.packed(answer, content))


def _listen(size: int) -> bytes:
    return os.read(LISTEN, size)


def _answered(
    document: Document, question: dict[str, Any]
) -> tuple[dict[str, Any], bytes]:
    match question["do"]:
        case "inspect":
            return document.inspect().to_dict(), b""
        case "check":
            drawn, doubtful = document.check(question["page"], question["width"])
            content, width, height = drawn
            facts = {"width": width, "height": height, "doubtful": doubtful}
            return facts, content
        case "texts":
            return document.texts(question["page"], weigh=question["weigh"]), b""
        case _:
            content, width, height = document.render(
                question["page"],
                question["width"],
                question["rotate"],
                [Box(*edges) for edges in question["boxes"]],
            )
            return {"width": width, "height": height}, content


def _probe() -> dict[str, Any]:
    """What this process can still do; each of these must fail in a sealed one."""
    return {
        "network": _works(lambda: socket.socket().close()),
        "files": _works(lambda: os.close(os.open(sys.executable, os.O_RDONLY))),
        "processes": _works(_fork),
    }


def _works(attempt: Callable[[], object]) -> bool:
    try:
        attempt()
    except OSError:
        return False
    return True


def _fork() -> None:
    child = os.fork()
    if child == 0:
        os._exit(0)
    os.waitpid(child, 0)
