"""Where scanned files and the images of their pages lie, and what a file may take."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from review.domain.errors import N_
from review.files import recognition
from review.files.pages import Limits, isolation
from review.gateways.objects import Objects, StoreFailed, UnusableStore, objects_at
from review.gateways.uploads import Uploads
from review.services.elsewhere import end_turn


@dataclass(frozen=True, slots=True)
class Shelf:
    """What the installation's settings say of it; web and the command line make one."""

    objects: str
    """A folder, or s3://bucket/prefix."""
    scratch: Path
    """Passing copies: uploads before they are checked, files fetched to be read."""
    cache: Path
    """Images of pages; may be emptied at any time."""
    limits: Limits = field(default_factory=Limits)
    options: tuple[tuple[str, str], ...] = ()
    """How the S3-compatible store is reached."""
    upload_bytes: int = 2048 * 1024 * 1024
    """Of one upload, a ZIP for instance."""
    cache_bytes: int = 4096 * 1024 * 1024
    """What the cache is cut back to by the nightly run."""
    recognises: bool = False
    """Whether text may be recognised on pages that have none."""

    def store(self) -> Objects:
        """Asked for by whoever then waits for it."""
        end_turn()
        self.scratch.mkdir(parents=True, exist_ok=True)
        return _store(self.objects, self.scratch, self.options)

    def uploads(self) -> Uploads:
        """What is under way, beside everything else that passes."""
        return Uploads(self.scratch / "uploads")

    @property
    def place(self) -> str:
        """Where originals are kept, for whoever runs the server; no key is in it."""
        named = (value for key, value in self.options if "endpoint" in key)
        host = urlsplit(next(named, "")).netloc.rpartition("@")[2]
        return f"{self.objects} ({host})" if host else self.objects

    @property
    def may_open(self) -> bool:
        """Whether files may be opened here: shut off, or the risk was accepted."""
        return self.limits.accept_unsealed or isolation().is_complete

    @property
    def opens_unshut(self) -> bool:
        """Whether files are opened here in a process that is not shut off."""
        return self.limits.accept_unsealed and not isolation().is_complete

    @property
    def can_recognise(self) -> bool:
        """Whether it is wanted and the extra for it is installed."""
        return self.recognises and recognition.is_installed()


class StoreUnreached(StoreFailed):
    """At the server it is said which store it is, and what to look at."""

    sentence = N_(
        "The store of files at %(place)s does not answer or is full. Nothing was lost. "
        "Check that it runs and has room, and the settings OBJECTS and OBJECTS_OPTIONS."
    )


@contextmanager
def told_where(shelf: Shelf) -> Iterator[None]:
    try:
        yield
    except StoreFailed as failed:
        raise StoreUnreached(place=shelf.place) from failed


def shelf_of(settings: Mapping[str, Any], instance: Path) -> Shelf:
    """As the installation's settings say; without them everything is below instance/."""
    folder = Path(settings["DATA_FOLDER"] or instance)
    limits = Limits(
        file_bytes=settings["SCAN_MEGABYTES"] * 1024 * 1024,
        pages=settings["SCAN_PAGES"],
        accept_unsealed=settings["ACCEPT_UNISOLATED"],
    )
    return Shelf(
        objects=settings["OBJECTS"] or str(folder / "objects"),
        scratch=folder / "scratch",
        cache=folder / "pages",
        limits=limits,
        options=tuple(sorted(settings["OBJECTS_OPTIONS"].items())),
        upload_bytes=settings["UPLOAD_MEGABYTES"] * 1024 * 1024,
        cache_bytes=settings["CACHE_MEGABYTES"] * 1024 * 1024,
        recognises=settings["OCR"],
    )


def check(settings: Mapping[str, Any], instance: Path) -> None:
    """At the start and not at the first upload: a store elsewhere is built once.

    Whether it answers is not asked; it may be away just then.
    """
    options = settings["OBJECTS_OPTIONS"]
    if not isinstance(options, Mapping):
        raise UnusableStore(problem='OBJECTS_OPTIONS: {"endpoint": "…", …}')
    if "://" in settings["OBJECTS"]:
        shelf_of(settings, instance).store()


@cache
def _store(place: str, scratch: Path, options: tuple[tuple[str, str], ...]) -> Objects:
    return objects_at(place, scratch=scratch, options=dict(options))
