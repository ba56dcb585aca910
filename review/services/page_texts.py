"""The text of a case file's pages, for whoever searches in it: nothing else shows it.

Every page's text passes through `text_of`: what is to be hidden on a page is taken out
there, and whatever finds text in other ways than by the file's own layer adds it there.
The words that are searched for are kept nowhere.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Any

from review.domain.credibility import is_credible
from review.domain.errors import N_, RuleBroken
from review.domain.page_numbers import labels, names, place_of, stretches
from review.domain.policy import Viewer
from review.files.pages import Kind, PagesRefused
from review.files.pages.searching import Excerpt, excerpts
from review.services import case_pages, page_cache, page_images, page_recognition
from review.services.redaction.looking import Unsure, distrusted
from review.services.redaction.veil import Veil, veil_of
from review.services.redaction.withheld import withheld
from review.services.scans import parts_of
from review.services.shelf import Shelf
from review.store import unit

MOST_WORDS = 60
MOST_OF_A_PAGE = 3
MOST_FOUND = 100
SECONDS = 1.5
"""After this long an answer goes out and says where to go on."""
RULE = 4
"""Raised when it is told anew which text can be trusted or what is hidden in it, so that
older is not found."""
NO_LAYER = frozenset({Kind.JPEG.value, Kind.PNG.value, Kind.TIFF.value})


class NothingToSearch(RuleBroken):
    sentence = N_("Type one to %(most)s characters to search for.")


@dataclass(frozen=True, slots=True)
class FoundPage:
    """A page with the words, with its first few places."""

    page: int
    label: int
    excerpts: tuple[Excerpt, ...]


@dataclass(frozen=True, slots=True)
class Search:
    """What was found so far; `following` is the page to go on from, 0 at the end."""

    found: tuple[FoundPage, ...]
    n_pages: int
    unread: tuple[tuple[int, str], ...] = ()
    """Pages without text that could be searched, and how each is written."""
    following: int = 0
    has_recognised: bool = False
    """Whether any of that text was read off an image, and may be wrong."""

    @property
    def last(self) -> int:
        """The last page that was looked at."""
        return self.following - 1 if self.following else self.n_pages

    @property
    def stretches(self) -> list[str]:
        """How the pages are written that could not be searched."""
        names = dict(self.unread)
        written = [names.get(page, "") for page in range(1, self.n_pages + 1)]
        return stretches(written, list(names))


@dataclass(frozen=True, slots=True)
class Readable:
    """The text of a page without what is hidden, and whether it was recognised."""

    body: str
    is_recognised: bool = False


NOTHING = Readable("")


def search(
    *,
    viewer: Viewer,
    public_id: str,
    words: str,
    start: int,
    shelf: Shelf,
    at: datetime,
) -> Search:
    """Look through an own file from a page on, for as long as an answer may take."""
    wanted = " ".join(words.split())
    if not 0 < len(wanted) <= MOST_WORDS:
        raise NothingToSearch(most=MOST_WORDS)
    rows = case_pages.rows_of_read(viewer, public_id, at)
    with unit.reading():
        veil = veil_of(rows[0].case_id)
        unsure = distrusted(rows[0].case_id)
    numbers, written = labels(parts_of(rows)), names(parts_of(rows))
    waiting = withheld(rows)
    until = time.monotonic() + SECONDS
    found: list[FoundPage] = []
    unread: list[tuple[int, str]] = []
    has_recognised = False
    following = 0
    for page in range(max(1, start), len(numbers) + 1):
        is_shown = page not in waiting
        text = text_of(rows, page, shelf, veil, unsure) if is_shown else NOTHING
        has_recognised = has_recognised or (text.is_recognised and bool(text.body))
        if not text.body:
            unread.append((page, written[page - 1]))
        places = tuple(islice(excerpts(text.body, wanted), MOST_OF_A_PAGE))
        if places:
            found.append(FoundPage(page, numbers[page - 1], places))
        is_enough = len(found) >= MOST_FOUND or time.monotonic() > until
        if is_enough and page < len(numbers):
            following = page + 1
            break
    return Search(tuple(found), len(numbers), tuple(unread), following, has_recognised)


def has_text(rows: Sequence[Any]) -> bool:
    """Whether any page may have text; of scans from before this was counted it may."""
    return any(row.media not in NO_LAYER and row.n_text != 0 for row in rows)


def text_of(
    rows: Sequence[Any], page: int, shelf: Shelf, veil: Veil, unsure: Unsure
) -> Readable:
    """What may be read of a page; nothing where it is an image that nobody read.

    Nor is a text layer taken for it that cannot be what stands there.
    """
    place = place_of(parts_of(rows), page)
    if place is None:
        return NOTHING
    row = rows[place.part]
    if has_text([row]) and place.page not in unsure.get(row.digest, ()):
        own = _own_text(row.digest, place.page, shelf, veil)
        if own:
            return Readable(own)
    found = page_recognition.kept(shelf, row.digest, place.page)
    if found is None:
        return NOTHING
    text = veil.text(row.digest, place.page, found).text.strip()
    return Readable(text, is_recognised=True)


def _own_text(digest: str, page: int, shelf: Shelf, veil: Veil) -> str:
    """It is kept under a name made of what is hidden: older text is not found."""
    name = f"{page}-text-{RULE}-{veil.version(digest, page)}"
    path = page_cache.place(shelf.cache, digest, name)
    kept = page_cache.kept(path)
    if kept is not None:
        return kept.decode()
    text = _layer(shelf, digest, page, veil)
    page_cache.keep(path, text.encode())
    return text


def _layer(shelf: Shelf, digest: str, page: int, veil: Veil) -> str:
    """A page that cannot be read has no text; that nobody can read now is told."""
    try:
        layer = page_images.text_layer(shelf, digest, page)
        if not is_credible(layer):
            return ""
        return veil.text(digest, page, layer).text.strip()
    except PagesRefused as refused:
        if page_images.is_passing(refused):
            raise
        return ""
