"""The skeleton of a PDF, read a second time by another library.

A viewer repairs what it can, and shows fewer pages without a word. So the pages are
counted in the tree itself, and what would act is found, though nothing here acts.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, BinaryIO

import pikepdf
from pikepdf import Array, Dictionary, Name, Object, Pdf, PdfError

from review.files.pages.inspection import Note, PagesRefused, Refusal
from review.files.pages.limits import Limits

MOST_OBJECTS = 60_000
DEPTH = 6
ACTIONS = {
    "/JavaScript": Note.SCRIPTS,
    "/Launch": Note.SCRIPTS,
    "/SubmitForm": Note.SCRIPTS,
    "/ImportData": Note.SCRIPTS,
    "/Rendition": Note.SCRIPTS,
    "/RichMediaExecute": Note.SCRIPTS,
    "/GoToR": Note.OUTSIDE,
    "/GoToE": Note.OUTSIDE,
    "/URI": Note.OUTSIDE,
    "/Thread": Note.OUTSIDE,
}
KEYS = {
    "/JS": Note.SCRIPTS,
    "/AA": Note.SCRIPTS,
    "/XFA": Note.XFA,
    "/EF": Note.ATTACHMENTS,
    "/EmbeddedFiles": Note.ATTACHMENTS,
    "/RichMediaContent": Note.ATTACHMENTS,
}


@dataclass(frozen=True, slots=True)
class Structure:
    """What the skeleton tells beside its pages."""

    notes: tuple[Note, ...]


def warm_up() -> None:
    """The library opens its source of random numbers once, before the disk is shut."""
    nothing = pikepdf.new()
    nothing.add_blank_page()
    lock = pikepdf.Encryption(owner="", user="", R=6)
    nothing.save(io.BytesIO(), encryption=lock)


def read(file: BinaryIO, limits: Limits, said: int) -> Structure:
    """Refuse a file whose tree of pages has not as many leaves as it says."""
    pdf, notes = opened(file)
    with pdf:
        root = pdf.Root.get("/Pages")
        found = _leaves(root, limits.pages)
        counted = root.get("/Count") if isinstance(root, Dictionary) else None
        if found != said or counted != said:
            told = counted if isinstance(counted, int) else said
            raise PagesRefused(Refusal.INCOMPLETE, said=max(told, said), found=found)
        if pdf.is_encrypted:
            notes.append(Note.PROTECTED)
        notes += _acting(pdf)
    return Structure(tuple(dict.fromkeys(notes)))


def opened(file: BinaryIO) -> tuple[Pdf, list[Note]]:
    """As it stands, or repaired, which is noted; not at all is a refusal."""
    quiet = {"access_mode": pikepdf.AccessMode.stream, "suppress_warnings": True}
    try:
        return pikepdf.open(file, attempt_recovery=False, **quiet), []
    except (PdfError, ValueError, RuntimeError):
        pass
    try:
        file.seek(0)
        return pikepdf.open(file, **quiet), [Note.REPAIRED]
    except (PdfError, ValueError, RuntimeError):
        raise PagesRefused(Refusal.DAMAGED) from None


def _leaves(root: Object | None, most: int) -> int:
    """Pages in the tree; a branch that comes back to itself makes it damaged."""
    found, seen, waiting = 0, set(), [root]
    while waiting:
        node = waiting.pop()
        if not isinstance(node, Dictionary) or found > most:
            raise PagesRefused(Refusal.DAMAGED)
        kids = node.get("/Kids")
        if kids is None:
            found += 1
            continue
        if node.objgen in seen or not isinstance(kids, Array):
            raise PagesRefused(Refusal.DAMAGED)
        if node.is_indirect:
            seen.add(node.objgen)
        waiting += list(kids)
    return found


def _acting(pdf: Pdf) -> Iterator[Note]:
    """Whatever acts or reaches outside, wherever it hides in the file."""
    yield from _in_catalogue(pdf.Root)
    for n, each in enumerate(pdf.objects):
        if n >= MOST_OBJECTS:
            return
        yield from _in_object(each, DEPTH)


def _in_catalogue(root: Object) -> Iterator[Note]:
    start = root.get("/OpenAction")
    if isinstance(start, Dictionary) and start.get("/S") != Name("/GoTo"):
        yield Note.SCRIPTS


def _in_object(each: Any, depth: int) -> Iterator[Note]:
    """Direct children only: what is referred to comes by itself."""
    if depth == 0 or not isinstance(each, pikepdf.Object):
        return
    if isinstance(each, Array):
        children = list(each)
    elif isinstance(each, (Dictionary, pikepdf.Stream)):
        facts = each.stream_dict if isinstance(each, pikepdf.Stream) else each
        keys = set(facts.keys())
        yield from (note for key, note in KEYS.items() if key in keys)
        yield from _of_action(facts)
        children = [facts[key] for key in keys]
    else:
        return
    for child in children:
        if isinstance(child, pikepdf.Object) and not child.is_indirect:
            yield from _in_object(child, depth - 1)


def _of_action(facts: Object) -> Iterator[Note]:
    kind = facts.get("/S")
    if isinstance(kind, Name) and str(kind) in ACTIONS:
        yield ACTIONS[str(kind)]
