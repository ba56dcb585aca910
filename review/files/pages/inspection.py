"""What is known of a file once it was opened, and why one is not taken."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import Any

from review.domain.errors import N_, RuleBroken


class Kind(Enum):
    """What a file is by its content; its name does not matter."""

    PDF = "pdf"
    JPEG = "jpeg"
    PNG = "png"
    TIFF = "tiff"


class Note(Enum):
    """What is worth knowing of a file that was taken; the value is the sentence."""

    REPAIRED = N_(
        "The file is slightly damaged and was repaired while reading. Compare the "
        "number of pages with the paper file."
    )
    SCRIPTS = N_(
        "The file contains scripts or actions. They are never run: reviewers get "
        "images of the pages only."
    )
    ATTACHMENTS = N_(
        "Other files are embedded in this file. They are neither opened nor shown; "
        "upload them on their own if they belong to the case."
    )
    OUTSIDE = N_(
        "The file refers to other files or to addresses. None of them is fetched."
    )
    XFA = N_(
        "The file is an interactive form (XFA). Check the images of its pages: "
        "fields may be missing."
    )
    PROTECTED = N_("The file is protected against changes. It can be read.")
    FRAMES = N_("The picture is animated. Its first image is shown.")


class Refusal(Enum):
    """Why a file, or one page of it, is not taken; the value is the sentence."""

    EMPTY = N_("The file is empty.")
    TOO_BIG = N_(
        "The file has %(size)s MB; at most %(limit)s MB are possible. Split it by "
        "volume."
    )
    UNKNOWN = N_(
        "This is neither a PDF nor a JPEG, PNG or TIFF picture; what counts is the "
        "content, not the file name. Save or scan it as PDF."
    )
    ENCRYPTED = N_("The file asks for a password. Save it without one.")
    CUT_OFF = N_(
        "The end of the file is missing: it was not completely copied or uploaded. "
        "Take it from its source again."
    )
    DAMAGED = N_("The file is damaged. Open it, save it anew, and compare its pages.")
    INCOMPLETE = N_(
        "The file says that it has %(said)s pages, but %(found)s can be opened. Take "
        "it from its source again."
    )
    NO_PAGES = N_("The file has no pages.")
    TOO_MANY_PAGES = N_(
        "The file has %(found)s pages; at most %(limit)s are possible. Split it by "
        "volume."
    )
    PIXELS = N_(
        "Page %(page)s has %(width)s × %(height)s pixels, which is too many. Scan it "
        "with 300 dpi."
    )
    PAGE_SIZE = N_("Page %(page)s has no size that could be shown.")
    NO_SUCH_PAGE = N_("The file has no page %(page)s.")
    PAGE_DAMAGED = N_("Page %(page)s is damaged and cannot be shown.")
    TOO_SLOW = N_("Reading the file took more than %(limit)s seconds and was stopped.")
    TOO_MUCH = N_(
        "The file asks for more memory or computing time than a case file may, or "
        "breaks the program that reads it. Print it to PDF anew or scan the paper."
    )
    NOT_ISOLATED = N_(
        "This system cannot shut a process off from network and disk, so untrusted "
        "files are not opened. The administrator can accept the risk in the settings."
    )
    BUSY = N_("Too many files are being read just now. Try again in a moment.")


class PagesRefused(RuleBroken):
    """A file or a page was refused; `reason` says why."""

    def __init__(self, reason: Refusal, **values: object) -> None:
        self.reason = reason
        super().__init__(reason.value, **values)


@dataclass(frozen=True, slots=True)
class PageFacts:
    """Size in points (PDF) or pixels (pictures), upright as it is shown."""

    width: float
    height: float
    has_text: bool = False


@dataclass(frozen=True, slots=True)
class Bookmark:
    """An entry of the file's own contents; `page` counts from 1, 0 where it leads nowhere."""

    title: str
    page: int
    level: int = 0


@dataclass(frozen=True, slots=True)
class Inspection:
    """A file that can be shown: every page of it was opened once."""

    kind: Kind
    pages: tuple[PageFacts, ...]
    bookmarks: tuple[Bookmark, ...] = ()
    notes: tuple[Note, ...] = ()

    @property
    def n_pages(self) -> int:
        return len(self.pages)

    def to_dict(self) -> dict[str, Any]:
        return {
            "kind": self.kind.name,
            "pages": [[p.width, p.height, p.has_text] for p in self.pages],
            "bookmarks": [[b.title, b.page, b.level] for b in self.bookmarks],
            "notes": [note.name for note in self.notes],
        }

    @classmethod
    def from_dict(cls, facts: dict[str, Any]) -> Inspection:
        """From a process that is not trusted: everything must have its type."""
        pages = [PageFacts(float(w), float(h), bool(t)) for w, h, t in facts["pages"]]
        marks = [
            Bookmark(str(title), int(page), int(level))
            for title, page, level in facts["bookmarks"]
        ]
        notes = [Note[name] for name in facts["notes"]]
        return cls(Kind[facts["kind"]], tuple(pages), tuple(marks), tuple(notes))
