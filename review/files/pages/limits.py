"""How much of anything one case file may take; settings, with defaults that suit scans."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, replace
from typing import Any

MEGABYTE = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Limits:
    """The defaults let through a scanned case file of ten thick volumes, and no bomb."""

    file_bytes: int = 500 * MEGABYTE
    pages: int = 3000
    pixels: int = 100_000_000
    """Of one scanned page: A3 at 600 dpi has 70 million."""
    picture_pixels: int = 40_000_000
    """Of one page as it is shown."""
    width: int = 4000
    bookmarks: int = 2000
    characters: int = 50_000
    """Of the text of one page."""
    memory: int = 1024 * MEGABYTE
    """Address space of the process, besides the file itself."""
    start_seconds: float = 20
    inspect_seconds: float = 60
    page_seconds: float = 20
    cpu_seconds: int = 120
    answer_bytes: int = 64 * MEGABYTE
    at_once: int = 2
    """Processes that open files for one process of the application."""
    wait_seconds: float = 30
    accept_unsealed: bool = False
    """Whether the administrator accepts files where the system cannot seal a process."""

    def to_json(self) -> str:
        return json.dumps(asdict(self))

    @classmethod
    def from_json(cls, text: str) -> Limits:
        return cls(**json.loads(text))

    def with_settings(self, settings: dict[str, Any]) -> Limits:
        """These limits with some replaced, as an installation sets them."""
        return replace(self, **settings)
